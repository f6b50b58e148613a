package config

import (
	"fmt"
	"slices"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/discover"
	"github.com/django-session-audit/django-session-audit/analyzer/django"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/nearest"
	"github.com/django-session-audit/django-session-audit/analyzer/policy"
	"github.com/django-session-audit/django-session-audit/analyzer/rules"
)

// The words that options take.
var (
	// Thresholds are the words for the mildest severity that fails a run.
	Thresholds = []string{"none", "low", "medium", "high", "critical"}
	// Assumptions are the words for what is taken for granted.
	Assumptions = []string{Production, EmptyEnvironment}
	// Profiles are the names of the known profiles.
	Profiles = policy.Names()
	// Levels are the words for the level of a rule's findings.
	Levels = []string{"off", finding.Note.String(), finding.Warning.String(), finding.Error.String()}
	// Roles are the words for what a settings module is for.
	Roles = []string{string(discover.Production), string(discover.Development), string(discover.Test), string(discover.Shared)}
)

// What is taken for granted of the place where the settings are used.
const (
	Production       = "production"
	EmptyEnvironment = "empty-environment"
)

// OneOf is an error unless the word is one of those.
func OneOf(word string, words []string) error {
	for _, w := range words {
		if w == word {
			return nil
		}
	}
	return fmt.Errorf("%s is not one of %s%s", Quote(word), strings.Join(words, ", "), nearest.Hint(word, words))
}

// Threshold returns the severity that a word of Thresholds names.
func Threshold(word string) (finding.Severity, error) {
	for i, w := range Thresholds {
		if w == word {
			return finding.Severity(i), nil
		}
	}
	return finding.NoSeverity, OneOf(word, Thresholds)
}

// Level returns the level that a word of Levels names; finding.NoLevel is off.
func Level(word string) finding.Level { return finding.Level(max(slices.Index(Levels, word), 0)) }

// CheckRule is an error unless the text is the id of a rule.
func CheckRule(id string) error {
	var ids []string
	for _, r := range rules.All() {
		if r.ID == id {
			return nil
		}
		ids = append(ids, r.ID)
	}
	if hint, _ := rules.Meant(id); hint != "" {
		return fmt.Errorf("there is no rule %s%s", Quote(id), hint)
	}
	return fmt.Errorf("there is no rule %s%s", Quote(id), nearest.Hint(id, ids))
}

// CheckVersion is an error unless the text is a version of Django.
func CheckVersion(text string) error {
	_, err := django.ParseVersion(text, true)
	return err
}

// CheckVariable is an error unless the name is fit for an environment variable.
func CheckVariable(name string) error {
	for i, c := range name {
		letter := c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
		if !letter && (i == 0 || c != '.' && c != '-' && (c < '0' || c > '9')) {
			return fmt.Errorf("%s is not the name of an environment variable", Quote(name))
		}
	}
	if name == "" {
		return fmt.Errorf("the name of an environment variable is missing")
	}
	return nil
}

// Quote returns a word that somebody wrote as text that is safe to print, in
// quotes and not long.
func Quote(word string) string {
	if r := []rune(word); len(r) > 60 {
		word = string(r[:59]) + "…"
	}
	return fmt.Sprintf("%+q", word)
}
