package policy

// A Profile is what one standard, at one of its levels, asks of sessions. It
// adds to the default profile and takes nothing away: all rules that are on by
// default stay on.
type Profile struct {
	// Name is how it is chosen: "pci".
	Name string
	// Title names the standard for people.
	Title string
	// URL is where the standard is published.
	URL string
	// Demands are what it asks for.
	Demands []Demand
	// Scored is true for a profile whose require lines are steps: reports say
	// how many of them are taken.
	Scored bool
}

// A Demand is one thing that a profile asks for.
type Demand struct {
	Kind Kind
	// Seconds is the number, for the kinds that have one.
	Seconds int
	// Text is the cookie prefix of a Prefix, or the require line of a Line.
	Text string
	// Rules are the ids of the rules that see to it.
	Rules []string
	// Source is the requirement that the number or word comes from.
	Source string
}

// A Kind says what a demand is about.
type Kind int

// The kinds of demands.
const (
	// Idle: a session ends after so many seconds without a request.
	Idle Kind = iota
	// SomeIdle: it ends after some time without a request; how much is left
	// to the project, within the longest age.
	SomeIdle
	// Absolute: it ends that many seconds after log-in, whatever happens.
	Absolute
	// SomeAbsolute: it ends some time after log-in.
	SomeAbsolute
	// LongestAge bounds SESSION_COOKIE_AGE.
	LongestAge
	// HSTS bounds SECURE_HSTS_SECONDS from below.
	HSTS
	// Subdomains: HSTS includes them.
	Subdomains
	// Prefix: the name of the session cookie starts with Text.
	Prefix
	// BrowserClose: the session cookie goes when the browser is closed.
	BrowserClose
	// EveryCookie: also cookies that are no credentials have the Secure
	// attribute.
	EveryCookie
	// Line: the require line Text holds.
	Line
)

const (
	minute = 60
	hour   = 60 * minute
	day    = 24 * hour
	year   = 365 * day
)

// The rules that see to demands, by kind.
var (
	idleRules     = []string{"DJS202"}
	absoluteRules = []string{"DJS204"}
	ageRules      = []string{"DJS201"}
	hstsRules     = []string{"DJS504"}
	subRules      = []string{"DJS505", "DJS107"}
	prefixRules   = []string{"DJS110"}
	closeRules    = []string{"DJS206"}
	everyRules    = []string{"DJS114"}
	lineRules     = []string{"DJS701"}
)

const (
	secureLine   = "SESSION_COOKIE_SECURE = True"
	httpOnlyLine = "SESSION_COOKIE_HTTPONLY = True"
	ageLine      = "SESSION_COOKIE_AGE <= 1200"
	cachedLine   = `SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"`
	laxLine      = `SESSION_COOKIE_SAMESITE in ["Lax", "Strict"]`
	strictLine   = `SESSION_COOKIE_SAMESITE = "Strict"`
)

// Where the standards are published.
const (
	asvsURL  = "https://github.com/OWASP/ASVS/tree/v5.0.0/5.0/en"
	nistURL  = "https://pages.nist.gov/800-63-4/sp800-63b.html"
	pciURL   = "https://www.pcisecuritystandards.org/document_library/"
	stigURL  = "https://www.stigviewer.com/stigs/application_security_and_development"
	sheetURL = "https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html"
	djangoSS = "https://docs.djangoproject.com/en/6.0/topics/http/sessions/"
)

const ours = "a number of this program's, since the requirement leaves it to the project: "

// Profiles are all profiles, the default one first.
var Profiles = []*Profile{
	{Name: "default", Title: "What every site can have", URL: nistURL, Demands: []Demand{
		{Kind: LongestAge, Seconds: 30 * day, Source: "NIST SP 800-63B-4 2.1.3: 30 days at the lowest level"},
		{Kind: HSTS, Seconds: 1, Source: "security.W004 of Django: any number but 0"},
	}},
	{Name: "starter", Title: "The four first steps", URL: djangoSS, Scored: true, Demands: []Demand{
		{Kind: LongestAge, Seconds: 20 * minute, Rules: ageRules, Source: "OWASP Session Management Cheat Sheet, Session Expiration: 15 to 30 minutes where the risk is low"},
		{Kind: Line, Text: ageLine, Rules: lineRules, Source: "as the longest age"},
		{Kind: Line, Text: secureLine, Rules: []string{"DJS101", "DJS701"}, Source: "OWASP Session Management Cheat Sheet, Secure Attribute"},
		{Kind: Line, Text: httpOnlyLine, Rules: []string{"DJS102", "DJS701"}, Source: "OWASP Session Management Cheat Sheet, HttpOnly Attribute"},
		{Kind: Line, Text: cachedLine, Rules: lineRules, Source: "Django, Configuring the session engine, Using cached sessions"},
	}},
	{Name: "asvs-l1", Title: "OWASP ASVS 5.0, level 1", URL: asvsURL, Demands: []Demand{
		{Kind: LongestAge, Seconds: 30 * day, Rules: ageRules, Source: ours + "OWASP ASVS 5.0 7.1.1"},
		{Kind: HSTS, Seconds: year, Rules: hstsRules, Source: "OWASP ASVS 5.0 3.4.1"},
		{Kind: Prefix, Text: "__Secure-", Rules: prefixRules, Source: "OWASP ASVS 5.0 3.3.1"},
		{Kind: EveryCookie, Rules: everyRules, Source: "OWASP ASVS 5.0 3.3.1"},
	}},
	{Name: "asvs-l2", Title: "OWASP ASVS 5.0, level 2", URL: asvsURL, Demands: []Demand{
		{Kind: SomeIdle, Rules: idleRules, Source: "OWASP ASVS 5.0 7.3.1"},
		{Kind: SomeAbsolute, Rules: absoluteRules, Source: "OWASP ASVS 5.0 7.3.2"},
		{Kind: LongestAge, Seconds: 12 * hour, Rules: ageRules, Source: ours + "OWASP ASVS 5.0 7.3.2"},
		{Kind: HSTS, Seconds: year, Rules: hstsRules, Source: "OWASP ASVS 5.0 3.4.1"},
		{Kind: Subdomains, Rules: subRules, Source: "OWASP ASVS 5.0 3.4.1"},
		{Kind: Prefix, Text: "__Host-", Rules: prefixRules, Source: "OWASP ASVS 5.0 3.3.3"},
		{Kind: Line, Text: laxLine, Rules: sameSiteRules, Source: "OWASP ASVS 5.0 3.3.2"},
		{Kind: EveryCookie, Rules: everyRules, Source: "OWASP ASVS 5.0 3.3.1"},
	}},
	nist("nist-aal1", "level 1", 0, 30*day, "2.1.3"),
	nist("nist-aal2", "level 2", 60*minute, 24*hour, "2.2.3"),
	nist("nist-aal3", "level 3", 15*minute, 12*hour, "2.3.3"),
	{Name: "pci", Title: "PCI DSS 4", URL: pciURL, Demands: []Demand{
		{Kind: Idle, Seconds: 15 * minute, Rules: idleRules, Source: "PCI DSS 4 8.2.8"},
	}},
	{Name: "stig", Title: "DISA Application Security and Development STIG", URL: stigURL, Demands: []Demand{
		{Kind: Idle, Seconds: 15 * minute, Rules: idleRules, Source: "DISA ASD STIG V-222389; 10 minutes for administrators, V-222390"},
	}},
	{Name: "owasp-high", Title: "OWASP Session Management Cheat Sheet, where much is at stake", URL: sheetURL, Demands: []Demand{
		{Kind: Idle, Seconds: 5 * minute, Rules: idleRules, Source: "OWASP Session Management Cheat Sheet, Session Expiration: 2 to 5 minutes"},
		{Kind: Absolute, Seconds: 8 * hour, Rules: absoluteRules, Source: "OWASP Session Management Cheat Sheet, Absolute Timeout: 4 to 8 hours"},
		{Kind: LongestAge, Seconds: 8 * hour, Rules: ageRules, Source: "OWASP Session Management Cheat Sheet, Absolute Timeout: 4 to 8 hours"},
		{Kind: HSTS, Seconds: year, Rules: hstsRules, Source: "OWASP HTTP Strict Transport Security Cheat Sheet, Examples"},
		{Kind: Prefix, Text: "__Host-", Rules: prefixRules, Source: "OWASP Session Management Cheat Sheet, Cookies"},
		{Kind: Line, Text: strictLine, Rules: sameSiteRules, Source: "OWASP Session Management Cheat Sheet, SameSite Attribute"},
	}},
}

// sameSiteRules see to the SameSite attribute of the session cookie.
var sameSiteRules = []string{"DJS103", "DJS104", "DJS701"}

// nist returns the profile of an authentication assurance level of NIST. An
// idle time of 0 is not asked for.
func nist(name, level string, idle, overall int, section string) *Profile {
	timeout, cookies := "NIST SP 800-63B-4 "+section, "NIST SP 800-63B-4 5.1.1"
	p := &Profile{Name: name, Title: "NIST SP 800-63B-4, authentication assurance " + level, URL: nistURL}
	if idle > 0 {
		p.Demands = append(p.Demands, Demand{Kind: Idle, Seconds: idle, Rules: idleRules, Source: timeout})
	}
	p.Demands = append(p.Demands,
		Demand{Kind: Absolute, Seconds: overall, Rules: absoluteRules, Source: timeout},
		Demand{Kind: LongestAge, Seconds: overall, Rules: ageRules, Source: timeout},
		Demand{Kind: Prefix, Text: "__Host-", Rules: prefixRules, Source: cookies},
		Demand{Kind: Line, Text: laxLine, Rules: sameSiteRules, Source: cookies},
		Demand{Kind: BrowserClose, Rules: closeRules, Source: "NIST SP 800-63B-4 5.1"},
	)
	return p
}

// Names returns the names of all profiles, the default one first.
func Names() []string {
	var names []string
	for _, p := range Profiles {
		names = append(names, p.Name)
	}
	return names
}

// ByName returns the profile of that name, or nil.
func ByName(name string) *Profile {
	for _, p := range Profiles {
		if p.Name == name {
			return p
		}
	}
	return nil
}

// Asker names the profile as one that asks: "the profile pci".
func (p *Profile) Asker() string { return "the profile " + p.Name }

// Lines returns the profile's require lines.
func (p *Profile) Lines() []Requirement {
	var lines []Requirement
	for _, d := range p.Demands {
		if d.Kind != Line {
			continue
		}
		r, err := ParseRequirement(d.Text)
		if err != nil {
			continue // a test parses them all
		}
		r.Asker = p.Asker()
		lines = append(lines, r)
	}
	return lines
}
