package source

import (
	"strings"
	"testing"
)

func TestIntricate(t *testing.T) {
	for name, c := range map[string]struct {
		data string
		want bool
	}{
		"brackets":            {"a = " + strings.Repeat("[", 1000), true},
		"braces":              {strings.Repeat("{a: ", 1000), true},
		"a key of many parts": {strings.Repeat("a.", 1000) + "a = 1", true},
		"parts with blanks":   {strings.Repeat("a . ", 1000) + "a = 1", true},
		"quoted parts":        {"[" + strings.Repeat(`"a".`, 1000) + "a]", true},
		"lists in lists":      {strings.Repeat("- ", 1000) + "a", true},
		"blocks in blocks":    {strings.Repeat(" ", 1000) + "a:", true},
		"tags":                {strings.Repeat("!a ", 1000) + "b", true},
		"keys without end":    {strings.Repeat("a = 1\n", 30_000), true},
		"many lists":          {strings.Repeat("a = [[1], {b = [2]}]\n", 1000), false},
		"many keys":           {strings.Repeat("a.b.c = 1.5\n", 1000), false},
		"many numbers":        {"a = [" + strings.Repeat("1.5,", 1000) + "]", false},
		"a rule of dashes":    {"# " + strings.Repeat("-", 1000), false},
		"a long line":         {"a: " + strings.Repeat("words and ", 1000), false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Intricate([]byte(c.data)); got != c.want {
				t.Errorf("Intricate = %t, want %t", got, c.want)
			}
		})
	}
}
