package discover

import (
	"path"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// An Index lists the regular files of a repository and their folders, as the
// one walk saw them, and knows where links lead.
type Index struct {
	files   []string // sorted
	folders map[string]bool
	links   map[string]string // by path, what they say
}

// NewIndex returns the index of those files, given as slash-separated paths
// relative to the repository.
func NewIndex(files []string) *Index {
	x := &Index{files: slices.Sorted(slices.Values(files)), folders: map[string]bool{".": true}}
	last := ""
	for _, f := range x.files {
		folder, _ := path.Split(f)
		if folder == last {
			continue // most files follow one of the same folder
		}
		last = folder
		for dir := path.Dir(f); !x.folders[dir]; dir = path.Dir(dir) {
			x.folders[dir] = true
		}
	}
	return x
}

func (x *Index) isFile(name string) bool {
	_, found := slices.BinarySearch(x.files, name)
	return found
}

// HasFile reports whether a regular file was seen at the path, or a link to one,
// or one that may lead to one.
func (x *Index) HasFile(name string) bool {
	if x.isFile(name) {
		return true
	}
	real, err := x.Real(name)
	return err != nil || real != name && x.isFile(real)
}

// HasFolder reports whether a file was seen below the folder.
func (x *Index) HasFolder(name string) bool {
	if x.folders[name] {
		return true
	}
	real, err := x.Real(name)
	return err == nil && x.folders[real]
}

// Files returns all files, sorted; the caller must not change the slice.
func (x *Index) Files() []string { return x.files }

// Below returns the files below a folder ("." for all), sorted.
func (x *Index) Below(folder string) []string {
	if folder == "." {
		return x.files
	}
	prefix := folder + "/"
	from, _ := slices.BinarySearch(x.files, prefix)
	to := from
	for to < len(x.files) && strings.HasPrefix(x.files[to], prefix) {
		to++
	}
	return x.files[from:to]
}

// Glob returns the files and folders that match a pattern of Python's glob
// module, relative to the repository, sorted: "**" spans folders, and what
// starts with a dot matches only a dot.
func (x *Index) Glob(pattern string) ([]string, error) {
	if !doublestar.ValidatePattern(pattern) {
		return nil, doublestar.ErrBadPattern
	}
	var found []string
	for _, f := range x.files {
		if doublestar.MatchUnvalidated(pattern, f) && !hiddenBy(pattern, f) {
			found = append(found, f)
		}
	}
	for _, link := range x.linkNames() {
		if doublestar.MatchUnvalidated(pattern, link) && !hiddenBy(pattern, link) && (x.HasFile(link) || x.HasFolder(link)) {
			found = append(found, link)
		}
	}
	for folder := range x.folders {
		if doublestar.MatchUnvalidated(pattern, folder) && !hiddenBy(pattern, folder) {
			found = append(found, folder)
		}
	}
	slices.Sort(found)
	return found, nil
}

// hiddenBy reports whether a path has a part that starts with a dot which the
// pattern does not write out.
func hiddenBy(pattern, name string) bool {
	for part := range strings.SplitSeq(name, "/") {
		if strings.HasPrefix(part, ".") && !strings.Contains(pattern, part) {
			return true
		}
	}
	return false
}
