package models

import (
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// functools, itertools, operator, copy and contextlib.
//
// https://docs.python.org/3/library/functools.html
// https://docs.python.org/3/library/itertools.html
// https://docs.python.org/3/library/contextlib.html

var functionModules = map[string]module{
	"functools": {names: names{
		"partial": openFunction("partial", "func, *args, **keywords", partial),
		"reduce":  function("reduce", "function, iterable, initial=", reduce),
		"wraps": openFunction("wraps", "wrapped, *rest, **named", func(h value.Host, a *arguments) (value.Value, error) {
			return h.Made(function("wraps", "wrapper", func(h value.Host, b *arguments) (value.Value, error) {
				return wrap(h, b.value("wrapper"), a.value("wrapped")), nil
			})), nil
		}),
		"update_wrapper": openFunction("update_wrapper", "wrapper, wrapped, *rest, **named", func(h value.Host, a *arguments) (value.Value, error) {
			return wrap(h, a.value("wrapper"), a.value("wrapped")), nil
		}),
		"lru_cache":       function("lru_cache", "maxsize=, typed=", memo),
		"cache":           function("cache", "user_function", memo),
		"cached_property": newPropertyClass("cached_property"),
		"total_ordering":  passing("total_ordering"),
		"singledispatch":  function("singledispatch", "func", singleDispatch),
	}},
	"itertools": {names: itertoolsNames()},
	"operator":  {names: operatorNames()},
	"copy": {names: names{
		"copy": function("copy", "x", func(h value.Host, a *arguments) (value.Value, error) {
			return shallow(h, a.value("x")), nil
		}),
		"deepcopy": function("deepcopy", "x, memo=", func(h value.Host, a *arguments) (value.Value, error) {
			return h.Made(deepCopy(a.value("x")).Data, a.value("x")), nil
		}),
	}},
	"contextlib": {names: names{
		"suppress":       newSuppressClass,
		"nullcontext":    newNullContextClass,
		"contextmanager": unmodelled("contextmanager", "", "comes from a context manager of the program's own"),
		"ExitStack":      harmless("contextlib", "ExitStack"),
		"closing":        passing("closing"),
	}},
}

func partial(h value.Host, a *arguments) (value.Value, error) {
	fn, rest, named, open := a.value("func"), a.rest, a.named, a.open
	return h.Made(&value.Function{Name: castName(fn), Call: func(h value.Host, args value.Args) (value.Value, error) {
		all := value.Args{Pos: append(append([]value.Value(nil), rest...), args.Pos...), Open: args.Open}
		if open != nil {
			all.Open = open
		}
		for _, n := range named {
			if _, again := (value.Args{Named: args.Named}).Get(-1, n.Name); !again {
				all.Named = append(all.Named, n)
			}
		}
		all.Named = append(all.Named, args.Named...)
		return h.Call(fn, all)
	}}, a.given...), nil
}

func reduce(h value.Host, a *arguments) (value.Value, error) {
	items, err := h.Iterate(a.value("iterable"))
	if err != nil {
		return value.Value{}, err
	}
	result, given := a.get("initial")
	for i, it := range items {
		if _, splice := it.Data.(*value.Splice); splice {
			return derived(h, "", "reduce", value.UnknownIn(it), a.given...), nil
		}
		if i == 0 && !given {
			result = it
			continue
		}
		if result, err = call(h, a.value("function"), result, it); err != nil {
			return result, err
		}
	}
	if result.IsZero() {
		return result, h.Raise("TypeError", "reduce() of empty iterable with no initial value")
	}
	return result, nil
}

// memo is lru_cache, with and without arguments. Settings' functions give the
// same again, so that nothing need be remembered.
func memo(h value.Host, a *arguments) (value.Value, error) {
	fn := a.value("maxsize")
	if fn.IsZero() {
		fn = a.value("user_function")
	}
	switch fn.Data.(type) {
	case *value.Function, *value.Class, *value.BoundMethod:
		return h.Made(memoized(fn), fn), nil
	}
	return h.Made(&value.Function{Name: "lru_cache", Call: func(h value.Host, args value.Args) (value.Value, error) {
		if len(args.Pos) != 1 {
			return value.Value{}, h.Raise("TypeError", "lru_cache() takes a function")
		}
		return h.Made(memoized(args.Pos[0]), args.Pos[0]), nil
	}}), nil
}

func memoized(fn value.Value) *value.Function {
	f := &value.Function{Name: castName(fn), Attrs: value.NewNamespace(), Call: func(h value.Host, args value.Args) (value.Value, error) {
		return h.Call(fn, args)
	}}
	f.Attrs.Set("cache_clear", value.Value{Data: quiet("cache_clear")})
	f.Attrs.Set("__wrapped__", fn)
	return f
}

// singleDispatch is a function that has others for some types of its first
// argument. Which one is called is not modelled once there is one.
func singleDispatch(h value.Host, a *arguments) (value.Value, error) {
	fn, registered := a.value("func"), false
	f := &value.Function{Name: castName(fn), Attrs: value.NewNamespace(), Call: func(h value.Host, args value.Args) (value.Value, error) {
		if registered {
			return h.MakeUnknown("", "is chosen by the type of an argument", args.All()...), nil
		}
		return h.Call(fn, args)
	}}
	f.Attrs.Set("register", value.Value{Data: function("register", "cls, func=", func(h value.Host, a *arguments) (value.Value, error) {
		registered = true
		if other, given := a.get("func"); given {
			return other, nil
		}
		if _, class := a.value("cls").Data.(*value.Class); class {
			return h.Made(passing("register")), nil
		}
		return a.value("cls"), nil
	})})
	f.Attrs.Set("__wrapped__", fn)
	return h.Made(f, fn), nil
}

// wrap gives a function the name of the one that it stands for.
func wrap(h value.Host, wrapper, wrapped value.Value) value.Value {
	f, ok := wrapper.Data.(*value.Function)
	if !ok {
		return wrapper
	}
	if f.Attrs == nil {
		f.Attrs = value.NewNamespace()
	}
	f.Attrs.Set("__wrapped__", wrapped)
	if name, err := h.GetAttr(wrapped, "__name__"); err == nil {
		f.Attrs.Set("__name__", name)
	}
	return wrapper
}

// A Property is the state of an object that stands for a property on a class:
// looked up on an instance, it gives what Get returns for the instance.
type Property struct{ Get value.Value }

// newPropertyClass returns a class whose instances are properties.
func newPropertyClass(name string) func() value.Data {
	return func() value.Data {
		c := class("functools", name, nil)
		c.New = func(h value.Host, c *value.Class, args value.Args) (value.Value, error) {
			get, ok := args.Get(0, "func")
			if !ok {
				return value.Value{}, h.Raise("TypeError", name+"() missing a required argument")
			}
			return h.Made(object(c, Property{get}), get), nil
		}
		return c
	}
}

func newChain() value.Data {
	c := class("itertools", "chain", names{
		"from_iterable": function("from_iterable", "iterable", func(h value.Host, a *arguments) (value.Value, error) {
			parts, err := h.Iterate(a.value("iterable"))
			if err != nil {
				return value.Value{}, err
			}
			return chained(h, parts, a.given)
		}),
	})
	c.New = func(h value.Host, c *value.Class, args value.Args) (value.Value, error) {
		parts := args.Pos
		if args.Open != nil {
			parts = append(parts, value.Value{Data: &value.Splice{Of: args.Open}})
		}
		return chained(h, parts, args.Pos)
	}
	return c
}

func chained(h value.Host, parts, from []value.Value) (value.Value, error) {
	it := &value.Iterator{Kind: "chain"}
	for _, p := range parts {
		if _, splice := p.Data.(*value.Splice); splice {
			it.Items = append(it.Items, p)
			continue
		}
		items, err := h.Iterate(p)
		if err != nil {
			return p, err
		}
		it.Items = append(it.Items, items...)
		if err := h.Spend(len(items)); err != nil {
			return p, err
		}
	}
	return h.Made(it, from...), nil
}

const maxProduct = 10_000

func product(h value.Host, a *arguments) (value.Value, error) {
	if _, given := a.get("repeat"); given {
		return h.MakeUnknown("product", "comes from itertools.product(), which is not modelled with repeat", a.given...), nil
	}
	rows := [][]value.Value{nil}
	for _, p := range a.rest {
		items, err := h.Iterate(p)
		if err != nil {
			return p, err
		}
		if len(rows)*len(items) > maxProduct || value.UnknownIn(value.Value{Data: &value.List{Items: items}}) != nil {
			return h.MakeUnknown("product", "comes from itertools.product() of what is not known", a.given...), nil
		}
		var next [][]value.Value
		for _, row := range rows {
			for _, it := range items {
				next = append(next, append(append([]value.Value(nil), row...), it))
			}
		}
		rows = next
	}
	it := &value.Iterator{Kind: "product"}
	for _, row := range rows {
		it.Items = append(it.Items, h.Made(&value.Tuple{Items: row}, row...))
	}
	return h.Made(it, a.given...), h.Spend(len(rows))
}

// operatorNames are the functions of the module operator.
func operatorNames() names {
	n := names{
		"itemgetter": function("itemgetter", "item", func(h value.Host, a *arguments) (value.Value, error) {
			key := a.value("item")
			return h.Made(function("itemgetter", "obj", func(h value.Host, a *arguments) (value.Value, error) {
				return h.GetItem(a.value("obj"), key)
			})), nil
		}),
		"attrgetter": function("attrgetter", "attr", func(h value.Host, a *arguments) (value.Value, error) {
			name, ok := value.Text(a.value("attr"))
			if !ok {
				return h.MakeUnknown("", "is an attribute whose name is not known", a.given...), nil
			}
			return h.Made(function("attrgetter", "obj", func(h value.Host, a *arguments) (value.Value, error) {
				return h.GetAttr(a.value("obj"), name)
			})), nil
		}),
		"getitem": function("getitem", "a, b", func(h value.Host, a *arguments) (value.Value, error) {
			return h.GetItem(a.value("a"), a.value("b"))
		}),
	}
	for name, op := range map[string]string{
		"add": "+", "sub": "-", "mul": "*", "truediv": "/", "floordiv": "//", "mod": "%", "or_": "|", "and_": "&", "xor": "^", "concat": "+", "pow": "**",
	} {
		n[name] = function(name, "a, b", func(h value.Host, a *arguments) (value.Value, error) {
			return h.BinOp(op, a.value("a"), a.value("b"))
		})
	}
	return n
}

// shallow is copy.copy.
func shallow(h value.Host, v value.Value) value.Value {
	switch d := v.Data.(type) {
	case *value.List:
		return h.Made(&value.List{Items: append([]value.Value(nil), d.Items...)}, v)
	case *value.Dict:
		return h.Made(d.Copy(), v)
	case *value.Set:
		s := value.NewSet(d.Items()...)
		s.Frozen, s.Open = d.Frozen, d.Open
		return h.Made(s, v)
	case *value.Object:
		o := &value.Object{Class: d.Class, Attrs: value.NewNamespace(), State: d.State}
		for _, name := range d.Attrs.Names() {
			item, _ := d.Attrs.Get(name)
			o.Attrs.Set(name, item)
		}
		return h.Made(o, v)
	}
	return h.Made(v.Data, v)
}

// newSuppressClass returns contextlib.suppress, whose instances keep the
// exceptions as their state: a []value.Value.
func newSuppressClass() value.Data {
	c := class("contextlib", "suppress", nil)
	c.New = func(h value.Host, c *value.Class, args value.Args) (value.Value, error) {
		return h.Made(object(c, args.Pos)), nil
	}
	return c
}

func newNullContextClass() value.Data {
	return class("contextlib", "nullcontext", names{
		"__init__": method("__init__", "enter_result=", func(h value.Host, a *arguments) (value.Value, error) {
			*stateOf[value.Value](a) = a.value("enter_result")
			return h.Made(value.None{}), nil
		}),
		"__enter__": method("__enter__", "", func(h value.Host, a *arguments) (value.Value, error) {
			if v := stateOf[value.Value](a); !v.IsZero() {
				return *v, nil
			}
			return h.Made(value.None{}), nil
		}),
		"__exit__": quiet("__exit__"),
	})
}
