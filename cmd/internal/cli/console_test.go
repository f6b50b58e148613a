package cli_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/django-session-audit/django-session-audit/cmd/internal/revision/revisiontest"
)

const root = "../../.."

// A console block of a document is what somebody sees who types what stands
// behind "$ ". It begins with the cd into a project, of which it gets a copy
// that is committed to the branch main. A line "…" of the output stands for
// any number of lines.
var consoleBlock = regexp.MustCompile("(?s)```console\n(.*?)```\n")

func TestConsolesOfTheDocuments(t *testing.T) {
	documents, err := filepath.Glob(root + "/docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := 0
	for _, name := range append(documents, root+"/README.md") {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		now := consoleBlock.ReplaceAllStringFunc(string(text), func(block string) string {
			blocks++
			return "```console\n" + replay(t, name, consoleBlock.FindStringSubmatch(block)[1]) + "```\n"
		})
		switch {
		case now == string(text):
		case *update:
			if err := os.WriteFile(name, []byte(now), 0o644); err != nil {
				t.Fatal(err)
			}
		default:
			t.Errorf("%s does not show what its commands print; run: go test ./cmd/internal/cli -args -update", name)
		}
	}
	if blocks == 0 {
		t.Error("no document shows what a command prints")
	}
}

// replay returns the block with what its commands print.
func replay(t *testing.T, document, block string) string {
	t.Helper()
	c := console{dir: ""}
	var out strings.Builder
	for _, entry := range regexp.MustCompile(`(?m)^\$ `).Split(block, -1)[1:] {
		command, shown, _ := strings.Cut(entry, "\n")
		printed, err := c.run(t, command)
		if err != nil {
			t.Fatalf("%s: $ %s: %v", document, command, err)
		}
		if !like(shown, printed) {
			t.Logf("%s: $ %s prints\n%s", document, command, printed)
			shown = printed
		}
		out.WriteString("$ " + command + "\n" + shown)
	}
	return out.String()
}

// like reports whether the text is the one that is shown, in which a line "…"
// stands for any lines.
func like(shown, text string) bool {
	parts := regexp.MustCompile(`(?m)^…\n`).Split(shown, -1)
	for i := range parts {
		parts[i] = regexp.QuoteMeta(parts[i])
	}
	return regexp.MustCompile(`\A` + strings.Join(parts, `(?:.*\n)*`) + `\z`).MatchString(text)
}

// A console runs the commands of a block, one after the other.
type console struct {
	dir  string
	code int
}

func (c *console) run(t *testing.T, command string) (string, error) {
	t.Helper()
	if command == "echo $?" {
		return fmt.Sprintln(c.code), nil
	}
	words, err := split(command)
	if err != nil {
		return "", err
	}
	switch words[0] {
	case "cd":
		return "", c.enter(t, words[1])
	case "cat", "django-session-audit":
	default:
		return "", errors.New("this program is not run here")
	}
	if c.dir == "" {
		return "", errors.New("the block does not begin with cd")
	}
	cmd := exec.Command(words[0], words[1:]...)
	cmd.Dir = c.dir
	out, err := cmd.CombinedOutput()
	c.code = cmd.ProcessState.ExitCode()
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) {
		return "", err
	}
	return string(out), nil
}

// enter makes a checkout of a project's copy.
func (c *console) enter(t *testing.T, project string) error {
	c.dir = filepath.Join(t.TempDir(), filepath.Base(project))
	if err := os.CopyFS(c.dir, os.DirFS(filepath.Join(root, project))); err != nil {
		return err
	}
	repository, err := revisiontest.Init(c.dir)
	if err != nil {
		return err
	}
	_, err = repository.Commit("main")
	return err
}

// split returns a command's words; quotes hold words together.
func split(command string) ([]string, error) {
	words := regexp.MustCompile(`'[^']*'|"[^"$]*"|[^\s'"$;|&<>]+`).FindAllString(command, -1)
	if len(words) < 2 || strings.Join(words, "") != strings.ReplaceAll(command, " ", "") && !strings.ContainsAny(command, `'"`) {
		return nil, errors.New("this is more than a simple command")
	}
	for i, w := range words {
		words[i] = strings.Trim(w, `'"`)
	}
	return slices.Clip(words), nil
}

func TestLike(t *testing.T) {
	for name, c := range map[string]struct {
		shown, text string
		want        bool
	}{
		"the same":           {"a\nb\n", "a\nb\n", true},
		"another line":       {"a\nb\n", "a\nc\n", false},
		"one line more":      {"a\n", "a\nb\n", false},
		"left out":           {"a\n…\nd\n", "a\nb\nc\nd\n", true},
		"nothing left out":   {"a\n…\nd\n", "a\nd\n", true},
		"another end":        {"a\n…\nd\n", "a\nb\ne\n", false},
		"not a pattern":      {"a.\n", "ab\n", false},
		"left out at an end": {"…\nd\n", "b\nd\n", true},
		"a part of a line":   {"…\nd\n", "bd\n", false},
	} {
		if got := like(c.shown, c.text); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
