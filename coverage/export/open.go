package export

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// A Format is the kind of an export, as it stands in [coverage.Provenance].
type Format string

// The formats.
const (
	FormatNexisTXT     Format = "nexis-txt"
	FormatNexisDOCX    Format = "nexis-docx"
	FormatNexisHTML    Format = "nexis-html"
	FormatNexisRTF     Format = "nexis-rtf"
	FormatFactivaHTML  Format = "factiva-html"
	FormatFactivaXML   Format = "factiva-xml"
	FormatEuropresse   Format = "europresse-html"
	FormatProQuestTXT  Format = "proquest-txt"
	FormatProQuestHTML Format = "proquest-html"
	FormatRIS          Format = "ris"
	FormatBibTeX       Format = "bibtex"
	FormatCSLJSON      Format = "csl-json"
	FormatMediaCloud   Format = "mediacloud-csv"
	FormatGDELT        Format = "gdelt-csv"
	FormatTable        Format = "table"
	FormatJSONL        Format = "jsonl"
	FormatText         Format = "text"
	FormatZip          Format = "zip"
)

// A File is an export opened for reading. It is a [Reader].
type File struct {
	name    string
	format  Format
	records func(ctx context.Context) iter.Seq2[Record, error]
	closers []func() error
}

// Format returns what the content of the file was found to be.
func (f *File) Format() Format { return f.format }

// Records yields the records in the order of the file. It can be called once.
func (f *File) Records(ctx context.Context) iter.Seq2[Record, error] { return f.records(ctx) }

// Articles yields the articles in the order of the file. It can be called once.
func (f *File) Articles(ctx context.Context) iter.Seq2[coverage.Article, error] {
	return articles(f.records(ctx))
}

// Close releases the file. It must be called when reading is over.
func (f *File) Close() error {
	var errs []error
	for i := len(f.closers) - 1; i >= 0; i-- {
		errs = append(errs, f.closers[i]())
	}
	f.closers = nil
	return errors.Join(errs...)
}

// Open opens the export at path, which may be a zip archive of exports, with
// the zero [Options].
func Open(path string) (*File, error) { return Options{}.Open(path) }

// Open opens the export at path. The error is a [*NoArticlesError] when the
// file is of a kind that holds no articles.
func (o Options) Open(path string) (*File, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("export: %w", err)
	}
	info, err := file.Stat()
	if err == nil && info.IsDir() {
		err = fmt.Errorf("export: %s is a folder; open its files one by one", path)
	}
	if err != nil {
		file.Close()
		return nil, err
	}
	f, err := o.open(file, info.Size(), path)
	if err != nil {
		file.Close()
		return nil, err
	}
	f.closers = append([]func() error{file.Close}, f.closers...)
	return f, nil
}

// Read opens an export that is read from r. The name is used in errors and
// provenance, and for the date of a plain text. A zip archive or DOCX that comes
// from an r without ReadAt is first copied to a temporary file, which
// [File.Close] removes.
func (o Options) Read(r io.Reader, name string) (*File, error) {
	type sized interface {
		io.ReaderAt
		io.Seeker
	}
	if ra, ok := r.(sized); ok {
		at, err := ra.Seek(0, io.SeekCurrent)
		if err == nil {
			if end, err := ra.Seek(0, io.SeekEnd); err == nil {
				return o.open(io.NewSectionReader(ra, at, end-at), end-at, name)
			}
		}
	}
	br := bufio.NewReaderSize(r, sniffSize)
	head, err := br.Peek(sniffSize)
	if err != nil && err != io.EOF {
		return nil, fmt.Errorf("export: %s: %w", name, err)
	}
	if !isZip(head) {
		return o.dispatch(br, head, name)
	}
	tmp, err := os.CreateTemp("", "export-*")
	if err != nil {
		return nil, fmt.Errorf("export: %s: %w", name, err)
	}
	remove := func() error { return errors.Join(tmp.Close(), os.Remove(tmp.Name())) }
	n, err := io.Copy(tmp, br)
	if err == nil {
		var f *File
		if f, err = o.open(tmp, n, name); err == nil {
			f.closers = append([]func() error{remove}, f.closers...)
			return f, nil
		}
	}
	return nil, errors.Join(err, remove())
}

// sniffSize is how much of a file is looked at to tell its format. A Factiva
// page carries about 100 KB of style sheet before its first article.
const sniffSize = 256 << 10

func isZip(head []byte) bool {
	return bytes.HasPrefix(head, []byte("PK\x03\x04")) || bytes.HasPrefix(head, []byte("PK\x05\x06"))
}

func (o Options) open(r io.ReaderAt, size int64, name string) (*File, error) {
	head := make([]byte, min(size, sniffSize))
	n, err := r.ReadAt(head, 0)
	if err != nil && err != io.EOF {
		return nil, fmt.Errorf("export: %s: %w", name, err)
	}
	head = head[:n]
	if !isZip(head) {
		return o.dispatch(io.NewSectionReader(r, 0, size), head, name)
	}
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, fmt.Errorf("export: %s: damaged zip archive: %w", name, err)
	}
	for _, entry := range z.File {
		switch {
		case entry.Name == "word/document.xml":
			x := NexisDOCX{R: r, Size: size, Name: name, Options: o}
			return &File{name: name, format: FormatNexisDOCX, records: x.Records}, nil
		case entry.Name == "xl/workbook.xml":
			return nil, &NoArticlesError{name, "an Excel workbook; save its sheet as CSV"}
		case entry.Name == "content.xml":
			return nil, &NoArticlesError{name, "an OpenDocument file; save it as DOCX or text"}
		}
	}
	a := archive{files: z.File, name: name, o: o}
	return &File{name: name, format: FormatZip, records: a.records}, nil
}

// An archive is a zip of exports, read one after the other.
type archive struct {
	files []*zip.File
	name  string
	o     Options
}

func (a archive) records(ctx context.Context) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		read := 0
		for _, entry := range a.files {
			base := path.Base(entry.Name)
			if entry.FileInfo().IsDir() || strings.HasPrefix(base, ".") || strings.HasPrefix(entry.Name, "__MACOSX/") {
				continue
			}
			read++
			if !a.entry(ctx, entry, yield) {
				return
			}
		}
		if read == 0 {
			yield(Record{}, &NoArticlesError{a.name, "an empty zip archive"})
		}
	}
}

// entry reads one file of the archive and reports whether to go on.
func (a archive) entry(ctx context.Context, entry *zip.File, yield func(Record, error) bool) bool {
	name := a.name + "!" + entry.Name
	fail := func(err error) bool {
		return yield(Record{}, &coverage.RecordError{Location: name, Err: err})
	}
	limit := a.o.maxUnzipped()
	if entry.UncompressedSize64 > uint64(limit) {
		return fail(fmt.Errorf("unpacks to %d bytes: %w", entry.UncompressedSize64, ErrTooLarge))
	}
	rc, err := entry.Open()
	if err != nil {
		return fail(err)
	}
	defer rc.Close()
	br := bufio.NewReaderSize(rc, sniffSize)
	head, err := br.Peek(sniffSize)
	if err != nil && err != io.EOF {
		return fail(err)
	}
	if isZip(head) && !bytes.Contains(head, []byte("word/")) {
		return fail(&NoArticlesError{name, "an archive within an archive; unpack it first"})
	}
	f, err := a.o.Read(br, name)
	if err != nil {
		return fail(err)
	}
	defer f.Close()
	for r, err := range f.Records(ctx) {
		if !yield(r, err) {
			return false
		}
		if ctx.Err() != nil {
			return false
		}
	}
	return true
}

// dispatch hands r, whose first bytes are head, to the reader of its format.
func (o Options) dispatch(r io.Reader, head []byte, name string) (*File, error) {
	format, found := o.Format, ""
	if format == "" {
		format, found = Sniff(head)
	}
	var x Reader
	switch format {
	case FormatNexisTXT:
		x = NexisText{r, name, o}
	case FormatNexisHTML:
		x = NexisHTML{r, name, o}
	case FormatNexisRTF:
		x = NexisRTF{r, name, o}
	case FormatFactivaHTML:
		x = FactivaHTML{r, name, o}
	case FormatFactivaXML:
		x = FactivaXML{r, name, o}
	case FormatEuropresse:
		x = Europresse{r, name, o}
	case FormatProQuestTXT, FormatProQuestHTML:
		x = ProQuest{r, name, o}
	case FormatRIS:
		x = RIS{r, name, o}
	case FormatBibTeX:
		x = BibTeX{r, name, o}
	case FormatCSLJSON:
		x = CSLJSON{r, name, o}
	case FormatMediaCloud, FormatGDELT, FormatTable:
		x = Table{r, name, o}
	case FormatJSONL:
		x = JSONL{r, name, o}
	case FormatText:
		x = Text{r, name, o}
	default:
		return nil, &NoArticlesError{name, found}
	}
	return &File{name: name, format: format, records: x.Records}, nil
}

var (
	risStart    = regexp.MustCompile(`(?m)^[ \t\x{FEFF}]*TY  ?- ?[A-Z]`)
	bibStart    = regexp.MustCompile(`(?m)^[ \t\x{FEFF}]*@[A-Za-z]+[ \t]*[{(][ \t]*[^\s,={}"]*[ \t]*[,=]`)
	htmlTitle   = regexp.MustCompile(`(?is)<title[^>]*>\s*(.*?)\s*</title>`)
	factivaDiv  = regexp.MustCompile(`(?i)<div[^>]+class=["']article(?:\s+[a-z]{2}article|["'])`)
	proquestTag = regexp.MustCompile(`(?i)(?:name|id)=["'](?:DocID_)?MSTAR_|<strong>\s*(?:ProQuest document ID|Publication title)\s*:`)
	ruleLine    = regexp.MustCompile(`(?m)^_{20,}\s*$`)
	pqLabel     = regexp.MustCompile(`(?im)^(?:ProQuest document ID|Publication title|Document URL)\s*:`)
)

// Sniff tells the format of a file from its first bytes, of which it should be
// given 256 KB or all. The format is "" for a file that holds no articles, and
// found then says what it is. Zip archives, and DOCX files, which are archives,
// are recognised by [Open] only.
func Sniff(head []byte) (format Format, found string) {
	switch {
	case isZip(head):
		return FormatZip, ""
	case bytes.HasPrefix(head, []byte("%PDF")):
		return "", "a PDF file; extract its text first"
	case bytes.HasPrefix(head, []byte{0xD0, 0xCF, 0x11, 0xE0}):
		return "", "an old Word or Excel file; save it as DOCX or CSV"
	case bytes.HasPrefix(head, []byte{0x1F, 0x8B}):
		return "", "a gzip file; unpack it first"
	}
	r, _ := utf8Of(bytes.NewReader(head))
	b, _ := io.ReadAll(r)
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	text := bytes.TrimSpace(b)
	switch {
	case len(text) == 0:
		return "", "an empty file"
	case bytes.HasPrefix(text, []byte(`{\rtf`)):
		return FormatNexisRTF, ""
	case bytes.IndexByte(text[:min(len(text), 4096)], 0) >= 0:
		return "", "a binary file"
	case text[0] == '<':
		return sniffMarkup(text)
	case text[0] == '[' || text[0] == '{':
		if f, found := sniffJSON(text); f != "" || found != "" {
			return f, found
		}
	}
	if risStart.Match(text[:min(len(text), 4096)]) {
		return FormatRIS, ""
	}
	if ruleLine.Match(text) && pqLabel.Match(text) {
		return FormatProQuestTXT, ""
	}
	for line := range bytes.Lines(text) {
		if isNexisSeparator(line) {
			return FormatNexisTXT, ""
		}
	}
	if bibStart.Match(text[:min(len(text), 64<<10)]) {
		return FormatBibTeX, ""
	}
	if f, found := sniffTable(text); f != "" || found != "" {
		return f, found
	}
	if !utf8.Valid(text) && !looksLikeText(text) {
		return "", "a binary file"
	}
	return FormatText, ""
}

func looksLikeText(b []byte) bool {
	odd := 0
	b = b[:min(len(b), 4096)]
	for _, c := range b {
		if c < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f' {
			odd++
		}
	}
	return odd*50 < len(b)
}

func sniffMarkup(b []byte) (Format, string) {
	lower := bytes.ToLower(b)
	has := func(s string) bool { return bytes.Contains(lower, []byte(s)) }
	switch {
	case has("<ppsarticle") || has("global.factiva.com/pps"):
		return FormatFactivaXML, ""
	case factivaDiv.Match(b), has("<title>factiva</title>"), has("<title>dow jones factiva</title>"):
		return FormatFactivaHTML, ""
	case has("<doc number="):
		return FormatNexisHTML, ""
	case has("docpublicationname"):
		return FormatEuropresse, ""
	case proquestTag.Match(b):
		return FormatProQuestHTML, ""
	case has("<rss") || has("<feed") || has("<rdf:rdf"):
		return "", "a feed; read it with package feed"
	case bytes.HasPrefix(b, []byte("<?xml")) && !has("<html"):
		return "", "an XML file of an unknown kind"
	}
	if m := htmlTitle.FindSubmatch(b); m != nil && len(squeeze(string(m[1]))) > 0 {
		return "", fmt.Sprintf("an HTML page titled %q; read single pages with package page", clip(string(m[1])))
	}
	return "", "an HTML page of an unknown kind; read single pages with package page"
}
