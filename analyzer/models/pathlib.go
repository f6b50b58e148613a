package models

import (
	"path"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/source"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// pathlib.Path. A path is a value.Path, whose text has pathlib's normal form.
// The attributes of such a value are answered by PathAttr.
//
// https://docs.python.org/3/library/pathlib.html

// newPathClass returns a class that makes paths.
func newPathClass(name string) func() value.Data {
	return func() value.Data {
		c := class("pathlib", name, names{
			"cwd":  unmodelled("cwd", "PosixPath", workingDirectory),
			"home": openFunction("home", "", func(h value.Host, a *arguments) (value.Value, error) { return inHome(h, "PosixPath", ""), nil }),
		})
		c.New = makePath
		for name, f := range pathMethods {
			c.Attrs.Set(name, value.Value{Data: f})
		}
		return c
	}
}

func makePath(h value.Host, c *value.Class, args value.Args) (value.Value, error) {
	given := args.All()
	if args.Open != nil {
		return derived(h, "PosixPath", "Path", args.Open, given...), nil
	}
	return joinedPath(h, given, given)
}

func joinedPath(h value.Host, parts, from []value.Value) (value.Value, error) {
	var all []string
	for _, v := range parts {
		v, err := fspath(h, v)
		if err != nil {
			return v, err
		}
		p, ok := value.PathText(v)
		if !ok {
			if u := value.UnknownIn(v); u != nil {
				return LeadTo(derived(h, "PosixPath", "Path", u, from...), parts...), nil
			}
			if err := notPath(h, v); err != nil {
				return v, err
			}
			return h.MakeUnknown("PosixPath", "is a path made of what is not modelled", from...), nil
		}
		all = append(all, p)
	}
	return h.Made(value.Path(JoinPath(all...)), from...), nil
}

// JoinPath returns the text of a pathlib path made of those parts: an absolute
// part drops those before it, "." and double slashes go, ".." stays.
func JoinPath(parts ...string) string {
	joined := ""
	for _, p := range parts {
		joined = joinText(joined, p)
	}
	root := ""
	switch {
	case strings.HasPrefix(joined, "//") && !strings.HasPrefix(joined, "///"):
		root = "//"
	case strings.HasPrefix(joined, "/"):
		root = "/"
	}
	var kept []string
	for _, p := range strings.Split(joined, "/") {
		if p != "" && p != "." {
			kept = append(kept, p)
		}
	}
	if text := root + strings.Join(kept, "/"); text != "" {
		return text
	}
	return "."
}

// PathAttr answers an attribute of a value.Path, or of an unknown one of which
// it is known where it leads. It reports false for one that these do not have.
func PathAttr(h value.Host, v value.Value, name string) (value.Value, bool, error) {
	p, ok := v.Data.(value.Path)
	if !ok && !leads(v, name) {
		return value.Value{}, false, nil
	}
	if get, ok := pathProperties[name]; ok {
		return h.Made(get(h, string(p), v), v), true, nil
	}
	if f, ok := pathMethods[name]; ok {
		return value.Value{Data: &value.BoundMethod{Self: v, Func: f}, Origin: v.Origin}, true, nil
	}
	return value.Value{}, false, nil
}

var pathProperties = map[string]func(h value.Host, p string, v value.Value) value.Data{
	"parent": func(h value.Host, p string, v value.Value) value.Data {
		return within(p, parentOf(p), value.Path(parentOf(p)))
	},
	"parents": parentsOf,
	"name":    func(h value.Host, p string, v value.Value) value.Data { return value.Str(nameOf(p)) },
	"stem": func(h value.Host, p string, v value.Value) value.Data {
		return value.Str(strings.TrimSuffix(nameOf(p), suffixOf(p)))
	},
	"suffix":   func(h value.Host, p string, v value.Value) value.Data { return value.Str(suffixOf(p)) },
	"suffixes": suffixesOf,
	"parts":    partsOf,
	"anchor":   func(h value.Host, p string, v value.Value) value.Data { return value.Str(rootOf(p)) },
	"root":     func(h value.Host, p string, v value.Value) value.Data { return value.Str(rootOf(p)) },
	"drive":    func(h value.Host, p string, v value.Value) value.Data { return value.Str("") },
}

func rootOf(p string) string { return p[:len(p)-len(strings.TrimLeft(p, "/"))] }

func parentOf(p string) string {
	root := rootOf(p)
	rest := p[len(root):]
	if i := strings.LastIndex(rest, "/"); i >= 0 {
		return root + rest[:i]
	}
	if root != "" {
		return root
	}
	return "."
}

// maxParents bounds the folders above a path.
const maxParents = 500

func parentsOf(h value.Host, p string, v value.Value) value.Data {
	if n := strings.Count(p, "/"); n > maxParents {
		return &value.Unknown{Type: "tuple", Reason: "is too long", Key: "parents:" + p[:maxParents]}
	}
	var items []value.Value
	for up := parentOf(p); up != p; up = parentOf(p) {
		items = append(items, h.Made(within(string(v.Data.(value.Path)), up, value.Path(up)), v))
		p = up
	}
	return &value.Tuple{Items: items}
}

func nameOf(p string) string {
	if p == "." {
		return ""
	}
	return p[strings.LastIndex(p, "/")+1:]
}

func suffixOf(p string) string {
	name := nameOf(p)
	if i := strings.LastIndex(name, "."); i > 0 && i < len(name)-1 {
		return name[i:]
	}
	return ""
}

func suffixesOf(h value.Host, p string, v value.Value) value.Data {
	name := strings.TrimLeft(nameOf(p), ".")
	var list []string
	if parts := strings.Split(name, "."); !strings.HasSuffix(name, ".") {
		for _, s := range parts[1:] {
			list = append(list, "."+s)
		}
	}
	return &value.List{Items: texts(h, list, v)}
}

func partsOf(h value.Host, p string, v value.Value) value.Data {
	var list []string
	if root := rootOf(p); root != "" {
		list = append(list, root)
	}
	if p != "." {
		list = append(list, strings.FieldsFunc(p, func(r rune) bool { return r == '/' })...)
	}
	return &value.Tuple{Items: texts(h, list, v)}
}

var pathMethods = map[string]*value.Function{
	"joinpath": method("joinpath", "*others", func(h value.Host, a *arguments) (value.Value, error) {
		return joinedPath(h, a.given, a.given)
	}),
	"resolve":  method("resolve", "strict=", resolvePath),
	"absolute": method("absolute", "", resolvePath),
	"expanduser": method("expanduser", "", func(h value.Host, a *arguments) (value.Value, error) {
		a.set("path", a.value("self"))
		return expandUser(h, a)
	}),
	"as_posix":    pathMethod("as_posix", "str", func(p string) value.Data { return value.Str(p) }),
	"__str__":     pathMethod("__str__", "str", func(p string) value.Data { return value.Str(p) }),
	"__fspath__":  pathMethod("__fspath__", "str", func(p string) value.Data { return value.Str(p) }),
	"as_uri":      pathMethod("as_uri", "str", pathURI),
	"is_absolute": pathMethod("is_absolute", "bool", isAbsolute),
	"exists":      pathQuestion("exists", anything),
	"is_file":     pathQuestion("is_file", isFile),
	"is_dir":      pathQuestion("is_dir", isFolder),
	"with_name": pathChange("with_name", "name", func(p, name string) string {
		return JoinPath(parentOf(p), name)
	}),
	"with_suffix": pathChange("with_suffix", "suffix", func(p, suffix string) string {
		return strings.TrimSuffix(p, suffixOf(p)) + suffix
	}),
	"with_stem": pathChange("with_stem", "stem", func(p, stem string) string {
		return JoinPath(parentOf(p), stem+suffixOf(p))
	}),
	"relative_to": method("relative_to", "other, *others, walk_up=", relativeTo),
	"is_relative_to": method("is_relative_to", "other", func(h value.Host, a *arguments) (value.Value, error) {
		p, ok1 := a.text("self")
		other, ok2 := a.text("other")
		if !ok1 || !ok2 {
			return h.MakeUnknown("bool", "is about a path that is not known", a.given...), nil
		}
		_, below := below(p, JoinPath(other))
		return h.Made(value.Bool(below), a.given...), nil
	}),
	"read_text": method("read_text", "encoding=, errors=, newline=", func(h value.Host, a *arguments) (value.Value, error) {
		return readText(h, a.value("self"))
	}),
	"read_bytes": method("read_bytes", "", func(h value.Host, a *arguments) (value.Value, error) {
		v, err := readText(h, a.value("self"))
		if s, ok := v.Data.(value.Str); ok {
			v.Data = value.Bytes(s)
		}
		return v, err
	}),
	"open": method("open", "mode=, buffering=, encoding=, errors=, newline=", func(h value.Host, a *arguments) (value.Value, error) {
		return openFile(h, a.value("self"), a.value("mode"))
	}),
	"glob":       method("glob", "pattern", globPath),
	"rglob":      method("rglob", "pattern", globPath),
	"iterdir":    method("iterdir", "", globPath),
	"mkdir":      quiet("mkdir"),
	"touch":      quiet("touch"),
	"write_text": quiet("write_text"),
	"unlink":     quiet("unlink"),
	"chmod":      quiet("chmod"),
	"stat":       unmodelled("stat", "", "depends on the file system"),
	"is_symlink": unmodelled("is_symlink", "bool", "depends on the file system"),
	"owner":      unmodelled("owner", "str", "depends on the file system"),
	"samefile":   unmodelled("samefile", "bool", "depends on the file system"),
}

// pathMethod is a method without arguments that looks at the text only.
func pathMethod(name, typ string, f func(p string) value.Data) *value.Function {
	return pure(name, "self", typ, func(h value.Host, a *arguments) (value.Data, error) {
		p, ok := a.text("self")
		if !ok {
			return nil, nil
		}
		return f(p), nil
	})
}

// pathChange is a method that makes another path with the help of a text.
func pathChange(name, param string, f func(p, text string) string) *value.Function {
	return pure(name, "self,"+param, "PosixPath", func(h value.Host, a *arguments) (value.Data, error) {
		p, ok1 := a.text("self")
		text, ok2 := a.text(param)
		if !ok1 || !ok2 {
			return nil, nil
		}
		return value.Path(f(p, text)), nil
	})
}

func pathURI(p string) value.Data {
	if !strings.HasPrefix(p, "/") {
		return nil
	}
	return value.Str("file://" + quote(p, "/"))
}

func pathQuestion(name string, is func(source.Kind) bool) *value.Function {
	return method(name, "follow_symlinks=", func(h value.Host, a *arguments) (value.Value, error) {
		return there(h, name, a.value("self"), is), nil
	})
}

func resolvePath(h value.Host, a *arguments) (value.Value, error) {
	self := a.value("self")
	p, ok := value.PathText(self)
	if u := value.UnknownIn(self); u != nil {
		return LeadTo(derived(h, "PosixPath", a.function, u, self), self), nil
	}
	if !ok || !strings.HasPrefix(p, "/") {
		return h.MakeUnknown("PosixPath", workingDirectory, self), nil
	}
	if a.function == "absolute" {
		return h.Made(value.Path(p), self), nil
	}
	p, known := h.Resolve(path.Clean(p))
	if !known {
		return h.MakeUnknown("PosixPath", throughLink, self), nil
	}
	return h.Made(value.Path(p), self), nil
}

// below returns what leads from a folder to a path under it.
func below(p, folder string) (string, bool) {
	switch {
	case p == folder:
		return ".", true
	case folder == ".":
		return p, !strings.HasPrefix(p, "/")
	}
	return strings.CutPrefix(p, strings.TrimSuffix(folder, "/")+"/")
}

func relativeTo(h value.Host, a *arguments) (value.Value, error) {
	p, ok1 := a.text("self")
	other, ok2 := a.text("other")
	if !ok1 || !ok2 || len(a.rest) > 0 || a.flag("walk_up", false) != value.No {
		return h.MakeUnknown("PosixPath", "is about a path that is not known", a.given...), nil
	}
	rest, ok := below(p, JoinPath(other))
	if !ok {
		return value.Value{}, h.Raise("ValueError", "path is not in the subpath")
	}
	return h.Made(value.Path(rest), a.given...), nil
}

// globPath is glob, rglob and iterdir.
func globPath(h value.Host, a *arguments) (value.Value, error) {
	p, ok1 := a.text("self")
	pattern, ok2 := a.textOr("pattern", "*")
	if a.function == "rglob" {
		pattern = "**/" + pattern
	}
	if !ok1 || !ok2 {
		return h.MakeUnknown("list", "comes from a search for files that is not known", a.given...), nil
	}
	found, known := h.Glob(joinText(p, pattern))
	if known == value.Maybe {
		return h.MakeUnknown("list", "depends on the files of the server", a.given...), nil
	}
	it := &value.Iterator{Kind: "generator"}
	for _, f := range found {
		it.Items = append(it.Items, h.Made(value.Path(JoinPath(f)), a.given...))
	}
	it.Items = anyOrder(it.Items, "pathlib")
	return h.Made(it, a.given...), nil
}
