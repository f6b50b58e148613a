package analyzer_test

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/django-session-audit/django-session-audit/analyzer"
	"github.com/django-session-audit/django-session-audit/analyzer/django"
	"github.com/django-session-audit/django-session-audit/analyzer/rules"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// A difference is one that every project may have between Django's checks and
// our rules. docs/check-deploy.md explains each of them under its name.
type difference struct {
	name  string // the heading there
	shown string // a project of testdata that has it
	ids   []string
	// ours is true where our rules claim the checks and Django does not give
	// them.
	ours bool
	when func(w *settings.World) value.Truth
}

var differences = []difference{
	{"An empty key", "debug_unless_turned_off", []string{"security.W009"}, false, func(w *settings.World) value.Truth {
		return w.Get("SECRET_KEY").Truthy().Not()
	}},
	{"A key that cannot be known", "key_made_at_start", []string{"security.W009"}, false, func(w *settings.World) value.Truth {
		return value.Of(w.Get("SECRET_KEY").Unknown() != nil)
	}},
	{"No hosts while DEBUG is on", "nothing_secured", []string{"security.W020"}, false, func(w *settings.World) value.Truth {
		return w.Get("DEBUG").Truthy()
	}},
	{"Hosts from a variable that is not set", "middleware_classes", []string{"security.W020"}, false, func(w *settings.World) value.Truth {
		return value.Of(len(w.Get("ALLOWED_HOSTS").Value.Origin.Environments()) > 0)
	}},
	{"Hosts from outside the repository", "ok_whole_in_local_settings", []string{"security.W020"}, false, func(w *settings.World) value.Truth {
		return value.Of(w.Get("ALLOWED_HOSTS").Outside() != nil)
	}},
	{"A subclass of Django's middleware", "ok_subclassed_middleware", []string{"security.W001"}, false, subclassed(django.SecurityMiddleware)},
	{"A subclass of Django's middleware", "ok_subclassed_middleware", []string{"security.W003"}, false, subclassed(django.CsrfMiddleware)},
	{"Nobody is logged in", "no_sessions", []string{"security.W003"}, false, func(w *settings.World) value.Truth {
		return w.MiddlewareLike(django.SessionMiddleware).Or(w.Middleware(django.AuthenticationMiddleware)).Not()
	}},
	{"No middleware at all", "ok_worker_without_middleware", []string{"security.W001", "security.W003", "security.W020"}, false, func(w *settings.World) value.Truth {
		return w.Get("MIDDLEWARE").Assigned().Or(w.Get("MIDDLEWARE_CLASSES").Assigned()).Not()
	}},
	{"Sessions without their middleware", "middleware_classes", []string{"security.W010", "security.W013"}, false, func(w *settings.World) value.Truth {
		return violated("DJS601", w).Or(violated("DJS604", w))
	}},
	{"Any text turns DEBUG on", "debug_by_any_text", []string{"security.W018"}, true, func(w *settings.World) value.Truth {
		env := w.Get("DEBUG").Environment()
		if env == nil {
			return value.No
		}
		return w.Project.DebugWith(env.Name, "False")
	}},
}

// What is accepted here, what is explained to users, and what the script that
// compares other repositories accepts, are the same.
func TestDifferencesAreExplained(t *testing.T) {
	var here []string
	for _, d := range differences {
		here = append(here, d.name)
	}
	slices.Sort(here)
	here = slices.Compact(here)
	for file, name := range map[string]*regexp.Regexp{
		"../docs/check-deploy.md":     regexp.MustCompile(`(?m)^### (.+)$`),
		oracle + "/compare_checks.py": regexp.MustCompile(`(?m)^    "([A-Z][^"]+)": \(`),
	} {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var there []string
		for _, m := range name.FindAllStringSubmatch(string(content), -1) {
			there = append(there, m[1])
		}
		if slices.Sort(there); !slices.Equal(there, here) {
			t.Errorf("%s has the differences\n%q, want\n%q", file, there, here)
		}
	}
}

func violated(rule string, w *settings.World) value.Truth {
	answer := value.No
	for _, a := range rules.ByID(rule).Judge(w) {
		answer = answer.Or(a.Violated)
	}
	return answer
}

func subclassed(middleware string) func(*settings.World) value.Truth {
	return func(w *settings.World) value.Truth {
		return w.MiddlewareLike(middleware).And(w.Middleware(middleware).Not())
	}
}

// compareChecks compares the deployment checks that fire with those that the
// rules claim.
func (c *oracleCase) compareChecks(t *testing.T, r recordedRun, report *analyzer.Report, w *settings.World) {
	claimed := claims(report)
	for _, id := range slices.Sorted(maps.Keys(claimed)) {
		fires := slices.Contains(r.Checks, id)
		if claimed[id] == value.Maybe || fires == (claimed[id] == value.Yes) {
			continue
		}
		explained := false
		for _, d := range differences {
			if slices.Contains(d.ids, id) && d.ours != fires && d.when(w) == value.Yes {
				explained, c.met[d.name] = true, true
			}
		}
		if !explained {
			t.Errorf("%s: Django %v, our rules %v, and no difference that docs/check-deploy.md explains", id, fires, !fires)
		}
	}
}

// claims returns of each deployment check that a rule names whether a finding,
// accepted or not, says that Django gives it.
func claims(report *analyzer.Report) map[string]value.Truth {
	claimed := map[string]value.Truth{}
	add := func(ids []string, answer value.Truth) {
		for _, id := range ids {
			if before, again := claimed[id]; again {
				claimed[id] = before.Or(answer)
			} else if strings.HasPrefix(id, "security.") {
				claimed[id] = answer
			}
		}
	}
	for _, rule := range rules.All() {
		add(rule.Django, value.No)
	}
	for _, u := range report.Undecided {
		add(u.Rule.Django, value.Maybe)
	}
	for _, f := range report.Findings {
		add(f.Django, value.Yes)
	}
	for _, s := range report.Suppressed {
		add(s.Finding.Django, value.Yes)
	}
	return claimed
}
