package rules

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/django-session-audit/django-session-audit/analyzer/django"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// shownLength is where a shown string is cut.
const shownLength = 60

// is returns what is so of a setting: "DEBUG is True", "DEBUG is not set and
// defaults to False".
func is(s *settings.Setting) string {
	switch s.State {
	case settings.Absent:
		return s.Name + " is not set"
	case settings.Default:
		return s.Name + " is not set and defaults to " + Show(s)
	}
	return s.Name + " is " + Show(s)
}

// Show returns a setting's value for a message: harmless, short, and without
// anything that may not be printed.
func Show(s *settings.Setting) string {
	return show(s.Value, django.Printable(s.Name))
}

// ShowItem returns an item of a setting's value for a message, under the terms
// of Show.
func ShowItem(s *settings.Setting, item value.Value) string {
	return show(item, django.Printable(s.Name))
}

func show(v value.Value, strings bool) string { return showNested(v, strings, 0) }

// maxNested is how deep collections are shown in collections; one may hold
// itself.
const maxNested = 3

func showNested(v value.Value, strings bool, depth int) string {
	switch d := v.Data.(type) {
	case value.None, value.Bool, value.Int, value.Float:
		text, _ := value.Repr(v)
		return harmless(text)
	case value.Str:
		if strings {
			return "'" + harmless(string(d)) + "'"
		}
		return "a string"
	case value.Path:
		if strings {
			return "'" + harmless(string(d)) + "'"
		}
		return "a path"
	case *value.List:
		return showItems("[", d.Items, "]", strings, depth)
	case *value.Tuple:
		return showItems("(", d.Items, ")", strings, depth)
	case *value.Unknown:
		return kind(v)
	case nil:
		return "not set"
	}
	return kind(v)
}

// showItems shows a collection in brackets, cut after three items.
func showItems(left string, items []value.Value, right string, strs bool, depth int) string {
	var parts []string
	for i, it := range items {
		if i == 3 || depth == maxNested {
			parts = append(parts, "…")
			break
		}
		if _, splice := it.Data.(*value.Splice); splice {
			parts = append(parts, "…")
			continue
		}
		parts = append(parts, showNested(it, strs, depth+1))
	}
	return left + strings.Join(parts, ", ") + right
}

// kind names the type of a value for people, as in "a timedelta".
func kind(v value.Value) string {
	switch name := v.Data.TypeName(); name {
	case "str":
		return "a string"
	case "unknown":
		return "not known"
	case "NoneType":
		return "None"
	case "int", "ellipsis", "Iterator":
		return "an " + name
	default:
		return "a " + harmless(name)
	}
}

// harmless returns text without control and formatting characters, cut at a
// length: a message goes to terminals, logs and web pages.
func harmless(text string) string {
	var b strings.Builder
	n := 0
	for _, r := range text {
		if n == shownLength {
			b.WriteString("…")
			break
		}
		if r == unicode.ReplacementChar || !unicode.IsPrint(r) {
			r = '?'
		}
		b.WriteRune(r)
		n++
	}
	return b.String()
}

// duration says a number of seconds as people do: "20 minutes", "14 days".
func duration(seconds float64) string {
	units := []struct {
		name string
		size float64
	}{{"day", 86400}, {"hour", 3600}, {"minute", 60}}
	for _, u := range units {
		if seconds >= u.size && (seconds >= 2*u.size || u.name == "minute" || seconds == u.size) {
			return count(seconds/u.size, u.name)
		}
	}
	return count(seconds, "second")
}

// count says a number of things, with one decimal where it is not whole.
func count(n float64, thing string) string {
	text := strconv.FormatFloat(n, 'f', 1, 64)
	text = strings.TrimSuffix(text, ".0")
	if text == "1" {
		return "1 " + thing
	}
	return text + " " + thing + "s"
}

// seconds says a setting's number of seconds in both ways: "1209600 seconds
// (14 days)".
func seconds(s *settings.Setting) string {
	n, ok := number(s)
	if !ok {
		return Show(s)
	}
	if n < 60 {
		return count(n, "second")
	}
	return fmt.Sprintf("%s seconds (%s)", Show(s), duration(n))
}

// lasts says what a setting's number of seconds is, set or not.
func lasts(s *settings.Setting) string {
	if s.State == settings.Default {
		return s.Name + " is not set and defaults to " + seconds(s)
	}
	return s.Name + " is " + seconds(s)
}

// requires returns the line that asks a variable for a setting and stops where
// it is not set.
func requires(setting, variable string) string {
	return setting + ` = os.environ["` + harmless(variable) + `"]`
}

// number returns a known number.
func number(s *settings.Setting) (float64, bool) {
	n, ok := value.Number(s.Value)
	if !ok {
		return 0, false
	}
	x, _ := n.Float64()
	return x, true
}
