// Package storytest invents a case whose every claim has a right answer, so
// that the machinery of verdicts can be tried before it is believed.
//
// The case is the Quillmere pumps: patients die in an invented hospital, a nurse
// is blamed, an inquiry turns the story to understaffing and procedures. Dates,
// outlets, attention, framing, agency copy, gaps and a wave of copies come from
// package simulate; the words come from a grammar written for this project,
// in sentences that the default codebook can read. No person, place, paper or
// body is real, and no real case is meant.
//
//	q, err := storytest.Quillmere(1)
//	c, err := story.Load(q.Files)
//	outcomes, err := story.Verdicts(ctx, c, story.Options{})
//	for i, o := range outcomes {
//		fmt.Println(o.Claim.ID, o.Verdict, q.Answers[i].Right(o))
//	}
//
// Run 1 lies in examples/quillmere as a case folder like any other.
//
// # What was measured
//
// Two hundred runs, sentences taken as they were written, 400 replicates, and ten
// through the scorer:
//
//	PRESSFRAME_LONG=200 go test -run 'TestQuillmereVerdicts|TestVerdictsByScorer' -v ./coverage/story/storytest
//
// Each of the eleven effects that are there was found in 182 runs of 200 or more,
// nine of them in 197 or more. Of the 1600 claims without an effect five were
// called supported or contradicted, all of them the same claim (5 of its 200).
// The two holes in the collecting and the wave of copies were named in all runs
// but one, and never taken for an effect; judged alone, without the correction
// for two dozen claims, they were in 0, 4 and 2 of 200 (TestFaultsAlone). Through the scorer, which reads the grammar as
// it was written (TestScorerReadsTheGrammar), each effect was found in 8 runs of
// 10 or more, and nothing that is not there in any. Without PRESSFRAME_LONG the
// tests make twenty runs.
package storytest

import (
	"embed"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing/fstest"
	"time"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/story"
	"github.com/seed-11e619e4/pressframe/coverage/trend/resample"
	"github.com/seed-11e619e4/pressframe/coverage/trend/simulate"
	"github.com/seed-11e619e4/pressframe/sentiment"
)

//go:embed case
var still embed.FS // the files that are the same in every run

// An Invented is a case with its truth.
type Invented struct {
	Files   fstest.MapFS // the case folder
	Truth   *simulate.Truth
	Answers []Answer // in the order of the claims

	coded map[string]*sentiment.Result
}

// Coded returns the sentences of a record as they were written, without a
// scorer: for [story.Options].Score.
func (q *Invented) Coded(r story.Record) *sentiment.Result { return q.coded[r.ID] }

func day(y int, m time.Month, d int) coverage.Date {
	return coverage.Date{Year: y, Month: m, Day: d, Precision: coverage.DayPrecision}
}

// The turns of the story.
var (
	reported = day(2012, time.December, 3)
	cleared  = day(2013, time.June, 10)
)

// Design is the coverage of the case: what was put in, and what the claims are
// about.
func Design() simulate.Design {
	d := simulate.Design{
		Seed: 7, From: day(2012, time.January, 1), To: day(2013, time.December, 31),
		Burst: 0.25, Persist: 0.2, Whim: 0.1, Spread: 0.08, Drift: 0.1, Likeness: 0.05,
		Events: []simulate.Event{
			{Name: "Deaths become known", Date: day(2012, time.February, 6), Height: 5, HalfLife: 9},
			{Name: "Inquiry reports", Date: reported, Height: 6, HalfLife: 10},
			{Name: "Nurse cleared", Date: cleared, Height: 2, HalfLife: 7},
		},
		Wire: simulate.Wire{PerMonth: 3, Takers: 3, Framing: &simulate.Framing{Blame: 0.42, Systemic: 0.03, Targets: map[string]float64{"nurse": 5, "ward_manager": 2, "trust": 2}}},
		Gaps: []simulate.Gap{
			{Outlet: "Channel East", From: day(2013, time.January, 15), To: day(2013, time.March, 31)},
			{Source: "tabloid archive", From: day(2013, time.August, 1), To: day(2013, time.September, 30)},
		},
		Waves: []simulate.Wave{{From: day(2012, time.September, 10), Stories: 12, Takers: 6}},
	}
	targets := func() map[string]float64 {
		return map[string]float64{"nurse": 5, "ward_manager": 2, "trust": 2, "maker": 0.5, "inspectorate": 0.5}
	}
	for _, o := range []struct {
		name     string
		kind     coverage.OutletKind
		perMonth float64
		source   string
		f        simulate.Framing
	}{
		{"Daily Lantern", coverage.Tabloid, 12, "tabloid archive", simulate.Framing{Blame: 0.46, Systemic: 0.08}},
		{"The Beacon", coverage.Tabloid, 10, "tabloid archive", simulate.Framing{Blame: 0.28, Systemic: 0.08}},
		{"The Courier", coverage.Broadsheet, 11, "", simulate.Framing{Blame: 0.22, Systemic: 0.12, Counter: 0.06}},
		{"The Chronicle", coverage.Broadsheet, 9, "", simulate.Framing{Blame: 0.22, Systemic: 0.12, Counter: 0.06}},
		{"Morning Register", coverage.Broadsheet, 8, "", simulate.Framing{Blame: 0.20, Systemic: 0.13, Counter: 0.06}},
		{"Quillmere Echo", coverage.Local, 10, "", simulate.Framing{Blame: 0.23, Systemic: 0.11, Counter: 0.06}},
		{"Coast Gazette", coverage.Local, 8, "", simulate.Framing{Blame: 0.23, Systemic: 0.11, Counter: 0.06}},
		{"Northern Broadcast", coverage.Broadcaster, 9, "", simulate.Framing{Blame: 0.21, Systemic: 0.12, Counter: 0.06}},
		{"Channel East", coverage.Broadcaster, 9, "", simulate.Framing{Blame: 0.21, Systemic: 0.12, Counter: 0.06}},
		{"Ward and Clinic", coverage.Professional, 6, "", simulate.Framing{Blame: 0.18, Systemic: 0.14, Counter: 0.06}},
	} {
		f := o.f
		f.Targets = targets()
		d.Outlets = append(d.Outlets, simulate.Outlet{Name: o.name, Kind: o.kind, PerMonth: o.perMonth, Source: o.source, Sentences: 6, Framing: &f})
	}
	others := []coverage.OutletKind{coverage.Broadsheet, coverage.Local, coverage.Broadcaster, coverage.Professional}
	d.Shifts = []simulate.Shift{
		{Name: "the report", At: reported, Kinds: others, Blame: -0.08, Systemic: 0.1, Targets: map[string]float64{"nurse": -3.5, "trust": 3.5}},
		{Name: "the ruling", At: cleared, Kinds: []coverage.OutletKind{coverage.Tabloid}, Counter: 0.06},
	}
	return d
}

// Quillmere invents the case. Runs of different numbers are independent of each
// other; the same number gives the same bytes.
func Quillmere(run uint64) (*Invented, error) {
	d := Design()
	record, err := d.Run(run)
	if err != nil {
		return nil, err
	}
	q := &Invented{Files: fstest.MapFS{}, Truth: record.Truth, Answers: Answers(), coded: map[string]*sentiment.Result{}}
	names, err := still.ReadDir("case")
	if err != nil {
		return nil, err
	}
	for _, e := range names {
		b, err := still.ReadFile("case/" + e.Name())
		if err != nil {
			return nil, err
		}
		q.Files[e.Name()] = &fstest.MapFile{Data: b, Mode: 0o644}
	}
	if err := q.articles(record, run); err != nil {
		return nil, err
	}
	q.figures(record, run)
	return q, nil
}

// articleJSON is a line of articles.jsonl.
type articleJSON struct {
	ID        string `json:"id"`
	Outlet    string `json:"outlet"`
	Kind      string `json:"outlet_kind"`
	Title     string `json:"title"`
	Date      string `json:"date"`
	Precision string `json:"date_precision"`
	URL       string `json:"url"`
	Source    string `json:"source"`
	Text      string `json:"text"`
}

func (q *Invented) articles(record *simulate.Record, run uint64) error {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	for i := range record.Articles {
		a := &record.Articles[i]
		title, text, coded := compose(a, run)
		coded.ID = a.ID
		q.coded[a.ID] = coded
		host := strings.ReplaceAll(strings.ToLower(a.Outlet), " ", "-")
		if err := enc.Encode(articleJSON{a.ID, a.Outlet, a.Kind.String(), title, a.Date.String(), "day",
			fmt.Sprintf("https://%s.example/%s", host, a.ID), a.Source, text}); err != nil {
			return err
		}
	}
	q.Files["articles.jsonl"] = &fstest.MapFile{Data: []byte(b.String()), Mode: 0o644}
	return nil
}

// voiceOf is how a kind of outlet tells: the share of its blame that it does not
// put into the mouth of another.
func voiceOf(k coverage.OutletKind) float64 {
	if k == coverage.Tabloid {
		return 0.7
	}
	return 0.45
}

// names are what the texts call the actors.
var names = map[string][]string{
	"nurse": {"Marta Quist", "the night nurse"}, "ward_manager": {"Ivo Tarrant", "the ward manager"}, "trust": {"Quillmere Trust", "the trust"},
	"maker": {"Pellow Devices", "the manufacturer"}, "inspectorate": {"the Care Inspectorate", "the inspectorate"},
}

var levels = map[string]sentiment.Level{
	"nurse": sentiment.Individual, "ward_manager": sentiment.Management, "trust": sentiment.Organisation, "maker": sentiment.Organisation, "inspectorate": sentiment.Regulator,
}

// compose writes the text of an article whose counts are known. Copies of one
// agency story have one text.
func compose(a *simulate.Article, run uint64) (title, text string, coded *sentiment.Result) {
	key := a.Cluster
	if key == "" {
		key = a.ID
	}
	h := fnv.New64a()
	h.Write([]byte(key))
	var s resample.Stream
	s.Begin(h.Sum64(), run)
	one := func(list []string) string { return list[s.Index(len(list))] }

	type piece struct {
		frame sentiment.FrameSet
		whom  string
	}
	var pieces []piece
	whom := make([]string, 0, a.True.Blame)
	ids := make([]string, 0, len(a.Targets))
	for id := range a.Targets {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		for range a.Targets[id] {
			whom = append(whom, id)
		}
	}
	for _, id := range whom {
		pieces = append(pieces, piece{sentiment.FrameSet(0).With(sentiment.Blame), id})
	}
	for range a.True.Systemic {
		pieces = append(pieces, piece{frame: sentiment.FrameSet(0).With(sentiment.Systemic)})
	}
	for range a.True.Counter {
		pieces = append(pieces, piece{frame: sentiment.FrameSet(0).With(sentiment.CounterBlame)})
	}
	for len(pieces) < a.True.Sentences {
		pieces = append(pieces, piece{})
	}
	resample.Shuffle(&s, pieces)

	coded = &sentiment.Result{}
	var b strings.Builder
	for _, p := range pieces {
		x := sentiment.Sentence{Frames: p.frame}
		target, speaker := "", one([]string{"the health minister", "a relative", "a witness", "the coroner", "a colleague"})
		var template string
		switch {
		case p.frame.Has(sentiment.Blame):
			target = one(names[p.whom])
			switch u := s.Float64(); {
			case u < voiceOf(a.Kind):
				template = one(blameAuthor)
			case u < (1+voiceOf(a.Kind))/2:
				template, x.Voice = one(blameReported), sentiment.Reported
			default:
				template, x.Voice = one(blameQuoted), sentiment.Quoted
			}
			x.Targets = []sentiment.Target{{Actor: p.whom, Name: target, Level: levels[p.whom]}}
		case p.frame.Has(sentiment.Systemic):
			template, speaker = one(systemicAuthor), one([]string{"the union", "a relative", "a witness", "the coroner"})
			if s.Float64() < 0.4 {
				template, x.Voice = one(systemicReported), sentiment.Reported
			}
		case p.frame.Has(sentiment.CounterBlame):
			template, target, speaker = one(counterAny), one(names["nurse"]), one([]string{"the union", "a colleague", "a former patient"})
			if strings.Contains(template, "SPEAKER") {
				x.Voice = sentiment.Reported
			}
		default:
			template = one(neutral)
		}
		if x.Voice != sentiment.Author {
			x.Speaker = sentiment.Speaker{Name: speaker}
			switch speaker {
			case "the health minister":
				x.Speaker.Actor, x.Speaker.Level = "minister", sentiment.Government
			case "the union":
				x.Speaker.Actor, x.Speaker.Level = "union", sentiment.Occupation
			}
		}
		for _, f := range sentiment.Frames {
			if p.frame.Has(f) {
				x.Prob[f] = 1
			}
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		x.Start = b.Len()
		b.WriteString(fill(&s, template, target, speaker))
		x.End = b.Len()
		coded.Sentences = append(coded.Sentences, x)
		coded.Measures.Add(&x)
	}
	coded.Measures.Documents = 1
	title = fill(&s, one(titles), "", "")
	return title, b.String(), coded
}

// figures writes the official series of the case: complaints that grow,
// agency shifts that jump with the report, vacancies that do neither, calls to
// a helpline that follow attention by a month, and two yearly figures.
func (q *Invented) figures(record *simulate.Record, run uint64) {
	var s resample.Stream
	s.Begin(0x51, run)
	// noise has mean 0 and standard deviation 1/2; a sum of three even numbers
	// needs no function that processors compute differently.
	noise := func() float64 { return s.Float64() + s.Float64() + s.Float64() - 1.5 }
	first := coverage.Month(2012, time.January)
	articles := make([]float64, 25)
	for _, list := range [][]simulate.Article{record.Articles, record.Lost} {
		for i := range list {
			m, _ := coverage.PeriodOf(list[i].Date, coverage.Monthly)
			articles[m.Sub(first)+1]++
		}
	}
	articles[0] = articles[2]
	var b strings.Builder
	b.WriteString("series_id,title,unit,geography,period,period_kind,value,status,source,note\n")
	row := func(id, title, unit, period, kind string, v float64) {
		fmt.Fprintf(&b, "%s,%s,%s,Quillmere,%s,%s,%s,reported,Invented for this case,\n", id, title, unit, period, kind, strconv.FormatFloat(math.Round(v), 'f', -1, 64))
	}
	for m := range 24 {
		period := first.Add(m).String()
		row("complaints", "Complaints about care", "complaints", period, "month", (200+float64(5*float64(m)))*(1+float64(0.1*noise())))
		shifts := 400.0
		if m >= 12 {
			shifts = 560
		}
		row("agency_shifts", "Shifts worked by agency nurses", "shifts", period, "month", shifts*(1+float64(0.12*noise())))
		row("vacancies", "Nursing posts vacant", "posts", period, "month", 120*(1+float64(0.12*noise())))
		row("helpline", "Calls to the helpline", "calls", period, "month", (50+float64(2*articles[m]))*(1+float64(0.1*noise())))
	}
	row("training", "Spending on training", "thousand crowns", "2012", "year", 5200*(1+float64(0.02*noise())))
	row("training", "Spending on training", "thousand crowns", "2013", "year", 4100*(1+float64(0.02*noise())))
	q.Files["figures.csv"] = &fstest.MapFile{Data: []byte(b.String()), Mode: 0o644}
}
