package corpus

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// SearchOptions say how matches are shown. The zero value is ready to use.
type SearchOptions struct {
	Limit int // most matches; 0 means 20

	// Before and After mark the words found in a snippet, "[" and "]" by
	// default; Words is the length of a snippet, 0 for 24, at most 64.
	Before, After string
	Words         int

	// ByDate gives the matches in the order of their dates rather than by
	// relevance.
	ByDate bool

	// Weigh is how many matches are weighed by relevance. 0 means 5,000; a
	// negative number means all, however long it takes. Where more match, about
	// so many of them are weighed, see [BestOfSample].
	Weigh int

	// Scan is how many articles may have the words before all weighing is left
	// off, see [LastAdded]. 0 means 100,000.
	Scan int
}

// An Order tells what the matches of a search were chosen and ordered by.
type Order string

// The orders of matches.
const (
	// BestOfAll: every article that matches was weighed, the best come first.
	BestOfAll Order = "best of all"

	// BestOfSample: some of the articles that match were weighed, spread evenly
	// over the corpus, and the best of those come first. The others may hold
	// better ones. The same corpus gives the same sample.
	BestOfSample Order = "best of a sample"

	// LastAdded: none was weighed, for the words are in very many articles,
	// which says little about each. Those added last come first.
	LastAdded Order = "last added"

	// EarliestDate: all that match, the earliest first, as asked for by
	// [SearchOptions.ByDate].
	EarliestDate Order = "earliest date"
)

// Hits are what a search found.
type Hits struct {
	Matches []Match

	Order   Order
	Weighed int // articles weighed by relevance

	// Found is the number of articles that match, or one that is certainly not
	// too great if More is set.
	Found int
	More  bool
}

// A Match is an article found by a search.
type Match struct {
	Article coverage.Article
	Snippet string  // of the text, or of the title if only that matches
	Score   float64 // BM25, the greater the better; 0 where nothing was weighed
}

// Search finds articles by f.Query, which must not be empty, within what else f
// chooses. Equal scores are ordered by the time of adding.
//
// Weighing by relevance takes some microseconds an article, seconds where a word
// is in every article of a large corpus. So only the first [SearchOptions.Weigh]
// are weighed, and [Hits.Order] says whether that was all: whoever needs the best
// of all narrows the query, or sets Weigh to -1.
func (c *Corpus) Search(ctx context.Context, f Filter, o SearchOptions) (Hits, error) {
	if f.Query == "" {
		return Hits{}, fmt.Errorf("corpus: %w: it is empty", ErrQuery)
	}
	if err := c.Index(ctx); err != nil {
		return Hits{}, err
	}
	o.Limit, o.Weigh, o.Scan = cmp.Or(o.Limit, 20), cmp.Or(o.Weigh, 5000), cmp.Or(o.Scan, 100000)
	s := newSearch(c, f, o)
	h, err := s.run(ctx)
	return h, c.queryError(f, err)
}

// A search is one call of Search. Its statements read from and choose by
// matching, which has the arguments args.
type search struct {
	c        *Corpus
	o        SearchOptions
	query    string
	plain    bool   // nothing is chosen by but the query and exclusions
	from     string // tables and conditions
	args     []any
	where    string // conditions without the query
	whereArg []any
}

func newSearch(c *Corpus, f Filter, o SearchOptions) *search {
	s := &search{c: c, o: o, query: f.Query}
	f.Query = ""
	s.plain = f.isPlain()
	s.where, s.whereArg = f.where()
	if s.plain {
		s.from, s.args = " FROM search WHERE search MATCH ? AND search.rowid NOT IN (SELECT seq FROM exclusion)", []any{s.query}
		return s
	}
	and := " WHERE "
	if s.where != "" {
		and = s.where + " AND "
	}
	s.from = " FROM search CROSS JOIN article a ON a.seq = search.rowid" + and + "search MATCH ?"
	s.args = append(slices.Clone(s.whereArg), s.query)
	return s
}

// A hit is a match whose article has not been read.
type hit struct {
	seq   int64
	score float64 // as FTS5 has it, the less the better
}

func (s *search) run(ctx context.Context) (Hits, error) {
	var h Hits
	hits, err := s.choose(ctx, &h)
	if err != nil {
		return Hits{}, err
	}
	h.Matches, err = s.read(ctx, hits)
	return h, err
}

// choose picks the articles and fills in what is known of all that match.
func (s *search) choose(ctx context.Context, h *Hits) ([]hit, error) {
	scan := int64(s.o.Scan)
	if s.o.Weigh < 0 {
		scan = math.MaxInt64 - 1
	}
	// Walking along the articles of a word is cheap; reading what else is known
	// of each, or weighing it, is not.
	from, args := " FROM search WHERE search MATCH ?", []any{s.query}
	if s.plain {
		from, args = s.from, s.args
	}
	having, err := s.number(ctx, "SELECT COUNT(*) FROM (SELECT 1"+from+" LIMIT ?)", append(slices.Clone(args), scan+1)...)
	if err != nil {
		return nil, err
	}
	tooMany := having > scan
	if !s.plain && !tooMany {
		if having, err = s.narrow(ctx); err != nil {
			return nil, err
		}
	}
	h.Found = int(having)
	var hits []hit
	limit := int64(s.o.Limit)
	switch {
	case s.o.ByDate:
		h.Order = EarliestDate
		hits, err = s.earliest(ctx, tooMany)
	case tooMany:
		h.Order = LastAdded
		hits, err = s.hits(ctx, "SELECT search.rowid, 0.0"+s.from+" ORDER BY search.rowid DESC LIMIT ?", append(s.args, limit)...)
	case s.o.Weigh < 0 || h.Found <= s.o.Weigh:
		h.Order, h.Weighed = BestOfAll, h.Found
		hits, err = s.hits(ctx, "SELECT search.rowid, bm25(search) AS score"+s.from+" ORDER BY score, search.rowid LIMIT ?", append(s.args, limit)...)
	default:
		h.Order = BestOfSample
		hits, h.Weighed, err = s.sample(ctx, h.Found)
	}
	if tooMany {
		h.Found, h.More = int(scan), true
		if len(hits) < s.o.Limit || !s.plain { // what else is chosen by may leave few
			h.Found, h.More = len(hits), len(hits) == s.o.Limit
		}
	}
	return hits, err
}

// narrow finds out once which articles match all that is chosen by, so that the
// statements after it need not read the articles again, and returns their number.
func (s *search) narrow(ctx context.Context) (int64, error) {
	hits, err := s.hits(ctx, "SELECT search.rowid, 0.0"+s.from, s.args...)
	if err != nil {
		return 0, err
	}
	seqs := []byte{'['}
	for i, h := range hits {
		if i > 0 {
			seqs = append(seqs, ',')
		}
		seqs = strconv.AppendInt(seqs, h.seq, 10)
	}
	s.from = " FROM search WHERE search MATCH ? AND +search.rowid IN (SELECT value FROM json_each(?))"
	s.args = []any{s.query, string(append(seqs, ']'))}
	return int64(len(hits)), nil
}

// sample weighs about Weigh of the found matches. A hash of the number of an
// article decides, and not the number: what was added in turns, one article of
// every outlet, would be sampled by outlet.
func (s *search) sample(ctx context.Context, found int) ([]hit, int, error) {
	const hash = " AND (search.rowid * 2654435761 & 4294967295) < ?"
	threshold := int64(float64(s.o.Weigh) / float64(found) * (1 << 32))
	all, err := s.hits(ctx, "SELECT search.rowid, bm25(search)"+s.from+hash, append(s.args, threshold)...)
	slices.SortFunc(all, func(x, y hit) int { return cmp.Or(cmp.Compare(x.score, y.score), cmp.Compare(x.seq, y.seq)) })
	return all[:min(len(all), s.o.Limit)], len(all), err
}

// walked is how many articles are looked at in the order of their dates before
// all that match are sorted.
const walked = 1000

// earliest gives the matches in the order of their dates. Where very many match
// the first are soon found by looking at the earliest articles one by one.
func (s *search) earliest(ctx context.Context, tooMany bool) ([]hit, error) {
	if tooMany {
		args := append(slices.Clone(s.whereArg), walked, s.query, s.o.Limit)
		hits, err := s.hits(ctx, "SELECT w.seq, 0.0 FROM (SELECT a.seq AS seq, a.sort AS sort, a.id AS id FROM article a"+s.where+" ORDER BY a.sort, a.id LIMIT ?) w"+
			" WHERE EXISTS (SELECT 1 FROM search WHERE search MATCH ? AND search.rowid = w.seq) ORDER BY w.sort, w.id LIMIT ?", args...)
		if err != nil || len(hits) == s.o.Limit {
			return hits, err
		}
	}
	and := " WHERE "
	if s.where != "" {
		and = s.where + " AND "
	}
	args := append(slices.Clone(s.whereArg), s.query, s.o.Limit)
	return s.hits(ctx, "SELECT a.seq, 0.0 FROM search CROSS JOIN article a ON a.seq = search.rowid"+and+"search MATCH ? ORDER BY a.sort, a.id LIMIT ?", args...)
}

func (s *search) number(ctx context.Context, q string, args ...any) (int64, error) {
	var n int64
	err := s.c.db.QueryRowContext(ctx, q, args...).Scan(&n)
	return n, err
}

func (s *search) hits(ctx context.Context, q string, args ...any) ([]hit, error) {
	rows, err := s.c.db.QueryContext(ctx, q, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []hit
	for rows.Next() {
		var h hit
		if err := rows.Scan(&h.seq, &h.score); err != nil {
			return nil, err
		}
		out = append(out, h)
	}
	return out, rows.Err()
}

// read reads the articles of the hits with their snippets, which are not made
// before, for a snippet of every match would read every text. FTS5 gathers all
// words that begin with a prefix anew for each article asked for, so that a query
// with one is asked once for all.
func (s *search) read(ctx context.Context, hits []hit) ([]Match, error) {
	const show = "SELECT a.seq, " + columns + ", snippet(search, -1, ?, ?, '…', ?) FROM search CROSS JOIN article a ON a.seq = search.rowid CROSS JOIN text t ON t.seq = a.seq WHERE search MATCH ?"
	args := []any{cmp.Or(s.o.Before, "["), cmp.Or(s.o.After, "]"), min(cmp.Or(s.o.Words, 24), 64), s.query}
	place := map[int64]int{}
	var seqs []any
	for i, h := range hits {
		place[h.seq] = i
		seqs = append(seqs, h.seq)
	}
	out := make([]Match, len(hits))
	each := func(cond string, more ...any) error {
		rows, err := s.c.db.QueryContext(ctx, show+cond, append(slices.Clone(args), more...)...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var seq int64
			var m Match
			if m.Article, err = scanArticle(func(dest ...any) error { return rows.Scan(append([]any{&seq}, dest...)...) }, &m.Snippet); err != nil {
				return err
			}
			if score := hits[place[seq]].score; score != 0 {
				m.Score = -score // FTS5 counts downwards
			}
			out[place[seq]] = m
		}
		return rows.Err()
	}
	if strings.Contains(s.query, "*") && len(hits) > 0 {
		lo, hi := seqs[0].(int64), seqs[0].(int64)
		for seq := range place {
			lo, hi = min(lo, seq), max(hi, seq)
		}
		return out, each(" AND search.rowid BETWEEN ? AND ? AND +search.rowid IN (?"+strings.Repeat(", ?", len(seqs)-1)+")", append([]any{lo, hi}, seqs...)...)
	}
	for _, seq := range seqs {
		if err := each(" AND search.rowid = ?", seq); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// isPlain reports whether a filter without a query chooses all that is not
// excluded.
func (f Filter) isPlain() bool {
	return !f.From.IsKnown() && !f.To.IsKnown() && !f.Excluded && !f.OnePerCluster &&
		len(f.Outlets)+len(f.Kinds)+len(f.Languages)+len(f.Sources)+len(f.Imports)+len(f.Tags)+len(f.Without) == 0
}
