package discover

import (
	"slices"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

// prunedNames are folders that never hold a project's own source.
var prunedNames = map[string]bool{
	".git": true, ".hg": true, ".svn": true, ".bzr": true,
	"node_modules": true, "bower_components": true,
	".venv": true, "site-packages": true, "__pypackages__": true,
	"__pycache__": true, ".tox": true, ".nox": true, ".eggs": true,
	".mypy_cache": true, ".pytest_cache": true, ".ruff_cache": true,
	".hypothesis": true, ".ipynb_checkpoints": true, ".direnv": true,
	".terraform": true,
}

func prunedByName(name string) bool {
	return prunedNames[name] || strings.HasSuffix(name, ".egg-info") || strings.HasSuffix(name, ".dist-info")
}

// prunedByContents reports whether a folder is a virtual environment or the
// output of a build. "build", "dist" and "env" are also good names for folders
// of a project's own, so their contents decide; built says that what lies beside
// it speaks for that.
func prunedByContents(name string, built bool, entries []source.Entry) bool {
	if has(entries, "pyvenv.cfg") {
		return true
	}
	switch strings.ToLower(name) {
	case "venv", "env", "virtualenv":
		return has(entries, "bin") && has(entries, "lib") || has(entries, "Scripts") && has(entries, "Lib")
	case "build":
		return built && hasPrefix(entries, "bdist.", "lib.", "temp.", "lib") && !has(entries, "__init__.py")
	case "dist":
		return built && !has(entries, "__init__.py", "manage.py", "settings.py")
	}
	return false
}

// mayBeBuilt reports whether something beside a folder of that name builds such
// folders.
func mayBeBuilt(name string, siblings []source.Entry) bool {
	switch strings.ToLower(name) {
	case "build":
		return has(siblings, "setup.py", "pyproject.toml", "setup.cfg")
	case "dist":
		return has(siblings, "setup.py", "pyproject.toml", "package.json")
	}
	return false
}

func has(entries []source.Entry, names ...string) bool {
	return slices.ContainsFunc(entries, func(e source.Entry) bool { return slices.Contains(names, e.Name) })
}

func hasPrefix(entries []source.Entry, prefixes ...string) bool {
	return slices.ContainsFunc(entries, func(e source.Entry) bool {
		return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(e.Name, p) })
	})
}
