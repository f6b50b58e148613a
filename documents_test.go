package house

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the table of rooms into ARCHITECTURE.md")

// The README's first command scans a project of testdata, its second runs all
// tests; .ci/run calls that very second one.
func TestReadmeGivesTwoCommands(t *testing.T) {
	commands := regexp.MustCompile("(?s)```sh\n(.*?)\n```").FindAllStringSubmatch(read(t, "README.md"), -1)
	if len(commands) != 2 {
		t.Fatalf("README.md has %d blocks of commands, want two", len(commands))
	}
	project, ok := strings.CutPrefix(commands[0][1], "go run ./cmd/django-session-audit scan ")
	if !ok {
		t.Errorf("the first command is %q, not a scan", commands[0][1])
	} else if _, err := os.Stat(filepath.Join(project, "CASE.md")); err != nil {
		t.Errorf("the first command scans %s, which is not a project of testdata: %v", project, err)
	}
	if want := "tests='" + commands[1][1] + "'\n"; !strings.Contains(read(t, ".ci/run"), want) {
		t.Errorf(".ci/run does not call the README's second command, %q", commands[1][1])
	}
}

// The workflow to paste is an example, and examples are checked by actionlint.
func TestReadmeShowsTheExampleWorkflow(t *testing.T) {
	if !strings.Contains(read(t, "README.md"), "```yaml\n"+read(t, "examples/workflow.yml")+"```\n") {
		t.Error("README.md does not show examples/workflow.yml as it is")
	}
}

func TestLinksBetweenDocumentsLead(t *testing.T) {
	var documents []string
	for _, pattern := range []string{"*.md", "docs/*.md"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		documents = append(documents, found...)
	}
	guides, err := filepath.Glob("docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	documents = append(documents, guides...)
	link := regexp.MustCompile(`\]\(([^)#\s]+)`)
	for _, document := range documents {
		for _, m := range link.FindAllStringSubmatch(read(t, document), -1) {
			if strings.Contains(m[1], "://") || regexp.MustCompile(`^\d+$`).MatchString(m[1]) {
				continue
			}
			if _, err := os.Stat(filepath.Join(filepath.Dir(document), filepath.FromSlash(m[1]))); err != nil {
				t.Errorf("%s: the link to %s leads nowhere", document, m[1])
			}
		}
	}
}

func TestArchitectureDescribesTheRooms(t *testing.T) {
	text := read(t, "ARCHITECTURE.md")
	var names []string
	for name := range rooms {
		names = append(names, name)
		if name != "analyzer" && !strings.Contains(text, "**`"+name+"`**") {
			t.Errorf("ARCHITECTURE.md has no paragraph on %s", name)
		}
	}
	slices.Sort(names)
	var table bytes.Buffer
	table.WriteString("| package | may import, of this module |\n|---|---|\n")
	for _, name := range names {
		may := "nothing"
		if len(rooms[name]) > 0 {
			may = "`" + strings.Join(rooms[name], "`, `") + "`"
		}
		table.WriteString("| `" + name + "` | " + may + " |\n")
	}
	before, rest, _ := strings.Cut(text, "<!-- begin:rooms -->\n")
	_, after, ok := strings.Cut(rest, "<!-- end:rooms -->\n")
	if !ok {
		t.Fatal("ARCHITECTURE.md has no place for the table of rooms")
	}
	want := before + "<!-- begin:rooms -->\n" + table.String() + "<!-- end:rooms -->\n" + after
	if text == want {
		return
	}
	if !*update {
		t.Fatal("the table in ARCHITECTURE.md is not that of house_test.go; run: go test . -update")
	}
	if err := os.WriteFile("ARCHITECTURE.md", []byte(want), 0o644); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.FromSlash(name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
