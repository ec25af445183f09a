package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"twoway/rules/lang"
)

// toCEL is a condition on the profile in CEL, over variables such as profile.role.
func toCEL(c *lang.Condition) (string, error) {
	parts, err := conjuncts(c)
	if err != nil {
		return "", err
	}
	var tests []string
	for _, p := range parts {
		tests = append(tests, celTest(&p))
	}
	return strings.Join(tests, " && "), nil
}

// celTest is one of the conditions that must all hold.
func celTest(c *lang.Condition) string {
	field := "profile." + c.Left.Name
	switch {
	case c.Form == lang.Not:
		return "!(" + celTest(&c.Parts[0]) + ")"
	case c.Form == lang.Or:
		var either []string
		for i := range c.Parts {
			either = append(either, celTest(&c.Parts[i]))
		}
		return "(" + strings.Join(either, " || ") + ")"
	case c.Form == lang.OneOf && len(c.Texts) > 1:
		return field + " in [" + strings.Join(quoted(c.Texts), ", ") + "]"
	}
	return strings.Join(test(c, field), " && ")
}

// toRego is a condition on the profile in Rego, over members of the input such as input.role: the bodies of rules, of
// which one has to hold. For each text or number of a few there is a body of its own, since OPA is fastest with "==".
func toRego(c *lang.Condition) ([]string, error) {
	parts, err := conjuncts(c)
	if err != nil {
		return nil, err
	}
	bodies := []string{""}
	for _, p := range parts {
		var longer []string
		for _, body := range bodies {
			for _, either := range alternatives(&p) {
				longer = append(longer, strings.TrimPrefix(body+"; "+either, "; "))
			}
		}
		bodies = longer
	}
	return bodies, nil
}

// conjuncts are the conditions that must all hold, with neighbouring bounds of one number made one. It fails on a form
// that the synthetic rules do not have.
func conjuncts(c *lang.Condition) ([]lang.Condition, error) {
	var all []lang.Condition
	for _, p := range c.Conjuncts() {
		if !known(&p) || p.Class != lang.OfProfile {
			return nil, fmt.Errorf("peers: there is no translation of %s", p.Text)
		}
		if last := len(all) - 1; last >= 0 && p.Form == lang.Between && all[last].Form == p.Form && all[last].Left == p.Left {
			all[last].Low, all[last].High = max(all[last].Low, p.Low), min(all[last].High, p.High)
			continue
		}
		all = append(all, p)
	}
	return all, nil
}

// known tells whether there is a translation: of a test, of "not in", and of tests of which one has to hold.
func known(c *lang.Condition) bool {
	switch c.Form {
	case lang.OneOf, lang.Has, lang.Between:
		return true
	case lang.Not:
		return c.Parts[0].Form == lang.OneOf
	case lang.Or:
		return !slices.ContainsFunc(c.Parts, func(p lang.Condition) bool { return p.Form == lang.Not || p.Form == lang.Or || !known(&p) })
	default:
		return false
	}
}

// alternatives are tests in Rego of which one has to hold.
func alternatives(c *lang.Condition) []string {
	const few = 10
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
	case c.Form == lang.Between && c.Low <= c.High && c.High-c.Low < few:
		for n := c.Low; n <= c.High; n++ {
			all = append(all, field+" == "+strconv.Itoa(n))
		}
	default:
		all = []string{strings.Join(test(c, field), "; ")}
	}
	return all
}

// test is a condition in tests that must all hold, as CEL and Rego both write them.
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

// quoted are texts in quotation marks. Those of rules are ids, plain words that all the languages quote as Go does.
func quoted(texts []string) []string {
	marked := slices.Clone(texts)
	for i, text := range texts {
		marked[i] = strconv.Quote(text)
	}
	return marked
}
