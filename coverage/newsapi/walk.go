package newsapi

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/fetch"
)

// A source is one question to one service, as the paging core sees it.
type source struct {
	format   *format
	options  Options
	from, to coverage.Date

	base     string        // address of the service
	keyFrom  string        // environment variable of the key; "" if there is none
	interval time.Duration // that the service asks for
	most     int           // records on a page
	limit    int           // records in a window; 0 if there is none
	unit     time.Duration // of the shortest window; 0 if windows are not cut
	dated    bool          // From and To must be given

	// problem names what is wrong with the question.
	problem func() *QueryError

	// address is what to ask for a page, without the key. The token of the
	// first page is "".
	address func(w Window, token string) string

	// sign puts the key in.
	sign func(req *fetch.Request, key string)

	// next is the token of the page after p, "" if p is the last.
	next func(p *Page, w Window, token string) string

	// total is the address of a page that states how many records a window has,
	// where the pages of records do not; stated reads it.
	total  func(w Window) string
	stated func(body []byte, from Origin) (int, error)

	// strict makes it an error when a record is dated outside its window: the
	// service has overlooked the dates asked for.
	strict bool

	// forgets says that tokens do not last: one that is refused means that the
	// window is read from its beginning.
	forgets bool

	// alone, if not nil, turns an error that speaks of one record into a page
	// of that error.
	alone func(err error, location string) *Page

	// extra is part of the question and not of the first address.
	extra string
}

// endpoint is the base of the service, or the caller's.
func (s *source) endpoint() string { return cmp.Or(s.options.Base, s.base) }

func (s *source) pageSize() int { return s.options.pageSize(s.most) }

// articles yields what the question finds.
func (s *source) articles(ctx context.Context) iter.Seq2[coverage.Article, error] {
	return func(yield func(coverage.Article, error) bool) {
		w := &walk{s: s, at: s.options.Cursor, yield: yield, client: s.options.client()}
		if w.at == nil {
			w.at = &Cursor{}
		}
		if err := w.start(); err != nil {
			yield(coverage.Article{}, err)
			return
		}
		w.run(ctx)
	}
}

// A walk is one run over what is left.
type walk struct {
	s      *source
	at     *Cursor
	yield  func(coverage.Article, error) bool
	client Client
	key    string
	around int // windows cut for damage
	lostAt int // records read when a token was last refused, and one more; 0 if none was
}

// start checks the question and the cursor.
func (w *walk) start() error {
	s := w.s
	fail := func(field, reason string) error { return &QueryError{s.format.service, field, reason} }
	if s.keyFrom != "" {
		if w.key = s.options.key(s.keyFrom); w.key == "" {
			return fail("Options.Key", "the service needs a key; give one or set the environment variable "+s.keyFrom)
		}
	}
	if s.problem != nil {
		if err := s.problem(); err != nil {
			err.Service = s.format.service
			return err
		}
	}
	if s.dated && !s.from.IsKnown() {
		return fail("From", "must be a date; it is cut into windows that the service can answer")
	}
	if s.dated && !s.to.IsKnown() {
		return fail("To", "must be a date; it is cut into windows that the service can answer")
	}
	if s.from.IsKnown() != s.to.IsKnown() {
		return fail("From and To", "must both be dates, or neither")
	}
	span := windowOf(s.from, s.to)
	if span.To.Before(span.From) {
		return fail("To", "is before From")
	}
	// The digest holds all that the pages depend on.
	question := coverage.SHA256Hex(fmt.Appendf(nil, "%s\n%s\n%s", s.address(span, ""), span, s.extra))[:32]
	at := w.at
	switch {
	case at.question == "" && at.Service == "":
		at.Service, at.question = s.format.service, question
		at.pending = []window{{Window: span}}
	case at.question != question:
		return &CursorError{s.format.service, "belongs to another question"}
	}
	return nil
}

// run reads page after page. It returns when there is nothing left, when the
// consumer wants no more, or when an error ends the stream.
func (w *walk) run(ctx context.Context) {
	at := w.at
	for !at.Done {
		if len(at.pending) == 0 {
			w.finish()
			return
		}
		if !at.begun {
			at.begin()
		}
		fresh := at.token == "" && at.index == 0 && at.walked == 0 && !at.second
		page, err := w.page(ctx, fresh)
		if err != nil {
			if w.recover(err) {
				continue
			}
			if ctx.Err() != nil {
				err = ctx.Err()
			}
			w.yield(coverage.Article{}, err)
			return
		}
		if page.Stated >= 0 {
			at.grew = at.grew || at.stated >= 0 && page.Stated > at.stated
			at.shrank = at.shrank || page.Stated < at.stated
			at.stated = page.Stated
		}
		if fresh && (w.tooMany(page) || page.broken && w.cutAround()) {
			continue
		}
		stuck, live := w.deliver(ctx, page)
		if !live || !w.advance(page, stuck) {
			return
		}
	}
}

// page asks for the page at hand.
func (w *walk) page(ctx context.Context, fresh bool) (*Page, error) {
	s, win := w.s, w.at.pending[0].Window
	if fresh && s.total != nil {
		n, err := ask(ctx, w, s.total(win), s.stated)
		if err != nil {
			return nil, err
		}
		w.at.stated = n
	}
	address := s.address(win, w.at.token)
	page, err := ask(ctx, w, address, s.format.parse)
	if err != nil && s.alone != nil {
		if p := s.alone(err, fetch.Redact(address)); p != nil {
			return p, nil
		}
	}
	if err != nil {
		return nil, err
	}
	if s.strict {
		for _, a := range page.Items {
			first, _ := a.Published.Time()
			if a.Published.IsKnown() && win.bounded() && (first.Before(win.From) || first.After(win.To)) {
				return nil, &AnswerError{Service: s.format.service, Location: fetch.Redact(address),
					Reason: fmt.Sprintf("a record is of %s, which was not asked for; the service has overlooked the question", a.Published)}
			}
		}
	}
	return page, nil
}

// ask makes a request, and makes it again while the service says under a good
// status that it is busy or sends damaged JSON.
func ask[T any](ctx context.Context, w *walk, address string, read func([]byte, Origin) (T, error)) (T, error) {
	s := w.s
	interval := cmp.Or(s.options.Interval, s.interval)
	attempts := max(cmp.Or(s.options.Attempts, 4), 1)
	var previous []byte
	for n := 1; ; n++ {
		req := fetch.Request{URL: address, Header: http.Header{"Accept": {"application/json"}}, SkipRobots: true,
			Interval: interval, MaxBytes: cmp.Or(s.options.MaxBytes, defaultMaxBytes)}
		if s.sign != nil && w.key != "" {
			s.sign(&req, w.key)
		}
		var v T
		r, err := w.client.Do(ctx, req)
		if err == nil {
			w.at.Requests++
			v, err = read(r.Body, Origin{address, r.Retrieved})
			if se, ok := errors.AsType[*ServiceError](err); ok {
				se.Status, se.Message = r.Status, hide(se.Message, w.key)
			}
			if s.options.Progress != nil {
				s.options.Progress(w.at)
			}
		} else {
			err = w.explain(err, address)
		}
		if !worthwhile(v, err) || n >= attempts {
			return v, err
		}
		if err == nil && bytes.Equal(r.Body, previous) {
			return v, nil // it is the service that damages this answer, every time
		}
		if err == nil {
			previous = r.Body
		}
		if err := pause(ctx, max(interval, time.Second)<<min(n, 16)); err != nil {
			return v, err
		}
	}
}

// worthwhile tells whether asking again makes sense.
func worthwhile(v any, err error) bool {
	if se, ok := errors.AsType[*ServiceError](err); ok {
		return se.passing
	}
	if _, ok := errors.AsType[*AnswerError](err); ok {
		return true
	}
	p, ok := v.(*Page)
	return err == nil && ok && p.broken
}

// explain adds the service's words to an error of the client.
func (w *walk) explain(err error, address string) error {
	service := w.s.format.service
	if paused, ok := errors.AsType[*fetch.PausedError](err); ok {
		return &ServiceError{Service: service, Location: fetch.Redact(address), Status: paused.Status, Throttled: true, Err: err}
	}
	bad, ok := errors.AsType[*fetch.StatusError](err)
	if !ok {
		return fmt.Errorf("newsapi: %s: %w", service, err)
	}
	e := &ServiceError{Service: service, Location: fetch.Redact(address), Status: bad.Response.Status, Err: err}
	e.Message = hide(messageOf(bad.Response.Body), w.key)
	e.judge()
	if e.Status == http.StatusTooManyRequests {
		e.Throttled, e.passing = true, false // the client has waited
	}
	e.passing = e.passing || e.Status == http.StatusBadRequest && saysTemporary(bad.Response.Body)
	return e
}

// saysTemporary knows the way in which Media Cloud says that its own source
// was out of reach.
func saysTemporary(body []byte) bool {
	var v struct{ Temporary bool }
	return json.Unmarshal(body, &v) == nil && v.Temporary
}

// messageOf finds what a service says in the body of a bad status.
func messageOf(body []byte) string {
	head := bytes.TrimLeft(bytes.TrimPrefix(body, bom), " \t\r\n")
	switch {
	case len(head) == 0:
		return ""
	case head[0] == '<':
		return titleOf(head)
	case head[0] != '{' && head[0] != '[':
		return words(string(head))
	}
	var v any
	if json.Unmarshal(head, &v) != nil {
		return words(string(head))
	}
	return words(cmp.Or(findMessage(v, 0), string(head)))
}

// findMessage looks for the first text under a name that messages go by.
func findMessage(v any, depth int) string {
	if depth > 5 {
		return ""
	}
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			if s := findMessage(e, depth+1); s != "" {
				return s
			}
		}
	case map[string]any:
		for _, name := range []string{"message", "Message", "faultstring", "errMsg", "detail", "note", "error", "description", "fault", "response", "errors"} {
			if s, ok := v[name].(string); ok && s != "" {
				return s
			}
			if s := findMessage(v[name], depth+1); s != "" {
				return s
			}
		}
	}
	return ""
}

func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// recover finds another way when a page cannot be had: true if there is one.
func (w *walk) recover(err error) bool {
	at := w.at
	se, ok := errors.AsType[*ServiceError](err)
	if !ok || se.Throttled || se.passing {
		return false
	}
	first := &at.pending[0]
	if se.tooShort && first.Part && !first.Last && at.token == "" && len(at.pending) > 1 && at.read == 0 && at.pending[1].Part {
		// The other half is next, and has not been begun: take them together.
		whole := window{Window{first.From, at.pending[1].To}, true, true}
		at.pending = append([]window{whole}, at.pending[2:]...)
		at.begun = false
		return true
	}
	if w.s.forgets && at.token != "" && w.lostAt != at.read+1 && (se.Status == 400 || se.Status == 404 || se.Status == 410 || se.Status >= 500) {
		w.lostAt = at.read + 1
		at.again()
		at.second = true
		return true
	}
	return false
}

// tooMany cuts a window that holds more than the service gives. One that cannot
// be cut is read as far as it goes.
func (w *walk) tooMany(p *Page) bool {
	s, at := w.s, w.at
	first := at.pending[0]
	if at.stated >= 0 && !first.Part && !at.counted {
		at.counted = true
		at.whole += at.stated
		at.Stated = at.whole
	}
	limit := cmp.Or(s.options.Cap, s.limit)
	if limit <= 0 || at.stated <= limit && (at.stated >= 0 || len(p.records) < limit) {
		return false
	}
	if w.cut() {
		return true
	}
	at.full = true
	return false
}

// cut puts its halves in place of the first window, if they are long enough.
func (w *walk) cut() bool {
	s, at := w.s, w.at
	first := at.pending[0]
	if s.unit <= 0 || first.Last {
		return false
	}
	a, b, ok := first.halves(max(s.options.MinWindow, s.unit))
	if !ok {
		return false
	}
	at.pending = append([]window{{a, true, false}, {b, true, false}}, at.pending[1:]...)
	at.begun, at.seen, at.wasCut = false, nil, true
	return true
}

// cutAround cuts a window whose answer is damaged for good, so that the damage
// costs no more than the shortest window. A service of which every answer is
// damaged must not be asked without end.
func (w *walk) cutAround() bool {
	const most = 64 // a year in seconds is cut 25 times
	if w.around == most || !w.cut() {
		return false
	}
	w.around++
	return true
}

// deliver yields the records of a page that were not yielded yet. stuck says
// that there was none but faults, for the service repeats itself; live is false when the
// consumer wants no more or the context is over.
func (w *walk) deliver(ctx context.Context, p *Page) (stuck, live bool) {
	at := w.at
	again, fresh := 0, 0
	for i, r := range p.records {
		if err := ctx.Err(); err != nil {
			w.yield(coverage.Article{}, err)
			return false, false
		}
		id := idOf(r.id)
		behind := i < at.index
		if at.index = max(at.index, i+1); !behind {
			at.walked++
		}
		if at.seen[id] {
			if !behind && !at.second {
				again++
				at.repeated++
				at.Repeated++
			}
			continue
		}
		at.seen[id] = true
		var err error
		switch {
		case r.err == nil:
			fresh++
			at.Articles++
			at.read++
		case r.isRecord:
			at.read++
			fallthrough
		default:
			at.Errors++
			err = r.err
		}
		if !w.yield(r.article, err) {
			return false, false
		}
	}
	if p.broken {
		at.broken = "an answer was damaged"
	}
	return again > 0 && fresh == 0, true
}

// advance goes on to the next page or the next window. It is false when the
// consumer wants no more.
func (w *walk) advance(p *Page, stuck bool) bool {
	s, at := w.s, w.at
	win := at.pending[0].Window
	next := s.next(p, win, at.token)
	if next == at.token || len(p.records) == 0 {
		next = ""
	}
	limit := cmp.Or(s.options.Cap, s.limit)
	switch {
	case next != "" && at.second && at.stated >= 0 && at.walked >= at.stated:
		next = "" // as many as there are were looked at once more
	case next != "" && limit > 0 && at.walked >= limit:
		at.full = at.full || at.stated < 0 // nobody knows how much there is
		next = ""
	case next != "" && stuck && s.alone == nil:
		at.broken = "a page holds only what earlier pages held"
		next = ""
	}
	if next != "" {
		at.token, at.index = next, 0
		return true
	}
	if !at.full && !at.second && (at.shrank || at.read < at.stated && (at.repeated > 0 || at.grew)) {
		// Records moved from page to page while the window was read. Those that
		// were missed are there when it is read again.
		at.again()
		at.second = true
		return true
	}
	return w.leave(win)
}

// leave closes the account of a window and says what is wrong with it.
func (w *walk) leave(win Window) bool {
	at, service := w.at, w.s.format.service
	var err error
	short := Shortfall{Window: win, Stated: at.stated, Read: at.read}
	switch {
	case at.full && (at.stated < 0 || at.read < at.stated):
		err = &CapError{Service: service, Window: win, Stated: at.stated, Read: at.read}
		short.Reason = "holds more than the service gives"
	case at.stated >= 0 && at.read != at.stated:
		err = &CountError{Service: service, Window: win, Stated: at.stated, Read: at.read, Repeated: at.repeated}
		short.Reason = cmp.Or(at.broken, "the service states another number")
	case at.broken != "":
		err = &AnswerError{Service: service, Location: win.String(), Reason: at.broken}
		short.Reason = at.broken
	}
	if at.stated >= 0 {
		at.parts += at.stated
	}
	if err != nil {
		at.Short = append(at.Short, short)
	}
	at.end()
	return err == nil || w.yield(coverage.Article{}, w.aside(win, err))
}

// aside makes an error of a window one that does not end the stream.
func (w *walk) aside(win Window, err error) error {
	return &coverage.RecordError{Location: fetch.Redact(w.s.address(win, "")), Err: err}
}

// finish compares what was stated for windows with what was stated for their
// parts: an error in how windows are cut would show there.
func (w *walk) finish() {
	at := w.at
	at.Done = true
	if !at.wasCut || at.whole == at.parts {
		return
	}
	win := windowOf(w.s.from, w.s.to)
	reason := "the numbers stated for its parts do not add up to that for the whole"
	at.Short = append(at.Short, Shortfall{Window: win, Stated: at.whole, Read: at.parts, Reason: reason})
	w.yield(coverage.Article{}, w.aside(win, &CountError{Service: w.s.format.service, Window: win, Stated: at.whole, Read: at.parts, Parts: true}))
}

// numbered is the next of a service whose pages are numbered from first.
func numbered(size, first int) func(p *Page, w Window, token string) string {
	return func(p *Page, _ Window, token string) string {
		n := pageNumber(token, first)
		switch behind := (n - first + 1) * size; {
		case p.Stated >= 0 && behind >= p.Stated, p.Stated < 0 && len(p.records) < size:
			return ""
		}
		return strconv.Itoa(n + 1)
	}
}

// named is the next of a service that says itself what comes next.
func named(p *Page, _ Window, _ string) string { return strings.TrimSpace(p.Next) }
