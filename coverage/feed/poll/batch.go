package poll

import (
	"context"
	"iter"
	"time"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/feed"
)

// A Batch is what is new in one feed. It is a [coverage.Source] and can be
// read again. Listed = len(Items) + len(Errors) + Known + Repeated.
type Batch struct {
	Feed  feed.Subscription
	Title string // that the feed gives itself

	Items  []feed.Item             // not acknowledged before, in the order of the feed
	Errors []*coverage.RecordError // items that hold nothing to keep

	Listed   int // items in the document
	Known    int // of them, acknowledged before
	Repeated int // of them, listed before in the same document

	Unchanged bool   // the document is the one that was acknowledged last; nothing was read
	Partial   bool   // the document breaks off; this is what came, and it will be asked for in full
	Moved     string // the address the feed has moved to for good, "" if it has not

	URL       string // where the document was in the end; not redacted
	Retrieved time.Time
	Warnings  []string

	set  *Set
	ids  []string // of all articles listed
	next validators
}

// Articles yields the new articles, then the errors.
func (b *Batch) Articles(ctx context.Context) iter.Seq2[coverage.Article, error] {
	return (&feed.Feed{Items: b.Items, Errors: b.Errors}).Articles(ctx)
}

// withholdLast leaves out an item of which only the beginning came: with half a
// link it would be another article. A document that breaks off at the same byte
// the next time gives it out as it is.
func (b *Batch) withholdLast(doc *feed.Feed) {
	b.Warnings = append(b.Warnings, "the last item, of which only the beginning came, is left for the next time")
	if i, e := len(doc.Items)-1, len(doc.Errors)-1; e >= 0 && (i < 0 || doc.Errors[e].Record > doc.Items[i].Article.Provenance.Record) {
		doc.Errors = doc.Errors[:e]
	} else if i >= 0 {
		doc.Items = doc.Items[:i]
	}
}

// fill sorts the items of the document into new and known.
func (b *Batch) fill(doc *feed.Feed, st *state) {
	b.Title, b.Errors = doc.Title, doc.Errors
	b.Warnings = append(b.Warnings, doc.Warnings...)
	b.Listed = len(doc.Items) + len(doc.Errors)
	listed := map[string]bool{}
	for _, it := range doc.Items {
		id := it.Article.ID
		switch {
		case listed[id]:
			b.Repeated++
			continue
		case st.knows(id):
			b.Known++
		default:
			b.Items = append(b.Items, it)
		}
		listed[id] = true
		b.ids = append(b.ids, id)
	}
}

// Ack says that the articles of the batch are stored for good: they will not
// come again. Until it has returned they may.
func (b *Batch) Ack() error {
	if b.Unchanged {
		return nil
	}
	return b.set.acknowledge(b)
}
