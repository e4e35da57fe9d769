// Package fetchtest is a web that misbehaves on purpose, for tests of whatever
// collects from the real one.
//
// [Faulty] stands before a handler and makes some of its answers go wrong, in
// every way that servers are known for; it keeps count. [Network] joins servers
// and clients without sockets, so that a test can run in a bubble of
// testing/synctest, where waiting costs no time:
//
//	faulty := &fetchtest.Faulty{Handler: site, Rate: 0.4}
//	var network fetchtest.Network
//	network.Serve("site.example", faulty)
//	defer network.Close()
//	c := &fetch.Client{Transport: network.Transport()}
//	… // collect
//	t.Log(faulty.Report())
package fetchtest

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"fmt"
	"hash/fnv"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// A Fault is a way for an answer to go wrong.
type Fault uint8

// The faults. After those up to WrongCharset a client that tries again, or
// looks closely, has the document; the others look final.
const (
	Throttled      Fault = iota + 1 // 429 with Retry-After in seconds
	ThrottledUntil                  // 429 with Retry-After as a date
	ThrottledPlain                  // 429 without Retry-After
	Unavailable                     // 503 with Retry-After
	ServerError                     // 500
	BadGateway                      // 502
	Refused                         // the connection is closed before an answer
	Silent                          // no answer, ever
	Slow                            // a byte a second
	Truncated                       // the body ends before its Content-Length
	TruncatedChunk                  // the body ends before its last chunk
	TruncatedGzip                   // the packed body ends early, its length agrees
	DamagedGzip                     // one byte of the packed body is wrong
	NotGzip                         // labelled gzip, sent plain
	SelfRedirect                    // a redirect to the same address
	WrongCharset                    // the charset of the Content-Type is wrong

	Bomb            // 1 MB that unpacks to 1 GB
	Endless         // a body without end
	PrivateRedirect // a redirect into a private network
	PageInstead     // 200, and a page that asks for patience

	afterLast
)

var faultNames = [...]string{"", "429 seconds", "429 date", "429 plain", "503", "500", "502", "refused", "silent", "slow", "truncated", "truncated chunk",
	"truncated gzip", "damaged gzip", "not gzip", "self redirect", "wrong charset", "gzip bomb", "endless", "private redirect", "page instead"}

// String names the fault in a report.
func (f Fault) String() string {
	if f > 0 && int(f) < len(faultNames) {
		return faultNames[f]
	}
	return "fault(" + strconv.Itoa(int(f)) + ")"
}

// Faults lists all faults.
func Faults() []Fault {
	var out []Fault
	for f := Throttled; f < afterLast; f++ {
		out = append(out, f)
	}
	return out
}

// Faulty is a handler that answers some requests with a fault. Which, and with
// what fault, depends on Seed, the address and how often it was asked for, and
// on nothing else. Fields may not be changed after the first request.
type Faulty struct {
	Handler http.Handler

	// Rate is the share of requests that go wrong, from 0 to 1.
	Rate float64

	// Kinds are the faults to choose from; nil means all.
	Kinds []Fault

	// InRow is how many requests for one address may go wrong one after the
	// other. 0 means 2.
	InRow int

	// Spare, if not nil, picks requests that are left alone.
	Spare func(*http.Request) bool

	Seed uint64

	mu       sync.Mutex
	asked    map[string]int // by address
	inRow    map[string]int
	requests int
	injected map[Fault]int
}

// A Report counts what happened.
type Report struct {
	Requests int
	Faults   int
	ByKind   map[Fault]int
}

func (r Report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d requests, %d faults injected", r.Requests, r.Faults)
	joint := ": "
	for _, f := range slices.Sorted(maps.Keys(r.ByKind)) {
		fmt.Fprintf(&b, "%s%d %s", joint, r.ByKind[f], f)
		joint = ", "
	}
	return b.String()
}

// Report returns the counts so far.
func (f *Faulty) Report() Report {
	f.mu.Lock()
	defer f.mu.Unlock()
	r := Report{Requests: f.requests, ByKind: maps.Clone(f.injected)}
	for _, n := range f.injected {
		r.Faults += n
	}
	return r
}

// choose decides what becomes of a request; 0 is no fault.
func (f *Faulty) choose(r *http.Request) (Fault, *rand.Rand) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.asked == nil {
		f.asked, f.inRow, f.injected = map[string]int{}, map[string]int{}, map[Fault]int{}
	}
	f.requests++
	if f.Spare != nil && f.Spare(r) {
		return 0, nil
	}
	key := r.Host + r.URL.RequestURI()
	n := f.asked[key]
	f.asked[key]++
	h := fnv.New64a()
	h.Write([]byte(key))
	random := rand.New(rand.NewPCG(f.Seed, h.Sum64()+uint64(n)*0x9e3779b97f4a7c15))
	if random.Float64() >= f.Rate || f.inRow[key] >= cmp.Or(f.InRow, 2) {
		f.inRow[key] = 0
		return 0, nil
	}
	kinds := f.Kinds
	if kinds == nil {
		kinds = Faults()
	}
	kind := kinds[random.IntN(len(kinds))]
	f.inRow[key]++
	f.injected[kind]++
	return kind, random
}

// ServeHTTP answers with the handler, or with a fault.
func (f *Faulty) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	kind, random := f.choose(r)
	if kind == 0 {
		f.Handler.ServeHTTP(w, r)
		return
	}
	h := w.Header()
	switch kind {
	case Throttled:
		h.Set("Retry-After", strconv.Itoa(1+random.IntN(120)))
		http.Error(w, "slow down", http.StatusTooManyRequests)
	case ThrottledUntil:
		h.Set("Retry-After", time.Now().Add(time.Duration(random.IntN(120))*time.Second).UTC().Format(http.TimeFormat))
		http.Error(w, "slow down", http.StatusTooManyRequests)
	case ThrottledPlain:
		http.Error(w, "slow down", http.StatusTooManyRequests)
	case Unavailable:
		h.Set("Retry-After", strconv.Itoa(random.IntN(30)))
		http.Error(w, "back soon", http.StatusServiceUnavailable)
	case ServerError:
		http.Error(w, "oops", http.StatusInternalServerError)
	case BadGateway:
		http.Error(w, "no upstream", http.StatusBadGateway)
	case Refused:
		panic(http.ErrAbortHandler)
	case Silent:
		<-r.Context().Done()
		panic(http.ErrAbortHandler)
	case SelfRedirect:
		http.Redirect(w, r, r.URL.RequestURI(), http.StatusFound)
	case PrivateRedirect:
		inside := []string{"127.0.0.1", "10.0.0.1", "169.254.169.254", "192.168.0.1", "[::1]", "[fe80::1]", "[::ffff:10.0.0.1]", "localhost"}
		http.Redirect(w, r, "http://"+inside[random.IntN(len(inside))]+"/", http.StatusFound)
	case PageInstead:
		h.Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, "<!DOCTYPE html><html><head><title>Back soon</title></head><body><p>Our site is resting.</p></body></html>")
	case Bomb:
		h.Set("Content-Encoding", "gzip")
		_, _ = w.Write(bomb()) // the client will have hung up
	case Endless:
		piece := bytes.Repeat([]byte("<item><title>and on</title></item>\n"), 1000)
		for {
			if _, err := w.Write(piece); err != nil {
				return
			}
		}
	default:
		f.spoil(w, r, kind, random)
	}
}

// spoil takes the handler's answer and sends it badly.
func (f *Faulty) spoil(w http.ResponseWriter, r *http.Request, kind Fault, random *rand.Rand) {
	good := httptest.NewRecorder()
	f.Handler.ServeHTTP(good, r)
	body := good.Body.Bytes()
	h := w.Header()
	maps.Copy(h, good.Header())
	abort := false
	switch kind {
	case Slow:
		w.WriteHeader(good.Code)
		for i := range body {
			if _, err := w.Write(body[i : i+1]); err != nil {
				return
			}
			w.(http.Flusher).Flush()
			select {
			case <-time.After(time.Second):
			case <-r.Context().Done():
				panic(http.ErrAbortHandler)
			}
		}
		return
	case Truncated:
		h.Set("Content-Length", strconv.Itoa(len(body)))
		body, abort = body[:random.IntN(len(body)+1)], true
	case TruncatedChunk:
		h.Del("Content-Length")
		body, abort = body[:random.IntN(len(body)+1)], true
	case TruncatedGzip:
		body = pack(body)
		body = body[:1+random.IntN(len(body)-1)]
		h.Set("Content-Encoding", "gzip")
	case DamagedGzip:
		body = pack(body)
		body[len(body)-5] ^= 0x55 // of the checksum
		h.Set("Content-Encoding", "gzip")
	case NotGzip:
		h.Set("Content-Encoding", "gzip")
	case WrongCharset:
		media, _, _ := strings.Cut(h.Get("Content-Type"), ";")
		wrong := []string{"utf-16", "x-none", "", "utf-32be", "us-ascii"}
		h.Set("Content-Type", cmp.Or(media, "text/xml")+"; charset="+wrong[random.IntN(len(wrong))])
	}
	w.WriteHeader(good.Code)
	_, _ = w.Write(body) // the client may have hung up
	if abort {
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}
}

func pack(body []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(body) // to memory
	_ = z.Close()
	return b.Bytes()
}

// bomb is a gigabyte of zeros: one packed member, repeated.
var bomb = sync.OnceValue(func() []byte {
	const member = 16 << 20
	return bytes.Repeat(pack(make([]byte, member)), 1<<30/member)
})
