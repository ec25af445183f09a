package lint

import (
	"strings"
	"sync"
	"unicode/utf8"

	"twoway/bank"
)

// Options specify who asks a question and which law applies.
type Options struct {
	Asker        bank.Asker   // who asks; "" applies the rules for both sides
	Jurisdiction Jurisdiction // "" and unknown values mean Strict
	Trade        Trade        // whose words are anchors, too
}

// Span is a half-open range of runes of the original text.
type Span struct{ Start, End int }

// Severity is the severity of a finding. An Error makes the verdict Reject.
type Severity string

// Severities of findings.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
)

// Verdict is what to do with a question.
type Verdict string

// Verdicts. Pass: no errors and at most one warning. Revise: two or more warnings. Reject: any error. Unsupported: the text
// is not in English, or empty, so that nothing can be said about it. Warnings of the rules read.obscured, read.language and
// read.empty do not count.
const (
	Pass        Verdict = "pass"
	Revise      Verdict = "revise"
	Reject      Verdict = "reject"
	Unsupported Verdict = "unsupported"
)

// Finding is one problem in a text.
type Finding struct {
	Rule string // ID of the rule, such as "tone.accusation"; never reused
	Span
	Severity   Severity
	Message    string // what is wrong
	Why        string // why it matters
	Suggestion string // one sentence on how to fix it
	Rewrite    string // the whole text, rewritten without errors; "" if there is no safe rewrite
	Source     string // the law or guidance behind a fairness finding, else ""
}

// Score is a number from 0 to 5 and the parts that it is made of.
type Score struct {
	Points int
	Parts  []Part // in a fixed order; never nil
}

// Part is one contribution to a score. Points may be negative, and are given before the sum is clamped to 0 to 5.
type Part struct {
	Name   string
	Points int
	Span   // where it was found; empty if it applies to the whole text
}

// Report is the result of checking a text.
type Report struct {
	Verdict   Verdict
	Findings  []Finding // sorted by start, end and rule; never nil
	Pointed   Score     // one part per kind of anchor
	Courteous Score     // politeness adds little and never cancels a finding
	Hidden    []Span    // invisible characters, which the check ignores; never nil
	Words     int
	Grade     int // Flesch–Kincaid school grade, 0 or more
}

// Check checks a text: a question and any text around it. It never fails.
func Check(text string, options Options) Report {
	c := newCheck(text, options)
	if c.rejected() {
		c.addRewrites()
	}
	return c.report()
}

// sharedLexicon returns the lexicon, which is read once and is immutable.
//
//nolint:gochecknoglobals // read-only tables, embedded in the program
var sharedLexicon = sync.OnceValue(readLexicon)

// check is the state of checking one text.
type check struct {
	text         string
	options      Options
	lex          *lexicon
	doc          *document
	raw          []rawFinding
	anchors      []hit
	readability  readability
	onlyCapitals bool // the only shouting is in capitals
	unsupported  bool // see Unsupported
	findings     []Finding
}

// rawFinding is a finding without its texts.
type rawFinding struct {
	rule string
	Span
	severity Severity
	sentence int
}

func newCheck(text string, options Options) *check {
	lex := sharedLexicon()
	c := &check{text: text, options: options, lex: lex, doc: lex.parse(text, options.Trade.words)}
	if len(c.doc.tokens) == 0 || c.doc.isForeign {
		c.cannotJudge()
		return c
	}
	c.anchors = c.doc.hits(lex.anchors, "")
	for _, h := range c.doc.hits(lex.rules, options.Asker) {
		isHypothetical := strings.HasPrefix(h.rule.id, "fair.") && c.isHypothetical(h.from) && c.isHypothetical(h.to-1)
		if !isHypothetical && h.rule.appliesUnder(c.jurisdiction()) {
			c.add(h.rule.id, h.from, h.to, h.sentence)
		}
	}
	c.checkStacked()
	c.dropStated()
	c.checkVague()
	c.checkReadability()
	for _, span := range c.doc.obscured {
		c.raw = append(c.raw, rawFinding{"read.obscured", span, Warning, -1})
	}
	c.buildFindings()
	return c
}

// cannotJudge records why nothing can be said about the text.
func (c *check) cannotJudge() {
	f := rawFinding{"read.language", Span{0, utf8.RuneCountInString(c.text)}, Warning, -1}
	if !c.doc.isForeign {
		f.rule = "read.empty"
	}
	c.unsupported = true
	c.raw = append(c.raw, f)
	c.buildFindings()
}

// add records a finding for tokens [from, to), unless the sentence already has one of the same rule. A sentence of -1 is
// the whole text.
func (c *check) add(rule string, from, to, sentence int) {
	for _, f := range c.raw {
		if f.rule == rule && f.sentence == sentence {
			return
		}
	}
	span := Span{c.doc.tokens[from].from, c.doc.tokens[to-1].to}
	c.raw = append(c.raw, rawFinding{rule, span, c.severity(rule), sentence})
}

func (c *check) rejected() bool {
	for _, f := range c.raw {
		if f.severity == Error {
			return true
		}
	}
	return false
}

// verdict returns the verdict. It counts each rule once and ignores shouting in capitals.
func (c *check) verdict() Verdict {
	if c.unsupported {
		return Unsupported
	}
	warnings := map[string]bool{}
	for _, f := range c.raw {
		switch {
		case f.severity == Error:
			return Reject
		case f.rule == "read.obscured", f.rule == "read.shouting" && c.onlyCapitals:
		default:
			warnings[f.rule] = true
		}
	}
	if len(warnings) > 1 {
		return Revise
	}
	return Pass
}
