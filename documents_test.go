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

	"github.com/django-session-audit/django-session-audit/analyzer/python"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

var update = flag.Bool("update", false, "write the tables of ARCHITECTURE.md")

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

// documents returns all documents but the rules' pages, which are generated and
// checked where they come from.
func documents(t *testing.T) []string {
	t.Helper()
	all := []string{"docs/rules/README.md"}
	for _, pattern := range []string{"*.md", "docs/*.md"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, found...)
	}
	return all
}

func TestLinksBetweenDocumentsLead(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)#\s]*)(?:#([^)\s]*))?\)`)
	for _, document := range documents(t) {
		for _, m := range link.FindAllStringSubmatch(read(t, document), -1) {
			target := document
			if strings.Contains(m[1], "://") || regexp.MustCompile(`^\d+$`).MatchString(m[1]) {
				continue
			}
			if m[1] != "" {
				target = filepath.Join(filepath.Dir(document), filepath.FromSlash(m[1]))
			}
			if _, err := os.Stat(target); err != nil {
				t.Errorf("%s: the link to %s leads nowhere", document, m[1])
			} else if m[2] != "" && !slices.Contains(anchors(read(t, target)), m[2]) {
				t.Errorf("%s: %s has no heading for #%s", document, target, m[2])
			}
		}
	}
}

// anchors returns the names that GitHub gives to the headings of a document.
func anchors(text string) []string {
	var all []string
	for _, m := range regexp.MustCompile(`(?m)^#+ (.+)$`).FindAllStringSubmatch(text, -1) {
		name := strings.ReplaceAll(strings.ToLower(m[1]), " ", "-")
		all = append(all, regexp.MustCompile(`[^\p{L}\p{N}_-]`).ReplaceAllString(name, ""))
	}
	return all
}

// What the guides show of Python is Python.
func TestPythonOfTheDocuments(t *testing.T) {
	blocks := 0
	for _, document := range documents(t) {
		for _, m := range regexp.MustCompile("(?s)```python\n(.*?)```\n").FindAllStringSubmatch(read(t, document), -1) {
			blocks++
			for _, e := range python.Parse(source.NewFile("settings.py", []byte(m[1]))).Errors {
				start, _ := e.Span.Range()
				t.Errorf("%s: line %d is not Python:\n%s", document, start.Line, m[1])
			}
		}
	}
	if blocks == 0 {
		t.Error("no document shows Python")
	}
}

// Each document of a user is reached from the index.
func TestIndexNamesEveryDocument(t *testing.T) {
	index := read(t, "docs/README.md")
	for _, document := range documents(t) {
		name, inDocs := strings.CutPrefix(filepath.ToSlash(document), "docs/")
		if inDocs && name != "README.md" && !strings.Contains(index, "]("+name+")") {
			t.Errorf("docs/README.md does not name %s", name)
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
	generated(t, "ARCHITECTURE.md", "rooms", table.String())
}

// generated holds that a document has a part that is made of the code, and
// writes it with -update.
func generated(t *testing.T, document, name, part string) {
	t.Helper()
	text := read(t, document)
	begin, end := "<!-- begin:"+name+" -->\n", "<!-- end:"+name+" -->\n"
	before, rest, _ := strings.Cut(text, begin)
	_, after, ok := strings.Cut(rest, end)
	if !ok {
		t.Fatalf("%s has no place for %s", document, name)
	}
	want := before + begin + part + end + after
	if text == want {
		return
	}
	if !*update {
		t.Fatalf("the part %s of %s is not that of the code; run: go test . -update", name, document)
	}
	if err := os.WriteFile(document, []byte(want), 0o644); err != nil {
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
