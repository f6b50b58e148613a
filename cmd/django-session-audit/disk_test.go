//go:build linux

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What cannot be written is told with its reason, and nothing is half-written.
func TestDiskFaults(t *testing.T) {
	full, readOnly := largest+"=1000", asNobody+"=1"
	for _, c := range []struct {
		name string
		env  string
		args []string
		says string
	}{
		{"full disk, a report", full, writesSARIF, "cannot write out.sarif: file too large"},
		{"full disk, a page", full, []string{"scan", "--format", "html", "--output", sarifOut, "."}, "cannot write out.sarif: file too large"},
		{"full disk, a baseline", largest + "=10", []string{"scan", "--write-baseline", sarifOut, "."}, "cannot write out.sarif: file too large"},
		{"full disk, a repair", largest + "=10", []string{"fix", "."}, "cannot write shop/settings.py: file too large"},
		{"read-only, a report", readOnly, writesSARIF, "cannot write out.sarif: permission denied"},
		{"read-only, a baseline", readOnly, []string{"scan", "--write-baseline", sarifOut, "."}, "cannot write out.sarif: permission denied"},
		{"read-only, a repair", readOnly, []string{"fix", "."}, "cannot write shop/settings.py: permission denied"},
		{"read-only, a setup", readOnly, []string{"init", "."}, "permission denied"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.env == readOnly && os.Getuid() != 0 {
				t.Skip("only root can become somebody else")
			}
			r := tree{t, t.TempDir()}
			must(os.Chmod(r.dir, 0o755))
			r.project("")
			r.file(sarifOut, "as before")
			before := r.contents()
			o := runProgram(t, r.dir, []string{c.env}, c.args...)
			if o.code != 3 || !strings.Contains(o.stderr, c.says) {
				t.Errorf("exit code %d, want 3 and %q:\n%s", o.code, c.says, o.all())
			}
			o.harmless(t)
			if after := r.contents(); after != before {
				t.Errorf("the folder holds\n%s\nand held\n%s", after, before)
			}
		})
	}
}

// contents returns the names and texts of all files.
func (r tree) contents() string {
	var b strings.Builder
	must(filepath.WalkDir(r.dir, func(name string, d os.DirEntry, err error) error {
		must(err)
		b.WriteString("-- " + strings.TrimPrefix(name, r.dir) + "\n")
		if d.Type().IsRegular() {
			text, err := os.ReadFile(name)
			must(err)
			b.Write(text)
		}
		return nil
	}))
	return b.String()
}

func TestFullStandardOutput(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip(err)
	}
	defer full.Close()
	r := tree{t, t.TempDir()}
	r.project("")
	for _, args := range [][]string{{"scan", "."}, {"scan", "--format", "sarif", "."}, {"settings", "."}, {"rules"}, {"explain", "DJS101"}, {"version"}} {
		var said strings.Builder
		cmd := program(t.Context(), r.dir, nil, args...)
		cmd.Stdout, cmd.Stderr = full, &said
		_ = cmd.Run() // the code tells
		if code := cmd.ProcessState.ExitCode(); code != 3 || !strings.Contains(said.String(), "no space left on device") {
			t.Errorf("%q ends with %d: %s", args, code, &said)
		}
	}
}
