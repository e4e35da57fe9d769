package datapackage

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/corpus"
	"github.com/seed-11e619e4/pressframe/coverage/frictionless"
)

// HydrateOptions say where texts may be found.
type HydrateOptions struct {
	// Sources are the owner's own exports or another corpus. Each is read once.
	Sources []coverage.Source

	// Fetch, if not nil, is asked for the articles that no source has and that
	// have an address. The package itself opens no connection.
	Fetch func(ctx context.Context, url string) (coverage.Article, error)

	// AcceptDiffering takes a text that is not the one described where id,
	// address, or outlet, date and headline agree. The article says so in its
	// provenance, and the snapshot will differ.
	AcceptDiffering bool
}

// A Miss is an article of the package that could not be filled in.
type Miss struct {
	ID, URL, Outlet, Title string
	Published              coverage.Date
	Reason                 string // such as "in none of the sources"
}

// A HydrateReport says what was filled in.
type HydrateReport struct {
	Articles  int // of the package
	Filled    int // with the very text described
	Differing int // with another text, accepted
	Known     int // in the corpus before
	Missing   []Miss
	Unread    []error // records of the sources that could not be read, at most 20
	Snapshot  string  // of the corpus afterwards
	Matches   bool    // Snapshot is the one the package states
}

// Hydrate fills the articles of the package in dir into c. What could not be
// found is in the report and not in the corpus, so that another run with more
// exports can add it. Tags and exclusions are set for the articles that are
// there.
func Hydrate(ctx context.Context, dir string, c *corpus.Corpus, o HydrateOptions) (HydrateReport, error) {
	var rep HydrateReport
	p, err := frictionless.Read(dir)
	if err != nil {
		return rep, err
	}
	want, err := readShared(dir, p)
	if err != nil {
		return rep, err
	}
	rep.Articles = len(want)
	h := hydrator{want: want, o: o, rep: &rep}
	h.lookUp()
	added, err := c.Add(ctx, coverage.SourceFunc(h.articles), corpus.ImportOptions{Name: "data package " + p.Name, Note: p.Snapshot})
	if err != nil {
		return rep, fmt.Errorf("datapackage: %w", err)
	}
	if h.err != nil {
		return rep, fmt.Errorf("datapackage: %w", h.err)
	}
	rep.Known = added.Known + added.Differing
	h.misses()
	if err := restoreMarks(ctx, dir, p, c); err != nil {
		return rep, fmt.Errorf("datapackage: %w", err)
	}
	s, err := c.Snapshot(ctx)
	if err != nil {
		return rep, fmt.Errorf("datapackage: %w", err)
	}
	rep.Snapshot, rep.Matches = s.Hash, s.Hash == p.Snapshot
	return rep, nil
}

func readShared(dir string, p *frictionless.Package) ([]Shared, error) {
	r, err := p.Resource("articles-full")
	if err != nil {
		return nil, err
	}
	f, err := os.Open(filepath.Join(dir, filepath.FromSlash(r.Path)))
	if err != nil {
		return nil, fmt.Errorf("datapackage: %w", err)
	}
	defer f.Close()
	var out []Shared
	seen := map[string]bool{}
	dec := json.NewDecoder(bufio.NewReader(f))
	for {
		var s Shared
		err := dec.Decode(&s)
		if err == io.EOF {
			return out, nil
		}
		if err == nil && (s.ID == "" || s.TextSHA256 == "" || seen[s.ID]) {
			err = errors.New("without an id of its own or a digest of the text")
		}
		if err != nil {
			return nil, fmt.Errorf("datapackage: %w: %s: article %d: %v", frictionless.ErrPackage, r.Path, len(out)+1, err)
		}
		seen[s.ID] = true
		out = append(out, s)
	}
}

type hydrator struct {
	want   []Shared
	o      HydrateOptions
	rep    *HydrateReport
	done   []bool
	near   []bool           // an article was there, with another text
	byID   map[string]int   // of the package
	byText map[string][]int // digest of the text
	byURL  map[string]int
	byHead map[string][]int // outlet, date and headline
	err    error
}

func headKey(a coverage.Article) string {
	if a.Title == "" {
		return ""
	}
	a.URL = ""
	return coverage.MakeID(a)
}

func (h *hydrator) lookUp() {
	h.done = make([]bool, len(h.want))
	h.near = make([]bool, len(h.want))
	h.byID, h.byText, h.byURL, h.byHead = map[string]int{}, map[string][]int{}, map[string]int{}, map[string][]int{}
	for i, s := range h.want {
		h.byID[s.ID] = i
		h.byText[s.TextSHA256] = append(h.byText[s.TextSHA256], i)
		if s.URL != "" {
			h.byURL[s.URL] = i
		}
		if k := headKey(s.Article); k != "" {
			h.byHead[k] = append(h.byHead[k], i)
		}
	}
}

// articles yields the articles of the package whose text was found.
func (h *hydrator) articles(ctx context.Context) iter.Seq2[coverage.Article, error] {
	return func(yield func(coverage.Article, error) bool) {
		differing := map[int]coverage.Article{}
		// An article that lacks nothing needs no source: its text is empty.
		empty := coverage.SHA256Hex(nil)
		for _, i := range h.byText[empty] {
			if !h.fill(i, coverage.Article{}, yield) {
				return
			}
		}
		for _, src := range h.o.Sources {
			for a, err := range src.Articles(ctx) {
				if err != nil {
					if ctx.Err() != nil {
						h.err = ctx.Err()
						return
					}
					if len(h.rep.Unread) < 20 {
						h.rep.Unread = append(h.rep.Unread, err)
					}
					continue
				}
				if !h.offer(a, differing, yield) {
					return
				}
			}
		}
		if h.o.Fetch != nil && !h.fetch(ctx, differing, yield) {
			return
		}
		if !h.o.AcceptDiffering {
			return
		}
		for i := range h.want { // in the order of the package
			a, ok := differing[i]
			if !ok || h.done[i] {
				continue
			}
			b := h.want[i].Article
			b.Text = a.Text
			b.Provenance.Steps = append(slices.Clone(b.Provenance.Steps), "text from another version than the one shared")
			h.done[i] = true
			h.rep.Differing++
			if !yield(b, nil) {
				return
			}
		}
	}
}

// offer takes an article of a source for all of the package that it fits.
func (h *hydrator) offer(a coverage.Article, differing map[int]coverage.Article, yield func(coverage.Article, error) bool) bool {
	digest := coverage.SHA256Hex([]byte(a.Text))
	for _, i := range h.byText[digest] {
		// The same text may have been printed twice; the digest says it is the
		// text, so it fits them all.
		if !h.fill(i, a, yield) {
			return false
		}
	}
	if a.Text == "" {
		return true
	}
	note := func(i int) {
		if !h.done[i] && h.want[i].TextSHA256 != digest {
			h.near[i] = true
			if _, have := differing[i]; !have && h.o.AcceptDiffering {
				differing[i] = a
			}
		}
	}
	if i, ok := h.byID[a.ID]; ok {
		note(i)
	} else if i, ok := h.byURL[a.URL]; ok && a.URL != "" {
		note(i)
	} else if is := h.byHead[headKey(a)]; len(is) == 1 {
		note(is[0])
	}
	return true
}

// fill takes the text of found, and the headline where the package has none.
func (h *hydrator) fill(i int, found coverage.Article, yield func(coverage.Article, error) bool) bool {
	if h.done[i] {
		return true
	}
	h.done[i] = true
	h.rep.Filled++
	a := h.want[i].Article
	a.Text = found.Text
	if a.Title == "" && a.Byline == "" {
		a.Title, a.Byline = found.Title, found.Byline
	}
	return yield(a, nil)
}

func (h *hydrator) fetch(ctx context.Context, differing map[int]coverage.Article, yield func(coverage.Article, error) bool) bool {
	for i, s := range h.want {
		if h.done[i] || s.URL == "" {
			continue
		}
		a, err := h.o.Fetch(ctx, s.URL)
		if err != nil {
			if ctx.Err() != nil {
				h.err = ctx.Err()
				return false
			}
			if len(h.rep.Unread) < 20 {
				h.rep.Unread = append(h.rep.Unread, err)
			}
			continue
		}
		a.ID = s.ID // it came from the address of this very article
		if !h.offer(a, differing, yield) {
			return false
		}
	}
	return true
}

func (h *hydrator) misses() {
	for i, s := range h.want {
		if h.done[i] {
			continue
		}
		m := Miss{ID: s.ID, URL: s.URL, Outlet: s.Outlet.Name, Title: s.Title, Published: s.Published, Reason: "in none of the sources"}
		if h.near[i] {
			m.Reason = "the sources have another text of it"
		}
		h.rep.Missing = append(h.rep.Missing, m)
	}
}

// restoreMarks sets the tags and exclusions of the package.
func restoreMarks(ctx context.Context, dir string, p *frictionless.Package, c *corpus.Corpus) error {
	type mark struct{ kind, name, note string }
	marks := map[mark][]string{}
	var order []mark
	for _, kind := range []string{"tags", "exclusions"} {
		r, err := p.Resource(kind)
		if err != nil {
			return err
		}
		b, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(r.Path)))
		if err != nil {
			return err
		}
		rows, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
		if err != nil {
			return fmt.Errorf("%w: %s: %v", frictionless.ErrPackage, r.Path, err)
		}
		for _, row := range rows[min(1, len(rows)):] {
			m := mark{kind: kind, name: row[1]}
			if kind == "tags" {
				if len(row) != 3 {
					return fmt.Errorf("%w: %s: a row of %d cells", frictionless.ErrPackage, r.Path, len(row))
				}
				m.note = row[2]
			}
			if marks[m] == nil {
				order = append(order, m)
			}
			marks[m] = append(marks[m], row[0])
		}
	}
	for _, m := range order {
		var there []string
		for _, id := range marks[m] {
			if _, err := c.Get(ctx, id); err == nil {
				there = append(there, id)
			} else if !errors.Is(err, corpus.ErrNotFound) {
				return err
			}
		}
		var err error
		if m.kind == "tags" {
			err = c.Tag(ctx, m.name, m.note, there...)
		} else {
			err = c.Exclude(ctx, m.name, there...)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
