package interp_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/django-session-audit/django-session-audit/analyzer/interp"
	"github.com/django-session-audit/django-session-audit/analyzer/interp/interptest"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

func explore(t *testing.T, settings string) *interp.Result {
	t.Helper()
	return interp.Explore(interptest.Settings(t, settings))
}

func TestManyConditions(t *testing.T) {
	var b strings.Builder
	b.WriteString("import vault\nX = 0\n")
	for i := range 60 {
		fmt.Fprintf(&b, "if vault.flag%d():\n    X += 1 << %d\n", i, i)
	}
	r := explore(t, b.String())
	if n := len(r.Worlds); n != 61 {
		t.Errorf("%d worlds, want the base world and one for each condition", n)
	}
	if len(r.Cut) != 0 {
		t.Errorf("cut: %q", r.Cut)
	}
	if err := interptest.Expect(r.Worlds[0], "X", "1152921504606846975"); err != nil {
		t.Error(err)
	}
}

func TestTooManyWorldsAreTold(t *testing.T) {
	var b strings.Builder
	b.WriteString("import vault\nX = 0\n")
	for i := range 400 {
		fmt.Fprintf(&b, "if vault.flag%d():\n    X += 1\n", i)
	}
	r := explore(t, b.String())
	if len(r.Cut) != 1 || !strings.Contains(r.Cut[0], "worlds") {
		t.Errorf("cut: %q, want a word about the worlds", r.Cut)
	}
}

// A question about a class is the same question in each world.
func TestQuestionsAboutClasses(t *testing.T) {
	r := explore(t, `import vault
X = 1 if type(vault.x) is str else 2
def f(): pass
Y = 1 if vault.y == (f, 1) else 2
`)
	if n := len(r.Worlds); n != 3 || len(r.Cut) != 0 {
		t.Errorf("%d worlds, cut %q, want the base world and one for each question", n, r.Cut)
	}
}

func TestLongModule(t *testing.T) {
	var b strings.Builder
	for i := range 10_000 {
		fmt.Fprintf(&b, "X%d = [%d, 'a', {'k': %d}]\n", i, i, i)
	}
	b.WriteString("LAST = X9999[0]\n")
	if err := interptest.Expect(explore(t, b.String()).Worlds[0], "LAST", "9999"); err != nil {
		t.Error(err)
	}
}

// What would run for ever, or fill the memory, ends and says so.
func TestBombs(t *testing.T) {
	for _, c := range []struct{ name, code, want string }{
		{"recursion", "def f(n):\n    return f(n + 1)\nX = f(0)\n", "too deeply"},
		{"mutual recursion", "def f():\n    return g()\ndef g():\n    return f()\nX = f()\n", "too deeply"},
		{"endless loop", "X = 0\nwhile True:\n    X += 1\nY = 1\n", "had to stop"},
		{"long text", "X = 'a' * 10 ** 12\n", "longer than is kept"},
		{"doubling text", "X = 'a'\nfor i in range(100):\n    X += X\n", "longer than is kept"},
		{"tower of powers", "X = 10 ** 10 ** 10\n", "larger number"},
		{"huge shift", "X = 1 << 10 ** 9\n", "larger number"},
		{"long list", "X = [0] * 10 ** 9\n", "longer than is kept"},
		{"doubling list", "X = [0]\nfor i in range(100):\n    X = X + X\n", "had to stop"},
		{"nested comprehension", "X = [i for i in range(10000) for j in range(10000)]\n", "had to stop"},
		{"wide range", "X = list(range(10 ** 9))\n", "longer than is kept"},
		{"padding", "X = '%999999999d' % 1\n", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := explore(t, c.code)
			if len(r.Worlds) == 0 {
				t.Fatalf("no world: %s", r.Ended)
			}
			names := r.Worlds[0].Names
			u := names.Open
			if b := names.Lookup("X"); b != nil && value.UnknownIn(b.Value) != nil {
				u = value.UnknownIn(b.Value)
			}
			if u == nil || !strings.Contains(u.Reason, c.want) {
				t.Errorf("X is not unknown for the reason %q: %v, cut %q", c.want, u, r.Cut)
			}
		})
	}
}

func TestTextThatRunsItself(t *testing.T) {
	if err := interptest.Expect(explore(t, "X = 'exec(X)'\nexec(X)\nY = 1\n").Worlds[0], "Y", "1"); err != nil {
		t.Error(err)
	}
}
