package interp

import (
	"path"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/lazyregexp"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// Settings are often chosen by the name of the environment: a module
// f"settings.{ENV}", a file ENV + ".py". The variable's default then names
// development as a rule. In production it names production, if that makes the
// name of a module or file that is there.

// wordsInOrder are the names of production, the commonest first.
var wordsInOrder = []string{"production", "prod", "live", "prd"}

// hole stands in a text for a part that is not known.
const hole = "\x00"

// text returns a string made of others, or an unknown if it is longer than is
// kept.
func (m *machine) text(s string, from ...value.Value) value.Value {
	if len(s) > maxText {
		return m.MakeUnknown("str", "is longer than is kept", from...)
	}
	if chosen, ok := m.chosen(s, from); ok {
		s = chosen
	}
	return m.Made(value.Str(s), from...)
}

// chosen returns the text with production in place of the development
// environment that it names, if that names a module or file of the repository.
func (m *machine) chosen(s string, from []value.Value) (string, bool) {
	for _, f := range from {
		env := m.assumable(f)
		if env == nil {
			continue
		}
		part, known := value.Text(f)
		switch {
		case !known:
			part = hole
		case !developmentWords[strings.ToLower(part)]:
			continue
		}
		for _, word := range wordsInOrder {
			if t := strings.Replace(s, part, word, 1); t != s && m.namesSource(t) {
				m.Assume(env.Name + " names production")
				return t, true
			}
		}
	}
	return "", false
}

var dotted = lazyregexp.New(`^\.*[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$`)

// namesSource reports whether a text names a module or file of the repository.
func (m *machine) namesSource(text string) bool {
	if dotted().MatchString(text) {
		name := strings.TrimLeft(text, ".")
		_, found := m.find(name)
		_, within := m.find(m.packageOf(m.frame.module) + "." + name)
		return found || within
	}
	if path.Ext(text) == "" || len(text) > 1024 {
		return false
	}
	if _, found := m.File(text); found == value.Yes {
		return true
	}
	if mod := m.frame.module; mod.File != nil && !path.IsAbs(text) {
		return m.Index.HasFile(path.Join(path.Dir(mod.Path), text))
	}
	return false
}
