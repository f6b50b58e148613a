package action

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/django-session-audit/django-session-audit/cmd/internal/config"
)

// Outputs are the names of all outputs in the order of action.yml.
var Outputs = []string{
	"sarif-file", "sarif-id", "upload-status", "upload-reason", "findings", "critical", "high", "medium", "low", "undecided", "suppressed", "modules", "django-found", "suggestions",
}

// An output is a name and what it is set to: a number, a word of ours, or a
// path of ours.
type output struct{ name, text string }

func number(name string, n int) output { return output{name, strconv.Itoa(n)} }

// writeOutputs sets outputs. It does nothing outside of a workflow.
//
// The library's own delimiter is a constant, so that a value that holds it
// could set other outputs (CVE-2022-35954 of @actions/core); ours is random,
// and no value has a second line.
func writeOutputs(getenv func(string) string, outputs []output) error {
	name := getenv("GITHUB_OUTPUT")
	if name == "" {
		return nil
	}
	var b strings.Builder
	for _, o := range outputs {
		delimiter := "ghadelimiter_" + rand.Text()
		switch {
		case !slices.Contains(Outputs, o.name):
			return fmt.Errorf("%q is no output", o.name)
		case strings.ContainsFunc(o.text, func(r rune) bool { return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' }),
			strings.Contains(o.text, delimiter):
			return fmt.Errorf("the output %s has a character that no output may have", o.name)
		}
		fmt.Fprintf(&b, "%s<<%s\n%s\n%s\n", o.name, delimiter, o.text, delimiter)
	}
	if err := appendTo(name, b.String()); err != nil {
		return fmt.Errorf("cannot write the outputs to the runner's file: %s", config.Cause(err))
	}
	return nil
}

// appendTo appends to a file of the runner, all or nothing: the runner stops at
// outputs that are not whole.
func appendTo(name, text string) error {
	f, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	before, err := f.Stat()
	if err == nil {
		_, err = f.WriteString(text)
	}
	if err != nil && before != nil {
		_ = f.Truncate(before.Size()) // what went wrong first is what is told
	}
	return errors.Join(err, f.Close())
}
