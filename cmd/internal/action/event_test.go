package action

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// FuzzEvent holds of an event in which anything may stand that nothing but the
// commit of a pull request's head is taken from it, and that only the repository
// itself is no fork.
func FuzzEvent(f *testing.F) {
	const sha = "0123456789abcdef0123456789abcdef01234567"
	for _, text := range []string{
		`{"pull_request": {"head": {"sha": "` + sha + `", "repo": {"full_name": "o/r"}}}}`,
		`{"pull_request": {"head": {"sha": "` + sha + `", "repo": {"full_name": "other/r"}}}}`,
		`{"pull_request": {"head": {"sha": "` + sha + `", "repo": null}}}`,
		`{"pull_request": {"head": {"sha": "::error::x"}}} trailing`,
		`{"pull_request": 3}`, `{"PULL_REQUEST": {"HEAD": {"SHA": "` + sha + `"}}}`, "", "[", "null",
	} {
		f.Add(text, "refs/pull/7/merge")
	}
	f.Add("{}", "refs/pull/7/merge\n::error::x")
	file := filepath.Join(f.TempDir(), "event.json")
	f.Fuzz(func(t *testing.T, text, ref string) {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		s := &step{getenv: func(name string) string {
			return map[string]string{"GITHUB_EVENT_NAME": "pull_request", "GITHUB_EVENT_PATH": file, "GITHUB_REF": ref, "GITHUB_REPOSITORY": "o/r"}[name]
		}}
		p, is := s.pullRequest()
		if is != regexp.MustCompile(`^refs/pull/[0-9]+/(merge|head)$`).MatchString(ref) || is && !regexp.MustCompile(`^[0-9]+$`).MatchString(p.number) {
			t.Errorf("%q is %t the pull request %q", ref, is, p.number)
		}
		if p.head != "" && !regexp.MustCompile(`^([0-9a-f]{40}|[0-9a-f]{64})$`).MatchString(p.head) {
			t.Errorf("%q has the head %q", text, p.head)
		}
		var event map[string]map[string]map[string]any
		if json.Unmarshal([]byte(text), &event) != nil || event["pull_request"]["head"]["sha"] != sha || len(event) > 1 || !is {
			return
		}
		repo, _ := event["pull_request"]["head"]["repo"].(map[string]any)
		if p.fork != (repo["full_name"] != "o/r") && len(event["pull_request"]["head"]) == 2 && len(repo) < 2 {
			t.Errorf("%q is a fork: %t", text, p.fork)
		}
	})
}
