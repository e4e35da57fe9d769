// Package parquet writes articles and series as Parquet files, which R (arrow),
// Python (pandas, polars, pyarrow), DuckDB and Spark read with their types and
// without guessing. It stands apart from package corpus so that only who wants
// Parquet links a writer for it.
//
// The way in is [Write]:
//
//	n, err := parquet.Write(w, c.Articles(ctx), parquet.Options{Text: true})
//
// A file has one row an article, in the order they come. What is not known is
// null and never an empty text or a zero:
//
//	id          text, never null
//	published   text: 2008-11-12, 2008-11 or 2008, as precise as is known
//	precision   text, never null: day, month, year or unknown
//	day         date; null unless the day is known
//	first_day   date: the first day that published may stand for
//	last_day    date: the last such day
//	date_raw    text: the date as it was found
//	date_basis  text: how it was found, such as printed or json-ld
//	outlet, kind, country, title, byline, section, language, url    text
//	words       integer, as the source states it
//	source      text: the reader or service the article came through
//	provenance  JSON, see [coverage.Provenance]
//	text_bytes  integer, never null: length of the text in UTF-8
//	text_sha256 text, never null: SHA-256 of the text in hexadecimal
//	text        text, only with [Options.Text]
//
// and after them the columns of [Options.Columns], such as scores. Whoever must
// not pass on texts leaves them out: the digest tells whether another copy of an
// article is the same.
//
// [WriteSeries] writes counts by period, one row a point, and keeps a missing
// number apart from zero.
//
// The same articles in the same order give the same bytes with the same version
// of this module: nothing of the time or the machine goes into a file. The
// columns are compressed with Zstandard. Memory does not grow with the number
// of articles but for a few hundred bytes a row group, see [Options.GroupBytes].
package parquet
