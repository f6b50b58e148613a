// Package action is what action.yml runs: inputs of the runner in; annotations,
// a job summary, outputs and an upload to code scanning out. It knows the
// runner and no rule.
//
// What goes to the step's log is obeyed by the runner, so all text passes one
// sanitiser (see logger), and commands are built by go-githubactions.
package action

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	githubactions "github.com/sethvargo/go-githubactions"

	"github.com/django-session-audit/django-session-audit/analyzer"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
	"github.com/django-session-audit/django-session-audit/cmd/internal/config"
	"github.com/django-session-audit/django-session-audit/cmd/internal/exit"
	"github.com/django-session-audit/django-session-audit/cmd/internal/report"
	"github.com/django-session-audit/django-session-audit/sarif"
	"github.com/django-session-audit/django-session-audit/sarif/upload"
)

// Main runs the action and returns the step's exit code. The error tells of a
// log that could not be written.
func Main(ctx context.Context, tool report.Tool, stdout io.Writer, getenv func(string) string) (int, error) {
	log := &lasting{w: stdout}
	code := newStep(ctx, tool, log, getenv).main()
	if log.err != nil {
		return exit.Failed, fmt.Errorf("cannot write the step's log: %w", log.err)
	}
	return code, nil
}

func newStep(ctx context.Context, tool report.Tool, stdout io.Writer, getenv func(string) string) *step {
	return &step{
		ctx: ctx, tool: tool, getenv: getenv, log: &logger{w: stdout},
		gha:     githubactions.New(githubactions.WithWriter(stdout), githubactions.WithGetenv(getenv)),
		started: time.Now(),
	}
}

func (s *step) main() int {
	defer func() {
		if r := recover(); r != nil {
			s.gha.Errorf("internal error, please report it at %s/issues", report.Home)
			panic(r) // the command line tells where
		}
	}()
	code, err := s.run()
	if err != nil && s.ctx.Err() != nil {
		err = fmt.Errorf("interrupted: %w", err)
	}
	if err != nil {
		s.fail(err)
	}
	return code
}

// A step is one run of the action.
type step struct {
	ctx     context.Context
	tool    report.Tool
	getenv  func(string) string
	log     *logger
	gha     *githubactions.Action
	started time.Time
	// sleep waits for code scanning; nil for a real wait.
	sleep func(context.Context, time.Duration) error

	in        inputs
	workspace string
	scan      *report.Scan
	// diff is what the change of a pull request or a merge group does, or nil
	// if that is not known or there is none.
	diff      *report.Diff
	sarif     sarif.Log
	target    upload.Target
	annotator *annotator
	// repo and options are what was scanned and how, for the repairs.
	repo    *source.Repository
	options analyzer.Options
}

// refusedEvents run with the rights of the default branch although they may be
// about anybody's code
// (https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/).
var refusedEvents = map[string]string{
	"pull_request_target": "pull_request",
	"workflow_run":        "pull_request or push",
}

// run goes through the step in its order: scan, SARIF file, annotations,
// summary, upload, suggestions, outputs, and the exit code last. What cannot be
// written keeps nothing else back. The error is told by Main.
func (s *step) run() (int, error) {
	event := s.getenv("GITHUB_EVENT_NAME")
	if instead, refused := refusedEvents[event]; refused {
		return exit.Usage, fmt.Errorf("the event %s is not supported for security reasons: it runs with the rights of the default branch on code of a pull request; run the workflow on %s", event, instead)
	}
	where, err := s.prepare()
	if err != nil {
		return exit.Usage, err
	}
	// Nothing that runs from here on needs the token from the environment.
	_ = os.Unsetenv("INPUT_TOKEN")
	defer s.close()
	threshold, code, err := s.analyze()
	if err != nil {
		return code, err
	}
	diskErr := s.writeSARIF(where)
	if diskErr != nil {
		where.output = ""
	}
	plan := s.plan()
	s.annotate(plan)
	s.summarize()
	result, uploadErr := s.upload(plan)
	outputErr := s.setOutputs(where, result, s.suggest())
	if err := errors.Join(diskErr, uploadErr, outputErr, s.incomplete()); err != nil {
		return exit.Failed, err
	}
	switch {
	case report.Reaches(s.judged(), threshold):
		which := ""
		if s.in.changedOnly && s.diff != nil {
			which = "new or worse "
		}
		s.log.linef("Failing the step: there are %sfindings of severity %s or worse (fail-on).", which, threshold)
		return exit.Findings, nil
	}
	s.answer(result, threshold)
	return exit.Clean, nil
}

// incomplete is an error if files of judged modules could not be read: what was
// found is told, and that nothing more was found says nothing.
func (s *step) incomplete() error {
	if len(s.scan.Unread) == 0 {
		return nil
	}
	return errors.New(strings.Join(s.scan.Unread, "\n"))
}

// close closes what was scanned.
func (s *step) close() {
	if s.repo != nil {
		_ = s.repo.Close() // it was only read
	}
}

// prepare reads the inputs and where the SARIF file goes.
func (s *step) prepare() (destination, error) {
	var err error
	if s.in, err = readInputs(s.gha); err != nil {
		return destination{}, err
	}
	if s.workspace, err = filepath.Abs(firstOf(s.getenv("GITHUB_WORKSPACE"), ".")); err != nil {
		return destination{}, errors.New("it is not known where the workspace is")
	}
	return sarifDestination(s.workspace, s.getenv("RUNNER_TEMP"), s.in.sarifFile)
}

// analyze configures and runs the scan, and returns the threshold, or an error
// with its exit code.
func (s *step) analyze() (finding.Severity, int, error) {
	folder, err := localPath(s.workspace, s.in.path)
	if err != nil {
		return 0, exit.Usage, fmt.Errorf("the input path: %w", err)
	}
	repo, err := source.Open(filepath.Join(s.workspace, filepath.FromSlash(folder)))
	if err != nil {
		return 0, exit.Usage, fmt.Errorf("the input path: %s: %s; is the repository checked out (actions/checkout)?", config.Quote(s.in.path), config.Cause(err))
	}
	s.repo = repo // closed by run
	c, err := s.configuration(repo, folder, repo)
	if err != nil {
		return 0, exit.Usage, err
	}
	threshold, err := c.Threshold("none")
	if err != nil {
		return 0, exit.Usage, err
	}
	if s.options, err = s.scanOptions(c); err != nil {
		return 0, exit.Usage, err
	}
	outcome, err := analyzer.Run(s.ctx, repo, s.options)
	if err != nil {
		return 0, exit.OfScan(err), fmt.Errorf("the scan could not be completed: %w", err)
	}
	s.scan = &report.Scan{Report: outcome, Tool: s.tool, Took: time.Since(s.started)}
	if folder != "." {
		s.scan.Prefix = folder
	}
	if err := (report.Text{}).Write(s.log, s.scan); err != nil {
		return 0, exit.Failed, err
	}
	s.compare(repo, folder)
	return threshold, exit.Clean, nil
}

// writeSARIF writes the whole log to its file.
func (s *step) writeSARIF(where destination) error {
	s.sarif = s.scan.SARIF(report.Category(s.in.category, s.scan.Prefix))
	doc, err := sarif.Build(s.sarif, sarif.OnDisk)
	if err != nil {
		return err
	}
	return where.write(doc.Data)
}

// setOutputs sets all outputs.
func (s *step) setOutputs(where destination, result upload.Result, suggestions int) error {
	c := s.scan.Count()
	return writeOutputs(s.getenv, []output{
		{"sarif-file", where.output},
		{"sarif-id", result.ID},
		{"upload-status", string(result.Status)},
		{"upload-reason", string(result.Cause)},
		number("findings", c.Findings),
		number("critical", c.Critical),
		number("high", c.High),
		number("medium", c.Medium),
		number("low", c.Low),
		number("undecided", c.Undecided),
		number("suppressed", c.Suppressed),
		number("modules", c.Modules),
		{"django-found", fmt.Sprint(s.scan.Layout.Django)},
		number("suggestions", suggestions),
	})
}

// fail tells what stopped the step, as an annotation.
func (s *step) fail(err error) {
	parts := strings.Split(err.Error(), "\n")
	for i := range parts {
		parts[i] = sanitize(parts[i])
	}
	s.gha.WithFieldsMap(map[string]string{"title": report.Command}).Errorf("%s", strings.Join(parts, "\n"))
}

func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}
