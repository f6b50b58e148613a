package python

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

// FuzzParse holds the laws of every tree, whatever the file: spans lie within
// the file and within their parent's, siblings are in order, errors are sorted,
// and messages have none of the file's text.
func FuzzParse(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.py")
	for _, name := range files {
		content, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(content)
		for _, line := range strings.SplitAfter(string(content), "\n") {
			if len(line) > 40 {
				f.Add([]byte(line))
			}
		}
	}
	for _, test := range brokenFiles {
		f.Add([]byte(test.text))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		m := Parse(source.NewFile("settings.py", content))
		if err := checkModule(m); err != nil {
			t.Fatalf("%v\n%q\n%s", err, content, dump(m.Body, true))
		}
	})
}

func checkModule(m *Module) error {
	whole := source.Span{File: m.File, End: len(m.File.Bytes)}
	last := 0
	for _, e := range m.Errors {
		switch {
		case e.Message == "":
			return fmt.Errorf("an error without a message")
		case e.Span.Start < last:
			return fmt.Errorf("errors out of order at %d", e.Span.Start)
		case !within(e.Span, whole):
			return fmt.Errorf("error at %d:%d is outside the file", e.Span.Start, e.Span.End)
		}
		last = e.Span.Start
	}
	w := &walker{errors: len(m.Errors)}
	w.list(reflect.ValueOf(m.Body), whole, 0, 0)
	return w.err
}

func within(a, b source.Span) bool {
	return a.File == b.File && b.Start <= a.Start && a.Start <= a.End && a.End <= b.End
}

// A walker visits every field of every node by reflection, so that no kind of
// node is forgotten.
type walker struct {
	errors int
	err    error
}

func (w *walker) list(v reflect.Value, parent source.Span, from, depth int) {
	for i := range v.Len() {
		from = w.value(v.Index(i), parent, from, depth)
	}
}

// value checks v, whose nodes begin at or after from, and returns where the last
// of them ends.
func (w *walker) value(v reflect.Value, parent source.Span, from, depth int) int {
	if depth > 4*maxDepth && w.err == nil {
		w.err = fmt.Errorf("deeper than %d", depth)
	}
	if w.err != nil {
		return from
	}
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		if v.IsNil() || v.Type() == bigInt {
			return from
		}
		return w.value(v.Elem(), parent, from, depth)
	case reflect.Slice:
		w.list(v, parent, from, depth)
		return from
	case reflect.Struct:
		return w.node(v, parent, from, depth)
	}
	return from
}

var bigInt = reflect.TypeOf((*IntLit)(nil)).Elem().Field(1).Type

func (w *walker) node(v reflect.Value, parent source.Span, from, depth int) int {
	end := from
	if place := v.FieldByName("Place"); place.IsValid() {
		at := place.Interface().(Place).At
		switch {
		case !within(at, parent):
			w.err = fmt.Errorf("%s at %d:%d is not within %d:%d", v.Type(), at.Start, at.End, parent.Start, parent.End)
		case at.Start < from && v.Type() != reflect.TypeFor[FormattedValue](): // {x=} is its own text, too
			w.err = fmt.Errorf("%s at %d:%d begins before %d, where its neighbour ends", v.Type(), at.Start, at.End, from)
		case v.Addr().Type().Implements(exprType) && v.Type() != reflect.TypeOf(BadExpr{}) && at.Start == at.End && !emptyText(v):
			w.err = fmt.Errorf("%s at %d is empty", v.Type(), at.Start)
		}
		parent, from, end = at, at.Start, at.End
	}
	for i := range v.NumField() {
		name := v.Type().Field(i).Name
		if name == "Place" {
			continue
		}
		field := v.Field(i)
		if name == "Decorators" { // they stand before the def or class
			w.list(field, source.Span{File: parent.File, End: parent.Start}, 0, depth+1)
			continue
		}
		w.value(field, parent, from, depth+1)
	}
	return end
}

var exprType = reflect.TypeFor[Expr]()

func emptyText(v reflect.Value) bool { return v.Type() == reflect.TypeOf(JoinedStr{}) }
