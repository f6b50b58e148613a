// Package discover finds what is to be judged: the projects of a repository,
// their settings modules, who names them, their roles, and the Django version.
// It reads files and syntax; it evaluates nothing.
package discover

import (
	"github.com/django-session-audit/django-session-audit/analyzer/python"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

// Options say where to look.
type Options struct {
	// Include are doublestar globs of further files that may be settings
	// modules, besides those of defaultGlobs; Exclude are globs of files and folders
	// to leave out.
	Include, Exclude []string
	// Modules, when not empty, are the only modules to return, whatever
	// their role; Root settles under which project root they are.
	Modules []string
	Root    string
	// Roles, when not empty, replaces "production" as what is judged.
	Roles []Role
	// Parse, when not nil, returns the syntax tree of a file: the caller may
	// keep trees for later. It is called by several goroutines.
	Parse func(*source.File) *python.Module
}

func (o *Options) parse(f *source.File) *python.Module {
	if o.Parse != nil {
		return o.Parse(f)
	}
	return python.Parse(f)
}

// A Role says what a settings module is for.
type Role string

// The roles.
const (
	Production  Role = "production"
	Development Role = "development"
	Test        Role = "test"
	Shared      Role = "shared" // only imported by other settings modules
)

// A Layout is what was found in a repository.
type Layout struct {
	// Django is true if anything in the repository is a Django project.
	Django bool
	// Modules are all settings modules, sorted by root and name.
	Modules []*Module
	// Files counts the regular files seen, PythonFiles those of Python.
	Files, PythonFiles int
	// Notes say, for people, what was left out: folders that could not be
	// read, a limit that was met, a project in which nothing is judged.
	Notes []string
	// Index holds every regular file that was seen, for those who resolve
	// imports and globs.
	Index *Index
	// Packages is what the repository's files say of distributions.
	Packages *Packages
}

// Judged returns the modules that are to be judged, in order.
func (l *Layout) Judged() []*Module {
	var judged []*Module
	for _, m := range l.Modules {
		if m.Judged {
			judged = append(judged, m)
		}
	}
	return judged
}

// A Module is one settings module.
type Module struct {
	// Name is the dotted name under Root, as DJANGO_SETTINGS_MODULE has it.
	Name string
	// Root is the project's root, a folder of the repository ("." for its
	// own): the first entry of sys.path.
	Root string
	// File is the module's file.
	File string
	// Configuration is the class of django-configurations, or "".
	Configuration string
	// Role is what the module is for, and Why says how that is known.
	Role Role
	Why  string
	// Judged is true if the module is to be judged.
	Judged bool
	// Imports are the settings modules that it takes over, in their order;
	// they may be others than those of Layout.Modules.
	Imports []*Module
	// Entries are the places that name it as DJANGO_SETTINGS_MODULE.
	Entries []Entry
	// Version is the project's Django version.
	Version Version
	// Environment are the variables that production has, as files of the
	// repository say, sorted by name.
	Environment []Given
}

// An Entry is a place that names a settings module.
type Entry struct {
	File string
	Line int
}

// A Version is a version of Django as a file of the repository requires it.
type Version struct {
	// Text is the version, such as "5.2.4"; "" when no file says it.
	Text string
	// Exact is true for a pin; otherwise Text is the lowest allowed.
	Exact bool
	// File and Line are where it is said.
	File string
	Line int
}

// A Given is an environment variable that a file of the repository sets for
// production.
type Given struct {
	Name, Text string
	File       string
	Line       int
}
