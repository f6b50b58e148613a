package interp

import (
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/django-session-audit/django-session-audit/analyzer/models"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// builtin is a builtin function.
type builtin func(m *machine, args value.Args) (value.Value, error)

// newBuiltins returns the builtin names of one run.
func newBuiltins(classes map[string]*value.Class) *value.Namespace {
	ns := value.NewNamespace()
	ns.Grow(2 * len(classes))
	for name, c := range classes {
		if c.Module == "builtins" {
			ns.Set(name, value.Value{Data: c})
		}
	}
	for name, f := range builtinFunctions() {
		ns.Set(name, value.Value{Data: &value.Function{Name: name, Call: func(h value.Host, args value.Args) (value.Value, error) {
			m := h.(*machine)
			if err := m.checkArity(name, args); err != nil {
				return value.Value{}, err
			}
			return f(m, args)
		}}})
	}
	ns.Set("NotImplemented", value.Value{Data: &value.Unknown{Reason: "comes from NotImplemented, which is not modelled", Key: "NotImplemented"}})
	ns.Set("Ellipsis", value.Value{Data: value.Ellipsis{}})
	ns.Set("__debug__", value.Value{Data: value.Bool(true)})
	return ns
}

func builtinFunctions() map[string]builtin {
	return map[string]builtin{
		"len": builtinLen, "isinstance": builtinIsinstance, "issubclass": builtinIssubclass,
		"hasattr": builtinHasattr, "getattr": builtinGetattr, "setattr": builtinSetattr, "delattr": builtinDelattr,
		"callable": builtinCallable, "print": builtinPrint, "sorted": builtinSorted, "sum": builtinSum,
		"min": builtinExtreme(-1), "max": builtinExtreme(1), "abs": builtinAbs, "round": builtinRound,
		"any": builtinAny, "all": builtinAll, "iter": builtinIter, "next": builtinNext, "repr": builtinRepr,
		"ord": builtinOrd, "chr": builtinChr, "hex": builtinBase(16, "0x"), "oct": builtinBase(8, "0o"), "bin": builtinBase(2, "0b"),
		"vars": builtinVars, "globals": builtinGlobals, "locals": builtinLocals, "dir": builtinDir,
		"open": builtinOpen, "exec": builtinExec, "eval": builtinEval, "compile": builtinCompile,
		"__import__": builtinImport, "format": builtinFormat, "divmod": builtinDivmod, "pow": builtinPow,
		"input": unknownBuiltin("input"), "hash": unknownBuiltin("hash"), "id": unknownBuiltin("id"),
		"ascii": unknownBuiltin("ascii"), "aiter": unknownBuiltin("aiter"), "anext": unknownBuiltin("anext"),
		"breakpoint": unknownBuiltin("breakpoint"), "help": unknownBuiltin("help"),
		"memoryview": unknownBuiltin("memoryview"), "bytearray": unknownBuiltin("bytearray"), "complex": unknownBuiltin("complex"),
	}
}

func unknownBuiltin(name string) builtin {
	return func(m *machine, args value.Args) (value.Value, error) {
		return m.MakeUnknown("", "comes from "+name+"(), which is not modelled", args.All()...), nil
	}
}

// first returns the first argument, which the function cannot do without.
func first(m *machine, args value.Args) (value.Value, error) {
	if len(args.Pos) == 0 {
		if args.Open != nil {
			return value.Value{Data: itemOf(args.Open, "0")}, nil
		}
		return value.Value{}, m.Raise("TypeError", "missing a required argument")
	}
	return args.Pos[0], nil
}

func builtinLen(m *machine, args value.Args) (value.Value, error) {
	v, err := first(m, args)
	if err != nil {
		return v, err
	}
	if s, ok := v.Data.(value.Str); ok {
		return m.Made(value.NewInt(int64(len([]rune(string(s))))), v), nil
	}
	if o, ok := v.Data.(*value.Object); ok {
		if f, found := o.Class.Lookup("__len__"); found == value.Yes {
			return m.Call(m.bind(v, f), value.Args{})
		}
	}
	switch d := v.Data.(type) {
	case *value.Unknown, nil:
		return m.derived("int", "len", v), nil
	case value.Range:
		return m.Made(value.NewInt(d.Len()), v), nil
	case *value.Iterator:
		return v, m.Raise("TypeError", "object has no len()")
	}
	items, err := m.Iterate(v)
	if err != nil {
		return v, err
	}
	items = value.AnyOrder(items)
	if value.HasSplice(items) {
		return m.derived("int", "len", v), nil
	}
	return m.Made(value.NewInt(int64(len(items))), v), nil
}

func builtinIsinstance(m *machine, args value.Args) (value.Value, error) {
	if len(args.Pos) != 2 {
		return value.Value{}, m.Raise("TypeError", "isinstance expected 2 arguments")
	}
	v := args.Pos[0]
	answer := value.No
	classes := classesIn(args.Pos[1])
	for _, c := range classes {
		answer = answer.Or(m.isInstance(v, c))
	}
	if len(classes) == 0 {
		answer = value.Maybe
	}
	return m.answer(false, "isinstance", answer, v, args.Pos[1]), nil
}

func (m *machine) isInstance(v value.Value, c *value.Class) value.Truth {
	if t, ok := models.IsInstance(v, c); ok {
		return t
	}
	if u, ok := v.Data.(*value.Unknown); ok {
		if u.Type == "" || m.classes[u.Type] == nil {
			return value.Maybe
		}
		return m.classes[u.Type].IsSubclass(c)
	}
	own, ok := m.typeOf(v).Data.(*value.Class)
	if !ok {
		return value.Maybe
	}
	if _, ok := abstract[c.Name]; ok && strings.HasPrefix(c.Module, "collections") || c.Module == "typing" {
		if t := own.IsSubclass(c); t != value.No {
			return t
		}
		return m.abstractInstance(v, own, c.Name)
	}
	return own.IsSubclass(c)
}

// abstractInstance says whether a value is an instance of one of the abstract
// classes of collections.abc: of some one only has to have the methods.
func (m *machine) abstractInstance(v value.Value, own *value.Class, name string) value.Truth {
	if it, ok := v.Data.(*value.Iterator); ok {
		return value.Of(name == "Iterable" || name == "Iterator" || name == "Generator" && it.Kind == "generator")
	}
	for _, c := range own.MRO() {
		if c.Module == "builtins" && strings.Contains(" "+abstract[name]+" ", " "+c.Name+" ") {
			return value.Yes
		}
	}
	answer := value.Yes
	for method := range strings.FieldsSeq(abstractMethods[name]) {
		_, found := own.Lookup(method)
		answer = answer.And(found)
	}
	switch {
	case !isObject(v):
		return value.No
	case abstractMethods[name] == "" || !m.inRepository(own) && answer == value.No:
		return value.Maybe
	}
	return answer
}

// abstractMethods are the methods that make any class one of these.
var abstractMethods = map[string]string{
	"Iterable": "__iter__", "Iterator": "__iter__ __next__", "Collection": "__len__ __iter__ __contains__",
	"Sized": "__len__", "Container": "__contains__", "Hashable": "__hash__", "Callable": "__call__",
	"Reversible": "__reversed__", "Generator": "__iter__ __next__ send throw close",
}

// abstract lists the builtin types that are instances of the abstract classes
// of collections.abc.
var abstract = map[string]string{
	"Mapping": "dict OrderedDict defaultdict", "MutableMapping": "dict OrderedDict defaultdict",
	"Sequence": "list tuple str bytes range", "MutableSequence": "list",
	"Iterable":   "list tuple str bytes dict set frozenset range dict_keys dict_values dict_items",
	"Collection": "list tuple str bytes dict set frozenset range dict_keys dict_values dict_items",
	"Sized":      "list tuple str bytes dict set frozenset range dict_keys dict_values dict_items",
	"Container":  "list tuple str bytes dict set frozenset range dict_keys dict_values dict_items",
	"Reversible": "list tuple str bytes dict range dict_keys dict_values dict_items",
	"Set":        "set frozenset dict_keys dict_items", "MutableSet": "set",
	"KeysView": "dict_keys", "ValuesView": "dict_values", "ItemsView": "dict_items", "MappingView": "dict_keys dict_values dict_items",
	"Hashable": "", "Callable": "", "Iterator": "", "Generator": "",
}

// typeOf is type(v).
func (m *machine) typeOf(v value.Value) value.Value {
	switch d := v.Data.(type) {
	case *value.Object:
		return m.Made(d.Class)
	case *value.Unknown:
		return m.derived("type", "type", v)
	case *value.Class:
		if d.Meta != nil {
			return m.Made(d.Meta)
		}
		return m.Made(m.classes["type"])
	}
	if c, ok := m.classes[v.Data.TypeName()]; ok {
		return m.Made(c, v)
	}
	c := &value.Class{Name: v.Data.TypeName(), Module: "builtins", Attrs: value.NewNamespace(), Bases: []*value.Class{m.classes["object"]}}
	m.classes[c.Name] = c
	return m.Made(c, v)
}

func builtinIssubclass(m *machine, args value.Args) (value.Value, error) {
	if len(args.Pos) != 2 {
		return value.Value{}, m.Raise("TypeError", "issubclass expected 2 arguments")
	}
	c, ok := args.Pos[0].Data.(*value.Class)
	answer := value.Maybe
	if ok {
		answer = value.No
		for _, d := range classesIn(args.Pos[1]) {
			answer = answer.Or(c.IsSubclass(d))
		}
	}
	return m.answer(false, "issubclass", answer, args.Pos[0], args.Pos[1]), nil
}

// attribute returns the object and attribute name that getattr and its like
// are given.
func attribute(m *machine, args value.Args) (v value.Value, name string, known bool, err error) {
	if len(args.Pos) < 2 {
		return value.Value{}, "", false, m.Raise("TypeError", "expected at least 2 arguments")
	}
	name, known = value.Text(args.Pos[1])
	return args.Pos[0], name, known, nil
}

func builtinHasattr(m *machine, args value.Args) (value.Value, error) {
	v, name, known, err := attribute(m, args)
	if err != nil {
		return v, err
	}
	if !known || unknownOperand(v) {
		return m.derived("bool", "hasattr", args.All()...), nil
	}
	a, err := m.GetAttr(v, name)
	if _, raised := err.(*value.Raised); raised {
		return m.Made(value.Bool(false), v), nil
	}
	if err == nil && !a.Known() && !hasOwn(v, name) && (isObject(v) || isClass(v) || !hasSpecialOf(v, name)) {
		return m.derived("bool", "hasattr", args.All()...), nil
	}
	return m.Made(value.Bool(true), v), err
}

// hasOwn reports whether an object, or its class, is seen to have an attribute,
// whatever its value.
func hasOwn(v value.Value, name string) bool {
	var c *value.Class
	switch d := v.Data.(type) {
	case *value.Object:
		if d.Attrs.Lookup(name) != nil {
			return true
		}
		c = d.Class
	case *value.Class:
		c = d
	default:
		return false
	}
	_, found := c.Lookup(name)
	return found == value.Yes
}

func builtinGetattr(m *machine, args value.Args) (value.Value, error) {
	v, name, known, err := attribute(m, args)
	if err != nil {
		return v, err
	}
	if !known {
		return m.derived("", "getattr", args.All()...), nil
	}
	a, err := m.GetAttr(v, name)
	if raised, ok := err.(*value.Raised); ok && len(args.Pos) > 2 && raised.Error() == "AttributeError" {
		return args.Pos[2], nil
	}
	return a, err
}

func builtinSetattr(m *machine, args value.Args) (value.Value, error) {
	v, name, known, err := attribute(m, args)
	if err != nil {
		return v, err
	}
	if len(args.Pos) < 3 {
		return v, m.Raise("TypeError", "setattr expected 3 arguments")
	}
	if !known {
		if ns := attributesOf(v); ns != nil {
			m.openAll(ns, value.UnknownIn(args.Pos[1]))
		}
		return m.none(), nil
	}
	return m.none(), m.SetAttr(v, name, args.Pos[2])
}

func builtinDelattr(m *machine, args value.Args) (value.Value, error) {
	v, name, known, err := attribute(m, args)
	if err == nil && known {
		err = m.delAttr(v, name)
	}
	return m.none(), err
}

func builtinCallable(m *machine, args value.Args) (value.Value, error) {
	v, err := first(m, args)
	if err != nil {
		return v, err
	}
	switch d := v.Data.(type) {
	case *value.Unknown:
		return m.derived("bool", "callable", v), nil
	case *value.Function, *value.BoundMethod, *value.Class:
		return m.Made(value.Bool(true), v), nil
	case *value.Object:
		_, found := d.Class.Lookup("__call__")
		return m.answer(false, "callable", found, v, v), nil
	}
	return m.Made(value.Bool(false), v), nil
}

func builtinPrint(m *machine, _ value.Args) (value.Value, error) { return m.none(), nil }

func builtinSorted(m *machine, args value.Args) (value.Value, error) {
	v, err := first(m, args)
	if err != nil {
		return v, err
	}
	items, err := m.Iterate(v)
	if err != nil {
		return v, err
	}
	items, err = m.sorted(items, args)
	return m.Made(&value.List{Items: items}, v), err
}

func builtinSum(m *machine, args value.Args) (value.Value, error) {
	v, err := first(m, args)
	if err != nil {
		return v, err
	}
	items, err := m.Iterate(v)
	if err != nil {
		return v, err
	}
	total, ok := args.Get(1, "start")
	if !ok {
		total = m.Made(value.NewInt(0))
	}
	for _, it := range items {
		if _, splice := it.Data.(*value.Splice); splice {
			return m.derived("", "sum", v), nil
		}
		if total, err = m.BinOp("+", total, it); err != nil {
			return v, err
		}
	}
	return total, nil
}

func builtinExtreme(sign int) builtin {
	return func(m *machine, args value.Args) (value.Value, error) {
		items := args.Pos
		if len(items) == 1 {
			var err error
			if items, err = m.Iterate(items[0]); err != nil {
				return value.Value{}, err
			}
		}
		if args.Open != nil {
			return m.derived("", "extreme", items...), nil
		}
		items = value.AnyOrder(items)
		if len(items) == 0 {
			if fallback, ok := args.Get(-1, "default"); ok {
				return fallback, nil
			}
			return value.Value{}, m.Raise("ValueError", "arg is an empty sequence")
		}
		keys, err := m.sortKeys(items, args)
		if err != nil {
			return value.Value{}, err
		}
		best := 0
		for i, k := range keys {
			if i == 0 {
				continue
			}
			c, ok := m.orderOf(k, keys[best])
			if !ok {
				_, err := m.ordering("<", k, keys[best])
				return m.derived("", "extreme"+strconv.Itoa(sign), items...), err
			}
			if c*sign > 0 {
				best = i
			}
		}
		return m.Made(items[best].Data, items...), nil
	}
}

func builtinAbs(m *machine, args value.Args) (value.Value, error) {
	v, err := first(m, args)
	if err != nil {
		return v, err
	}
	if i, ok := value.Integer(v); ok {
		return m.Made(value.Int{Int: new(big.Int).Abs(i)}, v), nil
	}
	if f, ok := v.Data.(value.Float); ok {
		return m.Made(value.Float(math.Abs(float64(f))), v), nil
	}
	return m.derived("", "abs", v), nil
}

func builtinRepr(m *machine, args value.Args) (value.Value, error) {
	v, err := first(m, args)
	if err != nil {
		return v, err
	}
	if o, ok := v.Data.(*value.Object); ok {
		if f, found := o.Class.Lookup("__repr__"); found == value.Yes {
			return m.Call(m.bind(v, f), value.Args{})
		}
	}
	if text, ok := value.Repr(v); ok {
		return m.Made(value.Str(text), v), nil
	}
	return m.derived("str", "repr", v), nil
}

func builtinOrd(m *machine, args value.Args) (value.Value, error) {
	v, err := first(m, args)
	if err != nil {
		return v, err
	}
	if text, ok := value.Text(v); ok && len([]rune(text)) == 1 {
		return m.Made(value.NewInt(int64([]rune(text)[0])), v), nil
	}
	return m.derived("int", "ord", v), nil
}

func builtinChr(m *machine, args value.Args) (value.Value, error) {
	v, err := first(m, args)
	if err != nil {
		return v, err
	}
	i, ok := value.Integer(v)
	switch {
	case !ok && v.Known() && !isObject(v):
		return v, m.Raise("TypeError", "an integer is required")
	case !ok:
		return m.derived("str", "chr", v), nil
	case !i.IsInt64() || i.Int64() < 0 || i.Int64() > utf8.MaxRune:
		return v, m.Raise("ValueError", "chr() arg not in range(0x110000)")
	case !utf8.ValidRune(rune(i.Int64())):
		return m.MakeUnknown("str", "is half of a surrogate pair", v), nil
	}
	return m.Made(value.Str(string(rune(i.Int64()))), v), nil
}

func builtinBase(base int, prefix string) builtin {
	return func(m *machine, args value.Args) (value.Value, error) {
		v, err := first(m, args)
		if err != nil {
			return v, err
		}
		i, ok := value.Integer(v)
		if !ok {
			return m.derived("str", prefix, v), nil
		}
		text := prefix + new(big.Int).Abs(i).Text(base)
		if i.Sign() < 0 {
			text = "-" + text
		}
		return m.Made(value.Str(text), v), nil
	}
}

func builtinVars(m *machine, args value.Args) (value.Value, error) {
	if len(args.Pos) == 0 {
		return builtinLocals(m, args)
	}
	if ns := attributesOf(args.Pos[0]); ns != nil {
		return m.namespaceDict(ns), nil
	}
	return m.derived("dict", "vars", args.Pos[0]), nil
}

func builtinGlobals(m *machine, _ value.Args) (value.Value, error) {
	return m.namespaceDict(m.frame.globals), nil
}

// builtinLocals gives a function a copy of what it has bound: what is done to
// that does nothing to the names.
func builtinLocals(m *machine, _ value.Args) (value.Value, error) {
	if m.frame.kind != functionFrame {
		return m.namespaceDict(m.frame.locals), nil
	}
	m.readsAll(m.frame.locals)
	copied := value.NewNamespace()
	for _, name := range m.frame.locals.Names() {
		copied.Bind(name, m.frame.locals.Lookup(name))
	}
	copied.Open = m.frame.locals.Open
	return m.namespaceDict(copied), nil
}

func builtinDir(m *machine, args value.Args) (value.Value, error) {
	var names []string
	var open *value.Unknown
	if len(args.Pos) == 0 {
		m.readsAll(m.frame.locals)
		names, open = m.frame.locals.Names(), m.frame.locals.Open
	} else {
		m.readsAll(attributesOf(args.Pos[0]))
		names, open = value.Members(args.Pos[0])
	}
	slices.Sort(names)
	items := m.texts(slices.Compact(names))
	if open != nil {
		items = append(items, value.Value{Data: &value.Splice{Of: open}})
	}
	return m.Made(&value.List{Items: items}), m.Spend(len(items))
}

func builtinFormat(m *machine, args value.Args) (value.Value, error) {
	v, err := first(m, args)
	if err != nil {
		return v, err
	}
	spec := ""
	if len(args.Pos) > 1 {
		spec, _ = value.Text(args.Pos[1])
	}
	if text, ok := formatValue(v, spec); ok {
		return m.text(text, args.All()...), nil
	}
	return m.derived("str", "format", args.All()...), nil
}

func builtinDivmod(m *machine, args value.Args) (value.Value, error) {
	if len(args.Pos) != 2 {
		return value.Value{}, m.Raise("TypeError", "divmod expected 2 arguments")
	}
	q, err := m.BinOp("//", args.Pos[0], args.Pos[1])
	if err != nil {
		return q, err
	}
	r, err := m.BinOp("%", args.Pos[0], args.Pos[1])
	return m.Made(&value.Tuple{Items: []value.Value{q, r}}, args.Pos...), err
}
