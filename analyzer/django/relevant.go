package django

import (
	"slices"
	"strings"
)

// relevantPrefixes start the names of the settings that bear on sessions.
var relevantPrefixes = []string{"SESSION_", "CSRF_", "SECURE_", "LANGUAGE_COOKIE_"}

// alsoRelevant are the settings that bear on sessions under other names.
var alsoRelevant = []string{
	"ALLOWED_HOSTS", "AUTHENTICATION_BACKENDS", "CACHES", "DEBUG",
	"INSTALLED_APPS", "MESSAGE_STORAGE", "MIDDLEWARE", "MIDDLEWARE_CLASSES",
	"PASSWORD_HASHERS", "SECRET_KEY", "SECRET_KEY_FALLBACKS",
	"SILENCED_SYSTEM_CHECKS", "USE_X_FORWARDED_HOST", "USE_X_FORWARDED_PORT",
	"X_FRAME_OPTIONS",
}

// Relevant reports whether a setting bears on sessions.
func Relevant(name string) bool {
	for _, p := range relevantPrefixes {
		if strings.HasPrefix(name, p) {
			return true
		}
	}
	return slices.Contains(alsoRelevant, name)
}

// RelevantDefaults returns the names of the relevant settings that have a
// default in some version of Django, sorted.
func RelevantDefaults() []string {
	var names []string
	for name := range byName {
		if Relevant(name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// printable are the settings whose strings may be shown: those of Django that
// bear on sessions and are not secret by nature.
var printable = map[string]bool{
	"LANGUAGE_CODE": true, "MEDIA_ROOT": true, "STATIC_ROOT": true,
	"STATICFILES_DIRS": true, "DEFAULT_HASHING_ALGORITHM": true,
}

// secretWords mark names whose values are secret by nature.
var secretWords = []string{"KEY", "SECRET", "PASSWORD", "PASSWD", "TOKEN", "CREDENTIAL"}

// Secret reports whether a setting's value is secret by its name. CACHES
// counts as secret: locations and options carry passwords.
func Secret(name string) bool {
	if name == "CACHES" || name == "DATABASES" {
		return true
	}
	for _, word := range secretWords {
		if strings.Contains(name, word) && name != "PASSWORD_HASHERS" {
			return true
		}
	}
	return false
}

// Printable reports whether the strings in a setting may be shown. A setting
// of another package may hold anything, so only Django's own are.
func Printable(name string) bool {
	if Secret(name) {
		return false
	}
	_, djangos := byName[name]
	return djangos && (Relevant(name) || printable[name])
}
