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

func TestWithin(t *testing.T) {
	words := []string{"", "a", "SESSION_COOKIE_AGE", "SESION_COOKIE_AGE", "SESSION_COOKIE_AEG", "SESSION_COKIE_AEG", "ESSSION_COOKIE_EAG", "CSRF_COOKIE_AGE"}
	for _, a := range words {
		for _, b := range words {
			for most := range 4 {
				if got, want := Within(a, b, most), min(Distance(a, b), most+1); got != want {
					t.Errorf("Within(%q, %q, %d) = %d, want %d", a, b, most, got, want)
				}
			}
		}
	}
	if got := Distance("ESSSION_COOKIE_AEG", "SESSION_COOKIE_AGE"); got != 2 {
		t.Errorf("two swaps are a distance of %d", got)
	}
}
