package config

import (
	"bytes"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// schema compiles one of our schemas.
func schema(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schemas()[name]))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(schemas+name, doc); err != nil {
		t.Fatal(err)
	}
	compiled, err := c.Compile(schemas + name)
	if err != nil {
		t.Fatal(err)
	}
	return compiled
}

// valid reports whether a schema takes what an editor sees of a file: of
// pyproject.toml, our table. It reports false for there if it is no TOML.
func valid(s *jsonschema.Schema, file, text string) (err error, there bool) {
	var doc map[string]any
	if toml.Unmarshal([]byte(text), &doc) != nil {
		return nil, false
	}
	if inProject(file) {
		doc = doc["tool"].(map[string]any)["django-session-audit"].(map[string]any)
	}
	return s.Validate(plain(doc)), true
}

// plain returns TOML's values as those of JSON.
func plain(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for k, x := range v {
			out[k] = plain(x)
		}
		return out
	case []any:
		out := []any{}
		for _, x := range v {
			out = append(out, plain(x))
		}
		return out
	}
	return v
}

func TestSchemaFaultsWhatTheProgramFaults(t *testing.T) {
	s := schema(t, "configuration.json")
	beyond := []string{"a syntax error", "a key twice", "a large file", "brackets without end"}
	for name, c := range badConfigurations {
		err, there := valid(s, c.file, c.text)
		if fault := err != nil; fault == slices.Contains(beyond, name) {
			t.Errorf("%s: %v (TOML: %v)", name, err, there)
		}
	}
	s = schema(t, "policy.json")
	beyond = []string{"X <= x", "SECRET_KEY", "hunter2"}
	for text := range badPolicies {
		err, there := valid(s, "policy.toml", text)
		if fault := err != nil; fault == slices.ContainsFunc(beyond, func(b string) bool { return strings.Contains(text, b) }) {
			t.Errorf("%q: %v (TOML: %v)", text, err, there)
		}
	}
}

// What the documents and examples show, both take.
func TestSchemaTakesWhatTheProgramTakes(t *testing.T) {
	shown := []string{}
	for _, name := range []string{"../../../docs/policies.md", "../../../examples/policy.toml"} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, ".toml") {
			shown = append(shown, string(text))
			continue
		}
		for _, m := range regexp.MustCompile("(?s)```toml\n(.*?)```").FindAllStringSubmatch(string(text), -1) {
			shown = append(shown, m[1])
		}
	}
	shown = append(shown, acme, everything)
	taken := 0
	for _, text := range shown {
		for name, takes := range map[string]func() error{
			"configuration.json": func() error { _, _, err := parse("a.toml", text); return err },
			"policy.json":        func() error { _, err := parsePolicy(text); return err },
		} {
			err, there := valid(schema(t, name), "a.toml", text)
			if bad := takes(); (bad == nil) != (err == nil) || !there {
				t.Errorf("%s and the program differ: %v and %v, of\n%s", name, err, bad, text)
			} else if bad == nil {
				taken++
			}
		}
	}
	if taken < len(shown) {
		t.Errorf("only %d of %d are taken", taken, len(shown))
	}
}

// everything has all keys.
const everything = `include = ["a"]
exclude = ["b"]
modules = ["m"]
roles = ["test"]
root = "r"
env-file = "e"
django-version = "5.2"
fail-on = "high"
profile = "default"
assume = "production"
require = ["DEBUG = False"]
rules = { DJS203 = "off" }
env = { K = "v", _L = "" }
`

func TestEverythingHasAllKeys(t *testing.T) {
	c, _, err := parse("a.toml", everything)
	if err != nil || !slices.Equal(c.keys, Keys) {
		t.Errorf("%v: %q, want %q", err, c.keys, Keys)
	}
}
