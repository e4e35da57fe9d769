// Package trend turns scored articles and counted series into statements about
// time that a reviewer can check: an estimate, an interval, the number of
// articles behind it, and a warning where the record cannot bear it.
//
// The way in is [Articles]. Add what a scorer found in each article, then ask
// for a measure by period and group:
//
//	var articles trend.Articles
//	err := articles.Add(scored...)
//	table, err := articles.Table(trend.Index, trend.Options{Period: coverage.Monthly})
//	for _, cell := range table.Cells {
//		fmt.Println(cell.Label, cell.Finding) // 2008-11 index … 95% interval … n = 41 articles
//	}
//
// The pipeline is
//
//  1. [Scored] says how many sentences of an article carry each frame. The
//     package knows no scorer; anything that counts sentences will do.
//  2. [Articles.Table] places articles in periods or named phases, weighs them
//     ([Options]) and puts a bootstrap interval on every cell. A cell without
//     articles has no value: silence is missing, never zero.
//  3. [Table.Contributions] names the articles that made a value,
//     [Table.Difference] compares two cells, and [Table.Contrasts] two periods
//     in every group, with corrected p-values.
//  4. [Season] reads a monthly series that has gaps: which calendar months are
//     high, and whether there is a trend.
//
// The subpackages hold the estimators, each usable alone:
//
//   - finding is the form of every result, resample the bootstrap,
//     multiplicity the correction for many tests;
//   - align lays series on one axis; smooth (LOESS, STL), rank (Mann-Kendall,
//     Theil-Sen) and lag (autocorrelation, two series) describe them;
//   - linear and glm are regressions with autocorrelated errors, its is
//     interrupted time series;
//   - changepoint (PELT, binary segmentation), structural (Bai-Perron, supF,
//     CUSUM) and segmented (lines that bend, Davies' test) find changes;
//   - attention measures shares of all stories, media storms, half-lives, events
//     and anniversaries;
//   - health finds gaps, missing outlets, waves of near-duplicates and changes of
//     source, and says whether a change coincides with one;
//   - proportion compares shares, keyness words;
//   - misclass corrects shares for the mistakes of the coder.
//
// How often their intervals hold the truth and their tests reject a true null has
// been measured by simulation. SIMULATIONS.md beside this file has the rates, and
// says where methods fail; there they warn.
package trend
