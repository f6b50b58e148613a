package models

import (
	"strconv"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/lazyregexp"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// packaging.version: versions by PEP 440.
//
// https://packaging.pypa.io/en/stable/version.html
// https://packaging.python.org/en/latest/specifications/version-specifiers/

var packagingModules = map[string]module{
	"packaging":         {names: names{}},
	"packaging.version": {names: versionModuleNames},
}

var versionModuleNames = names{
	"Version": pep440Class,
	"parse":   versionParser,
}

var versionParser = function("parse", "version", parseVersion)

// A release is the state of a Version: its normal text, and what it is ordered
// by.
type release struct {
	text string
	// numbers are the epoch and the release without trailing zeros.
	epoch   int
	numbers []int
	// phase orders dev, pre-, final and post-releases of a release.
	phase [5]int
	local string
	parts []int // the release as written
	pre   bool
}

var pep440 = lazyregexp.New(`(?i)^\s*v?(?:(\d+)!)?(\d+(?:\.\d+)*)` +
	`(?:[-_.]?(alpha|a|beta|b|preview|pre|c|rc)[-_.]?(\d*))?` +
	`(?:-(\d+)|[-_.]?(post|rev|r)[-_.]?(\d*))?` +
	`(?:[-_.]?(dev)[-_.]?(\d*))?` +
	`(?:\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?\s*$`)

// newRelease reads a version; false for a text that is none.
func newRelease(text string) (*release, bool) {
	p := pep440().FindStringSubmatch(text)
	if p == nil || len(text) > 200 {
		return nil, false
	}
	number := func(s string) int { n, _ := strconv.Atoi(s); return n }
	r := &release{epoch: number(p[1]), local: strings.ToLower(p[10])}
	for part := range strings.SplitSeq(p[2], ".") {
		r.parts = append(r.parts, number(part))
	}
	r.numbers = r.parts
	for len(r.numbers) > 1 && r.numbers[len(r.numbers)-1] == 0 {
		r.numbers = r.numbers[:len(r.numbers)-1]
	}
	pre := map[string]int{"a": 1, "alpha": 1, "b": 2, "beta": 2, "c": 3, "rc": 3, "pre": 3, "preview": 3}[strings.ToLower(p[3])]
	post, dev := p[5] != "" || p[6] != "", p[8] != ""
	r.pre = pre > 0 || dev
	// Of one release: its dev-releases, pre-releases, itself, post-releases;
	// of each of these its own dev-releases come first.
	const last = 1 << 30
	r.phase = [5]int{pre, number(p[4]), 0, number(p[5] + p[7]), last}
	switch {
	case pre == 0 && !post && dev:
		r.phase[0] = 0
	case pre == 0:
		r.phase[0] = 4
	}
	if post {
		r.phase[2] = 1
	}
	if dev {
		r.phase[4] = number(p[9])
	}
	r.text = r.normal(pre, post, dev)
	return r, true
}

// normal is the version's text in its normal form.
func (r *release) normal(pre int, post, dev bool) string {
	var b strings.Builder
	if r.epoch != 0 {
		b.WriteString(strconv.Itoa(r.epoch) + "!")
	}
	b.WriteString(joinNumbers(r.parts))
	if pre > 0 {
		b.WriteString([]string{"", "a", "b", "rc"}[pre] + strconv.Itoa(r.phase[1]))
	}
	if post {
		b.WriteString(".post" + strconv.Itoa(r.phase[3]))
	}
	if dev {
		b.WriteString(".dev" + strconv.Itoa(r.phase[4]))
	}
	if r.local != "" {
		b.WriteString("+" + strings.NewReplacer("-", ".", "_", ".").Replace(r.local))
	}
	return b.String()
}

func joinNumbers(numbers []int) string {
	texts := make([]string, len(numbers))
	for i, n := range numbers {
		texts[i] = strconv.Itoa(n)
	}
	return strings.Join(texts, ".")
}

// compare orders two versions; false where local parts would have to decide.
func (r *release) compare(other *release) (int, bool) {
	if r.epoch != other.epoch {
		return r.epoch - other.epoch, true
	}
	for i := range max(len(r.numbers), len(other.numbers)) {
		if d := numberAt(r.numbers, i) - numberAt(other.numbers, i); d != 0 {
			return d, true
		}
	}
	for i := range r.phase {
		if d := r.phase[i] - other.phase[i]; d != 0 {
			return d, true
		}
	}
	return 0, r.local == other.local
}

func numberAt(numbers []int, i int) int {
	if i < len(numbers) {
		return numbers[i]
	}
	return 0
}

func parseVersion(h value.Host, a *arguments) (value.Value, error) {
	text, ok := value.Text(a.value("version"))
	if !ok {
		return h.MakeUnknown("", "is a version that is not known", a.given...), nil
	}
	r, ok := newRelease(text)
	if !ok {
		return value.Value{}, h.Raise("packaging.version.InvalidVersion", "invalid version")
	}
	o := object(releaseClass, r)
	for i, name := range []string{"major", "minor", "micro"} {
		o.Attrs.Set(name, h.Made(value.NewInt(int64(numberAt(r.parts, i))), a.given...))
	}
	parts := &value.Tuple{}
	for _, n := range r.parts {
		parts.Items = append(parts.Items, h.Made(value.NewInt(int64(n)), a.given...))
	}
	o.Attrs.Set("release", h.Made(parts, a.given...))
	o.Attrs.Set("public", str(h, strings.SplitN(r.text, "+", 2)[0], a.given...))
	o.Attrs.Set("base_version", str(h, joinNumbers(r.parts), a.given...))
	o.Attrs.Set("is_prerelease", h.Made(value.Bool(r.pre), a.given...))
	return h.Made(o, a.given...), nil
}

// pep440Class is the class Version as programs call it.
func pep440Class() value.Data {
	c := class("packaging.version", "Version", nil, releaseClass)
	c.New = func(h value.Host, c *value.Class, args value.Args) (value.Value, error) {
		return h.Call(value.Value{Data: versionParser}, args)
	}
	return c
}

var releaseClass = class("packaging.version", "Version", names{
	"__str__": method("__str__", "", func(h value.Host, a *arguments) (value.Value, error) {
		if r := releaseOf(a.value("self")); r != nil {
			return str(h, r.text, a.given...), nil
		}
		return h.MakeUnknown("str", "is a version that is not known", a.given...), nil
	}),
	"__lt__": releaseOrder("__lt__", func(c int) bool { return c < 0 }), "__le__": releaseOrder("__le__", func(c int) bool { return c <= 0 }),
	"__gt__": releaseOrder("__gt__", func(c int) bool { return c > 0 }), "__ge__": releaseOrder("__ge__", func(c int) bool { return c >= 0 }),
	"__eq__": releaseOrder("__eq__", func(c int) bool { return c == 0 }),
})

func releaseOf(v value.Value) *release {
	if o, ok := v.Data.(*value.Object); ok {
		if r, ok := o.State.(*release); ok {
			return r
		}
	}
	return nil
}

func releaseOrder(name string, holds func(int) bool) *value.Function {
	return method(name, "other", func(h value.Host, a *arguments) (value.Value, error) {
		x, y := releaseOf(a.value("self")), releaseOf(a.value("other"))
		switch {
		case x == nil || y == nil && !a.value("other").Known():
			return h.MakeUnknown("bool", "compares a version that is not known", a.given...), nil
		case y == nil && name == "__eq__":
			return h.Made(value.Bool(false), a.given...), nil
		case y == nil:
			return value.Value{}, h.Raise("TypeError", "a version is compared with something else")
		}
		c, known := x.compare(y)
		if !known {
			return h.MakeUnknown("bool", "compares local versions, which is not modelled", a.given...), nil
		}
		return h.Made(value.Bool(holds(c)), a.given...), nil
	})
}
