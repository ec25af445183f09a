package lint

import "twoway/bank"

// family is a rule made of weak signs: none of them is a fault alone, but some different ones together are.
type family struct {
	count int     // different signs that are needed, at least
	signs []*rule // each with its patterns and exceptions in the same sentence
}

// signHits returns the families of signs that stand in the text, in the order of rules.
func (d *document) signHits(rules []*rule, asker bank.Asker) []hit {
	var list []hit
	for _, r := range rules {
		if r.family == nil || !r.appliesTo(asker) {
			continue
		}
		if h, found := d.signHit(r); found {
			list = append(list, h)
		}
	}
	return list
}

// signHit returns where a family of signs stands in the text: from its first sign to the end of its last, in any sentences.
// Each sign counts once, at its first place that shares no word with a sign before it in the rule file. The range is empty
// if there are too few signs, or an exception.
func (d *document) signHit(r *rule) (hit, bool) {
	var found []hit
	for i, sign := range r.family.signs {
		if len(found)+len(r.family.signs)-i < r.family.count {
			return hit{}, false
		}
		if h, ok := d.findSign(sign, found); ok {
			found = append(found, h)
		}
	}
	if len(found) < r.family.count || d.isExcepted(r, d.matcher(found[0].sentence)) {
		return hit{}, false
	}
	all := hit{rule: r, sentence: found[0].sentence, from: found[0].from, to: found[0].to}
	for _, h := range found[1:] {
		all.sentence, all.from, all.to = min(all.sentence, h.sentence), min(all.from, h.from), max(all.to, h.to)
	}
	return all, true
}

// findSign returns the first place of a sign that shares no word with those already found.
func (d *document) findSign(sign *rule, found []hit) (hit, bool) {
	for i := range d.sentences {
		m := d.matcher(i)
		for start := m.sentence.from; start < m.sentence.to; {
			from, to := m.firstMatch(sign.patterns, start)
			if to <= from || d.isExcepted(sign, m) {
				break
			}
			if !overlaps(found, from, to) {
				return hit{sign, i, from, to}, true
			}
			start = from + 1
		}
	}
	return hit{}, false
}

// overlaps reports whether one of the hits shares a token with [from, to).
func overlaps(hits []hit, from, to int) bool {
	for _, h := range hits {
		if from < h.to && h.from < to {
			return true
		}
	}
	return false
}
