package imagetest

import (
	"bytes"
	"context"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/django-session-audit/django-session-audit/sarif/upload/uploadtest"
)

// A situation is a workflow and what it is run for.
type situation struct {
	// workflow is the text of the workflow file.
	workflow string
	// project is a folder of testdata/projects, or "" for a repository without
	// Django.
	project        string
	event, payload string
	// answer is what the server says to the upload, or nil.
	answer *uploadtest.Answer

	fails bool // the job, for its findings
	ref   string
	// uploads is how many results the server takes, and sent how many it does
	// not take.
	uploads, sent int
	// says is in the log of the job.
	says []string
}

const (
	push       = `{"ref": "refs/heads/main", "repository": {"full_name": "example/shop", "default_branch": "main"}}`
	mergeGroup = `{"action": "checks_requested", "repository": {"full_name": "example/shop", "default_branch": "main"},
		"merge_group": {"head_ref": "refs/heads/gh-readonly-queue/main/pr-7-8f2e0a4c", "base_ref": "refs/heads/main"}}`
	findings = "SESSION_COOKIE_SECURE is False"
)

// pullOf is the event of a pull request from a repository.
func pullOf(head string) string {
	return `{"number": 7, "repository": {"full_name": "example/shop", "default_branch": "main"},
		"pull_request": {"number": 7, "head": {"ref": "topic", "sha": "8f2e0a4c7d9b1e3f5a6c8d0b2e4f6a8c0d1e3f57", "repo": {"full_name": "` + head + `"}}, "base": {"ref": "main"}}}`
}

func TestAct(t *testing.T) {
	engine := newEngine(t)
	workflow, gate, required := example(t, "workflow.yml"), example(t, "gate.yml"), example(t, "required.yml")
	readOnly := uploadtest.ReadOnlyToken
	for _, c := range []struct {
		name string
		situation
	}{
		{"a push", situation{workflow: workflow, project: project, event: "push", payload: push,
			ref: "refs/heads/main", uploads: 1, says: []string{findings}}},
		{"a pull request", situation{workflow: workflow, project: project, event: "pull_request", payload: pullOf(repository),
			ref: "refs/pull/7/merge", uploads: 1, says: []string{findings}}},
		{"a fork's read-only token", situation{workflow: workflow, project: project, event: "pull_request", payload: pullOf("somebody/shop"), answer: &readOnly,
			ref: "refs/pull/7/merge", sent: 1, says: []string{findings, "a pull request from a fork has a read-only token"}}},
		{"no Django", situation{workflow: workflow, event: "push", payload: push,
			ref: "refs/heads/main", uploads: 1, says: []string{"No Django settings found"}}},
		{"a gate in a merge group", situation{workflow: changed(t, gate, "fail-on: high", "fail-on: medium"), project: project, event: "merge_group", payload: mergeGroup,
			fails: true, says: []string{findings, "Nothing is uploaded", "Failing the step: there are findings of severity medium or worse"}}},
		{"the required workflow on a pull request", situation{workflow: required, project: project, event: "pull_request", payload: pullOf(repository),
			ref: "refs/pull/7/merge", uploads: 1, says: []string{findings, "for by the profile asvs-l1"}}},
		{"the required workflow on a merge group", situation{workflow: required, project: project, event: "merge_group", payload: mergeGroup,
			says: []string{findings, "Nothing is uploaded", "a merge queue's temporary branch"}}},
	} {
		t.Run(c.name, func(t *testing.T) { engine.act(t, c.situation) })
	}
}

// example returns a workflow of examples.
func example(t *testing.T, name string) string {
	t.Helper()
	return readFile(t, filepath.Join(root, "examples", name))
}

// changed returns the text with one thing in it changed.
func changed(t *testing.T, text, from, to string) string {
	t.Helper()
	if !strings.Contains(text, from) {
		t.Fatalf("the workflow does not say %q", from)
	}
	return strings.Replace(text, from, to, 1)
}

// An engine is act with what it needs for all runs.
type engine struct {
	binary, runner string
	action         string // the repository with the action
	temp, service  string
}

func newEngine(t *testing.T) engine {
	t.Helper()
	e := engine{binary: os.Getenv("DJSA_ACT"), runner: os.Getenv("DJSA_ACT_RUNNER"), temp: t.TempDir()}
	if e.binary == "" || e.runner == "" {
		t.Skip("DJSA_ACT and DJSA_ACT_RUNNER are not set; .ci/act-test sets them")
	}
	// The action: its action.yml, with an image that need not be built.
	e.action = filepath.Join(e.temp, "action")
	text := changed(t, readFile(t, filepath.Join(root, "action.yml")), "image: Dockerfile\n", "image: docker://"+imageName(t)+"\n")
	writeFile(t, filepath.Join(e.action, "action.yml"), text)
	commitAll(t, e.action, "v1")
	e.service = podmanService(t, e.temp)
	return e
}

// act runs the workflow in a repository with the project, and checks what came
// of it.
func (e engine) act(t *testing.T, s situation) {
	t.Helper()
	server := uploadtest.NewServer(t)
	if s.answer != nil {
		server.OnUpload(*s.answer)
	}
	temp := t.TempDir()
	repo := filepath.Join(temp, "repo")
	writeFile(t, filepath.Join(repo, "main.go"), "package main\n")
	if s.project != "" {
		if err := os.CopyFS(repo, os.DirFS(filepath.Join(root, s.project))); err != nil {
			t.Fatal(err)
		}
	}
	writeFile(t, filepath.Join(repo, ".github", "workflows", "session-settings.yml"), s.workflow)
	j := job{commit: commitAll(t, repo, "main")}
	git(t, repo, "remote", "add", "origin", "https://github.com/"+repository+".git")

	eventFile := filepath.Join(temp, "event.json")
	writeFile(t, eventFile, s.payload)
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, e.binary, s.event,
		"--eventpath", eventFile,
		"--pull=false", "--container-daemon-socket", "-",
		"-P", "ubuntu-latest="+e.runner, "-P", "ubuntu-24.04="+e.runner,
		"--local-repository", "django-session-audit/django-session-audit@v1="+e.action,
		"-s", "GITHUB_TOKEN="+uploadtest.Token,
		"--env", "GITHUB_API_URL="+server.URL,
	)
	cmd.Dir = repo
	cmd.Env = append(os.Environ(), "DOCKER_HOST="+e.service, "XDG_CONFIG_HOME="+e.temp, "XDG_CACHE_HOME="+e.temp)
	var log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &log, &log
	err := cmd.Run()
	j.log = log.String()
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("log:\n%s", j.log)
		}
	})
	if (err != nil) != s.fails {
		t.Errorf("act ends with %v; fails is %t", err, s.fails)
	}
	j.wantEnd(t, s)
	if s.uploads > 0 {
		j.wantUpload(t, server, s.ref)
	}
	if n, sent := len(server.Uploads()), len(server.Sent()); n != s.uploads || sent != s.uploads+s.sent {
		t.Errorf("%d results were sent and %d taken, want %d and %d", sent, n, s.uploads+s.sent, s.uploads)
	}
}

// A job is what act shows of a workflow that it ran.
type job struct {
	log    string
	commit string
}

// wantEnd checks that the job ended as it should, with a summary and all
// outputs, whether it failed or not.
func (j job) wantEnd(t *testing.T, s situation) {
	t.Helper()
	end := "Job succeeded"
	if s.fails {
		end = "Job failed"
	}
	for _, want := range append([]string{end, "Summary - "}, s.says...) {
		if !strings.Contains(j.log, want) {
			t.Errorf("the log lacks %q", want)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(readAction(t).Outputs)) {
		if !strings.Contains(j.log, "::set-output:: "+name+"=") {
			t.Errorf("the output %s is not set", name)
		}
	}
	if strings.Contains(j.log, uploadtest.Token) {
		t.Error("the token was printed")
	}
}

func (j job) wantUpload(t *testing.T, server *uploadtest.Server, ref string) {
	t.Helper()
	for _, fault := range server.Faults() {
		t.Errorf("the server refused: %s", fault)
	}
	uploads := server.Uploads()
	if len(uploads) != 1 {
		t.Fatalf("%d uploads, want one", len(uploads))
	}
	if u := uploads[0]; u.Repository != repository || u.Commit != j.commit || u.Ref != ref {
		t.Errorf("uploaded for %s %s %s, want %s %s %s", u.Repository, u.Commit, u.Ref, repository, j.commit, ref)
	}
}

// podmanService starts podman's Docker API and returns its address. The
// network is this machine's, because the server to upload to is on its loopback.
func podmanService(t *testing.T, temp string) string {
	t.Helper()
	conf := filepath.Join(temp, "containers.conf")
	writeFile(t, conf, `[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
netns = "host"
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
`)
	socket := filepath.Join(temp, "podman.sock")
	cmd := exec.Command("podman", "system", "service", "--time=0", "unix://"+socket)
	cmd.Env = append(os.Environ(), "CONTAINERS_CONF="+conf)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // it was killed
	})
	for range 100 {
		if _, err := os.Stat(socket); err == nil {
			return "unix://" + socket
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatal("podman's service did not start")
	return ""
}

// commitAll makes a repository of a folder and returns its only commit.
func commitAll(t *testing.T, dir, branch string) string {
	t.Helper()
	git(t, dir, "init", "--quiet", "--initial-branch", branch)
	git(t, dir, "add", "--all")
	git(t, dir, "-c", "user.name=test", "-c", "user.email=test@example.com", "commit", "--quiet", "--message", "for a test")
	return strings.TrimSpace(git(t, dir, "rev-parse", "HEAD"))
}

func git(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return string(out)
}
