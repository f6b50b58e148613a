package report

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/suppress"
)

// gitlabIssue is an issue of a Code Quality report
// (https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format).
type gitlabIssue struct {
	Description string         `json:"description"`
	CheckName   string         `json:"check_name"`
	Fingerprint string         `json:"fingerprint"`
	Severity    string         `json:"severity"`
	Location    gitlabLocation `json:"location"`
}

type gitlabLocation struct {
	Path  string      `json:"path"`
	Lines gitlabLines `json:"lines"`
}

type gitlabLines struct {
	Begin int `json:"begin"`
	End   int `json:"end"`
}

// gitlabSeverities are GitLab's words for severities.
var gitlabSeverities = map[finding.Severity]string{
	finding.Critical: "blocker", finding.High: "critical", finding.Medium: "major", finding.Low: "minor", finding.NoSeverity: "info",
}

// WriteGitLab writes the findings as a Code Quality report of GitLab.
func (s *Scan) WriteGitLab(w io.Writer) error {
	issues := []gitlabIssue{}
	seen := map[suppress.Entry]int{}
	for _, f := range s.Findings {
		if f.Place.IsZero() {
			continue // GitLab takes no issue without a place
		}
		start, end := f.Place.Range()
		issues = append(issues, gitlabIssue{
			Description: oneLine(f), CheckName: f.Rule.ID + " " + f.Rule.Name,
			Fingerprint: s.fingerprint(f, seen), Severity: gitlabSeverities[f.Severity()],
			Location: gitlabLocation{Harmless(s.Path(f.Place.Path())), gitlabLines{start.Line, end.Line}},
		})
	}
	return writeJSON(w, issues)
}

// oneLine says a finding in one line of plain text.
func oneLine(f finding.Finding) string {
	text := Harmless(f.Message)
	if f.When != "" {
		text += ", when " + Harmless(f.When)
	}
	if f.Fix != "" {
		text += "; write: " + Harmless(f.Fix)
	}
	return text
}

// fingerprint returns what a finding is followed by: as a baseline knows it, so
// that it survives edits elsewhere in its file. Those that are alike are
// numbered.
func (s *Scan) fingerprint(f finding.Finding, seen map[suppress.Entry]int) string {
	e := suppress.EntryOf(f, Secret)
	e.File = s.Path(e.File)
	seen[e]++
	sum := sha256.Sum256([]byte(strings.Join([]string{e.Rule, e.File, e.Setting, e.Place, fmt.Sprint(seen[e])}, "\x00")))
	return hex.EncodeToString(sum[:16])
}
