package review

import (
	"strings"
	"testing"
)

// FuzzParsePatch holds that whatever a server says, each line that a comment may
// be about stands in the patch, as one that the head has.
func FuzzParsePatch(f *testing.F) {
	f.Add("@@ -1,2 +1,2 @@ def x():\n a\n-b\n+c\n\\ No newline at end of file")
	f.Add("@@ -0,0 +1 @@\n+a\n@@ -9 +10,0 @@\n-x")
	f.Add("@@ -1 +2147483647,3 @@\n+a\n+b\n")
	f.Add("--- a\n+++ b\n@@ @@\n")
	f.Fuzz(func(t *testing.T, text string) {
		head := map[string]bool{}
		for written := range strings.SplitSeq(text, "\n") {
			if written == "" || written[0] == '+' || written[0] == ' ' {
				line := written[min(1, len(written)):]
				head[line], head[strings.TrimSuffix(line, "\r")] = true, true // a carriage return is part of the line's end
			}
		}
		for number, line := range parsePatch(text) {
			if number < 1 || !head[string(line)] {
				t.Errorf("%q has %q as line %d", text, line, number)
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
