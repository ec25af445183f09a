package seed_test

import (
	"fmt"
	"iter"
	"slices"
	"testing"

	"twoway/bank"
	"twoway/internal/testbank"
	"twoway/rules/lang"
)

// TestNoRuleIsRedundant compares all rules in all meetings.
func TestNoRuleIsRedundant(t *testing.T) {
	rules, err := newRuleSet(shipped(t))
	if err != nil {
		t.Fatal(err)
	}
	wantNone(t, rules.redundant())
}

// ruleSet has the compiled rules and the questions of a bank.
type ruleSet struct {
	vocabulary *bank.Vocabulary
	dimensions []dimension
	rules      []compiledRule
	questions  map[bank.Asker][]lang.Question
}

type compiledRule struct {
	bank.Rule

	when, pick *lang.Condition
	fields     []string // of the profile, which either text uses
}

func newRuleSet(c *bank.Content) (*ruleSet, error) {
	s := &ruleSet{vocabulary: &c.Vocabulary, dimensions: dimensionsOf(&c.Vocabulary), questions: map[bank.Asker][]lang.Question{}}
	language := languageOf(c)
	for _, r := range readyRules(c) {
		when, faults := language.Compile(r.When, lang.Scope{Asker: r.Asker, Part: lang.When})
		pick, more := language.Compile(r.Pick, lang.Scope{Asker: r.Asker, Part: lang.Pick})
		if faults = append(faults, more...); len(faults) > 0 {
			return nil, fmt.Errorf("rule %s: %s", r.ID, faults[0])
		}
		rule := compiledRule{Rule: r, when: &when.Condition, pick: &pick.Condition}
		for _, f := range append(rule.when.Fields(), rule.pick.Fields()...) {
			if f.Object == "profile" {
				rule.fields = append(rule.fields, f.Name)
			}
		}
		s.rules = append(s.rules, rule)
	}
	for _, q := range readyQuestions(c) {
		s.questions[q.Asker] = append(s.questions[q.Asker], lang.QuestionOf(&c.Vocabulary, &q))
	}
	return s, nil
}

// redundant lists the rules that pick nothing in any meeting, and those that another rule makes redundant.
func (s *ruleSet) redundant() []string {
	var misses []string
	for i := range s.rules {
		r := &s.rules[i]
		if !s.picksAnything(r) {
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
					misses = append(misses, fmt.Sprintf("rules %s and %s have the same effect", r.ID, other.ID))
				}
			case s.isImplied(r, other):
				misses = append(misses, fmt.Sprintf("rule %s has no effect because of %s", r.ID, other.ID))
			}
		}
	}
	return misses
}

// isImplied reports whether everything that a rule demands of a set is also demanded by the other rule.
func (s *ruleSet) isImplied(r, other *compiledRule) bool {
	a, b := r.Effect, other.Effect
	if a.Kind != b.Kind {
		return false
	}
	switch a.Kind {
	case bank.Exclude:
		return s.isWithin(r, other, false)
	case bank.Limit: // a limit on some questions also limits a part of them, and each topic among them
		return b.Count <= a.Count && (b.By == "" || b.By == a.By) && s.isWithin(r, other, false)
	case bank.Require:
		return b.Count >= a.Count && s.isWithin(r, other, true)
	case bank.Boost, bank.Place: // the effects of several rules add up
	}
	return false
}

// picksAnything reports whether a rule picks any question in any meeting.
func (s *ruleSet) picksAnything(r *compiledRule) bool {
	for m := range s.meetings(r.fields) {
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

// isWithin reports whether the other rule applies to all meetings that a rule applies to, and picks all questions there that
// the rule picks; if exactly is true, no other questions.
func (s *ruleSet) isWithin(r, other *compiledRule, exactly bool) bool {
	once := (r.pick.Class|other.pick.Class)&lang.OfProfile == 0 // each picks the same questions in every meeting
	compared := false
	for m := range s.meetings(slices.Concat(r.fields, other.fields)) {
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
			picked, pickedByOther := holds(r.pick, &env), holds(other.pick, &env)
			if picked && !pickedByOther || exactly && pickedByOther && !picked {
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

// dimension is a property in which meetings differ: the fields of the profile that depend on it, and meetings with each of its
// values and no other fields. The first meeting is empty.
type dimension struct {
	fields []string
	values []bank.Meeting
}

// dimensionsOf returns the dimensions of a vocabulary: each term, each single care and aspect, and the usual lengths.
func dimensionsOf(v *bank.Vocabulary) []dimension {
	terms := v.Terms()
	values := func(kind string, meeting func(id string) bank.Meeting) []bank.Meeting {
		list := []bank.Meeting{{}}
		for _, term := range terms[kind] {
			list = append(list, meeting(term.ID))
		}
		return list
	}
	cares := append(
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
		{[]string{"role", "work"}, values("role", func(id string) bank.Meeting { return bank.Meeting{Role: id} })},
		{[]string{"cares", "aspects"}, cares},
		{[]string{"requirements"}, values("requirement", func(id string) bank.Meeting { return bank.Meeting{Requirements: []string{id}} })},
	}
}

// meetings returns all meetings that differ in the given fields.
func (s *ruleSet) meetings(fields []string) iter.Seq[bank.Meeting] {
	all := func(yield func(bank.Meeting) bool) { yield(bank.Meeting{}) }
	for _, d := range s.dimensions {
		if slices.ContainsFunc(d.fields, func(field string) bool { return slices.Contains(fields, field) }) {
			all = product(all, d.values)
		}
	}
	return all
}

// product returns every meeting joined with every value.
func product(meetings iter.Seq[bank.Meeting], values []bank.Meeting) func(yield func(bank.Meeting) bool) {
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

// joined returns a meeting with the fields of two meetings, which must have no fields in common.
func joined(a, b bank.Meeting) bank.Meeting {
	return bank.Meeting{
		Role: a.Role + b.Role, Seniority: a.Seniority + b.Seniority, Stage: a.Stage + b.Stage, AskedOf: a.AskedOf + b.AskedOf,
		Minutes: a.Minutes + b.Minutes, Cares: slices.Concat(a.Cares, b.Cares), Aspects: slices.Concat(a.Aspects, b.Aspects),
		Requirements: slices.Concat(a.Requirements, b.Requirements),
	}
}

func TestRedundant(t *testing.T) {
	wantMisses(t, "different rules", redundantWith(t))
	wantMisses(t, "two rules with the same effect",
		redundantWith(t, bank.Rule{ID: "x", Pick: `question.id in ["doubt"]`, Effect: bank.Effect{Kind: bank.Place, Where: "last"}}),
		"rules doubt-last and x have the same effect")
	wantMisses(t, "rules that pick nothing",
		redundantWith(t, bank.Rule{ID: "x", When: `profile.level < 3 and profile.seniority == "senior"`}, bank.Rule{ID: "y", Pick: `question.depth == 3`}),
		"rule x picks nothing in any meeting", "rule y picks nothing in any meeting")
}

func TestImplied(t *testing.T) {
	limit := func(count int, by string) bank.Effect { return bank.Effect{Kind: bank.Limit, Count: count, By: by} }
	require := func(count int) bank.Effect { return bank.Effect{Kind: bank.Require, Count: count} }
	exclude := bank.Effect{Kind: bank.Exclude}
	wantMisses(t, "implied by another rule", redundantWith(t,
		bank.Rule{ID: "a", Pick: "question.depth > 1", Effect: limit(2, "")},
		bank.Rule{ID: "b", When: `profile.stage == "offer"`, Pick: `question.id == "doubt"`, Effect: limit(3, "")},
		bank.Rule{ID: "c", When: `profile.level >= 4`, Pick: "question.depth > 1", Effect: limit(1, "")},
		bank.Rule{ID: "d", Pick: `question.topic == "pay"`, Effect: require(2)},
		bank.Rule{ID: "e", When: `"money" in profile.cares`, Pick: `"money" in question.cares`, Effect: require(1)},
		bank.Rule{ID: "f", When: `"on_call" in profile.aspects`, Pick: `question.topic == "pay"`, Effect: exclude},
		bank.Rule{ID: "g", When: `"balance" in profile.cares`, Pick: `question.minutes == 3`, Effect: exclude}),
		"rule b has no effect because of a", "rule e has no effect because of d", "rule f has no effect because of g")
	wantMisses(t, "similar, but not implied", redundantWith(t,
		bank.Rule{ID: "a", Pick: "question.depth > 1", Effect: limit(1, bank.ByTopic)},
		bank.Rule{ID: "b", Pick: "question.depth > 1", Effect: limit(2, "")},
		bank.Rule{ID: "c", Pick: "question.depth > 1", Effect: require(2)},
		bank.Rule{ID: "d", Pick: `question.topic == "pay"`, Effect: require(1)},
		bank.Rule{ID: "e", When: `profile.stage != "panel"`, Pick: `question.topic == "pay"`, Effect: exclude},
		bank.Rule{ID: "f", When: `profile.stage != "offer"`, Pick: `question.topic == "pay"`, Effect: exclude},
		bank.Rule{ID: "h", When: `profile.role != "nursing"`, Pick: `question.topic == "pay"`, Effect: exclude},
		bank.Rule{ID: "g", When: `profile.stage == "offer"`, Pick: `question.topic in ["pay", "workload"]`, Effect: exclude}))
}

// redundantWith returns the redundant rules of the small bank with more rules, which boost unless they have another effect.
func redundantWith(t *testing.T, more ...bank.Rule) []string {
	t.Helper()
	s, err := newRuleSet(new(testbank.With(func(c *bank.Content) {
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
	return s.redundant()
}
