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

func TestActRunsTheExampleOnPush(t *testing.T) {
	server := uploadtest.NewServer(t)
	got := act(t, server.URL, "push", `{"ref": "refs/heads/main", "repository": {"full_name": "example/shop", "default_branch": "main"}}`)
	got.wantSuccess(t)
	got.wantUpload(t, server, "refs/heads/main")
}

func TestActRunsTheExampleOnPullRequest(t *testing.T) {
	server := uploadtest.NewServer(t)
	got := act(t, server.URL, "pull_request", `{"number": 7, "repository": {"full_name": "example/shop", "default_branch": "main"},
		"pull_request": {"number": 7, "head": {"ref": "topic", "sha": "8f2e0a4c7d9b1e3f5a6c8d0b2e4f6a8c0d1e3f57"}, "base": {"ref": "main"}}}`)
	got.wantSuccess(t)
	got.wantUpload(t, server, "refs/pull/7/merge")
}

// A job is what act shows of a workflow that it ran.
type job struct {
	log    string
	commit string
}

// act runs examples/workflow.yml in a repository that holds the project.
func act(t *testing.T, api, event, payload string) job {
	t.Helper()
	binary, runner := os.Getenv("DJSA_ACT"), os.Getenv("DJSA_ACT_RUNNER")
	if binary == "" || runner == "" {
		t.Skip("DJSA_ACT and DJSA_ACT_RUNNER are not set; .ci/act-test sets them")
	}
	temp := t.TempDir()

	// The action: its action.yml, with an image that need not be built.
	text := readFile(t, filepath.Join(root, "action.yml"))
	const built = "image: Dockerfile\n"
	if !strings.Contains(text, built) {
		t.Fatalf("action.yml does not say %q", built)
	}
	action := filepath.Join(temp, "action")
	writeFile(t, filepath.Join(action, "action.yml"), strings.Replace(text, built, "image: docker://"+imageName(t)+"\n", 1))
	commitAll(t, action, "v1")

	repo := filepath.Join(temp, "repo")
	if err := os.CopyFS(repo, os.DirFS(filepath.Join(root, project))); err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(repo, ".github", "workflows", "session-settings.yml"), readFile(t, filepath.Join(root, "examples", "workflow.yml")))
	commit := commitAll(t, repo, "main")
	git(t, repo, "remote", "add", "origin", "https://github.com/"+repository+".git")

	eventFile := filepath.Join(temp, "event.json")
	writeFile(t, eventFile, payload)
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary, event,
		"--eventpath", eventFile,
		"--pull=false", "--container-daemon-socket", "-",
		"-P", "ubuntu-latest="+runner,
		"--local-repository", "django-session-audit/django-session-audit@v1="+action,
		"-s", "GITHUB_TOKEN="+uploadtest.Token,
		"--env", "GITHUB_API_URL="+api,
	)
	cmd.Dir = repo
	cmd.Env = append(os.Environ(), "DOCKER_HOST="+podmanService(t, temp), "XDG_CONFIG_HOME="+temp, "XDG_CACHE_HOME="+temp)
	var log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &log, &log
	if err := cmd.Run(); err != nil {
		t.Errorf("act: %v", err)
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("log:\n%s", log.String())
		}
	})
	return job{log: log.String(), commit: commit}
}

func (j job) wantSuccess(t *testing.T) {
	t.Helper()
	for _, want := range []string{"Job succeeded", "Summary - ", "SESSION_COOKIE_SECURE is False"} {
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
