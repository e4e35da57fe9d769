// Package agreement says how far codings can be trusted: how well human
// coders agree with each other, and how well a scorer agrees with them.
//
// The way through it has four steps.
//
//  1. A [Sampler] draws units from a corpus, balanced by outlet and phase, and
//     [WriteSheet] writes them as a blinded coding sheet that opens in any
//     spreadsheet program. [WriteKey] keeps what the coders must not see.
//  2. Coders fill in the sheet; [ReadSheet] reads it back and names the line
//     of every mistake.
//  3. [Alpha], [Kappa] and [Fleiss] measure agreement between coders;
//     [Evaluate] and [Confusion] measure a scorer against them. Every figure
//     is an [Estimate] with a bootstrap interval from resampled units, or
//     from resampled clusters of units such as documents.
//  4. [Validate] does step 3 for a whole sheet and [Report.WriteTo] prints
//     one page that can go into a paper's appendix.
//
// Labels are strings; the package knows nothing of frames. In the shortest
// form:
//
//	d := agreement.FromColumns([]string{"ann", "ben"}, annCodes, benCodes)
//	a, err := agreement.Alpha(d, agreement.Scale{}, agreement.Bootstrap{Seed: 1})
//	if err != nil {
//		log.Fatal(err)
//	}
//	fmt.Println(a) // 0.743 [0.51, 0.92], n=40
package agreement
