package sarif

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

var update = flag.Bool("update", false, "rewrite the golden files")

var rules = []finding.Rule{
	{
		ID: "DJS102", Name: "session-cookie-not-httponly", Level: finding.Warning, Score: 5, Precision: "high",
		Short: "The session cookie can be read by scripts.", CWE: []int{1004}, Standards: []string{"OWASP ASVS 5.0 3.3.4"}, Since: "0.1.0",
		Page: page("A script that an attacker brings into a page can send the cookie away.\n\n## Instead\n\n```python\n# settings.py\nSESSION_COOKIE_HTTPONLY = True\n```\n"),
	},
	{
		ID: "DJS101", Name: "session-cookie-not-secure", Level: finding.Error, Score: 7.5, Precision: "very-high",
		Short: "The session cookie is sent over plain HTTP.", CWE: []int{614, 319, 614}, Standards: []string{"OWASP ASVS 5.0 3.3.1"},
		Django: []string{"security.W012"}, Since: "0.1.0",
		Page: page("`SESSION_COOKIE_SECURE` is False by default, see [Django's page](https://docs.djangoproject.com/en/stable/ref/settings/#session-cookie-secure).\n"),
	},
	{
		ID: "DJS904", Name: "file-not-understood", Level: finding.Note, Score: 0,
		Short: "A settings file has a syntax error.",
	},
}

func page(text string) func() string { return func() string { return text } }

// TestMessageNamesTheCondition holds that an alert says when it holds, and nothing of
// that where it always does.
func TestMessageNamesTheCondition(t *testing.T) {
	for when, want := range map[string]string{
		"":                  "'SESSION_COOKIE_SECURE' is False. Nothing assigns it; this is the nearest related place.",
		"SITE_URL is unset": "'SESSION_COOKIE_SECURE' is False. This holds when SITE_URL is unset. Nothing assigns it; this is the nearest related place.",
		"::error::a\nb":     "'SESSION_COOKIE_SECURE' is False. This holds when " + harmless("::error::a\nb") + ". Nothing assigns it; this is the nearest related place.",
	} {
		if got := message(finding.Finding{Message: "SESSION_COOKIE_SECURE is False", Setting: "SESSION_COOKIE_SECURE", When: when, Missing: true}, nil); got != want {
			t.Errorf("when %q: %q, want %q", when, got, want)
		}
	}
}

func ruleURI(r finding.Rule) string { return InformationURI + "/blob/main/docs/rules/" + r.ID + ".md" }

// span returns the place of the first occurrence of text in the file.
func span(f *source.File, text string) source.Span {
	at := bytes.Index(f.Bytes, []byte(text))
	if at < 0 {
		panic(text + " is not in " + f.Path)
	}
	return source.Span{File: f, Start: at, End: at + len(text)}
}

// example is a log with one of everything.
func example() Log {
	base := source.NewFile("config/settings/base.py", []byte(
		"import os\n\nNAME = \"🍪\"; SESSION_COOKIE_SECURE = False\nSESSION_COOKIE_HTTPONLY = os.getenv(\"X\") == \"1\"\n"))
	production := source.NewFile("config/settings/production.py", []byte("from .base import *\n"))
	empty := source.NewFile("a:b/sp ace#%é/settings.py", nil)
	secure, httpOnly, broken := &rules[1], &rules[0], &rules[2]
	return Log{
		ToolVersion: "v0.1.0",
		Rules:       rules,
		RuleURI:     ruleURI,
		Category:    "django-session-audit/backend",
		Findings: []finding.Finding{
			{
				Rule: broken, Level: finding.Note, Place: source.Span{File: empty},
				Message: "the file could not be read as Python",
			},
			{
				Rule: httpOnly, Level: finding.Note, Setting: "SESSION_COOKIE_HTTPONLY",
				Message: "SESSION_COOKIE_HTTPONLY is False unless X is set, so scripts can read the session cookie",
				When:    "X is not set", Fix: "SESSION_COOKIE_HTTPONLY = True",
				Place:   span(base, `os.getenv("X") == "1"`),
				Modules: []string{"config.settings.production"},
			},
			{
				Rule: secure, Level: finding.Error, Setting: "SESSION_COOKIE_SECURE",
				Message: "SESSION_COOKIE_SECURE is False, so the session cookie is sent over plain HTTP",
				Fix:     "SESSION_COOKIE_SECURE = True",
				Place:   span(base, "False"),
				Way: []finding.Step{
					{Place: span(production, "from .base import *"), Label: "imported here"},
					{Place: span(base, "False"), Label: "assigned here"},
				},
				Modules: []string{"config.settings.production", "config.settings.staging"},
			},
		},
		Suppressed: []Suppressed{{
			Finding: finding.Finding{
				Rule: secure, Level: finding.Error, Setting: "SESSION_COOKIE_SECURE", Missing: true,
				Message: "SESSION_COOKIE_SECURE is not set and False by default",
				Place:   span(production, "from .base import *"),
			},
			Justification: "TLS ends at the proxy", InSource: true,
		}},
		Notifications: []Notification{{
			Level: finding.Warning, Text: "The file could not be read as Python", Place: span(production, "from"),
		}},
	}
}

func build(t *testing.T, l Log, use Use) Document {
	t.Helper()
	doc, err := Build(l, use)
	if err != nil {
		t.Fatal(err)
	}
	checkSchema(t, doc.Data)
	return doc
}

// A parsed holds the members that tests look at.
type parsed struct {
	Runs []struct {
		Tool struct {
			Driver struct {
				Name, SemanticVersion, Version string
				Rules                          []struct {
					ID, Name, HelpURI                 string
					ShortDescription, FullDescription struct{ Text string }
					Help                              struct{ Text, Markdown string }
					Properties                        map[string]any
				}
			}
		}
		Invocations []struct {
			ExecutionSuccessful        bool
			ToolExecutionNotifications []struct {
				Level   string
				Message struct{ Text string }
			}
		}
		Results           []parsedResult
		AutomationDetails struct{ ID string }
	}
}

type parsedResult struct {
	RuleID              string
	RuleIndex           int
	Level               string
	Message             struct{ Text string }
	Locations           []parsedLocation
	RelatedLocations    []parsedLocation
	CodeFlows           []struct{ ThreadFlows []struct{ Locations []any } }
	PartialFingerprints map[string]string
	Suppressions        []map[string]any
}

type parsedLocation struct {
	ID               int
	Message          struct{ Text string }
	PhysicalLocation struct {
		ArtifactLocation struct{ URI string }
		Region           struct{ StartLine, StartColumn, EndLine, EndColumn int }
	}
}

func parse(t *testing.T, doc Document) parsed {
	t.Helper()
	var p parsed
	if err := json.Unmarshal(doc.Data, &p); err != nil {
		t.Fatal(err)
	}
	return p
}

func TestGolden(t *testing.T) {
	none := example()
	none.Findings, none.Suppressed, none.Notifications = nil, nil, nil
	for name, doc := range map[string]Document{
		"disk":  build(t, example(), OnDisk),
		"clean": build(t, none, Uploaded),
	} {
		path := filepath.Join("testdata", name+".sarif")
		if *update {
			if err := os.WriteFile(path, doc.Data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(doc.Data)); diff != "" {
			t.Errorf("%s differs; go test ./sarif -update rewrites it (-want +got)\n%s", path, diff)
		}
	}
}

func TestSameLogGivesSameBytes(t *testing.T) {
	want := build(t, example(), OnDisk)
	for range 20 {
		l := example()
		l.Rules = slices.Clone(l.Rules)
		slices.Reverse(l.Rules)
		slices.Reverse(l.Findings)
		if got := build(t, l, OnDisk); !bytes.Equal(got.Data, want.Data) {
			t.Fatal("the order of the input shows in the output")
		}
	}
}

func TestUploadLeavesSuppressedOut(t *testing.T) {
	disk, upload := build(t, example(), OnDisk), build(t, example(), Uploaded)
	if disk.Results != 3 || disk.Suppressed != 1 || upload.Results != 3 || upload.Suppressed != 0 {
		t.Errorf("on disk %d and %d suppressed, uploaded %d and %d suppressed; want 3 1 3 0",
			disk.Results, disk.Suppressed, upload.Results, upload.Suppressed)
	}
	if bytes.Contains(upload.Data, []byte("suppressions")) {
		t.Error("the uploaded log speaks of suppressions")
	}
	want := []map[string]any{{"kind": "inSource", "status": "accepted", "justification": "TLS ends at the proxy"}}
	if diff := cmp.Diff(want, parse(t, disk).Runs[0].Results[3].Suppressions); diff != "" {
		t.Error("(-want +got)\n" + diff)
	}
}

func TestCleanIsAnEmptyArray(t *testing.T) {
	doc := build(t, Log{ToolVersion: "dev", Rules: rules}, Uploaded)
	if !bytes.Contains(doc.Data, []byte(`"results": []`)) {
		t.Error("results is not []")
	}
	run := parse(t, doc).Runs[0]
	if run.Tool.Driver.Name != "django-session-audit" {
		t.Errorf("driver is %+v", run.Tool.Driver)
	}
	if len(run.Tool.Driver.Rules) != 3 || !run.Invocations[0].ExecutionSuccessful || run.Invocations[0].ToolExecutionNotifications != nil {
		t.Errorf("run is %+v", run)
	}
}

func TestResult(t *testing.T) {
	r := parse(t, build(t, example(), Uploaded)).Runs[0].Results[0] // the worst
	if r.RuleID != "DJS101" || r.RuleIndex != 0 || r.Level != "error" {
		t.Errorf("is of rule %s, index %d, level %s", r.RuleID, r.RuleIndex, r.Level)
	}
	const text = "'SESSION_COOKIE_SECURE' is False, so the session cookie is sent over plain HTTP." +
		" It holds in 'config.settings.production', 'config.settings.staging'." +
		" The value comes by way of: [imported here](1)."
	if r.Message.Text != text {
		t.Errorf("message is\n%s, want\n%s", r.Message.Text, text)
	}
	p := r.Locations[0].PhysicalLocation
	// The cookie before it is two UTF-16 units and four bytes.
	if p.ArtifactLocation.URI != "config/settings/base.py" || fmt.Sprint(p.Region) != "{3 38 3 43}" {
		t.Errorf("place is %+v", p)
	}
	if len(r.RelatedLocations) != 1 || r.RelatedLocations[0].ID != 1 ||
		r.RelatedLocations[0].PhysicalLocation.ArtifactLocation.URI != "config/settings/production.py" {
		t.Errorf("related places are %+v", r.RelatedLocations)
	}
	if len(r.CodeFlows) != 1 || len(r.CodeFlows[0].ThreadFlows[0].Locations) != 2 {
		t.Errorf("code flow is %+v", r.CodeFlows)
	}
	want := map[string]string{"primaryLocationLineHash": LineHashes(example().Findings[2].Place.File.Bytes)[2]}
	if diff := cmp.Diff(want, r.PartialFingerprints); diff != "" {
		t.Error("(-want +got)\n" + diff)
	}
}

func TestRule(t *testing.T) {
	r := parse(t, build(t, example(), Uploaded)).Runs[0].Tool.Driver.Rules
	if r[0].ID != "DJS101" || r[1].ID != "DJS102" || r[2].ID != "DJS904" {
		t.Fatal("the rules are not sorted")
	}
	if r[0].Name != "SessionCookieNotSecure" || r[0].HelpURI != InformationURI+"/blob/main/docs/rules/DJS101.md" {
		t.Errorf("name %q, page %q", r[0].Name, r[0].HelpURI)
	}
	want := map[string]any{
		"security-severity": "7.5", "precision": "very-high", "problem.severity": "error", "since": "0.1.0",
		"tags":      []any{"security", "django", "external/cwe/cwe-614", "external/cwe/cwe-319"},
		"standards": []any{"OWASP ASVS 5.0 3.3.1"}, "djangoChecks": []any{"security.W012"},
	}
	if diff := cmp.Diff(want, r[0].Properties); diff != "" {
		t.Error("(-want +got)\n" + diff)
	}
	if want := "'SESSION_COOKIE_SECURE' is False by default, see Django's page (https://docs.djangoproject.com/en/stable/ref/settings/#session-cookie-secure)."; r[0].FullDescription.Text != want {
		t.Errorf("full description is %q, want %q", r[0].FullDescription.Text, want)
	}
	if want := "A script that an attacker brings into a page can send the cookie away.\n\nInstead\n\n# settings.py\nSESSION_COOKIE_HTTPONLY = True"; r[1].Help.Text != want {
		t.Errorf("help is %q, want %q", r[1].Help.Text, want)
	}
	// A rule without a score is no security rule, and one without a page has
	// its short description for help.
	if diff := cmp.Diff(map[string]any{"problem.severity": "recommendation", "tags": []any{"django"}}, r[2].Properties); diff != "" {
		t.Error("(-want +got)\n" + diff)
	}
	if r[2].Help.Text != rules[2].Short {
		t.Errorf("help is %q", r[2].Help.Text)
	}
}

func TestVersion(t *testing.T) {
	for version, want := range map[string][2]string{ // semantic, other
		"1.2.3":             {"1.2.3", ""},
		"v1.2.3-rc.1+build": {"1.2.3-rc.1+build", ""},
		"1.2":               {"", "1.2"},
		"dev":               {"0.0.0-dev", ""},
		"(devel)":           {"0.0.0-devel", ""},
		"":                  {"0.0.0", ""},
		"()":                {"0.0.0", ""},
	} {
		d := parse(t, build(t, Log{ToolVersion: version, Rules: rules}, OnDisk)).Runs[0].Tool.Driver
		if got := [2]string{d.SemanticVersion, d.Version}; got != want {
			t.Errorf("version %q gives %q, want %q", version, got, want)
		}
	}
}

func TestCategory(t *testing.T) {
	for category, want := range map[string]string{"": "", "a": "a/", "a/b/": "a/b/", "/": ""} {
		got := parse(t, build(t, Log{ToolVersion: "1.0.0", Rules: rules, Category: category}, OnDisk)).Runs[0].AutomationDetails.ID
		if got != want {
			t.Errorf("category %q gives %q, want %q", category, got, want)
		}
	}
}

func TestRefusedTables(t *testing.T) {
	f := example().Findings[2]
	other := finding.Rule{ID: "DJS999", Name: "x", Short: "x"}
	for name, l := range map[string]Log{
		"rule twice":        {Rules: []finding.Rule{other, other}},
		"score too high":    {Rules: []finding.Rule{{ID: "DJS999", Name: "x", Short: "x", Score: 11}}},
		"score too low":     {Rules: []finding.Rule{{ID: "DJS999", Name: "x", Short: "x", Score: 0.04}}},
		"no name":           {Rules: []finding.Rule{{ID: "DJS999", Short: "x"}}},
		"rule not in table": {Rules: []finding.Rule{other}, Findings: []finding.Finding{f}},
		"no rule":           {Rules: rules, Findings: []finding.Finding{{Place: f.Place}, f}},
	} {
		if _, err := Build(l, OnDisk); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestPlacesWithoutAddress(t *testing.T) {
	l := example()
	f := l.Findings[2]
	l.Findings = []finding.Finding{f}
	for _, path := range []string{"caf\xe9/settings.py", "/etc/settings.py", "../settings.py"} {
		f.Place = span(source.NewFile(path, []byte("X = False\n")), "False")
		l.Findings = append(l.Findings, f)
	}
	f.Place = source.Span{}
	l.Findings = append(l.Findings, f)
	doc := build(t, l, Uploaded)
	if doc.Results != 1 || doc.Unplaced != 4 {
		t.Errorf("%d results and %d without a place, want 1 and 4", doc.Results, doc.Unplaced)
	}
	var texts []string
	for _, n := range parse(t, doc).Runs[0].Invocations[0].ToolExecutionNotifications {
		texts = append(texts, n.Message.Text)
	}
	if !slices.Contains(texts, `A finding of DJS101 is left out, because a SARIF file cannot name its place: "caf\xe9/settings.py".`) {
		t.Errorf("notifications are %q", texts)
	}
}

func TestCut(t *testing.T) {
	l := example()
	f := source.NewFile("settings.py", bytes.Repeat([]byte("X = False\n"), MaxUploaded+7))
	l.Findings, l.Suppressed = nil, nil
	for line := range MaxUploaded + 7 {
		rule := &rules[1]
		if line%1000 == 0 {
			rule = &rules[0] // milder: these go first
		}
		l.Findings = append(l.Findings, finding.Finding{Rule: rule, Level: rule.Level, Message: "x", Place: f.LineSpan(line + 1)})
	}
	doc, err := Build(l, Uploaded) // too large for the slow check of the schema
	if err != nil {
		t.Fatal(err)
	}
	if doc.Results != MaxUploaded || doc.Cut != 7 {
		t.Errorf("%d results and %d cut, want %d and 7", doc.Results, doc.Cut, MaxUploaded)
	}
	run := parse(t, doc).Runs[0]
	for _, r := range run.Results {
		if r.RuleID != "DJS101" && r.Locations[0].PhysicalLocation.Region.StartLine != 1 {
			t.Fatalf("a milder result is kept: %+v", r)
		}
	}
	notes := run.Invocations[0].ToolExecutionNotifications
	if got, want := notes[len(notes)-1].Message.Text, "This file holds the 5000 worst of 5007 results, and 7 are left out."; got != want {
		t.Errorf("notification is %q, want %q", got, want)
	}
	if doc, err := Build(l, OnDisk); err != nil || doc.Cut != 0 || doc.Results != MaxUploaded+7 {
		t.Errorf("on disk: %d results, %d cut, %v", doc.Results, doc.Cut, err)
	}
}

func TestLongWay(t *testing.T) {
	l := example()
	l.Findings, l.Suppressed = l.Findings[2:], nil
	f := source.NewFile("long.py", bytes.Repeat([]byte("x\n"), 1500))
	l.Findings[0].Way = nil
	for i := range 1500 {
		l.Findings[0].Way = append(l.Findings[0].Way, finding.Step{Place: f.LineSpan(i + 1), Label: "step [1]"})
	}
	l.Findings[0].Way = append(l.Findings[0].Way, finding.Step{Place: l.Findings[0].Place})
	r := parse(t, build(t, l, Uploaded)).Runs[0].Results[0]
	if len(r.RelatedLocations) != 99 || len(r.CodeFlows[0].ThreadFlows[0].Locations) != 1000 {
		t.Errorf("%d related places and %d in the flow", len(r.RelatedLocations), len(r.CodeFlows[0].ThreadFlows[0].Locations))
	}
	if want := "[step (1)](5) and 94 more."; !strings.HasSuffix(r.Message.Text, want) {
		t.Errorf("message is %q, and should end with %q", r.Message.Text, want)
	}
}

// Nothing of the scanned text is in a log but what the messages say.
func TestNoSnippets(t *testing.T) {
	l := example()
	f := source.NewFile("settings.py", []byte("SECRET_KEY = 'hunter2'; X = False\n"))
	l.Findings[2].Place = span(f, "False")
	l.Findings[2].Way = []finding.Step{{Place: span(f, "'hunter2'"), Label: "from here"}, {Place: span(f, "False")}}
	if doc := build(t, l, OnDisk); bytes.Contains(doc.Data, []byte("hunter2")) {
		t.Error("the log holds text of the scanned file")
	}
}

func TestFileURI(t *testing.T) {
	for path, want := range map[string]string{
		"config/settings.py":       "config/settings.py",
		"sp ace#%é/settings.py":    "sp%20ace%23%25%C3%A9/settings.py",
		"a:b/c:d.py":               "a%3Ab/c:d.py",
		"a:b.py":                   "a%3Ab.py",
		"*":                        "*",
		"what?/[x]\\y\n.py":        "what%3F/%5Bx%5D%5Cy%0A.py",
		"":                         "",
		".":                        "",
		"..":                       "",
		"../x.py":                  "",
		"/x.py":                    "",
		"./x.py":                   "",
		"a//b.py":                  "",
		"latin\xe91/settings.py":   "",
		"..a/settings.py":          "..a/settings.py",
		"http://x.example/sett.py": "",
		"javascript:alert(1)/x.py": "javascript%3Aalert%281%29/x.py",
	} {
		got, ok := fileURI(path)
		if got != want || ok != (want != "") {
			t.Errorf("%q gives %q, %t; want %q", path, got, ok, want)
		}
	}
}

func TestHarmless(t *testing.T) {
	for text, want := range map[string]string{
		"plain text, 3 < 4 and a*b":             "plain text, 3 < 4 and a*b",
		"`SESSION_COOKIE_AGE` is 1":             "'SESSION_COOKIE_AGE' is 1",
		"a [link](1) and [x] (y)":               "a [link] (1) and [x] (y)",
		"![p](https://x.example/p)":             "![p] (https://x.example/p)",
		"<img src=x><!-- --></a><https://x>":    "< img src=x>< !-- -->< /a>< https://x>",
		"ask @admin or me@example.org":          "ask @ admin or me@example.org",
		"two\nlines\r\n and \u2028 \x1b[31mred": "two lines   and    [31mred",
		"\u202Egnp.exe":                         "gnp.exe",
		"bad \xff":                              "bad \uFFFD",
		"":                                      "",
	} {
		if got := harmless(text); got != want {
			t.Errorf("%q gives %q, want %q", text, got, want)
		}
	}
	if got := harmless(strings.Repeat("é", 5000)); len([]rune(got)) != maxMessage || !strings.HasSuffix(got, "…") {
		t.Errorf("a long text has %d characters", len([]rune(got)))
	}
}

func TestQuoteNames(t *testing.T) {
	for text, want := range map[string]string{
		"SESSION_COOKIE_SECURE is False":               "'SESSION_COOKIE_SECURE' is False",
		"'SESSION_COOKIE_SECURE' is False":             "'SESSION_COOKIE_SECURE' is False",
		`"A_B" or 'X, A_B here' or A_B`:                `"A_B" or 'X, A_B here' or 'A_B'`,
		"DEBUG is True unless DJANGO_DEBUG is set":     "'DEBUG' is True unless 'DJANGO_DEBUG' is set",
		"HTTP and HTTPS are no names":                  "HTTP and HTTPS are no names",
		"Django's A_B isn't 'B_C'":                     "Django's 'A_B' isn't 'B_C'",
		"settings.A_B, A_B.pop, (A_B), /A_B/ and A_B.": "settings.A_B, A_B.pop, ('A_B'), /A_B/ and 'A_B'.",
		"camelA_B, A_Bc and _A_B":                      "camelA_B, A_Bc and _A_B",
		"it is '__Host-A_B'":                           "it is '__Host-A_B'",
		"":                                             "",
	} {
		if got := quoteNames(text, "DEBUG"); got != want {
			t.Errorf("%q gives %q, want %q", text, got, want)
		}
	}
}

func TestDropNulls(t *testing.T) {
	for text, want := range map[string]string{
		`{"a":null}`:                                           `{}`,
		`{"a":null,"b":1,"c":null}`:                            `{"b":1}`,
		`{"b":{"x":null},"a":[null,{}],"c":""}`:                `{"b":{},"a":[null,{}],"c":""}`,
		`{"z":1,"a":12345678901234567890,"t":[true,[],"<&>"]}`: `{"z":1,"a":12345678901234567890,"t":[true,[],"<&>"]}`,
		`null`: `null`,
	} {
		got, err := dropNulls([]byte(text))
		if err != nil || string(got) != want {
			t.Errorf("%s gives %s (%v), want %s", text, got, err, want)
		}
	}
}

// FuzzDropNulls compares with dropping from the decoded text.
func FuzzDropNulls(f *testing.F) {
	for _, seed := range []string{`{"a":null,"b":[null,{"c":null,"d":1e9}]}`, `{"":{"":null}}`, "null", "[[]]", `{"a":"<\u2028&"}`, `{"a":12345678901234567890}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		want, err := oneValue(text)
		if err != nil {
			return
		}
		dropped, err := dropNulls(text)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		got, err := oneValue(dropped)
		if diff := cmp.Diff(withoutNulls(want), got); diff != "" || err != nil {
			t.Errorf("%q gives %q: %v (-want +got)\n%s", text, dropped, err, diff)
		}
	})
}

// oneValue is one JSON value, or an error.
func oneValue(text []byte) (v any, err error) {
	if !json.Valid(text) {
		return nil, errors.New("no JSON")
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	return v, d.Decode(&v)
}

func withoutNulls(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for name, member := range v {
			if member == nil {
				delete(v, name)
			} else {
				v[name] = withoutNulls(member)
			}
		}
	case []any:
		for i := range v {
			v[i] = withoutNulls(v[i])
		}
	}
	return v
}

func TestWhoAsksIsTold(t *testing.T) {
	rule := finding.Rule{ID: "DJS202", Name: "no-inactivity-timeout", Short: "Short.", Level: finding.Warning, Score: 5.4, Precision: "high"}
	place := source.Span{File: source.NewFile("a.py", []byte("AGE = 900\n")), Start: 6, End: 9}
	for message, want := range map[string]string{
		"it is so: it follows":                              "it is so: it follows. This is asked for by the profile pci.",
		"it is so: the profile pci asks for something else": "it is so: the profile pci asks for something else.",
	} {
		f := finding.Finding{Rule: &rule, Level: finding.Warning, Message: message, Place: place, Asker: "the profile pci"}
		doc, err := Build(Log{Rules: []finding.Rule{rule}, Findings: []finding.Finding{f}}, Uploaded)
		if err != nil {
			t.Fatal(err)
		}
		if text := string(doc.Data); !strings.Contains(text, want) || !strings.Contains(text, `"askedBy": "the profile pci"`) {
			t.Errorf("%q is not told as %q:\n%s", message, want, text)
		}
	}
}
