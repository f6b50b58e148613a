package cli

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/django-session-audit/django-session-audit/cmd/internal/config"
	"github.com/django-session-audit/django-session-audit/cmd/internal/exit"
	"github.com/django-session-audit/django-session-audit/cmd/internal/report"
	"github.com/django-session-audit/django-session-audit/sarif"
	"github.com/django-session-audit/django-session-audit/sarif/upload"
	"github.com/django-session-audit/django-session-audit/sarif/upload/github"
)

// maxSARIF is the largest file that is read: more would not fit into what code
// scanning accepts.
const maxSARIF = 256 << 20

// uploadFlags are the flags of upload.
type uploadFlags struct {
	repository, commit, ref string
	wait                    bool
}

func (s *session) uploadCommand() *cobra.Command {
	o := &uploadFlags{}
	cmd := &cobra.Command{
		Use:   "upload FILE",
		Short: "Upload a SARIF file to GitHub code scanning",
		Long: `Uploads a SARIF file to GitHub code scanning. The token is taken from
GITHUB_TOKEN or GH_TOKEN. In a workflow, repository, commit and ref are those of
the run; elsewhere they are to be given.`,
		Example: `  django-session-audit upload results.sarif
  django-session-audit upload --repository owner/name --commit "$(git rev-parse HEAD)" --ref refs/heads/main results.sarif`,
		Args: exactlyOne("file"),
		RunE: func(_ *cobra.Command, args []string) error { return s.upload(o, args[0]) },
	}
	f := cmd.Flags()
	f.StringVar(&o.repository, "repository", "", "the repository, as `owner/name`")
	f.StringVar(&o.commit, "commit", "", "the commit that was scanned, all 40 `digits`")
	f.StringVar(&o.ref, "ref", "", "the `ref` that was scanned, such as refs/heads/main")
	f.BoolVar(&o.wait, "wait", false, "wait until GitHub has processed the file")
	cmd.MarkFlagsRequiredTogether("commit", "ref")
	return cmd
}

func (s *session) upload(o *uploadFlags, name string) error {
	data, err := readSARIF(name)
	if err != nil {
		return err
	}
	target, problem := s.target(o)
	if problem != nil {
		return s.tell(*problem)
	}
	repository := firstOf(o.repository, s.getenv("GITHUB_REPOSITORY"))
	if repository == "" {
		return errors.New("it is not known which repository the file is for; give --repository owner/name")
	}
	result, err := upload.Upload(s.ctx, upload.Request{
		Access: github.Access{
			API:        s.getenv("GITHUB_API_URL"),
			Repository: repository,
			Token:      firstOf(s.getenv("GITHUB_TOKEN"), s.getenv("GH_TOKEN")),
			UserAgent:  report.Command + "/" + s.version(),
			Log:        func(line string) { fmt.Fprintln(s.stderr, report.Harmless(line)) },
		},
		SARIF:    data,
		Target:   target,
		ToolName: sarif.ToolName,
		Wait:     o.wait,
	})
	if err != nil {
		return err
	}
	return s.tell(result)
}

func (s *session) target(o *uploadFlags) (upload.Target, *upload.Result) {
	if o.commit != "" {
		return upload.Target{Commit: o.commit, Ref: o.ref}, nil
	}
	event := upload.EventFrom(s.getenv)
	var checkout upload.Checkout
	if workspace := s.getenv("GITHUB_WORKSPACE"); workspace != "" {
		checkout = upload.ReadCheckout(workspace, event.Ref)
	}
	return upload.Select(event, checkout)
}

// tell says what became of an upload.
func (s *session) tell(r upload.Result) error {
	text := string(r.Status)
	for _, part := range append([]string{r.Reason, r.Advice}, r.Errors...) {
		if part != "" {
			text += "\n  " + report.Harmless(part)
		}
	}
	if r.Status == upload.Refused || r.Status.Fault() {
		return &failure{exit.Failed, errors.New(text)}
	}
	if r.ID != "" {
		text += "\n  id " + r.ID
	}
	return s.emit(&options{}, func(w io.Writer) error {
		_, err := fmt.Fprintln(w, text)
		return err
	})
}

func readSARIF(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("%s cannot be read: %s", config.Quote(name), config.Cause(err))
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxSARIF+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s cannot be read: %s", config.Quote(name), config.Cause(err))
	case len(data) > maxSARIF:
		return nil, fmt.Errorf("%s is larger than code scanning accepts", config.Quote(name))
	}
	return data, nil
}
