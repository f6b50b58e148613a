package analyzer

import (
	"fmt"
	"maps"
	"sync"

	"github.com/django-session-audit/django-session-audit/analyzer/discover"
	"github.com/django-session-audit/django-session-audit/analyzer/interp"
	"github.com/django-session-audit/django-session-audit/analyzer/python"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

// What is parsed for one scan and for one of its modules, and what is kept of it,
// in bytes of the files: trees take sixteen to forty times as much. Few projects
// have half a megabyte that their settings lead to.
const (
	maxAsked         = 6 << 20
	maxAskedOfModule = 2 << 20
	maxTrees         = 2 << 20
)

// trees keep syntax trees, so that those who share a file parse it once. They may
// be asked by several goroutines.
type trees struct {
	mu     sync.Mutex
	parsed map[*source.File]*tree
	bytes  int // of the files of those

	asked     map[*source.File]bool // by the evaluation, of those
	spent     int                   // bytes that it has asked for in all
	module    map[*source.File]bool // asked for the module that is evaluated
	ofModule  int                   // bytes of those
	recent    int                   // bytes that it has asked for since all were dropped
	constants *interp.Constants
}

// A tree is one file's only parse; those who come while it runs wait for it.
type tree struct {
	once   sync.Once
	module *python.Module
}

func newTrees() *trees {
	return &trees{parsed: map[*source.File]*tree{}, asked: map[*source.File]bool{}, module: map[*source.File]bool{}, constants: interp.NewConstants()}
}

// ask returns a file's tree for the evaluation, which may ask for so much and no
// more: what it gets must not depend on what somebody else has parsed.
func (t *trees) ask(f *source.File) *python.Module {
	t.mu.Lock()
	if !t.module[f] {
		if t.ofModule > maxAskedOfModule {
			t.mu.Unlock()
			return tooMuch(f, maxAskedOfModule, "module")
		}
		t.module[f] = true
		t.ofModule += len(f.Bytes)
	}
	if !t.asked[f] {
		if t.spent > maxAsked {
			t.mu.Unlock()
			return tooMuch(f, maxAsked, "scan")
		}
		t.spent += len(f.Bytes)
		if t.recent += len(f.Bytes); t.recent > maxTrees {
			t.drop()
			clear(t.asked)
			t.recent = len(f.Bytes)
		}
		t.asked[f] = true
	}
	t.mu.Unlock()
	return t.parse(f)
}

// tooMuch is the tree of a file that is not parsed.
func tooMuch(f *source.File, most int, of string) *python.Module {
	return &python.Module{File: f, Errors: []python.SyntaxError{{
		Message: fmt.Sprintf("not parsed: more than %d MiB of files were parsed for the %s", most>>20, of),
		Span:    source.Span{File: f, End: len(f.Bytes)},
	}}}
}

// next begins to count anew what is asked for one module.
func (t *trees) next() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.module, t.ofModule = map[*source.File]bool{}, 0
}

// overspent reports whether the evaluation has asked for more than it may.
func (t *trees) overspent() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.spent > maxAsked
}

// parse returns a file's tree.
func (t *trees) parse(f *source.File) *python.Module {
	t.mu.Lock()
	one := t.parsed[f]
	if one == nil {
		if t.bytes += len(f.Bytes); t.bytes > maxTrees {
			t.drop()
			t.bytes = len(f.Bytes)
		}
		one = new(tree)
		t.parsed[f] = one
	}
	t.mu.Unlock()
	one.once.Do(func() { one.module = python.Parse(f) })
	return one.module
}

// drop lets go of all trees.
func (t *trees) drop() {
	clear(t.parsed)
	t.bytes, t.constants = 0, interp.NewConstants()
}

// kept returns the constants of the trees that are kept.
func (t *trees) kept() *interp.Constants {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.constants
}

// begun reports whether a file is parsed, or about to be.
func (t *trees) begun(f *source.File) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.parsed[f] != nil
}

// keep drops all trees but those of modules and of what they take over: of what
// was parsed in search of them, most is not needed again.
func (t *trees) keep(modules []*discover.Module) {
	kept := map[string]bool{}
	var visit func([]*discover.Module)
	visit = func(modules []*discover.Module) {
		for _, m := range modules {
			if !kept[m.File] {
				kept[m.File] = true
				visit(m.Imports)
			}
		}
	}
	visit(modules)
	t.bytes = 0
	maps.DeleteFunc(t.parsed, func(f *source.File, _ *tree) bool {
		if kept[f.Path] {
			t.bytes += len(f.Bytes)
		}
		return !kept[f.Path]
	})
}
