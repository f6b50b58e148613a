// Package exit holds the exit codes of the program. They are part of its
// interface: scripts and workflows decide by them.
package exit

import (
	"context"
	"errors"
	"io/fs"
)

// The exit codes.
const (
	// Clean: no finding at or above the threshold.
	Clean = 0
	// Findings: at least one finding at or above the threshold.
	Findings = 1
	// Usage: wrong usage or configuration; nothing was scanned.
	Usage = 2
	// Failed: the scan, or what was to follow it, could not be completed.
	Failed = 3
)

// A Meaning is what an exit code says, for help and documents.
type Meaning struct {
	Code int
	Text string
}

// Meanings are all exit codes in order.
var Meanings = []Meaning{
	{Clean, "nothing at or above the threshold"},
	{Findings, "findings at or above the threshold"},
	{Usage, "wrong usage or configuration"},
	{Failed, "the scan could not be completed"},
}

// OfScan returns the exit code for an error of analyzer.Run: one of the file
// system or of the context stopped the scan, any other is about an option.
func OfScan(err error) int {
	var pe *fs.PathError
	if errors.As(err, &pe) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return Failed
	}
	return Usage
}
