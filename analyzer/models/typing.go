package models

import (
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// typing and types. Annotations say nothing about values, so most names are
// harmless objects.
//
// https://docs.python.org/3/library/typing.html

var typingModules = map[string]module{
	"typing":            {names: typingNames()},
	"typing_extensions": {names: typingNames()},
	"types": {names: names{
		"SimpleNamespace": newSimpleNamespaceClass,
		"ModuleType":      typeName("types", "ModuleType"),
		"FunctionType":    typeName("types", "FunctionType"),
		"MappingProxyType": function("MappingProxyType", "mapping", func(h value.Host, a *arguments) (value.Value, error) {
			return h.Made(a.value("mapping").Data, a.value("mapping")), nil
		}),
		"NoneType": typeName("types", "NoneType"),
	}},
}

func typingNames() names {
	n := names{
		"TYPE_CHECKING": value.Bool(false),
		"cast": function("cast", "typ, val", func(h value.Host, a *arguments) (value.Value, error) {
			return a.value("val"), nil
		}),
		"overload": passing("overload"), "final": passing("final"), "no_type_check": passing("no_type_check"),
		"runtime_checkable": passing("runtime_checkable"), "override": passing("override"),
		"NamedTuple": newNamedTupleClass, "TypedDict": newTypedDictClass,
		"Generic": genericClass("Generic"), "Protocol": genericClass("Protocol"),
		"TypeVar": newTypeForm, "ParamSpec": newTypeForm, "NewType": function("NewType", "name, tp", func(h value.Host, a *arguments) (value.Value, error) {
			return h.Made(passing("NewType")), nil
		}),
		"get_type_hints": unmodelled("get_type_hints", "dict", "comes from get_type_hints(), which is not modelled"),
	}
	for _, name := range strings.Fields("Any AnyStr Union Optional Callable Type Literal Final ClassVar Annotated List Dict Tuple Set " +
		"FrozenSet Iterable Iterator Sequence Mapping MutableMapping MutableSequence Generator Awaitable Coroutine " +
		"Hashable NoReturn Never Self Text Pattern Match IO TextIO Deque DefaultDict OrderedDict Required NotRequired " +
		"TypeAlias Collection Concatenate TypeGuard Unpack LiteralString SupportsInt") {
		n[name] = typeForm(name)
	}
	return n
}

// A TypeForm is the state of an object that stands for a type in annotations:
// Optional[int] has the name "Optional" and the argument int.
type TypeForm struct {
	Name string
	Args []value.Value
}

var typeFormClass = class("typing", "_SpecialForm", names{
	"__getitem__": method("__getitem__", "key", func(h value.Host, a *arguments) (value.Value, error) {
		f := TypeForm{Name: stateOf[TypeForm](a).Name, Args: []value.Value{a.value("key")}}
		if t, ok := a.value("key").Data.(*value.Tuple); ok {
			f.Args = t.Items
		}
		return h.Made(object(a.self().Class, &f), a.given...), nil
	}),
	"__call__": openFunction("__call__", "self, *args, **named", func(h value.Host, a *arguments) (value.Value, error) {
		switch stateOf[TypeForm](a).Name {
		case "Dict", "DefaultDict", "OrderedDict":
			return newDict(h, value.Args{Pos: a.rest, Named: a.named, Open: a.open})
		}
		return h.MakeUnknown("", "comes from a type, which is not modelled", a.given...), nil
	}),
	"__or__":  method("__or__", "other", eitherType),
	"__ror__": method("__ror__", "other", eitherType),
})

func typeForm(name string) func() value.Data {
	return func() value.Data { return object(typeFormClass, &TypeForm{Name: name}) }
}

func newTypeForm() value.Data {
	return openFunction("TypeVar", "name, *rest, **named", func(h value.Host, a *arguments) (value.Value, error) {
		return h.Made(object(typeFormClass, &TypeForm{Name: "TypeVar"})), nil
	})
}

// eitherType is X | Y.
func eitherType(h value.Host, a *arguments) (value.Value, error) {
	return h.Made(object(a.self().Class, &TypeForm{Name: "Union", Args: a.given}), a.given...), nil
}

// genericClass is a class to derive from that adds nothing.
func genericClass(name string) func() value.Data {
	return func() value.Data {
		return class("typing", name, names{"__class_getitem__": classGetItem})
	}
}

// newSimpleNamespaceClass returns types.SimpleNamespace.
func newSimpleNamespaceClass() value.Data {
	return class("types", "SimpleNamespace", names{
		"__init__": openFunction("__init__", "self, mapping=, **named", func(h value.Host, a *arguments) (value.Value, error) {
			o := a.self()
			if d, ok := a.value("mapping").Data.(*value.Dict); ok {
				for _, e := range d.Entries() {
					if name, ok := value.Text(e.Key); ok {
						o.Attrs.Set(name, e.Value)
					}
				}
			}
			for _, n := range a.named {
				o.Attrs.Set(n.Name, n.Value)
			}
			o.Attrs.Open = a.open
			return h.Made(value.None{}), nil
		}),
	})
}

// newNamedTupleClass returns typing.NamedTuple: classes that derive from it
// have their annotations for fields.
func newNamedTupleClass() value.Data {
	base := class("typing", "NamedTuple", names{
		"__init_subclass__": subclassHook(func(h value.Host, c *value.Class) {
			fields, defaults := annotated(c)
			tupleFields(c, fields, defaults)
		}),
	})
	base.New = func(h value.Host, _ *value.Class, args value.Args) (value.Value, error) {
		return newNamedTuple(h, args)
	}
	return base
}

// newNamedTuple is NamedTuple(name, [(field, type), ...]).
func newNamedTuple(h value.Host, args value.Args) (value.Value, error) {
	name, ok := value.Text(firstOf(args))
	given, _ := args.Get(1, "fields")
	pairs, known := value.Spread(given)
	var fields []string
	for _, p := range pairs {
		pair, isPair := value.Spread(p)
		if !isPair || len(pair) != 2 {
			known = false
			break
		}
		field, text := value.Text(pair[0])
		fields, known = append(fields, field), known && text
	}
	if !ok || !known {
		return h.MakeUnknown("type", "comes from NamedTuple() with arguments that are not known", args.All()...), nil
	}
	c := class("", name, nil)
	tupleFields(c, fields, nil)
	return h.Made(c), nil
}

// newTypedDictClass returns typing.TypedDict, whose subclasses make dicts.
func newTypedDictClass() value.Data {
	base := class("typing", "TypedDict", nil)
	base.New = func(h value.Host, c *value.Class, args value.Args) (value.Value, error) {
		if name, ok := value.Text(firstOf(args)); ok && c == base {
			made := class("", name, nil, base)
			made.New = base.New
			return h.Made(made), nil
		}
		return newDict(h, args)
	}
	return base
}

func firstOf(args value.Args) value.Value {
	v, _ := args.Get(0, "typename")
	return v
}

// subclassHook is an __init_subclass__ in Go.
func subclassHook(do func(h value.Host, c *value.Class)) *value.Function {
	return openFunction("__init_subclass__", "cls, **named", func(h value.Host, a *arguments) (value.Value, error) {
		if c, ok := a.value("cls").Data.(*value.Class); ok {
			do(h, c)
		}
		return h.Made(value.None{}), nil
	})
}

// annotated returns the annotated names of a class's own body in order, and
// what those with a value are bound to.
func annotated(c *value.Class) ([]string, map[string]value.Value) {
	var fields []string
	defaults := map[string]value.Value{}
	notes, _ := c.Attrs.Get("__annotations__")
	d, ok := notes.Data.(*value.Dict)
	if !ok {
		return nil, defaults
	}
	for _, e := range d.Entries() {
		name, ok := value.Text(e.Key)
		if f, form := e.Value.Data.(*value.Object); !ok || form && isTypeForm(f, "ClassVar") {
			continue
		}
		fields = append(fields, name)
		if v, bound := c.Attrs.Get(name); bound {
			defaults[name] = v
		}
	}
	return fields, defaults
}

func isTypeForm(o *value.Object, name string) bool {
	f, ok := o.State.(*TypeForm)
	return ok && f.Name == name
}
