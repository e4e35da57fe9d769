package agreement

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Report is what a reader needs to judge a coding: who coded what, how well
// coders agree, and how well a scorer agrees with them.
type Report struct {
	Title string
	// Codebook identifies what was coded with, such as name and hash.
	Codebook string
	Coders   []string
	// Units and Documents are those with at least one code; Doubly counts
	// the units that two coders or more have coded.
	Units, Documents, Doubly int
	Strata                   []StratumCount
	Fields                   []FieldReport
	Scorer                   string // name of the scorer; "" when none was compared
	Warnings                 []string
}

// StratumCount says how many coded units an outlet and phase has.
type StratumCount struct {
	Outlet, Phase string
	Units         int
}

// FieldReport is the part of a Report on one field, or on one code of a field
// that allows several.
type FieldReport struct {
	Name    string
	Level   Level
	Percent Estimate
	Alpha   Estimate
	Kappas  []PairKappa // every two coders; for two coders this is one
	// Shares says how often each code was used by the coders, from 0 to 1.
	Shares []CodeShare
	// Scores compares the scorer with the coders' majority; nil when there
	// is no scorer. Ties counts the units that had no majority and were
	// left out, Unscored those that the scorer left without a code.
	Scores         *Scores
	Confusion      *Confusion
	Ties, Unscored int
}

// PairKappa is Cohen's κ of two coders.
type PairKappa struct {
	A, B  string
	Kappa Estimate
}

// CodeShare is the share of a code among all codes given.
type CodeShare struct {
	Code  string
	Share float64
}

// Validate measures agreement between coders on every field and, when scorer
// is not nil, between the scorer and the coders' majority. Key links units to
// documents, which become the clusters of the bootstrap, and to outlets and
// phases; nil is allowed.
//
// For a binary field with codes 0 and 1, precision, recall and F1 are those of
// code 1 alone; otherwise those of every code.
func Validate(title string, codings []Coding, fields []Field, key []Item, scorer *Coding, b Bootstrap) (Report, error) {
	r := Report{Title: title}
	for _, c := range codings {
		r.Coders = append(r.Coders, c.Coder)
	}
	if dup := firstDuplicate(r.Coders); dup != "" {
		return Report{}, fmt.Errorf("agreement: two codings are by %q", dup)
	}
	r.countUnits(codings, key)
	for _, f := range fields {
		d := Collect(f.Name, codings, key)
		var scored Data
		if scorer != nil {
			r.Scorer = scorer.Coder
			scored = Collect(f.Name, append(slices.Clone(codings), *scorer), key)
		}
		if !f.Multi {
			fr, err := fieldReport(f.Name, f.Scale, f.Codes, d, scored, b)
			if err != nil {
				return Report{}, err
			}
			r.Fields = append(r.Fields, fr)
			continue
		}
		for _, code := range usedCodes(f, d) {
			fr, err := fieldReport(f.Name+": "+code, Scale{}, []string{"0", "1"}, d.Indicator(code), scored.Indicator(code), b)
			if err != nil {
				return Report{}, err
			}
			r.Fields = append(r.Fields, fr)
		}
	}
	return r, nil
}

func firstDuplicate(names []string) string {
	s := slices.Sorted(slices.Values(names))
	for i := 1; i < len(s); i++ {
		if s[i] == s[i-1] {
			return s[i]
		}
	}
	return ""
}

func (r *Report) countUnits(codings []Coding, key []Item) {
	times := map[string]int{}
	var order []string
	for _, c := range codings {
		for _, row := range c.Rows {
			if len(row.Codes) == 0 {
				continue
			}
			if times[row.Unit]++; times[row.Unit] == 1 {
				order = append(order, row.Unit)
			}
		}
	}
	r.Units = len(order)
	for _, n := range times {
		if n > 1 {
			r.Doubly++
		}
	}
	documents := map[string]bool{}
	strata := map[stratum]int{}
	for _, it := range key {
		if times[it.Unit] == 0 {
			continue
		}
		if it.Document != "" {
			documents[it.Document] = true
		}
		strata[stratum{it.Outlet, it.Phase}]++
	}
	r.Documents = len(documents)
	for s, n := range strata {
		r.Strata = append(r.Strata, StratumCount{s.outlet, s.phase, n})
	}
	slices.SortFunc(r.Strata, func(a, b StratumCount) int {
		return cmp.Or(strings.Compare(a.Outlet, b.Outlet), strings.Compare(a.Phase, b.Phase))
	})
	if key == nil {
		r.Warnings = append(r.Warnings, "No key was given: units are treated as independent, which makes intervals too narrow where several come from one document.")
	}
}

// usedCodes are the codes of a field with several that somebody used.
func usedCodes(f Field, d Data) []string {
	var used []string
	for _, u := range d.Units {
		for _, c := range u.Codes {
			if c != "" {
				used = append(used, strings.Split(c, Separator)...)
			}
		}
	}
	slices.Sort(used)
	used = slices.Compact(used)
	if len(f.Codes) == 0 {
		return used
	}
	var in []string
	for _, c := range f.Codes {
		if slices.Contains(used, c) {
			in = append(in, c)
		}
	}
	return in
}

func fieldReport(name string, s Scale, codes []string, d, scored Data, b Bootstrap) (FieldReport, error) {
	fr := FieldReport{Name: name, Level: s.Level}
	var err error
	if fr.Percent, err = Percent(d, b); err != nil {
		return fr, err
	}
	if fr.Alpha, err = Alpha(d, s, b); err != nil {
		return fr, fmt.Errorf("%s: %w", name, err)
	}
	for i := range d.Coders {
		for j := range i {
			k, err := Kappa(d, d.Coders[j], d.Coders[i], Scale{}, Unweighted, b)
			if err != nil {
				return fr, err
			}
			fr.Kappas = append(fr.Kappas, PairKappa{d.Coders[j], d.Coders[i], k})
		}
	}
	fr.Shares = codeShares(d, codes)
	if len(scored.Coders) == 0 {
		return fr, nil
	}
	fr.Confusion = &Confusion{}
	var pairs []Pair
	last := len(scored.Coders) - 1
	for _, u := range scored.Units {
		given := u.Codes[last]
		truth, tie := majority(u.Codes[:last])
		switch {
		case tie:
			fr.Ties++
		case truth == "":
		case given == "":
			fr.Unscored++
		default:
			fr.Confusion.Add(truth, given)
			pairs = append(pairs, Pair{Truth: []string{truth}, Predicted: []string{given}, Cluster: u.Cluster})
		}
	}
	if len(pairs) == 0 {
		return fr, nil
	}
	var labels []string
	if slices.Equal(codes, []string{"0", "1"}) {
		labels = []string{"1"}
	}
	sc, err := Evaluate(pairs, labels, b)
	if err != nil {
		return fr, err
	}
	fr.Scores = &sc
	return fr, nil
}

// majority returns the most frequent code, "" when there is none; tie when
// several are most frequent.
func majority(codes []string) (code string, tie bool) {
	count := map[string]int{}
	for _, c := range codes {
		if c != "" {
			count[c]++
		}
	}
	best := 0
	for c, n := range count {
		switch {
		case n > best:
			best, code, tie = n, c, false
		case n == best:
			tie = true
		}
	}
	if tie {
		return "", true
	}
	return code, false
}

func codeShares(d Data, codes []string) []CodeShare {
	count := map[string]int{}
	n := 0
	for _, u := range d.Units {
		for _, c := range u.Codes {
			if c != "" {
				count[c]++
				n++
			}
		}
	}
	if len(codes) == 0 {
		for c := range count {
			codes = append(codes, c)
		}
		slices.Sort(codes)
	}
	var out []CodeShare
	for _, c := range codes {
		if n > 0 {
			out = append(out, CodeShare{c, float64(count[c]) / float64(n)})
		}
	}
	return out
}

// Bounds of Krippendorff's α (Krippendorff 2019, p. 356): from Reliable on, data
// can be relied on; from Tentative on, they bear tentative conclusions.
const (
	Reliable  = 0.8
	Tentative = 0.667
)

// Reading puts α into words as Krippendorff (2019, p. 356) suggests: reliable
// from 0.8, tentative from 0.667.
func Reading(alpha Estimate) string {
	switch {
	case !alpha.Defined():
		return "undefined"
	case alpha.Value >= Reliable:
		return "reliable"
	case alpha.Value >= Tentative:
		return "tentative"
	}
	return "not reliable"
}

// WriteTo prints the report as Markdown.
func (r Report) WriteTo(w io.Writer) (int64, error) {
	n, err := io.WriteString(w, r.markdown())
	return int64(n), err
}

func (r Report) markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Validity: %s\n\n", cmp.Or(r.Title, "coding"))
	if r.Codebook != "" {
		fmt.Fprintf(&b, "Codebook: %s.\n", r.Codebook)
	}
	fmt.Fprintf(&b, "%s coded by %s", plural(r.Units, "unit"), plural(len(r.Coders), "coder"))
	if len(r.Coders) > 0 {
		fmt.Fprintf(&b, " (%s)", strings.Join(r.Coders, ", "))
	}
	if r.Documents > 0 {
		fmt.Fprintf(&b, ", from %s", plural(r.Documents, "document"))
	}
	fmt.Fprintf(&b, "; %d coded twice or more.\n", r.Doubly)
	if len(r.Strata) > 0 {
		b.WriteString("By outlet and phase: ")
		for i, s := range r.Strata {
			if i > 0 {
				b.WriteString(", ")
			}
			fmt.Fprintf(&b, "%s %d", strings.Trim(s.Outlet+"/"+s.Phase, "/"), s.Units)
		}
		b.WriteString(".\n")
	}

	b.WriteString("\n## Agreement between coders\n\n")
	if r.Doubly == 0 {
		b.WriteString("None can be stated: no unit was coded by two coders.\n")
	} else {
		kappa := "κ"
		if len(r.Coders) > 2 {
			kappa = "κ, lowest pair"
		}
		rows := [][]string{{"field", "units", "agree", "α", kappa, "reading"}}
		for _, f := range r.Fields {
			name := f.Name
			if f.Level != Nominal {
				name += " (" + f.Level.String() + ")"
			}
			rows = append(rows, []string{name, fmt.Sprint(f.Alpha.N), percent(f.Percent), f.Alpha.Interval(), lowest(f.Kappas), Reading(f.Alpha)})
		}
		b.WriteString(markdownTable(rows))
		b.WriteString("\nα is Krippendorff's: reliable from 0.8, tentative from 0.667. An en dash means that it cannot be computed.\n")
	}

	b.WriteString("\n## How often each code was given\n\n")
	for _, f := range r.Fields {
		var parts []string
		for _, s := range f.Shares {
			if s.Share > 0 {
				parts = append(parts, fmt.Sprintf("%s %.0f%%", s.Code, 100*s.Share))
			}
		}
		fmt.Fprintf(&b, "- %s: %s\n", f.Name, cmp.Or(strings.Join(parts, ", "), "never coded"))
	}

	b.WriteString("\n## Scorer against coders\n\n")
	if r.Scorer == "" {
		b.WriteString("No scorer was compared.\n")
	} else {
		r.scorerTables(&b)
	}

	warnings := r.warnings()
	if len(warnings) > 0 {
		b.WriteString("\n## To bear in mind\n\n")
		for _, w := range warnings {
			fmt.Fprintf(&b, "- %s\n", w)
		}
	}
	return b.String()
}

func (r Report) scorerTables(b *strings.Builder) {
	fmt.Fprintf(b, "%s against the coders' majority. Ties had none and are left out; they are the harder units.\n\n", r.Scorer)
	rows := [][]string{{"field", "code", "units", "ties", "coded", "precision", "recall", "F1"}}
	for _, f := range r.Fields {
		if f.Scores == nil {
			continue
		}
		for _, c := range f.Scores.Classes {
			rows = append(rows, []string{f.Name, c.Label, fmt.Sprint(f.Scores.N), fmt.Sprint(f.Ties), fmt.Sprint(c.TP + c.FN),
				c.Precision.Interval(), c.Recall.Interval(), c.F1.Interval()})
		}
		if len(f.Scores.Classes) == 1 {
			continue
		}
		m := f.Scores.Macro
		rows = append(rows, []string{f.Name, "(macro)", fmt.Sprint(f.Scores.N), "", "", m.Precision.Interval(), m.Recall.Interval(), m.F1.Interval()})
	}
	if len(rows) == 1 {
		b.WriteString("No unit has both a majority of coders and a score.\n")
		return
	}
	b.WriteString(markdownTable(rows))
	for _, f := range r.Fields {
		if f.Scores != nil && len(f.Scores.Classes) > 1 {
			fmt.Fprintf(b, "\n%s, rows as coded, columns as scored:\n\n", f.Name)
			f.Confusion.WriteTo(b)
		}
	}
}

// warnings collects what the estimates warn of, each once, with the fields
// that it concerns.
func (r Report) warnings() []string {
	out := slices.Clone(r.Warnings)
	fields := map[string][]string{}
	var order []string
	note := func(text, field string) {
		if fields[text] == nil {
			order = append(order, text)
		}
		if !slices.Contains(fields[text], field) {
			fields[text] = append(fields[text], field)
		}
	}
	confidence := 0.0
	for _, f := range r.Fields {
		confidence = max(confidence, f.Alpha.Confidence)
		if r.Doubly > 0 && !f.Alpha.Defined() {
			note("α is undefined: "+f.Alpha.Undefined, f.Name)
		}
		for _, w := range f.Alpha.Warnings {
			note("α: "+w, f.Name)
		}
		if f.Unscored > 0 {
			note(fmt.Sprintf("%s had no score", plural(f.Unscored, "unit")), f.Name)
		}
		if f.Scores != nil {
			confidence = max(confidence, f.Scores.Exact.Confidence)
			for _, c := range f.Scores.Classes {
				if n := c.TP + c.FN; n < 30 {
					note("Fewer than 30 units of a code: its recall is rough", f.Name)
				}
			}
		}
	}
	for _, w := range order {
		out = append(out, fmt.Sprintf("%s (%s).", w, strings.Join(fields[w], ", ")))
	}
	if confidence > 0 {
		resampled := "units"
		if r.Documents > 0 {
			resampled = "documents"
		}
		out = append(out, fmt.Sprintf("Brackets are %g%% bootstrap intervals; %s are resampled.", 100*confidence, resampled))
	}
	return out
}

func lowest(kappas []PairKappa) string {
	best := -1
	for i, k := range kappas {
		if k.Kappa.Defined() && (best < 0 || k.Kappa.Value < kappas[best].Kappa.Value) {
			best = i
		}
	}
	if best < 0 {
		return "–"
	}
	return kappas[best].Kappa.Interval()
}

func percent(e Estimate) string {
	if !e.Defined() {
		return "–"
	}
	return fmt.Sprintf("%.0f%%", 100*e.Value)
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
