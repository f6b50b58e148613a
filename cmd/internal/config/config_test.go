package config

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/django-session-audit/django-session-audit/analyzer/discover"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

func parse(name, text string) (Config, bool, error) {
	return Parse(source.NewFile(name, []byte(text)))
}

func TestKeysAreTheMembers(t *testing.T) {
	var members []string
	for i := range reflect.TypeFor[Config]().NumField() {
		if tag := reflect.TypeFor[Config]().Field(i).Tag.Get("toml"); tag != "" && tag != "-" {
			members = append(members, tag)
		}
	}
	slices.Sort(members)
	if diff := cmp.Diff(Keys, members); diff != "" {
		t.Errorf("(-keys +members):\n%s", diff)
	}
}

func TestParse(t *testing.T) {
	want := Config{
		Include: []string{"a"}, Exclude: []string{"b"}, Modules: []string{"m"}, Roles: []string{"test"}, Root: "r",
		Env: map[string]string{"K": "v"}, EnvFile: "e", DjangoVersion: "5.2", FailOn: "high", Profile: "default", Assume: "production",
		Require: []string{"DEBUG = False"}, Rules: map[string]string{"DJS203": "off"},
	}
	text := "include = [\"a\"]\nexclude = [\"b\"]\nmodules = [\"m\"]\nroles = [\"test\"]\nroot = \"r\"\nenv-file = \"e\"\n" +
		"django-version = \"5.2\"\nfail-on = \"high\"\nprofile = \"default\"\nassume = \"production\"\nrequire = [\"DEBUG = False\"]\nrules = { DJS203 = \"off\" }\n"
	for name, content := range map[string]string{
		"x.toml":         text + "env = { K = \"v\" }\n",
		"pyproject.toml": "[tool.django-session-audit]\n" + text + "[tool.django-session-audit.env]\nK = \"v\"\n[tool.x]\ninclude = 1\n",
	} {
		got, there, err := parse(name, content)
		want.File = name
		if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(Config{})); diff != "" || !there || err != nil {
			t.Errorf("%s: %v, %v (-want +got):\n%s", name, there, err, diff)
		}
	}
	if _, there, err := parse("pyproject.toml", "[tool.x]\n# django-session-audit\n"); there || err != nil {
		t.Errorf("without a table: %v, %v", there, err)
	}
}

// badConfigurations are configurations with what is said of them.
var badConfigurations = map[string]struct{ file, text, want string }{
	"an unknown key":         {"a.toml", "\nmodul = 1", `a.toml:2: there is no key "modul"; did you mean modules?`},
	"an unknown table":       {"a.toml", "fail-on = \"low\"\n[envs]\nA = \"1\"", `a.toml:2: there is no key "envs"; did you mean env?`},
	"in a project":           {"b/pyproject.toml", "[tool.x]\nmodul=1\n[tool.django-session-audit]\nmodul = 1", `b/pyproject.toml:4: there is no key "modul"; did you mean modules?`},
	"a table in a project":   {"pyproject.toml", "[tool.django-session-audit.envs]\nA = \"1\"", `pyproject.toml:1: there is no key "envs"; did you mean env?`},
	"a quoted key":           {"a.toml", "\"modul\" = 1", `a.toml:1: there is no key "modul"; did you mean modules?`},
	"a hostile key":          {"a.toml", "\"a\\u001b[31m\" = 1", `a.toml: there is no key "a\x1b[31m"`},
	"a number for a text":    {"a.toml", "root = 3", "a.toml:1: root must be the text of a folder"},
	"a text for a list":      {"a.toml", "\nexclude = \"x\"", "a.toml:2: exclude must be a list of globs"},
	"a list of numbers":      {"a.toml", "exclude = [1]", "a.toml:1: exclude must be a list of globs"},
	"a number in env":        {"a.toml", "[env]\nA = 1", `a.toml:2: env must be a table of texts, such as env = { DJANGO_HTTPS = "1" }`},
	"a name in env":          {"a.toml", "env = { \"a b\" = \"1\" }", `a.toml:1: env: "a b" is not the name of an environment variable`},
	"a version":              {"a.toml", "django-version = \"new\"", `a.toml:1: django-version: "new" is no version of Django; write it as 5.2 or 5.2.4`},
	"a threshold":            {"a.toml", "fail-on = \"mediun\"", `a.toml:1: fail-on: "mediun" is not one of none, low, medium, high, critical; did you mean medium?`},
	"an assumption":          {"a.toml", "assume = \"none\"", `a.toml:1: assume: "none" is not one of production, empty-environment`},
	"a syntax error":         {"a.toml", "a = \"hunter2", "a.toml:1: this is not TOML: look at quotes, brackets and equals signs, and for a key that is there twice"},
	"a key twice":            {"a.toml", "root = \"a\"\nroot = \"b\"", "a.toml:2: this is not TOML: look at quotes, brackets and equals signs, and for a key that is there twice"},
	"a long text":            {"a.toml", "root = \"" + strings.Repeat("x", 5000) + "\"", "a.toml:1: root has a text of more than 4096 characters"},
	"many entries":           {"a.toml", "modules = [" + strings.Repeat(`"a",`, 501) + "]", "a.toml:1: modules has more than 500 entries"},
	"a large file":           {"a.toml", strings.Repeat("#\n", 1<<20), "a.toml: larger than 1 MiB"},
	"brackets without end":   {"a.toml", "a = " + strings.Repeat("[", 1<<19), "a.toml: has more keys, or is nested deeper, than is read"},
	"a path that is hostile": {"a\x1b.toml", "x = 1", "a\uFFFD.toml:1: there is no key"},
}

func TestErrors(t *testing.T) {
	for name, c := range badConfigurations {
		_, _, err := parse(c.file, c.text)
		if err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s: %v\nwant %s", name, err, c.want)
		}
		if err != nil && strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: the error repeats the file", name)
		}
	}
}

// Nothing that a repository holds keeps the scan busy.
func TestHostileConfigurationIsQuick(t *testing.T) {
	for name, text := range map[string]string{
		"many tables": "[tool.django-session-audit]\n" + strings.Repeat("[[tool.x]]\n", 80_000),
		"many keys":   "[tool.django-session-audit]\nfail-on = \"low\"\n[tool.x]\n" + manyKeys(60_000),
		"unknown":     "[tool.django-session-audit]\n" + manyKeys(60_000),
		"deep":        "[tool.django-session-audit]\nx" + strings.Repeat(".x", 100_000) + " = 1",
	} {
		started := time.Now()
		_, _, _ = parse("pyproject.toml", text)
		if took := time.Since(started); took > 5*time.Second {
			t.Errorf("%s takes %s", name, took)
		}
	}
}

func manyKeys(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("k" + strings.Repeat("a", i%7) + string(rune('a'+i%26)) + "x" + strings.Repeat("b", i/7%9))
		b.WriteString("y")
		for d := i; d > 0; d /= 10 {
			b.WriteByte(byte('0' + d%10))
		}
		b.WriteString(" = 1\n")
	}
	return b.String()
}

func TestLoad(t *testing.T) {
	dir := t.TempDir()
	repo, err := source.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer repo.Close()
	if c, err := Load(repo); err != nil || c.File != "" {
		t.Errorf("an empty folder: %v, %v", c, err)
	}
	outside := filepath.Join(t.TempDir(), "x.toml")
	if err := os.WriteFile(outside, []byte("fail-on = \"low\""), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(dir, "django-session-audit.toml")); err != nil {
		t.Fatal(err)
	}
	repo2, err := source.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer repo2.Close()
	_, err = Load(repo2)
	var e *Error
	if !errors.As(err, &e) || e.File != "django-session-audit.toml" || !strings.Contains(e.Text, "not a regular file") {
		t.Errorf("a link: %v", err)
	}
}

func TestOver(t *testing.T) {
	file := Config{FailOn: "low", Root: "a", Include: []string{"x"}, Env: map[string]string{"A": "1", "B": "2"}, File: "f"}
	got := file.Over(Config{FailOn: "high", Modules: []string{"m"}, Env: map[string]string{"B": "3"}})
	want := Config{FailOn: "high", Root: "a", Include: []string{"x"}, Modules: []string{"m"}, Env: map[string]string{"A": "1", "B": "3"}, File: "f"}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(Config{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if file.Env["B"] != "2" {
		t.Error("the first is changed")
	}
}

func TestOptions(t *testing.T) {
	o := Config{Assume: EmptyEnvironment, Roles: []string{"test"}, Modules: []string{"m"}, Root: "r", DjangoVersion: "5"}.Options()
	if !o.EmptyEnvironment || o.Discover.Roles[0] != discover.Test || o.Discover.Modules[0] != "m" || o.Discover.Root != "r" || o.DjangoVersion != "5" {
		t.Errorf("got %+v", o)
	}
}

func TestThreshold(t *testing.T) {
	for word, want := range map[string]finding.Severity{"none": finding.NoSeverity, "low": finding.Low, "critical": finding.Critical} {
		if got, err := Threshold(word); got != want || err != nil {
			t.Errorf("%s: %v, %v", word, got, err)
		}
	}
	if _, err := Threshold("worst"); err == nil {
		t.Error("no error")
	}
}

// FuzzParse holds that a configuration in which anything may stand is refused in
// one plain line that names a line of the file, or has options that say what it
// says.
func FuzzParse(f *testing.F) {
	f.Add("pyproject.toml", "[tool.django-session-audit]\nenv = { A = \"1\" }\n")
	f.Add("a.toml", "include = [\"a\"\n]\n[env]\n")
	f.Add("a.toml", "root = \"\\u2028::error::\"\nroles = [\"test\"]\n[rules]\nDJS101 = \"off\"\n")
	f.Fuzz(func(t *testing.T, name, text string) {
		c, there, err := parse(name, text)
		var said *Error
		switch {
		case err != nil && (there || !errors.As(err, &said)):
			t.Errorf("there: %t, and %v", there, err)
		case err != nil:
			tellable(t, said, text)
		default:
			o := c.Options()
			if o.Discover.Root != c.Root || !slices.Equal(o.Discover.Modules, c.Modules) || !maps.Equal(o.Env, c.Env) || len(o.Discover.Roles) != len(c.Roles) {
				t.Errorf("%q has the options %+v", text, o)
			}
		}
	})
}

// tellable checks that what is said of a file can be told.
func tellable(t *testing.T, said *Error, text string) {
	t.Helper()
	if said.Text == "" || Plain(said.Error()) != said.Error() || said.Line < 0 || said.Line > strings.Count(text, "\n")+1 {
		t.Errorf("%q: %q in line %d", text, said.Error(), said.Line)
	}
}

// FuzzParseEnv holds that an env file in which anything may stand gives names
// that stand in it, in bounded time, and that no error holds what is in it.
func FuzzParseEnv(f *testing.F) {
	f.Add("A=1\nexport B=\"${A} \\n\" # x\nC='$A'\n")
	f.Add("A=$B$B\nB=$A$A\n")
	f.Add("=\n\x00\u2028=\"")
	f.Fuzz(func(t *testing.T, text string) {
		given, err := ParseEnv(source.NewFile("a.env", []byte("SECRET_OF_OURS=hunter2zz\n"+text)))
		var said *Error
		if err != nil && (!errors.As(err, &said) || strings.Contains(err.Error(), "hunter2zz") || len(err.Error()) > 200) {
			t.Errorf("%q: %v", text, err)
		}
		for name := range given {
			if name != "SECRET_OF_OURS" && !strings.Contains(text, name) {
				t.Errorf("%q gives %q", text, name)
			}
		}
	})
}
