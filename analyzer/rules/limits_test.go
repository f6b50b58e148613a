package rules

import (
	"testing"

	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/policy"
)

// What is asked for by name is on, whatever levels say, and with its own level;
// what is ignored is off, also where a policy has a floor.
func TestAskedAndIgnored(t *testing.T) {
	for _, c := range []struct {
		name  string
		rule  string
		p     policy.Policy
		on    bool
		level finding.Level
	}{
		{"as usual", "DJS101", policy.Policy{}, true, finding.Error},
		{"optional", "DJS206", policy.Policy{}, false, finding.NoLevel},
		{"optional and asked", "DJS206", policy.Policy{Asked: []string{"DJS206"}}, true, finding.Note},
		{"off and asked", "DJS101", policy.Policy{Levels: map[string]finding.Level{"DJS101": finding.NoLevel}, Asked: []string{"DJS101"}}, true, finding.Error},
		{"milder and asked", "DJS101", policy.Policy{Levels: map[string]finding.Level{"DJS101": finding.Note}, Asked: []string{"DJS101"}}, true, finding.Note},
		{"ignored", "DJS101", policy.Policy{Ignored: []string{"DJS101"}}, false, finding.NoLevel},
		{"ignored, with a floor", "DJS101", policy.Policy{Floors: map[string]finding.Level{"DJS101": finding.Warning}, Ignored: []string{"DJS101"}}, false, finding.NoLevel},
		{"asked and ignored", "DJS101", policy.Policy{Asked: []string{"DJS101"}, Ignored: []string{"DJS101"}}, false, finding.NoLevel},
		{"another is asked", "DJS206", policy.Policy{Asked: []string{"DJS204"}}, false, finding.NoLevel},
	} {
		l, r := LimitsOf(&c.p), ByID(c.rule)
		if on := l.On(r); on != c.on {
			t.Errorf("%s: on is %v", c.name, on)
		}
		if !c.on {
			continue
		}
		if f := l.Weigh(r, finding.Finding{Level: r.Level}); f.Level != c.level {
			t.Errorf("%s: the level is %s, want %s", c.name, f.Level, c.level)
		}
	}
}
