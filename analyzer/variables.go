package analyzer

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// A Variable is an environment variable that session settings depend on.
type Variable struct {
	Name string
	// Cast is what the program turns its text into, as far as it is seen.
	Cast string
	// Default is what the program takes where the variable is not set; the zero
	// Value where that is not seen.
	Default value.Value
	// Required is true if the program has nothing to take in its place, and
	// Given if the scan was told its text.
	Required, Given bool
	// Own is the setting of which it is the value as it is, or "".
	Own string
	// Settings are the settings that depend on it, and Modules the modules in
	// which they do, sorted.
	Settings, Modules []string
	// Safe is the text with which no rule finds fault with those settings where
	// one does otherwise, or "".
	Safe string

	flag bool
}

// Variables returns the variables that the settings of a report's modules depend
// on, by name. The report is that of Run with the same repository and options;
// which text of a flag is the safe one is found out by running with each.
func Variables(ctx context.Context, repo *source.Repository, r *Report, o Options) ([]*Variable, error) {
	byName := map[string]*Variable{}
	for _, e := range r.Modules {
		for _, name := range e.Relevant() {
			for _, seen := range e.Variables(name) {
				v := byName[seen.Name]
				if v == nil {
					v = &Variable{Name: seen.Name}
					byName[seen.Name] = v
				}
				v.note(e, name, seen)
			}
		}
	}
	all := slices.SortedFunc(maps.Values(byName), func(a, b *Variable) int { return cmp.Compare(a.Name, b.Name) })
	return all, try(ctx, repo, r, o, all)
}

// note adds that a setting depends on the variable.
func (v *Variable) note(e *settings.Effective, name string, seen *value.Environment) {
	v.Settings = insert(v.Settings, name)
	v.Modules = insert(v.Modules, e.Module.Name)
	base := e.Worlds[0].Get(name).Value
	own := base.Origin != nil && base.Origin.Env == seen
	if v.Own == "" && own {
		v.Own = name
	}
	if v.Cast == "" {
		v.Cast = seen.Cast
	}
	if v.Default.IsZero() {
		v.Default = seen.Default
	}
	made := slices.Contains(base.Origin.Environments(), seen)
	v.Required = v.Required || made && seen.Default.IsZero() && !seen.Given
	v.Given = v.Given || seen.Given
	_, truth := base.Data.(value.Bool)
	v.flag = v.flag || seen.Cast == "bool" || made && truth
}

func insert(sorted []string, text string) []string {
	if i, there := slices.BinarySearch(sorted, text); !there {
		return slices.Insert(sorted, i, text)
	}
	return sorted
}

// flagTexts are what flags are set to in files of variables.
var flagTexts = []string{"True", "False", "1", "0"}

// try finds out which texts of flags are safe. All flags are set at once, so
// only settings that depend on one of them tell something. DEBUG is left alone,
// since too much depends on it.
func try(ctx context.Context, repo *source.Repository, r *Report, o Options, all []*Variable) error {
	var flags []*Variable
	depend := map[string]int{}
	for _, v := range all {
		if v.flag && !slices.Contains(v.Settings, "DEBUG") {
			flags = append(flags, v)
			for _, s := range v.Settings {
				depend[s]++
			}
		}
	}
	if len(flags) == 0 {
		return nil
	}
	faults := []map[string]bool{faulty(r)}
	for _, text := range flagTexts {
		given := maps.Clone(o.Env)
		if given == nil {
			given = map[string]string{}
		}
		for _, v := range flags {
			given[v.Name] = text
		}
		tried := o
		tried.Env = given
		outcome, err := Run(ctx, repo, tried)
		if err != nil {
			return err
		}
		faults = append(faults, faulty(outcome))
	}
	for _, v := range flags {
		v.Safe = v.safe(depend, faults)
	}
	return nil
}

// faulty returns the settings that findings are about.
func faulty(r *Report) map[string]bool {
	settings := map[string]bool{}
	for _, f := range r.Findings {
		settings[f.Setting] = true
	}
	return settings
}

// safe returns the first text with which there is no fault, if there is one
// with another or without any.
func (v *Variable) safe(depend map[string]int, faults []map[string]bool) string {
	safe, unsafe := "", false
	for i, faulty := range faults {
		bad := slices.ContainsFunc(v.Settings, func(s string) bool { return depend[s] == 1 && faulty[s] })
		unsafe = unsafe || bad
		if !bad && i > 0 && safe == "" {
			safe = flagTexts[i-1]
		}
	}
	if !unsafe {
		return ""
	}
	return safe
}
