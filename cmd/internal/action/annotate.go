package action

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	githubactions "github.com/sethvargo/go-githubactions"

	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/cmd/internal/report"
)

// Annotate writes annotations as the runner reads them.
func Annotate(w io.Writer, all []report.Annotation) (err error) {
	// The library panics if it cannot write.
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("cannot write the annotations: %v", r)
		}
	}()
	gha := githubactions.New(githubactions.WithWriter(w))
	for _, a := range all {
		issue(gha, a)
	}
	return nil
}

// issue writes one annotation.
func issue(gha *githubactions.Action, a report.Annotation) {
	fields := map[string]string{"title": sanitize(a.Title)}
	if a.File != "" {
		fields["file"] = sanitize(a.File)
	}
	for name, n := range map[string]int{"line": a.Line, "endLine": a.EndLine, "col": a.Column, "endColumn": a.EndColumn} {
		if n > 0 {
			fields[name] = strconv.Itoa(n)
		}
	}
	lines := strings.Split(a.Message, "\n")
	for i := range lines {
		lines[i] = sanitize(lines[i])
	}
	message := strings.Join(lines, "\n")
	for name, text := range fields {
		if text == "" {
			delete(fields, name) // the library would write "title="
		}
	}
	gha = gha.WithFieldsMap(fields)
	switch a.Level {
	case finding.Error:
		gha.Errorf("%s", message)
	case finding.Warning:
		gha.Warningf("%s", message)
	default:
		gha.Noticef("%s", message)
	}
}

// budget is how many findings become annotations, by level. The runner shows 10
// of each level in a step
// (https://github.com/actions/runner/blob/main/src/Runner.Worker/ExecutionContext.cs);
// the rest is kept for what the action has to say itself: of the upload and of
// the suggestions.
var budget = map[finding.Level]int{finding.Error: 9, finding.Warning: 9, finding.Note: 8}

// An annotator annotates findings, each once, within the budget.
type annotator struct {
	gha  *githubactions.Action
	used map[finding.Level]int
	done map[string]bool
	left int // findings that found no room
}

func newAnnotator(gha *githubactions.Action) *annotator {
	return &annotator{gha: gha, used: map[finding.Level]int{}, done: map[string]bool{}}
}

// annotate annotates findings, worst first.
func (a *annotator) annotate(scan *report.Scan, findings []finding.Finding) {
	for i, annotation := range scan.Annotations(findings) {
		f := findings[i]
		key := fmt.Sprint(f.Rule.ID, "\x00", f.Setting, "\x00", scan.At(f.Place), "\x00", f.Message)
		if a.done[key] {
			continue
		}
		a.done[key] = true
		if a.used[annotation.Level] >= budget[annotation.Level] {
			a.left++
			continue
		}
		a.used[annotation.Level]++
		issue(a.gha, annotation)
	}
}
