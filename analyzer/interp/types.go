package interp

import (
	"math"
	"math/big"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/django-session-audit/django-session-audit/analyzer/lazyregexp"
	"github.com/django-session-audit/django-session-audit/analyzer/models"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// constructor makes an instance of a builtin type.
type constructor func(m *machine, args value.Args) (value.Value, error)

// newClasses returns the builtin classes and the exceptions of modelled
// modules, by name: "int", "KeyError",
// "django.core.exceptions.ImproperlyConfigured".
func newClasses() map[string]*value.Class {
	classes := map[string]*value.Class{}
	object := &value.Class{Name: "object", Module: "builtins", Attrs: value.NewNamespace()}
	classes["object"] = object
	add := func(name, module string, base *value.Class, make constructor) {
		c := &value.Class{Name: name, Module: module, Bases: []*value.Class{base}, Attrs: value.NewNamespace()}
		if make != nil {
			c.New = func(h value.Host, c *value.Class, args value.Args) (value.Value, error) {
				m := h.(*machine)
				if c.Module != "builtins" {
					return m.subclassInstance(c, args)
				}
				if err := m.checkArity(name, args); err != nil {
					return value.Value{}, err
				}
				return make(m, args)
			}
		}
		classes[name] = c
	}
	for name, make := range constructors() {
		add(name, "builtins", object, make)
	}
	classes["bool"].Bases = []*value.Class{classes["int"]}
	for _, row := range exceptionTree {
		add(row[0], "builtins", classes[row[1]], nil)
	}
	for _, alias := range [][2]string{{"IOError", "OSError"}, {"EnvironmentError", "OSError"}} {
		classes[alias[0]] = classes[alias[1]]
	}
	addModelledExceptions(classes)
	return classes
}

func addModelledExceptions(classes map[string]*value.Class) {
	bases := models.Exceptions()
	var add func(full string) *value.Class
	add = func(full string) *value.Class {
		if c, ok := classes[full]; ok {
			return c
		}
		base, modelled := bases[full]
		if !modelled {
			return classes["Exception"]
		}
		i := strings.LastIndexByte(full, '.')
		c := &value.Class{Name: full[i+1:], Module: full[:max(i, 0)], Attrs: value.NewNamespace()}
		c.Bases = []*value.Class{add(base)}
		classes[full] = c
		return c
	}
	for full := range bases {
		add(full)
	}
}

// exceptionTree are the builtin exceptions, each after its base
// (https://docs.python.org/3/library/exceptions.html#exception-hierarchy).
var exceptionTree = [][2]string{
	{"BaseException", "object"}, {"Exception", "BaseException"}, {"SystemExit", "BaseException"},
	{"KeyboardInterrupt", "BaseException"}, {"GeneratorExit", "BaseException"},
	{"ArithmeticError", "Exception"}, {"ZeroDivisionError", "ArithmeticError"}, {"OverflowError", "ArithmeticError"},
	{"AssertionError", "Exception"}, {"AttributeError", "Exception"}, {"EOFError", "Exception"},
	{"ImportError", "Exception"}, {"ModuleNotFoundError", "ImportError"},
	{"LookupError", "Exception"}, {"IndexError", "LookupError"}, {"KeyError", "LookupError"},
	{"NameError", "Exception"}, {"UnboundLocalError", "NameError"},
	{"OSError", "Exception"}, {"FileNotFoundError", "OSError"}, {"PermissionError", "OSError"},
	{"FileExistsError", "OSError"}, {"IsADirectoryError", "OSError"}, {"NotADirectoryError", "OSError"},
	{"ConnectionError", "OSError"}, {"TimeoutError", "OSError"}, {"BlockingIOError", "OSError"},
	{"ChildProcessError", "OSError"}, {"InterruptedError", "OSError"}, {"ProcessLookupError", "OSError"},
	{"BrokenPipeError", "ConnectionError"}, {"ConnectionAbortedError", "ConnectionError"},
	{"ConnectionRefusedError", "ConnectionError"}, {"ConnectionResetError", "ConnectionError"},
	{"RuntimeError", "Exception"}, {"NotImplementedError", "RuntimeError"}, {"RecursionError", "RuntimeError"},
	{"StopIteration", "Exception"}, {"StopAsyncIteration", "Exception"},
	{"SyntaxError", "Exception"}, {"IndentationError", "SyntaxError"}, {"SystemError", "Exception"},
	{"TypeError", "Exception"}, {"ValueError", "Exception"}, {"UnicodeError", "ValueError"},
	{"UnicodeDecodeError", "UnicodeError"}, {"UnicodeEncodeError", "UnicodeError"},
	{"Warning", "Exception"}, {"UserWarning", "Warning"}, {"DeprecationWarning", "Warning"},
	{"PendingDeprecationWarning", "Warning"}, {"RuntimeWarning", "Warning"}, {"FutureWarning", "Warning"},
	{"ImportWarning", "Warning"}, {"ResourceWarning", "Warning"}, {"SyntaxWarning", "Warning"},
	{"ExceptionGroup", "Exception"}, {"MemoryError", "Exception"}, {"BufferError", "Exception"},
	{"FloatingPointError", "ArithmeticError"}, {"ReferenceError", "Exception"}, {"TabError", "SyntaxError"},
	{"UnicodeTranslateError", "UnicodeError"}, {"BytesWarning", "Warning"}, {"UnicodeWarning", "Warning"},
	{"EncodingWarning", "Warning"}, {"BaseExceptionGroup", "BaseException"},
}

// exceptionClass returns an exception class by name; one that nobody knows is
// Exception.
func (m *machine) exceptionClass(name string) *value.Class {
	if c, ok := m.classes[name]; ok {
		return c
	}
	return m.classes["Exception"]
}

func constructors() map[string]constructor {
	return map[string]constructor{
		"str": newStr, "bytes": newBytes, "int": newInt, "float": newFloat, "bool": newBool,
		"list": newList, "tuple": newTuple, "dict": newDict, "set": newSet(false), "frozenset": newSet(true),
		"type": newType, "range": newRange, "enumerate": newEnumerate, "zip": newZip, "map": newMap,
		"filter": newFilter, "reversed": newReversed, "slice": newSlice, "super": newSuper,
		"property": newProperty, "staticmethod": newStaticMethod, "classmethod": newClassMethod,
		"NoneType": nil, "function": nil, "module": nil, "method": nil, "file": nil,
	}
}

func newStr(m *machine, args value.Args) (value.Value, error) {
	if len(args.Pos) == 0 {
		return m.Made(value.Str("")), nil
	}
	v := args.Pos[0]
	if _, ok := v.Data.(value.Bytes); ok && len(args.All()) > 1 {
		return m.Call(value.Value{Data: methodOfType("bytes", "decode")}, args)
	}
	if o, ok := v.Data.(*value.Object); ok {
		if f, found := o.Class.Lookup("__str__"); found == value.Yes {
			return m.Call(m.bind(v, f), value.Args{})
		}
	}
	if text, ok := m.Str(v); ok {
		return m.Made(value.Str(text), v), nil
	}
	if u, ok := v.Data.(*value.Unknown); ok && u.Type == "str" {
		return v, nil
	}
	return models.LeadTo(m.derived("str", "str", v), v), nil
}

func newBytes(m *machine, args value.Args) (value.Value, error) {
	if len(args.Pos) == 0 {
		return m.Made(value.Bytes("")), nil
	}
	switch d := args.Pos[0].Data.(type) {
	case value.Bytes:
		return m.Made(d, args.Pos[0]), nil
	case value.Str:
		return m.Made(value.Bytes(d), args.Pos[0]), nil
	}
	return m.derived("bytes", "bytes", args.Pos[0]), nil
}

func newInt(m *machine, args value.Args) (value.Value, error) {
	if len(args.Pos) == 0 {
		return m.Made(value.NewInt(0)), nil
	}
	v := args.Pos[0]
	if _, text := v.Data.(value.Str); len(args.All()) > 1 && v.Known() && !isObject(v) && !text && v.Data.TypeName() != "bytes" {
		return v, m.Raise("TypeError", "int() can't convert non-string with explicit base")
	}
	if i, ok := value.Integer(v); ok {
		return m.Made(value.Int{Int: i}, v), nil
	}
	switch d := v.Data.(type) {
	case value.Float:
		if f := float64(d); !math.IsNaN(f) && !math.IsInf(f, 0) {
			i, _ := big.NewFloat(math.Trunc(f)).Int(nil)
			return m.Made(value.Int{Int: i}, v), nil
		}
		return v, m.Raise("ValueError", "cannot convert float to integer")
	case value.Str:
		return m.parseInt(string(d), v, args)
	case value.None, *value.List, *value.Tuple, *value.Dict:
		return v, m.Raise("TypeError", "int() argument must be a string or a number")
	}
	return m.derived("int", "int", v), nil
}

func (m *machine) parseInt(text string, v value.Value, args value.Args) (value.Value, error) {
	base := 10
	if b, ok := args.Get(1, "base"); ok {
		if base, ok = clamp(b, 0, 36); !ok || base == 1 {
			return m.derived("int", "int", args.All()...), nil
		}
	}
	text = strings.TrimSpace(text)
	if len(text) > 4300 {
		return v, m.Raise("ValueError", "too many digits")
	}
	if !isASCII(text) {
		return m.derived("int", "int", args.All()...), nil
	}
	p := intLiteral().FindStringSubmatch(text)
	if p == nil {
		return v, m.Raise("ValueError", "invalid literal for int()")
	}
	digits := strings.ReplaceAll(p[2], "_", "")
	if prefix := map[int]string{2: "0b", 8: "0o", 16: "0x"}[base]; prefix != "" {
		digits = strings.TrimPrefix(strings.TrimPrefix(digits, prefix), strings.ToUpper(prefix))
	}
	i, ok := new(big.Int).SetString(p[1]+digits, base)
	if !ok || base == 0 && leadingZero().MatchString(digits) {
		return v, m.Raise("ValueError", "invalid literal for int()")
	}
	return m.Made(value.Int{Int: i}, v), nil
}

var (
	intLiteral   = lazyregexp.New(`^([+-]?)([0-9A-Za-z]+(?:_[0-9A-Za-z]+)*)$`)
	leadingZero  = lazyregexp.New(`^0[0-9]*[1-9]`)
	floatLiteral = lazyregexp.New(strings.ReplaceAll(`(?i)^[+-]?(?:inf|infinity|nan|(?:#\.?(?:#)?|\.#)(?:e[+-]?#)?)$`, "#", `[0-9]+(?:_[0-9]+)*`))
)

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf })
}

func newFloat(m *machine, args value.Args) (value.Value, error) {
	if len(args.Pos) == 0 {
		return m.Made(value.Float(0)), nil
	}
	v := args.Pos[0]
	if f, ok := float(v); ok {
		return m.Made(value.Float(f), v), nil
	}
	if text, ok := value.Text(v); ok {
		text = strings.TrimSpace(text)
		if !isASCII(text) {
			return m.derived("float", "float", v), nil
		}
		f, err := strconv.ParseFloat(strings.ReplaceAll(text, "_", ""), 64)
		if !floatLiteral().MatchString(text) || err != nil && !math.IsInf(f, 0) {
			return v, m.Raise("ValueError", "could not convert string to float")
		}
		return m.Made(value.Float(f), v), nil
	}
	if v.Data == (value.None{}) {
		return v, m.Raise("TypeError", "float() argument must be a string or a number")
	}
	return m.derived("float", "float", v), nil
}

func newBool(m *machine, args value.Args) (value.Value, error) {
	if len(args.Pos) == 0 {
		return m.Made(value.Bool(false)), nil
	}
	v := args.Pos[0]
	if u, ok := v.Data.(*value.Unknown); ok {
		if u.Type == "bool" {
			return v, nil
		}
		return m.Made(&value.Unknown{Type: "bool", Reason: u.Reason, Key: shortKey("bool " + u.Key), Env: u.Env,
			Negates: &value.Unknown{Type: "bool", Reason: u.Reason, Key: shortKey("not " + u.Key), Env: u.Env, Negates: u}}, v), nil
	}
	holds, err := m.Truth(v)
	return m.Made(value.Bool(holds), v), err
}

func (m *machine) itemsOf(args value.Args) ([]value.Value, value.Value, error) {
	if len(args.Pos) == 0 {
		return nil, value.Value{}, nil
	}
	items, err := m.Iterate(args.Pos[0])
	return items, args.Pos[0], err
}

func newList(m *machine, args value.Args) (value.Value, error) {
	items, v, err := m.itemsOf(args)
	return m.Made(&value.List{Items: items}, v), err
}

func newTuple(m *machine, args value.Args) (value.Value, error) {
	items, v, err := m.itemsOf(args)
	return m.Made(&value.Tuple{Items: items}, v), err
}

func newSet(frozen bool) constructor {
	return func(m *machine, args value.Args) (value.Value, error) {
		items, v, err := m.itemsOf(args)
		if err != nil {
			return v, err
		}
		s, err := m.setOfItems(items)
		if err != nil {
			return v, err
		}
		s.Frozen = frozen
		return m.Made(s, v), nil
	}
}

func newDict(m *machine, args value.Args) (value.Value, error) {
	d := value.NewDict()
	v := m.Made(d)
	args.Pos = append([]value.Value{v}, args.Pos...)
	_, err := m.Call(value.Value{Data: methodOfType("dict", "update")}, args)
	return v, err
}

func newType(m *machine, args value.Args) (value.Value, error) {
	if len(args.Pos) == 1 {
		return m.typeOf(args.Pos[0]), nil
	}
	if len(args.Pos) != 3 {
		return value.Value{}, m.Raise("TypeError", "type() takes 1 or 3 arguments")
	}
	name, _ := value.Text(args.Pos[0])
	c := &value.Class{Name: name, Module: m.frame.module.Name, Attrs: value.NewNamespace()}
	bases, err := m.Iterate(args.Pos[1])
	if err != nil {
		return value.Value{}, err
	}
	m.inherit(c, bases)
	if d, ok := args.Pos[2].Data.(*value.Dict); ok {
		for _, e := range d.Entries() {
			m.setName(c.Attrs, e.Key, e.Value)
		}
		c.Opaque = d.Open
	}
	return m.Made(c), nil
}

func newSlice(m *machine, args value.Args) (value.Value, error) {
	none := m.none()
	parts := [3]value.Value{none, none, none}
	switch len(args.Pos) {
	case 1:
		parts[1] = args.Pos[0]
	case 2, 3:
		copy(parts[:], args.Pos)
	default:
		return none, m.Raise("TypeError", "slice expected 1 to 3 arguments")
	}
	return m.Made(&value.Object{Class: m.classes["slice"], Attrs: value.NewNamespace(), State: parts}, args.Pos...), nil
}

// newSuper is super(C, self), with its arguments.
func newSuper(m *machine, args value.Args) (value.Value, error) {
	if len(args.Pos) != 2 {
		return m.super()
	}
	c, _ := args.Pos[0].Data.(*value.Class)
	return m.Made(&value.Object{Class: m.classes["super"], Attrs: value.NewNamespace(), State: superOf{args.Pos[1], c}}), nil
}

func newProperty(m *machine, args value.Args) (value.Value, error) {
	get, _ := args.Get(0, "fget")
	o := &value.Object{Class: m.classes["property"], Attrs: value.NewNamespace(), State: property{get}}
	v := m.Made(o)
	// @x.setter leaves the getter as it is.
	same := &value.Function{Name: "setter", Call: func(h value.Host, _ value.Args) (value.Value, error) { return v, nil }}
	for _, name := range []string{"setter", "deleter", "getter"} {
		o.Attrs.Set(name, m.Made(same))
	}
	return v, nil
}

func newStaticMethod(m *machine, args value.Args) (value.Value, error) {
	f, err := first(m, args)
	return m.Made(&value.Object{Class: m.classes["staticmethod"], Attrs: value.NewNamespace(), State: staticMethod(f)}), err
}

func newClassMethod(m *machine, args value.Args) (value.Value, error) {
	f, err := first(m, args)
	return m.Made(&value.Object{Class: m.classes["classmethod"], Attrs: value.NewNamespace(), State: classMethod(f)}), err
}
