package value

import "github.com/django-session-audit/django-session-audit/analyzer/source"

// Host is what a function written in Go may ask of the program that is being
// evaluated. The interpreter implements it; models of libraries use it.
type Host interface {
	// Site returns the expression that is being evaluated: the call, as the
	// repository wrote it.
	Site() source.Span
	// Module returns the module whose code makes the call, and Globals and
	// Locals its namespaces.
	Module() *Module
	Globals() *Namespace
	Locals() *Namespace

	// Made returns a value made at Site from others.
	Made(d Data, from ...Value) Value
	// MakeUnknown returns an unknown value made at Site. Type may be "".
	// The reason completes "the value …".
	MakeUnknown(typ, reason string, from ...Value) Value
	// Raise returns the error that raises a builtin exception, such as
	// "KeyError", or one of a modelled module by its full name
	// ("django.core.exceptions.ImproperlyConfigured").
	Raise(class, message string) error
	// Spend takes steps from the budget of the run. An error ends the run.
	Spend(steps int) error

	// Call calls anything that may be callable.
	Call(fn Value, args Args) (Value, error)
	// GetAttr is v.name, and SetAttr is v.name = x.
	GetAttr(v Value, name string) (Value, error)
	SetAttr(v Value, name string, x Value) error
	// GetItem is v[key], and SetItem is v[key] = x.
	GetItem(v, key Value) (Value, error)
	SetItem(v, key, x Value) error
	// Changes says that an object or a collection which is not new is about to be
	// changed in place, otherwise than by the host. With an error, it must not be.
	Changes(v Value) error
	// BinOp is x op y, such as "+" or "|".
	BinOp(op string, x, y Value) (Value, error)
	// Truth is bool(v). For an unknown value a decision is taken, the same
	// each time within a world.
	Truth(v Value) (bool, error)
	// Iterate returns the items of v; what is not known stands in it as a
	// Splice. It raises TypeError for what cannot be iterated.
	Iterate(v Value) ([]Value, error)
	// Str is str(v). It is not known for some values.
	Str(v Value) (string, bool)

	// Getenv asks for an environment variable.
	Getenv(name string) Variable
	// Require asks for a variable that the program cannot do without. If it
	// is not set and the program catches an exception of that class, it is
	// told unset; otherwise a running server has it: it is told set.
	Require(name, class string) Variable
	// Told returns the variables whose names begin with a prefix and whose
	// text comes from outside the program, in the order of their names.
	Told(prefix string) []Variable
	// Setenv gives a variable a value from here on (os.environ[k] = v,
	// load_dotenv). An Unset Variable removes it.
	Setenv(name string, v Variable)

	// Import imports a module by its absolute dotted name, as
	// importlib.import_module does, and returns that module.
	Import(name string) (Value, error)
	// File reads a file of the repository by its path as the program names
	// it: absolute below Root, or relative to the project's root. Found is
	// No if it is not there; a path outside the repository is never found, and
	// is Maybe unless the run takes all files outside to be absent.
	File(path string) (f *source.File, found Truth)
	// Kind tells what is at a path, in the terms of File.
	Kind(path string) (kind source.Kind, found Truth)
	// Resolve returns an absolute path without links, if nothing of the way is a
	// link that leads to what the repository has not.
	Resolve(path string) (resolved string, known bool)
	// Glob returns the paths in the repository that match a pattern of
	// Python's glob module, sorted, in the form they were asked in.
	Glob(pattern string) ([]string, Truth)
	// RunFile runs a Python file of the repository in a namespace, as
	// exec(open(path).read(), ns) does.
	RunFile(path string, ns *Namespace) error
	// Assume names an assumption that the result rests on, such as
	// "local_settings.py is not in the repository; it is taken to be
	// absent". Naming it twice names it once.
	Assume(text string)
}

// A Variable is an environment variable as one world sees it.
type Variable struct {
	Name string
	// State says whether it is set.
	State VariableState
	// Text is its text if State is SetTo.
	Text string
	// Given is true if the text comes from outside the program, such as
	// --env or a committed file.
	Given bool
}

// VariableState says what is known of an environment variable.
type VariableState int

// The states of a variable.
const (
	// Unset: the variable is not there.
	Unset VariableState = iota
	// SetTo: it is there and its text is known.
	SetTo
	// SetSomehow: it is there; nobody knows its text.
	SetSomehow
)

// Root is the absolute path under which a program sees the repository: its
// __file__ starts with it. It is no real folder.
const Root = "/repository"

// Home and Above stand for the home folder of the server's user and for the
// folders above the repository in what is asked of Host.File and Host.Kind. No
// value has them: where they are is not known.
const (
	Home  = "/~home"
	Above = "/~above"
)
