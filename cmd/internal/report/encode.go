package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
)

// encode returns our own plain data as JSON, without the escapes for HTML.
func encode(v any) json.RawMessage {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(fmt.Sprintf("report: %T cannot be encoded: %v", v, err))
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}

// writeJSON writes a document for programs, indented.
func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
