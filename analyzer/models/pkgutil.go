package models

import (
	"path"
	"slices"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

var moduleInfoFields = []string{"module_finder", "name", "ispkg"}

// moduleInfo is the named tuple that pkgutil.iter_modules gives.
func moduleInfo() *value.Class {
	c := class("pkgutil", "ModuleInfo", nil)
	tupleFields(c, moduleInfoFields, nil)
	return c
}

// iterModules is pkgutil.iter_modules: the modules and packages in folders, by
// name. https://docs.python.org/3/library/pkgutil.html#pkgutil.iter_modules
func iterModules(h value.Host, a *arguments) (value.Value, error) {
	if isNone(a.value("path")) {
		return h.MakeUnknown("", installed, a.given...), nil
	}
	folders, ok := value.Spread(a.value("path"))
	prefix, told := a.textOr("prefix", "")
	if !ok || !told {
		return h.MakeUnknown("", "comes from a folder that is not known", a.given...), nil
	}
	it := &value.Iterator{Kind: "generator"}
	info, seen := moduleInfo(), map[string]bool{}
	for _, folder := range folders {
		text, ok := value.PathText(folder)
		files, known := filesIn(h, text)
		if !ok || known == value.Maybe {
			return h.MakeUnknown("", "depends on the files of the server", a.given...), nil
		}
		for _, f := range slices.Sorted(slices.Values(files)) {
			name, isPackage := moduleAt(h, path.Join(text, f))
			if name == "" || seen[name] {
				continue
			}
			seen[name] = true
			o := object(info, nil)
			o.Attrs.Set("module_finder", h.MakeUnknown("", "is a finder of modules"))
			o.Attrs.Set("name", str(h, prefix+name, a.given...))
			o.Attrs.Set("ispkg", h.Made(value.Bool(isPackage), a.given...))
			it.Items = append(it.Items, h.Made(o, a.given...))
		}
	}
	return h.Made(it, a.given...), h.Spend(len(seen))
}

// moduleAt returns the name of the module or package that a file or folder is,
// or "".
func moduleAt(h value.Host, p string) (name string, isPackage bool) {
	base := path.Base(p)
	if kind, _ := h.Kind(p); isFolder(kind) {
		init, _ := h.Kind(path.Join(p, "__init__.py"))
		if isFile(init) && !strings.Contains(base, ".") {
			return base, true
		}
		return "", false
	}
	name, python := strings.CutSuffix(base, ".py")
	if !python || name == "__init__" || strings.Contains(name, ".") {
		return "", false
	}
	return name, false
}
