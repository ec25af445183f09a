package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"twoway/bank"
	"twoway/internal/bitset"
	"twoway/resolve"
	"twoway/rules/lang"
)

// Explain returns the rules that applied to a set chosen by this engine, and the conditions that stopped other rules: the
// rules with the given IDs or, without IDs, the bank.MaxExplained rules of that asker that came nearest to applying. For
// an unknown ID it returns an error with the code invalid_request and a fault at "/explain_rules/<index>".
func (e *Engine) Explain(set bank.Set, ids []string) (bank.Explanation, error) {
	asked, err := e.rulesByID(ids)
	if err != nil {
		return bank.Explanation{}, err
	}
	buf := e.getScratch()
	defer e.scratches.Put(buf)
	m := e.match(set.Profile, nil, buf)
	x := bank.Explanation{Applied: m.applied(set), Missed: []bank.MissedRule{}}
	if len(ids) == 0 {
		asked = e.sides[set.Profile.Asker].rules
	}
	for _, r := range asked {
		if missed := m.missed(r); len(missed.Stopped) > 0 {
			x.Missed = append(x.Missed, missed)
		}
	}
	if len(ids) == 0 {
		slices.SortStableFunc(x.Missed, func(a, b bank.MissedRule) int {
			return cmp.Or(cmp.Compare(len(a.Stopped), len(b.Stopped)), cmp.Compare(b.Held, a.Held))
		})
		x.Missed = x.Missed[:min(len(x.Missed), bank.MaxExplained)]
	}
	return x, nil
}

// rulesByID returns the rules with these IDs, or an error that lists every unknown ID.
func (e *Engine) rulesByID(ids []string) (found []*rule, err error) {
	var all []string
	byID := map[string]*rule{}
	for _, asker := range []bank.Asker{bank.Candidate, bank.Interviewer} {
		for _, r := range e.sides[asker].rules {
			byID[r.ID] = r
			all = append(all, r.ID)
		}
	}
	var faults []bank.Fault
	for i, id := range ids {
		if byID[id] == nil {
			faults = append(faults, bank.Fault{
				Code: bank.FaultUnknownValue, Pointer: "/explain_rules/" + strconv.Itoa(i),
				Detail: fmt.Sprintf("Unknown rule %q.", id), Nearest: resolve.Nearest(id, all, 3),
			})
		}
		found = append(found, byID[id])
	}
	if len(faults) > 0 {
		return nil, &bank.Error{Code: bank.CodeInvalidRequest, Message: "The request is not valid.", Faults: faults}
	}
	return found, nil
}

// applied returns the rules that apply, with the number of questions each one picks, overall and in the set. It overwrites
// the eligible questions of the match.
func (m *match) applied(set bank.Set) []bank.AppliedRule {
	eligible := slices.Clone(m.scratch.eligible)
	m.findEligible(m.engine.sides[set.Profile.Asker])
	beforeRules := m.scratch.eligible
	list := []bank.AppliedRule{}
	for _, r := range m.rules {
		among := eligible
		if r.Effect.Kind == bank.Exclude {
			among = beforeRules
		}
		a := bank.AppliedRule{Rule: r.Rule}
		m.withPicked(r, among, func(picked bitset.Set) { a.Picked = picked.Count() })
		for _, it := range set.Items {
			if i, _ := m.engine.find(it.Question.ID); r.picks(m.env, m.engine.questions[i]) {
				a.InSet++
			}
		}
		list = append(list, a)
	}
	return list
}

// missed returns the conditions that stopped a rule. It has none if the rule applies.
func (m *match) missed(r *rule) bank.MissedRule {
	missed := bank.MissedRule{Rule: r.Rule}
	if r.Asker != m.profile.Asker {
		missed.Stopped = []bank.Stop{{Condition: "asker: " + string(r.Asker), Saw: "the asker is the " + string(m.profile.Asker)}}
		return missed
	}
	for _, c := range r.when.Condition.Conjuncts() {
		if holds, ok := c.Matches(&m.env); holds && ok || !ok && r.onError() {
			missed.Held++
			continue
		}
		missed.Stopped = append(missed.Stopped, bank.Stop{Condition: c.Text, Saw: actualValues(&c, &m.env)})
	}
	return missed
}

// actualValues returns the values that a meeting has for the fields of a condition, as text.
func actualValues(c *lang.Condition, env *lang.Env) string {
	var values []string
	for _, f := range c.Fields() {
		values = append(values, f.Object+"."+f.Name+" is "+env.Format(f))
	}
	return strings.Join(values, ", ")
}
