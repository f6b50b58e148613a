package models_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/django-session-audit/django-session-audit/analyzer/interp"
	"github.com/django-session-audit/django-session-audit/analyzer/interp/interptest"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

const asking = `
-- settings.py --
import os
import environ
from configurations import values
from decouple import config, Csv
from distutils.util import strtobool
from environs import Env
from pydantic_settings import BaseSettings

env = environ.Env(SCHEMA=(bool, True))
own = Env()

class Settings(BaseSettings):
    field: bool = True

GET = os.environ.get("GET")
DEFAULT = os.environ.get("DEFAULT", "no")
ITEM = os.environ["ITEM"]
IS_SET = "IS_SET" in os.environ
ENVIRON = env.bool("ENVIRON", default=False)
SCHEMA = env("SCHEMA")
REQUIRED = env("REQUIRED")
DECOUPLE = config("DECOUPLE", default=False, cast=bool)
CSV = config("CSV", default="a,b", cast=Csv())
ENVIRONS = own.int("ENVIRONS", 5)
STRTOBOOL = strtobool(os.environ.get("STRTOBOOL", "no"))
FIELD = Settings().field
AT_ONCE = values.BooleanValue(True, environ_name="AT_ONCE")
`

// Every value that comes from a variable says which, and what it becomes in
// the world where the variable is set to what nobody knows.
func TestVariables(t *testing.T) {
	p := interptest.Program(t, txtar.Parse([]byte(asking)))
	r := interp.Explore(p)
	var got []string
	for _, name := range strings.Fields("GET DEFAULT ITEM IS_SET ENVIRON SCHEMA REQUIRED DECOUPLE CSV ENVIRONS STRTOBOOL FIELD AT_ONCE") {
		b := r.Worlds[0].Names.Lookup(name)
		env := b.Value.Origin.Environment()
		if env == nil {
			t.Errorf("%s has no variable", name)
			continue
		}
		line := fmt.Sprintf("%s = %s: %s as %s, else %s", name, kind(b.Value), env.Name, env.Cast, kind(env.Default))
		for _, w := range r.Worlds[1:] {
			if len(w.Flipped) == 1 && w.Flipped[0].Env == env.Name && w.Flipped[0].Taken && strings.HasSuffix(w.Flipped[0].Text(), "is set") {
				line += "; set: " + kind(w.Names.Lookup(name).Value)
			}
		}
		got = append(got, line)
	}
	want := []string{
		"GET = None: GET as str, else None; set: unknown str",
		"DEFAULT = 'no': DEFAULT as str, else 'no'; set: unknown str",
		"ITEM = unknown str: ITEM as str, else nothing",
		"IS_SET = False: IS_SET as is set, else False; set: True",
		"ENVIRON = False: ENVIRON as bool, else False; set: unknown bool",
		"SCHEMA = True: SCHEMA as bool, else True; set: unknown bool",
		"REQUIRED = unknown str: REQUIRED as str, else nothing",
		"DECOUPLE = False: DECOUPLE as bool, else False; set: unknown bool",
		"CSV = ['a', 'b']: CSV as Csv, else 'a,b'; set: unknown list",
		"ENVIRONS = 5: ENVIRONS as int, else 5; set: unknown int",
		"STRTOBOOL = 0: STRTOBOOL as str, else 'no'; set: unknown int",
		"FIELD = True: FIELD as bool, else True; set: unknown bool",
		"AT_ONCE = True: DJANGO_AT_ONCE as bool, else True; set: unknown bool",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func kind(v value.Value) string {
	if v.IsZero() {
		return "nothing"
	}
	if text, ok := value.Repr(v); ok {
		return text
	}
	return "unknown " + v.Data.TypeName()
}
