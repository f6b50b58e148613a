package change

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer"
	"github.com/django-session-audit/django-session-audit/analyzer/discover"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

// Scan scans the state before a change, with the options of the state after it:
// both are measured alike. What the options name and is not there yet gives
// nothing.
func Scan(ctx context.Context, repo *source.Repository, o analyzer.Options) (*analyzer.Report, error) {
	for {
		report, err := analyzer.Run(ctx, repo, o)
		absent := new(discover.AbsentError)
		if !errors.As(err, &absent) {
			return report, err
		}
		left := slices.DeleteFunc(slices.Clone(o.Discover.Modules), func(m string) bool {
			name, _, _ := strings.Cut(m, ":")
			return name == absent.Module
		})
		if len(left) == 0 || len(left) == len(o.Discover.Modules) {
			return &analyzer.Report{Layout: &discover.Layout{}}, nil
		}
		o.Discover.Modules = left
	}
}
