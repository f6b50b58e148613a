package action

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/django-session-audit/django-session-audit/sarif/upload"
	"github.com/django-session-audit/django-session-audit/sarif/upload/uploadtest"
)

// guide is the document whose table is what the tests saw.
const guide = "../../../docs/github.md"

var update = flag.Bool("update", false, "write the table of situations into docs/github.md")

// row returns the situation's row of the guide.
func (c situation) row(server *uploadtest.Server, got result) string {
	cells := []string{c.name, gets(server), "", "", "", "", fmt.Sprint(got.code)}
	counts := map[string]int{}
	var lines []string
	headline := regexp.MustCompile(`(?m)^\*\*(.+)\*\*$`).FindStringSubmatch(got.summary)
	after := headline == nil
	for line := range strings.Lines(got.log) {
		line = strings.TrimSpace(line)
		command := regexp.MustCompile(`^::(error|warning|notice) (.*?)::(.*)$`).FindStringSubmatch(line)
		switch {
		case command != nil && strings.Contains(command[2], "file="):
			counts["of findings"]++
		case command != nil:
			cells[3] += fmt.Sprintf("%s: %s<br>", command[1], cell(command[3]))
		case !after:
			after = strings.HasPrefix(line, headline[1])
			if after {
				lines = append(lines, cell(line))
			}
		case line != "" && !strings.HasPrefix(line, "waiting "):
			lines = append(lines, cell(line))
		}
	}
	cells[2] = strings.Join(lines, "<br>")
	if n := counts["of findings"]; n > 0 {
		cells[3] = fmt.Sprintf("%d of findings<br>", n) + cells[3]
	}
	cells[3] = strings.TrimSuffix(cells[3], "<br>")
	if headline != nil {
		cells[4] = "one sentence that says so"
		if got.outputs["modules"] != "0" {
			cells[4] = "the settings and the findings"
		}
		if strings.Contains(got.summary, "The results are not in code scanning") {
			cells[4] += ", and why they are not in code scanning"
		}
	}
	for _, name := range []string{"upload-status", "upload-reason", "findings", "django-found", "suggestions"} {
		if value := got.outputs[name]; value != "" && (name != "suggestions" || value != "0") {
			cells[5] += name + ": `" + value + "`<br>"
		}
	}
	cells[5] = strings.TrimSuffix(cells[5], "<br>")
	for i, text := range cells {
		if text == "" {
			cells[i] = "nothing"
		}
	}
	return "| " + strings.Join(cells, " | ") + " |\n"
}

// gets says what the API got.
func gets(server *uploadtest.Server) string {
	var all []string
	for _, request := range server.Requests() {
		request = regexp.MustCompile(`sarifs/.+$`).ReplaceAllString(request, "sarifs/…")
		request, _, _ = strings.Cut(request, "?")
		if len(all) == 0 || all[len(all)-1] != "`"+request+"`" {
			all = append(all, "`"+request+"`")
		}
	}
	if sent := server.Sent(); len(sent) > 0 {
		all = append(all, fmt.Sprintf("for `%s`", sent[0].Ref))
	}
	return strings.Join(all, "<br>")
}

// cell returns a line of the log as a cell of a table.
func cell(text string) string {
	text = strings.NewReplacer("%0A", " ", "%25", "%", "|", "\\|", commit, "0123456…", head, "fedcba9…").Replace(text)
	return strings.ReplaceAll(text, "<", "&lt;")
}

// compareGuide compares a generated part of the guide, or writes it.
func compareGuide(t *testing.T, part, want string) {
	t.Helper()
	data, err := os.ReadFile(guide)
	if err != nil {
		t.Fatal(err)
	}
	begin, end := "<!-- begin:"+part+" -->\n", "<!-- end:"+part+" -->\n"
	before, rest, found := strings.Cut(string(data), begin)
	got, after, ended := strings.Cut(rest, end)
	if !found || !ended {
		t.Fatalf("docs/github.md has no place for the %s", part)
	}
	if got == want {
		return
	}
	if !*update {
		t.Fatal("docs/github.md does not say what happens; run: go test ./cmd/internal/action -args -update")
	}
	if err := os.WriteFile(guide, []byte(before+begin+want+end+after), 0o644); err != nil {
		t.Fatal(err)
	}
}

// Every word that upload-reason can be stands in the guide.
func TestGuideExplainsEveryReason(t *testing.T) {
	data, err := os.ReadFile(guide)
	if err != nil {
		t.Fatal(err)
	}
	row := regexp.MustCompile("(?m)^\\| [a-z]+ \\| `([a-z-]+)` \\|")
	explained := map[string]bool{}
	for _, m := range row.FindAllStringSubmatch(string(data), -1) {
		if explained[m[1]] {
			t.Errorf("%s is explained twice", m[1])
		}
		explained[m[1]] = true
	}
	for _, cause := range upload.Causes {
		if !explained[string(cause)] {
			t.Errorf("docs/github.md does not explain %s", cause)
		}
		delete(explained, string(cause))
	}
	for word := range explained {
		t.Errorf("docs/github.md explains %s, which is no reason", word)
	}
}

// Workflows that the documents show, or parts of one, give the action inputs
// that it has. With $DJSA_RECORD_WORKFLOWS, a folder, they are written there as
// whole ones, for actionlint.
func TestWorkflowsOfTheDocuments(t *testing.T) {
	documents, err := filepath.Glob("../../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	used := 0
	for _, document := range append(documents, "../../../README.md") {
		text, err := os.ReadFile(document)
		if err != nil {
			t.Fatal(err)
		}
		for i, m := range regexp.MustCompile("(?s)```yaml\n(.*?)```\n").FindAllStringSubmatch(string(text), -1) {
			whole := wholeWorkflow(m[1])
			var workflow struct {
				Jobs map[string]struct {
					Steps []struct {
						Uses string         `yaml:"uses"`
						With map[string]any `yaml:"with"`
					} `yaml:"steps"`
				} `yaml:"jobs"`
			}
			if err := yaml.Unmarshal([]byte(whole), &workflow); err != nil {
				t.Errorf("%s: %v\n%s", document, err, whole)
			}
			for _, job := range workflow.Jobs {
				for _, step := range job.Steps {
					if !strings.HasPrefix(step.Uses, "django-session-audit/django-session-audit@") {
						continue
					}
					used++
					for name := range step.With {
						if !slices.ContainsFunc(Inputs, func(in Input) bool { return in.Name == name }) {
							t.Errorf("%s gives the action an input %s, which it has not", document, name)
						}
					}
				}
			}
			if dir := os.Getenv("DJSA_RECORD_WORKFLOWS"); dir != "" {
				name := fmt.Sprintf("%s-%d.yml", strings.TrimSuffix(filepath.Base(document), ".md"), i)
				if err := os.WriteFile(filepath.Join(dir, name), []byte(whole), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	if used == 0 {
		t.Error("no document shows how the action is used")
	}
}

// wholeWorkflow adds to a part of a workflow what stands around it.
func wholeWorkflow(part string) string {
	if strings.HasPrefix(strings.TrimSpace(part), "- ") {
		part = "steps:\n" + part
	}
	if strings.HasPrefix(part, "steps:") {
		part = "jobs:\n  audit:\n    runs-on: ubuntu-latest\n    " + strings.ReplaceAll(part, "\n", "\n    ")
	}
	if !regexp.MustCompile(`(?m)^on:`).MatchString(part) {
		part = "on: push\n" + part
	}
	return part
}
