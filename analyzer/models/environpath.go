package models

import (
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// environ.Path of django-environ: an absolute path that is called for others
// below it.
//
// https://github.com/joke2k/django-environ/blob/main/environ/environ.py

var environPathClass = newEnvironPathClass()

func newEnvironPathClass() *value.Class {
	return class("environ", "Path", names{
		"__init__": openFunction("__init__", "self, start=, *paths, **options", func(h value.Host, a *arguments) (value.Value, error) {
			start, given := a.get("start")
			if !given {
				start = str(h, "")
			}
			if p, ok := value.PathText(start); ok && namedFlag(a, "is_file") {
				start = str(h, dirname(p), start)
			}
			setEnvironRoot(h, a.self(), absoluteJoin(h, start, a.rest))
			return h.Made(value.None{}), nil
		}),
		"__call__": method("__call__", "*paths, **options", func(h value.Host, a *arguments) (value.Value, error) {
			return absoluteJoin(h, environRoot(a.self()), a.rest), nil
		}),
		"path": method("path", "*paths, **options", func(h value.Host, a *arguments) (value.Value, error) {
			return environBelow(h, a, a.rest...), nil
		}),
		"file": method("file", "name, *args, **options", func(h value.Host, a *arguments) (value.Value, error) {
			return openFile(h, absoluteJoin(h, environRoot(a.self()), []value.Value{a.value("name")}), value.Value{})
		}),
		"__add__": method("__add__", "other", func(h value.Host, a *arguments) (value.Value, error) {
			other := a.value("other")
			if o, ok := other.Data.(*value.Object); ok {
				other = environRoot(o)
			}
			return environBelow(h, a, other), nil
		}),
		"__sub__": method("__sub__", "other", func(h value.Host, a *arguments) (value.Value, error) {
			n, ok := integer(a.value("other"))
			if !ok || n < 0 || n > 100 {
				return h.MakeUnknown("Path", "comes from a path less a text, which is not modelled", a.given...), nil
			}
			return environBelow(h, a, str(h, strings.Repeat("../", n))), nil
		}),
		"__invert__": method("__invert__", "", func(h value.Host, a *arguments) (value.Value, error) {
			return environBelow(h, a, str(h, "..")), nil
		}),
		"__eq__": method("__eq__", "other", func(h value.Host, a *arguments) (value.Value, error) {
			other := a.value("other")
			if o, ok := other.Data.(*value.Object); ok {
				other = environRoot(o)
			}
			if t := value.Equal(environRoot(a.self()), other); t != value.Maybe {
				return h.Made(value.Bool(t == value.Yes), a.given...), nil
			}
			return h.MakeUnknown("bool", "compares paths that are not known", a.given...), nil
		}),
		"__str__":    method("__str__", "", environPathText),
		"__fspath__": method("__fspath__", "", environPathText),
		"__getitem__": method("__getitem__", "key", func(h value.Host, a *arguments) (value.Value, error) {
			return h.GetItem(environRoot(a.self()), a.value("key"))
		}),
	})
}

func namedFlag(a *arguments, name string) bool {
	for _, n := range a.named {
		if n.Name == name {
			return value.Truthy(n.Value) == value.Yes
		}
	}
	return false
}

func newEnvironPath(h value.Host, c *value.Class, start value.Value, paths []value.Value) value.Value {
	o := object(c, nil)
	setEnvironRoot(h, o, absoluteJoin(h, start, paths))
	return h.Made(o, append([]value.Value{start}, paths...)...)
}

func setEnvironRoot(h value.Host, o *value.Object, root value.Value) {
	if o != nil {
		o.Attrs.Set("root", root)
		o.Attrs.Set("__root__", root)
	}
}

func environRoot(o *value.Object) value.Value {
	if o != nil {
		if v, ok := o.Attrs.Get("__root__"); ok {
			return v
		}
	}
	return value.Value{Data: &value.Unknown{Type: "str", Reason: "is a path that is not known"}}
}

func environBelow(h value.Host, a *arguments, paths ...value.Value) value.Value {
	return newEnvironPath(h, a.self().Class, environRoot(a.self()), paths)
}

func environPathText(h value.Host, a *arguments) (value.Value, error) {
	root := environRoot(a.self())
	return h.Made(root.Data, root, a.value("self")), nil
}

// absoluteJoin joins paths and makes the result absolute.
func absoluteJoin(h value.Host, start value.Value, paths []value.Value) value.Value {
	all := append([]value.Value{start}, paths...)
	p := ""
	for _, v := range all {
		if resolved, err := fspath(h, v); err == nil {
			v = resolved
		}
		next, ok := value.PathText(v)
		if !ok {
			if u := value.UnknownIn(v); u != nil {
				return derived(h, "str", "Path", u, all...)
			}
			return h.MakeUnknown("str", "is a path made of what is not modelled", all...)
		}
		p = joinText(p, next)
	}
	if !strings.HasPrefix(p, "/") {
		return h.MakeUnknown("str", workingDirectory, all...)
	}
	first, _ := value.PathText(start)
	return h.Made(within(first, normpath(p), value.Str(normpath(p))), all...)
}
