package rules

import (
	"cmp"
	"slices"

	"github.com/django-session-audit/django-session-audit/analyzer/django"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/policy"
)

// Limits are what rules measure by. A profile sets them.
type Limits struct {
	// SessionAge is the longest SESSION_COOKIE_AGE, in seconds.
	SessionAge int
	// HSTS is the shortest SECURE_HSTS_SECONDS; a shorter one is a note.
	HSTS int
	// Idle is the longest time without a request that a session survives, in
	// seconds; 0 leaves it to SessionAge.
	Idle int
	// Absolute is when a session ends after log-in, in seconds; 0 for any
	// time.
	Absolute int
	// Prefix is what the session cookie's name starts with: "__Secure-", for
	// which "__Host-" will do as well, or "__Host-".
	Prefix string
	// Require are the require lines.
	Require []policy.Requirement

	// askers name, by rule, who asks for what the rule sees to.
	askers map[string]string
	// asked are the optional rules that are asked for.
	asked  map[string]bool
	policy *policy.Policy
}

// DefaultLimits are those of the default profile: a session of 30 days is what
// NIST SP 800-63B-4 (2.1.3) allows at its lowest level, and HSTS has to be on.
var DefaultLimits = Limits{SessionAge: 30 * 24 * 3600, HSTS: 1}

// LimitsOf returns what a policy measures by: of two numbers, the stricter one.
func LimitsOf(p *policy.Policy) Limits {
	l := DefaultLimits
	l.policy = p
	l.askers, l.asked = map[string]string{}, map[string]bool{}
	for _, profile := range p.Profiles {
		for _, d := range profile.Demands {
			if l.tighten(d) {
				l.ask(d.Rules, profile.Asker())
			}
		}
		l.Require = append(l.Require, profile.Lines()...)
	}
	for _, r := range p.Requirements {
		l.Require = append(l.Require, r)
		l.noteAsker(r)
	}
	return l
}

// Consults reports whether any rule may ask for the value of a setting.
func (l *Limits) Consults(setting string) bool {
	return django.Consulted(setting) ||
		slices.ContainsFunc(l.Require, func(r policy.Requirement) bool { return r.Setting == setting })
}

// noteAsker names who asks in a require line also for the rules that speak in
// its place.
func (l *Limits) noteAsker(r policy.Requirement) {
	for _, id := range speakers[r.Setting] {
		if l.askers[id] == "" && r.Setting != "SESSION_COOKIE_AGE" {
			l.askers[id] = r.Asker
		}
	}
}

// ask notes who asks for what rules see to.
func (l *Limits) ask(rules []string, asker string) {
	for _, id := range rules {
		l.asked[id] = true
		l.askers[id] = asker
	}
}

// tighten takes over a demand, and reports whether it is at least as strict as
// what was asked for before.
func (l *Limits) tighten(d policy.Demand) bool {
	switch d.Kind {
	case policy.Idle:
		return atMost(&l.Idle, d.Seconds)
	case policy.Absolute:
		return atMost(&l.Absolute, d.Seconds)
	case policy.LongestAge:
		return atMost(&l.SessionAge, d.Seconds)
	case policy.SomeIdle:
		return l.Idle == 0
	case policy.SomeAbsolute:
		return l.Absolute == 0
	case policy.HSTS:
		if d.Seconds < l.HSTS {
			return false
		}
		l.HSTS = d.Seconds
	case policy.Prefix:
		if l.Prefix == hostPrefix && d.Text != hostPrefix {
			return false
		}
		l.Prefix = d.Text
	}
	return true
}

// atMost lowers a number that is 0 where there is none, and reports whether the
// new one holds.
func atMost(to *int, n int) bool {
	if *to != 0 && *to < n {
		return false
	}
	*to = n
	return true
}

// idle is the longest time without a request.
func (l Limits) idle() int { return cmp.Or(l.Idle, l.SessionAge) }

// On reports whether a rule is asked at all.
func (l Limits) On(r *Rule) bool {
	switch {
	case l.policy != nil && slices.Contains(l.policy.Ignored, r.ID):
		return false
	case l.policy != nil && slices.Contains(l.policy.Asked, r.ID):
		return true
	}
	if r.Optional {
		return l.wants(r.ID)
	}
	return l.policy == nil || l.level(r.ID, r.Level) != finding.NoLevel
}

// wants reports whether an optional rule is asked for.
func (l Limits) wants(id string) bool {
	if l.policy == nil {
		return false
	}
	if level, said := l.policy.Level(id, finding.NoLevel); said {
		return level != finding.NoLevel
	}
	return l.asked[id]
}

func (l Limits) level(id string, own finding.Level) finding.Level {
	level, _ := l.policy.Level(id, own)
	return level
}

// Weigh gives a finding the level that a policy sets, one level lower where it
// depends on something, and names who asks.
func (l Limits) Weigh(r *Rule, f finding.Finding) finding.Finding {
	if l.policy != nil {
		if level, said := l.policy.Level(r.ID, f.Level); said {
			f.Level = level
			f.Weight = weight(r.Severity(), level)
		}
		if f.Asker == "" {
			f.Asker = l.Asker(r)
		}
	}
	if f.When != "" {
		f.Level = f.Level.Lower()
	}
	return f
}

// weight returns the severity of a finding whose level somebody has set: an
// error is high, or what the rule has if that is more; a note is low.
func weight(own finding.Severity, level finding.Level) finding.Severity {
	if level == finding.Error {
		return max(own, finding.High)
	}
	return level.Severity()
}

// Asker names who asks for what a rule sees to, as in "the profile pci", or is
// "".
func (l Limits) Asker(r *Rule) string {
	if l.askers[r.ID] == "" && l.policy != nil {
		if _, floor := l.policy.Floors[r.ID]; floor {
			return l.policy.Asker
		}
	}
	return l.askers[r.ID]
}
