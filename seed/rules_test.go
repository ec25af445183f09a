package seed_test

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"twoway/bank"
	"twoway/internal/testbank"
	"twoway/release/serve"
	"twoway/rules/lang"
)

func languageOf(c *bank.Content) *lang.Language {
	ids := make([]string, 0, len(c.Questions))
	for _, q := range c.Questions {
		ids = append(ids, q.ID)
	}
	return lang.New(&c.Vocabulary, ids)
}

func TestEachConjunctOfARuleCounts(t *testing.T) { wantNone(t, unnoticed(shipped(t))) }

// mutant is a rule of which one text has been changed, and what it says now.
type mutant struct {
	bank.Rule

	of   string // the id of the rule as it was
	part lang.Part
	said string
}

// unnoticed lists the changes of a rule's texts that none of its own cases notices.
func unnoticed(c *bank.Content) []string {
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
		miss := fmt.Sprintf("rule %s: no case fails when its %s is %#q", m.of, m.part, m.said)
		for _, f := range faults[m.ID] { // for which it cannot be so
			miss += ": " + f.Detail
		}
		misses = append(misses, miss)
	}
	return misses
}

// faultsOf are the faults for which a bank would not be published, by the id of the rule.
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

// mutantsOf are a rule's mutants: for each conjunct of each text, one in which it is negated and one without it. They
// are built of the canonical texts of the conjuncts, so that brackets and chains of comparisons need no care.
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
		for _, said := range mutations(program.Condition.Conjuncts()) {
			m := mutant{Rule: r, of: r.ID, part: part, said: said}
			if part == lang.When {
				m.When = said
			} else {
				m.Pick = said
			}
			list = append(list, m)
		}
	}
	return list, nil
}

// mutations are texts that join the conjuncts but for one, which is negated or left out.
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

func TestNoRuleIsDeadOrDoubled(t *testing.T) {
	side, err := newSides(shipped(t))
	if err != nil {
		t.Fatal(err)
	}
	wantNone(t, side.idle())
}

// sides are the rules and questions of a bank, ready to be run.
type sides struct {
	vocabulary *bank.Vocabulary
	dimensions []dimension
	rules      []compiled
	questions  map[bank.Asker][]lang.Question
}

type compiled struct {
	bank.Rule

	when, pick *lang.Condition
	looks      []string // fields of the profile that either text looks at
}

func newSides(c *bank.Content) (*sides, error) {
	s := &sides{vocabulary: &c.Vocabulary, dimensions: dimensionsOf(&c.Vocabulary), questions: map[bank.Asker][]lang.Question{}}
	language := languageOf(c)
	for _, r := range readyRules(c) {
		when, faults := language.Compile(r.When, lang.Scope{Asker: r.Asker, Part: lang.When})
		pick, more := language.Compile(r.Pick, lang.Scope{Asker: r.Asker, Part: lang.Pick})
		if faults = append(faults, more...); len(faults) > 0 {
			return nil, fmt.Errorf("rule %s: %s", r.ID, faults[0])
		}
		one := compiled{Rule: r, when: &when.Condition, pick: &pick.Condition}
		for _, f := range append(one.when.Fields(), one.pick.Fields()...) {
			if f.Object == "profile" {
				one.looks = append(one.looks, f.Name)
			}
		}
		s.rules = append(s.rules, one)
	}
	for _, q := range readyQuestions(c) {
		s.questions[q.Asker] = append(s.questions[q.Asker], lang.QuestionOf(&c.Vocabulary, &q))
	}
	return s, nil
}

// idle lists the rules that pick nothing in any meeting, and those that another rule makes needless.
func (s *sides) idle() []string {
	var misses []string
	for i := range s.rules {
		r := &s.rules[i]
		if !s.isAlive(r) {
			misses = append(misses, fmt.Sprintf("rule %s picks nothing in any meeting", r.ID))
		}
		for j := range s.rules {
			other := &s.rules[j]
			if i == j || r.Asker != other.Asker {
				continue
			}
			switch {
			case r.Effect == other.Effect && s.isWithin(r, other, true) && s.isWithin(other, r, true):
				if i < j {
					misses = append(misses, fmt.Sprintf("rules %s and %s are the same", r.ID, other.ID))
				}
			case s.isShadowed(r, other):
				misses = append(misses, fmt.Sprintf("rule %s does nothing beside %s", r.ID, other.ID))
			}
		}
	}
	return misses
}

// isShadowed tells whether all that a rule demands of a set is demanded by the other one anyway.
func (s *sides) isShadowed(r, other *compiled) bool {
	a, b := r.Effect, other.Effect
	if a.Kind != b.Kind {
		return false
	}
	switch a.Kind {
	case bank.Exclude:
		return s.isWithin(r, other, false)
	case bank.Limit: // at most so many of all are at most so many of some, and of each topic
		return b.Count <= a.Count && (b.By == "" || b.By == a.By) && s.isWithin(r, other, false)
	case bank.Require:
		return b.Count >= a.Count && s.isWithin(r, other, true)
	case bank.Boost, bank.Place: // these add up
	}
	return false
}

func (s *sides) isAlive(r *compiled) bool {
	for m := range s.meetings(r.looks) {
		env := lang.Env{Profile: lang.ProfileOf(s.vocabulary, m)}
		if !holds(r.when, &env) {
			continue
		}
		for _, env.Question = range s.questions[r.Asker] {
			if holds(r.pick, &env) {
				return true
			}
		}
	}
	return false
}

// isWithin tells whether the other rule applies to each meeting that a rule applies to, and there picks all that it
// picks; if exactly, nothing else.
func (s *sides) isWithin(r, other *compiled, exactly bool) bool {
	once := (r.pick.Class|other.pick.Class)&lang.OfProfile == 0 // they pick the same in every meeting
	compared := false
	for m := range s.meetings(slices.Concat(r.looks, other.looks)) {
		env := lang.Env{Profile: lang.ProfileOf(s.vocabulary, m)}
		if !holds(r.when, &env) {
			continue
		}
		if !holds(other.when, &env) {
			return false
		}
		if compared && once {
			continue
		}
		compared = true
		for _, env.Question = range s.questions[r.Asker] {
			mine, others := holds(r.pick, &env), holds(other.pick, &env)
			if mine && !others || exactly && others && !mine {
				return false
			}
		}
	}
	return compared
}

func holds(c *lang.Condition, env *lang.Env) bool {
	holds, ok := c.Matches(env)
	return holds && ok
}

// dimension is something in which meetings differ: the fields of the profile that show it, and meetings that say nothing
// else, one of them nothing at all.
type dimension struct {
	fields []string
	values []bank.Meeting
}

// dimensionsOf are those of a vocabulary: each term, each care and aspect by itself, and the usual lengths.
func dimensionsOf(v *bank.Vocabulary) []dimension {
	terms := v.Terms()
	values := func(kind string, meeting func(id string) bank.Meeting) []bank.Meeting {
		list := []bank.Meeting{{}}
		for _, term := range terms[kind] {
			list = append(list, meeting(term.ID))
		}
		return list
	}
	wishes := append(
		values("care", func(id string) bank.Meeting { return bank.Meeting{Cares: []string{id}} }),
		values("aspect", func(id string) bank.Meeting {
			return bank.Meeting{Cares: []string{v.CareOf(id)}, Aspects: []string{id}}
		})[1:]...)
	var lengths []bank.Meeting
	for _, minutes := range []int{5, 10, 15, 20, 30, 45, 60} {
		lengths = append(lengths, bank.Meeting{Minutes: minutes})
	}
	return []dimension{
		{[]string{"stage"}, values("stage", func(id string) bank.Meeting { return bank.Meeting{Stage: id} })},
		{[]string{"seniority", "level"}, values("seniority", func(id string) bank.Meeting { return bank.Meeting{Seniority: id} })},
		{[]string{"asked_of"}, values("asked_of", func(id string) bank.Meeting { return bank.Meeting{AskedOf: id} })},
		{[]string{"minutes"}, lengths},
		{[]string{"role"}, values("role", func(id string) bank.Meeting { return bank.Meeting{Role: id} })},
		{[]string{"cares", "aspects"}, wishes},
	}
}

// meetings are all those that differ in the fields that are looked at.
func (s *sides) meetings(looks []string) iter.Seq[bank.Meeting] {
	all := func(yield func(bank.Meeting) bool) { yield(bank.Meeting{}) }
	for _, d := range s.dimensions {
		if slices.ContainsFunc(d.fields, func(field string) bool { return slices.Contains(looks, field) }) {
			all = each(all, d.values)
		}
	}
	return all
}

// each joins every meeting with every value.
func each(meetings iter.Seq[bank.Meeting], values []bank.Meeting) func(yield func(bank.Meeting) bool) {
	return func(yield func(bank.Meeting) bool) {
		for m := range meetings {
			for _, value := range values {
				if !yield(joined(m, value)) {
					return
				}
			}
		}
	}
}

// joined is what two meetings say that have nothing in common.
func joined(a, b bank.Meeting) bank.Meeting {
	return bank.Meeting{
		Role: a.Role + b.Role, Seniority: a.Seniority + b.Seniority, Stage: a.Stage + b.Stage, AskedOf: a.AskedOf + b.AskedOf,
		Minutes: a.Minutes + b.Minutes, Cares: slices.Concat(a.Cares, b.Cares), Aspects: slices.Concat(a.Aspects, b.Aspects),
	}
}

// TestRuleGatesCatch: each gate reports what it is there for, and nothing else.
func TestRuleGatesCatch(t *testing.T) {
	tried := testbank.With(func(c *bank.Content) {
		pager := testbank.RuleOf(c, "pager-for-operators")
		pager.Cases = append(pager.Cases, bank.Case{Profile: bank.Meeting{Role: "operations"}, Question: "doubt"})
	})
	narrowed := testbank.With(func(c *bank.Content) {
		*testbank.RuleOf(c, "pager-for-operators") = *testbank.RuleOf(&tried, "pager-for-operators")
		testbank.RuleOf(c, "pager-for-operators").When += ` and not ("money" in profile.cares)`
	})
	long := testbank.With(func(c *bank.Content) {
		pager := testbank.RuleOf(c, "pager-for-operators")
		pager.Pick, pager.Cases[0].Question = "question.depth in ["+strings.Repeat("3, ", 394)+"3]", ""
		pager.Cases = append(pager.Cases, bank.Case{Profile: bank.Meeting{Role: "operations"}, Question: "doubt"})
	})
	untried := testbank.With(func(c *bank.Content) { testbank.RuleOf(c, "pager-for-operators").Cases[0].Question = "" })
	sorted := func(c bank.Content) *bank.Content { return new(testbank.Frozen(t, bank.Release{}, c).Content) }
	for name, tt := range map[string]struct{ got, want []string }{
		"a pick without a case": {unnoticed(sorted(testbank.Small())), []string{"rule pager-for-operators: no case fails when its pick is ``"}},
		"a pick that no case asks for": {unnoticed(sorted(untried)), []string{
			"rule pager-for-operators: no case fails when its pick is `not (\"on_call\" in question.aspects)`",
			"rule pager-for-operators: no case fails when its pick is ``",
		}},
		"a case for each":       {unnoticed(sorted(tried)), nil},
		"a when without a case": {unnoticed(sorted(narrowed)), []string{"rule pager-for-operators: no case fails when its when is `(profile.role == \"operations\")`"}},
		"as long as can be": {unnoticed(sorted(long)), []string{
			"rule pager-for-operators: no case fails when its pick is `not (" + testbank.RuleOf(&long, "pager-for-operators").Pick + ")`: " +
				"This is too long for one rule. Split it into two.",
		}},
		"rules of use": {needless(t), nil},
		"two that are the same": {
			needless(t, bank.Rule{ID: "x", Pick: `question.id in ["doubt"]`, Effect: bank.Effect{Kind: bank.Place, Where: "last"}}),
			[]string{"rules doubt-last and x are the same"},
		},
		"dead": {
			needless(t, bank.Rule{ID: "x", When: `profile.level < 3 and profile.seniority == "senior"`}, bank.Rule{ID: "y", Pick: `question.depth == 3`}),
			[]string{"rule x picks nothing in any meeting", "rule y picks nothing in any meeting"},
		},
		"shadowed": {
			needless(t,
				bank.Rule{ID: "a", Pick: "question.depth > 1", Effect: bank.Effect{Kind: bank.Limit, Count: 2}},
				bank.Rule{ID: "b", When: `profile.stage == "offer"`, Pick: `question.id == "doubt"`, Effect: bank.Effect{Kind: bank.Limit, Count: 3}},
				bank.Rule{ID: "c", When: `profile.level >= 4`, Pick: "question.depth > 1", Effect: bank.Effect{Kind: bank.Limit, Count: 1}},
				bank.Rule{ID: "d", Pick: `question.topic == "pay"`, Effect: bank.Effect{Kind: bank.Require, Count: 2}},
				bank.Rule{ID: "e", When: `"money" in profile.cares`, Pick: `"money" in question.cares`, Effect: bank.Effect{Kind: bank.Require, Count: 1}},
				bank.Rule{ID: "f", When: `"on_call" in profile.aspects`, Pick: `question.topic == "pay"`, Effect: bank.Effect{Kind: bank.Exclude}},
				bank.Rule{ID: "g", When: `"balance" in profile.cares`, Pick: `question.minutes == 3`, Effect: bank.Effect{Kind: bank.Exclude}},
			),
			[]string{"rule b does nothing beside a", "rule e does nothing beside d", "rule f does nothing beside g"},
		},
		"only nearly so": {
			needless(t,
				bank.Rule{ID: "a", Pick: "question.depth > 1", Effect: bank.Effect{Kind: bank.Limit, Count: 1, By: bank.ByTopic}},
				bank.Rule{ID: "b", Pick: "question.depth > 1", Effect: bank.Effect{Kind: bank.Limit, Count: 2}},
				bank.Rule{ID: "c", Pick: "question.depth > 1", Effect: bank.Effect{Kind: bank.Require, Count: 2}},
				bank.Rule{ID: "d", Pick: `question.topic == "pay"`, Effect: bank.Effect{Kind: bank.Require, Count: 1}},
				bank.Rule{ID: "e", When: `profile.stage != "panel"`, Pick: `question.topic == "pay"`, Effect: bank.Effect{Kind: bank.Exclude}},
				bank.Rule{ID: "f", When: `profile.stage != "offer"`, Pick: `question.topic == "pay"`, Effect: bank.Effect{Kind: bank.Exclude}},
				bank.Rule{ID: "h", When: `profile.role != "nursing"`, Pick: `question.topic == "pay"`, Effect: bank.Effect{Kind: bank.Exclude}},
				bank.Rule{ID: "g", When: `profile.stage == "offer"`, Pick: `question.topic in ["pay", "workload"]`, Effect: bank.Effect{Kind: bank.Exclude}},
			),
			nil,
		},
	} {
		if diff := cmp.Diff(tt.want, tt.got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s: misses (-want +got):\n%s", name, diff)
		}
	}
}

// needless are the rules without use in the small bank with more of them, which boost unless they say otherwise.
func needless(t *testing.T, more ...bank.Rule) []string {
	t.Helper()
	s, err := newSides(new(testbank.With(func(c *bank.Content) {
		for _, r := range more {
			r.Status, r.Asker = bank.Ready, bank.Candidate
			if r.Effect == (bank.Effect{}) {
				r.Effect = bank.Effect{Kind: bank.Boost, Points: 1}
			}
			c.Rules = append(c.Rules, r)
		}
	})))
	if err != nil {
		t.Fatal(err)
	}
	return s.idle()
}
