package report

import "testing"

func TestLink(t *testing.T) {
	const link = "\x1b]8;;https://example.org\x1b\\it\x1b]8;;\x1b\\"
	for _, c := range []struct {
		style style
		want  string
	}{
		{style{}, "it"},
		{style{on: true}, "it"},
		{style{links: true}, "it"},
		{style{on: true, links: true}, link},
	} {
		if got := c.style.link("https://example.org", "it"); got != c.want {
			t.Errorf("%+v: %q, want %q", c.style, got, c.want)
		}
	}
}
