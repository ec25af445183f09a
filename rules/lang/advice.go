package lang

import (
	"slices"

	"twoway/bank"
)

// Some texts are valid and may not mean what their authors think. What they may have meant is advice, and no fault.

// adviser walks over an admitted condition.
type adviser struct {
	in     []rune
	levels int // the greatest level
	advice []bank.Fault
}

// advise returns advice for an admitted text, in the order of the text.
func advise(source string, c *Condition, levels int) []bank.Fault {
	a := &adviser{in: []rune(source), levels: levels}
	a.walk(c, c, false, false)
	return a.advice
}

// walk looks for comparisons that take in everybody whose seniority is unknown. Whole is what stands in the text where a condition is
// negated; a condition is stated if another excludes those people.
func (a *adviser) walk(c, whole *Condition, isNegated, isStated bool) {
	switch c.Form { //nolint:exhaustive // no other form compares a level in order
	case And, Or:
		a.walkParts(c, whole, isNegated, isStated)
	case Not:
		if !isNegated {
			whole = c
		}
		a.walk(&c.Parts[0], whole, !isNegated, isStated)
	case Between:
		isBelow := !isNegated && c.Low == -Unbounded && 0 < c.High && c.High < a.levels
		isNotAbove := isNegated && 1 < c.Low && c.High == Unbounded
		if c.Left == (Field{"profile", "level"}) && !isStated && (isBelow || isNotAbove) {
			a.add(whole)
		}
	}
}

// walkParts walks over conditions that are joined.
func (a *adviser) walkParts(c, whole *Condition, isNegated, isStated bool) {
	if c.Form == And && isNegated { // one of several may be false, so that nothing is certain
		return
	}
	if (c.Form == And) != isNegated {
		isStated = isStated || slices.ContainsFunc(c.Parts, func(p Condition) bool { return excludesUnstated(&p, isNegated) })
	}
	for i := range c.Parts {
		next := whole
		if !isNegated {
			next = &c.Parts[i]
		}
		a.walk(&c.Parts[i], next, isNegated, isStated)
	}
}

// add adds advice for a condition that takes in everybody whose seniority is unknown.
func (a *adviser) add(c *Condition) {
	f := faultAt(a.in, c.From, c.To, bank.FaultTakesInUnknown, "This takes in everybody who stated no seniority: their level is 0. To leave them out, add profile.level > 0.")
	f.Fix = "profile.level > 0 and " + f.On
	a.advice = append(a.advice, f)
}

// excludesUnstated reports whether a condition is false for everybody whose seniority is unknown.
func excludesUnstated(c *Condition, isNegated bool) bool {
	switch c.Form { //nolint:exhaustive // no other form compares a seniority
	case Not:
		return excludesUnstated(&c.Parts[0], !isNegated)
	case Between:
		hasZero := c.Low <= 0 && 0 <= c.High
		return c.Left == (Field{"profile", "level"}) && hasZero == isNegated
	case OneOf:
		return c.Left == (Field{"profile", "seniority"}) && slices.Contains(c.Texts, "") == isNegated
	}
	return false
}
