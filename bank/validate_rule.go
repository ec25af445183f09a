package bank

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
)

func (v *validation) rule(r *Rule) {
	v.begin("rules", r.ID, v.slug)
	v.lifecycle(r.Version, r.authoredStatus())
	v.oneOf("asker", string(r.Asker), string(Candidate), string(Interviewer))
	v.required("name", r.Name)
	v.required("because", r.Because)
	v.effect(r.Effect)
	v.inForce(r)
	if r.authoredStatus() == Ready {
		v.requireCases(r)
	}
	for i, c := range r.Cases {
		v.ruleCase("cases/"+strconv.Itoa(i), r.Asker, c)
	}
	v.textsIn(reflect.ValueOf(r), KindRule.Pointer(r.ID))
}

func (v *validation) effect(e Effect) {
	known := v.oneOf("effect/kind", string(e.Kind), string(Boost), string(Require), string(Essential), string(Limit), string(Exclude), string(Place))
	if !known {
		return
	}
	switch e.Kind {
	case Boost:
		v.number("effect/points", e.Points, -maxPoints, maxPoints)
		if e.Points == 0 {
			v.fault(FaultOutOfRange, "effect/points", "A boost needs points from %d to %d, but not 0.", -maxPoints, maxPoints)
		}
	case Require:
		v.number("effect/count", e.Count, 1, maxQuota)
	case Essential:
		v.number("effect/count", e.Count, 1, maxQuota)
		v.number("effect/points", e.Points, 0, maxPoints)
	case Limit:
		if e.Count == 0 {
			v.fault(FaultOutOfRange, "effect/count", "A limit needs a count from 1 to %d. To allow none, use the effect exclude instead.", maxQuota)
			break
		}
		v.number("effect/count", e.Count, 1, maxQuota)
	case Place:
		v.oneOf("effect/where", e.Where, "first", "last")
	case Exclude:
	}
	v.onlyFor(e, "effect/points", e.Points != 0, Boost, Essential)
	v.onlyFor(e, "effect/count", e.Count != 0, Require, Essential, Limit)
	v.onlyFor(e, "effect/where", e.Where != "", Place)
	if e.By != "" {
		v.onlyFor(e, "effect/by", true, Limit)
		v.oneOf("effect/by", e.By, ByTopic)
	}
}

func (v *validation) onlyFor(e Effect, field string, isSet bool, kinds ...EffectKind) {
	if isSet && !slices.Contains(kinds, e.Kind) {
		v.fault(FaultInconsistent, field, "Remove this: the effect %s does not use it.", e.Kind)
	}
}

// requireCases reports a fault unless one case says that the rule applies and one that it does not. The second is not needed
// if When and Pick are empty: such a rule always applies.
func (v *validation) requireCases(r *Rule) {
	has := func(applies bool) bool {
		return slices.ContainsFunc(r.Cases, func(c Case) bool { return c.Applies == applies })
	}
	switch isEverywhere := strings.TrimSpace(r.When+r.Pick) == ""; {
	case isEverywhere && !has(true):
		v.fault(FaultRequired, "cases", "Add a case in which the rule applies.")
	case !isEverywhere && (!has(true) || !has(false)):
		v.fault(FaultRequired, "cases", "Add a case in which the rule applies and one in which it does not.")
	}
}

func (v *validation) ruleCase(field string, asker Asker, c Case) {
	v.distinct(field+"/profile/cares", c.Profile.Cares)
	v.distinct(field+"/profile/aspects", c.Profile.Aspects)
	v.distinct(field+"/profile/terms", c.Profile.Terms)
	v.number(field+"/profile/minutes", c.Profile.Minutes, 0, MaxMinutes)
	if c.Question == "" || asker != Candidate && asker != Interviewer {
		return
	}
	if q := v.questionOf(c.Question); q == nil || q.Asker != asker {
		v.unknown(field+"/question", c.Question, Meant{MeantQuestion, v.questionIDs(func(q *Question) bool { return q.Asker == asker })},
			"There is no %s's question with the ID %q.", asker, c.Question)
	}
}
