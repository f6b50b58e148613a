package report

import (
	"io"

	"github.com/django-session-audit/django-session-audit/analyzer/change"
	"github.com/django-session-audit/django-session-audit/analyzer/discover"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
)

// DiffSchema names the form of changes in JSON; see ScanSchema.
const DiffSchema = Command + "/diff/v1"

type jsonDiff struct {
	Schema string       `json:"schema"`
	Tool   jsonTool     `json:"tool"`
	Base   jsonRevision `json:"base"`
	Head   jsonRevision `json:"head"`
	// Modules are the settings modules of which something changes.
	Modules  []jsonModuleDiff `json:"modules"`
	Findings jsonFindingsDiff `json:"findings"`
}

type jsonRevision struct {
	// Revision is what the user called it; null for the work tree.
	Revision *string `json:"revision"`
	Commit   *string `json:"commit"`
}

type jsonModuleDiff struct {
	Module        string  `json:"module"`
	Configuration *string `json:"configuration"`
	Root          string  `json:"root"`
	// Change is changed, added, removed, judged (there before, but not judged)
	// or unjudged (still there).
	Change string `json:"change"`
	// Before and After are null where there is no such module.
	Before *jsonModuleState `json:"before"`
	After  *jsonModuleState `json:"after"`
	// Settings are what changes in a module that was judged both times.
	Settings []jsonSettingDiff `json:"settings"`
}

type jsonModuleState struct {
	File   string       `json:"file"`
	Role   string       `json:"role"`
	Judged bool         `json:"judged"`
	Django *jsonVersion `json:"django"`
	// Ended says why the module gives no settings at all.
	Ended string `json:"ended,omitempty"`
}

type jsonSettingDiff struct {
	Name string `json:"name"`
	// Before and After are null where the setting is not set at all. What is
	// redacted in both has changed all the same.
	Before *jsonSetting `json:"before"`
	After  *jsonSetting `json:"after"`
}

type jsonFindingsDiff struct {
	New []jsonFinding `json:"new"`
	// Worse were milder before, or held in fewer modules.
	Worse []jsonChangedFinding `json:"worse"`
	Fixed []jsonFinding        `json:"fixed"`
	// Suppressed were findings before and are suppressed now.
	Suppressed []jsonFinding `json:"suppressed"`
	// Undecided were findings before, and whether they hold is not known now.
	Undecided []jsonChangedFinding `json:"undecided"`
	// Same counts the findings that stay.
	Same int `json:"same"`
}

type jsonChangedFinding struct {
	jsonFinding
	Why string `json:"why"`
}

// WriteJSON writes what changes as JSON.
func (d *Diff) WriteJSON(w io.Writer) error {
	doc := jsonDiff{
		Schema: DiffSchema, Tool: jsonTool{Command, d.Head.Tool.Version}, Base: d.From.json(), Head: d.To.json(), Modules: []jsonModuleDiff{},
		Findings: jsonFindingsDiff{
			New: jsonFindings(d.Head, d.New), Worse: jsonChanged(d.Head, d.Worse), Fixed: jsonFindings(d.Base, d.Fixed),
			Suppressed: jsonFindings(d.Base, d.Accepted), Undecided: jsonChanged(d.Base, d.Lost), Same: d.Same,
		},
	}
	for _, m := range d.Modules {
		doc.Modules = append(doc.Modules, d.jsonModule(m))
	}
	return writeJSON(w, doc)
}

func (r Revision) json() jsonRevision {
	if r.Commit == "" {
		return jsonRevision{}
	}
	name, commit := Harmless(r.Name), r.Commit
	return jsonRevision{&name, &commit}
}

func (d *Diff) jsonModule(m change.Module) jsonModuleDiff {
	named := d.Head.jsonModule(m.Module())
	out := jsonModuleDiff{
		Module: named.Module, Configuration: named.Configuration, Root: named.Root,
		Change: [...]string{"changed", "added", "removed", "judged", "unjudged"}[m.Kind],
		Before: d.Base.jsonState(m.Before, m.JudgedBefore), After: d.Head.jsonState(m.After, m.JudgedAfter), Settings: []jsonSettingDiff{},
	}
	for _, s := range m.Settings {
		out.Settings = append(out.Settings, jsonSettingDiff{
			Harmless(s.Name), d.Base.jsonSide(describe(m.JudgedBefore, s.Name)), d.Head.jsonSide(describe(m.JudgedAfter, s.Name))})
	}
	return out
}

func (s *Scan) jsonState(m *discover.Module, judged *settings.Effective) *jsonModuleState {
	if m == nil {
		return nil
	}
	out := &jsonModuleState{File: Harmless(s.Path(m.File)), Role: string(m.Role), Judged: judged != nil, Django: s.jsonModule(m).Django}
	if judged != nil {
		out.Ended = Harmless(judged.Ended)
	}
	return out
}

func (s *Scan) jsonSide(d settings.Description) *jsonSetting {
	if d.State == settings.Absent {
		return nil
	}
	out := s.jsonSetting(d)
	return &out
}

func jsonFindings(s *Scan, all []change.Finding) []jsonFinding {
	out := []jsonFinding{}
	for _, f := range all {
		out = append(out, s.jsonFinding(f.Finding))
	}
	return out
}

func jsonChanged(s *Scan, all []change.Finding) []jsonChangedFinding {
	out := []jsonChangedFinding{}
	for _, f := range all {
		out = append(out, jsonChangedFinding{s.jsonFinding(f.Finding), Harmless(f.Why)})
	}
	return out
}
