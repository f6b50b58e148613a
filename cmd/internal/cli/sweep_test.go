//go:build unix

package cli_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/django-session-audit/django-session-audit/sarif/upload/uploadtest"
)

const sweptCommit = "8f2e0a4c7d9b1e3f5a6c8d0b2e4f6a8c0d1e3f57"

// The sweep of examples/ is run as it is, with the policy of examples/, against
// the test server; git, gh and docker are those of testdata/sweep.
func TestSweep(t *testing.T) {
	server := uploadtest.NewServer(t)
	here := t.TempDir()
	project, err := filepath.Abs("../../../testdata/projects/lesson_0_of_4")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"shop", "old", "loose"} {
		if err := os.CopyFS(filepath.Join(here, name), os.DirFS(project)); err != nil {
			t.Fatal(err)
		}
	}
	writeFile(t, filepath.Join(here, "tool", "main.go"), "package main\n")
	writeFile(t, filepath.Join(here, "loose", "django-session-audit.toml"), "fail-on = \"critical\"\n")

	out, code := sweep(t, server.URL, here, "empty,gone,loose,old,seen,shop,tool")
	if code != 1 {
		t.Errorf("exit code %d, want 1, because of gone and loose", code)
	}
	for _, want := range []string{
		`empty: has no commit`,
		`gone: cannot be read`,
		`loose: was not scanned \(exit code 2\)`,
		`old: uploaded\nslept [1-4]`, // by another version, so anew
		`seen: was analysed before\nshop`,
		`shop: uploaded\nslept [1-4]`,
		`tool: uploaded\nslept [1-4]`,
	} {
		if !regexp.MustCompile(`(?m)^` + want).MatchString(out) {
			t.Errorf("not said: %s", want)
		}
	}
	var repositories []string
	for _, u := range server.Uploads() {
		repositories = append(repositories, u.Repository)
		if u.Commit != sweptCommit || u.Ref != "refs/heads/main" {
			t.Errorf("%s was uploaded for %s of %s", u.Repository, u.Commit, u.Ref)
		}
	}
	if got := strings.Join(repositories, " "); got != "acme/old acme/shop acme/tool" {
		t.Errorf("uploaded for %s", got)
	}
	if t.Failed() {
		t.Log(out)
	}
}

func TestSweepWithoutCodeScanning(t *testing.T) {
	server := uploadtest.NewServer(t)
	server.OnUpload(uploadtest.CodeScanningOff)
	here := t.TempDir()
	writeFile(t, filepath.Join(here, "off", "main.go"), "package main\n")
	out, code := sweep(t, server.URL, here, "off")
	if code != 0 || !strings.Contains(out, "off: not uploaded, because code scanning is not to be had there") {
		t.Errorf("exit code %d, and\n%s", code, out)
	}
}

// The list of repositories is made by the step as it stands in the workflow.
func TestSweepList(t *testing.T) {
	if _, err := exec.LookPath("jq"); err != nil {
		t.Skip("there is no jq, which GitHub's machines have")
	}
	for _, c := range []struct {
		name, after, limit string
		first, last        string
		chunks, all        int
		summary            string
	}{
		{"all", "", "5000", "r000", "r119", 3, 120, "120 of 120 repositories\n"},
		{"some", "", "70", "r000", "r069", 2, 70, "70 of 120 repositories; for the others run this again with after: r069\n"},
		{"the others", "r069", "70", "r070", "r119", 1, 50, "50 of 50 repositories\n"},
		{"none left", "r119", "70", "", "", 0, 0, "0 of 0 repositories\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			chunks, summary := sweepList(t, c.after, c.limit)
			names := strings.Split(strings.Join(chunks, ","), ",")
			if len(chunks) != c.chunks || c.all > 0 && len(names) != c.all {
				t.Errorf("%d repositories in %d chunks, want %d in %d", len(names), len(chunks), c.all, c.chunks)
			}
			if names[0] != c.first || names[len(names)-1] != c.last {
				t.Errorf("from %s to %s, want %s to %s", names[0], names[len(names)-1], c.first, c.last)
			}
			if summary != c.summary {
				t.Errorf("the summary says %q, want %q", summary, c.summary)
			}
		})
	}
}

// sweepList runs the step over an organisation with 120 repositories to scan,
// and some that are not.
func sweepList(t *testing.T, after, limit string) (chunks []string, summary string) {
	t.Helper()
	var workflow struct {
		Jobs struct {
			List struct {
				Steps []struct{ ID, Run string }
			}
		}
	}
	text, err := os.ReadFile("../../../examples/sweep.yml")
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(text, &workflow); err != nil {
		t.Fatal(err)
	}
	script := ""
	for _, step := range workflow.Jobs.List.Steps {
		if step.ID == "list" {
			script = step.Run
		}
	}
	dir := t.TempDir()
	listed := []string{`{"name": "a-archived", "archived": true, "disabled": false, "size": 1}`, `{"name": "b-empty", "archived": false, "disabled": false, "size": 0}`}
	for i := range 120 {
		listed = append(listed, fmt.Sprintf(`{"name": "r%03d", "archived": false, "disabled": false, "size": 1}`, 119-i))
	}
	writeFile(t, filepath.Join(dir, "listed"), "["+strings.Join(listed, ",")+"]")
	bin, err := filepath.Abs("testdata/sweep")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("bash", "-eo", "pipefail", "-c", script)
	cmd.Dir = dir
	cmd.Env = []string{
		"PATH=" + bin + ":" + os.Getenv("PATH"), "OWNER=acme", "AFTER=" + after, "LIMIT=" + limit, "GH_TOKEN=x",
		"LISTED=listed", "GITHUB_OUTPUT=output", "GITHUB_STEP_SUMMARY=summary",
	}
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	output, err := os.ReadFile(filepath.Join(dir, "output"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(bytes.TrimPrefix(output, []byte("chunks=")), &chunks); err != nil {
		t.Fatalf("%v in %q", err, output)
	}
	told, err := os.ReadFile(filepath.Join(dir, "summary"))
	if err != nil {
		t.Fatal(err)
	}
	return chunks, string(told)
}

// sweep runs the script over repositories that are folders of here, and returns
// what it prints, and its exit code.
func sweep(t *testing.T, api, here, repositories string) (string, int) {
	t.Helper()
	bin, err := filepath.Abs("testdata/sweep")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("bash", "../../../examples/sweep.sh")
	cmd.Env = []string{
		"PATH=" + bin + ":" + os.Getenv("PATH"), "TMPDIR=" + t.TempDir(),
		"OWNER=acme", "REPOSITORIES=" + repositories, "POLICY=../../../examples/policy.toml",
		"IMAGE=registry.example/audit", "GH_TOKEN=" + uploadtest.Token, "GITHUB_API_URL=" + api,
		"REPOSITORIES_HERE=" + here, "COMMIT=" + sweptCommit,
	}
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return string(out), cmd.ProcessState.ExitCode()
}

func writeFile(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
