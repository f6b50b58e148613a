package models

import (
	"math/big"
	"strconv"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// A question is one look-up of an environment variable by a library. All
// libraries ask through it, so that every value says alike where it comes from.
type question struct {
	// name is the variable, cast what its text becomes ("bool"), and typ the
	// type of the result where that is known and differs from cast.
	name, cast, typ string
	// fallback is what the program takes if the variable is not set; the zero
	// Value if it then stops.
	fallback value.Value
	// missing is the exception raised if the variable is not set and there is
	// no fallback.
	missing string
	// parse makes the value of the text; nil leaves the text. It may be given
	// an unknown string.
	parse func(h value.Host, text value.Value) (value.Value, error)
	// absent makes the value of the fallback; nil leaves it as it is.
	absent func(h value.Host, fallback value.Value) (value.Value, error)
	// somehow makes the value of a text that nobody knows; nil gives an
	// unknown of the type.
	somehow func(h value.Host, text value.Value) (value.Value, error)
	// file returns the text that a file of the repository gives where the
	// environment gives none. It may be nil.
	file func(name string) (string, bool)
}

// ask returns the value as this world has it.
func (q question) ask(h value.Host) (value.Value, error) {
	env := &value.Environment{Name: q.name, Cast: q.cast, Default: q.fallback}
	v := q.variable(h)
	switch v.State {
	case value.SetTo:
		env.Given = v.Given
		return q.parsed(h, env, made(h, value.Str(v.Text), env))
	case value.SetSomehow:
		return q.unknown(h, env)
	}
	switch {
	case q.fallback.IsZero():
		return value.Value{}, h.Raise(q.missing, q.name+" is not set")
	case q.absent != nil:
		v, err := q.absent(h, q.fallback)
		return made(h, v.Data, env, v), err
	}
	return made(h, q.fallback.Data, env, q.fallback), nil
}

func (q question) variable(h value.Host) value.Variable {
	if q.file != nil {
		text, there := q.file(q.name)
		if there {
			if v := h.Getenv(q.name); v.State != value.Unset {
				return v
			}
			return value.Variable{Name: q.name, State: value.SetTo, Text: text, Given: true}
		}
	}
	if q.fallback.IsZero() {
		return h.Require(q.name, q.missing)
	}
	return h.Getenv(q.name)
}

// unknown is the value of a variable whose text nobody knows.
func (q question) unknown(h value.Host, env *value.Environment) (value.Value, error) {
	typ := q.typ
	if typ == "" {
		typ = q.cast
	}
	if !plainTypes[typ] {
		typ = ""
	}
	u := &value.Unknown{Type: typ, Env: env, Key: "env:" + q.name + ":" + q.cast, Reason: "comes from the environment variable " + q.name}
	if q.somehow == nil {
		return made(h, u, env), nil
	}
	text := &value.Unknown{Type: "str", Env: env, Key: "env:" + q.name + ":str", Reason: u.Reason}
	v, err := q.somehow(h, made(h, text, env))
	if _, raised := err.(*value.Raised); raised || err == nil && v.IsZero() {
		return made(h, u, env), nil // a server that runs has a text that can be used
	}
	return made(h, v.Data, env, v), err
}

// plainTypes are the casts that name the type of their result.
var plainTypes = words("str bool int float list tuple dict set bytes timedelta PosixPath Decimal")

func (q question) parsed(h value.Host, env *value.Environment, text value.Value) (value.Value, error) {
	if q.parse == nil {
		return text, nil
	}
	v, err := q.parse(h, text)
	if err != nil {
		return v, err
	}
	return made(h, v.Data, env, v), nil
}

// made returns a value that asks for a variable where it is made.
func made(h value.Host, d value.Data, env *value.Environment, from ...value.Value) value.Value {
	v := h.Made(d, from...)
	o := &value.Origin{At: h.Site(), Env: env}
	if v.Origin != nil {
		o.From = v.Origin.From
	}
	return value.Value{Data: d, Origin: o}
}

// unnamed is the value of a variable whose name is not known.
func unnamed(h value.Host, name value.Value) value.Value {
	return h.MakeUnknown("", "comes from an environment variable whose name is not known", name)
}

// words returns the set of words in a list separated by blanks.
func words(list string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(list) {
		set[w] = true
	}
	return set
}

// parseInt is int(text): blanks around it, a sign and single underscores
// between digits are allowed.
func parseInt(text string) (value.Data, bool) {
	s := strings.TrimSpace(text)
	digits := strings.TrimLeft(s, "+-")
	if len(s)-len(digits) > 1 || digits == "" || len(digits) > 4000 ||
		strings.HasPrefix(digits, "_") || strings.HasSuffix(digits, "_") || strings.Contains(digits, "__") {
		return nil, false
	}
	for _, r := range digits {
		if (r < '0' || r > '9') && r != '_' {
			return nil, false
		}
	}
	i, ok := new(big.Int).SetString(strings.ReplaceAll(strings.TrimPrefix(s, "+"), "_", ""), 10)
	if !ok {
		return nil, false
	}
	return value.Int{Int: i}, true
}

// parseFloat is float(text).
func parseFloat(text string) (value.Data, bool) {
	s := strings.ReplaceAll(strings.TrimSpace(text), "_", "")
	if strings.ContainsAny(s, "xXpP") {
		return nil, false
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil && !strings.Contains(err.Error(), "range") {
		return nil, false
	}
	return value.Float(f), true
}

// castName names what a program passes as a cast: "bool", "int", or the name of
// its own function. It is "" for None and for nothing.
func castName(v value.Value) string {
	switch d := v.Data.(type) {
	case nil, value.None:
		return ""
	case *value.Class:
		return d.Name
	case *value.Function:
		return d.Name
	case *value.BoundMethod:
		return d.Func.Name
	case *value.Object:
		return d.Class.Name
	case *value.List:
		return "list"
	case *value.Tuple:
		return "tuple"
	case *value.Dict:
		return "dict"
	}
	return "a function"
}

// isBuiltin reports whether v is the builtin type of that name.
func isBuiltin(v value.Value, name string) bool {
	switch d := v.Data.(type) {
	case *value.Class:
		return d.Name == name && (d.Module == "builtins" || d.Module == "")
	case *value.Function:
		return d.Name == name
	}
	return false
}

// decides notes that the course of the run depends on values as far as they are
// known: on the name of a module that is imported, say.
func decides(h value.Host, values ...value.Value) error {
	for _, v := range values {
		if value.UnknownIn(v) != nil {
			continue
		}
		if _, err := h.Truth(v); err != nil {
			return err
		}
	}
	return nil
}

// call calls what may be callable with positional arguments.
func call(h value.Host, fn value.Value, args ...value.Value) (value.Value, error) {
	return h.Call(fn, value.Args{Pos: args})
}
