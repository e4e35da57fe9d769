package newsapi

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/fetch"
	"github.com/seed-11e619e4/pressframe/coverage/internal/plain"
)

// GDELTTimeline asks the DOC 2.0 API of the GDELT Project how much was written,
// day by day. For what the service allows see [GDELT]; a timeline is one
// request, whatever its length.
type GDELTTimeline struct {
	Query string // as in GDELT

	// Mode is what is measured: "timelinevolraw", the number of articles, beside
	// which comes that of all articles watched; "timelinevol", their share in
	// percent; "timelinetone", their average tone from -100 to +100.
	// "" means "timelinevolraw".
	Mode string

	// From and To are the first and last day, in UTC; a month or year means all
	// of it. For less than a week the service answers by the hour or quarter of
	// an hour; numbers of articles are then added up, other measures refused.
	From, To coverage.Date

	Options Options // Cursor, PageSize, Cap and MinWindow are not used
}

// Series asks and returns the series of the answer, the one asked for first. A
// day for which the service gives no number, or on which it watched nothing, is
// missing. The day of asking is partial.
func (q GDELTTimeline) Series(ctx context.Context) ([]*coverage.Series, error) {
	s := &source{format: gdeltFormat, options: q.Options, from: q.From, to: q.To, dated: true, base: gdeltBase, interval: gdeltInterval}
	s.problem = func() *QueryError { return required("Query", q.Query) }
	s.address = func(w Window, _ string) string {
		from, to := w.days(gdeltTime)
		return address(s.endpoint(), gdeltPath, "query", q.Query, "mode", cmp.Or(q.Mode, "timelinevolraw"), "format", "json",
			"startdatetime", from, "enddatetime", to)
	}
	return s.series(ctx, readGDELTTimeline)
}

// series asks one question whose answer is series.
func (s *source) series(ctx context.Context, read func(body []byte, from Origin, asked Window) ([]*coverage.Series, error)) ([]*coverage.Series, error) {
	w := &walk{s: s, at: &Cursor{}, client: s.options.client()}
	if err := w.start(); err != nil {
		return nil, err
	}
	asked := windowOf(s.from, s.to)
	list, err := ask(ctx, w, s.address(asked, ""), func(body []byte, from Origin) ([]*coverage.Series, error) {
		return read(body, from, asked)
	})
	if err != nil && ctx.Err() != nil {
		err = ctx.Err()
	}
	return list, err
}

// ReadGDELTTimeline reads a saved timeline, JSON or CSV. Its first and last day
// are partial, for it is not known when they began and ended. An empty answer
// gives no series.
func ReadGDELTTimeline(r io.Reader, from Origin) ([]*coverage.Series, error) {
	return readSeries("gdelt", r, from, readGDELTTimeline)
}

func readSeries(service string, r io.Reader, from Origin, read func([]byte, Origin, Window) ([]*coverage.Series, error)) ([]*coverage.Series, error) {
	body, err := readAll(r)
	if err != nil {
		return nil, &AnswerError{Service: service, Location: fetch.Redact(from.Location), Reason: "cannot be read", Err: err}
	}
	return read(body, from, Window{})
}

func readGDELTTimeline(body []byte, from Origin, asked Window) ([]*coverage.Series, error) {
	var quantities []*quantity
	var err error
	if t := openTable(body, "date", "series", "value"); t != nil {
		quantities, err = gdeltTable(t)
	} else {
		if err := notJSON("gdelt", fetch.Redact(from.Location), body); err != nil {
			return nil, err
		}
		quantities, err = gdeltJSON(body)
	}
	location := fetch.Redact(from.Location)
	if re, ok := errors.AsType[*coverage.RecordError](err); ok {
		re.Location = location
	}
	if err != nil {
		return nil, &AnswerError{Service: "gdelt", Location: location, Reason: "the timeline cannot be read", Err: err}
	}
	var list []*coverage.Series
	for _, q := range quantities {
		p := seriesFrom("gdelt", body, from)
		within := false
		for i, d := range q.points {
			if !d.full {
				within = true
			}
			if d.value.stated && d.value.v < 0 && q.sums {
				return nil, &AnswerError{Service: "gdelt", Location: location, Reason: fmt.Sprintf("point %d of %s is %v", i+1, q.name, d.value.v)}
			}
		}
		switch {
		case within && !q.sums:
			return nil, &AnswerError{Service: "gdelt", Location: location, Reason: q.name + " comes in parts of a day, and days cannot be made of them; ask for a week or more"}
		case within:
			p.Steps = append(p.Steps, "added up by day")
		}
		s, err := q.series(p, asked)
		if err != nil {
			return nil, &AnswerError{Service: "gdelt", Location: location, Reason: "the timeline cannot be read", Err: err}
		}
		list = append(list, s)
	}
	return list, nil
}

// gdeltQuantity is a series by the name that GDELT gives it.
func gdeltQuantity(name string) *quantity {
	q := &quantity{name: plain.Clip(plain.Line(strings.ToValidUTF8(name, "\ufffd")), 120)}
	q.id = "gdelt-" + strings.ReplaceAll(strings.ToLower(q.name), " ", "-")
	switch q.name {
	case "Article Count":
		q.unit, q.sums = "articles", true
	case gdeltAll:
		q.unit, q.sums = "articles watched", true
	case "Volume Intensity":
		q.unit = "% of articles watched"
	case "Average Tone":
		q.unit = "tone, -100 to +100"
	}
	return q
}

const gdeltAll = "Total Monitored Articles"

func gdeltJSON(body []byte) ([]*quantity, error) {
	a := takeApart(bytes.TrimPrefix(body, bom), "timeline")
	if a.broken != nil {
		return nil, a.broken
	}
	if !a.listed {
		if len(a.fields) == 0 {
			return nil, nil // how GDELT says that it found nothing
		}
		return nil, errors.New("newsapi: no timeline in the answer")
	}
	var list []*quantity
	for n, piece := range a.pieces {
		var t struct {
			Series text `json:"series"`
			Data   listOf[struct {
				Date  text   `json:"date"`
				Value number `json:"value"`
				Norm  number `json:"norm"`
			}] `json:"data"`
		}
		if err := decode(piece.raw, &t); err != nil {
			return nil, &coverage.RecordError{Record: n + 1, Offset: int64(piece.offset), Err: err}
		}
		q, all := gdeltQuantity(string(t.Series)), gdeltQuantity(gdeltAll)
		for i, d := range t.Data {
			day, within, ok := dayOf(string(d.Date))
			if !ok {
				return nil, &coverage.RecordError{Record: n + 1, Offset: int64(piece.offset), Err: fmt.Errorf("newsapi: point %d: no day: %q", i+1, plain.Clip(string(d.Date), 40))}
			}
			p := dayPoint{day: day, value: d.Value, full: !within}
			if d.Norm.stated {
				all.points = append(all.points, dayPoint{day: day, value: d.Norm, full: !within})
				if d.Norm.v == 0 {
					p.value, p.note = number{}, "GDELT watched nothing"
				}
			}
			q.points = append(q.points, p)
		}
		list = append(list, q)
		if len(all.points) > 0 {
			list = append(list, all)
		}
	}
	return list, nil
}

func gdeltTable(t *table) ([]*quantity, error) {
	var list []*quantity
	byName := map[string]*quantity{}
	for {
		get, line, err := t.next()
		if err == io.EOF {
			return list, nil
		}
		if err != nil {
			return nil, &coverage.RecordError{Line: line, Err: err}
		}
		day, within, ok := dayOf(get("date"))
		if !ok {
			return nil, &coverage.RecordError{Line: line, Err: fmt.Errorf("newsapi: no day: %q", plain.Clip(get("date"), 40))}
		}
		q := byName[get("series")]
		if q == nil {
			q = gdeltQuantity(get("series"))
			byName[get("series")] = q
			list = append(list, q)
		}
		p := dayPoint{day: day, full: !within}
		p.value.parse(get("value"))
		if get("value") != "" && !p.value.stated {
			return nil, &coverage.RecordError{Line: line, Err: fmt.Errorf("newsapi: no number: %q", plain.Clip(get("value"), 40))}
		}
		q.points = append(q.points, p)
	}
}
