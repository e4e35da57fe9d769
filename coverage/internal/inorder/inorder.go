// Package inorder does several things at once and hands over the results in
// the order in which they were asked for.
package inorder

import (
	"context"
	"iter"
	"sync"
)

// Map calls f for each element of in, workers at a time, and yields index and
// result in the order of in. At most four results for each worker are ready
// before their turn, so memory is bounded however slow the first one is. Where
// ctx ends, or the caller stops, the context of f ends, and Map returns once
// every f has: the sequence is then shorter than in.
func Map[T, R any](ctx context.Context, in []T, workers int, f func(context.Context, T) R) iter.Seq2[int, R] {
	return func(yield func(int, R) bool) {
		ctx, cancel := context.WithCancel(ctx)
		results := make([]chan R, len(in))
		for i := range results {
			results[i] = make(chan R, 1)
		}
		ahead := make(chan struct{}, 4*workers)
		work := make(chan int)
		var running sync.WaitGroup
		defer running.Wait()
		defer cancel()
		running.Go(func() {
			defer close(work)
			for i := range in {
				select {
				case ahead <- struct{}{}:
				case <-ctx.Done():
					return
				}
				select {
				case work <- i:
				case <-ctx.Done():
					return
				}
			}
		})
		for range min(workers, len(in)) {
			running.Go(func() {
				for i := range work {
					results[i] <- f(ctx, in[i])
				}
			})
		}
		for i := range in {
			select {
			case r := <-results[i]:
				if ctx.Err() != nil || !yield(i, r) {
					return
				}
			case <-ctx.Done():
				return
			}
			<-ahead
		}
	}
}
