package config

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/policy"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

func parsePolicy(text string) (*Organisation, error) {
	return ParsePolicy(source.NewFile("org/acme.toml", []byte(text)))
}

const acme = `profile = "pci"
require = [
  'SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"',
]
suppressions = "with-reason-and-expiry"
fail-on = "medium"
allow = ["exclude"]
[rules]
DJS114 = "note"
DJS203 = "warning"
`

func TestParsePolicy(t *testing.T) {
	o, err := parsePolicy(acme)
	if err != nil {
		t.Fatal(err)
	}
	p := o.policy()
	if len(p.Profiles) != 1 || p.Profiles[0].Name != "pci" || len(p.Requirements) != 1 ||
		p.Requirements[0].Asker != "the policy acme.toml" || p.Suppressions != policy.WithReasonAndExpiry ||
		p.Floors["DJS203"] != finding.Warning || p.Floors["DJS114"] != finding.Note {
		t.Errorf("got %+v", p)
	}
}

// badPolicies are policies with what is said of them.
var badPolicies = map[string]string{
	"profil = \"pci\"":                                   `org/acme.toml:1: there is no key "profil"; did you mean profile?`,
	"exclude = [\"x\"]":                                  `org/acme.toml:1: there is no key "exclude"`,
	"profile = \"pcii\"":                                 `org/acme.toml:1: profile: "pcii" is not one of default, starter, asvs-l1`,
	"\n[rules]\nDJS203 = \"off\"":                        `org/acme.toml:2: rules: a policy turns rules on, and none off`,
	"[rules]\nDJS203 = \"eror\"":                         `org/acme.toml:1: rules: "eror" is not one of note, warning, error; did you mean error?`,
	"[rules]\nDJS999 = \"note\"":                         `org/acme.toml:1: rules: there is no rule "DJS999"`,
	"rules = { session-cookie-not-secure = \"note\" }":   `org/acme.toml:1: rules: there is no rule "session-cookie-not-secure"; did you mean DJS101?`,
	"rules = 3":                                          `org/acme.toml:1: rules must be a table of levels by rule, such as rules = { DJS203 = "warning" }`,
	"suppressions = \"never\"":                           `org/acme.toml:1: suppressions: "never" is not one of allowed, with-reason`,
	"allow = [\"rules\"]":                                `org/acme.toml:1: allow: "rules" is not one of assume, django-version`,
	"require = [\n'SESSION_COOKIE_AGE <= 1',\n'X <= x']": "org/acme.toml:3: require: entry 2, character 6: a value is a text in quotes",
	"require = ['SECRET_KEY != \"x\"']":                  "org/acme.toml:1: require: entry 1: SECRET_KEY is secret",
	"profile = \"hunter2":                                "org/acme.toml:1: this is not TOML",
}

func TestPolicyErrors(t *testing.T) {
	for text, want := range badPolicies {
		_, err := parsePolicy(text)
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v\nwant %s", text, err, want)
		}
		if err != nil && strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: the error repeats the file", text)
		}
	}
}

// A repository can tighten a policy, and do nothing else to it.
func TestUnder(t *testing.T) {
	o, err := parsePolicy(acme)
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"":                              "",
		"profile = \"owasp-high\"":      "",
		"profile = \"default\"":         "",
		"require = [\"DEBUG = False\"]": "",
		"include = [\"conf/*.py\"]":     "",
		"exclude = [\"legacy/**\"]":     "",
		"fail-on = \"low\"":             "",
		"fail-on = \"medium\"":          "",
		"[rules]\nDJS203 = \"error\"\nDJS206 = \"note\"\nDJS110 = \"off\"": "",
		"\nmodules = [\"a\"]":           "a.toml:2: modules can hide findings, so the policy acme.toml does not let a repository set it",
		"roles = [\"test\"]":            "a.toml:1: roles can hide findings",
		"[env]\nA = \"1\"":              "a.toml:1: env can hide findings",
		"assume = \"production\"":       "a.toml:1: assume can hide findings",
		"fail-on = \"high\"":            `a.toml:1: fail-on = "high" is milder than the "medium" of the policy acme.toml`,
		"fail-on = \"none\"":            `a.toml:1: fail-on = "none" is milder`,
		"[rules]\n\nDJS101 = \"off\"":   `a.toml:3: DJS101 = "off": under the policy acme.toml a repository can turn rules on, and none off`,
		"[rules]\nDJS202 = \"off\"":     `a.toml:2: DJS202 = "off": under`,
		"[rules]\nDJS101 = \"note\"":    `a.toml:2: DJS101 = "note": under the policy acme.toml it is "error", and a repository can raise that, not lower it`,
		"rules = { DJS203 = \"note\" }": `a.toml:1: DJS203 = "note": under the policy acme.toml it is "warning"`,
	} {
		c, _, err := parse("a.toml", text)
		if err != nil {
			t.Fatal(err)
		}
		_, err = c.Under(o)
		if want == "" && err != nil || want != "" && (err == nil || !strings.HasPrefix(err.Error(), want)) {
			t.Errorf("%q: %v\nwant %s", text, err, want)
		}
	}
}

func TestUnderKeepsWhatIsAsked(t *testing.T) {
	o, err := parsePolicy(acme)
	if err != nil {
		t.Fatal(err)
	}
	c, _, err := parse("a.toml", "profile = \"stig\"\nrequire = [\n\"DEBUG = False\"]\nfail-on = \"low\"\n[rules]\nDJS206 = \"note\"\n")
	if err != nil {
		t.Fatal(err)
	}
	if c, err = c.Under(o); err != nil {
		t.Fatal(err)
	}
	p := c.Over(Config{Profile: "default", FailOn: "none"}).Options().Policy
	if len(p.Profiles) != 2 || p.Profiles[0].Name != "pci" || len(p.Requirements) != 2 ||
		p.Requirements[1].Asker != "a.toml:3" || p.Levels["DJS206"] != finding.Note || p.Asker == "" {
		t.Errorf("got %+v", p)
	}
	for given, want := range map[string]finding.Severity{"": finding.Medium, "none": finding.Medium, "critical": finding.Medium, "low": finding.Low} {
		if got, err := (Config{FailOn: given, organisation: o}).Threshold("none"); got != want || err != nil {
			t.Errorf("fail-on %q: %v, %v", given, got, err)
		}
	}
}

func TestParseBaseline(t *testing.T) {
	f := source.NewFile("b.json", []byte("{\n\"format\": 3}"))
	if _, err := (Config{}).ParseBaseline(f); err == nil || !strings.HasPrefix(err.Error(), "b.json:2: a member of the baseline is of the wrong type") {
		t.Errorf("got %v", err)
	}
	forbids := Config{organisation: &Organisation{File: "acme.toml", Suppressions: "forbidden"}}
	if _, err := forbids.ParseBaseline(f); err == nil || !strings.HasPrefix(err.Error(), "the policy acme.toml forbids") {
		t.Errorf("got %v", err)
	}
}

// FuzzParsePolicy holds that a policy in which anything may stand is refused in
// one plain line, or holds over a configuration.
func FuzzParsePolicy(f *testing.F) {
	f.Add(acme)
	f.Add("require = ['A in [1, \"b\"]']\n[rules]\nDJS101 = \"error\"\n")
	f.Fuzz(func(t *testing.T, text string) {
		o, err := parsePolicy(text)
		if err != nil {
			var said *Error
			if !errors.As(err, &said) {
				t.Fatal(err)
			}
			tellable(t, said, text)
			return
		}
		if c, err := (Config{Profile: "starter"}).Under(o); err != nil || len(c.Options().Policy.Profiles) == 0 {
			t.Errorf("%v", err)
		}
	})
}

// The policy of examples/ is one, and the required workflow of examples/ has
// the same.
func TestExamplePolicy(t *testing.T) {
	f, err := ReadFile("../../../examples/policy.toml")
	if err != nil {
		t.Fatal(err)
	}
	o, err := ParsePolicy(f)
	if err != nil {
		t.Fatal(err)
	}
	if p := o.policy(); len(p.Profiles) != 1 || len(p.Requirements) != 1 || p.Suppressions != policy.WithReasonAndExpiry || o.FailOn != "high" {
		t.Errorf("got %+v", p)
	}
	workflow, err := ReadFile("../../../examples/required.yml")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(workflow.Bytes), "<<'END'\n")
	text, _, ok := strings.Cut(rest, "          END\n")
	if unindented := regexp.MustCompile(`(?m)^ {10}`).ReplaceAllString(text, ""); !ok || unindented != string(f.Bytes) {
		t.Errorf("examples/required.yml has another policy than examples/policy.toml:\n%s", unindented)
	}
}
