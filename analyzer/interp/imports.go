package interp

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/django-session-audit/django-session-audit/analyzer/lazyregexp"
	"github.com/django-session-audit/django-session-audit/analyzer/models"
	"github.com/django-session-audit/django-session-audit/analyzer/python"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// runMain imports the program's module as Django does: its packages first.
func (m *machine) runMain() (*value.Module, error) {
	main := &value.Module{Name: "__main__", Names: value.NewNamespace()}
	leave := m.enter(&frame{module: main, globals: main.Names, locals: main.Names})
	defer leave()
	m.lookAhead()
	parts := strings.Split(m.Program.Module, ".")
	for i := 1; i < len(parts); i++ {
		// What a package's own __init__ raises, starting Celery perhaps, is
		// not the settings module's doing.
		if _, err := m.load(strings.Join(parts[:i], ".")); err == errBudget {
			return nil, err
		}
	}
	return m.load(m.Program.Module)
}

// mainDepth is how many frames there are where the statements of the program's module
// run, on behalf of nobody else.
const mainDepth = 2

// location is where a module is found in the repository.
type location struct {
	file string // "" for a package without __init__.py
	pkg  bool
}

// find finds a module of the repository below the entries of sys.path.
func (m *machine) find(name string) (location, bool) {
	rel := strings.ReplaceAll(name, ".", "/")
	for _, root := range m.searchPath() {
		base := path.Join(root, rel)
		switch {
		case m.hasFile(base + "/__init__.py"):
			return location{base + "/__init__.py", true}, true
		case m.hasFile(base + ".py"):
			return location{base + ".py", false}, true
		}
	}
	for _, root := range m.searchPath() {
		if base := path.Join(root, rel); m.Index.HasFolder(base) {
			return location{"", true}, true
		}
	}
	return location{}, false
}

// hasFile reports whether a module's file is in the repository. A link that is
// lost is such a file, unless the program is prepared for there being none.
func (m *machine) hasFile(name string) bool {
	return m.Index.HasFile(name) && !(m.catches("ModuleNotFoundError") && m.Index.Lost(name))
}

// searchPath returns the folders of the repository that sys.path holds: the
// project's root, those that the program adds, and the repository's own.
func (m *machine) searchPath() []string {
	if sys, ok := m.modules["sys"]; ok {
		m.readsName(sys.Names, "path")
	}
	roots := m.pathFolders()
	m.steps += len(roots) / 4
	return roots
}

func (m *machine) pathFolders() []string {
	roots := []string{m.Root}
	if sys, ok := m.modules["sys"]; ok {
		p, _ := sys.Names.Get("path")
		if l, ok := p.Data.(*value.List); ok {
			roots = append(roots, m.foldersIn(l.Items)...)
		}
	}
	if m.Root != "." {
		roots = append(roots, ".")
	}
	return roots
}

func (m *machine) foldersIn(items []value.Value) []string {
	var folders []string
	for _, it := range items {
		text, ok := value.PathText(it)
		if !ok {
			continue
		}
		if rel, ok := m.relative(text); ok {
			folders = append(folders, rel)
		}
	}
	return folders
}

// load returns a module, running it the first time. It returns nil and no
// error for a module that is nowhere in the repository and not modelled.
func (m *machine) load(name string) (*value.Module, error) {
	if mod, ok := m.modules[name]; ok {
		return mod, nil
	}
	if loc, ok := m.find(name); ok && !m.modelled(name) {
		return m.runModule(name, loc)
	}
	if build, ok := m.Library[name]; ok {
		mod := build()
		m.modules[name] = mod
		m.bindExceptions(mod)
		return mod, nil
	}
	if m.packages[name] {
		return m.foreign(name), nil
	}
	return nil, nil
}

// modelled reports whether a module of the repository is one of a library that
// is made here, and of which there is a model: what entry points do for it is in
// the model, and not in the library's own modules.
func (m *machine) modelled(name string) bool {
	distribution := models.Distribution(firstPart(name))
	return distribution != "" && m.Builds != nil && m.Builds(distribution) && m.Library[name] != nil
}

// bindExceptions binds a modelled module's exception classes in it.
func (m *machine) bindExceptions(mod *value.Module) {
	for _, name := range exceptionNames()[mod.Name] {
		if mod.Names.Lookup(name) == nil {
			mod.Names.Set(name, value.Value{Data: m.classes[mod.Name+"."+name]})
		}
	}
}

// exceptionNames are the names of the exception classes of modelled modules, by
// module, sorted.
var exceptionNames = sync.OnceValue(func() map[string][]string {
	names := map[string][]string{}
	for _, full := range slices.Sorted(maps.Keys(models.Exceptions())) {
		i := strings.LastIndexByte(full, '.')
		names[full[:i]] = append(names[full[:i]], full[i+1:])
	}
	return names
})

// foreign returns a module from outside the repository that is not modelled.
func (m *machine) foreign(name string) *value.Module {
	mod := &value.Module{Name: name, Names: value.NewNamespace(), Foreign: &value.Unknown{
		Reason: "comes from " + name + ", which is not modelled", Key: "foreign:" + name}}
	m.modules[name] = mod
	return mod
}

// runModule runs a module of the repository.
func (m *machine) runModule(name string, loc location) (*value.Module, error) {
	if !m.leaks(nil) {
		return nil, errBudget
	}
	mod := &value.Module{Name: name, Names: value.NewNamespace()}
	m.modules[name] = mod
	if m.imagines {
		m.ofModules[mod.Names] = true
	}
	if loc.file == "" {
		return mod, nil
	}
	file, err := m.Index.Read(m.Repository, loc.file)
	if err != nil {
		m.unreadable(mod, loc.file, err)
		return mod, nil
	}
	mod.File, mod.Path = file, loc.file
	if m.depth > maxCallDepth {
		return nil, errBudget
	}
	f := &frame{module: mod, globals: mod.Names, locals: mod.Names}
	leave := m.enter(f)
	defer leave()
	tree := m.parse(file)
	m.lookAheadIn(mod, tree.Body)
	_, err = m.execAll(tree.Body)
	if err != nil {
		delete(m.modules, name)
	}
	return mod, err
}

// unreadable notes that a module's file cannot be read, so that it may assign
// anything.
func (m *machine) unreadable(mod *value.Module, name string, err error) {
	real, _ := m.Index.Real(name) // that of the link, if one is lost
	var of *fs.PathError
	if errors.As(err, &of) {
		err = of.Err
	}
	m.breaks(Broken{At: source.Span{File: source.NewFile(real, nil)}, Reason: err.Error(), Err: err})
	mod.Names.Open = &value.Unknown{Reason: "may be assigned in " + real + ", which cannot be read", Key: m.siteKey()}
}

// parse returns a file's statements, noting what is not Python.
func (m *machine) parse(file *source.File) *python.Module { return m.noted(m.Parse(file)) }

func (m *machine) noted(tree *python.Module) *python.Module {
	if len(tree.Errors) > 0 {
		m.breaks(Broken{At: tree.Errors[0].Span, Reason: tree.Errors[0].Message})
	}
	return tree
}

func (m *machine) breaks(b Broken) {
	if p := b.At.Path(); !m.brokenFiles[p] {
		m.brokenFiles[p] = true
		m.broken = append(m.broken, b)
	}
}

// Import implements value.Host.
func (m *machine) Import(name string) (value.Value, error) {
	mod, err := m.importModule(name)
	if err != nil {
		return value.Value{}, err
	}
	return m.Made(mod), nil
}

// importModule imports a module and its packages. A module that is missing
// raises ImportError where it is of the repository or the program expects it
// to be missing; any other third-party import succeeds.
func (m *machine) importModule(name string) (*value.Module, error) {
	parts := strings.Split(name, ".")
	var mod *value.Module
	for i := range parts {
		full := strings.Join(parts[:i+1], ".")
		if err := m.Spend(1 + len(full)/8); err != nil {
			return nil, err
		}
		next, err := m.load(full)
		if err != nil {
			return nil, err
		}
		if next == nil {
			if next, err = m.missing(full); err != nil {
				return nil, err
			}
		}
		if mod != nil && mod.Names.Lookup(parts[i]) == nil {
			mod.Names.Set(parts[i], m.Made(next))
		}
		mod = next
	}
	return mod, nil
}

// overrideNames are how projects call the files that deployments keep to
// themselves.
var overrideNames = lazyregexp.New(`(?i)local|secret|override|private|custom|credential|user_settings|instance|` +
	`^settings|_settings$|^config|_config$|_configuration$|^conf$|^env`)

// missing decides on a module that is not in the repository. Outside of any
// handler a server that runs has it. Inside, a module of the repository or one
// that is named as an override is absent, and a library is present.
func (m *machine) missing(name string) (*value.Module, error) {
	_, ours := m.find(firstPart(name))
	last := name[strings.LastIndexByte(name, '.')+1:]
	expected := m.catches("ModuleNotFoundError")
	switch {
	case expected && (ours || overrideNames().MatchString(firstPart(name)) || overrideNames().MatchString(last)):
		if !m.EmptyEnvironment {
			m.Assume(name + " is not in the repository and is taken to be absent")
		}
		return nil, m.Raise("ModuleNotFoundError", "no such module")
	case ours && m.EmptyEnvironment:
		return nil, m.Raise("ModuleNotFoundError", "no such module")
	case ours:
		m.Assume(name + " is not in the repository and is taken to be there in production")
	}
	return m.foreign(name), nil
}

func (m *machine) execImport(s *python.Import) error {
	for _, a := range s.Names {
		mod, err := m.importModule(a.Name)
		if err != nil {
			return err
		}
		name := a.AsName
		if name == "" {
			name = firstPart(a.Name)
			mod = m.modules[name]
		}
		m.bindName(name, m.Made(mod), s.Span())
	}
	return nil
}

// packageOf returns the package that relative imports of a module start from.
func (m *machine) packageOf(mod *value.Module) string {
	if path.Base(mod.Path) == "__init__.py" {
		return mod.Name
	}
	if i := strings.LastIndexByte(mod.Name, '.'); i >= 0 {
		return mod.Name[:i]
	}
	return ""
}

// absoluteName resolves the dots of a relative import.
func (m *machine) absoluteName(s *python.ImportFrom) (string, error) {
	name, ok := s.From(m.packageOf(m.frame.module))
	if !ok {
		return "", m.Raise("ImportError", "attempted relative import with no known parent package")
	}
	return name, nil
}

func (m *machine) execImportFrom(s *python.ImportFrom) error {
	if s.Module == "__future__" && s.Level == 0 {
		return nil
	}
	name, err := m.absoluteName(s)
	if err != nil {
		return err
	}
	star := len(s.Names) == 1 && s.Names[0].Name == "*"
	mod, err := m.importModule(name)
	if err != nil {
		if _, absent := err.(*value.Raised); absent && star && m.nowhere(name) && !m.EmptyEnvironment {
			m.overlay(name, s.Span())
		}
		return err
	}
	if star {
		return m.importStar(mod, s.Span())
	}
	for _, a := range s.Names {
		if err := m.importName(mod, a, s.Span()); err != nil {
			return err
		}
	}
	return nil
}

func (m *machine) importName(mod *value.Module, a python.Alias, at source.Span) error {
	as := a.AsName
	if as == "" {
		as = a.Name
	}
	if b := mod.Names.Lookup(a.Name); b != nil {
		m.carry(mod, a.Name, as, at)
		return nil
	}
	full := mod.Name + "." + a.Name
	if mod.Foreign == nil || m.Library[full] != nil {
		sub, err := m.load(full)
		if err != nil {
			return err
		}
		if sub != nil {
			m.bindName(as, m.Made(sub), at)
			return nil
		}
	}
	v, err := m.moduleAttr(mod, a.Name)
	if raised, ok := err.(*value.Raised); ok && raised.Error() == "AttributeError" {
		if m.ownMissing(mod) && !m.catches("ImportError") && !m.EmptyEnvironment {
			if mod, err = m.missing(full); err == nil {
				m.bindName(as, m.Made(mod), at)
			}
			return err
		}
		return m.Raise("ImportError", "cannot import name")
	}
	if err != nil {
		return err
	}
	m.bindName(as, v, at)
	return nil
}

// ownMissing reports whether a name that a package lacks may be a module that
// a deployment adds to it.
func (m *machine) ownMissing(mod *value.Module) bool {
	return mod.File == nil || path.Base(mod.Path) == "__init__.py"
}

// carry binds an imported name, adding the import to its way.
func (m *machine) carry(mod *value.Module, name, as string, at source.Span) {
	from, to := spot{mod.Names, name}, spot{m.scopeOf(as), as}
	was := to.names.Lookup(as)
	m.bindIn(to.names, as, carriedBy(at, mod.Names.Lookup(name), m.frame.guards))
	m.carryOver(from, to, was, at)
}

// carriedBy is what an import binds a name to.
func carriedBy(at source.Span, b *value.Binding, guards *value.Guard) *value.Binding {
	return &value.Binding{
		Value: b.Value, At: b.At, Via: append([]source.Span{at}, b.Via...), Guards: within(b.Guards, guards),
		Outside: b.Outside,
	}
}

// within puts guards inside others.
func within(inner, outer *value.Guard) *value.Guard {
	if inner == nil || outer == nil {
		if inner == nil {
			return outer
		}
		return inner
	}
	return &value.Guard{Test: inner.Test, Held: inner.Held, Outer: within(inner.Outer, outer)}
}

// importStar binds what "from module import *" binds: the names of __all__, or
// all that do not start with an underscore.
func (m *machine) importStar(mod *value.Module, at source.Span) error {
	names := slices.DeleteFunc(mod.Names.Names(), func(n string) bool { return strings.HasPrefix(n, "_") })
	m.readsName(mod.Names, "__all__")
	if all, ok := mod.Names.Get("__all__"); ok {
		items, err := m.Iterate(all)
		if err != nil {
			return err
		}
		if names, ok = m.exported(mod, items); !ok {
			m.openNames(value.UnknownIn(all))
		}
	}
	for _, n := range names {
		if mod.Names.Lookup(n) != nil {
			m.carry(mod, n, n, at)
		} else if sub, err := m.load(mod.Name + "." + n); err == nil && sub != nil {
			m.bindName(n, m.Made(sub), at)
		}
	}
	m.carryGhosts(mod, at, func(name string) bool {
		return mod.Names.Lookup("__all__") == nil && !strings.HasPrefix(name, "_") || slices.Contains(names, name)
	})
	if m.frame.locals.Outside == nil && mod.Names.Outside != nil && m.leaks(m.frame.locals) {
		m.frame.locals.Outside = mod.Names.Outside
	}
	switch {
	case mod.Names.Open != nil:
		m.openNames(mod.Names.Open)
	case mod.Foreign != nil && m.Library[mod.Name] == nil:
		if _, ours := m.find(firstPart(mod.Name)); ours {
			m.overlay(mod.Name, at)
		}
		m.openNames(&value.Unknown{
			Reason: fmt.Sprintf("may be assigned in %s, which is not in the repository", mod.Name), Key: "star:" + mod.Name})
	}
	return m.Spend(perName * len(names))
}

// nowhere reports whether the repository lacks a module.
func (m *machine) nowhere(name string) bool {
	_, there := m.find(name)
	return !there && m.Library[name] == nil
}

// overlay notes that a deployment may have a module with settings of its own.
func (m *machine) overlay(name string, at source.Span) {
	if !m.leaks(m.frame.locals) {
		return
	}
	m.frame.locals.Overlay(&value.Outside{At: at, Without: name + " does not change this"})
}

func (m *machine) openNames(u *value.Unknown) {
	if m.frame.locals.Open == nil && m.leaks(m.frame.locals) {
		m.frame.locals.Open = u
	}
}

func (m *machine) exported(mod *value.Module, items []value.Value) (names []string, known bool) {
	known = true
	for _, it := range items {
		if n, ok := value.Text(it); ok {
			names = append(names, n)
		} else {
			known = false
		}
	}
	return names, known
}

func builtinImport(m *machine, args value.Args) (value.Value, error) {
	v, err := first(m, args)
	if err != nil {
		return v, err
	}
	m.touch(v)
	name, known := value.Text(v)
	if !known {
		return m.MakeUnknown("module", "comes from a module whose name is not known", v), nil
	}
	mod, err := m.importModule(name)
	if err != nil {
		return v, err
	}
	if from, ok := args.Get(3, "fromlist"); !ok || value.Truthy(from) == value.No {
		mod = m.modules[firstPart(name)]
	}
	return m.Made(mod), nil
}
