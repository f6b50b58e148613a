package rules

import (
	"strconv"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/policy"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// Holds says whether a require line holds in a world. A setting that nothing
// assigns has Django's default. One about the session cookie holds where there
// is none.
func Holds(w *settings.World, r policy.Requirement) value.Truth {
	met := meets(w.Get(r.Setting), r)
	if strings.HasPrefix(r.Setting, "SESSION_") {
		return met.Or(sessionCookie(w).Not())
	}
	return met
}

func meets(s *settings.Setting, r policy.Requirement) value.Truth {
	switch r.Operator {
	case policy.Equal, policy.In:
		return among(s, r.Values)
	case policy.NotEqual, policy.NotIn:
		return among(s, r.Values).Not()
	case policy.Contains:
		text, _ := r.Values[0].(string)
		return s.Contains(text)
	}
	limit, _ := r.Values[0].(float64)
	return s.Num(func(n float64) bool { return compares(n, r.Operator, limit) })
}

func compares(n float64, o policy.Operator, limit float64) bool {
	switch o {
	case policy.Less:
		return n < limit
	case policy.LessEqual:
		return n <= limit
	case policy.Greater:
		return n > limit
	case policy.GreaterEqual:
		return n >= limit
	}
	panic("rules: the operator " + string(o) + " does not compare numbers")
}

// among says whether a setting is one of those values.
func among(s *settings.Setting, values []policy.Literal) value.Truth {
	answer := value.No
	for _, v := range values {
		answer = answer.Or(same(s, v))
	}
	return answer
}

// same says whether a setting is that value. Django reads SameSite without
// regard to case.
func same(s *settings.Setting, v policy.Literal) value.Truth {
	switch v := v.(type) {
	case nil:
		return s.IsNone()
	case bool:
		return s.Is(v)
	case float64:
		return s.Num(func(n float64) bool { return n == v })
	case string:
		if strings.HasSuffix(s.Name, "_SAMESITE") {
			return s.Str(func(t string) bool { return strings.EqualFold(t, v) })
		}
		return s.Equals(v)
	}
	panic("rules: a literal of an unexpected type")
}

// fixOf returns a line that meets a requirement, or "".
func fixOf(r policy.Requirement) string {
	switch r.Operator {
	case policy.Equal, policy.In, policy.LessEqual, policy.GreaterEqual:
		return r.Setting + " = " + literal(r.Values[0])
	}
	return ""
}

// literal writes a value as Python does.
func literal(v policy.Literal) string {
	switch v := v.(type) {
	case bool:
		if v {
			return "True"
		}
		return "False"
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case string:
		if strings.Contains(v, `"`) {
			return "'" + v + "'"
		}
		return `"` + v + `"`
	}
	return "None"
}
