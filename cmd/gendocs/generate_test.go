package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/django-session-audit/django-session-audit/cmd/internal/action"
)

const module = "../.."

func TestDocsCurrent(t *testing.T) {
	stale, err := generate(module, false)
	if err != nil {
		t.Fatal(err)
	}
	if len(stale) > 0 {
		t.Errorf("out of date: %s; run go generate ./...", strings.Join(stale, ", "))
	}
}

func TestActionFileNamesTheInputsAndOutputs(t *testing.T) {
	a, err := readAction(filepath.Join(module, "action.yml"))
	if err != nil {
		t.Fatal(err)
	}
	var inputs, want []actionValue
	for _, in := range a.Inputs {
		if in.Description == "" {
			t.Errorf("the input %s has no description", in.Name)
		}
		inputs = append(inputs, actionValue{Name: in.Name, Default: in.Default})
	}
	for _, in := range action.Inputs {
		want = append(want, actionValue{Name: in.Name, Default: in.Default})
	}
	if diff := cmp.Diff(want, inputs); diff != "" {
		t.Errorf("inputs (-code +action.yml):\n%s", diff)
	}
	var outputs []string
	for _, out := range a.Outputs {
		if out.Description == "" {
			t.Errorf("the output %s has no description", out.Name)
		}
		outputs = append(outputs, out.Name)
	}
	if diff := cmp.Diff(action.Outputs, outputs); diff != "" {
		t.Errorf("outputs (-code +action.yml):\n%s", diff)
	}
}

func TestGenerateWritesAndThenHasNothingToDo(t *testing.T) {
	dir := t.TempDir()
	action, err := os.ReadFile(filepath.Join(module, "action.yml"))
	if err != nil {
		t.Fatal(err)
	}
	stale := map[string]string{"action.yml": string(action), "docs/rules/DJS000.md": "STALE"}
	all, err := parts(module)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range all {
		stale[p.document] += "<!-- begin:" + p.name + " -->\nSTALE\n<!-- end:" + p.name + " -->\ntext\n"
	}
	for name, text := range stale {
		if err := writeFile(filepath.Join(dir, name), []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.CopyFS(filepath.Join(dir, sampleProject), os.DirFS(filepath.Join(module, sampleProject))); err != nil {
		t.Fatal(err)
	}
	wrote, err := generate(dir, true)
	if err != nil || len(wrote) < len(stale)-1 {
		t.Fatalf("got %v, %v", wrote, err)
	}
	if wrote, err = generate(dir, true); err != nil || len(wrote) > 0 {
		t.Errorf("the second run found %v, %v", wrote, err)
	}
	for _, p := range all {
		text, _ := os.ReadFile(filepath.Join(dir, p.document))
		if strings.Contains(string(text), "STALE") || !strings.Contains(string(text), p.content) || !strings.HasSuffix(string(text), "text\n") {
			t.Errorf("%s has not its %s:\n%s", p.document, p.name, text)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "docs/rules/DJS000.md")); !errors.Is(err, fs.ErrNotExist) {
		t.Error("the page of a rule that is no more is still there")
	}
}
