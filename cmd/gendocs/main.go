// Command gendocs writes the documents that are made of other files: the page
// of each rule, the sample of the README, and the tables of the guides.
// TestDocsCurrent holds that they are up to date.
package main

import (
	"fmt"
	"os"
)

//go:generate go run . ../..

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: gendocs FOLDER-OF-THE-MODULE")
		os.Exit(2)
	}
	stale, err := generate(os.Args[1], true)
	if err != nil {
		fmt.Fprintln(os.Stderr, "gendocs:", err)
		os.Exit(1)
	}
	for _, name := range stale {
		fmt.Fprintln(os.Stderr, "wrote", name)
	}
}
