// Package datapackage shares a corpus without its texts, which mostly belong to
// others, and fills the texts in again from the reader's own exports.
//
// [Write] makes a folder with a Frictionless Data Package, version 2
// (https://datapackage.org): datapackage.json describes the files, with their
// sizes, SHA-256 digests, schemas, sources and licences.
//
//	articles.csv     metadata of every article, for reading
//	articles.jsonl   the same in full, with provenance and the digest of the text
//	tags.csv         article, tag, note
//	exclusions.csv   article, reason
//	clusters.csv     near-duplicates: article, cluster, relation, similarity, wire
//	counts.csv       articles by month and outlet, exclusions left out
//
// More tables, such as scores, can be added with [Options.Tables]. No file holds
// text of an article; headlines and bylines are metadata and are there, unless
// [Options.WithoutHeadlines] is set.
//
// [Hydrate] reads such a folder, verifies every file against its digest, looks
// for each article in the exports it is given, and adds those whose text is the
// one described to a corpus, with the tags and exclusions of the package:
//
//	report, err := datapackage.Hydrate(ctx, dir, c, datapackage.HydrateOptions{Sources: exports})
//	fmt.Println(report.Filled, "filled in,", len(report.Missing), "missing")
//
// A corpus hydrated in full has the snapshot hash of the one that was shared,
// which the package states as well.
package datapackage
