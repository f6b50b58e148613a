package action

import (
	"strings"
	"testing"

	"github.com/django-session-audit/django-session-audit/cmd/internal/exit"
	"github.com/django-session-audit/django-session-audit/sarif/upload/uploadtest"
)

const acme = "profile = \"pci\"\nsuppressions = \"with-reason\"\nfail-on = \"medium\"\n"

// A policy fails the step where the repository would not, and what the
// repository suppresses is counted and kept out of the upload.
func TestPolicy(t *testing.T) {
	server := uploadtest.NewServer(t)
	r := newRunner(t, shop())
	r.file("org/acme.toml", acme)
	settings := strings.Replace(shop()["shop/settings.py"], "SECURE = False", "SECURE = False  # django-session-audit: ignore[DJS101] plain HTTP in the plant", 1)
	r.file("shop/settings.py", settings)
	r.env["GITHUB_API_URL"] = server.URL
	r.input("policy", "org/acme.toml")
	got := r.run()
	if got.code != exit.Findings {
		t.Errorf("exit code %d:\n%s", got.code, got.log)
	}
	got.wants(t, map[string]string{"suppressed": "1", "upload-status": "processed"})
	got.says(t, "summary", got.summary, "DJS202", "asked for by the profile pci", "### Suppressed", "plain HTTP in the plant")
	uploads := server.Uploads()
	if len(uploads) != 1 {
		t.Fatalf("%d uploads", len(uploads))
	}
	text := string(uploads[0].SARIF)
	if strings.Contains(text, `"ruleId": "DJS101"`) || strings.Contains(text, "suppressions") || !strings.Contains(text, `"ruleId": "DJS202"`) {
		t.Error("the upload has what is suppressed, or lacks what is not")
	}
}

func TestBaseline(t *testing.T) {
	r := newRunner(t, shop())
	r.file("base.json", `{"format": "django-session-audit/baseline/v1", "findings": [
{"rule": "DJS112", "file": "shop/settings.py", "setting": "CSRF_COOKIE_SECURE", "place": "missing"}]}`)
	r.input("baseline", "base.json")
	r.input("upload", "never")
	got := r.run()
	if got.code != exit.Clean {
		t.Errorf("exit code %d:\n%s", got.code, got.log)
	}
	got.wants(t, map[string]string{"suppressed": "1"})
}

func TestWrongPolicies(t *testing.T) {
	for name, c := range map[string]struct{ config, policy, baseline, want string }{
		"loosened":           {"[rules]\nDJS202 = \"off\"\n", acme, "", `django-session-audit.toml:2: DJS202 = "off": under the policy acme.toml`},
		"hidden":             {"modules = [\"a\"]\n", acme, "", "django-session-audit.toml:1: modules can hide findings"},
		"wrong":              {"", "profile = \"x\"", "", `org/acme.toml:1: profile: "x" is not one of`},
		"damaged baseline":   {"", acme, "{", "base.json:1: this is not JSON"},
		"forbidden baseline": {"", "suppressions = \"forbidden\"", "{", "forbids suppressions"},
	} {
		r := newRunner(t, shop())
		r.file("org/acme.toml", c.policy)
		r.input("policy", "org/acme.toml")
		if c.config != "" {
			r.file("django-session-audit.toml", c.config)
		}
		if c.baseline != "" {
			r.file("base.json", c.baseline)
			r.input("baseline", "base.json")
		}
		got := r.run()
		if got.code != exit.Usage {
			t.Errorf("%s: exit code %d", name, got.code)
		}
		got.says(t, "log", got.log, "::error ", strings.ReplaceAll(c.want, "%", "%25"))
	}
	for _, in := range []string{"policy", "baseline"} {
		for file, want := range map[string]string{"nowhere": "there is no such file", "../x": "outside the repository"} {
			r := newRunner(t, shop())
			r.input(in, file)
			got := r.run()
			if got.code != exit.Usage {
				t.Errorf("%s %s: exit code %d", in, file, got.code)
			}
			got.says(t, "log", got.log, "the input "+in, want)
		}
	}
}
