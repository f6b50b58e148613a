package rules

import "strings"

// ByID returns the rule of that id, or nil.
func ByID(id string) *Rule {
	for _, r := range All() {
		if r.ID == id {
			return r
		}
	}
	return nil
}

// Meant reports whether an id is a rule's. For another one it returns what may
// have been meant, as in "; did you mean DJS101?", or "".
func Meant(id string) (hint string, ok bool) {
	near := ""
	for _, r := range All() {
		switch {
		case r.ID == id:
			return "", true
		case strings.EqualFold(r.Name, id):
			return "; did you mean " + r.ID + "?", false
		case edits(r.ID, id) <= 1 && near == "":
			near = "; did you mean " + r.ID + "?"
		}
	}
	return near, false
}
