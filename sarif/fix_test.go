package sarif

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

func TestFixes(t *testing.T) {
	a := source.NewFile("b/a.py", []byte("X = 'ü😀'; AGE = 900\n"))
	z := source.NewFile("z.py", []byte("DEBUG = False\n"))
	value := source.Span{File: a, Start: 20, End: 23}
	end := source.Span{File: z, Start: 13, End: 13}
	if value.Text() != "900" {
		t.Fatalf("the place is %q", value.Text())
	}
	for _, c := range []struct {
		name  string
		edits []finding.Edit
		want  string
	}{
		{"none", nil, `null`},
		{"a replacement, in UTF-16 columns", []finding.Edit{{At: value, Text: "60"}},
			`[{"description":{"text":"AGE = 60."},"artifactChanges":[{"artifactLocation":{"uri":"b/a.py"},"replacements":[
				{"deletedRegion":{"startLine":1,"startColumn":18,"endLine":1,"endColumn":21},"insertedContent":{"text":"60"}}]}]}]`},
		{"an insertion, and another file", []finding.Edit{{At: end, Text: "\nA = 1"}, {At: value, Text: "60"}},
			`[{"description":{"text":"AGE = 60."},"artifactChanges":[
				{"artifactLocation":{"uri":"b/a.py"},"replacements":[
					{"deletedRegion":{"startLine":1,"startColumn":18,"endLine":1,"endColumn":21},"insertedContent":{"text":"60"}}]},
				{"artifactLocation":{"uri":"z.py"},"replacements":[
					{"deletedRegion":{"startLine":1,"startColumn":14,"endLine":1,"endColumn":14},"insertedContent":{"text":"\nA = 1"}}]}]}]`},
		{"text of the repository's", []finding.Edit{{At: value, Text: "60"}, {At: end, Text: "\nA = f('secret')", Copied: true}}, `null`},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := json.Marshal(fixes(finding.Finding{Fix: "AGE = 60", Edits: c.edits}))
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(decoded(t, c.want), decoded(t, string(got))); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

// TestFixSaysWhatIsWritten holds that a fix is described by what becomes of the
// setting, where that is not the line that the finding asks for.
func TestFixSaysWhatIsWritten(t *testing.T) {
	a := source.NewFile("a.py", []byte("DEBUG = False\n"))
	f := finding.Finding{Fix: "A = True", How: "A = not DEBUG", Edits: []finding.Edit{{At: source.Span{File: a, Start: 13, End: 13}, Text: "\nA = not DEBUG"}}}
	if got := *fixes(f)[0].Description.Text; got != "A = not DEBUG." {
		t.Errorf("the description is %q", got)
	}
}

func decoded(t *testing.T, text string) (v any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	return v
}
