package analyzer

import (
	"github.com/django-session-audit/django-session-audit/analyzer/django"
	"github.com/django-session-audit/django-session-audit/analyzer/suppress"
)

// NewBaseline returns a baseline that accepts all findings as they are, and
// keeps the entries of the one that the report was made with. What is wrong
// with comments is to be put right, and is not in it.
func (r *Report) NewBaseline() *suppress.Baseline {
	b := &suppress.Baseline{}
	about := map[string]bool{}
	for _, id := range commentRules {
		about[id] = true
	}
	for _, f := range r.Findings {
		if !about[f.Rule.ID] {
			b.Entries = append(b.Entries, suppress.EntryOf(f, django.Secret))
		}
	}
	for _, s := range r.Suppressed {
		if s.Inline {
			continue
		}
		e := suppress.EntryOf(s.Finding, django.Secret)
		e.Reason, e.Until = s.Reason, s.Until.String()
		b.Entries = append(b.Entries, e)
	}
	return b
}
