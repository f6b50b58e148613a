package interp

import (
	"maps"
	"slices"
	"sort"
	"sync"

	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// A method is a method of a builtin type; self is known, arguments may not be.
type method func(m *machine, self value.Value, args value.Args) (value.Value, error)

// methods returns the methods of the builtin types that are modelled. The table
// is built on first use: its functions refer back to it.
func methods() map[string]map[string]method {
	methodsOnce.Do(func() {
		list, dict := listMethods(), dictMethods()
		maps.Copy(list, syntaxMethods())
		maps.Copy(dict, syntaxMethods())
		list["__init__"], dict["__init__"] = listExtendAny, dictUpdate
		integer := map[string]method{"bit_length": intBitLength}
		methodTable = map[string]map[string]method{
			"str":       strMethods(),
			"bytes":     bytesMethods(),
			"list":      list,
			"tuple":     {"index": sequenceIndex, "count": sequenceCount},
			"dict":      dict,
			"set":       setMethods(),
			"frozenset": setMethods(),
			"int":       integer,
			"bool":      integer,
			"generator": generatorMethods(),
			"range":     {"index": sequenceIndex, "count": sequenceCount},
			"dict_keys": {"isdisjoint": setDisjoint}, "dict_items": {"isdisjoint": setDisjoint},
		}
	})
	return methodTable
}

var (
	methodsOnce sync.Once
	methodTable map[string]map[string]method
)

// methodOf returns the method of a builtin value, or nil.
func methodOf(v value.Value, name string) *value.Function {
	if _, ok := v.Data.(*value.Iterator); ok && (name == "__next__" || name == "__iter__") {
		return iteratorMethod(name)
	}
	return methodOfType(v.Data.TypeName(), name)
}

// methodOfType returns the method of a builtin type as a function whose first
// argument is the object, or nil.
func methodOfType(typ, name string) *value.Function {
	f, ok := methods()[typ][name]
	if !ok {
		return nil
	}
	return &value.Function{Name: name, Call: func(h value.Host, args value.Args) (value.Value, error) {
		m := h.(*machine)
		if len(args.Pos) == 0 {
			return value.Value{}, m.Raise("TypeError", "missing the object")
		}
		self := args.Pos[0]
		args.Pos = args.Pos[1:]
		if unknownOperand(self) || args.Open != nil {
			return m.derived("", name, append(args.All(), self)...), nil
		}
		if inner, ok := embeddedIn(self); ok {
			self = inner
		}
		if !classMethods[name] && !hasType(self, typ) {
			if isObject(self) {
				return m.MakeUnknown("", "comes from "+typ+"."+name+"() of something else", append(args.All(), self)...), nil
			}
			return value.Value{}, m.Raise("TypeError", "descriptor does not apply to this object")
		}
		if err := m.checkArity(typ+"."+name, args); err != nil {
			return value.Value{}, err
		}
		if acting[name] || isDunder(name) {
			m.changes(self)
		}
		return f(m, self, args)
	}}
}

// classMethods are those whose first argument is no object of the type.
var classMethods = map[string]bool{"fromkeys": true, "maketrans": true, "fromhex": true}

// hasType reports whether a method of a builtin type applies to a value.
func hasType(v value.Value, typ string) bool {
	name := v.Data.TypeName()
	return name == typ || name == "bool" && typ == "int"
}

func (m *machine) none() value.Value { return m.Made(value.None{}) }

func intBitLength(m *machine, self value.Value, _ value.Args) (value.Value, error) {
	i, _ := value.Integer(self)
	return m.Made(value.NewInt(int64(i.BitLen())), self), nil
}

func listMethods() map[string]method {
	return map[string]method{
		"append": listAppend,
		"extend": listExtend,
		"insert": listInsert,
		"remove": listRemove,
		"pop":    listPop,
		"index":  sequenceIndex,
		"count":  sequenceCount,
		"clear": func(m *machine, self value.Value, _ value.Args) (value.Value, error) {
			self.Data.(*value.List).Items = nil
			return m.none(), nil
		},
		"copy":    listCopy,
		"reverse": listReverse,
		"sort":    listSort,
	}
}

func argument(m *machine, args value.Args, pos int, name string) (value.Value, error) {
	v, ok := args.Get(pos, name)
	if !ok {
		return v, m.Raise("TypeError", "missing a required argument")
	}
	return v, nil
}

func listAppend(m *machine, self value.Value, args value.Args) (value.Value, error) {
	v, err := argument(m, args, 0, "object")
	if err != nil {
		return v, err
	}
	l := self.Data.(*value.List)
	l.Items = append(l.Items[:len(l.Items):len(l.Items)], m.added(v))
	return m.none(), m.Spend(1)
}

// added is an item as it is added to a list: within a loop that may run any
// number of times, it may be there any number of times.
func (m *machine) added(v value.Value) value.Value {
	if m.loose == 0 {
		return v
	}
	if _, splice := v.Data.(*value.Splice); splice {
		return v
	}
	u, ok := v.Data.(*value.Unknown)
	if !ok {
		u = &value.Unknown{Reason: "is added in a loop over something that is not known", Key: m.siteKey()}
	}
	return value.Value{Data: &value.Splice{Of: u}, Origin: v.Origin}
}

func listExtend(m *machine, self value.Value, args value.Args) (value.Value, error) {
	v, err := argument(m, args, 0, "iterable")
	if err != nil {
		return v, err
	}
	items, err := m.Iterate(v)
	if err != nil {
		return v, err
	}
	l := self.Data.(*value.List)
	for i := range items {
		items[i] = m.added(items[i])
	}
	l.Items = append(l.Items[:len(l.Items):len(l.Items)], items...)
	return m.none(), nil
}

// listExtendAny is list.__init__: what it is given, if anything.
func listExtendAny(m *machine, self value.Value, args value.Args) (value.Value, error) {
	if len(args.Pos) == 0 {
		return m.none(), nil
	}
	return listExtend(m, self, args)
}

func listInsert(m *machine, self value.Value, args value.Args) (value.Value, error) {
	if len(args.Pos) != 2 {
		return value.Value{}, m.Raise("TypeError", "insert expected 2 arguments")
	}
	if _, number := value.Integer(args.Pos[0]); !number && args.Pos[0].Known() && !isObject(args.Pos[0]) {
		return self, m.Raise("TypeError", "object cannot be interpreted as an integer")
	}
	l := self.Data.(*value.List)
	i, known := clamp(args.Pos[0], -len(l.Items), len(l.Items))
	if i < 0 {
		i += len(l.Items)
	}
	if !known || value.HasSplice(l.Items[:i]) {
		m.shuffle(l, args.Pos[1])
		return m.none(), nil
	}
	l.Items = slices.Insert(slices.Clone(l.Items), i, args.Pos[1])
	return m.none(), nil
}

// shuffle is what is left of an insertion at a place that is not known: the
// item is there, and so are the others, in an order that is not known. The
// order of what is known is kept, with room for anything.
func (m *machine) shuffle(l *value.List, item value.Value) {
	u := &value.Unknown{Reason: "is inserted at a place that is not known", Key: m.siteKey()}
	l.Items = append([]value.Value{item, {Data: &value.Splice{Of: u}}}, l.Items...)
}

func listRemove(m *machine, self value.Value, args value.Args) (value.Value, error) {
	v, err := argument(m, args, 0, "value")
	if err != nil {
		return v, err
	}
	l := self.Data.(*value.List)
	for i, it := range l.Items {
		if _, splice := it.Data.(*value.Splice); splice {
			continue
		}
		switch value.Same(it, v) {
		case value.Yes:
			l.Items = slices.Delete(slices.Clone(l.Items), i, i+1)
			return m.none(), nil
		case value.Maybe:
			// It may be this one or a later one: neither is certain now.
			l.Items = slices.Clone(l.Items)
			l.Items[i] = m.splice("may have been removed")
			return m.none(), nil
		}
	}
	if value.HasSplice(l.Items) {
		return m.none(), nil
	}
	return value.Value{}, m.Raise("ValueError", "list.remove(x): x not in list")
}

func listPop(m *machine, self value.Value, args value.Args) (value.Value, error) {
	l := self.Data.(*value.List)
	key, given := args.Get(0, "")
	if !given {
		key = value.Value{Data: value.NewInt(-1)}
	}
	v, err := m.sequenceItem(self, l.Items, key)
	if err != nil {
		return v, err
	}
	return v, m.delItem(self, key)
}

func listCopy(m *machine, self value.Value, _ value.Args) (value.Value, error) {
	return m.Made(&value.List{Items: slices.Clone(self.Data.(*value.List).Items)}, self), nil
}

func listReverse(m *machine, self value.Value, _ value.Args) (value.Value, error) {
	l := self.Data.(*value.List)
	l.Items = slices.Clone(l.Items)
	slices.Reverse(l.Items)
	return m.none(), nil
}

func listSort(m *machine, self value.Value, args value.Args) (value.Value, error) {
	l := self.Data.(*value.List)
	items, err := m.sorted(l.Items, args)
	if err != nil {
		items = []value.Value{m.splice("is left by a sort that failed")}
	}
	l.Items = items
	return m.none(), err
}

// sortKeys returns what items are compared by: what the argument "key" makes of
// each, or the items themselves.
func (m *machine) sortKeys(items []value.Value, args value.Args) ([]value.Value, error) {
	keys := slices.Clone(items)
	key, ok := args.Get(-1, "key")
	if !ok || key.Data == (value.None{}) {
		return keys, nil
	}
	for i, it := range items {
		if _, splice := it.Data.(*value.Splice); splice {
			continue
		}
		k, err := m.Call(key, value.Args{Pos: []value.Value{it}})
		if err != nil {
			return nil, err
		}
		keys[i] = k
	}
	return keys, nil
}

// sorted sorts items as sorted() and list.sort() do.
func (m *machine) sorted(items []value.Value, args value.Args) ([]value.Value, error) {
	items = value.AnyOrder(items)
	keys, err := m.sortKeys(items, args)
	if err != nil {
		return nil, err
	}
	reverse := false
	if r, ok := args.Get(-1, "reverse"); ok {
		reverse = value.Truthy(r) == value.Yes
	}
	order := make([]int, len(items))
	for i := range order {
		order[i] = i
	}
	comparable, refused := true, error(nil)
	compare := func(a, b value.Value) int {
		c, ok := m.orderOf(a, b)
		if !ok && comparable {
			comparable = false
			_, refused = m.ordering("<", a, b)
		}
		return c
	}
	if len(items) > 1 && value.HasSplice(items) {
		comparable = false
	}
	for i := 1; i < len(keys) && comparable; i++ {
		compare(keys[i], keys[0])
	}
	sort.SliceStable(order, func(a, b int) bool {
		if !comparable {
			return false
		}
		c := compare(keys[order[a]], keys[order[b]])
		if reverse {
			return c > 0
		}
		return c < 0
	})
	if refused != nil {
		return items, refused
	}
	if !comparable {
		return append([]value.Value{m.splice("is sorted by values that are not known")}, items...), nil
	}
	out := make([]value.Value, len(items))
	for i, o := range order {
		out[i] = items[o]
	}
	return out, m.Spend(len(items))
}

// orderOf orders two values by <, which objects may define.
func (m *machine) orderOf(a, b value.Value) (int, bool) {
	if !isObject(a) && !isObject(b) {
		return value.Compare(a, b)
	}
	for i, pair := range [][2]value.Value{{a, b}, {b, a}} {
		less, err := m.ordering("<", pair[0], pair[1])
		if err != nil || !less.Known() {
			return 0, false
		}
		if value.Truthy(less) == value.Yes {
			return 2*i - 1, true
		}
	}
	return 0, true
}

// places returns the bounds between which index() is to look.
func places(args value.Args, n int) (from, to int, known bool) {
	to, known = n, true
	if len(args.Pos) > 1 {
		from, known = bound(args.Pos[1], n, 0, n)
	}
	if len(args.Pos) > 2 && known {
		to, known = bound(args.Pos[2], n, 0, n)
	}
	return from, to, known
}

func sequenceIndex(m *machine, self value.Value, args value.Args) (value.Value, error) {
	v, err := argument(m, args, 0, "value")
	if err != nil {
		return v, err
	}
	items, _ := value.Spread(self)
	from, to, known := places(args, len(items))
	if !known || value.HasSplice(items) && len(args.Pos) > 1 {
		return m.MakeUnknown("int", "is a place between bounds that are not known", self, v), nil
	}
	for i, it := range items[:to] {
		if i < from {
			continue
		}
		if _, splice := it.Data.(*value.Splice); splice {
			return m.MakeUnknown("int", "is a place in a list that is known in part", self, v), nil
		}
		switch value.Same(it, v) {
		case value.Yes:
			return m.Made(value.NewInt(int64(i)), self, v), nil
		case value.Maybe:
			return m.MakeUnknown("int", "is the place of something that is not known", self, v), nil
		}
	}
	return value.Value{}, m.Raise("ValueError", "is not in list")
}

func sequenceCount(m *machine, self value.Value, args value.Args) (value.Value, error) {
	v, err := argument(m, args, 0, "value")
	if err != nil {
		return v, err
	}
	items, _ := value.Spread(self)
	n := int64(0)
	for _, it := range items {
		switch value.Same(it, v) {
		case value.Yes:
			n++
		case value.Maybe:
			return m.MakeUnknown("int", "counts items that are not known", self, v), nil
		}
	}
	return m.Made(value.NewInt(n), self, v), nil
}

func dictMethods() map[string]method {
	return map[string]method{
		"get":        dictGet,
		"setdefault": dictSetdefault,
		"pop":        dictPop,
		"update":     dictUpdate,
		"copy": func(m *machine, self value.Value, _ value.Args) (value.Value, error) {
			return m.Made(self.Data.(*value.Dict).Copy(), self), nil
		},
		"clear": func(m *machine, self value.Value, _ value.Args) (value.Value, error) {
			self.Data.(*value.Dict).Clear()
			return m.none(), nil
		},
		"keys":     dictView(value.Keys),
		"values":   dictView(value.Values),
		"items":    dictView(value.Items),
		"fromkeys": dictFromKeys,
		"popitem":  dictPopitem,
	}
}

func dictPopitem(m *machine, self value.Value, _ value.Args) (value.Value, error) {
	d := self.Data.(*value.Dict)
	if d.Open != nil {
		return m.derived("tuple", "popitem", self), nil
	}
	if d.Len() == 0 {
		return self, m.Raise("KeyError", "dictionary is empty")
	}
	last := d.Entries()[d.Len()-1]
	d.Delete(last.Key)
	return m.Made(&value.Tuple{Items: []value.Value{last.Key, last.Value}}, self), nil
}

func dictView(kind value.ViewKind) method {
	return func(m *machine, self value.Value, _ value.Args) (value.Value, error) {
		return m.Made(&value.View{Of: self.Data.(*value.Dict), Kind: kind}, self), nil
	}
}

func dictGet(m *machine, self value.Value, args value.Args) (value.Value, error) {
	key, err := argument(m, args, 0, "key")
	if err != nil {
		return key, err
	}
	if err := m.hashable(key); err != nil {
		return key, err
	}
	m.touch(key)
	d := self.Data.(*value.Dict)
	if e := m.productionKey(d, key); !e.IsZero() {
		key = e
	}
	v, there := d.Get(key)
	switch there {
	case value.Yes:
		return m.through(v, key), nil
	case value.Maybe:
		return m.derived("", "[]", self, key), nil
	}
	if fallback, ok := args.Get(1, "default"); ok {
		return fallback, nil
	}
	return m.none(), nil
}

func dictSetdefault(m *machine, self value.Value, args value.Args) (value.Value, error) {
	key, err := argument(m, args, 0, "key")
	if err != nil {
		return key, err
	}
	if err := m.hashable(key); err != nil {
		return key, err
	}
	d := self.Data.(*value.Dict)
	v, there := d.Get(key)
	switch there {
	case value.Yes:
		return v, nil
	case value.Maybe:
		return m.derived("", "[]", self, key), nil
	}
	fallback, ok := args.Get(1, "default")
	if !ok {
		fallback = m.none()
	}
	d.Set(key, fallback)
	return fallback, nil
}

func dictPop(m *machine, self value.Value, args value.Args) (value.Value, error) {
	key, err := argument(m, args, 0, "key")
	if err != nil {
		return key, err
	}
	if err := m.hashable(key); err != nil {
		return key, err
	}
	d := self.Data.(*value.Dict)
	v, there := d.Get(key)
	switch there {
	case value.Yes:
		m.steps += d.Len() / 64
		d.Delete(key)
		return v, nil
	case value.Maybe:
		if u := value.UnknownIn(key); u != nil {
			d.Blur(u)
		}
		return m.derived("", "[]", self, key), nil
	}
	if fallback, ok := args.Get(1, "default"); ok {
		return fallback, nil
	}
	return value.Value{}, m.Raise("KeyError", "key")
}

func dictUpdate(m *machine, self value.Value, args value.Args) (value.Value, error) {
	d := self.Data.(*value.Dict)
	for _, a := range args.Pos {
		if err := m.updateDictFrom(d, a); err != nil {
			return value.Value{}, err
		}
	}
	for _, n := range args.Named {
		d.Set(m.Made(value.Str(n.Name)), n.Value)
	}
	return m.none(), nil
}

// updateDictFrom is d.update(v) for a mapping or pairs.
func (m *machine) updateDictFrom(d *value.Dict, v value.Value) error {
	switch v.Data.(type) {
	case *value.List, *value.Tuple, *value.Iterator, *value.Set, *value.View:
	case *value.Object:
		if items, err := m.GetAttr(v, "items"); err == nil {
			pairs, err := m.Call(items, value.Args{})
			if err != nil {
				return err
			}
			return m.updatePairs(d, pairs)
		}
		return m.updateDict(d, v)
	default:
		return m.updateDict(d, v)
	}
	return m.updatePairs(d, v)
}

func (m *machine) updatePairs(d *value.Dict, v value.Value) error {
	pairs, err := m.Iterate(v)
	if err != nil {
		return err
	}
	for _, p := range pairs {
		if sp, ok := p.Data.(*value.Splice); ok {
			if !sp.Orderless {
				d.Blur(sp.Of)
			}
			continue
		}
		kv, ok := value.Spread(p)
		if !ok || len(kv) != 2 {
			d.Blur(&value.Unknown{Reason: "is updated from something that is not modelled", Key: m.siteKey()})
			continue
		}
		if err := m.put(d, kv[0], kv[1]); err != nil {
			return err
		}
	}
	return nil
}

func dictFromKeys(m *machine, self value.Value, args value.Args) (value.Value, error) {
	items, err := m.Iterate(self)
	if err != nil {
		return self, err
	}
	fill, ok := args.Get(0, "value")
	if !ok {
		fill = m.none()
	}
	d := value.NewDict()
	for _, it := range items {
		if err := m.put(d, it, fill); err != nil {
			return self, err
		}
	}
	return m.Made(d, self), nil
}

func setMethods() map[string]method {
	return map[string]method{
		"add": func(m *machine, self value.Value, args value.Args) (value.Value, error) {
			v, err := argument(m, args, 0, "elem")
			if err == nil {
				err = m.addItems(self.Data.(*value.Set), v)
			}
			return m.none(), err
		},
		"discard": func(m *machine, self value.Value, args value.Args) (value.Value, error) {
			v, err := argument(m, args, 0, "elem")
			if err == nil {
				_, err = m.removeItem(self.Data.(*value.Set), v)
			}
			return m.none(), err
		},
		"remove": func(m *machine, self value.Value, args value.Args) (value.Value, error) {
			v, err := argument(m, args, 0, "elem")
			if err != nil {
				return v, err
			}
			there, err := m.removeItem(self.Data.(*value.Set), v)
			if err == nil && there == value.No {
				err = m.Raise("KeyError", "key")
			}
			return m.none(), err
		},
		"update": func(m *machine, self value.Value, args value.Args) (value.Value, error) {
			for _, a := range args.Pos {
				items, err := m.Iterate(a)
				if err != nil {
					return a, err
				}
				if err := m.addItems(self.Data.(*value.Set), items...); err != nil {
					return a, err
				}
			}
			return m.none(), nil
		},
		"union":                setOperation("|"),
		"intersection":         setOperation("&"),
		"difference":           setOperation("-"),
		"symmetric_difference": setOperation("^"),
		"copy":                 setOperation("|"),

		"intersection_update":         setUpdate("&"),
		"difference_update":           setUpdate("-"),
		"symmetric_difference_update": setUpdate("^"),
		"clear": func(m *machine, self value.Value, _ value.Args) (value.Value, error) {
			*self.Data.(*value.Set) = value.Set{}
			return m.none(), nil
		},
		"pop":        setPop,
		"isdisjoint": setDisjoint,
		"issuperset": setComparison(">="),
		"issubset":   setComparison("<="),
	}
}

// setOperation is a method that does what an operator does, with any
// iterables.
func setOperation(op string) method {
	return func(m *machine, self value.Value, args value.Args) (value.Value, error) {
		acc := value.NewSet(self.Data.(*value.Set).Items()...)
		acc.Open = self.Data.(*value.Set).Open
		v := m.Made(acc, self)
		for _, a := range args.Pos {
			other, err := m.setOf(a)
			if err != nil {
				return v, err
			}
			v, _ = m.setBinOp(op, v.Data.(*value.Set), other, v, a)
		}
		return v, nil
	}
}

// setUpdate changes a set to what an operation gives.
func setUpdate(op string) method {
	return func(m *machine, self value.Value, args value.Args) (value.Value, error) {
		v, err := setOperation(op)(m, self, args)
		if err == nil {
			*self.Data.(*value.Set) = *v.Data.(*value.Set)
		}
		return m.none(), err
	}
}

// setPop takes an item from a set: which one, of several, is a matter of
// hashing.
func setPop(m *machine, self value.Value, _ value.Args) (value.Value, error) {
	s := self.Data.(*value.Set)
	items := s.Items()
	switch {
	case s.Open == nil && len(items) == 0:
		return self, m.Raise("KeyError", "pop from an empty set")
	case s.Open == nil && len(items) == 1:
		*s = value.Set{}
		return items[0], nil
	}
	v := m.MakeUnknown("", "is any item of a set", self)
	*s = value.Set{Open: v.Data.(*value.Unknown)}
	return v, nil
}

// setComparison is a method that compares as an operator does, with any
// iterable.
func setComparison(op string) method {
	return func(m *machine, self value.Value, args value.Args) (value.Value, error) {
		v, err := argument(m, args, 0, "other")
		if err != nil {
			return v, err
		}
		other, err := m.setOf(v)
		if err != nil {
			return v, err
		}
		return m.subset(op, self.Data.(*value.Set), other, self, v), nil
	}
}
