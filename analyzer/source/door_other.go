//go:build !linux

package source

func openDoor(dir string) (door, error) { return openPortable(dir) }
