package action

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/django-session-audit/django-session-audit/cmd/internal/exit"
	"github.com/django-session-audit/django-session-audit/sarif/upload"
	"github.com/django-session-audit/django-session-audit/sarif/upload/uploadtest"
)

const (
	fork = `{"number": 7, "pull_request": {"number": 7, "head": {"sha": "` + head + `", "repo": {"full_name": "somebody/shop", "fork": true}}}}`
	own  = `{"number": 7, "pull_request": {"number": 7, "head": {"sha": "` + head + `", "repo": {"full_name": "owner/shop"}}}}`
	head = "fedcba9876543210fedcba9876543210fedcba98"
)

// A situation is what a run of the action can find itself in, and what must
// come of it. What is said in which words is in the guide's table.
type situation struct {
	name  string
	files func() map[string]string // shop, if not set
	set   func(*runner, *uploadtest.Server)

	code     int
	status   upload.Status
	reason   string
	ref      string // what is uploaded for, or "" if GitHub gets nothing
	commit   string // commit, if not set
	findings string
	// annotations are how many findings are annotated, told are how many
	// annotations are the action's own.
	annotations, told int
	suggestions       string   // 0, if not set
	says              []string // in the log
}

// situations are in the order of the guide.
var situations = []situation{
	{name: "A push", set: on("push", "refs/heads/main"),
		status: "processed", ref: "refs/heads/main", findings: "2",
		says: []string{"Code scanning has the results", "set fail-on"}},
	{name: "A tag", set: on("push", "refs/tags/v1.2.3"),
		status: "processed", ref: "refs/tags/v1.2.3", findings: "2"},
	{name: "A pull request", set: pull(own),
		status: "processed", ref: "refs/pull/7/merge", findings: "2", annotations: 1,
		says: []string{"shows a finding on the pull request if", "set fail-on"}},
	{name: "A pull request whose head is checked out, not its merge", set: all(pull(own), checkedOut(head)),
		status: "processed", ref: "refs/pull/7/head", commit: head, findings: "2", annotations: 1},
	{name: "A pull request from a fork", set: pull(fork),
		status: "processed", ref: "refs/pull/7/merge", findings: "2", annotations: 1},
	{name: "A pull request from a fork, whose read-only token is refused", set: all(pull(fork), refused(uploadtest.ReadOnlyToken)),
		status: "refused", reason: "read-only-token", ref: "refs/pull/7/merge", findings: "2", annotations: 2, told: 1,
		says: []string{"a pull request from a fork has a read-only token"}},
	{name: "A pull request by Dependabot", set: all(pull(own), actor("dependabot[bot]")),
		status: "processed", ref: "refs/pull/7/merge", findings: "2", annotations: 1},
	{name: "A push by Dependabot, whose token is read-only", set: all(on("push", "refs/heads/dependabot/pip/django-5.2.8"), actor("dependabot[bot]"), refused(uploadtest.ReadOnlyToken)),
		status: "refused", reason: "read-only-token", ref: "refs/heads/dependabot/pip/django-5.2.8", findings: "2", annotations: 2, told: 1,
		says: []string{"let on: push run for your own branches only"}},
	{name: "A workflow without the permission", set: refused(uploadtest.ReadOnlyToken),
		status: "refused", reason: "read-only-token", ref: "refs/heads/main", findings: "2", annotations: 2, told: 1,
		says: []string{"security-events: write"}},
	{name: "A merge queue", set: on("merge_group", "refs/heads/gh-readonly-queue/main/pr-7-abc"),
		status: "skipped", reason: "merge-queue", findings: "2", annotations: 2,
		says: []string{"Nothing is uploaded", "exit code is the gate", "set fail-on"}},
	{name: "A push to a merge queue's branch", set: on("push", "refs/heads/gh-readonly-queue/main/pr-7-abc"),
		status: "skipped", reason: "merge-queue", findings: "2", annotations: 2},
	{name: "A merge queue with a gate", set: all(on("merge_group", "refs/heads/gh-readonly-queue/main/pr-7-abc"), given("fail-on", "medium")),
		code: exit.Findings, status: "skipped", reason: "merge-queue", findings: "2", annotations: 2,
		says: []string{"Failing the step"}},
	{name: "A repository without Django", files: noDjango,
		status: "processed", ref: "refs/heads/main", findings: "0",
		says: []string{"No Django settings found", "The result is uploaded although it is empty"}},
	{name: "Django, and no settings module of production", files: onlyTests,
		status: "processed", ref: "refs/heads/main", findings: "0"},
	{name: "Judged, and nothing found", files: clean,
		status: "processed", ref: "refs/heads/main", findings: "0",
		says: []string{"No findings in 1 module"}},
	{name: "Not scanned: the configuration is wrong", set: given("config", "nowhere.toml"),
		code: exit.Usage, told: 1, says: []string{"::error "}},
	{name: "Code scanning is off (a private repository may not have it)", set: refused(uploadtest.SecurityOff),
		status: "refused", reason: "code-scanning-off", ref: "refs/heads/main", findings: "2", annotations: 2, told: 1,
		says: []string{"enable it in the repository's settings"}},
	{name: "Code scanning is off, with upload: always", set: all(refused(uploadtest.SecurityOff), given("upload", "always")),
		code: exit.Failed, status: "refused", reason: "code-scanning-off", ref: "refs/heads/main", findings: "2", annotations: 2, told: 1,
		says: []string{"::error "}},
	{name: "An archived repository", set: refused(uploadtest.Archived),
		status: "refused", reason: "archived", ref: "refs/heads/main", findings: "2", annotations: 2, told: 1,
		says: []string{"unarchive"}},
	{name: "GitHub Enterprise Server", set: enterprise,
		status: "processed", ref: "refs/heads/main", findings: "2"},
	{name: "An older GitHub Enterprise Server", set: all(enterprise, older),
		status: "processed", ref: "refs/heads/main", findings: "2"},
	{name: "A gate", set: all(pull(own), given("fail-on", "medium")),
		code: exit.Findings, status: "processed", ref: "refs/pull/7/merge", findings: "2", annotations: 1,
		says: []string{"Failing the step"}},
	{name: "Nothing is to be uploaded", set: given("upload", "never"),
		status: "skipped", reason: "not-wanted", findings: "2", annotations: 2},
	{name: "The second step of a job with the same category", set: earlierStep,
		status: "processed", ref: "refs/heads/main", findings: "2", told: 1,
		says: []string{"::warning title=Uploaded twice::", "give each step its own category"}},
	{name: "A pull request with suggest: true", set: all(pull(own), suggesting),
		status: "processed", ref: "refs/pull/7/merge", findings: "2", annotations: 1, suggestions: "1",
		says: []string{"Suggestions in the pull request: 1 made now, 1 on lines that the pull request does not show."}},
	{name: "The next run with suggest: true", set: all(pull(own), suggesting, earlierRun),
		status: "processed", ref: "refs/pull/7/merge", findings: "2", annotations: 1,
		says: []string{"Suggestions in the pull request: 1 made before, and not again, 1 on lines that the pull request does not show."}},
	{name: "suggest: true without the permission", set: all(pull(own), suggesting, func(_ *runner, s *uploadtest.Server) { s.OnReview(uploadtest.ReadOnlyToken) }),
		status: "processed", ref: "refs/pull/7/merge", findings: "2", annotations: 1, told: 1,
		says: []string{"::notice title=Nothing is suggested::", "pull-requests: write"}},
	{name: "A pull request from a fork with suggest: true", set: all(pull(fork), suggesting),
		status: "processed", ref: "refs/pull/7/merge", findings: "2", annotations: 1,
		says: []string{"Nothing is suggested: a pull request from a fork has a read-only token"}},
	{name: "The event pull_request_target", set: on("pull_request_target", "refs/heads/main"),
		code: exit.Usage, told: 1, says: []string{"not supported for security reasons", "run the workflow on pull_request"}},
	{name: "GitHub cannot process the file", set: func(_ *runner, s *uploadtest.Server) {
		s.OnStatus(uploadtest.ProcessingFailed("rejecting SARIF, as there are more runs per file than allowed"))
	},
		code: exit.Failed, status: "rejected", reason: "unprocessed", ref: "refs/heads/main", findings: "2", annotations: 2, told: 1},
	{name: "GitHub is not available", set: refused(slices.Repeat([]uploadtest.Answer{uploadtest.Unavailable}, 5)...),
		code: exit.Failed, status: "failed", reason: "unavailable", ref: "refs/heads/main", findings: "2", annotations: 2, told: 1,
		says: []string{"githubstatus"}},
}

func all(sets ...func(*runner, *uploadtest.Server)) func(*runner, *uploadtest.Server) {
	return func(r *runner, s *uploadtest.Server) {
		for _, set := range sets {
			set(r, s)
		}
	}
}

func on(event, ref string) func(*runner, *uploadtest.Server) {
	return func(r *runner, _ *uploadtest.Server) {
		r.env["GITHUB_EVENT_NAME"], r.env["GITHUB_REF"] = event, ref
	}
}

// pull sets a pull request with the event that GitHub sends.
func pull(event string) func(*runner, *uploadtest.Server) {
	return func(r *runner, s *uploadtest.Server) {
		on("pull_request", "refs/pull/7/merge")(r, s)
		r.env["GITHUB_EVENT_PATH"] = filepath.Join(r.env["RUNNER_TEMP"], "event.json")
		if err := os.WriteFile(r.env["GITHUB_EVENT_PATH"], []byte(event), 0o644); err != nil {
			r.t.Fatal(err)
		}
	}
}

func refused(answers ...uploadtest.Answer) func(*runner, *uploadtest.Server) {
	return func(_ *runner, s *uploadtest.Server) { s.OnUpload(answers...) }
}

func given(input, text string) func(*runner, *uploadtest.Server) {
	return func(r *runner, _ *uploadtest.Server) { r.input(input, text) }
}

func actor(name string) func(*runner, *uploadtest.Server) {
	return func(r *runner, _ *uploadtest.Server) { r.env["GITHUB_ACTOR"] = name }
}

func checkedOut(commit string) func(*runner, *uploadtest.Server) {
	return func(r *runner, _ *uploadtest.Server) { r.file(".git/HEAD", commit+"\n") }
}

func enterprise(r *runner, s *uploadtest.Server) {
	r.env["GITHUB_API_URL"] = s.URL + uploadtest.EnterprisePath
	r.env["GITHUB_SERVER_URL"] = "https://github.example.com"
}

func older(_ *runner, s *uploadtest.Server) { s.Older = true }

// suggesting asks for suggestions in a pull request that changes the line.
func suggesting(r *runner, s *uploadtest.Server) {
	r.input("suggest", "true")
	s.OnPull(uploadtest.Pull{Number: 7, Head: head, Files: []uploadtest.PullFile{{
		Name: "shop/settings.py", Patch: "@@ -12 +12 @@ MIDDLEWARE = [\n-SESSION_COOKIE_SECURE = True\n+SESSION_COOKIE_SECURE = False",
	}}})
}

// earlierStep is a step of the same job that has uploaded.
func earlierStep(r *runner, _ *uploadtest.Server) {
	api := r.env["GITHUB_API_URL"]
	r.env["GITHUB_API_URL"] = uploadtest.NewServer(r.t).URL
	if got := r.run(); got.outputs["upload-status"] != "processed" {
		r.t.Fatalf("the earlier step did not upload:\n%s", got.log)
	}
	r.freshFiles()
	r.env["GITHUB_API_URL"] = api
}

// freshFiles gives the next step files of its own, as the runner does.
func (r *runner) freshFiles() {
	for _, variable := range []string{"GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"} {
		r.env[variable] += "2"
	}
}

// earlierRun leaves on the server what a run before has suggested.
func earlierRun(r *runner, s *uploadtest.Server) {
	before := uploadtest.NewServer(r.t)
	suggesting(r, before)
	api, run := r.env["GITHUB_API_URL"], r.env["GITHUB_RUN_ID"]
	r.env["GITHUB_API_URL"], r.env["GITHUB_RUN_ID"] = before.URL, "4710"
	r.run()
	for _, review := range before.Reviews() {
		for _, c := range review.Comments {
			s.AddComment(c.Body)
		}
	}
	r.freshFiles()
	r.env["GITHUB_API_URL"], r.env["GITHUB_RUN_ID"] = api, run
}

func noDjango() map[string]string {
	return map[string]string{"README": "x\n", "main.go": "package main\n", ".git/HEAD": commit + "\n"}
}

func clean() map[string]string {
	files := shop()
	files["shop/settings.py"] = strings.Replace(files["shop/settings.py"], "SESSION_COOKIE_SECURE = False", "SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True", 1)
	return files
}

// onlyTests is a library with a project that only its tests run.
func onlyTests() map[string]string {
	return map[string]string{
		".git/HEAD":         commit + "\n",
		"setup.cfg":         "[tool:pytest]\nDJANGO_SETTINGS_MODULE = tests.settings\n[options]\ninstall_requires = django>=5.2\n",
		"tests/__init__.py": "",
		"tests/settings.py": "SECRET_KEY = \"test\"\nINSTALLED_APPS = [\"django.contrib.sessions\"]\n",
	}
}

func TestSituations(t *testing.T) {
	var table strings.Builder
	table.WriteString("| situation | GitHub gets | the log says | annotations | the job summary has | outputs | exit code |\n|---|---|---|---|---|---|---|\n")
	for _, c := range situations {
		t.Run(c.name, func(t *testing.T) {
			if c.files == nil {
				c.files = shop
			}
			server, r := uploadtest.NewServer(t), newRunner(t, c.files())
			r.env["GITHUB_API_URL"] = server.URL
			if c.set != nil {
				c.set(r, server)
			}
			got := r.run()
			c.check(t, server, got)
			table.WriteString(c.row(server, got))
		})
	}
	if !t.Failed() {
		compareGuide(t, "situations", table.String())
	}
}

func (c situation) check(t *testing.T, server *uploadtest.Server, got result) {
	t.Helper()
	if got.code != c.code {
		t.Errorf("exit code %d, want %d:\n%s", got.code, c.code, got.log)
	}
	if c.suggestions == "" && c.status != "" {
		c.suggestions = "0"
	}
	got.wants(t, map[string]string{"upload-status": string(c.status), "upload-reason": c.reason, "findings": c.findings, "suggestions": c.suggestions})
	if c.status == "" && len(got.outputs) > 0 {
		t.Errorf("outputs %v of what was not scanned", got.outputs)
	}
	got.says(t, "log", got.log, c.says...)
	var annotated, told int
	for _, kind := range []string{"error", "warning", "notice"} {
		for _, a := range got.annotations(kind) {
			if strings.Contains(a, "file=") {
				annotated++
			} else {
				told++
			}
		}
	}
	if annotated != c.annotations || told != c.told {
		t.Errorf("%d findings are annotated and %d are told, want %d and %d:\n%s", annotated, told, c.annotations, c.told, got.log)
	}
	for _, fault := range server.Faults() {
		t.Errorf("the server refused: %s", fault)
	}
	if c.findings != "" && c.findings != "0" {
		got.says(t, "summary", got.summary, "DJS101", "DJS112")
	}
	if c.status == "refused" || c.status == "rejected" || c.status == "failed" {
		got.says(t, "summary", got.summary, "The results are not in code scanning")
	}
	c.checkUpload(t, server)
}

// checkUpload checks what code scanning was sent: the whole result, for the
// right commit and ref, under the category, each result with its fingerprint.
func (c situation) checkUpload(t *testing.T, server *uploadtest.Server) {
	t.Helper()
	sent := server.Sent()
	if c.ref == "" {
		if len(server.Requests()) > 0 {
			t.Errorf("GitHub was asked: %q", server.Requests())
		}
		return
	}
	if len(sent) == 0 {
		t.Fatal("nothing was sent")
	}
	want := c.commit
	if want == "" {
		want = commit
	}
	for _, u := range sent {
		if u.Commit != want || u.Ref != c.ref || u.ToolName != "django-session-audit" || u.StartedAt == "" || !strings.HasPrefix(u.CheckoutURI, "file:///") {
			t.Errorf("sent for %s %s by %s at %q from %q", u.Commit, u.Ref, u.ToolName, u.StartedAt, u.CheckoutURI)
		}
		run := readRun(t, u.SARIF)
		if fmt.Sprint(len(run.Results)) != c.findings || run.Details.ID != "django-session-audit/" {
			t.Errorf("%d results of the category %q", len(run.Results), run.Details.ID)
		}
		for _, r := range run.Results {
			if !regexp.MustCompile(`^[0-9a-f]+:[0-9]+$`).MatchString(r.Fingerprints["primaryLocationLineHash"]) {
				t.Errorf("the fingerprint of %s is %q", r.Rule, r.Fingerprints)
			}
		}
	}
}

// A sarifRun is what is looked at of a SARIF log's one run.
type sarifRun struct {
	Details struct {
		ID string `json:"id"`
	} `json:"automationDetails"`
	Results []struct {
		Rule         string            `json:"ruleId"`
		Fingerprints map[string]string `json:"partialFingerprints"`
	} `json:"results"`
}

func readRun(t *testing.T, data []byte) sarifRun {
	t.Helper()
	results(t, data) // there is one run with results
	var log struct{ Runs []sarifRun }
	if err := json.Unmarshal(data, &log); err != nil {
		t.Fatal(err)
	}
	return log.Runs[0]
}
