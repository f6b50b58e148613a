package repair

import (
	"slices"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/discover"
	"github.com/django-session-audit/django-session-audit/analyzer/python"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// A line is an assignment to write.
type line struct {
	name  string
	text  string // of the value
	value python.Expr
}

// parseLine reads a finding's Fix.
func parseLine(fix string) (line, bool) {
	tree := python.Parse(source.NewFile("fix.py", []byte(fix)))
	if len(tree.Errors) > 0 || len(tree.Body) != 1 {
		return line{}, false
	}
	a, ok := tree.Body[0].(*python.Assign)
	if !ok || len(a.Targets) != 1 {
		return line{}, false
	}
	target, ok := a.Targets[0].(*python.Name)
	if !ok {
		return line{}, false
	}
	return line{target.ID, a.Value.Span().Text(), a.Value}, true
}

// withHTTPS are the settings that a site which is tried over plain HTTP, as in
// development, does not work with.
var withHTTPS = []string{"SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "LANGUAGE_COOKIE_SECURE", "SECURE_SSL_REDIRECT"}

func (l line) needsHTTPS() bool { return slices.Contains(withHTTPS, l.name) }

// keeps reports whether the modules of a role must keep the setting as it is:
// development goes on over plain HTTP, with DEBUG and without secrets, and tests
// ask for pages over plain HTTP.
func (l line) keeps(r discover.Role) bool {
	switch r {
	case discover.Development:
		return l.needsHTTPS() || l.needsOS() || l.name == "DEBUG"
	case discover.Test:
		return l.name == "SECURE_SSL_REDIRECT" || l.needsOS()
	}
	return false
}

// isBool reports whether the value is True or False, and isTrue whether it is
// True.
func (l line) isBool() bool {
	_, ok := l.value.(*python.BoolLit)
	return ok
}

func (l line) isTrue() bool {
	b, ok := l.value.(*python.BoolLit)
	return ok && b.Value
}

// needsOS reports whether the value asks the module os.
func (l line) needsOS() bool { return strings.HasPrefix(l.text, "os.") }

// first returns what the value puts before what the setting was, or "":
// "x" for ["x", *MIDDLEWARE].
func (l line) first() string {
	list, ok := l.value.(*python.List)
	if !ok || len(list.Elts) != 2 {
		return ""
	}
	if _, rest := list.Elts[1].(*python.Starred); !rest {
		return ""
	}
	return list.Elts[0].Span().Text()
}

// quoted returns the value with a file's own kind of quotes.
func (l line) quoted(quote byte) string {
	if quote == '"' || strings.ContainsAny(l.text, `'\`) {
		return l.text
	}
	return strings.ReplaceAll(l.text, `"`, "'")
}

// alwaysDebug reports whether DEBUG is on in a module whatever its environment.
func alwaysDebug(modules []*settings.Effective) bool {
	return slices.ContainsFunc(modules, func(e *settings.Effective) bool {
		d := e.Worlds[0].Get("DEBUG")
		return d.Truthy() == value.Yes && !switched(e)
	})
}

// switched reports whether DEBUG of a module depends on its environment, so that
// the module may well serve development, too.
func switched(e *settings.Effective) bool {
	return len(e.Worlds[0].Get("DEBUG").Value.Origin.Environments()) > 0 || len(e.Describe("DEBUG").Alternatives) > 0
}
