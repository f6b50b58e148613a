package report

import (
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/discover"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
)

// A View is a scan as plain data for a page. All its texts are harmless, and
// none holds what may not be printed: who draws it needs to know no more.
type View struct {
	Version  string
	Headline string
	// Django is false if the repository has no Django at all.
	Django bool
	Counts Counts
	// Modules are the judged ones, and Others those that are not.
	Modules, Others []ViewModule
	Settings        []ViewSetting
	// Findings are worst first.
	Findings   []ViewFinding
	Suppressed []ViewSuppressed
	Undecided  []ViewUndecided
	// Steps and Notes are sentences without a full stop.
	Steps, Notes []string
	// Imports are how the modules take each other over.
	Imports []ViewImporter
}

// A ViewModule is a settings module.
type ViewModule struct {
	Title, File, Role, Why string
	// Django is the version, or "".
	Django string
	// Entries are the places that name it.
	Entries     []string
	Assumptions []string
	// Ended says why it gives no settings, or "".
	Ended string
}

// A ViewRule is what is said of a rule.
type ViewRule struct{ ID, Name, Short, Page string }

// Family is the number of the rule's family.
func (r ViewRule) Family() string { return r.ID[len("DJS"):][:1] }

// A ViewFinding is a finding.
type ViewFinding struct {
	Rule     ViewRule
	Severity string
	// At is the place, with its column.
	At      string
	Message string
	// Setting, When, Asker, Fix and Risk may be "".
	Setting, When, Asker, Fix, Risk string
	Missing                         bool
	Excerpt                         []ViewLine
	// Way are the places on other lines that the value came through.
	Way []ViewStep
	// Modules are the names of the judged modules that it holds in, and Holds
	// their numbers in View.Modules.
	Modules []string
	Holds   []int
	// Django are the ids of Django's own checks that say the same.
	Django []string
}

// A ViewLine is a masked line of source, in parts; its number is 0 where lines
// are left out.
type ViewLine struct {
	Number int
	Parts  []ViewPart
}

// A ViewPart is a part of a line.
type ViewPart struct {
	Text string
	// Marked is true for what the finding is about.
	Marked bool
}

// A ViewStep is a place on the way of a value.
type ViewStep struct{ At, Label string }

// A ViewSuppressed is a finding that somebody accepted.
type ViewSuppressed struct {
	Rule             ViewRule
	Severity         string
	At, Message, Why string
	// By is inline or baseline.
	By    string
	Holds []int
}

// A ViewUndecided is a question that an unknown value leaves open in modules.
type ViewUndecided struct {
	Rule                ViewRule
	Setting, Reason, At string
	Modules             []string
	Holds               []int
}

// View returns the scan as plain data.
func (s *Scan) View() View {
	v := View{
		Version: s.Tool.Version, Headline: s.Headline(), Django: s.Layout.Django, Counts: s.Count(),
		Notes: harmlessAll(s.AllNotes()), Imports: s.viewImports(),
	}
	for _, e := range s.Modules {
		m := s.viewModule(e.Module)
		m.Assumptions, m.Ended = harmlessAll(e.Assumptions), Harmless(e.Ended)
		v.Modules = append(v.Modules, m)
	}
	for _, m := range s.Layout.Modules {
		if !m.Judged {
			v.Others = append(v.Others, s.viewModule(m))
		}
	}
	masker := newMasker(s.Broken())
	worst := s.WorstFirst()
	for _, f := range worst {
		v.Findings = append(v.Findings, s.viewFinding(f, masker))
	}
	v.Settings = s.viewSettings(worst, masker)
	for _, x := range s.Suppressed {
		f := x.Finding
		v.Suppressed = append(v.Suppressed, ViewSuppressed{
			viewRule(f.Rule), f.Severity().String(), s.Line(f.Place), Harmless(f.Message), Harmless(justification(x)), suppressedBy(x), s.holds(f.Modules)})
	}
	v.Undecided = s.viewUndecided()
	for _, step := range s.Steps {
		v.Steps = append(v.Steps, sayTaken(step)+sayOpen(step, func(line string) string { return line }))
	}
	return v
}

func (s *Scan) viewModule(m *discover.Module) ViewModule {
	v := ViewModule{
		Title: Title(m), File: Harmless(s.Path(m.File)), Role: string(m.Role), Why: Harmless(m.Why), Django: Harmless(m.Version.Text),
	}
	for _, e := range m.Entries {
		v.Entries = append(v.Entries, Harmless(s.Path(e.File)))
	}
	return v
}

func viewRule(r *finding.Rule) ViewRule { return ViewRule{r.ID, r.Name, r.Short, RulePage(r.ID)} }

func (s *Scan) viewFinding(f finding.Finding, m *masker) ViewFinding {
	v := ViewFinding{
		Rule: viewRule(f.Rule), Severity: f.Severity().String(), At: s.At(f.Place), Message: Harmless(f.Message),
		Setting: Harmless(f.Setting), When: Harmless(f.When), Asker: askerOf(f), Fix: Harmless(f.Fix), Missing: f.Missing,
		Modules: harmlessAll(f.Modules), Holds: s.holds(f.Modules), Django: f.Django,
	}
	if f.Fix != "" {
		v.Risk = f.Rule.Risk
	}
	for _, l := range m.excerpt(f.Place, permitFor(s.holding(f), f.Setting), 0) {
		if l.text != "" { // of a comment nothing is left
			v.Excerpt = append(v.Excerpt, ViewLine{l.number, parts(l)})
		}
	}
	for _, step := range s.way(f) {
		v.Way = append(v.Way, ViewStep{s.Line(step.Place), Harmless(step.Label)})
	}
	return v
}

// viewUndecided returns the open questions, each with all modules in which it is
// open for the same reason.
func (s *Scan) viewUndecided() []ViewUndecided {
	type question struct{ rule, setting, reason, at string }
	var all []ViewUndecided
	seen := map[question]int{}
	for _, u := range s.undecided() {
		q := question{u.Rule.ID, u.Setting, u.Reason, s.Line(u.Place)}
		i, there := seen[q]
		if !there {
			i = len(all)
			seen[q] = i
			all = append(all, ViewUndecided{Rule: viewRule(u.Rule), Setting: Harmless(u.Setting), Reason: Harmless(u.Reason), At: q.at})
		}
		all[i].Modules = append(all[i].Modules, Harmless(u.Module))
		all[i].Holds = append(all[i].Holds, s.holds([]string{u.Module})...)
	}
	return all
}

// holds returns the numbers of the judged modules with one of the names.
func (s *Scan) holds(names []string) []int {
	var numbers []int
	named := map[string]bool{}
	for _, n := range names {
		named[n] = true
	}
	for i, e := range s.Modules {
		if named[key(e.Module)] {
			numbers = append(numbers, i)
		}
	}
	return numbers
}

// parts cuts a line where its underlining begins and ends.
func parts(l excerptLine) []ViewPart {
	text, carets := []rune(l.text), l.carets
	carets += strings.Repeat(" ", max(0, len(text)-len(carets)))
	var all []ViewPart
	for start := 0; start < len(text); {
		end := start
		for end < len(text) && carets[end] == carets[start] {
			end++
		}
		all = append(all, ViewPart{string(text[start:end]), carets[start] == '^'})
		start = end
	}
	return all
}
