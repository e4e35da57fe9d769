package newsapi_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/newsapi"
)

// An item is one article of an invented world, in which the press writes much
// on some days and nothing on most.
type item struct {
	n  int
	at time.Time
}

func (i item) title() string { return fmt.Sprintf("Ferry report %d", i.n) }

func world(n int, seed uint64) []item {
	random := rand.New(rand.NewPCG(seed, 1))
	start := time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC)
	var list []item
	day := 0
	for len(list) < n {
		day = (day + random.IntN(20)) % 365
		burst := 1 + random.IntN(1+random.IntN(40))
		for range min(burst, n-len(list)) {
			list = append(list, item{at: start.AddDate(0, 0, day).Add(time.Duration(random.IntN(86400)) * time.Second)})
		}
	}
	slices.SortStableFunc(list, func(a, b item) int { return a.at.Compare(b.at) })
	for i := range list {
		list[i].n = i
	}
	return list
}

// A fake is a service over a world.
type fake struct {
	mu    sync.Mutex
	items []item
	most  int // records for one window; 0 if there is no limit
	asked int
	every int // of so many answers one says in plain text that there are too many; 0: none
	lies  int // is added to the numbers stated
	wrong []string
	marks map[string]int // tokens given out
	era   int            // tokens of another era are refused
}

// fault notes what a client did that it must not do.
func (f *fake) fault(format string, args ...any) {
	f.wrong = append(f.wrong, fmt.Sprintf(format, args...))
}

func (f *fake) between(from, to time.Time) []item {
	var out []item
	for _, i := range f.items {
		if !i.at.Before(from) && !i.at.After(to) {
			out = append(out, i)
		}
	}
	return out
}

// page cuts a page out; it refuses what lies beyond the limit.
func (f *fake) page(w http.ResponseWriter, list []item, from, size int) ([]item, bool) {
	if f.most > 0 && from+size > f.most && from < len(list) && from >= f.most {
		f.fault("asked for records from %d, the limit is %d", from, f.most)
		http.Error(w, `{"message":"beyond the limit"}`, http.StatusBadRequest)
		return nil, false
	}
	from = min(from, len(list))
	return list[from:min(from+size, len(list))], true
}

func days(r *http.Request, layout, from, to string) (time.Time, time.Time) {
	a, err := time.Parse(layout, r.FormValue(from))
	b, err2 := time.Parse(layout, r.FormValue(to))
	if err != nil || err2 != nil {
		return time.Time{}, time.Time{}
	}
	if !strings.ContainsAny(layout, "T5") {
		b = b.Add(86399 * time.Second)
	}
	return a, b
}

func number(r *http.Request, name string) int {
	n, err := strconv.Atoi(r.FormValue(name))
	if err != nil {
		return -1
	}
	return n
}

func send(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_ = json.NewEncoder(w).Encode(v) // the client may have hung up
}

type object = map[string]any

// token gives out a name for a position.
func (f *fake) token(position int) string {
	if f.marks == nil {
		f.marks = map[string]int{}
	}
	t := fmt.Sprintf("era %d/at+%d=", f.era, position)
	f.marks[t] = position
	return t
}

func (f *fake) position(w http.ResponseWriter, token, first string) (int, bool) {
	if token == first {
		return 0, true
	}
	n, ok := f.marks[token]
	if !ok || !strings.HasPrefix(token, fmt.Sprintf("era %d/", f.era)) {
		http.Error(w, "Resource not found.", http.StatusNotFound)
		return 0, false
	}
	return n, true
}

const testKey = "hunter2/hunter2"

func (f *fake) guardian(w http.ResponseWriter, r *http.Request) {
	if r.FormValue("api-key") != testKey || r.URL.Path != "/search" || r.FormValue("order-by") != "oldest" {
		f.fault("%s", r.URL)
	}
	from, to := days(r, time.RFC3339, "from-date", "to-date")
	list := f.between(from, to)
	page, ok := f.page(w, list, (number(r, "page")-1)*number(r, "page-size"), number(r, "page-size"))
	if !ok {
		return
	}
	results := []object{}
	for _, i := range page {
		results = append(results, object{"type": "article", "id": fmt.Sprintf("a/%d", i.n), "webTitle": i.title(), "webUrl": fmt.Sprintf("https://www.theguardian.com/a/%d", i.n),
			"webPublicationDate": i.at.Format(time.RFC3339), "fields": object{"body": "<p>Words.</p>", "wordcount": "1"}})
	}
	send(w, object{"response": object{"status": "ok", "total": len(list) + f.lies, "results": results}})
}

func (f *fake) gdelt(w http.ResponseWriter, r *http.Request) {
	from, to := days(r, "20060102150405", "startdatetime", "enddatetime")
	list := f.between(from, to)
	most := min(number(r, "maxrecords"), 250)
	var articles []object
	for _, i := range list[:min(len(list), most)] {
		articles = append(articles, object{"url": fmt.Sprintf("https://post.example/%d", i.n), "title": i.title(), "seendate": i.at.Format("20060102T150405Z"), "domain": "post.example"})
	}
	if articles == nil {
		send(w, object{})
		return
	}
	send(w, object{"articles": articles})
}

func (f *fake) mediacloud(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Authorization") != "Token "+testKey || strings.Contains(r.URL.String(), testKey) {
		f.fault("%s %s", r.URL, r.Header)
	}
	from, to := days(r, time.DateOnly, "start", "end")
	list := f.between(from, to)
	switch r.URL.Path {
	case "/api/search/total-count":
		send(w, object{"count": object{"relevant": len(list) + f.lies, "total": 10 * len(list)}})
	case "/api/search/count-over-time":
		var counts []object
		for d := from; !d.After(to); d = d.AddDate(0, 0, 1) {
			if n := len(f.between(d, d.Add(86399*time.Second))); n > 0 {
				counts = append(counts, object{"date": d.Format(time.DateOnly), "count": n, "total_count": 10 * n, "ratio": 0.1})
			}
		}
		send(w, object{"count_over_time": object{"counts": counts}})
	case "/api/search/story-list":
		at, ok := f.position(w, r.FormValue("pagination_token"), "")
		if !ok {
			return
		}
		end := min(at+number(r, "page_size"), len(list))
		stories := []object{}
		for _, i := range list[at:end] {
			stories = append(stories, object{"id": strconv.Itoa(i.n), "title": i.title(), "url": fmt.Sprintf("https://post.example/%d", i.n), "publish_date": i.at.Format(time.DateOnly), "media_name": "post.example"})
		}
		answer := object{"stories": stories, "pagination_token": nil}
		if end < len(list) {
			answer["pagination_token"] = f.token(end)
		}
		send(w, answer)
	default:
		f.fault("%s", r.URL)
	}
}

func (f *fake) nyt(w http.ResponseWriter, r *http.Request) {
	if r.FormValue("api-key") != testKey {
		f.fault("%s", r.URL)
	}
	from, to := days(r, "20060102", "begin_date", "end_date")
	list := f.between(from, to)
	page, ok := f.page(w, list, number(r, "page")*10, 10)
	if !ok {
		return
	}
	var docs []object
	for _, i := range page {
		docs = append(docs, object{"_id": fmt.Sprint(i.n), "headline": object{"main": i.title()}, "web_url": fmt.Sprintf("https://www.nytimes.com/%d", i.n), "pub_date": i.at.Format(time.RFC3339), "byline": nil, "word_count": "12"})
	}
	send(w, object{"status": "OK", "response": object{"docs": docs, "metadata": object{"hits": len(list) + f.lies}}})
}

func (f *fake) govuk(w http.ResponseWriter, r *http.Request) {
	var n int
	if _, err := fmt.Sscanf(r.URL.Path, "/api/content/report/%d", &n); err != nil || n >= len(f.items) {
		http.Error(w, `{"message":"Content not found"}`, http.StatusNotFound)
		return
	}
	i := f.items[n]
	send(w, object{"base_path": fmt.Sprintf("/report/%d", n), "title": i.title(), "document_type": "news_story", "first_published_at": i.at.Format(time.RFC3339), "details": object{"body": "<p>Words.</p>"}})
}

func (f *fake) hansard(w http.ResponseWriter, r *http.Request) {
	from, to := days(r, time.DateOnly, "queryParameters.startDate", "queryParameters.endDate")
	list := f.between(from, to)
	if from.IsZero() {
		list = f.items // the service overlooks what it does not know
	}
	page, ok := f.page(w, list, number(r, "queryParameters.skip"), number(r, "queryParameters.take"))
	if !ok {
		return
	}
	results := []object{}
	for _, i := range page {
		results = append(results, object{"ContributionExtId": fmt.Sprint(i.n), "DebateSection": i.title(), "ContributionTextFull": "Words.", "SittingDate": i.at.Format(time.DateOnly) + "T00:00:00", "House": "Commons", "DebateSectionExtId": "D"})
	}
	send(w, object{"Results": results, "TotalResultCount": len(list) + f.lies})
}

func (f *fake) europepmc(w http.ResponseWriter, r *http.Request) {
	var a, b string
	if _, err := fmt.Sscanf(r.FormValue("query"), "(ferry) AND FIRST_PDATE:[%10s TO %10s]", &a, &b); err != nil {
		f.fault("%s: %v", r.FormValue("query"), err)
	}
	from, _ := time.Parse(time.DateOnly, a)
	to, _ := time.Parse(time.DateOnly, b)
	list := f.between(from, to.Add(86399*time.Second))
	at, ok := f.position(w, r.FormValue("cursorMark"), "*")
	if !ok {
		return
	}
	end := min(at+number(r, "pageSize"), len(list))
	results := []object{}
	for _, i := range list[at:end] {
		results = append(results, object{"id": fmt.Sprint(i.n), "source": "MED", "title": i.title(), "pubYear": 1999})
	}
	next := f.token(end)
	if end == at {
		next = r.FormValue("cursorMark")
	}
	send(w, object{"version": "6.9", "hitCount": len(list) + f.lies, "nextCursorMark": next, "resultList": object{"result": results}})
}

func (f *fake) crossref(w http.ResponseWriter, r *http.Request) {
	var a, b string
	for part := range strings.SplitSeq(r.FormValue("filter"), ",") {
		if v, ok := strings.CutPrefix(part, "from-pub-date:"); ok {
			a = v
		}
		if v, ok := strings.CutPrefix(part, "until-pub-date:"); ok {
			b = v
		}
	}
	from, _ := time.Parse(time.DateOnly, a)
	to, _ := time.Parse(time.DateOnly, b)
	list := f.between(from, to.Add(86399*time.Second))
	at, ok := f.position(w, r.FormValue("cursor"), "*")
	if !ok {
		return
	}
	end := min(at+number(r, "rows"), len(list))
	items := []object{}
	for _, i := range list[at:end] {
		items = append(items, object{"DOI": fmt.Sprintf("10.5555/%d", i.n), "title": []string{i.title()}, "issued": object{"date-parts": [][]int{{1999}}}})
	}
	send(w, object{"status": "ok", "message-type": "work-list", "message": object{"total-results": len(list) + f.lies, "items": items, "next-cursor": f.token(end)}})
}

// A service under test.
type service struct {
	name    string
	handler func(*fake) http.HandlerFunc
	source  func(newsapi.Options) coverage.Source
	limit   newsapi.Options // small pages and caps, so that little is enough
	most    int             // of the fake
	items   int
}

var year, _ = coverage.ParseDate("1999")

var services = []service{
	{"guardian", func(f *fake) http.HandlerFunc { return f.guardian }, func(o newsapi.Options) coverage.Source {
		return newsapi.Guardian{Query: "ferry", From: year, To: year, Options: o}
	}, newsapi.Options{PageSize: 20, Cap: 100}, 100, 1000},
	{"gdelt", func(f *fake) http.HandlerFunc { return f.gdelt }, func(o newsapi.Options) coverage.Source {
		return newsapi.GDELT{Query: "ferry", From: year, To: year, Options: o}
	}, newsapi.Options{PageSize: 30}, 0, 1000},
	{"mediacloud", func(f *fake) http.HandlerFunc { return f.mediacloud }, func(o newsapi.Options) coverage.Source {
		return newsapi.MediaCloud{Query: "ferry", Collections: []string{"1", "2"}, From: year, To: year, Options: o}
	}, newsapi.Options{PageSize: 40}, 0, 1000},
	{"nyt", func(f *fake) http.HandlerFunc { return f.nyt }, func(o newsapi.Options) coverage.Source {
		return newsapi.NYT{Query: "ferry", From: year, To: year, Options: o}
	}, newsapi.Options{Cap: 100}, 100, 1000},
	{"govuk", func(f *fake) http.HandlerFunc { return f.govuk }, func(o newsapi.Options) coverage.Source {
		q := newsapi.GOVUK{Options: o}
		for n := range 200 {
			q.Paths = append(q.Paths, fmt.Sprintf("/report/%d", n))
		}
		return q
	}, newsapi.Options{}, 0, 200},
	{"hansard", func(f *fake) http.HandlerFunc { return f.hansard }, func(o newsapi.Options) coverage.Source {
		return newsapi.Hansard{Query: "ferry", From: year, To: year, Options: o}
	}, newsapi.Options{PageSize: 20, Cap: 100}, 100, 1000},
	{"europepmc", func(f *fake) http.HandlerFunc { return f.europepmc }, func(o newsapi.Options) coverage.Source {
		return newsapi.EuropePMC{Query: "ferry", From: year, To: year, Options: o}
	}, newsapi.Options{PageSize: 40}, 0, 1000},
	{"crossref", func(f *fake) http.HandlerFunc { return f.crossref }, func(o newsapi.Options) coverage.Source {
		return newsapi.Crossref{Query: "ferry", From: year, To: year, Options: o}
	}, newsapi.Options{PageSize: 40}, 0, 990},
}

// ServeHTTP answers as the fake does, and now and then says that there are too
// many requests, in the way of GDELT.
func (s service) serve(f *fake) http.Handler {
	h := s.handler(f)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.asked++
		if f.every > 0 && f.asked%f.every == 0 {
			fmt.Fprint(w, "Please limit requests to one every 5 seconds.")
			return
		}
		h(w, r)
	})
}
