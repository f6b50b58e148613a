package models_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/django-session-audit/django-session-audit/analyzer/interp"
	"github.com/django-session-audit/django-session-audit/analyzer/interp/interptest"
	"github.com/django-session-audit/django-session-audit/analyzer/models"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// Programs call things in ways that nobody thought of: everything that a
// modelled module offers is called with arguments of every kind, and so are the
// methods of what that gives. It may raise; it must not panic.
func TestNothingPanics(t *testing.T) {
	for name, build := range models.Standard(models.Options{DjangoVersion: "5.2.4"}) {
		m := build()
		var b strings.Builder
		fmt.Fprintf(&b, "import %s as module\n%s", name, attempts)
		for _, n := range m.Names.Names() {
			v, _ := m.Names.Get(n)
			fmt.Fprintf(&b, "everything(module.%s, %s)\n", n, attributesOf(v))
		}
		p := interptest.Program(t, &txtar.Archive{Files: []txtar.File{{Name: "settings.py", Data: []byte(b.String())}, {Name: "a.env", Data: []byte("A=1\n")}}})
		p.EmptyEnvironment = true
		p.Limits = interp.Limits{Worlds: 1, Steps: 4_000_000}
		r := interp.Explore(p)
		if len(r.Worlds) == 0 || r.Worlds[0].Cut != "" || len(r.Skipped) > 0 {
			t.Errorf("%s: the run does not get to its end: %s %s", name, r.Ended, r.Skipped)
		}
	}
}

const attempts = `
import os
import vault

def call(*args, **kwargs):
    return args, kwargs

ARGUMENTS = [
    call(), call(None), call(1), call('text'), call(b'bytes'), call([1, 'a', None]), call({'a': 1}), call(vault.unknown),
    call(lambda *a, **k: 1), call(int), call(os.environ), call('text', 'b'), call('/repository/a.env'), call(object()),
    call('text', default=vault.unknown), call(1, 2, 3), call(vault.unknown, 'x'), call('text', [1]), call('(a', 'b'),
    call(name='a'), call([vault.unknown]), call(('a', vault.unknown)), call({'a': vault.unknown}), call(1.5, True),
]

def attempt(f, args=(), kwargs={}):
    try:
        return f(*args, **kwargs)
    except BaseException:
        return None

def look(x):
    attempt(lambda: (x.name, x.value, x == 1, str(x), bool(x)))
    attempt(lambda: list(x))
    attempt(lambda: x['a'])
    attempt(lambda: 'a' in x)
    attempt(lambda: x('a'))
    attempt(lambda: x.group(1))
    attempt(lambda: x < (3, 9))

def everything(thing, attributes):
    attempt(thing, vault.many)
    attempt(thing, (), vault.named)
    instances = [thing, attempt(thing), attempt(thing, ('text',))]
    for args, kwargs in ARGUMENTS:
        look(attempt(thing, args, kwargs))
        for x in instances:
            for name in attributes:
                attempt(attempt(getattr, (x, name)), args, kwargs)
`

// attributesOf lists the attributes of a class or of an object's class.
func attributesOf(v value.Value) string {
	var c *value.Class
	switch d := v.Data.(type) {
	case *value.Class:
		c = d
	case *value.Object:
		c = d.Class
	default:
		return "[]"
	}
	var names []string
	for _, k := range c.MRO() {
		for _, n := range k.Attrs.Names() {
			names = append(names, fmt.Sprintf("%q", n))
		}
	}
	return "[" + strings.Join(names, ", ") + "]"
}
