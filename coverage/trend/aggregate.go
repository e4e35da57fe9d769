package trend

import (
	"cmp"
	"errors"
	"fmt"
	"hash/fnv"
	"math"
	"slices"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/trend/finding"
	"github.com/seed-11e619e4/pressframe/coverage/trend/internal/tail"
	"github.com/seed-11e619e4/pressframe/coverage/trend/proportion"
	"github.com/seed-11e619e4/pressframe/coverage/trend/resample"
)

// Within is the weighting of sentences within a document.
type Within uint8

const (
	// BySentence counts sentences: a long article weighs more.
	BySentence Within = iota
	// ByDocument scales every article to the mean length of all articles, so
	// that each weighs the same whatever its length.
	ByDocument
	// ByPresence counts an article once for each frame it carries at all.
	ByPresence
)

// Across is the weighting of documents within a cell.
type Across uint8

const (
	// Pooled adds the counts of all articles, then takes the measure.
	Pooled Across = iota
	// ArticleMean takes the measure of each article, then the mean of those
	// for which it is defined.
	ArticleMean
	// OutletMean pools within each outlet, then takes the mean of outlets, so
	// that a prolific outlet has no more say than another.
	OutletMean
)

// OverTime is the weighting of periods: a value may borrow from the periods
// just before it.
type OverTime struct {
	// Window is the number of periods that enter a value, itself included.
	// 0 and 1 mean the period alone.
	Window int
	// HalfLife, in periods, lets older periods in the window count less: the
	// weight halves every HalfLife. 0 means equal weights.
	HalfLife float64
}

// A Phase is a named span of time, both ends included. An end known to the
// month or year stands for all of it.
type Phase struct {
	Name        string
	First, Last coverage.Date
}

// Options are the choices of an aggregation (the three weightings after Ardia,
// Bluteau, Borms and Boudt 2021). The zero value pools sentences by month.
type Options struct {
	// Period is the length of a cell; NoPeriod means Monthly unless Phases
	// are given.
	Period coverage.PeriodKind
	// Phases, if not empty, take the place of periods.
	Phases []Phase
	// Group names the group of an article; nil puts all in one. [ByKind] and
	// [ByOutlet] are at hand.
	Group func(*Scored) string

	Within   Within
	Across   Across
	OverTime OverTime

	// WithoutWire and WithoutCopies leave out agency copy and near-duplicates.
	WithoutWire, WithoutCopies bool

	// Bootstrap says how intervals are made; its zero value is usable.
	Bootstrap resample.Plan
	// ByClusters resamples outlets in place of articles.
	ByClusters bool
	// ByBlocks resamples all articles of a day, week, month, … together in
	// place of single ones: news comes in waves, and articles of one wave
	// resemble each other. Blocks follow the calendar and must be shorter
	// than the cells; articles dated more coarsely than a block form one of
	// their own for each such date. NoPeriod means no blocks.
	ByBlocks coverage.PeriodKind
	// Wilson takes the score interval of a share in place of the bootstrap.
	// It needs a share of articles: Within is ByPresence, Across is Pooled,
	// no window, no clusters or blocks, and the measure one of [BlameShare],
	// [SystemicShare] and [Intensity].
	Wilson bool
	// NoIntervals skips the bootstrap.
	NoIntervals bool
}

// ByKind groups by the kind of outlet; "unknown" when there is none.
func ByKind(s *Scored) string { return cmp.Or(s.Kind.String(), "unknown") }

// ByOutlet groups by the name of the outlet.
func ByOutlet(s *Scored) string { return cmp.Or(s.Outlet, "unknown") }

// A Cell is one period or phase of one group.
type Cell struct {
	Label   string          // "2008-11" or the name of the phase
	Period  coverage.Period // zero for a phase
	Group   string
	Finding finding.Finding // N counts articles in the cell
	Counts  Counts          // raw sums of the cell, whatever the weighting
	Outlets int             // number of outlets in the cell
	Silent  int             // articles for which the measure alone is undefined

	members []int // rows of the table in this cell
	rows    []row // what enters the value, with weights
}

type row struct {
	a, b   float64
	outlet int
	block  int // of time, with ByBlocks
	at     int // index into Table.scored
}

// A Table is a measure by time and group.
type Table struct {
	Measure  Measure
	Options  Options
	Cells    []Cell   // by group, then in order of time; empty cells are there too
	Groups   []string // in order
	Unplaced []string // IDs of articles whose date fits no single cell
	Excluded []string // IDs of wire copy and near-duplicates left out
	scored   []Scored
	outlets  []string
}

// ErrOptions is wrapped by errors about options that make no sense.
var ErrOptions = errors.New("invalid options")

const maxCells = 1 << 20

// Table aggregates the articles. Articles whose date is too coarse to say in
// which cell they fall are listed in Unplaced, not guessed. Cells run without
// holes from the first to the last period in which any article was placed.
func (a *Articles) Table(m Measure, o Options) (*Table, error) {
	if m.parts == nil {
		return nil, fmt.Errorf("trend: %w: no measure", ErrOptions)
	}
	plan, err := o.Bootstrap.Normal()
	if err != nil {
		return nil, err
	}
	o.Bootstrap = plan
	if o.OverTime.Window < 0 || o.OverTime.HalfLife < 0 || math.IsNaN(o.OverTime.HalfLife) {
		return nil, fmt.Errorf("trend: %w: window %d, half-life %v", ErrOptions, o.OverTime.Window, o.OverTime.HalfLife)
	}
	if o.Within > ByPresence || o.Across > OutletMean {
		return nil, fmt.Errorf("trend: %w: unknown weighting", ErrOptions)
	}
	if o.Period == coverage.NoPeriod && len(o.Phases) == 0 {
		o.Period = coverage.Monthly
	}
	if len(o.Phases) > 0 {
		if o.Period != coverage.NoPeriod {
			return nil, fmt.Errorf("trend: %w: both phases and a period", ErrOptions)
		}
		if o.OverTime.Window > 1 {
			return nil, fmt.Errorf("trend: %w: a window over phases", ErrOptions)
		}
		if err := checkPhases(o.Phases); err != nil {
			return nil, err
		}
	}
	if err := o.checkResampling(m); err != nil {
		return nil, err
	}
	t := &Table{Measure: m, Options: o}
	for _, s := range a.sorted() {
		if o.WithoutWire && s.Wire || o.WithoutCopies && s.Copy != "" {
			t.Excluded = append(t.Excluded, s.ID)
			continue
		}
		t.scored = append(t.scored, s)
	}
	t.place()
	if len(t.Cells) > maxCells {
		return nil, fmt.Errorf("trend: %w: %d cells between the first and the last article", ErrOptions, len(t.Cells))
	}
	t.weigh()
	t.estimate()
	return t, nil
}

// checkResampling reports choices of the interval that contradict each other.
func (o *Options) checkResampling(m Measure) error {
	switch {
	case o.ByBlocks > coverage.Yearly:
		return fmt.Errorf("trend: %w: blocks of %s", ErrOptions, o.ByBlocks)
	case o.ByBlocks != coverage.NoPeriod && o.ByClusters:
		return fmt.Errorf("trend: %w: both outlets and blocks of time are to be resampled", ErrOptions)
	case o.ByBlocks != coverage.NoPeriod && len(o.Phases) == 0 && o.ByBlocks >= o.Period:
		return fmt.Errorf("trend: %w: blocks of a %s in cells of a %s", ErrOptions, o.ByBlocks, o.Period)
	case o.Wilson && (!m.ofItems || o.Within != ByPresence || o.Across != Pooled || o.OverTime.Window > 1 || o.ByClusters || o.ByBlocks != coverage.NoPeriod):
		return fmt.Errorf("trend: %w: Wilson's interval needs a share of articles: ByPresence, Pooled, no window, no clusters or blocks, and a measure over sentences", ErrOptions)
	}
	return nil
}

func checkPhases(phases []Phase) error {
	seen := map[string]bool{}
	for i, p := range phases {
		first, _ := p.First.Bounds()
		_, last := p.Last.Bounds()
		switch {
		case p.Name == "" || seen[p.Name]:
			return fmt.Errorf("trend: %w: phase %d has no name of its own", ErrOptions, i)
		case !first.IsKnown() || !last.IsKnown() || last.Compare(first) < 0:
			return fmt.Errorf("trend: %w: phase %q from %s to %s", ErrOptions, p.Name, p.First, p.Last)
		}
		seen[p.Name] = true
		if i > 0 {
			if _, before := phases[i-1].Last.Bounds(); first.Compare(before) <= 0 {
				return fmt.Errorf("trend: %w: phase %q begins before %q has ended", ErrOptions, p.Name, phases[i-1].Name)
			}
		}
	}
	return nil
}

// slot returns the time slot of a date: the index of a phase or the ordinal of
// a period.
func (o *Options) slot(d coverage.Date) (int, bool) {
	if len(o.Phases) == 0 {
		p, ok := coverage.PeriodOf(d, o.Period)
		return p.Ordinal, ok
	}
	first, last := d.Bounds()
	if !first.IsKnown() {
		return 0, false
	}
	for i, p := range o.Phases {
		from, _ := p.First.Bounds()
		_, to := p.Last.Bounds()
		if first.Compare(from) >= 0 && last.Compare(to) <= 0 {
			return i, true
		}
	}
	return 0, false
}

// place makes the cells and puts every article in one.
func (t *Table) place() {
	o := &t.Options
	type spot struct {
		group string
		slot  int
	}
	spots := map[spot][]int{}
	groups := map[string]bool{}
	first, last, any := 0, -1, false
	if len(o.Phases) > 0 {
		first, last, any = 0, len(o.Phases)-1, true
	}
	for i := range t.scored {
		s := &t.scored[i]
		n, ok := o.slot(s.Date)
		if !ok {
			t.Unplaced = append(t.Unplaced, s.ID)
			continue
		}
		if !any {
			first, last, any = n, n, true
		} else if len(o.Phases) == 0 {
			first, last = min(first, n), max(last, n)
		}
		g := ""
		if o.Group != nil {
			g = o.Group(s)
		}
		groups[g] = true
		spots[spot{g, n}] = append(spots[spot{g, n}], i)
	}
	for g := range groups {
		t.Groups = append(t.Groups, g)
	}
	slices.Sort(t.Groups)
	if n := (last - first + 1) * len(t.Groups); n > maxCells {
		t.Cells = make([]Cell, maxCells+1)
		return
	}
	for _, g := range t.Groups {
		for n := first; n <= last; n++ {
			c := Cell{Group: g, members: spots[spot{g, n}]}
			if len(o.Phases) > 0 {
				c.Label = o.Phases[n].Name
			} else {
				c.Period = coverage.Period{Kind: o.Period, Ordinal: n}
				c.Label = c.Period.String()
			}
			t.Cells = append(t.Cells, c)
		}
	}
}

// weigh fills the rows of every cell.
func (t *Table) weigh() {
	o := &t.Options
	outlet := map[string]int{}
	outletOf := make([]int, len(t.scored))
	for i := range t.scored {
		name := t.scored[i].Outlet
		n, ok := outlet[name]
		if !ok {
			n = len(t.outlets)
			outlet[name] = n
			t.outlets = append(t.outlets, name)
		}
		outletOf[i] = n
	}
	placed, sentences := 0, 0
	for _, c := range t.Cells {
		placed += len(c.members)
		for _, i := range c.members {
			sentences += t.scored[i].Counts.Sentences
		}
	}
	mean := float64(sentences) / float64(max(placed, 1))
	base := make([]row, len(t.scored))
	alone := make([]float64, len(t.scored))
	for i := range t.scored {
		s := &t.scored[i]
		alone[i] = t.Measure.Of(*s)
		r := row{outlet: outletOf[i], block: blockOf(s.Date, o.ByBlocks), at: i}
		switch o.Within {
		case ByPresence:
			p := presence(*s)
			r.a, r.b = t.Measure.parts(&p, t.Measure.perps)
		default:
			r.a, r.b = t.Measure.parts(s, t.Measure.perps)
		}
		if o.Within == ByDocument {
			if s.Counts.Sentences == 0 {
				r.a, r.b = 0, 0
			} else {
				k := mean / float64(s.Counts.Sentences)
				r.a, r.b = r.a*k, r.b*k
			}
		}
		if o.Across == ArticleMean {
			v := t.Measure.value(r.a, r.b)
			r.a, r.b = v, 1
			if math.IsNaN(v) {
				r.a, r.b = 0, 0
			}
		}
		base[i] = r
	}
	perGroup := 0
	if len(t.Groups) > 0 {
		perGroup = len(t.Cells) / len(t.Groups)
	}
	for ci := range t.Cells {
		c := &t.Cells[ci]
		seen := map[int]bool{}
		for _, i := range c.members {
			c.Counts = c.Counts.Plus(t.scored[i].Counts)
			seen[outletOf[i]] = true
			if math.IsNaN(alone[i]) {
				c.Silent++
			}
		}
		c.Outlets = len(seen)
		for back := 0; back < max(1, o.OverTime.Window) && back <= ci%perGroup; back++ {
			w := 1.0
			if o.OverTime.HalfLife > 0 {
				w = math.Exp2(-float64(back) / o.OverTime.HalfLife)
			}
			for _, i := range t.Cells[ci-back].members {
				r := base[i]
				r.a, r.b = r.a*w, r.b*w
				c.rows = append(c.rows, r)
			}
		}
	}
}

// blockOf numbers the block of time that a date falls in. Dates too coarse to
// tell are numbered apart, one for each such date.
func blockOf(d coverage.Date, kind coverage.PeriodKind) int {
	if kind == coverage.NoPeriod {
		return 0
	}
	if p, ok := coverage.PeriodOf(d, kind); ok {
		return p.Ordinal
	}
	return -1 - (d.Year*13+int(d.Month))*8 - int(d.Precision)
}

func presence(s Scored) Scored {
	one := func(n int) int { return min(n, 1) }
	c := s.Counts
	s.Counts = Counts{one(c.Sentences), one(c.Framed), one(c.Blame), one(c.Systemic), one(c.Counter), one(c.Perpetrators)}
	if s.Targets != nil {
		m := make(map[string]int, len(s.Targets))
		for k, n := range s.Targets {
			m[k] = one(n)
		}
		s.Targets = m
	}
	return s
}

// value is the measure of some rows, each taken times[i] times (nil: once).
func (t *Table) value(rows []row) float64 {
	if t.Options.Across == OutletMean {
		return t.outletMean(rows)
	}
	var a, b float64
	for i := range rows {
		a += rows[i].a
		b += rows[i].b
	}
	return t.fromSums(a, b, len(rows))
}

func (t *Table) fromSums(a, b float64, n int) float64 {
	if n == 0 {
		return math.NaN() // silence, whatever the measure makes of two zeros
	}
	if t.Options.Across == ArticleMean {
		return ratio(a, b)
	}
	return t.Measure.value(a, b)
}

func (t *Table) outletMean(rows []row) float64 {
	type sums struct{ a, b float64 }
	by := make([]sums, len(t.outlets))
	seen := make([]bool, len(t.outlets))
	for i := range rows {
		r := &rows[i]
		by[r.outlet].a += r.a
		by[r.outlet].b += r.b
		seen[r.outlet] = true
	}
	total, n := 0.0, 0
	for o := range by {
		if !seen[o] {
			continue
		}
		if v := t.Measure.value(by[o].a, by[o].b); !math.IsNaN(v) {
			total += v
			n++
		}
	}
	return ratio(total, float64(n))
}

func (t *Table) estimate() {
	plan := t.Options.Bootstrap
	for i := range t.Cells {
		c := &t.Cells[i]
		q := t.Measure.Name + ", " + c.Label
		if c.Group != "" {
			q += ", " + c.Group
		}
		if len(c.rows) == 0 {
			c.Finding = finding.New(q, math.NaN())
			c.Finding.Unit, c.Finding.Method = "articles", t.method()
			c.Finding.Warn("no articles: no value, which is not zero")
			continue
		}
		f := finding.New(q, t.value(c.rows))
		switch {
		case t.Options.NoIntervals:
		case t.Options.Wilson:
			t.wilson(c, &f)
		default:
			reps := t.replicates(c)
			f = plan.Summarise(f.Estimate, reps, resample.FewUnits(len(t.units(c.rows))), func() []float64 { return t.jackknife(c) })
			f.Quantity = q
		}
		f.N, f.Unit, f.Method = len(c.members), "articles", t.method()
		f.Assumptions = t.assumptions()
		t.warn(c, &f)
		c.Finding = f
		if t.clustered(c) {
			c.Finding.Warn(resemble)
		}
	}
}

// wilson puts the score interval on the share of articles in a cell.
func (t *Table) wilson(c *Cell, f *finding.Finding) {
	var a, b float64
	for i := range c.rows {
		a += c.rows[i].a
		b += c.rows[i].b
	}
	w, err := proportion.Wilson(proportion.Share{Count: int(a), Of: int(b)}, t.Options.Bootstrap.Confidence)
	if err != nil { // cannot be: counts of presence are a share
		f.Warn("%v", err)
		return
	}
	f.Interval, f.Confidence = w.Interval, w.Confidence
	for _, s := range w.Warnings {
		f.Warn("%s", s)
	}
}

// SmallCell is the number of articles (or outlets or blocks, when they are
// resampled) below which a bootstrap interval is likely too narrow, RoughCell the
// number of articles below which it may be, where what is counted is rare. There is
// a warning below either.
const (
	SmallCell = 20
	RoughCell = 30
)

// few warns of intervals from few units.
func (t *Table) few(f *finding.Finding, n int, where string) {
	if n < SmallCell {
		f.Warn("only %d %s%s: the interval is likely too narrow", n, t.unit(), where)
	} else if n < RoughCell && t.unit() == "articles" {
		f.Warn("only %d articles%s: the interval may be a little too narrow", n, where)
	}
}

// clustered reports whether articles of one outlet resemble each other: an F test
// at 5% of what single articles do to the value, by outlet. That is seen only
// where articles are resampled.
func (t *Table) clustered(c *Cell) bool {
	if t.Options.NoIntervals || t.Options.Wilson || t.unit() != "articles" || t.Options.Across == OutletMean {
		return false
	}
	type sums struct{ n, s float64 }
	by := map[int]sums{}
	var n, total, squares float64
	for i, v := range t.jackknife(c) {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return false
		}
		v -= c.Finding.Estimate
		o := c.rows[i].outlet
		by[o] = sums{by[o].n + 1, by[o].s + v}
		n, total, squares = n+1, total+v, squares+v*v
	}
	k := float64(len(by))
	if k < 2 || n-k < 1 {
		return false
	}
	between := -total * total / n
	for o := range t.outlets { // in order, so that the sum is always the same
		if x, ok := by[o]; ok {
			between += x.s * x.s / x.n
		}
	}
	within := squares - total*total/n - between
	if !(within > 1e-12*squares) {
		return false
	}
	return tail.F(between/(k-1)/(within/(n-k)), k-1, n-k) < 0.05
}

const resemble = "articles of one outlet resemble each other: the interval holds for these outlets; for outlets in general, resample outlets"

func (t *Table) warn(c *Cell, f *finding.Finding) {
	if t.Options.NoIntervals {
		return
	}
	if !t.Options.Wilson {
		t.few(f, len(t.units(c.rows)), "")
	}
	if !f.IsDefined() {
		f.Warn("no sentence carries what the measure compares: no value, which is not zero")
	}
	if c.Silent*2 > len(c.members) && f.IsDefined() {
		f.Warn("the measure is undefined for %d of %d articles taken alone", c.Silent, len(c.members))
	}
}

func (t *Table) method() string {
	o := &t.Options
	parts := []string{t.point()}
	switch {
	case o.NoIntervals:
	case o.Wilson:
		parts = append(parts, "Wilson score interval")
	default:
		parts = append(parts, t.bootstrap())
	}
	return strings.Join(parts, ", ")
}

// point names how the value itself is made.
func (t *Table) point() string {
	o := &t.Options
	var parts []string
	parts = append(parts, [...]string{"counts pooled over articles", "mean of articles", "mean of outlets"}[o.Across])
	switch o.Within {
	case ByDocument:
		parts = append(parts, "articles scaled to equal length")
	case ByPresence:
		parts = append(parts, "frames counted once an article")
	}
	if o.OverTime.Window > 1 {
		w := fmt.Sprintf("window of %d periods", o.OverTime.Window)
		if o.OverTime.HalfLife > 0 {
			w += " with half-life " + finding.Number(o.OverTime.HalfLife)
		}
		parts = append(parts, w)
	}
	return strings.Join(parts, ", ")
}

func (t *Table) bootstrap() string {
	b := t.Options.Bootstrap
	return fmt.Sprintf("%s over %s (%d replicates, seed %d)", b.Kind, t.unit(), b.Replicates, b.Seed)
}

func (t *Table) assumptions() []string {
	return []string{t.unit() + " are independent of each other and like those not sampled"}
}

// unit names what is resampled.
func (t *Table) unit() string {
	switch {
	case t.Options.ByClusters:
		return "outlets"
	case t.Options.ByBlocks != coverage.NoPeriod:
		return t.Options.ByBlocks.String() + "s"
	}
	return "articles"
}

// units splits rows into what is resampled together.
func (t *Table) units(rows []row) [][]row {
	if !t.Options.ByClusters && t.Options.ByBlocks == coverage.NoPeriod {
		groups := make([][]row, len(rows))
		for i := range rows {
			groups[i] = rows[i : i+1]
		}
		return groups
	}
	key := func(r row) int { return r.outlet }
	if t.Options.ByBlocks != coverage.NoPeriod {
		key = func(r row) int { return r.block }
	}
	sorted := slices.Clone(rows)
	slices.SortStableFunc(sorted, func(x, y row) int { return cmp.Compare(key(x), key(y)) })
	var groups [][]row
	for i := 0; i < len(sorted); {
		j := i
		for j < len(sorted) && key(sorted[j]) == key(sorted[i]) {
			j++
		}
		groups = append(groups, sorted[i:j])
		i = j
	}
	return groups
}

// stream is the seed of a cell: cells have streams of their own, the same
// whatever other cells are in the table.
func (c *Cell) stream(seed uint64) uint64 {
	h := fnv.New64a()
	h.Write([]byte(c.Label))
	h.Write([]byte{0})
	h.Write([]byte(c.Group))
	return h.Sum64() ^ seed*0x9e3779b97f4a7c15
}

// replicates draws the bootstrap distribution of a cell.
func (t *Table) replicates(c *Cell) []float64 {
	plan := t.Options.Bootstrap
	plan.Seed = c.stream(plan.Seed)
	if t.unit() != "articles" || t.Options.Across == OutletMean {
		return t.clusterReplicates(c, plan)
	}
	rows := c.rows
	return plan.Run(func(_ int, s *resample.Stream) float64 {
		var a, b float64
		n := len(rows)
		for range n {
			r := &rows[s.Index(n)]
			a += r.a
			b += r.b
		}
		return t.fromSums(a, b, n)
	})
}

func (t *Table) clusterReplicates(c *Cell, plan resample.Plan) []float64 {
	groups := t.units(c.rows)
	scratch := make([][]row, plan.Workers)
	return plan.Run(func(w int, s *resample.Stream) float64 {
		if t.Options.Across == OutletMean && t.Options.ByClusters {
			// The mean of the drawn outlets' values; an outlet drawn twice counts twice.
			total, n := 0.0, 0
			for range groups {
				g := groups[s.Index(len(groups))]
				var a, b float64
				for i := range g {
					a += g[i].a
					b += g[i].b
				}
				if v := t.Measure.value(a, b); !math.IsNaN(v) {
					total += v
					n++
				}
			}
			return ratio(total, float64(n))
		}
		pick := scratch[w][:0]
		for range groups {
			pick = append(pick, groups[s.Index(len(groups))]...)
		}
		scratch[w] = pick
		return t.value(pick)
	})
}

func (t *Table) jackknife(c *Cell) []float64 {
	groups := t.units(c.rows)
	out := make([]float64, len(groups))
	if t.Options.Across == OutletMean {
		var pick []row
		for leave := range groups {
			pick = pick[:0]
			for g := range groups {
				if g != leave {
					pick = append(pick, groups[g]...)
				}
			}
			out[leave] = t.value(pick)
		}
		return out
	}
	var a, b float64
	for i := range c.rows {
		a += c.rows[i].a
		b += c.rows[i].b
	}
	for i, g := range groups {
		la, lb := a, b
		for k := range g {
			la -= g[k].a
			lb -= g[k].b
		}
		out[i] = t.fromSums(la, lb, len(c.rows)-len(g))
	}
	return out
}

// Cell returns the cell with a label and group, and false if there is none.
func (t *Table) Cell(label, group string) (*Cell, bool) {
	for i := range t.Cells {
		if t.Cells[i].Label == label && t.Cells[i].Group == group {
			return &t.Cells[i], true
		}
	}
	return nil, false
}

// Series returns the values of one group as a series: a cell without a value
// is a missing point. It fails with [ErrOptions] for a table by phases.
func (t *Table) Series(group string) (*coverage.Series, error) {
	if len(t.Options.Phases) > 0 {
		return nil, fmt.Errorf("trend: %w: phases are not a series", ErrOptions)
	}
	s := &coverage.Series{ID: t.Measure.Name, Name: t.Measure.Name, Unit: t.Measure.Name, Period: t.Options.Period}
	if group != "" {
		s.ID, s.Name = s.ID+", "+group, s.Name+", "+group
	}
	for _, c := range t.Cells {
		if c.Group != group {
			continue
		}
		p := coverage.Point{Period: c.Period}
		if c.Finding.IsDefined() {
			p.Value, p.Status = c.Finding.Estimate, coverage.Observed
		}
		s.Points = append(s.Points, p)
	}
	return s, nil
}

// A Contribution is the part of one article in the value of a cell.
type Contribution struct {
	ID        string
	Weight    float64 // share of what was counted; the weights of a cell sum to 1
	Value     float64 // the measure of the article alone, NaN when undefined
	Influence float64 // value of the cell minus its value without the article
}

// Contributions lists the articles behind a cell, the most influential first.
// For measures that are a share and for means, the value of the cell is the
// sum of Weight × Value. Articles of earlier periods stand here too when the
// weighting over time lets them in.
func (t *Table) Contributions(c *Cell) []Contribution {
	total := 0.0
	for i := range c.rows {
		total += t.mass(&c.rows[i])
	}
	full := t.value(c.rows)
	out := make([]Contribution, len(c.rows))
	var rest []row
	var sa, sb float64
	for i := range c.rows {
		sa += c.rows[i].a
		sb += c.rows[i].b
	}
	for i := range c.rows {
		r := &c.rows[i]
		s := t.scored[r.at]
		var without float64
		if t.Options.Across == OutletMean {
			rest = append(append(rest[:0], c.rows[:i]...), c.rows[i+1:]...)
			without = t.value(rest)
		} else {
			without = t.fromSums(sa-r.a, sb-r.b, len(c.rows)-1)
		}
		w := 0.0
		if total > 0 {
			w = t.mass(r) / total
		}
		v := t.Measure.Of(s)
		if t.Options.Within == ByPresence {
			v = t.Measure.Of(presence(s))
		}
		out[i] = Contribution{ID: s.ID, Weight: w, Value: v, Influence: full - without}
	}
	slices.SortStableFunc(out, func(x, y Contribution) int {
		return cmp.Or(cmp.Compare(math.Abs(y.Influence), math.Abs(x.Influence)), cmp.Compare(x.ID, y.ID))
	})
	return out
}

// mass is what a row weighs in its cell.
func (t *Table) mass(r *row) float64 {
	if math.IsInf(t.Measure.Low, -1) && t.Options.Across != ArticleMean {
		return r.a + r.b // a log ratio counts both sides
	}
	return r.b
}
