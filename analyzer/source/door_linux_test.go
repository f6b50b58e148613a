package source

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"golang.org/x/sys/unix"
)

// doors opens a folder in each of the ways that there are on this system.
func doors(t testing.TB, dir string) map[string]door {
	t.Helper()
	opened := map[string]door{}
	for name, open := range map[string]func(string) (door, error){"openDoor": openDoor, "openPortable": openPortable} {
		d, err := open(dir)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { d.close() })
		opened[name] = d
	}
	if _, quick := opened["openDoor"].(beneath); !quick {
		t.Log("this kernel has no openat2: both are the same")
	}
	return opened
}

func write(t testing.TB, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// What is in a folder, and may be read of it, is the same through every door.
func TestDoors(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	write(t, filepath.Join(outside, "secret.py"), "secret")
	write(t, filepath.Join(dir, "a/b/c.py"), "c = 1\n")
	write(t, filepath.Join(dir, "a/empty.py"), "")
	write(t, filepath.Join(dir, "a/big.py"), string(make([]byte, MaxFileSize+1)))
	write(t, filepath.Join(dir, "a/two\nlines"), "two")
	write(t, filepath.Join(dir, "a/\xff.py"), "no text")
	must(t, unix.Mkfifo(filepath.Join(dir, "a/pipe.py"), 0o666))
	for link, target := range map[string]string{
		"a/link.py": "empty.py", "a/out": outside, "a/up": "../..", "a/round": "round", "inside": "a/b",
	} {
		must(t, os.Symlink(target, filepath.Join(dir, link)))
	}
	for name, d := range doors(t, dir) {
		t.Run(name, func(t *testing.T) {
			entries, err := d.list("a")
			must(t, err)
			slices.SortFunc(entries, func(a, b Entry) int { return cmp.Compare(a.Name, b.Name) })
			if diff := gocmp.Diff([]Entry{
				{"b", Folder}, {"big.py", RegularFile}, {"empty.py", RegularFile}, {"link.py", Link}, {"out", Link}, {"pipe.py", Other},
				{"round", Link}, {"two\nlines", RegularFile}, {"up", Link}, {"\xff.py", RegularFile},
			}, entries); diff != "" {
				t.Errorf("a lists (-want +got):\n%s", diff)
			}
			for name, want := range map[string]Kind{
				".": Folder, "a": Folder, "a/b/c.py": RegularFile, "a/link.py": Link, "a/out": Link, "a/pipe.py": Other,
				"inside": Link, "inside/c.py": RegularFile,
				"a/out/secret.py": Nothing, "a/up/secret.py": Nothing, "a/round/x": Nothing, "none": Nothing, "a/empty.py/x": Nothing,
			} {
				if got, err := d.kind(name); got != want || (err != nil) != (want == Nothing) {
					t.Errorf("%s is %v, %v, want %v", name, got, err, want)
				}
			}
			for name, want := range map[string]any{
				"a/b/c.py": "c = 1\n", "a/empty.py": "", "a/two\nlines": "two", "inside/c.py": "c = 1\n",
				"a/big.py": ErrTooLarge, "a/link.py": ErrNotRegular, "a/pipe.py": ErrNotRegular, "a": ErrNotRegular,
				"none": fs.ErrNotExist, "\xff.py": fs.ErrInvalid, "../x": fs.ErrInvalid, "/etc/passwd": fs.ErrInvalid, "": fs.ErrInvalid,
			} {
				content, err := d.read(name)
				if wrong, fails := want.(error); fails && !errors.Is(err, wrong) || !fails && (err != nil || string(content) != want) {
					t.Errorf("%q holds %q, %v, want %v", name, content, err, want)
				}
			}
			for _, name := range []string{"a/out/secret.py", "a/up/secret.py", "a/round/x", "a/empty.py/x"} {
				content, err := d.read(name)
				var of *fs.PathError
				if err == nil || !errors.As(err, &of) || of.Path != name {
					t.Errorf("%s holds %q, %v, want an error that names it", name, content, err)
				}
			}
			for name, want := range map[string]string{"a/link.py": "empty.py", "a/out": outside, "a/round": "round", "a/b/c.py": "", "a/out/x": "", "none": ""} {
				if got, err := d.target(name); got != want || (err != nil) != (want == "") {
					t.Errorf("%s says %q, %v, want %q", name, got, err, want)
				}
			}
			for _, name := range []string{"a/out", "a/up", "inside", "a/empty.py", "a/pipe.py", "none"} {
				if entries, err := d.list(name); err == nil {
					t.Errorf("%s lists %v", name, entries)
				}
			}
		})
	}
}

// A folder with more than the kernel tells at a time, and long names.
func TestDoorsListMuch(t *testing.T) {
	dir := t.TempDir()
	var want []string
	for i := range 3000 {
		want = append(want, fmt.Sprintf("%0200d", i))
		write(t, filepath.Join(dir, want[i]), "")
	}
	for name, d := range doors(t, dir) {
		entries, err := d.list(".")
		must(t, err)
		var got []string
		for _, e := range entries {
			got = append(got, e.Name)
		}
		if slices.Sort(got); !slices.Equal(got, want) {
			t.Errorf("%s lists %d entries, want %d", name, len(got), len(want))
		}
	}
}

// swap has two names change places again and again until the test has ended.
func swap(t *testing.T, a, b string) {
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			select {
			case <-stop:
				return
			default:
				_ = unix.Renameat2(unix.AT_FDCWD, a, unix.AT_FDCWD, b, unix.RENAME_EXCHANGE)
			}
		}
	}()
	t.Cleanup(func() { close(stop); <-stopped })
}

// A folder whose place is taken by a link that leads out, at any moment, is
// never read through it.
func TestDoorsOfAFolderThatIsSwapped(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	write(t, filepath.Join(outside, "a.py"), "outside")
	write(t, filepath.Join(outside, "secret.py"), "outside")
	write(t, filepath.Join(dir, "a/a.py"), "inside")
	must(t, os.Symlink(outside, filepath.Join(dir, "b")))
	opened := doors(t, dir)
	swap(t, filepath.Join(dir, "a"), filepath.Join(dir, "b"))
	for name, d := range opened {
		read := 0 // on a busy machine the link may be there for long
		for tried := 0; tried < 3000 || read == 0; tried++ {
			if content, err := d.read("a/a.py"); err == nil {
				read++
				if string(content) != "inside" {
					t.Fatalf("%s read %q", name, content)
				}
			}
			entries, _ := d.list("a")
			if slices.Contains(entries, Entry{"secret.py", RegularFile}) {
				t.Fatalf("%s lists what is outside", name)
			}
		}
	}
}

// A file whose place is taken by a pipe that nobody writes to is not waited for.
func TestDoorOfAFileThatIsSwapped(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "a.py"), "inside")
	must(t, unix.Mkfifo(filepath.Join(dir, "b"), 0o666))
	d, ok := doors(t, dir)["openDoor"].(beneath)
	if !ok {
		t.Skip("this kernel has no openat2")
	}
	swap(t, filepath.Join(dir, "a.py"), filepath.Join(dir, "b"))
	for range 3000 {
		content, err := d.read("a.py")
		if err == nil && string(content) != "inside" || err != nil && !errors.Is(err, ErrNotRegular) {
			t.Fatalf("read %q, %v", content, err)
		}
	}
}

// BenchmarkDoors lists a folder, and reads its files, through every door: it is
// why there are two.
func BenchmarkDoors(b *testing.B) {
	const files = 25
	dir := b.TempDir()
	for i := range files {
		write(b, filepath.Join(dir, "a/b", fmt.Sprintf("module%d.py", i)), "a = 1\n")
	}
	for name, d := range doors(b, dir) {
		b.Run("list/"+name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if entries, err := d.list("a/b"); err != nil || len(entries) != files {
					b.Fatal(entries, err)
				}
			}
		})
		b.Run("read/"+name, func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if _, err := d.read(fmt.Sprintf("a/b/module%d.py", i%files)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// Some file systems list names without their kinds, which are then asked for.
func TestKindsThatAreNotTold(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "a.py"), "")
	write(t, filepath.Join(dir, "b/c.py"), "")
	must(t, os.Symlink("b", filepath.Join(dir, "link")))
	must(t, unix.Mkfifo(filepath.Join(dir, "pipe"), 0o666))
	open, err := os.Open(dir)
	must(t, err)
	defer open.Close()
	for name, want := range map[string]Kind{"a.py": RegularFile, "b": Folder, "link": Link, "pipe": Other, "gone": Other} {
		if got := descriptor(open.Fd()).kindOf(unix.DT_UNKNOWN, []byte(name)); got != want {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
}
