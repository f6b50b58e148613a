package exit

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"testing"
)

func TestOfScan(t *testing.T) {
	for _, c := range []struct {
		err  error
		want int
	}{
		{fmt.Errorf("cannot list: %w", &fs.PathError{Op: "open", Path: "x", Err: fs.ErrPermission}), Failed},
		{fmt.Errorf("stopped: %w", context.Canceled), Failed},
		{fmt.Errorf("stopped: %w", context.DeadlineExceeded), Failed},
		{errors.New("include glob: not a glob"), Usage},
	} {
		if got := OfScan(c.err); got != c.want {
			t.Errorf("%v: %d, want %d", c.err, got, c.want)
		}
	}
}

func TestMeaningsAreInOrder(t *testing.T) {
	for i, m := range Meanings {
		if m.Code != i || m.Text == "" {
			t.Errorf("meaning %d is %+v", i, m)
		}
	}
}
