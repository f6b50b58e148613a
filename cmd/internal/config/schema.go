package config

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/django-session-audit/django-session-audit/analyzer/rules"
)

// schemas is where the schemas are found.
const schemas = "https://raw.githubusercontent.com/django-session-audit/django-session-audit/main/docs/schema/"

// Schema is the address of the schema of a configuration.
const Schema = schemas + "configuration.json"

// Schemas returns JSON schemas for editors, by the names of their files: of a
// configuration, and of an organisation's policy.
func Schemas() map[string][]byte {
	return map[string][]byte{
		"configuration.json": schemaOf("configuration.json", "The configuration of django-session-audit",
			"In django-session-audit.toml, .github/django-session-audit.toml, or the table [tool.django-session-audit] of pyproject.toml.", kinds),
		"policy.json": schemaOf("policy.json", "An organisation's policy for django-session-audit", "In the file that --policy names.", organisationKinds),
	}
}

// object is an object of a schema; encoding sorts its members.
type object map[string]any

func schemaOf(name, title, description string, kinds map[string]kind) []byte {
	properties := object{}
	for key, k := range kinds {
		properties[key] = k.schema()
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(object{
		"$schema": "http://json-schema.org/draft-07/schema#", "$id": schemas + name, "title": title, "description": description,
		"type": "object", "additionalProperties": false, "properties": properties,
	}); err != nil {
		panic(fmt.Sprintf("config: a schema cannot be encoded: %v", err))
	}
	return b.Bytes()
}

// schema returns what a schema says of a key.
func (k kind) schema() object {
	one := object{"type": "string", "maxLength": maxText}
	if k.words != nil {
		one = object{"type": "string", "enum": k.words}
	} else if k.pattern != "" && k.shape != table {
		one["pattern"] = k.pattern
	}
	switch {
	case k.shape == list:
		one = object{"type": "array", "items": one, "maxItems": maxItems}
	case k.shape == table && k.pattern != "":
		one = object{"type": "object", "additionalProperties": one, "propertyNames": object{"pattern": k.pattern}, "maxProperties": maxItems}
	case k.shape == table:
		levels := object{}
		for _, r := range rules.All() {
			levels[r.ID] = object{"type": "string", "enum": k.words, "description": r.Name + ": " + r.Short}
		}
		one = object{"type": "object", "additionalProperties": false, "properties": levels}
	}
	one["description"] = k.about
	return one
}
