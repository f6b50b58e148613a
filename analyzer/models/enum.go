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
		for _, name := range strings.Fields("IntEnum StrEnum") {
			bind(name, newEnumClass(name, base))
		}
		for _, name := range strings.Fields("Flag IntFlag") {
			flags := newEnumClass(name, base)
			flags.Attrs.Set("__contains__", value.Value{Data: unmodelled("__contains__", "bool", "asks for flags, which is not modelled")})
			bind(name, flags)
		}
		bind("auto", class("enum", "auto", nil))
		bind("unique", passing("unique"))
	}},
	"django.db": {names: names{}},
	"django.db.models": {setup: func(m *value.Module) {
		base := newDjangoChoicesClass()
		m.Names.Set("Choices", value.Value{Data: base})
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
	// label is what a member of Django's Choices is called for people.
	label value.Value
	// compares is set if the enumeration itself says what members equal.
	compares bool
	// mixed is set if the member is also a string or a number, text if str()
	// gives its value, and lower if auto() makes that of the name.
	mixed, text, lower bool
	flag, choices      bool
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
	if m.compares {
		return "", false
	}
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

// isAlias reports whether an entry of __members__ is a further name, or one for
// several flags or none.
func isAlias(e value.Entry) bool {
	member, ok := stateOfMember(e.Value)
	if !ok {
		return false
	}
	if i, number := integer(member.value); member.flag && number && (i <= 0 || i&(i-1) != 0) {
		return true
	}
	name, _ := value.Text(e.Key)
	return member.name != name
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
	kind := enumKind(c)
	members := value.NewDict()
	last := int64(0)
	for _, name := range c.Attrs.Names() {
		b := c.Attrs.Lookup(name)
		if strings.HasPrefix(name, "_") || !isMemberValue(b.Value) {
			continue
		}
		member := kind
		member.name, member.value = name, b.Value
		if o, ok := b.Value.Data.(*value.Object); ok && o.Class.Name == "auto" {
			member.value = value.Value{Data: kind.auto(name, last), Origin: b.Value.Origin}
		}
		if kind.choices {
			member.value, member.label = labelled(name, member.value)
		}
		if i, ok := integer(member.value); ok {
			last = max(int64(i), last)
		}
		if first, ok := memberOf(members, member.value); ok {
			b.Value = first
		} else {
			b.Value = value.Value{Data: member.object(c), Origin: b.Value.Origin}
		}
		members.Set(value.Value{Data: value.Str(name)}, b.Value)
	}
	c.Attrs.Set("__members__", value.Value{Data: members})
	c.New = enumByValue
	if kind.mixed {
		c.GetAttr = func(h value.Host, self *value.Object, name string) (value.Value, error) {
			member, ok := self.State.(*enumMember)
			if !ok || strings.HasPrefix(name, "__") {
				return value.Value{}, nil
			}
			return h.GetAttr(member.value, name)
		}
	}
}

// object returns the member as an instance of its class.
func (m enumMember) object(c *value.Class) *value.Object {
	o := object(c, &m)
	o.Attrs.Set("name", value.Value{Data: value.Str(m.name), Origin: m.value.Origin})
	o.Attrs.Set("value", m.value)
	o.Attrs.Set("_value_", m.value)
	if m.choices {
		o.Attrs.Set("label", m.label)
	}
	return o
}

// auto is the value of auto() after a greatest number.
func (m enumMember) auto(name string, last int64) value.Data {
	switch {
	case m.lower:
		return value.Str(strings.ToLower(name))
	case m.text:
		return value.Str(name)
	case m.flag:
		next := int64(1)
		for next <= last && next > 0 {
			next *= 2
		}
		return value.NewInt(next)
	}
	return value.NewInt(last + 1)
}

// enumKind is a member of a class as far as that is the same for all.
func enumKind(c *value.Class) enumMember {
	var m enumMember
	for _, k := range c.MRO() {
		if k.Module != "enum" && k.Module != "django.db.models" {
			_, own := k.Attrs.Get("__eq__")
			_, hashed := k.Attrs.Get("__hash__")
			m.compares = m.compares || own || hashed
		}
		switch k.Name {
		case "str", "int", "float", "IntEnum", "IntegerChoices":
			m.mixed = true
		case "StrEnum":
			m.mixed, m.text, m.lower = true, true, true
		case "TextChoices":
			m.mixed, m.text = true, true
		case "Flag":
			m.flag = true
		case "IntFlag":
			m.flag, m.mixed = true, true
		case "Choices":
			m.choices = true
		}
	}
	return m
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
	return missing(h, c, wanted)
}

// missing asks the enumeration which member stands for a value that is none.
func missing(h value.Host, c *value.Class, wanted value.Value) (value.Value, error) {
	if _, own := c.Lookup("_missing_"); own != value.No {
		ask, err := h.GetAttr(value.Value{Data: c}, "_missing_")
		if err != nil {
			return ask, err
		}
		v, err := h.Call(ask, value.Args{Pos: []value.Value{wanted}})
		if err != nil || !isNone(v) {
			return v, err
		}
	} else if enumKind(c).flag {
		return h.MakeUnknown(c.Name, "is a combination of flags, which is not modelled", wanted), nil
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
