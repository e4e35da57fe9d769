package story

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/chart"
	"github.com/seed-11e619e4/pressframe/sentiment"
)

// A File is one file of a report.
type File struct {
	Name string // with slashes, relative to the report folder
	Data []byte
}

// WriteReport writes the report folder: index.html (one file that works
// offline), figures/*.svg, data/*.csv with datapackage.json, paper/ (methods
// section, tables for LaTeX, what to cite) and manifest.json. The folder is made if
// it is not there; files of the same names are replaced, others are left alone.
func (a *Analysis) WriteReport(ctx context.Context, dir string) error {
	files, err := a.Files(ctx)
	if err != nil {
		return err
	}
	for _, f := range files {
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(name, f.Data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// Files returns the files of the report, the manifest last. The same analysis
// gives the same bytes.
func (a *Analysis) Files(ctx context.Context) ([]File, error) {
	var files []File
	figures := a.DrawnFigures()
	for _, f := range figures {
		svg, err := f.SVG(ctx)
		if err != nil {
			return nil, err
		}
		files = append(files, File{"figures/" + f.ID + ".svg", svg})
		var b bytes.Buffer
		if err := f.WriteCSV(&b); err != nil {
			return nil, err
		}
		files = append(files, File{"data/figure-" + f.ID + ".csv", b.Bytes()})
	}
	tables, err := a.dataFiles()
	if err != nil {
		return nil, err
	}
	files = append(files, tables...)
	html, err := a.page(figures).HTML(ctx)
	if err != nil {
		return nil, err
	}
	files = append(files, File{"index.html", html})
	byName := func(x, y File) int { return strings.Compare(x.Name, y.Name) }
	slices.SortFunc(files, byName)
	paper, err := a.paperFiles(files)
	if err != nil {
		return nil, err
	}
	files = append(files, paper...)
	slices.SortFunc(files, byName)
	manifest, err := a.manifest(files)
	if err != nil {
		return nil, err
	}
	return append(files, File{"manifest.json", manifest}), nil
}

// dataFiles are the tables behind the report.
func (a *Analysis) dataFiles() ([]File, error) {
	tables := map[string]chart.Table{
		"data/articles.csv":  a.articleTable(),
		"data/phases.csv":    a.groupTable("phase", append(slices.Clone(a.Phases), a.Outside, a.All)),
		"data/months.csv":    a.groupTable("month", a.Months),
		"data/quarters.csv":  a.groupTable("quarter", a.Quarters),
		"data/kinds.csv":     a.groupTable("outlet_kind", a.Kinds),
		"data/targets.csv":   a.targetTable(),
		"data/sentences.csv": a.sentenceTable(),
		"data/ties.csv":      a.tieTable(),
	}
	if len(a.Outcomes) > 0 {
		tables["data/claims.csv"] = a.claimTable()
		tables["data/claim-records.csv"] = a.claimRecordTable()
		tables["data/claim-sensitivity.csv"] = a.sensitivityTable()
	}
	var files []File
	for name, t := range tables {
		var b bytes.Buffer
		if err := t.WriteCSV(&b); err != nil {
			return nil, err
		}
		files = append(files, File{name, b.Bytes()})
	}
	if len(a.Outcomes) > 0 {
		files = append(files, File{"data/claims-registered.json", a.Registration.Text})
	}
	var events []coverage.Event
	for _, e := range a.Case.Events {
		e.Title = a.Case.roles.Show(e.Title)
		events = append(events, e)
	}
	var b bytes.Buffer
	if err := coverage.WriteEventsCSV(&b, events); err != nil {
		return nil, err
	}
	files = append(files, File{"data/events.csv", b.Bytes()})
	if v := a.Case.Views; v != nil {
		t := chart.Table{Heads: 1, Columns: []chart.Column{{Key: v.Series.Period.String()}, {Key: "views", Number: true}, {Key: "status"}, {Key: "note"}}}
		for _, p := range v.Series.Points {
			n := ""
			if x, ok := p.Number(); ok {
				n = strconv.FormatFloat(x, 'f', -1, 64)
			}
			t.Rows = append(t.Rows, []string{p.Period.String(), n, p.Status.String(), p.Note})
		}
		b := new(bytes.Buffer)
		if err := t.WriteCSV(b); err != nil {
			return nil, err
		}
		files = append(files, File{"data/" + viewsFile(v.Series.ID), b.Bytes()})
	}
	return files, nil
}

// viewsFile names the file of the view counts: bjsw-bcv011 gives bjsw_views.csv.
func viewsFile(id string) string {
	head, _, _ := strings.Cut(slugID(id), "-")
	if head == "" {
		return "views.csv"
	}
	return head + "_views.csv"
}

func column(key string) chart.Column { return chart.Column{Key: key, Head: key} }
func count(key string) chart.Column  { return chart.Column{Key: key, Head: key, Number: true} }

// articleTable has one row an article. Titles show roles for names.
func (a *Analysis) articleTable() chart.Table {
	t := chart.Table{Heads: 1, Columns: []chart.Column{
		column("id"), column("date"), column("date_precision"), column("outlet"), column("outlet_kind"), column("title"), column("phase"), column("text"), column("copy_of"),
		count("sentences"), count("blame"), count("perpetrator_blame"), count("systemic"), count("counter_blame"),
		count("index"), count("balance"), count("balance_se"), count("contested_share"), count("intensity"), column("leading_frame"),
		count("hand_blame"), count("hand_systemic"), count("hand_counter_blame"), column("hand_primary"), column("url"),
	}}
	for i := range a.Scored {
		s := &a.Scored[i]
		m := &s.Result.Measures
		text, phase := "full", ""
		if s.IsAbstract {
			text = "abstract"
		}
		if s.Phase >= 0 {
			phase = a.Phases[s.Phase].ID
		}
		row := []string{s.ID, s.Published.String(), s.Published.Precision.String(), a.Case.roles.Show(s.Outlet.Name), s.Outlet.Kind.String(), a.Case.roles.Show(s.Title), phase, text, s.CopyOf}
		row = append(row, measureCells(m)...)
		row = append(row, Leading(m))
		if c := s.Codes; c != nil {
			row = append(row, strconv.Itoa(c.Blame), strconv.Itoa(c.Systemic), strconv.Itoa(c.CounterBlame), c.Primary)
		} else {
			row = append(row, "", "", "", "")
		}
		t.Rows = append(t.Rows, append(row, s.URL))
	}
	return t
}

// measureCells are sentences, blame, perpetrator blame, systemic,
// counter-blame, index, balance, its standard error, contested share and
// intensity; an undefined value is an empty cell.
func measureCells(m *sentiment.Measures) []string {
	cells := []string{strconv.Itoa(m.Sentences), strconv.Itoa(m.Blame), strconv.Itoa(m.PerpetratorBlame), strconv.Itoa(m.Systemic), strconv.Itoa(m.Counter)}
	cells = append(cells, decimal(m.Index()))
	_, framed := m.Index()
	cells = append(cells, decimal(m.Balance(), framed), decimal(m.BalanceSE(), framed))
	cells = append(cells, decimal(m.ContestedShare()))
	return append(cells, decimal(m.Intensity()))
}

// decimal prints to four decimals, the same on every processor; "" if undefined.
func decimal(v float64, defined bool) string {
	if !defined || v != v {
		return ""
	}
	s := strconv.FormatFloat(v, 'f', 4, 64)
	if s == "-0.0000" {
		return "0.0000"
	}
	return s
}

func (a *Analysis) groupTable(key string, groups []Group) chart.Table {
	t := chart.Table{Heads: 1, Columns: []chart.Column{
		column(key), count("articles"), count("sentences"), count("blame"), count("perpetrator_blame"), count("systemic"), count("counter_blame"),
		count("index"), count("balance"), count("balance_se"), count("contested_share"), count("intensity"), count("index_low"), count("index_high"), column("warnings"),
	}}
	for _, g := range groups {
		row := append([]string{g.ID, strconv.Itoa(len(g.Articles))}, measureCells(&g.Measures)...)
		low, high := g.Index.Interval.Low, g.Index.Interval.High
		row = append(row, decimal(low, g.Index.IsDefined()), decimal(high, g.Index.IsDefined()), strings.Join(g.Index.Warnings, "; "))
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (a *Analysis) targetTable() chart.Table {
	t := chart.Table{Heads: 2, Columns: []chart.Column{column("actor"), column("role"), column("level"), column("phase"), count("articles"), count("sentences"), count("blaming_sentences")}}
	for _, who := range a.Targets() {
		for _, p := range append(slices.Clone(a.Phases), a.Outside, a.All) {
			t.Rows = append(t.Rows, []string{who.ID, who.Show, who.Level.String(), p.ID, strconv.Itoa(len(p.Articles)),
				strconv.Itoa(p.Measures.Sentences), strconv.Itoa(p.Measures.ByActor[who.ID])})
		}
	}
	return t
}

// sentenceTable has the place of every framed sentence, by which it can be
// found in the text, and no text.
func (a *Analysis) sentenceTable() chart.Table {
	t := chart.Table{Heads: 1, Columns: []chart.Column{column("article"), count("start"), count("end"), count("blame"), count("systemic"), count("counter_blame"),
		count("p_blame"), count("p_systemic"), count("p_counter_blame"), column("targets"), column("levels"), column("voice")}}
	bit := func(b bool) string {
		if b {
			return "1"
		}
		return "0"
	}
	for i := range a.Scored {
		for j := range a.Scored[i].Result.Sentences {
			x := &a.Scored[i].Result.Sentences[j]
			if x.Frames == 0 {
				continue
			}
			row := []string{a.Scored[i].ID, strconv.Itoa(x.Start), strconv.Itoa(x.End)}
			for _, f := range sentiment.Frames {
				row = append(row, bit(x.Frames.Has(f)))
			}
			for _, f := range sentiment.Frames {
				row = append(row, decimal(x.Prob[f], true))
			}
			var who, levels []string
			for k := range x.Targets {
				who = append(who, a.showTarget(&x.Targets[k]))
				levels = append(levels, x.Targets[k].Level.String())
			}
			t.Rows = append(t.Rows, append(row, strings.Join(who, "; "), strings.Join(levels, "; "), x.Voice.String()))
		}
	}
	return t
}

// tieTable counts who blames whom. Speakers and targets that no codebook knows
// are put together, for they have no role to be shown by.
func (a *Analysis) tieTable() chart.Table {
	known := map[string]string{"": "author"}
	for _, act := range a.Codebook.Actors() {
		known[act.ID] = or(act.Show, act.ID)
	}
	const other = "not in the actor list"
	counts := map[[2]string]int{}
	for from, row := range a.All.Measures.Ties {
		for to, n := range row {
			counts[[2]string{or(known[from], other), or(known[to], other)}] += n
		}
	}
	var keys [][2]string
	for k := range counts {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(x, y [2]string) int {
		if counts[x] != counts[y] {
			return counts[y] - counts[x]
		}
		return strings.Compare(x[0]+"\x00"+x[1], y[0]+"\x00"+y[1])
	})
	t := chart.Table{Heads: 2, Columns: []chart.Column{column("speaker"), column("target"), count("sentences")}}
	for _, k := range keys {
		t.Rows = append(t.Rows, []string{k[0], k[1], strconv.Itoa(counts[k])})
	}
	return t
}

type manifestJSON struct {
	Software string           `json:"software"`
	Version  string           `json:"version"`
	Case     string           `json:"case"`
	Codebook codebookJSON     `json:"codebook"`
	Settings settingsJSON     `json:"settings"`
	Inputs   []Input          `json:"inputs"`
	Texts    []Input          `json:"texts,omitempty"`
	Outputs  []Input          `json:"outputs"`
	Record   recordDesignJSON `json:"record"`
	Claims   *claimsJSON      `json:"claims,omitempty"`
}

// claimsJSON freezes the claims: the digest of what was declared of them.
type claimsJSON struct {
	N            int    `json:"n"`
	SHA256       string `json:"sha256"`
	RegisteredOn string `json:"registered_on,omitempty"`
	Where        string `json:"where,omitempty"`
}

// recordDesignJSON is what the manifest says of the records.
type recordDesignJSON struct {
	Sample    string `json:"sample"`
	Scored    string `json:"scored"`
	Coders    int    `json:"coders"`
	Statement string `json:"statement"`
}

type codebookJSON struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	SHA256  string `json:"sha256"`
}

type settingsJSON struct {
	Seed       uint64  `json:"seed"`
	Replicates int     `json:"replicates"`
	Confidence float64 `json:"confidence"`
}

// manifest tells what made the report: inputs, codebook, version, settings and
// the digest of every other file.
func (a *Analysis) manifest(files []File) ([]byte, error) {
	d := a.Case.Record
	m := manifestJSON{
		Software: "github.com/seed-11e619e4/pressframe", Version: Version, Case: a.Case.ID,
		Codebook: codebookJSON{a.Codebook.Name, a.Codebook.Version, a.Codebook.Hash()},
		Settings: settingsJSON{a.Options.Seed, a.Options.Replicates, confidence},
		Inputs:   a.Case.Inputs, Texts: a.Options.RecordInputs,
		Record: recordDesignJSON{d.Sample, a.textsAre(), d.Coders, d.Statement},
	}
	if len(a.Outcomes) > 0 {
		m.Claims = &claimsJSON{N: len(a.Outcomes), SHA256: a.Registration.SHA256}
		if r := a.Case.Registered; r != nil {
			m.Claims.RegisteredOn, m.Claims.Where = r.On.String(), r.Where
		}
	}
	for _, f := range files {
		m.Outputs = append(m.Outputs, Input{f.Name, len(f.Data), coverage.SHA256Hex(f.Data)})
	}
	b, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("story: manifest: %w", err)
	}
	return append(b, '\n'), nil
}
