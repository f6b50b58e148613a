package nearest

import "testing"

func TestTo(t *testing.T) {
	words := []string{"scan", "settings", "rules", "explain", "SESSION_COOKIE_SECURE", "low", "high"}
	for misspelt, want := range map[string]string{
		"setings":               "settings",
		"sacn":                  "scan",
		"session_cookie_secure": "SESSION_COOKIE_SECURE",
		"SESSION_COOKIES_SECUR": "SESSION_COOKIE_SECURE",
		"hgih":                  "high",
		"lo":                    "low",
		"":                      "",
		"frobnicate":            "",
		"x":                     "",
	} {
		if got := To(misspelt, words); got != want {
			t.Errorf("To(%q) = %q, want %q", misspelt, got, want)
		}
	}
}

func TestHint(t *testing.T) {
	if got, want := Hint("ruels", []string{"rules"}), "; did you mean rules?"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := Hint("zzz", []string{"rules"}); got != "" {
		t.Errorf("got %q, want nothing", got)
	}
}
