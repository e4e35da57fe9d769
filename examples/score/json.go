package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"sort"
	"unicode/utf8"

	"github.com/seed-11e619e4/pressframe/sentiment"
	"github.com/seed-11e619e4/pressframe/sentiment/quote"
	"github.com/seed-11e619e4/pressframe/sentiment/text"
	"github.com/seed-11e619e4/pressframe/sentiment/valence"
)

type input struct {
	ID     json.RawMessage `json:"id"`
	Title  string          `json:"title"`
	Text   string          `json:"text"`
	Actors []struct {
		Name    string   `json:"name"`
		Aliases []string `json:"aliases"`
		Level   string   `json:"level"`
	} `json:"actors"`
}

type span struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

type output struct {
	ID         json.RawMessage `json:"id,omitempty"`
	Codebook   string          `json:"codebook"`
	Sentences  []sentence      `json:"sentences"`
	Title      *sentence       `json:"title,omitempty"`
	Measures   measures        `json:"measures"`
	MostBlamed []blamed        `json:"most_blamed"`
	Valence    textValence     `json:"valence"`
}

type frames struct {
	Blame    float64 `json:"blame"`
	Systemic float64 `json:"systemic"`
	Counter  float64 `json:"counter"`
}

type sentence struct {
	span
	Text   string `json:"text"`
	Frames frames `json:"frames"`
	frames
	Targets     []target           `json:"targets"`
	Voice       sentiment.Voice    `json:"voice"`
	Speaker     string             `json:"speaker"`
	SpeakerSpan *span              `json:"speaker_span"`
	Ties        []tie              `json:"ties"`
	Reasons     []sentiment.Reason `json:"reasons,omitempty"`
	Hits        []hit              `json:"hits"`
	Quotes      []quoted           `json:"quotes"`
	Valence     *sentenceValence   `json:"valence,omitempty"`
}

type target struct {
	Name  string          `json:"name"`
	Actor string          `json:"actor"`
	Level sentiment.Level `json:"level"`
	span
}

type tie struct {
	Speaker string `json:"speaker"`
	Target  string `json:"target"`
}

type hit struct {
	Pattern string          `json:"pattern"`
	Frame   sentiment.Frame `json:"frame"`
	Counts  sentiment.Frame `json:"counts"`
	Weight  float64         `json:"weight"`
	Scope   sentiment.Scope `json:"scope"`
	span
}

type quoted struct {
	Source  *span  `json:"source"`
	Cue     *span  `json:"cue"`
	Content []span `json:"content"`
	Kind    string `json:"kind"`
}

type sentenceValence struct {
	Neg      float64 `json:"neg"`
	Neu      float64 `json:"neu"`
	Pos      float64 `json:"pos"`
	Compound float64 `json:"compound"`
}

type textValence struct {
	Compound  float64 `json:"compound"`
	Positive  int     `json:"positive"`
	Negative  int     `json:"negative"`
	Sentences int     `json:"sentences"`
}

type measures struct {
	Sentences        int                     `json:"sentences"`
	Framed           int                     `json:"framed"`
	Blame            int                     `json:"blame"`
	PerpetratorBlame int                     `json:"perpetrator_blame"`
	Systemic         int                     `json:"systemic"`
	Counter          int                     `json:"counter"`
	Balance          float64                 `json:"balance"`
	BalanceSE        float64                 `json:"balance_se"`
	Index            *float64                `json:"index"`
	ContestedShare   *float64                `json:"contested_share"`
	Intensity        *float64                `json:"intensity"`
	ByLevel          map[sentiment.Level]int `json:"by_level"`
	ByVoice          map[sentiment.Voice]int `json:"by_voice"`
}

type blamed struct {
	Name      string          `json:"name"`
	Actor     string          `json:"actor"`
	Level     sentiment.Level `json:"level"`
	Sentences int             `json:"sentences"`
}

// errBadLines is returned when some lines could not be read.
var errBadLines = errors.New("some lines of the input could not be read")

// scoreJSON scores JSON lines. Scorers with the same actors are kept, so that
// the texts of a case compile its codebook once.
func scoreJSON(r io.Reader, w io.Writer, cb *sentiment.Codebook, runes, explain bool) error {
	base, err := sentiment.NewScorer(cb, sentiment.WithReasons(reasons(explain)))
	if err != nil {
		return err
	}
	j := &scorer{cb: cb, base: base, runes: runes, explain: explain}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	in := bufio.NewReaderSize(r, 1<<20)
	bad := false
	for n := 1; ; n++ {
		line, err := in.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			out, e := j.score(line)
			if e != nil {
				bad = true
				if e := enc.Encode(map[string]any{"error": e.Error(), "line": n}); e != nil {
					return e
				}
			} else if e := enc.Encode(out); e != nil {
				return e
			}
			if f, ok := w.(interface{ Flush() error }); ok && in.Buffered() == 0 {
				if e := f.Flush(); e != nil {
					return e
				}
			}
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
	}
	if bad {
		return errBadLines
	}
	return nil
}

type scorer struct {
	cb       *sentiment.Codebook
	base     *sentiment.Scorer
	lastKey  string
	last     *sentiment.Scorer
	runes    bool
	explain  bool
	parser   text.Parser
	finder   quote.Finder
	valence  valence.Scorer
	valences []valence.Valence
	offsets  []int32
}

func (j *scorer) with(in *input) (*sentiment.Scorer, error) {
	if len(in.Actors) == 0 {
		return j.base, nil
	}
	key := fmt.Sprintf("%q", in.Actors)
	if key == j.lastKey {
		return j.last, nil
	}
	var actors []sentiment.Actor
	for _, a := range in.Actors {
		if a.Name == "" {
			continue
		}
		act := sentiment.Actor{ID: a.Name, Aliases: a.Aliases}
		if act.Level.UnmarshalText([]byte(a.Level)) != nil {
			act.Level = sentiment.Unnamed
		}
		actors = append(actors, act)
	}
	s, err := sentiment.NewScorer(j.cb.WithActors(actors...), sentiment.WithReasons(reasons(j.explain)))
	if err != nil {
		return nil, err
	}
	j.lastKey, j.last = key, s
	return s, nil
}

func (j *scorer) score(line []byte) (*output, error) {
	var in input
	if err := json.Unmarshal(line, &in); err != nil {
		return nil, err
	}
	s, err := j.with(&in)
	if err != nil {
		return nil, err
	}
	doc := j.parser.Parse(in.Text)
	r := s.ScoreParsed(doc, sentiment.Document{Title: in.Title})
	quotes := j.finder.Find(doc)
	j.valences = j.valence.Sentences(j.valences[:0], doc)
	j.index(in.Text)
	out := &output{ID: in.ID, Codebook: r.Codebook, Sentences: make([]sentence, 0, len(r.Sentences)), MostBlamed: mostBlamed(r)}
	var sum valence.Summary
	k := 0
	for i := range r.Sentences {
		x := j.sentence(&r.Sentences[i], in.Text)
		for ; k < len(quotes.Attributions) && attributionAt(&quotes.Attributions[k]) < r.Sentences[i].End; k++ {
			x.Quotes = append(x.Quotes, j.quoted(&quotes.Attributions[k]))
		}
		if i < len(j.valences) {
			v := j.valences[i]
			x.Valence = &sentenceValence{round(v.Neg), round(v.Neu), round(v.Pos), round(v.Compound)}
			sum.Add(v)
		}
		out.Sentences = append(out.Sentences, x)
	}
	mean, _ := sum.Mean()
	out.Valence = textValence{round(mean), sum.Positive, sum.Negative, sum.Sentences}
	if r.Title != nil {
		j.index(in.Title)
		t := j.sentence(r.Title, in.Title)
		out.Title = &t
	}
	out.Measures = measuresOf(&r.Measures)
	return out, nil
}

func attributionAt(a *quote.Attribution) int {
	if !a.Cue.Empty() {
		return a.Cue.Start
	}
	if len(a.Content) > 0 {
		return a.Content[0].Start
	}
	return a.Source.Start
}

// index prepares the translation of offsets into code points.
func (j *scorer) index(src string) {
	if !j.runes {
		return
	}
	if cap(j.offsets) < len(src)+1 {
		j.offsets = make([]int32, len(src)+1)
	}
	j.offsets = j.offsets[:len(src)+1]
	n := int32(0)
	for i := 0; i < len(src); {
		_, w := utf8.DecodeRuneInString(src[i:])
		for k := range w {
			j.offsets[i+k] = n
		}
		i += w
		n++
	}
	j.offsets[len(src)] = n
}

func (j *scorer) span(start, end int) span {
	if j.runes {
		return span{int(j.offsets[start]), int(j.offsets[end])}
	}
	return span{start, end}
}

func (j *scorer) spanOrNil(s quote.Span) *span {
	if s.Empty() {
		return nil
	}
	out := j.span(s.Start, s.End)
	return &out
}

func (j *scorer) quoted(a *quote.Attribution) quoted {
	q := quoted{Source: j.spanOrNil(a.Source), Cue: j.spanOrNil(a.Cue), Content: []span{}, Kind: a.Kind.String()}
	for _, c := range a.Content {
		q.Content = append(q.Content, j.span(c.Start, c.End))
	}
	return q
}

func (j *scorer) sentence(s *sentiment.Sentence, src string) sentence {
	p := frames{round(s.Prob[sentiment.Blame]), round(s.Prob[sentiment.Systemic]), round(s.Prob[sentiment.CounterBlame])}
	x := sentence{span: j.span(s.Start, s.End), Text: src[s.Start:s.End], Frames: p, frames: p, Reasons: s.Reasons,
		Targets: []target{}, Voice: s.Voice, Speaker: s.Speaker.Name, Ties: []tie{}, Hits: []hit{}, Quotes: []quoted{}}
	for _, t := range s.Targets {
		x.Targets = append(x.Targets, target{t.Name, t.Actor, t.Level, j.span(t.Start, t.End)})
	}
	if s.Speaker.Span.End > s.Speaker.Span.Start {
		sp := j.span(s.Speaker.Span.Start, s.Speaker.Span.End)
		x.SpeakerSpan = &sp
	}
	for _, t := range s.Ties {
		x.Ties = append(x.Ties, tie{t.From, t.To})
	}
	for _, h := range s.Hits {
		x.Hits = append(x.Hits, hit{h.Pattern, h.Frame, h.Counts, round(h.Weight), h.Scope, j.span(h.Start, h.End)})
	}
	return x
}

func mostBlamed(r *sentiment.Result) []blamed {
	out := []blamed{}
	at := map[string]int{}
	for i := range r.Sentences {
		for _, t := range r.Sentences[i].Targets {
			if t.Actor == "" {
				continue
			}
			k, ok := at[t.Actor]
			if !ok {
				k = len(out)
				at[t.Actor] = k
				out = append(out, blamed{Name: t.Name, Actor: t.Actor, Level: t.Level})
			}
			out[k].Sentences++
		}
	}
	sort.SliceStable(out, func(a, b int) bool { return out[a].Sentences > out[b].Sentences })
	return out
}

func measuresOf(m *sentiment.Measures) measures {
	out := measures{Sentences: m.Sentences, Framed: m.Framed, Blame: m.Blame, PerpetratorBlame: m.PerpetratorBlame,
		Systemic: m.Systemic, Counter: m.Counter, Balance: round(m.Balance()), BalanceSE: round(m.BalanceSE()),
		ByLevel: m.ByLevel, ByVoice: m.ByVoice}
	defined := func(v float64, ok bool) *float64 {
		if !ok {
			return nil
		}
		v = round(v)
		return &v
	}
	out.Index = defined(m.Index())
	out.ContestedShare = defined(m.ContestedShare())
	out.Intensity = defined(m.Intensity())
	if out.ByLevel == nil {
		out.ByLevel = map[sentiment.Level]int{}
	}
	if out.ByVoice == nil {
		out.ByVoice = map[sentiment.Voice]int{}
	}
	return out
}

// round keeps four decimals, so that the output is the same on every machine.
func round(x float64) float64 { return math.Round(x*1e4) / 1e4 }
