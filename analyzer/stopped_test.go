package analyzer_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/django-session-audit/django-session-audit/analyzer"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

// A scan that is stopped ends with an error, in its last module, too, whose
// worlds are cut then.
func TestStopped(t *testing.T) {
	for _, stage := range []string{"reading", "evaluating"} {
		repo := source.Over(fstest.MapFS{
			"manage.py":        {Data: []byte("import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n")},
			"shop/__init__.py": {},
			"shop/settings.py": {Data: []byte("import os\nif os.environ.get('A'):\n    SESSION_COOKIE_SECURE = True\n")},
		})
		ctx, cancel := context.WithCancel(t.Context())
		met := false
		report, err := analyzer.Run(ctx, repo, analyzer.Options{Progress: func(text string, _, _ int) {
			if strings.HasPrefix(text, stage) {
				met = true
				cancel()
			}
		}})
		if !met || report != nil || !errors.Is(err, context.Canceled) {
			t.Errorf("stopped while %s (%t): report %v, error %v", stage, met, report, err)
		}
		cancel()
	}
}
