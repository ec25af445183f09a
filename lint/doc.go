// Package lint checks the wording of interview questions: that a question is specific and polite, and that an interviewer
// may fairly ask it. It uses no model, network or clock: the same text and options always give the same report.
//
// A text is normalised and split into sentences and words. Each word belongs to closed classes (data/classes), and each
// rule is a set of patterns over words and classes, with exceptions, or a family of weak signs of which several have to meet
// (data/rules). What patterns cannot express, such as the number of things asked, is code. Every rule is described in
// docs/wording.md. The package contains classes and rules compiled, as lexicon.bin; run go generate after a change in data.
//
// An anchor is something specific in a question that the answer has to address, such as a number, a case or a named actor
// (data/anchors).
package lint
