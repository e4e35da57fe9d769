package export

import (
	"cmp"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// Options are the settings that readers share. The zero value is ready to use.
type Options struct {
	// Format names the format and skips sniffing. Only [Open] and its kin look
	// at it.
	Format Format

	// Charset is the character encoding as an HTML label, such as
	// "windows-1252". By default every record is read as UTF-8 if it is valid
	// UTF-8, then by the encoding the file declares, then as windows-1252.
	Charset string

	// MaxRecord is the size in bytes of the largest record accepted.
	// 0 means 16 MB.
	MaxRecord int

	// MaxUnzipped limits what one entry of a zip archive (the text of a DOCX,
	// a file of an archive) may unpack to, in bytes. 0 means 1 GB.
	MaxUnzipped int64

	// FirstYear and LastYear bound plausible years of publication.
	// 0 means 1600 and 2100.
	FirstYear, LastYear int

	// DateOrder says how all-numeric dates are written.
	DateOrder DateOrder

	// Outlet and Language are taken for records that do not name theirs. A step
	// in the provenance says so.
	Outlet   coverage.Outlet
	Language string // BCP 47

	// Columns maps a field of the article to the column or key of a table that
	// holds it: "id", "url", "outlet", "country", "title", "byline", "section",
	// "language", "published", "text", "words". Fields that are not mapped are
	// found by the usual names of columns. A mapped column that the table does
	// not have is an error.
	Columns map[string]string

	// Comma separates the columns of a table; 0 finds out which of comma,
	// semicolon, tab and bar does.
	Comma rune
}

// DateOrder is the order of day and month in an all-numeric date.
type DateOrder uint8

// The orders. With the zero value a date such as 03/04/2024, whose order cannot
// be told from its numbers, is known to the year only; 23/04/2024 can be told.
const (
	AskDate    DateOrder = iota // take no side
	DayFirst                    // 03/04/2024 is 3 April
	MonthFirst                  // 03/04/2024 is 4 March
)

func (o Options) maxRecord() int     { return cmp.Or(o.MaxRecord, 16<<20) }
func (o Options) maxUnzipped() int64 { return cmp.Or(o.MaxUnzipped, 1<<30) }
func (o Options) years() (first, last int) {
	return cmp.Or(o.FirstYear, 1600), cmp.Or(o.LastYear, 2100)
}
