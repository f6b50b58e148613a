package interp

import (
	"math/big"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// GetItem implements value.Host.
func (m *machine) GetItem(v, key value.Value) (value.Value, error) {
	m.touch(key)
	key, err := m.asIndex(v, key)
	if err != nil {
		return key, err
	}
	switch d := v.Data.(type) {
	case *value.Unknown:
		return m.derived("", "[]", v, key), nil
	case *value.Dict:
		return m.dictItem(v, d, key)
	case *value.Object:
		return m.objectItem(v, d, key)
	case *value.Class:
		if f, ok := m.metaMethod(d, "__getitem__"); ok {
			return m.Call(f, value.Args{Pos: []value.Value{key}})
		}
		if f, found := d.Lookup("__class_getitem__"); found == value.Yes {
			return m.Call(f, value.Args{Pos: []value.Value{v, key}})
		}
		return v, nil // list[int], Generic[T]: the class itself
	case value.Range:
		return m.rangeItem(v, d, key)
	case *value.List:
		return m.sequenceItem(v, d.Items, key)
	case *value.Tuple:
		return m.sequenceItem(v, d.Items, key)
	case value.Str:
		if err := m.spendOn(v); err != nil {
			return value.Value{}, err
		}
		return m.textItem(v, []rune(string(d)), key)
	case value.Bytes:
		return m.bytesItem(v, d, key)
	}
	return value.Value{}, m.Raise("TypeError", "object is not subscriptable")
}

// asIndex is a key of a sequence: an object may say what number it stands for.
func (m *machine) asIndex(v, key value.Value) (value.Value, error) {
	o, ok := key.Data.(*value.Object)
	if !ok || o.Class == m.classes["slice"] {
		return key, nil
	}
	switch v.Data.(type) {
	case *value.List, *value.Tuple, value.Str, value.Bytes, value.Range:
	default:
		return key, nil
	}
	f, found := o.Class.Lookup("__index__")
	switch found {
	case value.Yes:
		return m.Call(m.bind(key, f), value.Args{})
	case value.Maybe:
		return m.MakeUnknown("int", o.Class.OpaqueReason().Reason, key), nil
	}
	return key, nil
}

func (m *machine) dictItem(v value.Value, d *value.Dict, key value.Value) (value.Value, error) {
	if err := m.hashable(key); err != nil {
		return v, err
	}
	if e := m.productionKey(d, key); !e.IsZero() {
		key = e
	}
	item, there := d.Get(key)
	switch there {
	case value.Yes:
		return m.through(item, key), nil
	case value.Maybe:
		return m.derived("", "[]", v, key), nil
	}
	return value.Value{}, m.Raise("KeyError", "key")
}

// through keeps, in a looked-up item's origin, the variables that its key was
// made of.
func (m *machine) through(item, key value.Value) value.Value {
	if len(key.Origin.Environments()) == 0 {
		return item
	}
	o := m.origin([]value.Value{key, item})
	o.At = item.Origin.Span()
	return value.Value{Data: item.Data, Origin: o}
}

// productionKey returns the key that names production, where a dictionary has
// one and is asked by an environment variable.
func (m *machine) productionKey(d *value.Dict, key value.Value) value.Value {
	env := m.assumable(key)
	if env == nil {
		return value.Value{}
	}
	for _, e := range d.Entries() {
		if text, ok := value.Text(e.Key); ok && productionWords[strings.ToLower(text)] {
			m.Assume(env.Name + " names production")
			return value.Value{Data: e.Key.Data, Origin: key.Origin}
		}
	}
	return value.Value{}
}

func (m *machine) objectItem(v value.Value, o *value.Object, key value.Value) (value.Value, error) {
	if ns, ok := o.State.(*namespaceDict); ok {
		return m.namespaceItem(v, ns, key)
	}
	f, found := o.Class.Lookup("__getitem__")
	if inner, ok := embeddedIn(v); ok && found != value.Yes {
		return m.embeddedItem(v, inner, o.Class, key)
	}
	switch found {
	case value.Yes:
		return m.Call(m.bind(v, f), value.Args{Pos: []value.Value{key}})
	case value.Maybe:
		return m.derived("", "[]", value.Value{Data: o.Class.OpaqueReason(), Origin: v.Origin}, key), nil
	}
	if o.Class.GetAttr != nil {
		if f, err := o.Class.GetAttr(m, o, "__getitem__"); err == nil && !f.IsZero() {
			return m.Call(f, value.Args{Pos: []value.Value{key}})
		}
	}
	return value.Value{}, m.Raise("TypeError", "object is not subscriptable")
}

// embeddedItem asks the builtin value that an object also is, and __missing__
// for a key that is not there.
func (m *machine) embeddedItem(v, inner value.Value, c *value.Class, key value.Value) (value.Value, error) {
	if d, ok := inner.Data.(*value.Dict); ok {
		missing, found := c.Lookup("__missing__")
		if _, there := d.Get(key); there == value.No && found == value.Yes {
			return m.Call(m.bind(v, missing), value.Args{Pos: []value.Value{key}})
		}
	}
	return m.GetItem(inner, key)
}

func (m *machine) sequenceItem(v value.Value, items []value.Value, key value.Value) (value.Value, error) {
	if u, ok := key.Data.(*value.Unknown); ok {
		return value.Value{Data: itemOf(u, m.siteKey()), Origin: m.origin([]value.Value{v, key})}, nil
	}
	if part, ok := sliceParts(key); ok {
		if err := m.checkSlice(part); err != nil {
			return v, err
		}
		picked, known := slicePick(items, part)
		if !known || value.HasSplice(items) && !wholeSlice(part) {
			picked = []value.Value{{Data: &value.Splice{Of: m.unknownSlice(v, key)}}}
		}
		if _, tuple := v.Data.(*value.Tuple); tuple {
			return m.Made(&value.Tuple{Items: picked}, v), nil
		}
		return m.Made(&value.List{Items: picked}, v), nil
	}
	i, ok := index(key, len(items))
	if !ok {
		return value.Value{}, m.Raise("TypeError", "indices must be integers or slices")
	}
	if hasSpliceBefore(items, i, key) {
		u := value.UnknownIn(v)
		n, _ := value.Integer(key)
		return value.Value{Data: itemOf(u, n.String()), Origin: m.origin([]value.Value{v})}, nil
	}
	if i < 0 || i >= len(items) {
		return value.Value{}, m.Raise("IndexError", "index out of range")
	}
	return items[i], nil
}

func (m *machine) unknownSlice(v, key value.Value) *value.Unknown {
	if u := value.UnknownIn(v); u != nil {
		return u
	}
	return &value.Unknown{Reason: "is a slice whose bounds are not known", Key: m.siteKey()}
}

// hasSpliceBefore reports whether a Splice makes it unknown which item an
// index finds: one before it, or after it for a negative index.
func hasSpliceBefore(items []value.Value, i int, key value.Value) bool {
	if !value.HasSplice(items) {
		return false
	}
	n, _ := value.Integer(key)
	if i < 0 || i >= len(items) {
		return true
	}
	if n.Sign() < 0 {
		return value.HasSplice(items[i:])
	}
	return value.HasSplice(items[:i+1])
}

// index returns a non-negative index for a Python index.
func index(key value.Value, length int) (int, bool) {
	n, ok := value.Integer(key)
	if !ok {
		return 0, false
	}
	if !n.IsInt64() {
		return length, true
	}
	i := n.Int64()
	if i < 0 {
		i += int64(length)
	}
	if i < -1 || i > int64(length) {
		return length, true
	}
	return int(i), true
}

func sliceParts(key value.Value) ([3]value.Value, bool) {
	o, ok := key.Data.(*value.Object)
	if !ok {
		return [3]value.Value{}, false
	}
	parts, ok := o.State.([3]value.Value)
	return parts, ok
}

func wholeSlice(p [3]value.Value) bool {
	for _, v := range p {
		if v.Data != (value.None{}) {
			return false
		}
	}
	return true
}

// slicePick returns the items that a slice picks; false if its bounds are not
// known.
func slicePick(items []value.Value, p [3]value.Value) ([]value.Value, bool) {
	from, to, step, ok := sliceBounds(p, len(items))
	if !ok {
		return nil, false
	}
	picked := []value.Value{}
	for i := from; step > 0 && i < to || step < 0 && i > to; i += step {
		picked = append(picked, items[i])
	}
	return picked, true
}

// checkSlice raises what Python raises for a slice that cannot be.
func (m *machine) checkSlice(p [3]value.Value) error {
	for _, part := range [3]value.Value{p[2], p[0], p[1]} {
		if n, ok := value.Integer(p[2]); ok && n.Sign() == 0 {
			return m.Raise("ValueError", "slice step cannot be zero")
		}
		_, number := value.Integer(part)
		if !number && part.Data != (value.None{}) && part.Known() && !isObject(part) {
			return m.Raise("TypeError", "slice indices must be integers or None or have an __index__ method")
		}
	}
	return nil
}

func sliceBounds(p [3]value.Value, n int) (from, to, step int, ok bool) {
	step = 1
	if p[2].Data != (value.None{}) {
		if step, ok = clamp(p[2], -n-1, n+1); !ok || step == 0 {
			return 0, 0, 0, false
		}
	}
	low, high := 0, n
	if step < 0 {
		low, high = -1, n-1
	}
	from, to = low, high
	if step < 0 {
		from, to = high, low
	}
	if p[0].Data != (value.None{}) {
		if from, ok = bound(p[0], n, low, high); !ok {
			return 0, 0, 0, false
		}
	}
	if p[1].Data != (value.None{}) {
		if to, ok = bound(p[1], n, low, high); !ok {
			return 0, 0, 0, false
		}
	}
	return from, to, step, true
}

func bound(v value.Value, n, low, high int) (int, bool) {
	i, ok := clamp(v, -n-1, n+1)
	if !ok {
		return 0, false
	}
	if i < 0 {
		i += n
	}
	return min(max(i, low), high), true
}

func clamp(v value.Value, low, high int) (int, bool) {
	i, ok := value.Integer(v)
	if !ok {
		return 0, false
	}
	switch {
	case i.Cmp(big.NewInt(int64(low))) < 0:
		return low, true
	case i.Cmp(big.NewInt(int64(high))) > 0:
		return high, true
	}
	return int(i.Int64()), true
}

func (m *machine) textItem(v value.Value, runes []rune, key value.Value) (value.Value, error) {
	if _, unknown := key.Data.(*value.Unknown); unknown {
		return m.derived("str", "[]", v, key), nil
	}
	items := make([]value.Value, len(runes))
	for i, r := range runes {
		items[i] = value.Value{Data: value.Str(string(r))}
	}
	if part, ok := sliceParts(key); ok {
		if err := m.checkSlice(part); err != nil {
			return v, err
		}
		picked, known := slicePick(items, part)
		if !known {
			return m.derived("str", "[:]", v, key), nil
		}
		var b strings.Builder
		for _, p := range picked {
			b.WriteString(string(p.Data.(value.Str)))
		}
		return m.Made(value.Str(b.String()), v), nil
	}
	i, ok := index(key, len(items))
	if !ok {
		return value.Value{}, m.Raise("TypeError", "string indices must be integers")
	}
	if i < 0 || i >= len(items) {
		return value.Value{}, m.Raise("IndexError", "string index out of range")
	}
	return m.Made(items[i].Data, v), nil
}

// bytesItem is b[i], an int, and b[i:j], bytes.
func (m *machine) bytesItem(v value.Value, b value.Bytes, key value.Value) (value.Value, error) {
	_, sliced := sliceParts(key)
	if _, unknown := key.Data.(*value.Unknown); unknown {
		return m.derived("", "[]", v, key), nil
	}
	runes := make([]rune, len(b))
	for i := range len(b) {
		runes[i] = rune(b[i])
	}
	item, err := m.textItem(v, runes, key)
	text, known := value.Text(item)
	switch {
	case err != nil:
		return item, err
	case !known:
		return m.derived("", "[]", v, key), nil
	case !sliced:
		return m.Made(value.NewInt(int64([]rune(text)[0])), v), nil
	}
	var picked []byte
	for _, r := range text {
		picked = append(picked, byte(r))
	}
	return m.Made(value.Bytes(picked), v), nil
}
