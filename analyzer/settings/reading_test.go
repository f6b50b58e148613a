package settings_test

import (
	"testing"

	"github.com/django-session-audit/django-session-audit/analyzer/django"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// TestReading holds that two worlds count as the same where all that is read is the
// same, and not otherwise.
func TestReading(t *testing.T) {
	age := &value.Binding{Value: value.Value{Data: value.NewInt(1200)}}
	secure := &value.Binding{Value: value.Value{Data: value.Bool(true)}}
	bind := func(bindings map[string]*value.Binding) *settings.World {
		names := value.NewNamespace()
		for _, name := range []string{"SESSION_COOKIE_AGE", "SESSION_COOKIE_SECURE", "OTHER"} {
			if b := bindings[name]; b != nil {
				names.Bind(name, b)
			}
		}
		return settings.NewWorld(django.Version{}, names, nil)
	}
	base := bind(map[string]*value.Binding{"SESSION_COOKIE_AGE": age, "SESSION_COOKIE_SECURE": secure})
	readAge := base.Read(func(w *settings.World) { w.Get("SESSION_COOKIE_AGE").Truthy() })
	readNames := base.Read(func(w *settings.World) { w.Names() })
	readUnset := base.Read(func(w *settings.World) { w.Get("OTHER").Truthy() })
	open := value.NewNamespace()
	open.Bind("SESSION_COOKIE_AGE", age)
	open.Open = &value.Unknown{Reason: "may be assigned elsewhere"}

	for name, c := range map[string]struct {
		read *settings.Reading
		of   *settings.World
		want bool
	}{
		"itself":                     {readAge, base, true},
		"another name otherwise":     {readAge, bind(map[string]*value.Binding{"SESSION_COOKIE_AGE": age}), true},
		"an equal value, bound anew": {readAge, bind(map[string]*value.Binding{"SESSION_COOKIE_AGE": {Value: age.Value}}), false},
		"the name not bound":         {readAge, bind(map[string]*value.Binding{"SESSION_COOKIE_SECURE": secure}), false},
		"names that nobody sees":     {readAge, settings.NewWorld(django.Version{}, open, nil), false},
		"another version":            {readAge, settings.NewWorld(django.Version{Major: 5}, value.NewNamespace(), nil), false},
		"the names, bound anew":      {readNames, bind(map[string]*value.Binding{"SESSION_COOKIE_AGE": secure, "SESSION_COOKIE_SECURE": age}), true},
		"other names":                {readNames, bind(map[string]*value.Binding{"SESSION_COOKIE_AGE": age}), false},
		"a name bound that was not":  {readUnset, bind(map[string]*value.Binding{"OTHER": age}), false},
		"a name still bound nowhere": {readUnset, bind(nil), true},
	} {
		if got := c.read.Same(c.of); got != c.want {
			t.Errorf("%s: the same is %t, want %t", name, got, c.want)
		}
	}
}

// TestOnce holds that an answer that is known is read as if it were asked for.
func TestOnce(t *testing.T) {
	names := value.NewNamespace()
	names.Bind("SESSION_COOKIE_SECURE", &value.Binding{Value: value.Value{Data: value.Bool(true)}})
	w := settings.NewWorld(django.Version{}, names, nil)
	asked := 0
	once := func(w *settings.World) {
		if got := w.Once("secure", func(w *settings.World) value.Truth { asked++; return w.Get("SESSION_COOKIE_SECURE").Truthy() }); got != value.Yes {
			t.Errorf("the answer is %v", got)
		}
	}
	once(w)
	other := settings.NewWorld(django.Version{}, value.NewNamespace(), nil)
	for range 2 {
		if read := w.Read(once); read.Same(other) || !read.Same(w) {
			t.Error("what was read for the answer is lost")
		}
	}
	if asked != 1 {
		t.Errorf("asked %d times", asked)
	}
}
