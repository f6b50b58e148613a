package sarif

import (
	"bytes"
	"encoding/json"
	"io"
)

// dropNulls returns the JSON text without the members that are null, in the
// same order. Nulls in arrays stay.
func dropNulls(text []byte) ([]byte, error) {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)

	// One level per open object or array: whether something was written in
	// it, and the member's name that waits for its value.
	type level struct {
		object, filled bool
		key            *string
	}
	var open []level

	write := func(v any) error {
		if err := enc.Encode(v); err != nil {
			return err
		}
		out.Truncate(out.Len() - 1) // the encoder's newline
		return nil
	}
	// begin writes what comes before a value.
	begin := func() error {
		if len(open) == 0 {
			return nil
		}
		l := &open[len(open)-1]
		if l.filled {
			out.WriteByte(',')
		}
		l.filled = true
		if l.key != nil {
			if err := write(*l.key); err != nil {
				return err
			}
			out.WriteByte(':')
			l.key = nil
		}
		return nil
	}

	for {
		token, err := dec.Token()
		if err == io.EOF {
			return out.Bytes(), nil
		}
		if err != nil {
			return nil, err
		}
		var l *level
		if len(open) > 0 {
			l = &open[len(open)-1]
		}
		if delim, ok := token.(json.Delim); ok {
			switch delim {
			case '{', '[':
				if err := begin(); err != nil {
					return nil, err
				}
				open = append(open, level{object: delim == '{'})
			default:
				open = open[:len(open)-1]
			}
			out.WriteRune(rune(delim))
			continue
		}
		if l != nil && l.object && l.key == nil {
			name := token.(string)
			l.key = &name
			continue
		}
		if token == nil && l != nil && l.object {
			l.key = nil
			continue
		}
		if err := begin(); err != nil {
			return nil, err
		}
		if err := write(token); err != nil {
			return nil, err
		}
	}
}
