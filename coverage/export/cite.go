package export

import (
	"bufio"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// WriteRIS writes articles as RIS records of the type NEWS (JOUR for academic
// and MGZN for professional outlets, BLOG for blogs), which reference managers
// and [RIS] read. The text is not written: it is not an abstract. It stops at the
// first error of seq or of w.
func WriteRIS(w io.Writer, seq iter.Seq2[coverage.Article, error]) error {
	b := bufio.NewWriter(w)
	for a, err := range seq {
		if err != nil {
			return err
		}
		kind := "NEWS"
		switch a.Outlet.Kind {
		case coverage.Academic:
			kind = "JOUR"
		case coverage.Professional:
			kind = "MGZN"
		case coverage.Blog:
			kind = "BLOG"
		}
		line := func(tag, value string) {
			if value = squeeze(value); value != "" {
				fmt.Fprintf(b, "%s  - %s\r\n", tag, value)
			}
		}
		line("TY", kind)
		line("TI", a.Title)
		for author := range strings.SplitSeq(a.Byline, "; ") {
			line("AU", author)
		}
		line("T2", a.Outlet.Name)
		line("SE", a.Section)
		line("DA", risDateOf(a.Published))
		if a.Published.IsKnown() {
			line("PY", fmt.Sprintf("%04d", a.Published.Year))
		}
		line("LA", a.Language)
		line("UR", a.URL)
		line("ID", a.ID)
		fmt.Fprint(b, "ER  - \r\n\r\n")
	}
	return b.Flush()
}

// risDateOf writes "2008/11/12/", "2008/11//" or "2008///".
func risDateOf(d coverage.Date) string {
	switch d.Precision {
	case coverage.DayPrecision:
		return fmt.Sprintf("%04d/%02d/%02d/", d.Year, d.Month, d.Day)
	case coverage.MonthPrecision:
		return fmt.Sprintf("%04d/%02d//", d.Year, d.Month)
	case coverage.YearPrecision:
		return fmt.Sprintf("%04d///", d.Year)
	}
	return ""
}

// WriteBibTeX writes articles as @article entries (@online for blogs) in UTF-8,
// keyed by their ids. The text is not written. It stops at the first error of seq
// or of w.
func WriteBibTeX(w io.Writer, seq iter.Seq2[coverage.Article, error]) error {
	b := bufio.NewWriter(w)
	for a, err := range seq {
		if err != nil {
			return err
		}
		kind := "article"
		if a.Outlet.Kind == coverage.Blog {
			kind = "online"
		}
		fmt.Fprintf(b, "@%s{%s", kind, bibKey(a.ID))
		field := func(name, value string) {
			if value = latexEscape(squeeze(value)); value != "" {
				fmt.Fprintf(b, ",\n  %s = {%s}", name, value)
			}
		}
		if a.Title != "" {
			fmt.Fprintf(b, ",\n  title = {{%s}}", latexEscape(squeeze(a.Title))) // capitals as published
		}
		var authors []string
		for author := range strings.SplitSeq(a.Byline, "; ") {
			if author = squeeze(author); author != "" {
				authors = append(authors, "{"+latexEscape(author)+"}") // a byline is not parted into names
			}
		}
		if len(authors) > 0 {
			fmt.Fprintf(b, ",\n  author = {%s}", strings.Join(authors, " and "))
		}
		field("journal", a.Outlet.Name)
		field("date", a.Published.String())
		if a.Published.IsKnown() {
			field("year", fmt.Sprintf("%04d", a.Published.Year))
		}
		field("langid", a.Language)
		if a.URL != "" {
			fmt.Fprintf(b, ",\n  url = {%s}", strings.NewReplacer("{", "%7B", "}", "%7D", "\\", "%5C", "%", "\\%", "#", "\\#", "&", "\\&", "_", "\\_", "~", "\\textasciitilde{}", "$", "\\$").Replace(squeeze(a.URL)))
		}
		fmt.Fprint(b, "\n}\n\n")
	}
	return b.Flush()
}

// bibKey drops what may not stand in a key.
func bibKey(id string) string {
	key := strings.Map(func(r rune) rune {
		if r <= ' ' || r >= 0x7f || strings.ContainsRune(`{}(),="#%~\'@`, r) {
			return -1
		}
		return r
	}, id)
	if key == "" {
		return coverage.SHA256Hex([]byte(id))[:16]
	}
	return key
}

var latexSpecial = strings.NewReplacer(`\`, `\textbackslash{}`, "{", `\{`, "}", `\}`, "&", `\&`, "%", `\%`, "$", `\$`, "#", `\#`, "_", `\_`, "~", `\textasciitilde{}`, "^", `\textasciicircum{}`, "--", `-{}-`, "``", "`{}`", "''", "'{}'")

func latexEscape(s string) string { return latexSpecial.Replace(s) }
