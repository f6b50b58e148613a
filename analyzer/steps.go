package analyzer

import (
	"fmt"

	"github.com/django-session-audit/django-session-audit/analyzer/policy"
	"github.com/django-session-audit/django-session-audit/analyzer/rules"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// Steps say how far one module has come with the steps of a profile.
type Steps struct {
	Profile string
	Module  string
	Steps   []Step
}

// A Step is one require line of a profile.
type Step struct {
	// Line is the require line.
	Line string
	// Taken is Yes where the line holds in production as it is deployed by
	// default, and Maybe where that cannot be known.
	Taken value.Truth
}

// Taken returns how many steps are taken for sure, and how many there are.
func (s Steps) Taken() (taken, all int) {
	for _, step := range s.Steps {
		if step.Taken == value.Yes {
			taken++
		}
	}
	return taken, len(s.Steps)
}

// stepsOf says how far modules have come with each profile that has steps. A
// module that ends in every world takes none.
func stepsOf(modules []*settings.Effective, profiles []*policy.Profile) []Steps {
	var all []Steps
	for _, p := range profiles {
		if !p.Scored {
			continue
		}
		for _, e := range modules {
			if len(e.Worlds) == 0 {
				continue
			}
			s := Steps{Profile: p.Name, Module: e.Module.Name}
			for _, line := range p.Lines() {
				s.Steps = append(s.Steps, Step{line.Text, rules.Holds(e.Worlds[0], line)})
			}
			all = append(all, s)
		}
	}
	return all
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
