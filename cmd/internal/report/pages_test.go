package report

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/django-session-audit/django-session-audit/analyzer/change"
	"github.com/django-session-audit/django-session-audit/analyzer/discover"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// TestPages makes pages as full as they become, and as hostile, and asks that
// GitHub takes them. .ci/browser-test shows them in a browser.
func TestPages(t *testing.T) {
	evil := "a|b`c`<img src=x onerror=alert(1)>*d*_e_[f](http://g.example)@all#1 $x$ ~~h~~ &amp; ::error::\n# heading\n```mermaid\nflowchart"
	pages := map[string]string{
		"look-change.md":  Summary{Diff: bigDiff("config.settings.production", 3)}.Markdown(bigScan("config.settings.production", 3)),
		"look-hundred.md": Summary{Diff: bigDiff("project.settings.production", 100)}.Markdown(bigScan("project.settings.production", 100)),
		"look-diff.md":    Summary{Blob: "https://github.com/owner/shop/blob/" + strings.Repeat("a", 40) + "/"}.DiffMarkdown(bigDiff("config.settings.production", 2)),
		"hostile.md":      Summary{Diff: bigDiff(evil, 3)}.Markdown(bigScan(evil, 3)),
		"huge.md":         Summary{Diff: bigDiff(strings.Repeat(evil, 10), 250)}.Markdown(bigScan(strings.Repeat(evil, 10), 250)),
	}
	for name, text := range pages {
		if len(text) >= 1<<20 || len(text) == 0 {
			t.Errorf("%s has %d bytes", name, len(text))
		}
		if !strings.Contains(text, "```mermaid\nflowchart LR\n") && !strings.HasSuffix(name, "diff.md") {
			t.Errorf("%s has no diagram", name)
		}
		if dir := os.Getenv("DJSA_RECORD_PAGES"); dir != "" {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// bigScan is a scan of many modules, each with a finding, that take over one.
func bigScan(name string, modules int) *Scan {
	return bigState(name, modules, value.NewInt(1209600), value.Bool(false))
}

func bigDiff(name string, modules int) *Diff {
	base := bigState(name, modules, value.NewInt(900), value.Bool(true))
	head := bigScan(name, modules)
	base.Findings = base.Findings[:len(base.Findings)/2]
	return &Diff{Changes: change.Between(base.Report, head.Report), Base: base, Head: head,
		From: Revision{"the base of the pull request", strings.Repeat("b", 40)}, To: Revision{"this", strings.Repeat("a", 40)}}
}

func bigState(name string, modules int, age, secure value.Data) *Scan {
	f := source.NewFile(name+".py", []byte("SESSION_COOKIE_AGE = 1209600\nSESSION_COOKIE_SECURE = False\n"))
	shared := &discover.Module{Name: "config.settings.base", Root: ".", File: "config/settings/base.py", Role: discover.Shared}
	s := scanOf(f, nil)
	s.Modules, s.Layout.Modules = nil, []*discover.Module{shared, {Name: "config.settings.local", Root: ".", Role: discover.Development, Imports: []*discover.Module{shared}}}
	for i := range modules {
		m := &discover.Module{Name: fmt.Sprint(name, i), Root: ".", File: f.Path, Role: discover.Production, Judged: true, Imports: []*discover.Module{shared}}
		names := map[string]value.Data{
			"SESSION_COOKIE_AGE": age, "SESSION_COOKIE_SECURE": secure, "SESSION_ENGINE": value.Str(name),
			"SESSION_COOKIE_NAME": value.Str(fmt.Sprint(name, age)), "ALLOWED_HOSTS": texts(name, "shop.example.com", fmt.Sprint(secure)),
		}
		words := map[string]string{}
		for setting := range names {
			words[setting] = "1209600"
		}
		w := world(f, names, words, map[string]*value.Environment{"SESSION_COOKIE_SECURE": {Name: "COOKIE_SECURE", Default: value.Value{Data: secure}}})
		s.Modules = append(s.Modules, &settings.Effective{Module: m, Version: django52, Worlds: []*settings.World{w}, Assumptions: []string{"DEBUG comes from " + name}})
		s.Layout.Modules = append(s.Layout.Modules, m)
		s.Findings = append(s.Findings, finding.Finding{
			Rule: rule, Level: finding.Error, Setting: "SESSION_COOKIE_SECURE", Message: "SESSION_COOKIE_SECURE is False: the session cookie is also sent over plain HTTP, " + name,
			When: "COOKIE_SECURE is not set", Fix: "SESSION_COOKIE_SECURE = True", Place: spanOf(f, "False"), Modules: []string{m.Name},
		})
	}
	s.Notes = []string{name}
	return s
}
