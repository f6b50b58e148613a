package models

import (
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// Files of the repository as Python's file objects.
//
// https://docs.python.org/3/library/io.html

// Catches is implemented by a host that can tell whether the program catches an
// exception of a class where it is being evaluated. A file that is not in the
// repository then raises FileNotFoundError; otherwise the server that runs must
// have it, and its content is not known.
type Catches interface {
	Catches(class string) bool
}

// Open is the builtin open().
func Open(h value.Host, args value.Args) (value.Value, error) {
	return openFunctionOf.Call(h, args)
}

var openFunctionOf = function("open", "file, mode=, buffering=, encoding=, errors=, newline=, closefd=, opener=", func(h value.Host, a *arguments) (value.Value, error) {
	return openFile(h, a.value("file"), a.value("mode"))
})

// An openedFile is the state of a file object.
type openedFile struct {
	// text is what is left to read: a Str, Bytes or Unknown.
	text value.Value
	// wrote collects what a StringIO is given.
	wrote *strings.Builder
}

// openFile opens a file for reading. Nothing is ever written.
func openFile(h value.Host, file, mode value.Value) (value.Value, error) {
	m, known := value.Text(mode)
	switch {
	case !isNone(mode) && !known:
		return h.MakeUnknown("", "comes from a file opened in a mode that is not known", file), nil
	case strings.ContainsAny(m, "wax+"):
		return h.Made(object(fileClass, &openedFile{text: h.MakeUnknown("str", "is read from a file that is written", file)}), file), nil
	}
	text, err := readText(h, file)
	if err != nil {
		return text, err
	}
	if s, ok := text.Data.(value.Str); ok && strings.Contains(m, "b") {
		text.Data = value.Bytes(s)
	}
	return h.Made(object(fileClass, &openedFile{text: text}), file), nil
}

// readText returns the content of a file as a string.
func readText(h value.Host, file value.Value) (value.Value, error) {
	file, err := fspath(h, file)
	if err != nil {
		return file, err
	}
	p, ok := askedPath(h, file)
	if !ok {
		if u := value.UnknownIn(file); u != nil {
			return derived(h, "str", "read", u, file), nil
		}
		return h.MakeUnknown("str", "comes from a file that is not modelled", file), nil
	}
	f, found := h.File(p)
	switch {
	case f != nil:
		return str(h, strings.ReplaceAll(string(f.Bytes), "\r\n", "\n"), file), h.Spend(1 + len(f.Bytes)/64)
	case folderAt(h, p):
		return value.Value{}, h.Raise("IsADirectoryError", "Is a directory")
	case found == value.No && catches(h, "FileNotFoundError"):
		assumeAbsent(h, p)
		return value.Value{}, h.Raise("FileNotFoundError", "No such file or directory")
	}
	v := h.MakeUnknown("str", "comes from "+pathForPeople(p)+", which is not in the repository", file)
	if u, ok := v.Data.(*value.Unknown); ok {
		u.Key = "file:" + p
	}
	return v, nil
}

func folderAt(h value.Host, p string) bool {
	kind, found := h.Kind(p)
	return found == value.Yes && isFolder(kind)
}

func catches(h value.Host, class string) bool {
	c, ok := h.(Catches)
	return ok && c.Catches(class)
}

var fileClass = class("io", "TextIOWrapper", names{
	"read":      method("read", "size=", readFile),
	"readline":  method("readline", "size=", readLine),
	"readlines": method("readlines", "hint=", readLines),
	"__iter__":  method("__iter__", "", readLines),
	"__enter__": passing("__enter__"),
	"__exit__":  quiet("__exit__"),
	"close":     quiet("close"),
	"flush":     quiet("flush"),
	"write":     method("write", "text", writeFile),
	"seek":      unmodelled("seek", "int", "comes from a file that is not modelled"),
	"getvalue":  method("getvalue", "", writtenText),
})

func fileState(a *arguments) *openedFile {
	f := stateOf[openedFile](a)
	if f.text.IsZero() {
		f.text.Data = &value.Unknown{Type: "str", Reason: "comes from a file that is not modelled"}
	}
	return f
}

func readFile(h value.Host, a *arguments) (value.Value, error) {
	f := fileState(a)
	if size, given := a.get("size"); given && !isNone(size) {
		if n, ok := integer(size); !ok || n >= 0 {
			return h.MakeUnknown("str", "comes from a part of a file, which is not modelled", a.given...), nil
		}
	}
	text := f.text
	switch text.Data.(type) {
	case value.Str:
		f.text.Data = value.Str("")
	case value.Bytes:
		f.text.Data = value.Bytes("")
	}
	return text, nil
}

func readLine(h value.Host, a *arguments) (value.Value, error) {
	f := fileState(a)
	text, ok := value.Text(f.text)
	if !ok {
		return h.MakeUnknown("str", "comes from a line of a file that is not known", f.text), nil
	}
	line := firstLine(text)
	f.text.Data = value.Str(text[len(line):])
	return str(h, line, f.text), nil
}

// firstLine returns the first line with its end.
func firstLine(text string) string {
	if i := strings.IndexByte(text, '\n'); i >= 0 {
		return text[:i+1]
	}
	return text
}

func readLines(h value.Host, a *arguments) (value.Value, error) {
	f := fileState(a)
	text, ok := value.Text(f.text)
	if !ok {
		u := value.UnknownIn(f.text)
		if u == nil {
			u = &value.Unknown{Reason: "comes from the lines of a file that is not modelled"}
		}
		return h.Made(&value.List{Items: []value.Value{{Data: &value.Splice{Of: u}}}}, f.text), nil
	}
	list := &value.List{}
	for text != "" {
		line := firstLine(text)
		list.Items = append(list.Items, str(h, line, f.text))
		text = text[len(line):]
	}
	f.text.Data = value.Str("")
	return h.Made(list, f.text), h.Spend(len(list.Items))
}

func writeFile(h value.Host, a *arguments) (value.Value, error) {
	if f := fileState(a); f.wrote != nil {
		text, ok := value.Text(a.value("text"))
		if !ok {
			f.text, f.wrote = h.MakeUnknown("str", "comes from a text that is not known", a.given...), nil
			return f.text, nil
		}
		f.wrote.WriteString(text)
	}
	return h.MakeUnknown("int", "comes from writing to a file", a.given...), nil
}

func writtenText(h value.Host, a *arguments) (value.Value, error) {
	f := fileState(a)
	if f.wrote == nil {
		return f.text, nil
	}
	return str(h, f.wrote.String(), a.given...), nil
}

// textOf returns the text that a function which takes a file or a text is
// given: of a file object, what is left to read.
func textOf(h value.Host, v value.Value) (value.Value, error) {
	o, ok := v.Data.(*value.Object)
	if !ok {
		return v, nil
	}
	if _, found := o.Class.Lookup("read"); found == value.No && o.Class.GetAttr == nil {
		return v, nil
	}
	read, err := h.GetAttr(v, "read")
	if err != nil {
		return read, err
	}
	return h.Call(read, value.Args{})
}

// newStringIO is io.StringIO and io.BytesIO.
func newStringIO(h value.Host, a *arguments) (value.Value, error) {
	f := &openedFile{text: a.value("initial_value"), wrote: &strings.Builder{}}
	if isNone(f.text) {
		f.text = str(h, "")
	}
	if text, ok := value.Text(f.text); ok {
		f.wrote.WriteString(text)
	} else {
		f.wrote = nil
	}
	return h.Made(object(fileClass, f), a.given...), nil
}
