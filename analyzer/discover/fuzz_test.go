package discover

import (
	"io/fs"
	"strings"
	"testing"
)

// FuzzScan holds that no scanner of lines fails on any file, that the lines that
// they report exist, and that the modules and versions stand in the file.
func FuzzScan(f *testing.F) {
	for _, seed := range []string{
		"os.environ.setdefault('DJANGO_SETTINGS_MODULE', f\"a.{b}\")\n",
		"- name: DJANGO_SETTINGS_MODULE\n  value: a.b\n",
		"FROM x AS y\nENV A=b \\\n  DJANGO_SETTINGS_MODULE=\"a.b\" \\\n",
		"export A='b\n c' # d\nB=\"\\\"\n",
		"Django[x]>=4.2,<5 ; python_version\n-r ../x.txt\n",
		"[[package]]\nname = \"django\"\nversion = \"1\"\n",
		"services:\n  web:\n    environment: [A=b]\n    env_file: [{path: x}]\n",
		"a: &a [*a]\nenv: *a\n", "--settings=\"", "\r\r\n\x00",
	} {
		f.Add(seed)
	}
	files := []string{"manage.py", "wsgi.py", "Dockerfile", "docker-compose.prod.yml", ".env.production", "Procfile", "fly.toml", "k8s/a.yaml", "app.json", "gunicorn.service",
		"pyproject.toml", "Pipfile", "requirements.txt", "poetry.lock", "uv.lock", "Pipfile.lock", "pylock.toml", "setup.cfg", "setup.py", "environment.yml", "deploy/run.sh", ".github/workflows/ci.yml"}
	f.Fuzz(func(t *testing.T, text string) {
		lines := strings.Count(text, "\n") + strings.Count(text, "\r") + 1
		finder := newFinder(nil, NewIndex(nil))
		for _, name := range files {
			if p, ok := placeOf(name); ok {
				for _, m := range scanMentions(name, p, []byte(text)) {
					if m.line < 1 || m.line > lines {
						t.Errorf("%s: line %d of %d", name, m.line, lines)
					}
					for part := range strings.SplitSeq(m.module, ".") {
						if !strings.Contains(text, strings.Trim(part, "*")) {
							t.Errorf("%s: %q names the module %q", name, text, m.module)
						}
					}
				}
			}
			found, _ := scanRequirements(name, []byte(text))
			for _, r := range found {
				if r.Line < 1 || r.Line > lines {
					t.Errorf("%s: line %d of %d", name, r.Line, lines)
				}
				if first, _, _ := strings.Cut(r.Text, "."); !strings.Contains(text, first) {
					t.Errorf("%s: %q has the version %q", name, text, r.Text)
				}
			}
			for _, g := range literal(finder.readEnv(finder.envKindOf(name), name, []byte(text))) {
				if g.Line < 1 || g.Line > lines || strings.ContainsAny(g.Text, "$\n") {
					t.Errorf("%s: %q at line %d of %d", name, g.Name, g.Line, lines)
				}
			}
		}
	})
}

// FuzzGlob holds that a glob that is accepted can be matched in no time, and that
// a plain path is a glob for itself and what is below it, and for nothing else.
func FuzzGlob(f *testing.F) {
	for _, seed := range []string{"**/*.py", "{a,b}/{c,d}", "[", "./a/", "../x", `a\`, "{{{{{", "**/**/**/**/x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, glob string) {
		clean, err := normalGlob(glob)
		if err != nil || clean == "" {
			return
		}
		const name = "aaaaaaaaaaaaaaaaaaaaaaaa/aaaaaaaaaaaaaaaa/settings.py"
		matches := matchTree([]string{clean}, name)
		if strings.ContainsAny(clean, `*?[]{}\`) {
			return
		}
		if matches != strings.HasPrefix(name+"/", clean+"/") {
			t.Errorf("%q matches %s: %t", glob, name, matches)
		}
		if fs.ValidPath(clean) && clean != "." && (!matchTree([]string{clean}, clean) || !matchTree([]string{clean}, clean+"/x") || matchTree([]string{clean}, clean+"x")) {
			t.Errorf("%q is not a glob for the path that it is", glob)
		}
	})
}
