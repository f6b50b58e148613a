package models

import (
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// mitol.common.envs of ol-django, a reader of variables whose functions take
// names only.
//
// https://github.com/mitodl/ol-django/blob/main/src/common/mitol/common/envs.py

var mitolModules = map[string]module{
	"mitol.common.envs": {names: mitolNames()},
}

func mitolNames() names {
	n := names{
		"validate": quiet("validate"), "init_app_settings": openFunction("init_app_settings", "*, namespace=, site_name=, scope=", initMitol),
		"import_settings_modules": openFunction("import_settings_modules", "*modules, scope=", importSettings),
		"get_features":            unmodelled("get_features", "dict", "comes from all environment variables"),
		"app_namespaced":          unmodelled("app_namespaced", "str", "comes from app_namespaced(), which is not modelled"),
		"get_any":                 mitolGetter("get_any", "", nil),
		"get_crontab_kwargs":      mitolGetter("get_crontab_kwargs", "dict", mitolUnmodelled),
		"get_list_literal":        mitolGetter("get_list_literal", "list", mitolLiteral),
		"get_string":              mitolGetter("get_string", "str", nil),
		"get_bool":                mitolGetter("get_bool", "bool", mitolBool),
		"get_int":                 mitolGetter("get_int", "int", mitolInt),
		"get_delimited_list":      mitolGetter("get_delimited_list", "list", mitolList),
	}
	return n
}

// mitolInvalid is raised for a text that cannot be read.
const mitolInvalid = improperlyConfigured

// mitolGetter is one of the functions. They read their default like a text of
// the variable, and one that is required is checked later, by validate().
func mitolGetter(name, typ string, parse func(h value.Host, v value.Value) (value.Value, error)) *value.Function {
	return function(name, "*, name, description=, default=, required=, dev_only=, write_app_json=", func(h value.Host, a *arguments) (value.Value, error) {
		variable, ok := value.Text(a.value("name"))
		if !ok {
			return unnamed(h, a.value("name")), nil
		}
		fallback, given := a.get("default")
		if !given {
			fallback = h.Made(value.None{})
		}
		q := question{name: variable, cast: typ, typ: typ, fallback: fallback, parse: parse}
		if parse != nil {
			q.absent = func(h value.Host, v value.Value) (value.Value, error) {
				if _, text := value.Text(v); text {
					return parse(h, v)
				}
				return v, nil
			}
		}
		return q.ask(h)
	})
}

func mitolUnmodelled(h value.Host, v value.Value) (value.Value, error) {
	return h.MakeUnknown("", "comes from a reader of variables, which is not modelled for this type", v), nil
}

func mitolBool(h value.Host, v value.Value) (value.Value, error) {
	text, _ := value.Text(v)
	switch strings.ToLower(text) {
	case "true":
		return h.Made(value.Bool(true), v), nil
	case "false":
		return h.Made(value.Bool(false), v), nil
	}
	return v, h.Raise(mitolInvalid, "Expected value to be a boolean")
}

func mitolInt(h value.Host, v value.Value) (value.Value, error) {
	text, _ := value.Text(v)
	i, ok := parseInt(text)
	if !ok {
		return v, h.Raise(mitolInvalid, "Expected value to be an int")
	}
	return h.Made(i, v), nil
}

func mitolLiteral(h value.Host, v value.Value) (value.Value, error) {
	return literalEval(h, of("node_or_string", v))
}

func mitolList(h value.Host, v value.Value) (value.Value, error) {
	text, _ := value.Text(v)
	l := &value.List{}
	for _, p := range strings.Split(text, ",") {
		l.Items = append(l.Items, str(h, strings.Trim(p, " "), v))
	}
	return h.Made(l, v), nil
}

// initMitol sets two names of the caller.
func initMitol(h value.Host, a *arguments) (value.Value, error) {
	scope := h.Globals()
	if _, given := a.get("scope"); given || scope == nil || a.open != nil {
		return h.Made(value.None{}), nil
	}
	for _, pair := range [][2]string{{"APP_SETTINGS_NAMESPACE", "namespace"}, {"SITE_NAME", "site_name"}} {
		name, fallback := pair[0], a.value(pair[1])
		if fallback.IsZero() {
			fallback = h.Made(value.None{})
		}
		v, err := question{name: name, cast: "str", fallback: fallback}.ask(h)
		if err != nil {
			return v, err
		}
		scope.Set(name, v)
	}
	return h.Made(value.None{}), nil
}

// importSettings binds the names in capitals of modules in the caller.
func importSettings(h value.Host, a *arguments) (value.Value, error) {
	scope := h.Globals()
	_, given := a.get("scope")
	for _, v := range a.rest {
		name, ok := value.Text(v)
		if !ok || given || a.open != nil {
			scope.Open = &value.Unknown{Reason: "may be assigned by import_settings_modules()", Key: "import_settings_modules"}
			continue
		}
		imported, err := h.Import(name)
		if err != nil {
			return imported, err
		}
		m, ok := imported.Data.(*value.Module)
		if !ok || m.Foreign != nil {
			scope.Open = &value.Unknown{Reason: "may be assigned in " + name + ", which is not in the repository", Key: "star:" + name}
			continue
		}
		for _, n := range m.Names.Names() {
			if isSetting(n) {
				b := *m.Names.Lookup(n)
				scope.Bind(n, &b)
			}
		}
	}
	return h.Made(value.None{}), nil
}
