package discover

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// links are a tree's links; "deep" are one more than may be on the way.
func links() map[string]string {
	all := map[string]string{
		"file.py": "a/b/f.py", "self.py": "self.py", "one.py": "two.py", "two.py": "one.py", "folder": "a/b", "a/up": "..", "a/b/top": "../..",
		"over.py": "folder/../c/g.py", "chain.py": "file.py", "via.py": "a/up/folder/f.py", "round.py": "a/up/a/up/a/b/f.py",
		"gone.py": "a/gone.py", "gone": "nowhere", "into.py": "gone/x.py", "out.py": "../x.py", "further.py": "a/../../x.py",
		"absolute.py": "/etc/hostname", "through.py": "outside/x.py", "outside": "/etc", "dots.py": "./a//b/./f.py", "slash": "a/b/", "here": ".",
		"twisted": "twisted/x", "climb.py": "a/b/top/../x.py",
	}
	for i := range maxHops + 1 {
		all[fmt.Sprintf("deep%02d", i)] = fmt.Sprintf("deep%02d", i+1)
	}
	all[fmt.Sprintf("deep%02d", maxHops+1)] = "a/b/f.py"
	return all
}

// A link leads where the system says that it leads, or is lost.
func TestLinksLeadAsOnDisk(t *testing.T) {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	x := NewIndex([]string{"a/b/f.py", "a/c/g.py"})
	x.links = links()
	for _, name := range x.Files() {
		if err := errors.Join(os.MkdirAll(filepath.Join(dir, filepath.Dir(name)), 0o755), os.WriteFile(filepath.Join(dir, name), nil, 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	for name, to := range x.links {
		if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	led, lost := 0, 0
	for name := range x.links {
		for _, asked := range []string{name, name + "/f.py", name + "/b/f.py", name + "/folder/f.py", name + "/top/file.py"} {
			real, err := filepath.EvalSymlinks(filepath.Join(dir, asked))
			inside, isInside := strings.CutPrefix(real, dir+"/")
			if _, there := os.Stat(filepath.Join(dir, asked)); there != nil || err != nil || !isInside {
				// Whatever is there, it is nothing of the repository.
				if got, err := x.Real(asked); err == nil && (x.isFile(got) || x.folders[got] && real != dir) {
					t.Errorf("%s leads to %s, and on disk to %q", asked, got, real)
				} else if err != nil {
					lost++
				}
				continue
			}
			led++
			if got, err := x.Real(asked); got != inside || err != nil {
				t.Errorf("%s leads to %s, %v; on disk to %s", asked, got, err, inside)
			}
		}
	}
	if led < 20 || lost < 20 {
		t.Errorf("%d lead somewhere, %d are lost", led, lost)
	}
}

func TestLostLinks(t *testing.T) {
	x := NewIndex([]string{"a/b/f.py", "a/c/g.py"})
	x.links = links()
	for asked, want := range map[string]string{
		"self.py": "self.py: leads to itself", "one.py": "one.py: leads to itself", "deep00": "deep00: leads to itself", "twisted": "twisted: leads to itself",
		"gone.py": "gone.py: leads to nothing", "gone/x.py": "gone: leads to nothing", "into.py": "into.py: leads to nothing",
		"out.py": "out.py: leads out", "further.py": "further.py: leads out", "absolute.py": "absolute.py: leads out", "climb.py": "climb.py: leads out",
		"outside/x/y.py": "outside: leads out", "through.py": "through.py: leads out", "a/up/outside/x.py": "outside: leads out",
	} {
		at, err := x.Real(asked)
		if got := fmt.Sprintf("%s: %v", at, err); !strings.HasPrefix(strings.Replace(got, "it is a link that ", "", 1), want) {
			t.Errorf("%s: %s, want %s", asked, got, want)
		}
		if !x.Lost(asked) || !x.HasFile(asked) || x.HasFolder(asked) {
			t.Errorf("%s: lost %t, file %t, folder %t", asked, x.Lost(asked), x.HasFile(asked), x.HasFolder(asked))
		}
	}
}
