package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/lazyregexp"
)

var (
	wants     = lazyregexp.New(`(?m)[ \t]*# want(\+\d+)? DJS\d{3}.*$`)
	fenceInfo = lazyregexp.New("(?m)^(```[a-z]+) [a-z -]+$")
)

// ForReaders returns a rule's page without what only its tests read. Every scan
// takes all pages, and hardly a line of them is for the tests.
func ForReaders(page string) string {
	var b strings.Builder
	b.Grow(len(page))
	for line := range strings.Lines(page) {
		switch {
		case strings.Contains(line, "# want"):
			line = wants().ReplaceAllString(line, "")
		case strings.HasPrefix(line, "```"):
			line = fenceInfo().ReplaceAllString(line, "$1")
		}
		b.WriteString(line)
	}
	return b.String()
}

// WriteRuleMarkdown writes a rule's page as it is in the documents.
func WriteRuleMarkdown(w io.Writer, r finding.Rule) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s %s\n\n%s\n\n| | |\n|---|---|\n", r.ID, r.Name, r.Short)
	for _, f := range Facts(r) {
		fmt.Fprintf(&b, "| %s | %s |\n", f[0], strings.ReplaceAll(f[1], "|", `\|`))
	}
	b.WriteString("\n" + strings.TrimSpace(r.Page()) + "\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// Page says how a rule's page is told at a terminal.
type Page struct {
	Color bool
	Width int
}

// Write writes the page.
func (p Page) Write(w io.Writer, r finding.Rule) error {
	s := style{on: p.Color}
	var b strings.Builder
	b.WriteString(s.severity(r.Severity(), r.ID) + " " + s.bold(r.Name) + "\n\n")
	for _, l := range wrap(r.Short, p.Width) {
		b.WriteString(l + "\n")
	}
	b.WriteByte('\n')
	for _, f := range Facts(r) {
		for _, l := range hang(fmt.Sprintf("%-16s", f[0]), f[1], p.Width) {
			b.WriteString(l + "\n")
		}
	}
	b.WriteString("\n" + p.render(s, r.Page()))
	b.WriteString("\n" + s.faint(RulePage(r.ID)) + "\n")
	_, err := io.WriteString(w, b.String())
	return err
}

var (
	pageLink   = lazyregexp.New(`\[([^\]]+)\]\(([^)]+)\)`)
	pageBold   = lazyregexp.New(`\*\*([^*]+)\*\*`)
	pageCode   = lazyregexp.New("`([^`]+)`")
	listMarker = lazyregexp.New(`^(\s*(?:[-*]|\d+\.)\s+)(.*)$`)
)

// render turns the Markdown of our pages into text: headings, paragraphs,
// lists, tables, blocks of code.
func (p Page) render(s style, page string) string {
	var b strings.Builder
	var paragraph []string
	flush := func() {
		if len(paragraph) > 0 {
			text := strings.Join(paragraph, " ")
			head := ""
			if m := listMarker().FindStringSubmatch(text); m != nil {
				head, text = m[1], m[2]
			}
			for _, l := range hang(head, inline(s, text), p.Width) {
				b.WriteString(l + "\n")
			}
			paragraph = nil
		}
	}
	fenced := false
	for line := range strings.Lines(page) {
		line = strings.TrimRight(line, "\r\n")
		switch {
		case strings.HasPrefix(strings.TrimSpace(line), "```"):
			flush()
			fenced = !fenced
		case fenced:
			b.WriteString("    " + s.name(line) + "\n")
		case strings.HasPrefix(line, "#"):
			flush()
			b.WriteString(s.bold(strings.TrimLeft(line, "# ")) + "\n")
		case strings.TrimSpace(line) == "":
			flush()
			b.WriteByte('\n')
		case strings.HasPrefix(line, "|"):
			flush()
			b.WriteString(inline(s, line) + "\n")
		case listMarker().MatchString(line):
			flush()
			paragraph = []string{line}
		default:
			paragraph = append(paragraph, strings.TrimSpace(line))
		}
	}
	flush()
	return strings.TrimSpace(b.String()) + "\n"
}

func inline(s style, text string) string {
	text = pageLink().ReplaceAllString(text, "$1 <$2>")
	text = pageBold().ReplaceAllString(text, "$1")
	return pageCode().ReplaceAllStringFunc(text, func(code string) string { return s.name(strings.Trim(code, "`")) })
}
