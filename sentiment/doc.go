// Package sentiment tells, sentence by sentence, whom or what a text holds
// responsible, and whether it accepts the blaming.
//
// Three frames are scored (see Reason 2000, Iyengar 1991, Entman 1993). Blame
// holds a person, group or body at fault; systemic places cause, failing or
// remedy in arrangements; counter-blame contests, regrets or mocks the blaming.
// For blame the package names the targets, with their level in the institution,
// and the speaker, so that a sentence may yield a tie: who blames whom.
//
//	scorer, err := sentiment.NewScorer(sentiment.Default())
//	if err != nil { ... }
//	result := scorer.Score(sentiment.Document{Text: article})
//	for _, s := range result.Sentences {
//		fmt.Print(sentiment.Explain(article, &s))
//	}
//
// What words and constructions mean is in a Codebook, a YAML file that a
// researcher reads and edits; Default is general to news about institutions and
// politics, and a case adds its actors with Overlay or WithActors. A pattern is
// a construction rather than a word: "TARGET <misdeed:act>" is an actor that is
// the subject of an active verb of the class misdeed, wherever that subject
// stands. Negation, denial, contrast, conditions and questions then decide
// what a match counts for: accusations that are denied count as counter-blame,
// the losing side of "rather than" counts for nothing. CODEBOOK.md beside this
// file tells how one is written.
//
// # Limits
//
// The package is written for English news prose. There is no parser behind it,
// only word lists, the order of words and a shallow reading of clauses; a
// sentence that blames without any word or construction of blame is missed more
// often than found. Who a pronoun means is guessed from the nearest fitting
// subject. A name the codebook does not know gets its level from a title, an
// apposition or the kind of text around it. No figure of accuracy carries over
// from one kind of text to another: code a sample of yours and compare (package
// agreement; examples/frameseval shows how).
package sentiment
