// Package neardup finds near-duplicates among articles: wire copy printed by
// many outlets, syndication, online and print editions, updated versions. It
// needs no database.
//
// The way in is [Find], or an [Index] to which articles are added as they come:
//
//	clusters, err := neardup.Find(ctx, source, neardup.Options{})
//	for _, c := range clusters {
//		fmt.Println(c.ID, len(c.Members), c.Wire)
//	}
//
// Two articles are near-duplicates if their dates lie within [Options.Window]
// days of each other and at least [Options.Threshold] of the word runs of the
// shorter text are found in the longer, which may not be more than
// 1/[Options.Ratio] times as long. This is containment (Broder, "On the
// resemblance and containment of documents", 1997) and not resemblance, for an
// article that was cut by half for another edition resembles the whole one
// little and is contained in it. A cluster holds what is near to at least one of
// its members.
//
// Candidates are found with a sample of word runs that is the same in every
// text, those whose hash falls below a bound (a scaled MinHash: Broder 1997;
// Irber et al., "Lightweight compositional analysis of metagenomes with
// FracMinHash and minimum metagenome covers", 2022). Only articles that share two
// of them are compared, so that the cost grows with the number of articles and
// not with its square. Runs that many unrelated articles share, such as a line of
// boilerplate, find no candidates.
//
// # What the figures mean
//
// The default threshold of one half is far above what reports of one event by
// different hands share, which is names and quotations, and below what is left
// after a tenth of the words were changed: of runs of four words 0.9⁴ = 0.66 stay
// whole. Texts of fewer than [Options.MinWords] words are never compared.
package neardup
