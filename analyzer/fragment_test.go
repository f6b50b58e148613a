package analyzer_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/django-session-audit/django-session-audit/analyzer"
)

// A plug-in's settings that dynaconf joins with those of its application say
// nothing of what is missing from them.
func TestPartForDynaconf(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"plugin/__init__.py": "",
		"plugin/settings.py": `DEBUG = False
INSTALLED_APPS = ["rest_framework.authtoken", "plugin.collections", "dynaconf_merge_unique"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]
SESSION_COOKIE_SECURE = True
`,
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	report := scan(t, dir, analyzer.Options{})
	if len(report.Modules) != 1 {
		t.Fatalf("%d modules are judged, want 1", len(report.Modules))
	}
	for _, f := range report.Findings {
		t.Errorf("%s: %s", f.Rule.ID, f.Message)
	}
}
