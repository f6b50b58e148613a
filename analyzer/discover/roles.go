package discover

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// decideRoles gives every unit its role and the reason: first from what the
// unit shows of itself, then from the other units of its project.
func decideRoles(units []*unit) {
	byRoot := map[string][]*unit{}
	var order []string
	for _, u := range units {
		if byRoot[u.Root] == nil {
			order = append(order, u.Root)
		}
		byRoot[u.Root] = append(byRoot[u.Root], u)
		u.decideAlone()
	}
	slices.Sort(order)
	for _, root := range order {
		decideTogether(byRoot[root])
	}
	promoteOnlyProject(units)
}

// set gives the unit a role and says why.
func (u *unit) set(role Role, format string, args ...any) {
	u.Role, u.Why = role, fmt.Sprintf(format, args...)
}

// settle is set for a reason that the rest of the project cannot outweigh.
func (u *unit) settle(role Role, format string, args ...any) {
	u.set(role, format, args...)
	u.decided = true
}

// decideAlone settles the role as far as the unit itself shows it.
func (u *unit) decideAlone() {
	if why := u.template(); why != "" {
		u.settle(Shared, "a template of settings: %s", why)
		return
	}
	if u.missing != "" {
		u.settle(Shared, "it is copied to another place before it is used: %s, which it imports, is not beside it", u.missing)
		return
	}
	if u.fragment && len(u.mentions) == 0 {
		u.settle(Shared, "a part that %s takes over", nameOf(u.importers))
		return
	}
	if part := testFolder(u.File); part != "" {
		u.settle(Test, "it lies in %s", part)
		return
	}
	if part := showFolder(u.File); part != "" && !u.served() {
		u.settle(Development, "it lies in %s", part)
		return
	}
	role, word := u.nameRole()
	strong := u.strongMention(Production)
	switch {
	case role == Test, role == Development && !(weakWords[word] && strong != nil):
		u.settle(role, "its name says %q", word)
	case role == Production && !u.takenByPackage():
		u.settle(role, "its name says %q", word)
	case strong != nil:
		u.settle(Production, "%s names it", at(strong))
	}
}

// weakWords say development only as long as no deployment names the module.
var weakWords = map[string]bool{"build": true, "builder": true, "static": true, "local": true, "compose": true, "schema": true, "docs": true}

// template returns why the file is one that is to be copied, or "".
func (u *unit) template() string {
	if strings.Contains(u.File, "{{") {
		return "its path has a placeholder"
	}
	stem := strings.TrimSuffix(path.Base(u.File), ".py")
	if strings.Contains(stem, ".") {
		return "its name has a dot, so nothing can import it"
	}
	for _, w := range words(stem) {
		if slices.Contains(templateWords, w) && w != "in" && len(u.mentions) == 0 {
			return fmt.Sprintf("its name says %q", w)
		}
	}
	for _, part := range strings.Split(path.Dir(u.File), "/") {
		if w := words(part); slices.Contains(w, "template") || slices.Contains(w, "skeleton") || slices.Contains(w, "cookiecutter") || part == "project_name" {
			return "it lies in " + part
		}
	}
	return ""
}

// testFolder returns the folder of tests that a file lies in, or "".
func testFolder(file string) string {
	for _, part := range strings.Split(path.Dir(file), "/") {
		list := words(part)
		if part == ".github" || len(list) > 0 && (isTestWord(list[0]) || isTestWord(list[len(list)-1]) && len(list) > 1) {
			return part
		}
	}
	return ""
}

func isTestWord(w string) bool {
	switch w {
	case "test", "tests", "testing", "testproject", "testsite", "testapp", "testrunner", "unittest", "unittests", "benchmarks":
		return true
	}
	return false
}

// showFolder returns the folder of a project that shows a library, or "".
func showFolder(file string) string {
	for _, part := range strings.Split(path.Dir(file), "/") {
		for _, w := range words(part) {
			switch w {
			case "example", "examples", "exampleproject", "demo", "demos", "demoproject", "demosite", "sandbox", "docs", "doc", "sample", "samples", "playground":
				return part
			}
		}
	}
	switch first, _, _ := strings.Cut(file, "/"); first {
	case "dev", "development", "devstack", "local", "vagrant", ".devcontainer", ".vscode":
		return first
	}
	return ""
}

// served reports whether the project has what a server starts it by.
func (u *unit) served() bool {
	return slices.ContainsFunc(u.programs, func(m mention) bool {
		return m.kind == serverPlace && (path.Dir(m.file) == u.Root || strings.HasPrefix(m.file, u.Root+"/")) || m.strong && m.role == Production && !m.passing
	}) && !hasWord(u.File, []string{"example", "examples", "docs", "doc", "sample", "samples"})
}

// nameRole returns what the unit's name says: the class of
// django-configurations, else the file, else the folders between the project's
// package and the file.
func (u *unit) nameRole() (Role, string) {
	if u.Configuration != "" {
		if role, word := roleOfWords(u.Configuration); role != "" {
			return role, word
		}
	}
	parts := strings.Split(u.Name, ".")
	for i := len(parts) - 1; i >= 0; i-- {
		role, word := roleOfWords(parts[i])
		if role != "" && (i == len(parts)-1 || i > 0 && inSettingsFolder(parts[:i])) {
			return role, word
		}
	}
	return "", ""
}

// inSettingsFolder reports whether the parts before one lie in a folder for
// settings.
func inSettingsFolder(parts []string) bool {
	for _, p := range parts {
		switch p {
		case "settings", "conf", "config", "configs", "environments", "envs":
			return true
		}
	}
	return false
}

// strongMention returns a mention by a file about one environment of that
// role, or nil.
func (u *unit) strongMention(role Role) *mention {
	for i, m := range u.mentions {
		if m.role == role && m.strong && !m.passing {
			return &u.mentions[i]
		}
	}
	return nil
}

// mentionOf returns the first mention that passes.
func (u *unit) mentionOf(ok func(mention) bool) *mention {
	for i, m := range u.mentions {
		if ok(m) {
			return &u.mentions[i]
		}
	}
	return nil
}

func (u *unit) server() *mention {
	return u.mentionOf(func(m mention) bool { return m.kind == serverPlace })
}

// byDefault returns the mention of manage.py or of another program.
func (u *unit) byDefault() *mention {
	return u.mentionOf(func(m mention) bool {
		return m.kind == pythonPlace && m.role == "" || m.kind == shellPlace && m.role == Production
	})
}

// onlyDevelopment reports whether the unit has nothing but what it takes over
// from a module for development.
func (u *unit) onlyDevelopment() bool {
	return u.facts.score == 0 && len(u.imports) > 0 && !slices.ContainsFunc(u.imports, func(i *unit) bool { return i.Role != Development })
}

// deployed returns a mention by a file that runs servers, or nil.
func (u *unit) deployed() *mention {
	return u.mentionOf(func(m mention) bool { return m.role == Production && !m.passing })
}

// namedPlainly returns a mention that names this unit and no other, or nil.
func (u *unit) namedPlainly() *mention {
	return u.mentionOf(func(m mention) bool { return !m.passing && !strings.Contains(m.module, "*") })
}

// takenByPackage reports whether the package that the module lies in takes it
// over, is itself named, and nobody names the module: settings/__init__.py
// chooses by environment.
func (u *unit) takenByPackage() bool {
	if u.namedPlainly() != nil {
		return false
	}
	return slices.ContainsFunc(u.importers, func(i *unit) bool {
		return path.Base(i.File) == "__init__.py" && strings.HasPrefix(u.File, path.Dir(i.File)+"/") && len(i.mentions) > 0
	})
}

// decideTogether settles what is open once the whole project is known.
func decideTogether(units []*unit) {
	if only := onlyOne(units); only != nil {
		only.settle(Production, "the only settings module of its project")
	}
	production := find(units, func(u *unit) bool { return u.decided && u.Role == Production })
	if production == nil {
		chooseProduction(units)
	}
	for _, u := range units {
		if !u.decided {
			u.decideBeside(production)
		}
	}
}

// onlyOne returns the unit of a project that has no other, or nil. Templates,
// parts and tests do not count as others; but beside settings for tests, those
// for development are just that.
func onlyOne(units []*unit) *unit {
	var only *unit
	tested := false
	for _, u := range units {
		if u.Role == Shared && u.decided || u.Role == Test && u.decided {
			tested = tested || u.Role == Test && testFolder(u.File) == ""
			continue
		}
		if only != nil {
			return nil
		}
		only = u
	}
	if only != nil && only.Role == Development && (tested || testOrShow(only)) {
		return nil
	}
	return only
}

func testOrShow(u *unit) bool { return testFolder(u.File) != "" || showFolder(u.File) != "" }

func find(units []*unit, ok func(*unit) bool) *unit {
	if i := slices.IndexFunc(units, ok); i >= 0 {
		return units[i]
	}
	return nil
}

// chooseProduction finds what a project deploys that has no module for it by
// name: what the server starts with; else what manage.py does; else what
// nobody builds upon; else the base of all.
func chooseProduction(units []*unit) {
	open := func(ok func(*unit) bool) []*unit {
		var list []*unit
		for _, u := range units {
			if !u.decided && !u.onlyFor(Test) && !u.onlyFor(Development) && ok(u) {
				list = append(list, u)
			}
		}
		return list
	}
	if list := open(func(u *unit) bool { return u.server() != nil }); len(list) > 0 {
		for _, u := range list {
			u.settle(Production, "%s names it, and no module is for production by its name", at(u.server()))
		}
		return
	}
	if list := open(func(u *unit) bool { return u.byDefault() != nil }); len(list) > 0 {
		for _, u := range list {
			u.settle(Production, "%s names it, and no module is for production by its name", at(u.byDefault()))
		}
		return
	}
	leaf := func(u *unit) bool {
		role, _ := u.nameRole()
		return !slices.ContainsFunc(u.importers, (*unit).isOpen) && role != Shared
	}
	if list := open(leaf); len(list) > 0 {
		for _, u := range list {
			u.settle(Production, "no module for production builds on it")
		}
		return
	}
	for _, u := range open(func(u *unit) bool { return u.facts.decisive && !slices.ContainsFunc(u.importers, (*unit).isOpen) }) {
		u.settle(Production, "the project has no module for production: this is what one would build upon")
	}
}

func (u *unit) isOpen() bool { return !u.decided }

// onlyFor reports whether all that name the unit are of that role.
func (u *unit) onlyFor(role Role) bool {
	for _, m := range u.mentions {
		if m.role != role && !m.passing {
			return false
		}
	}
	return u.mentionOf(func(m mention) bool { return m.role == role && !m.passing }) != nil
}

// decideBeside settles a unit whose project has one for production already.
func (u *unit) decideBeside(production *unit) {
	role, word := u.nameRole()
	named := u.server()
	switch {
	case u.onlyFor(Test):
		u.set(Test, "only %s names it", at(&u.mentions[0]))
	case u.onlyFor(Development):
		u.set(Development, "only %s names it", at(&u.mentions[0]))
	case role == Production:
		u.set(Shared, "%s takes it over", nameOf(u.importers))
	case len(u.importers) > 0 && u.namedPlainly() != nil && production != nil:
		u.set(Development, "%s names it as the default, and production has %s", at(u.namedPlainly()), production.Name)
	case len(u.importers) > 0:
		u.set(Shared, "%s takes it over, and nothing starts with it", nameOf(u.importers))
	case role == Shared:
		u.set(Shared, "its name says %q", word)
	case u.onlyDevelopment() && production != nil:
		u.set(Development, "it is %s under another name, and production has %s", u.imports[0].Name, production.Name)
	case named != nil:
		u.set(Production, "%s names it", at(named))
	case u.byDefault() != nil && production != nil:
		u.set(Development, "%s names it as the default, and production has %s", at(u.byDefault()), production.Name)
	case u.deployed() != nil:
		u.set(Production, "%s names it", at(u.deployed()))
	case u.facts.debug != nil && !*u.facts.debug:
		u.set(Production, "it turns DEBUG off")
	default:
		u.set(Development, "nothing that is deployed names it")
	}
	u.decided = true
}

// promoteOnlyProject makes the settings of a repository that has no production
// module anywhere be judged, if all it has is an example or a template.
func promoteOnlyProject(units []*unit) {
	var candidates []*unit
	for _, u := range units {
		if u.Role == Production {
			return
		}
		if u.Role == Test {
			if part := testFolder(u.File); part == "" || isTestWord(strings.ReplaceAll(part, "_", "")) || part == ".github" {
				return // tests of a library, and nothing more
			}
		}
		if len(u.importers) == 0 && !u.fragment && !u.facts.broken && u.missing == "" {
			candidates = append(candidates, u)
		}
	}
	if len(candidates) == 1 {
		candidates[0].settle(Production, "the only settings module of the repository")
	}
}

// at names a mention's place.
func at(m *mention) string { return fmt.Sprintf("%s:%d", m.file, m.line) }

// nameOf names the first of some units.
func nameOf(units []*unit) string {
	if len(units) == 0 {
		return "another settings module"
	}
	if units[0].Configuration != "" {
		return units[0].Configuration
	}
	return units[0].Name
}
