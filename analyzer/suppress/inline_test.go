package suppress

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

// at returns the place of the text between the marks « and », and the file
// without them.
func at(t testing.TB, text string) source.Span {
	t.Helper()
	before, rest, ok := strings.Cut(text, "«")
	inside, after, closed := strings.Cut(rest, "»")
	if !ok || !closed {
		t.Fatalf("no place in %q", text)
	}
	f := source.NewFile("settings.py", []byte(before+inside+after))
	return source.Span{File: f, Start: len(before), End: len(before) + len(inside)}
}

func found(rule string, place source.Span) finding.Finding {
	return finding.Finding{Rule: &finding.Rule{ID: rule}, Setting: "X", Place: place}
}

const why = "django-session-audit: ignore[DJS101] it is so"

func TestWhereACommentCounts(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want bool
	}{
		"on the line":                     {"X = «False»  # " + why, true},
		"on the line, CR LF":              {"A = 1\r\nX = «False»  # " + why + "\r\n", true},
		"above":                           {"# " + why + "\nX = «False»\n", true},
		"above, indented":                 {"if A:\n    # " + why + "\n    X = «False»\n", true},
		"two above, both comments":        {"# " + why + "\n# another comment\nX = «False»\n", true},
		"above, behind a statement":       {"A = 1  # " + why + "\nX = «False»\n", false},
		"above an empty line":             {"# " + why + "\n\nX = «False»\n", false},
		"below":                           {"X = «False»\n# " + why + "\n", false},
		"on another line":                 {"A = 1  # " + why + "\nB = 2\nX = «False»\n", false},
		"in a place of many lines":        {"X = «env(\n    'X',  # " + why + "\n)»\n", true},
		"at the end of the place":         {"X = «env(\n    'X',\n)»  # " + why + "\n", true},
		"on the statement's first line":   {"X = [  # " + why + "\n    'a',\n    «'b'»,\n]\n", true},
		"above the statement":             {"# " + why + "\nX = [\n    'a',\n    «'b'»,\n]\n", true},
		"above the item":                  {"X = [\n    'a',\n    # " + why + "\n    «'b'»,\n]\n", true},
		"on another item":                 {"X = [\n    'a',  # " + why + "\n    «'b'»,\n]\n", false},
		"behind the statement":            {"X = [\n    'a',\n    «'b'»,\n]  # " + why + "\n", false},
		"on a line that goes on":          {"X = 1 + \\\n    «2»  # " + why + "\n", true},
		"above a line that goes on":       {"# " + why + "\nX = 1 + \\\n    «2»\n", true},
		"behind another part":             {"X = «False»  # noqa: E501 # " + why, true},
		"before another part":             {"X = «False»  # " + why + "  # noqa", true},
		"in a string":                     {"X = «'# " + why + "'»\n", false},
		"in a string on the line above":   {"A = '''\n# " + why + "\nX = «False»'''\n", false},
		"in a string of many lines":       {"X = «'''\n# " + why + "\n'''»\n", false},
		"in a raw string":                 {`X = «r'\'  # ` + why + `'»` + "\n", false},
		"in an f-string":                  {`X = «f"{a['# ` + why + `']}"»` + "\n", false},
		"in the same quotes":              {`X = «f"{a["# ` + why + `"]}"»` + "\n", false},
		"in the format of a field":        {`X = «f"{a:'>{n}}# ` + why + `"»` + "\n", false},
		"behind an f-string":              {`X = «f"{a["b"]:'>{n}} {{"»  # ` + why + "\n", true},
		"behind a string with a quote":    {`X = «'it\'s'»  # ` + why + "\n", true},
		"behind a string of two quotes":   {`X = «""»  # ` + why + "\n", true},
		"behind a string that is open":    {"A = 'open\nX = «False»  # " + why + "\n", true},
		"within a string that is open":    {"A = '''open\nX = «False»  # " + why + "\n", false},
		"behind a name that ends like it": {"X = elf « 'a'»  # " + why + "\n", true},
		"no blank":                        {"X = «False»#" + why + "\n", true},
		"capitals":                        {"X = «False»  # django-session-audit: Ignore [ djs101 ] it is so\n", true},
		"other rule":                      {"X = «False»  # django-session-audit: ignore[DJS102] it is so\n", false},
		"several rules":                   {"X = «False»  # django-session-audit: ignore[DJS102,DJS101] it is so\n", true},
		"no reason":                       {"X = «False»  # django-session-audit: ignore[DJS101]\n", false},
		"a reason without letters":        {"X = «False»  # django-session-audit: ignore[DJS101] -- 1\n", false},
		"a reason before":                 {"X = «False»  # it is so, django-session-audit: ignore[DJS101]\n", false},
		"until a day to come":             {"X = «False»  # django-session-audit: ignore[DJS101] until=2026-06-15 it is so\n", true},
		"until today":                     {"X = «False»  # django-session-audit: ignore[DJS101] it is so until=2026-01-15\n", true},
		"until yesterday":                 {"X = «False»  # django-session-audit: ignore[DJS101] until=2026-01-14 it is so\n", false},
		"until no day":                    {"X = «False»  # django-session-audit: ignore[DJS101] until=tomorrow it is so\n", false},
		"no brackets":                     {"X = «False»  # django-session-audit: ignore DJS101 it is so\n", false},
		"empty brackets":                  {"X = «False»  # django-session-audit: ignore[] it is so\n", false},
		"an open bracket":                 {"X = «False»  # django-session-audit: ignore[DJS101 it is so\n", false},
		"talk of it":                      {"X = «False»  # django-session-audit: see the docs\n", false},
	} {
		place := at(t, c.text)
		in := NewInline([]*source.File{place.File}, Terms{Reason: true, Today: Date{2026, 1, 15}})
		s, ok := in.Suppress(found("DJS101", place))
		if ok != c.want {
			t.Errorf("%s: %v", name, ok)
		}
		if ok && (s.Reason != "it is so" || !s.Inline || !strings.Contains(s.Place.Text(), "gnore") && !strings.Contains(s.Place.Text(), "ignore")) {
			t.Errorf("%s: %q at %q", name, s.Reason, s.Place.Text())
		}
	}
}

func known(id string) (string, bool) {
	if id == "DJS1O1" {
		return "; did you mean DJS101?", false
	}
	return "", id == "DJS101" || id == "DJS102" || id == "DJS202"
}

func asked(id string) bool { return id != "DJS202" }

func TestProblems(t *testing.T) {
	for name, c := range map[string]struct {
		comment string
		terms   Terms
		want    []string
	}{
		"used":                  {"ignore[DJS101] it is so", Terms{Reason: true}, nil},
		"no reason":             {"ignore[DJS101]", Terms{Reason: true}, []string{"0 the suppression has no reason"}},
		"no reason, allowed":    {"ignore[DJS101]", Terms{}, nil},
		"no day":                {"ignore[DJS101] it is so", Terms{Reason: true, Until: true}, []string{"0 the suppression has no last day"}},
		"a day":                 {"ignore[DJS101] until=2026-02-01 it is so", Terms{Reason: true, Until: true, Today: Date{2026, 1, 15}}, nil},
		"past":                  {"ignore[DJS101] until=2025-02-01 it is so", Terms{Reason: true, Today: Date{2026, 1, 15}}, []string{"2 the suppression of DJS101 counted until 2025-02-01: it suppresses nothing any more"}},
		"past, day not known":   {"ignore[DJS101] until=2025-02-01 it is so", Terms{Reason: true}, nil},
		"no date":               {"ignore[DJS101] until=31.01.2027 it is so", Terms{}, []string{"0 the last day of the suppression is no date"}},
		"unused":                {"ignore[DJS102] it is so", Terms{}, []string{"1 nothing to suppress: there is no finding of DJS102 here"}},
		"unused in part":        {"ignore[DJS101, DJS102] it is so", Terms{}, []string{"1 nothing to suppress: there is no finding of DJS102 here"}},
		"not asked":             {"ignore[DJS101, DJS202] it is so", Terms{}, nil},
		"open":                  {"ignore[DJS101, DJS201] it is so", Terms{}, []string{"0 there is no rule DJS201"}},
		"no rule":               {"ignore[DJS101, DJS1O1] it is so", Terms{}, []string{"0 there is no rule DJS1O1; did you mean DJS101?"}},
		"no brackets":           {"ignore DJS101", Terms{}, []string{"0 the suppression names no rule"}},
		"a hostile id":          {"ignore[DJS101, \x1b[31m] it is so", Terms{}, []string{"0 the rules of the suppression are not understood"}},
		"forbidden":             {"ignore[DJS101]", Terms{None: true, Reason: true}, nil},
		"no reason and no rule": {"ignore[DJS1O1]", Terms{Reason: true}, []string{"0 there is no rule DJS1O1; did you mean DJS101?", "0 the suppression has no reason"}},
	} {
		place := at(t, "X = «False»  # django-session-audit: "+c.comment+"\n")
		in := NewInline([]*source.File{place.File, place.File}, c.terms)
		in.Suppress(found("DJS101", place))
		var got []string
		for _, p := range in.Problems(known, asked) {
			got = append(got, fmt.Sprint(int(p.Kind), " ", p.Text))
		}
		if !slices.EqualFunc(got, c.want, strings.HasPrefix) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// A comment for a question that is left open is not unused.
func TestSpare(t *testing.T) {
	place := at(t, "X = «vault()»  # django-session-audit: ignore[DJS102] it is so\n")
	in := NewInline([]*source.File{place.File}, Terms{})
	in.Spare("DJS102", place)
	if got := in.Problems(known, asked); len(got) != 0 {
		t.Errorf("got %v", got)
	}
}

func TestReasonIsBounded(t *testing.T) {
	d := parseDirective("# django-session-audit: ignore[DJS101] " + strings.Repeat("é", 1000))
	if n := len([]rune(d.reason)); n != maxReason {
		t.Errorf("%d characters", n)
	}
}

// FuzzInline holds of any text and place that only a comment suppresses, with its
// reason, that problems are comments too, and that statements begin at or before
// each of their lines.
func FuzzInline(f *testing.F) {
	f.Add("X = False  # "+why+"\n", 4, 9)
	f.Add("X = f\"{a['#']:>{n}}\" # "+why+"\r\n'''", 0, 3)
	f.Add("# django-session-audit: ignore[DJS101, X] until=2027-01-01 a\\\nX = [\n'b']", 60, 70)
	f.Fuzz(func(t *testing.T, text string, from, to int) {
		file := source.NewFile("settings.py", []byte(text))
		start, end := int(uint(from)%uint(len(text)+1)), int(uint(to)%uint(len(text)+1))
		start, end = min(start, end), max(start, end)
		in := NewInline([]*source.File{file}, Terms{Reason: true})
		place := source.Span{File: file, Start: start, End: end}
		s, ok := in.Suppress(found("DJS101", place))
		if ok && (s.Reason == "" || !strings.Contains(s.Place.Text(), mark)) {
			t.Errorf("%q: %q", text, s.Reason)
		}
		for _, p := range in.Problems(known, asked) {
			if p.Text == "" || p.Place.Text() == "" || p.Place.Text()[0] != '#' {
				t.Errorf("%q: %v", text, p)
			}
		}
		// Statements begin at or before each of their lines.
		l := lex(file)
		for n := 1; n < len(l.starts); n++ {
			if l.starts[n] < 1 || l.starts[n] > n {
				t.Errorf("%q: line %d starts at %d", text, n, l.starts[n])
			}
		}
	})
}
