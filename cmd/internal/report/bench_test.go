package report

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
	"github.com/django-session-audit/django-session-audit/sarif"
)

// BenchmarkReport writes a hundred findings in each format.
func BenchmarkReport(b *testing.B) {
	var text strings.Builder
	for i := range 100 {
		fmt.Fprintf(&text, "SESSION_COOKIE_SECURE = False  # number%d\n", i)
	}
	f := source.NewFile("config/settings.py", []byte(text.String()))
	w := world(f, map[string]value.Data{"SESSION_COOKIE_SECURE": value.Bool(false)}, map[string]string{"SESSION_COOKIE_SECURE": "False"}, nil)
	var findings []finding.Finding
	for i := range 100 {
		place := f.LineSpan(i + 1)
		findings = append(findings, finding.Finding{
			Rule: rule, Level: finding.Warning, Setting: "SESSION_COOKIE_SECURE", Message: "SESSION_COOKIE_SECURE is False",
			Place: place, Way: []finding.Step{{Place: place, Label: "made here"}}, Modules: []string{"config.settings"},
		})
	}
	s := scanOf(f, []*settings.World{w}, findings...)
	s.Tool.Rules = []finding.Rule{*rule}
	for name, write := range map[string]func(io.Writer) error{
		"text": func(w io.Writer) error { return Text{}.Write(w, s) },
		"json": s.WriteJSON,
		"markdown": func(w io.Writer) error {
			_, err := io.WriteString(w, Summary{}.Markdown(s))
			return err
		},
		"sarif": func(io.Writer) error {
			_, err := sarif.Build(s.SARIF("bench"), sarif.OnDisk)
			return err
		},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := write(io.Discard); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
