package interp

import (
	"encoding/hex"
	"strings"
	"unicode/utf8"

	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

func bytesMethods() map[string]method {
	table := map[string]method{"decode": bytesDecode, "hex": bytesHex, "fromhex": bytesFromHex}
	of := strMethods()
	for _, name := range strings.Fields(`
		lower upper title capitalize swapcase strip lstrip rstrip removeprefix removesuffix startswith endswith
		isdigit isalpha isalnum isspace isupper islower istitle split rsplit partition rpartition join replace
		find rfind index rindex count zfill ljust rjust center expandtabs`) {
		table[name] = throughText(name, of[name])
	}
	return table
}

// throughText makes a method of bytes of the method of str: on ASCII without the
// separators that are spaces to str only, they do the same.
func throughText(name string, f method) method {
	return func(m *machine, self value.Value, args value.Args) (value.Value, error) {
		plain := func(b string) bool { return isASCII(b) && !strings.ContainsAny(b, "\x1c\x1d\x1e\x1f") }
		from := append(args.All(), self)
		for _, v := range from {
			if b, ok := v.Data.(value.Bytes); ok && !plain(string(b)) {
				return m.derived("", name, from...), nil
			}
			if _, text := v.Data.(value.Str); text {
				return value.Value{}, m.Raise("TypeError", "a bytes-like object is required")
			}
		}
		result, err := f(m, asText(self), value.Args{Pos: textsOf(args.Pos), Named: args.Named})
		return asBytes(result), err
	}
}

// asText and asBytes turn bytes into texts and back, in collections too.
func asText(v value.Value) value.Value {
	switch d := v.Data.(type) {
	case value.Bytes:
		v.Data = value.Str(d)
	case *value.List:
		v.Data = &value.List{Items: textsOf(d.Items)}
	case *value.Tuple:
		v.Data = &value.Tuple{Items: textsOf(d.Items)}
	}
	return v
}

func textsOf(items []value.Value) []value.Value {
	texts := make([]value.Value, len(items))
	for i, it := range items {
		texts[i] = asText(it)
	}
	return texts
}

func asBytes(v value.Value) value.Value {
	all := func(items []value.Value) []value.Value {
		bytes := make([]value.Value, len(items))
		for i, it := range items {
			bytes[i] = asBytes(it)
		}
		return bytes
	}
	switch d := v.Data.(type) {
	case value.Str:
		v.Data = value.Bytes(d)
	case *value.List:
		v.Data = &value.List{Items: all(d.Items)}
	case *value.Tuple:
		v.Data = &value.Tuple{Items: all(d.Items)}
	}
	return v
}

func bytesDecode(m *machine, self value.Value, args value.Args) (value.Value, error) {
	b := string(self.Data.(value.Bytes))
	if !inUTF8(args, b) {
		return m.MakeUnknown("str", "is decoded in a way that is not modelled", self), nil
	}
	if !utf8.ValidString(b) {
		return m.MakeUnknown("str", "is decoded from bytes that are no UTF-8", self), nil
	}
	return m.Made(value.Str(b), self), nil
}

func bytesHex(m *machine, self value.Value, args value.Args) (value.Value, error) {
	if len(args.All()) > 0 {
		return m.derived("str", "hex", append(args.All(), self)...), nil
	}
	return m.Made(value.Str(hex.EncodeToString([]byte(self.Data.(value.Bytes)))), self), nil
}

// bytesFromHex is bytes.fromhex(text), a class method.
func bytesFromHex(m *machine, self value.Value, _ value.Args) (value.Value, error) {
	text, known := value.Text(self)
	if !known {
		return m.derived("bytes", "fromhex", self), nil
	}
	b, err := hex.DecodeString(strings.Join(strings.FieldsFunc(text, isSpace), ""))
	if err != nil {
		return value.Value{}, m.Raise("ValueError", "non-hexadecimal number found in fromhex() arg")
	}
	return m.Made(value.Bytes(b), self), nil
}
