package page

import (
	"bytes"
	"flag"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/django-session-audit/django-session-audit/cmd/internal/report"
)

var update = flag.Bool("update", false, "write the golden file")

var secure = report.ViewRule{ID: "DJS101", Name: "session-cookie-not-secure", Short: "It is sent.", Page: report.RulePage("DJS101")}

// sample is a view with something of everything.
func sample() report.View {
	return report.View{
		Version: "1.2.3", Headline: "1 finding (1 medium) in 2 modules, 1 suppressed, 1 undecided", Django: true,
		Counts: report.Counts{Findings: 1, Medium: 1, Undecided: 1, Suppressed: 1, Modules: 2},
		Modules: []report.ViewModule{
			{Title: "config.production", File: "config/production.py", Role: "production", Why: "its name says it", Django: "5.2", Assumptions: []string{"DEBUG is False"}},
			{Title: "config.staging", File: "config/staging.py", Role: "production", Ended: "it raises an error"},
		},
		Others: []report.ViewModule{{Title: "config.local", File: "config/local.py", Role: "development", Why: "its name says it"}},
		Settings: []report.ViewSetting{
			{Name: "SESSION_COOKIE_SECURE", Group: "Sessions", Cells: []report.ViewCell{
				{Value: "False", Mark: "environment", Severity: "medium", Way: []report.Branch{{Text: "False", Below: []report.Branch{
					{Text: "assigned at config/base.py:2:25", Below: []report.Branch{{Text: `2 | SESSION_COOKIE_SECURE = env("S")`, Source: true}}},
				}}}},
				{Value: "unknown", Mark: "unknown", Way: []report.Branch{{Text: "the module gives no settings"}}},
			}},
			{Name: "SESSION_COOKIE_AGE", Group: "Sessions", Cells: []report.ViewCell{{Value: "1209600", Mark: "default"}, {}}},
			{Name: "SECRET_KEY", Group: "Keys, hosts and wiring", Cells: []report.ViewCell{{Value: "set", Mark: "conditional"}, {Value: "set"}}},
		},
		Findings: []report.ViewFinding{{
			Rule: secure, Severity: "medium", At: "config/base.py:2:25", Message: "SESSION_COOKIE_SECURE is False: it is sent over plain HTTP",
			Setting: "SESSION_COOKIE_SECURE", When: "S is not set", Asker: "the profile pci", Fix: "SESSION_COOKIE_SECURE = True", Risk: "plain HTTP has no sessions", Missing: true,
			Excerpt: []report.ViewLine{{Number: 2, Parts: []report.ViewPart{{Text: "SESSION_COOKIE_SECURE = "}, {Text: `env("S")`, Marked: true}}}, {Parts: []report.ViewPart{{Text: "…"}}}},
			Way:     []report.ViewStep{{At: "config/production.py:1", Label: "imported here"}},
			Modules: []string{"config.production"}, Holds: []int{0}, Django: []string{"security.W012"},
		}},
		Suppressed: []report.ViewSuppressed{{Rule: secure, Severity: "high", At: "config/staging.py:1", Message: "it is False", Why: "inside only", By: "inline", Holds: []int{1}}},
		Undecided:  []report.ViewUndecided{{Rule: report.ViewRule{ID: "DJS303", Name: "forgeable-sessions", Page: report.RulePage("DJS303")}, Modules: []string{"config.staging"}, Setting: "SECRET_KEY", Reason: "comes from a vault", At: "config/base.py:1", Holds: []int{1}}},
		Steps:      []string{"config.production takes 3 of 4 steps"},
		Notes:      []string{"a.py cannot be read"},
		Imports:    []report.ViewImporter{{Title: "config.base", Role: "shared"}, {Title: "config.production", Role: "production", Judged: true, Imports: []int{0}}},
	}
}

func pageOf(t *testing.T, v report.View) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, v); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

var (
	ownStyle  = regexp.MustCompile(`(?s)<style>(.*?)</style>`)
	ownScript = regexp.MustCompile(`(?s)<script>(.*?)</script>`)
	policy    = regexp.MustCompile(`http-equiv="Content-Security-Policy" content="([^"]*)"`)
)

// The form of the page, without its style and script.
func TestForm(t *testing.T) {
	got := pageOf(t, sample())
	got = ownScript.ReplaceAllString(ownStyle.ReplaceAllString(got, "<style></style>"), "<script></script>")
	got = policy.ReplaceAllString(got, `http-equiv="Content-Security-Policy" content=""`)
	const golden = "testdata/page.html"
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("run go test ./cmd/internal/page -args -update (-want +got):\n%s", diff)
	}
}

// The policy allows the page's own style and script, which are in it as they
// are in their files, and no more.
func TestPolicy(t *testing.T) {
	got := pageOf(t, sample())
	for what, in := range map[string]*regexp.Regexp{"style": ownStyle, "script": ownScript} {
		found := in.FindAllStringSubmatch(got, -1)
		if len(found) != 1 || strings.Count(got, "<"+what) != 1 {
			t.Fatalf("%d elements %s", len(found), what)
		}
		if want := map[string]string{"style": style, "script": script}[what]; found[0][1] != want {
			t.Errorf("the %s is not that of its file", what)
		}
	}
	allowed := strings.ReplaceAll(strings.ReplaceAll(policy.FindStringSubmatch(got)[1], "&#39;", "'"), "&#43;", "+")
	want := "default-src 'none'; style-src " + hashOf(style) + "; script-src " + hashOf(script) + "; base-uri 'none'; form-action 'none'"
	if allowed != want {
		t.Errorf("got %s, want %s", allowed, want)
	}
}

// Text of a repository stays text wherever it stands.
func TestNothingSpeaksToTheBrowser(t *testing.T) {
	plain := tagsOf(pageOf(t, sample()))
	for _, evil := range []string{
		`<img src=x onerror=alert(1)>`, `"><script>alert(1)</script>`, `</script><script>alert(1)//`, `</style><style>*{}`, `'; alert(1)//`,
		`" onclick="alert(1)`, `{{.Style}}`, `<!--`, `-->`, `&lt;b&gt;`, `]]>`, `</details></main>`, `url(http://evil.example/)`, "`${alert(1)}`",
	} {
		v := sample()
		spoil(reflect.ValueOf(&v).Elem(), evil)
		got := pageOf(t, v)
		if diff := cmp.Diff(plain, tagsOf(got)); diff != "" {
			t.Errorf("%q gives other elements (-plain +got):\n%s", evil, diff)
		}
	}
}

// spoil puts text at the end of every text that comes from a repository.
func spoil(v reflect.Value, text string) {
	switch v.Kind() {
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[report.ViewRule]() {
			return
		}
		for i := range v.NumField() {
			switch v.Type().Field(i).Name {
			case "Severity", "Mark", "Group", "Role", "By", "Version":
				continue
			}
			spoil(v.Field(i), text)
		}
	case reflect.Slice:
		for i := range v.Len() {
			spoil(v.Index(i), text)
		}
	case reflect.String:
		if v.String() != "" {
			v.SetString(v.String() + text)
		}
	}
}

// texts are what may differ between pages with the same elements: titles,
// labels and sizes.
var texts = regexp.MustCompile(` (content|aria-label|data-module|viewBox|width|height|d|x|y|transform)="[^"<>]*"`)

func tagsOf(page string) []string {
	page = ownScript.ReplaceAllString(ownStyle.ReplaceAllString(page, ""), "")
	var tags []string
	for _, tag := range regexp.MustCompile(`<[^>]*>`).FindAllString(page, -1) {
		if tag != "<wbr>" {
			tags = append(tags, texts.ReplaceAllString(tag, ""))
		}
	}
	return tags
}

// Nothing is loaded: the only addresses are those of links.
func TestNothingIsLoaded(t *testing.T) {
	got := pageOf(t, sample())
	for _, loads := range []string{"src=", "@import", "url(", "<link", "<iframe", "<object", "<img", "fetch(", "XMLHttpRequest", "import(", "style=", "onclick", "onload"} {
		if strings.Contains(strings.ReplaceAll(got, `marker-end="url(#tip)"`, ""), loads) {
			t.Errorf("the page has %s", loads)
		}
	}
	links := regexp.MustCompile(`href="(#[a-z0-9-]+|`+regexp.QuoteMeta(report.Home)+`[^"]*)"`).FindAllString(got, -1)
	if all := strings.Count(got, "href="); all == 0 || all != len(links) {
		t.Errorf("%d links, of which %d lead to the page itself or to the project's", all, len(links))
	}
}

func TestLinksArrive(t *testing.T) {
	got := pageOf(t, sample())
	for _, link := range regexp.MustCompile(`(?:href="#|aria-labelledby=")([^"]+)"`).FindAllStringSubmatch(got, -1) {
		if n := strings.Count(got, ` id="`+link[1]+`"`); n != 1 {
			t.Errorf("%s leads to %d elements", link[0], n)
		}
	}
}

func TestSameBytes(t *testing.T) {
	first := pageOf(t, sample())
	if again := pageOf(t, sample()); again != first {
		t.Error("two pages of one view differ")
	}
}

func TestLittleToTell(t *testing.T) {
	none := pageOf(t, report.View{Headline: "No Django settings found"})
	clean := sample()
	clean.Findings, clean.Undecided, clean.Counts.Undecided = nil, nil, 0
	for name, c := range map[string]struct {
		page      string
		has, lack []string
	}{
		"no Django":   {none, []string{"<h2>Nothing to judge</h2>", "No Django settings found"}, []string{`id="filters"`, `id="settings"`, "<table", "<svg"}},
		"no module":   {pageOf(t, report.View{Django: true}), []string{"<h2>Nothing was judged</h2>", "--module"}, []string{`id="filters"`, "<table"}},
		"no findings": {pageOf(t, clean), []string{"No findings", `id="settings"`}, []string{"<article", "cannot be decided", `href="#undecided"`}},
		"all":         {pageOf(t, sample()), []string{"<article", "<svg", `href="#undecided"`}, []string{"No findings", "ZgotmplZ"}},
	} {
		for _, text := range c.has {
			if !strings.Contains(c.page, text) {
				t.Errorf("%s: no %s", name, text)
			}
		}
		for _, text := range c.lack {
			if strings.Contains(c.page, text) {
				t.Errorf("%s: has %s", name, text)
			}
		}
	}
}

func TestBreaks(t *testing.T) {
	for name, want := range map[string][]string{
		"":                      nil,
		"SESSION_COOKIE":        {"SESSION_", "COOKIE"},
		"a.b/c":                 {"a.", "b/", "c"},
		"_":                     {"_"},
		"SECRET":                {"SECRET"},
		"..":                    {".", "."},
		"config.settings:Class": {"config.", "settings:Class"},
	} {
		got := breaks(name)
		if diff := cmp.Diff(want, got); diff != "" && len(want)+len(got) > 0 {
			t.Errorf("%q (-want +got):\n%s", name, diff)
		}
	}
}
