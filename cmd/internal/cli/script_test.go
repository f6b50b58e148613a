package cli_test

import (
	"flag"
	"os"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/django-session-audit/django-session-audit/cmd/internal/action"
	"github.com/django-session-audit/django-session-audit/cmd/internal/cli"
	"github.com/django-session-audit/django-session-audit/cmd/internal/revision/revisiontest"
)

var update = flag.Bool("update", false, "write what the transcripts' commands print into their files")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"django-session-audit": func() {
			p := cli.Program{Version: "1.2.3", Action: action.Main, Annotate: action.Annotate}
			os.Exit(p.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Getenv))
		},
	})
}

// TestScripts runs the transcripts. Each has its own folder and an environment
// of nothing but what testscript sets.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"exits":  exits,
			"commit": commit,
		},
	})
}

// exits runs a command and compares its exit code: exits CODE COMMAND ARG…
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND ARG…")
	}
	err := ts.Exec(args[1], args[2:]...)
	code := "0"
	if e, ok := err.(interface{ ExitCode() int }); ok {
		code = string(rune('0' + e.ExitCode()))
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if code != args[0] {
		ts.Fatalf("exit code %s, want %s", code, args[0])
	}
}

// repositories are those of commit, by their folders; scripts have their own.
var repositories sync.Map

// commit commits a folder as it is, without a git program, to a branch; a new
// branch starts at those named: commit FOLDER BRANCH [BRANCH…].
func commit(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: commit FOLDER BRANCH [BRANCH…]")
	}
	dir := ts.MkAbs(args[0])
	found, _ := repositories.LoadOrStore(dir, &committed{heads: map[string]string{}})
	c := found.(*committed)
	var err error
	if c.Repository == nil {
		c.Repository, err = revisiontest.Init(dir)
		ts.Check(err)
	}
	var parents []string
	for _, branch := range args[1:] {
		if id := c.heads[branch]; id != "" {
			parents = append(parents, id)
		}
	}
	c.heads[args[1]], err = c.Commit(args[1], parents...)
	ts.Check(err)
}

// A committed is a repository with the commits of its branches.
type committed struct {
	*revisiontest.Repository
	heads map[string]string
}
