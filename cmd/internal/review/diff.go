package review

import (
	"bytes"
	"strings"

	"github.com/sourcegraph/go-diff/diff"
)

// maxLine is the length of a line that is repeated in a comment.
const maxLine = 1000

// A patch has the lines of a file that a pull request shows, by their numbers
// in its head. Only on these GitHub takes comments.
type patch map[int][]byte

// parsePatch reads the patch of one file as the API gives it: hunks without
// the file's header. What cannot be read has no lines.
func parsePatch(text string) patch {
	lines := patch{}
	hunks, err := diff.ParseHunks([]byte(text))
	if err != nil {
		return lines
	}
	for _, h := range hunks {
		number := int(h.NewStartLine)
		if number < 1 {
			continue // the file is empty, or this is no patch
		}
		for line := range bytes.Lines(h.Body) {
			if strings.IndexByte("+ \n", line[0]) < 0 {
				continue // it is removed, or about the line before
			}
			lines[number] = bytes.TrimSuffix(line[min(1, len(line)):], []byte("\n"))
			number++
		}
	}
	return lines
}

// shows tells whether the pull request shows the very lines that a suggestion
// replaces, where it replaces them. The lines of a merge that was checked out
// may be others than those of the pull request's head.
func (p patch) shows(s Suggestion) bool {
	for i, old := range s.Old {
		line, ok := p[s.Line+i]
		if !ok || string(line) != old {
			return false
		}
	}
	return len(s.Old) > 0
}
