package fetch

import (
	"cmp"
	"context"
	"iter"

	"github.com/seed-11e619e4/pressframe/coverage/internal/inorder"
)

// Each gets many documents, workers at a time (0 means 8), each host at its
// pace, and yields them in the order of the requests. A document that does not
// come is an [*Error], and the others follow; when ctx is over, its error is the
// last pair. Documents that came before their turn are held: four for each
// worker at most.
func (c *Client) Each(ctx context.Context, requests []Request, workers int) iter.Seq2[*Response, error] {
	return func(yield func(*Response, error) bool) {
		type outcome struct {
			r   *Response
			err error
		}
		get := func(ctx context.Context, req Request) outcome {
			r, err := c.Do(ctx, req)
			return outcome{r, err}
		}
		for _, o := range inorder.Map(ctx, requests, max(cmp.Or(workers, 8), 1), get) {
			if !yield(o.r, o.err) {
				return
			}
		}
		if err := ctx.Err(); err != nil {
			yield(nil, err)
		}
	}
}
