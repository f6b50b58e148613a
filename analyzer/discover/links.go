package discover

import (
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

// maxHops is how many links may be on the way to a file, as on Linux.
const maxHops = 40

// A lostError says of a link that what it leads to is not in the repository.
// Nothing can be said of the file, not even that there is none where the program
// runs.
type lostError string

// Error says it as the end of a sentence about the link.
func (e lostError) Error() string { return "it is a link that " + string(e) }

// The ways in which links are lost.
const (
	leadsOut      = lostError("leads out of the repository")
	leadsNowhere  = lostError("leads to nothing in the repository")
	leadsInCircle = lostError("leads to itself")
)

// Real returns the path of a file or folder without links, as Python would find
// it. With an error, it is that of the link that is lost.
func (x *Index) Real(name string) (string, error) {
	if x.straight(name) {
		return name, nil
	}
	hops := 0
	return x.follow(".", name, &hops)
}

// straight reports whether no link is on the way to a path.
func (x *Index) straight(name string) bool {
	for at := 0; at <= len(name) && len(x.links) > 0; at++ {
		if at < len(name) && name[at] != '/' {
			continue
		}
		part := name[strings.LastIndexByte(name[:at], '/')+1 : at]
		if _, isLink := x.links[name[:at]]; isLink || part == "" || part == "." || part == ".." {
			return false
		}
	}
	return true
}

// follow goes from a folder without links to what is at a path from there.
func (x *Index) follow(here, name string, hops *int) (string, error) {
	for part := range strings.SplitSeq(name, "/") {
		switch part {
		case "", ".":
			continue
		case "..":
			if here == "." {
				return here, leadsOut
			}
			here = path.Dir(here)
			continue
		}
		next := path.Join(here, part)
		to, isLink := x.links[next]
		if !isLink {
			here = next
			continue
		}
		if *hops++; *hops > maxHops {
			return next, leadsInCircle
		}
		if path.IsAbs(to) {
			return next, leadsOut
		}
		real, err := x.follow(here, to, hops)
		if err != nil {
			return next, err
		}
		if !x.isFile(real) && !x.folders[real] {
			return next, leadsNowhere
		}
		here = real
	}
	return here, nil
}

// Read reads a file of the index, by whatever links.
func (x *Index) Read(repo *source.Repository, name string) (*source.File, error) {
	real, err := x.Real(name)
	if err != nil {
		return nil, err
	}
	return repo.Read(real)
}

// Content returns what a file of the index holds, by whatever links.
func (x *Index) Content(repo *source.Repository, name string) ([]byte, error) {
	real, err := x.Real(name)
	if err != nil {
		return nil, err
	}
	return repo.Content(real)
}

// Lost reports whether a link is on the way to a path that is lost, so that
// nobody knows what is there.
func (x *Index) Lost(name string) bool {
	_, err := x.Real(name)
	return err != nil
}

// linkNames returns the paths of all links, sorted.
func (x *Index) linkNames() []string { return slices.Sorted(maps.Keys(x.links)) }
