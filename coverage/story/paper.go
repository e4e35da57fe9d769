package story

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage/chart"
	"github.com/seed-11e619e4/pressframe/coverage/frictionless"
	"github.com/seed-11e619e4/pressframe/coverage/trend"
)

// paperFiles are what goes into a submission beside the figures: the methods
// section, the tables for LaTeX, what to cite, and the tables as a data package
// without any text of an article.
func (a *Analysis) paperFiles(data []File) ([]File, error) {
	files := []File{
		{"paper/methods.md", []byte(a.methods())},
		{"paper/references.bib", []byte(a.bibliography())},
		{"paper/CITATION.cff", []byte(citation)},
	}
	for _, t := range a.paperTables() {
		files = append(files, File{"paper/tables/" + t.name + ".tex", []byte(t.table.LaTeX("tab:"+t.name, t.caption))})
	}
	descriptor, err := a.dataPackage(data)
	if err != nil {
		return nil, err
	}
	return append(files, File{"datapackage.json", descriptor}), nil
}

// methods is the methods section as one would submit it.
func (a *Analysis) methods() string {
	var b strings.Builder
	part := func(title string, sentences ...string) {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n", title, strings.TrimSpace(strings.Join(sentences, " ")))
	}
	d := a.Case.Record
	fmt.Fprintf(&b, "# Methods\n\n*%s. Written by Pressframe %s from the analysis itself; every figure in it is in `data/` or `manifest.json`.*\n", a.Case.Title, Version)

	records := []string{fmt.Sprintf("The record holds %s from %s, %s; what was scored is %s.", plural(len(a.Scored), "article"), plural(a.outlets(), "outlet"), a.period(), a.textsAre()),
		fullStop(d.Statement)}
	if !d.BearsPrevalence() {
		records = append(records, "The sample is one of convenience: no share of all coverage is estimated from it, and intervals and p-values speak of other samples drawn in the same way.")
	}
	part("Record", append(records, "Source: "+fullStop(d.Source))...)

	part("Near-duplicates", fmt.Sprintf("Articles within a window of dates that share most of their word sequences were put in clusters (MinHash candidates, then exact containment). %s", a.copiesText()))

	part("Coding", fmt.Sprintf("Each sentence was read with the title and the sentences before it and scored for three frames of responsibility, each present or absent: blame, systemic failure and counter-blame "+
		"(Entman 1993; Iyengar 1991; Reason 2000). The codebook is %s, version %s, with the actors of the case laid over it (SHA-256 `%s`). A frame that is denied, rejected or on the losing side of a contrast is not counted as itself; "+
		"blame of perpetrators is kept apart.", a.Codebook.Name, a.Codebook.Version, a.Codebook.Hash()))

	if a.Coded != nil {
		f := a.Coded.Scores.Macro.F1
		part("Agreement", fmt.Sprintf("Against the hand codes of %s, article by article, macro-F1 over the three frames is %s [%s, %s]; %s.", plural(a.Coded.N, "article"), figure2(f.Value), figure2(f.Low), figure2(f.High), a.agreementText()),
			"Intervals are from 95% of bootstrap resamplings of articles.")
	} else {
		part("Agreement", "The scorer was not compared with hand codes of these texts. Before publication a sample should be coded by two people (`examples/codesheet`), and this section replaced by what they agree on.")
	}

	part("Measures", "With S and B the numbers of sentences that carry systemic failure and blame (perpetrators left out), the index is (S − B)/(S + B), undefined where S + B = 0; the balance is log(S + ½) − log(B + ½) (Lowe et al. 2011); "+
		"the contested share is C/(B + C), C counting counter-blame. Counts are pooled over the articles of a phase or period. A period without articles has no value; it is not zero.",
		fmt.Sprintf("Intervals are percentile intervals of %s bootstrap replicates that resample articles (seed %d). Cells of fewer than %d articles are marked.", thousands(a.Options.Replicates), a.Options.Seed, trend.SmallCell))

	if len(a.Outcomes) > 0 {
		tested := 0
		for i := range a.Outcomes {
			if a.Outcomes[i].Claim.Test != nil {
				tested++
			}
		}
		part("Claims", fmt.Sprintf("%s of the argument were written down as hypotheses, each with its measure, comparison, direction and smallest difference that matters, and checked before any text was scored; %d can be tested on this record.",
			plural(len(a.Outcomes), "claim"), tested),
			"P-values are corrected over all tests (Holm 1979). A claim is *supported* or *contradicted* only if its interval excludes differences that do not matter; *no clear difference* and *too little data* are told apart by the smallest effect that could have been seen with a power of 0.8.",
			a.Case.Record.decides())
	}

	part("Software", fmt.Sprintf("Pressframe %s (%s). Every input and output is listed with its SHA-256 digest in `manifest.json`; the same inputs give the same bytes.", Version, strings.Join(modules(), ", ")))
	return b.String()
}

func fullStop(s string) string {
	if s = strings.TrimSpace(s); s == "" || strings.HasSuffix(s, ".") {
		return s
	}
	return s + "."
}

// modules names the libraries that the numbers and figures rest on, with the
// versions linked.
func modules() []string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return []string{"versions of libraries unknown"}
	}
	var out []string
	for _, m := range info.Deps {
		switch m.Path {
		case "gonum.org/v1/gonum", "github.com/go-echarts/go-echarts/v2", "github.com/clipperhouse/uax29/v2":
			out = append(out, m.Path+" "+m.Version)
		}
	}
	if len(out) == 0 {
		return []string{"versions of libraries not recorded in this build"}
	}
	slices.Sort(out)
	return out
}

// bibliography has the software, the codebook and the record.
func (a *Analysis) bibliography() string {
	var b strings.Builder
	entry := func(key string, fields ...string) {
		fmt.Fprintf(&b, "@misc{%s,\n", key)
		for i := 0; i+1 < len(fields); i += 2 {
			fmt.Fprintf(&b, "  %s = {%s},\n", fields[i], bibEscape.Replace(fields[i+1]))
		}
		b.WriteString("}\n\n")
	}
	const authors = "{The Pressframe authors}"
	fmt.Fprintf(&b, "@software{pressframe,\n  author = {%s},\n  title = {Pressframe: framing of responsibility in the press},\n  version = {%s},\n  year = {2026},\n  url = {https://%s}\n}\n\n", authors, Version, module)
	entry("pressframe-codebook", "author", authors, "title", fmt.Sprintf("Codebook %s %s with the overlay of the case %s", a.Codebook.Name, a.Codebook.Version, a.Case.ID), "note", "SHA-256 "+a.Codebook.Hash())
	note := ""
	for _, in := range a.Case.Inputs {
		if note != "" {
			note += "; "
		}
		note += in.Name + " " + in.SHA256
	}
	entry("record-"+slugID(a.Case.ID), "title", "Record of the case: "+a.Case.Title, "howpublished", fmt.Sprintf("%d articles, %s", len(a.Scored), a.period()), "note", "SHA-256 of the files: "+note)
	return strings.TrimSuffix(b.String(), "\n")
}

var bibEscape = strings.NewReplacer(`\`, `\textbackslash{}`, "%", `\%`, "&", `\&`, "#", `\#`, "$", `\$`, "_", `\_`)

const module = "github.com/seed-11e619e4/pressframe"

// citation is how the software asks to be cited.
const citation = `cff-version: 1.2.0
message: If you use Pressframe in a publication, please cite it, the codebook with its hash, and your record.
type: software
title: "Pressframe: framing of responsibility in the press"
authors:
  - name: The Pressframe authors
version: ` + Version + `
license: MIT
repository-code: https://` + module + `
`

type paperTable struct {
	name, caption string
	table         chart.Table
}

func (a *Analysis) paperTables() []paperTable {
	phases := chart.Table{Heads: 1, Columns: []chart.Column{{Head: "Phase"}, {Head: "Articles", Number: true}, {Head: "Sentences", Number: true},
		{Head: "Blame", Number: true}, {Head: "Systemic", Number: true}, {Head: "Counter-blame", Number: true}, {Head: "Index", Number: true}, {Head: "95% interval"}}}
	for _, g := range append(slices.Clone(a.Phases), a.All) {
		v, between := interval(g.Index)
		m := &g.Measures
		phases.Rows = append(phases.Rows, []string{g.Label, fmt.Sprint(len(g.Articles)), fmt.Sprint(m.Sentences), fmt.Sprint(m.Blame), fmt.Sprint(m.Systemic), fmt.Sprint(m.Counter), v, between})
	}
	out := []paperTable{{"phases", "Framing by phase. " + a.RecordNote(), phases}}
	if len(a.Outcomes) > 0 {
		claims := chart.Table{Heads: 1, Columns: []chart.Column{{Head: "Claim"}, {Head: "Statement"}, {Head: "Effect", Number: true}, {Head: "95% interval"}, {Head: "n"}, {Head: "p", Number: true}, {Head: "Verdict"}}}
		for i := range a.Outcomes {
			o := &a.Outcomes[i]
			row := []string{o.Claim.ID, or(o.Claim.Short, o.Claim.Statement), "", "", "", "", o.Verdict.String()}
			if o.Effect.IsDefined() {
				v, between := interval(o.Effect)
				row[2], row[3] = v, between
			}
			if len(o.Of) > 0 {
				row[4] = fmt.Sprintf("%d, %d", len(o.Of), len(o.Than))
			}
			if o.P == o.P {
				row[5] = decimal(o.P, true)
			}
			claims.Rows = append(claims.Rows, row)
		}
		out = append(out, paperTable{"claims", "The claims tested. P-values are corrected over all tests (Holm). " + a.RecordNote(), claims})
	}
	return out
}

// dataPackage describes the tables of the report as a Frictionless Data Package.
func (a *Analysis) dataPackage(data []File) ([]byte, error) {
	p := frictionless.Package{
		Name: slugID(a.Case.ID), Title: a.Case.Title, Version: Version,
		Description: "Metadata and derived counts; no text of any article. " + a.Case.Record.Statement,
		Sources:     []frictionless.Source{{Title: a.Case.Record.Source}},
		Codebook:    "sha256:" + a.Codebook.Hash(),
	}
	for _, f := range data {
		name, ok := strings.CutPrefix(f.Name, "data/")
		if name, ok2 := strings.CutSuffix(name, ".csv"); ok && ok2 {
			p.Add(frictionless.Resource{Name: strings.ToLower(strings.ReplaceAll(name, "_", "-")), Path: f.Name, Schema: schemaOf(f.Data)}, f.Data)
		}
	}
	return p.Encode()
}

// schemaOf takes the columns from the header of a CSV file. A column is of
// numbers if all its cells are, or empty.
func schemaOf(data []byte) *frictionless.Schema {
	rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil || len(rows) == 0 {
		return nil
	}
	s := &frictionless.Schema{}
	for i, name := range rows[0] {
		kind := "string"
		if slices.ContainsFunc(rows[1:], func(row []string) bool { return row[i] != "" }) {
			kind = "number"
		}
		for _, row := range rows[1:] {
			if _, err := strconv.ParseFloat(row[i], 64); err != nil && row[i] != "" {
				kind = "string"
				break
			}
		}
		s.Fields = append(s.Fields, frictionless.Field{Name: name, Type: kind})
	}
	return s
}
