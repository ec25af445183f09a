package lint

import (
	"cmp"
	"slices"
	"strings"
	"sync"
)

// explanation is what people read about a rule.
type explanation struct{ message, why, advice string }

// explanations returns data/messages.txt, by rule.
//
//nolint:gochecknoglobals // a read-only table
var explanations = sync.OnceValue(func() map[string]explanation {
	text, err := data.ReadFile("data/messages.txt")
	if err != nil {
		panic(err)
	}
	all := map[string]explanation{}
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
			e.message = rest
		case "why":
			e.why = rest
		case "advice":
			e.advice = rest
		default:
			continue
		}
		all[rule] = e
	}
	return all
})

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
			Rule: f.rule, Span: f.Span, Severity: f.severity, Message: e.message, Why: e.why, Suggestion: e.advice, Source: c.law(basis).source,
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
