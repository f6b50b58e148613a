package models

import (
	"strings"
	"unicode"

	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// Django's enumerations, whose members have labels.
//
// https://docs.djangoproject.com/en/stable/ref/models/fields/#enumeration-types

// A ClassProperty is the state of an object that stands for a property of a
// class itself.
type ClassProperty struct{ Get value.Value }

func newDjangoChoicesClass() *value.Class {
	base := newEnumClass("Choices", nil)
	for name, pick := range map[string]func(h value.Host, c choice) value.Value{
		"values": func(_ value.Host, c choice) value.Value { return c.value },
		"names":  func(_ value.Host, c choice) value.Value { return c.name },
		"labels": func(_ value.Host, c choice) value.Value { return c.label },
		"choices": func(h value.Host, c choice) value.Value {
			return h.Made(&value.Tuple{Items: []value.Value{c.value, c.label}}, c.value, c.label)
		},
	} {
		get := function(name, "cls", func(h value.Host, a *arguments) (value.Value, error) {
			return choicesOf(h, a, pick), nil
		})
		base.Attrs.Set(name, value.Value{Data: object(classPropertyClass, ClassProperty{value.Value{Data: get}})})
	}
	return base
}

var classPropertyClass = class("enum", "property", nil)

// A choice is what a list of choices has of a member.
type choice struct{ name, value, label value.Value }

func choicesOf(h value.Host, a *arguments, pick func(value.Host, choice) value.Value) value.Value {
	members, ok := membersOf(a.value("cls"))
	if !ok {
		return h.MakeUnknown("list", "comes from an enumeration that is not known", a.given...)
	}
	l := &value.List{}
	if empty, found := a.value("cls").Data.(*value.Class).Lookup("__empty__"); found == value.Yes {
		l.Items = append(l.Items, pick(h, choice{str(h, "__empty__"), h.Made(value.None{}), empty}))
	}
	for _, e := range members.Entries() {
		if member, ok := stateOfMember(e.Value); ok && !isAlias(e) {
			l.Items = append(l.Items, pick(h, choice{e.Key, member.value, member.label}))
		}
	}
	return h.Made(l, a.given...)
}

// labelled takes the label from what a member of Choices is bound to; without
// one it is made of the name.
func labelled(name string, v value.Value) (member, label value.Value) {
	items, ok := value.Spread(v)
	if _, text := v.Data.(value.Str); text || !ok || len(items) == 0 {
		return v, value.Value{Data: value.Str(title(strings.ReplaceAll(name, "_", " "))), Origin: v.Origin}
	}
	if len(items) == 1 {
		return items[0], value.Value{Data: value.Str(title(strings.ReplaceAll(name, "_", " "))), Origin: v.Origin}
	}
	last := items[len(items)-1]
	if _, number := value.Integer(last); number {
		return v, value.Value{Data: &value.Unknown{Reason: "is a label that is not modelled"}, Origin: v.Origin}
	}
	return items[0], last
}

// title is str.title().
func title(s string) string {
	var b strings.Builder
	inWord := false
	for _, r := range s {
		if inWord {
			b.WriteRune(unicode.ToLower(r))
		} else {
			b.WriteRune(unicode.ToTitle(r))
		}
		inWord = unicode.IsLetter(r)
	}
	return b.String()
}
