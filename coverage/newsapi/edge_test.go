package newsapi_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/fetch"
	"github.com/seed-11e619e4/pressframe/coverage/fetch/fetchtest"
	"github.com/seed-11e619e4/pressframe/coverage/newsapi"
)

// serve runs f in a bubble in which a handler is the service.
func serve(t *testing.T, h http.HandlerFunc, run func(t *testing.T, o newsapi.Options)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		var network fetchtest.Network
		network.Serve("api.example", h)
		defer network.Close()
		run(t, newsapi.Options{Client: &fetch.Client{Transport: network.Transport()}, Base: "http://api.example", Key: testKey})
	})
}

// take reads a source to its end.
func take(t *testing.T, src coverage.Source) (articles []coverage.Article, errs []error) {
	t.Helper()
	for a, err := range src.Articles(t.Context()) {
		if err != nil {
			errs = append(errs, err)
			continue
		}
		articles = append(articles, a)
	}
	return articles, errs
}

func date(s string) coverage.Date {
	d, err := coverage.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// A second that holds more than the service gives cannot be cut. What it gives
// is taken, the rest is reported, and the stream goes on.
func TestSecondStillFull(t *testing.T) {
	at := time.Date(1999, 3, 4, 13, 15, 0, 0, time.UTC)
	f := &fake{}
	for n := range 300 {
		f.items = append(f.items, item{n, at})
	}
	f.items = append(f.items, item{300, at.Add(time.Second)}, item{301, at.Add(-time.Second)})
	serve(t, f.gdelt, func(t *testing.T, o newsapi.Options) {
		var c newsapi.Cursor
		o.Cursor = &c
		articles, errs := take(t, newsapi.GDELT{Query: "ferry", From: date("1999-03"), To: date("1999-03"), Options: o})
		if len(articles) != 252 || len(errs) != 1 {
			t.Fatalf("%d articles, %v", len(articles), errs)
		}
		full, ok := errors.AsType[*newsapi.CapError](errs[0])
		if _, record := errors.AsType[*coverage.RecordError](errs[0]); !ok || !record || full.Read != 250 || full.Stated != -1 || full.Window.String() != "1999-03-04T13:15:00Z" {
			t.Errorf("%v", errs[0])
		}
		if !c.Done || len(c.Short) != 1 || c.Short[0].Read != 250 || c.Short[0].Window != full.Window {
			t.Errorf("%+v", c)
		}
	})
}

// The same by day, with a number stated, and pages up to the limit.
func TestDayStillFull(t *testing.T) {
	f := &fake{most: 100}
	for n := range 130 {
		f.items = append(f.items, item{n, time.Date(1999, 3, 4, 0, 0, n, 0, time.UTC)})
	}
	f.items = append(f.items, item{130, time.Date(1999, 3, 5, 0, 0, 0, 0, time.UTC)})
	serve(t, f.nyt, func(t *testing.T, o newsapi.Options) {
		o.Cap = 100
		articles, errs := take(t, newsapi.NYT{Query: "ferry", From: date("1999-03"), To: date("1999-03"), Options: o})
		if len(articles) != 101 || len(errs) != 1 || len(f.wrong) > 0 {
			t.Fatalf("%d articles, %v, %q", len(articles), errs, f.wrong)
		}
		full, ok := errors.AsType[*newsapi.CapError](errs[0])
		if !ok || full.Read != 100 || full.Stated != 130 || full.Window.String() != "1999-03-04" {
			t.Errorf("%v", errs[0])
		}
	})
}

// A service that refuses short windows: the last that was not too short is read
// as far as it goes.
func TestTimespanTooShort(t *testing.T) {
	f := &fake{}
	for n := range 300 {
		f.items = append(f.items, item{n, time.Date(1999, 3, 4, 12, n%60, 0, 0, time.UTC)})
	}
	refuse := func(w http.ResponseWriter, r *http.Request) {
		if from, to := days(r, "20060102150405", "startdatetime", "enddatetime"); to.Sub(from) < time.Hour-time.Second {
			fmt.Fprint(w, "Timespan is too short.")
			return
		}
		f.gdelt(w, r)
	}
	serve(t, refuse, func(t *testing.T, o newsapi.Options) {
		articles, errs := take(t, newsapi.GDELT{Query: "ferry", From: date("1999-03-04"), To: date("1999-03-04"), Options: o})
		if len(articles) != 250 || len(errs) != 1 {
			t.Fatalf("%d articles, %v", len(articles), errs)
		}
		if full, ok := errors.AsType[*newsapi.CapError](errs[0]); !ok || full.Read != 250 {
			t.Errorf("%v", errs[0])
		}
	})
}

// A number that is not what came is said, window by window; the stream goes on.
func TestTotalDiffers(t *testing.T) {
	for _, s := range services {
		if s.name == "gdelt" || s.name == "govuk" {
			continue // they state none
		}
		t.Run(s.name, func(t *testing.T) {
			f := &fake{items: world(50, 3), lies: 2}
			online(t, s, &fetchtest.Faulty{}, f, func(t *testing.T, o newsapi.Options) {
				var at newsapi.Cursor
				o.Cursor = &at
				articles, errs := take(t, s.source(o))
				if len(articles) != 50 || len(errs) != 1 || !at.Done || len(at.Short) != 1 || at.Stated != 52 {
					t.Fatalf("%d articles, %v, %+v", len(articles), errs, at)
				}
				c, ok := errors.AsType[*newsapi.CountError](errs[0])
				if !ok || !errors.Is(errs[0], coverage.ErrCount) || c.Stated != 52 || c.Read != 50 {
					t.Errorf("%v", errs[0])
				}
				if tally := at.Tally(); !errors.Is(tally.Reconcile(), coverage.ErrCount) {
					t.Error("the tally does not tell")
				}
			})
		})
	}
}

// Who stops at the error about the last window has nothing left to ask.
func TestStopAtLastError(t *testing.T) {
	f := &fake{items: world(10, 1), lies: 1}
	serve(t, f.guardian, func(t *testing.T, o newsapi.Options) {
		var at newsapi.Cursor
		o.Cursor = &at
		src := newsapi.Guardian{From: year, To: year, Options: o}
		for _, err := range src.Articles(t.Context()) {
			if err != nil {
				break
			}
		}
		at = *load(t, save(t, &at))
		if articles, errs := take(t, src); len(articles) > 0 || len(errs) > 0 || !at.Done || at.Requests != 1 || len(at.Short) != 1 {
			t.Errorf("%d articles, %v, %+v", len(articles), errs, at)
		}
	})
}

// Where the numbers for the parts do not add up to that for the whole, windows
// were cut wrongly or the service counts in another way.
func TestPartsDoNotAddUp(t *testing.T) {
	f := &fake{items: world(200, 4)}
	first := true
	h := func(w http.ResponseWriter, r *http.Request) {
		if f.lies = 0; first {
			f.lies, first = 7, false
		}
		f.guardian(w, r)
	}
	serve(t, h, func(t *testing.T, o newsapi.Options) {
		o.Cap = 100
		articles, errs := take(t, newsapi.Guardian{From: year, To: year, Options: o})
		if len(articles) != 200 || len(errs) != 1 {
			t.Fatalf("%d articles, %v", len(articles), errs)
		}
		if c, ok := errors.AsType[*newsapi.CountError](errs[0]); !ok || !c.Parts || c.Stated != 207 || c.Read != 200 {
			t.Errorf("%v", errs[0])
		}
	})
}

// While it is read, an index grows and shrinks, so that records stand on two
// pages or on none. They are found when the window is read again.
func TestIndexMoves(t *testing.T) {
	for name, change := range map[string]func([]item) []item{
		"grows":   func(list []item) []item { return slices.Insert(list, 0, item{99, year1999}) },
		"shrinks": func(list []item) []item { return slices.Delete(list, 0, 1) },
	} {
		t.Run(name, func(t *testing.T) {
			f := &fake{}
			for n := range 45 {
				f.items = append(f.items, item{n, year1999})
			}
			h := func(w http.ResponseWriter, r *http.Request) {
				f.asked++
				f.guardian(w, r)
				if f.asked == 1 {
					f.items = change(f.items)
				}
			}
			serve(t, h, func(t *testing.T, o newsapi.Options) {
				var at newsapi.Cursor
				o.PageSize, o.Cursor = 20, &at
				h := &haul{titles: map[string]int{}}
				h.collect(t, newsapi.Guardian{From: year, To: year, Options: o}, &at, 0)
				for _, i := range f.items {
					if h.titles[i.title()] != 1 {
						t.Errorf("%s came %d times", i.title(), h.titles[i.title()])
					}
				}
				t.Log(h.errs, at.Repeated, f.asked)
				if name == "grows" && (len(h.errs) > 0 || at.Repeated != 1) || name == "shrinks" && len(h.errs) != 1 {
					t.Errorf("%v, %+v", h.errs, at)
				}
			})
		})
	}
}

var year1999 = time.Date(1999, 6, 1, 0, 0, 0, 0, time.UTC)

// A service that gives the same page under ever new names does not catch the
// collection.
func TestServiceRepeatsItself(t *testing.T) {
	asked := 0
	h := func(w http.ResponseWriter, r *http.Request) {
		asked++
		send(w, object{"status": "ok", "message": object{"items": []object{{"DOI": "10.5555/1", "title": []string{"One"}}, {"DOI": "10.5555/2", "title": []string{"Two"}}}, "next-cursor": fmt.Sprint(asked)}})
	}
	serve(t, h, func(t *testing.T, o newsapi.Options) {
		o.PageSize = 2
		articles, errs := take(t, newsapi.Crossref{Query: "ferry", Options: o})
		if len(articles) != 2 || len(errs) != 1 || asked != 2 || !strings.Contains(errs[0].Error(), "only what earlier pages held") {
			t.Errorf("%d articles, %v, %d requests", len(articles), errs, asked)
		}
	})
}

func TestServiceOverlooksTheQuestion(t *testing.T) {
	f := &fake{items: world(50, 1)}
	h := func(w http.ResponseWriter, r *http.Request) {
		r.URL.RawQuery = strings.ReplaceAll(r.URL.RawQuery, "queryParameters.s", "s")
		r.URL.RawQuery += "&queryParameters.skip=0"
		f.hansard(w, r)
	}
	serve(t, h, func(t *testing.T, o newsapi.Options) {
		articles, errs := take(t, newsapi.Hansard{Query: "ferry", From: date("2008-11"), To: date("2008-12"), Options: o})
		if len(articles) > 0 || len(errs) != 1 || !strings.Contains(errs[0].Error(), "overlooked") {
			t.Errorf("%d articles, %v", len(articles), errs)
		}
	})
}

// What is wrong with a window of time does not spoil the others.
func TestDamagedForGood(t *testing.T) {
	f := &fake{items: world(200, 5)}
	bad := f.items[120]
	h := func(w http.ResponseWriter, r *http.Request) {
		f.asked++
		from, to := days(r, "20060102150405", "startdatetime", "enddatetime")
		list := f.between(from, to)
		if !slices.Contains(list, bad) {
			f.gdelt(w, r)
			return
		}
		fmt.Fprint(w, `{"articles":[`)
		for _, i := range list {
			if i == bad {
				fmt.Fprint(w, `{"url":"https://post.example/bad","title":"Cut`)
				return
			}
			fmt.Fprintf(w, `{"url":"https://post.example/%d","title":"%s"},`, i.n, i.title())
		}
	}
	serve(t, h, func(t *testing.T, o newsapi.Options) {
		var at newsapi.Cursor
		o.Cursor = &at
		h := &haul{titles: map[string]int{}}
		h.collect(t, newsapi.GDELT{Query: "ferry", From: year, To: year, Options: o}, &at, 0)
		h.check(t, slices.Delete(f.items, 120, 121))
		if len(h.errs) != 2 || at.Errors != 1 || len(at.Short) != 1 || at.Short[0].From != bad.at || at.Short[0].To != bad.at {
			t.Errorf("%v, %+v", h.errs, at)
		}
		t.Logf("%d requests; %v", f.asked, h.errs)
	})
}

// A service of which every answer is damaged is not asked without end.
func TestDamagedThroughout(t *testing.T) {
	asked := 0
	h := func(w http.ResponseWriter, r *http.Request) {
		asked++
		fmt.Fprint(w, `{"articles":[{"url":"https://post.example/bad","title":"Cut`)
	}
	serve(t, h, func(t *testing.T, o newsapi.Options) {
		var at newsapi.Cursor
		o.Cursor = &at
		articles, errs := take(t, newsapi.GDELT{Query: "ferry", From: year, To: year, Options: o})
		if len(articles) > 0 || len(errs) != 2*65 || len(at.Short) != 65 || !at.Done || asked > 2*129 {
			t.Errorf("%d articles, %d errors, %d requests, %+v", len(articles), len(errs), asked, at)
		}
	})
}

// Damage in the text of one record costs that record.
func TestDamagedRecord(t *testing.T) {
	body, err := os.ReadFile("testdata/gdelt-one-damaged-record.json")
	if err != nil {
		t.Fatal(err)
	}
	asked := 0
	serve(t, func(w http.ResponseWriter, r *http.Request) { asked++; _, _ = w.Write(body) }, func(t *testing.T, o newsapi.Options) {
		articles, errs := take(t, newsapi.GDELT{Query: "ferry", From: year, To: year, Options: o})
		if len(articles) != 2 || len(errs) != 1 || asked != 1 {
			t.Errorf("%d articles, %v, %d requests", len(articles), errs, asked)
		}
	})
}

// The pace of a service is kept, and what it says under a good status heeded.
func TestPaceAndLimits(t *testing.T) {
	f := &fake{items: world(300, 1), every: 5}
	var times []time.Time
	s := services[1]
	synctest.Test(t, func(t *testing.T) {
		var network fetchtest.Network
		h := s.serve(f)
		network.Serve("api.example", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			times = append(times, time.Now())
			h.ServeHTTP(w, r)
		}))
		defer network.Close()
		o := newsapi.Options{Client: &fetch.Client{Transport: network.Transport()}, Base: "http://api.example", PageSize: 20}
		calls := 0
		o.Progress = func(*newsapi.Cursor) { calls++ }
		articles, errs := take(t, s.source(o))
		if len(articles) != 300 || len(errs) > 0 || calls != len(times) {
			t.Errorf("%d articles, %v, %d calls for %d requests", len(articles), errs, calls, len(times))
		}
		for i, at := range times[1:] {
			if wait := at.Sub(times[i]); wait < 5*time.Second || (i+1)%5 == 0 && wait < 10*time.Second {
				t.Errorf("request %d after %v", i+2, wait)
			}
		}
	})
}

// A limit that does not pass ends the stream and says that it is one; the
// cursor goes on from there.
func TestQuotaIsUsedUp(t *testing.T) {
	f := &fake{items: world(300, 1)}
	quota := 7
	h := func(w http.ResponseWriter, r *http.Request) {
		if quota--; quota < 0 {
			fmt.Fprint(w, "Your daily quota is used up, "+testKey)
			return
		}
		f.guardian(w, r)
	}
	serve(t, h, func(t *testing.T, o newsapi.Options) {
		at := &newsapi.Cursor{}
		h := &haul{titles: map[string]int{}}
		o.PageSize = 20
		for range 3 {
			o.Cursor = at
			at = h.collect(t, newsapi.Guardian{From: year, To: year, Options: o}, at, 0)
			quota = 7
		}
		h.check(t, f.items)
		if len(h.errs) != 2 || !at.Done {
			t.Fatalf("%v", h.errs)
		}
		for _, err := range h.errs {
			se, ok := errors.AsType[*newsapi.ServiceError](err)
			if !ok || !se.Throttled || se.Status != 200 || strings.Contains(err.Error(), testKey) || !strings.Contains(err.Error(), "used up, …") {
				t.Errorf("%v", err)
			}
		}
	})
}

// A key is in no error, cursor or article, even when the service repeats it.
func TestKeyStaysHidden(t *testing.T) {
	for name, h := range map[string]http.HandlerFunc{
		"good": func(w http.ResponseWriter, r *http.Request) { (&fake{items: world(5, 1)}).guardian(w, r) },
		"forbidden": func(w http.ResponseWriter, r *http.Request) {
			http.Error(w, `{"message":"key `+testKey+` is not known"}`, http.StatusUnauthorized)
		},
		"page": func(w http.ResponseWriter, r *http.Request) {
			http.Error(w, `<title>`+testKey+`</title>`, http.StatusInternalServerError)
		},
		"text":    func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "no such key: "+testKey) },
		"escaped": func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "refused: "+r.URL.RawQuery) },
		"said": func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprint(w, `{"response":{"status":"error","message":"`+testKey+`"}}`)
		},
		"redirect": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://nobody.example/?api-key="+testKey, http.StatusFound)
		},
		"closed":    func(w http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) },
		"no answer": func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, `{"q":"`+testKey+`"}`) },
		"throttled": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Retry-After", "86400")
			http.Error(w, testKey, http.StatusTooManyRequests)
		},
		"broken off": func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, `{"response":{"results":[{"webTitle":"`) },
	} {
		t.Run(name, func(t *testing.T) {
			serve(t, h, func(t *testing.T, o newsapi.Options) {
				var at newsapi.Cursor
				o.Cursor = &at
				articles, errs := take(t, newsapi.Guardian{Query: "ferry", From: year, To: date("1999-01"), Options: o})
				if name != "good" && (len(errs) == 0 || len(articles) > 0) || name == "good" && len(errs) > 0 {
					t.Errorf("%d articles, %v", len(articles), errs)
				}
				all := save(t, &at)
				for _, a := range articles {
					b, err := json.Marshal(a)
					if err != nil {
						t.Fatal(err)
					}
					all += string(b)
					if a.Provenance.Location == "" || a.Provenance.Retrieved.IsZero() || !strings.Contains(a.Provenance.Location, "q=ferry") {
						t.Errorf("%+v", a.Provenance)
					}
				}
				for _, err := range errs {
					for e := err; e != nil; e = errors.Unwrap(e) {
						all += fmt.Sprintf("%v %+v %#v", e, e, e.Error())
					}
				}
				if strings.Contains(all, "hunter2") {
					t.Errorf("the key shows: %s", all)
				}
			})
		})
	}
}

func TestQuestions(t *testing.T) {
	for _, name := range []string{"GUARDIAN_API_KEY", "NYT_API_KEY", "MEDIACLOUD_API_KEY"} {
		t.Setenv(name, "")
	}
	y := year
	for _, tt := range []struct {
		src  coverage.Source
		want string
	}{
		{newsapi.Guardian{From: y, To: y}, "newsapi: guardian: Options.Key: the service needs a key; give one or set the environment variable GUARDIAN_API_KEY"},
		{newsapi.NYT{From: y, To: y}, "newsapi: nyt: Options.Key: the service needs a key; give one or set the environment variable NYT_API_KEY"},
		{newsapi.MediaCloud{From: y, To: y}, "newsapi: mediacloud: Options.Key: the service needs a key; give one or set the environment variable MEDIACLOUD_API_KEY"},
		{newsapi.MediaCloud{From: y, To: y, Options: newsapi.Options{Key: "k"}}, "newsapi: mediacloud: Query: must not be empty"},
		{newsapi.Guardian{Options: newsapi.Options{Key: "k"}}, "newsapi: guardian: From: must be a date; it is cut into windows that the service can answer"},
		{newsapi.GDELT{Query: "ferry", From: y}, "newsapi: gdelt: To: must be a date; it is cut into windows that the service can answer"},
		{newsapi.GDELT{From: y, To: y}, "newsapi: gdelt: Query: must not be empty"},
		{newsapi.Hansard{Query: "ferry", From: y, To: date("1998-12-31")}, "newsapi: hansard: To: is before From"},
		{newsapi.Crossref{}, "newsapi: crossref: Query or Filter: must not be empty"},
		{newsapi.EuropePMC{Query: "ferry", From: y}, "newsapi: europepmc: From and To: must both be dates, or neither"},
		{newsapi.GOVUK{}, "newsapi: govuk: Paths: must not be empty"},
		{newsapi.GOVUK{Paths: []string{"/a", "https://example.org/b"}}, `newsapi: govuk: Paths: "https://example.org/b" is no page of GOV.UK`},
		{newsapi.GDELT{Query: "ferry", From: y, To: y, Options: newsapi.Options{Cursor: load(t, `{"service":"guardian","question":"x","pending":[{}]}`)}},
			"newsapi: gdelt: the cursor belongs to another question; begin with an empty one, or ask as it was asked before"},
	} {
		articles, errs := take(t, tt.src)
		if len(articles) > 0 || len(errs) != 1 || errs[0].Error() != tt.want {
			t.Errorf("%T: %v, want %s", tt.src, errs, tt.want)
		}
	}
	for _, bad := range []string{"", "[]", `{"at":{}}`, `{"at":{"seen":"AAA="},"pending":[{}]}`, `{"at":{"seen":"!"},"pending":[{}]}`, `{"at":{"index":-1},"pending":[{}]}`} {
		var c newsapi.Cursor
		if err := json.Unmarshal([]byte(bad), &c); err == nil {
			t.Errorf("%s was taken for a cursor", bad)
		}
	}
}

func TestKeyFromEnvironment(t *testing.T) {
	t.Setenv("GUARDIAN_API_KEY", " "+testKey+"\n")
	f := &fake{items: world(5, 1)}
	serve(t, f.guardian, func(t *testing.T, o newsapi.Options) {
		o.Key = ""
		if articles, errs := take(t, newsapi.Guardian{From: year, To: year, Options: o}); len(articles) != 5 || len(errs) > 0 || len(f.wrong) > 0 {
			t.Errorf("%d articles, %v, %q", len(articles), errs, f.wrong)
		}
	})
}

func TestPagesOfGOVUK(t *testing.T) {
	f := &fake{items: world(3, 1)}
	var asked []string
	h := func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.EscapedPath())
		switch r.URL.Path {
		case "/api/content/odd page":
			send(w, object{"hello": "world"})
		case "/api/content/same":
			r.URL.Path = "/api/content/report/1"
			fallthrough
		default:
			f.govuk(w, r)
		}
	}
	serve(t, h, func(t *testing.T, o newsapi.Options) {
		var at newsapi.Cursor
		o.Cursor = &at
		articles, errs := take(t, newsapi.GOVUK{Options: o, Paths: []string{"https://www.gov.uk/report/1?x=1#y", "/report/1/", "report/77", "odd page", "/same", "https://www.gov.uk/api/content/report/2"}})
		if len(articles) != 2 || len(errs) != 2 || !at.Done || at.Repeated != 1 {
			t.Fatalf("%d articles, %v, %+v", len(articles), errs, at)
		}
		for i, want := range []string{"newsapi: govuk: http://api.example/api/content/report/77: the service says: Content not found (HTTP status 404)", "holds no list of records"} {
			if re, ok := errors.AsType[*coverage.RecordError](errs[i]); !ok || !strings.Contains(re.Error(), want) {
				t.Errorf("got %v, want %s", errs[i], want)
			}
		}
		slices.Sort(asked)
		if got := strings.Join(slices.Compact(asked), " "); got != "/api/content/odd%20page /api/content/report/1 /api/content/report/2 /api/content/report/77 /api/content/same" {
			t.Errorf("asked for %s", got)
		}
	})
}

// When its context is over the stream ends with its error, and the cursor goes
// on from there.
func TestContext(t *testing.T) {
	f := &fake{items: world(100, 1)}
	serve(t, f.guardian, func(t *testing.T, o newsapi.Options) {
		at := &newsapi.Cursor{}
		o.Cursor, o.PageSize = at, 30
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		h := &haul{titles: map[string]int{}}
		var last error
		for a, err := range (newsapi.Guardian{From: year, To: year, Options: o}).Articles(ctx) {
			if last = err; err != nil {
				continue
			}
			if h.titles[a.Title]++; len(h.titles) == 45 {
				cancel()
			}
		}
		if last != context.Canceled {
			t.Errorf("%v", last)
		}
		o.Cursor = load(t, save(t, at))
		h.collect(t, newsapi.Guardian{From: year, To: year, Options: o}, o.Cursor, 0)
		h.check(t, f.items)

		// Over before the first record of an answer is yielded.
		at = &newsapi.Cursor{}
		ctx, cancel = context.WithCancel(t.Context())
		o.Cursor, o.Progress = at, func(*newsapi.Cursor) { cancel() }
		for _, err := range (newsapi.Guardian{From: year, To: year, Options: o}).Articles(ctx) {
			if err != context.Canceled {
				t.Error(err)
			}
		}
		o.Progress = nil
		if articles, errs := take(t, newsapi.Guardian{From: year, To: year, Options: o}); len(articles) != 100 || len(errs) > 0 || at.Stated != 100 {
			t.Errorf("%d articles, %v, %d stated", len(articles), errs, at.Stated)
		}
	})
}

// What was yielded after the cursor was stored comes again, and nothing else.
func TestOldCursor(t *testing.T) {
	for _, s := range services {
		t.Run(s.name, func(t *testing.T) {
			f := &fake{items: world(s.items, 6), most: s.most}
			online(t, s, &fetchtest.Faulty{}, f, func(t *testing.T, o newsapi.Options) {
				h := &haul{titles: map[string]int{}}
				stored, again := save(t, &newsapi.Cursor{}), 0
				for done := false; !done; {
					o.Cursor = load(t, stored)
					n, since := 0, 0
					done = true
					for a, err := range s.source(o).Articles(t.Context()) {
						if err != nil {
							t.Fatal(err)
						}
						h.titles[a.Title]++
						since++
						if n++; n%50 == 0 {
							stored, since = save(t, o.Cursor), 0
						}
						if n == 173 {
							again += since
							done = false
							break
						}
					}
				}
				came := 0
				for _, i := range f.items {
					if h.titles[i.title()] == 0 {
						t.Errorf("%s was lost", i.title())
					}
					came += h.titles[i.title()]
				}
				if came != len(f.items)+again {
					t.Errorf("%d came, want %d and %d again", came, len(f.items), again)
				}
			})
		})
	}
}

func TestTemporaryOutage(t *testing.T) {
	f := &fake{items: world(50, 1)}
	h := func(w http.ResponseWriter, r *http.Request) {
		if f.asked++; f.asked%2 == 1 {
			w.WriteHeader(http.StatusBadRequest)
			send(w, object{"status": "error", "note": "the index timed out", "temporary": true})
			return
		}
		f.mediacloud(w, r)
	}
	serve(t, h, func(t *testing.T, o newsapi.Options) {
		if articles, errs := take(t, services[2].source(o)); len(articles) != 50 || len(errs) > 0 {
			t.Errorf("%d articles, %v", len(articles), errs)
		}
	})
}

func TestSeries(t *testing.T) {
	var answer string
	h := func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue("mode") != "timelinevolraw" || r.FormValue("startdatetime") != "19991225000000" || r.FormValue("enddatetime") != "20000103235959" {
			t.Errorf("%s", r.URL)
		}
		fmt.Fprint(w, answer)
	}
	serve(t, h, func(t *testing.T, o newsapi.Options) { // the time is midnight UTC 2000-01-01
		q := newsapi.GDELTTimeline{Query: "ferry", From: date("1999-12-25"), To: date("2000-01-03"), Options: o}
		for _, tt := range []struct{ answer, want, says string }{
			{`{"timeline":[{"series":"Article Count","data":[{"date":"19991227T000000Z","value":3,"norm":10},{"date":"19991229T000000Z","value":4,"norm":0},{"date":"20000101T000000Z","value":5,"norm":7}]}]}`,
				"Article Count (articles): 1999-12-25 - missing the service gives no number, 1999-12-26 - missing, 1999-12-27 3 observed, 1999-12-28 - missing, 1999-12-29 - missing GDELT watched nothing, 1999-12-30 - missing, 1999-12-31 - missing, 2000-01-01 5 partial; " +
					"Total Monitored Articles (articles watched): 1999-12-25 - missing the service gives no number, 1999-12-26 - missing, 1999-12-27 10 observed, 1999-12-28 - missing, 1999-12-29 0 observed, 1999-12-30 - missing, 1999-12-31 - missing, 2000-01-01 7 partial", ""},
			{`{}`, "", ""},
			{`Please limit requests to one every 5 seconds.`, "", "Please limit requests"},
			{`Your query was too short or too long.`, "", "too short or too long"},
			{`{"articles":[]}`, "", "no timeline in the answer"},
			{`{"timeline":[{"series":"Article Count","data":[{"date":"19991227T000000Z","value":-3}]}]}`, "", "point 1 of Article Count is -3"},
		} {
			answer = tt.answer
			list, err := q.Series(t.Context())
			if tt.says != "" {
				if err == nil || !strings.Contains(err.Error(), tt.says) {
					t.Errorf("got %v, want %s", err, tt.says)
				}
				continue
			}
			if got := show(list); err != nil || got != tt.want {
				t.Errorf("%v\n got %s\nwant %s", err, got, tt.want)
			}
			for _, s := range list {
				if s.Provenance.Location == "" || s.Provenance.Retrieved.IsZero() || s.Check() != nil {
					t.Errorf("%+v", s.Provenance)
				}
			}
		}
		if _, err := (newsapi.GDELTTimeline{From: year, To: year}).Series(t.Context()); err == nil || err.Error() != "newsapi: gdelt: Query: must not be empty" {
			t.Error(err)
		}
	})
}

func TestMediaCloudCounts(t *testing.T) {
	f := &fake{items: []item{{0, year1999}, {1, year1999}, {2, year1999.AddDate(0, 0, 2)}}}
	serve(t, f.mediacloud, func(t *testing.T, o newsapi.Options) {
		list, err := newsapi.MediaCloudCounts{Query: "ferry", From: date("1999-06-01"), To: date("1999-06-04"), Options: o}.Series(t.Context())
		const want = "Stories found (stories): 1999-06-01 2 observed, 1999-06-02 - missing, 1999-06-03 1 observed, 1999-06-04 - missing the service gives no number; " +
			"All stories (stories): 1999-06-01 20 observed, 1999-06-02 - missing, 1999-06-03 10 observed, 1999-06-04 - missing the service gives no number"
		if got := show(list); err != nil || got != want {
			t.Errorf("%v\n got %s\nwant %s", err, got, want)
		}
	})
}

// An answer that cannot be had in full is no answer.
func TestReadersReportTheReader(t *testing.T) {
	for service, read := range pageReaders {
		if _, err := read(io.MultiReader(strings.NewReader("{"), failing{}), newsapi.Origin{Location: "saved?key=hunter2"}); !errors.Is(err, errFailing) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", service, err)
		}
	}
	for service, read := range seriesReaders {
		if _, err := read(failing{}, newsapi.Origin{}); !errors.Is(err, errFailing) {
			t.Errorf("%s: %v", service, err)
		}
	}
}

type failing struct{}

var errFailing = errors.New("the disk is gone")

func (failing) Read([]byte) (int, error) { return 0, errFailing }
