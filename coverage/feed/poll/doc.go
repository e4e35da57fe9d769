// Package poll asks a set of feeds for what is new in them, at once and
// politely, and remembers what was taken over, also when the program is killed.
//
// The way in is [Set.Round]. It yields one [Batch] for each feed, in the order
// of the set; a batch is a [coverage.Source] of the articles that are new:
//
//	set := &poll.Set{Feeds: list, Client: client, StateDir: "state"}
//	for batch, err := range set.Round(ctx) {
//		if err != nil {
//			fmt.Fprintln(os.Stderr, err) // this feed failed; the others go on
//			continue
//		}
//		if _, err := corpus.Add(ctx, batch, …); err != nil {
//			return err
//		}
//		if err := batch.Ack(); err != nil {
//			return err
//		}
//	}
//
// # Nothing lost, nothing doubled
//
// What a batch holds counts as taken over when [Batch.Ack] returns, and not
// before: the articles of a batch that was not acknowledged, because the
// program was killed or could not store them, come again. So a batch must be
// stored before it is acknowledged, and who may be killed between the two must
// know an article that comes again by its ID, as package corpus does. An
// article that two feeds list comes once from each, under one ID.
//
// Acknowledging replaces one small file for each feed, whole or not at all. It
// holds the validators of the document (ETag, Last-Modified), its digest, and
// the ids of the articles taken over. A feed that has not changed costs one
// conditional request.
package poll
