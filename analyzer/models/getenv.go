package models

import (
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// django-getenv: variables whose texts are read as Python's literals.
//
// https://github.com/schwuk/django-getenv/blob/master/getenv/env.py

var getenvModules = map[string]module{
	"getenv": {names: names{"env": function("env", "key, default=, required=", getenvAsk)}},
}

const getenvMissing = "getenv.ImproperlyConfigured"

func getenvAsk(h value.Host, a *arguments) (value.Value, error) {
	variable, ok := value.Text(a.value("key"))
	if !ok {
		return unnamed(h, a.value("key")), nil
	}
	q := question{name: variable, cast: "literal", missing: getenvMissing, parse: getenvParse}
	fallback, given := a.get("default")
	switch {
	case given && value.Truthy(fallback) != value.No || a.flag("required", false) == value.No:
		q.fallback = fallback
		if !given {
			q.fallback = h.Made(value.None{})
		}
	case a.flag("required", false) == value.Maybe:
		return h.MakeUnknown("", "comes from env() with arguments that are not known", a.given...), nil
	}
	return q.ask(h)
}

// getenvParse makes of a text the literal that it is, if it is one.
func getenvParse(h value.Host, v value.Value) (value.Value, error) {
	text, ok := value.Text(v)
	if !ok {
		return h.MakeUnknown("", "is a literal that is not known", v), nil
	}
	switch parsed, is := literalOf(h, v, text); is {
	case value.Yes:
		return parsed, nil
	case value.Maybe:
		return h.MakeUnknown("", "is a literal that is not modelled", v), nil
	}
	return v, nil
}
