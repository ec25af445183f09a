package lint

import (
	"strings"
	"sync"

	"twoway/bank"
)

// Options say whose question it is and whose law applies.
type Options struct {
	Asker        bank.Asker   // whose question it is; "" applies the rules of both sides
	Jurisdiction Jurisdiction // "" is Strict; so is one that is not known
	Trade        []string     // words of the trade, in any form: each is something to hold on to
}

// Span is a half-open range of runes of the original text.
type Span struct{ Start, End int }

// Severity tells whether a finding stands in the way of a question.
type Severity string

// Severities.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
)

// Verdict is what to do with a question.
type Verdict string

// Verdicts. Pass: no error, at most one warning, and at least one thing to hold on to. Revise: two warnings or more, or
// nothing to hold on to. Reject: any error.
const (
	Pass   Verdict = "pass"
	Revise Verdict = "revise"
	Reject Verdict = "reject"
)

// Finding is one fault of a text.
type Finding struct {
	Rule string // id of the rule, such as "tone.accusation"; never reused
	Span
	Severity   Severity
	Message    string // what is wrong
	Why        string // why it matters
	Suggestion string // one sentence on how to mend it
	Rewrite    string // the whole text, rewritten and free of errors; "" if there is no safe way to rewrite it
	Source     string // the law or guidance behind a finding of fairness; "" otherwise
}

// Score is a number from 0 to 5 and what it consists of.
type Score struct {
	Points int
	Parts  []Part // in a fixed order; never nil
}

// Part is one thing that counted, with the points that it gave or took before the whole was held within 0 and 5.
type Part struct {
	Name   string
	Points int
	Span   // where it was found; empty if it concerns the whole text
}

// Report is what is to be said about a text.
type Report struct {
	Verdict   Verdict
	Findings  []Finding // by start, then end, then rule; never nil
	Pointed   Score     // a part for each kind of thing to hold on to
	Courteous Score     // politeness earns little and never cancels a finding
	Hidden    []Span    // invisible characters, which were left out of the reading; never nil
	Words     int
	Grade     int // the school grade that the text asks for (Flesch and Kincaid), 0 or more
}

// Check reads a text: a question, with whatever stands around it. It never fails; an empty text is to be revised.
func Check(text string, options Options) Report {
	c := newCheck(text, options)
	if c.rejected() {
		c.rewrite()
	}
	return c.report()
}

// shared is the lexicon, read once. It never changes afterwards.
//
//nolint:gochecknoglobals // the tables are part of the program
var shared = sync.OnceValue(newLexicon)

// check is the work on one text.
type check struct {
	text     string
	options  Options
	lex      *lexicon
	page     *page
	found    []found
	anchors  []hit
	reading  reading
	caps     bool // capitals shout, and nothing else does
	findings []Finding
}

// found is a finding before it is put into words.
type found struct {
	rule string
	name string // of the set of patterns
	Span
	severity Severity
	sentence int
}

func newCheck(text string, options Options) *check {
	lex := shared()
	c := &check{text: text, options: options, lex: lex, page: lex.read(text, tradeWords(options.Trade))}
	c.anchors = c.page.hits(lex.anchors, "")
	for _, h := range c.page.hits(lex.rules, options.Asker) {
		if strings.HasPrefix(h.rule.id, "fair.") && c.putCase(h.from) && c.putCase(h.to-1) {
			continue
		}
		c.add(h.rule.id, h.rule.name, h.from, h.to, h.sentence)
	}
	c.stacked()
	c.vague()
	c.readability()
	c.sort()
	return c
}

// add notes a finding in a half-open range of tokens, unless the sentence has one of the same rule.
func (c *check) add(rule, name string, from, to, sentence int) {
	for _, f := range c.found {
		if f.rule == rule && f.sentence == sentence {
			return
		}
	}
	span := Span{c.page.tokens[from].from, c.page.tokens[to-1].to}
	c.found = append(c.found, found{rule, name, span, c.severity(rule), sentence})
}

func (c *check) rejected() bool {
	for _, f := range c.found {
		if f.severity == Error {
			return true
		}
	}
	return false
}

// verdict counts each rule once. Capitals alone never change it.
func (c *check) verdict() Verdict {
	warnings := map[string]bool{}
	for _, f := range c.found {
		if f.severity == Error {
			return Reject
		}
		if f.rule != "read.shouting" || !c.caps {
			warnings[f.rule] = true
		}
	}
	if len(warnings) > 1 || len(c.anchors) == 0 {
		return Revise
	}
	return Pass
}
