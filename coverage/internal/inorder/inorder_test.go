package inorder

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestMap(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in := make([]int, 100)
		for i := range in {
			in[i] = i
		}
		var inside, most, begun atomic.Int64
		f := func(ctx context.Context, n int) int {
			begun.Add(1)
			most.Store(max(most.Load(), inside.Add(1)))
			defer inside.Add(-1)
			select {
			case <-time.After(time.Duration(100-n%10) * time.Second):
			case <-ctx.Done():
			}
			return n * n
		}
		next := 0
		for i, r := range Map(t.Context(), in, 7, f) {
			if i != next || r != i*i {
				t.Errorf("%d: %d, want %d", i, r, next)
			}
			next++
		}
		if next != 100 || most.Load() != 7 {
			t.Errorf("%d results, %d at once", next, most.Load())
		}
		// No more than the window is begun before the first is done with.
		begun.Store(0)
		for range Map(t.Context(), in, 2, f) {
			time.Sleep(time.Hour)
			if n := begun.Load(); n != 8 {
				t.Errorf("%d were begun", n)
			}
			break
		}
		for _, stop := range []int{0, 1, 50} {
			ctx, cancel := context.WithCancel(t.Context())
			n := 0
			if stop == 0 {
				cancel()
			}
			for range Map(ctx, in, 3, f) {
				if n++; n == stop {
					cancel()
				}
			}
			cancel()
			if n != stop || inside.Load() != 0 {
				t.Errorf("stopped at %d after %d, %d still running", stop, n, inside.Load())
			}
		}
		for range Map(t.Context(), []int(nil), 3, f) {
			t.Error("a result of nothing")
		}
	})
}
