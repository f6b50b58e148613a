package models

import (
	"slices"

	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// https://docs.python.org/3/library/inspect.html
var inspectNames = names{
	"currentframe": unmodelled("currentframe", "", "comes from inspect, which is not modelled"),
	"getfile":      unmodelled("getfile", "str", "comes from inspect, which is not modelled"),
	"stack":        unmodelled("stack", "list", "comes from inspect, which is not modelled"),
	"getmembers":   function("getmembers", "object, predicate=", getMembers),
	"isclass":      typeTest("isclass", func(d value.Data) bool { _, ok := d.(*value.Class); return ok }),
	"ismodule":     typeTest("ismodule", func(d value.Data) bool { _, ok := d.(*value.Module); return ok }),
	"isfunction":   typeTest("isfunction", func(d value.Data) bool { _, ok := d.(*value.Function); return ok }),
	"ismethod":     typeTest("ismethod", func(d value.Data) bool { _, ok := d.(*value.BoundMethod); return ok }),
}

// getMembers returns the attributes of an object as pairs, sorted by name.
func getMembers(h value.Host, a *arguments) (value.Value, error) {
	of, predicate := a.value("object"), a.value("predicate")
	found, open := value.Members(of)
	slices.Sort(found)
	var pairs []value.Value
	for _, name := range slices.Compact(found) {
		v, err := h.GetAttr(of, name)
		if err != nil {
			return v, err
		}
		if !isNone(predicate) {
			t, err := h.Call(predicate, value.Args{Pos: []value.Value{v}})
			if err != nil {
				return t, err
			}
			if pass, err := h.Truth(t); err != nil || !pass {
				if err != nil {
					return t, err
				}
				continue
			}
		}
		pairs = append(pairs, h.Made(&value.Tuple{Items: []value.Value{str(h, name), v}}, v))
	}
	if open != nil {
		pairs = append(pairs, value.Value{Data: &value.Splice{Of: open}})
	}
	return h.Made(&value.List{Items: pairs}, of), h.Spend(len(pairs))
}

// typeTest is a function that tells what kind of object it is given.
func typeTest(name string, is func(value.Data) bool) *value.Function {
	return function(name, "object", func(h value.Host, a *arguments) (value.Value, error) {
		v := a.value("object")
		if !v.Known() {
			return h.MakeUnknown("bool", "is the kind of something that is not known", v), nil
		}
		return h.Made(value.Bool(is(v.Data)), v), nil
	})
}
