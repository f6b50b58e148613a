package config

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"github.com/django-session-audit/django-session-audit/analyzer/django"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/policy"
	"github.com/django-session-audit/django-session-audit/analyzer/rules"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
	"github.com/django-session-audit/django-session-audit/analyzer/suppress"
)

// An Organisation is the policy of an organisation, read from a file such as
//
//	profile = "pci"
//	require = ['SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"']
//	suppressions = "with-reason-and-expiry"
//	fail-on = "medium"
//	allow = ["exclude"]
//
//	[rules]
//	DJS114 = "note"
//	DJS203 = "warning"
//
// The configuration of a repository can only tighten it.
type Organisation struct {
	// Profile is the name of a profile.
	Profile string `toml:"profile"`
	// Require are require lines.
	Require []string `toml:"require"`
	// Rules are the mildest levels of findings, by rule; they turn rules on.
	Rules map[string]string `toml:"rules"`
	// Suppressions is one of policy.SuppressionWords.
	Suppressions string `toml:"suppressions"`
	// FailOn is the mildest severity that fails a run, at most.
	FailOn string `toml:"fail-on"`
	// Allow are the keys that the configuration of a repository may have
	// although they can hide findings.
	Allow []string `toml:"allow"`

	// File is the file that it was read from.
	File string `toml:"-"`

	requirements []policy.Requirement
}

// hiding are the keys of a repository's configuration with which findings can
// be kept from arising.
var hiding = []string{"assume", "django-version", "env", "env-file", "exclude", "modules", "roles", "root"}

// ParsePolicy reads the policy of an organisation.
func ParsePolicy(f *source.File) (*Organisation, error) {
	p := parsing{file: f, kinds: organisationKinds}
	if len(f.Bytes) > maxFile {
		return nil, p.fail(0, "larger than 1 MiB")
	}
	if source.Intricate(f.Bytes) {
		return nil, p.fail(0, "has more keys, or is nested deeper, than is read")
	}
	keys, _, err := p.keys()
	if err != nil {
		return nil, err
	}
	if err := p.knows(keys); err != nil {
		return nil, err
	}
	o := &Organisation{File: f.Path}
	if err := toml.Unmarshal(f.Bytes, o); err != nil {
		return nil, p.explain(err)
	}
	if err := p.checkPolicy(o); err != nil {
		return nil, err
	}
	o.requirements, err = p.requirements(o.Require, o.asker())
	return o, err
}

func (p parsing) checkPolicy(o *Organisation) error {
	return p.all([]held{
		{"profile", given(o.Profile), among(Profiles)},
		{"require", o.Require, nil},
		{"rules", slices.Sorted(maps.Keys(o.Rules)), CheckRule},
		{"rules", slices.Sorted(maps.Values(o.Rules)), raises},
		{"suppressions", given(o.Suppressions), among(policy.SuppressionWords)},
		{"fail-on", given(o.FailOn), among(Thresholds)},
		{"allow", o.Allow, among(hiding)},
	})
}

// raises is an error unless a word is a level that a policy can give.
func raises(word string) error {
	if word == Levels[0] {
		return errors.New("a policy turns rules on, and none off")
	}
	return OneOf(word, Levels[1:])
}

// requirements reads require lines. Each names who asks: the asker, or if that
// is "" the file and line.
func (p parsing) requirements(lines []string, asker string) ([]policy.Requirement, error) {
	var all []policy.Requirement
	for i, text := range lines {
		at := p.lineWith(text)
		r, err := policy.ParseRequirement(text)
		if err != nil {
			return nil, p.fail(at, fmt.Sprintf("require: entry %d, %v", i+1, err))
		}
		if django.Secret(r.Setting) {
			return nil, p.fail(at, fmt.Sprintf("require: entry %d: %s is secret, so nothing can be required of its value", i+1, r.Setting))
		}
		if r.Asker = asker; asker == "" {
			r.Asker = strings.TrimSuffix(fmt.Sprintf("%s:%d", Plain(p.file.Path), at), ":0")
		}
		all = append(all, r)
	}
	return all, nil
}

// lineWith returns the line that has a require line, or that of the key.
func (p parsing) lineWith(text string) int {
	for _, quote := range []string{"'", `"`} {
		if at := bytes.Index(p.file.Bytes, []byte(quote+text+quote)); at >= 0 {
			return p.file.Position(at).Line
		}
	}
	return p.lineOf("require")
}

// asker names the policy as the one who asks.
func (o *Organisation) asker() string { return "the policy " + Plain(path.Base(o.File)) }

// policy returns what the organisation asks for.
func (o *Organisation) policy() policy.Policy {
	p := policy.Policy{
		Requirements: o.requirements, Floors: map[string]finding.Level{},
		Suppressions: policy.ParseSuppressions(o.Suppressions), Asker: o.asker(),
	}
	if profile := policy.ByName(o.Profile); profile != nil {
		p.Profiles = append(p.Profiles, profile)
	}
	for id, word := range o.Rules {
		p.Floors[id] = Level(word)
	}
	return p
}

// policy returns what the organisation and the configuration ask for.
func (c Config) policy() policy.Policy {
	var p policy.Policy
	if c.organisation != nil {
		p = c.organisation.policy()
	}
	if profile := policy.ByName(c.Profile); profile != nil && !slices.Contains(p.Profiles, profile) {
		p.Profiles = append(p.Profiles, profile)
	}
	p.Requirements = slices.Concat(p.Requirements, c.requirements)
	p.Levels = map[string]finding.Level{}
	for id, word := range c.Rules {
		p.Levels[id] = Level(word)
	}
	return p
}

// Under returns the configuration of a repository under the policy of an
// organisation, which it can only tighten. The error names the line that would
// do otherwise.
func (c Config) Under(o *Organisation) (Config, error) {
	if o == nil {
		return c, nil
	}
	for _, key := range c.keys {
		if slices.Contains(hiding, key) && !slices.Contains(o.Allow, key) {
			return c, c.refuse(key, key+" can hide findings, so "+o.asker()+" does not let a repository set it")
		}
	}
	if c.FailOn != "" && o.FailOn != "" && stricter(c.FailOn, o.FailOn) != c.FailOn {
		return c, c.refuse("fail-on", fmt.Sprintf("fail-on = %q is milder than the %q of %s", c.FailOn, o.FailOn, o.asker()))
	}
	if err := c.raisesOnly(o); err != nil {
		return c, err
	}
	c.organisation = o
	return c, nil
}

// refuse says what a key, or a rule in the table rules, may not be.
func (c Config) refuse(key, text string) *Error {
	line := c.lineOf(key)
	if line == 0 {
		line = c.lineOf("rules")
	}
	return &Error{File: Plain(c.File), Line: line, Text: text}
}

// raisesOnly is an error if the configuration turns a rule off, or lowers its
// level.
func (c Config) raisesOnly(o *Organisation) error {
	p := o.policy()
	asked := rules.LimitsOf(&p)
	for _, id := range slices.Sorted(maps.Keys(c.Rules)) {
		r := rules.ByID(id)
		if !asked.On(r) {
			continue
		}
		held, _ := p.Level(id, r.Level)
		switch level := Level(c.Rules[id]); {
		case level == finding.NoLevel:
			return c.refuse(id, fmt.Sprintf("%s = %q: under %s a repository can turn rules on, and none off", id, c.Rules[id], o.asker()))
		case level < held:
			return c.refuse(id, fmt.Sprintf("%s = %q: under %s it is %q, and a repository can raise that, not lower it", id, c.Rules[id], o.asker(), held))
		}
	}
	return nil
}

// Threshold returns the mildest severity that fails a run: what is configured,
// or the word given if nothing is, or what the organisation asks for if that is
// stricter.
func (c Config) Threshold(otherwise string) (finding.Severity, error) {
	word := c.FailOn
	if word == "" {
		word = otherwise
	}
	if c.organisation != nil && c.organisation.FailOn != "" {
		word = stricter(word, c.organisation.FailOn)
	}
	return Threshold(word)
}

// stricter returns the word of Thresholds that fails more runs. None, the first
// of them, fails none; of the others, the earlier one is stricter.
func stricter(a, b string) string {
	i, j := slices.Index(Thresholds, a), slices.Index(Thresholds, b)
	switch {
	case i <= 0:
		return b
	case j <= 0 || i <= j:
		return a
	}
	return b
}

// ParseBaseline reads a baseline, or says what is wrong with it and where. An
// organisation that forbids suppressions forbids a baseline.
func (c Config) ParseBaseline(f *source.File) (*suppress.Baseline, error) {
	if c.organisation != nil && policy.ParseSuppressions(c.organisation.Suppressions) == policy.Forbidden {
		return nil, fmt.Errorf("%s forbids suppressions, and with them a baseline", c.organisation.asker())
	}
	b, err := suppress.ParseBaseline(f.Bytes)
	if err != nil {
		bad := &Error{File: Plain(f.Path), Text: err.Error()}
		var fe *suppress.FileError
		if errors.As(err, &fe) {
			bad.Line = fe.Line
		}
		return nil, bad
	}
	return b, nil
}
