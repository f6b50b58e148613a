package discover

import (
	"path"
	"slices"
	"strings"
)

// A unit is a settings module with what its role is decided from.
type unit struct {
	*Module
	facts    *facts
	mentions []mention
	// programs are all that name the unit's file, whichever class they choose.
	programs []mention
	// importers are the units that take this one over, sorted.
	importers []*unit
	imports   []*unit // the units that this one takes over
	// fragment is true for a part of a settings module that would not do
	// alone.
	fragment bool
	// missing names a module beside this one that it imports and that is not
	// there.
	missing string
	// decided is true when later stages may not change the role.
	decided bool
}

// units turns the facts into settings modules, and into one unit per class
// where classes hold the settings.
func (f *finder) units() []*unit {
	settings := f.settingsFiles()
	classes := f.configurationClasses()
	byFile := map[string][]*unit{}
	var all []*unit
	for _, name := range f.factFiles() {
		facts := f.facts[name]
		switch {
		case len(classes[name]) > 0:
			byFile[name] = f.classUnits(facts, classes[name])
		case settings[name] != nothingOfSettings:
			u := f.newUnit(facts)
			u.fragment = settings[name] == fragmentOfSettings
			byFile[name] = []*unit{u}
		}
		all = append(all, byFile[name]...)
	}
	f.connect(all, byFile)
	f.attachMentions(all, byFile)
	return all
}

func (f *finder) newUnit(facts *facts) *unit {
	root := f.rootOf(facts.file, facts)
	return &unit{
		Module:  &Module{Name: moduleName(root, f.called(facts.file)), Root: root, File: facts.file},
		facts:   facts,
		missing: f.missingSibling(facts),
	}
}

// classUnits returns one unit for each class of django-configurations. The
// class that others of the file build on is imported by them, so to say.
func (f *finder) classUnits(facts *facts, configurations map[string]bool) []*unit {
	var units []*unit
	byName := map[string]*unit{}
	for _, c := range facts.classes {
		if !configurations[c.name] || byName[c.name] != nil {
			continue
		}
		u := f.newUnit(facts)
		u.Configuration = c.name
		byName[c.name] = u
		units = append(units, u)
		for _, base := range c.bases {
			if b := byName[base]; b != nil {
				b.importers = append(b.importers, u)
			}
		}
	}
	return units
}

// missingSibling returns a module beside the file that it cannot do without
// and that is not there: such a file is copied to its place before it is used.
func (f *finder) missingSibling(facts *facts) string {
	if _, named := f.projects.voted[facts.file]; named {
		return ""
	}
	refs := facts.stars
	if !facts.decisive {
		refs = append(slices.Clone(refs), facts.froms...)
	}
	for _, ref := range refs {
		if ref.level == 0 || ref.module == "" || ref.tried || f.imported(facts.file, ref) != "" {
			continue
		}
		if !hasWord(ref.module, []string{"local", "localsettings", "secret", "secrets", "private", "version"}) {
			return strings.Repeat(".", ref.level) + ref.module
		}
	}
	return ""
}

// What a file is to settings.
type settingsKind int

const (
	nothingOfSettings settingsKind = iota
	fragmentOfSettings
	wholeSettings
)

// settingsFiles decides by contents which files are settings modules.
func (f *finder) settingsFiles() map[string]settingsKind {
	kinds := map[string]settingsKind{}
	files := f.factFiles()
	for _, name := range files {
		if f.standsAlone(f.facts[name]) {
			kinds[name] = wholeSettings
		}
	}
	for again := true; again; {
		again = false
		for _, name := range files {
			facts := f.facts[name]
			for _, target := range facts.taken() {
				if kinds[name] == nothingOfSettings && kinds[target] == wholeSettings && f.mayTakeOver(facts) {
					kinds[name], again = wholeSettings, true
				}
			}
		}
	}
	for again := true; again; {
		again = false
		for _, name := range files {
			if kinds[name] == nothingOfSettings {
				continue
			}
			for _, target := range f.facts[name].taken() {
				if t := f.facts[target]; kinds[target] == nothingOfSettings && t != nil && (t.score > 0 || len(t.stars) > 0) {
					kinds[target], again = fragmentOfSettings, true
				}
			}
		}
	}
	return kinds
}

// standsAlone reports whether a file is a settings module whatever it imports.
func (f *finder) standsAlone(facts *facts) bool {
	_, named := f.projects.voted[facts.file]
	switch {
	case named && facts.broken,
		named && (facts.score > 0 || len(facts.stars) > 0 || facts.loads || facts.given || len(facts.computed) > 0 || facts.splits()),
		facts.decisive && facts.score >= 4,
		facts.loads,
		facts.splits() && len(facts.includes) > 0:
		return true
	}
	return f.extendsForeignSettings(facts)
}

// extendsForeignSettings reports whether a file named for settings takes over
// a settings module that is not in the repository.
func (f *finder) extendsForeignSettings(facts *facts) bool {
	if !strings.Contains(facts.file, "settings") {
		return false
	}
	for _, ref := range facts.stars {
		if ref.level == 0 && strings.Contains(ref.module, "settings") && !strings.Contains(ref.module, "local") && f.imported(facts.file, ref) == "" {
			return true
		}
	}
	return false
}

// mayTakeOver tells a settings module that builds on another one from code
// that star-imports a settings module for its constants.
func (f *finder) mayTakeOver(facts *facts) bool {
	return facts.score > 0 || matchDefault(facts.file) || facts.debug != nil || matchAny(f.include, facts.file)
}

// connect records which units take which over.
func (f *finder) connect(all []*unit, byFile map[string][]*unit) {
	for _, u := range all {
		if u.Configuration != "" {
			f.connectClasses(u, byFile)
			continue
		}
		for _, target := range u.facts.taken() {
			for _, t := range byFile[target] {
				t.importers = append(t.importers, u)
				u.imports = append(u.imports, t)
			}
		}
	}
}

// connectClasses records the classes of other files that a class builds on.
func (f *finder) connectClasses(u *unit, byFile map[string][]*unit) {
	for _, c := range u.facts.classes {
		if c.name != u.Configuration {
			continue
		}
		for _, ref := range append(slices.Clone(u.facts.froms), u.facts.stars...) {
			for _, base := range byFile[f.imported(u.File, ref)] {
				if slices.Contains(c.bases, base.Configuration) {
					base.importers = append(base.importers, u)
				}
			}
		}
	}
}

// attachMentions gives each unit the places that name it.
func (f *finder) attachMentions(all []*unit, byFile map[string][]*unit) {
	named := map[string][]string{} // the settings files that each file names
	for _, m := range f.mentions {
		if m.module == "" {
			continue
		}
		for _, at := range f.locate(m.file, m.module) {
			named[m.file] = append(named[m.file], at.file)
			for _, u := range byFile[at.file] {
				u.programs = append(u.programs, m)
				if u.Configuration == "" {
					u.mention(m)
				}
			}
		}
	}
	for _, m := range f.mentions {
		if m.configuration != "" {
			for _, u := range f.configured(m, all, named[m.file]) {
				u.mention(m)
			}
		}
	}
}

// configured returns the classes that a mention of DJANGO_CONFIGURATION means:
// in the module that the same file names, or in the nearest project.
func (f *finder) configured(m mention, all []*unit, files []string) []*unit {
	var found []*unit
	for _, u := range all {
		if u.Configuration != m.configuration {
			continue
		}
		if slices.Contains(files, u.File) || len(files) == 0 && related(path.Dir(m.file), u.Root) {
			found = append(found, u)
		}
	}
	return found
}

// related reports whether one folder lies in the other.
func related(a, b string) bool {
	return a == b || a == "." || b == "." || strings.HasPrefix(a, b+"/") || strings.HasPrefix(b, a+"/")
}

func (u *unit) mention(m mention) {
	u.mentions = append(u.mentions, m)
	e := Entry{File: m.file, Line: m.line}
	if !slices.Contains(u.Entries, e) {
		u.Entries = append(u.Entries, e)
	}
}
