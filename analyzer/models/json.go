package models

import (
	"encoding/json"
	"errors"
	"io"
	"math"
	"math/big"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// json, and the other libraries of its kind.
//
// https://docs.python.org/3/library/json.html

const jsonError = "json.decoder.JSONDecodeError"

var jsonNames = names{
	"loads": openFunction("loads", "s, **options", func(h value.Host, a *arguments) (value.Value, error) {
		return loadJSONValue(h, a, a.value("s"))
	}),
	"load": openFunction("load", "fp, **options", func(h value.Host, a *arguments) (value.Value, error) {
		text, err := textOf(h, a.value("fp"))
		if err != nil {
			return text, err
		}
		return loadJSONValue(h, a, text)
	}),
	"dumps": openFunction("dumps", "obj, **options", func(h value.Host, a *arguments) (value.Value, error) {
		var b strings.Builder
		if len(a.named) > 0 || !dumpJSON(&b, a.value("obj"), 0) {
			return h.MakeUnknown("str", "comes from json.dumps() of what is not known or not modelled", a.given...), nil
		}
		return str(h, b.String(), a.given...), nil
	}),
	"JSONEncoder": harmless("json", "JSONEncoder"), "JSONDecoder": harmless("json", "JSONDecoder"),
}

func loadJSONValue(h value.Host, a *arguments, v value.Value) (value.Value, error) {
	text, ok := value.Text(v)
	if b, bytes := v.Data.(value.Bytes); bytes {
		text, ok = string(b), true
	}
	switch {
	case len(a.named) > 0 && !harmlessJSON(a.named):
		return h.MakeUnknown("", "comes from JSON that is read with options which are not modelled", a.given...), nil
	case ok:
		return loadJSON(h, v, text)
	case value.UnknownIn(v) != nil:
		return derived(h, "", "json.loads", value.UnknownIn(v), v), nil
	}
	return value.Value{}, h.Raise("TypeError", "the JSON object must be str, bytes or bytearray")
}

// harmlessJSON reports whether options leave what is read as it is.
func harmlessJSON(options []value.NamedArg) bool {
	for _, o := range options {
		if o.Name != "encoding" && o.Name != "strict" && !(o.Name == "object_pairs_hook" && castName(o.Value) == "OrderedDict") {
			return false
		}
	}
	return true
}

// loadJSON is json.loads.
func loadJSON(h value.Host, v value.Value, text string) (value.Value, error) {
	if err := h.Spend(1 + len(text)/16); err != nil {
		return value.Value{}, err
	}
	if tooMuch(text) {
		return tooMuchData(h, v), nil
	}
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	loaded, err := decodeJSON(h, v, d, 0)
	if err == nil {
		if _, end := d.Token(); !errors.Is(end, io.EOF) {
			err = errJSON
		}
	}
	var raised *value.Raised
	switch {
	case errors.As(err, &raised):
		return loaded, err
	case err != nil && strings.ContainsAny(text, "NI") && (strings.Contains(text, "NaN") || strings.Contains(text, "Infinity")):
		return h.MakeUnknown("", "comes from JSON with numbers that are not modelled", v), nil
	case err != nil:
		return value.Value{}, h.Raise(jsonError, "Expecting value")
	}
	return loaded, nil
}

var errJSON = errors.New("not JSON")

const maxNesting = 200

// decodeJSON reads one value.
func decodeJSON(h value.Host, from value.Value, d *json.Decoder, depth int) (value.Value, error) {
	t, err := d.Token()
	if err != nil || depth > maxNesting {
		return value.Value{}, errJSON
	}
	switch t := t.(type) {
	case json.Delim:
		if t == '[' {
			return decodeArray(h, from, d, depth)
		}
		return decodeObject(h, from, d, depth)
	case nil:
		return h.Made(value.None{}, from), nil
	case bool:
		return h.Made(value.Bool(t), from), nil
	case string:
		return str(h, t, from), nil
	case json.Number:
		return h.Made(jsonNumber(t.String()), from), nil
	}
	return value.Value{}, errJSON
}

func jsonNumber(text string) value.Data {
	if i, ok := new(big.Int).SetString(text, 10); ok {
		return value.Int{Int: i}
	}
	f, _ := parseFloat(text)
	return f
}

func decodeArray(h value.Host, from value.Value, d *json.Decoder, depth int) (value.Value, error) {
	l := &value.List{}
	for d.More() {
		item, err := decodeJSON(h, from, d, depth+1)
		if err != nil {
			return item, err
		}
		l.Items = append(l.Items, item)
	}
	if _, err := d.Token(); err != nil {
		return value.Value{}, errJSON
	}
	return h.Made(l, from), nil
}

func decodeObject(h value.Host, from value.Value, d *json.Decoder, depth int) (value.Value, error) {
	out := value.NewDict()
	for d.More() {
		key, err := decodeJSON(h, from, d, depth+1)
		if err != nil {
			return key, err
		}
		item, err := decodeJSON(h, from, d, depth+1)
		if err != nil {
			return item, err
		}
		out.Set(key, item)
	}
	if _, err := d.Token(); err != nil {
		return value.Value{}, errJSON
	}
	return h.Made(out, from), nil
}

// maxDumped bounds what json.dumps writes.
const maxDumped = 1 << 20

// dumpJSON writes a known value as json.dumps does by default.
func dumpJSON(b *strings.Builder, v value.Value, depth int) bool {
	if depth > maxNesting || b.Len() > maxDumped {
		return false
	}
	switch d := v.Data.(type) {
	case value.None:
		b.WriteString("null")
	case value.Bool:
		b.WriteString(map[bool]string{true: "true", false: "false"}[bool(d)])
	case value.Int:
		b.WriteString(d.String())
	case value.Float:
		text, _ := value.Repr(v)
		if math.IsNaN(float64(d)) || math.IsInf(float64(d), 0) {
			return false
		}
		b.WriteString(text)
	case value.Str:
		return dumpText(b, string(d))
	case *value.List:
		return dumpItems(b, d.Items, depth)
	case *value.Tuple:
		return dumpItems(b, d.Items, depth)
	case *value.Dict:
		return dumpDict(b, d, depth)
	default:
		return false
	}
	return true
}

// dumpText writes a string of ASCII; others have escapes of their own.
func dumpText(b *strings.Builder, s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x7f || s[i] < 0x20 && !strings.ContainsRune("\n\t\r", rune(s[i])) {
			return false
		}
	}
	b.WriteString(`"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\t", `\t`, "\r", `\r`).Replace(s) + `"`)
	return true
}

func dumpItems(b *strings.Builder, items []value.Value, depth int) bool {
	b.WriteByte('[')
	for i, it := range items {
		if i > 0 {
			b.WriteString(", ")
		}
		if !dumpJSON(b, it, depth+1) {
			return false
		}
	}
	b.WriteByte(']')
	return true
}

func dumpDict(b *strings.Builder, d *value.Dict, depth int) bool {
	if d.Open != nil {
		return false
	}
	b.WriteByte('{')
	for i, e := range d.Entries() {
		if i > 0 {
			b.WriteString(", ")
		}
		key, ok := value.Text(e.Key)
		if !ok || !dumpText(b, key) {
			return false
		}
		b.WriteString(": ")
		if !dumpJSON(b, e.Value, depth+1) {
			return false
		}
	}
	b.WriteByte('}')
	return true
}
