package views

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// ReadLagotto reads the monthly counter of a PLOS article: the XML of the
// usage service (<item> with year, month, get-document, get-pdf, get-xml), or
// the JSON of Lagotto, the article-level metrics server, where a source named
// "counter" carries by_month. A month's views are its HTML, PDF and XML views
// together. The total that the source states is held against the sum.
//
// The counter lists only months in which it counted; a month that is not
// listed is missing.
func ReadLagotto(r io.Reader, o Options) (*coverage.Series, error) {
	raw, err := readAll(r, o)
	if err != nil {
		return nil, err
	}
	text := bytes.TrimSpace(plainText(raw))
	read := lagottoXML
	if bytes.HasPrefix(text, []byte("{")) || bytes.HasPrefix(text, []byte("[")) {
		read = lagottoJSON
	}
	c, err := read(text)
	if err != nil {
		return nil, &coverage.RecordError{Location: o.Location, Err: err}
	}
	if len(c.months) == 0 {
		return nil, &coverage.RecordError{Location: o.Location, Err: fmt.Errorf("views: %w: the counter of %q lists no month", ErrNoTable, c.doi)}
	}
	var entries []entry
	for i, m := range c.months {
		d, err := coverage.ParseDate(fmt.Sprintf("%04d-%02d", m.Year, m.Month))
		if err != nil || m.HTML < 0 || m.PDF < 0 || m.XML < 0 {
			return nil, &coverage.RecordError{Location: o.Location, Record: i + 1,
				Err: fmt.Errorf("views: year %d, month %d, views %d+%d+%d", m.Year, m.Month, m.HTML, m.PDF, m.XML)}
		}
		p, _ := coverage.PeriodOf(d, coverage.Monthly)
		entries = append(entries, entry{period: p, value: float64(m.HTML) + float64(m.PDF) + float64(m.XML)})
	}
	if o.ID == "" {
		o.ID = c.doi
	}
	s, err := assemble(entries, coverage.Monthly, o, coverage.Provenance{Source: "lagotto", Location: o.Location,
		SHA256: coverage.SHA256Hex(raw), Steps: []string{"HTML, PDF and XML views summed"}})
	if err != nil {
		return nil, err
	}
	s.Unit = "views"
	if c.total != nil {
		checkTotal(s, float64(*c.total), "the counter's own total")
	}
	markEdges(s, o)
	return s, nil
}

type lagottoCounter struct {
	doi    string
	total  *int64
	months []lagottoMonth
}

type lagottoMonth struct {
	Year  int   `xml:"year" json:"year"`
	Month int   `xml:"month" json:"month"`
	HTML  int64 `xml:"get-document" json:"html"`
	PDF   int64 `xml:"get-pdf" json:"pdf"`
	XML   int64 `xml:"get-xml" json:"xml"`
}

func lagottoXML(text []byte) (lagottoCounter, error) {
	var doc struct {
		DOI   string         `xml:"response>criteria>doi"`
		Total *int64         `xml:"response>results>total>total"`
		Items []lagottoMonth `xml:"response>results>item"`
	}
	if err := xml.Unmarshal(text, &doc); err != nil {
		return lagottoCounter{}, fmt.Errorf("views: not a PLOS counter: %w", err)
	}
	return lagottoCounter{doc.DOI, doc.Total, doc.Items}, nil
}

// lagottoJSON reads {"data":[{"doi","sources":[{"name":"counter","by_month":
// […],"metrics":{"total"}}]}]}; older servers leave out the outer object or
// the array.
func lagottoJSON(text []byte) (lagottoCounter, error) {
	type source struct {
		Name    string
		ByMonth []lagottoMonth `json:"by_month"`
		Metrics struct{ Total *int64 }
	}
	type work struct {
		DOI     string
		Sources []source
	}
	var works []work
	var envelope struct {
		Data json.RawMessage
		work
	}
	list := json.RawMessage(text)
	if json.Unmarshal(text, &envelope) == nil {
		if len(envelope.Sources) > 0 {
			works = []work{envelope.work}
		} else if len(envelope.Data) > 0 {
			list = envelope.Data
		}
	}
	if works == nil {
		var one work
		if err := json.Unmarshal(list, &works); err != nil {
			if json.Unmarshal(list, &one) != nil {
				return lagottoCounter{}, fmt.Errorf("views: not a Lagotto answer: %w", err)
			}
			works = []work{one}
		}
	}
	if len(works) > 1 {
		return lagottoCounter{}, fmt.Errorf("views: the answer holds %d works, want one", len(works))
	}
	for _, w := range works {
		for _, s := range w.Sources {
			if s.Name == "counter" {
				return lagottoCounter{w.DOI, s.Metrics.Total, s.ByMonth}, nil
			}
		}
	}
	return lagottoCounter{}, fmt.Errorf("views: %w: no source named \"counter\"", ErrNoTable)
}
