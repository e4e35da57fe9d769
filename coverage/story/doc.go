// Package story turns a case into a report: the records of what was
// published, the actors, the events, the phases and the claims go in;
// measured framing with intervals, figures, tables and the sentences behind
// every number come out. Nothing in it knows any particular case.
//
// The way through it has three steps.
//
//  1. [Load] reads a case folder (case.yaml and the files it names) and
//     checks it: every mistake is reported with file and line.
//  2. [Analyse] scores the records and follows the framing over phases and
//     months.
//  3. [Analysis.WriteReport] writes a folder with index.html, figures, data
//     and a manifest; [Analysis.Summary] prints what a person reads first.
//
// In code:
//
//	c, err := story.Load(os.DirFS("mycase"))
//	if err != nil {
//		return err
//	}
//	a, err := story.Analyse(ctx, c, story.Options{Seed: 1})
//	if err != nil {
//		return err
//	}
//	return a.WriteReport("report")
//
// # Claims
//
// A published argument is written down as claims: what is measured, on which
// records, compared how, in which direction and from what size it matters
// ([Claim], [Test]). They are checked before a text is scored and frozen by the
// digest of what they declare ([Case.Register]), which case.yaml can hold them to
// (registered). The answer ([Outcome]) is supported, contradicted, no clear
// difference, too little data or no data, with effect, interval, n, p corrected
// for all claims (Holm), the smallest effect that would have been seen, what
// becomes of it when the records are counted otherwise, and faults of the record
// ([Flag]) that it may be mistaken for. A convenience sample decides no claim
// about what was published, whatever its interval; a sample of any kind does not
// tell who was first. Package storytest invents a case on which this was tried.
//
// Private persons appear in every output by their role. What the record cannot
// bear is said beside each figure, not only once.
package story
