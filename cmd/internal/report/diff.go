package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/change"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// A Diff is what changes between two scans with what is needed to tell it.
type Diff struct {
	*change.Changes
	// Base and Head are the scans of the states before and after.
	Base, Head *Scan
	// Unshown are the new and worse findings on lines that a diff of the files
	// does not show.
	Unshown []finding.Finding
	// From and To name the states.
	From, To Revision
}

// A Revision names a state of a repository.
type Revision struct {
	// Name is what the user calls it, such as "main".
	Name string
	// Commit is its commit, or "" for a work tree.
	Commit string
}

// text names a revision for people.
func (r Revision) text() string {
	if r.Commit == "" {
		return Harmless(r.Name)
	}
	if short := r.Commit[:min(len(r.Commit), 7)]; !strings.HasPrefix(r.Name, short) {
		return Harmless(r.Name) + " (" + short + ")"
	}
	return Harmless(r.Name)
}

// A settingRow says of settings what becomes of them, the same for all of them
// and in all of the modules.
type settingRow struct {
	names, modules []string
	before, after  side
	// entries are what comes and goes in a list, with a sign before each.
	entries []entryChange
	// by says what changes it, up to a place.
	by    string
	place source.Span
}

// A side is a value before or after: code, then words.
type side struct{ code, words string }

// String returns a side as text.
func (s side) String() string {
	switch {
	case s.code == "":
		return s.words
	case s.words == "":
		return s.code
	}
	return s.code + " (" + s.words + ")"
}

// An entryChange is an entry that comes ("+") or goes ("−").
type entryChange struct{ sign, code string }

// rows returns what becomes of settings, those of more modules together.
func (d *Diff) rows() []settingRow {
	var rows []settingRow
	for _, m := range d.Modules {
		for _, s := range m.Settings {
			r := d.row(m, s.Name)
			r.modules = []string{Title(m.Module())}
			rows = append(rows, r)
		}
	}
	rows = mergeRows(rows, func(r settingRow) string { return strings.Join(r.names, "\x00") + r.key() + r.before.String() },
		func(a *settingRow, b settingRow) { a.modules = append(a.modules, b.modules...) })
	return mergeRows(rows, func(r settingRow) string {
		if r.after.code != "" || r.after.words != unknownWord {
			return "" // only what cannot be known is told of several at once
		}
		return strings.Join(r.modules, "\x00") + r.key()
	}, func(a *settingRow, b settingRow) {
		a.names = append(a.names, b.names...)
		if a.before != b.before {
			a.before = side{}
		}
	})
}

// key is equal for rows that say the same of what comes after.
func (r settingRow) key() string {
	return fmt.Sprint("\x00", r.after, "\x00", r.entries, "\x00", r.by, "\x00", r.place.Path(), r.place.Start)
}

// mergeRows joins rows with the same key; "" is none.
func mergeRows(all []settingRow, key func(settingRow) string, join func(a *settingRow, b settingRow)) []settingRow {
	at := map[string]int{}
	var merged []settingRow
	for _, r := range all {
		k := key(r)
		i, there := at[k]
		if k == "" || !there {
			at[k] = len(merged)
			merged = append(merged, r)
			continue
		}
		join(&merged[i], r)
	}
	return merged
}

const unknownWord = "unknown"

// row says what becomes of one setting in one module.
func (d *Diff) row(m change.Module, name string) settingRow {
	before, after := describe(m.JudgedBefore, name), describe(m.JudgedAfter, name)
	r := settingRow{names: []string{Harmless(name)}, before: sideOf(before), after: sideOf(after)}
	r.by, r.place = d.cause(m, before, after)
	entries, listed := entryChanges(before, after)
	switch {
	case Secret(name) && before.State == settings.Assigned && after.State == settings.Assigned:
		r.before, r.after = side{}, side{words: "changed, and not shown"}
	case listed:
		r.entries = entries
	case r.before == r.after && sameEntries(before, after):
		r.before, r.after = side{}, side{words: "in another order"}
	case r.before == r.after:
		r.before, r.after = side{}, side{words: "changed, and not shown"}
	}
	return r
}

// sideOf tells a value with what is to be known of it.
func sideOf(d settings.Description) side {
	switch {
	case d.State == settings.Absent:
		return side{words: "not set"}
	case !d.Known:
		return side{words: unknownWord}
	}
	s := side{code: Show(d.Name, d.Value, maxShown)}
	switch {
	case Secret(d.Name) && d.State == settings.Default:
		return side{words: "default"}
	case Secret(d.Name):
		s = side{words: "not shown"}
	}
	texts, list := textsOf(d)
	long := list && len(s.code) > maxEntries
	if long {
		s = side{words: entries(len(texts))}
	}
	var more string
	switch {
	case len(d.Alternatives) > 0:
		more = otherwise(d, long)
	case d.State == settings.Default:
		more = "default"
	case d.Environment != nil:
		more = "from " + environmentText(d)
	}
	if s.words != "" && more != "" {
		s.words += ", "
	}
	s.words += Cut(more, maxShown)
	return s
}

// maxEntries is the longest text of a list that is shown rather than counted,
// and maxEntryChanges how much is told of what comes and goes.
const (
	maxEntries      = 60
	maxEntryChanges = 40
)

// otherwise tells the other values that a setting can have. Of a long list it
// is told when it is another.
func otherwise(d settings.Description, long bool) string {
	var parts []string
	for _, a := range d.Alternatives {
		part := "or "
		u, unknown := a.Value.Data.(*value.Unknown)
		switch {
		case unknown && u.Env != nil && a.When == u.Env.Name+" is set":
			part += shownAlternative(d.Name, a)
		case long && !unknown:
			part += "others when " + Harmless(a.When)
		default:
			part += shownAlternative(d.Name, a) + " when " + Harmless(a.When)
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, ", ")
}

// cause says what changes a setting, up to a place.
func (d *Diff) cause(m change.Module, before, after settings.Description) (string, source.Span) {
	switch {
	case after.State != settings.Absent && !after.Known:
		return "the value " + Harmless(after.Reason), after.Place
	case value.Equal(before.Value, after.Value) == value.Yes && len(after.Alternatives) > 0:
		return "by", after.Alternatives[len(after.Alternatives)-1].Place
	case after.State == settings.Assigned:
		return "by", after.Place
	case before.State == settings.Assigned:
		return "no longer assigned; it was at " + d.Base.Line(before.Place), source.Span{}
	}
	text := "by the defaults of Django"
	if v := m.After.Version; v.Text != "" {
		text += " " + Harmless(v.Text)
		if v.File != "" {
			text += fmt.Sprintf(" (%s:%d)", Harmless(d.Head.Path(v.File)), v.Line)
		}
	}
	return text, source.Span{}
}

// entryChanges returns what comes and goes in a list of texts, or false if the
// values are not two lists of which that says all.
func entryChanges(before, after settings.Description) ([]entryChange, bool) {
	was, ok := textsOf(before)
	is, also := textsOf(after)
	if !ok || !also || len(was) == 0 || len(is) == 0 {
		return nil, false
	}
	var entries []entryChange
	left := slices.Clone(was)
	for _, text := range is {
		if i := slices.Index(left, text); i >= 0 {
			left = slices.Delete(left, i, i+1)
		} else {
			entries = append(entries, entryChange{"+", Cut(Harmless(quoted(text)), maxShown)})
		}
	}
	for _, text := range left {
		entries = append(entries, entryChange{"−", Cut(Harmless(quoted(text)), maxShown)})
	}
	all := len(entries)
	if all > maxEntryChanges {
		entries = append(entries[:maxEntryChanges], entryChange{"…", fmt.Sprintf("and %d more", all-maxEntryChanges)})
	}
	// Another list altogether is better told as a whole.
	return entries, all > 0 && len(left) < len(was)
}

// sameEntries reports whether two lists have the same entries.
func sameEntries(before, after settings.Description) bool {
	was, ok := textsOf(before)
	is, also := textsOf(after)
	slices.Sort(was)
	slices.Sort(is)
	return ok && also && slices.Equal(was, is)
}

// textsOf returns the texts of a list that may be shown.
func textsOf(d settings.Description) ([]string, bool) {
	var items []value.Value
	switch v := d.Value.Data.(type) {
	case *value.List:
		items = v.Items
	case *value.Tuple:
		items = v.Items
	}
	if !d.Known || items == nil || !Printable(d.Name) || len(items) > maxShownItems {
		return nil, false
	}
	var texts []string
	for _, it := range items {
		text, ok := value.Text(it)
		if !ok {
			return nil, false
		}
		texts = append(texts, text)
	}
	return texts, true
}

// A moduleLine says of a module what becomes of it, besides its settings.
type moduleLine struct{ module, text string }

func (d *Diff) moduleLines() []moduleLine {
	var lines []moduleLine
	for _, m := range d.Modules {
		if text := d.ofModule(m); text != "" {
			lines = append(lines, moduleLine{Title(m.Module()), text})
		}
	}
	return lines
}

func (d *Diff) ofModule(m change.Module) string {
	switch m.Kind {
	case change.Added:
		return "is new, and judged as " + string(m.After.Role)
	case change.Removed:
		return "is gone; it was judged as " + string(m.Before.Role)
	case change.Promoted:
		return fmt.Sprintf("is judged now: it was %s, and is %s", m.Before.Role, m.After.Role)
	case change.Demoted:
		return fmt.Sprintf("is no longer judged: it was %s, and is %s", m.Before.Role, m.After.Role)
	}
	was, is := m.JudgedBefore.Ended, m.JudgedAfter.Ended
	switch {
	case was == "" && is != "":
		return "gives no settings any more: " + Harmless(is)
	case was != "" && is == "":
		return "gives settings now"
	case m.Before.Role != m.After.Role:
		return fmt.Sprintf("was %s, and is %s", m.Before.Role, m.After.Role)
	}
	return ""
}

// Headline says in one line without a full stop what changes.
func (d *Diff) Headline() string {
	settings := 0
	for _, r := range d.rows() {
		settings += len(r.names)
	}
	text := "Nothing changes in production's effective session settings"
	switch {
	case settings == 1:
		text = "1 setting of production changes"
	case settings > 1:
		text = fmt.Sprintf("%d settings of production change", settings)
	case len(d.Modules) > 0:
		text = "The judged modules change"
	}
	var findings []string
	for _, c := range []struct {
		n    int
		word string
	}{
		{len(d.New), "new"}, {len(d.Worse), "worse"}, {len(d.Fixed), "fixed"}, {len(d.Accepted), "suppressed"},
		{len(d.Lost), "no longer decided"}, {d.Same, "as before"},
	} {
		if c.n > 0 {
			findings = append(findings, fmt.Sprintf("%d %s", c.n, c.word))
		}
	}
	if len(findings) == 0 {
		return text + "; no findings"
	}
	return text + "; findings: " + strings.Join(findings, ", ")
}
