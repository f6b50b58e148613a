package python

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

// TestRecorded compares with the trees that CPython gave for the same files;
// testdata/record.py writes them.
func TestRecorded(t *testing.T) {
	files, _ := filepath.Glob("testdata/*.ast")
	if len(files) == 0 {
		t.Fatal("no recorded trees")
	}
	for _, recorded := range files {
		name := strings.TrimSuffix(recorded, ".ast") + ".py"
		want, err := os.ReadFile(recorded)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(filepath.Base(name), func(t *testing.T) { compareWithPython(t, name, string(want)) })
	}
}

var pythonFiles = flag.String("python-files", "", "compare with python3 on the files of this folder, below it, too")

// TestPythonFiles compares with the python3 at hand on any files:
//
//	go test ./analyzer/python -run TestPythonFiles -python-files /usr/lib/python3
func TestPythonFiles(t *testing.T) {
	if *pythonFiles == "" {
		t.Skip("-python-files is not given")
	}
	var names []string
	err := filepath.WalkDir(*pythonFiles, func(path string, d os.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".py") && d.Type().IsRegular() {
			names = append(names, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for len(names) > 0 {
		batch := names[:min(len(names), 200)]
		names = names[len(batch):]
		out, err := exec.Command("python3", append([]string{"-W", "ignore", "testdata/record.py"}, batch...)...).Output()
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range strings.Split(string(out), "\x00")[1:] {
			name, want, _ := strings.Cut(part, "\n")
			compareWithPython(t, name, want)
		}
	}
}

func compareWithPython(t *testing.T, name, want string) {
	t.Helper()
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	m := Parse(source.NewFile(filepath.Base(name), content))
	if want == "SyntaxError\n" {
		if len(m.Errors) == 0 {
			t.Errorf("%s: no error, but CPython refuses it", name)
		}
		return
	}
	for _, e := range m.Errors {
		p, _ := e.Span.Range()
		t.Errorf("%s:%d:%d: %s", name, p.Line, p.Column, e.Message)
	}
	got := strings.Split(dump(m.Body, true), "\n")
	for i, line := range strings.Split(want, "\n") {
		if i >= len(got) || got[i] != line {
			g := "nothing"
			if i < len(got) {
				g = got[i]
			}
			k := 0
			for k < len(g) && k < len(line) && g[k] == line[k] {
				k++
			}
			from := max(0, k-100)
			t.Errorf("%s: statement %d\n got …%s\nwant …%s", name, i+1, g[min(from, len(g)):min(len(g), k+200)], line[min(from, len(line)):min(len(line), k+200)])
			return
		}
	}
}
