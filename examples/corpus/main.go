// Corpus keeps a researcher's database downloads in one file and works with it.
//
//	corpus -file case.corpus import downloads/ more.zip    read exports, whole folders of them
//	corpus -file case.corpus show                          what it holds, its gaps and duplicates
//	corpus -file case.corpus search '"social services"'    find articles by their words
//	corpus -file case.corpus exclude 'letters page' ID …   leave articles out, with a reason
//	corpus -file case.corpus cite ris > case.ris           references: ris, bibtex, csv
//	corpus -file case.corpus articles > mycase/articles.jsonl    the texts, for examples/report
//	corpus -file case.corpus export -format parquet > case.parquet   a table for R, Python or DuckDB: parquet, csv, jsonl
//	corpus -file case.corpus share case-package            a data package without the texts
//	corpus -file case.corpus hydrate case-package exports/ fill such a package in again
//	corpus -file case.corpus check                         verify the file
//
// Files may be downloads of Nexis, Factiva, Europresse or ProQuest, lists of
// Media Cloud or GDELT, RIS, BibTeX, CSL-JSON, CSV, JSONL, or plain text with a
// date in the name. What a file is, its content tells. A file that cannot be read
// is reported, the others are read all the same, and the exit status is 1.
//
// Importing the same file again adds nothing. What is exported holds no texts
// unless -text is given.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/corpus"
	"github.com/seed-11e619e4/pressframe/coverage/corpus/datapackage"
	"github.com/seed-11e619e4/pressframe/coverage/corpus/neardup"
	"github.com/seed-11e619e4/pressframe/coverage/export"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	if errors.Is(err, flag.ErrHelp) {
		os.Exit(2)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "corpus:", err)
		os.Exit(1)
	}
}

// A program is one call of the command.
type program struct {
	c        *corpus.Corpus
	options  export.Options
	limit    int
	all      bool // weigh all that match
	out, err io.Writer
}

var errUsage = errors.New("usage: corpus -file case.corpus import|show|search|exclude|cite|articles|export|share|hydrate|check …")

func run(ctx context.Context, args []string, out, stderr io.Writer) error {
	f := flag.NewFlagSet("corpus", flag.ContinueOnError)
	f.SetOutput(stderr)
	file := f.String("file", "case.corpus", "the corpus `file`, made if it is not there")
	order := f.String("dates", "", "how numeric dates are written: dmy or mdy; the default takes no side")
	language := f.String("language", "", "language of articles that do not name theirs, such as en")
	limit := f.Int("n", 10, "most search results")
	all := f.Bool("all", false, "weigh every article that matches, however many and however long it takes")
	if err := f.Parse(args); err != nil {
		return err
	}
	if f.NArg() == 0 {
		return errUsage
	}
	p := program{options: export.Options{Language: *language}, limit: *limit, all: *all, out: out, err: stderr}
	switch *order {
	case "":
	case "dmy":
		p.options.DateOrder = export.DayFirst
	case "mdy":
		p.options.DateOrder = export.MonthFirst
	default:
		return fmt.Errorf("-dates %s: use dmy or mdy", *order)
	}
	c, err := corpus.Open(ctx, *file)
	if err != nil {
		return err
	}
	p.c = c
	rest := f.Args()[1:]
	switch f.Arg(0) {
	case "import":
		err = p.importAll(ctx, rest)
	case "show":
		err = p.show(ctx)
	case "search":
		err = p.search(ctx, strings.Join(rest, " "))
	case "exclude":
		err = p.exclude(ctx, rest)
	case "cite":
		err = p.cite(ctx, rest)
	case "articles":
		if len(rest) > 0 {
			err = errUsage
		} else {
			err = coverage.WriteJSONL(p.out, p.c.Articles(ctx))
		}
	case "export":
		err = p.export(ctx, rest)
	case "share":
		err = p.share(ctx, rest)
	case "hydrate":
		err = p.hydrate(ctx, rest)
	case "check":
		err = p.check(ctx)
	default:
		err = errUsage
	}
	return errors.Join(err, c.Close())
}

// files lists the files at the paths, folders entered, in order.
func files(paths []string) ([]string, error) {
	var out []string
	for _, path := range paths {
		err := filepath.WalkDir(path, func(name string, d fs.DirEntry, err error) error {
			if err == nil && d.Type().IsRegular() && !strings.HasPrefix(d.Name(), ".") {
				out = append(out, name)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (p *program) importAll(ctx context.Context, paths []string) error {
	list, err := files(paths)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return errors.New("import: no files given")
	}
	failed := 0
	for _, name := range list {
		f, err := p.options.Open(name)
		if err != nil {
			failed++
			fmt.Fprintln(p.err, err)
			continue
		}
		rep, err := p.c.Add(ctx, f, corpus.ImportOptions{Name: filepath.ToSlash(name), Note: string(f.Format())})
		err = errors.Join(err, f.Close())
		fmt.Fprintf(p.out, "%-16s %5d added %5d known %3d errors  %s\n", f.Format(), rep.Added, rep.Known+rep.Differing, rep.Errors, filepath.ToSlash(name))
		for _, problem := range rep.Problems {
			fmt.Fprintln(p.err, "  ", problem)
		}
		if rep.Errors > 0 {
			failed++
		}
		if err != nil {
			return err
		}
	}
	rep, err := p.c.Cluster(ctx, neardup.Options{})
	if err != nil {
		return err
	}
	fmt.Fprintf(p.out, "%d near-duplicates in %d clusters, %d of them wire copy\n", rep.Members, rep.Clusters, rep.Wire)
	if failed > 0 {
		return fmt.Errorf("%d of %d files could not be read in full", failed, len(list))
	}
	return nil
}

func (p *program) show(ctx context.Context) error {
	s, err := p.c.Snapshot(ctx)
	if err != nil {
		return err
	}
	single, err := p.c.Count(ctx, corpus.Filter{OnePerCluster: true})
	if err != nil {
		return err
	}
	fmt.Fprintf(p.out, "%d articles, %d of them excluded; %d when near-duplicates count once\nsnapshot %s\n", s.Articles, s.Excluded, single, s.Hash)
	for _, d := range []struct {
		title string
		by    corpus.Dimension
	}{{"outlet", corpus.ByOutlet}, {"source", corpus.BySource}, {"language", corpus.ByLanguage}, {"month", corpus.ByMonth}} {
		tallies, err := p.c.CountBy(ctx, corpus.Filter{}, d.by)
		if err != nil {
			return err
		}
		fmt.Fprintf(p.out, "\nby %s\n", d.title)
		most := 1
		for _, t := range tallies {
			most = max(most, t.Articles)
		}
		for _, t := range tallies {
			bar := strings.Repeat("#", (t.Articles*40+most-1)/most)
			fmt.Fprintf(p.out, "%6d  %-32s %s\n", t.Articles, cmp.Or(t.Value, "(not known)"), bar)
		}
		if d.by == corpus.ByMonth {
			p.gaps(tallies)
		}
	}
	imports, err := p.c.Imports(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(p.out, "\nimports\n")
	for _, i := range imports {
		fmt.Fprintf(p.out, "%6d of %d records, %d errors  %s\n", i.Report.Added, i.Report.Seen, i.Report.Errors, i.Name)
	}
	return nil
}

// gaps prints the months without an article between the first and the last,
// which may be silence or a download that is missing.
func (p *program) gaps(months []corpus.Tally) {
	var have []coverage.Period
	for _, t := range months {
		if m, err := coverage.ParsePeriod(t.Value); err == nil && t.Value != "" {
			have = append(have, m)
		}
	}
	for i := 1; i < len(have); i++ {
		switch missing := have[i].Sub(have[i-1]) - 1; {
		case missing == 1:
			fmt.Fprintf(p.out, "        no article in %s\n", have[i-1].Add(1))
		case missing > 1:
			fmt.Fprintf(p.out, "        no article from %s to %s (%d months)\n", have[i-1].Add(1), have[i].Add(-1), missing)
		}
	}
}

func (p *program) search(ctx context.Context, query string) error {
	o := corpus.SearchOptions{Limit: p.limit}
	if p.all {
		o.Weigh = -1
	}
	h, err := p.c.Search(ctx, corpus.Filter{Query: query}, o)
	if err != nil {
		return err
	}
	for _, m := range h.Matches {
		a := m.Article
		fmt.Fprintf(p.out, "%s  %-10s  %s: %s\n    %s\n", a.ID, a.Published, a.Outlet.Name, a.Title, strings.Join(strings.Fields(m.Snippet), " "))
	}
	fmt.Fprintln(p.out, summary(h))
	return nil
}

// summary says how many articles were found and, if not all were weighed, what
// the ones shown are.
func summary(h corpus.Hits) string {
	found := fmt.Sprintf("%d of %d articles found", len(h.Matches), h.Found)
	if h.More {
		found = fmt.Sprintf("%d of more than %d articles found", len(h.Matches), h.Found)
	}
	const narrow = "; narrow the query, or weigh all of them with -all"
	switch h.Order {
	case corpus.BestOfSample:
		return found + fmt.Sprintf(": the best of %d that were weighed, spread evenly over the corpus", h.Weighed) + narrow
	case corpus.LastAdded:
		return found + ": those added last, not the best" + narrow
	}
	return found
}

func (p *program) exclude(ctx context.Context, args []string) error {
	if len(args) < 2 {
		return errors.New("exclude: give a reason and the ids of articles")
	}
	return p.c.Exclude(ctx, args[0], args[1:]...)
}

func (p *program) cite(ctx context.Context, args []string) error {
	write := map[string]func() error{
		"ris":    func() error { return export.WriteRIS(p.out, p.c.Articles(ctx)) },
		"bibtex": func() error { return export.WriteBibTeX(p.out, p.c.Articles(ctx)) },
		"csv":    func() error { return coverage.WriteCSV(p.out, p.c.Articles(ctx)) },
	}
	if len(args) != 1 || write[args[0]] == nil {
		return errors.New("cite: say ris, bibtex or csv (which holds the texts)")
	}
	return write[args[0]]()
}

func (p *program) share(ctx context.Context, args []string) error {
	if len(args) != 1 {
		return errors.New("share: name a folder")
	}
	name := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, strings.ToLower(filepath.Base(args[0])))
	pkg, err := datapackage.Write(ctx, p.c, args[0], datapackage.Options{Name: "p-" + strings.Trim(name, "-"), Created: time.Now()})
	if err != nil {
		return err
	}
	for _, r := range pkg.Resources {
		fmt.Fprintf(p.out, "%9d bytes  %s\n", r.Bytes, r.Path)
	}
	return nil
}

func (p *program) hydrate(ctx context.Context, args []string) error {
	if len(args) < 2 {
		return errors.New("hydrate: name the folder of a package, then the exports")
	}
	list, err := files(args[1:])
	if err != nil {
		return err
	}
	var o datapackage.HydrateOptions
	for _, name := range list {
		f, err := p.options.Open(name)
		if err != nil {
			fmt.Fprintln(p.err, err)
			continue
		}
		defer f.Close()
		o.Sources = append(o.Sources, f)
	}
	rep, err := datapackage.Hydrate(ctx, args[0], p.c, o)
	if err != nil {
		return err
	}
	for _, err := range rep.Unread {
		fmt.Fprintln(p.err, "  ", err)
	}
	slices.SortFunc(rep.Missing, func(a, b datapackage.Miss) int {
		return cmp.Or(a.Published.Compare(b.Published), cmp.Compare(a.ID, b.ID))
	})
	for _, m := range rep.Missing {
		fmt.Fprintf(p.out, "missing  %-10s  %s: %s (%s)\n", m.Published, m.Outlet, m.Title, m.Reason)
	}
	fmt.Fprintf(p.out, "%d of %d articles filled in; the corpus is the one shared: %v\n", rep.Filled, rep.Articles, rep.Matches)
	return nil
}

func (p *program) check(ctx context.Context) error {
	if err := p.c.Check(ctx); err != nil {
		return err
	}
	s, err := p.c.Snapshot(ctx)
	if err == nil {
		fmt.Fprintf(p.out, "%d articles are sound\n%s\n", s.Articles, s.Hash)
	}
	return err
}
