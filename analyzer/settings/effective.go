package settings

import (
	"github.com/django-session-audit/django-session-audit/analyzer/discover"
	"github.com/django-session-audit/django-session-audit/analyzer/django"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// Effective is one settings module as production gets it.
type Effective struct {
	// Module is the judged module.
	Module *discover.Module
	// Version is the project's version of Django.
	Version django.Version
	// Worlds are the production worlds, the base world first. It is empty if
	// the module ends in every world, and Ended then says how.
	Worlds []*World
	// Ended says why no world lives, or "".
	Ended string
	// Assumptions are what the worlds take production to be, each a
	// sentence without a full stop, in the order they were met.
	Assumptions []string
	// Cut are the bounds that were met, each a sentence without a full stop.
	Cut []string
	// Broken are the files in the module's chain of imports that could not
	// be understood.
	Broken []Broken
}

// Broken is a file that could not be understood in full.
type Broken struct {
	// At is the first place that is not Python; a span of an empty file if
	// the file could not be read.
	At source.Span
	// Reason says what is wrong, without any text of the file.
	Reason string
	// Err is why the file could not be read; nil if it is not Python.
	Err error
}

// A Description is all there is to say of one setting over all worlds.
type Description struct {
	Name  string
	State State
	// Known is true if no decision about something other than the
	// environment could change the value, which is then Value.
	Known bool
	Value value.Value
	// Reason says why the value is not known, or "".
	Reason string
	// Place is the expression that made the value; the zero Span for a
	// default.
	Place source.Span
	// Via are the import statements that the value came through, the judged
	// module's own first.
	Via []source.Span
	// Guards are the conditions around the assignment, outermost first.
	Guards []*value.Guard
	// Outside is where a deployment may bring another value from outside the
	// repository; the zero Span where it may not.
	Outside source.Span
	// Environment is the variable that the value is made of, or nil.
	Environment *value.Environment
	// Alternatives are the other values that it can have, in the order of
	// the worlds.
	Alternatives []Alternative
}

// An Alternative is a value in a world other than the base world.
type Alternative struct {
	Value value.Value
	// When says what the world decides: "DJANGO_DEBUG is set".
	When  string
	Place source.Span
}
