package report

import (
	"encoding/json"
	"io"

	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// SettingsSchema names the form of effective settings in JSON; see ScanSchema.
const SettingsSchema = Command + "/settings/v1"

type jsonSettings struct {
	Schema  string                `json:"schema"`
	Modules []jsonEffectiveModule `json:"modules"`
}

type jsonEffectiveModule struct {
	jsonModule
	// Settings are by name, and so sorted by it.
	Settings map[string]jsonSetting `json:"settings"`
	// Middleware are the entries of MIDDLEWARE that are taken for Django's.
	Middleware []jsonStandIn `json:"middleware,omitempty"`
}

// jsonStandIn is an entry of MIDDLEWARE that stands for one of Django's.
type jsonStandIn struct {
	Entry string `json:"entry"`
	For   string `json:"for"`
	// By is "class" if the repository shows that the class extends Django's,
	// "name" if it is only named like it.
	By string `json:"by"`
}

// jsonSetting is a setting in the base world.
type jsonSetting struct {
	// Origin is "assigned", "default", or "unsure" if names that cannot be
	// seen may be assigned, too.
	Origin string `json:"origin"`
	Known  bool   `json:"known"`
	// Value is absent if it is not known or redacted; None is null.
	Value    json.RawMessage `json:"value,omitempty"`
	Redacted bool            `json:"redacted,omitempty"`
	// Reason completes "the value …".
	Reason   string      `json:"reason,omitempty"`
	Location *jsonSpot   `json:"location,omitempty"`
	Via      []jsonEntry `json:"via,omitempty"`
	// Outside is where a deployment may bring another value from outside the
	// repository.
	Outside      *jsonEntry        `json:"outside,omitempty"`
	Environment  *jsonEnvironment  `json:"environment,omitempty"`
	Alternatives []jsonAlternative `json:"alternatives,omitempty"`
}

type jsonSpot struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
}

type jsonEnvironment struct {
	Name string `json:"name"`
	// Default is absent if there is none or it is redacted.
	Default json.RawMessage `json:"default,omitempty"`
}

type jsonAlternative struct {
	Value    json.RawMessage `json:"value,omitempty"`
	Redacted bool            `json:"redacted,omitempty"`
	// Reason says why the value is not known.
	Reason   string    `json:"reason,omitempty"`
	When     string    `json:"when"`
	Location *jsonSpot `json:"location,omitempty"`
}

// WriteSettingsJSON writes the effective settings of the judged modules.
func (s *Scan) WriteSettingsJSON(w io.Writer) error {
	doc := jsonSettings{Schema: SettingsSchema, Modules: []jsonEffectiveModule{}}
	for _, e := range s.Modules {
		m := jsonEffectiveModule{jsonModule: s.jsonModule(e.Module), Settings: map[string]jsonSetting{}}
		m.Assumptions = harmlessAll(e.Assumptions)
		m.Ended = Harmless(e.Ended)
		for _, name := range e.Relevant() {
			if d := describe(e, name); d.State != settings.Absent {
				m.Settings[Harmless(name)] = s.jsonSetting(d)
			}
		}
		if len(e.Worlds) > 0 {
			m.Middleware = standIns(e.Worlds[0])
		}
		doc.Modules = append(doc.Modules, m)
	}
	return writeJSON(w, doc)
}

func (s *Scan) jsonSetting(d settings.Description) jsonSetting {
	out := jsonSetting{Origin: originOf(d.State), Known: d.Known, Location: s.jsonSpot(d.Place)}
	if d.Known {
		out.Value, out.Redacted, out.Reason = told(d.Name, d.Value)
		out.Known = out.Reason == ""
	} else {
		out.Reason = Harmless(d.Reason)
	}
	for _, via := range d.Via {
		out.Via = append(out.Via, s.jsonLine(via))
	}
	if !d.Outside.IsZero() {
		line := s.jsonLine(d.Outside)
		out.Outside = &line
	}
	if e := d.Environment; e != nil {
		out.Environment = &jsonEnvironment{Name: Harmless(e.Name)}
		if !e.Default.IsZero() {
			out.Environment.Default, _, _ = told(d.Name, e.Default)
		}
	}
	for _, a := range d.Alternatives {
		alternative := jsonAlternative{When: Harmless(a.When), Location: s.jsonSpot(a.Place)}
		alternative.Value, alternative.Redacted, alternative.Reason = told(d.Name, a.Value)
		out.Alternatives = append(out.Alternatives, alternative)
	}
	return out
}

func standIns(w *settings.World) []jsonStandIn {
	var all []jsonStandIn
	for _, s := range w.StandIns() {
		by := "name"
		if s.Seen {
			by = "class"
		}
		all = append(all, jsonStandIn{Harmless(s.Entry), s.For, by})
	}
	return all
}

// told returns a value as JSON, or that it is redacted, or why it cannot be
// told.
func told(setting string, v value.Value) (raw json.RawMessage, redacted bool, reason string) {
	if Secret(setting) {
		if u := value.UnknownIn(v); u != nil {
			return nil, false, Harmless(u.Reason)
		}
		return nil, true, ""
	}
	shown := v
	if setting == "CACHES" {
		shown = onlyBackends(v)
		if u, ok := v.Data.(*value.Unknown); ok {
			return nil, false, Harmless(u.Reason)
		}
	}
	if u := value.UnknownIn(shown); u != nil {
		return nil, false, Harmless(u.Reason)
	}
	if raw, ok := JSON(setting, v); ok {
		return raw, false, ""
	}
	if !Printable(setting) {
		return nil, true, ""
	}
	return nil, false, "is a " + v.Data.TypeName() + ", which is not shown"
}

func originOf(s settings.State) string {
	switch s {
	case settings.Assigned:
		return "assigned"
	case settings.Unsure:
		return "unsure"
	}
	return "default"
}

func (s *Scan) jsonLine(place source.Span) jsonEntry {
	start, _ := place.Range()
	return jsonEntry{Harmless(s.Path(place.Path())), start.Line}
}

func (s *Scan) jsonSpot(place source.Span) *jsonSpot {
	if place.IsZero() {
		return nil
	}
	start, _ := place.Range()
	return &jsonSpot{Harmless(s.Path(place.Path())), start.Line, start.Column}
}
