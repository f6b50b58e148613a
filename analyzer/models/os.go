package models

import (
	"path"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// The module os, whose environ is what settings ask most.
//
// https://docs.python.org/3/library/os.html

var systemModules = map[string]module{
	"errno": {names: errnoNames()},
	"os":    {names: osNames},
	"sys":   {names: sysNames},
}

const notThere = "depends on the machine"

var osNames = names{
	"environ": func() value.Data { return newEnviron(nil) },
	"path":    submodule("os.path", osPath),
	"getenv":  function("getenv", "key, default=", getenv),
	"putenv":  quiet("putenv"), "unsetenv": quiet("unsetenv"),
	"name": value.Str("posix"), "sep": value.Str("/"), "pathsep": value.Str(":"), "linesep": value.Str("\n"),
	"pardir": value.Str(".."), "curdir": value.Str("."), "extsep": value.Str("."), "devnull": value.Str("/dev/null"),
	"altsep": value.None{},
	"R_OK":   value.NewInt(4), "W_OK": value.NewInt(2), "X_OK": value.NewInt(1), "F_OK": value.NewInt(0),
	"fspath":  function("fspath", "path", func(h value.Host, a *arguments) (value.Value, error) { return asText(h, a.value("path")) }),
	"listdir": function("listdir", "path=", listDirectory),
	"scandir": unmodelled("scandir", "", "comes from os.scandir(), which is not modelled"),
	"walk":    function("walk", "top, topdown=, onerror=, followlinks=", walkDirectory),
	"getcwd":  unmodelled("getcwd", "str", workingDirectory),
	"urandom": random("urandom", "bytes", "os.urandom()"),
	"getpid":  unmodelled("getpid", "int", notThere), "getppid": unmodelled("getppid", "int", notThere),
	"getuid": unmodelled("getuid", "int", notThere), "getgid": unmodelled("getgid", "int", notThere),
	"getlogin": unmodelled("getlogin", "str", notThere), "uname": unmodelled("uname", "", notThere),
	"cpu_count": unmodelled("cpu_count", "int", notThere), "getloadavg": unmodelled("getloadavg", "tuple", notThere),
	"stat":   unmodelled("stat", "", "depends on the file system"),
	"access": unmodelled("access", "bool", "depends on the file system"),
	"popen":  unmodelled("popen", "", "comes from another program"),
	"system": unmodelled("system", "int", "comes from another program"),
	"mkdir":  quiet("mkdir"), "makedirs": quiet("makedirs"), "remove": quiet("remove"), "unlink": quiet("unlink"),
	"chdir": quiet("chdir"), "chmod": quiet("chmod"), "umask": unmodelled("umask", "int", notThere),
	"nice": unmodelled("nice", "int", notThere), "PathLike": typeName("os", "PathLike"),
}

// typeName returns a class of which only the name matters.
func typeName(module, name string) func() value.Data {
	return func() value.Data {
		c := class(module, name, nil)
		c.Opaque = &value.Unknown{Reason: "comes from " + module + "." + name + ", which is not modelled", Key: "class:" + name}
		return c
	}
}

// asText is os.fspath(): the text of a path.
func asText(h value.Host, v value.Value) (value.Value, error) {
	v, err := fspath(h, v)
	if err != nil {
		return v, err
	}
	if p, ok := value.PathText(v); ok {
		return str(h, p, v), nil
	}
	return h.MakeUnknown("str", "is the text of a path that is not known", v), notPath(h, v)
}

func getenv(h value.Host, a *arguments) (value.Value, error) {
	fallback, given := a.get("default")
	if !given {
		fallback = value.Value{Data: value.None{}}
	}
	return lookUp(h, a.value("key"), fallback)
}

// lookUp is os.environ.get(key, fallback).
func lookUp(h value.Host, key, fallback value.Value) (value.Value, error) {
	name, ok := value.Text(key)
	if !ok {
		return unnamed(h, key), nil
	}
	return question{name: name, cast: "str", fallback: fallback}.ask(h)
}

// An environ is the state of os.environ or of a copy of it.
type environ struct {
	// own are the variables that were set in the copy only; nil for
	// os.environ itself.
	own map[string]value.Variable
}

// IsEnvironment reports whether a value is os.environ, and no copy of it.
func IsEnvironment(v value.Value) bool {
	o, ok := v.Data.(*value.Object)
	if !ok {
		return false
	}
	e, ok := o.State.(*environ)
	return ok && e.own == nil
}

var environClass = class("os", "_Environ", names{
	"get":          method("get", "key, default=", environGet),
	"__getitem__":  method("__getitem__", "key", environItem),
	"__setitem__":  method("__setitem__", "key, value", environSet),
	"__delitem__":  method("__delitem__", "key", environPop),
	"__contains__": method("__contains__", "key", environHas),
	"has_key":      method("has_key", "key", environHas),
	"pop":          method("pop", "key, default=", environPop),
	"setdefault":   method("setdefault", "key, default=", environSetDefault),
	"update":       openFunction("update", "self, other=, **named", environUpdate),
	"copy":         method("copy", "", environCopy),
	"keys":         method("keys", "", environList),
	"values":       method("values", "", environList),
	"items":        method("items", "", environList),
	"__iter__":     method("__iter__", "", environList),
	"__len__":      method("__len__", "", environLength),
	"__or__":       method("__or__", "other", environMerged),
	"__ror__":      method("__ror__", "other", environMerged),
	"__bool__":     method("__bool__", "", func(h value.Host, a *arguments) (value.Value, error) { return h.Made(value.Bool(true)), nil }),
})

func newEnviron(own map[string]value.Variable) *value.Object {
	return object(environClass, &environ{own: own})
}

// ownOf returns what a copy of the environment has of its own.
func ownOf(a *arguments) map[string]value.Variable {
	return stateOf[environ](a).own
}

// ownVariable answers from a copy's own variables.
func ownVariable(h value.Host, a *arguments, fallback value.Value) (value.Value, bool) {
	name, _ := value.Text(a.value("key"))
	v, set := ownOf(a)[name]
	switch {
	case !set:
		return value.Value{}, false
	case v.State == value.SetTo:
		return str(h, v.Text), true
	case v.State == value.Unset && !fallback.IsZero():
		return fallback, true
	}
	return h.MakeUnknown("str", "comes from a copy of the environment"), true
}

func environGet(h value.Host, a *arguments) (value.Value, error) {
	fallback, given := a.get("default")
	if !given {
		fallback = value.Value{Data: value.None{}}
	}
	if v, ok := ownVariable(h, a, fallback); ok {
		return v, nil
	}
	return lookUp(h, a.value("key"), fallback)
}

func environItem(h value.Host, a *arguments) (value.Value, error) {
	if v, ok := ownVariable(h, a, value.Value{}); ok {
		return v, nil
	}
	name, ok := value.Text(a.value("key"))
	if !ok {
		return unnamed(h, a.value("key")), nil
	}
	return question{name: name, cast: "str", missing: "KeyError"}.ask(h)
}

// variableOf is what a variable becomes when it is set to v.
func variableOf(v value.Value) value.Variable {
	if text, ok := value.Text(v); ok {
		return value.Variable{State: value.SetTo, Text: text}
	}
	return value.Variable{State: value.SetSomehow}
}

func (e *environ) set(h value.Host, name string, v value.Variable) {
	if e.own != nil {
		e.own[name] = v
		return
	}
	h.Setenv(name, v)
}

func environSet(h value.Host, a *arguments) (value.Value, error) {
	name, ok := value.Text(a.value("key"))
	v := a.value("value")
	if _, text := v.Data.(value.Str); !text && v.Known() {
		if _, object := v.Data.(*value.Object); !object {
			return value.Value{}, h.Raise("TypeError", "str expected")
		}
	}
	if ok {
		stateOf[environ](a).set(h, name, variableOf(v))
	}
	return h.Made(value.None{}), nil
}

func environHas(h value.Host, a *arguments) (value.Value, error) {
	name, ok := value.Text(a.value("key"))
	if !ok {
		return h.MakeUnknown("bool", "depends on whether an environment variable is set whose name is not known", a.value("key")), nil
	}
	v, own := ownOf(a)[name]
	if !own {
		v = h.Getenv(name)
	}
	env := &value.Environment{Name: name, Cast: "is set", Default: value.Value{Data: value.Bool(false)}, Given: v.Given}
	return made(h, value.Bool(v.State != value.Unset), env, a.value("key")), nil
}

func environPop(h value.Host, a *arguments) (value.Value, error) {
	var v value.Value
	var err error
	if _, given := a.get("default"); given {
		v, err = environGet(h, a)
	} else {
		v, err = environItem(h, a)
	}
	if name, ok := value.Text(a.value("key")); ok && err == nil {
		stateOf[environ](a).set(h, name, value.Variable{Name: name})
	}
	return v, err
}

func environSetDefault(h value.Host, a *arguments) (value.Value, error) {
	v, err := environGet(h, a)
	name, ok := value.Text(a.value("key"))
	if err != nil || !ok {
		return v, err
	}
	unset := h.Getenv(name).State == value.Unset
	if own, set := ownOf(a)[name]; set {
		unset = own.State == value.Unset
	}
	if unset {
		stateOf[environ](a).set(h, name, variableOf(a.value("default")))
	}
	return v, nil
}

func environUpdate(h value.Host, a *arguments) (value.Value, error) {
	e := stateOf[environ](a)
	for _, n := range a.named {
		e.set(h, n.Name, variableOf(n.Value))
	}
	if d, ok := a.value("other").Data.(*value.Dict); ok {
		for _, entry := range d.Entries() {
			if name, ok := value.Text(entry.Key); ok {
				e.set(h, name, variableOf(entry.Value))
			}
		}
	}
	return h.Made(value.None{}), nil
}

func environCopy(h value.Host, a *arguments) (value.Value, error) {
	own := map[string]value.Variable{}
	for name, v := range ownOf(a) {
		own[name] = v
	}
	return h.Made(object(a.self().Class, &environ{own: own}), a.value("self")), nil
}

var allVariables = &value.Unknown{Reason: "comes from all environment variables", Key: "environ"}

func environList(h value.Host, a *arguments) (value.Value, error) {
	return h.Made(&value.List{Items: []value.Value{h.Made(&value.Splice{Of: allVariables})}}), nil
}

func environLength(h value.Host, a *arguments) (value.Value, error) {
	return h.MakeUnknown("int", "depends on how many environment variables there are"), nil
}

func environMerged(h value.Host, a *arguments) (value.Value, error) {
	d := value.NewDict()
	if other, ok := a.value("other").Data.(*value.Dict); ok && a.function == "__or__" {
		d = other.Copy()
	}
	d.Open = allVariables
	return h.Made(d, a.given...), nil
}

// listDirectory is os.listdir.
func listDirectory(h value.Host, a *arguments) (value.Value, error) {
	p, ok := a.textOr("path", ".")
	if !ok {
		return h.MakeUnknown("list", "comes from a folder that is not known", a.given...), nil
	}
	found, known := filesIn(h, p)
	if known == value.Maybe {
		return h.MakeUnknown("list", "depends on the files of the server", a.given...), nil
	}
	if len(found) == 0 && catches(h, "FileNotFoundError") {
		return value.Value{}, h.Raise("FileNotFoundError", "No such file or directory")
	}
	return h.Made(&value.List{Items: anyOrder(texts(h, found, a.given...), "os.listdir()")}, a.given...), nil
}

// filesIn returns the names of what lies in a folder.
func filesIn(h value.Host, folder string) (found []string, known value.Truth) {
	known = value.Yes
	for _, pattern := range []string{"*", ".*"} {
		some, t := h.Glob(joinText(folder, pattern))
		known = known.And(t.Or(value.Of(t == value.No)))
		for _, f := range some {
			found = append(found, path.Base(f))
		}
	}
	return found, known
}

// anyOrder is what a function gives that lists files: in the order of the file
// system, which is not known.
func anyOrder(items []value.Value, function string) []value.Value {
	return value.Orderless(items, "is in the order in which "+function+" lists files, which is not certain")
}

// walkDirectory is os.walk.
func walkDirectory(h value.Host, a *arguments) (value.Value, error) {
	top, ok := a.text("top")
	if !ok {
		return h.MakeUnknown("", "comes from a folder that is not known", a.given...), nil
	}
	all, known := h.Glob(joinText(top, "**/*"))
	if known == value.Maybe {
		return h.MakeUnknown("", "depends on the files of the server", a.given...), nil
	}
	it := &value.Iterator{Kind: "generator"}
	for _, dir := range append([]string{top}, all...) {
		if kind, found := h.Kind(dir); found != value.Yes || !isFolder(kind) {
			continue
		}
		var folders, files []string
		for _, f := range all {
			if rest, under := strings.CutPrefix(f, strings.TrimSuffix(dir, "/")+"/"); under && !strings.Contains(rest, "/") {
				if kind, _ := h.Kind(f); isFolder(kind) {
					folders = append(folders, rest)
				} else {
					files = append(files, rest)
				}
			}
		}
		it.Items = append(it.Items, h.Made(&value.Tuple{Items: []value.Value{
			str(h, dir, a.given...),
			h.Made(&value.List{Items: anyOrder(texts(h, folders), "os.walk()")}, a.given...),
			h.Made(&value.List{Items: anyOrder(texts(h, files), "os.walk()")}, a.given...),
		}}, a.given...))
		if err := h.Spend(len(all)); err != nil {
			return value.Value{}, err
		}
	}
	if len(it.Items) > 1 {
		it.Items = append(it.Items[:1:1], anyOrder(it.Items[1:], "os.walk()")...)
	}
	return h.Made(it, a.given...), nil
}
