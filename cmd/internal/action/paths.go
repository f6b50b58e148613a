package action

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"github.com/django-session-audit/django-session-audit/cmd/internal/config"
	"github.com/django-session-audit/django-session-audit/cmd/internal/file"
)

// localPath returns a path below the workspace, relative to it with slashes.
// No part of it may be a link: a pull request could commit one that leads
// elsewhere.
func localPath(workspace, name string) (string, error) {
	if strings.ContainsFunc(name, unicode.IsControl) {
		return "", fmt.Errorf("%s has a control character", config.Quote(name))
	}
	rel := filepath.Clean(filepath.FromSlash(name))
	if filepath.IsAbs(rel) {
		inside, err := filepath.Rel(workspace, rel)
		if err != nil {
			return "", outside(name)
		}
		rel = inside
	}
	if !filepath.IsLocal(rel) {
		return "", outside(name)
	}
	root, err := os.OpenRoot(workspace)
	if err != nil {
		return "", fmt.Errorf("the workspace cannot be opened: %s", config.Cause(err))
	}
	defer root.Close()
	for part := rel; part != "."; part = filepath.Dir(part) {
		info, err := root.Lstat(part)
		if err == nil && info.Mode()&fs.ModeSymlink != 0 {
			return "", fmt.Errorf("%s leads through a link, which is not followed", config.Quote(name))
		}
	}
	return filepath.ToSlash(rel), nil
}

func outside(name string) error {
	return fmt.Errorf("%s is not below the workspace; give a path relative to it", config.Quote(name))
}

// A destination is where the SARIF file goes.
type destination struct {
	folder string // the workspace or the runner's temporary folder
	rel    string
	// output is the path relative to the workspace, or "" for a file that is
	// not below it: a path inside a container is of no use to other steps.
	output string
}

// sarifDestination returns where the SARIF file goes: below the workspace, or
// below the runner's temporary folder.
func sarifDestination(workspace, temp, name string) (destination, error) {
	if temp != "" && filepath.IsAbs(name) {
		if rel, err := filepath.Rel(temp, filepath.Clean(name)); err == nil && filepath.IsLocal(rel) && rel != "." {
			return destination{folder: temp, rel: rel}, nil
		}
	}
	rel, err := localPath(workspace, name)
	switch {
	case err != nil:
		return destination{}, fmt.Errorf("the input sarif-file: %w", err)
	case rel == ".":
		return destination{}, errors.New("the input sarif-file names a folder")
	}
	return destination{folder: workspace, rel: filepath.FromSlash(rel), output: rel}, nil
}

func (d destination) write(data []byte) error {
	root, err := os.OpenRoot(d.folder)
	if err != nil {
		return fmt.Errorf("cannot write the SARIF file: %s", config.Cause(err))
	}
	defer root.Close()
	return file.WriteIn(root, d.rel, data, 0o644)
}
