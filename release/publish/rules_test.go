package publish_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"twoway/bank"
	"twoway/internal/testbank"
	"twoway/release/publish"
)

// oddRules are rules that do nothing, or nothing good, beside those of the small bank, with the warning that each gets: its code,
// pointer and other rules.
func oddRules() map[string]struct {
	rule guardRule
	want string
} {
	exclude := bank.Effect{Kind: bank.Exclude}
	boost := func(points int) bank.Effect { return bank.Effect{Kind: bank.Boost, Points: points} }
	type odd = struct {
		rule guardRule
		want string
	}
	operator, nurse, mid, entry := bank.Meeting{Role: "operations"}, bank.Meeting{Role: "nursing"}, bank.Meeting{Seniority: "mid"}, bank.Meeting{Seniority: "entry", Stage: "panel"}
	panel, offer, nothing := bank.Meeting{Stage: "panel"}, bank.Meeting{Stage: "offer"}, bank.Meeting{}
	return map[string]odd{
		"for-leaders": {
			guardRule{When: `profile.stage == "panel"`, Pick: `question.from_level >= 4`, Effect: boost(3), Applies: panel, Not: offer},
			"picks_nothing /rules/for-leaders/pick []",
		},
		"everywhere": {
			guardRule{When: `profile.minutes >= 1 or profile.stage != "offer"`, Pick: `question.id == "rota"`, Effect: boost(4), Applies: panel, Not: offer},
			"always_applies /rules/everywhere/when []",
		},
		"pager-once-more": {
			guardRule{When: `profile.role in ["operations"]`, Pick: `question.about == "on_call"`, Effect: boost(30), Applies: operator, Not: nothing},
			"contradicted /rules/pager-once-more [less-pager]; doubled /rules/pager-once-more [pager-for-operators]",
		},
		"less-pager": {
			guardRule{When: `profile.role == "operations"`, Pick: `question.id == "pager"`, Effect: boost(-30), Applies: operator, Not: nothing},
			"contradicted /rules/less-pager [pager-for-operators pager-once-more]",
		},
		"doubt-first": {
			guardRule{When: `profile.stage == "offer"`, Pick: `question.id == "doubt"`, Effect: bank.Effect{Kind: bank.Place, Where: "first"}, Applies: offer, Not: nothing},
			"contradicted /rules/doubt-first [doubt-last]",
		},
		"no-night": {guardRule{When: `0 < profile.level <= 3`, Pick: `question.id == "staffing-by-night"`, Effect: exclude, Applies: mid, Not: bank.Meeting{Seniority: "senior"}}, ""},
		"no-night-either": {
			guardRule{When: `profile.seniority == "entry" and profile.stage == "panel"`, Pick: `question.depth == 3`, Effect: exclude, Applies: entry, Not: nothing},
			"hidden /rules/no-night-either [no-night]",
		},
		"must-have-night": {
			guardRule{When: `profile.seniority == "mid"`, Pick: `question.about == "staffing"`, Effect: bank.Effect{Kind: bank.Require, Count: 1}, Applies: mid, Not: nothing},
			"contradicted /rules/must-have-night [no-night]; unmet /rules/must-have-night/effect/count []",
		},
		"two-for-nurses": {
			guardRule{When: `profile.role == "nursing"`, Pick: `profile.role in question.roles`, Effect: bank.Effect{Kind: bank.Require, Count: 2}, Applies: nurse, Not: nothing},
			"unmet /rules/two-for-nurses/effect/count []",
		},
	}
}

// withOddRules returns services with the drafts of odd rules.
func withOddRules(t *testing.T) testbank.Services {
	t.Helper()
	s := testbank.Started(t, &testbank.Memory{}, guardedBank())
	for id, odd := range oddRules() {
		r := odd.rule.rule(0)
		r.ID = id
		if id == "everywhere" {
			r.Cases[1].Question = "doubt" // which it does not pick
		}
		body, err := json.Marshal(r)
		if err == nil {
			_, err = s.Drafts.Create(t.Context(), testbank.Ada(), bank.KindRule, body)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// warningsOf returns the warnings about a rule in the form of oddRules. The pointers are within a document.
func warningsOf(list []bank.Fault, within, id string) string {
	others := map[string][]string{}
	var keys []string
	for _, f := range list {
		pointer := within + f.Pointer
		if pointer != "/rules/"+id && !strings.HasPrefix(pointer, "/rules/"+id+"/") || f.Detail == "" {
			continue
		}
		key := f.Code + " " + pointer
		if !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
		others[key] = append(others[key], f.Rules...)
	}
	slices.Sort(keys)
	for i, key := range keys {
		slices.Sort(others[key])
		keys[i] = fmt.Sprintf("%s %v", key, others[key])
	}
	return strings.Join(keys, "; ")
}

// TestRulesThatDoNothing publishes odd rules: the report of the release warns of each of them, and so does the review of its draft, but
// for requirements that cannot be met.
func TestRulesThatDoNothing(t *testing.T) {
	s := withOddRules(t)
	report := s.PublishDrafts(t).Report
	for id, odd := range oddRules() {
		if got := warningsOf(report.Warnings, "", id); got != odd.want {
			t.Errorf("the report warns of %s: %q, want %q", id, got, odd.want)
		}
		d, err := s.Drafts.Get(t.Context(), bank.KindRule, id)
		if err != nil {
			t.Fatal(err)
		}
		want, _, _ := strings.Cut(odd.want, "unmet")
		want = strings.TrimSuffix(want, "; ")
		if got := warningsOf(d.Review.Warnings, "/rules/"+id, id); got != want {
			t.Errorf("the review of %s warns %q, want %q", id, got, want)
		}
	}
	if got, want := warningsOf(report.Warnings, "", "pager-for-operators"), "contradicted /rules/pager-for-operators [less-pager]"; got != want {
		t.Errorf("the report warns of the other rule: %q, want %q", got, want)
	}
}

// TestCheckTellsProgress: each phase begins at nothing and ends at all, and they come in order.
func TestCheckTellsProgress(t *testing.T) {
	s := testbank.Started(t, &testbank.Memory{}, guardedBank())
	var phases []publish.Phase
	var last publish.Progress
	ctx := publish.WithProgress(t.Context(), func(p publish.Progress) {
		switch {
		case p.Total < 1 || p.Done < 0 || p.Done > p.Total:
			t.Errorf("%+v", p)
		case p.Phase == last.Phase && p.Done*last.Total < last.Done*p.Total:
			t.Errorf("%+v comes after %+v", p, last)
		case p.Phase != last.Phase:
			phases = append(phases, p.Phase)
			if p.Done != 0 {
				t.Errorf("%s begins at %+v", p.Phase, p)
			}
		}
		last = p
	})
	if _, _, err := s.Publish.Check(ctx); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(phases, publish.Phases()) || last.Done != last.Total {
		t.Errorf("the phases are %v, and the last is %+v", phases, last)
	}
	if _, _, err := s.Publish.Check(context.WithoutCancel(t.Context())); err != nil {
		t.Errorf("without progress: %v", err)
	}
}
