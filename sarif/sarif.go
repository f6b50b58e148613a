// Package sarif writes findings as SARIF 2.1.0 for GitHub code scanning and
// for every other reader of SARIF. It refuses to know how findings arise, and
// nothing of go-sarif's types leaves it.
//
// # What becomes what
//
// A log has exactly one run, because code scanning rejects a file that has two
// runs of one tool and category
// (https://github.blog/changelog/2025-07-21-code-scanning-will-stop-combining-multiple-sarif-runs-uploaded-in-the-same-sarif-file/).
// The whole rule table is in every run, sorted, also when there is no result:
// code scanning closes the alerts of rules by comparing runs, and keeps the
// rules' texts across repositories, so nothing in them may depend on the
// scanned one. An empty result is `"results": []`, which says "scanned, and
// clean".
//
//   - [finding.Rule.Score] becomes the rule's security-severity, a string with
//     one decimal; it is per rule, and only the level is per result.
//   - [finding.Finding.Message] becomes the first sentence of message.text,
//     which is the alert's title. GitHub's Markdown step drops back-quotes and
//     shows the escapes of what they held, so names stand in single quotes.
//   - [finding.Finding.Way] becomes relatedLocations, of which GitHub shows
//     those that message.text links, and a code flow, which it shows as
//     "paths".
//   - [finding.Finding.Edits] become a fix, which readers other than GitHub
//     offer to apply.
//   - primaryLocationLineHash is what github/codeql-action computes for the
//     same file and line (see [LineHashes]); the REST endpoint computes none.
//   - Suppressed findings are results with a suppression in the file on disk.
//     Code scanning does not read suppressions and would show them as alerts,
//     so an uploaded log leaves them out.
//   - There are no snippets: a log holds nothing of the scanned repository's
//     text but what the messages say.
//
// The properties that code scanning reads, and their limits, are listed at
// https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning.
package sarif

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	gosarif "github.com/owenrumney/go-sarif/v2/sarif"

	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/lazyregexp"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

const (
	// ToolName is the driver's name. It never changes: code scanning knows
	// alerts by it, and another name would leave the old alerts open for ever.
	ToolName = "django-session-audit"
	// InformationURI is where the tool is described.
	InformationURI = "https://github.com/django-session-audit/django-session-audit"
)

// The limits of code scanning that a log keeps to
// (https://docs.github.com/en/code-security/code-scanning/troubleshooting-sarif-uploads/results-exceed-limit).
const (
	// MaxUploaded is how many results of a run code scanning shows.
	MaxUploaded = 5_000
	// MaxOnDisk is how many results a run may have before code scanning
	// rejects the file; a file on disk may be uploaded by other means.
	MaxOnDisk = 25_000

	maxLocations   = 100   // locations of a result that are shown
	maxFlow        = 1_000 // locations of a thread flow that are shown
	maxTags        = 10    // tags of a rule that are shown
	maxDescription = 1_024 // characters of a rule's descriptions
	maxName        = 255   // characters of a rule's name
	maxMessage     = 4_000 // characters of a message; a limit of our own
)

// A Use says what a log is for.
type Use int

// The uses of a log.
const (
	// OnDisk is the full log: it holds the suppressed findings too.
	OnDisk Use = iota
	// Uploaded is the log for code scanning: without suppressed findings,
	// and with the worst MaxUploaded results.
	Uploaded
)

// A Log is everything that is said in a SARIF file. The same Log gives the
// same bytes.
type Log struct {
	// ToolVersion is the version of this tool, with or without a leading v.
	ToolVersion string
	// Rules is the whole rule table, in any order.
	Rules []finding.Rule
	// RuleURI returns the address of a rule's page; nil when there is none.
	// It may depend on nothing but the rule.
	RuleURI func(finding.Rule) string
	// Findings are the results, in any order.
	Findings []finding.Finding
	// Suppressed are the findings that somebody accepted, in any order.
	Suppressed []Suppressed
	// Category tells apart the analyses of one repository; it is the same on
	// a pull request and on the default branch.
	Category string
	// Notifications are what is to be known of the scan itself.
	Notifications []Notification
}

// A Suppressed finding is one that somebody accepted.
type Suppressed struct {
	Finding finding.Finding
	// Justification is the reason that was given.
	Justification string
	// InSource is true for a comment in the source, and false for a file of
	// accepted findings.
	InSource bool
}

// A Notification is a sentence about the scan itself.
type Notification struct {
	Level finding.Level
	// Text is plain text, with or without its full stop.
	Text string
	// Place is what it is about; the zero Span when nothing in particular.
	Place source.Span
}

// A Document is a finished log.
type Document struct {
	// Data is the JSON text.
	Data []byte
	// Results is the number of results that are not suppressed.
	Results int
	// Suppressed is the number of results that are.
	Suppressed int
	// Cut is the number of results that are left out because there are too
	// many; they are the mildest.
	Cut int
	// Unplaced is the number of findings that cannot be shown because their
	// place has no address in a SARIF file. A notification names each.
	Unplaced int
}

// Build returns the log as a document for that use. It is an error if a
// finding is of a rule that is not in the table, or if the table is not fit to
// be published.
func Build(l Log, use Use) (Document, error) {
	rules, index, err := sortRules(l.Rules)
	if err != nil {
		return Document{}, err
	}
	b := &builder{log: l, index: index, hashes: map[*source.File][]string{}}

	limit := MaxOnDisk
	if use == Uploaded {
		limit = MaxUploaded
	}
	all := candidates(l, use)
	var doc Document
	results := []*gosarif.Result{} // never null
	for _, c := range all {
		r, err := b.result(c)
		switch {
		case err != nil:
			return Document{}, err
		case r == nil:
			doc.Unplaced++
		case len(results) == limit:
			doc.Cut++
		default:
			results = append(results, r)
			if c.suppression == nil {
				doc.Results++
			} else {
				doc.Suppressed++
			}
		}
	}
	if doc.Cut > 0 {
		b.notes = append(b.notes, Notification{Level: finding.Warning, Text: fmt.Sprintf(
			"This file holds the %d worst of %d results, and %d are left out",
			limit, limit+doc.Cut, doc.Cut)})
	}

	driver := &gosarif.ToolComponent{
		Name:           ToolName,
		InformationURI: ptr(InformationURI),
		Rules:          make([]*gosarif.ReportingDescriptor, len(rules)),
	}
	setVersion(driver, l.ToolVersion)
	for i, r := range rules {
		driver.Rules[i] = rule(r, l.RuleURI)
	}
	run := &gosarif.Run{
		Tool:        gosarif.Tool{Driver: driver},
		Results:     results,
		ColumnKind:  "utf16CodeUnits",
		Invocations: []*gosarif.Invocation{b.invocation()},
	}
	if category := strings.TrimRight(clean(l.Category), "/"); category != "" {
		// What precedes the last slash is the category; what follows would
		// name the run.
		run.AutomationDetails = &gosarif.RunAutomationDetails{ID: ptr(category + "/")}
	}
	report, err := gosarif.New(gosarif.Version210)
	if err != nil {
		return Document{}, fmt.Errorf("sarif: %w", err)
	}
	report.Runs = []*gosarif.Run{run}
	doc.Data, err = encode(report)
	return doc, err
}

// A builder gathers what the results of one log share.
type builder struct {
	log    Log
	index  map[string]uint
	hashes map[*source.File][]string
	notes  []Notification // about the results themselves
}

// A candidate is a finding on its way to a result.
type candidate struct {
	finding.Finding
	suppression *Suppressed
}

// candidates returns the findings worst first, and the suppressed ones last.
func candidates(l Log, use Use) []candidate {
	var all []candidate
	for _, f := range l.Findings {
		all = append(all, candidate{Finding: f})
	}
	if use == OnDisk {
		for i := range l.Suppressed {
			all = append(all, candidate{Finding: l.Suppressed[i].Finding, suppression: &l.Suppressed[i]})
		}
	}
	justification := func(c candidate) string {
		if c.suppression == nil {
			return ""
		}
		return c.suppression.Justification
	}
	slices.SortStableFunc(all, func(a, b candidate) int {
		if (a.suppression == nil) != (b.suppression == nil) {
			if a.suppression == nil {
				return -1
			}
			return 1
		}
		// A finding without a rule is refused when its turn comes.
		if a.Rule == nil || b.Rule == nil {
			return 0
		}
		return cmp.Or(
			finding.WorstFirst(a.Finding, b.Finding),
			cmp.Compare(justification(a), justification(b)),
		)
	})
	return all
}

// invocation tells that the scan succeeded, unless something to be known of it
// is an error. A scan that was stopped writes no file.
func (b *builder) invocation() *gosarif.Invocation {
	ok := true
	inv := &gosarif.Invocation{ExecutionSuccessful: &ok}
	for _, n := range slices.Concat(b.log.Notifications, b.notes) {
		ok = ok && n.Level != finding.Error
		note := &gosarif.Notification{
			Level:   n.Level.String(),
			Message: &gosarif.Message{Text: ptr(sentence(harmless(n.Text)))},
		}
		if l := location(n.Place); l != nil {
			note.Locations = []*gosarif.Location{l}
		}
		inv.ToolExecutionNotifications = append(inv.ToolExecutionNotifications, note)
	}
	return inv
}

var (
	semver      = lazyregexp.New(`^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$`)
	notInSemver = lazyregexp.New(`[^0-9A-Za-z]+`)
)

// setVersion gives the version as a semantic one, since code scanning tells by
// it whether the tool or the code changed. A version that starts with a number
// and is none is given as it is; a build without one is a 0.0.0.
func setVersion(driver *gosarif.ToolComponent, version string) {
	version = strings.TrimPrefix(clean(version), "v")
	switch name := strings.Trim(notInSemver().ReplaceAllString(version, "-"), "-"); {
	case semver().MatchString(version):
		driver.SemanticVersion = &version
	case version != "" && '0' <= version[0] && version[0] <= '9':
		driver.Version = &version
	case name != "":
		driver.SemanticVersion = ptr("0.0.0-" + name)
	default:
		driver.SemanticVersion = ptr("0.0.0")
	}
}

// encode writes the report without its nulls: go-sarif writes some optional
// members that are not set as null, which no schema of SARIF allows.
func encode(report *gosarif.Report) ([]byte, error) {
	raw, err := json.Marshal(report)
	if err != nil {
		return nil, fmt.Errorf("sarif: %w", err)
	}
	raw, err = dropNulls(raw)
	if err != nil {
		return nil, fmt.Errorf("sarif: %w", err)
	}
	var out bytes.Buffer
	if err := json.Indent(&out, raw, "", "  "); err != nil {
		return nil, fmt.Errorf("sarif: %w", err)
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}

func ptr[T any](v T) *T { return &v }
