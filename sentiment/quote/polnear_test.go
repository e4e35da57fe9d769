package quote

import (
	"bufio"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/seed-11e619e4/pressframe/sentiment/text"
)

var (
	polnearPart = flag.String("polnear", "dev", "part of PolNeAR to score: dev, even, odd, train")
	polnearDump = flag.String("polnear.dump", "", "write every miss and false alarm to this file")
)

// gold is one annotated attribution relation, in bytes.
type gold struct{ source, cue, content []Span }

// annotation is one annotator's reading of one article.
type annotation struct {
	name    string
	text    string
	gold    []gold
	discard []Span // passages the annotators set aside: captions, notes
}

// TestPolNeAR scores the package on PolNeAR (Newell, Margolin and Ruths 2018).
//
// Every annotation file is scored once against its text, so an article read by
// several annotators counts once per annotator. PolNeAR does not annotate
// inside a content, so only attributions without a Parent are scored. A
// relation is right when the contents overlap with IoU >= 0.5 in tokens and
// the sources share a token, or neither has one. Relations are matched one to
// one, best overlap first. Content tokens are scored as a labelling of tokens.
// Intervals are 95% bootstrap intervals over annotation files.
func TestPolNeAR(t *testing.T) {
	root := os.Getenv("PRESSFRAME_EXTDATA")
	if root == "" {
		t.Skip("PRESSFRAME_EXTDATA is not set")
	}
	articles, err := readPolNeAR(filepath.Join(root, "eval", "quotes"), *polnearPart)
	if err != nil {
		t.Skip(err)
	}
	var dump *bufio.Writer
	if *polnearDump != "" {
		w, err := os.Create(*polnearDump)
		if err != nil {
			t.Fatal(err)
		}
		defer w.Close()
		dump = bufio.NewWriter(w)
		defer dump.Flush()
	}
	var f Finder
	counts := make([][]tally, len(articles))
	for i, a := range articles {
		doc := text.Parse(a.text)
		counts[i] = score(doc, f.Find(doc), a, dump)
	}
	t.Logf("%s: %d annotation files", *polnearPart, len(articles))
	names := []string{"relation", "content tokens", "source tokens", "cue overlap", "content IoU only"}
	floor := []float64{0.55, 0.70}
	for m, name := range names {
		per := make([]tally, len(articles))
		for i := range counts {
			per[i] = counts[i][m]
		}
		all := sum(per)
		lo, hi := bootstrap(per)
		t.Logf("%-17s P %.3f  R %.3f  F1 %.3f [%.3f, %.3f]", name, all.precision(), all.recall(), all.f1(), lo, hi)
		if m < len(floor) && *polnearPart != "train" && all.f1() < floor[m] {
			t.Errorf("%s F1 is %.3f, below %.2f", name, all.f1(), floor[m])
		}
	}
}

type tally struct{ hit, found, gold float64 }

func (t tally) precision() float64 { return t.hit / math.Max(t.found, 1) }
func (t tally) recall() float64    { return t.hit / math.Max(t.gold, 1) }
func (t tally) f1() float64 {
	return 2 * t.hit / math.Max(t.found+t.gold, 1)
}

func sum(ts []tally) (s tally) {
	for _, t := range ts {
		s.hit += t.hit
		s.found += t.found
		s.gold += t.gold
	}
	return s
}

func bootstrap(per []tally) (lo, hi float64) {
	r := rand.New(rand.NewPCG(1, 2))
	fs := make([]float64, 1000)
	for i := range fs {
		var s tally
		for range per {
			t := per[r.IntN(len(per))]
			s.hit += t.hit
			s.found += t.found
			s.gold += t.gold
		}
		fs[i] = s.f1()
	}
	slices.Sort(fs)
	return fs[25], fs[974]
}

// score compares one article's attributions with its annotation.
func score(doc *text.Document, res *Result, a annotation, dump *bufio.Writer) []tally {
	set := func(spans []Span) map[int]bool {
		m := map[int]bool{}
		for _, s := range spans {
			for k := doc.TokenAt(s.Start); k < len(doc.Tokens) && int(doc.Tokens[k].Start) < s.End; k++ {
				if doc.Tokens[k].Kind != text.Punct {
					m[k] = true
				}
			}
		}
		return m
	}
	type rel struct{ source, cue, content map[int]bool }
	skip := set(a.discard)
	var found, golds []rel
	var foundIdx []int
	goldContent, content := map[int]bool{}, map[int]bool{}
	goldSource, source := map[int]bool{}, map[int]bool{}
	union := func(dst, src map[int]bool) {
		for k := range src {
			dst[k] = true
		}
	}
	for _, g := range a.gold {
		r := rel{set(g.source), set(g.cue), set(g.content)}
		golds = append(golds, r)
		union(goldContent, r.content)
		union(goldSource, r.source)
	}
	for i := range res.Attributions {
		at := &res.Attributions[i]
		if at.Parent >= 0 {
			continue
		}
		r := rel{set([]Span{at.Source}), set([]Span{at.Cue}), set(at.Content)}
		if overlap(r.content, skip) > 0 {
			continue
		}
		found = append(found, r)
		foundIdx = append(foundIdx, i)
		union(content, r.content)
		union(source, r.source)
	}
	type pair struct {
		iou  float64
		g, f int
	}
	match := func(ok func(g, f rel) float64) (goldHit, foundHit []bool, n float64) {
		var ps []pair
		for g := range golds {
			for k := range found {
				if v := ok(golds[g], found[k]); v > 0 {
					ps = append(ps, pair{v, g, k})
				}
			}
		}
		slices.SortStableFunc(ps, func(a, b pair) int {
			switch {
			case a.iou > b.iou:
				return -1
			case a.iou < b.iou:
				return 1
			}
			return 0
		})
		goldHit, foundHit = make([]bool, len(golds)), make([]bool, len(found))
		for _, p := range ps {
			if !goldHit[p.g] && !foundHit[p.f] {
				goldHit[p.g], foundHit[p.f] = true, true
				n++
			}
		}
		return goldHit, foundHit, n
	}
	iou := func(g, f rel) float64 {
		n := overlap(g.content, f.content)
		v := float64(n) / float64(max(1, len(g.content)+len(f.content)-n))
		if v < 0.5 {
			return 0
		}
		return v
	}
	relation := func(g, f rel) float64 {
		if overlap(g.source, f.source) == 0 && len(g.source)+len(f.source) > 0 {
			return 0
		}
		return iou(g, f)
	}
	goldHit, foundHit, hits := match(relation)
	_, _, cueHits := match(func(g, f rel) float64 { return float64(overlap(g.cue, f.cue)) })
	_, _, iouHits := match(iou)
	nf, ng := float64(len(found)), float64(len(golds))
	if dump != nil {
		show := func(spans ...Span) string {
			var b strings.Builder
			for i, s := range spans {
				if i > 0 {
					b.WriteString(" … ")
				}
				b.WriteString(strings.ReplaceAll(s.In(doc.Source), "\n", " "))
			}
			return b.String()
		}
		for k, ok := range foundHit {
			at := &res.Attributions[foundIdx[k]]
			why := "FALSE"
			for qi := range res.Quotations {
				if res.Quotations[qi].Holds(at.Cue.Start) {
					why = "FALSEUNOWNED"
				}
			}
			for g := range golds {
				if overlap(golds[g].cue, found[k].cue) > 0 {
					why = "NEAR"
				}
			}
			if ok {
				why = "RIGHT"
			}
			fmt.Fprintf(dump, "%s\t%s\tS[%s] V[%s] %s/%d/%d C[%s]\n", why, a.name, show(at.Source), show(at.Cue), at.Class, at.how, at.typ, show(at.Content...))
		}
		for g, ok := range goldHit {
			if ok {
				continue
			}
			why := "MISS"
			for k := range found {
				if overlap(golds[g].cue, found[k].cue) > 0 {
					why = "NEARMISS"
				}
			}
			fmt.Fprintf(dump, "%s\t%s\tS[%s] V[%s] C[%s]\n", why, a.name, show(a.gold[g].source...), show(a.gold[g].cue...), show(a.gold[g].content...))
		}
	}
	return []tally{
		{hits, nf, ng},
		{float64(overlap(content, goldContent)), float64(len(content)), float64(len(goldContent))},
		{float64(overlap(source, goldSource)), float64(len(source)), float64(len(goldSource))},
		{cueHits, nf, ng},
		{iouHits, nf, ng},
	}
}

func overlap(a, b map[int]bool) int {
	n := 0
	for k := range a {
		if b[k] {
			n++
		}
	}
	return n
}

// readPolNeAR reads the brat files of a part. "even" and "odd" are the texts
// of dev by sorted name, counted from 0.
func readPolNeAR(root, part string) ([]annotation, error) {
	dir, parity := part, -1
	switch part {
	case "even":
		dir, parity = "dev", 0
	case "odd":
		dir, parity = "dev", 1
	}
	texts, err := filepath.Glob(filepath.Join(root, dir, "text", "*.txt"))
	if err != nil || len(texts) == 0 {
		return nil, fmt.Errorf("no PolNeAR texts under %s", filepath.Join(root, dir))
	}
	slices.Sort(texts)
	var out []annotation
	for i, path := range texts {
		if parity >= 0 && i%2 != parity {
			continue
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		name := strings.TrimSuffix(filepath.Base(path), ".txt")
		anns, err := filepath.Glob(filepath.Join(root, dir, "attributions", name+"_????.ann"))
		if err != nil {
			return nil, err
		}
		slices.Sort(anns)
		for _, ann := range anns {
			b, err := os.ReadFile(ann)
			if err != nil {
				return nil, err
			}
			a := parseBrat(string(b), string(src))
			a.name = filepath.Base(ann)
			out = append(out, a)
		}
	}
	return out, nil
}

// parseBrat reads brat standoff; its offsets count characters.
func parseBrat(ann, src string) annotation {
	at := make([]int, 0, len(src)+1)
	for i := range src {
		at = append(at, i)
	}
	at = append(at, len(src))
	a := annotation{text: src}
	spans := map[string][]Span{}
	for line := range strings.Lines(ann) {
		f := strings.Split(strings.TrimRight(line, "\r\n"), "\t")
		if len(f) < 2 || !strings.HasPrefix(f[0], "T") {
			continue
		}
		kind, where, ok := strings.Cut(f[1], " ")
		if !ok {
			continue
		}
		for p := range strings.SplitSeq(where, ";") {
			from, to, _ := strings.Cut(p, " ")
			b, err1 := strconv.Atoi(from)
			e, err2 := strconv.Atoi(to)
			if err1 != nil || err2 != nil || b < 0 || e >= len(at) || b >= e {
				continue
			}
			spans[f[0]] = append(spans[f[0]], Span{at[b], at[e]})
		}
		if kind == "Discard" {
			a.discard = append(a.discard, spans[f[0]]...)
		}
	}
	for line := range strings.Lines(ann) {
		f := strings.Split(strings.TrimRight(line, "\r\n"), "\t")
		if len(f) < 2 || !strings.HasPrefix(f[0], "E") {
			continue
		}
		var g gold
		for _, role := range strings.Fields(f[1]) {
			k, v, _ := strings.Cut(role, ":")
			switch strings.TrimRight(k, "0123456789") {
			case "Source":
				g.source = append(g.source, spans[v]...)
			case "Cue":
				g.cue = append(g.cue, spans[v]...)
			case "Content":
				g.content = append(g.content, spans[v]...)
			}
		}
		if len(g.content) > 0 {
			a.gold = append(a.gold, g)
		}
	}
	return a
}
