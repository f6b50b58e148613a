package github

import (
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"
)

// FuzzTold holds that what a server says is told in one short line, without the
// token, and with nothing in it that a runner takes for a command.
func FuzzTold(f *testing.F) {
	for _, body := range []string{
		`{"message": "Resource not accessible by integration"}`, `{"message": "a\n::error::b", "errors": ["##[add-mask]x", {"message": "\u2028::stop-commands::y"}, 3, null]}`,
		`{"message": "ghs_0123456789abcdef is wrong"}`, `{"message": ["a"]}`, "[]", "", "<html>",
	} {
		f.Add(403, "5", body)
	}
	f.Add(429, "-1", `{"message": "::::::::"}`)
	f.Add(403, "Fri, 31 Dec 9999 23:59:59 GMT", `{"message": "You have exceeded a secondary rate limit"}`)
	const token = "ghs_0123456789abcdef"
	c, err := Access{Repository: "o/r", Token: token, UserAgent: "x", Log: func(string) {}, Now: func() time.Time { return time.Unix(1e9, 0) }}.Open()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, code int, after, body string) {
		a := &Answer{Code: code, Header: http.Header{"Retry-After": {after}}, Body: []byte(body)}
		texts := []string{c.Told(a), c.Tell(body)}
		if p, limited := c.Limit(a); limited {
			texts = append(texts, p.Reason, p.Advice)
		}
		for _, s := range texts {
			other := func(r rune) bool {
				return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029'
			}
			if strings.Contains(s, token) || strings.Contains(s, "::") || strings.Contains(s, "##[") || strings.ContainsFunc(s, other) || !utf8.ValidString(s) || utf8.RuneCountInString(s) > 400 {
				t.Errorf("%d, %q, %q is told as %q", code, after, body, s)
			}
		}
	})
}
