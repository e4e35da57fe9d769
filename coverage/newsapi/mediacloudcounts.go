package newsapi

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/fetch"
	"github.com/seed-11e619e4/pressframe/coverage/internal/plain"
)

// MediaCloudCounts asks the search of Media Cloud how many stories there were,
// day by day. The question is that of [MediaCloud]; it is one request.
type MediaCloudCounts MediaCloud

// Series asks and returns two series: the stories that answer the question, and
// all stories of the sources asked. A day for which the service gives no number
// is missing. The day of asking is partial.
func (q MediaCloudCounts) Series(ctx context.Context) ([]*coverage.Series, error) {
	s := MediaCloud(q).source()
	s.format = mediaCloudFormat
	s.address = func(w Window, _ string) string { return MediaCloud(q).address(s, w, "count-over-time") }
	return s.series(ctx, readMediaCloudCounts)
}

// ReadMediaCloudCounts reads saved counts over time, JSON or CSV. The first and
// last day are partial, for it is not known when they began and ended.
func ReadMediaCloudCounts(r io.Reader, from Origin) ([]*coverage.Series, error) {
	return readSeries("mediacloud", r, from, readMediaCloudCounts)
}

func readMediaCloudCounts(body []byte, from Origin, asked Window) ([]*coverage.Series, error) {
	location := fetch.Redact(from.Location)
	found := &quantity{id: "mediacloud-stories", name: "Stories found", unit: "stories"}
	all := &quantity{id: "mediacloud-all", name: "All stories", unit: "stories"}
	add := func(date string, count, total number) error {
		day, _, ok := dayOf(date)
		if !ok {
			return fmt.Errorf("newsapi: no day: %q", plain.Clip(date, 40))
		}
		if !count.stated || count.v < 0 || total.v < 0 {
			return fmt.Errorf("newsapi: no number of stories for %s", day)
		}
		found.points = append(found.points, dayPoint{day: day, value: count})
		if total.stated {
			all.points = append(all.points, dayPoint{day: day, value: total})
		}
		return nil
	}
	fail := func(err error) ([]*coverage.Series, error) {
		if re, ok := errors.AsType[*coverage.RecordError](err); ok {
			re.Location = location
		}
		return nil, &AnswerError{Service: "mediacloud", Location: location, Reason: "the counts cannot be read", Err: err}
	}
	if t := openTable(body, "date", "count"); t != nil {
		if err := mediaCloudTable(t, add); err != nil {
			return fail(err)
		}
	} else {
		if err := notJSON("mediacloud", location, body); err != nil {
			return nil, err
		}
		a := takeApart(bytes.TrimPrefix(body, bom), "count_over_time.counts")
		if e := mediaCloudProblem(a); e != nil {
			e.Service, e.Location = "mediacloud", location
			e.judge()
			return nil, e
		}
		if a.broken != nil {
			return fail(a.broken)
		}
		if !a.listed {
			return fail(errors.New("newsapi: no counts in the answer"))
		}
		for i, piece := range a.pieces {
			var c struct {
				Date  text   `json:"date"`
				Count number `json:"count"`
				Total number `json:"total_count"`
			}
			err := decode(piece.raw, &c)
			if err == nil {
				err = add(string(c.Date), c.Count, c.Total)
			}
			if err != nil {
				return fail(&coverage.RecordError{Record: i + 1, Offset: int64(piece.offset), Err: err})
			}
		}
	}
	var list []*coverage.Series
	for _, q := range []*quantity{found, all} {
		if len(q.points) == 0 {
			continue
		}
		s, err := q.series(seriesFrom("mediacloud", body, from), asked)
		if err != nil {
			return fail(err)
		}
		list = append(list, s)
	}
	return list, nil
}

func mediaCloudTable(t *table, add func(date string, count, total number) error) error {
	for {
		get, line, err := t.next()
		if err == io.EOF {
			return nil
		}
		var count, total number
		if err == nil {
			count.parse(get("count"))
			total.parse(get("total_count"))
			err = add(get("date"), count, total)
		}
		if err != nil {
			return &coverage.RecordError{Line: line, Err: err}
		}
	}
}
