package sarif

import (
	"cmp"
	"slices"

	gosarif "github.com/owenrumney/go-sarif/v2/sarif"

	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

// fixes returns the repair of a finding, if it has one that may be told: there
// is no text of the repository's in it.
func fixes(f finding.Finding) []*gosarif.Fix {
	var changes []*gosarif.ArtifactChange
	byPath := map[string]*gosarif.ArtifactChange{}
	for _, e := range f.Edits {
		uri, ok := fileURI(e.At.Path())
		if !ok || e.Copied {
			return nil
		}
		change := byPath[uri]
		if change == nil {
			change = &gosarif.ArtifactChange{ArtifactLocation: gosarif.ArtifactLocation{URI: &uri}}
			byPath[uri] = change
			changes = append(changes, change)
		}
		change.Replacements = append(change.Replacements, &gosarif.Replacement{
			DeletedRegion: *region(e.At.Range()), InsertedContent: &gosarif.ArtifactContent{Text: ptr(e.Text)},
		})
	}
	if len(changes) == 0 {
		return nil
	}
	slices.SortFunc(changes, func(a, b *gosarif.ArtifactChange) int {
		return cmp.Compare(*a.ArtifactLocation.URI, *b.ArtifactLocation.URI)
	})
	how := sentence(harmless(cmp.Or(f.How, f.Fix)))
	return []*gosarif.Fix{{Description: &gosarif.Message{Text: &how}, ArtifactChanges: changes}}
}

func region(start, end source.Position) *gosarif.Region {
	return &gosarif.Region{StartLine: &start.Line, StartColumn: &start.Column, EndLine: &end.Line, EndColumn: &end.Column}
}
