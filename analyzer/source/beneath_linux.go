package source

import (
	"io/fs"
	"os"

	"golang.org/x/sys/unix"
)

// beneath is the door to a folder where the kernel itself sees to it that no
// path leads out: with RESOLVE_BENEATH, one call goes where os.Root goes step
// by step.
type beneath struct{ root *os.File }

// openDoor opens a folder the quick way if the kernel knows it and lets us.
// Before Linux 5.6, and in some sandboxes, it does not.
func openDoor(dir string) (door, error) {
	root, err := os.OpenFile(dir, unix.O_DIRECTORY, 0)
	if err != nil {
		return openPortable(dir)
	}
	b := beneath{root}
	if _, err := b.kind("."); err != nil {
		b.close()
		return openPortable(dir)
	}
	return b, nil
}

func (b beneath) close() error { return b.root.Close() }

// patience is how often a call is made again that a signal broke off, or
// somebody who renames folders.
const patience = 1000

// open opens what is at a path. If that is a link, it fails.
func (b beneath) open(name string, flags uint64) (descriptor, error) {
	if !fs.ValidPath(name) {
		return -1, &fs.PathError{Op: "openat", Path: name, Err: fs.ErrInvalid}
	}
	how := unix.OpenHow{
		Flags:   flags | unix.O_NOFOLLOW | unix.O_CLOEXEC | unix.O_LARGEFILE,
		Resolve: unix.RESOLVE_BENEATH | unix.RESOLVE_NO_MAGICLINKS,
	}
	fd, err := -1, error(unix.EINTR)
	for range patience {
		if fd, err = unix.Openat2(int(b.root.Fd()), name, &how); err != unix.EINTR && err != unix.EAGAIN {
			break
		}
	}
	if err != nil {
		return -1, &fs.PathError{Op: "openat", Path: name, Err: err}
	}
	return descriptor(fd), nil
}

func (b beneath) kind(name string) (Kind, error) {
	kind, _, err := b.look(name)
	return kind, err
}

// look says what is at a path, and its size. O_PATH does not open it: a link is
// a link, and neither the writer of a FIFO nor a device notices.
func (b beneath) look(name string) (Kind, int64, error) {
	d, err := b.open(name, unix.O_PATH)
	if err != nil {
		return Nothing, 0, err
	}
	defer d.close()
	return d.look(name)
}

func (b beneath) target(name string) (string, error) {
	d, err := b.open(name, unix.O_PATH)
	if err != nil {
		return "", err
	}
	defer d.close()
	return d.target(name)
}

func (b beneath) read(name string) ([]byte, error) {
	kind, size, err := b.look(name)
	if err != nil {
		return nil, err
	}
	if err := readable(kind, size); err != nil {
		return nil, err
	}
	d, err := b.open(name, unix.O_RDONLY|unix.O_NONBLOCK|unix.O_NOCTTY)
	if err != nil {
		return nil, err
	}
	defer d.close()
	// Something else may have taken its place.
	if kind, size, err = d.look(name); err != nil {
		return nil, err
	}
	if err := readable(kind, size); err != nil {
		return nil, err
	}
	return readAll(d, size)
}

func (b beneath) list(dir string) ([]Entry, error) {
	d, err := b.open(dir, unix.O_RDONLY|unix.O_DIRECTORY)
	if err != nil {
		return nil, err
	}
	defer d.close()
	return d.list(dir)
}
