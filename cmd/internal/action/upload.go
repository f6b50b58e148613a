package action

import (
	"fmt"
	"slices"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/cmd/internal/report"
	"github.com/django-session-audit/django-session-audit/sarif"
	"github.com/django-session-audit/django-session-audit/sarif/upload"
	"github.com/django-session-audit/django-session-audit/sarif/upload/github"
)

// plan decides what to upload for, or returns why nothing is uploaded.
func (s *step) plan() *upload.Result {
	if s.in.upload == never {
		return &upload.Result{Status: upload.Skipped, Cause: upload.NotWanted, Reason: "the input upload is never"}
	}
	event := upload.EventFrom(s.getenv)
	target, problem := upload.Select(event, upload.ReadCheckout(s.workspace, event.Ref))
	switch {
	case problem != nil:
		return problem
	case s.getenv("GITHUB_REPOSITORY") == "":
		return &upload.Result{Status: upload.Skipped, Cause: upload.NoWorkflow, Reason: "this does not run in a workflow"}
	case s.in.token == "":
		return &upload.Result{
			Status: upload.Refused,
			Cause:  upload.NoToken,
			Reason: "there is no token",
			Advice: "leave the input token at its default, or set upload to never",
		}
	}
	s.target = target
	return nil
}

// upload uploads unless the plan says otherwise. The error says that the step
// must fail for it; what is merely not allowed here degrades to annotations.
func (s *step) upload(plan *upload.Result) (upload.Result, error) {
	if plan != nil {
		s.tell(*plan)
		if plan.Status == upload.Refused {
			s.summarizeRefusal(*plan)
		}
		return *plan, s.verdict(*plan)
	}
	doc, err := sarif.Build(s.sarif, sarif.Uploaded)
	if err != nil {
		return upload.Result{Status: upload.Failed, Cause: upload.Stopped}, err
	}
	if doc.Cut > 0 {
		s.log.linef("Uploading the %d worst findings; code scanning shows no more, and %d are left out.", doc.Results, doc.Cut)
	}
	result, err := upload.Upload(s.ctx, upload.Request{
		Access:      s.access(),
		SARIF:       doc.Data,
		Target:      s.target,
		CheckoutURI: upload.CheckoutURI(s.workspace),
		StartedAt:   s.started,
		ToolName:    sarif.ToolName,
		Wait:        s.in.wait,
	})
	if err != nil {
		result.Status, result.Cause = upload.Failed, upload.Stopped
		return result, fmt.Errorf("the upload failed: %w", err)
	}
	result = s.advise(result)
	s.tell(result)
	if delivered(result) {
		s.markUpload()
	}
	if result.Status == upload.Refused || result.Status.Fault() {
		s.degrade(result)
	}
	return result, s.verdict(result)
}

// access returns how to come to the repository.
func (s *step) access() github.Access {
	return github.Access{
		API:        s.getenv("GITHUB_API_URL"),
		Repository: s.getenv("GITHUB_REPOSITORY"),
		Token:      s.in.token,
		UserAgent:  report.Command + "/" + s.tool.Version,
		Log:        func(line string) { s.log.linef("%s", line) },
		Sleep:      s.sleep,
	}
}

// verdict says whether the step must fail for what became of the upload.
func (s *step) verdict(r upload.Result) error {
	switch {
	case delivered(r), r.Status == upload.Skipped:
		return nil
	case r.Status.Fault() || s.in.upload == always:
		return fmt.Errorf("the results are not in code scanning: %s", explained(r))
	}
	return nil
}

func delivered(r upload.Result) bool {
	return r.Status == upload.Uploaded || r.Status == upload.Processed
}

// tell writes to the log what became of the upload; what is not as wished is a
// notice, too, unless the step fails for it and an error says the same.
func (s *step) tell(r upload.Result) {
	switch {
	case r.Status == upload.Processed:
		s.log.linef("Code scanning has the results of %s for %s.", s.target.Commit, s.target.Ref)
	case r.Status == upload.Uploaded:
		s.log.linef("Uploaded to code scanning: %s.", r.Reason)
	case r.Status == upload.Skipped:
		s.log.linef("Nothing is uploaded: %s.", explained(r))
	case s.verdict(r) == nil:
		s.gha.WithFieldsMap(map[string]string{"title": "Not in code scanning"}).Noticef("%s", sanitize(explained(r)))
	}
}

// answer answers in the log what a newcomer asks next: where the alerts are, and
// how to make findings fail the step.
func (s *step) answer(r upload.Result, threshold finding.Severity) {
	if s.scan.Count().Findings == 0 {
		if delivered(r) && !s.scan.Layout.Django {
			s.log.linef("The result is uploaded although it is empty: a ruleset that requires code scanning waits for one.")
		}
		return
	}
	if _, isPull := s.pullRequest(); isPull && delivered(r) {
		s.log.linef("Code scanning shows a finding on the pull request if the pull request changes all its lines; the job summary has all of them.")
	}
	switch {
	case threshold != finding.NoSeverity:
	case delivered(r):
		s.log.linef("Findings do not fail this step. To let them, set fail-on, such as fail-on: high, or require the check of code scanning in a ruleset.")
	default:
		s.log.linef("Findings do not fail this step. To let them, set fail-on, such as fail-on: high.")
	}
}

func explained(r upload.Result) string {
	parts := []string{r.Reason}
	if r.Advice != "" {
		parts = append(parts, r.Advice)
	}
	return strings.Join(append(parts, r.Errors...), "; ")
}

// degrade shows what code scanning does not show.
func (s *step) degrade(r upload.Result) {
	if s.in.annotate == auto {
		s.annotateAll()
	}
	s.summarizeRefusal(r)
}

// summarizeRefusal adds to the summary why the findings are there alone.
func (s *step) summarizeRefusal(r upload.Result) {
	s.addSummary("> [!NOTE]\n> The results are not in code scanning: " + report.MarkdownText(explained(r)) + "\n")
}

// annotate annotates what code scanning will not show. In "auto", that is
// everything if nothing is going to be uploaded; else, on a pull request, what
// code scanning does not show there: settings that are missing, which have no
// line of their own, and what is new or worse on a line outside of the diff. If
// the upload is refused later on, the rest follows then.
func (s *step) annotate(plan *upload.Result) {
	s.annotator = newAnnotator(s.gha)
	if plan == nil {
		s.warnOfSecondUpload()
	}
	switch {
	case s.in.annotate == no:
	case s.in.annotate == yes, plan != nil:
		s.annotateAll()
	case s.getenv("GITHUB_EVENT_NAME") == "pull_request":
		s.annotator.annotate(s.scan, s.unseen())
		s.tellLeft()
	}
}

// unseen returns the findings that code scanning does not show in a pull
// request.
func (s *step) unseen() []finding.Finding {
	return slices.DeleteFunc(s.judged(), func(f finding.Finding) bool {
		outside := s.diff != nil && slices.ContainsFunc(s.diff.Unshown, func(u finding.Finding) bool { return finding.Compare(u, f) == 0 })
		return !f.Missing && !outside
	})
}

func (s *step) annotateAll() {
	s.annotator.annotate(s.scan, s.judged())
	s.tellLeft()
}

// tellLeft tells how many findings found no room among the annotations.
func (s *step) tellLeft() {
	if n := s.annotator.left; n > 0 {
		where := "above"
		if s.in.summary {
			where = "in the job summary"
		}
		s.log.linef("%d more findings are %s: a step shows 10 annotations of a kind.", n, where)
		s.annotator.left = 0
	}
}
