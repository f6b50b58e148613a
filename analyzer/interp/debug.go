package interp

import (
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// What production is taken to have for DEBUG.

// bindIn binds a name in a namespace: whatever binds names comes through here, an
// assignment, an import, setattr() or globals(). What a production server takes
// for granted of a setting holds from here on.
func (m *machine) bindIn(ns *value.Namespace, name string, b *value.Binding) {
	if name == "DEBUG" && !m.inFunction(ns) {
		b.Value = m.debugInProduction(b.Value)
	}
	if ns != m.frame.locals {
		m.acts++
	}
	if !m.binds(ns, name) {
		return
	}
	ns.Bind(name, b)
}

// inFunction reports whether a namespace is that of the function that runs: its
// names are no settings.
func (m *machine) inFunction(ns *value.Namespace) bool {
	return m.frame.kind == functionFrame && m.frame.locals == ns
}

// debugInProduction returns what DEBUG is taken to be: False where it comes
// from the environment. The origin, with the variable's default, stays. A text
// stays one as long as the program works on it, for the next statement may
// compare it: that of a server which has DEBUG off. Read as a truth value, and
// at the end, it is False all the same.
func (m *machine) debugInProduction(v value.Value) value.Value {
	if m.EmptyEnvironment || v.Data == value.Bool(false) || v.Origin == nil || m.off[v.Origin] {
		return v
	}
	for _, e := range v.Origin.Environments() {
		if e.Given {
			continue
		}
		m.Assume("DEBUG comes from " + e.Name + " and is False in production")
		if v.Data.TypeName() != "str" {
			return value.Value{Data: value.Bool(false), Origin: v.Origin}
		}
		o := *v.Origin
		m.off[&o] = true
		return value.Value{Data: offText(e.Default), Origin: &o}
	}
	return v
}

// offText is the text that turns off what has this default: the default where
// it does, else its opposite.
func offText(byDefault value.Value) value.Str {
	text, _ := value.Text(byDefault)
	if i, ok := byDefault.Data.(value.Int); ok {
		text = i.String()
	}
	lower := strings.ToLower(text)
	for _, pair := range [][2]string{{"true", "false"}, {"1", "0"}, {"yes", "no"}, {"on", "off"}, {"t", "f"}, {"y", "n"}} {
		switch on, off := pair[0], pair[1]; {
		case lower == off:
			return value.Str(text)
		case text == strings.ToUpper(on):
			return value.Str(strings.ToUpper(off))
		case text == on:
			return value.Str(off)
		case lower == on:
			return value.Str(strings.ToUpper(off[:1]) + off[1:])
		}
	}
	return "False"
}
