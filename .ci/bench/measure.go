package main

import (
	"bytes"
	"fmt"
	"os/exec"
	"slices"
	"syscall"
	"time"
)

// A command is one of those that are compared.
type command struct {
	name string
	args []string
	// mayFindNothing says that 1 is no failure.
	mayFindNothing bool
}

// A sample is what the runs of one command took, sorted, and the most memory that
// one of them had, in KiB.
type sample struct {
	took []time.Duration
	peak int64
}

// measure runs the commands in turn, so that all meet the same conditions. A
// first round that is not counted fills the system's caches.
func measure(runs int, commands []command) ([]sample, error) {
	samples := make([]sample, len(commands))
	for round := range runs + 1 {
		for i, c := range commands {
			took, peak, err := c.run()
			if err != nil {
				return nil, err
			}
			if round > 0 {
				samples[i].took = append(samples[i].took, took)
				samples[i].peak = max(samples[i].peak, peak)
			}
		}
	}
	for i := range samples {
		slices.Sort(samples[i].took)
	}
	return samples, nil
}

func (c command) run() (time.Duration, int64, error) {
	cmd := exec.Command(c.args[0], c.args[1:]...)
	var errors bytes.Buffer
	cmd.Stderr = &errors
	start := time.Now()
	err := cmd.Run()
	took := time.Since(start)
	if cmd.ProcessState == nil {
		return 0, 0, fmt.Errorf("%s cannot be run: %w; Debian's package of rg is ripgrep", c.name, err)
	}
	if code := cmd.ProcessState.ExitCode(); code != 0 && !(code == 1 && c.mayFindNothing) {
		return 0, 0, fmt.Errorf("%s ended with %d: %s", c.name, code, errors.String())
	}
	usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0, 0, fmt.Errorf("this system does not tell the memory of a process")
	}
	return took, usage.Maxrss, nil
}

// String gives the least and the median time, and the memory.
func (s sample) String() string {
	return fmt.Sprintf("%s, %s, %d MiB", milliseconds(s.took[0]), milliseconds(s.median()), (s.peak+1023)/1024)
}

func (s sample) median() time.Duration { return s.took[len(s.took)/2] }

// over says how many times another's the least and the median time are.
func (s sample) over(other sample) string {
	return fmt.Sprintf("%.1f, %.1f", float64(s.took[0])/float64(other.took[0]), float64(s.median())/float64(other.median()))
}

func milliseconds(d time.Duration) string {
	return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000)
}
