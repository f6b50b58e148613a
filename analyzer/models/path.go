package models

import (
	"path"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/source"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// os.path and pathlib, on a POSIX system.
//
// https://docs.python.org/3/library/os.path.html
// https://docs.python.org/3/library/pathlib.html

var pathModules = map[string]module{
	"os.path":   {names: osPath},
	"posixpath": {names: osPath},
	"pathlib":   {names: names{"Path": newPathClass("Path"), "PosixPath": newPathClass("PosixPath"), "PurePath": newPathClass("PurePath"), "PurePosixPath": newPathClass("PurePosixPath")}},
	"pathlib2":  {names: names{"Path": newPathClass("Path"), "PurePath": newPathClass("PurePath")}},
	"glob":      {names: names{"glob": function("glob", "pathname, *, root_dir=, recursive=, include_hidden=", globFiles), "iglob": function("iglob", "pathname, *, root_dir=, recursive=, include_hidden=", globFiles), "escape": unmodelled("escape", "str", "comes from glob.escape(), which is not modelled")}},
}

const (
	workingDirectory = "depends on the working directory"
	throughLink      = "is a path through a link that leads to nothing in the repository"
)

var osPath = names{
	"sep": value.Str("/"), "pathsep": value.Str(":"), "pardir": value.Str(".."), "curdir": value.Str("."),
	"extsep": value.Str("."), "altsep": value.None{},
	"join":         leading(pure("join", "path, *paths", "str", joinPaths)),
	"dirname":      pathText("dirname", dirname),
	"basename":     pathText("basename", func(p string) string { return p[strings.LastIndex(p, "/")+1:] }),
	"normpath":     pathText("normpath", normpath),
	"normcase":     pathText("normcase", func(p string) string { return p }),
	"abspath":      function("abspath", "path", absolutePath),
	"realpath":     function("realpath", "path, *, strict=", absolutePath),
	"expanduser":   function("expanduser", "path", expandUser),
	"expandvars":   function("expandvars", "path", expandVariables),
	"exists":       existence("exists", anything),
	"lexists":      existence("lexists", anything),
	"isfile":       existence("isfile", isFile),
	"isdir":        existence("isdir", isFolder),
	"islink":       unmodelled("islink", "bool", "depends on the links in the file system"),
	"ismount":      unmodelled("ismount", "bool", "depends on the file system"),
	"isabs":        pure("isabs", "path", "bool", func(h value.Host, a *arguments) (value.Data, error) { return onPath(a, isAbsolute) }),
	"split":        pure("split", "path", "tuple", splitPath),
	"splitext":     pure("splitext", "path", "tuple", splitExtension),
	"relpath":      pure("relpath", "path, start=", "str", relativePath),
	"commonprefix": pure("commonprefix", "list", "str", commonPrefix),
	"getmtime":     unmodelled("getmtime", "float", "depends on the file system"),
	"getsize":      unmodelled("getsize", "int", "depends on the file system"),
}

func onPath(a *arguments, f func(string) value.Data) (value.Data, error) {
	p, ok := a.text("path")
	if !ok {
		return nil, nil
	}
	return f(p), nil
}

func isAbsolute(p string) value.Data { return value.Bool(strings.HasPrefix(p, "/")) }

// pathText is a function from a path's text to another text.
func pathText(name string, f func(string) string) *value.Function {
	return pure(name, "path", "str", func(h value.Host, a *arguments) (value.Data, error) {
		return onPath(a, func(p string) value.Data { return within(p, f(p), value.Str(f(p))) })
	})
}

// within returns a path that was made of another, or an unknown where it leads
// out of the repository: nobody knows the folders above it.
func within(from, p string, d value.Data) value.Data {
	if isBelowRoot(from) && strings.HasPrefix(p, "/") && !isBelowRoot(p) {
		return &value.Unknown{Type: d.TypeName(), Reason: "is a path above the repository", Key: "above:" + p, Path: path.Clean(value.Above + p)}
	}
	return d
}

func isBelowRoot(p string) bool { return p == value.Root || strings.HasPrefix(p, value.Root+"/") }

func dirname(p string) string {
	head := p[:strings.LastIndex(p, "/")+1]
	if trimmed := strings.TrimRight(head, "/"); trimmed != "" {
		return trimmed
	}
	return head
}

func normpath(p string) string {
	if strings.HasPrefix(p, "//") && !strings.HasPrefix(p, "///") {
		return "/" + path.Clean(p)
	}
	return path.Clean(p)
}

func joinPaths(h value.Host, a *arguments) (value.Data, error) {
	p, ok := a.text("path")
	if !ok {
		return nil, notPath(h, a.value("path"))
	}
	for _, v := range a.rest {
		next, ok := value.PathText(v)
		if !ok {
			return nil, notPath(h, v)
		}
		p = joinText(p, next)
		if err := h.Spend(len(p) / 64); err != nil {
			return nil, err
		}
	}
	return value.Str(p), nil
}

// joinText is os.path.join of two texts.
func joinText(p, next string) string {
	switch {
	case strings.HasPrefix(next, "/") || p == "":
		return next
	case strings.HasSuffix(p, "/"):
		return p + next
	}
	return p + "/" + next
}

// notPath raises TypeError for what can be no path, and nothing for an object
// that may be one.
func notPath(h value.Host, v value.Value) error {
	switch v.Data.(type) {
	case value.None, value.Bool, value.Int, value.Float, *value.List, *value.Dict, *value.Tuple:
		return h.Raise("TypeError", "expected str, bytes or os.PathLike object")
	}
	return nil
}

func absolutePath(h value.Host, a *arguments) (value.Value, error) {
	v, err := fspath(h, a.value("path"))
	if err != nil {
		return v, err
	}
	p, ok := value.PathText(v)
	switch {
	case !ok && value.UnknownIn(v) != nil:
		return LeadTo(derived(h, "str", a.function, value.UnknownIn(v), v), v), nil
	case !ok:
		return h.MakeUnknown("str", "comes from "+a.function+"() of what is not modelled", v), notPath(h, v)
	case !strings.HasPrefix(p, "/"):
		return h.MakeUnknown("str", workingDirectory, v), nil
	case a.function == "realpath":
		real, known := h.Resolve(normpath(p))
		if !known {
			return h.MakeUnknown("str", throughLink, v), nil
		}
		return h.Made(within(p, real, value.Str(real)), v), nil
	}
	return h.Made(within(p, normpath(p), value.Str(normpath(p))), v), nil
}

// fspath is os.fspath: the path of an object that has __fspath__.
func fspath(h value.Host, v value.Value) (value.Value, error) {
	o, ok := v.Data.(*value.Object)
	if !ok {
		return v, nil
	}
	if _, found := o.Class.Lookup("__fspath__"); found != value.Yes {
		return v, nil
	}
	f, err := h.GetAttr(v, "__fspath__")
	if err != nil {
		return f, err
	}
	return h.Call(f, value.Args{})
}

func expandUser(h value.Host, a *arguments) (value.Value, error) {
	v := a.value("path")
	p, ok := value.PathText(v)
	if ok && !strings.HasPrefix(p, "~") {
		return h.Made(v.Data, v), nil
	}
	if rest, own := strings.CutPrefix(p, "~"); own && (rest == "" || rest[0] == '/') {
		return inHome(h, v.Data.TypeName(), rest, v), nil
	}
	return LeadTo(h.MakeUnknown(v.Data.TypeName(), homeFolder, v), v), nil
}

const homeFolder = "depends on the home folder of the server's user"

// inHome is a path in the home folder.
func inHome(h value.Host, typ, rest string, from ...value.Value) value.Value {
	v := h.MakeUnknown(typ, homeFolder, from...)
	if u, ok := v.Data.(*value.Unknown); ok {
		u.Path = path.Clean(value.Home + rest)
	}
	return v
}

func expandVariables(h value.Host, a *arguments) (value.Value, error) {
	v := a.value("path")
	if p, ok := value.PathText(v); ok && !strings.Contains(p, "$") {
		return h.Made(v.Data, v), nil
	}
	return h.MakeUnknown("str", "comes from environment variables named in a text", v), nil
}

func splitPath(h value.Host, a *arguments) (value.Data, error) {
	return onPath(a, func(p string) value.Data {
		return &value.Tuple{Items: texts(h, []string{dirname(p), p[strings.LastIndex(p, "/")+1:]}, a.given...)}
	})
}

func splitExtension(h value.Host, a *arguments) (value.Data, error) {
	return onPath(a, func(p string) value.Data {
		name := p[strings.LastIndex(p, "/")+1:]
		dot := strings.LastIndex(name, ".")
		if dot < 0 || strings.Trim(name[:dot], ".") == "" {
			return &value.Tuple{Items: texts(h, []string{p, ""}, a.given...)}
		}
		at := len(p) - len(name) + dot
		return &value.Tuple{Items: texts(h, []string{p[:at], p[at:]}, a.given...)}
	})
}

func relativePath(h value.Host, a *arguments) (value.Data, error) {
	p, ok1 := a.text("path")
	start, ok2 := a.textOr("start", ".")
	if !ok1 || !ok2 || !strings.HasPrefix(p, "/") || !strings.HasPrefix(start, "/") {
		return nil, nil
	}
	from, to := pathParts(start), pathParts(p)
	for len(from) > 0 && len(to) > 0 && from[0] == to[0] {
		from, to = from[1:], to[1:]
	}
	parts := append(strings.Split(strings.Repeat("..,", len(from)), ",")[:len(from)], to...)
	if len(parts) == 0 {
		return value.Str("."), nil
	}
	return value.Str(strings.Join(parts, "/")), nil
}

func pathParts(p string) []string {
	return strings.FieldsFunc(path.Clean(p), func(r rune) bool { return r == '/' })
}

func commonPrefix(h value.Host, a *arguments) (value.Data, error) {
	items, err := h.Iterate(a.value("list"))
	if err != nil || len(items) == 0 {
		return value.Str(""), err
	}
	prefix, ok := value.PathText(items[0])
	for _, it := range items[1:] {
		p, known := value.PathText(it)
		ok = ok && known
		for !strings.HasPrefix(p, prefix) {
			prefix = prefix[:len(prefix)-1]
		}
	}
	if !ok {
		return nil, nil
	}
	return value.Str(prefix), nil
}

// existence is a question to the file system about a path.
func existence(name string, is func(source.Kind) bool) *value.Function {
	return function(name, "path", func(h value.Host, a *arguments) (value.Value, error) {
		v, err := fspath(h, a.value("path"))
		if err != nil {
			return v, err
		}
		return there(h, name, v, is), nil
	})
}

func anything(k source.Kind) bool { return k != source.Nothing }
func isFile(k source.Kind) bool   { return k == source.RegularFile }
func isFolder(k source.Kind) bool { return k == source.Folder }

// there answers a question about a path. What is not in the repository is taken
// to be absent; of what is outside the run says whether it can be known.
func there(h value.Host, name string, v value.Value, is func(source.Kind) bool) value.Value {
	p, ok := askedPath(h, v)
	if !ok {
		if u := value.UnknownIn(v); u != nil {
			return derived(h, "bool", name, u, v)
		}
		return h.Made(value.Bool(false), v)
	}
	kind, found := h.Kind(p)
	switch {
	case p == "":
		return h.Made(value.Bool(false), v)
	case found == value.Maybe || kind == source.Other:
		u := h.MakeUnknown("bool", "depends on whether there is "+p+" on the server", v)
		if d, ok := u.Data.(*value.Unknown); ok {
			d.Key = name + ":" + p
		}
		return u
	case found == value.No:
		assumeAbsent(h, p)
	}
	return h.Made(value.Bool(found == value.Yes && is(kind)), v)
}

// assumeAbsent names the assumption that a file which is not in the repository
// is not on the server either.
func assumeAbsent(h value.Host, p string) {
	p = pathForPeople(path.Clean(p))
	h.Assume(p + " is not in the repository; it is taken to be absent")
	if path.Ext(p) != ".py" {
		return
	}
	if scope := h.Globals(); scope != nil {
		scope.Overlay(&value.Outside{At: h.Site(), Without: p + " does not change this"})
	}
}

func globFiles(h value.Host, a *arguments) (value.Value, error) {
	pattern, ok := a.text("pathname")
	if !ok || len(a.values) > 1 && a.flag("recursive", false) == value.Maybe {
		return h.MakeUnknown("list", "comes from a search for files that is not known", a.given...), nil
	}
	if root, given := a.get("root_dir"); given && !isNone(root) {
		return h.MakeUnknown("list", "comes from a search for files that is not modelled", a.given...), nil
	}
	found, known := h.Glob(pattern)
	if known == value.Maybe {
		return h.MakeUnknown("list", "depends on the files of the server", a.given...), nil
	}
	return h.Made(&value.List{Items: anyOrder(texts(h, found, a.given...), "glob()")}, a.given...), nil
}
