package models

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// base64, hashlib and math on known values.
//
// https://docs.python.org/3/library/base64.html
// https://docs.python.org/3/library/hashlib.html

var cryptoModules = map[string]module{
	"base64": {names: names{
		"b64encode":          encoder("b64encode", base64.StdEncoding),
		"urlsafe_b64encode":  encoder("urlsafe_b64encode", base64.URLEncoding),
		"standard_b64encode": encoder("standard_b64encode", base64.StdEncoding),
		"b64decode":          decoder("b64decode", base64.StdEncoding),
		"urlsafe_b64decode":  decoder("urlsafe_b64decode", base64.URLEncoding),
		"standard_b64decode": decoder("standard_b64decode", base64.StdEncoding),
		"encodebytes":        pure("encodebytes", "s", "bytes", encodeLines),
		"decodebytes":        decoder("decodebytes", base64.StdEncoding),
	}},
	"hashlib": {names: names{
		"md5":    hasher("md5", func(b []byte) []byte { s := md5.Sum(b); return s[:] }),
		"sha1":   hasher("sha1", func(b []byte) []byte { s := sha1.Sum(b); return s[:] }),
		"sha256": hasher("sha256", func(b []byte) []byte { s := sha256.Sum256(b); return s[:] }),
		"sha512": hasher("sha512", func(b []byte) []byte { s := sha512.Sum512(b); return s[:] }),
		"sha384": hasher("sha384", func(b []byte) []byte { s := sha512.Sum384(b); return s[:] }),
	}},
	"hmac":     {names: names{}},
	"binascii": {names: names{}},
}

func encoder(name string, encoding *base64.Encoding) *value.Function {
	return pure(name, "s, altchars=", "bytes", func(h value.Host, a *arguments) (value.Data, error) {
		b, ok := a.value("s").Data.(value.Bytes)
		if !ok || !isNone(a.value("altchars")) {
			return nil, nil
		}
		return value.Bytes(encoding.EncodeToString([]byte(b))), nil
	})
}

// encodeLines is base64.encodebytes(): a line for each 57 bytes.
func encodeLines(h value.Host, a *arguments) (value.Data, error) {
	b, ok := a.value("s").Data.(value.Bytes)
	if !ok {
		return nil, nil
	}
	var lines strings.Builder
	for part := range slices.Chunk([]byte(b), 57) {
		lines.WriteString(base64.StdEncoding.EncodeToString(part) + "\n")
	}
	return value.Bytes(lines.String()), nil
}

// decoder decodes what is well-formed; Python passes over other characters.
func decoder(name string, encoding *base64.Encoding) *value.Function {
	return pure(name, "s, altchars=, validate=", "bytes", func(h value.Host, a *arguments) (value.Data, error) {
		text, ok := value.Text(a.value("s"))
		if b, bytes := a.value("s").Data.(value.Bytes); bytes {
			text, ok = string(b), true
		}
		if !ok || !isNone(a.value("altchars")) {
			return nil, nil
		}
		decoded, err := encoding.DecodeString(strings.TrimSpace(text))
		if err != nil {
			return nil, nil
		}
		return value.Bytes(decoded), nil
	})
}

// A digest is the state of a hash object: what has been fed to it.
type digest struct {
	sum     func([]byte) []byte
	data    []byte
	unknown *value.Unknown
}

func hasher(name string, sum func([]byte) []byte) *value.Function {
	return function(name, "data=, *, usedforsecurity=", func(h value.Host, a *arguments) (value.Value, error) {
		d := &digest{sum: sum}
		d.feed(a.value("data"))
		return h.Made(object(digestClass, d), a.given...), nil
	})
}

func (d *digest) feed(v value.Value) {
	if b, ok := v.Data.(value.Bytes); ok {
		d.data = append(d.data, b...)
	} else if !v.IsZero() {
		d.unknown = value.UnknownIn(v)
		if d.unknown == nil {
			d.unknown = &value.Unknown{Reason: "is a hash of what is not modelled"}
		}
	}
}

var digestClass = class("hashlib", "hash", names{
	"update": method("update", "data", func(h value.Host, a *arguments) (value.Value, error) {
		stateOf[digest](a).feed(a.value("data"))
		return h.Made(value.None{}), nil
	}),
	"hexdigest": method("hexdigest", "", func(h value.Host, a *arguments) (value.Value, error) {
		return summed(h, a, "str", func(b []byte) value.Data { return value.Str(hex.EncodeToString(b)) }), nil
	}),
	"digest": method("digest", "", func(h value.Host, a *arguments) (value.Value, error) {
		return summed(h, a, "bytes", func(b []byte) value.Data { return value.Bytes(b) }), nil
	}),
})

func summed(h value.Host, a *arguments, typ string, as func([]byte) value.Data) value.Value {
	d := stateOf[digest](a)
	if d.unknown != nil || d.sum == nil {
		reason := "is a hash of what is not known"
		if d.unknown != nil {
			reason = d.unknown.Reason
		}
		return h.MakeUnknown(typ, reason, a.given...)
	}
	return h.Made(as(d.sum(d.data)), a.given...)
}
