package change_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/django-session-audit/django-session-audit/analyzer"
	"github.com/django-session-audit/django-session-audit/analyzer/change"
	"github.com/django-session-audit/django-session-audit/analyzer/discover"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// secure are settings without a finding.
const secure = `import os
SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example.com"]
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "django.contrib.sessions"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 31536000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
`

// project is a repository with one settings module, and other files.
func project(text string, more map[string]string) map[string]string {
	files := map[string]string{
		"manage.py":        "import os\nos.environ.setdefault(\"DJANGO_SETTINGS_MODULE\", \"shop.settings\")\n",
		"shop/__init__.py": "", "shop/settings.py": text, "requirements.txt": "django==5.2.4\n",
	}
	maps.Copy(files, more)
	return files
}

func scan(t *testing.T, files map[string]string) *analyzer.Report {
	t.Helper()
	tree := fstest.MapFS{}
	for name, text := range files {
		if text != "gone" {
			tree[name] = &fstest.MapFile{Data: []byte(text)}
		}
	}
	report, err := analyzer.Run(context.Background(), source.Over(tree), analyzer.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// told is all that changes, a line each.
func told(c *change.Changes) []string {
	lines := []string{}
	for _, m := range c.Modules {
		kind := [...]string{"changed", "added", "removed", "promoted", "demoted"}[m.Kind]
		if m.Kind != change.Changed {
			lines = append(lines, kind+" "+m.Module().Name)
		}
		for _, s := range m.Settings {
			lines = append(lines, fmt.Sprintf("%s: %s -> %s", s.Name, described(s.Before), described(s.After)))
		}
	}
	for _, list := range []struct {
		word     string
		findings []change.Finding
	}{{"new", c.New}, {"worse", c.Worse}, {"fixed", c.Fixed}, {"accepted", c.Accepted}, {"lost", c.Lost}} {
		for _, f := range list.findings {
			lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s %s %s %s", list.word, f.Rule.ID, f.Setting, f.Why)))
		}
	}
	return lines
}

// described is a value with its line, and the others that it can have.
func described(d settings.Description) string {
	text, known := value.Repr(d.Value)
	switch {
	case d.State == settings.Absent:
		return "absent"
	case !d.Known || !known:
		text = "unknown"
	case d.State == settings.Default:
		text += " default"
	}
	if !d.Place.IsZero() {
		start, _ := d.Place.Range()
		text += fmt.Sprintf(" at %d", start.Line)
	}
	for _, a := range d.Alternatives {
		text += " or when " + a.When
	}
	return text
}

func TestBetween(t *testing.T) {
	with := func(lines ...string) string { return secure + strings.Join(lines, "\n") + "\n" }
	without := func(word string) string {
		lines := strings.SplitAfter(secure, "\n")
		return strings.Join(slices.DeleteFunc(lines, func(l string) bool { return strings.HasPrefix(l, word) }), "")
	}
	elsewhere := "import os\nos.environ.setdefault(\"DJANGO_SETTINGS_MODULE\", \"shop.production\")\n"
	for name, c := range map[string]struct {
		before, after string
		// files are other files, before and after.
		more [2]map[string]string
		want []string
	}{
		"nothing":         {before: secure, after: secure},
		"moved lines":     {before: with("SESSION_COOKIE_AGE = 99999999"), after: "# a comment\n\n" + with("", "SESSION_COOKIE_AGE  =  99999999")},
		"the same value":  {before: secure, after: with("SESSION_COOKIE_AGE = 60 * 60 * 24 * 14", "SESSION_COOKIE_HTTPONLY = True")},
		"another order":   {before: with("SESSION_X = {'a', 'b'}"), after: with("SESSION_X = {'b', 'a'}")},
		"the same lambda": {before: with("SESSION_X = lambda: 1"), after: with("", "SESSION_X = lambda: 1")},
		"the same unknown": {before: with("from vault import get", "if get('x'):", "    SESSION_COOKIE_AGE = get('y')"),
			after: with("", "", "from vault import get", "if get('x'):", "    SESSION_COOKIE_AGE = get('y')")},
		"default to assigned": {before: secure, after: with("SESSION_COOKIE_AGE = 1800"),
			want: []string{"SESSION_COOKIE_AGE: 1209600 default -> 1800 at 16", "new DJS203 SESSION_COOKIE_AGE"}},
		"assigned to default": {before: secure, after: without("SESSION_COOKIE_SECURE"),
			want: []string{"SESSION_COOKIE_SECURE: True at 11 -> False default", "new DJS101 SESSION_COOKIE_SECURE"}},
		"fixed": {before: without("SESSION_COOKIE_SECURE"), after: secure,
			want: []string{"SESSION_COOKIE_SECURE: False default -> True at 11", "fixed DJS101 SESSION_COOKIE_SECURE"}},
		"known to unknown": {before: secure, after: with("from vault import get", "SESSION_COOKIE_AGE = get('x')"),
			want: []string{"SESSION_COOKIE_AGE: 1209600 default -> unknown at 17"}},
		"unknown to known": {before: with("from vault import get", "SESSION_COOKIE_AGE = get('x')"), after: secure,
			want: []string{"SESSION_COOKIE_AGE: unknown at 17 -> 1209600 default"}},
		"known in part": {before: with("from vault import get", "SESSION_X = ['a', *get('x')]"), after: with("from vault import get", "SESSION_X = ['b', *get('x')]"),
			want: []string{"SESSION_X: unknown at 17 -> unknown at 17"}},
		"a condition": {before: secure, after: with("if os.environ.get('PLAIN'):", "    SESSION_COOKIE_SECURE = False"),
			want: []string{"SESSION_COOKIE_SECURE: True at 11 -> True at 11 or when PLAIN is set"}},
		"a variable": {before: with("SESSION_COOKIE_AGE = int(os.environ.get('AGE', 1000000))"), after: with("SESSION_COOKIE_AGE = int(os.environ.get('SESSION_AGE', 1000000))"),
			want: []string{"SESSION_COOKIE_AGE: 1000000 at 16 or when AGE is set -> 1000000 at 16 or when SESSION_AGE is set"}},
		"a new setting": {before: secure, after: with("SESSION_X = 1"), want: []string{"SESSION_X: absent -> 1 at 16"}},
		"a secret": {before: secure, after: strings.Replace(secure, `os.environ["SECRET_KEY"]`, `"k7!vb2@xq9#mz4$wc6%ej8^rt1&yu3*io5(ap0)sd-fg_hl=zx"`, 1),
			want: []string{"SECRET_KEY: unknown at 2 -> 'k7!vb2@xq9#mz4$wc6%ej8^rt1&yu3*io5(ap0)sd-fg_hl=zx' at 2", "new DJS401 SECRET_KEY"}},
		"a variable in place of a condition": {before: with("if os.environ.get('PLAIN') != '1':", "    SESSION_COOKIE_AGE = 99999999"), after: with("SESSION_COOKIE_AGE = 99999999"),
			want: []string{"SESSION_COOKIE_AGE: 99999999 at 17 or when PLAIN is set -> 99999999 at 16", "worse DJS201 SESSION_COOKIE_AGE held only when PLAIN is not set"}},
		"another wrong value": {before: with("SESSION_COOKIE_AGE = 99999999"), after: with("SESSION_COOKIE_AGE = 99999998"),
			want: []string{"SESSION_COOKIE_AGE: 99999999 at 16 -> 99999998 at 16"}},
		"accepted": {before: with("SESSION_COOKIE_AGE = 99999999"), after: with("SESSION_COOKIE_AGE = 99999999  # django-session-audit: ignore[DJS201] kiosk"),
			want: []string{"accepted DJS201 SESSION_COOKIE_AGE"}},
		"no longer accepted": {before: with("SESSION_COOKIE_AGE = 99999999  # django-session-audit: ignore[DJS201] kiosk"), after: with("SESSION_COOKIE_AGE = 99999999"),
			want: []string{"new DJS201 SESSION_COOKIE_AGE"}},
		"a finding that cannot be decided": {before: with("SESSION_COOKIE_AGE = 99999999"), after: with("from vault import get", "SESSION_COOKIE_AGE = get('x')"),
			want: []string{"SESSION_COOKIE_AGE: 99999999 at 16 -> unknown at 17", "lost DJS201 SESSION_COOKIE_AGE the value comes from get(), which is not modelled"}},
		"Django's default": {before: secure, after: secure, more: [2]map[string]string{{"requirements.txt": "django==3.0\n"}, {"requirements.txt": "django==3.2.25\n"}},
			want: []string{"SECURE_REFERRER_POLICY: None default -> 'same-origin' default"}},
		"another name": {before: with("SESSION_COOKIE_AGE = 99999999"), after: "gone", more: [2]map[string]string{nil, {
			"manage.py": elsewhere, "shop/production.py": with("SESSION_COOKIE_AGE = 99999999")}},
			want: []string{"added shop.production", "removed shop.settings", "new DJS201 SESSION_COOKIE_AGE",
				"lost DJS201 SESSION_COOKIE_AGE no module in which it held is judged any more"}},
		"a module around it": {before: with("SESSION_COOKIE_AGE = 99999999"), after: with("SESSION_COOKIE_AGE = 99999999"), more: [2]map[string]string{nil, {
			"manage.py": elsewhere, "shop/production.py": "from .settings import *\n"}},
			want: []string{"added shop.production", "demoted shop.settings"}},
		"another module besides": {before: with("SESSION_COOKIE_AGE = 99999999"), after: with("SESSION_COOKIE_AGE = 99999999"), more: [2]map[string]string{
			{"manage.py": elsewhere, "shop/production.py": "from .settings import *\n"},
			{"manage.py": elsewhere, "shop/production.py": "from .settings import *\n", "shop/live_prod.py": "from .settings import *\n",
				"shop/wsgi.py": strings.ReplaceAll(elsewhere, "shop.production", "shop.live_prod")}},
			want: []string{"added shop.live_prod", "worse DJS201 SESSION_COOKIE_AGE held in 1 of these modules before"}},
		"shared settings moved into another file": {before: "from .base import *\n", after: "from .common import *\n", more: [2]map[string]string{
			{"shop/base.py": with("SESSION_COOKIE_AGE = 99999999")}, {"shop/common.py": with("SESSION_COOKIE_AGE = 99999999")}}},
	} {
		t.Run(name, func(t *testing.T) {
			before, after := scan(t, project(c.before, c.more[0])), scan(t, project(c.after, c.more[1]))
			if c.want == nil {
				c.want = []string{}
			}
			changes := change.Between(before, after)
			if diff := cmp.Diff(c.want, told(changes)); diff != "" {
				t.Error(diff)
			}
			if n := len(before.Findings) - len(changes.Fixed) - len(changes.Accepted) - len(changes.Lost); n != changes.Same+len(changes.Worse) {
				t.Errorf("%d findings stay, but %d are the same and %d worse", n, changes.Same, len(changes.Worse))
			}
			if same := change.Between(after, after); !same.Empty() {
				t.Errorf("compared with itself: %v", told(same))
			}
		})
	}
}

// What options name and is not there yet gives nothing.
func TestScan(t *testing.T) {
	tree := fstest.MapFS{}
	for name, text := range project(secure, nil) {
		tree[name] = &fstest.MapFile{Data: []byte(text)}
	}
	for name, c := range map[string]struct {
		options discover.Options
		want    []string
	}{
		"all there":   {discover.Options{Modules: []string{"shop.settings"}}, []string{"shop.settings"}},
		"some there":  {discover.Options{Modules: []string{"shop.new:Prod", "shop.settings"}}, []string{"shop.settings"}},
		"none there":  {discover.Options{Modules: []string{"shop.new", "shop.newer"}}, nil},
		"no root yet": {discover.Options{Root: "backend"}, nil},
	} {
		report, err := change.Scan(context.Background(), source.Over(tree), analyzer.Options{Discover: c.options})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var got []string
		for _, e := range report.Modules {
			got = append(got, e.Module.Name)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: judged %q, want %q", name, got, c.want)
		}
	}
	if _, err := change.Scan(context.Background(), source.Over(tree), analyzer.Options{DjangoVersion: "x"}); err == nil {
		t.Error("a wrong option is no error")
	}
}
