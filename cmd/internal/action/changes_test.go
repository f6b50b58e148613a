package action

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/django-session-audit/django-session-audit/cmd/internal/exit"
	"github.com/django-session-audit/django-session-audit/cmd/internal/revision/revisiontest"
	"github.com/django-session-audit/django-session-audit/sarif/upload/uploadtest"
)

// settingsWith are settings with two findings of their own and further lines.
func settingsWith(lines string) string {
	return "import os\nSECRET_KEY = os.environ[\"SECRET_KEY\"]\nALLOWED_HOSTS = [\"shop.example.com\"]\n" +
		"INSTALLED_APPS = [\"django.contrib.sessions\"]\nMIDDLEWARE = [\"django.middleware.security.SecurityMiddleware\", " +
		"\"django.contrib.sessions.middleware.SessionMiddleware\", \"django.middleware.csrf.CsrfViewMiddleware\"]\n" +
		"CSRF_COOKIE_SECURE = True\nSECURE_SSL_REDIRECT = True\nSECURE_HSTS_SECONDS = 31536000\nSECURE_HSTS_INCLUDE_SUBDOMAINS = True\n" +
		"SESSION_COOKIE_SECURE = False\n" + lines
}

// newChange returns a runner whose checkout is the merge of a pull request, and
// the repository with the base.
func newChange(t *testing.T, before, after string) (*runner, *revisiontest.Repository, string) {
	t.Helper()
	r := newRunner(t, map[string]string{
		"manage.py":        "import os\nos.environ.setdefault(\"DJANGO_SETTINGS_MODULE\", \"shop.settings\")\n",
		"requirements.txt": "django==5.2.4\n", "shop/__init__.py": "", "shop/settings.py": before,
	})
	r.env["GITHUB_EVENT_NAME"], r.env["GITHUB_REF"] = "pull_request", "refs/pull/7/merge"
	r.input("upload", "never")
	r.input("changed-only", "true")
	r.input("fail-on", "medium")
	repo, err := revisiontest.Init(r.workspace)
	if err != nil {
		t.Fatal(err)
	}
	base := commitTo(t, repo, "main")
	r.file("shop/settings.py", after)
	commitTo(t, repo, "main", base, commitTo(t, repo, "feature", base))
	return r, repo, base
}

func commitTo(t *testing.T, repo *revisiontest.Repository, branch string, parents ...string) string {
	t.Helper()
	id, err := repo.Commit(branch, parents...)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func write(t *testing.T, repo *revisiontest.Repository, name, text string) {
	t.Helper()
	if err := repo.Write(name, text); err != nil {
		t.Fatal(err)
	}
}

func TestChangedOnly(t *testing.T) {
	old, worse, mild := settingsWith(""), settingsWith("SESSION_COOKIE_AGE = 99999999\n"), settingsWith("SESSION_COOKIE_AGE = 900\n")
	for name, c := range map[string]struct {
		before, after string
		change        func(r *runner, repo *revisiontest.Repository, base string)
		code          int
		annotated     string // rules, in order
		log           []string
	}{
		"worse": {before: old, after: worse, code: exit.Findings, annotated: "DJS201",
			log: []string{"Compared with the base of the pull request: 1 setting of production changes; findings: 1 new, 1 as before.", "there are new or worse findings of severity medium"}},
		"worse, but mildly": {before: old, after: mild, code: exit.Clean, annotated: "DJS203", log: []string{"1 new, 1 as before"}},
		"nothing":           {before: old, after: "# moved\n" + old, code: exit.Clean, log: []string{"Nothing changes"}},
		"in a subfolder": {before: old, after: worse, code: exit.Findings, annotated: "DJS201",
			change: func(r *runner, _ *revisiontest.Repository, _ string) { r.input("path", "shop") }, log: []string{"1 new, 1 as before"}},
		"all is judged": {before: old, after: worse, code: exit.Findings, annotated: "DJS101 DJS201",
			change: func(r *runner, _ *revisiontest.Repository, _ string) { r.input("changed-only", "false") },
			log:    []string{"Compared with the base", "there are findings of severity medium"}},
		"without the base": {before: old, after: mild, code: exit.Findings, annotated: "DJS101 DJS203",
			change: func(r *runner, repo *revisiontest.Repository, base string) {
				write(t, repo, "shallow", base+"\n")
				if err := os.Remove(filepath.Join(r.workspace, ".git", "objects", base[:2], base[2:])); err != nil {
					t.Fatal(err)
				}
			},
			log: []string{"Everything is judged, although changed-only is set", "\nGive actions/checkout this:\n    with:\n      fetch-depth: 2\n"}},
		"not the merge": {before: old, after: mild, code: exit.Findings, annotated: "DJS101 DJS203",
			change: func(_ *runner, repo *revisiontest.Repository, _ string) {
				write(t, repo, "HEAD", "ref: refs/heads/feature\n")
			},
			log: []string{"Everything is judged", "give actions/checkout no ref"}},
		"no checkout": {before: old, after: mild, code: exit.Findings, annotated: "DJS101 DJS203",
			change: func(r *runner, _ *revisiontest.Repository, _ string) {
				if err := os.RemoveAll(filepath.Join(r.workspace, ".git")); err != nil {
					t.Fatal(err)
				}
			}, log: []string{"Everything is judged", "no git checkout"}},
		"a merge group": {before: old, after: worse, code: exit.Findings, annotated: "DJS201",
			change: func(r *runner, _ *revisiontest.Repository, base string) {
				r.env["GITHUB_EVENT_NAME"], r.env["GITHUB_REF"] = "merge_group", "refs/heads/gh-readonly-queue/main/pr-7-"+base
				r.env["GITHUB_EVENT_PATH"] = filepath.Join(r.env["RUNNER_TEMP"], "event.json")
				if err := os.WriteFile(r.env["GITHUB_EVENT_PATH"], []byte(`{"merge_group": {"base_sha": "`+base+`"}}`), 0o666); err != nil {
					t.Fatal(err)
				}
			}, log: []string{"Compared with the base of the merge group"}},
		"a merge group of nothing": {before: old, after: mild, code: exit.Findings, annotated: "DJS101 DJS203",
			change: func(r *runner, _ *revisiontest.Repository, _ string) { r.env["GITHUB_EVENT_NAME"] = "merge_group" },
			log:    []string{"the event does not say what the merge group starts from"}},
		"a push": {before: old, after: mild, code: exit.Findings, annotated: "DJS101 DJS203",
			change: func(r *runner, _ *revisiontest.Repository, _ string) { r.env["GITHUB_EVENT_NAME"] = "push" }},
	} {
		t.Run(name, func(t *testing.T) {
			r, repo, base := newChange(t, c.before, c.after)
			if c.change != nil {
				c.change(r, repo, base)
			}
			got := r.run()
			annotated := got.annotated()
			if got.code != c.code || strings.Join(annotated, " ") != c.annotated {
				t.Errorf("exit code %d, annotated %q, want %d and %q; the log:\n%s", got.code, annotated, c.code, c.annotated, got.log)
			}
			for _, text := range c.log {
				if !strings.Contains(got.log, text) {
					t.Errorf("%q is not in the log\n%s", text, got.log)
				}
			}
			if log, err := os.ReadFile(filepath.Join(r.workspace, "django-session-audit.sarif")); err != nil || c.before == old && !strings.Contains(string(log), "DJS101") {
				t.Errorf("the SARIF file is not whole: %v", err)
			}
		})
	}
}

// The summary tells what a pull request changes first.
func TestSummaryOfChange(t *testing.T) {
	r, _, _ := newChange(t, settingsWith(""), settingsWith("SESSION_COOKIE_AGE = 900\n"))
	got := r.run()
	change := strings.Index(got.summary, "| SESSION_<wbr>COOKIE_<wbr>AGE | `1209600` *default* | `900`<br>by [`shop/settings.py:11`](")
	table := strings.Index(got.summary, "### Effective settings in production")
	if change < 0 || table < change {
		t.Errorf("the summary is\n%s", got.summary)
	}
	r, _, _ = newChange(t, settingsWith(""), settingsWith(""))
	r.env["GITHUB_EVENT_NAME"] = "push"
	if got := r.run(); strings.Contains(got.summary, "What the change does") {
		t.Errorf("the summary of a push is\n%s", got.summary)
	}
}

// What code scanning does not show in a pull request, because it is on a line
// outside of the diff, is annotated; what it shows is not.
func TestUnseenIsAnnotated(t *testing.T) {
	far := strings.Repeat("X = 1\n", 10) + "SESSION_COOKIE_HTTPONLY = HTTPS or False\n"
	for name, c := range map[string]struct{ before, after, annotated string }{
		"far from what changes": {settingsWith("HTTPS = True\n" + far), settingsWith("HTTPS = False\n" + far), "DJS102"},
		"in the diff":           {settingsWith(far), settingsWith(far + "SESSION_COOKIE_HTTPONLY = False\n"), ""},
		"of old":                {settingsWith("HTTPS = False\n" + far), settingsWith("# more\nHTTPS = False\n" + far), ""},
	} {
		t.Run(name, func(t *testing.T) {
			r, _, _ := newChange(t, c.before, c.after)
			r.env["GITHUB_API_URL"] = uploadtest.NewServer(t).URL
			r.input("upload", "auto")
			r.input("changed-only", "false")
			got := r.run()
			annotated := got.annotated()
			if strings.Join(annotated, " ") != c.annotated || !strings.Contains(got.log, "Code scanning has the results") {
				t.Errorf("annotated %q, want %q; the log:\n%s", annotated, c.annotated, got.log)
			}
		})
	}
}
