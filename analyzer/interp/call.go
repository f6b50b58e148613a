package interp

import (
	"slices"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/models"
	"github.com/django-session-audit/django-session-audit/analyzer/python"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

func (m *machine) evalCall(e *python.Call) (value.Value, error) {
	fn, err := m.eval(e.Func)
	if err != nil {
		return fn, err
	}
	args, err := m.evalArgs(e)
	if err != nil {
		return value.Value{}, err
	}
	if u, ok := fn.Data.(*value.Unknown); ok {
		return m.callUnknown(u, dottedName(e.Func), fn, args), nil
	}
	if name, ok := e.Func.(*python.Name); ok && name.ID == "super" && len(args.Pos) == 0 {
		return m.super()
	}
	return m.Call(fn, args)
}

// dottedName returns the name that a call is made by, for reasons: "vault.get".
func dottedName(e python.Expr) string {
	switch e := e.(type) {
	case *python.Name:
		return e.ID
	case *python.Attribute:
		if left := dottedName(e.Value); left != "" {
			return left + "." + e.Attr
		}
		return e.Attr
	case *python.Call:
		if left := dottedName(e.Func); left != "" {
			return left + "()"
		}
	}
	return ""
}

// callUnknown is a call of something that is not known. What it gives is not
// known, and where it is given a namespace it may bind names there.
func (m *machine) callUnknown(u *value.Unknown, name string, fn value.Value, args value.Args) value.Value {
	for _, a := range args.All() {
		if ns := namespaceOf(a); ns != nil && m.leaks(ns) {
			ns.Open = &value.Unknown{Reason: "may be assigned by " + name + "(), which is not modelled", Key: m.siteKey()}
		}
	}
	from := append([]value.Value{fn}, args.All()...)
	if !strings.HasPrefix(u.Key, "foreign:") && u.Reason != "" {
		return m.derived(methodTypes[u.Key[strings.LastIndexByte(u.Key, '.')+1:]], "()", from...)
	}
	if name == "" {
		return m.MakeUnknown("", u.Reason, from...)
	}
	return m.MakeUnknown("", "comes from "+name+"(), which is not modelled", from...)
}

// methodTypes are the types that methods give, whose names leave no doubt.
var methodTypes = map[string]string{
	"lower": "str", "upper": "str", "strip": "str", "lstrip": "str", "rstrip": "str", "replace": "str", "title": "str",
	"format": "str", "decode": "str", "capitalize": "str", "split": "list", "rsplit": "list", "splitlines": "list",
	"startswith": "bool", "endswith": "bool", "isdigit": "bool", "total_seconds": "float",
}

func (m *machine) evalArgs(e *python.Call) (value.Args, error) {
	var args value.Args
	items, err := m.evalAll(e.Args)
	if err != nil {
		return args, err
	}
	for _, it := range items {
		if sp, ok := it.Data.(*value.Splice); ok {
			args.Open = sp.Of
			continue
		}
		args.Pos = append(args.Pos, it)
	}
	for _, k := range e.Keywords {
		v, err := m.eval(k.Value)
		if err != nil {
			return args, err
		}
		if k.Name != "" {
			args.Named = append(args.Named, value.NamedArg{Name: k.Name, Value: v})
			continue
		}
		if err := m.spreadKeywords(&args, v); err != nil {
			return args, err
		}
	}
	return args, m.checkRepeated(args.Named)
}

// checkRepeated raises TypeError for a keyword that is given twice.
func (m *machine) checkRepeated(named []value.NamedArg) error {
	for i, n := range named {
		for _, before := range named[:i] {
			if n.Name == before.Name {
				return m.Raise("TypeError", "got multiple values for a keyword argument")
			}
		}
	}
	return nil
}

func (m *machine) spreadKeywords(args *value.Args, v value.Value) error {
	d := value.NewDict()
	if err := m.updateDict(d, v); err != nil {
		return err
	}
	if d.Open != nil {
		args.Open = d.Open
	}
	for _, e := range d.Entries() {
		name, ok := value.Text(e.Key)
		if !ok {
			return m.Raise("TypeError", "keywords must be strings")
		}
		args.Named = append(args.Named, value.NamedArg{Name: name, Value: e.Value})
	}
	return nil
}

// Call implements value.Host.
func (m *machine) Call(fn value.Value, args value.Args) (value.Value, error) {
	if err := m.Spend(1); err != nil {
		return value.Value{}, err
	}
	if err := m.spendOn(args.All()...); err != nil {
		return value.Value{}, err
	}
	if m.depth > maxCallDepth {
		return m.MakeUnknown("", "comes from calls that are nested too deeply"), nil
	}
	switch f := fn.Data.(type) {
	case *value.Function:
		return m.callFunction(f, args)
	case *value.BoundMethod:
		args.Pos = append([]value.Value{f.Self}, args.Pos...)
		if err := m.spendOn(f.Self); err != nil {
			return value.Value{}, err
		}
		return m.callFunction(f.Func, args)
	case *value.Class:
		return m.instantiate(f, args)
	case *value.Unknown:
		return m.callUnknown(f, "", fn, args), nil
	case *value.Object:
		return m.callObject(fn, f, args)
	}
	return value.Value{}, m.Raise("TypeError", "object is not callable")
}

// callFunction calls a function. One that is written in Go, and known to change
// more than the host sees, leaks.
func (m *machine) callFunction(f *value.Function, args value.Args) (value.Value, error) {
	if m.journal != nil && acting[f.Name] && !accounted[f.Name] && m.closures[f] == nil {
		seen := len(args.Pos) > 0 && (isCollection(args.Pos[0]) || models.IsEnvironment(args.Pos[0]))
		if !seen && !m.leaks(nil) {
			return value.Value{}, errBudget
		}
	}
	return f.Call(m, args)
}

// accounted are the functions among those that act of which the host sees all that
// they change.
var accounted = words("setattr delattr next partial partialmethod input breakpoint __import__ import_module globals locals vars dir")

func (m *machine) callObject(fn value.Value, o *value.Object, args value.Args) (value.Value, error) {
	f, found := o.Class.Lookup("__call__")
	switch {
	case found == value.Yes:
		return m.Call(m.bind(fn, f), args)
	case found == value.Maybe:
		return m.callUnknown(o.Class.OpaqueReason(), o.Class.Name, fn, args), nil
	case o.Class.GetAttr != nil:
		v, err := o.Class.GetAttr(m, o, "__call__")
		if err != nil || !v.IsZero() {
			if err != nil {
				return v, err
			}
			return m.Call(v, args)
		}
	}
	return value.Value{}, m.Raise("TypeError", "object is not callable")
}

// A closure is a function of the repository.
type closure struct {
	name     string
	params   python.Params
	defaults map[string]value.Value
	body     []python.Stmt
	expr     python.Expr // of a lambda
	defined  *frame
	class    *value.Class // whose method it is
	scope    python.Scope
}

// closure returns a function of the repository; its defaults are evaluated
// here and now.
func (m *machine) closure(c *closure) (value.Value, error) {
	c.defined, c.defaults = m.frame, map[string]value.Value{}
	if m.frame.kind == classFrame {
		c.class = m.frame.class
	}
	for p := range c.params.All() {
		if p.Default == nil {
			continue
		}
		v, err := m.eval(p.Default)
		if err != nil {
			return v, err
		}
		c.defaults[p.Name] = v
	}
	fn := &value.Function{Name: c.name, Attrs: m.makes(value.NewNamespace())}
	fn.Call = func(h value.Host, args value.Args) (value.Value, error) {
		return h.(*machine).callClosure(c, args)
	}
	m.closures[fn] = c
	return m.Made(fn), nil
}

func (m *machine) execFunctionDef(s *python.FunctionDef) error {
	fn, err := m.closure(&closure{name: s.Name, params: s.Params, body: s.Body, scope: s.Scope})
	if err != nil {
		return err
	}
	if s.Async {
		fn.Data.(*value.Function).Call = func(h value.Host, args value.Args) (value.Value, error) {
			return h.MakeUnknown("coroutine", "comes from a coroutine"), nil
		}
	}
	fn, err = m.decorate(fn, s.Decorators)
	if err != nil {
		return err
	}
	m.bindName(s.Name, fn, s.Span())
	return nil
}

// decorate applies decorators, the nearest first.
func (m *machine) decorate(v value.Value, decorators []python.Expr) (value.Value, error) {
	for i := len(decorators) - 1; i >= 0; i-- {
		d, err := m.eval(decorators[i])
		if err != nil {
			return v, err
		}
		plain, _ := v.Data.(*value.Function)
		if v, err = m.Call(d, value.Args{Pos: []value.Value{v}}); err != nil {
			return v, err
		}
		// What a modelled decorator gives does what the function does.
		if f, ok := v.Data.(*value.Function); ok && m.closures[f] == nil && m.closures[plain] != nil {
			m.closures[f] = m.closures[plain]
		}
	}
	return v, nil
}

// callClosure runs a function of the repository. What it returns is made at
// the call: that is the place to change.
func (m *machine) callClosure(c *closure, args value.Args) (value.Value, error) {
	site := m.Site()
	f := &frame{
		module: c.defined.module, globals: c.defined.globals, locals: m.makes(value.NewNamespace()),
		outer: c.defined, kind: functionFrame, site: site, class: c.class, raised: m.frame.raised,
		owned: c.scope.Locals, in: m.activate(site),
	}
	if err := m.bindArgs(c, f, args); err != nil {
		return value.Value{}, err
	}
	leave := m.enter(f)
	v, err := m.runClosure(c, f)
	leave()
	if err != nil {
		return v, err
	}
	return m.returned(v, site, args, f.tested), nil
}

func (m *machine) runClosure(c *closure, f *frame) (value.Value, error) {
	if c.scope.Yields {
		return m.generate(f, func() (value.Value, error) { return m.runBody(c) }), nil
	}
	return m.runBody(c)
}

func (m *machine) runBody(c *closure) (value.Value, error) {
	if c.expr != nil {
		return m.eval(c.expr)
	}
	o, err := m.execAll(c.body)
	if err != nil {
		return value.Value{}, err
	}
	if o.signal != returns {
		return m.Made(value.None{}), nil
	}
	return m.resolve(o.value), nil
}

// returned gives a function's result the call as its place. Objects, modules,
// classes and functions keep theirs: they are not what a setting is.
func (m *machine) returned(v value.Value, site source.Span, args value.Args, tested []*value.Origin) value.Value {
	o := &value.Origin{At: site}
	if v.Origin != nil {
		o.From = append(o.From, v.Origin)
	}
	for _, a := range args.All() {
		if a.Origin != nil {
			o.From = append(o.From, a.Origin)
		}
	}
	o.From = append(o.From, tested...)
	return value.Value{Data: v.Data, Origin: o}
}

// bindArgs binds arguments to parameters as Python does.
func (m *machine) bindArgs(c *closure, f *frame, args value.Args) error {
	named := map[string]value.Value{}
	for _, n := range args.Named {
		named[n.Name] = n.Value
	}
	positional := append(slices.Clone(c.params.PosOnly), c.params.Args...)
	for i, p := range positional {
		v, given := value.Value{}, true
		switch {
		case i < len(args.Pos):
			if has(named, p.Name) && i >= len(c.params.PosOnly) {
				return m.Raise("TypeError", "got multiple values for an argument")
			}
			v = args.Pos[i]
		case has(named, p.Name) && i >= len(c.params.PosOnly):
			v = named[p.Name]
			delete(named, p.Name)
		default:
			given = false
		}
		if err := m.bindParam(c, f, p.Name, v, given, args.Open); err != nil {
			return err
		}
	}
	if err := m.bindVararg(c, f, positional, args); err != nil {
		return err
	}
	for _, p := range c.params.KwOnly {
		v, given := named[p.Name]
		delete(named, p.Name)
		if err := m.bindParam(c, f, p.Name, v, given, args.Open); err != nil {
			return err
		}
	}
	return m.bindKwarg(c, f, named, args)
}

func has(set map[string]value.Value, name string) bool { _, ok := set[name]; return ok }

func (m *machine) bindParam(c *closure, f *frame, name string, v value.Value, given bool, open *value.Unknown) error {
	fallback, hasDefault := c.defaults[name]
	switch {
	case given:
	case open != nil:
		v = value.Value{Data: itemOf(open, name)}
	case hasDefault:
		v = fallback
	default:
		return m.Raise("TypeError", "missing a required argument")
	}
	f.locals.Set(name, v)
	return nil
}

func (m *machine) bindVararg(c *closure, f *frame, positional []python.Param, args value.Args) error {
	rest := args.Pos[min(len(positional), len(args.Pos)):]
	if c.params.Vararg == "" {
		if len(rest) > 0 {
			return m.Raise("TypeError", "too many positional arguments")
		}
		return nil
	}
	items := slices.Clone(rest)
	if args.Open != nil {
		items = append(items, value.Value{Data: &value.Splice{Of: args.Open}})
	}
	f.locals.Set(c.params.Vararg, m.Made(&value.Tuple{Items: items}, rest...))
	return nil
}

func (m *machine) bindKwarg(c *closure, f *frame, named map[string]value.Value, args value.Args) error {
	if c.params.Kwarg == "" {
		if len(named) > 0 {
			return m.Raise("TypeError", "got an unexpected keyword argument")
		}
		return nil
	}
	d := value.NewDict()
	for _, n := range args.Named {
		if v, ok := named[n.Name]; ok {
			d.Set(m.Made(value.Str(n.Name)), v)
		}
	}
	d.Open = args.Open
	f.locals.Set(c.params.Kwarg, m.Made(d))
	return nil
}

func firstPart(dotted string) string {
	first, _, _ := strings.Cut(dotted, ".")
	return first
}
