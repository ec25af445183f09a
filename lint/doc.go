// Package lint is the lint of wording: it tells whether a question for a job interview is pointed without being
// arrogant, and whether an interviewer may fairly ask it. It knows no model, no network and no clock: the same text and
// options give the same report everywhere.
//
// A text is normalised and cut into sentences of words. Each word belongs to closed classes (data/classes), and each
// rule is a set of patterns over words and classes (data/rules), with the exceptions that lift it. What patterns cannot
// say, such as how many things are asked, is code. What each rule means stands in docs/wording.md.
package lint
