// Package source holds the files of the scanned repository: it reads them
// through one rooted, read-only, size-capped door, and turns byte offsets into
// lines and columns. It knows nothing of Python, Django or findings.
package source

import (
	"bytes"
	"sort"
	"sync"
	"unicode/utf8"
)

// A File is one file of the repository, read once.
type File struct {
	// Path is slash-separated and relative to the repository's root.
	Path string
	// Bytes is the content as it lies on disk; nobody changes it.
	Bytes []byte

	once  sync.Once
	lines []int // offset of the first byte of each line; see starts
}

// NewFile returns the file of that path and content.
func NewFile(path string, content []byte) *File {
	return &File{Path: path, Bytes: content}
}

// starts returns the offset of the first byte of each line. Most files are
// only searched, never asked for a line, so the lines wait until then.
func (f *File) starts() []int {
	f.once.Do(func() { f.lines = lineStarts(f.Bytes) })
	return f.lines
}

// lineStarts follows Python's universal newlines: LF, CR LF and a lone CR.
func lineStarts(b []byte) []int {
	starts := []int{0}
	for i := 0; i < len(b); i++ {
		switch b[i] {
		case '\n':
			starts = append(starts, i+1)
		case '\r':
			if i+1 < len(b) && b[i+1] == '\n' {
				i++
			}
			starts = append(starts, i+1)
		}
	}
	return starts
}

// A Position is a place for people and for SARIF: both numbers start at 1, and
// Column counts UTF-16 code units.
type Position struct {
	Line, Column int
}

// Position returns the position of a byte offset. An offset outside the file
// is taken to its nearest end.
func (f *File) Position(offset int) Position {
	offset = min(max(offset, 0), len(f.Bytes))
	lines := f.starts()
	line := sort.SearchInts(lines, offset+1) - 1
	return Position{Line: line + 1, Column: utf16Len(f.Bytes[lines[line]:offset]) + 1}
}

// LineCount returns the number of lines; a trailing newline starts one more.
func (f *File) LineCount() int { return len(f.starts()) }

// Line returns the text of a line (1-based) without its line ending, or nil
// when there is no such line.
func (f *File) Line(line int) []byte {
	lines := f.starts()
	if line < 1 || line > len(lines) {
		return nil
	}
	end := len(f.Bytes)
	if line < len(lines) {
		end = lines[line]
	}
	return bytes.TrimRight(f.Bytes[lines[line-1]:end], "\r\n")
}

// LineSpan returns the span of a line (1-based) without its line ending.
func (f *File) LineSpan(line int) Span {
	lines := f.starts()
	if line < 1 || line > len(lines) {
		return Span{File: f}
	}
	start := lines[line-1]
	return Span{File: f, Start: start, End: start + len(f.Line(line))}
}

func utf16Len(b []byte) int {
	n := 0
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		if r > 0xFFFF {
			n++
		}
		n++
		b = b[size:]
	}
	return n
}

// A Span is a part of a file, in bytes, End excluded. The zero Span is no
// place at all.
type Span struct {
	File       *File
	Start, End int
}

// IsZero reports whether the span is no place at all.
func (s Span) IsZero() bool { return s.File == nil }

// Path returns the path of the span's file, or "".
func (s Span) Path() string {
	if s.File == nil {
		return ""
	}
	return s.File.Path
}

// Range returns the positions of the span's start and end.
func (s Span) Range() (start, end Position) {
	if s.File == nil {
		return Position{}, Position{}
	}
	return s.File.Position(s.Start), s.File.Position(s.End)
}

// Text returns the source text of the span.
func (s Span) Text() string {
	if s.File == nil || s.Start < 0 || s.End > len(s.File.Bytes) || s.Start > s.End {
		return ""
	}
	return string(s.File.Bytes[s.Start:s.End])
}

// Compare orders spans by path, start and end; the zero Span comes first.
func (s Span) Compare(t Span) int {
	if c := compareStrings(s.Path(), t.Path()); c != 0 {
		return c
	}
	if s.Start != t.Start {
		return s.Start - t.Start
	}
	return s.End - t.End
}

func compareStrings(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
