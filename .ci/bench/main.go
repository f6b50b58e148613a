// Command bench measures whole processes side by side on the same trees of
// files, warm, in one run: find, which only lists the files; ripgrep, which
// searches those of Python for a word; and the program. It prints a table, with
// the program's time as a multiple of theirs.
//
//	go run ./.ci/bench -program PROGRAM [FOLDER...]
//
// The folders are real repositories, fetched by whoever runs it. Besides, trees
// are generated, with a Django project in them and without.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

func main() {
	program := flag.String("program", "", "the program to measure")
	sizes := flag.String("files", "1000,10000,100000", "how many files the generated trees have")
	runs := flag.Int("runs", 7, "how often each command is run on each tree")
	flag.Parse()
	if err := bench(*program, strings.Split(*sizes, ","), *runs, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func bench(program string, sizes []string, runs int, folders []string) error {
	if program == "" || runs < 1 {
		return errors.New("give the program to measure with -program, and at least one run")
	}
	program, err := filepath.Abs(program)
	if err != nil {
		return err
	}
	version, err := measure(runs, []command{{name: "version", args: []string{program, "version"}}})
	if err != nil {
		return err
	}
	fmt.Printf("version: %s (least, median, processors' least, memory)\n\n", version[0])
	fmt.Println("| tree | files | find -type f | rg -l -tpy | scan | of find's | of ripgrep's |")
	fmt.Println("|---|---|---|---|---|---|---|")
	for _, size := range sizes {
		n, err := strconv.Atoi(size)
		if err != nil {
			return fmt.Errorf("-files: %q is no number", size)
		}
		for _, django := range []bool{false, true} {
			if err := generated(program, n, django, runs); err != nil {
				return err
			}
		}
	}
	for _, folder := range folders {
		if err := row(program, filepath.Base(folder), folder, runs); err != nil {
			return err
		}
	}
	return nil
}

// generated prints the row of a tree that exists only meanwhile.
func generated(program string, files int, django bool, runs int) error {
	dir, err := os.MkdirTemp("", "bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	name := "generated, without Django"
	if django {
		name = "generated, with Django"
	}
	if err := generate(dir, files, django); err != nil {
		return err
	}
	return row(program, name, dir, runs)
}

// row prints what the commands took on one tree.
func row(program, name, dir string, runs int) error {
	files, err := count(dir)
	if err != nil {
		return err
	}
	took, err := measure(runs, []command{
		{name: "find", args: []string{"find", dir, "-type", "f"}},
		{name: "ripgrep", args: []string{"rg", "-l", "SESSION_COOKIE", "-tpy", dir}, mayFindNothing: true},
		{name: "scan", args: []string{program, "scan", "--format", "json", dir}, mayFindNothing: true},
	})
	if err != nil {
		return err
	}
	find, ripgrep, scan := took[0], took[1], took[2]
	fmt.Printf("| %s | %d | %s | %s | %s | %s | %s |\n", name, files, find, ripgrep, scan, scan.over(find), scan.over(ripgrep))
	return nil
}

// count returns how many files a tree has.
func count(dir string) (int, error) {
	n := 0
	err := filepath.WalkDir(dir, func(_ string, d os.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			n++
		}
		return err
	})
	return n, err
}
