package repair

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

// Apply returns the files that edits change, sorted by path, with their new
// contents. Edits that say the same are made once, and insertions at one place
// in their order. It reports false if two edits are in each other's way.
func Apply(edits []finding.Edit) (files []*source.File, ok bool) {
	byFile := map[*source.File][]finding.Edit{}
	for _, e := range edits {
		if f := e.At.File; !slices.Contains(byFile[f], e) {
			byFile[f] = append(byFile[f], e)
		}
	}
	for f, edits := range byFile {
		content, ok := rewrite(f, edits)
		if !ok {
			return nil, false
		}
		files = append(files, source.NewFile(f.Path, content))
	}
	slices.SortFunc(files, func(a, b *source.File) int { return cmp.Compare(a.Path, b.Path) })
	return files, true
}

func rewrite(f *source.File, edits []finding.Edit) ([]byte, bool) {
	slices.SortStableFunc(edits, func(a, b finding.Edit) int { return cmp.Compare(a.At.Start, b.At.Start) })
	var b bytes.Buffer
	from := 0
	for i, e := range edits {
		if e.At.Start < from {
			return nil, false
		}
		b.Write(f.Bytes[from:e.At.Start])
		text := e.Text
		if end := newlineOf(f); i > 0 && e.At == edits[i-1].At && strings.HasPrefix(text, end+end) {
			text = strings.TrimPrefix(text, end) // lines that come together stand together
		}
		b.WriteString(text)
		from = e.At.End
	}
	b.Write(f.Bytes[from:])
	return b.Bytes(), true
}

// newlineOf returns how lines of a file end.
func newlineOf(f *source.File) string {
	switch {
	case bytes.Contains(f.Bytes, []byte("\r\n")):
		return "\r\n"
	case bytes.Contains(f.Bytes, []byte("\r")) && !bytes.Contains(f.Bytes, []byte("\n")):
		return "\r"
	}
	return "\n"
}

// Edits returns the edits of all repairs, in their order.
func (p *Plan) Edits() []finding.Edit {
	var all []finding.Edit
	for _, r := range p.Repairs {
		all = append(all, r.Finding.Edits...)
	}
	return all
}
