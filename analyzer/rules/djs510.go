package rules

import (
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

var djs510 = &Rule{
	Rule: finding.Rule{
		ID:        "DJS510",
		Name:      "any-host-allowed",
		Short:     "ALLOWED_HOSTS lets every host name in, or none.",
		Level:     finding.Warning,
		Score:     5.3,
		Precision: "high",
		CWE:       []int{346},
		Django:    []string{"security.W020"},
		Since:     "1.0.0",
		Page:      page("djs510"),
	},
	Judge: func(w *settings.World) []Answer {
		s := w.Get("ALLOWED_HOSTS")
		a := Answer{
			Subject:  s,
			Violated: anyHost(s).Or(noHost(w, s)),
			Message:  is(s) + ": Django believes any Host header, so links in mails and pages can be made to lead elsewhere",
			At:       starItem(s),
			Django:   []string{}, // "*" is enough for Django
		}
		if noHost(w, s) == value.Yes {
			a.At, a.Fatal, a.Django = value.Value{}, true, nil
			a.Message = is(s) + ": with DEBUG off, Django answers every request with 400"
		}
		return one(a.givesWay(hostFromProxy(w)))
	},
}

// anyHost says whether ALLOWED_HOSTS has "*".
func anyHost(s *settings.Setting) value.Truth { return s.Contains("*") }

// starItem returns the "*" in ALLOWED_HOSTS, or the zero Value.
func starItem(s *settings.Setting) value.Value {
	for _, it := range s.Items() {
		if text, ok := value.Text(it); ok && text == "*" {
			if len(it.Origin.Environments()) > 0 {
				break // It is a part of the variable's default.
			}
			return it
		}
	}
	return value.Value{}
}

// noHost says whether ALLOWED_HOSTS is empty with DEBUG off. A list that is
// empty because its variable is not set fails safe: the site answers nobody
// until it is set. A module that sets neither hosts nor middleware, under either
// name, is no whole project.
func noHost(w *settings.World, s *settings.Setting) value.Truth {
	switch {
	case len(s.Value.Origin.Environments()) > 0:
		return value.No
	case s.State == settings.Default && hasMiddleware(w).Or(w.Get("MIDDLEWARE_CLASSES").Assigned()) == value.No:
		return value.No
	}
	return s.Truthy().Not().And(w.Get("DEBUG").Truthy().Not())
}

// hostFromProxy says whether any host may come in a header besides: DJS509
// then speaks.
func hostFromProxy(w *settings.World) value.Truth {
	return w.Get("USE_X_FORWARDED_HOST").Truthy().And(anyHost(w.Get("ALLOWED_HOSTS")))
}
