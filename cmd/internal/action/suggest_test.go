package action

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/django-session-audit/django-session-audit/cmd/internal/exit"
	"github.com/django-session-audit/django-session-audit/sarif/upload/uploadtest"
)

// patchOf returns a patch that adds a whole file.
func patchOf(text string) string {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	patch := "@@ -0,0 +1," + number("", len(lines)).text + " @@"
	for _, line := range lines {
		patch += "\n+" + line
	}
	return patch
}

// added is a pull request that adds the settings.
func added(t *testing.T, name, settings string) (*runner, *uploadtest.Server) {
	server, r := uploadtest.NewServer(t), newRunner(t, shop())
	r.file(name, settings)
	r.env["GITHUB_API_URL"] = server.URL
	pull(own)(r, server)
	r.input("suggest", "true")
	server.OnPull(uploadtest.Pull{Number: 7, Head: head, Files: []uploadtest.PullFile{{Name: name, Patch: patchOf(settings)}}})
	return r, server
}

// A comment of a review has the lines that it replaces, and nothing else of the
// file: the setting that is missing would be written below the key, on a line
// of which nothing is shown.
func TestSuggestionsTellNoSecret(t *testing.T) {
	settings := strings.NewReplacer(
		"SECRET_KEY = os.environ[\"SECRET_KEY\"]\n", "",
		"SESSION_COOKIE_SECURE = False", "SESSION_COOKIE_SECURE = False  # @somebody ```",
	).Replace(shop()["shop/settings.py"]) + "SECURE_REFERRER_POLICY = \"same-origin\"; SECRET_KEY = \"hunter2hunter2hunter2\"\n"
	r, server := added(t, "shop/settings.py", settings)
	got := r.run()
	got.wants(t, map[string]string{"findings": "3", "suggestions": "1"})
	reviews := server.Reviews()
	if len(reviews) != 1 || len(reviews[0].Comments) != 1 || len(server.Faults()) > 0 {
		t.Fatalf("%d reviews, faults %q:\n%s", len(reviews), server.Faults(), got.log)
	}
	if raw := string(reviews[0].Raw); strings.Contains(raw, "hunter2") || strings.Contains(raw, uploadtest.Token) {
		t.Errorf("a secret is told: %s", raw)
	}
	const want = "\n````suggestion\nSESSION_COOKIE_SECURE = True  # @somebody ```\n````\n"
	if body := reviews[0].Comments[0].Body; !strings.Contains(body, "[DJS101](") || !strings.Contains(body, want) {
		t.Errorf("the comment lacks DJS101 or %q:\n%s", want, body)
	}
}

// A setting that is missing is suggested as a line below its neighbour.
func TestSuggestionsOfMissingSettings(t *testing.T) {
	r, server := added(t, "shop/settings.py", shop()["shop/settings.py"])
	if got := r.run(); got.outputs["suggestions"] != "2" || len(server.Faults()) > 0 {
		t.Fatalf("outputs %v, faults %q:\n%s", got.outputs, server.Faults(), got.log)
	}
	const want = "\n```suggestion\nSECURE_HSTS_INCLUDE_SUBDOMAINS = True\nCSRF_COOKIE_SECURE = True\n```\n"
	c := server.Reviews()[0].Comments[1]
	if c.Line != 15 || !strings.Contains(c.Body, "[DJS112](") || !strings.Contains(c.Body, want) {
		t.Errorf("the comment on line %d lacks DJS112 or %q:\n%s", c.Line, want, c.Body)
	}
}

// A repair that repeats text of another file is for fix, and not for a comment.
func TestSuggestionsCopyNothing(t *testing.T) {
	const production = "from .base import *\n\nDEBUG = False\n"
	r, server := added(t, "shop/settings/production.py", production)
	for name, text := range map[string]string{
		"shop/wsgi.py":              "os.environ.setdefault(\"DJANGO_SETTINGS_MODULE\", \"shop.settings.production\")\n",
		"manage.py":                 "os.environ.setdefault(\"DJANGO_SETTINGS_MODULE\", \"shop.settings.development\")\n",
		"shop/settings/__init__.py": "",
		"shop/settings/base.py": "import environ\n\nenv = environ.Env()\n" +
			strings.Replace(shop()["shop/settings.py"], "SESSION_COOKIE_SECURE = False", "SESSION_COOKIE_SECURE = env.bool(\"COOKIE_SECURE\", default=False)\nCSRF_COOKIE_SECURE = True", 1),
		"shop/settings/development.py": "from .base import *\n\nDEBUG = True\n",
	} {
		r.file(name, text)
	}
	if err := os.Remove(filepath.Join(r.workspace, "shop", "settings.py")); err != nil {
		t.Fatal(err)
	}
	got := r.run()
	got.wants(t, map[string]string{"findings": "1", "suggestions": "0"})
	got.says(t, "log", got.log, "DJS101", "Nothing is suggested: there is no finding with a repair")
	if len(server.Reviews()) != 0 {
		t.Errorf("suggested %+v", server.Reviews())
	}
}

func TestSuggestionsBelowTheWorkspace(t *testing.T) {
	r, server := added(t, "backend/shop/settings.py", shop()["shop/settings.py"])
	for name, text := range shop() {
		if !strings.HasPrefix(name, ".git") {
			r.file("backend/"+name, text)
		}
	}
	r.input("path", "backend")
	if got := r.run(); got.outputs["suggestions"] != "2" || server.Reviews()[0].Comments[0].Path != "backend/shop/settings.py" {
		t.Errorf("suggested %v:\n%s", server.Reviews(), got.log)
	}
}

// What is suggested is about the pull request's own lines, and nothing that
// happens to a suggestion fails the step.
func TestNothingIsSuggested(t *testing.T) {
	for name, c := range map[string]struct {
		set  func(*runner, *uploadtest.Server)
		want string
	}{
		"the lines are others": {func(r *runner, _ *uploadtest.Server) {
			r.file("shop/settings.py", "import sys\n"+shop()["shop/settings.py"])
		}, "2 on lines that the pull request does not show"},
		"a file of Windows": {func(r *runner, _ *uploadtest.Server) {
			r.file("shop/settings.py", strings.ReplaceAll(shop()["shop/settings.py"], "\n", "\r\n"))
		}, "2 on lines that the pull request does not show"},
		"a push": {on("push", "refs/heads/main"), "this run is not for a pull request"},
		"no finding": {func(r *runner, _ *uploadtest.Server) {
			r.file("shop/settings.py", clean()["shop/settings.py"])
		}, "there is no finding with a repair"},
		"an accepted finding": {func(r *runner, _ *uploadtest.Server) {
			r.file("shop/settings.py", strings.Replace(shop()["shop/settings.py"], "SECURE = False", "SECURE = False  # django-session-audit: ignore[DJS101] plain HTTP in the plant\nCSRF_COOKIE_SECURE = True", 1))
		}, "there is no finding with a repair"},
		"GitHub does not take it": {func(_ *runner, s *uploadtest.Server) { s.OnReview(uploadtest.Unprocessable) },
			"::notice title=Nothing is suggested::GitHub does not take the suggestions"},
		"not asked for": {given("suggest", "false"), "Code scanning has the results"},
	} {
		t.Run(name, func(t *testing.T) {
			r, server := added(t, "shop/settings.py", shop()["shop/settings.py"])
			c.set(r, server)
			got := r.run()
			if got.code != exit.Clean || len(server.Reviews()) != 0 || len(server.Faults()) > 0 {
				t.Errorf("exit code %d, reviews %v, faults %q", got.code, server.Reviews(), server.Faults())
			}
			got.wants(t, map[string]string{"suggestions": "0", "upload-status": "processed"})
			got.says(t, "log", got.log, c.want)
		})
	}
}
