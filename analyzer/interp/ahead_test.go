package interp_test

import (
	"slices"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/django-session-audit/django-session-audit/analyzer/interp"
	"github.com/django-session-audit/django-session-audit/analyzer/interp/interptest"
	"github.com/django-session-audit/django-session-audit/analyzer/python"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

// TestAhead holds that files are told of before they are parsed: those that the
// program's module imports even before its packages run, and those that another
// module imports before that runs, but for the one that is asked for at once.
func TestAhead(t *testing.T) {
	p := interptest.Program(t, txtar.Parse([]byte(`
-- site/__init__.py --
import site.celery
import site.signals
-- site/celery.py --
-- site/signals.py --
-- site/settings.py --
import os
from . import languages
from site.base import *
import elsewhere
-- site/base.py --
-- site/languages.py --
`)))
	p.Module = "site.settings"
	var course []string
	parse := p.Parse
	p.Parse = func(f *source.File) *python.Module {
		course = append(course, "parsed "+f.Path)
		return parse(f)
	}
	p.Ahead = func(files []string) {
		for _, f := range files {
			course = append(course, "told "+f)
		}
	}
	interp.Explore(p)
	for _, order := range [][]string{
		{"told site/languages.py", "parsed site/__init__.py", "parsed site/languages.py"},
		{"told site/base.py", "parsed site/__init__.py", "parsed site/base.py"},
		{"parsed site/__init__.py", "told site/signals.py", "parsed site/celery.py", "parsed site/signals.py"},
	} {
		rest := course
		for _, step := range order {
			i := slices.Index(rest, step)
			if i < 0 {
				t.Fatalf("%q does not come in its place among %q", step, course)
			}
			rest = rest[i+1:]
		}
	}
	if slices.Contains(course, "told site/celery.py") {
		t.Errorf("site/celery.py was told, which is asked for at once: %q", course)
	}
}
