// Command django-session-audit says what a Django project's session settings
// will be in production, and what is wrong with them.
package main

import (
	"os"

	"github.com/django-session-audit/django-session-audit/cmd/internal/action"
	"github.com/django-session-audit/django-session-audit/cmd/internal/cli"
)

// version is set by the linker: -X main.version=1.2.3.
var version string

func main() {
	cli.CollectGarbage()
	p := cli.Program{Version: version, Action: action.Main, Annotate: action.Annotate}
	os.Exit(p.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Getenv))
}
