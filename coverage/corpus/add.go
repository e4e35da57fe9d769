package corpus

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// ImportOptions say what is being added, for the history.
type ImportOptions struct {
	Name string // such as the name of the file or the query
	Note string

	// Progress, if not nil, is called after every batch that is stored for good.
	Progress func(Report)
}

// A Report says what an import brought. Seen is Added + Known + Differing +
// Errors.
type Report struct {
	Import    int64 // number of the import in the history
	Seen      int   // records of the source, errors included
	Added     int
	Known     int // were there already, unchanged
	Differing int // were there already with another content; the old one was kept
	Errors    int // records that could not be read, or articles without an id

	// Problems are the first errors and differences, at most 20; the corpus
	// keeps them all, see [Corpus.Problems].
	Problems []error
}

const maxReported = 20

// ErrDiffers is wrapped by the problem of an article that comes again under its
// id with another content.
var ErrDiffers = errors.New("the corpus has this article with another content, which was kept")

// Add adds the articles of src in batches and records the import. Records that
// cannot be read are counted and kept as problems, and adding goes on. The error
// is that of the corpus or of ctx; what was reported before it stays.
func (c *Corpus) Add(ctx context.Context, src coverage.Source, o ImportOptions) (Report, error) {
	var rep Report
	err := c.write(ctx, func(tx *sql.Tx) error {
		res, err := tx.ExecContext(ctx, "INSERT INTO import (name, note, started) VALUES (?, ?, ?)", o.Name, o.Note, c.now())
		if err == nil {
			rep.Import, err = res.LastInsertId()
		}
		return err
	})
	if err != nil {
		return rep, err
	}
	err = c.addAll(ctx, src, o, &rep)
	end := "UPDATE import SET finished = ?, error = ? WHERE id = ?"
	var message any
	if err != nil {
		message = err.Error()
	}
	// The history is closed even if ctx is over.
	closing := c.write(context.WithoutCancel(ctx), func(tx *sql.Tx) error {
		_, err := tx.Exec(end, c.now(), message, rep.Import)
		return err
	})
	return rep, cmp.Or(err, closing)
}

// An entry is an article on its way, with what can be made ready outside the
// transaction, or a record error.
type entry struct {
	a          coverage.Article
	provenance []byte
	digest     string
	err        error
}

// addAll reads the source in one goroutine and stores in another.
func (c *Corpus) addAll(ctx context.Context, src coverage.Source, o ImportOptions, rep *Report) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	batches := make(chan []entry, 1)
	go func() {
		defer close(batches)
		most := cmp.Or(c.opts.Batch, 500)
		const mostBytes = 8 << 20
		var batch []entry
		size := 0
		send := func() bool {
			if len(batch) == 0 {
				return true
			}
			select {
			case batches <- batch:
				batch, size = nil, 0
				return true
			case <-ctx.Done():
				return false
			}
		}
		for a, err := range src.Articles(ctx) {
			if err != nil && ctx.Err() != nil {
				return
			}
			e := entry{a: a, err: err}
			if err == nil {
				e.prepare()
			}
			batch = append(batch, e)
			size += len(a.Text)
			if (len(batch) >= most || size >= mostBytes) && !send() {
				return
			}
		}
		send()
	}()
	for batch := range batches {
		if err := c.addBatch(ctx, batch, rep); err != nil {
			cancel(err)
			for range batches { // let the reader end
			}
			return err
		}
		if o.Progress != nil {
			o.Progress(*rep)
		}
	}
	return ctx.Err()
}

func (e *entry) prepare() {
	if e.a.ID == "" {
		e.err = errors.New("the article has no id")
		return
	}
	if err := e.a.Published.Check(); err != nil {
		e.err = err
		return
	}
	b, err := json.Marshal(e.a.Provenance)
	if err != nil {
		e.err = err
		return
	}
	e.provenance = b
	e.digest = Digest(e.a)
}

const (
	insertArticle = `INSERT INTO article (id, sort, first_day, last_day, published, precision, raw_date, date_basis, outlet, kind, country,
		title, byline, section, language, url, words, source, provenance, text_bytes, digest, import)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`
	insertText    = "INSERT INTO text (seq, text) VALUES (?, ?)"
	insertProblem = "INSERT INTO problem (import, location, record, message) VALUES (?, ?, ?, ?)"
	updateImport  = "UPDATE import SET seen = ?, added = ?, known = ?, differing = ?, errors = ? WHERE id = ?"
)

// addBatch stores a batch and the new state of the import in one transaction.
func (c *Corpus) addBatch(ctx context.Context, batch []entry, rep *Report) error {
	next := *rep
	next.Problems = rep.Problems[:len(rep.Problems):len(rep.Problems)]
	err := c.write(ctx, func(tx *sql.Tx) error {
		article, err := tx.PrepareContext(ctx, insertArticle)
		if err != nil {
			return err
		}
		defer article.Close()
		text, err := tx.PrepareContext(ctx, insertText)
		if err != nil {
			return err
		}
		defer text.Close()
		for _, e := range batch {
			next.Seen++
			if e.err != nil {
				next.Errors++
				if err := next.problem(ctx, tx, e); err != nil {
					return err
				}
				continue
			}
			if err := c.addEntry(ctx, tx, article, text, e, &next); err != nil {
				return err
			}
		}
		_, err = tx.ExecContext(ctx, updateImport, next.Seen, next.Added, next.Known, next.Differing, next.Errors, next.Import)
		return err
	})
	if err == nil {
		*rep = next
	}
	return err
}

func (c *Corpus) addEntry(ctx context.Context, tx *sql.Tx, article, text *sql.Stmt, e entry, rep *Report) error {
	a := e.a
	first, last := bounds(a.Published)
	d := a.Published
	res, err := article.ExecContext(ctx, a.ID, sortKey(d), first, last, d.String(), d.Precision.String(), d.Raw, d.Basis, a.Outlet.Name, a.Outlet.Kind.String(), a.Outlet.Country,
		a.Title, a.Byline, a.Section, a.Language, a.URL, a.Words, a.Provenance.Source, string(e.provenance), len(a.Text), e.digest, rep.Import)
	if err != nil {
		return err
	}
	n, err := res.RowsAffected()
	if err != nil {
		return err
	}
	if n == 1 {
		seq, err := res.LastInsertId()
		if err != nil {
			return err
		}
		rep.Added++
		_, err = text.ExecContext(ctx, seq, a.Text)
		return err
	}
	var digest string
	if err := tx.QueryRowContext(ctx, "SELECT digest FROM article WHERE id = ?", a.ID).Scan(&digest); err != nil {
		return err
	}
	if digest == e.digest || sameButPlace(ctx, tx, a) {
		rep.Known++
		return nil
	}
	rep.Differing++
	e.err = &coverage.RecordError{Location: a.Provenance.Location, Record: a.Provenance.Record, Offset: a.Provenance.Offset, Err: fmt.Errorf("article %s: %w", a.ID, ErrDiffers)}
	return rep.problem(ctx, tx, e)
}

// sameButPlace reports whether the corpus has the article as it is but read at
// another place, such as a second download that overlaps the first.
func sameButPlace(ctx context.Context, tx *sql.Tx, a coverage.Article) bool {
	old, err := scanArticle(tx.QueryRowContext(ctx, "SELECT "+columns+fromArticles+"WHERE a.id = ?", a.ID).Scan)
	if err != nil {
		return false
	}
	old.Provenance, a.Provenance = coverage.Provenance{}, coverage.Provenance{}
	return Digest(old) == Digest(a)
}

// problem keeps the error of an entry.
func (r *Report) problem(ctx context.Context, tx *sql.Tx, e entry) error {
	location, record := e.a.Provenance.Location, e.a.Provenance.Record
	if re, ok := errors.AsType[*coverage.RecordError](e.err); ok {
		location, record = re.Location, re.Record
	}
	if len(r.Problems) < maxReported {
		r.Problems = append(r.Problems, e.err)
	}
	_, err := tx.ExecContext(ctx, insertProblem, r.Import, location, record, e.err.Error())
	return err
}

// An Import is an entry of the history.
type Import struct {
	ID         int64
	Name, Note string
	Started    string // RFC 3339, UTC
	Finished   string // "" if it was interrupted or is going on
	Report     Report // without Problems
	Error      string // what ended it early
}

// Imports returns the history, the oldest first.
func (c *Corpus) Imports(ctx context.Context) ([]Import, error) {
	rows, err := c.db.QueryContext(ctx, "SELECT id, name, note, started, COALESCE(finished, ''), seen, added, known, differing, errors, COALESCE(error, '') FROM import ORDER BY id")
	if err != nil {
		return nil, c.wrap(err)
	}
	defer rows.Close()
	var out []Import
	for rows.Next() {
		var i Import
		r := &i.Report
		if err := rows.Scan(&i.ID, &i.Name, &i.Note, &i.Started, &i.Finished, &r.Seen, &r.Added, &r.Known, &r.Differing, &r.Errors, &i.Error); err != nil {
			return nil, c.wrap(err)
		}
		r.Import = i.ID
		out = append(out, i)
	}
	return out, c.wrap(rows.Err())
}

// A Problem is a record that an import could not take as it was.
type Problem struct {
	Import   int64
	Location string
	Record   int
	Message  string
}

// Problems returns what an import could not read and what differed; of all
// imports if id is 0.
func (c *Corpus) Problems(ctx context.Context, id int64) ([]Problem, error) {
	rows, err := c.db.QueryContext(ctx, "SELECT import, location, record, message FROM problem WHERE ?1 = 0 OR import = ?1 ORDER BY id", id)
	if err != nil {
		return nil, c.wrap(err)
	}
	defer rows.Close()
	var out []Problem
	for rows.Next() {
		var p Problem
		if err := rows.Scan(&p.Import, &p.Location, &p.Record, &p.Message); err != nil {
			return nil, c.wrap(err)
		}
		out = append(out, p)
	}
	return out, c.wrap(rows.Err())
}
