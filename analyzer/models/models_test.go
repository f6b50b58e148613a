package models_test

import (
	"testing"

	"github.com/django-session-audit/django-session-audit/analyzer/interp"
	"github.com/django-session-audit/django-session-audit/analyzer/interp/interptest"
)

// What is known is what CPython with the real library gives, as repr writes it,
// without a single variable set but those that an archive names.
func TestModels(t *testing.T) {
	interptest.Run(t, "testdata", func(p *interp.Program) { p.EmptyEnvironment = true })
}
