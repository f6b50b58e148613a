package action

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/cmd/internal/report"
)

func TestSanitize(t *testing.T) {
	for text, want := range map[string]string{
		"plain text":                   "plain text",
		"::error::x":                   ": :error::x",
		"  ::error::x":                 "  : :error::x",
		"\t\u00a0::error::x":           " \u00a0: :error::x",
		"a ::error::x":                 "a ::error::x",
		"dir/##[add-mask]x":            "dir/## [add-mask]x",
		"####[x]":                      "#### [x]",
		"a\rb\x1b[31m\x00":             `a\x0db\x1b[31m\x00`,
		"a\u2028b\u202ec":              `a\x2028b\x202ec`,
		"\xff":                         "\uFFFD",
		":::":                          ": ::",
		strings.Repeat("x", 3*maxLine): strings.Repeat("x", maxLine) + "…",
	} {
		if got := sanitize(text); got != want {
			t.Errorf("%.40q becomes %.60q, want %.60q", text, got, want)
		}
	}
}

func TestLoggerGathersLines(t *testing.T) {
	var b bytes.Buffer
	l := &logger{w: &b}
	for _, part := range []string{"a:", ":b\n:", ":err", "or::x\nlast"} {
		if n, err := l.Write([]byte(part)); n != len(part) || err != nil {
			t.Fatal(n, err)
		}
	}
	l.linef("%s", "one\n::two")
	if got, want := b.String(), "a::b\n: :error::x\nlastone ::two\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func FuzzSanitize(f *testing.F) {
	f.Add("::error::x")
	f.Add(" \x85::set-output name=a::b")
	f.Add("a##[x]\r\n::y::")
	f.Fuzz(func(t *testing.T, text string) {
		var b bytes.Buffer
		l := &logger{w: &b}
		l.linef("%s", text)
		for line := range strings.Lines(b.String()) {
			line = strings.TrimSuffix(line, "\n")
			if strings.HasPrefix(strings.TrimSpace(line), "::") || strings.Contains(line, "##[") || strings.ContainsAny(line, "\r\x1b\x00") {
				t.Errorf("%q becomes %q", text, line)
			}
		}
	})
}

// FuzzAnnotate holds that a runner finds one command for an annotation, with
// nothing in it but what was given, whatever the texts are. Runners read lines,
// trim them, and split properties at commas.
func FuzzAnnotate(f *testing.F) {
	f.Add("a.py", "DJS101", "a message")
	f.Add("a,line=9::x", "::error::", "one\n::two::\r\n##[add-mask]three")
	f.Add("%0A::error::x", "a:b,c=d%", "\u2028::stop-commands::x\x1b\xff")
	f.Fuzz(func(t *testing.T, file, title, message string) {
		var b bytes.Buffer
		if err := Annotate(&b, []report.Annotation{{Level: finding.Warning, File: file, Line: 3, Title: title, Message: message}}); err != nil {
			t.Fatal(err)
		}
		line, isLine := strings.CutSuffix(b.String(), "\n")
		if !isLine || strings.ContainsAny(line, "\n\r\x00\x1b\u2028\u2029") || strings.Contains(line, "##[") {
			t.Fatalf("%q, %q, %q becomes %q", file, title, message, b.String())
		}
		command, isCommand := strings.CutPrefix(line, "::warning ")
		properties, _, ends := strings.Cut(command, "::")
		if !isCommand || !ends {
			t.Fatalf("%q is not the command", line)
		}
		var names []string
		for property := range strings.SplitSeq(properties, ",") {
			name, _, _ := strings.Cut(property, "=")
			names = append(names, name)
		}
		want := []string{"line"}
		if file != "" {
			want = append([]string{"file"}, want...)
		}
		if title != "" {
			want = append(want, "title")
		}
		if !slices.Equal(names, want) {
			t.Errorf("%q has the properties %q, want %q", line, names, want)
		}
	})
}

func TestAnnotate(t *testing.T) {
	var b bytes.Buffer
	err := Annotate(&b, []report.Annotation{
		{Level: finding.Error, File: "a,b:c%\n.py", Line: 3, EndLine: 3, Column: 1, EndColumn: 5, Title: "DJS101 x", Message: "one\ntwo % \r::three"},
		{Level: finding.Warning, Message: "no place"},
		{Level: finding.Note, File: "x.py", Line: 1, EndLine: 4, Message: "several lines"},
	})
	want := `::error col=1,endColumn=5,endLine=3,file=a%2Cb%3Ac%25\x0a.py,line=3,title=DJS101 x::one%0Atwo %25 \x0d::three
::warning::no place
::notice endLine=4,file=x.py,line=1::several lines
`
	if err != nil || b.String() != want {
		t.Errorf("got %v\n%s\nwant\n%s", err, b.String(), want)
	}
	if err := Annotate(brokenWriter{}, []report.Annotation{{Level: finding.Note}}); err == nil {
		t.Error("an error of the writer is lost")
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, bytes.ErrTooLarge }

func TestOutputsRefuseWhatTheyMayNotHold(t *testing.T) {
	getenv := func(string) string { return t.TempDir() + "/output" }
	for _, o := range []output{{"findings", "1\nfail=false"}, {"findings", "1\r"}, {"findings", "\u2028"}, {"other", "1"}} {
		if err := writeOutputs(getenv, []output{o}); err == nil {
			t.Errorf("%q is written", o)
		}
	}
	if err := writeOutputs(func(string) string { return "" }, []output{{"findings", "1"}}); err != nil {
		t.Errorf("outside of a workflow: %v", err)
	}
}
