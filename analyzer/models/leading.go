package models

import (
	"path"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// Paths that are not known, of which it is known where they lead: below the home
// folder, or below a folder above the repository. Whether a file is there is a
// question that a run may be able to answer all the same.

// leadingMethods are the methods of pathlib.Path that such a path has, too.
var leadingMethods = words("joinpath exists is_file is_dir open read_text read_bytes resolve absolute expanduser")

// leads reports whether v is such a path, and name a method of it.
func leads(v value.Value, name string) bool {
	u, ok := v.Data.(*value.Unknown)
	return ok && u.Path != "" && u.Type == "PosixPath" && leadingMethods[name]
}

// LeadTo returns v, and says where it leads if it is a path which is not known
// that was joined of those parts.
func LeadTo(v value.Value, parts ...value.Value) value.Value {
	u, ok := v.Data.(*value.Unknown)
	if !ok {
		return v
	}
	joined := ""
	for _, part := range parts {
		p, known := value.PathText(part)
		if of, unknown := part.Data.(*value.Unknown); unknown {
			p, known = of.Path, of.Path != ""
		}
		if !known {
			return v
		}
		joined = joinText(joined, p)
	}
	if strings.HasPrefix(joined, "/") {
		u.Path = path.Clean(joined)
	}
	return v
}

// leading is a function that joins its arguments to a path.
func leading(f *value.Function) *value.Function {
	return &value.Function{Name: f.Name, Call: func(h value.Host, args value.Args) (value.Value, error) {
		v, err := f.Call(h, args)
		if err == nil && args.Open == nil {
			v = LeadTo(v, args.All()...)
		}
		return v, err
	}}
}

// askedPath returns the path that a question about files is about. One that is
// not known can be asked about if what it leads to is known not to be there.
func askedPath(h value.Host, v value.Value) (string, bool) {
	if u, ok := v.Data.(*value.Unknown); ok && u.Path != "" {
		_, found := h.Kind(u.Path)
		return u.Path, found == value.No
	}
	return value.PathText(v)
}

// pathForPeople is a path as results name it.
func pathForPeople(p string) string {
	if rest, ok := strings.CutPrefix(p, value.Home+"/"); ok {
		return "~/" + rest
	}
	if rest, ok := strings.CutPrefix(p, value.Above+"/"); ok {
		return "../" + rest
	}
	return strings.TrimPrefix(p, value.Root+"/")
}
