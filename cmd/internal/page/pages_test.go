package page

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/django-session-audit/django-session-audit/cmd/internal/report"
)

// TestPages makes pages as full as they become, as empty, and as hostile.
// .ci/browser-test shows them in a browser.
func TestPages(t *testing.T) {
	hostile := sample()
	spoil(reflect.ValueOf(&hostile).Elem(), `</script><script>document.title="x"</script><img src=x onerror=alert(1)>`+strings.Repeat("long", 50))
	pages := map[string]report.View{
		"look-report.html":         sample(),
		"look-report-hundred.html": hundred(),
		"report-hostile.html":      hostile,
		"report-nothing.html":      {Headline: "No Django settings found"},
	}
	for name, v := range pages {
		text := pageOf(t, v)
		if len(text) > 2<<20 {
			t.Errorf("%s has %d bytes", name, len(text))
		}
		if dir := os.Getenv("DJSA_RECORD_PAGES"); dir != "" {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// hundred is a view of a hundred modules, each with findings of its own.
func hundred() report.View {
	one := sample()
	v := one
	v.Headline = "200 findings (50 critical, 50 high, 50 medium, 50 low) in 100 modules"
	v.Counts = report.Counts{Findings: 200, Critical: 50, High: 50, Medium: 50, Low: 50, Modules: 100}
	v.Modules, v.Findings, v.Imports = nil, nil, one.Imports[:1]
	v.Undecided[0].Modules, v.Undecided[0].Holds = nil, nil
	for i := range 100 {
		m := one.Modules[0]
		m.Title = fmt.Sprintf("config.settings.tenant_%03d", i)
		v.Modules = append(v.Modules, m)
		v.Imports = append(v.Imports, report.ViewImporter{Title: m.Title, Role: "production", Judged: true, Imports: []int{0}})
		for j := range 2 {
			f := one.Findings[0]
			f.Severity = []string{"critical", "high", "medium", "low"}[(i+2*j)%4]
			f.Modules, f.Holds = []string{m.Title}, []int{i}
			v.Findings = append(v.Findings, f)
		}
		u := &v.Undecided[0]
		u.Modules, u.Holds = append(u.Modules, m.Title), append(u.Holds, i)
	}
	v.Settings = nil
	for row := range 30 {
		s := report.ViewSetting{Name: fmt.Sprintf("SESSION_SETTING_NUMBER_%d", row), Group: fmt.Sprintf("Group %d", row/10)}
		if row == 0 {
			s.Name = "SESSION_COOKIE_SECURE"
		}
		for i := range 100 {
			c := one.Settings[(row+i)%2].Cells[0]
			if c.Severity != "" {
				c.Finding, c.Severity = 2*i, v.Findings[2*i].Severity
			}
			s.Cells = append(s.Cells, c)
		}
		v.Settings = append(v.Settings, s)
	}
	return v
}
