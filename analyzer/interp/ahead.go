package interp

import (
	"path"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/python"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// lookAhead says which files the statements of a module import: they are soon asked
// for.
func (m *machine) lookAhead(mod *value.Module, body []python.Stmt) {
	if m.Ahead == nil {
		return
	}
	var files []string
	roots := m.pathFolders()
	for _, s := range body {
		for _, name := range m.importedBy(mod, s) {
			if m.modules[name] == nil && m.Library[name] == nil {
				files = append(files, m.filesOf(name, roots)...)
			}
		}
	}
	if len(files) > 1 {
		m.Ahead(files[1:]) // the first one is asked for at once
	}
}

// importedBy returns the modules that a statement imports, or may.
func (m *machine) importedBy(mod *value.Module, s python.Stmt) []string {
	var names []string
	switch s := s.(type) {
	case *python.Import:
		for _, a := range s.Names {
			names = append(names, a.Name)
		}
	case *python.ImportFrom:
		from, ok := s.From(m.packageOf(mod))
		if !ok {
			return nil
		}
		names = append(names, from)
		for _, a := range s.Names {
			names = append(names, from+"."+a.Name)
		}
	}
	return names
}

// filesOf returns the files of a module and its packages, the packages first.
func (m *machine) filesOf(name string, roots []string) []string {
	var files []string
	for at := 0; at <= len(name); at++ {
		if at < len(name) && name[at] != '.' {
			continue
		}
		rel := strings.ReplaceAll(name[:at], ".", "/")
		for _, root := range roots {
			if base := path.Join(root, rel); m.Index.HasFile(base + "/__init__.py") {
				files = append(files, base+"/__init__.py")
				break
			} else if m.Index.HasFile(base + ".py") {
				files = append(files, base+".py")
				break
			}
		}
	}
	return files
}
