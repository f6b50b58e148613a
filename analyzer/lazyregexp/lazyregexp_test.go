package lazyregexp_test

import (
	"testing"

	"github.com/django-session-audit/django-session-audit/analyzer/lazyregexp"
)

func TestNew(t *testing.T) {
	broken := lazyregexp.New(`(`) // nothing happens yet
	digits := lazyregexp.New(`^\d+$`)
	if !digits().MatchString("12") || digits().MatchString("1a") {
		t.Error("^\\d+$ does not match as it should")
	}
	if first, second := digits(), digits(); first != second {
		t.Error("an expression is compiled twice")
	}
	for range 2 {
		func() {
			defer func() {
				if recover() == nil {
					t.Error("what is no expression was compiled")
				}
			}()
			broken()
		}()
	}
}
