// Package coverage holds the nouns of press research: [Article], [Outlet],
// [Date], [Period], [Series], [Event] and [Provenance], and the [Source]
// contract by which every reader of feeds, pages, database exports and news
// APIs hands over articles. It uses the standard library only.
//
// The way in is a Source. A Source is read once, as a stream; a bad record
// arrives as an error with its position and the stream goes on:
//
//	var tally coverage.Tally
//	for a, err := range tally.Count(source.Articles(ctx)) {
//		if err != nil {
//			fmt.Fprintln(os.Stderr, err) // says where and what
//			continue
//		}
//		fmt.Println(a.Published, a.Outlet.Name, a.Title)
//	}
//	// tally.Seen == tally.Articles + tally.Errors
//
// Two rules run through the package. A [Date] is never more precise than the
// record it came from: a book gives a month, a database a day, and no day is
// invented. A [Point] of a [Series] that is missing is not zero: it has no
// value at all, and no sum, mean or figure may treat it as one.
package coverage
