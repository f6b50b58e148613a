// Package imagetest runs the action's image as GitHub's runner runs a Docker
// action: with what action.yml says, the same mounts, environment and working
// directory, against a server that answers as the code-scanning API does.
//
// .ci/image-test builds the image and calls it; it needs podman and root, which
// is why it is not among the tests of the module.
package imagetest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"

	"github.com/django-session-audit/django-session-audit/sarif/upload/uploadtest"
)

const (
	root       = "../.."
	project    = "testdata/projects/lesson_0_of_4"
	repository = "example/shop"
	commit     = "8f2e0a4c7d9b1e3f5a6c8d0b2e4f6a8c0d1e3f57"
	otherEvent = `{"repository": {"full_name": "example/shop", "default_branch": "main"}}`
	pullEvent  = `{"number": 7, "repository": {"full_name": "example/shop", "default_branch": "main"},
		"pull_request": {"number": 7, "head": {"sha": "8f2e0a4c7d9b1e3f5a6c8d0b2e4f6a8c0d1e3f57", "repo": {"full_name": "example/shop"}}}}`
)

func TestPush(t *testing.T) {
	t.Parallel()
	server := uploadtest.NewServer(t)
	got := step{workspace: checkout(t), api: server.URL}.run(t)

	got.wantExit(t, 0)
	got.wantUpload(t, server, "refs/heads/main")
	got.want(t, "django-found", "true")
	if got.outputs["findings"] == "0" || got.outputs["findings"] == "" {
		t.Errorf("findings is %q; the project has some", got.outputs["findings"])
	}
	if a := got.annotations(); len(a) > 0 {
		t.Errorf("annotations beside the alerts of code scanning: %q", a)
	}
	if !strings.Contains(got.summary, "SESSION_COOKIE_SECURE") {
		t.Errorf("the summary does not speak of SESSION_COOKIE_SECURE:\n%s", got.summary)
	}
	if strings.Contains(got.log, uploadtest.Token) || strings.Contains(got.summary, uploadtest.Token) {
		t.Error("the token was printed")
	}
}

func TestGateFailsTheStepAfterTheUpload(t *testing.T) {
	t.Parallel()
	server := uploadtest.NewServer(t)
	got := step{
		workspace: checkout(t), api: server.URL, event: "pull_request", ref: "refs/pull/7/merge",
		with: map[string]string{"fail-on": "low"},
	}.run(t)

	got.wantExit(t, 1)
	got.wantUpload(t, server, "refs/pull/7/merge")
}

func TestNoDjangoIsAnEmptyUpload(t *testing.T) {
	t.Parallel()
	server := uploadtest.NewServer(t)
	workspace := t.TempDir()
	writeFile(t, filepath.Join(workspace, "main.go"), "package main\n")
	got := step{workspace: workspace, api: server.URL, with: map[string]string{"fail-on": "low"}}.run(t)

	got.wantExit(t, 0)
	got.wantUpload(t, server, "refs/heads/main")
	got.want(t, "django-found", "false")
	got.want(t, "findings", "0")
}

// A large repository without Django is walked once, and ends with the same
// empty upload as a small one.
func TestLargeRepositoryWithoutDjango(t *testing.T) {
	const folders, files = 1000, 100
	workspace := t.TempDir()
	for i := range folders {
		dir := filepath.Join(workspace, fmt.Sprintf("service%02d", i%25), fmt.Sprintf("module%03d", i))
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		for j := range files {
			name := fmt.Sprintf("file%03d.%s", j, []string{"py", "ts", "go", "md"}[j%4])
			if err := os.WriteFile(filepath.Join(dir, name), []byte("import os\n"), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	start := time.Now()
	if out, err := exec.Command("find", workspace, "-type", "f").Output(); err != nil || bytes.Count(out, []byte("\n")) != folders*files {
		t.Fatalf("find: %v", err)
	}
	find := time.Since(start)

	server := uploadtest.NewServer(t)
	start = time.Now()
	got := step{workspace: workspace, api: server.URL, with: map[string]string{"wait-for-processing": "false"}}.run(t)
	t.Logf("%d files without Django: the step takes %v, container and upload and all; find takes %v", folders*files, time.Since(start).Round(time.Millisecond), find.Round(time.Millisecond))

	got.wantExit(t, 0)
	got.wantUpload(t, server, "refs/heads/main")
	got.want(t, "django-found", "false")
	got.want(t, "findings", "0")
}

// Steps of a job share the runner's temporary folder, and there the second one
// sees that its category is uploaded already.
func TestSecondStepWithTheSameCategory(t *testing.T) {
	t.Parallel()
	workspace, temp := checkout(t), t.TempDir()
	run := func(category string) outcome {
		return step{workspace: workspace, api: uploadtest.NewServer(t).URL, temp: temp,
			with: map[string]string{"category": category, "wait-for-processing": "false"}}.run(t)
	}
	const warning = "::warning title=Uploaded twice::"
	for _, c := range []struct {
		category string
		warned   bool
	}{{"", false}, {"admin", false}, {"", true}, {"admin", true}} {
		got := run(c.category)
		got.want(t, "upload-status", "uploaded")
		if strings.Contains(got.log, warning) != c.warned {
			t.Errorf("the category %q: there is a warning, or not, where %t is right", c.category, c.warned)
		}
	}
}

// A review is made from inside the container as the upload is.
func TestSuggestions(t *testing.T) {
	t.Parallel()
	server := uploadtest.NewServer(t)
	server.OnPull(uploadtest.Pull{Number: 7, Head: commit, Files: []uploadtest.PullFile{{
		Name: "shop/settings.py", Patch: "@@ -55 +55 @@\n-SESSION_COOKIE_SECURE = True\n+SESSION_COOKIE_SECURE = False  # want DJS101",
	}}})
	for _, want := range []string{"1", "0"} {
		got := step{
			workspace: checkout(t), api: server.URL, event: "pull_request", ref: "refs/pull/7/merge",
			with: map[string]string{"suggest": "true", "wait-for-processing": "false"},
		}.run(t)
		got.wantExit(t, 0)
		got.want(t, "suggestions", want)
	}
	reviews := server.Reviews()
	if len(reviews) != 1 || len(reviews[0].Comments) != 1 || !strings.Contains(reviews[0].Comments[0].Body, "```suggestion\nSESSION_COOKIE_SECURE = True  # want DJS101\n```") {
		t.Errorf("reviews: %+v, faults: %q", reviews, server.Faults())
	}
}

func TestNoNetworkAndNothingToWriteBut(t *testing.T) {
	t.Parallel()
	server := uploadtest.NewServer(t)
	got := step{
		workspace: checkout(t), api: server.URL,
		with:   map[string]string{"upload": "never", "token": ""},
		podman: []string{"--network", "none", "--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges"},
	}.run(t)

	got.wantExit(t, 0)
	got.want(t, "upload-status", "skipped")
	if n := server.Attempts(); n > 0 {
		t.Errorf("%d uploads with upload: never", n)
	}
	if got.sarif(t) == nil {
		t.Error("no SARIF file")
	}
}

func TestWithoutCodeScanningAnnotationsRemain(t *testing.T) {
	t.Parallel()
	server := uploadtest.NewServer(t)
	server.OnUpload(slices.Repeat([]uploadtest.Answer{uploadtest.CodeScanningOff}, 10)...)
	got := step{workspace: checkout(t), api: server.URL}.run(t)

	got.wantExit(t, 0)
	got.want(t, "upload-status", "refused")
	if a := got.annotations(); len(a) == 0 || strconv.Itoa(len(a)) != got.outputs["findings"] {
		t.Errorf("%d annotations for %s findings: %q", len(a), got.outputs["findings"], a)
	}
	if !strings.Contains(got.log, "::notice ") {
		t.Error("no notice says why nothing was uploaded")
	}
}

func TestVersionAndStart(t *testing.T) {
	var times []time.Duration
	for range 5 {
		start := time.Now()
		out, err := exec.Command("podman", podmanArgs(t, "--network", "none", imageName(t), "version")...).CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		times = append(times, time.Since(start))
		if want := os.Getenv("DJSA_IMAGE_VERSION"); !strings.Contains(string(out), want) {
			t.Fatalf("version printed %q, want %s in it", out, want)
		}
	}
	slices.Sort(times)
	t.Logf("a container that prints the version, podman and all: %v", times[len(times)/2].Round(time.Millisecond))

	binary := filepath.Join(root, os.Getenv("DJSA_BINARY"))
	start := time.Now()
	for range 20 {
		if out, err := exec.Command(binary, "version").CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	t.Logf("the binary by itself: %v", (time.Since(start) / 20).Round(100*time.Microsecond))
}

// A step is a step of a job that uses the action.
type step struct {
	workspace string
	api       string
	event     string // push, if not set
	ref       string // refs/heads/main, if not set
	with      map[string]string
	podman    []string // replaces --network host
	temp      string   // the runner's temporary folder; a new one, if not set
}

// An outcome is what the runner sees of a step.
type outcome struct {
	exit      int
	log       string // stdout and stderr, as the runner reads both
	summary   string
	outputs   map[string]string
	workspace string
}

// run runs the step as the runner's ContainerActionHandler does.
func (s step) run(t *testing.T) outcome {
	t.Helper()
	if s.event == "" {
		s.event, s.ref = "push", "refs/heads/main"
	}
	action := readAction(t)
	temp := t.TempDir()
	for _, dir := range []string{"file_commands", "home", "workflow", "runner_temp"} {
		if err := os.Mkdir(filepath.Join(temp, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if s.temp == "" {
		s.temp = filepath.Join(temp, "runner_temp")
	}
	event := otherEvent
	if s.event == "pull_request" {
		event = pullEvent
	}
	writeFile(t, filepath.Join(temp, "workflow", "event.json"), event)
	commands := map[string]string{
		"GITHUB_OUTPUT":       "set_output_2d1f",
		"GITHUB_STEP_SUMMARY": "step_summary_2d1f",
		"GITHUB_ENV":          "set_env_2d1f",
		"GITHUB_PATH":         "add_path_2d1f",
		"GITHUB_STATE":        "save_state_2d1f",
	}
	env := map[string]string{
		"CI": "true", "GITHUB_ACTIONS": "true", "HOME": "/github/home",
		"GITHUB_API_URL": s.api, "GITHUB_SERVER_URL": "https://github.com",
		"GITHUB_GRAPHQL_URL": s.api + "/graphql",
		"GITHUB_REPOSITORY":  repository, "GITHUB_REPOSITORY_OWNER": "example",
		"GITHUB_SHA": commit, "GITHUB_REF": s.ref, "GITHUB_EVENT_NAME": s.event,
		"GITHUB_EVENT_PATH": "/github/workflow/event.json",
		"GITHUB_WORKSPACE":  "/github/workspace", "GITHUB_WORKFLOW": "session settings",
		"GITHUB_JOB": "audit", "GITHUB_ACTION": "__run", "GITHUB_RUN_ID": "4711", "GITHUB_RUN_ATTEMPT": "1",
		"RUNNER_OS": "Linux", "RUNNER_ARCH": "X64", "RUNNER_TEMP": "/github/runner_temp",
	}
	for variable, name := range commands {
		env[variable] = "/github/file_commands/" + name
		writeFile(t, filepath.Join(temp, "file_commands", name), "")
	}
	for name, input := range action.Inputs {
		value := input.Default
		if given, ok := s.with[name]; ok {
			value = given
		}
		env["INPUT_"+strings.ToUpper(strings.ReplaceAll(name, " ", "_"))] = expression(t, value)
	}
	for name := range s.with {
		if _, ok := action.Inputs[name]; !ok {
			t.Fatalf("action.yml has no input %s", name)
		}
	}

	args := []string{
		"--workdir", "/github/workspace",
		"-v", s.workspace + ":/github/workspace",
	}
	for _, dir := range []string{"file_commands", "home", "workflow"} {
		args = append(args, "-v", filepath.Join(temp, dir)+":/github/"+dir)
	}
	args = append(args, "-v", s.temp+":/github/runner_temp")
	for _, name := range slices.Sorted(maps.Keys(env)) {
		args = append(args, "-e", name+"="+env[name])
	}
	if s.podman == nil {
		s.podman = []string{"--network", "host"}
	}
	args = append(args, s.podman...)
	args = append(args, imageName(t))
	for _, a := range action.Runs.Args {
		args = append(args, expression(t, a))
	}
	cmd := exec.Command("podman", podmanArgs(t, args...)...)
	var log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &log, &log
	err := cmd.Run()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	got := outcome{
		exit:      cmd.ProcessState.ExitCode(),
		log:       log.String(),
		summary:   readFile(t, filepath.Join(temp, "file_commands", commands["GITHUB_STEP_SUMMARY"])),
		outputs:   fileCommand(t, readFile(t, filepath.Join(temp, "file_commands", commands["GITHUB_OUTPUT"]))),
		workspace: s.workspace,
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("exit code %d\noutputs %v\nlog:\n%s\nsummary:\n%s", got.exit, got.outputs, got.log, got.summary)
		}
	})
	for _, variable := range []string{"GITHUB_ENV", "GITHUB_PATH"} {
		if text := readFile(t, filepath.Join(temp, "file_commands", commands[variable])); text != "" {
			t.Errorf("%s was written: %q", variable, text)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(action.Outputs)) {
		if _, ok := got.outputs[name]; !ok {
			t.Errorf("the output %s is not set", name)
		}
	}
	for name := range got.outputs {
		if _, ok := action.Outputs[name]; !ok {
			t.Errorf("the output %s is not in action.yml", name)
		}
	}
	return got
}

func (o outcome) wantExit(t *testing.T, code int) {
	t.Helper()
	if o.exit != code {
		t.Errorf("exit code %d, want %d", o.exit, code)
	}
}

func (o outcome) want(t *testing.T, output, value string) {
	t.Helper()
	if o.outputs[output] != value {
		t.Errorf("the output %s is %q, want %q", output, o.outputs[output], value)
	}
}

// annotations returns the places in files that the log annotates, as
// "path:line".
func (o outcome) annotations() []string { return annotations(o.log) }

var annotation = regexp.MustCompile(`::(?:error|warning|notice) ([^:]*)::`)

func annotations(log string) []string {
	var places []string
	for _, m := range annotation.FindAllStringSubmatch(log, -1) {
		place := map[string]string{}
		for property := range strings.SplitSeq(m[1], ",") {
			name, value, _ := strings.Cut(property, "=")
			place[name] = value
		}
		if place["file"] != "" {
			places = append(places, place["file"]+":"+place["line"])
		}
	}
	return places
}

// wantUpload checks that the server got the very file once, for the ref.
func (o outcome) wantUpload(t *testing.T, server *uploadtest.Server, ref string) {
	t.Helper()
	for _, fault := range server.Faults() {
		t.Errorf("the server refused: %s", fault)
	}
	uploads := server.Uploads()
	if len(uploads) != 1 {
		t.Fatalf("%d uploads, want one", len(uploads))
	}
	u := uploads[0]
	if u.Repository != repository || u.Commit != commit || u.Ref != ref {
		t.Errorf("uploaded for %s %s %s, want %s %s %s", u.Repository, u.Commit, u.Ref, repository, commit, ref)
	}
	if u.CheckoutURI != "file:///github/workspace/" {
		t.Errorf("checkout_uri is %q", u.CheckoutURI)
	}
	if !bytes.Equal(u.SARIF, o.sarif(t)) {
		t.Error("the file in the workspace is not what was uploaded")
	}
	if id := o.outputs["sarif-id"]; id != uploadtest.ID {
		t.Errorf("the output sarif-id is %q, want %q", id, uploadtest.ID)
	}
}

// sarif returns the file that the output sarif-file names, for the steps that
// follow: relative to the workspace.
func (o outcome) sarif(t *testing.T) []byte {
	t.Helper()
	name := o.outputs["sarif-file"]
	if name == "" || !filepath.IsLocal(name) {
		t.Errorf("the output sarif-file is %q, want a path in the workspace", name)
		return nil
	}
	data, err := os.ReadFile(filepath.Join(o.workspace, name))
	if err != nil {
		t.Error(err)
		return nil
	}
	if !json.Valid(data) {
		t.Errorf("%s is not JSON", name)
	}
	return data
}

// An actionFile is what action.yml says, as far as the runner needs it here.
type actionFile struct {
	Inputs  map[string]struct{ Default string }
	Outputs map[string]any
	Runs    struct {
		Using string
		Image string
		Args  []string
	}
}

func readAction(t *testing.T) actionFile {
	t.Helper()
	var a actionFile
	if err := yaml.Unmarshal([]byte(readFile(t, filepath.Join(root, "action.yml"))), &a); err != nil {
		t.Fatal(err)
	}
	if a.Runs.Using != "docker" {
		t.Fatalf("action.yml runs by %q, not docker", a.Runs.Using)
	}
	return a
}

// expression evaluates the one expression that action.yml may have.
func expression(t *testing.T, text string) string {
	t.Helper()
	text = strings.ReplaceAll(text, "${{ github.token }}", uploadtest.Token)
	if strings.Contains(text, "${{") {
		t.Fatalf("this harness does not know %s", text)
	}
	return text
}

// fileCommand reads a file of name=value and name<<delimiter entries.
func fileCommand(t *testing.T, text string) map[string]string {
	t.Helper()
	values := map[string]string{}
	lines := strings.Split(text, "\n")
	for i := 0; i < len(lines); i++ {
		if lines[i] == "" {
			continue
		}
		if name, delimiter, ok := strings.Cut(lines[i], "<<"); ok {
			end := slices.Index(lines[i+1:], delimiter)
			if end < 0 {
				t.Fatalf("the value of %s does not end", name)
			}
			values[name] = strings.Join(lines[i+1:i+1+end], "\n")
			i += 1 + end
			continue
		}
		name, value, ok := strings.Cut(lines[i], "=")
		if !ok {
			t.Fatalf("the runner cannot read the line %q", lines[i])
		}
		values[name] = value
	}
	return values
}

// checkout copies the project and gives it the .git that actions/checkout
// leaves: a detached HEAD.
func checkout(t *testing.T) string {
	t.Helper()
	workspace := t.TempDir()
	if err := os.CopyFS(workspace, os.DirFS(filepath.Join(root, project))); err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(workspace, ".git", "HEAD"), commit+"\n")
	return workspace
}

func imageName(t *testing.T) string {
	t.Helper()
	name := os.Getenv("DJSA_IMAGE")
	if name == "" {
		t.Skip("DJSA_IMAGE names no image; .ci/image-test builds one")
	}
	return name
}

// podmanArgs returns the arguments to run a container. The limits are stated
// because the usual ones are more than some machines let root set.
func podmanArgs(t *testing.T, args ...string) []string {
	t.Helper()
	return append([]string{
		"--runtime", "runc", "run", "--rm", "--pull", "never",
		"--ulimit", "nofile=1024:1024", "--ulimit", "nproc=1024:1024",
	}, args...)
}

func readFile(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func writeFile(t *testing.T, name, text string) {
	t.Helper()
	err := os.MkdirAll(filepath.Dir(name), 0o755)
	if err == nil {
		err = os.WriteFile(name, []byte(text), 0o644)
	}
	if err != nil {
		t.Fatal(fmt.Errorf("cannot prepare the run: %w", err))
	}
}
