package suppress

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/django-session-audit/django-session-audit/analyzer/finding"
)

func secret(setting string) bool { return setting == "SECRET_KEY" }

func TestBaselineSurvivesMovedLines(t *testing.T) {
	before := []finding.Finding{
		found("DJS101", at(t, "A = 1\nX = «env(  'X',\n False)»  # a comment\n")),
		{Rule: &finding.Rule{ID: "DJS102"}, Setting: "Y", Missing: true, Place: at(t, "«A = 1»")},
		{Rule: &finding.Rule{ID: "DJS401"}, Setting: "SECRET_KEY", Place: at(t, "SECRET_KEY = «'hunter2'»")},
	}
	b := &Baseline{}
	for _, f := range before {
		b.Entries = append(b.Entries, EntryOf(f, secret))
	}
	text := b.Bytes()
	if strings.Contains(string(text), "hunter2") || strings.Contains(string(text), "env") {
		t.Errorf("the baseline holds text of the file: %s", text)
	}
	read, err := ParseBaseline(text)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(text, read.Bytes()); diff != "" {
		t.Errorf("read and written again (-want +got):\n%s", diff)
	}
	a := read.Accept(Terms{}, secret)
	for _, c := range []struct {
		name string
		f    finding.Finding
		want bool
	}{
		{"another value", found("DJS101", at(t, "X = «env('Y', False)»\n")), false},
		{"another rule", found("DJS112", at(t, "X = «env('X', False)»\n")), false},
		{"moved and formatted", found("DJS101", at(t, "# new\n\nB = 2\nX = «env('X', False)»\n")), true},
		{"once more", found("DJS101", at(t, "X = «env('X', False)»\n")), false},
		{"still missing", finding.Finding{Rule: &finding.Rule{ID: "DJS102"}, Setting: "Y", Missing: true, Place: at(t, "«B = 1»")}, true},
		{"another secret", finding.Finding{Rule: &finding.Rule{ID: "DJS401"}, Setting: "SECRET_KEY", Place: at(t, "SECRET_KEY = «'hunter3'»")}, true},
	} {
		if s, ok := a.Suppress(c.f); ok != c.want || ok && s.Inline {
			t.Errorf("%s: %v", c.name, ok)
		}
	}
	if notes := a.Notes(); len(notes) != 0 {
		t.Errorf("notes %q", notes)
	}
}

func TestEntriesThatDoNotCount(t *testing.T) {
	f := found("DJS101", at(t, "X = «False»"))
	e := EntryOf(f, secret)
	withReason, withBoth, past := e, e, e
	withReason.Reason = "old"
	withBoth.Reason, withBoth.Until = "old", "2026-12-31"
	past.Reason, past.Until = "old", "2025-12-31"
	for name, c := range map[string]struct {
		entry Entry
		terms Terms
		want  bool
		note  string
	}{
		"as usual":         {e, Terms{}, true, ""},
		"reason asked":     {e, Terms{Reason: true}, false, "1 entry of the baseline do not count"},
		"reason given":     {withReason, Terms{Reason: true}, true, ""},
		"last day asked":   {withReason, Terms{Reason: true, Until: true}, false, "1 entry of the baseline do not count"},
		"last day given":   {withBoth, Terms{Reason: true, Until: true, Today: Date{2026, 12, 31}}, true, ""},
		"last day past":    {past, Terms{Today: Date{2026, 1, 1}}, false, "1 entry of the baseline do not count"},
		"nothing forgiven": {withBoth, Terms{None: true}, false, "1 entry of the baseline do not count"},
	} {
		a := (&Baseline{Entries: []Entry{c.entry}}).Accept(c.terms, secret)
		s, ok := a.Suppress(f)
		notes := strings.Join(a.Notes(), "\n")
		if ok != c.want || !strings.HasPrefix(notes, c.note) || c.note == "" && notes != "" || ok && s.Reason != c.entry.Reason {
			t.Errorf("%s: %v, %q", name, ok, notes)
		}
	}
	a := (&Baseline{Entries: []Entry{e, withReason}}).Accept(Terms{}, secret)
	if notes := a.Notes(); len(notes) != 1 || !strings.HasPrefix(notes[0], "2 entries of the baseline match no finding any more, such as DJS101 in settings.py") {
		t.Errorf("notes %q", notes)
	}
}

const good = `{"rule": "DJS101", "file": "a/b.py", "setting": "X", "place": "0123456789abcdef0123456789abcdef"}`

func TestDamagedBaselines(t *testing.T) {
	file := func(entry string) string { return `{"format": "` + Format + `", "findings": [` + entry + `]}` }
	for text, want := range map[string]string{
		"":                      "0 this is not JSON",
		"{":                     "1 this is not JSON",
		"[]":                    "1 a member of the baseline is of the wrong type",
		"{}":                    "0 this is no baseline",
		"\n\n{\"format\": 3}":   "3 a member of the baseline is of the wrong type",
		`{"format": "hunter2"}`: "0 this is no baseline",
		`{"format": "django-session-audit/baseline/v2", "x": 1}`: "0 this baseline is of another version",
		file(`3`):           "1 a member of the baseline is of the wrong type",
		file(`{"line": 3}`): "0 the baseline has a member that is not known",
		file(good) + "x":    "1 this is not JSON",
		file(`{}`):          "0 finding 1 of the baseline: rule is no id of a rule",
		file(good + "," + strings.Replace(good, "DJS101", "hunter2", 1)): "0 finding 2 of the baseline: rule is no id",
		file(strings.Replace(good, "a/b.py", "/etc/passwd", 1)):          "0 finding 1 of the baseline: file is no path",
		file(strings.Replace(good, "a/b.py", "../x.py", 1)):              "0 finding 1 of the baseline: file is no path",
		file(strings.Replace(good, "a/b.py", "a/\\u001bb.py", 1)):        "0 finding 1 of the baseline: file is no path",
		file(strings.Replace(good, `"X"`, `"x y"`, 1)):                   "0 finding 1 of the baseline: setting is no name",
		file(strings.Replace(good, "0123", "xyz", 1)):                    "0 finding 1 of the baseline: place is no fingerprint",
		file(strings.Replace(good, `}`, `, "until": "soon"}`, 1)):        "0 finding 1 of the baseline: until: this is no date",
		file(strings.Replace(good, `}`, `, "reason": "a\nb"}`, 1)):       "0 finding 1 of the baseline: reason is too long",
		strings.Repeat("[", 100_000):                                     "1 this is not JSON",
	} {
		_, err := ParseBaseline([]byte(text))
		var fe *FileError
		if !errors.As(err, &fe) {
			t.Errorf("%.200q: %v", text, err)
			continue
		}
		line := string(rune('0' + fe.Line))
		if got := line + " " + fe.Text; !strings.HasPrefix(got, want) || strings.Contains(got, "hunter2") {
			t.Errorf("%.200q: %s, want %s", text, got, want)
		}
	}
	if b, err := ParseBaseline([]byte(file(good))); err != nil || len(b.Entries) != 1 {
		t.Errorf("%v, %v", b, err)
	}
	if b, err := ParseBaseline((&Baseline{}).Bytes()); err != nil || len(b.Entries) != 0 {
		t.Errorf("an empty one: %v, %v", b, err)
	}
}

// FuzzParseBaseline holds that a baseline in which anything may stand is refused,
// or says the same when it is written and read again.
func FuzzParseBaseline(f *testing.F) {
	f.Add([]byte(`{"format": "` + Format + `", "findings": [` + good + `]}`))
	f.Add((&Baseline{}).Bytes())
	f.Fuzz(func(t *testing.T, text []byte) {
		b, err := ParseBaseline(text)
		if err != nil {
			return
		}
		again, err := ParseBaseline(b.Bytes())
		if err != nil || len(again.Entries) != len(b.Entries) {
			t.Fatalf("%q: %v", text, err)
		}
		for _, e := range b.Entries {
			if !slices.Contains(again.Entries, e) {
				t.Errorf("%q: %+v is not written", text, e)
			}
		}
		b.Accept(Terms{Reason: true, Today: Date{2026, 1, 1}}, secret).Notes()
	})
}

func TestParseDate(t *testing.T) {
	d, err := ParseDate("2027-01-31")
	if err != nil || d.String() != "2027-01-31" || d.Before(d) || !d.Before(Date{2027, 2, 1}) || !d.Before(Date{2028, 1, 1}) || d.Before(Date{2027, 1, 30}) {
		t.Errorf("%v, %v", d, err)
	}
	for _, text := range []string{"", "2027-1-31", "2027-02-30", "31.01.2027", "2027-01-31T00:00:00Z"} {
		if _, err := ParseDate(text); !errors.Is(err, ErrDate) {
			t.Errorf("%q: %v", text, err)
		}
	}
	if (Date{}).String() != "" || !(Date{}).IsZero() {
		t.Error("the zero Date is one")
	}
}
