// Package house holds the rules of the house: which room may know which, where
// the foreign stops, and what no room does. They are read off the source files
// by this test itself. DO NOT CHANGE THE TABLES TO FIX A BUILD: ask first
// whether what you need could be handed down as a value or a function.
package house

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/django-session-audit/django-session-audit"

// everybodys is the package that knows nothing and that all may know.
const everybodys = "analyzer/lazyregexp"

// rooms says for each package which packages of this module it may import, besides
// everybody's. The order is the way of the data: what comes later never reaches
// back.
var rooms = map[string][]string{
	everybodys:          {},
	"analyzer/source":   {},
	"analyzer/nearest":  {},
	"analyzer/parallel": {},
	"analyzer/finding":  {"analyzer/source"},
	"analyzer/python":   {"analyzer/source"},
	"analyzer/discover": {"analyzer/parallel", "analyzer/source", "analyzer/python"},
	"analyzer/value":    {"analyzer/source"},
	"analyzer/models":   {"analyzer/source", "analyzer/value"},
	"analyzer/interp":   {"analyzer/source", "analyzer/python", "analyzer/discover", "analyzer/value", "analyzer/models"},
	"analyzer/interp/interptest": {
		"analyzer/source", "analyzer/python", "analyzer/discover", "analyzer/value", "analyzer/models", "analyzer/interp",
	},
	"analyzer/django":   {"analyzer/value"},
	"analyzer/settings": {"analyzer/source", "analyzer/discover", "analyzer/value", "analyzer/interp", "analyzer/django"},
	"analyzer/rules":    {"analyzer/nearest", "analyzer/value", "analyzer/django", "analyzer/settings", "analyzer/finding", "analyzer/policy"},
	"analyzer/policy":   {"analyzer/source", "analyzer/finding"},
	"analyzer/suppress": {"analyzer/source", "analyzer/finding"},
	"analyzer": {
		"analyzer/source", "analyzer/discover", "analyzer/python", "analyzer/value", "analyzer/interp", "analyzer/models", "analyzer/django",
		"analyzer/settings", "analyzer/rules", "analyzer/finding", "analyzer/parallel", "analyzer/policy", "analyzer/suppress",
	},
	"analyzer/change": {"analyzer", "analyzer/source", "analyzer/discover", "analyzer/value", "analyzer/django", "analyzer/settings", "analyzer/finding", "analyzer/suppress"},
	"analyzer/repair": {"analyzer", "analyzer/django", "analyzer/source", "analyzer/python", "analyzer/discover", "analyzer/value", "analyzer/settings", "analyzer/finding"},

	"sarif/upload/github":     {},
	"sarif":                   {"analyzer/source", "analyzer/finding"},
	"sarif/upload":            {"sarif/upload/github"},
	"sarif/upload/uploadtest": {"sarif/upload"},

	"cmd/internal/exit":                  {},
	"cmd/internal/file":                  {},
	"cmd/internal/review":                {"sarif/upload/github"},
	"cmd/internal/revision":              {},
	"cmd/internal/revision/revisiontest": {},
	"cmd/internal/config": {
		"analyzer", "analyzer/source", "analyzer/discover", "analyzer/django", "analyzer/finding", "analyzer/policy", "analyzer/rules", "analyzer/suppress",
		"cmd/internal/exit", "analyzer/nearest",
	},
	"cmd/internal/report": {"analyzer", "analyzer/change", "analyzer/repair", "analyzer/source", "analyzer/discover", "analyzer/value", "analyzer/settings", "analyzer/finding", "analyzer/suppress", "sarif"},
	"cmd/internal/page":   {"analyzer/finding", "cmd/internal/report"},
	"cmd/internal/cli": {
		"analyzer", "analyzer/change", "analyzer/repair", "cmd/internal/revision", "analyzer/source", "analyzer/discover", "analyzer/django", "analyzer/settings", "analyzer/rules", "analyzer/finding", "analyzer/suppress",
		"sarif/upload/github", "sarif", "sarif/upload", "cmd/internal/exit", "cmd/internal/file", "analyzer/nearest", "cmd/internal/config", "cmd/internal/page", "cmd/internal/report",
	},
	"cmd/internal/action": {
		"analyzer", "analyzer/change", "analyzer/repair", "cmd/internal/revision", "analyzer/source", "analyzer/discover", "analyzer/settings", "analyzer/finding", "analyzer/suppress",
		"sarif/upload/github", "cmd/internal/review", "sarif", "sarif/upload", "cmd/internal/exit", "cmd/internal/file", "analyzer/nearest", "cmd/internal/config", "cmd/internal/report",
	},
	"cmd/django-session-audit": {"cmd/internal/cli", "cmd/internal/action"},
	"cmd/newrule":              {},
	"cmd/gendocs":              {"analyzer", "analyzer/source", "analyzer/rules", "analyzer/finding", "analyzer/policy", "cmd/internal/cli", "cmd/internal/action", "cmd/internal/config", "cmd/internal/exit", "cmd/internal/report"},
}

// A border is where something foreign stops: only the rooms named may import
// the path and what is below it. A longer path has its own border.
type border struct {
	path  string
	rooms []string
	why   string
}

var borders = []border{
	{"C", []string{"analyzer/python"}, "cgo is for the parser"},
	{"unsafe", []string{"analyzer/python"}, "memory that Go does not manage is the parser's"},
	{"github.com/tree-sitter", []string{"analyzer/python"}, "everybody else sees our own syntax tree"},
	{"github.com/bmatcuk/doublestar", []string{"analyzer/discover"}, "there is one walk of the repository"},
	{"github.com/owenrumney/go-sarif", []string{"sarif"}, "its traps are closed there"},
	{"github.com/hashicorp/go-retryablehttp", []string{"sarif/upload/github"}, "one room talks to the network"},
	{"github.com/sourcegraph/go-diff", []string{"analyzer/change", "cmd/internal/review"}, "what changes, and what a pull request shows of it"},
	{"github.com/sethvargo/go-githubactions", []string{"cmd/internal/action"}, "its traps are closed there"},
	{"golang.org/x/net", []string{"analyzer/django"}, "which domains are anybody's is a fact"},
	{"github.com/go-git", []string{"cmd/internal/revision", "cmd/internal/revision/revisiontest"}, "its traps are closed there"},
	{"golang.org/x/sys", []string{"analyzer/source"}, "there is one door to the files, and no other needs a system's own calls"},
	{"golang.org/x/term", []string{"cmd/internal/cli"}, "the terminal is the command line's"},
	{"github.com/spf13/cobra", []string{"cmd/internal/cli", "cmd/gendocs"}, "commands are the command line's"},

	{"os", []string{"analyzer/source", "analyzer/interp/interptest", "sarif/upload", "sarif/upload/uploadtest", "cmd"}, "files are read through analyzer/source and written by cmd, the environment is read by cmd"},
	{"os/exec", nil, "nothing is executed"},
	{"plugin", nil, "nothing is executed"},
	{"syscall", []string{"cmd/internal/cli"}, "nothing is asked of one system; SIGTERM has no other name"},
	{"net", []string{"sarif/upload/github", "cmd/internal/review", "sarif/upload", "sarif/upload/uploadtest"}, "one room talks to the network"},
	{"net/url", []string{"analyzer/models", "sarif/upload/github", "cmd/internal/review", "sarif", "sarif/upload", "sarif/upload/uploadtest", "cmd"}, "an address is text, but only libraries and reports have one"},
	{"net/netip", []string{"analyzer/models"}, "an address is text, and asks nobody"},
	{"math/rand", nil, "the same files give the same report"},
	{"crypto/rand", []string{"cmd/internal/file", "cmd/internal/action"}, "the same files give the same report; only names of temporary files and delimiters may differ"},
	{"log", nil, "a library returns what it has to say"},
	{"time", []string{"analyzer/models", "analyzer/suppress", "sarif/upload/github", "sarif/upload", "sarif/upload/uploadtest", "cmd"}, "the same files give the same report"},
}

// calls names functions that only some rooms may call.
var calls = []border{
	{"time.Now", []string{"sarif/upload/github", "cmd"}, "the clock is handed in"},
	{"time.Since", []string{"cmd"}, "the clock is handed in"},
	{"os.Getenv", []string{"sarif/upload/uploadtest", "cmd"}, "the environment is handed in"},
	{"os.LookupEnv", []string{"cmd"}, "the environment is handed in"},
	{"os.Environ", []string{"cmd"}, "the environment is handed in"},
	{"os.Exit", []string{"cmd/django-session-audit", "cmd/gendocs", "cmd/newrule"}, "main has the last word"},
	{"os.Stdout", []string{"cmd"}, "libraries do not print"},
	{"os.Stderr", []string{"cmd"}, "libraries do not print"},
	{"fmt.Print", nil, "libraries do not print; commands print to the writer they are given"},
	{"fmt.Printf", nil, "libraries do not print; commands print to the writer they are given"},
	{"fmt.Println", nil, "libraries do not print; commands print to the writer they are given"},
	{"sync.WaitGroup", []string{"analyzer/parallel"}, "a goroutine is a parallel.Group's, which carries its panic to who waits"},
	{"time.AfterFunc", nil, "a goroutine is a parallel.Group's, which carries its panic to who waits"},
	{"context.AfterFunc", []string{"cmd/internal/cli"}, "a goroutine is a parallel.Group's, which carries its panic to who waits"},
}

func TestRoomsAreInTheTable(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range goFiles(t) {
		if _, ok := rooms[f.room]; !ok && !seen[f.room] {
			t.Errorf("%s: the package %s is not in the table of rooms: give it a row, and a paragraph in ARCHITECTURE.md", f.name, f.room)
		}
		seen[f.room] = true
	}
	for _, room := range slices.Sorted(maps.Keys(rooms)) {
		for _, to := range rooms[room] {
			if _, ok := rooms[to]; !ok {
				t.Errorf("the row of %s names %s, which has no row", room, to)
			}
		}
	}
}

func TestRoomsImportOnlyWhatTheyMayKnow(t *testing.T) {
	for _, f := range goFiles(t) {
		for _, spec := range f.syntax.Imports {
			to, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			if to == module || strings.HasPrefix(to, module+"/") {
				room := strings.TrimPrefix(strings.TrimPrefix(to, module), "/")
				if room != everybodys && !slices.Contains(rooms[f.room], room) {
					t.Errorf("%s: %s must not know %s", f.at(spec), f.room, room)
				}
				continue
			}
			if b := borderOf(to); b != nil && !within(f.room, b.rooms) {
				t.Errorf("%s: %s must not import %s: %s", f.at(spec), f.room, to, b.why)
			}
		}
	}
}

func TestNoRoomCallsWhatItMayNot(t *testing.T) {
	for _, f := range goFiles(t) {
		names := f.importNames()
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if pkg, ok := sel.X.(*ast.Ident); ok {
				name := names[pkg.Name] + "." + sel.Sel.Name
				for _, c := range calls {
					if c.path == name && !within(f.room, c.rooms) {
						t.Errorf("%s: %s must not use %s: %s", f.at(sel), f.room, name, c.why)
					}
				}
			}
			return true
		})
	}
}

// A panic in a goroutine that nobody recovers from ends the process with a stack
// trace, and with text of the scanned repository.
func TestNothingStartsAGoroutineOfItsOwn(t *testing.T) {
	for _, f := range goFiles(t) {
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			if start, ok := n.(*ast.GoStmt); ok {
				t.Errorf("%s: start goroutines by a parallel.Group, which carries their panics to who waits", f.at(start))
			}
			return true
		})
	}
}

func TestNothingRegistersItself(t *testing.T) {
	for _, f := range goFiles(t) {
		for _, d := range f.syntax.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
				t.Errorf("%s: no init: what there is stands in a list", f.at(fn))
			}
		}
	}
}

// What is compiled when the program starts, every command waits for.
func TestExpressionsAreCompiledWhenTheyAreUsed(t *testing.T) {
	for _, f := range goFiles(t) {
		if within(f.room, []string{"sarif/upload/uploadtest", "analyzer/interp/interptest", "cmd/newrule"}) {
			continue // they are not of the program
		}
		for _, d := range f.syntax.Decls {
			ast.Inspect(d, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.FuncDecl, *ast.FuncLit:
					return false
				case *ast.SelectorExpr:
					if n.Sel.Name == "MustCompile" {
						t.Errorf("%s: compiled at the start of every command: use lazyregexp.New", f.at(n))
					}
				}
				return true
			})
		}
	}
}

func TestMainIsShort(t *testing.T) {
	for _, f := range goFiles(t) {
		if f.room != "cmd/django-session-audit" {
			continue
		}
		lines := map[int]bool{}
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			switch n.(type) {
			case nil, *ast.Comment, *ast.CommentGroup:
				return false
			case *ast.File:
				return true
			}
			lines[f.fset.Position(n.Pos()).Line] = true
			lines[f.fset.Position(n.End()-1).Line] = true
			return true
		})
		if len(lines) >= 20 {
			t.Errorf("%s has %d lines of code; main only hands over, in fewer than 20", f.name, len(lines))
		}
	}
}

// A goFile is a file of the program; tests may know and do more.
type goFile struct {
	name   string // relative to the module, with slashes
	room   string
	fset   *token.FileSet
	syntax *ast.File
}

// at returns "file:line" of a node.
func (f goFile) at(n ast.Node) string {
	return fmt.Sprintf("%s:%d", f.name, f.fset.Position(n.Pos()).Line)
}

// importNames returns the paths of the file's imports by the names they have
// in it.
func (f goFile) importNames() map[string]string {
	names := map[string]string{}
	for _, spec := range f.syntax.Imports {
		to, _ := strconv.Unquote(spec.Path.Value)
		name := path.Base(to)
		if spec.Name != nil {
			name = spec.Name.Name
		}
		names[name] = to
	}
	return names
}

// goFiles parses every Go file of the module that is not a test.
func goFiles(t *testing.T) []goFile {
	t.Helper()
	var files []goFile
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		base := d.Name()
		if d.IsDir() {
			if name != "." && (base == "testdata" || base == "dist" || strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_")) {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(base, ".go") || strings.HasSuffix(base, "_test.go") {
			return nil
		}
		fset := token.NewFileSet()
		syntax, err := parser.ParseFile(fset, name, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		files = append(files, goFile{name: name, room: path.Dir(name), fset: fset, syntax: syntax})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Fatal("no Go file found")
	}
	return files
}

// borderOf returns the border with the longest path that covers an import.
func borderOf(imported string) *border {
	var found *border
	for i, b := range borders {
		if (imported == b.path || strings.HasPrefix(imported, b.path+"/")) && (found == nil || len(b.path) > len(found.path)) {
			found = &borders[i]
		}
	}
	return found
}

// within reports whether a room is one of those named, or below "cmd" where
// that stands for all commands.
func within(room string, named []string) bool {
	return slices.Contains(named, room) || slices.Contains(named, "cmd") && strings.HasPrefix(room, "cmd/")
}
