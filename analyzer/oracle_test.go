package analyzer_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/django-session-audit/django-session-audit/analyzer"
	"github.com/django-session-audit/django-session-audit/analyzer/discover"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// The reference is real Django: testdata/oracle/record.py has run each project
// of testdata/projects under several environments, and what it wrote down is
// compared here with what the evaluation says of the same files.
//
// A line in CASE.md declares what cannot be known:
//
//	unknown: CACHES vault            a setting, and a word of the reason
//
// A declaration that nothing needs fails the test.
const oracle = "../testdata/oracle"

// varies is recorded of a setting that nobody can know.
const varies = `{"unknown": true}`

type recordedCase struct {
	Django  string           `json:"django"`
	Modules []recordedModule `json:"modules"`
}

type recordedModule struct {
	Module string        `json:"module"`
	Class  string        `json:"class"`
	Root   string        `json:"root"`
	Runs   []recordedRun `json:"runs"`
}

// A recordedRun is one module in one environment. Settings are those that the
// module assigns; it has none where Django stops.
type recordedRun struct {
	Kind     string                     `json:"kind"`
	Env      map[string]string          `json:"env"`
	Stops    string                     `json:"stops"`
	Settings map[string]json.RawMessage `json:"settings"`
	Checks   []string                   `json:"checks"`
}

func TestOracle(t *testing.T) {
	var defaults struct {
		Django   string                     `json:"django"`
		Settings map[string]json.RawMessage `json:"settings"`
	}
	readJSON(t, filepath.Join(oracle, "defaults.json"), &defaults)
	folders, err := os.ReadDir(projects)
	if err != nil {
		t.Fatal(err)
	}
	records, err := filepath.Glob(filepath.Join(oracle, "records", "*.json"))
	if err != nil || len(records) != len(folders) {
		t.Errorf("there are %d records of %d projects (%v); run testdata/oracle/record.py", len(records), len(folders), err)
	}
	for _, f := range folders {
		t.Run(f.Name(), func(t *testing.T) {
			c := &oracleCase{T: t, dir: filepath.Join(projects, f.Name()), defaults: defaults.Settings, met: map[string]bool{}}
			readJSON(t, filepath.Join(oracle, "records", f.Name()+".json"), &c.recordedCase)
			if c.Django != defaults.Django {
				t.Fatalf("recorded with Django %s, the defaults with %s; run testdata/oracle/record.py", c.Django, defaults.Django)
			}
			c.declarations()
			for _, m := range c.Modules {
				for _, r := range m.Runs {
					t.Run(m.Module+m.Class+" "+r.Kind+" "+envText(r.Env), func(t *testing.T) { c.compare(t, m, r) })
				}
			}
			for _, d := range differences {
				if d.shown == f.Name() && !c.met[d.name] {
					t.Errorf("it has no difference %q", d.name)
				}
			}
			for _, d := range c.declared {
				if !d.used {
					t.Errorf("CASE.md: nothing needs %q", d.text)
				}
			}
		})
	}
}

func readJSON(t *testing.T, name string, into any) {
	t.Helper()
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatalf("%v; run testdata/oracle/record.py", err)
	}
	if err := json.Unmarshal(content, into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

func envText(env map[string]string) string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(env)) {
		parts = append(parts, name+"="+env[name])
	}
	return strings.Join(parts, " ")
}

// An oracleCase is one project with its record.
type oracleCase struct {
	*testing.T
	recordedCase
	dir      string
	defaults map[string]json.RawMessage
	declared []*declaration
	met      map[string]bool // differences, by name
}

// A declaration is a line of CASE.md that says what cannot be known.
type declaration struct {
	text, name, why string
	used            bool
}

var declarationLine = regexp.MustCompile(`(?m)^unknown: (\S+) (.+)$`)

func (c *oracleCase) declarations() {
	content, err := os.ReadFile(filepath.Join(c.dir, "CASE.md"))
	if err != nil {
		c.Fatal(err)
	}
	for _, m := range declarationLine.FindAllStringSubmatch(string(content), -1) {
		c.declared = append(c.declared, &declaration{text: m[0], name: m[1], why: m[2]})
	}
}

func (c *oracleCase) declares(name string) (*declaration, bool) {
	for _, d := range c.declared {
		if d.name == name {
			d.used = true
			return d, true
		}
	}
	return nil, false
}

func (c *oracleCase) compare(t *testing.T, m recordedModule, r recordedRun) {
	options := analyzer.Options{
		EmptyEnvironment: true, Env: map[string]string{}, DjangoVersion: c.Django,
		Discover: discover.Options{Modules: []string{m.Module}, Root: m.Root},
	}
	if m.Class != "" {
		options.Discover.Modules[0] += ":" + m.Class
	}
	for name, text := range r.Env {
		options.Env[name] = strings.ReplaceAll(text, "<key>", strings.Repeat("0123456789abcdefghijklmnopqrstuvwxyz", 2))
	}
	report, e := c.evaluate(t, options)
	if r.Stops != "" {
		return // No server runs on these settings: there is nothing to compare.
	}
	if len(e.Worlds) == 0 {
		t.Fatalf("we say that it stops, %s; Django goes on", e.Ended)
	}
	c.compareSettings(t, m, r, e)
	c.compareChecks(t, r, report, e.Worlds[0])
	if r.Kind == "given" {
		options.EmptyEnvironment, options.Env = false, nil
		_, e = c.evaluate(t, options)
		c.contains(t, r, e)
	}
}

func (c *oracleCase) evaluate(t *testing.T, o analyzer.Options) (*analyzer.Report, *settings.Effective) {
	report := scan(t, c.dir, o)
	if len(report.Modules) != 1 {
		t.Fatalf("%d modules judged, want 1", len(report.Modules))
	}
	return report, report.Modules[0]
}

// compareSettings compares every setting of interest: those that the module
// assigns, and the defaults of the others.
func (c *oracleCase) compareSettings(t *testing.T, m recordedModule, r recordedRun, e *settings.Effective) {
	names := map[string]bool{}
	for _, list := range [][]string{slices.Collect(maps.Keys(r.Settings)), slices.Collect(maps.Keys(c.defaults)), e.Relevant()} {
		for _, name := range list {
			names[name] = true
		}
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		d := e.Describe(name)
		want, assigned := r.Settings[name]
		if !assigned {
			want = c.defaults[name]
		}
		switch {
		case string(want) == varies || !d.Known && d.State != settings.Absent:
			if u, ok := c.declares(name); !ok || !strings.Contains(d.Reason, u.why) {
				t.Errorf("%s is not known, because it %s; Django has %s", name, d.Reason, want)
			}
			continue
		case want == nil:
			t.Errorf("%s is %s; Django has no such setting", name, shown(d.Value))
			continue
		// A configuration class inherits Django's defaults as its own.
		case (d.State == settings.Assigned) != assigned && m.Class == "":
			t.Errorf("%s: assigned is %v; for Django it is %v", name, d.State == settings.Assigned, assigned)
		}
		if !equals(d.Value, want) {
			t.Errorf("%s is %s; Django has %s", name, shown(d.Value), want)
		}
	}
}

// contains asserts that what Django has under an environment is among what we
// say of production without knowing it.
func (c *oracleCase) contains(t *testing.T, r recordedRun, e *settings.Effective) {
	for _, name := range slices.Sorted(maps.Keys(r.Settings)) {
		d := e.Describe(name)
		possible := !d.Known || string(r.Settings[name]) == varies || equals(d.Value, r.Settings[name])
		all := shown(d.Value)
		for _, a := range d.Alternatives {
			possible = possible || value.UnknownIn(a.Value) != nil || equals(a.Value, r.Settings[name])
			all += ", or " + shown(a.Value) + " when " + a.When
		}
		if !possible {
			t.Errorf("in production, %s is %s; with %s Django has %s", name, all, envText(r.Env), r.Settings[name])
		}
	}
}

// equals reports whether a value is what Django has. Numbers are compared as
// Python writes them, so that 3600 is not 3600.0, and True is not 1.
func equals(v value.Value, recorded json.RawMessage) bool {
	var want any
	decoder := json.NewDecoder(bytes.NewReader(recorded))
	decoder.UseNumber()
	if decoder.Decode(&want) != nil {
		return false
	}
	return text(plain(v.Data, want, 0)) == text(want)
}

func shown(v value.Value) string { return text(plain(v.Data, nil, 0)) }

func text(v any) string {
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return err.Error()
	}
	return strings.TrimSpace(b.String())
}

// plain brings data to the form of the records. Beside is what the record has
// there: of a key it has only that it is set.
func plain(d value.Data, beside any, depth int) any {
	if depth > 20 {
		return "too deep"
	}
	if secret, ok := beside.(map[string]any); ok && secret["secret"] != nil {
		return plainSecret(d)
	}
	switch d := d.(type) {
	case value.None:
		return nil
	case value.Bool:
		return bool(d)
	case value.Int:
		return json.Number(d.String())
	case value.Float:
		return plainFloat(float64(d))
	case value.Str:
		return rooted(string(d))
	case value.Path:
		return rooted(string(d))
	case value.Bytes:
		return map[string]any{"bytes": latin1(string(d))}
	case value.Timedelta:
		return map[string]any{"timedelta": plainFloat(float64(d) / 1e6)}
	case *value.List:
		return plainItems(d.Items, beside, depth)
	case *value.Tuple:
		return plainItems(d.Items, beside, depth)
	case *value.Set:
		items := plainItems(d.Items(), nil, depth)
		slices.SortFunc(items, func(a, b any) int { return strings.Compare(text(a), text(b)) })
		return items
	case *value.Dict:
		return plainEntries(d, depth)
	case *value.Unknown:
		return map[string]any{"unknown": d.Reason}
	}
	return map[string]any{"type": d.TypeName()}
}

func plainSecret(d value.Data) any {
	if value.Truthy(value.Value{Data: d}) == value.Yes {
		return map[string]any{"secret": "set"}
	}
	return map[string]any{"secret": "empty"}
}

// latin1 reads each byte as a character, so that any bytes have a text.
func latin1(bytes string) string {
	runes := make([]rune, len(bytes))
	for i := range len(bytes) {
		runes[i] = rune(bytes[i])
	}
	return string(runes)
}

// plainFloat writes a float as Python does.
func plainFloat(f float64) any {
	if f == math.Trunc(f) && math.Abs(f) < 1e16 {
		return json.Number(strconv.FormatFloat(f, 'f', 1, 64))
	}
	return json.Number(strconv.FormatFloat(f, 'g', -1, 64))
}

func plainItems(items []value.Value, beside any, depth int) []any {
	others, _ := beside.([]any)
	list := []any{}
	for i, it := range items {
		var other any
		if i < len(others) {
			other = others[i]
		}
		list = append(list, plain(it.Data, other, depth+1))
	}
	return list
}

func plainEntries(d *value.Dict, depth int) any {
	entries := map[string]any{}
	for _, e := range d.Entries() {
		key, isText := value.Text(e.Key)
		if !isText {
			key = fmt.Sprint(plain(e.Key.Data, nil, depth+1))
		}
		entries[rooted(key)] = plain(e.Value.Data, nil, depth+1)
	}
	if d.Open != nil {
		entries["…"] = d.Open.Reason
	}
	return entries
}

// rooted writes paths of the project as the records have them.
func rooted(s string) string { return strings.ReplaceAll(s, value.Root, "<root>") }
