package models

import (
	"math"

	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// The module sys of a server's process: its command line is the server's, and
// no management command's.
//
// https://docs.python.org/3/library/sys.html

var sysNames = names{
	"argv": func() value.Data {
		return &value.List{Items: []value.Value{{Data: value.Str("gunicorn")}}}
	},
	// The interpreter looks at this list when it imports.
	"path":                  func() value.Data { return &value.List{} },
	"version_info":          func() value.Data { return object(versionInfoClass, nil) },
	"version":               &value.Unknown{Type: "str", Reason: pythonVersion, Key: "sys.version"},
	"hexversion":            &value.Unknown{Type: "int", Reason: pythonVersion, Key: "sys.hexversion"},
	"platform":              value.Str("linux"),
	"byteorder":             value.Str("little"),
	"maxsize":               value.NewInt(math.MaxInt64),
	"maxunicode":            value.NewInt(0x10ffff),
	"modules":               func() value.Data { return object(sysModulesClass, nil) },
	"executable":            &value.Unknown{Type: "str", Reason: notThere, Key: "sys.executable"},
	"prefix":                &value.Unknown{Type: "str", Reason: notThere, Key: "sys.prefix"},
	"base_prefix":           &value.Unknown{Type: "str", Reason: notThere, Key: "sys.base_prefix"},
	"exit":                  exits("exit"),
	"stdout":                func() value.Data { return object(streamClass, nil) },
	"stderr":                func() value.Data { return object(streamClass, nil) },
	"stdin":                 func() value.Data { return object(streamClass, nil) },
	"getdefaultencoding":    pure("getdefaultencoding", "", "str", func(h value.Host, a *arguments) (value.Data, error) { return value.Str("utf-8"), nil }),
	"getfilesystemencoding": pure("getfilesystemencoding", "", "str", func(h value.Host, a *arguments) (value.Data, error) { return value.Str("utf-8"), nil }),
	"setrecursionlimit":     quiet("setrecursionlimit"),
	"gettrace":              function("gettrace", "", func(h value.Host, a *arguments) (value.Value, error) { return h.Made(value.None{}), nil }),
	"exc_info":              unmodelled("exc_info", "tuple", "comes from sys.exc_info(), which is not modelled"),
	"_getframe":             unmodelled("_getframe", "", "comes from sys._getframe(), which is not modelled"),
	"dont_write_bytecode":   value.Bool(false),
	"flags":                 &value.Unknown{Reason: "depends on how Python is started", Key: "sys.flags"},
}

const pythonVersion = "depends on the version of Python"

// exits returns a function that raises SystemExit.
func exits(name string) *value.Function {
	return function(name, "status=", func(h value.Host, a *arguments) (value.Value, error) {
		return value.Value{}, h.Raise("SystemExit", "")
	})
}

var streamClass = class("io", "TextIOWrapper", names{
	"write": quiet("write"), "flush": quiet("flush"), "writelines": quiet("writelines"), "close": quiet("close"),
	"reconfigure": quiet("reconfigure"),
	"isatty":      unmodelled("isatty", "bool", "depends on how the server is started"),
	"read":        unmodelled("read", "str", "is read from the standard input"),
	"readline":    unmodelled("readline", "str", "is read from the standard input"),
	"encoding":    value.Str("utf-8"),
})

// The project's version of Python is not known; what is supported anywhere
// lies between these two, so a comparison with less or more is known.
const (
	oldestPython = 8  // 3.8
	newestPython = 16 // no 3.16 has been released
)

var versionInfoClass = class("sys", "version_info", names{
	"major":        value.NewInt(3),
	"minor":        &value.Unknown{Type: "int", Reason: pythonVersion, Key: "sys.version_info.minor"},
	"micro":        &value.Unknown{Type: "int", Reason: pythonVersion, Key: "sys.version_info.micro"},
	"releaselevel": value.Str("final"),
	"__getitem__":  method("__getitem__", "key", versionPart),
	"__lt__":       versionComparison("__lt__", func(c int) bool { return c < 0 }),
	"__le__":       versionComparison("__le__", func(c int) bool { return c <= 0 }),
	"__gt__":       versionComparison("__gt__", func(c int) bool { return c > 0 }),
	"__ge__":       versionComparison("__ge__", func(c int) bool { return c >= 0 }),
	"__eq__":       versionComparison("__eq__", func(c int) bool { return c == 0 }),
	"__len__":      pure("__len__", "self", "int", func(h value.Host, a *arguments) (value.Data, error) { return value.NewInt(5), nil }),
})

// versionPart is sys.version_info[key]. A slice of it compares like the whole.
func versionPart(h value.Host, a *arguments) (value.Value, error) {
	switch i, ok := integer(a.value("key")); {
	case ok && i == 0:
		return h.Made(value.NewInt(3)), nil
	case ok:
		return h.MakeUnknown("int", pythonVersion), nil
	}
	return a.value("self"), nil
}

// versionComparison compares sys.version_info with a tuple: it is known where
// every supported Python agrees.
func versionComparison(name string, holds func(int) bool) *value.Function {
	return method(name, "other", func(h value.Host, a *arguments) (value.Value, error) {
		t, ok := a.value("other").Data.(*value.Tuple)
		if !ok {
			return h.MakeUnknown("bool", pythonVersion, a.given...), nil
		}
		major, minor := 0, 0
		if len(t.Items) > 0 {
			major, ok = integer(t.Items[0])
		}
		if ok && len(t.Items) > 1 {
			minor, ok = integer(t.Items[1])
		}
		order := 0
		switch {
		case !ok:
		case major != 3:
			order = 3 - major
		case minor <= oldestPython:
			order = 1
		case minor >= newestPython:
			order = -1
		}
		if order == 0 {
			return h.MakeUnknown("bool", pythonVersion, a.given...), nil
		}
		return h.Made(value.Bool(holds(order)), a.given...), nil
	})
}

var sysModulesClass = class("sys", "dict", names{
	"__getitem__":  method("__getitem__", "key", moduleOf),
	"__contains__": method("__contains__", "key", hasModule),
	"__setitem__":  quiet("__setitem__"),
	"__delitem__":  quiet("__delitem__"),
	"get":          method("get", "key, default=", moduleOf),
	"setdefault":   method("setdefault", "key, default=", moduleOf),
	"pop":          quiet("pop"),
	"keys":         unmodelled("keys", "list", "depends on which modules are imported"),
	"items":        unmodelled("items", "list", "depends on which modules are imported"),
	"values":       unmodelled("values", "list", "depends on which modules are imported"),
})

// Loaded is implemented by a host that can tell which modules have been
// imported so far.
type Loaded interface {
	Loaded(name string) *value.Module
}

// loaded returns a module that has been imported, or nil.
func loaded(h value.Host, name string) *value.Module {
	if l, ok := h.(Loaded); ok {
		return l.Loaded(name)
	}
	if m := h.Module(); m != nil && m.Name == name {
		return m
	}
	return nil
}

// moduleOf is sys.modules[name].
func moduleOf(h value.Host, a *arguments) (value.Value, error) {
	name, ok := value.Text(a.value("key"))
	switch {
	case !ok:
		return h.MakeUnknown("module", "is a module whose name is not known", a.given...), nil
	case loaded(h, name) != nil:
		return h.Made(loaded(h, name)), nil
	case neverOnServer[name] && a.function == "get":
		return h.Made(value.None{}), nil
	}
	return h.MakeUnknown("module", "depends on which modules are imported", a.given...), nil
}

// neverOnServer are modules that a server does not import.
var neverOnServer = words("pytest py.test nose unittest django.test celery.bin.worker IPython ipykernel coverage pydevd debugpy")

func hasModule(h value.Host, a *arguments) (value.Value, error) {
	name, ok := value.Text(a.value("key"))
	switch {
	case ok && neverOnServer[name]:
		return h.Made(value.Bool(false), a.value("key")), nil
	case ok && loaded(h, name) != nil:
		return h.Made(value.Bool(true), a.value("key")), nil
	}
	return h.MakeUnknown("bool", "depends on which modules are imported", a.given...), nil
}
