package lint

import (
	"slices"
	"strings"
)

// kinds of things to hold on to, in the order in which they are shown.
func anchorKinds() []string {
	return []string{"number", "case", "superlative", "actor", "scenario", "contrast", "linked", "evidence"}
}

// pointed counts the kinds of things to hold on to, a point each, less two if the question is vague or trivia.
func (c *check) pointed() Score {
	s := Score{Parts: []Part{}}
	for _, kind := range anchorKinds() {
		for _, h := range c.anchors {
			if h.rule.id == kind {
				s.Parts = append(s.Parts, Part{kind, 1, c.span(h)})
				break
			}
		}
	}
	for _, f := range c.found {
		if strings.HasPrefix(f.rule, "point.") {
			s.Parts = append(s.Parts, Part{f.rule, -2, f.Span})
		}
	}
	s.Points = held(s.Parts, 0)
	return s
}

func (c *check) span(h hit) Span {
	return Span{c.page.tokens[h.from].from, c.page.tokens[h.to-1].to}
}

// manners is how much a way of speaking gives or takes (after Danescu-Niculescu-Mizil et al. 2013, in whole points).
func manners() []Part {
	return []Part{
		{"gratitude", 1, Span{}},
		{"deference", 1, Span{}},
		{"could_you", 1, Span{}},
		{"curious", 1, Span{}},
		{"apology", 1, Span{}},
		{"hedge", 1, Span{}},
		{"direct_start", -1, Span{}},
		{"really", -1, Span{}},
		{"why_you", -1, Span{}},
		{"negative_question", -1, Span{}},
	}
}

// What everybody starts from, the most that politeness earns, and what a fault of tone costs.
const (
	plainManners = 3
	mostCredit   = 2
	faultCosts   = 2
)

// courteous is a plain question's 3 points, up to 2 for politeness, less a point for each thing that people hear as
// brusque and 2 for each fault of tone. Whoever is rejected for tone never has more than 1.
func (c *check) courteous() Score {
	s := Score{Parts: []Part{{Name: "plain", Points: plainManners}}}
	credit := mostCredit
	for _, p := range c.manners() {
		if p.Points > 0 {
			p.Points = min(p.Points, credit)
			credit -= p.Points
		}
		if p.Points != 0 {
			s.Parts = append(s.Parts, p)
		}
	}
	most := 5
	for _, f := range c.found {
		if strings.HasPrefix(f.rule, "tone.") || f.rule == "read.shouting" && !c.caps {
			s.Parts = append(s.Parts, Part{f.rule, -faultCosts, f.Span})
			most = 1
		}
	}
	s.Points = min(most, held(s.Parts, 0))
	return s
}

// manners are the ways of speaking that a text has, each once.
func (c *check) manners() []Part {
	var list []Part
	if polite := c.page.polite; len(polite) > 0 {
		list = append(list, Part{"please", 1, Span{polite[0].from, polite[0].to}})
	}
	hits := c.page.hits(c.lex.manners, "")
	for _, m := range manners() {
		if i := slices.IndexFunc(hits, func(h hit) bool { return h.rule.id == m.Name }); i >= 0 {
			list = append(list, Part{m.Name, m.Points, c.span(hits[i])})
		}
	}
	return list
}

// held is the sum of points within 0 and 5.
func held(parts []Part, start int) int {
	for _, p := range parts {
		start += p.Points
	}
	return min(5, max(0, start))
}
