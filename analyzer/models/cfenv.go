package models

import (
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// cfenv: what Cloud Foundry tells of the app and its services.
//
// https://github.com/jmcarp/py-cfenv/blob/master/cfenv/__init__.py

var cfenvModules = map[string]module{
	"cfenv": {names: names{"AppEnv": class("cfenv", "AppEnv", names{
		"__init__":       method("__init__", "", cfenvInit),
		"get_credential": method("get_credential", "key, default=", cfenvCredential),
		"get_service":    openFunction("get_service", "self, **patterns", cfenvService),
	})}},
}

// A cfenv is the state of an AppEnv.
type cfenv struct {
	// app and services are what the two variables say: a dict, and a list.
	app, services value.Value
}

func cfenvInit(h value.Host, a *arguments) (value.Value, error) {
	app, err := cfenvVariable(h, "VCAP_APPLICATION")
	if err != nil {
		return app, err
	}
	offered, err := cfenvVariable(h, "VCAP_SERVICES")
	if err != nil {
		return offered, err
	}
	a.self().Attrs.Set("app", app)
	a.self().Attrs.Set("services", offered)
	services := &value.List{}
	if d, ok := offered.Data.(*value.Dict); ok && d.Open == nil {
		for _, e := range d.Entries() {
			items, err := h.Iterate(e.Value)
			if err != nil {
				return offered, err
			}
			services.Items = append(services.Items, items...)
		}
	} else {
		services.Items = []value.Value{{Data: &value.Splice{Of: value.UnknownIn(offered)}}}
	}
	*stateOf[cfenv](a) = cfenv{app, h.Made(services, offered)}
	return h.Made(value.None{}), nil
}

// cfenvVariable is the JSON of a variable that Cloud Foundry sets.
func cfenvVariable(h value.Host, name string) (value.Value, error) {
	return question{
		name: name, cast: "json", fallback: h.Made(value.NewDict()),
		parse: func(h value.Host, text value.Value) (value.Value, error) {
			s, _ := value.Text(text)
			v, err := loadJSON(h, text, s)
			if _, ok := v.Data.(*value.Dict); !ok && err == nil {
				return h.MakeUnknown("dict", "comes from "+name+", which is no object of JSON", text), nil
			}
			return v, err
		},
	}.ask(h)
}

// cfenvCredential looks a key up in the services, and then in the environment.
func cfenvCredential(h value.Host, a *arguments) (value.Value, error) {
	key, ok := value.Text(a.value("key"))
	if !ok {
		return h.MakeUnknown("", "is a credential whose name is not known", a.given...), nil
	}
	offered := stateOf[cfenv](a).services
	services, _ := value.Spread(offered)
	if err := decides(h, offered); err != nil {
		return offered, err
	}
	for _, s := range services {
		credentials, known := cfenvCredentials(h, s)
		if !known {
			return h.MakeUnknown("", "comes from the services of VCAP_SERVICES", s), nil
		}
		if v, found := credentials.GetStr(key); found == value.Yes {
			return v, nil
		}
	}
	fallback, given := a.get("default")
	if !given {
		fallback = h.Made(value.None{})
	}
	return question{name: key, cast: "str", fallback: fallback}.ask(h)
}

// cfenvCredentials returns the credentials of a service.
func cfenvCredentials(h value.Host, service value.Value) (*value.Dict, bool) {
	d, ok := service.Data.(*value.Dict)
	if !ok || d.Open != nil {
		return nil, false
	}
	v, found := d.GetStr("credentials")
	if found == value.No {
		return value.NewDict(), true
	}
	credentials, ok := v.Data.(*value.Dict)
	return credentials, ok && credentials.Open == nil
}

// cfenvService returns the first service that has all that is asked for, or
// None.
func cfenvService(h value.Host, a *arguments) (value.Value, error) {
	services, _ := value.Spread(stateOf[cfenv](a).services)
	for _, s := range services {
		d, ok := s.Data.(*value.Dict)
		matches := value.Yes
		for _, n := range a.named {
			has := value.Maybe
			if ok {
				v, found := d.GetStr(n.Name)
				_, plain := n.Value.Data.(value.Str)
				if has = found; found == value.Yes && plain {
					has = value.Equal(v, n.Value)
				} else if found == value.Yes {
					has = value.Maybe // a pattern of re
				}
			}
			matches = matches.And(has)
		}
		credentials, known := cfenvCredentials(h, s)
		switch {
		case matches == value.No:
			continue
		case matches == value.Maybe || !known:
			return h.MakeUnknown("", "is a service of VCAP_SERVICES", s), nil
		}
		o := object(cfenvServiceClass, nil)
		o.Attrs.Set("env", s)
		o.Attrs.Set("credentials", h.Made(credentials, s))
		if name, found := d.GetStr("name"); found == value.Yes {
			o.Attrs.Set("name", name)
		}
		return h.Made(o, s), nil
	}
	return h.Made(value.None{}, stateOf[cfenv](a).services), nil
}

var cfenvServiceClass = class("cfenv", "Service", names{
	"get_url": unmodelled("get_url", "str", "comes from the URL of a service, which is not modelled"),
})
