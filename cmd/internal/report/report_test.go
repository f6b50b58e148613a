package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/django-session-audit/django-session-audit/analyzer"
	"github.com/django-session-audit/django-session-audit/analyzer/discover"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

var rule = &finding.Rule{ID: "DJS101", Name: "session-cookie-not-secure", Short: "It is sent.", Level: finding.Error, Score: 6.5}

// spanOf returns the place of a word in a file.
func spanOf(f *source.File, word string) source.Span {
	i := bytes.Index(f.Bytes, []byte(word))
	return source.Span{File: f, Start: i, End: i + len(word)}
}

// world returns a world of names with values that were made at words of a file.
func world(f *source.File, names map[string]value.Data, words map[string]string, env map[string]*value.Environment) *settings.World {
	ns := value.NewNamespace()
	for name, data := range names {
		ns.Set(name, value.Value{Data: data, Origin: &value.Origin{At: spanOf(f, words[name]), Env: env[name]}})
	}
	return settings.NewWorld(django52, ns, nil)
}

func scanOf(f *source.File, worlds []*settings.World, findings ...finding.Finding) *Scan {
	m := &discover.Module{Name: "config.settings", Root: ".", File: f.Path, Role: discover.Production, Judged: true, Version: discover.Version{Text: "5.2"}}
	e := &settings.Effective{Module: m, Version: django52, Worlds: worlds}
	return &Scan{Report: &analyzer.Report{
		Layout:  &discover.Layout{Django: true, Modules: []*discover.Module{m}},
		Modules: []*settings.Effective{e}, Findings: findings,
	}, Tool: Tool{Version: "1.2.3"}}
}

func text(t *testing.T, s *Scan, how Text) string {
	t.Helper()
	var b bytes.Buffer
	if err := how.Write(&b, s); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestText(t *testing.T) {
	f := source.NewFile("config/settings.py", []byte("X = 1\nSESSION_COOKIE_SECURE = env.bool(\"HTTPS\", default=False)  # hunter2\n"))
	w := world(f, map[string]value.Data{"SESSION_COOKIE_SECURE": value.Bool(false)}, map[string]string{"SESSION_COOKIE_SECURE": `env.bool("HTTPS", default=False)`}, nil)
	place := spanOf(f, `env.bool("HTTPS", default=False)`)
	other := source.NewFile("config/prod.py", []byte("from .settings import *\n"))
	s := scanOf(f, []*settings.World{w}, finding.Finding{
		Rule: rule, Level: finding.Warning, Setting: "SESSION_COOKIE_SECURE",
		Message: "SESSION_COOKIE_SECURE is False: the cookie is also sent over plain HTTP",
		When:    "HTTPS is not set", Fix: "SESSION_COOKIE_SECURE = True", Place: place,
		Way:     []finding.Step{{Place: spanOf(other, "from .settings import *"), Label: "imported here"}, {Place: place, Label: "made here"}},
		Modules: []string{"config.settings", "other.settings"},
	})
	want := `config.settings  production, Django 5.2, config/settings.py

config/settings.py:2:25  medium  DJS101 session-cookie-not-secure
     2 | SESSION_COOKIE_SECURE = env.bool("HTTPS", default=False)
       |                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  SESSION_COOKIE_SECURE is False: the cookie is also sent over plain HTTP
  when    HTTPS is not set
  from    config/prod.py:1  imported here
  fix     SESSION_COOKIE_SECURE = True
  also in other.settings
  more    django-session-audit explain DJS101

1 finding (1 medium) in 1 module
`
	if diff := cmp.Diff(want, text(t, s, Text{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got, want := text(t, s, Text{Quiet: true}), "config/settings.py:2:25  medium  DJS101 session-cookie-not-secure: SESSION_COOKIE_SECURE is False: the cookie is also sent over plain HTTP\n"; got != want {
		t.Errorf("quiet: got %q, want %q", got, want)
	}
	for i, line := range strings.Split(text(t, s, Text{Width: 60}), "\n") {
		if utf8.RuneCountInString(line) > 60 && !strings.Contains(line, "DJS101 ") {
			t.Errorf("line %d is longer than 60: %s", i+1, line)
		}
	}
	if got := text(t, s, Text{Color: true}); !strings.Contains(got, "\x1b[") {
		t.Error("no colour")
	}
	s.Prefix = "backend"
	if got := text(t, s, Text{}); !strings.Contains(got, "backend/config/settings.py:2:25") || !strings.Contains(got, "backend/config/prod.py:1") {
		t.Errorf("without the prefix:\n%s", got)
	}
}

// Nothing of a repository reaches the terminal as it is.
func TestTextIsHarmless(t *testing.T) {
	f := source.NewFile("con\x1b[2Jfig\u202e.py", []byte("A = 1\n"))
	s := scanOf(f, nil, finding.Finding{
		Rule: rule, Setting: "A\x1b]0;x\x07", Message: "A\r\nis \x1b[31mred", When: "x\x00", Fix: "A = \x1b", Place: spanOf(f, "1"),
		Way: []finding.Step{{Place: spanOf(f, "A"), Label: "\x9b1m"}}, Modules: []string{"\x1b"},
	})
	s.Undecided = []analyzer.Undecided{{Rule: rule, Module: "m\x1b", Setting: "S\x07", Reason: "comes\nfrom", Place: spanOf(f, "A")}}
	s.Notes = []string{"a\x1bb"}
	s.Modules[0].Assumptions, s.Modules[0].Cut, s.Modules[0].Ended = []string{"\x1b"}, []string{"\x1b"}, "\x1b"
	outputs := map[string]string{"text": text(t, s, Text{ShowUnknown: true, Verbose: true}), "markdown": Summary{}.Markdown(s)}
	var b bytes.Buffer
	if err := s.WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	outputs["json"] = b.String()
	outputs["view"] = fmt.Sprintf("%+v", s.View())
	for name, out := range outputs {
		if i := strings.IndexFunc(strings.ReplaceAll(out, "\u200b", ""), func(r rune) bool { return r != '\n' && unsafe(r) }); i >= 0 {
			t.Errorf("%s has %q in\n%q", name, out[i], out)
		}
	}
}

func TestHeadline(t *testing.T) {
	f := source.NewFile("s.py", []byte("A = 1\n"))
	s := scanOf(f, nil)
	if got, want := s.Headline(), "No findings in 1 module"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	s.Modules = nil
	if got, want := s.Headline(), "No settings module to judge"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	s.Layout.Django = false
	if got, want := s.Headline(), "No Django settings found"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestReaches(t *testing.T) {
	f := source.NewFile("s.py", []byte("A = 1\n"))
	s := scanOf(f, nil, finding.Finding{Rule: rule, Place: spanOf(f, "1")})
	for threshold, want := range map[finding.Severity]bool{
		finding.NoSeverity: false, finding.Low: true, finding.Medium: true, finding.High: false, finding.Critical: false,
	} {
		if got := s.Reaches(threshold); got != want {
			t.Errorf("%s: got %v, want %v", threshold, got, want)
		}
	}
}

func TestSettingsJSONTellsNoSecret(t *testing.T) {
	f := source.NewFile("s.py", []byte("A = 1\n"))
	str := func(s string) value.Value { return value.Value{Data: value.Str(s)} }
	cache := value.NewDict(
		value.Entry{Key: str("BACKEND"), Value: str("django.core.cache.backends.redis.RedisCache")},
		value.Entry{Key: str("LOCATION"), Value: str("redis://:hunter2@host")})
	w := world(f, map[string]value.Data{
		"SECRET_KEY":            value.Str("hunter2"),
		"SECRET_KEY_FALLBACKS":  &value.List{Items: []value.Value{str("hunter2")}},
		"CACHES":                value.NewDict(value.Entry{Key: str("default"), Value: value.Value{Data: cache}}),
		"SESSION_REDIS_URL":     value.Str("redis://:hunter2@host"),
		"SESSION_REDIS":         value.NewDict(value.Entry{Key: str("hunter2"), Value: str("hunter2")}),
		"SESSION_SECRET_PIN":    value.NewInt(8151623),
		"SESSION_COOKIE_DOMAIN": value.Str("shop.example.com"),
		"SESSION_COOKIE_AGE":    value.Timedelta(1_500_000),
		"ALLOWED_HOSTS":         &value.Tuple{Items: []value.Value{str("a.example"), str("b\x1b")}},
		"SESSION_COOKIE_NAME":   &value.Unknown{Reason: "comes from name(), which is not modelled"},
	}, nil, map[string]*value.Environment{
		"SECRET_KEY":            {Name: "KEY", Default: str("hunter2")},
		"SESSION_COOKIE_DOMAIN": {Name: "DOMAIN", Default: str("example.com")},
	})
	s := scanOf(f, []*settings.World{w})
	var b bytes.Buffer
	if err := s.WriteSettingsJSON(&b); err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"hunter2", "8151623"} {
		if strings.Contains(b.String(), secret) {
			t.Errorf("%s is told:\n%s", secret, b.String())
		}
	}
	var doc struct {
		Modules []struct {
			Settings map[string]struct {
				Origin      string          `json:"origin"`
				Known       bool            `json:"known"`
				Redacted    bool            `json:"redacted"`
				Reason      string          `json:"reason"`
				Value       json.RawMessage `json:"value"`
				Environment json.RawMessage `json:"environment"`
			} `json:"settings"`
		} `json:"modules"`
	}
	if err := json.Unmarshal(b.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for name, d := range doc.Modules[0].Settings {
		var value, environment bytes.Buffer
		_ = json.Compact(&value, d.Value)
		_ = json.Compact(&environment, d.Environment)
		got[name] = strings.TrimSpace(fmt.Sprintf("%s %v redacted=%v %s %s %s", d.Origin, d.Known, d.Redacted, value.String(), environment.String(), d.Reason))
	}
	for name, want := range map[string]string{
		"SECRET_KEY":            `assigned true redacted=true  {"name":"KEY"}`,
		"SECRET_KEY_FALLBACKS":  `assigned true redacted=true`,
		"CACHES":                `assigned true redacted=false {"default":{"BACKEND":"django.core.cache.backends.redis.RedisCache"}}`,
		"SESSION_REDIS_URL":     `assigned true redacted=true`,
		"SESSION_REDIS":         `assigned true redacted=true`,
		"SESSION_SECRET_PIN":    `assigned true redacted=true`,
		"SESSION_COOKIE_DOMAIN": `assigned true redacted=false "shop.example.com" {"name":"DOMAIN","default":"example.com"}`,
		"SESSION_COOKIE_AGE":    `assigned true redacted=false {"timedelta":1.5}`,
		"ALLOWED_HOSTS":         "assigned true redacted=false [\"a.example\",\"b\uFFFD\"]",
		"SESSION_COOKIE_NAME":   `assigned false redacted=false   comes from name(), which is not modelled`,
		"SESSION_COOKIE_PATH":   `default true redacted=false "/"`,
		"CSRF_COOKIE_DOMAIN":    `default true redacted=false null`,
	} {
		if diff := cmp.Diff(want, got[name]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}

	for _, name := range append([]string{""}, "SECRET_KEY", "SESSION_REDIS", "SESSION_REDIS_URL", "CACHES", "SESSION_SECRET_PIN") {
		b.Reset()
		var err error
		if name == "" {
			err = Table{All: true}.Write(&b, s)
		} else {
			err = Table{}.WriteTree(&b, s, name)
		}
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(b.String(), "hunter2") || strings.Contains(b.String(), "8151623") {
			t.Errorf("the table %q tells a secret:\n%s", name, b.String())
		}
	}
	if strings.Contains(Summary{}.Markdown(s), "hunter2") {
		t.Error("the summary tells a secret")
	}
}

func TestWrapCountsWhatIsSeen(t *testing.T) {
	s := style{on: true}
	got := hang("  fix  ", s.good("A = 1")+" and "+s.name("more"), 60)
	if len(got) != 1 {
		t.Errorf("got %q", got)
	}
	if diff := cmp.Diff([]string{"a bb", "ccc"}, wrap("a  bb ccc", 5)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestTextTellsSomeAssumptions(t *testing.T) {
	f := source.NewFile("s.py", []byte("A = 1\n"))
	s := scanOf(f, nil)
	s.Modules[0].Assumptions = []string{"a1", "a2", "a3", "a4", "a5", "a6"}
	if got := text(t, s, Text{}); !strings.Contains(got, "a4\n  assuming 2 more things") || strings.Contains(got, "a5") {
		t.Errorf("got\n%s", got)
	}
	if got := text(t, s, Text{Verbose: true}); !strings.Contains(got, "a6") {
		t.Errorf("got\n%s", got)
	}
}
