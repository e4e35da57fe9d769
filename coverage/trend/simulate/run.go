package simulate

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/trend"
)

// An Article is a simulated article. Scored holds what the coder found; Copy
// names the first of a set of copies that was collected.
type Article struct {
	trend.Scored
	Source  string
	Cluster string       // the same for all copies of an agency story; empty for own ones
	True    trend.Counts // what the sentences carry

	day       int        // of the design
	sentences []sentence // until counted
}

type sentence struct {
	is, coded Class
	whom      string
}

// A Record is one run of a design.
type Record struct {
	Articles []Article // as collected, in order of date, then ID
	Lost     []Article // published but not collected, in the same order
	// Totals are the numbers of all articles that outlets published on any
	// matter, by month, in the order of the outlets; those whose Output is not
	// known are left out. The ID of a series is the name of the outlet.
	Totals []coverage.Series
	Truth  *Truth
}

// Scored returns the articles as package trend takes them.
func (r *Record) Scored() []trend.Scored {
	out := make([]trend.Scored, len(r.Articles))
	for i := range r.Articles {
		out[i] = r.Articles[i].Scored
	}
	return out
}

// Metadata returns the articles without text: what a collector knows of them.
func (r *Record) Metadata() []coverage.Article {
	out := make([]coverage.Article, len(r.Articles))
	for i := range r.Articles {
		a := &r.Articles[i]
		out[i] = coverage.Article{ID: a.ID, Outlet: coverage.Outlet{Name: a.Outlet, Kind: a.Kind}, Published: a.Date, Words: a.Words,
			Provenance: coverage.Provenance{Source: a.Source}}
	}
	return out
}

// Run makes record number run of the design. Records of different numbers are
// independent of each other. Errors wrap [ErrDesign].
func (d Design) Run(run uint64) (*Record, error) {
	if err := d.Check(); err != nil {
		return nil, err
	}
	p := &press{d: &d, run: run, t: truthOf(&d), days: daysBetween(d.From, d.To) + 1}
	p.lines()
	r := &Record{Truth: p.t}
	var all []Article
	news := p.cycle("news", d.Burst)
	for o := range d.Outlets {
		all = append(all, p.own(o, news)...)
	}
	all = append(all, p.wire(news)...)
	all = append(all, p.waves()...)
	all = sorted(all)
	p.sources(all)
	for i := range all {
		all[i].count()
	}
	r.Articles, r.Lost = p.collect(all)
	markCopies(r.Articles)
	r.Totals = p.totals()
	return r, nil
}

// sorted puts articles in order of date, then ID.
func sorted(all []Article) []Article {
	order := make([]int, len(all))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(all[a].day, all[b].day), cmp.Compare(all[a].ID, all[b].ID))
	})
	out := make([]Article, len(all))
	for i, at := range order {
		out[i] = all[at]
	}
	return out
}

// press is a run in the making.
type press struct {
	d      *Design
	run    uint64
	t      *Truth
	days   int
	missed map[string]bool // articles that a new source does not find
}

func (p *press) dice(purpose string) *dice { return newDice(p.d.Seed, p.run, purpose) }

// A desk writes articles: its texts and their coding have streams of their own.
type desk struct{ text, coder *dice }

func (p *press) desk(name string) desk {
	return desk{p.dice("text of " + name), p.dice("coder of " + name)}
}

func (p *press) lines() {
	p.t.lines = make([][classes]float64, len(p.d.Outlets))
	for o := range p.t.lines {
		g := p.dice("line of " + p.d.Outlets[o].Name)
		for k := range p.t.lines[o] {
			p.t.lines[o][k] = g.even(p.d.Spread)
		}
	}
}

// cycle is a factor for every week: log-normal, autocorrelated, with mean 1.
func (p *press) cycle(purpose string, cv float64) []float64 {
	f := make([]float64, p.days/7+1)
	for i := range f {
		f[i] = 1
	}
	if cv == 0 {
		return f
	}
	g := p.dice(purpose)
	s2 := log(1 + float64(cv*cv))
	s := math.Sqrt(s2)
	keep := p.d.Persist
	fresh := math.Sqrt(1 - float64(keep*keep))
	u := 0.0
	for i := range f {
		z := g.normal()
		if i == 0 {
			u = z
		} else {
			u = float64(keep*u) + float64(fresh*z)
		}
		f[i] = exp(float64(s*u) - s2/2)
	}
	return f
}

// own are the articles that outlet o writes itself.
func (p *press) own(o int, news []float64) []Article {
	x := &p.d.Outlets[o]
	count, at := p.dice("number of "+x.Name), p.desk(x.Name)
	whim := p.cycle("whim of "+x.Name, p.d.Whim)
	drift := p.dice("drift of " + x.Name)
	var month coverage.Period
	var now [classes]float64
	var out []Article
	for t := range p.days {
		date := p.t.date(t)
		if m := coverage.Month(date.Year, date.Month); m != month {
			month = m
			for k := range now {
				now[k] = p.t.lines[o][k] * drift.even(p.d.Drift)
			}
		}
		n := count.poisson(float64(p.t.own(o, t) * news[t/7] * whim[t/7]))
		for i := range n {
			a := p.write(at, o, t, now)
			a.ID = fmt.Sprintf("o%02d-%s-%d", o+1, date, i+1)
			a.Outlet, a.Kind, a.Date, a.day = x.Name, x.Kind, date, t
			out = append(out, a)
		}
	}
	return out
}

// plain are the factors of a text that follows no outlet's line.
var plain = [classes]float64{1, 1, 1, 1, 1}

// wire is the usual agency copy.
func (p *press) wire(news []float64) []Article {
	if p.d.Wire.PerMonth == 0 {
		return nil
	}
	g, at := p.dice("number of wire"), p.desk("wire")
	var out []Article
	for t := range p.days {
		for i := range g.poisson(float64(p.t.stories(t) * news[t/7])) {
			out = append(out, p.print(g, at, fmt.Sprintf("w%d-%d", t, i+1), t, p.d.Wire.Takers)...)
		}
	}
	return out
}

func (p *press) waves() []Article {
	var out []Article
	for n := range p.d.Waves {
		w := &p.d.Waves[n]
		g, at := p.dice(fmt.Sprint("number of wave ", n)), p.desk(fmt.Sprint("wave ", n))
		long := w.Days
		if long == 0 {
			long = 7
		}
		def := Defect{Wave: w}
		for i := range w.Stories {
			copies := p.print(g, at, fmt.Sprintf("v%d-%d", n+1, i+1), daysBetween(p.d.From, w.From)+g.Index(long), w.Takers)
			def.Articles += len(copies)
			out = append(out, copies...)
		}
		p.t.Defects = append(p.t.Defects, def)
	}
	return out
}

// print lets outlets take an agency story.
func (p *press) print(g *dice, at desk, story string, t int, takers float64) []Article {
	a := p.write(at, len(p.d.Outlets), t, plain)
	a.Cluster = story
	var out []Article
	for o := range p.d.Outlets {
		takes, later := g.Float64() < p.t.taking(o, takers), g.Index(3)
		if on := t + later; takes && on >= 0 && on < p.days {
			c := a
			c.Date, c.day = p.t.date(on), on
			c.ID = fmt.Sprintf("%s-o%02d", story, o+1)
			c.Outlet, c.Kind = p.d.Outlets[o].Name, p.d.Outlets[o].Kind
			out = append(out, c)
		}
	}
	return out
}

// write makes the sentences of an article: a Pólya urn, in which what was said
// is likely to be said again, without a change of the mean.
func (p *press) write(at desk, o, t int, line [classes]float64) Article {
	f := p.t.mean(o, t)
	share := f.shares()
	share[None] = 1
	for k := Blame; k < classes; k++ {
		share[k] = float64(share[k] * line[k])
		share[None] -= share[k]
	}
	share[None] = math.Max(0, share[None])
	var targets []string
	var weights []float64
	for _, k := range slices.Sorted(maps.Keys(f.Targets)) {
		targets, weights = append(targets, k), append(weights, f.Targets[k])
	}
	urn := math.Inf(1) // sentences it takes to outweigh the line
	if p.d.Likeness > 0 {
		urn = (1 - p.d.Likeness) / p.d.Likeness
	}
	text := make([]sentence, 1+at.text.poisson(p.t.length(o)-1))
	var seen [classes]float64
	w := make([]float64, classes)
	for i := range text {
		for k := range w {
			w[k] = share[k]
			if p.d.Likeness > 0 {
				w[k] = float64(share[k]*urn) + seen[k]
			}
		}
		x := &text[i]
		x.is = Class(at.text.pick(w))
		seen[x.is]++
		x.coded = x.is
		if p.d.Coder != nil {
			x.coded = Class(at.coder.pick(p.d.Coder[x.is][:]))
		}
		if len(targets) > 0 {
			x.whom = targets[at.text.pick(weights)]
		}
	}
	return Article{sentences: text}
}

// count turns sentences into counts. Blame by the coder falls on whom the text
// has in view, also where the coder errs.
func (a *Article) count() {
	a.Words = 20 * len(a.sentences)
	for _, x := range a.sentences {
		tally(&a.True, x.is)
		tally(&a.Counts, x.coded)
		if x.coded == Blame && x.whom != "" {
			if a.Targets == nil {
				a.Targets = map[string]int{}
			}
			a.Targets[x.whom]++
		}
	}
	a.sentences = nil
}

func tally(c *trend.Counts, k Class) {
	c.Sentences++
	switch k {
	case None:
		return
	case Blame:
		c.Blame++
	case Systemic:
		c.Systemic++
	case Counter:
		c.Counter++
	case Perpetrators:
		c.Perpetrators++
	}
	c.Framed++
}

// sources sends articles through the reader of their outlet, or a new one.
func (p *press) sources(all []Article) {
	own := map[string]string{}
	for _, o := range p.d.Outlets {
		own[o.Name] = cmp.Or(o.Source, "database")
	}
	for i := range all {
		all[i].Source = own[all[i].Outlet]
	}
	p.missed = map[string]bool{}
	for n := range p.d.Changes {
		c := &p.d.Changes[n]
		g := p.dice(fmt.Sprint("yield of source ", n))
		def := Defect{Change: c}
		for i := range all {
			a := &all[i]
			if a.Date.Compare(c.At) < 0 || len(c.Outlets) > 0 && !slices.Contains(c.Outlets, a.Outlet) {
				continue
			}
			a.Source = c.To
			if g.Float64() >= cmp.Or(c.Yield, 1) {
				p.missed[a.ID] = true
			} else {
				def.Articles++
			}
			keep := int(math.Ceil(float64(len(a.sentences)) * cmp.Or(c.Length, 1)))
			a.sentences = a.sentences[:keep]
		}
		p.t.Defects = append(p.t.Defects, def)
	}
}

// collect parts what was collected from what was lost.
func (p *press) collect(all []Article) (found, lost []Article) {
	gone := p.missed
	for n := range p.d.Gaps {
		w := &p.d.Gaps[n]
		g := p.dice(fmt.Sprint("gap ", n))
		def := Defect{Gap: w}
		for i := range all {
			a := &all[i]
			if a.Date.Compare(w.From) < 0 || a.Date.Compare(w.To) > 0 || w.Outlet != "" && w.Outlet != a.Outlet || w.Source != "" && w.Source != a.Source {
				continue
			}
			if g.Float64() >= w.Kept {
				if !gone[a.ID] {
					def.Articles++
				}
				gone[a.ID] = true
			}
		}
		p.t.Defects = append(p.t.Defects, def)
	}
	for _, a := range all {
		if gone[a.ID] {
			lost = append(lost, a)
		} else {
			found = append(found, a)
		}
	}
	return found, lost
}

// markCopies finds for each agency story the first article collected.
func markCopies(articles []Article) {
	first := map[string]int{}
	for i := range articles {
		a := &articles[i]
		if a.Cluster == "" {
			continue
		}
		if f, ok := first[a.Cluster]; ok {
			a.Copy = articles[f].ID
			a.Wire, articles[f].Wire = true, true
		} else {
			first[a.Cluster] = i
		}
	}
}

// totals are the numbers of all articles of the outlets.
func (p *press) totals() []coverage.Series {
	var out []coverage.Series
	first, last := coverage.Month(p.d.From.Year, p.d.From.Month), coverage.Month(p.d.To.Year, p.d.To.Month)
	for o := range p.d.Outlets {
		x := &p.d.Outlets[o]
		if x.Output == 0 {
			continue
		}
		g := p.dice("output of " + x.Name)
		s := coverage.Series{ID: x.Name, Name: "all articles of " + x.Name, Unit: "articles", Period: coverage.Monthly}
		for m := first; m.Compare(last) <= 0; m = m.Add(1) {
			from, to := m.Bounds()
			days := min(p.days-1, daysBetween(p.d.From, to)) - max(0, daysBetween(p.d.From, from)) + 1
			n := g.poisson(x.Output / monthDays * float64(days))
			s.Points = append(s.Points, coverage.Point{Period: m, Value: float64(n), Status: coverage.Observed})
		}
		out = append(out, s)
	}
	return out
}
