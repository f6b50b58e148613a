package python

import "strings"

// From returns the dotted name of the module that an import names, in a module
// of that package. It reports false where the leading dots lead out of the
// package.
func (s *ImportFrom) From(pkg string) (module string, ok bool) {
	if s.Level == 0 {
		return s.Module, true
	}
	for i := 1; i < s.Level && pkg != ""; i++ {
		pkg = pkg[:max(strings.LastIndexByte(pkg, '.'), 0)]
	}
	switch {
	case pkg == "":
		return "", false
	case s.Module == "":
		return pkg, true
	}
	return pkg + "." + s.Module, true
}
