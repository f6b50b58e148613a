package repair

import (
	"bytes"
	"slices"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/python"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// variable changes what is taken where a variable is not set: its default, or
// the default for this setting alone where one is shared; a key loses its
// default.
func (c *candidates) variable(env *value.Environment, statement source.Span) []candidate {
	if c.line.needsOS() {
		return c.required(env, statement)
	}
	at := env.Default.Origin.Span()
	if at.File == nil {
		return c.undefaulted(env, statement)
	}
	t := c.text(at.File)
	if t == nil || t.inFunction(at) {
		return nil // it is for all who call the function
	}
	old := parseExpr(at.Text())
	if old == nil || !literal(old) || !alike(old, c.line.value) {
		return nil
	}
	own := t.assignment(c.line.name, at)
	at = argument(own, at)
	var all []candidate
	for _, v := range c.defaultTexts(t, old, own != nil) {
		how := c.line.name + " is " + v + " where " + env.Name + " is not set"
		// What is declared before the settings cannot go by one of them.
		if own != nil || !strings.Contains(v, notDebug) {
			all = append(all, candidate{edits: []finding.Edit{{At: at, Text: v}}, how: how})
		}
		if own != nil {
			for _, edits := range c.overrides(own, at, v) {
				all = append(all, candidate{edits: edits, how: how})
			}
		} else if e, ok := c.declared(env, statement, v); ok {
			all = append(all, candidate{edits: []finding.Edit{e}, how: how})
		}
	}
	return all
}

// alike reports whether one expression may stand for the other: a list of hosts
// is no flag.
func alike(old, new python.Expr) bool {
	several := func(e python.Expr) bool {
		switch e.(type) {
		case *python.List, *python.Tuple:
			return true
		}
		return false
	}
	return several(old) == several(new)
}

// argument returns the place of the call's argument that a default is a branch
// of: with one default for both, there is nothing to ask.
func argument(e python.Expr, at source.Span) source.Span {
	call, ok := e.(*python.Call)
	if !ok {
		return at
	}
	all := slices.Clone(call.Args)
	for _, k := range call.Keywords {
		all = append(all, k.Value)
	}
	for _, a := range all {
		if s := a.Span(); s.Start <= at.Start && at.End <= s.End {
			if _, branches := a.(*python.IfExp); branches {
				return s
			}
		}
	}
	return at
}

// overrides writes the assignment that has a default once more in the judged
// modules, with another default: development may share the one that is there.
func (c *candidates) overrides(own python.Expr, at source.Span, text string) [][]finding.Edit {
	if bytes.ContainsAny([]byte(own.Span().Text()), "\r\n") {
		return nil
	}
	before, after := at, at
	before.Start, before.End = own.Span().Start, at.Start
	after.Start, after.End = at.End, own.Span().End
	return c.copies(c.line.name + " = " + before.Text() + text + after.Text())
}

// copies writes a line that is made of the repository's own in the judged
// modules.
func (c *candidates) copies(line string) [][]finding.Edit {
	var all [][]finding.Edit
	for _, places := range c.files() {
		for spot := range aboveBranches {
			edits := c.linesAt(places, spot, line)
			for i := range edits {
				edits[i].Copied = true
			}
			if edits != nil {
				all = append(all, edits)
			}
		}
	}
	return all
}

// declared gives a default to a call that has none but the one that is declared
// elsewhere: env("X") after Env(X=(bool, False)).
func (c *candidates) declared(env *value.Environment, statement source.Span, text string) (finding.Edit, bool) {
	call := c.asks(env, statement)
	if call == nil || len(call.Args) != 1 || len(call.Keywords) > 0 {
		return finding.Edit{}, false
	}
	at := call.Args[0].Span()
	at.Start = at.End
	return finding.Edit{At: at, Text: ", default=" + text}, true
}

// asks returns the call that is the whole value of the assignment and asks for
// the variable by its name, or nil.
func (c *candidates) asks(env *value.Environment, statement source.Span) *python.Call {
	t := c.text(statement.File)
	if t == nil {
		return nil
	}
	call, ok := t.assignment(c.line.name, statement).(*python.Call)
	if !ok || len(call.Args) == 0 {
		return nil
	}
	if name, ok := call.Args[0].(*python.StrLit); !ok || name.Value != env.Name {
		return nil
	}
	return call
}

// required takes the default away, so that the server does not start where the
// variable is not set.
func (c *candidates) required(env *value.Environment, statement source.Span) []candidate {
	call := c.asks(env, statement)
	if call == nil || len(call.Args)+len(call.Keywords) != 2 {
		return nil
	}
	how := c.line.name + " has no default where " + env.Name + " is not set"
	whole, name := call.Span(), call.Args[0].Span()
	ends := name
	ends.Start, ends.End = name.End, lastArgument(call).End
	edit := finding.Edit{At: ends}
	if of := mapping(call.Func); of != "" {
		edit = finding.Edit{At: whole, Text: of + "[" + name.Text() + "]", Copied: true}
	}
	all := []candidate{{edits: []finding.Edit{edit}, how: how}}
	if from, to := whole, whole; !strings.ContainsAny(whole.Text(), "\r\n") {
		from.End, to.Start = edit.At.Start, edit.At.End
		for _, edits := range c.copies(c.line.name + " = " + from.Text() + edit.Text + to.Text()) {
			all = append(all, candidate{edits: edits, how: how})
		}
	}
	return all
}

func lastArgument(call *python.Call) source.Span {
	if n := len(call.Keywords); n > 0 {
		return call.Keywords[n-1].Value.Span()
	}
	return call.Args[len(call.Args)-1].Span()
}

// mapping returns the dictionary of variables that a function of the standard
// library asks, as the file names it, or "".
func mapping(f python.Expr) string {
	a, ok := f.(*python.Attribute)
	if !ok {
		return ""
	}
	of := a.Value.Span().Text()
	switch {
	case a.Attr == "get" && (of == "environ" || of == "os.environ"):
		return of
	case a.Attr == "getenv" && of == "os":
		return "os.environ"
	}
	return ""
}

// defaultTexts returns what to write for a default: another text for a text, in
// its own quotes. A text that is no word for a flag may be for more than the
// setting, unless the setting alone asks for it.
func (c *candidates) defaultTexts(t *text, old python.Expr, alone bool) []string {
	quote := t.quoteOf(old.Span().Text())
	v := c.value(quote)
	word, isText := old.(*python.StrLit)
	_, toText := c.line.value.(*python.StrLit)
	if !isText || toText {
		return []string{v}
	}
	switch {
	case c.line.isBool():
		var texts []string
		if v == notDebug {
			texts = append(texts, "str("+notDebug+")")
		}
		if other, isFlag := opposite(word.Value, c.line.isTrue()); isFlag || alone {
			texts = append(texts, quoted(other, quote))
		}
		return texts
	case plainNumber(c.line.text):
		return []string{quoted(c.line.text, quote)}
	}
	return nil
}

// words are pairs that a program may take for false and for true.
var words = [][2]string{{"false", "true"}, {"0", "1"}, {"no", "yes"}, {"off", "on"}, {"n", "y"}, {"f", "t"}, {"disabled", "enabled"}}

// opposite returns the word for a flag that goes with one for the contrary, in
// the same kind of letters. It reports false for one that is no word for a flag.
func opposite(word string, flag bool) (other string, known bool) {
	is, want, otherwise := 1, 0, "False"
	if flag {
		is, want, otherwise = 0, 1, "True"
	}
	i := slices.IndexFunc(words, func(pair [2]string) bool { return pair[is] == strings.ToLower(word) })
	switch {
	case i < 0:
		return otherwise, false
	case word == strings.ToUpper(word):
		return strings.ToUpper(words[i][want]), true
	case word == strings.ToLower(word):
		return words[i][want], true
	}
	return strings.ToUpper(words[i][want][:1]) + words[i][want][1:], true
}
