package sarif

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// checkSchema fails the test if the document breaks SARIF's schema. It knows
// the keywords that the schema uses and panics at any other, so none is passed
// over. Formats are left to the check in .ci, and to uriForm.
func checkSchema(t *testing.T, document []byte) {
	t.Helper()
	for _, fault := range schemaFaults(t, document) {
		t.Error(fault)
	}
}

func schemaFaults(t *testing.T, document []byte) []string {
	t.Helper()
	raw, err := os.ReadFile("testdata/schema/sarif-2.1.0.json")
	if err != nil {
		t.Fatal(err)
	}
	var schema map[string]any
	if err := json.Unmarshal(raw, &schema); err != nil {
		t.Fatal(err)
	}
	var value any
	if err := json.Unmarshal(document, &value); err != nil {
		t.Fatal(err)
	}
	v := &validator{definitions: schema["definitions"].(map[string]any)}
	v.check(schema, value, "$")
	return v.faults
}

type validator struct {
	definitions map[string]any
	faults      []string
}

var uriForm = regexp.MustCompile(`^([A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*$`)

func (v *validator) fault(at, format string, args ...any) {
	v.faults = append(v.faults, at+": "+fmt.Sprintf(format, args...))
}

func (v *validator) holds(schema, value any) bool {
	w := &validator{definitions: v.definitions}
	w.check(schema.(map[string]any), value, "")
	return len(w.faults) == 0
}

func (v *validator) check(schema map[string]any, value any, at string) {
	for keyword, want := range schema {
		switch keyword {
		case "$schema", "title", "description", "default", "definitions", "additionalProperties":
		case "$ref":
			v.check(v.definitions[strings.TrimPrefix(want.(string), "#/definitions/")].(map[string]any), value, at)
		case "type":
			if got := kind(value); got != want && !(want == "number" && got == "integer") {
				v.fault(at, "is of type %s, not %s", got, want)
			}
		case "enum":
			if !slices.Contains(want.([]any), value) {
				v.fault(at, "%v is none of %v", value, want)
			}
		case "minimum":
			if n, ok := value.(float64); ok && n < want.(float64) {
				v.fault(at, "%v is below %v", n, want)
			}
		case "maximum":
			if n, ok := value.(float64); ok && n > want.(float64) {
				v.fault(at, "%v is above %v", n, want)
			}
		case "pattern":
			if s, ok := value.(string); ok && !regexp.MustCompile(want.(string)).MatchString(s) {
				v.fault(at, "%q does not match %v", s, want)
			}
		case "format":
			if s, ok := value.(string); ok && strings.HasPrefix(want.(string), "uri") && !uriForm.MatchString(s) {
				v.fault(at, "%q is not an address", s)
			}
		case "required":
			if object, ok := value.(map[string]any); ok {
				for _, name := range want.([]any) {
					if _, ok := object[name.(string)]; !ok {
						v.fault(at, "has no %v", name)
					}
				}
			}
		case "properties":
			object, _ := value.(map[string]any)
			for name, member := range object {
				if s, ok := want.(map[string]any)[name]; ok {
					v.check(s.(map[string]any), member, at+"."+name)
					continue
				}
				v.other(schema, name, member, at)
			}
		case "items":
			items, _ := value.([]any)
			for i, item := range items {
				v.check(want.(map[string]any), item, fmt.Sprintf("%s[%d]", at, i))
			}
		case "minItems":
			if items, ok := value.([]any); ok && len(items) < int(want.(float64)) {
				v.fault(at, "has %d items, not %v", len(items), want)
			}
		case "uniqueItems":
			items, _ := value.([]any)
			for i := range items {
				for j := range i {
					if want == true && reflect.DeepEqual(items[i], items[j]) {
						v.fault(at, "holds %v twice", items[i])
					}
				}
			}
		case "anyOf", "oneOf":
			n := 0
			for _, s := range want.([]any) {
				if v.holds(s, value) {
					n++
				}
			}
			if n == 0 || keyword == "oneOf" && n > 1 {
				v.fault(at, "%d of %s hold", n, keyword)
			}
		default:
			panic("no such keyword is known: " + keyword)
		}
	}
	if _, has := schema["properties"]; !has {
		object, _ := value.(map[string]any)
		for name, member := range object {
			v.other(schema, name, member, at)
		}
	}
}

// other checks a member that the schema does not name.
func (v *validator) other(schema map[string]any, name string, member any, at string) {
	switch additional := schema["additionalProperties"].(type) {
	case bool:
		if !additional {
			v.fault(at, "%s is not allowed", name)
		}
	case map[string]any:
		v.check(additional, member, at+"."+name)
	}
}

func kind(value any) string {
	switch v := value.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case string:
		return "string"
	case []any:
		return "array"
	case map[string]any:
		return "object"
	case float64:
		if v == math.Trunc(v) {
			return "integer"
		}
	}
	return "number"
}

// The checker itself must see what is wrong.
func TestCheckSchemaFindsFaults(t *testing.T) {
	const good = `{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"x"}},"results":[{"message":{"text":"m"},"level":"error","locations":[{"physicalLocation":{"artifactLocation":{"uri":"a.py"},"region":{"startLine":1}}}]}]}]}`
	if faults := schemaFaults(t, []byte(good)); len(faults) > 0 {
		t.Fatalf("a good document has faults: %q", faults)
	}
	for _, change := range [][2]string{
		{`"2.1.0"`, `"9"`},
		{`"level":"error"`, `"level":"fatal"`},
		{`"startLine":1`, `"startLine":0`},
		{`"startLine":1`, `"startLine":"1"`},
		{`"uri":"a.py"`, `"uri":"a b.py"`},
		{`"level":"error"`, `"level":"error","more":1`},
		{`"level":"error"`, `"suppressions":[{"kind":"inSource","status":null}]`},
		{`"level":"error"`, `"properties":{"tags":["a","a"]}`},
		{`{"text":"m"}`, `{}`},
		{`"message":{"text":"m"},`, ``},
	} {
		bad := strings.Replace(good, change[0], change[1], 1)
		if len(schemaFaults(t, []byte(bad))) == 0 {
			t.Errorf("no fault is found after %s became %s", change[0], change[1])
		}
	}
}
