package models

import "github.com/django-session-audit/django-session-audit/analyzer/value"

// modelledTypes are the classes, by module and name, of whose instances the
// data is a kind of its own: pathlib's paths and timedelta.
var modelledTypes = map[string]string{
	"pathlib.Path": "PosixPath", "pathlib.PosixPath": "PosixPath", "pathlib.PurePath": "PosixPath",
	"pathlib.PurePosixPath": "PosixPath", "os.PathLike": "PosixPath",
	"datetime.timedelta": "timedelta",
}

// IsInstance says whether a value is an instance of a modelled class. It
// reports false for a class that it does not know.
func IsInstance(v value.Value, c *value.Class) (value.Truth, bool) {
	typ, ok := modelledTypes[c.Module+"."+c.Name]
	switch {
	case c.Module == "collections" && c.Name == "OrderedDict":
		_, isDict := v.Data.(*value.Dict)
		if isDict || !v.Known() {
			return value.Maybe, true // dicts do not tell how they were made
		}
		return value.No, true
	case !ok:
		return value.Maybe, false
	}
	if u, unknown := v.Data.(*value.Unknown); unknown && u.Type == "" {
		return value.Maybe, true
	}
	if o, ok := v.Data.(*value.Object); ok {
		return o.Class.IsSubclass(c), true
	}
	return value.Of(v.Data.TypeName() == typ), true
}
