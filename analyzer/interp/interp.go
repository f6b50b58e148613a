// Package interp runs a Python module's statements over values that are known
// or unknown, without executing anything: it is a small interpreter of the
// syntax tree. It knows nothing of Django; what libraries return is told to it
// by models.
//
// # Worlds
//
// A settings module is a short program whose few unknowns are the environment
// and code outside the repository. One run is one world: wherever a branch, an
// exception or a lookup depends on something unknown, the run takes a decision
// (decision.go), by default the likeliest one, and records it. The same
// question is decided once per world, because unknown values carry a key that
// names them. Explore (worlds.go) then runs the module again with each decision
// flipped, so that what holds in all worlds and what holds in some can be told
// apart, and each world by itself is as exact as a run of Python. Where the flip
// bears on names and collections only, the statements that depend on it are run
// again and no more (imagine.go).
//
// # Exceptions and ends
//
// Evaluation returns a Go error for a Python exception on its way
// (*value.Raised) and for a bound that was met (errBudget). Nothing else is an
// error: what cannot be evaluated is an unknown value with its reason.
package interp

import (
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/discover"
	"github.com/django-session-audit/django-session-audit/analyzer/models"
	"github.com/django-session-audit/django-session-audit/analyzer/python"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// A Program is a module to evaluate and all that it may ask for.
type Program struct {
	// Repository holds the files, Index lists them.
	Repository *source.Repository
	Index      *discover.Index
	// Root is the project's root in the repository: the first entry of
	// sys.path and the working directory.
	Root string
	// Module is the dotted name of the module to run.
	Module string
	// Configuration is the class of django-configurations whose attributes
	// are the settings, or "".
	Configuration string
	// Env are the variables whose text is told. All others are not known to
	// be set.
	Env map[string]string
	// EmptyEnvironment says that no other variable is set and that nothing of
	// the project is outside the repository, and drops the assumptions about
	// production.
	EmptyEnvironment bool
	// Library are the modules that are modelled.
	Library models.Library
	// Builds says whether the repository is where a distribution is made. It
	// may be nil.
	Builds func(distribution string) bool
	// Matters says which names of the module the caller will look at: a
	// decision that bears on none of them is not flipped.
	Matters func(name string) bool
	// Parse returns the syntax tree of a file; the caller may keep trees
	// for several programs.
	Parse func(*source.File) *python.Module
	// Constants, where not nil, are kept for several programs, as trees are.
	Constants *Constants
	// Ahead is told files that are going to be parsed, when the program is run for
	// the first time. It may be nil.
	Ahead func(files []string)
	// Base is told the names of the base world when it has been found, before the
	// others are looked at; it must not change them. It may be nil.
	Base func(names *value.Namespace)
	// Limits bound the work; zero values mean the defaults.
	Limits Limits
	// Stopped says whether the caller no longer wants the result; then no
	// further world is run. It may be nil.
	Stopped func() bool

	packages map[string]bool // the packages that modelled modules lie in
	// everything turns round all decisions, whatever they bear on: what that
	// gives is compared with what is done.
	everything bool
	// lived runs every world, also those that can be imagined, and strictly a single
	// world strictly first.
	lived, strictly bool
}

// packagesOf returns the names above those of modelled modules: "os" of
// "os.path".
func packagesOf(lib models.Library) map[string]bool {
	packages := map[string]bool{}
	for name := range lib {
		for i := strings.LastIndexByte(name, '.'); i > 0; i = strings.LastIndexByte(name[:i], '.') {
			packages[name[:i]] = true
		}
	}
	return packages
}

// machine runs one world.
type machine struct {
	*Program
	overrides map[string]bool
	decisions []*Decision
	decided   map[string]int         // places in decisions
	answered  int                    // how often a question was new
	off       map[*value.Origin]bool // of texts that production has for DEBUG

	steps   int
	held    int  // bytes of the large values that were made
	over    bool // whether the program has come to its end
	walked  int  // items of the settings that were looked at in the end
	signed  map[named]signature
	modules map[string]*value.Module
	loading map[string]bool
	// environ are the variables to which the program has given values.
	environ   *value.Namespace
	variables map[*value.Binding]value.Variable

	frame     *frame
	depth     int
	loose     int            // loops around that may run any number of times
	handlers  []*value.Class // what the try statements around catch
	while     *while         // the innermost while loop that runs, or nil
	outermost activation

	bearings
	imaginations

	closures map[*value.Function]*closure // those of the repository

	// namespaces are the dicts that have been asked for of each namespace.
	namespaces map[*value.Namespace]*value.Object
	suspended  []*generator // those that are in the midst of something

	assumptions []string
	broken      []Broken
	brokenFiles map[string]bool
	read        []*source.File  // files that the program has opened
	asked       map[string]bool // variables whose text was told and asked for
	touched     map[string]int  // environment variables that bear on the run's course, with the last step that they did
	lenient     bool
	softened    []string // statements that failed and were passed over
	fails       bool     // whether the first of them is one of the program's module

	builtins *value.Namespace
	classes  map[string]*value.Class
}

// Broken is a file of the module's chain of imports that was not understood.
type Broken struct {
	At     source.Span
	Reason string
	// Err is why the file could not be read; nil if it is not Python.
	Err error
}

func newMachine(p *Program, overrides map[string]bool, lenient bool, near *nearness) *machine {
	m := &machine{
		bearings:     newBearings(),
		imaginations: newImaginations(near),
		Program:      p,
		overrides:    overrides,
		signed:       map[named]signature{},
		decided:      map[string]int{},
		off:          map[*value.Origin]bool{},
		modules:      map[string]*value.Module{},
		loading:      map[string]bool{},
		environ:      value.NewNamespace(),
		variables:    map[*value.Binding]value.Variable{},
		brokenFiles:  map[string]bool{},
		asked:        map[string]bool{},
		touched:      map[string]int{},
		closures:     map[*value.Function]*closure{},
		namespaces:   map[*value.Namespace]*value.Object{},
		lenient:      lenient,
	}
	m.imagines = near != nil && !lenient && p.mayImagine()
	if m.imagines {
		m.ofModules[m.environ] = true
	}
	m.classes = newClasses()
	addExceptionMethods(m.classes["BaseException"])
	addTypeMethods(m.classes["type"])
	m.builtins = newBuiltins(m.classes)
	return m
}

// frame is one activation: of a module, a class body or a function.
type frame struct {
	module  *value.Module
	globals *value.Namespace
	locals  *value.Namespace
	// outer is the frame whose locals a function closes over, or nil.
	outer *frame
	kind  frameKind
	// comprehension is set for the scope of a comprehension.
	comprehension bool
	// global and nonlocal are the names declared as such.
	global, nonlocal map[string]bool
	// site is the expression being evaluated; guards are the conditions
	// around the statement being run.
	site   source.Span
	guards *value.Guard
	// in is the call that runs, or nil outside of functions.
	in *activation
	// tested are the values made of environment variables that the course
	// of a function depends on: what it returns is made of them too.
	tested []*value.Origin
	// owned are the names that the body of a function binds: unless they are
	// bound yet, they are no others.
	owned []string
	// generator is set for the body of a generator.
	generator *generator
	// raised is the exception that a handler is handling, for a bare raise.
	raised *value.Raised
	// class is the class whose body or method runs, for super().
	class *value.Class
}

type frameKind int

const (
	moduleFrame frameKind = iota
	classFrame
	functionFrame
)

// enter makes f the current frame and returns what leaves it again.
func (m *machine) enter(f *frame) (leave func()) {
	outer := m.frame
	m.frame = f
	m.depth++
	return func() { m.frame = outer; m.depth-- }
}
