package models_test

import (
	"encoding/json"
	"math"
	"math/big"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/django-session-audit/django-session-audit/analyzer/interp"
	"github.com/django-session-audit/django-session-audit/analyzer/interp/interptest"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// readers reads a file as every kind of data that a model reads.
const readers = `
import configparser, csv, io, json, os, tomllib
import dotenv, environ, yaml
from environs import Env

def attempt(f):
    try:
        return f()
    except Exception:
        return "raises"

def text():
    with open("/repository/data") as f:
        return f.read()

def ini():
    c = configparser.ConfigParser()
    c.read("/repository/data")
    return {s: dict(c[s]) for s in c.sections()}

def django_environ():
    env = environ.Env()
    env.read_env("/repository/data")
    return [env(n, default="none") for n in ("A", "DEBUG", "CACHE_URL")] + [env.cache_url("CACHE_URL", default=""), env.bool("DEBUG", default=False)]

def environs():
    env = Env()
    env.read_env("/repository/data", recurse=False)
    return [env.str("A", "none"), env.bool("DEBUG", False), env.list("A", [])]

JSON = attempt(lambda: json.loads(text()))
TOML = attempt(lambda: tomllib.loads(text()))
YAML = attempt(lambda: yaml.safe_load(text()))
INI = attempt(ini)
DOTENV = attempt(lambda: dotenv.dotenv_values("/repository/data"))
ENVIRON = attempt(django_environ)
ENVIRONS = attempt(environs)
ENDED = True
`

// FuzzData holds that files of data are read to an end, the same each time, and
// that JSON is what Go's own reader makes of it, or not known.
func FuzzData(f *testing.F) {
	for _, seed := range []string{
		`{"a": [1, -2.5e3, null, true, "\u00e9"], "a": {"": 12345678901234567890}}`, "a = 1\n[b.c]\nd = [1979-05-27, 'x']\n", "a: &a [yes, ~, 010, *a]\nb: {<<: *a}\n",
		"[s]\na = %(b)s\nb : 1\n", "A=1\nexport DEBUG='on' # x\nCACHE_URL=\"redis://u:p@h:1/2?x=${A}\"\n", "- !!python/object/apply:os.system [x]\n", "\"\\", "\ufeff{}", "A=${A}${A}\nA=\"\n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<12 {
			t.Skip("longer than is interesting")
		}
		first, second := load(t, text), load(t, text)
		for _, name := range first.Names() {
			if a, b := first.Lookup(name), second.Lookup(name); b == nil || interptest.Show(a.Value) != interptest.Show(b.Value) {
				t.Errorf("%q gives %s = %s, and then something else", text, name, interptest.Show(a.Value))
			}
		}
		var want any
		d := json.NewDecoder(strings.NewReader(text))
		d.UseNumber()
		if !json.Valid([]byte(text)) || !utf8.ValidString(text) || strings.Contains(strings.ToLower(text), `\ud`) || d.Decode(&want) != nil {
			return
		}
		if got, _ := first.Get("JSON"); !made(got, want) {
			t.Errorf("%q is %s", text, interptest.Show(got))
		}
	})
}

func load(t *testing.T, text string) *value.Namespace {
	p := interptest.Program(t, &txtar.Archive{Files: []txtar.File{{Name: "settings.py", Data: []byte(readers)}, {Name: "data", Data: []byte(text)}}})
	p.EmptyEnvironment = true
	p.Limits = interp.Limits{Worlds: 1, Steps: 400_000}
	r := interp.Explore(p)
	if len(r.Worlds) == 0 || len(r.Skipped) > 0 {
		t.Fatalf("%q ends the run: %s %s", text, r.Ended, r.Skipped)
	}
	if r.Worlds[0].Cut == "" && r.Worlds[0].Names.Lookup("ENDED") == nil {
		t.Fatalf("%q: the run does not get to its end", text)
	}
	return r.Worlds[0].Names
}

// made reports whether a value is what JSON says, as far as it is known.
func made(got value.Value, want any) bool {
	switch want := want.(type) {
	case map[string]any:
		d, ok := got.Data.(*value.Dict)
		for name, member := range want {
			if ok {
				v, found := d.GetStr(name)
				ok = found != value.No && (found == value.Maybe || made(v, member))
			}
		}
		return unknown(got) || ok && d.Len() <= len(want)
	case []any:
		l, ok := got.Data.(*value.List)
		for i := range want {
			ok = ok && len(l.Items) == len(want) && made(l.Items[i], want[i])
		}
		return unknown(got) || ok && len(l.Items) == len(want)
	case json.Number:
		return unknown(got) || number(got, want.String())
	case string:
		return unknown(got) || got.Data == value.Str(want)
	case bool:
		return unknown(got) || got.Data == value.Bool(want)
	}
	return unknown(got) || got.Data == value.None{}
}

func unknown(v value.Value) bool { return value.UnknownIn(v) != nil }

// number compares as Python reads it: an integer exactly, and else a float.
func number(got value.Value, want string) bool {
	if !strings.ContainsAny(want, ".eE") {
		exact, _ := new(big.Int).SetString(want, 10)
		is, ok := value.Integer(got)
		return ok && is.Cmp(exact) == 0
	}
	is, ok := got.Data.(value.Float)
	x, _, err := big.ParseFloat(want, 10, 2000, big.ToNearestEven)
	if err != nil {
		return ok
	}
	near, _ := x.Float64()
	return ok && (float64(is) == near || math.IsInf(near, 0) && math.IsInf(float64(is), 0))
}
