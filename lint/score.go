package lint

import (
	"slices"
	"strings"
)

// anchorKinds returns the kinds of anchors, in the order in which a report lists them.
func anchorKinds() []string {
	return []string{"number", "case", "superlative", "actor", "scenario", "contrast", "linked", "evidence"}
}

// pointed scores the anchors: one point per kind, minus two for each finding that the question is vague or trivia.
func (c *check) pointed() Score {
	s := Score{Parts: []Part{}}
	for _, kind := range anchorKinds() {
		for _, h := range c.anchors {
			if h.rule.id == kind {
				s.Parts = append(s.Parts, Part{kind, 1, c.spanOf(h)})
				break
			}
		}
	}
	for _, f := range c.raw {
		if strings.HasPrefix(f.rule, "point.") {
			s.Parts = append(s.Parts, Part{f.rule, -2, f.Span})
		}
	}
	s.Points = clampedSum(s.Parts)
	return s
}

func (c *check) spanOf(h hit) Span {
	return Span{c.doc.tokens[h.from].from, c.doc.tokens[h.to-1].to}
}

// politenessMarkers returns the points of each marker of politeness or rudeness, after Danescu-Niculescu-Mizil et al. 2013,
// rounded to whole points.
func politenessMarkers() []Part {
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

const (
	baseCourtesy = 3 // points of a plain question
	maxBonus     = 2 // the most that politeness can add
	faultPenalty = 2 // points lost per finding on tone or shouting
)

// courteous scores courtesy: 3 points, plus up to 2 for politeness, minus 1 for each marker of rudeness and 2 for each
// finding on tone or shouting. With such a finding the score is at most 1. Shouting in capitals alone does not count.
func (c *check) courteous() Score {
	s := Score{Parts: []Part{{Name: "plain", Points: baseCourtesy}}}
	bonus := maxBonus
	for _, p := range c.politeness() {
		if p.Points > 0 {
			p.Points = min(p.Points, bonus)
			bonus -= p.Points
		}
		if p.Points != 0 {
			s.Parts = append(s.Parts, p)
		}
	}
	limit := 5
	for _, f := range c.raw {
		if strings.HasPrefix(f.rule, "tone.") || f.rule == "read.shouting" && !c.onlyCapitals {
			s.Parts = append(s.Parts, Part{f.rule, -faultPenalty, f.Span})
			limit = 1
		}
	}
	s.Points = min(limit, clampedSum(s.Parts))
	return s
}

// politeness returns the markers of politeness and rudeness in the text, each once.
func (c *check) politeness() []Part {
	var list []Part
	if polite := c.doc.polite; len(polite) > 0 {
		list = append(list, Part{"please", 1, Span{polite[0].from, polite[0].to}})
	}
	hits := c.doc.hits(c.lex.politeness, "")
	for _, m := range politenessMarkers() {
		if i := slices.IndexFunc(hits, func(h hit) bool { return h.rule.id == m.Name }); i >= 0 {
			list = append(list, Part{m.Name, m.Points, c.spanOf(hits[i])})
		}
	}
	return list
}

// clampedSum returns the sum of the points of parts, clamped to 0 to 5.
func clampedSum(parts []Part) int {
	sum := 0
	for _, p := range parts {
		sum += p.Points
	}
	return min(5, max(0, sum))
}
