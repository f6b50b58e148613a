package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/django-session-audit/django-session-audit/cmd/internal/exit"
)

// The workflow that init writes is the example, which the README shows and
// actionlint checks.
func TestWorkflowIsTheExample(t *testing.T) {
	example, err := os.ReadFile("../../../examples/workflow.yml")
	if err != nil {
		t.Fatal(err)
	}
	if string(example) != workflow {
		t.Errorf("init writes\n%s, and the example is\n%s", workflow, example)
	}
}

func TestWorkflowForAFolder(t *testing.T) {
	for below, want := range map[string]string{
		"backend":       `        with: {path: "backend"}`,
		`a "b", c: d/e`: `        with: {path: "a \"b\", c: d/e"}`,
	} {
		got, err := workflowFor(below)
		if err != nil || got != workflow+want+"\n" {
			t.Errorf("%s: %v\n%s", below, err, got)
		}
	}
	for _, below := range []string{"${{ secrets.TOKEN }}", "a\nb", "a\x1b[31m"} {
		if got, err := workflowFor(below); err == nil {
			t.Errorf("%q is named in a workflow:\n%s", below, got)
		}
	}
}

// Without its number signs, the configuration that init proposes can be used.
func TestProposedConfigurationCanBeUsed(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"settings_dev.py", "settings_test.py"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("SESSION_COOKIE_AGE = 60\nINSTALLED_APPS = []\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if code, stdout, stderr := run(Program{}, nil, "init", dir); code != exit.Clean {
		t.Fatalf("exit code %d\n%s%s", code, stdout, stderr)
	}
	name := filepath.Join(dir, "django-session-audit.toml")
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	used := strings.NewReplacer("# modules", "modules", "# django-version", "django-version").Replace(string(text))
	if err := os.WriteFile(name, []byte(used), 0o644); err != nil {
		t.Fatal(err)
	}
	code, stdout, stderr := run(Program{}, nil, "scan", dir)
	if code == exit.Usage || !strings.Contains(stdout, "settings_dev  development") {
		t.Errorf("exit code %d\n%s%s\n%s", code, stdout, stderr, used)
	}
}
