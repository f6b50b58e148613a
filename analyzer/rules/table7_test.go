package rules

import (
	"testing"

	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/policy"
)

// underOf returns a rule as it is under a profile, or under a require line.
func underOf(t testing.TB, r *Rule, under string) *Rule {
	t.Helper()
	if under == "" {
		return r
	}
	p := &policy.Policy{}
	if profile := policy.ByName(under); profile != nil {
		p.Profiles = append(p.Profiles, profile)
	} else {
		line, err := policy.ParseRequirement(under)
		if err != nil {
			t.Fatal(err)
		}
		line.Asker = "the policy acme.toml"
		p.Requirements = append(p.Requirements, line)
	}
	for _, other := range Under(LimitsOf(p)) {
		if other.ID == r.ID {
			return other
		}
	}
	t.Fatalf("there is no rule %s", r.ID)
	return nil
}

const (
	autoLogout      = "django_auto_logout.middleware.auto_logout"
	sessionSecurity = "session_security.middleware.SessionSecurityMiddleware"
	sessionTimeout  = "django_session_timeout.middleware.SessionTimeoutMiddleware"
	age             = "SESSION_COOKIE_AGE"
	every           = "SESSION_SAVE_EVERY_REQUEST"
)

var policyTable = map[string][]row{
	"DJS110": {
		{name: "unset", under: "asvs-l1", subject: "SESSION_COOKIE_NAME", want: yes, says: "defaults to 'sessionid': without the prefix __Secure-"},
		{name: "secure", under: "asvs-l1", with: set{"SESSION_COOKIE_NAME": "__Secure-id"}, subject: "SESSION_COOKIE_NAME", want: no},
		{name: "host for secure", under: "asvs-l1", with: set{"SESSION_COOKIE_NAME": "__Host-id"}, subject: "SESSION_COOKIE_NAME", want: no},
		{name: "secure for host", under: "asvs-l2", with: set{"SESSION_COOKIE_NAME": "__Secure-id"}, subject: "SESSION_COOKIE_NAME", want: yes, says: "__Host-"},
		{name: "host", under: "owasp-high", with: set{"SESSION_COOKIE_NAME": "__Host-id"}, subject: "SESSION_COOKIE_NAME", want: no},
		{name: "for several hosts", under: "asvs-l2", with: set{"SESSION_COOKIE_NAME": "__Secure-id", "SESSION_COOKIE_DOMAIN": ".example.com"}, subject: "SESSION_COOKIE_NAME", want: no},
		{name: "no sessions", under: "asvs-l1", from: api, subject: "SESSION_COOKIE_NAME", want: no},
		{name: "unknown", under: "nist-aal1", with: set{"SESSION_COOKIE_NAME": unknown("str")}, subject: "SESSION_COOKIE_NAME", want: maybe},
	},
	"DJS114": {
		{name: "unset", subject: "LANGUAGE_COOKIE_SECURE", want: yes, says: "is not set and defaults to False: "},
		{name: "on", with: set{"LANGUAGE_COOKIE_SECURE": true}, subject: "LANGUAGE_COOKIE_SECURE", want: no},
		{name: "no languages", with: set{"MIDDLEWARE": without(site()["MIDDLEWARE"], "django.middleware.locale.LocaleMiddleware")}, subject: "LANGUAGE_COOKIE_SECURE", want: no},
		{name: "2.2", version: "2.2.28", subject: "LANGUAGE_COOKIE_SECURE", want: no},
		{name: "refused", with: set{"LANGUAGE_COOKIE_NAME": "__Secure-lang"}, subject: "LANGUAGE_COOKIE_SECURE", want: no},
		{name: "unknown", with: set{"LANGUAGE_COOKIE_SECURE": unknown("bool")}, subject: "LANGUAGE_COOKIE_SECURE", want: maybe},
	},
	"DJS202": {
		{name: "unset", under: "pci", subject: age, want: yes, says: "defaults to 1209600 seconds (14 days): nobody is logged out after 15 minutes"},
		{name: "unset, saved", under: "pci", with: set{every: true}, subject: age, want: yes, says: "after 15 minutes without a request"},
		{name: "15 minutes", under: "pci", with: set{age: 900}, subject: age, want: yes, says: "the clock starts again only when the session is changed"},
		{name: "15 minutes, saved", under: "pci", with: set{age: 900, every: true}, subject: age, want: no},
		{name: "16 minutes, saved", under: "stig", with: set{age: 960, every: true}, subject: age, want: yes},
		{name: "15 minutes are too long", under: "owasp-high", with: set{age: 900, every: true}, subject: age, want: yes, says: "after 5 minutes"},
		{name: "an hour", under: "nist-aal2", with: set{age: 3600, every: true}, subject: age, want: no},
		{name: "an hour is too long", under: "nist-aal3", with: set{age: 3600, every: true}, subject: age, want: yes},
		{name: "some timeout", under: "asvs-l2", with: set{age: 43200, every: true}, subject: age, want: no},
		{name: "none at all", under: "asvs-l2", with: set{age: 43200}, subject: age, want: yes},
		{name: "text", under: "pci", with: set{age: "900"}, subject: age, want: no},
		{name: "django-session-security", under: "pci", with: set{"MIDDLEWARE": last(sessionSecurity)}, subject: age, want: no},
		{name: "django-session-security, too long", under: "pci", with: set{"MIDDLEWARE": last(sessionSecurity), "SESSION_SECURITY_EXPIRE_AFTER": 3600}, subject: age, want: yes},
		{name: "django-session-security, default too long", under: "owasp-high", with: set{"MIDDLEWARE": last(sessionSecurity)}, subject: age, want: yes},
		{name: "django-auto-logout", under: "pci", with: set{"MIDDLEWARE": last(autoLogout), "AUTO_LOGOUT": set{"IDLE_TIME": 600}}, subject: age, want: no},
		{name: "django-auto-logout, timedelta", under: "pci", with: set{"MIDDLEWARE": last(autoLogout), "AUTO_LOGOUT": set{"IDLE_TIME": delta(600)}}, subject: age, want: no},
		{name: "django-auto-logout, too long", under: "pci", with: set{"MIDDLEWARE": last(autoLogout), "AUTO_LOGOUT": set{"IDLE_TIME": delta(1200)}}, subject: age, want: yes},
		{name: "django-auto-logout, other key", under: "pci", with: set{"MIDDLEWARE": last(autoLogout), "AUTO_LOGOUT": set{"SESSION_TIME": 600}}, subject: age, want: yes},
		{name: "django-session-timeout", under: "pci", with: set{"MIDDLEWARE": last(sessionTimeout), "SESSION_EXPIRE_SECONDS": 900, "SESSION_EXPIRE_AFTER_LAST_ACTIVITY": true}, subject: age, want: no},
		{name: "django-session-timeout, from the start", under: "pci", with: set{"MIDDLEWARE": last(sessionTimeout), "SESSION_EXPIRE_SECONDS": 900}, subject: age, want: yes},
		{name: "one of the project's own", under: "pci", with: set{"MIDDLEWARE": last("shop.middleware.IdleTimeoutMiddleware")}, subject: age, want: maybe},
		{name: "no sessions", under: "pci", from: api, subject: age, want: no},
		{name: "unknown", under: "pci", with: set{age: 900, every: unknown("bool")}, subject: age, want: maybe},
	},
	"DJS204": {
		{name: "not saved", under: "nist-aal2", subject: every, want: no},
		{name: "saved", under: "nist-aal2", with: set{every: true}, subject: every, want: yes, says: "within 1 day"},
		{name: "saved, any time", under: "asvs-l2", with: set{every: true}, subject: every, want: yes},
		{name: "django-auto-logout", under: "nist-aal2", with: set{every: true, "MIDDLEWARE": last(autoLogout), "AUTO_LOGOUT": set{"SESSION_TIME": 43200}}, subject: every, want: no},
		{name: "django-auto-logout, too long", under: "nist-aal3", with: set{every: true, "MIDDLEWARE": last(autoLogout), "AUTO_LOGOUT": set{"SESSION_TIME": 86400}}, subject: every, want: yes},
		{name: "django-session-timeout", under: "owasp-high", with: set{every: true, "MIDDLEWARE": last(sessionTimeout), "SESSION_EXPIRE_SECONDS": 28800}, subject: every, want: no},
		{name: "one of the project's own", under: "asvs-l2", with: set{every: true, "MIDDLEWARE": last("shop.middleware.SessionLifetimeMiddleware")}, subject: every, want: maybe},
		{name: "unknown", under: "asvs-l2", with: set{every: unknown("bool")}, subject: every, want: maybe},
	},
	"DJS206": {
		{name: "unset", under: "nist-aal1", subject: "SESSION_EXPIRE_AT_BROWSER_CLOSE", want: yes, says: "defaults to False"},
		{name: "on", under: "nist-aal1", with: set{"SESSION_EXPIRE_AT_BROWSER_CLOSE": true}, subject: "SESSION_EXPIRE_AT_BROWSER_CLOSE", want: no},
		{name: "no sessions", from: api, subject: "SESSION_EXPIRE_AT_BROWSER_CLOSE", want: no},
		{name: "unknown", with: set{"SESSION_EXPIRE_AT_BROWSER_CLOSE": unknown("")}, subject: "SESSION_EXPIRE_AT_BROWSER_CLOSE", want: maybe},
	},
	"DJS701": {
		{name: "engine", under: "starter", subject: "SESSION_ENGINE", want: yes, says: "backends.db': the profile starter asks for SESSION_ENGINE = "},
		{name: "engine met", under: "starter", with: set{"SESSION_ENGINE": "django.contrib.sessions.backends.cached_db"}, subject: "SESSION_ENGINE", want: no},
		{name: "engine unknown", under: "starter", with: set{"SESSION_ENGINE": unknown("str")}, subject: "SESSION_ENGINE", want: maybe},
		{name: "no sessions", under: "starter", from: api, subject: "SESSION_ENGINE", want: no},
		{name: "DJS101 speaks", under: "starter", with: set{"SESSION_COOKIE_SECURE": false}, subject: "SESSION_COOKIE_SECURE", want: no},
		{name: "DJS201 speaks", under: "starter", with: set{age: 3600}, subject: age, want: no},
		{name: "stricter than DJS201", under: "SESSION_COOKIE_AGE <= 1200", with: set{age: 3600}, subject: age, want: yes, says: "3600 seconds (1 hour): the policy acme.toml asks for"},
		{name: "not strict", under: "owasp-high", subject: "SESSION_COOKIE_SAMESITE", want: yes, says: "'Lax': "},
		{name: "strict in small letters", under: "owasp-high", with: set{"SESSION_COOKIE_SAMESITE": "strict"}, subject: "SESSION_COOKIE_SAMESITE", want: no},
		{name: "DJS103 speaks", under: "owasp-high", with: set{"SESSION_COOKIE_SAMESITE": nil}, subject: "SESSION_COOKIE_SAMESITE", want: no},
		{name: "in", under: `SESSION_COOKIE_SAMESITE in ["Lax", "Strict"]`, subject: "SESSION_COOKIE_SAMESITE", want: no},
		{name: "not in", under: `SESSION_ENGINE not in ["django.contrib.sessions.backends.db"]`, subject: "SESSION_ENGINE", want: yes},
		{name: "contains", under: `MIDDLEWARE contains "shop.middleware.Audit"`, subject: "MIDDLEWARE", want: yes},
		{name: "contains, met", under: `MIDDLEWARE contains "django.middleware.security.SecurityMiddleware"`, subject: "MIDDLEWARE", want: no},
		{name: "contains, known in part", under: `MIDDLEWARE contains "shop.middleware.Audit"`, with: set{"MIDDLEWARE": append(last("shop.x"), splice)}, subject: "MIDDLEWARE", want: maybe},
		{name: "not None", under: "SESSION_COOKIE_DOMAIN != None", subject: "SESSION_COOKIE_DOMAIN", want: yes},
		{name: "above", under: "SECURE_HSTS_SECONDS >= 365 * 24 * 3600", with: set{"SECURE_HSTS_SECONDS": 60}, subject: "SECURE_HSTS_SECONDS", want: yes},
		{name: "absent", under: "SESSION_SECURITY_EXPIRE_AFTER <= 900", subject: "SESSION_SECURITY_EXPIRE_AFTER", want: yes, says: "is not set: "},
	},
}

// A profile raises what it asks for and nothing else.
func TestLimitsOfProfiles(t *testing.T) {
	for _, c := range []struct {
		profiles                           []string
		age, idle, absolute, hsts          int
		prefix                             string
		optional                           string
		asker201, asker202, asker204, a504 string
	}{
		{[]string{"default"}, 2592000, 0, 0, 1, "", "", "", "", "", ""},
		{[]string{"starter"}, 1200, 0, 0, 1, "", "", "starter", "", "", ""},
		{[]string{"asvs-l1"}, 2592000, 0, 0, 31536000, "__Secure-", "DJS110 DJS114 ", "asvs-l1", "", "", "asvs-l1"},
		{[]string{"asvs-l2"}, 43200, 0, 0, 31536000, "__Host-", "DJS110 DJS114 DJS202 DJS204 ", "asvs-l2", "asvs-l2", "asvs-l2", "asvs-l2"},
		{[]string{"nist-aal1"}, 2592000, 0, 2592000, 1, "__Host-", "DJS110 DJS204 DJS206 ", "nist-aal1", "", "nist-aal1", ""},
		{[]string{"nist-aal2"}, 86400, 3600, 86400, 1, "__Host-", "DJS110 DJS202 DJS204 DJS206 ", "nist-aal2", "nist-aal2", "nist-aal2", ""},
		{[]string{"nist-aal3"}, 43200, 900, 43200, 1, "__Host-", "DJS110 DJS202 DJS204 DJS206 ", "nist-aal3", "nist-aal3", "nist-aal3", ""},
		{[]string{"pci"}, 2592000, 900, 0, 1, "", "DJS202 ", "", "pci", "", ""},
		{[]string{"stig"}, 2592000, 900, 0, 1, "", "DJS202 ", "", "stig", "", ""},
		{[]string{"owasp-high"}, 28800, 300, 28800, 31536000, "__Host-", "DJS110 DJS202 DJS204 ", "owasp-high", "owasp-high", "owasp-high", "owasp-high"},
		{[]string{"asvs-l1", "pci", "starter"}, 1200, 900, 0, 31536000, "__Secure-", "DJS110 DJS114 DJS202 ", "starter", "pci", "", "asvs-l1"},
		{[]string{"owasp-high", "pci", "asvs-l1"}, 28800, 300, 28800, 31536000, "__Host-", "DJS110 DJS114 DJS202 DJS204 ", "owasp-high", "owasp-high", "owasp-high", "asvs-l1"},
	} {
		p := &policy.Policy{}
		for _, name := range c.profiles {
			p.Profiles = append(p.Profiles, policy.ByName(name))
		}
		l := LimitsOf(p)
		if l.SessionAge != c.age || l.Idle != c.idle || l.Absolute != c.absolute || l.HSTS != c.hsts || l.Prefix != c.prefix {
			t.Errorf("%v: %d %d %d %d %q", c.profiles, l.SessionAge, l.Idle, l.Absolute, l.HSTS, l.Prefix)
		}
		optional := ""
		for _, r := range Under(l) {
			if r.Optional && l.On(r) {
				optional += r.ID + " "
			}
			if !r.Optional && !l.On(r) {
				t.Errorf("%v turns %s off", c.profiles, r.ID)
			}
		}
		if optional != c.optional {
			t.Errorf("%v: optional rules %q, want %q", c.profiles, optional, c.optional)
		}
		for id, want := range map[string]string{"DJS201": c.asker201, "DJS202": c.asker202, "DJS204": c.asker204, "DJS504": c.a504} {
			if want != "" {
				want = "the profile " + want
			}
			if got := l.Asker(ruleByID(t, id)); got != want && c.profiles[0] != "default" {
				t.Errorf("%v: %s is asked for by %q, want %q", c.profiles, id, got, want)
			}
		}
	}
}

// One cause is one finding: where DJS202 speaks of an age, others do not.
func TestAgeIsToldOnce(t *testing.T) {
	for _, profile := range policy.Names() {
		for _, s := range []set{{}, {age: 900}, {age: 900, every: true}, {age: 5184000}, {age: 43200, "SESSION_EXPIRE_AT_BROWSER_CLOSE": true}, {"SESSION_EXPIRE_AT_BROWSER_CLOSE": true}} {
			w := world(t, "5.2.17", site().but(s))
			l := LimitsOf(&policy.Policy{Profiles: []*policy.Profile{policy.ByName(profile)}})
			var told []string
			for _, r := range Under(l) {
				if !l.On(r) || r.ID == "DJS204" || r.ID == "DJS206" {
					continue
				}
				for _, a := range judge(r, w) {
					if a.Violated == yes && (a.Subject.Name == age || a.Subject.Name == "SESSION_EXPIRE_AT_BROWSER_CLOSE") {
						told = append(told, r.ID)
					}
				}
			}
			// The starter's age is no inactivity timeout, whatever else.
			if len(told) > 1 {
				t.Errorf("%s with %v: %v", profile, s, told)
			}
		}
	}
}

func TestLevels(t *testing.T) {
	p := &policy.Policy{
		Levels: map[string]finding.Level{"DJS101": finding.Note, "DJS203": finding.NoLevel, "DJS206": finding.Error, "DJS303": finding.Error, "DJS102": finding.Warning},
		Floors: map[string]finding.Level{"DJS102": finding.Error, "DJS203": finding.Warning},
		Asker:  "the policy acme.toml",
	}
	l := LimitsOf(p)
	for _, c := range []struct {
		id     string
		on     bool
		level  finding.Level
		weight finding.Severity
	}{
		{"DJS101", true, finding.Note, finding.Low},
		{"DJS102", true, finding.Error, finding.High},
		{"DJS103", true, finding.Warning, finding.NoSeverity},
		{"DJS202", false, 0, 0},
		{"DJS203", true, finding.Warning, finding.Medium},
		{"DJS206", true, finding.Error, finding.High},
		{"DJS303", true, finding.Error, finding.Critical},
	} {
		r := ruleByID(t, c.id)
		if l.On(r) != c.on {
			t.Errorf("%s: on is %v", c.id, l.On(r))
		}
		if !c.on {
			continue
		}
		f := l.Weigh(r, finding.Finding{Rule: &r.Rule, Level: r.Level})
		if f.Level != c.level || f.Weight != c.weight {
			t.Errorf("%s: %v, %v", c.id, f.Level, f.Weight)
		}
		if dependent := l.Weigh(r, finding.Finding{Rule: &r.Rule, Level: r.Level, When: "X is set"}); dependent.Level != c.level.Lower() {
			t.Errorf("%s where it depends: %v", c.id, dependent.Level)
		}
	}
	if asker := l.Asker(ruleByID(t, "DJS102")); asker != p.Asker {
		t.Errorf("DJS102 is asked for by %q", asker)
	}
}
