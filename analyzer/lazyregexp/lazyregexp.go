// Package lazyregexp compiles regular expressions when they are first used. A
// command needs few of them, and compiling all takes a quarter of the time in which
// the program starts.
package lazyregexp

import (
	"regexp"
	"sync"
)

// New returns what compiles an expression when it is first called; if it is none,
// every call panics. Several goroutines may call it.
func New(text string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(text) })
}
