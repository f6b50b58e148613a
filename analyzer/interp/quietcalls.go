package interp

import (
	"slices"

	"github.com/django-session-audit/django-session-audit/analyzer/python"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// expr reports whether evaluating an expression changes nothing.
func (q *quietness) expr(e python.Expr) bool {
	switch e := e.(type) {
	case nil:
		return true
	case *python.Await, *python.Yield, *python.BadExpr:
		return false
	case *python.Name:
		// Whoever reads the items of an iterator takes them from others.
		v, _ := q.find(e)
		_, iterator := v.Data.(*value.Iterator)
		return !iterator
	case *python.Call:
		if !q.call(e) {
			return false
		}
	}
	return !slices.ContainsFunc(python.Children(e), func(c python.Expr) bool { return !q.expr(c) })
}

func (q *quietness) call(e *python.Call) bool {
	for _, a := range e.Args {
		if !q.callback(a) {
			return false
		}
	}
	for _, k := range e.Keywords {
		if !q.callback(k.Value) {
			return false
		}
	}
	switch f := e.Func.(type) {
	case *python.Name:
		if slices.Contains(q.bound, f.ID) {
			return slices.Contains(q.foreign, f.ID)
		}
		v, ok := q.find(f)
		return ok && q.callee(v)
	case *python.Attribute:
		return q.method(f)
	}
	return false
}

// callback reports whether an argument is harmless when it is called.
func (q *quietness) callback(e python.Expr) bool {
	if a, ok := e.(*python.Attribute); ok {
		self, _ := q.find(a.Value)
		if o, ok := self.Data.(*value.Object); ok && q.m.inRepository(o.Class) {
			return false
		}
	}
	v, _ := q.find(e)
	if _, function := v.Data.(*value.Function); function {
		return q.callee(v)
	}
	return true
}

// find returns what a name, or an attribute of a module, is bound to, where the
// statements leave it alone.
func (q *quietness) find(e python.Expr) (value.Value, bool) {
	switch e := e.(type) {
	case *python.Name:
		if slices.Contains(q.bound, e.ID) {
			return value.Value{}, false
		}
		for f := q.in; f != nil; f = f.outer {
			if v, ok := f.locals.Get(e.ID); ok {
				return v, true
			}
		}
		if v, ok := q.in.globals.Get(e.ID); ok {
			return v, true
		}
		return q.m.builtins.Get(e.ID)
	case *python.Attribute:
		left, ok := q.find(e.Value)
		if !ok {
			return value.Value{}, false
		}
		switch d := left.Data.(type) {
		case *value.Module:
			if v, ok := d.Names.Get(e.Attr); ok {
				return v, true
			}
			if d.Foreign != nil {
				return q.m.foreignAttr(d, e.Attr), true
			}
		case *value.Unknown:
			return left, true
		}
	}
	return value.Value{}, false
}

// method reports whether calling an attribute changes nothing.
func (q *quietness) method(f *python.Attribute) bool {
	if v, ok := q.find(f); ok {
		return q.callee(v)
	}
	if changing[f.Attr] && q.changes(f.Value) {
		return true
	}
	if root, ok := rootOf(f).(*python.Name); ok && slices.Contains(q.foreign, root.ID) {
		return !acting[f.Attr]
	}
	self, ok := q.find(f.Value)
	if !ok {
		return reading[f.Attr]
	}
	switch d := self.Data.(type) {
	case *value.Object:
		if !q.m.inRepository(d.Class) {
			return !acting[f.Attr]
		}
		v, found := d.Class.Lookup(f.Attr)
		return found == value.Yes && q.callee(v)
	case *value.Class:
		v, found := d.Lookup(f.Attr)
		return found == value.Yes && q.callee(v)
	}
	return !acting[f.Attr]
}

// rootOf returns what is left of an attribute's last dots.
func rootOf(e python.Expr) python.Expr {
	for {
		a, ok := e.(*python.Attribute)
		if !ok {
			return e
		}
		e = a.Value
	}
}

// callee reports whether calling a value changes nothing.
func (q *quietness) callee(v value.Value) bool {
	switch d := v.Data.(type) {
	case *value.Unknown:
		return true
	case *value.Function:
		if c := q.m.closures[d]; c != nil {
			return q.m.quietClosure(c)
		}
		return !acting[d.Name]
	case *value.BoundMethod:
		return q.callee(value.Value{Data: d.Func})
	case *value.Class:
		return !slices.ContainsFunc(d.MRO(), func(c *value.Class) bool { return c.Meta != nil || q.m.inRepository(c) && makes(c) }) && !acting[d.Name]
	case *value.Object:
		if !q.m.inRepository(d.Class) {
			return !acting[d.Class.Name]
		}
		f, found := d.Class.Lookup("__call__")
		return found == value.Yes && q.callee(f)
	}
	return false
}

// makes reports whether a class has a say in how its instances are made.
func makes(c *value.Class) bool {
	return c.Attrs.Lookup("__init__") != nil || c.Attrs.Lookup("__new__") != nil
}

// quietClosure reports whether calling a function of the repository changes
// nothing. One that calls itself is no worse for it.
func (m *machine) quietClosure(c *closure) bool {
	if known, ok := m.quietClosures[c]; ok {
		return known
	}
	m.quietClosures[c] = true
	// What *args and **kwargs are bound to is made at each call.
	q := &quietness{m: m, in: c.defined, bound: append(slices.Clone(c.scope.Locals), parameters(c.params)...)}
	if c.defined.kind == moduleFrame {
		q.in = &frame{kind: functionFrame, globals: c.defined.globals, locals: c.defined.locals}
	}
	q.look(c.body)
	q.fresh = append(q.fresh, c.params.Vararg, c.params.Kwarg)
	quiet := !c.scope.Yields && q.expr(c.expr)
	for _, s := range c.body {
		quiet = quiet && q.stmt(s)
	}
	m.quietClosures[c] = quiet
	return quiet
}

func parameters(p python.Params) []string {
	all := []string{p.Vararg, p.Kwarg}
	for param := range p.All() {
		all = append(all, param.Name)
	}
	return all
}

// acting are the functions and methods that change something besides what they
// return: a collection, the environment, a module, all names.
var acting = words(`
	setattr delattr exec eval globals locals vars dir __import__ next input breakpoint
	append extend insert remove pop popitem clear sort reverse update setdefault add discard
	appendleft extendleft popleft rotate move_to_end difference_update intersection_update symmetric_difference_update
	__setitem__ __delitem__ __setattr__ __delattr__ __iadd__ __ior__
	putenv unsetenv chdir import_module reload exec_module run_path run_module
	load_dotenv read_env read_envfile read_dotenv include setup settings install configure register
	import_settings_modules init_app_settings import_string addsitedir DjangoDynaconf load_file partial partialmethod`)

// changing are those of them that change the collection whose methods they are,
// and nothing else.
var changing = words("append extend insert remove pop popitem clear sort reverse update setdefault add discard")

// reading are methods that change nothing, whatever of Python's own has them.
var reading = words(`
	capitalize casefold count decode encode endswith find format get index isalnum isalpha isdigit islower isnumeric
	isupper items join keys lower lstrip partition removeprefix removesuffix replace rfind rpartition rsplit rstrip
	split splitlines startswith strip title upper values zfill copy
	absolute as_posix exists is_dir is_file joinpath read read_bytes read_text readlines resolve relative_to with_suffix
	group groups match search total_seconds hexdigest digest geturl`)
