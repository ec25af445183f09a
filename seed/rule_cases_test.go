package seed_test

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"twoway/bank"
	"twoway/internal/testbank"
	"twoway/release/serve"
	"twoway/rules/lang"
)

// languageOf returns the rule language of a bank.
func languageOf(c *bank.Content) *lang.Language {
	ids := make([]string, 0, len(c.Questions))
	for _, q := range c.Questions {
		ids = append(ids, q.ID)
	}
	return lang.New(&c.Vocabulary, ids)
}

// TestRuleCasesCoverEachConjunct negates and removes each conjunct of each rule: a case of the rule must fail.
func TestRuleCasesCoverEachConjunct(t *testing.T) { wantNone(t, survivors(shipped(t))) }

// mutant is a rule with one changed text.
type mutant struct {
	bank.Rule

	of   string // the ID of the original rule
	part lang.Part
	text string // the changed text
}

// survivors lists the mutants of rules whose cases all pass.
func survivors(c *bank.Content) []string {
	var mutants []mutant
	var misses []string
	language := languageOf(c)
	for _, r := range readyRules(c) {
		list, err := mutantsOf(language, r)
		if err != nil {
			misses = append(misses, err.Error())
		}
		mutants = append(mutants, list...)
	}
	mutated := *c
	mutated.Rules = nil
	for i := range mutants {
		mutants[i].ID = strconv.Itoa(i)
		mutated.Rules = append(mutated.Rules, mutants[i].Rule)
	}
	faults := faultsOf(mutated)
	for _, m := range mutants {
		if slices.ContainsFunc(faults[m.ID], func(f bank.Fault) bool { return f.Code == bank.FaultCase }) {
			continue
		}
		miss := fmt.Sprintf("rule %s: no case fails when its %s is %#q", m.of, m.part, m.text)
		for _, f := range faults[m.ID] { // the mutant does not compile
			miss += ": " + f.Detail
		}
		misses = append(misses, miss)
	}
	return misses
}

// faultsOf returns the faults of the rules of a bank, by the ID of the rule.
func faultsOf(c bank.Content) map[string][]bank.Fault {
	_, err := serve.Compile(bank.Release{Content: c}, nil)
	byRule := map[string][]bank.Fault{}
	if e, ok := errors.AsType[*bank.Error](err); ok {
		for _, f := range e.Faults {
			id := strings.Split(f.Pointer, "/")[2]
			byRule[id] = append(byRule[id], f)
		}
	}
	return byRule
}

// mutantsOf returns the mutants of a rule: for each conjunct of each text, one with the conjunct negated and one without it.
// They are built from the canonical texts of the conjuncts, so that brackets and chained comparisons need no special case.
func mutantsOf(language *lang.Language, r bank.Rule) ([]mutant, error) {
	var list []mutant
	for _, part := range []lang.Part{lang.When, lang.Pick} {
		text := map[lang.Part]string{lang.When: r.When, lang.Pick: r.Pick}[part]
		program, faults := language.Compile(text, lang.Scope{Asker: r.Asker, Part: part})
		if len(faults) > 0 {
			return nil, fmt.Errorf("rule %s: %s: %s", r.ID, part, faults[0])
		}
		if strings.TrimSpace(text) == "" {
			continue
		}
		for _, mutation := range mutations(program.Condition.Conjuncts()) {
			m := mutant{Rule: r, of: r.ID, part: part, text: mutation}
			if part == lang.When {
				m.When = mutation
			} else {
				m.Pick = mutation
			}
			list = append(list, m)
		}
	}
	return list, nil
}

// mutations returns texts that join all conjuncts, with one of them negated or left out.
func mutations(conjuncts []lang.Condition) []string {
	texts := make([]string, len(conjuncts))
	for i, c := range conjuncts {
		texts[i] = "(" + c.Text + ")"
	}
	var list []string
	for i, text := range texts {
		negated, without := slices.Clone(texts), slices.Delete(slices.Clone(texts), i, i+1)
		negated[i] = "not " + text
		list = append(list, strings.Join(negated, " and "), strings.Join(without, " and "))
	}
	return list
}

func TestSurvivors(t *testing.T) {
	pager := func(change func(r *bank.Rule)) *bank.Content {
		content := testbank.With(func(c *bank.Content) { change(testbank.RuleOf(c, "pager-for-operators")) })
		return new(testbank.Frozen(t, bank.Release{}, content).Content)
	}
	unpicked := bank.Case{Profile: bank.Meeting{Role: "operations"}, Question: "doubt"}
	wantMisses(t, "a pick without a case", survivors(pager(func(*bank.Rule) {})),
		"rule pager-for-operators: no case fails when its pick is ``")
	wantMisses(t, "a pick, and cases without a question", survivors(pager(func(r *bank.Rule) { r.Cases[0].Question = "" })),
		"rule pager-for-operators: no case fails when its pick is `not (\"on_call\" in question.aspects)`",
		"rule pager-for-operators: no case fails when its pick is ``")
	wantMisses(t, "a case for each conjunct", survivors(pager(func(r *bank.Rule) { r.Cases = append(r.Cases, unpicked) })))
	wantMisses(t, "a when without a case", survivors(pager(func(r *bank.Rule) {
		r.Cases = append(r.Cases, unpicked)
		r.When += ` and not ("money" in profile.cares)`
	})), "rule pager-for-operators: no case fails when its when is `(profile.role == \"operations\")`")
	long := "question.depth in [" + strings.Repeat("3, ", 394) + "3]"
	wantMisses(t, "the longest pick", survivors(pager(func(r *bank.Rule) {
		r.Pick, r.Cases[0].Question = long, ""
		r.Cases = append(r.Cases, unpicked)
	})), "rule pager-for-operators: no case fails when its pick is `not ("+long+")`: This is too long for one rule. Split it into two.")
}
