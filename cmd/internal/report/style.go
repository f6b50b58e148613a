package report

import (
	"github.com/fatih/color"

	"github.com/django-session-audit/django-session-audit/analyzer/finding"
)

// A style colours text for a terminal, or leaves it plain.
type style struct {
	on bool
	// links is true where text that is coloured can also lead to somewhere.
	links bool
}

func (s style) paint(text string, attributes ...color.Attribute) string {
	if !s.on || text == "" {
		return text
	}
	c := color.New(attributes...)
	c.EnableColor()
	return c.Sprint(text)
}

func (s style) bold(text string) string  { return s.paint(text, color.Bold) }
func (s style) faint(text string) string { return s.paint(text, color.Faint) }
func (s style) good(text string) string  { return s.paint(text, color.FgGreen) }
func (s style) bad(text string) string   { return s.paint(text, color.FgRed) }
func (s style) name(text string) string  { return s.paint(text, color.FgCyan) }

// link makes text lead to an address of ours, on terminals that know how
// (https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda); others
// show the text alone.
func (s style) link(address, text string) string {
	if !s.on || !s.links {
		return text
	}
	return "\x1b]8;;" + address + "\x1b\\" + text + "\x1b]8;;\x1b\\"
}

// severity colours text as bad as the severity is.
func (s style) severity(of finding.Severity, text string) string {
	switch of {
	case finding.Critical:
		return s.paint(text, color.FgMagenta, color.Bold)
	case finding.High:
		return s.paint(text, color.FgRed, color.Bold)
	case finding.Medium:
		return s.paint(text, color.FgYellow, color.Bold)
	}
	return s.paint(text, color.FgBlue, color.Bold)
}
