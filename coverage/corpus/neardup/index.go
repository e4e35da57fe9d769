package neardup

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// Options are the bounds of what counts as a near-duplicate. The zero value is
// ready to use.
type Options struct {
	// Window is the greatest number of days between two near-duplicates.
	// 0 means 14. A date known to the month may be any day of it; an article
	// without a date is compared with all.
	Window int

	// Threshold is the least containment, above 0 and at most 1. 0 means 0.5.
	Threshold float64

	// Ratio is the least length of the shorter text relative to the longer, so
	// that a live page of a day does not draw together all it quotes. 0 means
	// 0.25.
	Ratio float64

	// Run is the number of words in a run, at least 2. 0 means 4.
	Run int

	// MinWords is the length of the shortest text that is compared. 0 means 20.
	MinWords int

	// Agencies are names of news agencies looked for in bylines. nil means
	// [Agencies].
	Agencies []string
}

const defaultRun = 4

// Normal returns o with the defaults in place, or an error that names the option
// that is out of its range.
func (o Options) Normal() (Options, error) {
	o.Window = cmp.Or(o.Window, 14)
	o.Threshold = cmp.Or(o.Threshold, 0.5)
	o.Ratio = cmp.Or(o.Ratio, 0.25)
	o.Run = cmp.Or(o.Run, defaultRun)
	o.MinWords = max(cmp.Or(o.MinWords, 20), o.Run)
	if o.Agencies == nil {
		o.Agencies = Agencies()
	}
	switch {
	case o.Window < 0:
		return o, fmt.Errorf("neardup: window of %d days", o.Window)
	case !(o.Threshold > 0 && o.Threshold <= 1):
		return o, fmt.Errorf("neardup: threshold %v is not above 0 and at most 1", o.Threshold)
	case !(o.Ratio >= 0 && o.Ratio <= 1):
		return o, fmt.Errorf("neardup: ratio %v is not within 0 and 1", o.Ratio)
	case o.Run < 2:
		return o, fmt.Errorf("neardup: runs of %d words", o.Run)
	}
	return o, nil
}

// An Index clusters articles as they are added. It keeps about four bytes for
// every word of the articles it may still compare with; see [Index.Expire]. The
// same articles added in the same order give the same clusters; another order
// may decide otherwise where an article is near to two clusters by little more
// than the threshold. An Index is not for concurrent use.
type Index struct {
	o      Options
	docs   []doc
	byID   map[string]int32
	known  map[string]int32 // clusters of restored articles
	parent []int32
	alive  []int32          // documents with runs
	dead   int              // documents expired since the postings were tidied
	heads  map[uint32]int32 // run → last posting
	posts  []posting
	buf    []word
	counts map[int32]int
}

type doc struct {
	entry       Entry
	runs        []uint32 // nil when expired or too short
	first, last int32    // days that the date may stand for
	added       bool     // rather than restored
}

type posting struct {
	doc  int32
	next int32 // -1 at the end
}

const (
	sampleOf    = 8   // one run in so many finds candidates
	denseBelow  = 200 // texts with fewer runs use all of them
	maxPostings = 64  // a run of more unrelated articles is boilerplate
	maxCompared = 24  // candidates compared in full for one article
)

// New returns an empty index.
func New(o Options) (*Index, error) {
	o, err := o.Normal()
	if err != nil {
		return nil, err
	}
	return &Index{o: o, byID: map[string]int32{}, known: map[string]int32{}, heads: map[uint32]int32{}, counts: map[int32]int{}}, nil
}

// Find clusters the articles of src, which it reads once. To keep no more in
// memory than a window of dates, src must come by date, as a corpus does; of any
// other source all texts are kept as numbers. Errors of src end it.
func Find(ctx context.Context, src coverage.Source, o Options) ([]Cluster, error) {
	x, err := New(o)
	if err != nil {
		return nil, err
	}
	ordered := true
	var last coverage.Date
	n := 0
	for a, err := range src.Articles(ctx) {
		if err != nil {
			return nil, err
		}
		if n++; ordered && n > 1 && last.Compare(a.Published) > 0 {
			ordered = false // what has expired by now was expired rightly, for this article alone comes late
		}
		last = a.Published
		x.Add(a)
		if ordered && n%1000 == 0 {
			x.ExpireBefore(a.Published)
		}
	}
	return x.Clusters(), nil
}

// Add adds an article and joins it with the clusters it is near to. An id that
// is there already is passed over.
func (x *Index) Add(a coverage.Article) {
	if id, ok := x.enter(a); ok {
		x.docs[id].added = true
		x.join(id, false)
		x.post(id)
	}
}

// Restore adds an article whose cluster is known from an earlier run, given by
// any name that its members share; "" is none. It is compared with the articles
// that were added, and not with others that were restored.
func (x *Index) Restore(a coverage.Article, cluster string) {
	id, ok := x.enter(a)
	if !ok {
		return
	}
	if cluster != "" {
		if other, ok := x.known[cluster]; ok {
			x.unite(other, id)
		} else {
			x.known[cluster] = id
		}
	}
	x.join(id, true)
	x.post(id)
}

// enter makes a document of an article.
func (x *Index) enter(a coverage.Article) (id int32, ok bool) {
	if _, twice := x.byID[a.ID]; twice {
		return 0, false
	}
	x.buf = words(a.Text, x.buf[:0])
	d := doc{entry: x.o.entry(a, len(x.buf))}
	d.first, d.last = dayRange(a.Published)
	if len(x.buf) >= x.o.MinWords {
		d.runs = runs(x.buf, x.o.Run)
	}
	id = int32(len(x.docs))
	x.docs = append(x.docs, d)
	x.parent = append(x.parent, id)
	x.byID[a.ID] = id
	if d.runs != nil {
		x.alive = append(x.alive, id)
	}
	return id, true
}

// Entry returns what clustering keeps of an article. Its similarity is 1.
func (o Options) Entry(a coverage.Article) Entry { return o.entry(a, len(words(a.Text, nil))) }

func (o Options) entry(a coverage.Article, n int) Entry {
	agencies := o.Agencies
	if agencies == nil {
		agencies = Agencies()
	}
	return Entry{ID: a.ID, Published: a.Published, Outlet: a.Outlet.Name, Words: n, Similarity: 1,
		Agency: a.Outlet.Kind == coverage.Wire || names(a.Byline, agencies)}
}

// dayRange returns the days a date may stand for, counted from 1970.
func dayRange(d coverage.Date) (first, last int32) {
	if !d.IsKnown() {
		return math.MinInt32 / 2, math.MaxInt32 / 2
	}
	f, l := d.Bounds()
	return dayNumber(f), dayNumber(l)
}

func dayNumber(d coverage.Date) int32 {
	t, _ := d.Time()
	return int32(t.Unix() / 86400)
}

// gap is the least number of days between two articles.
func (d *doc) gap(e *doc) int {
	return int(max(0, d.first-e.last, e.first-d.last))
}

// sampled reports whether a run finds candidates in a text of n runs.
func sampled(h uint32, n int) bool {
	return n < denseBelow || mix(uint64(h))%sampleOf == 0
}

// join finds the candidates of a document, of a restored one among those added,
// and unites it with those it is near.
func (x *Index) join(id int32, restored bool) {
	d := &x.docs[id]
	clear(x.counts)
	for _, h := range d.runs {
		if !sampled(h, len(d.runs)) {
			continue
		}
		p, ok := x.heads[h]
		if !ok {
			continue
		}
		for ; p >= 0; p = x.posts[p].next {
			other := x.posts[p].doc
			e := &x.docs[other]
			if e.runs != nil && (!restored || e.added) && d.gap(e) <= x.o.Window {
				x.counts[other]++
			}
		}
	}
	type candidate struct {
		doc   int32
		count int
	}
	var cands []candidate
	for doc, n := range x.counts {
		if n >= 2 {
			cands = append(cands, candidate{doc, n})
		}
	}
	slices.SortFunc(cands, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.count, a.count), cmp.Compare(a.doc, b.doc))
	})
	best := 0.0
	for i, c := range cands {
		if i == maxCompared {
			break
		}
		if x.root(c.doc) == x.root(id) {
			continue
		}
		if s := x.similarity(d, &x.docs[c.doc]); s >= x.o.Threshold {
			x.unite(c.doc, id)
			best = max(best, s)
		}
	}
	if best > 0 {
		d.entry.Similarity = best
	}
}

// similarity is the containment of two documents, 0 if one is too short for the
// other.
func (x *Index) similarity(d, e *doc) float64 {
	short, long := d.runs, e.runs
	if len(short) > len(long) {
		short, long = long, short
	}
	if len(short) == 0 || float64(len(short)) < x.o.Ratio*float64(len(long)) {
		return 0
	}
	return float64(shared(short, long)) / float64(len(short))
}

// post makes a document findable. Where a near-duplicate of the same date stands
// already for a run, that is enough; so a story printed by hundreds does
// not look like boilerplate.
func (x *Index) post(id int32) {
	d := &x.docs[id]
	root := x.root(id)
	for _, h := range d.runs {
		if !sampled(h, len(d.runs)) {
			continue
		}
		head, ok := x.heads[h]
		if !ok {
			head = -1
		}
		n, covered := 0, false
		for p := head; p >= 0 && !covered; p = x.posts[p].next {
			n++
			o := x.posts[p].doc
			e := &x.docs[o]
			covered = x.root(o) == root && e.added == d.added && e.first <= d.first && e.last >= d.last
		}
		if covered || n >= maxPostings {
			continue
		}
		x.heads[h] = int32(len(x.posts))
		x.posts = append(x.posts, posting{id, head})
	}
}

func (x *Index) root(i int32) int32 {
	for x.parent[i] != i {
		x.parent[i] = x.parent[x.parent[i]]
		i = x.parent[i]
	}
	return i
}

func (x *Index) unite(a, b int32) {
	a, b = x.root(a), x.root(b)
	if a > b {
		a, b = b, a
	}
	x.parent[b] = a
}

// ExpireBefore forgets the texts that no article of this date or a later one can
// be near to. Their places in clusters stay.
func (x *Index) ExpireBefore(d coverage.Date) {
	if !d.IsKnown() {
		return
	}
	first, _ := dayRange(d)
	alive := x.alive[:0]
	for _, i := range x.alive {
		if e := &x.docs[i]; int(first)-int(e.last) > x.o.Window {
			e.runs = nil
			x.dead++
		} else {
			alive = append(alive, i)
		}
	}
	x.alive = alive
	if x.dead <= len(x.alive)/2 {
		return
	}
	x.dead = 0
	// Drop the postings of the dead, keeping the order of each list.
	posts := make([]posting, 0, len(x.posts)/2)
	var list []int32
	for h, p := range x.heads {
		list = list[:0]
		for ; p >= 0; p = x.posts[p].next {
			if x.docs[x.posts[p].doc].runs != nil {
				list = append(list, x.posts[p].doc)
			}
		}
		if len(list) == 0 {
			delete(x.heads, h)
			continue
		}
		head := int32(-1)
		for _, doc := range slices.Backward(list) {
			posts = append(posts, posting{doc, head})
			head = int32(len(posts) - 1)
		}
		x.heads[h] = head
	}
	x.posts = posts
}

// Clusters returns the clusters found so far, ordered by the date and id of
// their representatives.
func (x *Index) Clusters() []Cluster {
	groups := map[int32][]Entry{}
	for i := range x.docs {
		root := x.root(int32(i))
		groups[root] = append(groups[root], x.docs[i].entry)
	}
	var out []Cluster
	for i := range x.docs {
		if g := groups[int32(i)]; len(g) > 1 {
			out = append(out, Assemble(g))
		}
	}
	slices.SortFunc(out, func(a, b Cluster) int {
		return cmp.Or(a.representative().Published.Compare(b.representative().Published), cmp.Compare(a.ID, b.ID))
	})
	return out
}

func (c Cluster) representative() Entry {
	for _, m := range c.Members {
		if m.Relation == Representative {
			return m.Entry
		}
	}
	return Entry{}
}
