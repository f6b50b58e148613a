//go:build race

package main

// raceDetector says that the memory of a process is not the program's own.
const raceDetector = true
