package analyzer

import (
	"strings"
	"testing"

	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

// TestTrees holds that a file is parsed once while its tree is kept, and that no
// more is parsed for a module and for a scan, or kept, than is said.
func TestTrees(t *testing.T) {
	file := func(name string, size int) *source.File {
		return source.NewFile(name, []byte("X = 1\n#"+strings.Repeat(".", size-7)))
	}
	refused := func(trees *trees, f *source.File) bool {
		errors := trees.ask(f).Errors
		return len(errors) > 0 && strings.HasPrefix(errors[0].Message, "not parsed")
	}
	trees := newTrees()
	small := file("small.py", 100)
	if first, second, third := trees.ask(small), trees.ask(small), trees.parse(small); first != second || first != third {
		t.Error("a small file is parsed more than once")
	}
	large := file("large.py", maxAskedOfModule)
	if refused(trees, large) {
		t.Error("one large file is not parsed")
	}
	other := file("other.py", 100)
	if !refused(trees, other) || refused(trees, large) {
		t.Error("what one module asks for is not bounded, or it gets no more what it had")
	}
	trees.next()
	if refused(trees, other) || trees.overspent() {
		t.Error("the next module gets nothing")
	}
	for range maxAsked / maxAskedOfModule {
		trees.next()
		trees.ask(file("more.py", maxAskedOfModule))
	}
	trees.next()
	if !trees.overspent() || !refused(trees, file("last.py", 100)) {
		t.Error("what a scan asks for is not bounded")
	}
	if trees.bytes > maxTrees+maxAskedOfModule {
		t.Errorf("trees of %d bytes are kept", trees.bytes)
	}
}
