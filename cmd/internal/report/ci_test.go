package report

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/django-session-audit/django-session-audit/analyzer"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

// ciScan has findings of each severity, two of them alike, one that hostile text
// went into, and an open question.
func ciScan(prefix string) *Scan {
	f := source.NewFile("config/settings.py", []byte(prefix+"A = False\nA = False\nB = 1\n"))
	at := spanOf(f, "A = False")
	again := source.Span{File: f, Start: at.End + 1, End: at.End + 1 + len("A = False")}
	var all []finding.Finding
	for _, x := range []struct {
		place  source.Span
		weight finding.Severity
	}{{at, finding.NoSeverity}, {again, finding.NoSeverity}, {spanOf(f, "B = 1"), finding.Critical}, {spanOf(f, "1"), finding.Low}} {
		all = append(all, finding.Finding{Rule: rule, Level: finding.Error, Setting: "A", Message: "A is <False> & ]]>\x1b[31m\n\"x\"", When: "X is not set",
			Place: x.place, Modules: []string{"config.settings"}, Weight: x.weight})
	}
	s := scanOf(f, nil, all...)
	s.Undecided = []analyzer.Undecided{{Rule: rule, Module: "config.settings", Setting: "B", Reason: "comes from <vault>"}}
	return s
}

// What GitLab asks of each issue, by its documentation: see gitlabIssue.
func TestGitLab(t *testing.T) {
	fingerprints := map[bool][]string{}
	for _, moved := range []bool{false, true} {
		prefix := ""
		if moved {
			prefix = "X = 1\n\n"
		}
		var b bytes.Buffer
		if err := ciScan(prefix).WriteGitLab(&b); err != nil {
			t.Fatal(err)
		}
		var issues []gitlabIssue
		d := json.NewDecoder(&b)
		d.DisallowUnknownFields()
		if err := d.Decode(&issues); err != nil || len(issues) != 4 {
			t.Fatalf("%d issues, %v", len(issues), err)
		}
		var severities []string
		for _, i := range issues {
			if i.Description == "" || i.CheckName == "" || i.Location.Path != "config/settings.py" || i.Location.Lines.Begin < 1 {
				t.Errorf("something is missing: %+v", i)
			}
			if strings.ContainsAny(i.Description, "\x1b\n") {
				t.Errorf("it says %q", i.Description)
			}
			if !regexp.MustCompile(`^[0-9a-f]{32}$`).MatchString(i.Fingerprint) || slices.Contains(fingerprints[moved], i.Fingerprint) {
				t.Errorf("the fingerprint %q", i.Fingerprint)
			}
			fingerprints[moved] = append(fingerprints[moved], i.Fingerprint)
			severities = append(severities, i.Severity)
		}
		if !slices.Equal(severities, []string{"major", "major", "blocker", "minor"}) {
			t.Errorf("severities %q", severities)
		}
	}
	if !slices.Equal(fingerprints[false], fingerprints[true]) {
		t.Error("lines above the findings change their fingerprints")
	}
	var b bytes.Buffer
	if err := scanOf(source.NewFile("x.py", nil), nil).WriteGitLab(&b); err != nil || b.String() != "[]\n" {
		t.Errorf("without findings it is %q (%v)", b.String(), err)
	}
}

// junitElements are the elements of Jenkins's junit-10.xsd that are written,
// with their parents and attributes; those with an exclamation mark must be there.
var junitElements = map[string]struct {
	parent     string
	attributes []string
}{
	"testsuites": {"", []string{"name", "tests", "failures", "errors"}},
	"testsuite":  {"testsuites", []string{"name!", "tests!", "failures!", "errors!", "skipped", "file"}},
	"testcase":   {"testsuite", []string{"name!", "classname"}},
	"failure":    {"testcase", []string{"type", "message"}},
	"skipped":    {"testcase", []string{"type", "message"}},
	"system-out": {"testcase", nil},
}

func TestJUnit(t *testing.T) {
	for _, c := range []struct {
		threshold finding.Severity
		failures  int
	}{{finding.Low, 4}, {finding.Medium, 3}, {finding.Critical, 1}, {finding.NoSeverity, 0}} {
		var b bytes.Buffer
		if err := ciScan("").WriteJUnit(&b, c.threshold); err != nil {
			t.Fatal(err)
		}
		count := validJUnit(t, b.Bytes())
		if count["failure"] != c.failures || count["skipped"] != 1 || count["testcase"] != 5 || count["testsuite"] != 1 {
			t.Errorf("from %s on: %v", c.threshold, count)
		}
		var doc junitSuites
		if err := xml.Unmarshal(b.Bytes(), &doc); err != nil {
			t.Fatal(err)
		}
		u := doc.Suites[0]
		if doc.Failures != c.failures || u.Failures != c.failures || doc.Tests != 5 || u.Tests != 5 || u.Skipped != 1 {
			t.Errorf("from %s on, the numbers are %+v", c.threshold, u)
		}
	}
	var b bytes.Buffer
	if err := scanOf(source.NewFile("x.py", nil), nil).WriteJUnit(&b, finding.Low); err != nil {
		t.Fatal(err)
	}
	if count := validJUnit(t, b.Bytes()); count["testcase"] != 1 || count["failure"] != 0 {
		t.Errorf("without findings: %v", count)
	}
}

// validJUnit faults what the schema does not have, and counts elements.
func validJUnit(t *testing.T, data []byte) map[string]int {
	t.Helper()
	count := map[string]int{}
	parents := []string{""}
	d := xml.NewDecoder(bytes.NewReader(data))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return count
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, data)
		}
		switch e := token.(type) {
		case xml.StartElement:
			name := e.Name.Local
			known, ok := junitElements[name]
			if !ok || known.parent != parents[len(parents)-1] {
				t.Errorf("%s in %s", name, parents[len(parents)-1])
			}
			var has []string
			for _, a := range e.Attr {
				has = append(has, a.Name.Local)
				if !slices.Contains(known.attributes, a.Name.Local) && !slices.Contains(known.attributes, a.Name.Local+"!") {
					t.Errorf("%s has %s", name, a.Name.Local)
				}
			}
			for _, a := range known.attributes {
				if must, ok := strings.CutSuffix(a, "!"); ok && !slices.Contains(has, must) {
					t.Errorf("%s lacks %s", name, must)
				}
			}
			count[name]++
			parents = append(parents, name)
		case xml.EndElement:
			parents = parents[:len(parents)-1]
		}
	}
}
