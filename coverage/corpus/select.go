package corpus

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// A Filter chooses articles. The zero Filter chooses all that are not excluded.
// Fields of several values choose articles that have one of them, except Tags,
// all of which must be there; different fields must all hold.
type Filter struct {
	// From and To bound the date, both included. An article known to the month
	// is chosen if the whole month lies within them; undated articles are not.
	From, To coverage.Date

	Outlets   []string // names
	Kinds     []coverage.OutletKind
	Languages []string // "en" stands for "en-GB" too
	Sources   []string // readers, see [coverage.Provenance.Source]
	Imports   []int64
	Tags      []string
	Without   []string // tags that must not be there

	// Query is a full-text query in the syntax of FTS5: words, "phrases",
	// AND, OR, NOT, NEAR, prefix*, title:word. See [Words] for plain words.
	Query string

	// Excluded chooses excluded articles too.
	Excluded bool

	// OnePerCluster leaves out all of a cluster of near-duplicates but its
	// representative, see [Corpus.Cluster].
	OnePerCluster bool
}

// ErrQuery is wrapped by the error for a full-text query that cannot be read.
var ErrQuery = errors.New("full-text query not understood")

// Words makes a full-text query of plain words, all of which must be there.
// Whatever the words hold is looked for and no part of it is syntax.
func Words(s string) string {
	var out []string
	for w := range strings.FieldsSeq(s) {
		out = append(out, `"`+strings.ReplaceAll(w, `"`, `""`)+`"`)
	}
	return strings.Join(out, " ")
}

// where makes the conditions of a filter on the article table a.
func (f Filter) where() (string, []any) {
	var conds []string
	var args []any
	add := func(cond string, values ...any) {
		conds = append(conds, cond)
		args = append(args, values...)
	}
	if f.From.IsKnown() {
		first, _ := f.From.Bounds()
		add("a.first_day >= ?", first.String())
	}
	if f.To.IsKnown() {
		_, last := f.To.Bounds()
		add("a.last_day <= ?", last.String())
	}
	in(add, "a.outlet", f.Outlets)
	var kinds []string
	for _, k := range f.Kinds {
		kinds = append(kinds, k.String())
	}
	in(add, "a.kind", kinds)
	in(add, "a.source", f.Sources)
	in(add, "a.import", f.Imports)
	if len(f.Languages) > 0 {
		var ors []string
		var values []any
		for _, l := range f.Languages {
			ors = append(ors, "a.language = ? OR substr(a.language, 1, ?) = ?")
			values = append(values, l, len(l)+1, l+"-")
		}
		add("("+strings.Join(ors, " OR ")+")", values...)
	}
	for _, t := range f.Tags {
		add("EXISTS (SELECT 1 FROM tag WHERE tag.seq = a.seq AND tag.tag = ?)", t)
	}
	for _, t := range f.Without {
		add("NOT EXISTS (SELECT 1 FROM tag WHERE tag.seq = a.seq AND tag.tag = ?)", t)
	}
	if !f.Excluded {
		add("NOT EXISTS (SELECT 1 FROM exclusion x WHERE x.seq = a.seq)")
	}
	if f.OnePerCluster {
		add("NOT EXISTS (SELECT 1 FROM cluster c WHERE c.seq = a.seq AND c.relation <> 'representative')")
	}
	if f.Query != "" {
		add("a.seq IN (SELECT rowid FROM search WHERE search MATCH ?)", f.Query)
	}
	if len(conds) == 0 {
		return "", nil
	}
	return " WHERE " + strings.Join(conds, " AND "), args
}

func in[T any](add func(string, ...any), column string, values []T) {
	if len(values) == 0 {
		return
	}
	args := make([]any, len(values))
	for i, v := range values {
		args[i] = v
	}
	add(column+" IN (?"+strings.Repeat(", ?", len(values)-1)+")", args...)
}

// ready brings the index up to date if the filter needs it.
func (c *Corpus) ready(ctx context.Context, f Filter) error {
	if f.Query == "" {
		return nil
	}
	return c.Index(ctx)
}

// queryError tells a bad full-text query from other errors.
func (c *Corpus) queryError(f Filter, err error) error {
	if err == nil {
		return nil
	}
	if m := err.Error(); f.Query != "" && (strings.Contains(m, "fts5:") || strings.Contains(m, "no such column") || strings.Contains(m, "unterminated string") || strings.Contains(m, "unknown special query")) {
		return fmt.Errorf("corpus: %w: %s: %s", ErrQuery, f.Query, m)
	}
	return c.wrap(err)
}

// Articles yields all articles that are not excluded, in order. A Corpus is a
// [coverage.Source] that can be read again.
func (c *Corpus) Articles(ctx context.Context) iter.Seq2[coverage.Article, error] {
	return c.Select(Filter{}).Articles(ctx)
}

// Select returns the articles that f chooses as a source that can be read again.
// They come by date, then by id, from one state of the corpus, whatever is added
// in the meantime.
func (c *Corpus) Select(f Filter) coverage.Source {
	return coverage.SourceFunc(func(ctx context.Context) iter.Seq2[coverage.Article, error] {
		return func(yield func(coverage.Article, error) bool) {
			if err := c.ready(ctx, f); err != nil {
				yield(coverage.Article{}, err)
				return
			}
			where, args := f.where()
			rows, err := c.db.QueryContext(ctx, "SELECT "+columns+" FROM article a CROSS JOIN text t ON t.seq = a.seq"+where+" ORDER BY a.sort, a.id", args...)
			if err != nil {
				yield(coverage.Article{}, c.queryError(f, err))
				return
			}
			defer rows.Close()
			for rows.Next() {
				a, err := scanArticle(rows.Scan)
				if err != nil {
					yield(coverage.Article{}, c.wrap(err))
					return
				}
				if !yield(a, nil) {
					return
				}
			}
			if err := rows.Err(); err != nil {
				yield(coverage.Article{}, c.queryError(f, err))
			}
		}
	})
}

// Get returns an article by its id, excluded or not.
func (c *Corpus) Get(ctx context.Context, id string) (coverage.Article, error) {
	a, err := scanArticle(c.db.QueryRowContext(ctx, "SELECT "+columns+fromArticles+"WHERE a.id = ?", id).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return a, fmt.Errorf("corpus: %w: %s", ErrNotFound, id)
	}
	return a, c.wrap(err)
}

// Count returns the number of articles that f chooses.
func (c *Corpus) Count(ctx context.Context, f Filter) (int, error) {
	if err := c.ready(ctx, f); err != nil {
		return 0, err
	}
	where, args := f.where()
	var n int
	err := c.db.QueryRowContext(ctx, "SELECT COUNT(*) FROM article a"+where, args...).Scan(&n)
	return n, c.queryError(f, err)
}

// A Dimension is what articles are counted by.
type Dimension string

// The dimensions. ByMonth counts articles known to the day or the month, and
// under "" those that are not.
const (
	ByOutlet   Dimension = "a.outlet"
	ByKind     Dimension = "a.kind"
	ByCountry  Dimension = "a.country"
	ByLanguage Dimension = "a.language"
	BySource   Dimension = "a.source"
	ByYear     Dimension = "substr(a.published, 1, 4)"
	ByMonth    Dimension = "CASE WHEN a.precision IN ('day', 'month') THEN substr(a.published, 1, 7) ELSE '' END"
)

// A Tally is a number of articles under one value of a dimension.
type Tally struct {
	Value    string
	Articles int
}

// CountBy counts the articles that f chooses by a dimension: months and years in
// their order, anything else by number, the most first, then by name. Values
// without an article are not listed.
func (c *Corpus) CountBy(ctx context.Context, f Filter, by Dimension) ([]Tally, error) {
	order := " ORDER BY n DESC, v"
	switch by {
	case ByYear, ByMonth:
		order = " ORDER BY v"
	case ByOutlet, ByKind, ByCountry, ByLanguage, BySource:
	default:
		return nil, fmt.Errorf("corpus: %q is no dimension", by)
	}
	if err := c.ready(ctx, f); err != nil {
		return nil, err
	}
	where, args := f.where()
	rows, err := c.db.QueryContext(ctx, "SELECT "+string(by)+" AS v, COUNT(*) AS n FROM article a"+where+" GROUP BY v"+order, args...)
	if err != nil {
		return nil, c.queryError(f, err)
	}
	defer rows.Close()
	var out []Tally
	for rows.Next() {
		var t Tally
		if err := rows.Scan(&t.Value, &t.Articles); err != nil {
			return nil, c.wrap(err)
		}
		out = append(out, t)
	}
	return out, c.queryError(f, rows.Err())
}
