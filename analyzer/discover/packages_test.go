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
