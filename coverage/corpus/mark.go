package corpus

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"strings"
)

// Tag gives articles a tag, with a note that may be empty. A tag that is there
// gets the new note. It fails with [ErrNotFound], and changes nothing, if one of
// the ids is not there.
func (c *Corpus) Tag(ctx context.Context, tag, note string, ids ...string) error {
	if strings.TrimSpace(tag) == "" {
		return fmt.Errorf("corpus: a tag needs a name")
	}
	return c.each(ctx, ids, "INSERT INTO tag (seq, tag, note) SELECT seq, ?2, ?3 FROM article WHERE id = ?1 ON CONFLICT (seq, tag) DO UPDATE SET note = excluded.note", tag, note)
}

// Untag takes a tag off articles, whether or not they have it.
func (c *Corpus) Untag(ctx context.Context, tag string, ids ...string) error {
	return c.each(ctx, ids, "DELETE FROM tag WHERE seq = (SELECT seq FROM article WHERE id = ?1) AND tag = ?2", tag)
}

// Tags returns the tags of an article with their notes.
func (c *Corpus) Tags(ctx context.Context, id string) (map[string]string, error) {
	if _, err := c.Get(ctx, id); err != nil {
		return nil, err
	}
	rows, err := c.db.QueryContext(ctx, "SELECT tag, note FROM article_tags WHERE article = ?", id)
	if err != nil {
		return nil, c.wrap(err)
	}
	defer rows.Close()
	out := map[string]string{}
	for rows.Next() {
		var tag, note string
		if err := rows.Scan(&tag, &note); err != nil {
			return nil, c.wrap(err)
		}
		out[tag] = note
	}
	return out, c.wrap(rows.Err())
}

// Exclude leaves articles out of the analysis for a reason, which must not be
// empty. They stay in the corpus. The reason of an article that is excluded
// already is replaced.
func (c *Corpus) Exclude(ctx context.Context, reason string, ids ...string) error {
	if strings.TrimSpace(reason) == "" {
		return fmt.Errorf("corpus: an exclusion needs a reason")
	}
	return c.each(ctx, ids, "INSERT INTO exclusion (seq, reason, since) SELECT seq, ?2, ?3 FROM article WHERE id = ?1 ON CONFLICT (seq) DO UPDATE SET reason = excluded.reason, since = excluded.since", reason, c.now())
}

// Include takes articles back in, whether or not they were excluded.
func (c *Corpus) Include(ctx context.Context, ids ...string) error {
	return c.each(ctx, ids, "DELETE FROM exclusion WHERE seq = (SELECT seq FROM article WHERE id = ?1)")
}

// each runs a statement, whose first argument is an id, for all ids or none.
func (c *Corpus) each(ctx context.Context, ids []string, statement string, args ...any) error {
	return c.write(ctx, func(tx *sql.Tx) error {
		for _, id := range ids {
			var there bool
			if err := tx.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM article WHERE id = ?)", id).Scan(&there); err != nil {
				return err
			}
			if !there {
				return fmt.Errorf("corpus: %w: %s", ErrNotFound, id)
			}
			if _, err := tx.ExecContext(ctx, statement, append([]any{id}, args...)...); err != nil {
				return err
			}
		}
		return nil
	})
}

// An Exclusion is an article that is left out, and why.
type Exclusion struct {
	ID, Title, Reason string
	Since             string // RFC 3339, UTC
}

// Exclusions lists what is excluded, by id.
func (c *Corpus) Exclusions(ctx context.Context) ([]Exclusion, error) {
	rows, err := c.db.QueryContext(ctx, "SELECT a.id, a.title, x.reason, x.since FROM exclusion x JOIN article a ON a.seq = x.seq ORDER BY a.id")
	if err != nil {
		return nil, c.wrap(err)
	}
	defer rows.Close()
	var out []Exclusion
	for rows.Next() {
		var x Exclusion
		if err := rows.Scan(&x.ID, &x.Title, &x.Reason, &x.Since); err != nil {
			return nil, c.wrap(err)
		}
		out = append(out, x)
	}
	return out, c.wrap(rows.Err())
}

// A TagRow is a tag of an article.
type TagRow struct{ ID, Tag, Note string }

// AllTags yields the tags of all articles, excluded ones too, by id, then by
// tag.
func (c *Corpus) AllTags(ctx context.Context) iter.Seq2[TagRow, error] {
	return func(yield func(TagRow, error) bool) {
		rows, err := c.db.QueryContext(ctx, "SELECT article, tag, note FROM article_tags")
		if err != nil {
			yield(TagRow{}, c.wrap(err))
			return
		}
		defer rows.Close()
		for rows.Next() {
			var t TagRow
			err := rows.Scan(&t.ID, &t.Tag, &t.Note)
			if !yield(t, c.wrap(err)) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(TagRow{}, c.wrap(err))
		}
	}
}
