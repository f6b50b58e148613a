package report

import (
	"encoding/json"
	"reflect"
	"strings"
)

// Documents are the types of the documents in JSON, by the names of the files of
// their schemas, with the names of their forms.
func Documents() map[string]Document {
	return map[string]Document{
		"scan.json":     {ScanSchema, "What scan --format json writes.", reflect.TypeFor[jsonScan]()},
		"settings.json": {SettingsSchema, "What settings --format json writes.", reflect.TypeFor[jsonSettings]()},
		"diff.json":     {DiffSchema, "What diff --format json writes.", reflect.TypeFor[jsonDiff]()},
		"rules.json":    {RulesSchema, "What rules --format json writes.", reflect.TypeFor[jsonRules]()},
	}
}

// A Document is a kind of document in JSON.
type Document struct {
	// Form is what its member schema says.
	Form        string
	Description string
	Type        reflect.Type
}

// Schema returns the JSON schema of a document, without its address. About says
// what a member of a type is, or "".
func (d Document) Schema(about func(typeName, member string) string) map[string]any {
	s := schemaMaker{about: about, defs: map[string]any{}}
	schema := s.object(d.Type)
	schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	schema["title"], schema["description"] = d.Form, d.Description
	schema["properties"].(map[string]any)["schema"] = map[string]any{"const": d.Form}
	schema["$defs"] = s.defs
	return schema
}

// A schemaMaker keeps the schemas of types that it has met.
type schemaMaker struct {
	about func(typeName, member string) string
	defs  map[string]any
}

func (s schemaMaker) object(t reflect.Type) map[string]any {
	properties, required := map[string]any{}, []string{}
	s.members(t, properties, &required)
	return map[string]any{"type": "object", "properties": properties, "required": required}
}

// members adds the members of a type, and those of what is embedded in it.
func (s schemaMaker) members(t reflect.Type, properties map[string]any, required *[]string) {
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous && name == "" {
			s.members(f.Type, properties, required)
			continue
		}
		optional := options == "omitempty"
		member := s.of(f.Type, optional)
		if about := s.about(t.Name(), f.Name); about != "" {
			member["description"] = about
		}
		properties[name] = member
		if !optional {
			*required = append(*required, name)
		}
	}
}

// of returns the schema of a type. What is optional is left out instead of being
// null.
func (s schemaMaker) of(t reflect.Type, optional bool) map[string]any {
	if t == reflect.TypeFor[json.RawMessage]() {
		return map[string]any{} // any value
	}
	switch t.Kind() {
	case reflect.Pointer:
		if optional {
			return s.of(t.Elem(), false)
		}
		return map[string]any{"anyOf": []any{s.of(t.Elem(), false), map[string]any{"type": "null"}}}
	case reflect.Struct:
		name := strings.TrimPrefix(t.Name(), "json")
		if s.defs[name] == nil {
			s.defs[name] = true // while it is made
			s.defs[name] = s.object(t)
		}
		return map[string]any{"$ref": "#/$defs/" + name}
	case reflect.Slice:
		return map[string]any{"type": "array", "items": s.of(t.Elem(), false)}
	case reflect.Map:
		return map[string]any{"type": "object", "additionalProperties": s.of(t.Elem(), false)}
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Int:
		return map[string]any{"type": "integer"}
	case reflect.Float64:
		return map[string]any{"type": "number"}
	case reflect.String:
		return map[string]any{"type": "string"}
	}
	panic("report: no schema of " + t.String())
}
