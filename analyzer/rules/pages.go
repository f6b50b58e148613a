package rules

import "embed"

// The pages are Markdown. A fence opened with ```python is a whole settings.py
// that the tests run: below "## Example" it must make the rule fire at exactly
// the lines that end in "# want DJSnnn"; below "## Repair" it must not make the
// rule fire. Fences opened with ```requirements and ```dotenv in the same
// section are the project's requirements.txt and .env. A fence opened with
// ```python no-test or ```text is for reading only: a fragment, or several
// files at once.
//
//go:embed djs*.md
var pages embed.FS

// page returns what reads the page of a rule: most scans show none. A rule without
// one has an empty page, which a test refuses.
func page(file string) func() string {
	return func() string {
		text, err := pages.ReadFile(file + ".md")
		if err != nil {
			return ""
		}
		return string(text)
	}
}
