package main

import (
	"fmt"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/policy"
)

func profileTable() string {
	var b strings.Builder
	b.WriteString("| profile | asks for | rules | source |\n|---|---|---|---|\n")
	for _, p := range policy.Profiles {
		name := fmt.Sprintf("**%s**<br>[%s](%s)", p.Name, p.Title, p.URL)
		for _, d := range p.Demands {
			fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", name, cell(asks(d)), strings.Join(d.Rules, ", "), cell(d.Source))
			name = ""
		}
	}
	return b.String()
}

// asks says in words what a demand asks for.
func asks(d policy.Demand) string {
	switch d.Kind {
	case policy.Idle:
		return "an end after " + span(d.Seconds) + " without a request"
	case policy.SomeIdle:
		return "an end after some time without a request"
	case policy.Absolute:
		return "an end " + span(d.Seconds) + " after log-in, whatever happens"
	case policy.SomeAbsolute:
		return "an end some time after log-in, whatever happens"
	case policy.LongestAge:
		return "SESSION_COOKIE_AGE of at most " + span(d.Seconds)
	case policy.HSTS:
		return "SECURE_HSTS_SECONDS of at least " + span(d.Seconds)
	case policy.Subdomains:
		return "HSTS with subdomains"
	case policy.Prefix:
		return "a session cookie named `" + d.Text + "…`"
	case policy.BrowserClose:
		return "a session cookie that goes with the browser"
	case policy.EveryCookie:
		return "Secure on the language cookie, too"
	case policy.Line:
		return "`" + d.Text + "`"
	}
	panic("gendocs: a demand of an unexpected kind")
}

// span says a number of seconds in the largest unit that it is a whole number
// of, with the seconds where they are not obvious.
func span(seconds int) string {
	for _, u := range []struct {
		name string
		size int
	}{{"days", 86400}, {"hours", 3600}, {"minutes", 60}} {
		if seconds >= u.size && seconds%u.size == 0 {
			return fmt.Sprintf("%d %s (%d)", seconds/u.size, strings.TrimSuffix(u.name, plural(seconds/u.size)), seconds)
		}
	}
	return fmt.Sprint(seconds)
}

// plural returns the letter to take away for one thing.
func plural(n int) string {
	if n == 1 {
		return "s"
	}
	return ""
}
