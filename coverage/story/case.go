package story

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/trend"
	"github.com/seed-11e619e4/pressframe/coverage/views"
	"github.com/seed-11e619e4/pressframe/sentiment"
	"github.com/seed-11e619e4/pressframe/sentiment/text"
)

// CaseFile is the name of the file that describes a case in its folder.
const CaseFile = "case.yaml"

// A Case is everything a report is made from: the records, the actors, the
// events, the phases, the series and the claims. It is read by [Load] and not
// changed afterwards.
type Case struct {
	ID     string
	Title  string
	About  string
	Record RecordDesign
	Phases []Phase

	Records []Record         // in order of date, then id
	Events  []coverage.Event // in order of date
	Views   *Views           // nil if the case has no view counts
	Figures []Figure         // official figures, in the order of the file
	Claims  []Claim
	Overlay *sentiment.Codebook // the case's actors and terms, laid over a general codebook; nil if it has none

	// Registered says that the claims are those frozen earlier; nil if case.yaml
	// does not say so.
	Registered *Preregistration

	// Inputs lists every file read, with its digest, in order of name.
	Inputs []Input

	roles *Roles
}

// RecordDesign says how the records came about, and so what they can bear.
type RecordDesign struct {
	Sample    string `yaml:"sample"` // "census", "random" or "convenience"
	Text      string `yaml:"text"`   // "abstract" or "full": what Record.Text of the case's own records is
	Coders    int    `yaml:"coders"` // coders of the hand codes; 0 if there are none
	Statement string `yaml:"statement"`
	Source    string `yaml:"source"`
}

// BearsPrevalence reports whether counts by period, outlet or frame may be read
// as shares of all coverage.
func (d RecordDesign) BearsPrevalence() bool { return d.Sample == "census" || d.Sample == "random" }

// A Phase is a named span of time. Both ends are part of it.
type Phase struct {
	ID    string
	Label string
	From  coverage.Date
	To    coverage.Date
}

// Holds reports whether every day that d may stand for lies in the phase. A
// date too coarse to tell is in no phase.
func (p Phase) Holds(d coverage.Date) bool {
	first, last := d.Bounds()
	if !first.IsKnown() {
		return false
	}
	from, _ := p.From.Bounds()
	_, to := p.To.Bounds()
	return first.Compare(from) >= 0 && last.Compare(to) <= 0
}

// Views is a series of view counts with what must be said of it.
type Views struct {
	Series   coverage.Series
	Captured coverage.Date
	Note     string
	Calendar trend.Calendar // months to compare with the others; zero if none are named
}

// An Input is a file that was read, for the manifest.
type Input struct {
	Name   string `json:"name"`
	Bytes  int    `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// A CaseError tells where a case folder is wrong and what to do. Line is 0
// when the fault has no line of its own.
type CaseError struct {
	File string
	Line int
	Err  error
}

func (e *CaseError) Error() string {
	if e.File == "" { // the folder itself
		return e.Err.Error()
	}
	if e.Line > 0 {
		return fmt.Sprintf("%s:%d: %v", e.File, e.Line, e.Err)
	}
	return fmt.Sprintf("%s: %v", e.File, e.Err)
}

func (e *CaseError) Unwrap() error { return e.Err }

// caseYAML is the form of case.yaml.
type caseYAML struct {
	ID     string       `yaml:"id"`
	Title  string       `yaml:"title"`
	About  string       `yaml:"about"`
	Record RecordDesign `yaml:"record"`
	Phases []struct {
		ID    string `yaml:"id"`
		Label string `yaml:"label"`
		From  string `yaml:"from"`
		To    string `yaml:"to"`
	} `yaml:"phases"`
	Actors   string `yaml:"actors"`
	Articles string `yaml:"articles"`
	Events   string `yaml:"events"`
	Claims   string `yaml:"claims"`
	Figures  string `yaml:"figures"`
	Views    *struct {
		File     string `yaml:"file"`
		ID       string `yaml:"id"`
		Name     string `yaml:"name"`
		Unit     string `yaml:"unit"`
		Captured string `yaml:"captured"`
		Note     string `yaml:"note"`
		Calendar struct {
			Name   string       `yaml:"name"`
			Months []time.Month `yaml:"months"`
		} `yaml:"calendar"`
	} `yaml:"views"`
	Registered *registered       `yaml:"registered"`
	ShownAs    map[string]string `yaml:"shown_as"`
	Names      map[string]string `yaml:"names"`
}

// Load reads and checks a case folder: its [CaseFile] and the files that names.
// Everything that can be wrong is looked for before anything is returned: the
// error joins all faults found, each a [*CaseError] with file and line.
func Load(fsys fs.FS) (*Case, error) {
	l := &loader{fsys: fsys, c: &Case{}, form: &form{}, bad: broken{}}
	l.load()
	if len(l.errs) > 0 {
		return nil, errors.Join(l.errs...)
	}
	slices.SortFunc(l.c.Inputs, func(a, b Input) int { return strings.Compare(a.Name, b.Name) })
	return l.c, nil
}

type loader struct {
	fsys fs.FS
	c    *Case
	form *form  // of case.yaml
	bad  broken // parts that could not be read whole
	errs []error
}

func (l *loader) fail(file string, line int, err error) {
	l.errs = append(l.errs, &CaseError{file, line, err})
}

// at returns the line in case.yaml of the value at a path such as "$.phases[1].from".
func (l *loader) at(path string) int { return l.form.at(path) }

// missing reports a value that case.yaml lacks or has wrongly, unless what is
// behind it was reported.
func (l *loader) missing(path string, err error) {
	if !l.form.excused(path) {
		l.fail(CaseFile, l.at(path), err)
	}
}

func (l *loader) load() {
	if info, err := fs.Stat(l.fsys, "."); errors.Is(err, fs.ErrNotExist) {
		l.fail("", 0, &plainError{"the folder does not exist", err})
		return
	} else if err != nil || !info.IsDir() {
		l.fail("", 0, errors.New("want a folder that holds "+CaseFile))
		return
	}
	raw, ok := l.read(CaseFile, 0)
	if !ok {
		return
	}
	var y caseYAML
	f := l.decode(CaseFile, raw, &y)
	if f == nil {
		return
	}
	l.form = f
	c := l.c
	c.ID, c.Title, c.About, c.Record = y.ID, y.Title, y.About, y.Record
	if y.ID == "" || strings.Trim(y.ID, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" || y.ID[0] < 'a' {
		l.missing("$.id", fmt.Errorf("id is %q (want lower-case letters, digits and hyphens, a letter first)", y.ID))
	}
	if y.Title == "" {
		l.missing("$.title", errors.New("no title"))
	}
	if !f.excused("$.record") {
		if !slices.Contains([]string{"census", "random", "convenience"}, y.Record.Sample) {
			l.missing("$.record.sample", fmt.Errorf("record.sample is %q (want census, random or convenience)", y.Record.Sample))
		}
		if y.Record.Text != "abstract" && y.Record.Text != "full" {
			l.missing("$.record.text", fmt.Errorf("record.text is %q (want abstract or full)", y.Record.Text))
		}
		if y.Record.Statement == "" && !f.excused("$.record.statement") {
			l.fail(CaseFile, l.at("$.record"), errors.New("record.statement is empty: say what the records are and what they cannot show"))
		}
	}
	l.phases(y)
	l.part(partActors, func() { l.actors(y) })
	l.part(partArticles, func() { l.articles(y) })
	l.part(partEvents, func() {
		if raw, ok := l.optional(y.Events, "$.events"); ok {
			events, err := coverage.ReadEventsCSV(bytes.NewReader(raw), y.Events)
			if err != nil {
				l.add(y.Events, err)
			}
			c.Events = events
		}
	})
	l.part(partFigures, func() {
		if raw, ok := l.optional(y.Figures, "$.figures"); ok {
			figures, err := readFigures(bytes.NewReader(raw), y.Figures)
			if err != nil {
				l.add(y.Figures, err)
			}
			c.Figures = figures
		}
	})
	l.part(partViews, func() { l.views(y) })
	l.claims(y)
	if len(l.errs) == 0 {
		l.registered(y)
	}
}

// part reads a part of the case and notes whether that found a fault.
func (l *loader) part(name string, read func()) {
	before := len(l.errs)
	read()
	l.bad[name] = len(l.errs) > before || l.form.excused("$."+name) || l.form.oddBelow("$."+name)
}

func (l *loader) read(name string, line int) ([]byte, bool) {
	raw, err := fs.ReadFile(l.fsys, name)
	if err != nil {
		l.fail(CaseFile, line, fmt.Errorf("cannot read %s: %w", name, plainFile(err)))
		return nil, false
	}
	l.c.Inputs = append(l.c.Inputs, Input{name, len(raw), coverage.SHA256Hex(raw)})
	if at := text.InvalidLine(raw); at > 0 { // would be read as other words and counted as such
		l.fail(name, at, errNotUTF8)
		return nil, false
	}
	return bytes.TrimPrefix(raw, []byte("\ufeff")), true // spreadsheets and editors write a byte order mark
}

var errNotUTF8 = errors.New("is not UTF-8; save the file as UTF-8")

// optional reads a file that a case may leave out.
func (l *loader) optional(name, path string) ([]byte, bool) {
	if name == "" {
		return nil, false
	}
	return l.read(name, l.at(path))
}

func (l *loader) phases(y caseYAML) {
	l.bad[partPhases] = l.form.excused("$.phases") || l.form.oddBelow("$.phases")
	for i, p := range y.Phases {
		where := fmt.Sprintf("$.phases[%d]", i)
		ph := Phase{ID: p.ID, Label: p.Label}
		var err error
		if ph.From, err = coverage.ParseDate(p.From); err != nil || !ph.From.IsKnown() {
			l.missing(where+".from", fmt.Errorf("phase %q: from is %q (%s)", p.ID, p.From, wantDate(p.From, "2008-11")))
			l.bad[partPhases] = true
			continue
		}
		if ph.To, err = coverage.ParseDate(p.To); err != nil || !ph.To.IsKnown() {
			l.missing(where+".to", fmt.Errorf("phase %q: to is %q (%s)", p.ID, p.To, wantDate(p.To, "2008-12")))
			l.bad[partPhases] = true
			continue
		}
		from, _ := ph.From.Bounds()
		_, to := ph.To.Bounds()
		if from.Compare(to) > 0 {
			l.fail(CaseFile, l.at(where+".to"), fmt.Errorf("phase %q ends (%s) before it begins (%s)", p.ID, p.To, p.From))
		}
		if n := len(l.c.Phases); n > 0 {
			_, before := l.c.Phases[n-1].To.Bounds()
			if from.Compare(before) <= 0 {
				l.fail(CaseFile, l.at(where+".from"), fmt.Errorf("phase %q begins (%s) before %q ends (%s); phases must be in order and must not overlap", p.ID, p.From, l.c.Phases[n-1].ID, l.c.Phases[n-1].To))
			}
		}
		for _, q := range l.c.Phases {
			if q.ID == ph.ID {
				l.fail(CaseFile, l.at(where+".id"), fmt.Errorf("phase %q stands twice", p.ID))
			}
		}
		if (ph.ID == "" || ph.Label == "") && !l.form.oddBelow(where) {
			l.fail(CaseFile, l.at(where), errors.New("a phase needs id and label"))
		}
		l.c.Phases = append(l.c.Phases, ph)
	}
}

func (l *loader) articles(y caseYAML) {
	if y.Articles == "" {
		l.missing("$.articles", errors.New("no articles: name a JSONL file of records"))
		return
	}
	raw, ok := l.read(y.Articles, l.at("$.articles"))
	if !ok {
		return
	}
	records, err := ReadRecords(bytes.NewReader(raw), y.Articles)
	if err != nil {
		l.add(y.Articles, err)
	}
	if len(records) == 0 && err == nil {
		l.fail(y.Articles, 0, errors.New("holds no records"))
	}
	l.c.Records = records
}

func (l *loader) views(y caseYAML) {
	if y.Views == nil {
		return
	}
	raw, ok := l.read(y.Views.File, l.at("$.views.file"))
	if !ok {
		return
	}
	for i, m := range y.Views.Calendar.Months {
		if m < time.January || m > time.December {
			l.fail(CaseFile, l.at(fmt.Sprintf("$.views.calendar.months[%d]", i)), fmt.Errorf("month %d (want 1 to 12)", int(m)))
			return
		}
	}
	captured, err := coverage.ParseDate(y.Views.Captured)
	if err != nil {
		l.missing("$.views.captured", &plainError{"views.captured: " + plain(err), err})
		return
	}
	s, err := views.ReadCSV(bytes.NewReader(raw), views.Columns{}, views.Options{
		Location: y.Views.File, ID: y.Views.ID, Name: y.Views.Name, Captured: captured,
	})
	if err != nil {
		l.add(y.Views.File, err)
		return
	}
	s.Unit = y.Views.Unit
	if err := s.Fill(); err != nil {
		l.add(y.Views.File, err)
		return
	}
	l.c.Views = &Views{Series: *s, Captured: captured, Note: y.Views.Note,
		Calendar: trend.Calendar{Name: y.Views.Calendar.Name, Months: y.Views.Calendar.Months}}
}

func (l *loader) claims(y caseYAML) {
	raw, ok := l.optional(y.Claims, "$.claims")
	if !ok {
		return
	}
	form := l.decode(y.Claims, raw, &l.c.Claims)
	if form == nil {
		return
	}
	for _, f := range l.c.claimFaults(l.bad) {
		claim := fmt.Sprintf("$[%d]", f.at)
		path := strings.TrimSuffix(claim+"."+f.Field, ".")
		whole := slices.Contains([]string{"", "test", "test.of", "test.than"}, f.Field) // a fault of parts that go together
		if form.excused(path) || whole && form.oddBelow(claim) {
			continue
		}
		line := 0
		for line == 0 {
			line = form.at(path)
			if path == claim {
				break
			}
			// A fault of something that is not there stands at what should hold it.
			path = path[:max(len(claim), strings.LastIndexAny(path, ".["))]
		}
		l.fail(y.Claims, line, f.ClaimError)
	}
}
