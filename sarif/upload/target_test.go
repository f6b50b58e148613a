package upload

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var (
	shaA = strings.Repeat("a", 40)
	shaB = strings.Repeat("b", 40)
	shaC = strings.Repeat("c", 64)
)

func TestSelect(t *testing.T) {
	const merge, head, main = "refs/pull/7/merge", "refs/pull/7/head", "refs/heads/main"
	tests := []struct {
		name string
		e    Event
		c    Checkout
		want Target // or, if it is zero,
		not  Status
	}{
		{"push", Event{"push", shaA, main}, Checkout{Commit: shaA}, Target{shaA, main}, ""},
		{"push, checkout not known", Event{"push", shaA, main}, Checkout{}, Target{shaA, main}, ""},
		{"push, same commit in other case", Event{"push", shaA, main}, Checkout{Commit: strings.ToUpper(shaA)}, Target{shaA, main}, ""},
		{"push, SHA-256", Event{"push", shaC, main}, Checkout{Commit: shaC}, Target{shaC, main}, ""},
		{"push, later commit of the branch", Event{"push", shaA, main}, Checkout{Commit: shaB, Branch: main}, Target{shaB, main}, ""},
		{"push, detached elsewhere", Event{"push", shaA, main}, Checkout{Commit: shaB}, Target{shaB, main}, ""},
		{"tag", Event{"push", shaA, "refs/tags/v1"}, Checkout{Commit: shaA}, Target{shaA, "refs/tags/v1"}, ""},
		{"release", Event{"release", shaA, "refs/tags/v1"}, Checkout{Commit: shaA}, Target{shaA, "refs/tags/v1"}, ""},
		{"schedule", Event{"schedule", shaA, main}, Checkout{Commit: shaA}, Target{shaA, main}, ""},
		{"schedule, another branch is checked out", Event{"schedule", shaA, main}, Checkout{Commit: shaB, Branch: "refs/heads/next"}, Target{shaB, "refs/heads/next"}, ""},
		{"by hand", Event{"workflow_dispatch", shaA, main}, Checkout{Commit: shaA}, Target{shaA, main}, ""},
		{"pull request", Event{"pull_request", shaA, merge}, Checkout{Commit: shaA}, Target{shaA, merge}, ""},
		{"pull request, checkout not known", Event{"pull_request", shaA, merge}, Checkout{}, Target{shaA, merge}, ""},
		{"pull request, head checked out", Event{"pull_request", shaA, merge}, Checkout{Commit: shaB}, Target{shaB, head}, ""},
		{"pull request, head's branch checked out", Event{"pull_request", shaA, merge}, Checkout{Commit: shaB, Branch: "refs/heads/topic", Merge: shaA}, Target{shaB, head}, ""},
		{"pull request, later merge checked out", Event{"pull_request", shaA, merge}, Checkout{Commit: shaB, Merge: shaB}, Target{shaB, merge}, ""},
		{"review", Event{"pull_request_review", shaA, merge}, Checkout{Commit: shaB}, Target{shaB, head}, ""},
		{"comment, default branch", Event{"issue_comment", shaA, main}, Checkout{Commit: shaA}, Target{shaA, main}, ""},
		{"no event, named by hand", Event{"", shaA, main}, Checkout{}, Target{shaA, main}, ""},

		{"merge queue", Event{"merge_group", shaA, "refs/heads/gh-readonly-queue/main/pr-7-aaaa"}, Checkout{Commit: shaA}, Target{}, Skipped},
		{"push to a merge queue", Event{"push", shaA, "refs/heads/gh-readonly-queue/main/pr-7-aaaa"}, Checkout{Commit: shaA}, Target{}, Skipped},
		{"pull_request_target", Event{"pull_request_target", shaA, main}, Checkout{Commit: shaA}, Target{}, Refused},
		{"pull_request_target, head checked out", Event{"pull_request_target", shaA, main}, Checkout{Commit: shaB}, Target{}, Refused},
		{"workflow_run", Event{"workflow_run", shaA, main}, Checkout{Commit: shaA}, Target{}, Refused},
		{"comment, something else checked out", Event{"issue_comment", shaA, main}, Checkout{Commit: shaB, Branch: "refs/heads/topic"}, Target{}, Refused},
		{"nothing known", Event{}, Checkout{}, Target{}, Refused},
		{"no commit", Event{"push", "", main}, Checkout{}, Target{}, Refused},
		{"short commit", Event{"push", "abc123", main}, Checkout{}, Target{}, Refused},
		{"no full ref", Event{"push", shaA, "main"}, Checkout{}, Target{}, Refused},
		{"other ref", Event{"push", shaA, "refs/notes/x"}, Checkout{}, Target{}, Refused},
		{"ref with a line's end", Event{"push", shaA, "refs/heads/a\nb"}, Checkout{}, Target{}, Refused},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, result := Select(test.e, test.c)
			if got != test.want {
				t.Errorf("target is %+v, want %+v", got, test.want)
			}
			switch {
			case test.not == "" && result != nil:
				t.Errorf("is not uploaded: %+v", result)
			case test.not != "" && (result == nil || result.Status != test.not || result.Reason == "" || result.Advice == ""):
				t.Errorf("result is %+v, want %s with a reason and an advice", result, test.not)
			}
		})
	}
}

func TestEventFrom(t *testing.T) {
	vars := map[string]string{"GITHUB_EVENT_NAME": "push", "GITHUB_SHA": shaA, "GITHUB_REF": "refs/heads/main"}
	if got, want := EventFrom(func(k string) string { return vars[k] }), (Event{"push", shaA, "refs/heads/main"}); got != want {
		t.Errorf("is %+v, want %+v", got, want)
	}
}

// files writes files under a new folder; a text that starts with -> is a link.
func files(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		err := os.MkdirAll(filepath.Dir(path), 0o755)
		if target, link := strings.CutPrefix(text, "->"); err == nil && link {
			err = os.Symlink(target, path)
		} else if err == nil {
			err = os.WriteFile(path, []byte(text), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestReadCheckout(t *testing.T) {
	outside := files(t, map[string]string{"HEAD": shaB + "\n"})
	packed := "# pack-refs with: peeled fully-peeled sorted \n" + shaB + " refs/heads/main\n" + shaA + " refs/tags/v1\n^" + shaB + "\n"
	tests := []struct {
		name  string
		files map[string]string
		want  Checkout
	}{
		{"detached", map[string]string{".git/HEAD": shaA + "\n"}, Checkout{Commit: shaA}},
		{"SHA-256", map[string]string{".git/HEAD": shaC + "\n"}, Checkout{Commit: shaC}},
		{"branch", map[string]string{".git/HEAD": "ref: refs/heads/a/b\n", ".git/refs/heads/a/b": shaA + "\n"}, Checkout{Commit: shaA, Branch: "refs/heads/a/b"}},
		{"packed branch", map[string]string{".git/HEAD": "ref: refs/heads/main\n", ".git/packed-refs": packed}, Checkout{Commit: shaB, Branch: "refs/heads/main"}},
		{"loose before packed", map[string]string{".git/HEAD": "ref: refs/heads/main\n", ".git/refs/heads/main": shaA, ".git/packed-refs": packed}, Checkout{Commit: shaA, Branch: "refs/heads/main"}},
		{"branch of a branch", map[string]string{".git/HEAD": "ref: refs/heads/alias", ".git/refs/heads/alias": "ref: refs/heads/main", ".git/packed-refs": packed}, Checkout{Commit: shaB, Branch: "refs/heads/alias"}},
		{"fetched merge", map[string]string{".git/HEAD": shaA, ".git/refs/remotes/pull/7/merge": shaB}, Checkout{Commit: shaA, Merge: shaB}},
		{"worktree", map[string]string{".git": "gitdir: main/.git/worktrees/w\n", "main/.git/worktrees/w/HEAD": "ref: refs/heads/w", "main/.git/worktrees/w/commondir": "../..\n", "main/.git/refs/heads/w": shaA}, Checkout{Commit: shaA, Branch: "refs/heads/w"}},

		{"no Git", nil, Checkout{}},
		{"empty HEAD", map[string]string{".git/HEAD": ""}, Checkout{}},
		{"new branch", map[string]string{".git/HEAD": "ref: refs/heads/main"}, Checkout{}},
		{"refs kept elsewhere", map[string]string{".git/HEAD": "ref: refs/heads/.invalid", ".git/reftable/tables.list": "x"}, Checkout{}},
		{"circle", map[string]string{".git/HEAD": "ref: refs/heads/a", ".git/refs/heads/a": "ref: refs/heads/b", ".git/refs/heads/b": "ref: refs/heads/a"}, Checkout{}},
		{"ref that climbs", map[string]string{".git/HEAD": "ref: refs/heads/../../../x", "x": shaA}, Checkout{}},
		{"ref that is no ref", map[string]string{".git/HEAD": "ref: x", ".git/x": shaA}, Checkout{}},
		{"worktree elsewhere", map[string]string{".git": "gitdir: " + outside}, Checkout{}},
		{"worktree above", map[string]string{".git": "gitdir: ../" + filepath.Base(outside)}, Checkout{}},
		{"link to elsewhere", map[string]string{".git": "->" + outside}, Checkout{}},
		{"HEAD is a link", map[string]string{".git/HEAD": "->" + outside + "/HEAD"}, Checkout{}},
		{"a .git that is not Git's", map[string]string{".git": "hello"}, Checkout{}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := ReadCheckout(files(t, test.files), "refs/pull/7/merge"); got != test.want {
				t.Errorf("is %+v, want %+v", got, test.want)
			}
		})
	}
	t.Run("absolute worktree inside", func(t *testing.T) {
		dir := files(t, map[string]string{"g/HEAD": shaA})
		if err := os.WriteFile(filepath.Join(dir, ".git"), []byte("gitdir: "+filepath.Join(dir, "g")), 0o644); err != nil {
			t.Fatal(err)
		}
		if got, want := ReadCheckout(dir, "refs/heads/main"), (Checkout{Commit: shaA}); got != want {
			t.Errorf("is %+v, want %+v", got, want)
		}
	})
	if got := ReadCheckout(filepath.Join(outside, "none"), ""); got != (Checkout{}) {
		t.Errorf("a folder that is not there gives %+v", got)
	}
}

// FuzzReadCheckout holds that what is checked out is told only as it stands in
// the files, and that nothing is read from outside of the workspace.
func FuzzReadCheckout(f *testing.F) {
	f.Add("ref: refs/heads/main\n", shaA+" refs/heads/main\n^"+shaB+"\n", "")
	f.Add(shaA+"\n", "# pack-refs", "../..\n")
	f.Add("ref: refs/heads/../../../outside", shaB+"  refs/heads/x ", "/")
	around := f.TempDir()
	workspace := filepath.Join(around, "workspace")
	if err := os.MkdirAll(filepath.Join(workspace, ".git"), 0o755); err != nil {
		f.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(around, "outside"), []byte(shaC+"\n"), 0o644); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, head, packed, common string) {
		for name, text := range map[string]string{"HEAD": head, "packed-refs": packed, "commondir": common} {
			if err := os.WriteFile(filepath.Join(workspace, ".git", name), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		got := ReadCheckout(workspace, "refs/pull/7/merge")
		for _, commit := range []string{got.Commit, got.Merge} {
			if commit != "" && (!commitForm().MatchString(commit) || !strings.Contains(head+"\n"+packed, commit)) {
				t.Errorf("%q, %q, %q have the commit %q", head, packed, common, commit)
			}
		}
		if got.Branch != "" && (got.Commit == "" || !strings.HasPrefix(got.Branch, "refs/heads/") || !strings.Contains(head, got.Branch)) {
			t.Errorf("%q has the branch %q", head, got.Branch)
		}
	})
}
