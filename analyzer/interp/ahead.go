package interp

import (
	"path"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/python"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// lookAhead says which files the module imports that is to be run: its packages run
// before it.
func (m *machine) lookAhead() {
	loc, _ := m.find(m.Program.Module)
	if m.Ahead == nil || loc.file == "" {
		return
	}
	if file, err := m.Index.Read(m.Repository, loc.file); err == nil {
		m.Ahead(m.imports(&value.Module{Name: m.Program.Module, Path: loc.file}, m.Parse(file).Body))
	}
}

// lookAheadIn says which files the statements of a module import, which is about
// to run.
func (m *machine) lookAheadIn(mod *value.Module, body []python.Stmt) {
	if m.Ahead == nil {
		return
	}
	if files := m.imports(mod, body); len(files) > 1 {
		m.Ahead(files[1:]) // the first one is asked for at once
	}
}

// imports returns the files that the statements of a module import, and that have
// not been imported, in their order.
func (m *machine) imports(mod *value.Module, body []python.Stmt) []string {
	var files []string
	roots := m.pathFolders()
	for _, s := range body {
		for _, name := range m.importedBy(mod, s) {
			if m.Library[name] == nil {
				files = append(files, m.filesOf(name, roots)...)
			}
		}
	}
	return files
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

// filesOf returns the files of a module and its packages, the packages first, but
// for those that have been imported.
func (m *machine) filesOf(name string, roots []string) []string {
	var files []string
	for at := 0; at <= len(name); at++ {
		if at < len(name) && name[at] != '.' || m.modules[name[:at]] != nil {
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
