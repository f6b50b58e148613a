package report

import (
	"io"
	"strings"
	"unicode/utf8"
)

// A Row is the texts of a line of a table, harmless or not.
type Row [3]string

// WriteRows writes a table for people.
func WriteRows(w io.Writer, head Row, rows []Row, color bool) error {
	var width [3]int
	for _, r := range append([]Row{head}, rows...) {
		for i, text := range r {
			width[i] = min(max(width[i], utf8.RuneCountInString(Harmless(text))), maxCell*2)
		}
	}
	s := style{on: color}
	var b strings.Builder
	write := func(r Row, paint func(string) string) {
		line := pad(Harmless(r[0]), width[0]) + "  " + pad(Harmless(r[1]), width[1]) + "  " + Harmless(r[2])
		b.WriteString(paint(strings.TrimRight(line, " ")) + "\n")
	}
	write(head, s.bold)
	for _, r := range rows {
		write(r, func(text string) string { return text })
	}
	_, err := io.WriteString(w, b.String())
	return err
}
