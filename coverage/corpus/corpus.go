package corpus

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// A Corpus is an open corpus file. Its methods may be called from several
// goroutines.
type Corpus struct {
	db   *sql.DB
	path string
	opts Options
}

// Options are settings of an open corpus. The zero value is ready to use.
type Options struct {
	// ReadOnly opens a corpus that exists and refuses to change it. The full
	// text is searched as far as it was indexed.
	ReadOnly bool

	// Wait is how long to wait for another process that is writing.
	// 0 means a minute.
	Wait time.Duration

	// Batch is the number of articles that are added in one transaction.
	// 0 means 500. A batch also ends at 8 MB of text.
	Batch int

	// Now tells the time for the history of imports and exclusions.
	// nil means time.Now. No result depends on it.
	Now func() time.Time
}

// ErrNotCorpus is wrapped by the error for a file that is no corpus, or one of
// another version.
var ErrNotCorpus = errors.New("not a corpus")

// ErrNotFound is wrapped by errors about an article that is not there.
var ErrNotFound = errors.New("no such article")

// Open opens the corpus at path and makes one if there is none.
func Open(ctx context.Context, path string) (*Corpus, error) { return Options{}.Open(ctx, path) }

// Open opens the corpus at path and makes one if there is none, unless it is to
// be read only.
func (o Options) Open(ctx context.Context, path string) (*Corpus, error) {
	if o.ReadOnly {
		if _, err := os.Stat(path); err != nil {
			return nil, fmt.Errorf("corpus: %w", err)
		}
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("corpus: %w", err)
	}
	wait := cmp.Or(o.Wait, time.Minute)
	q := url.Values{}
	q.Add("_pragma", fmt.Sprintf("busy_timeout(%d)", wait.Milliseconds()))
	if o.ReadOnly {
		q.Add("mode", "ro")
		q.Add("_pragma", "query_only(1)")
	} else {
		q.Add("_pragma", "journal_mode(WAL)")
		q.Add("_pragma", "synchronous(NORMAL)")
		q.Add("_pragma", "foreign_keys(1)")
		q.Set("_txlock", "immediate")
	}
	q.Add("_pragma", "cache_size(-16384)")
	dsn := "file:" + (&url.URL{Path: filepath.ToSlash(abs)}).EscapedPath() + "?" + q.Encode()
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, fmt.Errorf("corpus: %s: %w", path, err)
	}
	db.SetMaxOpenConns(16)
	c := &Corpus{db: db, path: path, opts: o}
	if err := c.prepare(ctx, wait); err != nil {
		db.Close()
		return nil, fmt.Errorf("corpus: %s: %w", path, err)
	}
	return c, nil
}

// prepare makes the tables of a new file and looks at those of an old one. Two
// processes may do so at once: turning the journal over to WAL can fail then,
// whatever the timeout, and is tried again.
func (c *Corpus) prepare(ctx context.Context, wait time.Duration) error {
	deadline := time.Now().Add(wait)
	for pause := 5 * time.Millisecond; ; pause *= 2 {
		err := c.makeTables(ctx)
		if err == nil || !isBusy(err) || time.Now().After(deadline) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(min(pause, 200*time.Millisecond)):
		}
	}
}

func (c *Corpus) makeTables(ctx context.Context) error {
	var app, version, tables int64
	look := func(q interface {
		QueryRowContext(context.Context, string, ...any) *sql.Row
	}) error {
		return errors.Join(
			q.QueryRowContext(ctx, "PRAGMA application_id").Scan(&app),
			q.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version),
			q.QueryRowContext(ctx, "SELECT COUNT(*) FROM sqlite_schema").Scan(&tables))
	}
	if err := look(c.db); err != nil {
		if isNotDatabase(err) {
			return fmt.Errorf("%w: the file is not an SQLite database", ErrNotCorpus)
		}
		return err
	}
	if tables == 0 && !c.opts.ReadOnly {
		tx, err := c.db.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		defer tx.Rollback()
		if err := look(tx); err != nil {
			return err
		}
		if tables == 0 {
			script := schema + fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d;", applicationID, schemaVersion)
			if _, err := tx.ExecContext(ctx, script); err != nil {
				return err
			}
			return tx.Commit()
		}
	}
	switch {
	case app != applicationID:
		return fmt.Errorf("%w: the database belongs to another program", ErrNotCorpus)
	case version != schemaVersion:
		return fmt.Errorf("%w of this version: schema %d, this program reads %d", ErrNotCorpus, version, schemaVersion)
	}
	return nil
}

func isBusy(err error) bool {
	se, ok := errors.AsType[*sqlite.Error](err)
	return ok && (se.Code()&0xff == sqlite3.SQLITE_BUSY || se.Code()&0xff == sqlite3.SQLITE_LOCKED)
}

func isNotDatabase(err error) bool {
	se, ok := errors.AsType[*sqlite.Error](err)
	return ok && se.Code()&0xff == sqlite3.SQLITE_NOTADB
}

// Close closes the file.
func (c *Corpus) Close() error {
	if err := c.db.Close(); err != nil {
		return fmt.Errorf("corpus: %s: %w", c.path, err)
	}
	return nil
}

// wrap names the file in an error.
func (c *Corpus) wrap(err error) error {
	if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || strings.HasPrefix(err.Error(), "corpus: ") {
		return err
	}
	return fmt.Errorf("corpus: %s: %w", c.path, err)
}

func (c *Corpus) now() string {
	now := c.opts.Now
	if now == nil {
		now = time.Now
	}
	return now().UTC().Format(time.RFC3339)
}

// write runs f in a transaction.
func (c *Corpus) write(ctx context.Context, f func(tx *sql.Tx) error) error {
	tx, err := c.db.BeginTx(ctx, nil)
	if err != nil {
		return c.wrap(err)
	}
	defer tx.Rollback()
	if err := f(tx); err != nil {
		return c.wrap(err)
	}
	return c.wrap(tx.Commit())
}
