package lint

import (
	"cmp"
	"slices"
	"strings"
	"sync"
)

// Explanation is what a rule says about every text that it finds something in.
type Explanation struct{ Message, Why, Suggestion string }

// explanations returns data/messages.txt, by rule.
//
//nolint:gochecknoglobals // a read-only table
var explanations = sync.OnceValue(func() map[string]Explanation {
	text, err := data.ReadFile("data/messages.txt")
	if err != nil {
		panic(err)
	}
	all := map[string]Explanation{}
	rule := ""
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if name, ok := strings.CutPrefix(line, "@"); ok {
			rule = name
			continue
		}
		e := all[rule]
		switch kind, rest, _ := strings.Cut(line, " "); kind {
		case "message":
			e.Message = rest
		case "why":
			e.Why = rest
		case "advice":
			e.Suggestion = rest
		default:
			continue
		}
		all[rule] = e
	}
	return all
})

// Explain returns the explanation of a rule. It is empty for an unknown rule.
func Explain(rule string) Explanation { return explanations()[rule] }

// Rules returns the IDs of all rules, sorted.
func Rules() []string {
	var list []string
	for rule := range explanations() {
		list = append(list, rule)
	}
	slices.Sort(list)
	return list
}

// buildFindings sorts the raw findings by start, end and rule, and adds the texts that people read.
func (c *check) buildFindings() {
	slices.SortStableFunc(c.raw, func(a, b rawFinding) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End), cmp.Compare(a.rule, b.rule))
	})
	c.findings = make([]Finding, 0, len(c.raw))
	for _, f := range c.raw {
		e := explanations()[f.rule]
		basis, _ := strings.CutPrefix(f.rule, "fair.")
		c.findings = append(c.findings, Finding{
			Rule: f.rule, Span: f.Span, Severity: f.severity, Message: e.Message, Why: e.Why, Suggestion: e.Suggestion, Source: c.law(basis).source,
		})
	}
}

// report assembles the report.
func (c *check) report() Report {
	hidden := c.doc.hidden
	if hidden == nil {
		hidden = []Span{}
	}
	return Report{
		Verdict: c.verdict(), Findings: c.findings, Pointed: c.pointed(), Courteous: c.courteous(), Hidden: hidden,
		Words: c.readability.words, Grade: c.readability.grade,
	}
}
