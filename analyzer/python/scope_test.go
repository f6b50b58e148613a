package python

import (
	"slices"
	"strings"
	"testing"
)

// Each function of the module is followed by what its scope is to be.
func TestScope(t *testing.T) {
	tests := []struct{ name, body, locals string }{
		{"targets", "a, (b, *c) = d; e.f = g[h] = 1", "a b c"},
		{"statements", "import a.b, c as d\nfrom e import f as g, h\nfor i in j: k = 1\nelse: l += 1", "a d g h i k l"},
		{"blocks", "with a as b: c = 1\ntry: d = 1\nexcept E as e: f = 1\nfinally: del g", "b c d e f g"},
		{"definitions", "def a(b=(c := 1)): d = 1\nclass e: f = 1", "a c e"},
		{"declared", "global a\nnonlocal b\na = b = c = 1", "c"},
		{"comprehension", "[x for x in (a := y) if (b := x)]", "a b"},
		{"nested scopes", "a = lambda b: (c := b)", "a"},
		{"match", "match s:\n  case [a, *b] | a as c: d = 1\n  case {1: e, **f} | G(h, i=j): pass", "a b c d e f h j"},
		{"annotations", "a: int\nb: int = 1", "a b"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			text := "def f():\n " + strings.ReplaceAll(test.body, "\n", "\n ") + "\n"
			got := functionOf(t, text).Scope
			if want := strings.Fields(test.locals); !slices.Equal(got.Locals, want) {
				t.Errorf("the locals are %q, want %q", got.Locals, want)
			}
			if got.Yields {
				t.Error("it yields")
			}
		})
	}
}

func TestChangedIn(t *testing.T) {
	for text, want := range map[string]string{
		"a.append(b.pop(c))": "a b c", "f(a, *b, c=d)": "a b d f", "a[b] = c": "a", "a.b['c'] += d": "a", "del a[b]": "a",
		"a = b + [c]": "", "assert len(a) > b": "", "if a: b.extend(sorted(c))": "b",
	} {
		f := functionOf(t, "def f():\n "+text+"\n")
		if got := strings.Join(ChangedIn(f.Body[0]), " "); got != want {
			t.Errorf("%s changes %q, want %q", text, got, want)
		}
	}
}

func TestScopeYields(t *testing.T) {
	for text, want := range map[string]bool{
		"yield": true, "a = yield b": true, "return (yield)": true, "f(g, h=[(yield from x)])": true, "a += yield": true,
		"if x:\n  with y: await (yield)": true, "assert f'{(yield)}'": true,
		"lambda: (yield)": false, "def g(): yield": false, "pass": false,
	} {
		if got := functionOf(t, "def f():\n "+text+"\n").Scope.Yields; got != want {
			t.Errorf("%q yields: %t, want %t", text, got, want)
		}
	}
}

func functionOf(t *testing.T, text string) *FunctionDef {
	t.Helper()
	f, ok := parse(text).Body[0].(*FunctionDef)
	if !ok {
		t.Fatalf("%q is no function", text)
	}
	return f
}
