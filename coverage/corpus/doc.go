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
//
// # How long a search takes
//
// [Corpus.Search] weighs up to 5,000 articles that match, of more a sample, and
// where more than 100,000 have the words it gives those added last. [Hits.Order]
// says which it was. With 1,000,000 synthetic articles of 480 words (a file of
// 7.2 GB), 20 hits asked for, the best of several runs on two cores that others
// used too, in milliseconds; "all" weighs every match, as Weigh = -1 does:
//
//	query                                            match      all   now
//	a word                                           2,595       17    13
//	a word                                           9,308       80    25
//	a word                                          19,887      120    31
//	a word                                          63,983      341    45
//	a word                                   about 105,000    1,646    23
//	a word                                   about 223,000    1,497    54
//	a word                                       1,000,000   11,937    27
//	two words of nearly all articles               997,809   13,984    38
//	two words of 223,000 and 105,000                23,608      172    93
//	a word of 2,595 and one of 1,000,000             2,595      403   333
//	a phrase of words of 565,000 and 223,000           425      829   642
//	a prefix                                        77,634      348   121
//
// What is not bounded is walking along the words: a phrase of words that are each
// in most articles, and a prefix that very many words begin with, took 0.4 to 2.7
// seconds at that size, since FTS5 goes through all of them whatever is wanted.
// And what a filter asks for is read from each article that has the words: one
// outlet of fifty took 73 ms with a word in 19,887 articles and half a second with
// one in 63,983. The first search of a word reads the file and takes several
// times as long as the next.
package corpus
