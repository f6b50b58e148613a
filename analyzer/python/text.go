package python

import (
	"bytes"
	"unicode/utf8"
)

// This file makes a file's bytes fit for tree-sitter.

// isUTF16 knows a byte order mark, and text that is all Latin without one.
func isUTF16(b []byte) bool {
	if bytes.HasPrefix(b, []byte{0xFF, 0xFE}) || bytes.HasPrefix(b, []byte{0xFE, 0xFF}) {
		return true
	}
	return len(b) >= 4 && (b[0] == 0) == (b[2] == 0) && (b[1] == 0) == (b[3] == 0) && (b[0] == 0) != (b[1] == 0)
}

var utf8BOM = []byte{0xEF, 0xBB, 0xBF}

// clean returns the text for tree-sitter, and reports what CPython refuses in
// it. Every byte stays at its place: what tree-sitter would stumble over is
// overwritten in a copy, and strings are later read from the file itself.
func (c *converter) clean(b []byte) []byte {
	b, start := b, 0
	if bytes.HasPrefix(b, utf8BOM) {
		start = len(utf8BOM)
	}
	nul := bytes.IndexByte(b, 0)
	if nul >= 0 {
		c.fail(c.spanOf(nul, nul+1), "the file has a NUL byte")
	}
	bad := invalidUTF8(b)
	if bad >= 0 && !hasCodingComment(b) {
		c.fail(c.spanOf(bad, bad+1), "the file is not in UTF-8, and no coding comment says what it is in")
	}
	text := bytes.Clone(b)
	copy(text, "\n\n\n"[:start])
	hideType(text)
	if nul < 0 && bad < 0 && bytes.IndexByte(b, '\r') < 0 {
		return text
	}
	for i := 0; i < len(text); {
		_, size := utf8.DecodeRune(text[i:])
		switch {
		case text[i] == 0:
			text[i] = ' '
		case text[i] == '\r' && (i+1 == len(text) || text[i+1] != '\n'):
			text[i] = '\n' // a line ending of its own to Python, but not to tree-sitter
		case text[i] >= utf8.RuneSelf && size == 1:
			text[i] = 'x'
		}
		i += size
	}
	return text
}

// hideType overwrites the type of type(x).y = z and type[x] = z, which the
// grammar takes for type aliases, by some other name.
func hideType(text []byte) {
	word := []byte("type")
	for i := 0; ; {
		k := bytes.Index(text[i:], word)
		if k < 0 {
			return
		}
		i += k + len(word)
		after := bytes.TrimLeft(text[i:min(len(text), i+64)], " \t")
		if len(after) > 0 && (after[0] == '(' || after[0] == '[') {
			text[i-1] = 'x'
		}
	}
}

// invalidUTF8 returns the offset of the first byte that is not UTF-8, or -1.
func invalidUTF8(b []byte) int {
	if utf8.Valid(b) {
		return -1
	}
	for i := 0; ; {
		r, size := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && size <= 1 {
			return i
		}
		i += size
	}
}

// hasCodingComment reports whether one of the first two lines declares an
// encoding other than UTF-8 (PEP 263).
func hasCodingComment(b []byte) bool {
	for range 2 {
		line, rest, _ := bytes.Cut(b, []byte("\n"))
		if comment := bytes.TrimLeft(line, " \t\f"); len(comment) > 0 && comment[0] == '#' &&
			(bytes.Contains(comment, []byte("coding:")) || bytes.Contains(comment, []byte("coding="))) {
			return !bytes.Contains(bytes.ToLower(comment), []byte("utf"))
		}
		b = rest
	}
	return false
}

// maxIndents bounds the widths of indentation. The grammar's scanner keeps the
// widths of the open blocks in 1024 bytes, of which open strings may take 255,
// and ends the process when they do not fit. CPython's own bound is 100.
const maxIndents = 300

// tooManyIndents counts the widths of all lines, whether they are in a string or
// not: what is a string to Python need not be one to a parser after an error.
func tooManyIndents(text []byte) bool {
	widths := map[uint16]bool{}
	for i := 0; i < len(text); i++ {
		var width uint16 // it wraps around, as the scanner's does
		for ; i < len(text); i++ {
			switch text[i] {
			case ' ':
				width++
				continue
			case '\t':
				width += 8
				continue
			case '\\', '\r', '\f', '\n':
				// The scanner goes on counting after a continued line.
				widths[width] = true
				if text[i] != '\\' {
					width = 0
				}
				continue
			}
			break
		}
		widths[width] = true
		if len(widths) > maxIndents {
			return true
		}
		next := bytes.IndexByte(text[min(i, len(text)):], '\n')
		if next < 0 {
			return false
		}
		i += next
	}
	return false
}
