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
		field := "profile." + p.Left.Name
		if p.Form == lang.OneOf && len(p.Texts) > 1 {
			tests = append(tests, field+" in ["+strings.Join(quoted(p.Texts), ", ")+"]")
			continue
		}
		tests = append(tests, test(&p, field)...)
	}
	return strings.Join(tests, " && "), nil
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
			for _, either := range alternatives(&p, "input."+p.Left.Name) {
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
		known := p.Form == lang.OneOf || p.Form == lang.Has || p.Form == lang.Between
		if !known || p.Class != lang.OfProfile {
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

// alternatives are tests in Rego of which one has to hold.
func alternatives(c *lang.Condition, field string) []string {
	const few = 10
	var all []string
	switch {
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
