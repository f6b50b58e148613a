// Package page writes a scan as one page for a browser: complete without a
// script, without a network, and without a program to show it. It knows nothing
// of a scan but report.View, in which every text may be shown; html/template
// escapes all of them once more for where they stand.
package page

import (
	"crypto/sha256"
	_ "embed" // the page's style, script and template
	"encoding/base64"
	"html/template"
	"io"
	"strings"
	"sync"

	"github.com/django-session-audit/django-session-audit/cmd/internal/report"
)

//go:embed page.html
var markup string

//go:embed page.css
var style string

//go:embed page.js
var script string

// page is the template; most runs of the program write none.
var page = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("page").Funcs(template.FuncMap{
		"breaks": breaks, "plural": plural, "symbol": symbol, "join": join, "numbers": numbers,
		"severities": severities, "families": rowFamilies,
		"finding": func(i int, f report.ViewFinding) numbered { return numbered{f, i + 1} },
		"cell":    func(c report.ViewCell, module string) placed { return placed{c, module} },
		"next":    func(i int) int { return i + 1 },
	}).Parse(markup))
})

// A content is what the template is given.
type content struct {
	report.View
	Style  template.CSS
	Script template.JS
	// Policy is the page's Content-Security-Policy: its own style and script,
	// and nothing else.
	Policy   string
	Home     string
	Tiles    []tile
	Families []family
	Groups   []rows
	Drawing  drawing
}

// A numbered is a finding with its number on the page.
type numbered struct {
	report.ViewFinding
	Number int
}

// A placed is a cell with the module that it is of.
type placed struct {
	report.ViewCell
	Module string
}

// Write writes the page.
func Write(w io.Writer, v report.View) error {
	return page().Execute(w, content{
		View: v, Style: template.CSS(style), Script: template.JS(script),
		Policy: "default-src 'none'; style-src " + hashOf(style) + "; script-src " + hashOf(script) + "; base-uri 'none'; form-action 'none'",
		Home:   report.Home, Tiles: tilesOf(v), Families: familiesOf(v), Groups: groupsOf(v), Drawing: draw(nodesOf(v.Imports)),
	})
}

// hashOf returns how a policy names the content of an element.
func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// breaks cuts a name behind the characters at which a line may break.
func breaks(name string) []string {
	return strings.FieldsFunc(strings.NewReplacer("_", "_\x00", ".", ".\x00", "/", "/\x00").Replace(name), func(r rune) bool { return r == 0 })
}
