package report

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/django-session-audit/django-session-audit/analyzer"
	"github.com/django-session-audit/django-session-audit/analyzer/discover"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

func viewed() *Scan {
	f := source.NewFile("config/settings.py", []byte("SESSION_COOKIE_SECURE = env.bool(\"HTTPS\", default=False)  # hunter2\nSECRET_KEY = \"hunter2\"\nSESSION_REDIS_URL = \"redis://hunter2@x\"\nSESSION_ENGINE = vault()\n"))
	w := world(f, map[string]value.Data{
		"SESSION_COOKIE_SECURE": value.Bool(false), "SECRET_KEY": value.Str("hunter2"), "SESSION_REDIS_URL": value.Str("redis://hunter2@x"),
		"SESSION_ENGINE": &value.Unknown{Reason: "comes from vault(), which is not modelled"},
	}, map[string]string{
		"SESSION_COOKIE_SECURE": `env.bool("HTTPS", default=False)`, "SECRET_KEY": `"hunter2"`, "SESSION_REDIS_URL": `"redis://hunter2@x"`, "SESSION_ENGINE": "vault()",
	}, map[string]*value.Environment{"SESSION_COOKIE_SECURE": {Name: "HTTPS", Default: value.Value{Data: value.Bool(false)}}})
	place := spanOf(f, `env.bool("HTTPS", default=False)`)
	other := source.NewFile("config/prod.py", []byte("from .settings import *\n"))
	secret := &finding.Rule{ID: "DJS401", Name: "secret-key-in-the-repository", Score: 9.5}
	s := scanOf(f, []*settings.World{w},
		finding.Finding{
			Rule: rule, Level: finding.Warning, Setting: "SESSION_COOKIE_SECURE", Message: "SESSION_COOKIE_SECURE is False", When: "HTTPS is not set", Place: place,
			Way:     []finding.Step{{Place: spanOf(other, "from .settings import *"), Label: "imported here"}, {Place: place, Label: "made here"}},
			Modules: []string{"config.settings"},
		},
		finding.Finding{Rule: secret, Setting: "SECRET_KEY", Message: "SECRET_KEY is in the repository", Place: spanOf(f, `"hunter2"`), Modules: []string{"config.settings", "gone"}})
	s.Undecided = []analyzer.Undecided{{Rule: rule, Module: "config.settings", Setting: "SESSION_ENGINE", Reason: "comes from vault()"}}
	return s
}

func TestViewSettings(t *testing.T) {
	var got []string
	for _, v := range viewed().View().Settings {
		c := v.Cells[0]
		line := fmt.Sprintf("%s: %s %s=%s", v.Group, v.Name, c.Mark, c.Value)
		if c.Severity != "" {
			line += fmt.Sprintf(" %s of finding %d", c.Severity, c.Finding)
		}
		if c.Way == nil {
			line += ", no way"
		}
		if v.Group != "CSRF" && v.Group != "Transport and headers" {
			got = append(got, line)
		}
	}
	want := []string{
		"Sessions: SESSION_COOKIE_AGE default=1209600, no way",
		"Sessions: SESSION_COOKIE_HTTPONLY default=True, no way",
		"Sessions: SESSION_COOKIE_SAMESITE default='Lax', no way",
		"Sessions: SESSION_COOKIE_SECURE environment=False medium of finding 1",
		"Sessions: SESSION_ENGINE unknown=unknown",
		"Sessions: SESSION_EXPIRE_AT_BROWSER_CLOSE default=False, no way",
		"Sessions: SESSION_REDIS_URL ='…'",
		"Sessions: SESSION_SAVE_EVERY_REQUEST default=False, no way",
		"Keys, hosts and wiring: DEBUG default=False, no way",
		"Keys, hosts and wiring: SECRET_KEY =set critical of finding 0",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestViewFindings(t *testing.T) {
	v := viewed().View()
	want := ViewFinding{
		Rule:     ViewRule{"DJS101", "session-cookie-not-secure", "It is sent.", RulePage("DJS101")},
		Severity: "medium", At: "config/settings.py:1:25", Message: "SESSION_COOKIE_SECURE is False", Setting: "SESSION_COOKIE_SECURE", When: "HTTPS is not set",
		Excerpt: []ViewLine{{1, []ViewPart{{"SESSION_COOKIE_SECURE = ", false}, {`env.bool("HTTPS", default=False)`, true}}}},
		Way:     []ViewStep{{"config/prod.py:1", "imported here"}},
		Modules: []string{"config.settings"}, Holds: []int{0},
	}
	if diff := cmp.Diff(want, v.Findings[1]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]ViewLine{{2, []ViewPart{{"SECRET_KEY = ", false}, {`"…"`, true}}}}, v.Findings[0].Excerpt); diff != "" {
		t.Errorf("the excerpt of a secret (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]int{0}, v.Findings[0].Holds); diff != "" {
		t.Errorf("the modules that it holds in (-want +got):\n%s", diff)
	}
}

func TestViewUndecided(t *testing.T) {
	s := viewed()
	u := s.Undecided[0]
	other, elsewhere := u, u
	other.Module, elsewhere.Reason = "another", "comes from elsewhere"
	s.Undecided = append(s.Undecided, elsewhere, other)
	var got []string
	for _, u := range s.View().Undecided {
		got = append(got, fmt.Sprint(u.Rule.ID, " ", u.Setting, " ", u.Reason, " in ", u.Modules, u.Holds))
	}
	want := []string{
		"DJS101 SESSION_ENGINE comes from vault() in [another config.settings] [0]",
		"DJS101 SESSION_ENGINE comes from elsewhere in [config.settings] [0]",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// What may not be printed is not even in the view.
func TestViewHasNoSecrets(t *testing.T) {
	if text := fmt.Sprintf("%+v", viewed().View()); strings.Contains(text, "hunter2") || !strings.Contains(text, "HTTPS") {
		t.Errorf("got %s", text)
	}
}

func TestViewOfNothing(t *testing.T) {
	v := (&Scan{Report: &analyzer.Report{Layout: &discover.Layout{}}}).View()
	if diff := cmp.Diff(View{Headline: "No Django settings found", Notes: []string{}}, v); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestParts(t *testing.T) {
	for _, c := range []struct {
		line excerptLine
		want []ViewPart
	}{
		{excerptLine{text: "…"}, []ViewPart{{"…", false}}},
		{excerptLine{text: "ä = ö", carets: "    ^"}, []ViewPart{{"ä = ", false}, {"ö", true}}},
		{excerptLine{text: "a(b)", carets: "  ^"}, []ViewPart{{"a(", false}, {"b", true}, {")", false}}},
		{excerptLine{text: "ab", carets: "^^"}, []ViewPart{{"ab", true}}},
		{excerptLine{}, nil},
	} {
		if diff := cmp.Diff(c.want, parts(c.line)); diff != "" {
			t.Errorf("%+v (-want +got):\n%s", c.line, diff)
		}
	}
}

func TestViewImports(t *testing.T) {
	base := &discover.Module{Name: "base", Role: discover.Shared}
	prod := &discover.Module{Name: "prod", Role: discover.Production, Judged: true, Imports: []*discover.Module{base}}
	alone := &discover.Module{Name: "alone", Role: discover.Test}
	want := []ViewImporter{{"prod", "production", true, []int{1}}, {"base", "shared", false, nil}}
	if diff := cmp.Diff(want, layoutOf(base, prod, alone).View().Imports); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
