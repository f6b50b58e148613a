package interp_test

import (
	"testing"

	"github.com/django-session-audit/django-session-audit/analyzer/interp/interptest"
)

func TestEval(t *testing.T) { interptest.Run(t, "testdata/eval", nil) }
