package guard_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"twoway/bank"
	"twoway/rules"
	"twoway/rules/guard"
	"twoway/rules/lang"
)

// TestRemarksAgreeWithTryingEveryMeeting compares what the guard says about rules with what trying every meeting says.
func TestRemarksAgreeWithTryingEveryMeeting(t *testing.T) {
	effects := []bank.Effect{
		{Kind: bank.Exclude},
		{Kind: bank.Exclude},
		{Kind: bank.Limit, Count: 1},
		{Kind: bank.Limit, Count: 2},
		{Kind: bank.Limit, Count: 2, By: bank.ByTopic},
		{Kind: bank.Require, Count: 1},
		{Kind: bank.Require, Count: 2},
		{Kind: bank.Boost, Points: 5},
		{Kind: bank.Boost, Points: -5},
		{Kind: bank.Place, Where: "first"},
		{Kind: bank.Place, Where: "last"},
		{Kind: bank.Essential, Count: 1},
	}
	rapid.Check(t, func(t *rapid.T) {
		var questions []bank.Question
		for n := range draw(t, 2, 3, 4) {
			questions = append(questions, drawQuestion(t, n))
		}
		var list []bank.Rule
		for n := range draw(t, 2, 3) {
			r := drawRule(t, n)
			r.Effect = draw(t, effects...)
			if n > 0 && draw(t, true, false) { // or rules would seldom have to do with each other
				r.When, r.Pick = list[0].When, draw(t, list[0].Pick, r.Pick)
			}
			list = append(list, r)
		}
		tried := triedRules(t, engineOf(t, questions, list), questions, list)
		want := tried.remarks()
		var got []string
		for _, r := range engineOf(t, questions, list).Remarks(nil) {
			got = append(got, fmt.Sprint(r.Kind, " ", r.Rule, " ", r.Other, " ", r.Never))
		}
		slices.Sort(want)
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("(-want +got):\n%s%+v", diff, list)
		}
	})
}

// triedRule is a rule with what it does in every meeting.
type triedRule struct {
	bank.Rule

	applies []bool
	picks   [][]bool // by meeting and question, of those that suit the meeting
	left    []int    // of these, those that no rule excludes
}

type triedList []triedRule

func triedRules(t *rapid.T, e *rules.Engine, questions []bank.Question, list []bank.Rule) triedList {
	v := vocabulary()
	var ids []string
	for i := range questions {
		ids = append(ids, questions[i].ID)
	}
	language := lang.New(&v, ids)
	bare := engineOf(t, questions, nil)
	tried := make(triedList, len(list))
	for n, r := range list {
		when, _ := language.Compile(r.When, lang.Scope{Asker: r.Asker, Part: lang.When})
		pick, _ := language.Compile(r.Pick, lang.Scope{Asker: r.Asker, Part: lang.Pick})
		of := triedRule{Rule: r}
		for p := range everyMeeting {
			env := lang.Env{Profile: lang.ProfileOf(&v, p.Meeting())}
			applies, _ := when.Condition.Matches(&env)
			picks, left := make([]bool, len(questions)), 0
			for i := range questions {
				env.Question = lang.QuestionOf(&v, &questions[i])
				holds, _ := pick.Condition.Matches(&env)
				picks[i] = applies && holds && isEligible(bare, p, ids[i])
				if picks[i] && isEligible(e, p, ids[i]) {
					left++
				}
			}
			of.applies, of.picks, of.left = append(of.applies, applies), append(of.picks, picks), append(of.left, left)
		}
		tried[n] = of
	}
	return tried
}

func isEligible(e *rules.Engine, p bank.Profile, id string) bool {
	_, _, ok := e.Score(p, id)
	return ok
}

func (list triedList) remarks() []string {
	var found []string
	say := func(kind guard.Kind, r, other string, never bool) {
		found = append(found, fmt.Sprint(kind, " ", r, " ", other, " ", never))
	}
	for i := range list {
		r := &list[i]
		switch {
		case !slices.Contains(r.applies, true):
			say(guard.NeverApplies, r.ID, "", false)
			continue
		case !r.picksAnything():
			say(guard.PicksNothing, r.ID, "", false)
			continue
		case !slices.Contains(r.applies, false):
			say(guard.AlwaysApplies, r.ID, "", false)
		}
		if short, enough := r.shortage(); r.Effect.Kind == bank.Require && short {
			say(guard.Unmet, r.ID, "", !enough)
		}
		for j := range list {
			other := &list[j]
			if i == j || !other.picksAnything() {
				continue
			}
			switch {
			case r.Effect == other.Effect && r.within(other) && other.within(r):
				if j < i {
					say(guard.Doubled, r.ID, other.ID, false)
				}
			case r.isHidden(other):
				say(guard.Hidden, r.ID, other.ID, false)
			case r.isContradicted(other):
				say(guard.Contradicted, r.ID, other.ID, false)
			}
		}
	}
	return found
}

func (r *triedRule) picksAnything() bool {
	return slices.ContainsFunc(r.picks, func(picks []bool) bool { return slices.Contains(picks, true) })
}

func (r *triedRule) shortage() (short, enough bool) {
	for m := range r.applies {
		if r.applies[m] {
			short, enough = short || r.left[m] < r.Effect.Count, enough || r.left[m] >= r.Effect.Count
		}
	}
	return short, enough
}

// every reports whether something is true of each meeting and question.
func (r *triedRule) every(holds func(m, q int) bool) bool {
	for m := range r.picks {
		for q := range r.picks[m] {
			if !holds(m, q) {
				return false
			}
		}
	}
	return true
}

func (r *triedRule) within(other *triedRule) bool {
	return r.every(func(m, q int) bool { return !r.picks[m][q] || other.picks[m][q] })
}

func (r *triedRule) isHidden(other *triedRule) bool {
	a, b := r.Effect, other.Effect
	if a.Kind != b.Kind {
		return false
	}
	switch a.Kind {
	case bank.Exclude:
		return r.within(other)
	case bank.Limit:
		return b.Count <= a.Count && (b.By == "" || b.By == a.By) && r.within(other)
	case bank.Require:
		for m := range r.applies {
			if r.applies[m] && !other.applies[m] {
				return false
			}
		}
		return b.Count >= a.Count && r.every(func(m, q int) bool { return !r.applies[m] || !other.picks[m][q] || r.picks[m][q] })
	case bank.Boost, bank.Essential, bank.Place:
	}
	return false
}

func (r *triedRule) isContradicted(other *triedRule) bool {
	a, b := r.Effect, other.Effect
	switch {
	case (a.Kind == bank.Require || a.Kind == bank.Essential) && b.Kind == bank.Exclude:
		meets := !r.every(func(m, q int) bool { return !r.picks[m][q] || !other.applies[m] })
		return meets && r.every(func(m, q int) bool { return !r.picks[m][q] || !other.applies[m] || other.picks[m][q] })
	case a.Kind == bank.Boost && b.Kind == bank.Boost && a.Points == -b.Points:
		return r.within(other) && other.within(r)
	case a.Kind == bank.Place && b.Kind == bank.Place && a.Where != b.Where:
		return r.within(other)
	}
	return false
}
