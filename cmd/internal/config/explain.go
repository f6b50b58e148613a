package config

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// An Effective is what a key comes to, and who says so.
type Effective struct {
	Key, Value string
	// From is a flag, a file with its line, a policy or "default".
	From string
}

// flagsOf are the flags of keys that have another name.
var flagsOf = map[string]string{"modules": "module"}

// Explain returns what each key comes to, in order. Flags is what the command
// line says, which is in the configuration already. Of environment variables
// only the names are told.
func (c Config) Explain(flags Config) []Effective {
	var all []Effective
	for _, key := range Keys {
		if key == "env" && len(c.Env) > 0 {
			all = append(all, c.explainEnv(flags)...)
			continue
		}
		e := Effective{key, c.told(key), "default"}
		switch {
		case flags.told(key) != "":
			e.From = "--" + cmp.Or(flagsOf[key], key)
		case slices.Contains(c.keys, key):
			e.From = c.line(key)
		default:
			e.Value = cmp.Or(defaults[key], "–")
		}
		if word := c.FailOn; key == "fail-on" && c.organisation != nil && c.organisation.FailOn != "" {
			word = cmp.Or(word, DefaultFailOn)
			if strict := stricter(word, c.organisation.FailOn); strict != word {
				e.Value, e.From = Quote(strict), c.organisation.asker()
			}
		}
		all = append(all, e)
		all = append(all, c.organisation.explain(key)...)
	}
	return append(all, c.organisation.explain("suppressions")...)
}

// line returns the file and line of a key.
func (c Config) line(key string) string {
	return strings.TrimSuffix(fmt.Sprintf("%s:%d", Plain(c.File), c.lineOf(key)), ":0")
}

// explainEnv returns who gives which variable, and not what.
func (c Config) explainEnv(flags Config) []Effective {
	var all []Effective
	for _, name := range slices.Sorted(maps.Keys(c.Env)) {
		e := Effective{"env", name, ""}
		var files []string
		for _, key := range []string{"env", "env-file"} {
			if slices.Contains(c.keys, key) {
				files = append(files, c.line(key))
			}
		}
		if e.From = strings.Join(files, " or "); has(flags.Env, name) {
			e.From = "--env or --env-file"
		}
		all = append(all, e)
	}
	return all
}

func has(env map[string]string, name string) bool { _, there := env[name]; return there }

// DefaultFailOn is the threshold of a run on the command line.
const DefaultFailOn = "medium"

// defaults are what keys come to that nobody sets.
var defaults = map[string]string{
	"roles": `["production"]`, "fail-on": `"` + DefaultFailOn + `"`, "profile": `"default"`, "assume": `"production"`,
}

// told returns what a key holds as it would be written, or "" if it is not set.
func (c Config) told(key string) string {
	switch key {
	case "include":
		return listed(c.Include)
	case "exclude":
		return listed(c.Exclude)
	case "modules":
		return listed(c.Modules)
	case "roles":
		return listed(c.Roles)
	case "require":
		return listed(c.Require)
	case "env":
		return strings.Join(slices.Sorted(maps.Keys(c.Env)), ", ")
	case "rules":
		return levels(c.Rules)
	}
	for k, text := range map[string]string{
		"root": c.Root, "env-file": c.EnvFile, "django-version": c.DjangoVersion, "fail-on": c.FailOn, "profile": c.Profile, "assume": c.Assume,
	} {
		if k == key && text != "" {
			return Quote(text)
		}
	}
	return ""
}

func listed(texts []string) string {
	if len(texts) == 0 {
		return ""
	}
	quoted := make([]string, len(texts))
	for i, t := range texts {
		quoted[i] = Quote(t)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

func levels(by map[string]string) string {
	var parts []string
	for _, id := range slices.Sorted(maps.Keys(by)) {
		parts = append(parts, id+" = "+Quote(by[id]))
	}
	return strings.Join(parts, ", ")
}

// explain returns what a policy says of a key besides, or nothing.
func (o *Organisation) explain(key string) []Effective {
	if o == nil {
		return nil
	}
	told := map[string]string{
		"profile": quoted(o.Profile), "require": listed(o.Require), "rules": levels(o.Rules), "suppressions": quoted(o.Suppressions),
	}[key]
	if told == "" {
		return nil
	}
	if key == "rules" {
		told += ", or stricter"
	}
	return []Effective{{key, told, o.asker()}}
}

func quoted(text string) string {
	if text == "" {
		return ""
	}
	return Quote(text)
}
