package corpus

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// A Snapshot states what a corpus holds, to be printed beside results.
type Snapshot struct {
	// Hash is "sha256:" and the digest of the logical content: every article
	// with its text and provenance, every tag, every exclusion and its reason.
	// The order of adding, the history, clusters and times take no part.
	Hash     string
	Articles int // excluded ones too
	Excluded int
}

// Snapshot computes the snapshot of the corpus.
func (c *Corpus) Snapshot(ctx context.Context) (Snapshot, error) {
	var s Snapshot
	rows, err := c.db.QueryContext(ctx, `
		SELECT a.id, a.digest, x.reason, COALESCE((SELECT group_concat(line, char(31)) FROM
			(SELECT tag || char(30) || note AS line FROM tag WHERE tag.seq = a.seq ORDER BY tag)), '')
		FROM article a LEFT JOIN exclusion x ON x.seq = a.seq ORDER BY a.id`)
	if err != nil {
		return s, c.wrap(err)
	}
	defer rows.Close()
	h := sha256.New()
	for rows.Next() {
		var id, digest, tags string
		var reason sql.NullString
		if err := rows.Scan(&id, &digest, &reason, &tags); err != nil {
			return s, c.wrap(err)
		}
		s.Articles++
		if reason.Valid {
			s.Excluded++
		}
		for _, part := range []string{id, digest, fmt.Sprint(reason.Valid), reason.String, tags} {
			fmt.Fprintf(h, "%d:%s", len(part), part) // lengths keep the parts apart
		}
	}
	if err := rows.Err(); err != nil {
		return s, c.wrap(err)
	}
	s.Hash = "sha256:" + hex.EncodeToString(h.Sum(nil))
	return s, nil
}

// ErrDamaged is wrapped by the errors of [Corpus.Check].
var ErrDamaged = errors.New("the corpus is damaged")

// Check reads the whole corpus and verifies it: SQLite's own integrity check,
// that of the full-text index, that every article has its text, and that every
// article still is what its digest says. The error joins everything found, each
// wrapping [ErrDamaged].
func (c *Corpus) Check(ctx context.Context) error {
	var found []error
	bad := func(format string, args ...any) {
		found = append(found, fmt.Errorf("corpus: %s: %w: %s", c.path, ErrDamaged, fmt.Sprintf(format, args...)))
	}
	for _, pragma := range []string{"PRAGMA integrity_check", "PRAGMA foreign_key_check"} {
		rows, err := c.db.QueryContext(ctx, pragma)
		if err != nil {
			return c.wrap(err)
		}
		for rows.Next() {
			cols, _ := rows.Columns()
			vals := make([]any, len(cols))
			for i := range vals {
				vals[i] = new(sql.NullString)
			}
			if err := rows.Scan(vals...); err != nil {
				rows.Close()
				return c.wrap(err)
			}
			var parts []string
			for _, v := range vals {
				parts = append(parts, v.(*sql.NullString).String)
			}
			if line := strings.Join(parts, " "); line != "ok" {
				bad("%s", line)
			}
		}
		err = rows.Err()
		rows.Close()
		if err != nil {
			return c.wrap(err)
		}
	}
	var lost int
	if err := c.db.QueryRowContext(ctx, "SELECT COUNT(*) FROM article WHERE seq NOT IN (SELECT seq FROM text)").Scan(&lost); err != nil {
		return c.wrap(err)
	}
	if lost > 0 {
		bad("%d articles without their text", lost)
	}
	if err := c.checkDigests(ctx, bad); err != nil {
		return err
	}
	if !c.opts.ReadOnly {
		if err := c.checkIndex(ctx, bad); err != nil {
			return err
		}
	}
	return errors.Join(found...)
}

func (c *Corpus) checkDigests(ctx context.Context, bad func(string, ...any)) error {
	rows, err := c.db.QueryContext(ctx, "SELECT "+columns+", a.digest"+fromArticles+"ORDER BY a.seq")
	if err != nil {
		return c.wrap(err)
	}
	defer rows.Close()
	for rows.Next() {
		var digest string
		a, err := scanArticle(rows.Scan, &digest)
		if err != nil {
			bad("%v", err)
			continue
		}
		if got := Digest(a); got != digest {
			bad("article %s has digest %s, was added with %s", a.ID, got, digest)
		}
	}
	return c.wrap(rows.Err())
}

// checkIndex asks FTS5 to verify its index; what is not indexed yet counts as
// missing to it, so the index is brought up to date first.
func (c *Corpus) checkIndex(ctx context.Context, bad func(string, ...any)) error {
	if err := c.Index(ctx); err != nil {
		return err
	}
	return c.write(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "INSERT INTO search (search, rank) VALUES ('integrity-check', 1)"); err != nil {
			bad("full-text index: %v", err)
		}
		return nil
	})
}
