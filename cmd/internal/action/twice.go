package action

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"strings"

	"github.com/django-session-audit/django-session-audit/cmd/internal/report"
)

// An upload is marked by an empty file in the runner's temporary folder, which
// the job's steps share and the runner empties. Any other step can make such a
// file or remove one, so nothing follows from it but a warning.

// mark returns the name of the file that marks an upload of the category in
// this job.
func (s *step) mark() string {
	sum := sha256.Sum256([]byte(strings.Join([]string{
		s.getenv("GITHUB_RUN_ID"), s.getenv("GITHUB_RUN_ATTEMPT"), s.getenv("GITHUB_JOB"),
		s.getenv("GITHUB_REPOSITORY"), s.target.Ref, s.sarif.Category,
	}, "\x00")))
	return report.Command + "-" + hex.EncodeToString(sum[:8]) + ".uploaded"
}

// warnOfSecondUpload warns if the job has uploaded the category before: code
// scanning keeps the newest results of a category and closes the alerts of the
// ones before (https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning#uploading-more-than-one-sarif-file-for-a-commit).
func (s *step) warnOfSecondUpload() {
	root, err := os.OpenRoot(s.getenv("RUNNER_TEMP"))
	if err != nil {
		return
	}
	defer root.Close()
	if _, err := root.Lstat(s.mark()); err != nil {
		return
	}
	s.gha.WithFieldsMap(map[string]string{"title": "Uploaded twice"}).Warningf("%s", sanitize(
		"an earlier step of this job has uploaded results of the category "+s.sarif.Category+
			", and code scanning closes their alerts when these replace them; give each step its own category (the input category)"))
}

// markUpload marks that the category is uploaded.
func (s *step) markUpload() {
	root, err := os.OpenRoot(s.getenv("RUNNER_TEMP"))
	if err != nil {
		return
	}
	defer root.Close()
	// Without the mark a warning is missing, and nothing else.
	if f, err := root.OpenFile(s.mark(), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644); err == nil {
		_ = f.Close()
	}
}
