package page

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/cmd/internal/report"
)

// A tile is a number of the headline.
type tile struct {
	// Class is the severity, or what else the number is of.
	Class, Symbol string
	Number        int
	Word          string
}

// symbols stand beside the words for severities, for those who do not see the
// colours.
var symbols = map[string]string{"critical": "◆", "high": "▲", "medium": "■", "low": "●"}

func symbol(severity string) string { return symbols[severity] }

func tilesOf(v report.View) []tile {
	var tiles []tile
	for _, s := range finding.Severities {
		tiles = append(tiles, tile{s.String(), symbols[s.String()], v.Counts.Of(s), s.String()})
	}
	return append(tiles,
		tile{"undecided", "?", v.Counts.Undecided, "undecided"},
		tile{"suppressed", "–", v.Counts.Suppressed, "suppressed"})
}

// A family is a family of rules that a finding is of.
type family struct{ Number, Title string }

var families = []family{
	{"1", "cookie attributes"}, {"2", "lifetime"}, {"3", "storage and serialisation"}, {"4", "keys and CSRF"},
	{"5", "transport and hosts"}, {"6", "wiring"}, {"7", "policy requirements"}, {"9", "the scan itself"},
}

// familiesOf returns the families that rows of the page have to do with.
func familiesOf(v report.View) []family {
	there := map[string]bool{}
	for _, f := range v.Findings {
		there[f.Rule.Family()] = true
	}
	for _, s := range v.Suppressed {
		there[s.Rule.Family()] = true
	}
	for _, u := range v.Undecided {
		there[u.Rule.Family()] = true
	}
	return slices.DeleteFunc(slices.Clone(families), func(f family) bool { return !there[f.Number] })
}

// rows are the settings of a group.
type rows struct {
	Title    string
	Settings []row
}

// A row is a setting with the findings about it.
type row struct {
	report.ViewSetting
	about []report.ViewFinding
}

// groupsOf puts together the settings that stand together.
func groupsOf(v report.View) []rows {
	var all []rows
	for _, s := range v.Settings {
		if len(all) == 0 || all[len(all)-1].Title != s.Group {
			all = append(all, rows{Title: s.Group})
		}
		r := row{ViewSetting: s}
		for _, f := range v.Findings {
			if f.Setting == s.Name {
				r.about = append(r.about, f)
			}
		}
		g := &all[len(all)-1]
		g.Settings = append(g.Settings, r)
	}
	return all
}

// severities and rowFamilies are what a row is filtered by.
func severities(r row) string {
	return words(r.about, func(f report.ViewFinding) string { return f.Severity })
}

func rowFamilies(r row) string {
	return words(r.about, func(f report.ViewFinding) string { return f.Rule.Family() })
}

func words(all []report.ViewFinding, word func(report.ViewFinding) string) string {
	var found []string
	for _, f := range all {
		if w := word(f); !slices.Contains(found, w) {
			found = append(found, w)
		}
	}
	return strings.Join(found, " ")
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func join(words []string) string { return strings.Join(words, ", ") }

// numbers joins numbers with blanks.
func numbers(all []int) string {
	var texts []string
	for _, n := range all {
		texts = append(texts, strconv.Itoa(n))
	}
	return strings.Join(texts, " ")
}
