package rules

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

func TestFacts(t *testing.T) {
	last := ""
	for _, r := range All() {
		if r.ID <= last {
			t.Errorf("%s stands after %s", r.ID, last)
		}
		last = r.ID
		checkFacts(t, r)
	}
}

var (
	idForm       = regexp.MustCompile(`^DJS[1-9]\d\d$`)
	nameForm     = regexp.MustCompile(`^[a-z0-9]+(-[a-z]+)*-[a-z]+$`)
	standardForm = regexp.MustCompile(`^(OWASP ASVS 5\.0|NIST SP 800-63B-4|PCI DSS 4|DISA ASD STIG) [V\d][\d.-]*$`)
)

func checkFacts(t *testing.T, r *Rule) {
	t.Helper()
	if !idForm.MatchString(r.ID) || !nameForm.MatchString(r.Name) {
		t.Errorf("%s: id or name %q is not of the form", r.ID, r.Name)
	}
	if !strings.HasSuffix(r.Short, ".") || len(r.Short) > 200 {
		t.Errorf("%s: %q is not one short sentence", r.ID, r.Short)
	}
	if r.Level < finding.Note || r.Score < 0.1 || r.Score > 10 {
		t.Errorf("%s: level %v or score %v is out of range", r.ID, r.Level, r.Score)
	}
	if !slices.Contains([]string{"very-high", "high", "medium", "low"}, r.Precision) {
		t.Errorf("%s: precision %q is no word of SARIF's", r.ID, r.Precision)
	}
	for _, s := range r.Standards {
		if !standardForm.MatchString(s) {
			t.Errorf("%s: %q is no standard with a requirement number", r.ID, s)
		}
	}
	if r.Risk != "" && !r.Fixes {
		t.Errorf("%s: a risk of a repair that it has not", r.ID)
	}
	if r.Since != "1.0.0" || (r.Judge == nil) != strings.HasPrefix(r.ID, "DJS9") {
		t.Errorf("%s: since %q, judged: %v", r.ID, r.Since, r.Judge != nil)
	}
}

// The checks that DJS607 watches over are those that the rules cover.
func TestChecksAreThoseOfTheRules(t *testing.T) {
	var covered []string
	for _, r := range All() {
		for _, id := range r.Django {
			if strings.HasPrefix(id, "security.") {
				covered = append(covered, id)
			}
		}
	}
	slices.Sort(covered)
	if covered = slices.Compact(covered); !slices.Equal(covered, checks) {
		t.Errorf("the rules name\n%v\nDJS607 has\n%v", covered, checks)
	}
}

var versions = []string{"none", "2.2.28", "3.0.14", "3.2.25", "4.0.10", "4.2.20", "5.0.14", "5.2.17", "6.0.6", "6.1"}

func TestSoundSitesAreSilent(t *testing.T) {
	for _, version := range versions {
		for name, s := range map[string]set{"site": site(), "api": api(), "nothing": {}} {
			for _, r := range All() {
				if r.Optional {
					continue
				}
				for _, a := range judge(r, world(t, version, s)) {
					if a.Violated == value.Yes {
						t.Errorf("%s on %q: %s %s", name, version, r.ID, a.Message)
					}
				}
			}
		}
	}
}

func judge(r *Rule, w *settings.World) []Answer {
	if r.Judge == nil {
		return nil
	}
	return r.Judge(w)
}

// aboutNames are the rules that ask whether a setting is set, not to what.
var aboutNames = []string{"DJS604", "DJS605", "DJS606"}

// What is not known violates nothing, whichever setting it is.
func TestUnknownIsSilent(t *testing.T) {
	for id, cases := range table {
		if slices.Contains(aboutNames, id) {
			continue
		}
		for _, c := range cases {
			for _, name := range named(c.with) {
				hidden := world(t, c.version, c.base().but(c.with).but(set{name: unknown("")}))
				for _, a := range judge(ruleByID(t, id), hidden) {
					if a.Violated == value.Yes && a.Subject.Name == name && !strings.Contains(a.Message, "is set: ") {
						t.Errorf("%s %s: with %s unknown: %s", id, c.name, name, a.Message)
					}
				}
			}
		}
	}
}

// Where a star import hides names, a missing name claims nothing.
func TestHiddenNamesAreSilent(t *testing.T) {
	for _, r := range All() {
		names := value.NewNamespace()
		names.Open = &value.Unknown{Reason: "comes from a module that is not in the repository"}
		w := settings.NewWorld(world(t, "5.2", nil).Version, names, nil)
		for _, a := range judge(r, w) {
			if a.Violated == value.Yes {
				t.Errorf("%s: %s", r.ID, a.Message)
			}
		}
	}
}

func named(s set) []string {
	var names []string
	for name := range s {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// A row is one world and what a rule says of one setting in it.
type row struct {
	name    string
	version string
	from    func() set // site where it is nil
	with    set
	subject string
	want    value.Truth
	level   finding.Level // where it is not the rule's own
	says    string        // a part of the message
	project settings.Project
	under   string // a profile, or a require line
}

func (c row) base() set {
	if c.from != nil {
		return c.from()
	}
	return site()
}

func TestRules(t *testing.T) {
	for _, r := range All() {
		seen := map[value.Truth]bool{}
		for _, c := range table[r.ID] {
			t.Run(r.ID+"/"+c.name, func(t *testing.T) { checkRow(t, r, c) })
			seen[c.want] = true
		}
		// DJS605 asks of names only, and those are always known.
		open := seen[value.Maybe] || r.ID == "DJS605"
		if r.Judge != nil && !(seen[value.Yes] && seen[value.No] && open) {
			t.Errorf("%s: the table has not all three answers: %v", r.ID, seen)
		}
	}
}

func checkRow(t *testing.T, r *Rule, c row) {
	r = underOf(t, r, c.under)
	w := world(t, c.version, c.base().but(c.with))
	w.Project = c.project
	found := false
	for _, a := range r.Judge(w) {
		if a.Subject.Name != c.subject || found && a.Violated != value.Yes {
			continue
		}
		found = true
		if a.Violated != c.want {
			t.Errorf("%s: %v, want %v (%s)", c.subject, a.Violated, c.want, a.Message)
		}
		if a.Violated == value.Yes {
			checkMessage(t, a.Message)
			if a.Level != c.level {
				t.Errorf("level %v, want %v", a.Level, c.level)
			}
			if !strings.Contains(a.Message, c.says) {
				t.Errorf("message %q lacks %q", a.Message, c.says)
			}
		}
	}
	if !found && c.want != value.No {
		t.Errorf("there is no answer about %s", c.subject)
	}
}

func checkMessage(t *testing.T, message string) {
	t.Helper()
	first, rest, ok := strings.Cut(message, ": ")
	switch {
	case !ok || first == "" || rest == "":
		t.Errorf("message %q does not say what is so and what follows", message)
	case strings.HasSuffix(message, "."):
		t.Errorf("message %q ends with a full stop", message)
	case len(message) > 300:
		t.Errorf("message %q is long", message)
	case strings.Contains(message, hush):
		t.Error("the message tells a secret")
	}
}

// hush is in each secret of the table.
const hush = "hush"

func TestMessagesOfAllRules(t *testing.T) {
	for id, rows := range table {
		for _, c := range rows {
			for _, a := range judge(ruleByID(t, id), world(t, "5.2.17", c.base().but(c.with))) {
				if strings.Contains(fmt.Sprint(a.Message, a.Fix), hush) {
					t.Errorf("%s %s tells a secret: %s", id, c.name, a.Message)
				}
			}
		}
	}
}
