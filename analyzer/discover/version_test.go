package discover

import (
	"fmt"
	"strings"
	"testing"
)

func TestLowest(t *testing.T) {
	for _, c := range []struct {
		specifier, text string
		exact           bool
	}{
		{"==5.2.4", "5.2.4", true},
		{"===5.2.4", "5.2.4", true},
		{" == 5.2.4 ; python_version >= '3.10'", "5.2.4", true},
		{"==5.2.4 \\", "5.2.4", true},
		{"==5.2.4 --hash=sha256:00", "5.2.4", true},
		{"==5.2rc1", "5.2rc1", true},
		{"==4.2.*", "4.2", false},
		{">=4.2,<5", "4.2", false},
		{"<5,>=4.2", "4.2", false},
		{"(>=4.2,<5.0)", "4.2", false},
		{">=4.2,!=4.2.3,<5", "4.2", false},
		{">=4.2,>=4.2.7", "4.2.7", false},
		{">4.1", "4.1", false},
		{"~=5.1", "5.1", false},
		{"^4.2", "4.2", false},
		{"~4.2", "4.2", false},
		{"4.2.*", "4.2", false},
		{"^4.2 || ^5.0", "4.2", false},
		{"^5.0 || ^4.2", "4.2", false},
		{"<5", "", false},
		{"!=4.0", "", false},
		{"*", "", false},
		{"", "", false},
		{"@ git+https://github.com/django/django@stable/5.2.x", "", false},
	} {
		text, exact := lowest(c.specifier)
		if text != c.text || exact != c.exact {
			t.Errorf("lowest(%q) = %q, %v; want %q, %v", c.specifier, text, exact, c.text, c.exact)
		}
	}
}

func TestCompareVersions(t *testing.T) {
	ordered := []string{"1.11", "3.2rc1", "3.2", "3.2.5", "3.2.10", "4.0", "10.0"}
	for i, a := range ordered {
		for j, b := range ordered {
			if got := compareVersions(a, b); got < 0 != (i < j) || got > 0 != (i > j) {
				t.Errorf("compareVersions(%s, %s) = %d", a, b, got)
			}
		}
	}
}

func TestScanRequirements(t *testing.T) {
	for _, c := range []struct {
		name, file, content string
		want                string // VERSION exact|lowest LINE [rest], one a requirement
	}{
		{"pip pin", "requirements.txt", "# Django==1\nDjango==5.2.4\n", "5.2.4 exact 2"},
		{"pip extras", "requirements/base.txt", "django[argon2]>=4.2,<5\n", "4.2 lowest 1"},
		{"pip spaces", "reqs.txt", "django >= 4.2\r\n", "4.2 lowest 1"},
		{"pip for development", "requirements/dev.txt", "django==5.0\n", "5.0 exact 1 rest"},
		{"constraints", "constraints.txt", "Django==4.2.1\n", "4.2.1 exact 1"},
		{"not django", "requirements.txt", "django-foo==1\ndjango_bar==2\ndjangorestframework==3\ndjango.x==3\n", ""},
		{"unversioned", "requirements.txt", "django\n", " lowest 1"},
		{"pep 621", "pyproject.toml", "[project]\ndependencies = [\n  \"django>=4.2\",\n]\n", "4.2 lowest 3"},
		{"pep 621 in one line", "pyproject.toml", "[project]\ndependencies = ['Django ~= 5.1', 'x']\n", "5.1 lowest 2"},
		{"classifiers", "pyproject.toml", "[project]\nclassifiers = [\n \"Framework :: Django :: 5.0\",\n]\n", ""},
		{"dependency group", "pyproject.toml", "[dependency-groups]\ndev = [\n\"django==5.0\",\n]\n", "5.0 exact 3 rest"},
		{"optional", "pyproject.toml", "[project.optional-dependencies]\nweb = [\"django==5.0\"]\n", "5.0 exact 2"},
		{"build system", "pyproject.toml", "[build-system]\nrequires = [\"django==5.0\"]\n", ""},
		{"poetry", "pyproject.toml", "[tool.poetry.dependencies]\npython = \"^3.11\"\ndjango = \"^4.2\"\n", "4.2 lowest 3"},
		{"poetry pin", "pyproject.toml", "[tool.poetry.dependencies]\nDjango = \"4.2.1\"\n", "4.2.1 exact 2"},
		{"poetry table", "pyproject.toml", "[tool.poetry.dependencies]\ndjango = {version = \"~4.2\", extras = [\"bcrypt\"]}\n", "4.2 lowest 2"},
		{"poetry subsection", "pyproject.toml", "[tool.poetry.dependencies.django]\nextras = [\"x\"]\nversion = \"4.2.9\"\n", "4.2.9 exact 3"},
		{"poetry group", "pyproject.toml", "[tool.poetry.group.dev.dependencies]\ndjango = \"4.2.1\"\n", "4.2.1 exact 2 rest"},
		{"hatch matrix", "pyproject.toml", "[[tool.hatch.envs.test.matrix]]\ndjango = [\"4.2\", \"5.0\"]\n", ""},
		{"pdm", "pyproject.toml", "[tool.pdm.dev-dependencies]\ntest = [\"django>=4.1\"]\n", "4.1 lowest 2 rest"},
		{"poetry.lock", "poetry.lock", "[[package]]\nname = \"django\"\nversion = \"5.1.3\"\n[[package]]\nname = \"django-x\"\nversion = \"1\"\n", "5.1.3 exact 3"},
		{"uv.lock", "uv.lock", "[[package]]\nname = \"site\"\nversion = \"1\"\ndependencies = [\n { name = \"django\" },\n]\n\n[[package]]\nname = \"django\"\nversion = \"5.2.14\"\n", "5.2.14 exact 10"},
		{"pdm.lock", "pdm.lock", "[[package]]\nname = \"Django\"\nversion = \"4.2.26\"\n", "4.2.26 exact 3"},
		{"Pipfile", "Pipfile", "[packages]\ndjango = \"==4.2.1\"\n[dev-packages]\ndjango = {version = \"*\"}\n", "4.2.1 exact 2\n lowest 4 rest"},
		{"Pipfile.lock", "Pipfile.lock", "{\n \"default\": {\n  \"django\": {\n   \"hashes\": [\n    \"x\"\n   ],\n   \"version\": \"==4.2.1\"\n  }\n }\n}\n", "4.2.1 exact 7"},
		{"setup.cfg", "setup.cfg", "[options]\ninstall_requires =\n    Django >= 4.2\n    x\n[flake8]\nDjango==3\n", "4.2 lowest 3"},
		{"setup.py", "setup.py", "setup(\n  install_requires=['Django>=3.2,<5', 'x'],\n  classifiers=['Framework :: Django'])\n", "3.2 lowest 2"},
		{"conda", "environment.yml", "dependencies:\n  - python=3.11\n  - conda-forge::django=4.2\n", "4.2 lowest 3"},
		{"conda pin", "environment.yml", "dependencies:\n  - django=4.2.7=py311\n", "4.2.7 exact 2"},
		{"conda pip", "environment.yml", "dependencies:\n  - pip:\n    - django==4.2.7\n", "4.2.7 exact 3"},
		{"docker", "Dockerfile", "FROM x\nRUN pip install --no-cache 'django==5.0.1' gunicorn\n", "5.0.1 exact 2"},
		{"docker range", "Dockerfile", "RUN pip install \"Django>=4.2,<5\" django-x==1\n", "4.2 lowest 1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			found, _ := scanRequirements(c.file, []byte(c.content))
			var got []string
			for _, r := range found {
				line := fmt.Sprintf("%s %s %d", r.Text, map[bool]string{true: "exact", false: "lowest"}[r.Exact], r.Line)
				if r.rank >= restRank {
					line += " rest"
				}
				got = append(got, line)
			}
			if text := strings.Join(got, "\n"); text != c.want {
				t.Errorf("got %q, want %q", text, c.want)
			}
		})
	}
}
