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

// Explain tells which rules had a part in a set that this engine has chosen, and what stopped the rules of those ids; or
// without ids, of the rules of that side that did not apply, the fifty that came nearest. An id that names no rule is an
// error of code invalid_request with a fault at "/explain_rules/<index>".
func (e *Engine) Explain(set bank.Set, ids []string) (bank.Explanation, error) {
	asked, err := e.rulesByID(ids)
	if err != nil {
		return bank.Explanation{}, err
	}
	d := e.scratches.Get().(*scratch) //nolint:errcheck,forcetypeassert // the pool holds nothing else
	defer e.scratches.Put(d)
	m := e.match(set.Profile, nil, d)
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

// named finds rules by id.
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
				Detail: fmt.Sprintf("There is no rule %q.", id), Nearest: resolve.Nearest(id, all, 3),
			})
		}
		found = append(found, byID[id])
	}
	if len(faults) > 0 {
		return nil, &bank.Error{Code: bank.CodeInvalidRequest, Message: "The request is not valid.", Faults: faults}
	}
	return found, nil
}

// applied are the rules that apply, with what each of them picks.
func (m *match) applied(set bank.Set) []bank.AppliedRule {
	mayBeAsked := slices.Clone(m.scratch.eligible)
	m.findEligible(m.engine.sides[set.Profile.Asker])
	suited := m.scratch.eligible
	list := []bank.AppliedRule{}
	for _, r := range m.rules {
		among := mayBeAsked
		if r.Effect.Kind == bank.Exclude {
			among = suited
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

// missed tells what stopped a rule; nothing if it applied.
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

// saw is what a meeting had where a condition wanted something else.
func actualValues(c *lang.Condition, env *lang.Env) string {
	var values []string
	for _, f := range c.Fields() {
		values = append(values, f.Object+"."+f.Name+" is "+env.Format(f))
	}
	return strings.Join(values, ", ")
}
