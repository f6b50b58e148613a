// Command newrule starts a rule: it takes the next free id of a family, writes
// the rule's file and its page, and puts the rule into the list. The tests then
// fail until the page and the rule say something.
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr, "usage: newrule FOLDER-OF-THE-MODULE FAMILY NAME\n\nexample: newrule . 1 session-cookie-in-the-url")
	}
	flag.Parse()
	if flag.NArg() != 3 {
		flag.Usage()
		os.Exit(2)
	}
	wrote, err := start(flag.Arg(0), flag.Arg(1), flag.Arg(2))
	if err != nil {
		fmt.Fprintln(os.Stderr, "newrule:", err)
		os.Exit(1)
	}
	for _, name := range wrote {
		fmt.Fprintln(os.Stdout, name)
	}
}
