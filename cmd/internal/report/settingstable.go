package report

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// Table says how effective settings are told as a table.
type Table struct {
	// Color is true to colour.
	Color bool
	// Width is the terminal's width, or 0 if it is not known.
	Width int
	// All lists every setting that bears on sessions; otherwise those that
	// are assigned, and the main ones.
	All bool
}

// Widths of the table's columns. Values are cut to fit.
const (
	minCell      = 24
	maxCell      = 44
	defaultWidth = 120
)

// Write writes the table, and below it what does not fit into a cell.
func (t Table) Write(w io.Writer, s *Scan) error {
	tw := &tableWriter{Table: t, scan: s, style: style{on: t.Color}}
	if len(s.Modules) == 0 {
		tw.line(s.Headline())
	}
	names := tw.names()
	for chunk := range slices.Chunk(s.Modules, tw.perTable(names)) {
		tw.table(names, chunk)
		tw.line("")
	}
	tw.remarks(names)
	for _, n := range s.AllNotes() {
		tw.lines(hang("note: ", Harmless(n), t.Width))
	}
	_, err := io.WriteString(w, tw.out.String())
	return err
}

type tableWriter struct {
	Table
	scan  *Scan
	style style
	out   strings.Builder
}

func (t *tableWriter) line(text string) { t.out.WriteString(strings.TrimRight(text, " ") + "\n") }

func (t *tableWriter) lines(lines []string) {
	for _, l := range lines {
		t.line(l)
	}
}

// names returns the settings to list, sorted.
func (t *tableWriter) names() []string {
	listed := map[string]bool{}
	for _, e := range t.scan.Modules {
		for _, name := range e.Relevant() {
			d := describe(e, name)
			if t.All && d.State != settings.Absent || d.State == settings.Assigned || slices.Contains(summarySettings, name) {
				listed[name] = true
			}
		}
	}
	var names []string
	for name := range listed {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// perTable returns how many modules stand side by side.
func (t *tableWriter) perTable(names []string) int {
	width := t.Width
	if width == 0 {
		width = defaultWidth
	}
	return max(1, (width-nameWidth(names))/(minCell+2))
}

func nameWidth(names []string) int {
	n := len("setting")
	for _, name := range names {
		n = max(n, len(name))
	}
	return min(n, 40)
}

func (t *tableWriter) table(names []string, modules []*settings.Effective) {
	first := nameWidth(names)
	width := t.Width
	if width == 0 {
		width = defaultWidth
	}
	cell := min(max((width-first)/len(modules)-2, minCell), maxCell)
	head := pad("setting", first)
	for _, e := range modules {
		head += "  " + pad(tail(Title(e.Module), cell), cell)
	}
	t.line(t.style.bold(strings.TrimRight(head, " ")))
	for _, name := range names {
		row := pad(Cut(Harmless(name), first), first)
		for _, e := range modules {
			row += "  " + t.cell(e, name, cell)
		}
		t.line(row)
	}
}

// cell is a value with its mark, as wide as the cell.
func (t *tableWriter) cell(e *settings.Effective, name string, width int) string {
	d := describe(e, name)
	text, mark := valueAndMark(d)
	room := width
	if mark != "" {
		room = max(width-utf8.RuneCountInString(mark)-1, 8)
	}
	if utf8.RuneCountInString(text) > room {
		text = shorten(d.Value, text, room)
	}
	blanks := strings.Repeat(" ", max(0, width-utf8.RuneCountInString(text)-1-utf8.RuneCountInString(mark)))
	if mark == "" {
		return pad(text, width)
	}
	return text + " " + t.style.faint(mark) + blanks
}

// shorten makes a value's text fit: the end of a dotted path tells more than its
// start, and the length of a list more than its first entry.
func shorten(v value.Value, text string, room int) string {
	switch d := v.Data.(type) {
	case value.Str:
		return text[:1] + tail(text[1:], room-1)
	case *value.List:
		return entries(len(d.Items))
	case *value.Tuple:
		return entries(len(d.Items))
	}
	return Cut(text, room)
}

func entries(n int) string {
	if n == 1 {
		return "1 entry"
	}
	return fmt.Sprintf("%d entries", n)
}

// valueAndMark returns a setting's value, and what is to be known of it in a
// word.
func valueAndMark(d settings.Description) (text, mark string) {
	switch {
	case d.State == settings.Absent:
		return "–", ""
	case !d.Known:
		return "unknown", "?"
	case Secret(d.Name):
		text = "set"
	default:
		text = Show(d.Name, d.Value, maxShown)
	}
	switch {
	case d.State == settings.Default:
		mark = "default"
	case len(d.Alternatives) > 0:
		mark = "when"
	case d.Environment != nil:
		mark = "env"
	}
	return text, mark
}

// A remark is a sentence about settings in modules.
type remark struct {
	names, modules []string
	text           string
}

// merge puts together what is the same for several modules, and then what is
// the same for several settings.
func merge(all []remark) []remark {
	var byModule, merged []remark
	for _, r := range all {
		i := slices.IndexFunc(byModule, func(m remark) bool { return m.text == r.text && slices.Equal(m.names, r.names) })
		if i < 0 {
			byModule = append(byModule, r)
		} else {
			byModule[i].modules = append(byModule[i].modules, r.modules...)
		}
	}
	for _, r := range byModule {
		if len(r.names) == 0 {
			merged = append(merged, r)
			continue
		}
		i := slices.IndexFunc(merged, func(m remark) bool { return m.text == r.text && slices.Equal(m.modules, r.modules) })
		if i < 0 {
			merged = append(merged, r)
		} else {
			merged[i].names = append(merged[i].names, r.names...)
		}
	}
	return merged
}

// remarks tell what the marks stand for.
func (t *tableWriter) remarks(names []string) {
	var unknown, conditional, environment, assumptions []remark
	for _, e := range t.scan.Modules {
		modules := []string{Title(e.Module)}
		if e.Ended != "" {
			unknown = append(unknown, remark{names, modules, Harmless(e.Ended)})
			continue
		}
		for _, name := range names {
			d := describe(e, name)
			own := []string{Harmless(name)}
			switch {
			case d.State == settings.Absent:
			case !d.Known:
				unknown = append(unknown, remark{own, modules, Harmless(d.Reason) + t.place(d)})
			case len(d.Alternatives) > 0:
				conditional = append(conditional, remark{own, modules, alternatives(d)})
			case d.Environment != nil:
				environment = append(environment, remark{own, modules, environmentText(d)})
			}
		}
		for _, a := range e.Assumptions {
			assumptions = append(assumptions, remark{nil, modules, Harmless(a)})
		}
	}
	t.list("Unknown (?)", unknown, " ")
	t.list("Depends (when)", conditional, ": ")
	t.list("From the environment (env)", environment, ": ")
	t.list("Assuming", assumptions, ": ")
}

// list writes remarks under a heading.
func (t *tableWriter) list(heading string, all []remark, separator string) {
	if len(all) == 0 {
		return
	}
	t.line(t.style.bold(heading))
	for _, r := range merge(all) {
		text := strings.Join(r.names, ", ")
		if len(r.modules) < len(t.scan.Modules) {
			text = strings.TrimSpace(text + " in " + strings.Join(r.modules, ", "))
		}
		switch {
		case len(r.names) > 1 && separator == " ":
			text += ": each "
		case text != "" && len(r.names) == 0:
			text += ": "
		case text != "":
			text += separator
		}
		t.lines(hang("  ", text+r.text, t.Width))
	}
	t.line("")
}

func (t *tableWriter) place(d settings.Description) string {
	if at := t.scan.Line(d.Place); at != "" {
		return " (" + at + ")"
	}
	return ""
}

func alternatives(d settings.Description) string {
	var parts []string
	for _, a := range d.Alternatives {
		parts = append(parts, shownAlternative(d.Name, a)+" when "+Harmless(a.When))
	}
	return strings.Join(parts, "; ")
}

func shownAlternative(name string, a settings.Alternative) string {
	if Secret(name) {
		return "another value"
	}
	if u, ok := a.Value.Data.(*value.Unknown); ok {
		if u.Env != nil {
			return "what " + Harmless(u.Env.Name) + " says"
		}
		return "unknown, because it " + Harmless(u.Reason)
	}
	return Show(name, a.Value, 60)
}

func environmentText(d settings.Description) string {
	text := Harmless(d.Environment.Name)
	switch def := d.Environment.Default; {
	case d.Environment.Given:
		text += ", given"
	case def.IsZero():
		text += ", required"
	case Secret(d.Name):
		text += ", with a default"
	default:
		text += ", default " + Show(d.Name, def, 60)
	}
	return text
}

func pad(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-utf8.RuneCountInString(s)))
}

// tail cuts a dotted name at its start, since its end tells more.
func tail(s string, width int) string {
	if r := []rune(s); len(r) > width {
		return mark + string(r[len(r)-width+1:])
	}
	return s
}

// WriteTree writes the whole way of one setting's value, module by module.
func (t Table) WriteTree(w io.Writer, s *Scan, name string) error {
	tw := &tableWriter{Table: t, scan: s, style: style{on: t.Color}}
	if len(s.Modules) == 0 {
		tw.line(s.Headline())
	}
	m := newMasker(s.Broken())
	for i, e := range s.Modules {
		if i > 0 {
			tw.line("")
		}
		tw.tree(e, name, m)
	}
	_, err := io.WriteString(w, tw.out.String())
	return err
}

// A Branch is a line of a tree with what hangs below it.
type Branch struct {
	Text string
	// Source is true for a line of masked source.
	Source bool
	Below  []Branch
}

func (t *tableWriter) tree(e *settings.Effective, name string, m *masker) {
	t.line(t.style.bold(Harmless(name)) + " in " + Title(e.Module))
	t.branches(t.way(e, name, m), "")
}

// way tells how a setting comes to its value, and to others.
func (t *tableWriter) way(e *settings.Effective, name string, m *masker) []Branch {
	d := describe(e, name)
	switch {
	case e.Ended != "":
		return []Branch{{Text: "the module gives no settings: " + Harmless(e.Ended)}}
	case d.State == settings.Absent:
		return []Branch{{Text: "nothing assigns it, and Django has no default for it"}}
	}
	branches := []Branch{t.value(e, d, m)}
	for _, a := range d.Alternatives {
		branches = append(branches, Branch{Text: "otherwise " + t.style.bold(shownAlternative(name, a)), Below: t.below(
			"when "+Harmless(a.When), t.made("made", a.Place, e, name, m))})
	}
	return branches
}

// value is the branch of the value in the base world.
func (t *tableWriter) value(e *settings.Effective, d settings.Description, m *masker) Branch {
	b := Branch{}
	switch {
	case !d.Known:
		b.Text = t.style.bold("unknown") + ": the value " + Harmless(d.Reason)
	case Secret(d.Name):
		b.Text = t.style.bold("set") + ", and not shown"
	default:
		b.Text = t.style.bold(Show(d.Name, d.Value, maxShown))
	}
	if d.State == settings.Default {
		b.Text += ", Django's default; nothing assigns it"
		return b
	}
	b.Below = append(b.Below, t.made("assigned", d.Place, e, d.Name, m)...)
	for _, g := range d.Guards {
		held := "true"
		if !g.Held {
			held = "false"
		}
		text := "because a condition is " + held + " at " + t.scan.Line(g.Test)
		b.Below = append(b.Below, Branch{Text: text, Below: t.source(g.Test, permitFor([]*settings.Effective{e}, d.Name), m)})
	}
	for i, via := range d.Via {
		text := "imported at "
		if i == 0 {
			text = "comes in by the import at "
		}
		b.Below = append(b.Below, Branch{Text: text + t.scan.Line(via)})
	}
	if d.Environment != nil {
		b.Below = append(b.Below, Branch{Text: "environment variable " + environmentText(d)})
	}
	return b
}

func (t *tableWriter) below(first string, rest []Branch) []Branch {
	return append([]Branch{{Text: first}}, rest...)
}

// made tells where a value was made, with the source.
func (t *tableWriter) made(verb string, place source.Span, e *settings.Effective, name string, m *masker) []Branch {
	if place.IsZero() {
		return nil
	}
	return []Branch{{Text: verb + " at " + t.scan.At(place), Below: t.source(place, permitFor([]*settings.Effective{e}, name), m)}}
}

func (t *tableWriter) source(place source.Span, p permit, m *masker) []Branch {
	var lines []Branch
	for _, l := range m.excerpt(place, p, t.Width-16) {
		if l.number > 0 {
			lines = append(lines, Branch{Text: t.style.faint(fmt.Sprintf("%d | ", l.number)) + l.text, Source: true})
		}
	}
	return lines
}

func (t *tableWriter) branches(all []Branch, indent string) {
	for i, b := range all {
		knee, further := "├─ ", "│  "
		if i == len(all)-1 {
			knee, further = "└─ ", "   "
		}
		t.line(indent + knee + b.Text)
		t.branches(b.Below, indent+further)
	}
}
