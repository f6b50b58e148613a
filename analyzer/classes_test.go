package analyzer

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/django-session-audit/django-session-audit/analyzer/discover"
	"github.com/django-session-audit/django-session-audit/analyzer/django"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// lineages are the files of a repository, and of each class in app.middleware
// whether it extends Django's session middleware.
var lineages = map[string]string{
	"site/app/__init__.py": "",
	"site/app/middleware.py": `
import django.contrib.sessions.middleware as sessions
import other.parts
from django.contrib.sessions.middleware import SessionMiddleware
from django.middleware.common import CommonMiddleware
from whitenoise.middleware import WhiteNoiseMiddleware
from . import parts
from .parts import Part as Piece, Loop
from .stars import *
from .parts import *
from .parts import Part
from ..outside import Lost
from ...... import beyond

class Plain(SessionMiddleware): pass
class Attribute(sessions.SessionMiddleware): pass
class Relative(Piece): pass
class Module(parts.Part): pass
class Mixed(CommonMiddleware, object, Piece): pass
class Star(Shining): pass
class Both(Part): pass
class SessionMiddleware(SessionMiddleware): pass
Renamed = Plain
if True:
    class Branch(Plain): pass
else:
    Branch = None
class Common(CommonMiddleware): pass
class Bare: pass
class Around(Loop): pass
def function(get_response): pass
class Foreign(WhiteNoiseMiddleware): pass
class Computed(make()): pass
class Missing(Nowhere): pass
class Gone(parts.Gone): pass
class Away(Lost): pass
class Root(other.parts.Part): pass
`,
	"site/app/parts.py": `
from django.contrib.sessions import middleware
from .middleware import Around
class Part(middleware.SessionMiddleware): pass
class Loop(Around): pass
`,
	"site/app/stars.py": "from .parts import Part as Shining\n",
	"other/__init__.py": "",
	"other/parts.py":    "from site.app.parts import Part\n",
	"site/__init__.py":  "",
	"app/middleware.py": "class Plain: pass\n",
}

func TestExtends(t *testing.T) {
	dir := t.TempDir()
	var names []string
	for name, content := range lineages {
		names = append(names, name)
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	repo, err := source.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { repo.Close() })
	e := &evaluator{repo: repo, layout: &discover.Layout{Index: discover.NewIndex(names)}, trees: newTrees()}
	for class, want := range map[string]value.Truth{
		"Plain": value.Yes, "Attribute": value.Yes, "Relative": value.Yes, "Module": value.Yes, "Mixed": value.Yes,
		"Star": value.Yes, "Both": value.Yes, "SessionMiddleware": value.Yes, "Renamed": value.Yes, "Branch": value.Yes, "Root": value.Yes,
		"Common": value.No, "Bare": value.No, "Around": value.No, "function": value.No,
		"Foreign": value.Maybe, "Computed": value.Maybe, "Missing": value.Maybe, "Gone": value.Maybe, "Away": value.Maybe,
		"Absent": value.Maybe,
	} {
		if got := e.extends("site", "app.middleware."+class, django.SessionMiddleware); got != want {
			t.Errorf("%s: %v, want %v", class, got, want)
		}
	}
	for _, dotted := range []string{"elsewhere.Middleware", "Middleware", ""} {
		if got := e.extends("site", dotted, django.SessionMiddleware); got != value.Maybe {
			t.Errorf("%q: %v, want Maybe", dotted, got)
		}
	}
}
