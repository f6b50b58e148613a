package sarif

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

// The values are those that github/codeql-action's upload computes.
func TestLineHashes(t *testing.T) {
	const end = "c129715d7a2bc9a3:1" // of the empty last line
	tests := []struct {
		name, content string
		want          []string
	}{
		{"empty file", "", []string{end}},
		{"one newline", "\n", []string{"3c5bef55b72b93c9:1", end}},
		{"one setting", "SESSION_COOKIE_SECURE = False\n", []string{"e74fbcbf0340b6d4:1", end}},
		{"no newline at the end", "A = 1", []string{"3ff5213db407f966:1"}},
		{"byte order mark", "\xEF\xBB\xBFDEBUG = True\nX = 1\n", []string{"850661d85d00e3f0:1", "58b779a78894db1f:1", end}},
		{"surrogate pair", "x = \"🍪\" # é\ny = 1\n", []string{"c64482c38be28cd:1", "17ab1ef2caecdd1c:1", end}},
		{"not UTF-8", "a\xffb\nc\xe2\x82d\n\xf0\x9f\x8d\n", []string{"1cba26e460fe54ee:1", "2cb1f1707248688:1", "a88b3c201b7e6ebe:1", end}},
		{"surrogate, overlong and too large", "\xED\xA0\x80x\n\xC0\x80\n\xF4\x90\x80\x80",
			[]string{"9054b711375350d8:1", "c2261d1c4e22681b:1", "820e17bae189b7bf:1"}},
		{"lines of blanks", " \t \t\n\t\n  z", []string{"d14e489d3d22223d:1", "483058b3d6ce6067:1", "76dcabf80cb35c79:1"}},
		{"longer than the window", strings.Repeat("a", 1000) + "\nb\n" + strings.Repeat("c", 99) + "\n",
			[]string{"871f6af4d0d4dd7c:1", "2d01d0231cfc86a6:1", "776f3da80c8f5b1b:1", end}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, LineHashes([]byte(test.content))); diff != "" {
				t.Error("(-want +got)\n" + diff)
			}
		})
	}
}

func TestLineHashesSeeThroughBlanksAndLineEndings(t *testing.T) {
	want := LineHashes([]byte("A = 1\nB = 2\n"))
	for _, same := range []string{"A = 1\r\nB = 2\r\n", "A = 1\rB = 2\r", "\tA=1\n  B  =  2 \n"} {
		if diff := cmp.Diff(want, LineHashes([]byte(same))); diff != "" {
			t.Errorf("%q (-want +got)\n%s", same, diff)
		}
	}
	if got := LineHashes([]byte("A = 2\nB = 2\n")); got[0] == want[0] || got[1] != want[1] {
		t.Errorf("a change of line 1 gives %q, was %q", got, want)
	}
}

func TestLineHashesCountEqualLines(t *testing.T) {
	pad := strings.Repeat("x", 100) + "\n"
	got := LineHashes([]byte(pad + pad + pad))
	first, _, _ := strings.Cut(got[0], ":")
	want := []string{first + ":1", first + ":2", first + ":3", "c129715d7a2bc9a3:1"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error("(-want +got)\n" + diff)
	}
}

// FuzzLineHashes compares with naiveHashes, and with the lines that package
// source counts.
func FuzzLineHashes(f *testing.F) {
	for _, seed := range []string{"", "a\r \nb", "\r\n\r\n", "\xEF\xBB\xBFx", "🍪\xf0\x9f\x8d", "\xE0\x80\x80\n\xED\xBF", "\xF4\x8F\xBF\xBF\r",
		strings.Repeat("ab\n", 120), strings.Repeat("\t", 200) + "\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		got := LineHashes(content)
		if diff := cmp.Diff(naiveHashes(content), got); diff != "" {
			t.Errorf("%q (-naive +got)\n%s", content, diff)
		}
		if lines := source.NewFile("x", content).LineCount(); len(got) != lines {
			t.Errorf("%q has %d lines and %d hashes", content, lines, len(got))
		}
	})
}

// naiveHashes is written from the description, by other means: it looks at the
// whole text at once and computes each line's hash by itself.
func naiveHashes(content []byte) []string {
	type unit struct {
		value  uint64
		starts bool
	}
	var units []unit
	start := true
	text := naiveUnits(content)
	for i, c := range text {
		// A line feed right after a carriage return belongs to it.
		if c == ' ' || c == '\t' || c == '\n' && i > 0 && text[i-1] == '\r' {
			continue
		}
		if c == '\r' {
			c = '\n'
		}
		units = append(units, unit{uint64(c), start})
		start = c == '\n'
	}
	units = append(units, unit{0xFFFF, start})
	seen := map[string]int{}
	var hashes []string
	for i, u := range units {
		if !u.starts {
			continue
		}
		var hash uint64
		for j := range 100 {
			hash *= 37
			if i+j < len(units) {
				hash += units[i+j].value
			}
		}
		text := fmt.Sprintf("%x", hash)
		seen[text]++
		hashes = append(hashes, fmt.Sprintf("%s:%d", text, seen[text]))
	}
	return hashes
}

// naiveUnits finds the maximal subparts by trying: a bad sequence is as long
// as it could still become a character by more bytes (table 3-7 of Unicode).
func naiveUnits(b []byte) []uint16 {
	var units []uint16
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		if r == utf8.RuneError && size == 1 {
			size = 1
			for n := min(3, len(b)); n > 1; n-- {
				if canBecomeRune(b[:n]) {
					size = n
					break
				}
			}
		}
		units = utf16.AppendRune(units, r)
		b = b[size:]
	}
	return units
}

func canBecomeRune(prefix []byte) bool {
	for _, second := range []byte{0x80, 0x90, 0xA0} {
		tail := []byte{second, 0x80, 0x80}
		for n := 1; n <= 3; n++ {
			// Past the second byte, any continuation will do.
			more := tail[:n]
			if len(prefix) > 1 {
				more = []byte{0x80, 0x80, 0x80}[:n]
			}
			whole := append(append([]byte(nil), prefix...), more...)
			if r, size := utf8.DecodeRune(whole); r != utf8.RuneError && size == len(whole) {
				return true
			}
		}
	}
	return false
}
