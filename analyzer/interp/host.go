package interp

import (
	"github.com/django-session-audit/django-session-audit/analyzer/models"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

var _ value.Host = (*machine)(nil)

// Module implements value.Host: the module whose code runs. It hides the
// Program's field of that name.
func (m *machine) Module() *value.Module { return m.frame.module }

// Loaded implements models.Loaded. It knows modules of the repository only:
// which others a server has imported is not known.
func (m *machine) Loaded(name string) *value.Module {
	if mod := m.modules[name]; mod != nil && (mod.File != nil || mod == m.frame.module) {
		return mod
	}
	return nil
}

// Globals implements value.Host.
func (m *machine) Globals() *value.Namespace { return m.given(m.frame.globals) }

// Locals implements value.Host.
func (m *machine) Locals() *value.Namespace { return m.given(m.frame.locals) }

// given gives names away: nobody sees what becomes of them. Where they could not be
// put back, others are given.
func (m *machine) given(ns *value.Namespace) *value.Namespace {
	if !m.leaks(nil) {
		return value.NewNamespace()
	}
	return ns
}

// configurationSettings returns the settings that a class of
// django-configurations stands for.
func (m *machine) configurationSettings(mod *value.Module) (*value.Namespace, error) {
	v, ok := mod.Names.Get(m.Configuration)
	c, isClass := v.Data.(*value.Class)
	if !ok || !isClass {
		return nil, m.Raise("ImportError", "no such configuration")
	}
	main := &frame{module: mod, globals: mod.Names, locals: mod.Names, site: v.Origin.Span()}
	leave := m.enter(main)
	defer leave()
	return models.ConfigurationSettings(m, c)
}
