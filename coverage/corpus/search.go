package corpus

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"strconv"

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
	// relevance, which must weigh every article that matches.
	ByDate bool
}

// A Match is an article found by a search.
type Match struct {
	Article coverage.Article
	Snippet string  // of the text, or of the title if only that matches
	Score   float64 // BM25, the greater the better; 0 when ordered by date
}

// Index brings the full-text index up to date with the articles. Searching does
// so by itself. It stores as it goes, so that what is done when ctx ends is not
// done again. A corpus opened for reading only is left as it is.
func (c *Corpus) Index(ctx context.Context) error {
	if c.opts.ReadOnly {
		return nil
	}
	for {
		var behind bool
		err := c.db.QueryRowContext(ctx, "SELECT COALESCE((SELECT MAX(seq) FROM article), 0) > (SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'indexed')").Scan(&behind)
		if err != nil || !behind {
			return c.wrap(err)
		}
		if err := c.write(ctx, func(tx *sql.Tx) error { return indexSome(ctx, tx) }); err != nil {
			return err
		}
	}
}

// indexBatch and indexBytes bound what is indexed in one transaction. FTS5 keeps
// new entries in a table of up to indexMemory bytes before it writes and merges
// them; its own default of 1 MB makes it merge most of the time.
const (
	indexBatch  = 20000
	indexBytes  = 32 << 20
	indexMemory = 48 << 20
)

func indexSome(ctx context.Context, tx *sql.Tx) error {
	var from, to int64
	if err := tx.QueryRowContext(ctx, "SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'indexed'").Scan(&from); err != nil {
		return err
	}
	err := tx.QueryRowContext(ctx, `SELECT COALESCE(MAX(seq), (SELECT MIN(seq) FROM article WHERE seq > ?1), ?1) FROM
		(SELECT seq, SUM(text_bytes) OVER (ORDER BY seq) AS bytes FROM (SELECT seq, text_bytes FROM article WHERE seq > ?1 ORDER BY seq LIMIT ?2))
		WHERE bytes <= ?3`, from, indexBatch, indexBytes).Scan(&to)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "INSERT INTO search (search, rank) VALUES ('hashsize', ?)", indexMemory); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "INSERT INTO search (rowid, title, text) SELECT seq, title, text FROM search_source WHERE seq > ? AND seq <= ?", from, to); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "UPDATE meta SET value = ? WHERE key = 'indexed'", strconv.FormatInt(to, 10))
	return err
}

// Search finds articles by f.Query, which must not be empty, within what else f
// chooses. Equal scores are ordered by the time of adding.
func (c *Corpus) Search(ctx context.Context, f Filter, o SearchOptions) ([]Match, error) {
	if f.Query == "" {
		return nil, fmt.Errorf("corpus: %w: it is empty", ErrQuery)
	}
	if err := c.Index(ctx); err != nil {
		return nil, err
	}
	query := f.Query
	rest := f
	rest.Query = ""
	where, args := rest.where()
	and := " WHERE search MATCH ?"
	if where != "" {
		and = where + " AND search MATCH ?"
	}
	args = append(args, query, cmp.Or(o.Limit, 20))
	// First the rows, then their snippets: a snippet of every match would read
	// every text.
	var q string
	switch {
	case o.ByDate:
		q = "SELECT a.seq, 0.0 FROM search CROSS JOIN article a ON a.seq = search.rowid" + and + " ORDER BY a.sort, a.id LIMIT ?"
	case rest.isPlain():
		args = []any{query, cmp.Or(o.Limit, 20)}
		q = "SELECT rowid, rank FROM search WHERE search MATCH ? AND rowid NOT IN (SELECT seq FROM exclusion) ORDER BY rank LIMIT ?"
	default:
		q = "SELECT a.seq, bm25(search) AS score FROM search CROSS JOIN article a ON a.seq = search.rowid" + and + " ORDER BY score, a.seq LIMIT ?"
	}
	type hit struct {
		seq   int64
		score float64
	}
	var hits []hit
	rows, err := c.db.QueryContext(ctx, q, args...)
	if err != nil {
		return nil, c.queryError(f, err)
	}
	defer rows.Close()
	for rows.Next() {
		var h hit
		if err := rows.Scan(&h.seq, &h.score); err != nil {
			return nil, c.wrap(err)
		}
		hits = append(hits, h)
	}
	if err := rows.Err(); err != nil {
		return nil, c.queryError(f, err)
	}
	rows.Close()
	var out []Match
	const show = "SELECT " + columns + ", snippet(search, -1, ?, ?, '…', ?) FROM search JOIN article a ON a.seq = search.rowid JOIN text t ON t.seq = a.seq WHERE search MATCH ? AND search.rowid = ?"
	words := min(cmp.Or(o.Words, 24), 64)
	for _, h := range hits {
		var m Match
		row := c.db.QueryRowContext(ctx, show, cmp.Or(o.Before, "["), cmp.Or(o.After, "]"), words, query, h.seq)
		if m.Article, err = scanArticle(row.Scan, &m.Snippet); err != nil {
			return nil, c.queryError(f, err)
		}
		if h.score != 0 {
			m.Score = -h.score // FTS5 counts downwards
		}
		out = append(out, m)
	}
	return out, nil
}

// isPlain reports whether a filter without a query chooses all that is not
// excluded.
func (f Filter) isPlain() bool {
	return !f.From.IsKnown() && !f.To.IsKnown() && !f.Excluded && !f.OnePerCluster &&
		len(f.Outlets)+len(f.Kinds)+len(f.Languages)+len(f.Sources)+len(f.Imports)+len(f.Tags)+len(f.Without) == 0
}
