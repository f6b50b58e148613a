package sarif

import (
	"fmt"
	"strconv"
	"strings"

	gosarif "github.com/owenrumney/go-sarif/v2/sarif"

	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

// How many links and names a message holds before it counts the rest.
const (
	maxLinks = 5
	maxNames = 3
)

// result returns the result of a finding, or nil when its place cannot be
// told; a notification then says so.
func (b *builder) result(c candidate) (*gosarif.Result, error) {
	if c.Rule == nil {
		return nil, fmt.Errorf("sarif: a finding has no rule: %s", clean(c.Message))
	}
	index, ok := b.index[c.Rule.ID]
	if !ok {
		return nil, fmt.Errorf("sarif: a finding is of rule %s, which is not in the table", c.Rule.ID)
	}
	place := location(c.Place)
	if place == nil {
		b.notes = append(b.notes, Notification{Level: finding.Warning, Text: fmt.Sprintf(
			"A finding of %s is left out, because a SARIF file cannot name its place: %s",
			c.Rule.ID, strconv.QuoteToASCII(c.Place.Path()))})
		return nil, nil
	}
	related, links := relatedLocations(c.Finding)
	level := c.Level
	if level == finding.NoLevel {
		level = c.Rule.Level
	}
	r := &gosarif.Result{
		RuleID:              ptr(c.Rule.ID),
		RuleIndex:           &index,
		Level:               ptr(level.String()),
		Message:             gosarif.Message{Text: ptr(message(c.Finding, links))},
		Locations:           []*gosarif.Location{place},
		PartialFingerprints: b.fingerprints(c.Place),
		RelatedLocations:    related,
		CodeFlows:           codeFlows(c.Finding),
	}
	r.Fixes = fixes(c.Finding)
	r.Properties = resultProperties(c.Finding)
	if s := c.suppression; s != nil {
		kind := "external"
		if s.InSource {
			kind = "inSource"
		}
		r.Suppressions = []*gosarif.Suppression{{
			Kind:          kind,
			Status:        ptr("accepted"),
			Justification: optional(clean(s.Justification)),
		}}
	}
	return r, nil
}

func resultProperties(f finding.Finding) gosarif.Properties {
	p := gosarif.Properties{}
	for name, text := range map[string]string{"setting": f.Setting, "when": f.When, "fix": f.Fix, "askedBy": f.Asker} {
		if text = clean(text); text != "" {
			p[name] = text
		}
	}
	if len(f.Modules) > 0 {
		modules := make([]string, len(f.Modules))
		for i, m := range f.Modules {
			modules[i] = clean(m)
		}
		p["modules"] = modules
	}
	return p
}

// message returns the text of a result: the finding's sentence, which is the
// alert's title, then what else a reader of the alert needs.
func message(f finding.Finding, links []string) string {
	var b strings.Builder
	b.WriteString(sentence(quoteNames(harmless(f.Message), f.Setting)))
	if f.When != "" {
		b.WriteString(" This holds when " + sentence(harmless(f.When)))
	}
	if f.Asker != "" && !strings.Contains(f.Message, f.Asker) {
		b.WriteString(" This is asked for by " + harmless(f.Asker) + ".")
	}
	if f.Missing {
		b.WriteString(" Nothing assigns it; this is the nearest related place.")
	}
	if len(f.Modules) > 1 {
		names := make([]string, len(f.Modules))
		for i, m := range f.Modules {
			names[i] = "'" + harmless(m) + "'"
		}
		b.WriteString(" It holds in " + list(names, maxNames, ", ") + ".")
	}
	if len(links) > 0 {
		b.WriteString(" The value comes by way of: " + list(links, maxLinks, ", then ") + ".")
	}
	return b.String()
}

// list joins the first items and counts the others.
func list(items []string, limit int, separator string) string {
	if more := len(items) - limit; more > 0 {
		return strings.Join(items[:limit], separator) + fmt.Sprintf(" and %d more", more)
	}
	return strings.Join(items, separator)
}

// relatedLocations returns the places on the value's way before its last one,
// and a link to each for the message.
func relatedLocations(f finding.Finding) (related []*gosarif.Location, links []string) {
	for _, step := range f.Way {
		l := location(step.Place)
		if l == nil || step.Place.Compare(f.Place) == 0 {
			continue
		}
		if len(related) == maxLocations-1 {
			break
		}
		id := uint(len(related) + 1)
		l.Id = &id
		l.Message = label(step)
		related = append(related, l)
		text := linkText(step.Label)
		if text == "" {
			text = "here"
		}
		links = append(links, fmt.Sprintf("[%s](%d)", text, id))
	}
	return related, links
}

// codeFlows returns the value's way as a code flow; a way of one place is none.
func codeFlows(f finding.Finding) []*gosarif.CodeFlow {
	var flow []*gosarif.ThreadFlowLocation
	for _, step := range f.Way {
		if l := location(step.Place); l != nil {
			l.Message = label(step)
			flow = append(flow, &gosarif.ThreadFlowLocation{Location: l})
		}
	}
	if len(flow) < 2 {
		return nil
	}
	if len(flow) > maxFlow {
		// The last place is the one that matters most.
		flow = append(flow[:maxFlow-1], flow[len(flow)-1])
	}
	return []*gosarif.CodeFlow{{ThreadFlows: []*gosarif.ThreadFlow{{Locations: flow}}}}
}

func label(s finding.Step) *gosarif.Message {
	if text := harmless(s.Label); text != "" {
		return &gosarif.Message{Text: &text}
	}
	return nil
}

// location returns a place, or nil when it has no address.
func location(s source.Span) *gosarif.Location {
	uri, ok := fileURI(s.Path())
	if !ok {
		return nil
	}
	start, end := s.Range()
	if start == end {
		// A place without extent cannot be underlined: take the line.
		start, end = s.File.LineSpan(start.Line).Range()
	}
	return &gosarif.Location{PhysicalLocation: &gosarif.PhysicalLocation{
		ArtifactLocation: &gosarif.ArtifactLocation{URI: &uri},
		Region:           region(start, end),
	}}
}

// fingerprints returns what GitHub follows the result by: the hash of the line
// on which it starts.
func (b *builder) fingerprints(s source.Span) map[string]any {
	hashes, ok := b.hashes[s.File]
	if !ok {
		hashes = LineHashes(s.File.Bytes)
		b.hashes[s.File] = hashes
	}
	start, _ := s.Range()
	return map[string]any{"primaryLocationLineHash": hashes[start.Line-1]}
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
