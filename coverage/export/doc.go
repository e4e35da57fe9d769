// Package export reads what researchers already have: downloads from press
// databases (Nexis, Factiva, Europresse, ProQuest), reference managers (RIS,
// BibTeX, CSL-JSON), Media Cloud and GDELT tables, CSV, TSV and JSONL files,
// and plain text files with a date in their name.
//
// The way in is [Open]. It looks at the content of a file, never at its name,
// and streams the articles in the order of the file:
//
//	f, err := export.Open("download.TXT")
//	if err != nil {
//		return err // says what was found instead of articles
//	}
//	defer f.Close()
//	for a, err := range f.Articles(ctx) {
//		…
//	}
//
// Nothing is lost silently. A record that cannot be read is an error with its
// number and byte offset, and the stream goes on. Where a file says how many
// records it holds and another number is found, the last pair of the stream is
// a [*CountError]. A file without articles is a [*NoArticlesError]. What a
// record says beyond the fields of [coverage.Article], such as edition,
// correction, subject or page, is in [Record.Fields], and the bytes it was read
// from in [Record.Raw]; [File.Records] yields both.
//
// # Dates
//
// A date is read where its format puts it and nowhere else: a month named in a
// headline is never a date. Month and weekday names are known in English,
// German, French, Dutch, Danish, Norwegian, Swedish, Spanish, Italian and
// Portuguese. A date outside [Options.FirstYear] to [Options.LastYear] is
// refused with a warning, and a numeric date whose order cannot be told, such
// as 03/04/2024, is known to the year unless [Options.DateOrder] is set. The
// text a date was read from is in [coverage.Date.Raw].
//
// # Identity
//
// A record that brings its own identifier (an accession number, a DOI, an
// address) is known by it. Any other is known by outlet, date, title and a
// digest of its text with white space folded, so that two editions under one
// headline stay two articles and the same download read twice stays one.
//
// # Limits
//
// Memory is bounded by the largest record, which may not exceed
// [Options.MaxRecord]; a longer one is an error and reading goes on after it.
// Archives are limited by [Options.MaxUnzipped]. An archive within an archive
// is not opened. PDF files are not read: extract their text first.
package export
