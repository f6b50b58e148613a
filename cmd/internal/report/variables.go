package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// WriteVariables writes the environment variables that session settings depend
// on as a file of variables to fill in: each with what it is about, set to its
// safe text where it has another default, and commented out where the default
// will do.
func WriteVariables(w io.Writer, s *Scan, all []*analyzer.Variable) error {
	var b strings.Builder
	var modules []string
	for _, e := range s.Modules {
		modules = append(modules, Title(e.Module))
	}
	if len(modules) == 0 {
		fmt.Fprintf(&b, "# %s.\n", s.Headline())
	} else {
		fmt.Fprintf(&b, "# The environment variables that session settings depend on (%s).\n", strings.Join(modules, ", "))
	}
	for _, v := range all {
		b.WriteString("\n")
		for _, line := range hang("# ", strings.Join(harmlessAll(v.Settings), ", ")+": "+variableFacts(s, v), defaultWidth) {
			b.WriteString("# " + strings.TrimLeft(strings.TrimPrefix(line, "#"), " ") + "\n")
		}
		text := v.Safe
		free := ""
		if def, _ := shownDefault(v); !v.Required && (text == "" || text == def) {
			free = "# "
		}
		b.WriteString(free + Harmless(v.Name) + "=" + text + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// variableFacts says what is known of a variable.
func variableFacts(s *Scan, v *analyzer.Variable) string {
	var parts []string
	if v.Cast != "" {
		parts = append(parts, "cast "+Harmless(v.Cast))
	}
	switch text, shown := shownDefault(v); {
	case v.Required:
		parts = append(parts, "required")
	case shown:
		parts = append(parts, "default "+text)
	case !v.Default.IsZero():
		parts = append(parts, "with a default")
	default:
		parts = append(parts, "decides between values")
	}
	if v.Given {
		parts = append(parts, "given")
	}
	if v.Safe != "" {
		parts = append(parts, "safe value "+v.Safe)
	}
	if len(v.Modules) < len(s.Modules) {
		parts = append(parts, "in "+strings.Join(harmlessAll(v.Modules), ", "))
	}
	return strings.Join(parts, ", ")
}

// shownDefault returns the default of a variable if it may be shown: that of a
// setting's own, or one that is no text.
func shownDefault(v *analyzer.Variable) (string, bool) {
	for _, s := range v.Settings {
		if Secret(s) {
			return "", false
		}
	}
	switch v.Default.Data.(type) {
	case value.Bool, value.None, value.Int, value.Float:
		return Show("", v.Default, 60), true
	case nil:
		return "", false
	}
	if v.Own != "" && Printable(v.Own) {
		return Show(v.Own, v.Default, 60), true
	}
	return "", false
}
