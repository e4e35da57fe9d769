package datapackage

import (
	"bufio"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"iter"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"time"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/corpus"
	"github.com/seed-11e619e4/pressframe/coverage/frictionless"
)

// Options describe a package. Name must be given, and a licence should be.
type Options struct {
	Name         string // lower-case letters, digits, ".", "_" and "-"
	Title        string
	Description  string
	Version      string
	Created      time.Time // left out if zero, so that the same corpus gives the same bytes
	Licenses     []frictionless.License
	Sources      []frictionless.Source // nil lists the imports of the corpus
	Contributors []frictionless.Contributor
	Codebook     string // hash of the codebook behind derived tables

	// WithoutHeadlines leaves out headlines and bylines too. Hydrating takes
	// them from the exports.
	WithoutHeadlines bool

	// Tables are added as they are, such as scores by article.
	Tables []Table
}

// A Table is a derived table. Rows yields the cells in the order of the fields.
type Table struct {
	Name, Title string
	Schema      frictionless.Schema
	Rows        iter.Seq2[[]string, error]
}

var packageName = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]*$`)

// Shared is a line of articles.jsonl: an article without its text, and what the
// text was.
type Shared struct {
	coverage.Article
	TextBytes  int    `json:"text_bytes"`
	TextSHA256 string `json:"text_sha256"`
}

// articleFields are the columns of articles.csv.
var articleFields = []frictionless.Field{
	{Name: "id", Type: "string", Description: "stable identifier"},
	{Name: "published", Type: "string", Description: "date of publication as precise as it is known: 2008-11-12, 2008-11 or 2008; empty if unknown"},
	{Name: "precision", Type: "string", Description: "day, month, year or unknown"},
	{Name: "outlet", Type: "string", Description: "name of the outlet"},
	{Name: "kind", Type: "string", Description: "kind of the outlet"},
	{Name: "country", Type: "string", Description: "ISO 3166-1 alpha-2"},
	{Name: "title", Type: "string", Description: "headline as published"},
	{Name: "byline", Type: "string"},
	{Name: "section", Type: "string"},
	{Name: "language", Type: "string", Description: "BCP 47"},
	{Name: "url", Type: "string"},
	{Name: "words", Type: "integer", Description: "as stated by the source; 0 if it does not say"},
	{Name: "source", Type: "string", Description: "reader or service the article came through"},
	{Name: "text_bytes", Type: "integer", Description: "length of the text, which is not part of the package"},
	{Name: "text_sha256", Type: "string", Description: "SHA-256 of the text"},
}

// Write makes the package in dir, which is made if it is not there and must hold
// no file of a package yet. It leaves nothing behind if it fails.
func Write(ctx context.Context, c *corpus.Corpus, dir string, o Options) (*frictionless.Package, error) {
	if !packageName.MatchString(o.Name) {
		return nil, fmt.Errorf("datapackage: name %q: use lower-case letters, digits, '.', '_' and '-'", o.Name)
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, fmt.Errorf("datapackage: %w", err)
	}
	w := &writer{dir: dir}
	p, err := w.all(ctx, c, o)
	if err != nil {
		for _, path := range w.made {
			os.Remove(path)
		}
		return nil, fmt.Errorf("datapackage: %w", err)
	}
	return p, nil
}

type writer struct {
	dir  string
	made []string
	p    frictionless.Package
}

func (w *writer) all(ctx context.Context, c *corpus.Corpus, o Options) (*frictionless.Package, error) {
	snapshot, err := c.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	w.p = frictionless.Package{Schema: frictionless.Profile, Name: o.Name, Title: o.Title, Description: o.Description, Version: o.Version, Licenses: o.Licenses, Sources: o.Sources, Contributors: o.Contributors, Codebook: o.Codebook, Snapshot: snapshot.Hash}
	if !o.Created.IsZero() {
		w.p.Created = o.Created.UTC().Format(time.RFC3339)
	}
	if w.p.Sources == nil {
		imports, err := c.Imports(ctx)
		if err != nil {
			return nil, err
		}
		for _, i := range imports {
			s := frictionless.Source{Title: cmp.Or(i.Name, fmt.Sprintf("import %d", i.ID))}
			if i.Report.Added > 0 && !slices.Contains(w.p.Sources, s) {
				w.p.Sources = append(w.p.Sources, s)
			}
		}
	}
	key := frictionless.ForeignKey{Fields: []string{"article"}, Reference: frictionless.Reference{Resource: "articles", Fields: []string{"id"}}}
	ids := []string{}
	tags := [][]string{}
	steps := []func() error{
		func() error {
			return w.file("articles-full", "articles.jsonl", "Articles in full, without text", "jsonl", "application/jsonl", nil, func(out io.Writer) error {
				enc := json.NewEncoder(out)
				enc.SetEscapeHTML(false)
				for s, err := range shared(ctx, c, o) {
					if err != nil {
						return err
					}
					ids = append(ids, s.ID)
					if err := enc.Encode(s); err != nil {
						return err
					}
				}
				return nil
			})
		},
		func() error {
			return w.table("articles", "Articles, without text", frictionless.Schema{Fields: articleFields, PrimaryKey: []string{"id"}}, func(yield func([]string, error) bool) {
				for s, err := range shared(ctx, c, o) {
					row := []string{s.ID, s.Published.String(), s.Published.Precision.String(), s.Outlet.Name, s.Outlet.Kind.String(), s.Outlet.Country, s.Title, s.Byline, s.Section, s.Language, s.URL,
						strconv.Itoa(s.Words), s.Provenance.Source, strconv.Itoa(s.TextBytes), s.TextSHA256}
					if !yield(row, err) {
						return
					}
				}
			})
		},
		func() error {
			for row, err := range c.AllTags(ctx) {
				if err != nil {
					return err
				}
				tags = append(tags, []string{row.ID, row.Tag, row.Note})
			}
			return w.table("tags", "Tags", frictionless.Schema{Fields: []frictionless.Field{{Name: "article", Type: "string", Description: "id"}, {Name: "tag", Type: "string"}, {Name: "note", Type: "string"}}, PrimaryKey: []string{"article", "tag"}, ForeignKeys: []frictionless.ForeignKey{key}}, rows(tags))
		},
		func() error {
			list, err := c.Exclusions(ctx)
			if err != nil {
				return err
			}
			var out [][]string
			for _, x := range list {
				out = append(out, []string{x.ID, x.Reason})
			}
			return w.table("exclusions", "Articles left out of the analysis", frictionless.Schema{Fields: []frictionless.Field{{Name: "article", Type: "string", Description: "id"}, {Name: "reason", Type: "string"}}, PrimaryKey: []string{"article"}, ForeignKeys: []frictionless.ForeignKey{key}}, rows(out))
		},
		func() error {
			clusters, err := c.Clusters(ctx)
			if err != nil {
				return err
			}
			var out [][]string
			for _, cl := range clusters {
				for _, m := range cl.Members {
					out = append(out, []string{m.ID, cl.ID, string(m.Relation), strconv.FormatFloat(m.Similarity, 'g', -1, 64), strconv.FormatBool(cl.Wire)})
				}
			}
			return w.table("clusters", "Near-duplicates", frictionless.Schema{Fields: []frictionless.Field{{Name: "article", Type: "string", Description: "id"}, {Name: "cluster", Type: "string", Description: "id of the representative"}, {Name: "relation", Type: "string", Description: "representative, edition, update or copy"},
				{Name: "similarity", Type: "number", Description: "containment with the member through which it came to the cluster"}, {Name: "wire", Type: "boolean", Description: "copy that went round"}}, PrimaryKey: []string{"article"}, ForeignKeys: []frictionless.ForeignKey{key}}, rows(out))
		},
		func() error { return w.counts(ctx, c) },
	}
	for _, t := range o.Tables {
		steps = append(steps, func() error { return w.table(t.Name, t.Title, t.Schema, t.Rows) })
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return nil, err
		}
	}
	if len(ids) != snapshot.Articles {
		return nil, errors.New("the corpus was changed while the package was written")
	}
	b, err := w.p.Encode()
	if err != nil {
		return nil, err
	}
	if err := w.create(frictionless.FileName, func(out io.Writer) error { _, err := out.Write(b); return err }); err != nil {
		return nil, err
	}
	return &w.p, nil
}

// shared yields all articles without their texts, excluded ones too.
func shared(ctx context.Context, c *corpus.Corpus, o Options) iter.Seq2[Shared, error] {
	return func(yield func(Shared, error) bool) {
		for a, err := range c.Select(corpus.Filter{Excluded: true}).Articles(ctx) {
			s := Shared{Article: a, TextBytes: len(a.Text), TextSHA256: coverage.SHA256Hex([]byte(a.Text))}
			s.Text = ""
			if o.WithoutHeadlines {
				s.Title, s.Byline = "", ""
			}
			if !yield(s, err) {
				return
			}
		}
	}
}

func (w *writer) counts(ctx context.Context, c *corpus.Corpus) error {
	type cell struct{ month, outlet string }
	n := map[cell]int{}
	for a, err := range c.Articles(ctx) {
		if err != nil {
			return err
		}
		month := ""
		if a.Published.Precision >= coverage.MonthPrecision {
			month = a.Published.Truncate(coverage.MonthPrecision).String()
		}
		n[cell{month, a.Outlet.Name}]++
	}
	var cells []cell
	for k := range n {
		cells = append(cells, k)
	}
	slices.SortFunc(cells, func(a, b cell) int { return cmp.Or(cmp.Compare(a.month, b.month), cmp.Compare(a.outlet, b.outlet)) })
	var out [][]string
	for _, k := range cells {
		out = append(out, []string{k.month, k.outlet, strconv.Itoa(n[k])})
	}
	return w.table("counts", "Articles by month and outlet", frictionless.Schema{Fields: []frictionless.Field{{Name: "month", Type: "string", Description: "2008-11; empty for articles not known to the month"}, {Name: "outlet", Type: "string"}, {Name: "articles", Type: "integer", Description: "exclusions left out"}}, PrimaryKey: []string{"month", "outlet"}}, rows(out))
}

func rows(list [][]string) iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
		for _, r := range list {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// table writes a CSV resource.
func (w *writer) table(name, title string, schema frictionless.Schema, rows iter.Seq2[[]string, error]) error {
	if !packageName.MatchString(name) {
		return fmt.Errorf("table name %q: use lower-case letters, digits, '.', '_' and '-'", name)
	}
	return w.file(name, name+".csv", title, "csv", "text/csv", &schema, func(out io.Writer) error {
		cw := csv.NewWriter(out)
		var header []string
		for _, f := range schema.Fields {
			header = append(header, f.Name)
		}
		if err := cw.Write(header); err != nil {
			return err
		}
		for row, err := range rows {
			if err != nil {
				return err
			}
			if len(row) != len(header) {
				return fmt.Errorf("table %s: a row of %d cells, the schema has %d fields", name, len(row), len(header))
			}
			if err := cw.Write(row); err != nil {
				return err
			}
		}
		cw.Flush()
		return cw.Error()
	})
}

// file writes a resource and describes it.
func (w *writer) file(name, path, title, format, mediatype string, schema *frictionless.Schema, write func(io.Writer) error) error {
	r := frictionless.Resource{Name: name, Path: path, Title: title, Format: format, Mediatype: mediatype, Encoding: "utf-8", Schema: schema}
	if schema != nil {
		r.Type = "table"
	}
	counted := &digester{h: sha256.New()}
	if err := w.create(path, func(out io.Writer) error { return write(io.MultiWriter(out, counted)) }); err != nil {
		return err
	}
	r.Bytes, r.Hash = counted.n, "sha256:"+hex.EncodeToString(counted.h.Sum(nil))
	w.p.Resources = append(w.p.Resources, r)
	return nil
}

type digester struct {
	h hash.Hash
	n int64
}

func (d *digester) Write(b []byte) (int, error) {
	d.n += int64(len(b))
	return d.h.Write(b)
}

func (w *writer) create(name string, write func(io.Writer) error) (err error) {
	path := filepath.Join(w.dir, name)
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	w.made = append(w.made, path)
	defer func() { err = errors.Join(err, f.Close()) }()
	b := bufio.NewWriterSize(f, 1<<16)
	if err := write(b); err != nil {
		return err
	}
	return b.Flush()
}
