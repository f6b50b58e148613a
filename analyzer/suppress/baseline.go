package suppress

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/lazyregexp"
)

// Format names the form of a baseline. A change that an older program could not
// read gives it another number.
const Format = "django-session-audit/baseline/v1"

// A Baseline holds findings that are accepted as they are, so that only new
// ones are told. It knows a finding by its rule, file and setting and by a
// fingerprint of its place, and by no line number, so that it survives edits
// elsewhere in the file. It holds nothing of the file's text.
type Baseline struct {
	Entries []Entry
}

// An Entry is one accepted finding; several findings that are alike have an
// entry each.
type Entry struct {
	Rule    string `json:"rule"`
	File    string `json:"file"`
	Setting string `json:"setting,omitempty"`
	// Place is a fingerprint of the text of the finding's place, whatever
	// its blanks; or Missing, or Secret.
	Place string `json:"place"`
	// Reason and Until may be added by hand.
	Reason string `json:"reason,omitempty"`
	Until  string `json:"until,omitempty"`
}

// Places of an Entry that are no fingerprint.
const (
	// Missing: nothing assigns the setting, so there is no text.
	Missing = "missing"
	// Secret: the setting is secret, and so is a fingerprint of it.
	Secret = "secret"
)

type baselineFile struct {
	Format   string  `json:"format"`
	Findings []Entry `json:"findings"`
}

// EntryOf returns the entry of a finding. Secret reports whether a setting is
// secret by nature.
func EntryOf(f finding.Finding, secret func(setting string) bool) Entry {
	e := Entry{Rule: f.Rule.ID, File: f.Place.Path(), Setting: f.Setting}
	switch {
	case f.Missing:
		e.Place = Missing
	case secret(f.Setting):
		e.Place = Secret
	default:
		sum := sha256.Sum256([]byte("place\x00" + strings.Join(strings.Fields(f.Place.Text()), "")))
		e.Place = hex.EncodeToString(sum[:16])
	}
	return e
}

// compare orders entries by file, setting, rule and the rest.
func compare(a, b Entry) int {
	return cmp.Or(
		cmp.Compare(a.File, b.File), cmp.Compare(a.Setting, b.Setting), cmp.Compare(a.Rule, b.Rule),
		cmp.Compare(a.Place, b.Place), cmp.Compare(a.Reason, b.Reason), cmp.Compare(a.Until, b.Until),
	)
}

// Bytes returns the baseline as a file, the same for the same findings.
func (b *Baseline) Bytes() []byte {
	entries := append([]Entry{}, b.Entries...) // never null
	slices.SortFunc(entries, compare)
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(baselineFile{Format, entries}); err != nil {
		panic("suppress: a baseline of texts is no JSON: " + err.Error())
	}
	return out.Bytes()
}

// A FileError says what is wrong with a baseline, and on which line if that is
// known.
type FileError struct {
	Line int
	Text string
}

// Error returns what is wrong.
func (e *FileError) Error() string { return e.Text }

// maxEntries bounds a baseline.
const maxEntries = 50_000

// ParseBaseline reads a file. The error is a *FileError and repeats nothing of
// the file.
func ParseBaseline(text []byte) (*Baseline, error) {
	var head struct {
		Format string `json:"format"`
	}
	if err := json.Unmarshal(text, &head); err != nil {
		return nil, explain(text, err)
	}
	switch {
	case head.Format == Format:
	case strings.HasPrefix(head.Format, "django-session-audit/baseline/"):
		return nil, &FileError{Text: "this baseline is of another version of the program; write it anew with --write-baseline"}
	default:
		return nil, &FileError{Text: `this is no baseline: it has no "format": "` + Format + `"`}
	}
	var f baselineFile
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&f); err != nil {
		return nil, explain(text, err)
	}
	if len(f.Findings) > maxEntries {
		return nil, &FileError{Text: fmt.Sprintf("the baseline has more than %d findings", maxEntries)}
	}
	for i, e := range f.Findings {
		if what := e.wrong(); what != "" {
			return nil, &FileError{Text: fmt.Sprintf("finding %d of the baseline: %s", i+1, what)}
		}
	}
	return &Baseline{Entries: f.Findings}, nil
}

// explain puts an error of the JSON library into our own words.
func explain(text []byte, err error) *FileError {
	var syntax *json.SyntaxError
	var typed *json.UnmarshalTypeError
	at := int64(0)
	what := "the baseline has a member that is not known"
	switch {
	case errors.As(err, &syntax):
		at, what = syntax.Offset, "this is not JSON"
	case errors.As(err, &typed):
		at, what = typed.Offset, "a member of the baseline is of the wrong type"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		what = "this is not JSON"
	}
	e := &FileError{Text: what + "; write the baseline anew with --write-baseline"}
	if at > 0 {
		e.Line = bytes.Count(text[:min(int(at), len(text))], []byte("\n")) + 1
	}
	return e
}

var (
	ruleForm    = lazyregexp.New(`^DJS[1-9]\d\d$`)
	settingForm = lazyregexp.New(`^([A-Z][A-Z0-9_]*)?$`)
	placeForm   = lazyregexp.New(`^([0-9a-f]{32}|` + Missing + `|` + Secret + `)$`)
)

// wrong says what is wrong with an entry, or "".
func (e Entry) wrong() string {
	_, err := ParseDate(e.Until)
	switch {
	case !ruleForm().MatchString(e.Rule):
		return "rule is no id of a rule, such as DJS101"
	case e.File == "" || path.IsAbs(e.File) || path.Clean(e.File) != e.File || strings.HasPrefix(e.File, "../") || !plain(e.File):
		return "file is no path below the scanned folder"
	case len(e.Setting) > 200 || !settingForm().MatchString(e.Setting):
		return "setting is no name of a setting"
	case !placeForm().MatchString(e.Place):
		return "place is no fingerprint"
	case e.Until != "" && err != nil:
		return "until: " + err.Error()
	case !plain(e.Reason):
		return "reason is too long, or has control characters"
	}
	return ""
}

// plain reports whether text is short and of printable characters.
func plain(text string) bool {
	return len(text) <= 4*maxReason && utf8.ValidString(text) && !strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) })
}

// An Acceptance is a baseline at work: each of its entries accepts one finding.
type Acceptance struct {
	terms  Terms
	secret func(string) bool
	left   map[Entry][]Entry
	unfit  int
}

// Accept puts a baseline to work. Secret is as for EntryOf.
func (b *Baseline) Accept(t Terms, secret func(setting string) bool) *Acceptance {
	a := &Acceptance{terms: t, secret: secret, left: map[Entry][]Entry{}}
	for _, e := range b.Entries {
		until, _ := ParseDate(e.Until)
		if t.None || t.Reason && e.Reason == "" || t.Until && until.IsZero() || t.past(until) {
			a.unfit++
			continue
		}
		a.left[e.key()] = append(a.left[e.key()], e)
	}
	return a
}

// key is what a finding is known by.
func (e Entry) key() Entry {
	e.Reason, e.Until = "", ""
	return e
}

// Suppress returns the finding as suppressed if an entry accepts it.
func (a *Acceptance) Suppress(f finding.Finding) (Suppressed, bool) {
	key := EntryOf(f, a.secret)
	entries := a.left[key]
	if len(entries) == 0 {
		return Suppressed{}, false
	}
	a.left[key] = entries[1:]
	until, _ := ParseDate(entries[0].Until)
	return Suppressed{Finding: f, Reason: entries[0].Reason, Until: until}, true
}

// Without returns the baseline without the entries of rules.
func (b *Baseline) Without(rules []string) *Baseline {
	return &Baseline{Entries: slices.DeleteFunc(slices.Clone(b.Entries), func(e Entry) bool { return slices.Contains(rules, e.Rule) })}
}

// Notes says what else there is to know of the baseline once all findings have
// been seen, each a sentence without a full stop.
func (a *Acceptance) Notes() []string {
	var notes []string
	unused := 0
	var example Entry
	for _, entries := range a.left {
		for _, e := range entries {
			if unused++; unused == 1 || compare(e, example) < 0 {
				example = e
			}
		}
	}
	if unused > 0 {
		notes = append(notes, fmt.Sprintf("%s of the baseline match no finding any more, such as %s in %s: write it anew with --write-baseline",
			entries(unused), example.Rule, example.File))
	}
	if a.unfit > 0 {
		notes = append(notes, fmt.Sprintf("%s of the baseline do not count: their last day has passed, or they lack a reason or last day that the policy asks for", entries(a.unfit)))
	}
	return notes
}

func entries(n int) string {
	if n == 1 {
		return "1 entry"
	}
	return fmt.Sprintf("%d entries", n)
}
