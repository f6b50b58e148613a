package models

import (
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// Everett: managers that look through sources in turn, and parse texts.
//
// https://github.com/willkg/everett/blob/main/src/everett/manager.py

var everettModules = map[string]module{
	"everett": {setup: func(m *value.Module) {
		m.Names.Set("NO_VALUE", value.Value{Data: noValue})
	}},
	"everett.manager": {names: names{"parse_bool": function("parse_bool", "val", everettBool)}, setup: func(m *value.Module) {
		for _, c := range []*value.Class{newEverettClass(), newEverettSource("ConfigOSEnv", ""), newEverettSource("ConfigEnvFileEnv", "possible_paths"), newListOf()} {
			m.Names.Set(c.Name, value.Value{Data: c})
		}
		m.Names.Set("NO_VALUE", value.Value{Data: noValue})
	}},
}

const (
	everettMissing = "everett.ConfigurationMissingError"
	everettInvalid = "everett.InvalidValueError"
)

// noValue is what a variable gives that is not set and need not be.
var noValue = object(class("everett", "NoValue", names{"__bool__": method("__bool__", "", func(h value.Host, _ *arguments) (value.Value, error) {
	return h.Made(value.Bool(false)), nil
})}), nil)

// everettSource is the state of a source: the environment, or files at paths.
// everettListOf is that of a ListOf, and everettManager that of a
// ConfigManager: whether all its sources are the environment and files that are
// not there.
type (
	everettSource  struct{ paths value.Value }
	everettListOf  struct{ given *arguments }
	everettManager struct{ plain bool }
)

func newEverettSource(name, params string) *value.Class {
	return class("everett.manager", name, names{"__init__": method("__init__", params, func(h value.Host, a *arguments) (value.Value, error) {
		a.self().State = &everettSource{a.value(params)}
		return h.Made(value.None{}), nil
	})})
}

func newListOf() *value.Class {
	return class("everett.manager", "ListOf", names{
		"__init__": method("__init__", "parser, delimiter=, allow_empty=", func(h value.Host, a *arguments) (value.Value, error) {
			a.self().State = &everettListOf{a}
			return h.Made(value.None{}), nil
		}),
		"__call__": method("__call__", "value", everettSplit),
	})
}

func newEverettClass() *value.Class {
	manager := class("everett.manager", "ConfigManager", names{
		"__init__": method("__init__", "environments, doc=, msg_builder=, with_override=", func(h value.Host, a *arguments) (value.Value, error) {
			sources, ok := value.Spread(a.value("environments"))
			for _, s := range sources {
				ok = ok && isPlainSource(h, s)
			}
			a.self().State = &everettManager{ok}
			return h.Made(value.None{}), nil
		}),
		"__call__": method("__call__", "key, namespace=, default=, default_if_empty=, alternate_keys=, doc=, parser=, raise_error=, raw_value=", everettAsk),
	})
	manager.Attrs.Set("basic_config", value.Value{Data: classMethod("basic_config", "env_file=, doc=", func(h value.Host, a *arguments) (value.Value, error) {
		file, given := a.get("env_file")
		if !given {
			file = str(h, ".env")
		}
		return h.Made(object(manager, &everettManager{isAbsentFile(h, file)}), a.given...), nil
	})})
	return manager
}

// isPlainSource reports whether a source is the environment, or files that are
// not in the repository.
func isPlainSource(h value.Host, v value.Value) bool {
	o, ok := v.Data.(*value.Object)
	if !ok {
		return false
	}
	s, ok := o.State.(*everettSource)
	return ok && (s.paths.IsZero() || isAbsentFile(h, s.paths))
}

func isAbsentFile(h value.Host, paths value.Value) bool {
	list := []value.Value{paths}
	if _, one := value.PathText(paths); !one {
		var ok bool
		if list, ok = value.Spread(paths); !ok {
			return false
		}
	}
	for _, p := range list {
		text, ok := value.PathText(p)
		if !ok {
			return false
		}
		if _, found := h.File(text); found == value.Yes {
			return false
		}
		assumeAbsent(h, text)
	}
	return true
}

func everettAsk(h value.Host, a *arguments) (value.Value, error) {
	key, ok := value.Text(a.value("key"))
	if !ok {
		return unnamed(h, a.value("key")), nil
	}
	for _, name := range []string{"namespace", "alternate_keys", "raw_value"} {
		_, given := a.get(name)
		ok = ok && !given
	}
	if !ok || !stateOf[everettManager](a).plain {
		return h.MakeUnknown("", "comes from a manager of Everett, with sources or arguments that are not modelled", a.given...), nil
	}
	parser, cast := a.value("parser"), "str"
	if !isNone(parser) {
		cast = everettCast(parser)
	}
	parse := func(h value.Host, text value.Value) (value.Value, error) { return everettParse(h, parser, cast, text) }
	fallback, given := a.get("default")
	q := question{name: strings.ToUpper(key), cast: cast, fallback: fallback, missing: everettMissing, absent: parse}
	if !given && a.flag("raise_error", true) == value.No {
		q.fallback, q.absent = value.Value{Data: noValue}, nil
	}
	q.parse = func(h value.Host, text value.Value) (value.Value, error) {
		if t, known := value.Text(text); known && t == "" && a.flag("default_if_empty", true) != value.No {
			switch {
			case q.fallback.IsZero():
				return text, h.Raise(everettMissing, key+" is empty")
			case q.absent == nil:
				return q.fallback, nil
			}
			text = q.fallback
		}
		return parse(h, text)
	}
	return q.ask(h)
}

// everettCast names what a parser makes of a text.
func everettCast(parser value.Value) string {
	switch d := parser.Data.(type) {
	case *value.Function:
		if d.Name == "parse_bool" {
			return "bool"
		}
	case *value.Object:
		if _, list := d.State.(*everettListOf); list {
			return "list"
		}
	}
	return envCastName(parser)
}

// everettParse has a parser read a text.
func everettParse(h value.Host, parser value.Value, cast string, text value.Value) (value.Value, error) {
	var v value.Value
	var err error
	switch cast {
	case "str":
		return text, nil
	case "bool":
		v, err = everettBool(h, of("val", text))
	default:
		v, err = call(h, parser, text)
	}
	if _, raised := err.(*value.Raised); raised {
		return v, h.Raise(everettInvalid, "the text cannot be parsed")
	}
	return v, err
}

func everettBool(h value.Host, a *arguments) (value.Value, error) {
	v := a.value("val")
	text, ok := value.Text(v)
	if !ok {
		return h.MakeUnknown("bool", "is parsed by parse_bool()", v), nil
	}
	switch strings.ToLower(text) {
	case "t", "true", "yes", "y", "1", "on":
		return h.Made(value.Bool(true), v), nil
	case "f", "false", "no", "n", "0", "off":
		return h.Made(value.Bool(false), v), nil
	}
	return v, h.Raise("ValueError", "not a valid bool value")
}

func everettSplit(h value.Host, a *arguments) (value.Value, error) {
	l := stateOf[everettListOf](a)
	text, ok := value.Text(a.value("value"))
	if l.given == nil || !ok {
		return h.MakeUnknown("list", "comes from ListOf(), of a text that is not known", a.given...), nil
	}
	delimiter, known := l.given.textOr("delimiter", ",")
	if !known || delimiter == "" {
		return h.MakeUnknown("list", "comes from ListOf() with a delimiter that is not known", a.given...), nil
	}
	items := &value.List{}
	if text == "" {
		return h.Made(items, a.given...), nil
	}
	parser := l.given.value("parser")
	cast := everettCast(parser)
	for _, part := range strings.Split(text, delimiter) {
		part = strings.TrimSpace(part)
		if part == "" && l.given.flag("allow_empty", true) == value.No {
			return value.Value{}, h.Raise("ValueError", "can not have empty values")
		}
		it, err := everettParse(h, parser, cast, str(h, part, a.given...))
		if err != nil {
			return it, err
		}
		items.Items = append(items.Items, it)
	}
	return h.Made(items, a.given...), nil
}
