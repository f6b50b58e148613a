package rules

import (
	"fmt"

	"github.com/django-session-audit/django-session-audit/analyzer/django"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

func djs202(l Limits) *Rule {
	return &Rule{
		Rule: finding.Rule{
			ID:        "DJS202",
			Name:      "no-inactivity-timeout",
			Short:     "Nobody is logged out for being inactive, or not as soon as the profile asks.",
			Level:     finding.Warning,
			Score:     5.4,
			Precision: "high",
			CWE:       []int{613},
			Standards: []string{"PCI DSS 4 8.2.8", "DISA ASD STIG V-222389", "OWASP ASVS 5.0 7.3.1", "NIST SP 800-63B-4 2.2.3"},
			Fixes:     true,
			Risk:      "users are logged out sooner, or each request stores the session",
			Since:     "1.0.0",
			Page:      page("djs202"),
		},
		Optional: true,
		Judge: func(w *settings.World) []Answer {
			age, every := w.Get("SESSION_COOKIE_AGE"), w.Get("SESSION_SAVE_EVERY_REQUEST")
			a := Answer{Subject: age, Violated: sessionCookie(w).And(staysIdle(w, l)), With: []*settings.Setting{every}}
			a.Message, a.Fix = sayIdle(age, every, l.idle())
			return one(a)
		},
	}
}

// staysIdle says whether a session outlives the longest time without a request.
// An age that is no number of seconds is for DJS207 to tell.
func staysIdle(w *settings.World, l Limits) value.Truth {
	limit := float64(l.idle())
	age, every := w.Get("SESSION_COOKIE_AGE"), w.Get("SESSION_SAVE_EVERY_REQUEST")
	long := age.Num(func(n float64) bool { return n > limit })
	short := age.Num(func(n float64) bool { return n > 0 && n <= limit })
	return long.Or(short.And(every.Truthy().Not())).
		And(logsOut(w, django.IdleLogouts, limit).Not()).
		And(ownLogout(w).Not())
}

// spokenIdle says whether DJS202 is asked and fires: what other rules would say
// of the same lines is then said already.
func spokenIdle(w *settings.World, l Limits) value.Truth {
	if !l.wants("DJS202") {
		return value.No
	}
	return staysIdle(w, l)
}

// sayIdle returns the message and the line to write.
func sayIdle(age, every *settings.Setting, limit int) (message, fix string) {
	asked := duration(float64(limit))
	if n, ok := number(age); ok && n > float64(limit) {
		message = fmt.Sprintf("%s: nobody is logged out after %s without a request", lasts(age), asked)
		if every.Truthy() != value.Yes {
			message += fmt.Sprintf("; that takes an age of at most %d seconds together with SESSION_SAVE_EVERY_REQUEST = True", limit)
		}
		return message, fmt.Sprintf("SESSION_COOKIE_AGE = %d", limit)
	}
	return lasts(age) + " while " + is(every) + ": the clock starts again only when the session is changed, and opening a page changes nothing, " +
		"so it does not measure inactivity: busy users are logged out, too", "SESSION_SAVE_EVERY_REQUEST = True"
}
