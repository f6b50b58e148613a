package cli

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/django-session-audit/django-session-audit/cmd/internal/exit"
)

// The hook for pre-commit starts a command that there is, on the files that
// settings are made of, and gives it no names of files, which are no folders.
func TestHookForPreCommit(t *testing.T) {
	text, err := os.ReadFile("../../../.pre-commit-hooks.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var hooks []struct {
		ID, Name, Entry, Language, Files string
		PassFilenames                    *bool `yaml:"pass_filenames"`
	}
	if err := yaml.Unmarshal(text, &hooks); err != nil || len(hooks) != 1 {
		t.Fatalf("%d hooks, %v", len(hooks), err)
	}
	h := hooks[0]
	words := strings.Fields(h.Entry)
	if words[0] != "django-session-audit" || h.Language != "golang" || h.PassFilenames == nil || *h.PassFilenames {
		t.Errorf("the hook is %+v", h)
	}
	code, stdout, stderr := run(Program{}, nil, append(words[1:], "../../../testdata/projects/lesson_0_of_4")...)
	if code != exit.Findings || !strings.Contains(stdout, "DJS101") {
		t.Errorf("exit code %d\n%s%s", code, stdout, stderr)
	}
	files := regexp.MustCompile(h.Files)
	for name, want := range map[string]bool{
		"shop/settings.py": true, "config/settings/base.py": true, "shop/local_settings.py": true, "project/conf.py": true,
		"pyproject.toml": true, "backend/pyproject.toml": true, "django-session-audit.toml": true, ".env": true, "deploy/.env.production": true,
		"shop/views.py": false, "inventory/models.py": false, "uv.toml": false,
	} {
		if files.MatchString(name) != want {
			t.Errorf("%s: %v", name, !want)
		}
	}
}
