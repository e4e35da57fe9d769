// Package learn fits a scorer to coded sentences.
//
// A researcher codes a few hundred sentences, turns each into named features
// (hits, scopes, roles, words) and calls [Fit]. What comes back is a [Model]: for every label
// a regularised logistic regression over one shared dictionary of features, a
// calibration that turns its score into a probability, a threshold, and a
// [Report] that says how wrong it will be on a group of sentences (a document,
// a case) that it has not seen:
//
//	model, err := learn.Fit(examples, learn.Options{})
//	if err != nil { ... }
//	fmt.Println(model.Report)                    // precision, recall, F1, reliability
//	p := model.Predict(nil, features)            // one probability a label
//	why, _ := model.Explain("blame", features)   // log-odds by feature
//	_, err = model.WriteTo(file)                 // JSON; Read loads it
//
// The way of the data:
//
//  1. Features become a sparse matrix; rare ones are left out, and those with
//     Options.HashPrefix may be folded into a fixed number of buckets.
//  2. Groups are dealt into folds. No group is ever on both sides of a split,
//     because sentences of one document share names, style and subject.
//  3. In every fold the strength of the penalty is chosen by a second
//     cross-validation within the training part, so that the error reported
//     has not seen the choice.
//  4. The scores out of fold fit the calibration (Platt 1999, with the
//     smoothed targets of Lin, Lin and Weng 2007) and the threshold; for the
//     report both are fitted without the fold they are judged on.
//  5. Last, the model is fitted to all examples.
//
// Everything is deterministic: the same examples, options and seed give the
// same bytes for any number of workers and on any processor. For this the
// package does its own arithmetic where the standard library's differs
// between processors (exp, log, fused multiply-add).
//
// Limits. A linear model sees no interaction that is not a feature. Intervals
// resample groups, so with fewer than about ten groups they are too narrow,
// and the report warns. An error measured by cross-validation holds for
// material like the examples; for other material, code some of it and call
// [Model.Evaluate].
package learn
