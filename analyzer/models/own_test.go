package models_test

import (
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/django-session-audit/django-session-audit/analyzer/interp"
	"github.com/django-session-audit/django-session-audit/analyzer/interp/interptest"
	"github.com/django-session-audit/django-session-audit/analyzer/models"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// TestLibraryBuiltHere tells a repository in which a modelled library is made,
// whose settings get what the model gives, from one that has a package of the
// same name.
func TestLibraryBuiltHere(t *testing.T) {
	archive := txtar.Parse([]byte(`
-- configurations/__init__.py --
class Configuration:
    HOSTS = ["own"]
-- settings.py --
from configurations import Configuration

class Site(Configuration):
    @property
    def ALLOWED_HOSTS(self):
        return super().ALLOWED_HOSTS + ["site"]
`))
	for name, c := range map[string]struct {
		built string
		want  string
	}{
		"the library":                {"django-configurations", "['default', 'site']"},
		"a package of the same name": {"my-project", ""},
	} {
		t.Run(name, func(t *testing.T) {
			p := interptest.Program(t, archive)
			p.Configuration = "Site"
			p.Builds = func(distribution string) bool { return distribution == c.built }
			p.Library = models.Standard(models.Options{DjangoDefault: func(name string) (value.Value, bool) {
				host := value.Value{Data: value.Str("default")}
				return value.Value{Data: &value.List{Items: []value.Value{host}}}, name == "ALLOWED_HOSTS"
			}})
			r := interp.Explore(p)
			if c.want == "" {
				if r.Ended == "" {
					t.Error("the package of the repository has no ALLOWED_HOSTS, and a world lives")
				}
				return
			}
			if err := interptest.Expect(r.Worlds[0], "ALLOWED_HOSTS", c.want); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestDefaultsHideTheModule tells that a configuration has Django's defaults of
// its own, which its importer writes over what the module says.
func TestDefaultsHideTheModule(t *testing.T) {
	p := interptest.Settings(t, `
from configurations import Configuration

SESSION_COOKIE_HTTPONLY = False
OWN = 1

class Site(Configuration):
    pass
`)
	p.Configuration = "Site"
	p.Library = models.Standard(models.Options{DjangoDefault: func(name string) (value.Value, bool) {
		return value.Value{Data: value.Bool(true)}, name == "SESSION_COOKIE_HTTPONLY"
	}})
	names := interp.Explore(p).Worlds[0].Names
	if b := names.Lookup("SESSION_COOKIE_HTTPONLY"); b != nil {
		t.Errorf("SESSION_COOKIE_HTTPONLY is %s, and Django's default is what counts", interptest.Show(b.Value))
	}
	if names.Lookup("OWN") == nil {
		t.Error("a name that Django has no default for is gone")
	}
}
