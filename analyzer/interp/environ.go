package interp

import (
	"maps"
	"slices"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// Getenv implements value.Host: a variable as this world sees it.
func (m *machine) Getenv(name string) value.Variable {
	if v, ok := m.lookupEnv(name); ok {
		return v
	}
	if m.EmptyEnvironment {
		return value.Variable{Name: name}
	}
	d := Decision{
		Key: "env:" + name, Env: name, At: m.Site(), Kind: Environmental,
		Yes: name + " is set", No: name + " is not set",
	}
	if m.decide(d, false) {
		return value.Variable{Name: name, State: value.SetSomehow}
	}
	return value.Variable{Name: name}
}

// Require implements value.Host.
func (m *machine) Require(name, class string) value.Variable {
	if v, ok := m.lookupEnv(name); ok && v.State != value.Unset {
		return v
	}
	if m.catches(class) {
		m.hinges(name)
		return m.Getenv(name)
	}
	return value.Variable{Name: name, State: value.SetSomehow}
}

func (m *machine) lookupEnv(name string) (value.Variable, bool) {
	if v, ok := m.assigned(name); ok {
		return v, true
	}
	if text, ok := m.Env[name]; ok {
		if m.imagining == nil {
			m.asked[name] = true
		}
		return value.Variable{Name: name, State: value.SetTo, Text: text, Given: true}, true
	}
	return value.Variable{}, false
}

// Told implements value.Host.
func (m *machine) Told(prefix string) []value.Variable {
	var told []value.Variable
	for _, name := range slices.Sorted(maps.Keys(m.Env)) {
		if strings.HasPrefix(name, prefix) {
			if v, ok := m.lookupEnv(name); ok && v.State == value.SetTo {
				told = append(told, v)
			}
		}
	}
	return told
}

// Setenv implements value.Host.
func (m *machine) Setenv(name string, v value.Variable) {
	m.acts++
	v.Name = name
	b := &value.Binding{At: m.Site()}
	m.variables[b] = v
	m.binds(m.environ, variable(name))
	m.environ.Bind(variable(name), b)
}

// assigned returns a variable to which the program has given a value.
func (m *machine) assigned(name string) (value.Variable, bool) {
	m.readsName(m.environ, variable(name))
	b := m.environ.Lookup(variable(name))
	return m.variables[b], b != nil
}

// variable is what a variable is called among names: no program has such a one.
func variable(name string) string { return "$" + name }

// catches reports whether a try statement around catches an exception of that
// class.
func (m *machine) catches(class string) bool {
	c := m.exceptionClass(class)
	for _, h := range m.handlers {
		if c.IsSubclass(h) == value.Yes {
			return true
		}
	}
	return false
}

// Words by which projects name what they run as, and the machine that they are
// developed on. A variable that is compared with one of them is taken to name
// production, or another host.
var (
	productionWords  = words("prod production live prd")
	machineWords     = words("localhost 127.0.0.1")
	developmentWords = words("dev develop development devel local test testing tests ci")
)

func words(list string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(list) {
		set[w] = true
	}
	return set
}

// namesEnvironment answers a comparison of an environment variable with words
// for production, development and test, as it comes out in production. The
// answer is Maybe if the comparison is about something else.
func (m *machine) namesEnvironment(asked value.Value, with []value.Value) value.Truth {
	env := m.assumable(asked)
	if env == nil || len(with) == 0 {
		return value.Maybe
	}
	allDevelopment, allMachine := true, true
	for _, w := range with {
		text, ok := value.Text(w)
		if !ok || w.Origin.Environment() != nil {
			return value.Maybe
		}
		word := strings.ToLower(text)
		if productionWords[word] {
			m.Assume(env.Name + " names production")
			return value.Yes
		}
		allDevelopment = allDevelopment && developmentWords[word]
		allMachine = allMachine && machineWords[word]
	}
	switch {
	case allMachine:
		m.Assume(env.Name + " is not localhost in production")
		return value.No
	case !allDevelopment:
		return value.Maybe
	}
	m.Assume(env.Name + " names production")
	return value.No
}

// assumable returns the variable that v is the text of, if production may be
// assumed to set it.
func (m *machine) assumable(v value.Value) *value.Environment {
	env := v.Origin.Environment()
	if m.EmptyEnvironment || env == nil || env.Given {
		return nil
	}
	switch d := v.Data.(type) {
	case value.Str, value.None:
		return env
	case *value.Unknown:
		if d.Type == "str" || d.Type == "" {
			return env
		}
	}
	return nil
}
