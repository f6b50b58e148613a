package models

import (
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// distutils.util.strtobool, and copies of it in other packages.
//
// https://github.com/pypa/distutils/blob/main/distutils/util.py

var (
	distutilsTrue  = words("y yes t true on 1")
	distutilsFalse = words("n no f false off 0")
)

// strtobool returns 1 or 0 for a word of the table, and raises ValueError for
// any other. Copies of it return a bool.
func strtobool(asBool bool) *value.Function {
	typ := "int"
	if asBool {
		typ = "bool"
	}
	return pure("strtobool", "val", typ, func(h value.Host, a *arguments) (value.Data, error) {
		text, ok := value.Text(a.value("val"))
		if !ok {
			return nil, h.Raise("AttributeError", "lower")
		}
		word := strings.ToLower(text)
		if !distutilsTrue[word] && !distutilsFalse[word] {
			return nil, h.Raise("ValueError", "invalid truth value")
		}
		if asBool {
			return value.Bool(distutilsTrue[word]), nil
		}
		if distutilsTrue[word] {
			return value.NewInt(1), nil
		}
		return value.NewInt(0), nil
	})
}
