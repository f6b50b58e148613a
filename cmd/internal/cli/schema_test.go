package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/django-session-audit/django-session-audit/cmd/internal/exit"
	"github.com/django-session-audit/django-session-audit/cmd/internal/revision/revisiontest"
)

// strictSchema compiles a schema of docs/schema, and has it refuse members that
// it does not name.
func strictSchema(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	text, err := os.ReadFile("../../../docs/schema/" + name)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	objects := []any{doc}
	for _, def := range doc.(map[string]any)["$defs"].(map[string]any) {
		objects = append(objects, def)
	}
	for _, o := range objects {
		o.(map[string]any)["additionalProperties"] = false
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(name, doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile(name)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// checkOutput runs a command and validates what it writes.
func checkOutput(t *testing.T, schema *jsonschema.Schema, args ...string) {
	t.Helper()
	code, stdout, stderr := run(Program{Version: "1.2.3"}, nil, args...)
	if code != exit.Clean && code != exit.Findings {
		t.Errorf("%q: exit code %d: %s", args, code, stderr)
		return
	}
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(stdout))
	if err == nil {
		err = schema.Validate(doc)
	}
	if err != nil {
		t.Errorf("%q: %v", args, err)
	}
}

// What is written in JSON, of all projects, is what the schemas say.
func TestOutputIsAsItsSchema(t *testing.T) {
	projects, err := filepath.Glob("../../../testdata/projects/*")
	if err != nil || len(projects) < 10 {
		t.Fatalf("%d projects, %v", len(projects), err)
	}
	scan, settings := strictSchema(t, "scan.json"), strictSchema(t, "settings.json")
	for _, p := range projects {
		checkOutput(t, scan, "scan", "--format", "json", "--profile", "starter", p)
		checkOutput(t, settings, "settings", "--format", "json", p)
	}
	checkOutput(t, strictSchema(t, "rules.json"), "rules", "--format", "json")
}

func TestDiffIsAsItsSchema(t *testing.T) {
	dir := t.TempDir()
	repo, err := revisiontest.Init(dir)
	if err != nil {
		t.Fatal(err)
	}
	const head = "INSTALLED_APPS = [\"django.contrib.sessions\"]\nMIDDLEWARE = [\"django.contrib.sessions.middleware.SessionMiddleware\"]\n"
	write := func(text string) {
		if err := os.WriteFile(filepath.Join(dir, "settings.py"), []byte(head+text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("SESSION_COOKIE_SECURE = True\nSESSION_COOKIE_HTTPONLY = False\nSESSION_COOKIE_AGE = 60\n")
	if _, err := repo.Commit("main"); err != nil {
		t.Fatal(err)
	}
	write("import vault\nSESSION_COOKIE_SECURE = False\nSESSION_COOKIE_AGE = vault.age()\nSESSION_COOKIE_NAME = \"sid\"\n")
	if err := os.WriteFile(filepath.Join(dir, "settings_production.py"), []byte("from settings import *\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	schema := strictSchema(t, "diff.json")
	checkOutput(t, schema, "diff", "--format", "json", "--path", dir, "main")
	checkOutput(t, schema, "diff", "--format", "json", "--path", dir, "main", "main")
}
