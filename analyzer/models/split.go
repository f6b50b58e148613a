package models

import (
	"path"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// django-split-settings.
//
// https://github.com/wemake-services/django-split-settings/blob/master/split_settings/tools.py

var splitModules = map[string]module{
	"split_settings": {names: names{}},
	"split_settings.tools": {names: names{
		"include": openFunction("include", "*files, scope=", includeFiles),
		"optional": function("optional", "filename", func(h value.Host, a *arguments) (value.Value, error) {
			return h.Made(object(optionalFile, a.value("filename")), a.given...), nil
		}),
	}},
}

// optionalFile is the class of optional("file"), whose state is the name.
var optionalFile = class("split_settings.tools", "_Optional", names{
	"__str__": method("__str__", "", func(h value.Host, a *arguments) (value.Value, error) {
		v, _ := a.self().State.(value.Value)
		return v, nil
	}),
})

// includeFiles is include(): the files run in the caller's names, in the order
// of the patterns. Files of one pattern run in the order of the alphabet; real
// runs take the file system's.
func includeFiles(h value.Host, a *arguments) (value.Value, error) {
	scope := h.Globals()
	if a.open != nil && scope != nil {
		scope.Open = a.open
	}
	folder := callerFolder(h)
	if f, ok := scope.Get("__included_file__"); ok {
		if text, ok := value.PathText(f); ok {
			folder = path.Dir(text)
		}
	}
	for _, v := range a.rest {
		isOptional := false
		if o, ok := v.Data.(*value.Object); ok && o.Class == optionalFile {
			v, _ = o.State.(value.Value)
			isOptional = true
		}
		pattern, ok := askedPath(h, v)
		if !ok {
			reason := "may be assigned in a file that is not known"
			if u := value.UnknownIn(v); u != nil {
				reason = "may be assigned in a file whose name " + u.Reason
			}
			scope.Open = &value.Unknown{Reason: reason, Key: "include"}
			continue
		}
		if err := includePattern(h, scope, joinText(folder, pattern), isOptional); err != nil {
			return v, err
		}
	}
	return h.Made(value.None{}), nil
}

func includePattern(h value.Host, scope *value.Namespace, pattern string, isOptional bool) error {
	pattern = path.Clean(pattern)
	found, known := []string{pattern}, value.Yes
	if strings.ContainsAny(pattern, "*?[") {
		found, known = h.Glob(pattern)
	} else if f, t := h.File(pattern); f == nil {
		found, known = nil, t
	}
	switch {
	case known == value.Maybe:
		openInclude(h, scope, pattern)
		return nil
	case len(found) == 0 && isOptional:
		assumeAbsent(h, pattern)
		return nil
	case len(found) == 0 && catches(h, "OSError"):
		return h.Raise("OSError", "No such file")
	case len(found) == 0:
		h.Assume(pathForPeople(pattern) + " is not in the repository; it is taken to be there")
		openInclude(h, scope, pattern)
		return nil
	}
	saved := scope.Lookup("__included_file__")
	for _, file := range found {
		if included(h, scope, file) {
			continue
		}
		scope.Set("__included_file__", str(h, file))
		if err := h.RunFile(file, scope); err != nil {
			return err
		}
	}
	if saved != nil {
		scope.Bind("__included_file__", saved)
	} else {
		scope.Delete("__included_file__")
	}
	return nil
}

// openInclude notes that a file which is not in the repository binds names.
func openInclude(h value.Host, scope *value.Namespace, pattern string) {
	name := path.Base(pattern)
	scope.Open = &value.Unknown{Reason: "may be assigned in " + name + ", which is not in the repository", Key: "include:" + pattern}
	scope.Overlay(&value.Outside{At: h.Site(), Without: pathForPeople(pattern) + " does not change this"})
}

// included notes a file, and reports whether it was included before.
func included(h value.Host, scope *value.Namespace, file string) bool {
	v, _ := scope.Get("__included_files__")
	list, ok := v.Data.(*value.List)
	if !ok {
		list = &value.List{}
		scope.Set("__included_files__", h.Made(list))
	}
	if value.Contains(value.Value{Data: list}, value.Value{Data: value.Str(file)}) == value.Yes {
		return true
	}
	list.Items = append(list.Items, str(h, file))
	return false
}
