package config

import (
	"maps"
	"slices"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/policy"
)

// A kind is what is to be written for a key.
type kind struct {
	// says completes "the key must be …".
	says string
	// about says what the key is for, in a sentence.
	about string
	shape shape
	// words are the texts that are possible, and pattern what a text is like;
	// in a table, words are the possible values and pattern is for its keys.
	words   []string
	pattern string
}

// A shape is what TOML has for a key.
type shape int

const (
	text shape = iota
	list
	table
)

// kinds are the keys of a configuration.
var kinds = map[string]kind{
	"include":        {says: "a list of globs", about: "Globs of further files that may be settings modules.", shape: list},
	"exclude":        {says: "a list of globs", about: "Globs of files and folders to leave out.", shape: list},
	"modules":        {says: "a list of dotted names of settings modules", about: "The settings modules to judge, whatever they look like.", shape: list},
	"roles":          {says: "a list of roles (" + strings.Join(Roles, ", ") + ")", about: "The roles whose modules are judged; if not set, production.", shape: list, words: Roles},
	"root":           {says: "the text of a folder", about: "The project's root, where several hold a module."},
	"env":            {says: `a table of texts, such as env = { DJANGO_HTTPS = "1" }`, about: "Environment variables of production.", shape: table, pattern: "^[A-Za-z_][A-Za-z0-9_.-]*$"},
	"env-file":       {says: "the text of a path", about: "A file of environment variables of production."},
	"django-version": {says: `a text such as "5.2"`, about: "The version of Django, if no file of the repository says it.", pattern: `^[0-9]{1,4}(\.[0-9]{1,4}){0,2}`},
	"fail-on":        {says: "one of the texts " + strings.Join(Thresholds, ", "), about: "The mildest severity of a finding that fails a run.", words: Thresholds},
	"profile":        {says: "one of the texts " + strings.Join(Profiles, ", "), about: "The set of requirements.", words: Profiles},
	"assume":         {says: "one of the texts " + strings.Join(Assumptions, ", "), about: "What is taken for granted of the place where the settings are used.", words: Assumptions},
	"require":        {says: "a list of texts, each a require line such as 'SESSION_COOKIE_AGE <= 1200'", about: "What settings have to be, a line each.", shape: list, pattern: `^[ \t]*[A-Z]`},
	"rules":          {says: `a table of levels by rule, such as rules = { DJS203 = "off" }`, about: "Levels of findings, by rule; off turns a rule off.", shape: table, words: Levels},
}

// organisationKinds are the keys of a policy.
var organisationKinds = map[string]kind{
	"profile":      kinds["profile"],
	"require":      kinds["require"],
	"rules":        {says: `a table of levels by rule, such as rules = { DJS203 = "warning" }`, about: "The mildest levels of findings, by rule.", shape: table, words: Levels[1:]},
	"suppressions": {says: "one of the texts " + strings.Join(policy.SuppressionWords, ", "), about: "What a finding may be suppressed by.", words: policy.SuppressionWords},
	"fail-on":      kinds["fail-on"],
	"allow":        {says: "a list of keys (" + strings.Join(hiding, ", ") + ")", about: "Keys that a repository may set although they can hide findings.", shape: list, words: hiding},
}

// Keys are the keys of a configuration, sorted.
var Keys = slices.Sorted(maps.Keys(kinds))
