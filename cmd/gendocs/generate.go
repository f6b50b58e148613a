package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/rules"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
	"github.com/django-session-audit/django-session-audit/cmd/internal/exit"
	"github.com/django-session-audit/django-session-audit/cmd/internal/report"
)

// generate makes all documents of the module in a folder, and returns those
// that are not up to date. With write, it writes them.
func generate(module string, write bool) (stale []string, err error) {
	files := map[string][]byte{}
	if err := addRulePages(files); err != nil {
		return nil, err
	}
	if err := addParts(files, module); err != nil {
		return nil, err
	}
	if err := addSchemas(files, module); err != nil {
		return nil, err
	}
	for name, content := range files {
		there, err := os.ReadFile(filepath.Join(module, name))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		if err == nil && bytes.Equal(there, content) {
			continue
		}
		stale = append(stale, name)
		if write {
			if err := writeFile(filepath.Join(module, name), content); err != nil {
				return nil, err
			}
		}
	}
	left, err := leftOver(module, files, write)
	stale = append(stale, left...)
	slices.Sort(stale)
	return stale, err
}

func writeFile(name string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return os.WriteFile(name, content, 0o644)
}

// rulePages is the folder of the rules' pages.
const rulePages = "docs/rules"

// addRulePages adds a page for each rule.
func addRulePages(files map[string][]byte) error {
	for _, r := range rules.All() {
		var b bytes.Buffer
		facts := r.Rule
		facts.Page = func() string { return report.ForReaders(r.Page()) }
		if err := report.WriteRuleMarkdown(&b, facts); err != nil {
			return err
		}
		files[rulePages+"/"+r.ID+".md"] = b.Bytes()
	}
	return nil
}

// leftOver returns the pages of rules that are no more, and removes them with
// write.
func leftOver(module string, files map[string][]byte, write bool) ([]string, error) {
	pages, err := filepath.Glob(filepath.Join(module, rulePages, "DJS*.md"))
	if err != nil {
		return nil, err
	}
	var left []string
	for _, p := range pages {
		name := rulePages + "/" + filepath.Base(p)
		if _, ours := files[name]; ours {
			continue
		}
		left = append(left, name)
		if write {
			if err := os.Remove(p); err != nil {
				return nil, err
			}
		}
	}
	return left, nil
}

// A part of a document stands between the marks <!-- begin:name --> and
// <!-- end:name -->.
type part struct{ document, name, content string }

// parts makes all of them.
func parts(module string) ([]part, error) {
	action, err := readAction(filepath.Join(module, "action.yml"))
	if err != nil {
		return nil, err
	}
	sample, err := sampleScan(module)
	if err != nil {
		return nil, err
	}
	return []part{
		{"README.md", "sample", sample},
		{"docs/action.md", "inputs", action.inputTable()},
		{"docs/action.md", "outputs", action.outputTable()},
		{"docs/configuration.md", "exit-codes", exitTable()},
		{"docs/policies.md", "profiles", profileTable()},
		{rulePages + "/README.md", "rules", ruleTable()},
	}, nil
}

// addParts adds the documents that have parts with these made anew.
func addParts(files map[string][]byte, module string) error {
	all, err := parts(module)
	if err != nil {
		return err
	}
	for _, p := range all {
		text, read := files[p.document]
		if !read {
			if text, err = os.ReadFile(filepath.Join(module, filepath.FromSlash(p.document))); err != nil {
				return err
			}
		}
		made, err := replaceBetween(string(text), p.name, p.content)
		if err != nil {
			return fmt.Errorf("%s: %w", p.document, err)
		}
		files[p.document] = []byte(made)
	}
	return nil
}

// sampleProject is the project whose scan is shown in the README.
const sampleProject = "testdata/projects/missing_in_both"

// sampleScan returns what a scan of the sample prints.
func sampleScan(module string) (string, error) {
	repo, err := source.Open(filepath.Join(module, sampleProject))
	if err != nil {
		return "", err
	}
	defer repo.Close()
	outcome, err := analyzer.Run(context.Background(), repo, analyzer.Options{})
	if err != nil {
		return "", err
	}
	var b bytes.Buffer
	b.WriteString("```text\n$ " + report.Command + " scan " + sampleProject + "\n")
	if err := (report.Text{Width: 100}).Write(&b, &report.Scan{Report: outcome, Prefix: sampleProject}); err != nil {
		return "", err
	}
	b.WriteString("```\n")
	return b.String(), nil
}

// replaceBetween replaces what is between two marks.
func replaceBetween(text, name, with string) (string, error) {
	begin, end := "<!-- begin:"+name+" -->\n", "<!-- end:"+name+" -->"
	before, rest, ok := strings.Cut(text, begin)
	_, after, closed := strings.Cut(rest, end)
	if !ok || !closed {
		return "", fmt.Errorf("there are no lines %s and %s", strings.TrimSpace(begin), end)
	}
	return before + begin + with + end + after, nil
}

func ruleTable() string {
	var b strings.Builder
	b.WriteString("| rule | severity | what is so |\n|---|---|---|\n")
	for _, r := range rules.All() {
		fmt.Fprintf(&b, "| [%s](%s.md) %s | %s | %s |\n", r.ID, r.ID, r.Name, severity(r.Rule), cell(r.Short))
	}
	return b.String()
}

func severity(r finding.Rule) string { return fmt.Sprintf("%s %.1f", r.Severity(), r.Score) }

func exitTable() string {
	var b strings.Builder
	b.WriteString("| code | says |\n|---|---|\n")
	for _, m := range exit.Meanings {
		fmt.Fprintf(&b, "| %d | %s |\n", m.Code, m.Text)
	}
	return b.String()
}

// cell makes text fit into a table.
func cell(text string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ").Replace(strings.TrimSpace(text))
}
