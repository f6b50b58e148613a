package main

import (
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const list = "package rules\n\nfunc Under(l Limits) []*Rule {\n\treturn []*Rule{\n\t\tdjs101,\n\t\tdjs110(l),\n\t\tdjs201(l),\n\t\tdjs904,\n\t}\n}\n"

func module(t *testing.T) string {
	dir := t.TempDir()
	rules := filepath.Join(dir, "analyzer", "rules")
	if err := os.MkdirAll(rules, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(rules, "rules.go"), []byte(list), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestStart(t *testing.T) {
	for _, c := range []struct{ family, id, after string }{
		{"1", "111", "djs110(l),"},
		{"2", "202", "djs201(l),"},
		{"3", "301", "djs201(l),"}, // the family's first
		{"9", "905", "djs904,"},
	} {
		dir := module(t)
		wrote, err := start(dir, c.family, "cookie-in-the-url")
		if err != nil || len(wrote) != 3 {
			t.Fatalf("family %s: wrote %q, %v", c.family, wrote, err)
		}
		rules := filepath.Join(dir, "analyzer", "rules")
		got, err := os.ReadFile(filepath.Join(rules, "rules.go"))
		if err != nil || !strings.Contains(string(got), c.after+"\n\t\tdjs"+c.id+",\n") {
			t.Errorf("family %s: the list is %s, %v", c.family, got, err)
		}
		for _, name := range []string{"rules.go", "djs" + c.id + ".go"} {
			if _, err := parser.ParseFile(token.NewFileSet(), filepath.Join(rules, name), nil, parser.AllErrors); err != nil {
				t.Error(err)
			}
		}
		if text, err := os.ReadFile(filepath.Join(rules, "djs"+c.id+".go")); err != nil || !strings.Contains(string(text), `ID:        "DJS`+c.id+`"`) {
			t.Errorf("the rule is %s, %v", text, err)
		}
		page, err := os.ReadFile(filepath.Join(rules, "djs"+c.id+".md"))
		if err != nil || !strings.Contains(string(page), "ignore[DJS"+c.id+"]") {
			t.Errorf("the page is %q, %v", page, err)
		}
	}
}

func TestStartRefuses(t *testing.T) {
	for _, c := range []struct{ family, name string }{{"0", "a-b"}, {"10", "a-b"}, {"x", "a-b"}, {"1", "Name"}, {"1", "word"}, {"1", "a b"}} {
		if _, err := start(module(t), c.family, c.name); err == nil {
			t.Errorf("family %q, name %q: no error", c.family, c.name)
		}
	}
	if _, err := start(t.TempDir(), "1", "a-b"); err == nil {
		t.Error("a folder without the module: no error")
	}
}
