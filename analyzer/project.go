package analyzer

import (
	"maps"
	"path"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/discover"
	"github.com/django-session-audit/django-session-audit/analyzer/django"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// project answers what rules ask of the repository around a module. They ask in
// every world, so answers that take an evaluation are kept.
func (e *evaluator) project(m *discover.Module, version django.Version) settings.Project {
	type statement struct {
		setting string
		at      source.Span
	}
	type variable struct {
		name, text string
		set        bool
	}
	type lines struct{ class, base string }
	extended := remembering(func(l lines) value.Truth { return e.extends(m.Root, l.class, l.base) })
	shared := remembering(func(s statement) value.Truth { return e.inDevelopment(m, version, s.setting, s.at) })
	debug := remembering(func(v variable) value.Truth {
		given := map[string]string{}
		if v.set {
			given[v.name] = v.text
		}
		return e.debugWith(m, version, given)
	})
	return settings.Project{
		Module:      func(dotted string) value.Truth { return e.hasModule(m.Root, dotted) },
		Extends:     func(class, base string) value.Truth { return extended(lines{class, base}) },
		Development: func(setting string, at source.Span) value.Truth { return shared(statement{setting, at}) },
		Debug: func(name string, text ...string) value.Truth {
			return debug(variable{name, strings.Join(text, ""), len(text) > 0})
		},
	}
}

// remembering returns a function that works out each answer once.
func remembering[Q comparable](ask func(Q) value.Truth) func(Q) value.Truth {
	answers := map[Q]value.Truth{}
	return func(q Q) value.Truth {
		answer, known := answers[q]
		if !known {
			answer = ask(q)
			answers[q] = answer
		}
		return answer
	}
}

// hasModule says whether a module can be imported. What is outside of the
// repository is taken to be installed.
func (e *evaluator) hasModule(root, dotted string) value.Truth {
	first, _, _ := strings.Cut(dotted, ".")
	ours := false
	for _, folder := range []string{root, "."} {
		if !e.layout.Index.HasFile(path.Join(folder, first, "__init__.py")) {
			continue
		}
		ours = true
		file := path.Join(folder, strings.ReplaceAll(dotted, ".", "/"))
		if e.layout.Index.HasFile(file+".py") || e.layout.Index.HasFolder(file) {
			return value.Yes
		}
	}
	return value.Of(!ours)
}

// inDevelopment says whether a module for development has a setting from the
// statement at a place.
func (e *evaluator) inDevelopment(m *discover.Module, version django.Version, setting string, at source.Span) value.Truth {
	for _, other := range e.layout.Modules {
		if other.Role != discover.Development || other.Root != m.Root {
			continue
		}
		if b := e.debugging(other, version).Lookup(setting); b != nil && b.At == at {
			return value.Yes
		}
	}
	return value.No
}

// debugWith says whether a module's DEBUG is on where no other variables are set.
func (e *evaluator) debugWith(m *discover.Module, version django.Version, given map[string]string) value.Truth {
	b := e.alone(m, version, given).Lookup("DEBUG")
	if b == nil {
		return value.Maybe
	}
	return value.Truthy(b.Value)
}

// debugging evaluates a module as it is when DEBUG is on, if a variable says so.
// Several modules may ask for the same one.
func (e *evaluator) debugging(m *discover.Module, version django.Version) *value.Namespace {
	key := developed{m, version}
	names, known := e.developed[key]
	if known {
		return names
	}
	names = e.alone(m, version, nil)
	if b := names.Lookup("DEBUG"); b != nil && value.Truthy(b.Value) != value.Yes {
		if env := b.Value.Origin.Environment(); env != nil && !env.Given {
			names = e.alone(m, version, map[string]string{env.Name: "True"})
		}
	}
	if len(e.developed) < maxDeveloped {
		e.developed[key] = names
	}
	return names
}

// A developed is a module for development under a version of Django.
type developed struct {
	module  *discover.Module
	version django.Version
}

// maxDeveloped is of how many modules for development what they give is kept.
const maxDeveloped = 4

// alone evaluates a module in one world: no variables are set but those given.
func (e *evaluator) alone(m *discover.Module, version django.Version, given map[string]string) *value.Namespace {
	p := e.program(m, version)
	p.Parse, p.Ahead, p.Base = e.trees.ask, nil, nil
	p.Limits.Worlds = 1
	p.EmptyEnvironment = true
	maps.Copy(p.Env, given)
	if r := e.explore(p); len(r.Worlds) > 0 {
		return r.Worlds[0].Names
	}
	return nil
}
