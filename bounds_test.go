package house

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"strings"
	"testing"
	"time"
)

// A bound is a constant that bounds what a repository, or a server, can make the
// program do, and what it bounds.
type bound struct {
	file, name string
	unit       unit
	what       string
	met        string // what happens where it is met
}

// A unit says how a number is told.
type unit func(n int64) string

func count(n int64) string { return thousands(n) }

func size(n int64) string {
	for _, u := range []struct {
		size int64
		name string
	}{{1 << 30, "GiB"}, {1 << 20, "MiB"}, {1 << 10, "KiB"}} {
		if n >= u.size && n%u.size == 0 {
			return fmt.Sprintf("%d %s", n/u.size, u.name)
		}
	}
	return thousands(n) + " bytes"
}

func wait(n int64) string { return fmt.Sprintf("%d s", time.Duration(n)/time.Second) }

func thousands(n int64) string {
	text := fmt.Sprint(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

const (
	noted    = "the rest is left out, and a note says so"
	unknown  = "the value is unknown"
	unseen   = "the rest of the file is not understood, and DJS904 says so"
	refused  = "the file is not read, and whoever needs it is told"
	notTaken = "ends with exit code 2"
	notGit   = "the comparison is not made, and why is told"
)

// bounds are the table of ARCHITECTURE.md.
var bounds = []bound{
	{"analyzer/discover/walk.go", "maxFiles", count, "files of a repository", noted},
	{"analyzer/discover/walk.go", "maxDepth", count, "folders within each other", noted},
	{"analyzer/discover/walk.go", "maxLinks", count, "links of a repository", noted},
	{"analyzer/discover/links.go", "maxHops", count, "links on the way to a file", refused},
	{"analyzer/source/repository.go", "MaxFileSize", size, "of a file", refused},
	{"analyzer/discover/candidates.go", "maxLooked", count, "files that are looked into in search of settings modules", noted},
	{"analyzer/discover/candidates.go", "maxSettingsSize", size, "of a file that is taken for a settings module by its contents", "it is none, unless it is named"},
	{"analyzer/discover/candidates.go", "maxParsed", size, "of files that are parsed in search of settings modules", noted},
	{"analyzer/discover/facts.go", "maxClasses", count, "classes of a file that may be configurations", "the others are none, and a note says so"},
	{"analyzer/discover/mentions.go", "maxMentions", count, "lines that name settings modules", noted},
	{"analyzer/discover/mentions.go", "maxMentionsInFile", count, "of them in a file", noted},
	{"analyzer/discover/environment.go", "maxEnvSources", count, "files that are read for production's variables", "the rest is not read"},
	{"analyzer/discover/environment.go", "maxVariables", count, "variables in all of them", noted},
	{"analyzer/discover/dockerfile.go", "maxScripts", count, "scripts that are searched for the start of a server", noted},
	{"analyzer/discover/roots.go", "maxMatched", count, "files that are matched with names of modules that have holes", noted},
	{"analyzer/budget.go", "maxModules", count, "settings modules that are judged", noted},

	{"analyzer/python/treesitter.go", "maxMemory", size, "of memory for the parsing of a file", unseen},
	{"analyzer/python/treesitter.go", "maxNodes", count, "nodes of a file's syntax tree", unseen},
	{"analyzer/python/parse.go", "maxDepth", count, "nodes within each other", unseen},

	{"analyzer/budget.go", "scanSteps", count, "steps of evaluation in a scan", "modules are not judged, and a note says so"},
	{"analyzer/budget.go", "scanKept", size, "of what is kept of all settings modules", "of a module's names that no rule asks for, the rest is not looked at, and a note says so"},
	{"analyzer/trees.go", "maxAsked", size, "of files that a scan's modules are made of", "modules are not judged, and a note says so"},
	{"analyzer/trees.go", "maxAskedOfModule", size, "of files that one module is made of", unseen},
	{"analyzer/classes.go", "maxLooked", count, "statements that are looked at to find what classes extend", "whether they do is not known"},
	{"analyzer/repair/repair.go", "maxTried", count, "steps that a scan spends on trying repairs", "findings come without; `fix` tries them"},
	{"analyzer/interp/budget.go", "defaultTotalSteps", count, "steps in all worlds of a module", "further worlds are not tried, and a note says so"},
	{"analyzer/interp/budget.go", "defaultSteps", count, "steps in a world", "what the rest of the module assigns is unknown"},
	{"analyzer/interp/budget.go", "defaultWorlds", count, "worlds of a module", "further worlds are not tried, and a note says so"},
	{"analyzer/interp/imagine.go", "maxFurther", count, "worlds that are imagined in which several decisions are taken otherwise", "further ones are run"},
	{"analyzer/ahead.go", "maxAhead", size, "of files that are parsed before they are imported", "further ones are parsed when they are"},
	{"analyzer/interp/budget.go", "maxHeld", size, "of memory for the large values of a world", unknown},
	{"analyzer/interp/budget.go", "maxKeptHeld", size, "of memory for the large values of all worlds that are kept", "further worlds are not tried, and a note says so"},
	{"analyzer/interp/budget.go", "maxCallDepth", count, "calls within each other", "what the rest of the module assigns is unknown"},
	{"analyzer/interp/budget.go", "maxText", size, "of a text", unknown},
	{"analyzer/interp/budget.go", "maxItems", count, "items of a collection", unknown},
	{"analyzer/interp/budget.go", "maxBits", count, "bits of a whole number", unknown},
	{"analyzer/interp/budget.go", "maxWhile", count, "rounds of a loop", unknown},
	{"analyzer/interp/class.go", "maxBases", count, "bases of a class", unknown},
	{"analyzer/models/pathlib.go", "maxParents", count, "folders above a path", unknown},
	{"analyzer/models/regexp.go", "maxPattern", size, "of a regular expression that the program runs", unknown},
	{"analyzer/models/regexp.go", "maxMatched", size, "of a text that it is matched with", unknown},

	{"cmd/internal/config/load.go", "maxFile", size, "of a configuration", notTaken},
	{"cmd/internal/config/load.go", "maxItems", count, "entries of one of its lists", notTaken},
	{"cmd/internal/revision/objects.go", "maxObject", size, "of an object of git's", notGit},
	{"cmd/internal/revision/objects.go", "maxDeltas", size, "that is read to make an object", notGit},
	{"cmd/internal/revision/objects.go", "maxChain", count, "deltas on the way to an object", notGit},

	{"sarif/upload/github/client.go", "perAttempt", wait, "for a request, to the end of its answer", "it is tried again, or the upload has failed"},
	{"sarif/upload/github/client.go", "maxWaited", wait, "of waiting between the attempts of a request", "the upload has failed"},
	{"sarif/upload/github/client.go", "maxRetries", count, "further attempts", "the upload has failed"},
	{"sarif/upload/github/client.go", "maxRedirects", count, "redirects of a request", "the upload has failed"},
	{"sarif/upload/github/client.go", "maxAnswer", size, "of an answer", "the rest is not read"},
	{"sarif/upload/github/client.go", "maxHeaders", size, "of an answer's headers", "it is no answer"},
}

// value returns what a constant of the code is.
func (b bound) value(t *testing.T) string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), b.file, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range file.Decls {
		general, ok := d.(*ast.GenDecl)
		if !ok || general.Tok != token.CONST {
			continue
		}
		for _, spec := range general.Specs {
			spec := spec.(*ast.ValueSpec)
			for i, name := range spec.Names {
				if name.Name != b.name || i >= len(spec.Values) {
					continue
				}
				if n, ok := constant.Int64Val(constantOf(t, spec.Values[i])); ok {
					return b.unit(n)
				}
			}
		}
	}
	t.Fatalf("%s has no number %s", b.file, b.name)
	return ""
}

// constantOf computes an expression of numbers and of durations.
func constantOf(t *testing.T, e ast.Expr) constant.Value {
	t.Helper()
	text := strings.NewReplacer("time.Minute", fmt.Sprint(int64(time.Minute)), "time.Second", fmt.Sprint(int64(time.Second))).Replace(types.ExprString(e))
	v, err := types.Eval(token.NewFileSet(), nil, token.NoPos, text)
	if err != nil || v.Value == nil {
		t.Fatalf("%s is no number: %v", text, err)
	}
	return v.Value
}

func TestArchitectureHasTheBounds(t *testing.T) {
	var table strings.Builder
	table.WriteString("| at most | | where it is met |\n|--:|---|---|\n")
	for _, b := range bounds {
		fmt.Fprintf(&table, "| %s | %s | %s |\n", b.value(t), b.what, b.met)
	}
	generated(t, "ARCHITECTURE.md", "bounds", table.String())
}

// SECURITY.md says the most important ones, with the numbers of the code.
func TestSecurityHasTheBounds(t *testing.T) {
	text := read(t, "SECURITY.md")
	for _, b := range bounds {
		switch b.name {
		case "maxFiles", "MaxFileSize", "scanSteps", "defaultWorlds", "maxHeld", "maxText", "perAttempt":
			if want := b.value(t) + " " + b.what; !strings.Contains(text, want) {
				t.Errorf("SECURITY.md does not say %q", want)
			}
		}
	}
}
