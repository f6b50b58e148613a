package models

import (
	"fmt"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// enum: classes whose attributes become members.
//
// https://docs.python.org/3/library/enum.html

var enumModules = map[string]module{
	"enum": {setup: func(m *value.Module) {
		base := newEnumClass("Enum", nil)
		bind := func(name string, d value.Data) { m.Names.Set(name, value.Value{Data: d}) }
		bind("Enum", base)
		for _, name := range strings.Fields("IntEnum StrEnum Flag IntFlag") {
			bind(name, newEnumClass(name, base))
		}
		bind("auto", class("enum", "auto", nil))
		bind("unique", passing("unique"))
	}},
	"django.db": {names: names{}},
	"django.db.models": {setup: func(m *value.Module) {
		base := newEnumClass("Choices", nil)
		m.Names.Set("TextChoices", value.Value{Data: newEnumClass("TextChoices", base)})
		m.Names.Set("IntegerChoices", value.Value{Data: newEnumClass("IntegerChoices", base)})
	}},
}

func newEnumClass(name string, base *value.Class) *value.Class {
	module := "enum"
	if strings.Contains(name, "Choices") {
		module = "django.db.models"
	}
	if base != nil {
		return class(module, name, nil, base)
	}
	return class(module, name, names{
		"__init_subclass__": subclassHook(makeMembers),
		"__class_getitem__": function("__class_getitem__", "cls, key", func(h value.Host, a *arguments) (value.Value, error) {
			if d, ok := membersOf(a.value("cls")); ok {
				return h.GetItem(value.Value{Data: d}, a.value("key"))
			}
			return h.MakeUnknown("", "is a member of an enumeration that is not known", a.given...), nil
		}),
		// __class_iter__ is iteration over the class itself.
		"__class_iter__": function("__class_iter__", "cls", func(h value.Host, a *arguments) (value.Value, error) {
			l := &value.List{}
			if d, ok := membersOf(a.value("cls")); ok {
				for _, e := range d.Entries() {
					if !isAlias(e) {
						l.Items = append(l.Items, e.Value)
					}
				}
			} else {
				l.Items = append(l.Items, value.Value{Data: &value.Splice{Of: &value.Unknown{Reason: "comes from an enumeration that is not known"}}})
			}
			return h.Made(l, a.given...), nil
		}),
		"__eq__": method("__eq__", "other", memberEquals),
		"__str__": method("__str__", "", func(h value.Host, a *arguments) (value.Value, error) {
			member := stateOf[enumMember](a)
			if member.text {
				return h.Made(member.value.Data, member.value), nil
			}
			return str(h, a.self().Class.Name+"."+member.name), nil
		}),
		"__bool__": method("__bool__", "", func(h value.Host, a *arguments) (value.Value, error) {
			member := stateOf[enumMember](a)
			if t := value.Truthy(member.value); member.mixed && t != value.Maybe {
				return h.Made(value.Bool(t == value.Yes), member.value), nil
			}
			return h.Made(value.Bool(true)), nil
		}),
	})
}

// An enumMember is the state of a member of an enumeration.
type enumMember struct {
	name  string
	value value.Value
	// mixed is set if the member is also a string or a number, and text if
	// str() gives its value.
	mixed, text bool
}

func membersOf(v value.Value) (*value.Dict, bool) {
	c, ok := v.Data.(*value.Class)
	if !ok {
		return nil, false
	}
	m, _ := c.Lookup("__members__")
	d, ok := m.Data.(*value.Dict)
	return d, ok
}

// HashKey implements value.Hasher: a member that is a string or number too is
// found by that.
func (m *enumMember) HashKey() (string, bool) {
	if m.mixed {
		return value.HashKey(m.value)
	}
	return fmt.Sprintf("@%p", m), true
}

// memberOf returns the member that has a value already, of which a further name
// is an alias.
func memberOf(members *value.Dict, v value.Value) (value.Value, bool) {
	for _, e := range members.Entries() {
		member, ok := stateOfMember(e.Value)
		if ok && value.Equal(member.value, v) == value.Yes {
			return e.Value, true
		}
	}
	return value.Value{}, false
}

// isAlias reports whether an entry of __members__ is a further name.
func isAlias(e value.Entry) bool {
	member, ok := stateOfMember(e.Value)
	name, _ := value.Text(e.Key)
	return ok && member.name != name
}

func stateOfMember(v value.Value) (*enumMember, bool) {
	o, ok := v.Data.(*value.Object)
	if !ok {
		return nil, false
	}
	member, ok := o.State.(*enumMember)
	return member, ok
}

// makeMembers turns the attributes of a fresh class into members.
func makeMembers(h value.Host, c *value.Class) {
	mixed, text := enumKind(c)
	members := value.NewDict()
	count := int64(0)
	for _, name := range c.Attrs.Names() {
		b := c.Attrs.Lookup(name)
		if strings.HasPrefix(name, "_") || !isMemberValue(b.Value) {
			continue
		}
		v := b.Value
		if o, ok := v.Data.(*value.Object); ok && o.Class.Name == "auto" {
			v = value.Value{Data: value.NewInt(count + 1), Origin: v.Origin}
			if text {
				v.Data = value.Str(strings.ToLower(name))
			}
		}
		if i, ok := integer(v); ok {
			count = int64(i)
		}
		if t, ok := v.Data.(*value.Tuple); ok && c.IsSubclass(c) == value.Yes && isChoices(c) && len(t.Items) > 0 {
			v = t.Items[0]
		}
		if first, ok := memberOf(members, v); ok {
			b.Value = first
			members.Set(value.Value{Data: value.Str(name)}, first)
			continue
		}
		o := object(c, &enumMember{name, v, mixed, text})
		o.Attrs.Set("name", value.Value{Data: value.Str(name), Origin: v.Origin})
		o.Attrs.Set("value", v)
		o.Attrs.Set("_value_", v)
		b.Value = value.Value{Data: o, Origin: b.Value.Origin}
		members.Set(value.Value{Data: value.Str(name)}, b.Value)
	}
	c.Attrs.Set("__members__", value.Value{Data: members})
	c.New = enumByValue
	if mixed {
		c.GetAttr = func(h value.Host, self *value.Object, name string) (value.Value, error) {
			member, ok := self.State.(*enumMember)
			if !ok || strings.HasPrefix(name, "__") {
				return value.Value{}, nil
			}
			return h.GetAttr(member.value, name)
		}
	}
}

func isChoices(c *value.Class) bool {
	for _, k := range c.MRO() {
		if k.Name == "Choices" {
			return true
		}
	}
	return false
}

// enumKind says whether members are strings or numbers too, and whether str()
// of them is their value.
func enumKind(c *value.Class) (mixed, text bool) {
	for _, k := range c.MRO() {
		switch k.Name {
		case "str", "int", "float", "IntEnum", "IntFlag", "IntegerChoices":
			mixed = true
		case "StrEnum", "TextChoices":
			mixed, text = true, true
		}
	}
	return mixed, text
}

func isMemberValue(v value.Value) bool {
	switch d := v.Data.(type) {
	case *value.Function, *value.Class, *value.BoundMethod:
		return false
	case *value.Object:
		return d.Class.Name != "property" && d.Class.Name != "staticmethod" && d.Class.Name != "classmethod"
	}
	return true
}

// enumByValue is Class(value).
func enumByValue(h value.Host, c *value.Class, args value.Args) (value.Value, error) {
	wanted, given := args.Get(0, "value")
	d, ok := membersOf(value.Value{Data: c})
	if !given || !ok {
		return h.MakeUnknown(c.Name, "is a member of an enumeration that is not known", args.All()...), nil
	}
	if o, ok := wanted.Data.(*value.Object); ok && o.Class == c {
		return wanted, nil
	}
	for _, e := range d.Entries() {
		member := e.Value.Data.(*value.Object).State.(*enumMember)
		switch value.Equal(member.value, wanted) {
		case value.Yes:
			return h.Made(e.Value.Data, e.Value, wanted), nil
		case value.Maybe:
			return h.MakeUnknown(c.Name, "is a member of an enumeration that is not known", wanted), nil
		}
	}
	return value.Value{}, h.Raise("ValueError", "not a valid member")
}

func memberEquals(h value.Host, a *arguments) (value.Value, error) {
	self, other := a.value("self"), a.value("other")
	member := stateOf[enumMember](a)
	if o, ok := other.Data.(*value.Object); ok {
		if self.Data == other.Data {
			return h.Made(value.Bool(true), a.given...), nil
		}
		second, enum := o.State.(*enumMember)
		if !enum || !member.mixed || !second.mixed {
			return h.Made(value.Bool(false), a.given...), nil
		}
		other = second.value
	} else if !member.mixed && other.Known() {
		return h.Made(value.Bool(false), a.given...), nil
	}
	if t := value.Equal(member.value, other); t != value.Maybe {
		return h.Made(value.Bool(t == value.Yes), a.given...), nil
	}
	return h.MakeUnknown("bool", "compares a member of an enumeration with what is not known", a.given...), nil
}
