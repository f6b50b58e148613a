package analyzer

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/django-session-audit/django-session-audit/analyzer/discover"
	"github.com/django-session-audit/django-session-audit/analyzer/django"
	"github.com/django-session-audit/django-session-audit/analyzer/interp"
	"github.com/django-session-audit/django-session-audit/analyzer/models"
	"github.com/django-session-audit/django-session-audit/analyzer/python"
	"github.com/django-session-audit/django-session-audit/analyzer/rules"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// Run scans a repository. An error means that the scan could not be done: the
// folder cannot be read, an option is wrong, or ctx ended.
func Run(ctx context.Context, repo *source.Repository, o Options) (*Report, error) {
	if o.Progress == nil {
		o.Progress = func(string, int, int) {}
	}
	var override django.Version
	if o.DjangoVersion != "" {
		var err error
		if override, err = django.ParseVersion(o.DjangoVersion, true); err != nil {
			return nil, err
		}
	}
	o.Progress("reading the repository", 0, 0)
	trees := newTrees()
	o.Discover.Parse = trees.parse
	layout, err := discover.Find(repo, o.Discover)
	if err != nil {
		return nil, err
	}
	trees.keep(layout.Judged())
	r := &Report{Layout: layout, Notes: layout.Notes}
	e := &evaluator{ctx: ctx, repo: repo, layout: layout, options: o, trees: trees,
		developed: map[developed]*value.Namespace{}, chains: map[*source.File][]string{}, left: scanSteps,
		ahead: &ahead{repo: repo, index: layout.Index, trees: trees, seen: map[string]bool{}}}
	asked := rules.LimitsOf(&o.Policy)
	e.consults = asked.Consults
	judged := layout.Judged()
	for i, m := range judged {
		if ctx.Err() != nil {
			break
		}
		o.Progress("evaluating "+m.Name, i, len(judged))
		if e.waiting = len(judged) - i; e.spent() || i == maxModules {
			r.Notes = append(r.Notes, fmt.Sprintf("%d settings modules, %s and those after it, were not judged: all together take more than is spent on one scan; scan a folder of the repository, or name modules", e.waiting, m.Name))
			break
		}
		r.Modules = append(r.Modules, e.evaluate(m, override))
	}
	e.ahead.stop()
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("the scan was stopped: %w", err)
	}
	judge(r, &asked)
	r.Steps = stepsOf(r.Modules, o.Policy.Profiles)
	accept(r, &asked, o, e.chains)
	r.note()
	r.Evaluated = scanSteps - e.left
	return r, nil
}

// evaluator evaluates the modules of one repository.
type evaluator struct {
	ctx     context.Context
	repo    *source.Repository
	layout  *discover.Layout
	options Options
	trees   *trees
	ahead   *ahead
	// consults says whether a rule may ask for the value of a setting.
	consults func(setting string) bool
	// last are the models that were made last, with what they were told.
	last struct {
		version django.Version
		text    string
		models  models.Library
	}
	// developed are modules for development, as they were asked for.
	developed map[developed]*value.Namespace
	// chains are the files that modules are made of, with those modules.
	chains map[*source.File][]string
	// left are the steps that the modules may still take, kept the bytes that are
	// kept of them, waiting the modules that are still to be judged.
	left, kept, waiting int
	// looked are the statements that were looked at in search of bases.
	looked int
}

// parse returns a file's tree, and notes that a module is made of the file.
func (e *evaluator) parse(m *discover.Module) func(*source.File) *python.Module {
	return func(f *source.File) *python.Module {
		tree := e.trees.ask(f)
		e.trees.mu.Lock()
		defer e.trees.mu.Unlock()
		if !slices.Contains(e.chains[f], m.Name) {
			e.chains[f] = append(e.chains[f], m.Name)
		}
		return tree
	}
}

// evaluate returns the effective settings of one module.
func (e *evaluator) evaluate(m *discover.Module, override django.Version) *settings.Effective {
	version := override
	if !version.Known() {
		// A text that is no version is as good as none.
		version, _ = django.ParseVersion(m.Version.Text, m.Version.Exact)
	}
	e.trees.next()
	result := e.explore(e.program(m, version))
	e.kept += result.Kept
	effective := settings.Of(m, version, result, e.project(m, version))
	effective.Assumptions = append(e.sources(m, result.Asked), effective.Assumptions...)
	return effective
}

// program is a module as it is evaluated for production.
func (e *evaluator) program(m *discover.Module, version django.Version) *interp.Program {
	return &interp.Program{
		Repository: e.repo, Index: e.layout.Index, Root: m.Root, Module: m.Name, Configuration: m.Configuration,
		Env: e.given(m), EmptyEnvironment: e.options.EmptyEnvironment,
		Library: e.models(version, versionText(version, m.Version)),
		Builds:  e.layout.Packages.Builds,
		Matters: e.consults,
		Stopped: func() bool { return e.ctx.Err() != nil },
		Parse:   e.parse(m), Constants: e.trees.kept(),
		Ahead: e.ahead.add,
		Base:  func(names *value.Namespace) { e.ahead.add(e.middlewareFiles(m.Root, names)) },
	}
}

// models returns the models for a version of Django, of which they are told that
// text. Most projects have one version: that of the last one is kept.
func (e *evaluator) models(version django.Version, text string) models.Library {
	if e.last.models == nil || e.last.version != version || e.last.text != text {
		e.last.version, e.last.text = version, text
		e.last.models = models.Standard(models.Options{
			DjangoVersion: text,
			DjangoDefault: func(name string) (value.Value, bool) { return django.Default(name, version) },
			Installed:     e.installed,
		})
	}
	return e.last.models
}

// installed says whether the project installs what gives a module. That no file
// requires it proves nothing.
func (e *evaluator) installed(module string) value.Truth {
	if e.layout.Packages.Requires(module) {
		return value.Yes
	}
	return value.Maybe
}

// versionText is the version for models that compare it: only an exact one is
// what production runs on.
func versionText(v django.Version, said discover.Version) string {
	switch {
	case !v.Known() || !v.Exact:
		return ""
	case said.Exact && said.Text != "":
		return said.Text
	}
	return fmt.Sprintf("%d.%d.%d", v.Major, v.Minor, v.Patch)
}

// given returns the variables that production is told to have: by the
// repository's own files, and before them by the options.
func (e *evaluator) given(m *discover.Module) map[string]string {
	given := map[string]string{"DJANGO_SETTINGS_MODULE": m.Name}
	if m.Configuration != "" {
		given["DJANGO_CONFIGURATION"] = m.Configuration
	}
	if !e.options.EmptyEnvironment {
		for _, g := range m.Environment {
			given[g.Name] = g.Text
		}
	}
	maps.Copy(given, e.options.Env)
	return given
}

// sources says which of the variables that were asked for the repository's own
// files tell.
func (e *evaluator) sources(m *discover.Module, asked []string) []string {
	var sources []string
	for _, g := range m.Environment {
		_, told := e.options.Env[g.Name]
		if slices.Contains(asked, g.Name) && !told && !e.options.EmptyEnvironment {
			sources = append(sources, fmt.Sprintf("%s is set as in %s:%d", g.Name, g.File, g.Line))
		}
	}
	return sources
}

// note adds what the evaluation has to say besides findings.
func (r *Report) note() {
	for _, e := range r.Modules {
		if e.Ended != "" {
			r.Notes = append(r.Notes, fmt.Sprintf("%s was not judged: it ends in every world that was tried (%s)", e.Module.Name, e.Ended))
		}
		for _, cut := range e.Cut {
			r.Notes = append(r.Notes, e.Module.Name+": "+cut)
		}
		for _, b := range e.Broken {
			// A file beyond the limit is a bound that is met, if there is more
			// to judge than that file.
			if b.Err != nil && (!errors.Is(b.Err, source.ErrTooLarge) || b.At.Path() == e.Module.File) {
				r.Unread = append(r.Unread, "the scan is not complete: "+unread(b))
			}
		}
	}
	slices.Sort(r.Unread)
	r.Unread = slices.Compact(r.Unread)
	r.Notes = append(r.Notes, r.Unread...)
	slices.Sort(r.Notes)
	r.Notes = slices.Compact(r.Notes)
}
