package discover

import "testing"

func TestPackagesIn(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"django-redis==5.4.0\n", "django-redis"},
		{"Django_Redis>=5\n", "django-redis"},
		{"dependencies = [\n  \"django-redis>=5\",\n]\n", "django-redis"},
		{"[[package]]\nname = \"django-redis\"\nversion = \"5.4.0\"\n", "django-redis"},
		{"django-redis = \"^5.4\"\n", "django-redis"},
		{"  - django-redis=5.4\n", "django-redis"},
		{"redis[hiredis]\n", "redis"},
	} {
		found := map[string]bool{}
		packagesIn([]byte(c.text), found)
		if !found[c.want] {
			t.Errorf("%q: %s is not among %v", c.text, c.want, found)
		}
	}
	found := map[string]bool{}
	packagesIn([]byte("# django-redis is not needed\nmy-django-redis==1\n"), found)
	if found["django-redis"] {
		t.Error("a comment, or another name, requires nothing")
	}
}

func TestBuilds(t *testing.T) {
	for _, c := range []struct{ file, text, want string }{
		{"pyproject.toml", "[build-system]\nname = \"no\"\n[project]\nversion = \"1\"\nname = \"Django_Thing\"\n", "django-thing"},
		{"pyproject.toml", "[tool.poetry]\nname = \"django-thing\"\n", "django-thing"},
		{"setup.cfg", "[metadata]\nname = django-thing\n", "django-thing"},
		{"setup.py", "from setuptools import setup\nsetup(\n    name=\"django-thing\",\n    version=\"1\",\n)\n", "django-thing"},
	} {
		p := newPackages()
		p.add(c.file, []byte(c.text))
		if !p.Builds(c.want) || p.Builds("no") {
			t.Errorf("%s %q builds %v, want %s", c.file, c.text, p.own, c.want)
		}
	}
}
