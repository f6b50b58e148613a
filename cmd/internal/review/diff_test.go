package review

import (
	"strings"
	"testing"
)

// What a server says is no reason to stop, and no line has a number that a
// comment could not have.
func FuzzParsePatch(f *testing.F) {
	f.Add("@@ -1,2 +1,2 @@ def x():\n a\n-b\n+c\n\\ No newline at end of file")
	f.Add("@@ -0,0 +1 @@\n+a\n@@ -9 +10,0 @@\n-x")
	f.Add("@@ -1 +2147483647,3 @@\n+a\n+b\n")
	f.Add("--- a\n+++ b\n@@ @@\n")
	f.Fuzz(func(t *testing.T, text string) {
		for number, line := range parsePatch(text) {
			if strings.ContainsRune(string(line), '\n') {
				t.Errorf("line %d is %q", number, line)
			}
		}
	})
}

// Lines count in the head: what is removed has none.
func TestParsePatch(t *testing.T) {
	p := parsePatch("@@ -3,4 +3,3 @@ x\n a\n--- b\n-c\n+++ d\n e\n@@ -20 +19,2 @@\n \n+f\n\\ No newline at end of file")
	want := map[int]string{3: "a", 4: "++ d", 5: "e", 19: "", 20: "f"}
	if len(p) != len(want) {
		t.Errorf("%d lines, want %d: %v", len(p), len(want), p)
	}
	for number, line := range want {
		if got, ok := p[number]; !ok || string(got) != line {
			t.Errorf("line %d is %q, want %q", number, got, line)
		}
	}
}
