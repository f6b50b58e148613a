package action

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/django-session-audit/django-session-audit/cmd/internal/exit"
	"github.com/django-session-audit/django-session-audit/sarif/upload/uploadtest"
)

// What cannot be written keeps nothing else back: the results go all other ways,
// and then the step fails with the reason.
func TestUnwritableFilesKeepNothingBack(t *testing.T) {
	folder := func(t *testing.T, name string) {
		if err := os.Mkdir(name, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]struct {
		spoil func(*testing.T, *runner)
		says  string
	}{
		"the SARIF file": {func(t *testing.T, r *runner) { folder(t, filepath.Join(r.workspace, "django-session-audit.sarif")) },
			"cannot write django-session-audit.sarif: is there already and is not a regular file"},
		"the outputs": {func(t *testing.T, r *runner) { folder(t, r.env["GITHUB_OUTPUT"]) }, "cannot write the outputs to the runner's file"},
	} {
		for _, upload := range []string{"auto", "never"} {
			t.Run(name+", upload "+upload, func(t *testing.T) {
				server := uploadtest.NewServer(t)
				r := newRunner(t, shop())
				r.env["GITHUB_API_URL"] = server.URL
				r.input("upload", upload)
				c.spoil(t, r)
				got := r.run()
				if got.code != exit.Failed {
					t.Errorf("exit code %d", got.code)
				}
				got.says(t, "log", got.log, c.says)
				got.says(t, "summary", got.summary, "DJS101", "shop/settings.py:12")
				if upload == "never" {
					got.says(t, "annotations", strings.Join(got.annotated(), " "), "DJS101")
				} else if len(server.Uploads()) != 1 {
					t.Errorf("%d uploads", len(server.Uploads()))
				}
				if name == "the SARIF file" {
					got.wants(t, map[string]string{"sarif-file": "", "findings": "2"})
				}
			})
		}
	}
}
