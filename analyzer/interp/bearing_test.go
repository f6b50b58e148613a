package interp_test

import (
	"strings"
	"testing"

	"github.com/django-session-audit/django-session-audit/analyzer/interp"
	"github.com/django-session-audit/django-session-audit/analyzer/interp/interptest"
)

func TestBearing(t *testing.T) {
	interptest.Run(t, "testdata/bearing", func(p *interp.Program) {
		p.Matters = func(name string) bool { return strings.HasPrefix(name, "M") }
	})
}
