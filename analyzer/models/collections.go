package models

import (
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// collections and collections.abc.
//
// https://docs.python.org/3/library/collections.html

var collectionModules = map[string]module{
	"collections": {names: names{
		"abc":         submodule("collections.abc", abstractNames),
		"OrderedDict": newOrderedDictClass,
		"defaultdict": newDefaultDictClass,
		"namedtuple":  function("namedtuple", "typename, field_names, *, rename=, defaults=, module=", namedTuple),
		"ChainMap":    function("ChainMap", "*maps", chainMap),
		"deque":       unmodelled("deque", "deque", "comes from collections.deque(), which is not modelled"),
		"Counter":     unmodelled("Counter", "Counter", "comes from collections.Counter(), which is not modelled"),
		"Mapping":     abstractClass("Mapping"), "MutableMapping": abstractClass("MutableMapping"),
		"Sequence": abstractClass("Sequence"), "Iterable": abstractClass("Iterable"), "Callable": abstractClass("Callable"),
	}},
	"collections.abc": {names: abstractNames},
	"abc": {names: names{
		"ABC": abstractIn("abc", "ABC"), "ABCMeta": abstractIn("abc", "ABCMeta"),
		"abstractmethod": passing("abstractmethod"), "abstractproperty": newPropertyClass("abstractproperty"),
	}},
	"frozendict":                  {names: names{"frozendict": newOrderedDictClass}},
	"ordered_set":                 {names: names{}},
	"django.utils.datastructures": {names: names{"SortedDict": newOrderedDictClass}},
}

var abstractNames = abstractClasses("Mapping MutableMapping Sequence MutableSequence Iterable Collection Set " +
	"MutableSet Callable Hashable Sized Container Iterator Generator Awaitable Coroutine Reversible")

// abstractClass returns a class that only says what can be done with a value.
func abstractClass(name string) func() value.Data { return abstractIn("collections.abc", name) }

func abstractIn(module, name string) func() value.Data {
	return func() value.Data {
		c := class(module, name, nil)
		c.Attrs.Set("__class_getitem__", value.Value{Data: classGetItem})
		return c
	}
}

func abstractClasses(list string) names {
	n := names{}
	for name := range words(list) {
		n[name] = abstractClass(name)
	}
	return n
}

// classGetItem is Class[...] of a generic class: the class again.
var classGetItem = function("__class_getitem__", "cls, key", func(h value.Host, a *arguments) (value.Value, error) {
	return a.value("cls"), nil
})

// newOrderedDictClass returns a class that makes plain dicts, which keep their
// order as well.
func newOrderedDictClass() value.Data {
	c := class("collections", "OrderedDict", names{"fromkeys": function("fromkeys", "iterable, value=", dictFromKeys)})
	c.New = func(h value.Host, c *value.Class, args value.Args) (value.Value, error) {
		return newDict(h, args)
	}
	return c
}

// newDict is dict(*args).
func newDict(h value.Host, args value.Args) (value.Value, error) {
	d := value.NewDict()
	for _, a := range args.Pos {
		if err := updateDict(h, d, a); err != nil {
			return a, err
		}
	}
	for _, n := range args.Named {
		d.Set(str(h, n.Name), n.Value)
	}
	if args.Open != nil {
		d.Blur(args.Open)
	}
	return h.Made(d, args.All()...), h.Spend(d.Len())
}

// updateDict is d.update(v) for a mapping or pairs.
func updateDict(h value.Host, d *value.Dict, v value.Value) error {
	switch src := v.Data.(type) {
	case *value.Dict:
		if src.Open != nil {
			d.Blur(src.Open)
		}
		for _, e := range src.Entries() {
			d.Set(e.Key, e.Value)
		}
		return nil
	case *value.Unknown:
		d.Blur(src)
		return nil
	}
	items, err := h.Iterate(v)
	if err != nil {
		return err
	}
	for _, it := range value.AnyOrder(items) {
		if u := pairUnknown(it); u != nil {
			d.Blur(u)
			continue
		}
		pair, ok := value.Spread(it)
		if !ok || len(pair) != 2 {
			return h.Raise("ValueError", "dictionary update sequence element has the wrong length")
		}
		d.Set(pair[0], pair[1])
	}
	return nil
}

// pairUnknown returns what keeps an item from being seen as a pair, or nil.
func pairUnknown(it value.Value) *value.Unknown {
	switch d := it.Data.(type) {
	case *value.Splice:
		return d.Of
	case *value.Unknown:
		return d
	}
	return nil
}

func dictFromKeys(h value.Host, a *arguments) (value.Value, error) {
	items, err := h.Iterate(a.value("iterable"))
	if err != nil {
		return value.Value{}, err
	}
	v, given := a.get("value")
	if !given {
		v = h.Made(value.None{})
	}
	d := value.NewDict()
	for _, it := range items {
		if u := pairUnknown(it); u != nil {
			d.Open = u
			continue
		}
		d.Set(it, v)
	}
	return h.Made(d, a.given...), nil
}

// A defaultDict is the state of a collections.defaultdict.
type defaultDict struct{ factory, dict value.Value }

func newDefaultDictClass() value.Data {
	delegate := func(name string) *value.Function {
		return &value.Function{Name: name, Call: func(h value.Host, args value.Args) (value.Value, error) {
			if len(args.Pos) == 0 {
				return value.Value{}, h.Raise("TypeError", name+"() missing a required argument")
			}
			d := stateOf[defaultDict](of("self", args.Pos[0]))
			f, err := h.GetAttr(d.held(h), name)
			if err != nil {
				return f, err
			}
			args.Pos = args.Pos[1:]
			return h.Call(f, args)
		}}
	}
	n := names{
		"__init__": openFunction("__init__", "self, default_factory=, *args, **named", func(h value.Host, a *arguments) (value.Value, error) {
			made, err := newDict(h, value.Args{Pos: a.rest, Named: a.named, Open: a.open})
			*stateOf[defaultDict](a) = defaultDict{a.value("default_factory"), made}
			return h.Made(value.None{}), err
		}),
		"__getitem__": method("__getitem__", "key", defaultItem),
		"__setitem__": method("__setitem__", "key, value", func(h value.Host, a *arguments) (value.Value, error) {
			return h.Made(value.None{}), h.SetItem(stateOf[defaultDict](a).held(h), a.value("key"), a.value("value"))
		}),
		"__contains__": method("__contains__", "key", func(h value.Host, a *arguments) (value.Value, error) {
			switch value.Contains(stateOf[defaultDict](a).held(h), a.value("key")) {
			case value.Yes:
				return h.Made(value.Bool(true), a.given...), nil
			case value.No:
				return h.Made(value.Bool(false), a.given...), nil
			}
			return h.MakeUnknown("bool", "is about a dict that is known in part", a.given...), nil
		}),
		"__iter__": method("__iter__", "", func(h value.Host, a *arguments) (value.Value, error) {
			return stateOf[defaultDict](a).held(h), nil
		}),
		"__len__": method("__len__", "", func(h value.Host, a *arguments) (value.Value, error) {
			d := stateOf[defaultDict](a).held(h)
			if u := value.UnknownIn(d); u != nil {
				return derived(h, "int", "len", u, d), nil
			}
			return h.Made(value.NewInt(int64(d.Data.(*value.Dict).Len())), d), nil
		}),
	}
	for _, name := range strings.Fields("get items keys values update setdefault pop copy clear") {
		n[name] = delegate(name)
	}
	return class("collections", "defaultdict", n)
}

func (d *defaultDict) held(h value.Host) value.Value {
	if d.dict.IsZero() {
		d.dict = h.Made(value.NewDict())
	}
	return d.dict
}

// defaultItem is d[key], which binds a missing key to a fresh default.
func defaultItem(h value.Host, a *arguments) (value.Value, error) {
	d := stateOf[defaultDict](a)
	held, ok := d.held(h).Data.(*value.Dict)
	if !ok {
		return h.MakeUnknown("", "comes from a dict that is not known", a.given...), nil
	}
	if _, found := held.Get(a.value("key")); found != value.No || isNone(d.factory) {
		return h.GetItem(d.dict, a.value("key"))
	}
	v, err := h.Call(d.factory, value.Args{})
	if err == nil {
		err = h.Changes(d.dict)
	}
	if err == nil {
		held.Set(a.value("key"), v)
	}
	return v, err
}

// chainMap merges the maps, the first winning.
func chainMap(h value.Host, a *arguments) (value.Value, error) {
	d := value.NewDict()
	for i := len(a.rest) - 1; i >= 0; i-- {
		if err := updateDict(h, d, a.rest[i]); err != nil {
			return value.Value{}, err
		}
	}
	return h.Made(d, a.given...), nil
}

// namedTuple makes a class whose instances have the fields as attributes.
func namedTuple(h value.Host, a *arguments) (value.Value, error) {
	name, ok1 := value.Text(a.value("typename"))
	fields, ok2 := fieldNames(a.value("field_names"))
	defaults, ok3 := []value.Value(nil), true
	if d := a.value("defaults"); !isNone(d) {
		defaults, ok3 = value.Spread(d)
	}
	if !ok1 || !ok2 || !ok3 || len(defaults) > len(fields) {
		return h.MakeUnknown("type", "comes from namedtuple() with arguments that are not known", a.given...), nil
	}
	byName := map[string]value.Value{}
	for i, d := range defaults {
		byName[fields[len(fields)-len(defaults)+i]] = d
	}
	c := class("", name, nil)
	tupleFields(c, fields, byName)
	return h.Made(c), nil
}

func fieldNames(v value.Value) ([]string, bool) {
	if text, ok := value.Text(v); ok {
		return strings.Fields(strings.ReplaceAll(text, ",", " ")), true
	}
	items, ok := value.Spread(v)
	var list []string
	for _, it := range items {
		s, known := value.Text(it)
		ok = ok && known
		list = append(list, s)
	}
	return list, ok
}

// tupleFields makes a class one of named tuples.
func tupleFields(c *value.Class, fields []string, defaults map[string]value.Value) {
	var params []string
	for _, f := range fields {
		if _, optional := defaults[f]; optional {
			f += "="
		}
		params = append(params, f)
	}
	sig := strings.Join(params, ", ")
	c.New = nil
	for name, f := range map[string]*value.Function{
		"__init__": function("__init__", "self,"+sig, func(h value.Host, a *arguments) (value.Value, error) {
			o := a.self()
			for _, f := range fields {
				v, given := a.get(f)
				if !given {
					v = defaults[f]
				}
				o.Attrs.Set(f, v)
			}
			return h.Made(value.None{}), nil
		}),
		"__iter__": method("__iter__", "", func(h value.Host, a *arguments) (value.Value, error) {
			return fieldTuple(h, a, fields), nil
		}),
		"__getitem__": method("__getitem__", "key", func(h value.Host, a *arguments) (value.Value, error) {
			return h.GetItem(fieldTuple(h, a, fields), a.value("key"))
		}),
		"__len__": method("__len__", "", func(h value.Host, a *arguments) (value.Value, error) {
			return h.Made(value.NewInt(int64(len(fields)))), nil
		}),
		"_asdict": method("_asdict", "", func(h value.Host, a *arguments) (value.Value, error) {
			d := value.NewDict()
			for i, v := range fieldTuple(h, a, fields).Data.(*value.Tuple).Items {
				d.Set(str(h, fields[i]), v)
			}
			return h.Made(d, a.given...), nil
		}),
	} {
		c.Attrs.Set(name, value.Value{Data: f})
	}
	var list []value.Value
	for _, f := range fields {
		list = append(list, value.Value{Data: value.Str(f)})
	}
	c.Attrs.Set("_fields", value.Value{Data: &value.Tuple{Items: list}})
}

func fieldTuple(h value.Host, a *arguments, fields []string) value.Value {
	t := &value.Tuple{}
	for _, f := range fields {
		v, ok := a.self().Attrs.Get(f)
		if !ok {
			v = h.MakeUnknown("", "is a field that is not known")
		}
		t.Items = append(t.Items, v)
	}
	return h.Made(t, a.given...)
}
