package models

import "github.com/django-session-audit/django-session-audit/analyzer/value"

// What is made at random: random, secrets, uuid, and the like elsewhere.
//
// https://docs.python.org/3/library/secrets.html

// RandomKey begins the Key of every unknown that is made at random, so that a
// secret which no two processes share can be told from one that is not known.
const RandomKey = "random:"

// random returns a function whose result is made at random. In reasons it is
// called as told.
func random(name, typ, called string) *value.Function {
	return &value.Function{Name: name, Call: func(h value.Host, args value.Args) (value.Value, error) {
		return randomValue(h, typ, called), nil
	}}
}

func randomValue(h value.Host, typ, called string) value.Value {
	v := h.MakeUnknown(typ, "comes from "+called+" and is made at random at each start")
	if u, ok := v.Data.(*value.Unknown); ok {
		u.Key = RandomKey + u.Key
	}
	return v
}

var randomModules = map[string]module{
	"random": {names: names{
		"choice": random("choice", "", "random.choice()"), "choices": random("choices", "list", "random.choices()"),
		"randint": random("randint", "int", "random.randint()"), "random": random("random", "float", "random.random()"),
		"randrange": random("randrange", "int", "random.randrange()"), "sample": random("sample", "list", "random.sample()"),
		"uniform": random("uniform", "float", "random.uniform()"), "getrandbits": random("getrandbits", "int", "random.getrandbits()"),
		"seed": quiet("seed"), "shuffle": quiet("shuffle"),
		"SystemRandom": randomSource("random", "SystemRandom"), "Random": randomSource("random", "Random"),
	}},
	"secrets": {names: names{
		"token_hex": random("token_hex", "str", "secrets.token_hex()"), "token_urlsafe": random("token_urlsafe", "str", "secrets.token_urlsafe()"),
		"token_bytes": random("token_bytes", "bytes", "secrets.token_bytes()"), "choice": random("choice", "", "secrets.choice()"),
		"randbelow": random("randbelow", "int", "secrets.randbelow()"), "randbits": random("randbits", "int", "secrets.randbits()"),
		"SystemRandom": randomSource("secrets", "SystemRandom"),
	}},
	"uuid": {names: names{
		"uuid4": randomID("uuid4"), "uuid1": randomID("uuid1"), "uuid6": randomID("uuid6"), "uuid7": randomID("uuid7"),
		"UUID":    unmodelled("UUID", "UUID", "comes from uuid.UUID(), which is not modelled"),
		"uuid3":   unmodelled("uuid3", "UUID", "comes from uuid.uuid3(), which is not modelled"),
		"uuid5":   unmodelled("uuid5", "UUID", "comes from uuid.uuid5(), which is not modelled"),
		"getnode": unmodelled("getnode", "int", notThere),
	}},
}

// randomSource is a class whose instances make random values only.
func randomSource(module, name string) func() value.Data {
	return func() value.Data {
		c := class(module, name, nil)
		c.GetAttr = func(h value.Host, self *value.Object, attr string) (value.Value, error) {
			if len(attr) > 1 && attr[:2] == "__" {
				return value.Value{}, nil
			}
			return h.Made(random(attr, "", module+"."+name+"()."+attr+"()")), nil
		}
		return c
	}
}

// randomID makes a UUID: its text and parts are as random as itself.
func randomID(name string) *value.Function {
	c := class("uuid", "UUID", nil)
	called := "uuid." + name + "()"
	c.GetAttr = func(h value.Host, self *value.Object, attr string) (value.Value, error) {
		switch attr {
		case "hex", "urn":
			return randomValue(h, "str", called), nil
		case "int", "time", "node", "fields", "bytes", "version":
			return randomValue(h, "", called), nil
		}
		return value.Value{}, nil
	}
	c.Attrs.Set("__str__", value.Value{Data: random("__str__", "str", called)})
	c.Attrs.Set("__int__", value.Value{Data: random("__int__", "int", called)})
	return function(name, "node=, clock_seq=", func(h value.Host, a *arguments) (value.Value, error) {
		return h.Made(object(c, called)), nil
	})
}
