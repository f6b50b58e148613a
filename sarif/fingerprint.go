package sarif

import "strconv"

// The window of the running hash, and its multiplier.
const (
	hashWindow = 100
	hashBase   = 37
)

// LineHashes returns the primaryLocationLineHash of every line of a file: the
// hash of line n is at n-1. There is one for each line that
// [source.File.LineCount] counts.
//
// The value is the one that github/codeql-action computes when a file is
// uploaded through it: a hash of the first hundred UTF-16 units from the
// line's start on, blanks left out and line endings made one, and a number
// that tells apart equal hashes in one file. GitHub follows an alert by it
// when lines move. It says so under "Providing data to track code scanning
// alerts across runs" at
// https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning.
//
// [source.File.LineCount]: https://pkg.go.dev/github.com/django-session-audit/django-session-audit/analyzer/source#File.LineCount
func LineHashes(content []byte) []string {
	h := lineHasher{atLineStart: true, seen: map[uint64]int{}}
	for i := range h.starts {
		h.starts[i] = -1
	}
	h.power = 1
	for range hashWindow {
		h.power *= hashBase
	}
	decodeUTF16(content, h.unit)
	h.unit(0xFFFF) // the end of the file is a unit of its own
	for range hashWindow {
		h.emit()
		h.update(0)
	}
	return h.hashes
}

// A lineHasher holds the last units of a file and the hash over them.
type lineHasher struct {
	window [hashWindow]uint64
	starts [hashWindow]int // the line that starts in a cell, or -1
	at     int             // the cell of the next unit
	hash   uint64
	power  uint64 // hashBase to the power of hashWindow

	line        int
	atLineStart bool
	afterCR     bool

	seen   map[uint64]int
	hashes []string
}

// unit takes the next UTF-16 unit of the file.
func (h *lineHasher) unit(c uint16) {
	if c == ' ' || c == '\t' || (h.afterCR && c == '\n') {
		h.afterCR = false
		return
	}
	h.afterCR = c == '\r'
	if h.afterCR {
		c = '\n'
	}
	h.emit()
	if h.atLineStart {
		h.atLineStart = false
		h.line++
		h.starts[h.at] = h.line
	}
	h.atLineStart = c == '\n'
	h.update(uint64(c))
}

// emit names the line that started a whole window ago.
func (h *lineHasher) emit() {
	if h.starts[h.at] < 0 {
		return
	}
	h.starts[h.at] = -1
	h.seen[h.hash]++
	h.hashes = append(h.hashes, strconv.FormatUint(h.hash, 16)+":"+strconv.Itoa(h.seen[h.hash]))
}

func (h *lineHasher) update(c uint64) {
	h.hash = hashBase*h.hash + c - h.power*h.window[h.at]
	h.window[h.at] = c
	h.at = (h.at + 1) % hashWindow
}

// decodeUTF16 decodes UTF-8 as a browser does (https://encoding.spec.whatwg.org/#utf-8-decoder,
// without taking a byte order mark away): every maximal part of a sequence
// that cannot be completed gives one U+FFFD, where Go gives one per byte.
func decodeUTF16(b []byte, unit func(uint16)) {
	const replacement = 0xFFFD
	var r rune
	needed := 0
	lower, upper := byte(0x80), byte(0xBF)
	for i := 0; i < len(b); i++ {
		c := b[i]
		if needed == 0 {
			switch {
			case c <= 0x7F:
				unit(uint16(c))
			case 0xC2 <= c && c <= 0xDF:
				needed, r = 1, rune(c&0x1F)
			case 0xE0 <= c && c <= 0xEF:
				needed, r = 2, rune(c&0x0F)
				switch c {
				case 0xE0:
					lower = 0xA0 // no overlong forms
				case 0xED:
					upper = 0x9F // no surrogates
				}
			case 0xF0 <= c && c <= 0xF4:
				needed, r = 3, rune(c&0x07)
				switch c {
				case 0xF0:
					lower = 0x90
				case 0xF4:
					upper = 0x8F // nothing above U+10FFFF
				}
			default:
				unit(replacement)
			}
			continue
		}
		inRange := lower <= c && c <= upper
		lower, upper = 0x80, 0xBF
		if !inRange {
			needed = 0
			unit(replacement)
			i-- // the byte may start something
			continue
		}
		r = r<<6 | rune(c&0x3F)
		if needed--; needed > 0 {
			continue
		}
		if r > 0xFFFF {
			unit(uint16(0xD800 + (r-0x10000)>>10))
			unit(uint16(0xDC00 + (r-0x10000)&0x3FF))
		} else {
			unit(uint16(r))
		}
	}
	if needed > 0 {
		unit(replacement)
	}
}
