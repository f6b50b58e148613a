// Package change says what differs between two scans of a repository: what
// production's effective settings become, and which findings are new, worse or
// gone. It compares reports, and knows neither where the scans come from nor how
// the outcome is told.
package change

import (
	"slices"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer"
	"github.com/django-session-audit/django-session-audit/analyzer/discover"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
)

// Changes are what differs between two scans.
type Changes struct {
	// Modules are the settings modules of which something changes, by root
	// and name.
	Modules []Module
	// New findings are there only afterwards, and Worse ones were milder
	// before or held in fewer modules. Fixed findings hold no more, Accepted
	// ones are suppressed now, and of Lost ones it cannot be told any more
	// whether they hold. All are sorted by finding.Compare.
	New      []Finding
	Worse    []Finding
	Fixed    []Finding
	Accepted []Finding
	Lost     []Finding
	// Same counts the findings that stay.
	Same int
}

// Empty reports whether nothing changes.
func (c *Changes) Empty() bool {
	return len(c.Modules)+len(c.New)+len(c.Worse)+len(c.Fixed)+len(c.Accepted)+len(c.Lost) == 0
}

// A Module is a settings module that changes. A module under another name is
// another one.
type Module struct {
	// Kind says what becomes of it.
	Kind Kind
	// Before and After are the module in each scan, or nil where it is not.
	Before, After *discover.Module
	// JudgedBefore and JudgedAfter are its effective settings in each scan,
	// or nil where it was not judged.
	JudgedBefore, JudgedAfter *settings.Effective
	// Settings are what changes in the effective settings of a module that
	// was judged both times and gave settings both times, by name.
	Settings []Setting
}

// Module returns the module as it is afterwards, or as it was.
func (m Module) Module() *discover.Module {
	if m.After != nil {
		return m.After
	}
	return m.Before
}

// A Kind says what becomes of a module.
type Kind int

// The kinds of changes of a module.
const (
	// Changed: judged both times.
	Changed Kind = iota
	// Added: judged, and new.
	Added
	// Removed: was judged, and is gone.
	Removed
	// Promoted: there before, and judged now.
	Promoted
	// Demoted: judged before, and still there.
	Demoted
)

// A Setting is a setting whose effective value changes.
type Setting struct {
	Name          string
	Before, After settings.Description
}

// Between compares two scans.
func Between(base, head *analyzer.Report) *Changes {
	c := &Changes{}
	c.modules(base, head)
	c.findings(base, head)
	return c
}

// modules compares the modules that are judged in one of the scans.
func (c *Changes) modules(base, head *analyzer.Report) {
	before, after := byName(base), byName(head)
	for key, b := range before {
		if _, there := after[key]; !there && b.judged != nil {
			c.Modules = append(c.Modules, Module{Kind: Removed, Before: b.module, JudgedBefore: b.judged})
		}
	}
	for key, a := range after {
		b, there := before[key]
		m := Module{Before: b.module, After: a.module, JudgedBefore: b.judged, JudgedAfter: a.judged}
		switch {
		case a.judged == nil && b.judged == nil:
			continue
		case !there:
			m.Kind = Added
		case b.judged == nil:
			m.Kind = Promoted
		case a.judged == nil:
			m.Kind = Demoted
		default:
			m.Settings = compare(b.judged, a.judged)
			if len(m.Settings) == 0 && (b.judged.Ended == "") == (a.judged.Ended == "") && b.module.Role == a.module.Role {
				continue
			}
		}
		c.Modules = append(c.Modules, m)
	}
	slices.SortFunc(c.Modules, func(a, b Module) int {
		x, y := keyOf(a.Module()), keyOf(b.Module())
		return slices.Compare(x[:], y[:])
	})
}

// A key tells apart the modules of one scan.
type key [3]string

func keyOf(m *discover.Module) key { return key{m.Root, m.Name, m.Configuration} }

// A known module is one of a scan, with its settings if it was judged.
type known struct {
	module *discover.Module
	judged *settings.Effective
}

func byName(r *analyzer.Report) map[key]known {
	all := map[key]known{}
	for _, m := range r.Layout.Modules {
		all[keyOf(m)] = known{module: m}
	}
	for _, e := range r.Modules {
		all[keyOf(e.Module)] = known{e.Module, e}
	}
	return all
}

// compare returns the settings whose effective values differ. Where a module
// gives no settings at all, there is nothing to compare.
func compare(before, after *settings.Effective) []Setting {
	if before.Ended != "" || after.Ended != "" {
		return nil
	}
	names := slices.Concat(before.Relevant(), after.Relevant())
	slices.Sort(names)
	var changed []Setting
	for _, name := range slices.Compact(names) {
		s := Setting{name, before.Describe(name), after.Describe(name)}
		if !alike(s.Before, s.After) {
			changed = append(changed, s)
		}
	}
	return changed
}

// joined returns texts as one that is equal only for equal texts.
func joined(texts ...string) string { return strings.Join(texts, "\x00") }
