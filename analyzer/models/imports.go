package models

import (
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// importlib and what else finds modules and packages.
//
// https://docs.python.org/3/library/importlib.html

func importModules(opts Options) map[string]module {
	findNames := names{"find_spec": findModule("find_spec", opts)}
	return map[string]module{
		"importlib": {names: names{
			"util":              submodule("importlib.util", findNames),
			"machinery":         submodule("importlib.machinery", nil),
			"import_module":     function("import_module", "name, package=", importModule),
			"reload":            passing("reload"),
			"invalidate_caches": quiet("invalidate_caches"),
			"__import__":        function("__import__", "name, *rest", importModule),
		}},
		"importlib.util":      {names: findNames},
		"importlib.machinery": {names: names{}},
		"importlib.resources": {names: names{}},
		"importlib.metadata":  {names: versionNames},
		"importlib_metadata":  {names: versionNames},
		"pkg_resources": {names: names{
			"get_distribution":  unmodelled("get_distribution", "", installed),
			"require":           quiet("require"),
			"parse_version":     unmodelled("parse_version", "", "comes from parse_version(), which is not modelled"),
			"resource_filename": unmodelled("resource_filename", "str", installed),
			"iter_entry_points": unmodelled("iter_entry_points", "", installed),
		}},
		"pkgutil": {names: names{
			"find_loader":  findModule("find_loader", opts),
			"iter_modules": function("iter_modules", "path=, prefix=", iterModules),
		}},
		"imp": {names: names{
			"find_module": unmodelled("find_module", "", installed),
			"load_source": unmodelled("load_source", "module", "comes from imp.load_source(), which is not modelled"),
		}},
		"django.utils.importlib": {names: names{"import_module": function("import_module", "name, package=", importModule)}},
	}
}

const installed = "depends on what is installed on the server"

var versionNames = names{
	"version":      unmodelled("version", "str", installed),
	"distribution": unmodelled("distribution", "", installed),
	"entry_points": unmodelled("entry_points", "", installed),
	"metadata":     unmodelled("metadata", "", installed),
}

// absoluteModule resolves a relative name against a package.
func absoluteModule(h value.Host, a *arguments) (string, bool, error) {
	name, ok := value.Text(a.value("name"))
	if !ok || !strings.HasPrefix(name, ".") {
		return name, ok, nil
	}
	pkg, ok := value.Text(a.value("package"))
	if !ok {
		if isNone(a.value("package")) {
			return "", false, h.Raise("TypeError", "the 'package' argument is required for a relative import")
		}
		return "", false, nil
	}
	rest := strings.TrimLeft(name, ".")
	for up := len(name) - len(rest); up > 1; up-- {
		i := strings.LastIndexByte(pkg, '.')
		if i < 0 {
			return "", false, h.Raise("ImportError", "attempted relative import beyond top-level package")
		}
		pkg = pkg[:i]
	}
	if rest == "" {
		return pkg, true, nil
	}
	return pkg + "." + rest, true, nil
}

func importModule(h value.Host, a *arguments) (value.Value, error) {
	name, ok, err := absoluteModule(h, a)
	switch {
	case err != nil:
		return value.Value{}, err
	case !ok:
		return h.MakeUnknown("module", "is a module whose name is not known", a.given...), nil
	}
	if err := decides(h, a.given...); err != nil {
		return value.Value{}, err
	}
	return h.Import(name)
}

// findModule is find_spec: whether a module is there. Whether one of a library
// is installed, the options may tell.
func findModule(name string, opts Options) *value.Function {
	return function(name, "name, package=", func(h value.Host, a *arguments) (value.Value, error) {
		return findSpec(h, a, opts)
	})
}

func findSpec(h value.Host, a *arguments, opts Options) (value.Value, error) {
	name, ok, err := absoluteModule(h, a)
	if err != nil {
		return value.Value{}, err
	}
	if ok {
		p := strings.ReplaceAll(name, ".", "/")
		for _, candidate := range []string{p + ".py", p + "/__init__.py"} {
			if kind, found := h.Kind(candidate); found == value.Yes && isFile(kind) {
				return h.Made(object(specClass, name), a.given...), nil
			}
		}
		first, _, _ := strings.Cut(p, "/")
		if kind, found := h.Kind(first); found == value.Yes && isFolder(kind) {
			assumeAbsent(h, p+".py")
			return h.Made(value.None{}, a.given...), nil
		}
	}
	if ok {
		switch opts.installed(name) {
		case value.Yes:
			return h.Made(object(specClass, name), a.given...), nil
		case value.No:
			return h.Made(value.None{}, a.given...), nil
		}
	}
	v := h.MakeUnknown("", "depends on whether "+name+" is installed on the server", a.given...)
	if u, isUnknown := v.Data.(*value.Unknown); isUnknown && ok {
		u.Key = "installed:" + name
	}
	return v, nil
}

var specClass = class("importlib.machinery", "ModuleSpec", nil)
