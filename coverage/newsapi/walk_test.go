package newsapi_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/fetch"
	"github.com/seed-11e619e4/pressframe/coverage/fetch/fetchtest"
	"github.com/seed-11e619e4/pressframe/coverage/newsapi"
)

// online runs f in a bubble in which a service is on the network, behind faults.
func online(t *testing.T, s service, faulty *fetchtest.Faulty, f *fake, run func(t *testing.T, o newsapi.Options)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		faulty.Handler = s.serve(f)
		var network fetchtest.Network
		network.Serve("api.example", faulty)
		defer network.Close()
		o := s.limit
		o.Client, o.Base, o.Key = &fetch.Client{Transport: network.Transport()}, "http://api.example", testKey
		run(t, o)
		for _, w := range f.wrong {
			t.Error("the client must not: ", w)
		}
	})
}

// A haul is what came of a collection.
type haul struct {
	titles map[string]int
	errs   []error
	runs   int
}

// collect takes articles until the source ends or so many came, and stores the
// cursor.
func (h *haul) collect(t *testing.T, src coverage.Source, at *newsapi.Cursor, stop int) *newsapi.Cursor {
	t.Helper()
	h.runs++
	n := 0
	for a, err := range src.Articles(t.Context()) {
		if err != nil {
			h.errs = append(h.errs, err)
			continue
		}
		h.titles[a.Title]++
		if n++; n == stop {
			break
		}
	}
	return load(t, save(t, at))
}

func save(t *testing.T, c *newsapi.Cursor) string {
	t.Helper()
	b, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func load(t *testing.T, s string) *newsapi.Cursor {
	t.Helper()
	var c newsapi.Cursor
	if err := json.Unmarshal([]byte(s), &c); err != nil {
		t.Fatal(err)
	}
	if again := save(t, &c); again != s {
		t.Fatalf("the cursor changed on the way:\n%s\n%s", s, again)
	}
	return &c
}

func (h *haul) check(t *testing.T, items []item) {
	t.Helper()
	lost, doubled := 0, 0
	for _, i := range items {
		switch n := h.titles[i.title()]; {
		case n == 0:
			lost++
		case n > 1:
			doubled++
		}
	}
	if lost+doubled > 0 || len(h.titles) != len(items) {
		t.Errorf("of %d articles %d were lost and %d came twice; %d titles; %v", len(items), lost, doubled, len(h.titles), h.errs)
	}
}

// Everything comes once, whatever the pages and limits.
func TestCollect(t *testing.T) {
	for _, s := range services {
		t.Run(s.name, func(t *testing.T) {
			f := &fake{items: world(s.items, 1), most: s.most}
			online(t, s, &fetchtest.Faulty{}, f, func(t *testing.T, o newsapi.Options) {
				var at newsapi.Cursor
				o.Cursor = &at
				h := &haul{titles: map[string]int{}}
				h.collect(t, s.source(o), &at, 0)
				h.check(t, f.items)
				if len(h.errs) > 0 || !at.Done || at.Articles != s.items || at.Errors != 0 || at.Repeated != 0 || len(at.Short) > 0 || at.Requests != f.asked {
					t.Errorf("%v, %+v, %d asked", h.errs, at, f.asked)
				}
				tally := at.Tally()
				if stated := tally.Stated; stated != s.items && s.name != "gdelt" && s.name != "govuk" || tally.Reconcile() != nil {
					t.Errorf("stated %d", stated)
				}
				if s.name == "crossref" && at.Requests != 25 {
					t.Errorf("%d requests for 25 pages", at.Requests)
				}
				asked := f.asked
				h.collect(t, s.source(o), &at, 0)
				if f.asked != asked {
					t.Error("a cursor that is done asks again")
				}
				t.Logf("%d articles, %d requests", at.Articles, at.Requests)
			})
		})
	}
}

// Servers fail, and the collection is interrupted: nothing is lost or doubled.
func TestFaultsAndInterruptions(t *testing.T) {
	kinds := []fetchtest.Fault{fetchtest.Throttled, fetchtest.ThrottledUntil, fetchtest.ThrottledPlain, fetchtest.Unavailable, fetchtest.ServerError, fetchtest.BadGateway,
		fetchtest.Refused, fetchtest.Silent, fetchtest.Slow, fetchtest.Truncated, fetchtest.TruncatedChunk, fetchtest.TruncatedGzip, fetchtest.DamagedGzip, fetchtest.NotGzip,
		fetchtest.SelfRedirect, fetchtest.WrongCharset, fetchtest.PageInstead}
	requests, faults, articles, runs := 0, 0, 0, 0
	for _, s := range services {
		for _, seed := range []uint64{1, 2} {
			t.Run(fmt.Sprintf("%s/%d", s.name, seed), func(t *testing.T) {
				f := &fake{items: world(s.items, seed), most: s.most, every: 11}
				// Four in a row are too many for the client and end the stream.
				faulty := &fetchtest.Faulty{Rate: 0.25 * float64(seed), InRow: 6, Kinds: kinds, Seed: seed}
				online(t, s, faulty, f, func(t *testing.T, o newsapi.Options) {
					random := rand.New(rand.NewPCG(seed, 2))
					h := &haul{titles: map[string]int{}}
					at := &newsapi.Cursor{}
					for !at.Done {
						if h.runs > 2000 {
							t.Fatalf("does not end: %v", h.errs[len(h.errs)-1])
						}
						o.Cursor = at
						at = h.collect(t, s.source(o), at, 1+random.IntN(100))
						if random.IntN(4) == 0 && (s.name == "crossref" || s.name == "europepmc" || s.name == "mediacloud") {
							f.era++ // tokens do not last
						}
					}
					h.check(t, f.items)
					for _, err := range h.errs {
						if errors.Is(err, coverage.ErrCount) {
							t.Error(err)
						}
						if strings.Contains(err.Error(), "hunter2") || strings.Contains(fmt.Sprintf("%+v", err), "hunter2") {
							t.Errorf("the key shows: %v", err)
						}
					}
					if at.Articles != s.items || at.Errors != 0 || at.Repeated != 0 || len(at.Short) > 0 {
						t.Errorf("%+v", at)
					}
					r := faulty.Report()
					t.Logf("%d articles in %d runs, %d of which ended in an error; %s", at.Articles, h.runs, len(h.errs), r)
					requests, faults, articles, runs = requests+r.Requests, faults+r.Faults, articles+at.Articles, runs+h.runs
				})
			})
		}
	}
	t.Logf("in all: %d articles, %d requests, %d faults injected, %d runs", articles, requests, faults, runs)
}
