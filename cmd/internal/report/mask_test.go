package report

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

// shown returns all lines of a source, masked.
func shown(text string, p permit, broken ...string) string {
	f := source.NewFile("settings.py", []byte(text))
	m := newMasker(map[string]bool{})
	for _, b := range broken {
		m.broken[b] = true
	}
	var lines []string
	for n := 1; n <= f.LineCount(); n++ {
		var b strings.Builder
		for _, piece := range m.line(f, n, p) {
			b.WriteString(piece.text)
		}
		lines = append(lines, strings.TrimRight(b.String(), " "))
	}
	return strings.Join(lines, "\n")
}

func TestMask(t *testing.T) {
	for name, c := range map[string]struct{ source, want string }{
		"booleans and numbers":         {"A = True and not 1_000.5e-3", "A = True and not 1_000.5e-3"},
		"hexadecimal":                  {"A = 0xe+1", "A = 0xe+1"},
		"a string":                     {`A = "hunter2"`, `A = "…"`},
		"single quotes":                {`A = 'hunter2'`, `A = '…'`},
		"an empty string":              {`A = ""`, `A = ""`},
		"bytes":                        {`A = b"hunter2"`, `A = b"…"`},
		"an escape":                    {`A = "hun\"ter2"`, `A = "…"`},
		"a comment":                    {"A = 1  # hunter2", "A = 1"},
		"a quote in a comment":         {"A = 1  # it's\nB = 'hunter2'", "A = 1\nB = '…'"},
		"a comment sign in a string":   {`A = "x # hunter2"; B = 1`, `A = "…"; B = 1`},
		"Django's own words":           {`A = "django.contrib.sessions"`, `A = "django.contrib.sessions"`},
		"not quite Django's own words": {`A = "django.contrib.sessions hunter2"`, `A = "…"`},
		"a setting's name":             {`globals()["SESSION_COOKIE_SECURE"] = 1`, `globals()["SESSION_COOKIE_SECURE"] = 1`},
		"not quite a setting's name":   {`A = "SESSION_hunter2"`, `A = "…"`},
		"a triple-quoted string":       {"A = \"\"\"hunter2\nhunter3 = 1\nhunter4\"\"\" + B", "A = \"\"\"…\n…\n…\"\"\" + B"},
		"a docstring":                  {"'''hunter2'''\nA = 1", "'''…'''\nA = 1"},
		"a line that is continued":     {"A = 1 + \\\n    2", "A = 1 + \\\n    2"},
		"a string that is continued":   {"A = 'hun\\\nter2' + B", "A = '…\n…' + B"},
		"an f-string":                  {`A = f"hunter2{x}"`, `A = f"…"`},
		"quotes in a field":            {`A = f"{x['hunter2']}"`, `A = f"…"`},
		"the same quotes in a field":   {`A = f"{x["hunter2"]}" + B`, `A = f"…" + B`},
		"a quote in a specification":   {`A = f"{x:'>10}" + 'hunter2'`, `A = f"…" + '…'`},
		"a field in a specification":   {`A = f"{x:{width}}" + 'hunter2'`, `A = f"…" + '…'`},
		"a conversion":                 {`A = f"{x!r:>{n}} {{}} {y!s}" + 'hunter2'`, `A = f"…" + '…'`},
		"a comparison in a field":      {`A = f"{x != 'hunter2'}"`, `A = f"…"`},
		"a nested f-string":            {`A = f"{f'{x}hunter2'}" + B`, `A = f"…" + B`},
		"a triple-quoted f-string":     {"A = f'''{x}\nhunter2'''", "A = f'''…\n…'''"},
		"a dictionary":                 {`A = {"hunter2": B["x"], **c}`, `A = {"…": B["…"], **c}`},
		"names in other scripts":       {"größe = 1", "größe = 1"},
		"a tab":                        {"if A:\n\tB = 1", "if A:\n    B = 1"},
		"the name of a variable":       {`A = env.bool("HTTPS", default="hunter2")`, `A = env.bool("HTTPS", default="…")`},
		"os.environ":                   {`A = os.environ["HTTPS"] or os.environ.get("X", "hunter2")`, `A = os.environ["HTTPS"] or os.environ.get("X", "…")`},
		"not the name of a variable":   {`A = env("hunter 2") + other("HUNTER2")`, `A = env("…") + other("…")`},

		// In doubt, nothing of the file is shown.
		"an unterminated string":         {"A = 'hunter2\nB = 1", "…\n…"},
		"an unterminated triple quote":   {"A = 1\nB = '''hunter2\nC = 1", "…\n…\n…"},
		"an unterminated f-string":       {"A = f'{x'\nB = hunter2", "…\n…"},
		"a bracket that is not open":     {"A = 1)\nB = 'hunter2'", "…\n…"},
		"a bracket that is not closed":   {"A = (1\nB = 2", "…\n…"},
		"a character of no Python":       {"A = $hunter2", "…"},
		"a name before a quote":          {"A = secret'hunter2'", "…"},
		"a prefix of no Python":          {"A = ur'hunter2'", "…"},
		"fields nested too deeply":       {strings.Repeat(`f"{`, 1_000_000), "…"},
		"a lone exclamation mark":        {"!hunter2", "…"},
		"a quote begins a field":         {`A = f"{"hunter2"}"`, "…"},
		"a backslash inside a line":      {`A = \ hunter2`, "…"},
		"a backslash at the end":         {`A = \`, "…"},
		"a control character":            {"A = 1\x1b[31m", "…"},
		"a NUL byte":                     {"A = 1\x00", "…"},
		"text that is not UTF-8":         {"A = 1\nB = \xff", "…\n…"},
		"an invisible character":         {"A\u200b = 1", "…"},
		"a mark that turns direction":    {"A = 1 \u202e", "…"},
		"a comment that turns direction": {"A = 1 # \u202e", "A = 1"},
	} {
		if got := shown(c.source, permit{}); got != c.want {
			t.Errorf("%s: %q is shown as\n%s\nwant\n%s", name, c.source, got, c.want)
		}
	}
}

// A backslash keeps a quote from ending a raw string, too.
func TestRawString(t *testing.T) {
	if got, want := shown(`A = r"hun\"ter2" + B`, permit{}), `A = r"…" + B`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestMaskPermits(t *testing.T) {
	p := permit{texts: map[string]bool{"example.com": true, "a\\b": true}}
	for source, want := range map[string]string{
		`A = ["example.com", "hunter2"]`: `A = ["example.com", "…"]`,
		`A = "example.com\x20"`:          `A = "…"`,
		`A = f"example.com"`:             `A = f"…"`,
		`A = b"example.com"`:             `A = b"…"`,
		`A = "a\b"`:                      `A = "…"`,
	} {
		if got := shown(source, p); got != want {
			t.Errorf("%s is shown as %s, want %s", source, got, want)
		}
	}
	if got, want := shown("SECRET_KEY = 1234 * x", permit{noNumbers: true}), "SECRET_KEY = … * x"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestMaskShowsNothingOfBrokenFiles(t *testing.T) {
	if got, want := shown("A = 1\nB = 2", permit{}, "settings.py"), "…\n…"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestMaskCutsLongNames(t *testing.T) {
	if got := shown(strings.Repeat("a", 10_000)+" = 1", permit{}); utf8.RuneCountInString(got) > 300 {
		t.Errorf("%d characters are shown", len(got))
	}
}

func FuzzMask(f *testing.F) {
	for _, text := range []string{"A = f\"{x!r:{y}}\" # z", "'''\n\\'''", "A = (\n1)", "\xEF\xBB\xBFA=1", "f'{{}}{a:}}'", "rb'\\''", "0xe+1 1e-5"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := shown(text, permit{})
		if strings.ContainsFunc(strings.ReplaceAll(got, "\n", ""), unsafe) {
			t.Errorf("%q is shown as %q", text, got)
		}
		file := source.NewFile("a.py", []byte(text))
		place := source.Span{File: file, Start: len(text) / 3, End: len(text) / 2}
		for _, l := range newMasker(nil).excerpt(place, permit{}, 60) {
			if utf8.RuneCountInString(l.carets) > utf8.RuneCountInString(l.text) {
				t.Errorf("%q: %q is underlined by %q", text, l.text, l.carets)
			}
		}
	})
}

func FuzzMaskHidesStrings(f *testing.F) {
	f.Add("x")
	f.Add("{'\"\\")
	f.Fuzz(func(t *testing.T, secret string) {
		if len(secret) < 4 || strings.ContainsAny(secret, "\"\\\r\n") {
			return
		}
		word := "ZZ" + secret + "ZZ"
		for _, source := range []string{`A = "` + word + `"`, `A = ("x", "` + word + `", 'y')`, "A = 1  # " + word, "f(\"\"\"\n" + word + "\n\"\"\")"} {
			if got := shown(source, permit{}); strings.Contains(got, "ZZ") {
				t.Errorf("%q is shown as %q", source, got)
			}
		}
	})
}
