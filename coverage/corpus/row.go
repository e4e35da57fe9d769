package corpus

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// columns are the columns of article that make an article, in the order of
// scanArticle; the text is joined.
const columns = `a.id, a.published, a.precision, a.raw_date, a.date_basis, a.outlet, a.kind, a.country, a.title, a.byline, a.section, a.language, a.url, a.words, a.provenance, t.text`

const fromArticles = ` FROM article a JOIN text t ON t.seq = a.seq `

// scanArticle reads the columns and more.
func scanArticle(scan func(...any) error, more ...any) (coverage.Article, error) {
	var a coverage.Article
	var published, precision, kind string
	var provenance []byte
	dest := append([]any{&a.ID, &published, &precision, &a.Published.Raw, &a.Published.Basis, &a.Outlet.Name, &kind, &a.Outlet.Country,
		&a.Title, &a.Byline, &a.Section, &a.Language, &a.URL, &a.Words, &provenance, &a.Text}, more...)
	if err := scan(dest...); err != nil {
		return coverage.Article{}, err
	}
	d, err := coverage.ParseDate(published)
	if err != nil {
		return coverage.Article{}, fmt.Errorf("article %s: %w", a.ID, err)
	}
	d.Raw, d.Basis = a.Published.Raw, a.Published.Basis
	a.Published = d
	if kind != "" {
		if a.Outlet.Kind, err = coverage.ParseOutletKind(kind); err != nil {
			return coverage.Article{}, fmt.Errorf("article %s: %w", a.ID, err)
		}
	}
	if err := json.Unmarshal(provenance, &a.Provenance); err != nil {
		return coverage.Article{}, fmt.Errorf("article %s: provenance: %w", a.ID, err)
	}
	return a, nil
}

// Digest is the SHA-256, in hexadecimal, of everything an article says: its
// JSON form without the text, and the digest of the text. Two articles with one
// digest are the same.
func Digest(a coverage.Article) string {
	text := sha256.Sum256([]byte(a.Text))
	return digestOf(a, hex.EncodeToString(text[:]))
}

func digestOf(a coverage.Article, textDigest string) string {
	a.Text = ""
	h := sha256.New()
	// An article always marshals: it holds texts, numbers and one time.
	b, err := json.Marshal(a)
	if err != nil {
		b = fmt.Appendf(nil, "%#v", a)
	}
	h.Write(b)
	h.Write([]byte{0})
	h.Write([]byte(textDigest))
	return hex.EncodeToString(h.Sum(nil))
}

// sortKey orders texts as Date.Compare orders dates.
func sortKey(d coverage.Date) string {
	first, _ := d.Bounds()
	if !d.IsKnown() {
		return "9999-99-99|3"
	}
	return fmt.Sprintf("%s|%d", first, coverage.DayPrecision-d.Precision)
}

// bounds are the first and last day as nullable texts.
func bounds(d coverage.Date) (first, last any) {
	if !d.IsKnown() {
		return nil, nil
	}
	f, l := d.Bounds()
	return f.String(), l.String()
}
