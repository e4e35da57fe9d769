package story

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"
	"sync"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/corpus/neardup"
	"github.com/seed-11e619e4/pressframe/coverage/trend"
	"github.com/seed-11e619e4/pressframe/coverage/trend/finding"
	"github.com/seed-11e619e4/pressframe/coverage/trend/resample"
	"github.com/seed-11e619e4/pressframe/sentiment"
)

// Options are the settings of an analysis. The zero value scores the case's
// own records with the default codebook.
type Options struct {
	// Codebook is the general codebook; the case's overlay is laid over it.
	// Default sentiment.Default().
	Codebook *sentiment.Codebook
	// Records replace the case's own, for instance with full texts. RecordInputs
	// are the files they came from, for the manifest.
	Records      []Record
	RecordInputs []Input
	// Seed of the bootstrap. Any value is good; the same value gives the same
	// intervals.
	Seed uint64
	// Replicates of the bootstrap. Default 2000.
	Replicates int
	// Score, if not nil, takes the place of the scorer: it returns the coded
	// sentences of a record, for instance those of human coders. It is called
	// from several goroutines.
	Score func(Record) *sentiment.Result
	// Alternatives are codebooks with which the claims are judged again.
	Alternatives []Alternative
	// NoSensitivity leaves out measuring the claims again in other ways, which
	// takes about a third of the time.
	NoSensitivity bool
	// Progress, if not nil, is called after each article with the number done
	// and the number in all. Calls do not overlap.
	Progress func(done, total int)
}

// Scored is a record with what the scorer made of it.
type Scored struct {
	Record
	Result *sentiment.Result
	Phase  int // index into Case.Phases, -1 if the date fits none
	// CopyOf is the id of the record that this one nearly repeats; Wire says
	// that the text went round several outlets.
	CopyOf string
	Wire   bool
}

// An Analysis is a case, scored and followed over time. Everything a report
// shows is taken from it.
type Analysis struct {
	Case     *Case
	Options  Options
	Codebook *sentiment.Codebook // the one that scored: general plus overlay
	Scored   []Scored            // in order of date, then id
	Phases   []Group             // one for each phase of the case
	Outside  Group               // records whose date fits no phase
	All      Group
	Months   []Group     // every month from the first to the last, empty ones too
	Quarters []Group     // the same by quarter
	Kinds    []Group     // one for each outlet kind that occurs, in fixed order
	Coded    *Coding     // against the hand codes; nil if there are none
	Views    *ViewCounts // nil if the case has no view counts

	// Steps are the differences of the index between each phase and the one
	// before it; Steps[0] is between the second phase and the first.
	Steps []finding.Finding

	// Distinct is the index of all records without near-duplicates and copy
	// that went round, of which there are Copies.
	Distinct finding.Finding
	Copies   int

	// Flags are faults of the record: gaps and waves of near-duplicates.
	Flags []Flag

	Registration Registration // the claims as they were declared
	Outcomes     []Outcome    // one for each claim of the case, in their order

	alternatives [][]*sentiment.Result // by alternative, then by record
}

// A Group is a set of articles with their pooled measures.
type Group struct {
	ID       string
	Label    string
	Articles []int // indices into Analysis.Scored
	Measures sentiment.Measures
	Index    finding.Finding // (S−B)/(S+B), pooled, articles resampled; undefined is not zero
	// Hand is the same index from the hand codes, ΣS and ΣB over the scores
	// from 0 to 3; undefined where there are none.
	Hand finding.Finding
}

// Analyse scores the records and measures the framing by phase, month and
// outlet kind. The result does not depend on the number of processors.
func Analyse(ctx context.Context, c *Case, o Options) (*Analysis, error) {
	a, err := begin(ctx, c, o)
	if err != nil {
		return nil, err
	}
	if err := a.group(); err != nil {
		return nil, err
	}
	if err := a.intervals(); err != nil {
		return nil, err
	}
	if a.Coded, err = compareCodes(a); err != nil {
		return nil, err
	}
	if a.Views, err = viewCounts(c); err != nil {
		return nil, err
	}
	if err := a.judgeClaims(); err != nil {
		return nil, err
	}
	return a, nil
}

// begin freezes the claims, scores the records and looks for what is wrong with
// the record as a whole.
func begin(ctx context.Context, c *Case, o Options) (*Analysis, error) {
	if o.Codebook == nil {
		o.Codebook = sentiment.Default()
	}
	if o.Replicates == 0 {
		o.Replicates = 2000
	}
	if err := c.CheckClaims(); err != nil {
		return nil, fmt.Errorf("story: %w", err)
	}
	overlaid := func(book *sentiment.Codebook) *sentiment.Codebook {
		if c.Overlay != nil {
			return book.Overlay(c.Overlay)
		}
		return book
	}
	a := &Analysis{Case: c, Options: o, Codebook: overlaid(o.Codebook)}
	var err error
	if a.Registration, err = c.Register(); err != nil {
		return nil, err
	}
	records := o.Records
	if records == nil {
		records = c.Records
	}
	if len(records) == 0 {
		return nil, errors.New("story: no records to score")
	}
	read := o.Score
	if read == nil {
		if read, err = reader(a.Codebook); err != nil {
			return nil, err
		}
	}
	if a.Scored, err = score(ctx, read, records, o.Progress); err != nil {
		return nil, err
	}
	for i := range a.Scored {
		a.Scored[i].Phase = slices.IndexFunc(c.Phases, func(p Phase) bool { return p.Holds(a.Scored[i].Published) })
	}
	for _, alt := range o.Alternatives {
		again, err := reader(overlaid(alt.Codebook), alt.Options...)
		if err != nil {
			return nil, fmt.Errorf("story: codebook %s: %w", alt.Name, err)
		}
		scored, err := score(ctx, again, records, nil)
		if err != nil {
			return nil, err
		}
		results := make([]*sentiment.Result, len(scored))
		for i := range scored {
			results[i] = scored[i].Result
		}
		a.alternatives = append(a.alternatives, results)
	}
	if err := a.findCopies(ctx); err != nil {
		return nil, err
	}
	a.Flags = a.findFlags()
	return a, nil
}

// reader returns a scorer as a function of records.
func reader(book *sentiment.Codebook, options ...sentiment.Option) (func(Record) *sentiment.Result, error) {
	scorer, err := sentiment.NewScorer(book, options...)
	if err != nil {
		return nil, err
	}
	return func(r Record) *sentiment.Result {
		return scorer.Score(sentiment.Document{ID: r.ID, Title: r.Title, Text: r.Text})
	}, nil
}

// score runs the scorer over the records on every processor; results stand in
// the order of the records.
func score(ctx context.Context, read func(Record) *sentiment.Result, records []Record, progress func(done, total int)) ([]Scored, error) {
	scored := make([]Scored, len(records))
	var wg sync.WaitGroup
	var mu sync.Mutex
	next, done := 0, 0
	take := func() int {
		mu.Lock()
		defer mu.Unlock()
		if next == len(records) || ctx.Err() != nil {
			return -1
		}
		next++
		return next - 1
	}
	for range min(runtime.GOMAXPROCS(0), len(records)) {
		wg.Go(func() {
			for i := take(); i >= 0; i = take() {
				r := records[i]
				scored[i] = Scored{Record: r, Phase: -1, Result: read(r)}
				mu.Lock()
				done++
				if progress != nil {
					progress(done, len(records))
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return scored, ctx.Err()
}

// group sorts the scored records into phases, months and kinds.
func (a *Analysis) group() (err error) {
	a.All = Group{ID: "all", Label: "All records"}
	a.Outside = Group{ID: "outside", Label: "Date fits no phase"}
	for _, p := range a.Case.Phases {
		a.Phases = append(a.Phases, Group{ID: p.ID, Label: p.Label})
	}
	kinds := map[coverage.OutletKind]int{}
	for _, k := range append(coverage.OutletKinds(), coverage.UnknownKind) {
		if slices.ContainsFunc(a.Scored, func(s Scored) bool { return s.Outlet.Kind == k }) {
			kinds[k] = len(a.Kinds)
			a.Kinds = append(a.Kinds, Group{ID: kindName(k), Label: kindName(k)})
		}
	}
	if a.Months, err = a.byPeriod(coverage.Monthly); err != nil {
		return err
	}
	if a.Quarters, err = a.byPeriod(coverage.Quarterly); err != nil {
		return err
	}
	for i := range a.Scored {
		s := &a.Scored[i]
		a.All.add(i, s)
		if s.Phase < 0 {
			a.Outside.add(i, s)
		} else {
			a.Phases[s.Phase].add(i, s)
		}
		if k, ok := kinds[s.Outlet.Kind]; ok {
			a.Kinds[k].add(i, s)
		}
	}
	return nil
}

// kindName names a kind as [trend.ByKind] does.
func kindName(k coverage.OutletKind) string { return or(k.String(), "unknown") }

// maxPeriods bounds the time axis: a mistyped year must not make a figure of a
// thousand years.
const maxPeriods = 200 * 12

// byPeriod returns a group for every period from the first to the last in
// which a record is dated, the empty ones too. Records dated too coarsely for
// the period are in none.
func (a *Analysis) byPeriod(k coverage.PeriodKind) ([]Group, error) {
	var first, last coverage.Period
	for i := range a.Scored {
		p, ok := coverage.PeriodOf(a.Scored[i].Published, k)
		if !ok {
			continue
		}
		if first.Kind == coverage.NoPeriod || p.Ordinal < first.Ordinal {
			first = p
		}
		if last.Kind == coverage.NoPeriod || p.Ordinal > last.Ordinal {
			last = p
		}
	}
	if first.Kind == coverage.NoPeriod {
		return nil, nil
	}
	n := last.Sub(first) + 1
	if n > maxPeriods {
		return nil, fmt.Errorf("story: records are dated from %s to %s; mend the wrong date", first, last)
	}
	groups := make([]Group, n)
	for i := range groups {
		groups[i].ID = first.Add(i).String()
		groups[i].Label = groups[i].ID
	}
	for i := range a.Scored {
		if p, ok := coverage.PeriodOf(a.Scored[i].Published, k); ok {
			groups[p.Sub(first)].add(i, &a.Scored[i])
		}
	}
	return groups, nil
}

func (g *Group) add(i int, s *Scored) {
	g.Articles = append(g.Articles, i)
	g.Measures.Merge(&s.Result.Measures)
}

// findCopies marks the records that nearly repeat another.
func (a *Analysis) findCopies(ctx context.Context) error {
	articles := make(coverage.Slice, len(a.Scored))
	at := make(map[string]int, len(a.Scored))
	for i := range a.Scored {
		articles[i] = a.Scored[i].Article
		at[articles[i].ID] = i
	}
	clusters, err := neardup.Find(ctx, articles, neardup.Options{})
	if err != nil {
		return fmt.Errorf("story: near-duplicates: %w", err)
	}
	for _, c := range clusters {
		for _, m := range c.Members {
			s := &a.Scored[at[m.ID]]
			s.Wire = c.Wire
			if m.Relation != neardup.Representative {
				s.CopyOf = c.ID
				a.Copies++
			}
		}
	}
	return nil
}

// intervals computes the index of every group with its bootstrap interval, and
// the differences between phases.
func (a *Analysis) intervals() error {
	var articles, coded trend.Articles
	for i := range a.Scored {
		s := &a.Scored[i]
		if err := articles.Add(s.counts()); err != nil {
			return err
		}
		if s.Codes != nil {
			if err := coded.Add(s.handCounts()); err != nil {
				return err
			}
		}
	}
	plan := resample.Plan{Seed: a.Options.Seed, Replicates: a.Options.Replicates}
	fill := func(groups []Group, o trend.Options, cell func(t *trend.Table, g *Group) (*trend.Cell, bool)) (*trend.Table, error) {
		o.Bootstrap = plan
		t, err := articles.Table(trend.Index, o)
		if err != nil {
			return nil, err
		}
		hand, err := coded.Table(trend.Index, o)
		if err != nil {
			return nil, err
		}
		for i := range groups {
			groups[i].Index = finding.New(trend.Index.Name, math.NaN())
			groups[i].Hand = groups[i].Index
			if c, ok := cell(t, &groups[i]); ok {
				groups[i].Index = c.Finding
			}
			if c, ok := cell(hand, &groups[i]); ok {
				groups[i].Hand = c.Finding
			}
		}
		return t, nil
	}
	byLabel := func(t *trend.Table, g *Group) (*trend.Cell, bool) { return t.Cell(g.ID, "") }
	whole := func(id string) []trend.Phase {
		return []trend.Phase{{Name: id, First: earliest, Last: latest}}
	}

	phases := make([]trend.Phase, len(a.Case.Phases))
	for i, p := range a.Case.Phases {
		phases[i] = trend.Phase{Name: p.ID, First: p.From, Last: p.To}
	}
	if len(phases) > 0 {
		t, err := fill(a.Phases, trend.Options{Phases: phases}, byLabel)
		if err != nil {
			return err
		}
		for i := 1; i < len(phases); i++ {
			before, ok1 := t.Cell(phases[i-1].Name, "")
			after, ok2 := t.Cell(phases[i].Name, "")
			if !ok1 || !ok2 { // no record lies in any phase
				step := finding.New(fmt.Sprintf("%s, %s minus %s", trend.Index.Name, phases[i].Name, phases[i-1].Name), math.NaN())
				step.Unit = "articles"
				step.Warn("one of the two has no value")
				a.Steps = append(a.Steps, step)
				continue
			}
			a.Steps = append(a.Steps, t.Difference(after, before))
		}
	}
	if len(a.Months) > 0 {
		if _, err := fill(a.Months, trend.Options{Period: coverage.Monthly}, byLabel); err != nil {
			return err
		}
	}
	if len(a.Quarters) > 0 {
		if _, err := fill(a.Quarters, trend.Options{Period: coverage.Quarterly}, byLabel); err != nil {
			return err
		}
	}
	if _, err := fill(a.Kinds, trend.Options{Phases: whole("all"), Group: trend.ByKind}, func(t *trend.Table, g *Group) (*trend.Cell, bool) {
		return t.Cell("all", g.ID)
	}); err != nil {
		return err
	}
	all := []Group{a.All}
	if _, err := fill(all, trend.Options{Phases: whole("all")}, byLabel); err != nil {
		return err
	}
	a.All = all[0]
	distinct := []Group{a.All}
	if _, err := fill(distinct, trend.Options{Phases: whole("all"), WithoutCopies: true}, byLabel); err != nil {
		return err
	}
	a.Distinct = distinct[0].Index
	a.Outside.Index = finding.New(trend.Index.Name, math.NaN())
	a.Outside.Hand = a.Outside.Index
	return nil
}

var (
	earliest = coverage.Date{Year: 1, Precision: coverage.YearPrecision}
	latest   = coverage.Date{Year: 9999, Precision: coverage.YearPrecision}
)

// counts returns the record as package trend wants it.
func (s *Scored) counts() trend.Scored {
	m := &s.Result.Measures
	return trend.Scored{
		ID: s.ID, Outlet: s.Outlet.Name, Kind: s.Outlet.Kind, Date: s.Published, Wire: s.Wire, Copy: s.CopyOf,
		Counts: trend.Counts{
			Sentences: m.Sentences, Framed: m.Framed, Blame: m.Blame, Systemic: m.Systemic,
			Counter: m.Counter, Perpetrators: m.PerpetratorBlame,
		},
		Targets: m.ByActor,
	}
}

// handCounts puts the hand codes in the place of counts of sentences: each code
// is a score from 0 to 3 of one text.
func (s *Scored) handCounts() trend.Scored {
	t := trend.Scored{ID: s.ID, Outlet: s.Outlet.Name, Kind: s.Outlet.Kind, Date: s.Published}
	c := s.Codes
	t.Counts = trend.Counts{Sentences: 9, Framed: c.Blame + c.Systemic + c.CounterBlame, Systemic: c.Systemic, Counter: c.CounterBlame}
	if c.PerpetratorsOnly {
		t.Counts.Perpetrators = c.Blame
	} else {
		t.Counts.Blame = c.Blame
	}
	return t
}
