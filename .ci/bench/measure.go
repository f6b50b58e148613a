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

// A sample is what the runs of one command took, sorted: on the clock, and of all
// processors, which tells more on a machine that others use, too. Besides, it is
// the most memory that one of them had, in KiB.
type sample struct {
	took, busy []time.Duration
	peak       int64
}

// measure runs the commands in turn, so that all meet the same conditions. A
// first round that is not counted fills the system's caches.
func measure(runs int, commands []command) ([]sample, error) {
	samples := make([]sample, len(commands))
	for round := range runs + 1 {
		for i, c := range commands {
			took, usage, err := c.run()
			if err != nil {
				return nil, err
			}
			if round > 0 {
				samples[i].took = append(samples[i].took, took)
				samples[i].busy = append(samples[i].busy, time.Duration(usage.Utime.Nano()+usage.Stime.Nano()))
				samples[i].peak = max(samples[i].peak, usage.Maxrss)
			}
		}
	}
	for i := range samples {
		slices.Sort(samples[i].took)
		slices.Sort(samples[i].busy)
	}
	return samples, nil
}

func (c command) run() (time.Duration, *syscall.Rusage, error) {
	cmd := exec.Command(c.args[0], c.args[1:]...)
	var errors bytes.Buffer
	cmd.Stderr = &errors
	start := time.Now()
	err := cmd.Run()
	took := time.Since(start)
	if cmd.ProcessState == nil {
		return 0, nil, fmt.Errorf("%s cannot be run: %w; Debian's package of rg is ripgrep", c.name, err)
	}
	if code := cmd.ProcessState.ExitCode(); code != 0 && !(code == 1 && c.mayFindNothing) {
		return 0, nil, fmt.Errorf("%s ended with %d: %s", c.name, code, errors.String())
	}
	usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0, nil, fmt.Errorf("this system does not tell the memory of a process")
	}
	return took, usage, nil
}

// String gives the least and the median time, the processors' least, and the
// memory.
func (s sample) String() string {
	return fmt.Sprintf("%s, %s, %s, %d MiB", milliseconds(s.took[0]), milliseconds(s.median()), milliseconds(s.busy[0]), (s.peak+1023)/1024)
}

func (s sample) median() time.Duration { return s.took[len(s.took)/2] }

// over says how many times another's the least and the median time are, and the
// processors' least.
func (s sample) over(other sample) string {
	return fmt.Sprintf("%.1f, %.1f, %.1f", float64(s.took[0])/float64(other.took[0]),
		float64(s.median())/float64(other.median()), float64(s.busy[0])/float64(other.busy[0]))
}

func milliseconds(d time.Duration) string {
	return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000)
}
