package action

import (
	"github.com/django-session-audit/django-session-audit/analyzer/lazyregexp"
	"github.com/django-session-audit/django-session-audit/cmd/internal/config"
	"github.com/django-session-audit/django-session-audit/cmd/internal/report"
)

// summarize adds the scan to the job summary.
func (s *step) summarize() {
	s.addSummary(report.Summary{Blob: s.blob(), Diff: s.diff}.Markdown(s.scan))
}

// addSummary adds Markdown to the job summary, if there is one.
func (s *step) addSummary(markdown string) {
	if !s.in.summary || s.getenv("GITHUB_STEP_SUMMARY") == "" {
		return
	}
	if err := appendTo(s.getenv("GITHUB_STEP_SUMMARY"), markdown+"\n"); err != nil {
		// The log has all findings, too.
		s.log.linef("The job summary could not be written: %s.", config.Cause(err))
	}
}

var (
	serverForm     = lazyregexp.New(`^https?://[A-Za-z0-9.:-]+$`)
	repositoryForm = lazyregexp.New(`^[A-Za-z0-9._-]+/[A-Za-z0-9._-]+$`)
	commitForm     = lazyregexp.New(`^([0-9a-f]{40}|[0-9a-f]{64})$`)
)

// blob returns the address below which GitHub shows the scanned files, or "".
func (s *step) blob() string {
	server, repository := s.getenv("GITHUB_SERVER_URL"), s.getenv("GITHUB_REPOSITORY")
	commit := firstOf(s.target.Commit, s.getenv("GITHUB_SHA"))
	if !serverForm().MatchString(server) || !repositoryForm().MatchString(repository) || !commitForm().MatchString(commit) {
		return ""
	}
	return server + "/" + repository + "/blob/" + commit + "/"
}
