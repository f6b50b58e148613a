package action

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/rules"
	"github.com/django-session-audit/django-session-audit/cmd/internal/exit"
	"github.com/django-session-audit/django-session-audit/cmd/internal/report"
	"github.com/django-session-audit/django-session-audit/sarif/upload/uploadtest"
)

const commit = "0123456789abcdef0123456789abcdef01234567"

// A runner is a folder with all that the runner mounts, and its variables.
type runner struct {
	t         *testing.T
	workspace string
	env       map[string]string
}

// newRunner returns a runner with a repository of those files.
func newRunner(t *testing.T, files map[string]string) *runner {
	dir := t.TempDir()
	r := &runner{t: t, workspace: filepath.Join(dir, "workspace"), env: map[string]string{
		"GITHUB_WORKSPACE":    filepath.Join(dir, "workspace"),
		"GITHUB_OUTPUT":       filepath.Join(dir, "output"),
		"GITHUB_STEP_SUMMARY": filepath.Join(dir, "summary"),
		"RUNNER_TEMP":         filepath.Join(dir, "temp"),
		"GITHUB_EVENT_NAME":   "push",
		"GITHUB_REF":          "refs/heads/main",
		"GITHUB_SHA":          commit,
		"GITHUB_REPOSITORY":   "owner/shop",
		"GITHUB_SERVER_URL":   "https://github.com",
		"INPUT_TOKEN":         uploadtest.Token,
	}}
	for _, folder := range []string{"workspace", "temp"} {
		if err := os.Mkdir(filepath.Join(dir, folder), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for name, text := range files {
		r.file(name, text)
	}
	return r
}

func (r *runner) file(name, text string) {
	r.t.Helper()
	name = filepath.Join(r.workspace, name)
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		r.t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		r.t.Fatal(err)
	}
}

// input sets an input.
func (r *runner) input(name, text string) {
	r.env["INPUT_"+strings.ToUpper(name)] = text
}

// A result is what a run of the action left behind.
type result struct {
	code         int
	log, summary string
	outputs      map[string]string
}

func (r *runner) run() result {
	r.t.Helper()
	var tool report.Tool
	tool.Version = "1.2.3"
	for _, rule := range rules.All() {
		tool.Rules = append(tool.Rules, rule.Rule)
	}
	var log bytes.Buffer
	s := newStep(context.Background(), tool, &log, func(name string) string { return r.env[name] })
	s.sleep = func(context.Context, time.Duration) error { return nil }
	got := result{code: s.main(), log: log.String(), outputs: map[string]string{}}
	summary, _ := os.ReadFile(r.env["GITHUB_STEP_SUMMARY"])
	got.summary = string(summary)
	outputs, _ := os.ReadFile(r.env["GITHUB_OUTPUT"])
	got.outputs = readOutputs(r.t, string(outputs))
	return got
}

// readOutputs reads outputs as the runner does.
func readOutputs(t *testing.T, text string) map[string]string {
	t.Helper()
	outputs := map[string]string{}
	lines := strings.Split(text, "\n")
	for i := 0; i < len(lines); i++ {
		if lines[i] == "" {
			continue
		}
		name, delimiter, ok := strings.Cut(lines[i], "<<")
		if !ok || i+2 >= len(lines) || lines[i+2] != delimiter {
			t.Fatalf("the outputs cannot be read:\n%s", text)
		}
		outputs[name] = lines[i+1]
		i += 2
	}
	return outputs
}

// annotations returns the commands of a kind in the log.
func (r result) annotations(kind string) []string {
	return regexp.MustCompile(`(?m)^::`+kind+` .*$`).FindAllString(r.log, -1)
}

// annotated returns the rules of the annotations, the worst kind first.
func (r result) annotated() []string {
	var rules []string
	for _, kind := range []string{"error", "warning", "notice"} {
		for _, a := range r.annotations(kind) {
			if i := strings.Index(a, "DJS"); i >= 0 {
				rules = append(rules, a[i:i+6])
			}
		}
	}
	return rules
}

func (r result) wants(t *testing.T, outputs map[string]string) {
	t.Helper()
	got := map[string]string{}
	for name := range outputs {
		got[name] = r.outputs[name]
	}
	if diff := cmp.Diff(outputs, got); diff != "" {
		t.Errorf("outputs (-want +got):\n%s", diff)
	}
}

func (r result) says(t *testing.T, where, text string, phrases ...string) {
	t.Helper()
	for _, p := range phrases {
		if !strings.Contains(text, p) {
			t.Errorf("the %s does not say %q:\n%s", where, p, text)
		}
	}
}

// shop is a project with a finding of medium severity on a line, and one of a
// setting that is missing.
func shop() map[string]string {
	return map[string]string{
		"manage.py":        "import os\nos.environ.setdefault(\"DJANGO_SETTINGS_MODULE\", \"shop.settings\")\n",
		"requirements.txt": "django==5.2.4\n",
		"shop/__init__.py": "",
		".git/HEAD":        commit + "\n",
		"shop/settings.py": `import os
SECRET_KEY = os.environ["SECRET_KEY"]
DEBUG = False
ALLOWED_HOSTS = ["shop.example.com"]
INSTALLED_APPS = ["django.contrib.sessions"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]
SESSION_COOKIE_SECURE = False
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 31536000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
`,
	}
}

func TestPushUploads(t *testing.T) {
	server := uploadtest.NewServer(t)
	r := newRunner(t, shop())
	r.env["GITHUB_API_URL"] = server.URL
	got := r.run()
	if got.code != exit.Clean {
		t.Errorf("exit code %d:\n%s", got.code, got.log)
	}
	got.wants(t, map[string]string{
		"sarif-file": "django-session-audit.sarif", "sarif-id": uploadtest.ID, "upload-status": "processed",
		"findings": "2", "critical": "0", "high": "0", "medium": "2", "low": "0", "modules": "1", "django-found": "true",
	})
	uploads := server.Uploads()
	if len(uploads) != 1 || len(server.Faults()) > 0 {
		t.Fatalf("%d uploads, faults %v", len(uploads), server.Faults())
	}
	u := uploads[0]
	if u.Repository != "owner/shop" || u.Commit != commit || u.Ref != "refs/heads/main" || u.ToolName != "django-session-audit" || u.StartedAt == "" {
		t.Errorf("uploaded %s %s %s %s %s", u.Repository, u.Commit, u.Ref, u.ToolName, u.StartedAt)
	}
	onDisk, err := os.ReadFile(filepath.Join(r.workspace, "django-session-audit.sarif"))
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{"uploaded": u.SARIF, "on disk": onDisk} {
		if n := results(t, data); n != 2 {
			t.Errorf("%d results are %s, want 2", n, name)
		}
	}
	// On a push, alerts say it all.
	for _, kind := range []string{"error", "warning", "notice"} {
		if a := got.annotations(kind); len(a) > 0 {
			t.Errorf("annotations: %s", a)
		}
	}
	got.says(t, "summary", got.summary, "DJS101", "shop/settings.py:12", "https://github.com/owner/shop/blob/"+commit+"/shop/settings.py#L12")
	got.says(t, "log", got.log, "Code scanning has the results", "DJS101 session-cookie-not-secure")
	if strings.Contains(got.log+got.summary, uploadtest.Token) {
		t.Error("the token is told")
	}
}

// results counts the results of a SARIF log of one run.
func results(t *testing.T, data []byte) int {
	t.Helper()
	var log struct {
		Runs []struct {
			Results *[]json.RawMessage `json:"results"`
		} `json:"runs"`
	}
	if err := json.Unmarshal(data, &log); err != nil || len(log.Runs) != 1 || log.Runs[0].Results == nil {
		t.Fatalf("no log of one run: %v\n%s", err, data)
	}
	return len(*log.Runs[0].Results)
}

func TestPullRequestAnnotatesWhatHasNoLine(t *testing.T) {
	server := uploadtest.NewServer(t)
	r := newRunner(t, shop())
	r.env["GITHUB_API_URL"] = server.URL
	r.env["GITHUB_EVENT_NAME"], r.env["GITHUB_REF"] = "pull_request", "refs/pull/7/merge"
	got := r.run()
	if u := server.Uploads(); len(u) != 1 || u[0].Ref != "refs/pull/7/merge" {
		t.Errorf("uploads: %v", u)
	}
	all := append(got.annotations("warning"), got.annotations("error")...)
	if len(all) != 1 || !strings.Contains(all[0], "CSRF_COOKIE_SECURE") {
		t.Errorf("annotations: %s", all)
	}
}

// A refused upload degrades: the findings are annotations, a notice says why,
// and the step does not fail for it.
func TestRefusedUploadDegrades(t *testing.T) {
	for name, answer := range map[string]uploadtest.Answer{
		"code scanning is off": uploadtest.CodeScanningOff,
		"a read-only token":    uploadtest.ReadOnlyToken,
		"an archive":           uploadtest.Archived,
	} {
		t.Run(name, func(t *testing.T) {
			server := uploadtest.NewServer(t)
			server.OnUpload(answer, answer)
			r := newRunner(t, shop())
			r.env["GITHUB_API_URL"] = server.URL
			got := r.run()
			if got.code != exit.Clean {
				t.Errorf("exit code %d", got.code)
			}
			got.wants(t, map[string]string{"upload-status": "refused", "sarif-id": "", "findings": "2"})
			if n := len(got.annotations("error")) + len(got.annotations("warning")); n != 2 {
				t.Errorf("%d annotations, want 2:\n%s", n, got.log)
			}
			if n := len(got.annotations("notice")); n != 1 {
				t.Errorf("%d notices, want 1:\n%s", n, got.log)
			}
			got.says(t, "summary", got.summary, "The results are not in code scanning")

			r.input("upload", "always")
			server.OnUpload(answer, answer)
			if got := r.run(); got.code != exit.Failed || len(got.annotations("error")) == 0 {
				t.Errorf("upload: always ends with %d:\n%s", got.code, got.log)
			}
		})
	}
}

func TestFaultFails(t *testing.T) {
	server := uploadtest.NewServer(t)
	server.OnStatus(uploadtest.ProcessingFailed("rejecting SARIF, as \x1b::error::x"))
	r := newRunner(t, shop())
	r.env["GITHUB_API_URL"] = server.URL
	got := r.run()
	if got.code != exit.Failed {
		t.Errorf("exit code %d", got.code)
	}
	got.wants(t, map[string]string{"upload-status": "rejected", "findings": "2"})
	if strings.Contains(got.log, "\x1b") || strings.Contains(got.log, "\n::error::x") {
		t.Errorf("the log is not harmless:\n%q", got.log)
	}
}

func TestNeverUploads(t *testing.T) {
	for name, set := range map[string]func(*runner){
		"upload: never":      func(r *runner) { r.input("upload", "never") },
		"a merge queue":      func(r *runner) { r.env["GITHUB_REF"] = "refs/heads/gh-readonly-queue/main/pr-1-abc" },
		"merge_group":        func(r *runner) { r.env["GITHUB_EVENT_NAME"] = "merge_group" },
		"a queue, always":    func(r *runner) { r.env["GITHUB_EVENT_NAME"] = "merge_group"; r.input("upload", "always") },
		"outside a workflow": func(r *runner) { delete(r.env, "GITHUB_REPOSITORY") },
	} {
		t.Run(name, func(t *testing.T) {
			server := uploadtest.NewServer(t)
			r := newRunner(t, shop())
			r.env["GITHUB_API_URL"] = server.URL
			r.input("fail-on", "high")
			set(r)
			got := r.run()
			if server.Attempts() != 0 || got.code != exit.Clean {
				t.Errorf("%d attempts, exit code %d:\n%s", server.Attempts(), got.code, got.log)
			}
			got.wants(t, map[string]string{"upload-status": "skipped", "findings": "2"})
			// Nobody else shows the findings.
			if n := len(got.annotations("error")) + len(got.annotations("warning")); n != 2 {
				t.Errorf("%d annotations:\n%s", n, got.log)
			}
		})
	}
}

func TestThreshold(t *testing.T) {
	r := newRunner(t, shop())
	r.input("upload", "never")
	for failOn, want := range map[string]int{"": exit.Clean, "none": exit.Clean, "high": exit.Clean, "medium": exit.Findings, "low": exit.Findings} {
		r.input("fail-on", failOn)
		got := r.run()
		if got.code != want {
			t.Errorf("fail-on %q ends with %d, want %d", failOn, got.code, want)
		}
		if got.outputs["findings"] != "2" || !strings.Contains(got.summary, "DJS101") {
			t.Error("a failing gate keeps the results back")
		}
	}
}

// Three kinds of empty: no Django, nothing wrong, not scanned.
func TestEmptyKinds(t *testing.T) {
	for name, c := range map[string]struct {
		files   map[string]string
		outputs map[string]string
		log     string
	}{
		"no Django": {map[string]string{"README": "x", ".git/HEAD": commit}, map[string]string{"django-found": "false", "modules": "0", "findings": "0", "upload-status": "processed"}, "No Django settings found"},
		"clean":     {clean(), map[string]string{"django-found": "true", "modules": "1", "findings": "0", "upload-status": "processed"}, "No findings in 1 module"},
	} {
		t.Run(name, func(t *testing.T) {
			server := uploadtest.NewServer(t)
			r := newRunner(t, c.files)
			r.env["GITHUB_API_URL"] = server.URL
			got := r.run()
			if got.code != exit.Clean {
				t.Errorf("exit code %d:\n%s", got.code, got.log)
			}
			got.wants(t, c.outputs)
			got.says(t, "log", got.log, c.log)
			got.says(t, "summary", got.summary, c.log)
			if u := server.Uploads(); len(u) != 1 || results(t, u[0].SARIF) != 0 {
				t.Errorf("%d uploads", len(u))
			}
		})
	}
	t.Run("not scanned", func(t *testing.T) {
		server := uploadtest.NewServer(t)
		r := newRunner(t, shop())
		r.env["GITHUB_API_URL"] = server.URL
		r.input("include", "{a\n")
		got := r.run()
		if got.code != exit.Usage || len(got.annotations("error")) != 1 || server.Attempts() != 0 || len(got.outputs) != 0 {
			t.Errorf("exit code %d, %d attempts, outputs %v:\n%s", got.code, server.Attempts(), got.outputs, got.log)
		}
	})
}

func TestRefusedEvents(t *testing.T) {
	for _, event := range []string{"pull_request_target", "workflow_run"} {
		r := newRunner(t, shop())
		r.env["GITHUB_EVENT_NAME"] = event
		got := r.run()
		if got.code != exit.Usage || len(got.annotations("error")) != 1 {
			t.Errorf("%s ends with %d:\n%s", event, got.code, got.log)
		}
		got.says(t, "log", got.log, event+" is not supported for security reasons", "pull_request")
		if _, err := os.Stat(filepath.Join(r.workspace, "django-session-audit.sarif")); err == nil {
			t.Error("it was scanned all the same")
		}
	}
}

func TestWrongInputs(t *testing.T) {
	for name, c := range map[string]struct{ input, text, want string }{
		"a word":                        {"upload", "allways", "did you mean always?"},
		"a threshold":                   {"fail-on", "hihg", "did you mean high?"},
		"a truth":                       {"summary", "yes", `"yes" is not one of true, false`},
		"a profile":                     {"profile", "pcii", "did you mean pci?"},
		"a path that leads out":         {"path", "../..", "not below the workspace"},
		"no folder":                     {"path", "nowhere", "there is no such file"},
		"a SARIF file outside":          {"sarif-file", "/etc/x.sarif", "not below the workspace"},
		"a SARIF file above":            {"sarif-file", "../x.sarif", "not below the workspace"},
		"a SARIF file that is a folder": {"sarif-file", ".", "names a folder"},
		"a SARIF file of two lines":     {"sarif-file", "a\nb.sarif", "control character"},
		"a SARIF file in no folder":     {"sarif-file", "no/such/x.sarif", "no such file"},
		"no configuration":              {"config", "nowhere.toml", "there is no such file"},
		"a configuration outside":       {"config", "../x.toml", "outside the repository"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRunner(t, shop())
			r.input(c.input, c.text)
			r.env["GITHUB_API_URL"] = "http://127.0.0.1:1"
			got := r.run()
			if got.code != exit.Usage && got.code != exit.Failed {
				t.Errorf("exit code %d", got.code)
			}
			got.says(t, "log", got.log, "::error ", c.want)
		})
	}
}

// A pull request may commit links; nothing is read or written through them.
func TestLinksAreNotFollowed(t *testing.T) {
	r := newRunner(t, shop())
	outside := filepath.Join(filepath.Dir(r.workspace), "outside")
	if err := os.Mkdir(outside, 0o755); err != nil {
		t.Fatal(err)
	}
	victim := filepath.Join(outside, "victim")
	if err := os.WriteFile(victim, []byte("precious"), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, target := range map[string]string{"django-session-audit.sarif": victim, "backend": outside, "out": outside} {
		if err := os.Symlink(target, filepath.Join(r.workspace, name)); err != nil {
			t.Fatal(err)
		}
	}
	r.input("upload", "never")
	for input, text := range map[string]string{"sarif-file": "", "path": "backend"} {
		r.env["INPUT_SARIF-FILE"], r.env["INPUT_PATH"] = "ok.sarif", "."
		r.input(input, text)
		if got := r.run(); got.code == exit.Clean || !strings.Contains(got.log, "link") {
			t.Errorf("%s %q ends with %d:\n%s", input, text, got.code, got.log)
		}
	}
	r.env["INPUT_PATH"], r.env["INPUT_SARIF-FILE"] = ".", "out/x.sarif"
	if got := r.run(); got.code == exit.Clean {
		t.Error("a SARIF file is written through a link on the way")
	}
	if text, _ := os.ReadFile(victim); string(text) != "precious" {
		t.Errorf("the file outside is now %q", text)
	}
}

func TestSARIFInTemporaryFolder(t *testing.T) {
	r := newRunner(t, shop())
	r.input("upload", "never")
	r.input("sarif-file", filepath.Join(r.env["RUNNER_TEMP"], "x.sarif"))
	got := r.run()
	got.wants(t, map[string]string{"sarif-file": ""})
	if _, err := os.Stat(filepath.Join(r.env["RUNNER_TEMP"], "x.sarif")); err != nil {
		t.Error(err)
	}
}

// A path below the workspace is told relative to it.
func TestPathBelowTheWorkspace(t *testing.T) {
	server := uploadtest.NewServer(t)
	files := map[string]string{".git/HEAD": commit, "django-session-audit.toml": "fail-on = \"medium\"\n"}
	for name, text := range shop() {
		files["backend/"+name] = text
	}
	delete(files, "backend/.git/HEAD")
	r := newRunner(t, files)
	r.env["GITHUB_API_URL"] = server.URL
	r.input("path", "./backend/")
	r.input("annotations", "true")
	got := r.run()
	if got.code != exit.Findings {
		t.Errorf("exit code %d: the repository's configuration does not count\n%s", got.code, got.log)
	}
	u := server.Uploads()
	if len(u) != 1 {
		t.Fatalf("%d uploads", len(u))
	}
	got.says(t, "SARIF", string(u[0].SARIF), `"uri": "backend/shop/settings.py"`, `"id": "django-session-audit/backend/"`)
	got.says(t, "log", got.log, "file=backend/shop/settings.py,")
	got.says(t, "summary", got.summary, "backend/shop/settings.py:12")
}

func TestInputsReachTheScan(t *testing.T) {
	r := newRunner(t, shop())
	r.input("upload", "never")
	r.input("exclude", "shop/\n\n  other/  \n")
	got := r.run()
	got.wants(t, map[string]string{"modules": "0"})
	r.input("exclude", "")
	r.file("conf/audit.toml", "env-file = \"x.env\"\nfail-on = \"low\"\n")
	r.file("x.env", "A=1\n")
	r.input("config", "conf/audit.toml")
	if got := r.run(); got.code != exit.Findings {
		t.Errorf("exit code %d:\n%s", got.code, got.log)
	}
	r.input("fail-on", "none")
	if got := r.run(); got.code != exit.Clean {
		t.Errorf("the input does not win: exit code %d", got.code)
	}
	r.input("summary", "false")
	r.input("annotations", "false")
	if err := os.Remove(r.env["GITHUB_STEP_SUMMARY"]); err != nil {
		t.Fatal(err)
	}
	got = r.run()
	if got.summary != "" || len(got.annotations("warning"))+len(got.annotations("error")) > 0 {
		t.Errorf("summary %q, log:\n%s", got.summary, got.log)
	}
}

// Outside of a workflow there are no files of the runner.
func TestWithoutRunner(t *testing.T) {
	r := newRunner(t, shop())
	r.env = map[string]string{"GITHUB_WORKSPACE": r.workspace}
	got := r.run()
	if got.code != exit.Clean || got.summary != "" {
		t.Errorf("exit code %d:\n%s", got.code, got.log)
	}
}

// Names of files and what they say never reach the runner as commands.
func TestHostileRepository(t *testing.T) {
	files := map[string]string{".git/HEAD": commit}
	evil := "::error::pwned##[add-mask]x%0A"
	for name, text := range shop() {
		files[evil+"/"+name] = text
	}
	r := newRunner(t, files)
	r.input("upload", "never")
	r.input("path", evil)
	got := r.run()
	for line := range strings.Lines(got.log) {
		command := strings.TrimSpace(line)
		if strings.Contains(command, "##[") || strings.HasPrefix(command, "::") && !regexp.MustCompile(`^::(error|warning|notice) (col|endLine|title)`).MatchString(command) {
			t.Errorf("the runner obeys %q", line)
		}
	}
	if got.outputs["findings"] != "2" {
		t.Errorf("outputs %v:\n%s", got.outputs, got.log)
	}
}

func TestAnnotationBudget(t *testing.T) {
	files := shop()
	delete(files, "shop/settings.py")
	for i := range 12 {
		name := fmt.Sprintf("site%02d", i)
		files[name+"/__init__.py"] = ""
		files[name+"/settings.py"] = shop()["shop/settings.py"]
		files[name+"/wsgi.py"] = "import os\nos.environ.setdefault(\"DJANGO_SETTINGS_MODULE\", \"" + name + ".settings\")\n"
	}
	delete(files, "manage.py")
	r := newRunner(t, files)
	r.input("upload", "never")
	got := r.run()
	if got.outputs["findings"] != "24" {
		t.Fatalf("outputs %v", got.outputs)
	}
	errors, warnings := got.annotations("error"), got.annotations("warning")
	if len(errors) != budget[finding.Error] || len(warnings) != budget[finding.Warning] {
		t.Errorf("%d errors, %d warnings", len(errors), len(warnings))
	}
	got.says(t, "log", got.log, fmt.Sprintf("%d more findings are in the job summary", 24-len(errors)-len(warnings)))
}
