package report

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/django-session-audit/django-session-audit/analyzer/change"
	"github.com/django-session-audit/django-session-audit/analyzer/discover"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// diffOf returns what changes from some names to others, with all ways of
// telling it.
func diffOf(t *testing.T, before, after map[string]value.Data, findings ...finding.Finding) (*Diff, map[string]string) {
	t.Helper()
	f := source.NewFile("config/settings.py", []byte("X = 1\n"))
	at := func(names map[string]value.Data) *Scan {
		words := map[string]string{}
		for name := range names {
			words[name] = "1"
		}
		return scanOf(f, []*settings.World{world(f, names, words, nil)})
	}
	base, head := at(before), at(after)
	head.Findings = findings
	return toldDiff(t, &Diff{Changes: change.Between(base.Report, head.Report), Base: base, Head: head, From: Revision{"main", strings.Repeat("a", 40)}, To: Revision{Name: "the work tree"}})
}

func toldDiff(t *testing.T, d *Diff) (*Diff, map[string]string) {
	t.Helper()
	told := map[string]string{"markdown": Summary{}.DiffMarkdown(d)}
	for name, write := range map[string]func(*bytes.Buffer) error{
		"json":  func(b *bytes.Buffer) error { return d.WriteJSON(b) },
		"text":  func(b *bytes.Buffer) error { return Text{}.WriteDiff(b, d) },
		"quiet": func(b *bytes.Buffer) error { return Text{Quiet: true}.WriteDiff(b, d) },
	} {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		told[name] = b.String()
	}
	return d, told
}

func texts(all ...string) *value.List {
	l := &value.List{}
	for _, text := range all {
		l.Items = append(l.Items, value.Value{Data: value.Str(text)})
	}
	return l
}

func TestDiffOfValues(t *testing.T) {
	many := func(n int, more ...string) *value.List {
		var all []string
		for i := range n {
			all = append(all, fmt.Sprintf("app.middleware.Middleware%d", i))
		}
		return texts(append(all, more...)...)
	}
	cache := func(backend, location string) value.Data {
		d := value.NewDict()
		options := value.NewDict()
		options.Set(value.Value{Data: value.Str("BACKEND")}, value.Value{Data: value.Str(backend)})
		options.Set(value.Value{Data: value.Str("LOCATION")}, value.Value{Data: value.Str(location)})
		d.Set(value.Value{Data: value.Str("default")}, value.Value{Data: options})
		return d
	}
	for name, c := range map[string]struct {
		setting       string
		before, after value.Data
		want          string
	}{
		"a number":              {"SESSION_COOKIE_AGE", value.NewInt(1209601), value.NewInt(900), "SESSION_COOKIE_AGE  1209601 → 900\n"},
		"from the default":      {"SESSION_COOKIE_AGE", nil, value.NewInt(900), "SESSION_COOKIE_AGE  1209600 (default) → 900\n"},
		"to the default":        {"SESSION_COOKIE_AGE", value.NewInt(900), nil, "900 → 1209600 (default)\n      no longer assigned; it was at config/settings.py:1\n"},
		"a new one":             {"SESSION_X", nil, value.Bool(true), "SESSION_X  not set → True\n"},
		"unknown":               {"SESSION_COOKIE_AGE", value.NewInt(900), &value.Unknown{Reason: "comes from vault()"}, "900 → unknown\n      the value comes from vault() (config/settings.py:1)\n"},
		"a secret":              {"SECRET_KEY", value.Str("hunter2"), value.Str("hunter2 and more"), "SECRET_KEY  changed, and not shown\n"},
		"a secret by its name":  {"SESSION_TOKEN", value.Str("hunter2"), value.Str("hunter2 and more"), "SESSION_TOKEN  changed, and not shown\n"},
		"a new secret":          {"SECRET_KEY", nil, value.Str("hunter2"), "SECRET_KEY  default → not shown\n"},
		"another package's":     {"SESSION_REDIS", value.Str("redis://:hunter2@a"), value.Str("redis://:hunter2@b"), "SESSION_REDIS  changed, and not shown\n"},
		"of another type":       {"SESSION_REDIS", value.Str("redis://:hunter2@a"), value.None{}, "SESSION_REDIS  '…' → None\n"},
		"a cache":               {"CACHES", cache("a.B", "hunter2"), cache("c.D", "hunter2"), "CACHES  {'default': {'BACKEND': 'a.B'}} → {'default': {'BACKEND': 'c.D'}}\n"},
		"where a cache is":      {"CACHES", cache("a.B", "hunter2"), cache("a.B", "hunter2 too"), "CACHES  changed, and not shown\n"},
		"entries":               {"MIDDLEWARE", many(4), many(4, "x.Y"), "MIDDLEWARE  4 entries → 5 entries\n      + 'x.Y'\n"},
		"a short list":          {"ALLOWED_HOSTS", texts("a", "b"), texts("b", "c"), "ALLOWED_HOSTS  ['a', 'b'] → ['b', 'c']\n      + 'c'\n      − 'a'\n"},
		"another list":          {"ALLOWED_HOSTS", texts("a"), texts("b"), "ALLOWED_HOSTS  ['a'] → ['b']\n      by"},
		"another order":         {"MIDDLEWARE", many(4, "x.Y", "z.W"), many(4, "z.W", "x.Y"), "MIDDLEWARE  in another order\n"},
		"more than can be told": {"MIDDLEWARE", many(1), many(60), "      … and 19 more\n"},
	} {
		names := func(d value.Data) map[string]value.Data {
			if d == nil {
				return nil
			}
			return map[string]value.Data{c.setting: d}
		}
		_, told := diffOf(t, names(c.before), names(c.after))
		if !strings.Contains(told["text"], c.want) {
			t.Errorf("%s: %q is not in\n%s", name, c.want, told["text"])
		}
		for format, text := range told {
			if strings.Contains(text, "hunter2") {
				t.Errorf("%s as %s tells a secret:\n%s", name, format, text)
			}
		}
	}
}

// What cannot be known for one reason is told of all settings at once.
func TestDiffOfManyUnknown(t *testing.T) {
	before, after := map[string]value.Data{}, map[string]value.Data{}
	for i := range 6 {
		name := fmt.Sprintf("SESSION_%d", i)
		before[name], after[name] = value.NewInt(int64(i)), &value.Unknown{Reason: "comes from vault()"}
	}
	_, told := diffOf(t, before, after)
	if want := "  SESSION_0, SESSION_1, SESSION_2 and 3 other settings  unknown\n      the value comes from vault() (config/settings.py:1)\n"; !strings.Contains(told["text"], want) {
		t.Errorf("%q is not in\n%s", want, told["text"])
	}
	if !strings.Contains(told["text"], "6 settings of production change") {
		t.Error(told["text"])
	}
}

var codeSpan = regexp.MustCompile("``[^`].*?[^`]``|`[^`]+`")

// Nothing of a repository is obeyed by a terminal or a page.
func TestDiffIsHarmless(t *testing.T) {
	evil := "\x1b[2J\u202e::error::<img src=x>|`@all"
	f := source.NewFile(evil+".py", []byte("X = 1\n"))
	scan := func(data value.Data, role discover.Role, findings ...finding.Finding) *Scan {
		s := scanOf(f, []*settings.World{world(f, map[string]value.Data{"SESSION_\x1b": data, "ALLOWED_HOSTS": texts(evil, "a", fmt.Sprint(data))}, map[string]string{"SESSION_\x1b": "1", "ALLOWED_HOSTS": "1"}, nil)}, findings...)
		s.Modules[0].Module.Name, s.Modules[0].Module.Role = evil, role
		return s
	}
	bad := finding.Finding{Rule: rule, Setting: "A" + evil, Message: "A is " + evil, When: evil, Fix: evil, Place: spanOf(f, "1"), Modules: []string{evil}}
	base, head := scan(value.NewInt(1), discover.Production, bad), scan(value.NewInt(2), discover.Shared)
	for _, d := range []*Diff{
		{Changes: change.Between(base.Report, head.Report), Base: base, Head: head, From: Revision{Name: evil}, To: Revision{evil, strings.Repeat("a", 40)}},
		{Changes: change.Between(head.Report, base.Report), Base: head, Head: base, From: Revision{Name: evil}, To: Revision{evil, strings.Repeat("a", 40)}},
	} {
		_, told := toldDiff(t, d)
		for format, text := range told {
			if i := strings.IndexFunc(strings.ReplaceAll(text, "\u200b", ""), func(r rune) bool { return r != '\n' && unsafe(r) }); i >= 0 {
				t.Errorf("%s has %q", format, text[i:])
			}
			for line := range strings.SplitSeq(text, "\n") {
				if strings.HasPrefix(strings.TrimSpace(line), "::") {
					t.Errorf("%s: a runner obeys %q", format, line)
				}
			}
		}
		// Spans of code may hold anything.
		if text := codeSpan.ReplaceAllString(told["markdown"], ""); strings.Contains(text, "<img") || strings.Contains(text, "@all") {
			t.Errorf("the page obeys\n%s", text)
		}
	}
}
