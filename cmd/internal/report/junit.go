package report

import (
	"encoding/xml"
	"io"
	"slices"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/discover"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
)

// The elements are those that Jenkins knows
// (https://github.com/jenkinsci/xunit-plugin, junit-10.xsd), and GitLab reads
// (https://docs.gitlab.com/ci/testing/unit_test_reports/).
type junitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Errors   int          `xml:"errors,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Errors   int         `xml:"errors,attr"`
	Skipped  int         `xml:"skipped,attr"`
	File     string      `xml:"file,attr,omitempty"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Name      string       `xml:"name,attr"`
	ClassName string       `xml:"classname,attr"`
	Skipped   *junitReason `xml:"skipped"`
	Failure   *junitReason `xml:"failure"`
	// Output tells a finding that does not fail.
	Output string `xml:"system-out,omitempty"`
}

type junitReason struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr,omitempty"`
	Text    string `xml:",chardata"`
}

// WriteJUnit writes the scan as a report of tests: a suite for each module, a
// test for each finding, which fails if the finding is at or above the
// threshold, and a skipped one for each question that is left open. A module
// with neither has one test, which it passes.
func (s *Scan) WriteJUnit(w io.Writer, threshold finding.Severity) error {
	doc := junitSuites{Name: Command}
	for _, e := range s.Modules {
		suite := junitSuite{Name: Title(e.Module), File: Harmless(s.Path(e.Module.File))}
		for _, f := range s.Findings {
			if slices.Contains(f.Modules, key(e.Module)) {
				suite.finding(s, f, threshold)
			}
		}
		s.junitUndecided(&suite, e.Module)
		if len(suite.Cases) == 0 {
			suite.add(junitCase{Name: "session settings"})
		}
		doc.add(suite)
	}
	rest := junitSuite{Name: Command}
	for _, f := range s.byModule()[nil] {
		rest.finding(s, f, threshold)
	}
	if len(rest.Cases) > 0 || len(doc.Suites) == 0 {
		if len(rest.Cases) == 0 {
			rest.add(junitCase{Name: s.Headline()})
		}
		doc.add(rest)
	}
	out, err := xml.MarshalIndent(doc, "", "  ")
	if err == nil {
		_, err = io.WriteString(w, xml.Header+string(out)+"\n")
	}
	return err
}

func (d *junitSuites) add(suite junitSuite) {
	d.Tests += suite.Tests
	d.Failures += suite.Failures
	d.Suites = append(d.Suites, suite)
}

func (u *junitSuite) add(c junitCase) {
	c.ClassName = u.Name
	u.Tests++
	if c.Failure != nil {
		u.Failures++
	}
	if c.Skipped != nil {
		u.Skipped++
	}
	u.Cases = append(u.Cases, c)
}

// finding adds a test for a finding.
func (u *junitSuite) finding(s *Scan, f finding.Finding, threshold finding.Severity) {
	c := junitCase{Name: strings.TrimRight(f.Rule.ID+" "+f.Rule.Name+" "+Harmless(f.Setting), " ")}
	lines := []string{s.At(f.Place), oneLine(f), RulePage(f.Rule.ID)}
	if Reaches([]finding.Finding{f}, threshold) {
		c.Failure = &junitReason{Message: Harmless(f.Message), Type: f.Severity().String(), Text: strings.Join(lines, "\n")}
	} else {
		c.Output = f.Severity().String() + ": " + strings.Join(lines, "\n")
	}
	u.add(c)
}

// junitUndecided adds a skipped test for each question left open in a module.
func (s *Scan) junitUndecided(suite *junitSuite, m *discover.Module) {
	for _, o := range s.undecided() {
		if o.Module == m.Name {
			suite.add(junitCase{
				Name:    strings.TrimRight(o.Rule.ID+" "+o.Rule.Name+" "+Harmless(o.Setting), " "),
				Skipped: &junitReason{Message: "undecided: " + Harmless(o.Setting) + " " + Harmless(o.Reason)},
			})
		}
	}
}
