// Package newsapi asks the search services of newspapers, archives and
// libraries for articles, and for counts of articles by day.
//
// The way in is the service by its name. Each is a struct that says what is
// asked, and a [coverage.Source]; the zero value of every field is documented:
//
//	var at newsapi.Cursor // or read from where it was stored
//	src := newsapi.Guardian{
//		Query: `"serious case review"`, From: from, To: to,
//		Options: newsapi.Options{Client: client, Cursor: &at},
//	}
//	for a, err := range src.Articles(ctx) {
//		if err != nil {
//			fmt.Fprintln(os.Stderr, err) // says which window or record, and why
//			continue
//		}
//		store(a)
//		save(at) // as JSON; nothing comes twice after this
//	}
//
// [Guardian], [GDELT], [MediaCloud], [NYT], [GOVUK], [Hansard], [EuropePMC] and
// [Crossref] give articles; [GDELTTimeline] and [MediaCloudCounts] give series.
// For each there is a function that reads an answer saved to a file, such as
// [ReadGuardian].
//
// # Nothing lost, nothing doubled
//
// A service gives no more than so many records for one question. A window of
// time that holds more is cut in halves, down to the shortest window the
// service knows; one that is still full then is a [*CapError]. Within a window
// every record comes once, whatever page it stands on. Where the service states
// how many there are, another number is a [*CountError]. Both are errors within
// the stream, which goes on, and are listed in [Cursor.Short].
//
// An error that ends the stream leaves the cursor at the page that failed.
// Who goes on from a stored cursor gets the rest: windows not read yet, and of
// the page at hand the records not yet yielded. A quota that is used up is a
// [*ServiceError] with Throttled set, and the same call goes on the next day.
//
// # Errors under a good status
//
// Some services say what is wrong in plain text under HTTP 200, or in JSON of
// another shape. That is a [*ServiceError], never an empty answer; one that
// speaks of the moment, such as a limit of requests, is waited for and asked
// again. An answer whose JSON is damaged is mended where it is plain how, read
// record by record, and what cannot be read is an error with its position.
//
// # Dates
//
// Days are those the service writes, in the zone it writes them in, which for
// most is UTC. The date of an article of [GDELT] is when GDELT saw it, and
// says so: its basis is "seen". A date that is not known stays unknown.
//
// # Keys
//
// A key is taken from Options.Key or the environment variable that the service
// names. It goes into requests and nowhere else: not into errors, cursors or
// provenance.
package newsapi
