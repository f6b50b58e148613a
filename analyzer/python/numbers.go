package python

import (
	"math/big"
	"strconv"
	"strings"
)

// maxDigits bounds an integer literal, as CPython does for decimal ones. It
// keeps a hostile file from making conversion slow.
const maxDigits = 4300

// number converts an integer, a float or an imaginary number.
func (c *converter) number(i int) Expr {
	text := strings.ToLower(c.text(i))
	if !underscoresFit(text) {
		return c.refuse(i, "an underscore at a wrong place in a number")
	}
	text = strings.ReplaceAll(text, "_", "")
	hex := strings.HasPrefix(text, "0x")
	switch {
	case strings.HasSuffix(text, "l"):
		return c.refuse(i, "an integer ending in L, which only Python 2 has")
	case strings.HasSuffix(text, "j"):
		return &ImagLit{c.place(i)}
	case c.kind(i) == kFloat:
		value, _ := strconv.ParseFloat(text, 64) // out of range is infinity, as for Python
		return &FloatLit{c.place(i), value}
	case len(text) > maxDigits && !hex:
		return c.refuse(i, "an integer of too many digits")
	case len(text) > maxDigits:
		return &BadExpr{c.place(i)}
	case len(text) > 1 && text[0] == '0' && isDigit(text[1]) && strings.Trim(text, "0") != "":
		return c.refuse(i, "an integer with a leading zero, which only Python 2 has")
	}
	return c.integer(i, text)
}

func (c *converter) integer(i int, text string) Expr {
	base := 10
	if len(text) > 2 && text[0] == '0' {
		switch text[1] {
		case 'x':
			base, text = 16, text[2:]
		case 'o':
			base, text = 8, text[2:]
		case 'b':
			base, text = 2, text[2:]
		}
	}
	value, ok := new(big.Int).SetString(text, base)
	if !ok {
		return c.refuse(i, "not a number")
	}
	return &IntLit{c.place(i), value}
}

func isDigit(b byte) bool { return '0' <= b && b <= '9' }

// underscoresFit reports whether each underscore lies between two digits, or
// between the prefix of a base and a digit.
func underscoresFit(text string) bool {
	alnum := func(k int) bool {
		return k >= 0 && k < len(text) && (isDigit(text[k]) || 'a' <= text[k] && text[k] <= 'z')
	}
	hex := strings.HasPrefix(text, "0x")
	for k := range len(text) {
		if text[k] != '_' {
			continue
		}
		if !alnum(k-1) || !alnum(k+1) {
			return false
		}
		if !hex && (text[k-1] == 'e' || !isDigit(text[k+1])) {
			return false
		}
	}
	return true
}
