package export

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// A block is a run of text set apart in a record: lines between blank lines, a
// paragraph, an element. Lines within it are parted by "\n".
type block struct {
	text    string
	centred bool
}

// nexisRecord makes a record of the blocks of one document of the printed Nexis
// layout (TXT and HTML): copyright, source, date and edition, headline, labels
// such as BYLINE and LENGTH, text, labels such as LOAD-DATE, copyright.
func (s *session) nexisRecord(blocks []block) (Record, error) {
	var r Record
	if len(blocks) == 0 {
		return r, fmt.Errorf("%w: the document is empty", errRecord)
	}
	blocks = splitLabelled(blocks)
	lead := leadLength(blocks)
	head, rest := blocks[:lead], blocks[lead:]

	if err := s.nexisHead(&r, head); err != nil {
		return r, err
	}
	seen := map[role]bool{}
	i := 0
	for ; i < len(rest); i++ {
		label, value, role := splitLabel(rest[i].text, true)
		if !role.leads() || seen[role] {
			break
		}
		seen[role] = true
		r.take(label, value, role)
	}
	body := rest[i:]
	if len(body) > 0 { // older files print "BODY:" before the text
		if _, value, role := splitLabel(body[0].text, true); role == bodyRole {
			body[0].text = value
		}
	}
	end := trailerStart(body)
	for _, b := range body[end:] {
		label, value, role := splitLabel(b.text, true)
		switch {
		case role != noRole:
			r.take(label, value, role)
		case isCopyright(b.text):
			r.Fields = append(r.Fields, Field{"Copyright", squeeze(b.text)})
		case capitalLabel.MatchString(b.text):
			label, value, _ := strings.Cut(b.text, ":")
			r.Fields = append(r.Fields, Field{label, squeeze(value)})
		default:
			r.continueField(b.text)
		}
	}
	var text []string
	for _, b := range body[:end] {
		if isCorrectionNote(b.text) {
			r.Article.Provenance.Warnings = append(r.Article.Provenance.Warnings, "marked \"Correction Appended\"")
			continue
		}
		text = append(text, squeeze(b.text))
	}
	r.Article.Text = strings.Join(text, "\n\n")
	r.finishLabels()
	return r, nil
}

// nexisHead reads the blocks before the first label.
func (s *session) nexisHead(r *Record, head []block) error {
	a := &r.Article
	var kept []block
	anyCentred := false
	for _, b := range head {
		switch {
		case isCopyright(b.text):
			r.Fields = append(r.Fields, Field{"Copyright", squeeze(b.text)})
		case isCorrectionNote(b.text):
			a.Provenance.Warnings = append(a.Provenance.Warnings, "marked \"Correction Appended\"")
		default:
			kept = append(kept, b)
			anyCentred = anyCentred || b.centred
		}
	}
	if len(kept) == 0 {
		return fmt.Errorf("%w: no source line", errRecord)
	}
	if anyCentred && !kept[0].centred || !anyCentred && len(kept) == 1 {
		return fmt.Errorf("%w: no source line; the document begins %q", errRecord, clip(kept[0].text))
	}
	a.Outlet.Name = squeeze(kept[0].text)
	r.Fields = append(r.Fields, Field{"Source", a.Outlet.Name})
	kept = kept[1:]

	// The date is a centred line; in files that lost their centring it is the
	// second block. A headline is neither.
	for i, b := range kept {
		if b.centred != anyCentred || !anyCentred && i > 0 {
			break
		}
		date, ok := s.opts.wholeDate(b.text, "printed")
		if !ok {
			continue
		}
		a.Published = date.date
		a.Published.Raw = squeeze(b.text)
		r.warn(date.warning)
		edition := editionOf(date.rest)
		if lines := strings.Split(date.rest, "\n"); len(lines) > 0 && strings.HasSuffix(strings.ToLower(squeeze(date.rest)), "correction appended") {
			edition = editionOf(strings.Join(lines[:len(lines)-1], "\n"))
			r.warn("marked \"Correction Appended\"")
		}
		r.Edition = edition
		kept = append(append([]block(nil), kept[:i]...), kept[i+1:]...)
		break
	}
	var title []string
	for _, b := range kept {
		if anyCentred && b.centred {
			// A centred line that is no date: an edition or a part of the source.
			r.Edition = strings.TrimPrefix(r.Edition+"; "+editionOf(b.text), "; ")
			continue
		}
		title = append(title, squeeze(b.text))
	}
	a.Title = strings.Join(title, "; ")
	if r.Edition != "" {
		r.Fields = append(r.Fields, Field{"Edition", r.Edition})
	}
	return nil
}

// editionOf tidies what follows a date: "Edition 1;\n Scotland".
func editionOf(s string) string {
	var parts []string
	for _, line := range strings.Split(s, "\n") {
		if t := strings.Trim(squeeze(line), ",; "); t != "" {
			parts = append(parts, t)
		}
	}
	return strings.Join(parts, "; ")
}

// splitLabelled parts blocks in which a label begins a line further down.
func splitLabelled(blocks []block) []block {
	out := make([]block, 0, len(blocks))
	for _, b := range blocks {
		lines := strings.Split(b.text, "\n")
		from := 0
		for i := 1; i < len(lines); i++ {
			if !strings.Contains(lines[i], ":") {
				continue
			}
			// Within a block only a label after another label is believed: a
			// paragraph may well have a line that begins "LAND: ".
			if _, _, prev := splitLabel(lines[from], true); prev == noRole {
				break
			}
			if _, _, role := splitLabel(lines[i], true); role != noRole {
				out = append(out, block{strings.Join(lines[from:i], "\n"), b.centred})
				from = i
			}
		}
		out = append(out, block{strings.Join(lines[from:], "\n"), b.centred})
	}
	return out
}

// maxLead is how many blocks may stand before the first label.
const maxLead = 12

// leadLength returns how many blocks precede the first label that may open the
// labelled part. Without one, the centred blocks and the headline after them.
func leadLength(blocks []block) int {
	for i, b := range blocks[:min(len(blocks), maxLead)] {
		if _, _, role := splitLabel(b.text, true); role.leads() {
			return i
		}
	}
	i := 0
	for i < len(blocks) && (blocks[i].centred || isCopyright(blocks[i].text)) {
		i++
	}
	if i == 0 {
		return min(2, len(blocks))
	}
	return min(i+1, len(blocks))
}

var capitalLabel = regexp.MustCompile(`^\p{Lu}[\p{Lu} -]{2,29}:\s`)

// trailerStart returns the index of the block at which what follows the text
// begins: read from the end, labels that do not belong before a text, copyright
// and centred lines. A block that is none of these is passed over only where a
// label shortly before it explains it: the paragraphs of a correction, or a
// label in capitals that is not known.
func trailerStart(body []block) int {
	const reach = 20
	trails := func(i int) role {
		_, _, r := splitLabel(body[i].text, true)
		if r.leads() {
			return noRole
		}
		return r
	}
	end := len(body)
	for i := len(body) - 1; i >= 0; i-- {
		if trails(i) != noRole || isCopyright(body[i].text) || body[i].centred {
			end = i
			continue
		}
		before := noRole
		for j := i - 1; j >= max(0, i-reach) && before == noRole; j-- {
			before = trails(j)
		}
		if before != correctionRole && (before == noRole || !capitalLabel.MatchString(body[i].text)) {
			break
		}
	}
	for end < len(body) && isWeakTrailer(body[end].text) {
		end++
	}
	return end
}

// weakLabels are words that may as well begin a paragraph of the text. They do
// not open the part after the text unless their value looks like index terms.
var weakLabels = map[string]bool{
	"land": true, "note": true, "notes": true, "type": true, "state": true, "city": true, "country": true, "person": true, "people": true, "personne": true, "column": true, "series": true, "thema": true, "bild": true, "update": true, "edition": true, "subject": true, "sujet": true,
	"tema": true, "temas": true, "materia": true, "asunto": true, "assunto": true, "argomento": true, "soggetto": true, "nota": true, "notas": true, "tipo": true, "edición": true, "edicion": true, "edição": true, "edizione": true,
	"persona": true, "personas": true, "pessoa": true, "pessoas": true, "persone": true, "ciudad": true, "cidade": true, "città": true, "estado": true, "stato": true, "país": true, "pais": true, "paese": true, "sector": true, "setor": true, "settore": true, "industria": true, "imagen": true, "imagem": true,
}

var indexTerms = regexp.MustCompile(`\(\d{1,3}%\)|^[^\p{Ll}]+$`)

func isWeakTrailer(text string) bool {
	label, value, _ := splitLabel(text, true)
	return weakLabels[strings.ToLower(label)] && !indexTerms.MatchString(value) && len(strings.Fields(value)) > 5
}

// take files a labelled value.
func (r *Record) take(label, value string, role role) {
	value = squeeze(value)
	r.Fields = append(r.Fields, Field{label, value})
	a := &r.Article
	switch role {
	case titleRole:
		a.Title = value
	case bylineRole:
		a.Byline = value
	case sectionRole:
		a.Section = value
	case lengthRole:
		a.Words, _ = wordCount(value)
	case languageRole:
		a.Language = language(value)
	case correctionRole:
		r.Correction = value
	case urlRole:
		a.URL = value
	}
}

// continueField appends to the value of the last field.
func (r *Record) continueField(text string) {
	if len(r.Fields) == 0 {
		return
	}
	f := &r.Fields[len(r.Fields)-1]
	f.Value = strings.TrimSpace(f.Value + "\n\n" + squeeze(text))
	if nexisLabels[strings.ReplaceAll(strings.ToLower(f.Label), "-", " ")] == correctionRole {
		r.Correction = f.Value
	}
}

// finishLabels does what needs all labels read.
func (r *Record) finishLabels() {
	r.Article.Byline = cleanByline(r.Article.Byline, r.Article.Language)
	if i := strings.LastIndex(r.Article.Section, "; Version:"); i >= 0 && r.Edition == "" {
		r.Edition = strings.TrimSpace(r.Article.Section[i+2:])
		r.Article.Section = r.Article.Section[:i]
	}
}

func (r *Record) warn(w string) {
	if w != "" {
		r.Article.Provenance.Warnings = append(r.Article.Provenance.Warnings, w)
	}
}

func clip(s string) string {
	const most = 60
	s = squeeze(s)
	if len(s) <= most {
		return s
	}
	r := []rune(s)
	return string(r[:min(len(r), most)]) + "…"
}

var _ coverage.Source = NexisText{}
