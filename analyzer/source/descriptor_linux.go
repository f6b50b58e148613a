package source

import (
	"bytes"
	"encoding/binary"
	"io"
	"io/fs"
	"sync"

	"golang.org/x/sys/unix"
)

// A descriptor is something that the kernel holds open. An os.File would cost
// three calls more for each: it asks what can be waited for.
type descriptor int

func (d descriptor) close() error { return unix.Close(int(d)) }

// Read implements io.Reader.
func (d descriptor) Read(p []byte) (int, error) {
	n, err := again(func() (int, error) { return unix.Read(int(d), p) })
	switch {
	case err != nil:
		return 0, err
	case n == 0 && len(p) > 0:
		return 0, io.EOF
	}
	return n, nil
}

// again makes a call until no signal breaks it off.
func again(call func() (int, error)) (n int, err error) {
	for range patience {
		if n, err = call(); err != unix.EINTR {
			break
		}
	}
	return n, err
}

// look says what is open, and its size.
func (d descriptor) look(name string) (Kind, int64, error) {
	var stat unix.Stat_t
	if err := unix.Fstat(int(d), &stat); err != nil {
		return Nothing, 0, &fs.PathError{Op: "fstat", Path: name, Err: err}
	}
	return kindOfMode(stat.Mode), stat.Size, nil
}

func kindOfMode(mode uint32) Kind {
	switch mode & unix.S_IFMT {
	case unix.S_IFREG:
		return RegularFile
	case unix.S_IFDIR:
		return Folder
	case unix.S_IFLNK:
		return Link
	}
	return Other
}

// target returns what an open link says.
func (d descriptor) target(name string) (string, error) {
	text := make([]byte, unix.PathMax)
	n, err := unix.Readlinkat(int(d), "", text)
	if err != nil {
		return "", &fs.PathError{Op: "readlinkat", Path: name, Err: err}
	}
	return string(text[:n]), nil
}

// A listing is what is needed to list one folder, and serves for many.
type listing struct {
	records [32 << 10]byte // as the kernel writes them
	names   []byte         // one behind the other
	ends    []int          // where each of them ends
	kinds   []Kind
}

var listings = sync.Pool{New: func() any { return new(listing) }}

// list returns what is in an open folder.
func (d descriptor) list(name string) ([]Entry, error) {
	l := listings.Get().(*listing)
	defer listings.Put(l)
	l.names, l.ends, l.kinds = l.names[:0], l.ends[:0], l.kinds[:0]
	var err error
	for {
		var n int
		n, err = again(func() (int, error) { return unix.Getdents(int(d), l.records[:]) })
		if err != nil || n <= 0 {
			break
		}
		l.add(d, l.records[:n])
	}
	if err != nil {
		err = &fs.PathError{Op: "getdents64", Path: name, Err: err}
	}
	return l.entries(), err
}

// Where the parts of a struct linux_dirent64 are.
const (
	recordLength = 16
	recordType   = 18
	recordName   = 19
)

// add takes in records.
func (l *listing) add(d descriptor, records []byte) {
	for len(records) > recordName {
		length := int(binary.NativeEndian.Uint16(records[recordLength:]))
		if length <= recordName || length > len(records) {
			return
		}
		kind, name := records[recordType], records[recordName:length]
		records = records[length:]
		if end := bytes.IndexByte(name, 0); end >= 0 {
			name = name[:end]
		}
		if string(name) == "." || string(name) == ".." {
			continue
		}
		l.names = append(l.names, name...)
		l.ends = append(l.ends, len(l.names))
		l.kinds = append(l.kinds, d.kindOf(kind, name))
	}
}

// kindOf is the kind of an entry. Some file systems do not tell it.
func (d descriptor) kindOf(told byte, name []byte) Kind {
	switch told {
	case unix.DT_REG:
		return RegularFile
	case unix.DT_DIR:
		return Folder
	case unix.DT_LNK:
		return Link
	case unix.DT_UNKNOWN:
		var stat unix.Stat_t
		if unix.Fstatat(int(d), string(name), &stat, unix.AT_SYMLINK_NOFOLLOW) == nil {
			return kindOfMode(stat.Mode)
		}
	}
	return Other
}

// entries returns what was taken in. All names lie in one text.
func (l *listing) entries() []Entry {
	names, from := string(l.names), 0
	entries := make([]Entry, len(l.ends))
	for i, end := range l.ends {
		entries[i] = Entry{names[from:end], l.kinds[i]}
		from = end
	}
	return entries
}
