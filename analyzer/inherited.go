package analyzer

import (
	"slices"

	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
)

// inherited makes one finding of those that miss the same setting in modules
// which share a file: the line to write is missing once. It is told of the
// module that the others import, if they do, or else of the first.
func inherited(findings []finding.Finding, modules []*settings.Effective) []finding.Finding {
	files := map[string]map[string]bool{}
	for _, e := range modules {
		if len(e.Worlds) > 0 {
			files[e.Module.Name] = filesOf(e)
		}
	}
	var kept []finding.Finding
	for _, f := range findings {
		i := slices.IndexFunc(kept, func(k finding.Finding) bool { return alike(k, f) && share(files, k, f) })
		if i < 0 {
			kept = append(kept, f)
			continue
		}
		all := append(slices.Clone(kept[i].Modules), f.Modules...)
		if files[kept[i].Modules[0]][fileOf(modules, f.Modules[0])] {
			kept[i] = f
		}
		slices.Sort(all)
		kept[i].Modules = slices.Compact(all)
	}
	return kept
}

func alike(a, b finding.Finding) bool {
	return a.Missing && b.Missing && a.Rule.ID == b.Rule.ID && a.Setting == b.Setting && a.Message == b.Message &&
		a.Level == b.Level && a.When == b.When && a.Asker == b.Asker
}

func share(files map[string]map[string]bool, a, b finding.Finding) bool {
	for f := range files[a.Modules[0]] {
		if files[b.Modules[0]][f] {
			return true
		}
	}
	return false
}

func fileOf(modules []*settings.Effective, name string) string {
	for _, e := range modules {
		if e.Module.Name == name {
			return e.Module.File
		}
	}
	return ""
}

// filesOf returns the files that give a module its settings.
func filesOf(e *settings.Effective) map[string]bool {
	files := map[string]bool{e.Module.File: true}
	for _, n := range e.Worlds[0].Names() {
		b := e.Worlds[0].Get(n).Binding
		files[b.At.Path()] = true
		for _, via := range b.Via {
			files[via.Path()] = true
		}
	}
	delete(files, "")
	return files
}
