package lint

import (
	"cmp"
	"slices"
	"strings"
	"sync"
)

// words of a rule, for people.
type speech struct{ message, why, advice string }

// speeches is data/messages.txt by rule.
//
//nolint:gochecknoglobals // a table that is read once and never changes
var speeches = sync.OnceValue(func() map[string]speech {
	text, err := data.ReadFile("data/messages.txt")
	if err != nil {
		panic(err)
	}
	all := map[string]speech{}
	rule := ""
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if name, ok := strings.CutPrefix(line, "@"); ok {
			rule = name
			continue
		}
		s := all[rule]
		switch kind, rest, _ := strings.Cut(line, " "); kind {
		case "message":
			s.message = rest
		case "why":
			s.why = rest
		case "advice":
			s.advice = rest
		default:
			continue
		}
		all[rule] = s
	}
	return all
})

// Rules lists the ids of all rules, in alphabetical order.
func Rules() []string {
	var list []string
	for rule := range speeches() {
		list = append(list, rule)
	}
	slices.Sort(list)
	return list
}

// sort puts what was found into the order of the text, then of the rules' ids.
func (c *check) sort() {
	slices.SortStableFunc(c.found, func(a, b found) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End), cmp.Compare(a.rule, b.rule))
	})
	c.findings = make([]Finding, 0, len(c.found))
	for _, f := range c.found {
		s := speeches()[f.rule]
		basis, _ := strings.CutPrefix(f.rule, "fair.")
		c.findings = append(c.findings, Finding{
			Rule: f.rule, Span: f.Span, Severity: f.severity, Message: s.message, Why: s.why, Suggestion: s.advice, Source: c.law(basis).source,
		})
	}
}

// report puts it all together.
func (c *check) report() Report {
	hidden := c.page.hidden
	if hidden == nil {
		hidden = []Span{}
	}
	return Report{
		Verdict: c.verdict(), Findings: c.findings, Pointed: c.pointed(), Courteous: c.courteous(), Hidden: hidden,
		Words: c.reading.words, Grade: c.reading.grade,
	}
}
