package main

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"

	"github.com/django-session-audit/django-session-audit/cmd/internal/config"
	"github.com/django-session-audit/django-session-audit/cmd/internal/report"
)

// schemas is the folder of the JSON schemas, and schemaAddress where it is found.
const (
	schemas       = "docs/schema"
	schemaAddress = "https://raw.githubusercontent.com/django-session-audit/django-session-audit/main/" + schemas + "/"
)

// addSchemas adds the JSON schemas of what is configured and of what is written.
// What is said of a member is the comment on it in the program.
func addSchemas(files map[string][]byte, module string) error {
	for name, schema := range config.Schemas() {
		files[schemas+"/"+name] = schema
	}
	comments, err := memberComments(filepath.Join(module, "cmd", "internal", "report"))
	if err != nil {
		return err
	}
	for name, d := range report.Documents() {
		schema := d.Schema(func(typeName, member string) string { return comments[typeName+"."+member] })
		schema["$id"] = schemaAddress + name
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		if err := e.Encode(schema); err != nil {
			return err
		}
		files[schemas+"/"+name] = b.Bytes()
	}
	return nil
}

// memberComments returns the comments on the members of a package's types, by
// "type.member".
func memberComments(folder string) (map[string]string, error) {
	names, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		return nil, err
	}
	comments := map[string]string{}
	for _, name := range names {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok {
				return true
			}
			if fields, ok := spec.Type.(*ast.StructType); ok {
				for _, f := range fields.Fields.List {
					for _, id := range f.Names {
						comments[spec.Name.Name+"."+id.Name] = strings.Join(strings.Fields(f.Doc.Text()), " ")
					}
				}
			}
			return true
		})
	}
	return comments, nil
}
