package value

import (
	"fmt"
	"strings"
)

// Fingerprint writes a text that is equal for two values that are the same in
// all that can be told of them without their origins, except for the variable
// that they are made of.
func Fingerprint(b *strings.Builder, v Value) {
	fingerprint(b, v, 0)
	if env := v.Origin.Environment(); env != nil {
		b.WriteString("$" + env.Name)
	}
}

func fingerprint(b *strings.Builder, v Value, depth int) {
	if depth > maxDepth || b.Len() > 2*maxText {
		return
	}
	switch d := v.Data.(type) {
	case *List:
		fingerprintAll(b, "[", d.Items, depth)
	case *Tuple:
		fingerprintAll(b, "(", d.Items, depth)
	case *Iterator:
		fingerprintAll(b, "<", d.Items, depth)
	case *Set:
		fingerprintAll(b, "{", d.Items(), depth)
		fingerprintOpen(b, d.Open)
	case *Dict:
		for _, e := range d.Entries() {
			fingerprint(b, e.Key, depth+1)
			b.WriteByte(':')
			fingerprint(b, e.Value, depth+1)
			b.WriteByte(',')
		}
		fingerprintOpen(b, d.Open)
	case *View:
		fingerprintAll(b, d.TypeName()+"(", d.All(), depth)
	case *Unknown:
		fmt.Fprintf(b, "?%s %s", d.Type, d.Reason)
	case *Splice:
		fingerprintOpen(b, d.Of)
	case *Object, *Function, *BoundMethod, *Class, *Module:
		b.WriteString(d.TypeName())
	default:
		key, _ := HashKey(v)
		fmt.Fprintf(b, "%s %q", d.TypeName(), key)
	}
}

func fingerprintAll(b *strings.Builder, open string, items []Value, depth int) {
	b.WriteString(open)
	for _, it := range items {
		fingerprint(b, it, depth+1)
		b.WriteByte(',')
	}
}

func fingerprintOpen(b *strings.Builder, u *Unknown) {
	if u != nil {
		b.WriteString("…" + u.Reason)
	}
}
