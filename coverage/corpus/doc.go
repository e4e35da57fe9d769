// Package corpus keeps a collection of articles in one SQLite file: add and
// find them, mark them, count them, and state in one line what a result was
// computed from.
//
// The way in is [Open]. Whatever is a [coverage.Source] can be added, and a
// corpus is one itself:
//
//	c, err := corpus.Open(ctx, "case.corpus")
//	if err != nil {
//		return err
//	}
//	defer c.Close()
//	report, err := c.Add(ctx, source, corpus.ImportOptions{Name: "Nexis, first download"})
//	for a, err := range c.Articles(ctx) {
//		…
//	}
//
// Adding is idempotent: an article is known by its id, and one that is there
// already is counted and left as it is. Nothing is ever deleted: an article that
// does not belong is excluded, with a reason, and can be included again. Every
// import is on record with what it brought, what was known, and what could not be
// read. Articles come out in a fixed order: by date as [coverage.Date.Compare]
// has it, then by id.
//
// A batch of articles is there as a whole or not at all, and stays once
// [ImportOptions.Progress] or [Corpus.Add] has reported it, whatever happens to
// the process afterwards. Several goroutines and processes may read and add at
// the same time; while the file is open SQLite keeps two more beside it, with the
// endings -wal and -shm, which belong to it.
//
// # The file
//
// Any SQLite tool opens the file. The views are for analysts and will be kept
// as they are:
//
//	articles         one row an article, exclusions left out: id, published
//	                 (2008-11-12, 2008-11 or 2008), precision, outlet, kind,
//	                 country, title, byline, section, language, url, words,
//	                 source, text, cluster, wire
//	all_articles     the same and excluded articles too, with excluded (the
//	                 reason, NULL if there is none)
//	articles_by_month, articles_by_outlet   numbers of articles
//	article_tags     article (an id), tag, note
//
// The tables behind them: article (metadata, first_day and last_day, which bound
// the date, provenance as JSON, digest), text, tag, exclusion, cluster, import,
// problem, meta, and the FTS5 index search. They may change with
// PRAGMA user_version.
//
// The full-text index is not written while articles are added, since that costs
// several times what storing them does. The first search after an import brings
// it up to date; [Corpus.Index] does so at a time of one's choice.
package corpus
