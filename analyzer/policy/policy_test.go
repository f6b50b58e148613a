package policy

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/django-session-audit/django-session-audit/analyzer/finding"
)

func TestParseRequirement(t *testing.T) {
	for line, want := range map[string]Requirement{
		"SESSION_COOKIE_AGE <= 1200":    {Setting: "SESSION_COOKIE_AGE", Operator: LessEqual, Values: []Literal{1200.0}},
		"  SESSION_COOKIE_AGE<=20*60  ": {Setting: "SESSION_COOKIE_AGE", Operator: LessEqual, Values: []Literal{1200.0}},
		"A = 1_209_600":                 {Setting: "A", Operator: Equal, Values: []Literal{1209600.0}},
		"A == -1.5":                     {Setting: "A", Operator: Equal, Values: []Literal{-1.5}},
		"A != None":                     {Setting: "A", Operator: NotEqual, Values: []Literal{nil}},
		"A=True":                        {Setting: "A", Operator: Equal, Values: []Literal{true}},
		`SESSION_ENGINE = "a.b"`:        {Setting: "SESSION_ENGINE", Operator: Equal, Values: []Literal{"a.b"}},
		`SESSION_COOKIE_SAMESITE in ["Lax", 'Strict',]`:  {Setting: "SESSION_COOKIE_SAMESITE", Operator: In, Values: []Literal{"Lax", "Strict"}},
		`SESSION_COOKIE_DOMAIN not  in [None, False, 0]`: {Setting: "SESSION_COOKIE_DOMAIN", Operator: NotIn, Values: []Literal{nil, false, 0.0}},
		`MIDDLEWARE contains "x.Y"`:                      {Setting: "MIDDLEWARE", Operator: Contains, Values: []Literal{"x.Y"}},
		`INSTALLED in["a"]`:                              {Setting: "INSTALLED", Operator: In, Values: []Literal{"a"}},
	} {
		got, err := ParseRequirement(line)
		want.Text = strings.TrimSpace(line)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got):\n%s", line, err, diff)
		}
	}
}

func TestLineErrors(t *testing.T) {
	for line, want := range map[string]string{
		"":                         "character 1: a line starts with the name of a setting in capitals",
		"session_age = 1":          "character 1: a line starts with",
		"_A = 1":                   "character 1: a line starts with",
		"A":                        "character 2: after the setting comes one of",
		"A is True":                "character 3: after the setting comes one of",
		"A not 3":                  "character 3: after the setting comes one of",
		"A = ":                     "character 5: a value is a text in quotes, a number, True, False or None",
		"A = true":                 "character 5: a value is",
		"A = 1e9":                  "character 5: a value is",
		"A = 1 * ":                 "character 9: a value is",
		"A = Lax":                  "character 5: a value is",
		`A = "Lax`:                 "character 5: the closing quote is missing",
		`é = 1`:                    "character 1: a line starts with",
		`A = "é\n"`:                "character 7: a text has no backslashes",
		"A = 'a\tb'":               "character 7: a text has no backslashes and no control characters",
		`A < "Lax"`:                "character 5: < compares numbers",
		"A >= True":                "character 6: >= compares numbers",
		"A contains 3":             "character 12: contains takes a text in quotes",
		`A in "Lax"`:               `character 6: in takes a list`,
		"A in []":                  "character 8: the list is empty",
		"A in [1 2]":               "character 9: a comma or a closing bracket is missing",
		"A in [1,":                 "character 9: a value is",
		"A = 1, 2":                 "character 6: nothing may follow the value",
		"A = 1 # why":              "character 7: nothing may follow the value",
		strings.Repeat("A", 1001):  "character 1: the line is longer than 1000 characters",
		"A in [" + many(101) + "]": "character 307: a list has at most 100 values",
	} {
		_, err := ParseRequirement(line)
		var le *LineError
		if !errors.As(err, &le) || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v, want %s", line, err, want)
		}
	}
}

func many(n int) string { return strings.Repeat("1, ", n) }

// Each demand says which rule sees to it and where it comes from, and each
// line can be read.
func TestProfiles(t *testing.T) {
	names := map[string]bool{}
	id := regexp.MustCompile(`^DJS\d{3}$`)
	for _, p := range Profiles {
		if names[p.Name] || p.Title == "" || !strings.HasPrefix(p.URL, "https://") || ByName(p.Name) != p {
			t.Errorf("profile %+v", p)
		}
		names[p.Name] = true
		lines := 0
		for _, d := range p.Demands {
			if d.Source == "" || len(d.Rules) == 0 && p.Name != "default" {
				t.Errorf("%s: a demand without source or rules: %+v", p.Name, d)
			}
			for _, r := range d.Rules {
				if !id.MatchString(r) {
					t.Errorf("%s: %q is no id", p.Name, r)
				}
			}
			if d.Kind == Line {
				lines++
				if _, err := ParseRequirement(d.Text); err != nil {
					t.Errorf("%s: %s: %v", p.Name, d.Text, err)
				}
			}
		}
		if got := p.Lines(); len(got) != lines || lines > 0 && got[0].Asker != "the profile "+p.Name {
			t.Errorf("%s: lines %v", p.Name, got)
		}
	}
	if Names()[0] != "default" || ByName("none") != nil {
		t.Error("the default profile is not the first one, or there are others than there are")
	}
}

// The table of numbers, as it is published.
func TestNumbers(t *testing.T) {
	for name, want := range map[string]map[Kind]int{
		"starter":    {LongestAge: 1200},
		"asvs-l1":    {LongestAge: 2592000, HSTS: 31536000},
		"asvs-l2":    {LongestAge: 43200, HSTS: 31536000},
		"nist-aal1":  {Absolute: 2592000, LongestAge: 2592000},
		"nist-aal2":  {Idle: 3600, Absolute: 86400, LongestAge: 86400},
		"nist-aal3":  {Idle: 900, Absolute: 43200, LongestAge: 43200},
		"pci":        {Idle: 900},
		"stig":       {Idle: 900},
		"owasp-high": {Idle: 300, Absolute: 28800, LongestAge: 28800, HSTS: 31536000},
	} {
		got := map[Kind]int{}
		for _, d := range ByName(name).Demands {
			if d.Seconds != 0 {
				got[d.Kind] = d.Seconds
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestLevel(t *testing.T) {
	p := &Policy{
		Levels: map[string]finding.Level{"A": finding.NoLevel, "B": finding.Error, "C": finding.NoLevel},
		Floors: map[string]finding.Level{"B": finding.Note, "C": finding.Warning, "D": finding.Warning, "E": finding.Note},
	}
	for id, want := range map[string]finding.Level{"A": finding.NoLevel, "B": finding.Error, "C": finding.Warning, "D": finding.Warning, "E": finding.Note, "F": finding.Note} {
		if got, said := p.Level(id, finding.Note); got != want || said == (id == "F") {
			t.Errorf("%s: %v, %v", id, got, said)
		}
	}
}

func TestParseSuppressions(t *testing.T) {
	for word, want := range map[string]Suppressions{"": Usual, "allowed": Allowed, "with-reason": WithReason, "with-reason-and-expiry": WithReasonAndExpiry, "forbidden": Forbidden} {
		if got := ParseSuppressions(word); got != want {
			t.Errorf("%q: %v", word, got)
		}
	}
}

func FuzzParseRequirement(f *testing.F) {
	for _, p := range Profiles {
		for _, l := range p.Lines() {
			f.Add(l.Text)
		}
	}
	f.Add("A not in [1 * 2, 'b', None,]")
	f.Fuzz(func(t *testing.T, line string) {
		r, err := ParseRequirement(line)
		if err != nil {
			var le *LineError
			if !errors.As(err, &le) || le.Column < 1 || le.Column > len(line)+1 {
				t.Errorf("%q: %v", line, err)
			}
			return
		}
		again, err := ParseRequirement(r.Text)
		if diff := cmp.Diff(r, again); diff != "" || err != nil || len(r.Values) == 0 {
			t.Errorf("%q: read again: %v\n%s", line, err, diff)
		}
	})
}
