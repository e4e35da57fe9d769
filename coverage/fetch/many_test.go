package fetch

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

func TestEach(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWeb(page(func(r *http.Request) *http.Response {
			var n int
			fmt.Sscanf(r.URL.Path, "/%d", &n)
			time.Sleep(time.Duration(50-n) * time.Second)
			if n == 7 {
				return answer(404, "")
			}
			return answer(200, r.URL.Path)
		}))
		c := &Client{Transport: w, Interval: -1}
		var list []Request
		for n := range 30 {
			list = append(list, Request{URL: fmt.Sprintf("https://h%d.example/%d", n%10, n)})
		}
		n := 0
		for r, err := range c.Each(t.Context(), list, 0) {
			if n == 7 {
				if !isStatus(err, 404) {
					t.Errorf("%v", err)
				}
			} else if err != nil || string(r.Body) != fmt.Sprintf("/%d", n) {
				t.Errorf("%d: %+v, %v", n, r, err)
			}
			n++
		}
		if n != len(list) || w.most != 8 {
			t.Errorf("%d documents, %d at once", n, w.most)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 90*time.Second)
		defer cancel()
		var last error
		n = 0
		for _, last = range c.Each(ctx, list, 3) {
			n++
		}
		if !errors.Is(last, context.DeadlineExceeded) || n == 0 || n >= len(list) {
			t.Errorf("%d pairs, the last is %v", n, last)
		}
	})
}
