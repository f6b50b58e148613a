package cli_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The commands of this program that the guides show do what the guides say:
// they are run from the repository's folder, and find something or nothing.
// Those of others need a GitHub; the files that they name are there.
func TestCommandsOfTheGuides(t *testing.T) {
	guides, err := filepath.Glob(root + "/docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	run := 0
	for _, guide := range guides {
		for _, command := range commandsOf(t, guide) {
			for _, m := range regexp.MustCompile(`(?:--input|--policy|--config) (\S+)`).FindAllStringSubmatch(command, -1) {
				if _, err := os.Stat(filepath.Join(root, m[1])); err != nil {
					t.Errorf("%s: %s: %v", guide, command, err)
				}
			}
			words := strings.Fields(command)
			if words[0] != "django-session-audit" {
				continue
			}
			run++
			cmd := exec.Command(words[0], words[1:]...)
			cmd.Dir = root
			var stderr bytes.Buffer
			cmd.Stderr = &stderr
			if err := cmd.Run(); err != nil && cmd.ProcessState.ExitCode() != 1 {
				t.Errorf("%s: %s: %v\n%s", guide, command, err, stderr.Bytes())
			}
		}
	}
	if run == 0 {
		t.Error("no guide shows a command")
	}
}

// commandsOf returns the lines of a document's blocks of commands.
func commandsOf(t *testing.T, name string) []string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var commands []string
	for _, m := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllSubmatch(text, -1) {
		for line := range strings.Lines(string(m[1])) {
			if line = strings.TrimSpace(line); line != "" {
				commands = append(commands, line)
			}
		}
	}
	return commands
}
