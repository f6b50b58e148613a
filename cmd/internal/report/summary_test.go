package report

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/django-session-audit/django-session-audit/analyzer"
	"github.com/django-session-audit/django-session-audit/analyzer/django"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

var django52 = django.Version{Major: 5, Minor: 2, Exact: true}

func TestMarkdownText(t *testing.T) {
	for text, want := range map[string]string{
		"SESSION_COOKIE_SECURE is False": "SESSION_COOKIE_SECURE is False",
		"a | b":                          "a &#124; b",
		"`x`":                            "&#96;x&#96;",
		"**x** _y_ a_b":                  "&#42;&#42;x&#42;&#42; &#95;y&#95; a_b",
		"[x](y) ![z](http://a.b)":        "&#91;x&#93;(y) !&#91;z&#93;(http:\u200b//a.b)",
		"<img src=x>":                    "&#60;img src=x&#62;",
		"&lt;":                           "&#38;lt;",
		"@octocat":                       "&#64;\u200boctocat",
		"ask a@b.c":                      "ask a@\u200bb.c",
		"see #12":                        "see #\u200b12",
		":boom:":                         "&#58;\u200bboom:",
		"$x$":                            "&#36;x&#36;",
		"~~x~~":                          "&#126;&#126;x&#126;&#126;",
		"- x":                            "&#45; x",
		"1. x":                           "&#49;. x",
		"# x":                            "&#35;\u200b x",
		"www.example.com":                "www\u200b.example.com",
		"a\nb\x1b":                       "a\uFFFDb\uFFFD",
	} {
		if got := mdText(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}

func TestMarkdownCode(t *testing.T) {
	for text, want := range map[string]string{
		"a":      "`a`",
		"a`b":    "``a`b``",
		"`a":     "`` `a ``",
		"a``b`c": "```a``b`c```",
		"a|b":    "`a¦b`",
		" a ":    "`  a  `",
		"":       "",
		"a\nb":   "`a\uFFFDb`",
	} {
		if got := mdCode(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}

// FuzzMarkdown holds that text of a repository stays in its line and its cell,
// makes no element, link, mention or reference, and does not speak to a runner.
func FuzzMarkdown(f *testing.F) {
	for _, seed := range []string{"a | b", "`x`` |", "<img src=x>", "&lt;[x](y)", "@octocat #12 a@b.c", "::error::x\n##[add-mask]y", "\u2028\x1b\xff", "```", " ` "} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		plain, code := mdText(text), mdCode(text)
		for _, s := range []string{plain, code} {
			if strings.ContainsAny(s, "|\n\r\x00\x1b\u2028\u2029") || !utf8.ValidString(s) {
				t.Errorf("%q becomes %q", text, s)
			}
		}
		if strings.ContainsAny(plain, "<>`[]") || strings.Contains(plain, "://") {
			t.Errorf("%q becomes %q", text, plain)
		}
		fence := len(code) - len(strings.TrimLeft(code, "`"))
		if code == "" {
			return
		}
		if inner := code[fence : len(code)-fence]; !strings.HasSuffix(code, strings.Repeat("`", fence)) || longestRun(inner, '`') >= fence {
			t.Errorf("%q becomes %q, whose fence does not hold", text, code)
		}
	})
}

// A summary of everything there can be stays below what GitHub takes, and says
// what it leaves out.
func TestSummaryIsBounded(t *testing.T) {
	f := source.NewFile(strings.Repeat("long/", 40)+"settings.py", []byte("A = 1\n"))
	s := scanOf(f, nil)
	for i := range 10_000 {
		s.Findings = append(s.Findings, finding.Finding{
			Rule: rule, Setting: "A", Message: fmt.Sprintf("A is %d %s", i, strings.Repeat("<", 5000)), Place: spanOf(f, "1"), Modules: []string{"config.settings"},
		})
		s.Undecided = append(s.Undecided, analyzer.Undecided{Rule: rule, Module: "config.settings", Setting: "A", Reason: strings.Repeat("@", 2000)})
		s.Modules[0].Assumptions = append(s.Modules[0].Assumptions, "an assumption")
		s.Notes = append(s.Notes, fmt.Sprint("a note ", i))
	}
	for range 100 {
		s.Modules = append(s.Modules, s.Modules[0])
	}
	got := Summary{Blob: "https://github.com/o/r/blob/c/"}.Markdown(s)
	if len(got) >= 1<<20 {
		t.Errorf("the summary has %d bytes", len(got))
	}
	for _, want := range []string{"10000 findings", " more; the SARIF file has all findings", "### Not decided", "### Notes"} {
		if !strings.Contains(got, want) {
			t.Errorf("the summary does not say %q", want)
		}
	}
}

func TestSummaryLinks(t *testing.T) {
	f := source.NewFile("a b/(x)/sé#?.py", []byte("A = 1\n"))
	s := scanOf(f, nil, finding.Finding{Rule: rule, Setting: "A", Message: "A is 1", Place: spanOf(f, "1")})
	s.Prefix = "backend"
	got := Summary{Blob: "https://github.com/o/r/blob/c/"}.Markdown(s)
	want := "[`backend/a b/(x)/sé#?.py:1`](https://github.com/o/r/blob/c/backend/a%20b/%28x%29/s%C3%A9%23%3F.py#L1)"
	if !strings.Contains(got, want) {
		t.Errorf("no %s in\n%s", want, got)
	}
}

func TestSummaryWithoutDjango(t *testing.T) {
	f := source.NewFile("a.py", nil)
	s := scanOf(f, nil)
	s.Modules, s.Layout.Django = nil, false
	if got := (Summary{}).Markdown(s); !strings.Contains(got, "**No Django settings found**") || strings.Contains(got, "###") {
		t.Errorf("got\n%s", got)
	}
}
