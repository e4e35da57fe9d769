// Codesheet measures how far people agree about frames, and a scorer with
// them. First it draws sentences from a corpus and writes coding sheets:
//
//	codesheet -n 200 -coders ann,ben -phases 2008-11-11,2009-12 -out coding corpus.jsonl
//
// The corpus is articles as JSON lines, as package coverage writes them. The
// folder then holds a sheet for each coder, which shows neither outlet nor
// date, and key.csv, which coders must not see. Sentences are balanced by outlet
// and by the phases between the dates given. When the sheets are filled in and
// saved as CSV, it prints one page on their agreement:
//
//	codesheet -key coding/key.csv coding/ann.csv coding/ben.csv
//	codesheet -key coding/key.csv -score corpus.jsonl coding/ann.csv coding/ben.csv
//
// With -score it also scores the same sentences with the base codebook and
// compares. Mistakes in a sheet are printed with their lines, and the exit
// status is 1. No file is ever overwritten.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/sentiment/agreement"
	"github.com/seed-11e619e4/pressframe/sentiment/text"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("codesheet: ")
	var d drawing
	flag.IntVar(&d.n, "n", 200, "sentences to draw")
	flag.Uint64Var(&d.seed, "seed", 1, "seed of the draw")
	flag.IntVar(&d.perArticle, "per-article", 3, "most sentences from one article; 0 is any number")
	coders := flag.String("coders", "coder1,coder2", "names of the coders")
	flag.Float64Var(&d.share, "share", 1, "share of the sentences that every coder gets")
	phases := flag.String("phases", "", "dates on which a new phase begins")
	mask := flag.String("mask", "", "words to hide on the sheets, such as names of outlets")
	out := flag.String("out", "coding", "folder for the sheets")
	keyFile := flag.String("key", "", "read sheets back: the key that was written with them")
	score := flag.String("score", "", "with -key: corpus to score and compare")
	seed := flag.Uint64("bootstrap-seed", 1, "with -key: seed of the intervals")
	flag.Parse()
	var err error
	if *keyFile != "" {
		err = report(os.Stdout, *keyFile, flag.Args(), *score, *seed)
	} else {
		d.coders, d.mask = list(*coders), list(*mask)
		if d.phases, err = dates(*phases); err == nil {
			err = d.draw(*out, flag.Args())
		}
	}
	if err != nil {
		log.Fatal(err)
	}
}

func list(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' })
}

func dates(s string) ([]coverage.Date, error) {
	var out []coverage.Date
	for _, x := range list(s) {
		d, err := coverage.ParseDate(x)
		if err != nil {
			return nil, err
		}
		if n := len(out); n > 0 && out[n-1].Compare(d) >= 0 {
			return nil, fmt.Errorf("phase %v does not come after %v", d, out[n-1])
		}
		out = append(out, d)
	}
	return out, nil
}

type drawing struct {
	n, perArticle int
	seed          uint64
	share         float64
	coders, mask  []string
	phases        []coverage.Date
}

// draw writes the sheets and the key.
func (d drawing) draw(folder string, corpora []string) error {
	if len(corpora) == 0 {
		return errors.New("no corpus given; see -help")
	}
	if len(d.coders) == 0 {
		return errors.New("no coders given")
	}
	for _, c := range d.coders {
		if c != filepath.Base(c) || c == "key" {
			return fmt.Errorf("%q cannot name a coder's sheet", c)
		}
	}
	sampler := agreement.Sampler{N: d.n, Seed: d.seed, PerDocument: d.perArticle}
	undated := 0
	for _, path := range corpora {
		err := readCorpus(path, func(a coverage.Article) {
			phase := phaseOf(a.Published, d.phases)
			if phase == unclear {
				undated++
			}
			for it := range sentences(a) {
				it.Phase = phase
				sampler.Add(it)
			}
		})
		if err != nil {
			return err
		}
	}
	items := sampler.Items()
	if len(items) == 0 {
		return errors.New("the corpus has no text")
	}
	if undated > 0 {
		log.Printf("%d articles have no date that tells their phase; they form one of their own", undated)
	}
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return err
	}
	if err := create(filepath.Join(folder, "key.csv"), func(w io.Writer) error { return agreement.WriteKey(w, items) }); err != nil {
		return err
	}
	for i, part := range agreement.Assign(items, len(d.coders), d.share) {
		err := create(filepath.Join(folder, d.coders[i]+".csv"), func(w io.Writer) error {
			return agreement.WriteSheet(w, part, agreement.FrameFields(), d.mask)
		})
		if err != nil {
			return err
		}
	}
	log.Printf("%d sentences in %s", len(items), folder)
	return nil
}

func readCorpus(path string, do func(coverage.Article)) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	for a, err := range (coverage.JSONL{R: f, Name: path}).Articles(context.Background()) {
		if err != nil {
			return err
		}
		do(a)
	}
	return nil
}

// sentences yields the sentences of an article as items to be coded.
func sentences(a coverage.Article) func(func(agreement.Item) bool) {
	const before = 2 // sentences shown before the one to be coded
	return func(yield func(agreement.Item) bool) {
		doc := text.Parse(a.Text)
		for i, s := range doc.Sentences {
			from := doc.Sentences[max(0, i-before)].Start
			ok := yield(agreement.Item{
				ID: unitID(a.ID, int(s.Start), int(s.End)), Document: a.ID, Outlet: a.Outlet.Name, Title: a.Title,
				Before: strings.TrimSpace(doc.Source[from:s.Start]), Text: doc.Slice(i),
			})
			if !ok {
				return
			}
		}
	}
}

// unitID says where a sentence lies: article and byte offsets.
func unitID(article string, start, end int) string {
	return fmt.Sprintf("%s#%d-%d", article, start, end)
}

const unclear = "unclear"

// phaseOf names the phase that a date falls into, or unclear when the date is
// not precise enough to tell.
func phaseOf(d coverage.Date, cuts []coverage.Date) string {
	if len(cuts) == 0 {
		return ""
	}
	if !d.IsKnown() {
		return unclear
	}
	first, last := d.Bounds()
	at := func(day coverage.Date) int {
		n := 0
		for _, c := range cuts {
			if begins, _ := c.Bounds(); begins.Compare(day) <= 0 {
				n++
			}
		}
		return n
	}
	n := at(first)
	switch {
	case n != at(last):
		return unclear
	case n == 0:
		return "before " + cuts[0].String()
	}
	return "from " + cuts[n-1].String()
}

// create writes a new file; coders' work is not to be overwritten.
func create(path string, write func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Close())
}
