package report

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// What stands between quotes is no command, and an address stays what it is.
func TestAddressInJSON(t *testing.T) {
	hosts := value.Value{Data: &value.List{Items: []value.Value{{Data: value.Str("::1")}, {Data: value.Str("##[error]x\n::error::x")}}}}
	text, ok := JSON("ALLOWED_HOSTS", hosts)
	if want := `["::1","## [error]x\ufffd::error::x"]`; !ok || string(text) != strings.ReplaceAll(want, `\ufffd`, "\ufffd") {
		t.Errorf("%s, want %s", text, want)
	}
}

// A long list of long names is shown; one that holds itself, or each other many
// times over, is not.
func TestShownJSON(t *testing.T) {
	list := func(items ...value.Value) value.Value { return value.Value{Data: &value.List{Items: items}} }
	var apps []value.Value
	for range 300 {
		apps = append(apps, value.Value{Data: value.Str(strings.Repeat("application.", 8))})
	}
	loop := &value.List{}
	loop.Items = []value.Value{{Data: loop}}
	doubled := list(value.Value{Data: value.None{}})
	for range 20 {
		doubled = list(doubled, doubled)
	}
	for _, c := range []struct {
		name  string
		value value.Value
		shown int // items
	}{
		{"300 names", list(apps...), 300},
		{"none", list(), 0},
		{"itself", value.Value{Data: loop}, -1},
		{"doubled", doubled, -1},
	} {
		text, ok := JSON("INSTALLED_APPS", c.value)
		var items []any
		if ok {
			if err := json.Unmarshal(text, &items); err != nil {
				t.Fatal(err)
			}
		}
		if ok != (c.shown >= 0) || ok && len(items) != c.shown {
			t.Errorf("%s: shown %v with %d items, want %d", c.name, ok, len(items), c.shown)
		}
	}
}
