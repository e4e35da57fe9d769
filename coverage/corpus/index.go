package corpus

import (
	"context"
	"database/sql"
	"strconv"
)

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
