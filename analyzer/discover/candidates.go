package discover

import (
	"bytes"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/django-session-audit/django-session-audit/analyzer/parallel"
)

// Limits of what is parsed in search of settings modules.
const (
	maxSettingsSize = 1 << 20
	maxLooked       = 20_000
	maxParsed       = 8 << 20 // of all together
)

// readCandidates reads the facts of every file that may be a settings module:
// because a mention leads to it, by its name, or because a settings module
// takes its names over. Those that are mentioned come first, so that no number
// of others keeps them from being looked at.
func (f *finder) readCandidates() {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(f.projects.voted)) {
		if !matchTree(f.exclude, name) {
			names = append(names, name)
		}
	}
	named := len(names)
	surely := slices.Repeat([]bool{true}, named)
	for _, name := range sift(f.index.Files(), f.isCandidate) {
		names, surely = append(names, name), append(surely, matchAny(f.include, name))
	}
	for _, name := range f.linked(names) {
		names, surely = append(names, name), append(surely, false)
	}
	if len(names) > maxLooked {
		f.notes = append(f.notes, fmt.Sprintf("more than %d files may be settings modules: the rest is not looked into; exclude what is none, or scan a folder of the repository", maxLooked))
	}
	found := f.factsOfAll(names[:min(len(names), maxLooked)], surely)
	for i := range found {
		if found[i] == nil && i < named {
			// Not to judge what cannot be read would be to pass it.
			found[i] = &facts{file: names[i], broken: true, taken: func() []string { return nil }}
		}
		if found[i] == nil && i >= named {
			f.noteUnreadable(names[i])
		}
		f.facts[names[i]] = found[i]
	}
	f.followImports()
	f.lookBesideClasses()
}

// linked returns the files that are named for settings by links only, and the
// links so named that are lost.
func (f *finder) linked(names []string) []string {
	var found []string
	for _, link := range f.index.linkNames() {
		real, err := f.index.Real(link)
		_, voted := f.projects.voted[real]
		if voted || !strings.HasSuffix(link, ".py") || !matchDefault(link) || isOtherModule(link) || matchTree(f.exclude, link) || matchTree(f.exclude, real) ||
			err == nil && !f.index.isFile(real) || slices.Contains(names, real) || slices.Contains(found, real) {
			continue
		}
		f.projects.called[real] = link
		found = append(found, real)
	}
	return found
}

// noteUnreadable says of a file that may be a settings module that nobody can
// tell.
func (f *finder) noteUnreadable(name string) {
	if _, err := f.index.Read(f.repo, name); err != nil {
		f.notes = append(f.notes, name+": may be a settings module, and "+reason(err))
	}
}

// isCandidate reports whether a file that no mention leads to may be a settings
// module, by its path.
func (f *finder) isCandidate(name string) (string, bool) {
	if !strings.HasSuffix(name, ".py") {
		return "", false
	}
	if _, voted := f.projects.voted[name]; voted || matchTree(f.exclude, name) {
		return "", false
	}
	return name, matchAny(f.include, name) || (matchDefault(name) || f.index.isProduct(name)) && !isOtherModule(name)
}

// isOtherModule reports whether Django's own conventions say that a file is
// something else than settings.
func isOtherModule(name string) bool {
	dir := "/" + path.Dir(name) + "/"
	for _, part := range []string{"/migrations/", "/management/commands/", "/templatetags/", "/locale/", "/node_modules/"} {
		if strings.Contains(dir, part) {
			return true
		}
	}
	return false
}

// look reads the facts of a file, unless its bytes show that it cannot be a
// settings module; surely leaves that check out.
func (f *finder) look(name string, surely bool) *facts {
	if known, ok := f.facts[name]; ok && (known != nil || !surely) {
		return known
	}
	f.facts[name] = nil
	if len(f.facts) <= maxLooked {
		f.facts[name] = f.factsOfAll([]string{name}, []bool{surely})[0]
	}
	return f.facts[name]
}

// atOnce is how many of the files that are named are parsed as soon as they are
// read: their size is within all bounds, and mostly one of them is the largest.
const atOnce = maxParsed / (1 + maxSettingsSize) / 2

// factsOfAll returns the facts of files, and nil for those that cannot be settings
// modules and for those that would be too much to parse. They are looked into
// several at a time.
func (f *finder) factsOfAll(names []string, surely []bool) []*facts {
	sizes, found := make([]int, len(names)), make([]*facts, len(names))
	early := 0
	if f.parsed == 0 {
		early = atOnce
	}
	parallel.Each(len(names), func(i int) {
		content, err := f.index.Content(f.repo, names[i])
		if err != nil || len(content) > maxSettingsSize || !surely[i] && !mayBeSettings(content) {
			return
		}
		if sizes[i] = 1 + len(content); i < early {
			found[i] = f.factsIn(names[i])
		}
	})
	for i, size := range sizes {
		if f.parsed+size > maxParsed {
			sizes[i], f.unparsed = 0, true
		} else {
			f.parsed += size
		}
	}
	parallel.Each(len(names), func(i int) {
		if sizes[i] > 0 && found[i] == nil {
			found[i] = f.factsIn(names[i])
		}
	})
	return found
}

// factsIn returns the facts of one file, or nil if it cannot be read.
func (f *finder) factsIn(name string) *facts {
	file, err := f.index.Read(f.repo, name)
	if err != nil {
		return nil
	}
	facts := factsOf(f.options.parse(file))
	facts.taken = sync.OnceValue(func() []string { return f.takenOver(facts) })
	return facts
}

// followImports looks into what settings modules take over, and so on.
func (f *finder) followImports() {
	for names := f.factFiles(); len(names) > 0; {
		var targets []string
		for _, name := range names {
			if facts := f.facts[name]; facts != nil && f.settingsLike(facts) {
				targets = append(targets, slices.DeleteFunc(slices.Clone(facts.taken()), func(target string) bool {
					return f.facts[target] != nil || matchTree(f.exclude, target)
				})...)
			}
		}
		slices.Sort(targets)
		names = f.lookInto(slices.Compact(targets))
	}
}

// lookInto looks into several files at a time, surely, and returns those that
// have facts.
func (f *finder) lookInto(names []string) []string {
	names = slices.DeleteFunc(names, func(name string) bool {
		f.facts[name] = nil
		return len(f.facts) > maxLooked
	})
	found := f.factsOfAll(names, slices.Repeat([]bool{true}, len(names)))
	var those []string
	for i, name := range names {
		if found[i] != nil {
			f.facts[name] = found[i]
			those = append(those, name)
		}
	}
	return those
}

// factFiles returns the files that were looked into, sorted.
func (f *finder) factFiles() []string {
	var files []string
	for name, facts := range f.facts {
		if facts != nil {
			files = append(files, name)
		}
	}
	slices.Sort(files)
	return files
}

// settingsLike reports whether a file is so much like a settings module that
// what it imports is worth a look.
func (f *finder) settingsLike(facts *facts) bool {
	_, named := f.projects.voted[facts.file]
	return named || facts.score >= 2 || facts.loads || len(facts.includes) > 0 || len(facts.stars) > 0 || facts.usesConfigurations()
}

// takenOver returns the files whose names a module takes over: star imports,
// split-settings includes, computed imports.
func (f *finder) takenOver(facts *facts) []string {
	var files []string
	add := func(name string) {
		if name != "" && name != facts.file && !slices.Contains(files, name) {
			files = append(files, name)
		}
	}
	for _, ref := range facts.stars {
		add(f.imported(facts.file, ref))
	}
	if facts.splits() {
		for _, glob := range facts.includes {
			for _, name := range f.globbed(path.Dir(facts.file), glob) {
				add(name)
			}
		}
	}
	for _, module := range facts.computed {
		for _, name := range f.computedModules(facts.file, module) {
			add(name)
		}
	}
	return files
}

// globbed returns the files that a glob means, relative to a folder.
func (f *finder) globbed(dir, glob string) []string {
	glob = path.Join(dir, glob)
	if len(glob) > maxGlobLength || strings.HasPrefix(glob, "../") || !doublestar.ValidatePattern(glob) {
		return nil
	}
	fixed, _ := doublestar.SplitPattern(glob)
	files := f.index.Below(fixed)
	if f.index.HasFile(glob) {
		files = []string{glob}
	}
	var found []string
	for _, name := range files {
		if doublestar.MatchUnvalidated(glob, name) {
			found = append(found, name)
		}
	}
	return found
}

// computedModules returns the modules that import_module may import: those
// beside the file, or absolute ones.
func (f *finder) computedModules(file, module string) []string {
	module = strings.Trim(module, ".")
	if module == "" || strings.HasPrefix(module, "*") && strings.Count(module, ".") > 0 {
		return nil
	}
	var files []string
	for _, dir := range above(path.Dir(file)) {
		for _, at := range f.under(dir, module) {
			files = append(files, at.file)
		}
		if len(files) > 0 || module == "*" {
			break
		}
	}
	return files
}

// splits reports whether include means django-split-settings.
func (f *facts) splits() bool {
	return f.importsFrom("split_settings")
}

// usesConfigurations reports whether a file imports django-configurations.
func (f *facts) usesConfigurations() bool {
	return f.importsFrom("configurations") || f.importsFrom("cbs") || f.importsFrom("classy_settings")
}

func (f *facts) importsFrom(top string) bool {
	for _, refs := range [][]importRef{f.froms, f.stars} {
		for _, ref := range refs {
			if ref.level == 0 && (ref.module == top || strings.HasPrefix(ref.module, top+".")) {
				return true
			}
		}
	}
	return false
}

// lookBesideClasses looks into the files beside a module of
// django-configurations whose classes build on its classes.
func (f *finder) lookBesideClasses() {
	for _, name := range f.factFiles() {
		if !f.facts[name].usesConfigurations() || len(f.facts[name].classes) == 0 {
			continue
		}
		from := []byte(strings.TrimSuffix(path.Base(name), ".py") + " import ")
		for _, sibling := range f.index.Below(path.Dir(name)) {
			if path.Dir(sibling) != path.Dir(name) || !strings.HasSuffix(sibling, ".py") || matchTree(f.exclude, sibling) {
				continue
			}
			if content := f.read(sibling, maxSettingsSize); f.facts[sibling] == nil && bytes.Contains(content, from) {
				f.look(sibling, true)
			}
		}
	}
}

// configurationClasses returns, by file, the classes that are configurations
// of django-configurations: those that build on its Configuration, in the same
// file or through an import.
func (f *finder) configurationClasses() map[string]map[string]bool {
	b := bases{named: map[classRef][]classRef{}, importers: map[classRef][]string{}}
	var queue []classRef
	files := slices.DeleteFunc(f.factFiles(), func(name string) bool { return len(f.facts[name].classes) == 0 })
	for _, name := range files {
		queue = append(queue, b.addClasses(f.facts[name])...)
		if f.facts[name].more && f.facts[name].usesConfigurations() {
			f.notes = append(f.notes, fmt.Sprintf("%s: more than %d classes; the others are taken for no configurations: move these to a file of their own", name, maxClasses))
		}
	}
	if len(queue) == 0 {
		return nil // as in most repositories
	}
	for _, name := range files {
		b.addImports(f.facts[name], func(ref importRef) string { return f.imported(name, ref) })
	}
	found := map[string]map[string]bool{}
	for len(queue) > 0 {
		c := queue[0]
		queue = queue[1:]
		if found[c.file][c.name] {
			continue
		}
		if found[c.file] == nil {
			found[c.file] = map[string]bool{}
		}
		found[c.file][c.name] = true
		queue = append(queue, b.buildOn(c)...)
	}
	return found
}

// A classRef is a name in a file that is a class's, or "*" for all names.
type classRef struct{ file, name string }

// bases say which classes build on which, by what they are called.
type bases struct {
	named     map[classRef][]classRef // the classes of a file that name a base so
	importers map[classRef][]string   // the files that import a name
}

// addClasses adds the classes of a file, and returns those that build on
// Configuration.
func (b bases) addClasses(facts *facts) []classRef {
	var configurations []classRef
	for _, c := range facts.classes {
		this := classRef{facts.file, c.name}
		for _, base := range c.bases {
			at := classRef{facts.file, base}
			b.named[at] = append(b.named[at], this)
			if base == "Configuration" && facts.usesConfigurations() {
				configurations = append(configurations, this)
			}
		}
	}
	return configurations
}

// addImports adds what a file imports from others.
func (b bases) addImports(facts *facts, imported func(importRef) string) {
	for _, ref := range slices.Concat(facts.froms, facts.stars) {
		from := imported(ref)
		if from == "" {
			continue
		}
		for _, name := range ref.names {
			at := classRef{from, name}
			b.importers[at] = append(b.importers[at], facts.file)
		}
	}
}

// buildOn returns the classes that build on one.
func (b bases) buildOn(c classRef) []classRef {
	builders := slices.Clone(b.named[c])
	for _, files := range [][]string{b.importers[c], b.importers[classRef{c.file, "*"}]} {
		for _, file := range files {
			builders = append(builders, b.named[classRef{file, c.name}]...)
		}
	}
	return builders
}
