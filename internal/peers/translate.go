package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"twoway/rules/lang"
)

// toCEL translates a condition on the profile to CEL, with variables such as profile.role.
func toCEL(c *lang.Condition) (string, error) {
	parts, err := conjuncts(c)
	if err != nil {
		return "", err
	}
	var tests []string
	for _, p := range parts {
		tests = append(tests, celConjunct(&p))
	}
	return strings.Join(tests, " && "), nil
}

// celConjunct translates one of the conditions that must all hold.
func celConjunct(c *lang.Condition) string {
	field := "profile." + c.Left.Name
	switch {
	case c.Form == lang.Not:
		return "!(" + celConjunct(&c.Parts[0]) + ")"
	case c.Form == lang.Or:
		var parts []string
		for i := range c.Parts {
			parts = append(parts, celConjunct(&c.Parts[i]))
		}
		return "(" + strings.Join(parts, " || ") + ")"
	case c.Form == lang.OneOf && len(c.Texts) > 1:
		return field + " in [" + strings.Join(quoted(c.Texts), ", ") + "]"
	}
	return strings.Join(test(c, field), " && ")
}

// toRego translates a condition on the profile to Rego, with members of the input such as input.role. It returns the bodies
// of rules, at least one of which must hold. Each text, and each number of a short range, gets its own body, because OPA is
// fastest with "==".
func toRego(c *lang.Condition) ([]string, error) {
	parts, err := conjuncts(c)
	if err != nil {
		return nil, err
	}
	bodies := []string{""}
	for _, p := range parts {
		var longer []string
		for _, body := range bodies {
			for _, alternative := range alternatives(&p) {
				longer = append(longer, strings.TrimPrefix(body+"; "+alternative, "; "))
			}
		}
		bodies = longer
	}
	return bodies, nil
}

// conjuncts returns the conditions that must all hold, with adjacent bounds of the same number merged. A form that the
// synthetic rules do not use is an error.
func conjuncts(c *lang.Condition) ([]lang.Condition, error) {
	var all []lang.Condition
	for _, p := range c.Conjuncts() {
		if !isSupported(&p) || p.Class != lang.OfProfile {
			return nil, fmt.Errorf("peers: cannot translate %s", p.Text)
		}
		if last := len(all) - 1; last >= 0 && p.Form == lang.Between && all[last].Form == p.Form && all[last].Left == p.Left {
			all[last].Low, all[last].High = max(all[last].Low, p.Low), min(all[last].High, p.High)
			continue
		}
		all = append(all, p)
	}
	return all, nil
}

// isSupported reports whether c is a simple test, a "not in", or a disjunction of simple tests.
func isSupported(c *lang.Condition) bool {
	if c.Form == lang.Not {
		return c.Parts[0].Form == lang.OneOf
	}
	if c.Form == lang.Or {
		return !slices.ContainsFunc(c.Parts, func(p lang.Condition) bool { return !isSimple(&p) })
	}
	return isSimple(c)
}

func isSimple(c *lang.Condition) bool {
	return c.Form == lang.OneOf || c.Form == lang.Has || c.Form == lang.Between
}

// alternatives returns tests in Rego, at least one of which must hold.
func alternatives(c *lang.Condition) []string {
	const maxRange = 10
	field := "input." + c.Left.Name
	var all []string
	switch {
	case c.Form == lang.Or:
		for i := range c.Parts {
			all = append(all, alternatives(&c.Parts[i])...)
		}
	case c.Form == lang.Not:
		for _, text := range quoted(c.Parts[0].Texts) {
			all = append(all, "input."+c.Parts[0].Left.Name+" != "+text)
		}
		return []string{strings.Join(all, "; ")}
	case c.Form == lang.OneOf:
		for _, text := range quoted(c.Texts) {
			all = append(all, field+" == "+text)
		}
	case c.Form == lang.Between && c.Low <= c.High && c.High-c.Low < maxRange:
		for n := c.Low; n <= c.High; n++ {
			all = append(all, field+" == "+strconv.Itoa(n))
		}
	default:
		all = []string{strings.Join(test(c, field), "; ")}
	}
	return all
}

// test returns tests that must all hold, in the syntax that CEL and Rego share.
func test(c *lang.Condition, field string) []string {
	switch {
	case c.Form == lang.Has:
		return []string{quoted(c.Texts)[0] + " in " + field}
	case c.Form == lang.OneOf:
		return []string{field + " == " + quoted(c.Texts)[0]}
	case c.Low == c.High:
		return []string{field + " == " + strconv.Itoa(c.Low)}
	}
	var bounds []string
	if c.Low > -lang.Unbounded {
		bounds = append(bounds, field+" >= "+strconv.Itoa(c.Low))
	}
	if c.High < lang.Unbounded {
		bounds = append(bounds, field+" <= "+strconv.Itoa(c.High))
	}
	return bounds
}

// quoted returns the texts in quotation marks. The texts of rules are IDs, which CEL and Rego quote as Go does.
func quoted(texts []string) []string {
	list := slices.Clone(texts)
	for i, text := range texts {
		list[i] = strconv.Quote(text)
	}
	return list
}
