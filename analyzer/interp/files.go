package interp

import (
	"path"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/models"
	"github.com/django-session-audit/django-session-audit/analyzer/python"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// relative turns a path as the program names it into one of the repository. For
// a path outside it reports false, with the absolute path.
func (m *machine) relative(p string) (string, bool) {
	if !path.IsAbs(p) {
		p = value.Root + "/" + m.Root + "/" + p
	}
	p = path.Clean(p)
	if p == value.Root {
		return ".", true
	}
	return strings.CutPrefix(p, value.Root+"/")
}

// File implements value.Host.
func (m *machine) File(p string) (*source.File, value.Truth) {
	rel, inside := m.relative(p)
	if !inside {
		return nil, m.outside(rel)
	}
	if !m.Index.HasFile(rel) {
		return nil, value.No
	}
	f, err := m.Index.Read(m.Repository, rel)
	if err != nil {
		return nil, value.Maybe
	}
	m.read = append(m.read, f)
	return f, value.Yes
}

// Kind implements value.Host.
func (m *machine) Kind(p string) (source.Kind, value.Truth) {
	rel, inside := m.relative(p)
	switch {
	case !inside:
		return source.Nothing, m.outside(rel)
	case m.Index.Lost(rel):
		return source.Other, value.Maybe
	case m.Index.HasFile(rel):
		return source.RegularFile, value.Yes
	case m.Index.HasFolder(rel):
		return source.Folder, value.Yes
	}
	return source.Nothing, value.No
}

// Resolve implements value.Host.
func (m *machine) Resolve(p string) (string, bool) {
	rel, inside := m.relative(p)
	if !inside {
		return p, true
	}
	real, err := m.Index.Real(rel)
	if err != nil {
		return "", false
	}
	return path.Join(value.Root, real), true
}

// Glob implements value.Host.
func (m *machine) Glob(pattern string) ([]string, value.Truth) {
	rel, inside := m.relative(pattern)
	switch {
	case len(pattern) > 1024 || strings.ContainsAny(rel, "{}"):
		return nil, value.Maybe
	case !inside:
		return nil, m.outsideMatching(rel)
	}
	prefix := pattern[:len(pattern)-len(rel)]
	if !path.IsAbs(pattern) {
		prefix = ""
	}
	matches, err := m.Index.Glob(rel)
	if err != nil {
		return nil, value.Maybe
	}
	found := make([]string, len(matches))
	for i, f := range matches {
		if prefix == "" {
			f = strings.TrimPrefix(f, strings.TrimPrefix(m.Root+"/", "./"))
		}
		found[i] = prefix + f
	}
	return found, value.Yes
}

// RunFile implements value.Host.
func (m *machine) RunFile(p string, ns *value.Namespace) error {
	if !m.leaks(nil) {
		return errBudget
	}
	f, found := m.File(p)
	if found != value.Yes {
		return m.Raise("FileNotFoundError", "no such file")
	}
	return m.runIn(m.parse(f), ns)
}

// runIn runs statements in a namespace; the names that are new or changed have
// the place that ran the file on their way.
func (m *machine) runIn(tree *python.Module, ns *value.Namespace) error {
	if m.depth > maxCallDepth {
		return errBudget
	}
	site := m.Site()
	before := m.boundIn(ns)
	mod := m.owner(ns)
	if mod == nil {
		mod = &value.Module{Name: m.frame.module.Name, File: tree.File, Path: tree.File.Path, Names: ns}
	}
	leave := m.enter(&frame{module: mod, globals: ns, locals: ns, in: m.frame.in})
	_, err := m.execAll(tree.Body)
	leave()
	for b := range m.boundIn(ns) {
		if !before[b] {
			b.Via = append([]source.Span{site}, b.Via...)
		}
	}
	return err
}

// boundIn returns the bindings of a namespace, here and in the worlds around.
func (m *machine) boundIn(ns *value.Namespace) map[*value.Binding]bool {
	bound := map[*value.Binding]bool{}
	for _, name := range ns.Names() {
		bound[ns.Lookup(name)] = true
	}
	for at, ims := range m.bySpot {
		for _, im := range ims {
			if b := im.otherwise[at].there; at.names == ns && b != nil {
				bound[b] = true
			}
		}
	}
	return bound
}

func builtinOpen(m *machine, args value.Args) (value.Value, error) { return models.Open(m, args) }

// Catches implements models.Catches.
func (m *machine) Catches(class string) bool { return m.catches(class) }

// code is the state of what compile() gives.
type code struct{ tree *python.Module }

func builtinCompile(m *machine, args value.Args) (value.Value, error) {
	v, err := first(m, args)
	if err != nil {
		return v, err
	}
	tree, ok := m.codeOf(v)
	if !ok {
		return m.MakeUnknown("code", "is compiled from a text that is not known", v), nil
	}
	return m.Made(&value.Object{Class: m.classes["object"], Attrs: value.NewNamespace(), State: code{tree}}, v), nil
}

// codeOf returns the statements of a text or of what compile() gave. The text
// of a file of the repository keeps its places.
func (m *machine) codeOf(v value.Value) (*python.Module, bool) {
	if o, ok := v.Data.(*value.Object); ok {
		c, ok := o.State.(code)
		return c.tree, ok
	}
	text, known := value.Text(v)
	if b, ok := v.Data.(value.Bytes); ok {
		text, known = string(b), true
	}
	if !known {
		return nil, false
	}
	return m.parseText(text), true
}

// parseText parses a text that the program runs. That of a file which the
// program has read is the file's tree, so that places point into it; another one
// nobody asks for again, so it is not kept.
func (m *machine) parseText(text string) *python.Module {
	for _, f := range m.read {
		if string(f.Bytes) == text {
			return m.parse(f)
		}
	}
	m.steps += len(text) / 4 // a tree is many times larger than its text
	return m.noted(python.Parse(source.NewFile("<string>", []byte(text))))
}

func builtinExec(m *machine, args value.Args) (value.Value, error) {
	v, err := first(m, args)
	if err != nil {
		return v, err
	}
	m.touch(v)
	ns := m.frame.locals
	if g, ok := args.Get(1, "globals"); ok {
		if ns = namespaceOf(g); ns == nil {
			if d, ok := g.Data.(*value.Dict); ok {
				m.changes(g)
				d.Blur(&value.Unknown{Reason: "may be assigned by exec() in a dictionary, which is not modelled", Key: m.siteKey()})
			}
			return m.none(), nil
		}
	}
	tree, ok := m.codeOf(v)
	if !ok {
		m.openAll(ns, &value.Unknown{Reason: "may be assigned by exec() of a text that is not known", Key: m.siteKey()})
		return m.none(), nil
	}
	return m.none(), m.runIn(tree, ns)
}

func namespaceOf(v value.Value) *value.Namespace {
	if o, ok := v.Data.(*value.Object); ok {
		if ns, ok := o.State.(*namespaceDict); ok {
			return ns.names
		}
	}
	return nil
}

func builtinEval(m *machine, args value.Args) (value.Value, error) {
	v, err := first(m, args)
	if err != nil {
		return v, err
	}
	tree, ok := m.codeOf(v)
	if !ok || len(tree.Body) != 1 || len(tree.Errors) > 0 {
		return m.MakeUnknown("", "comes from eval() of a text that is not known", v), nil
	}
	e, ok := tree.Body[0].(*python.ExprStmt)
	if !ok {
		return v, m.Raise("SyntaxError", "invalid syntax")
	}
	if g, given := args.Get(1, "globals"); given && namespaceOf(g) == nil {
		return m.MakeUnknown("", "comes from eval() in a dictionary, which is not modelled", v), nil
	}
	result, err := m.eval(e.Value)
	return m.Made(result.Data, v, result), err
}
