package rules_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"twoway/bank"
)

// rank returns the part of the conversation in which a question of the shipped bank belongs, if the rules in first place
// questions first.
func rank(p bank.Profile, it bank.Item, first map[string]bool) int {
	q := it.Question
	switch {
	case slices.ContainsFunc(it.Reasons, func(r bank.Reason) bool { return first[r.Rule] }):
		return 0
	case len(q.Discloses) > 0:
		return 3
	case q.Topic == "deciding" || q.Topic == "offering":
		return 4
	case (q.Topic == "compensation" || q.Topic == "terms_and_benefits") && p.Stage != "offer":
		return 2
	}
	return 1
}

// firstServed returns the index of the person's first care that a question serves, or the number of cares for none.
func firstServed(p bank.Profile, q *bank.Question) int {
	for i, c := range p.Cares {
		if p.Asker == bank.Candidate && (c.Aspect != "" && slices.Contains(q.Aspects, c.Aspect) || c.Aspect == "" && slices.Contains(q.Cares, c.Care)) {
			return i
		}
	}
	return len(p.Cares)
}

// TestOrder checks that a conversation starts easily and goes deeper, that terms and disclosing questions come late, that
// rules place questions first and last, and that there are never three negative questions in a row. A question that moves
// for one of these reasons must have the reason.
func TestOrder(t *testing.T) {
	content, first := shipped(), map[string]bool{}
	for _, r := range content.Rules {
		first[r.ID] = r.Effect.Where == "first"
	}
	e := engine(t, content)
	asked := bank.Profile{
		Asker: bank.Candidate, Stage: "offer", AskedOf: "recruiter", Minutes: 20, Count: 8, Locale: "en",
		Cares: []bank.Chosen{{Care: "work_life_balance", Aspect: "parental_leave"}, {Care: "security", Aspect: "visa"}},
	}
	seen := map[string]int{}
	for _, p := range append(bothSides(800), asked) {
		items := e.Select(p).Items
		part, row, before := 0, 0, []int{}
		for _, it := range items {
			why := whyHere(it)
			r, moved := rank(p, it, first), strings.Contains(why, "three questions in a row") || strings.Contains(why, "opens the talk")
			if row++; !it.Question.Negative {
				row = 0
			}
			if row > 2 {
				t.Errorf("%+v: three negative questions in a row, with %s", p, it.Question.ID)
			}
			if r != 1 && why == "" {
				t.Errorf("%+v: %s has no reason for its position", p, it.Question.ID)
			}
			seen[fmt.Sprint("part ", r)]++
			seen[why]++
			if moved {
				continue
			}
			place := []int{max(2, it.Question.Depth), firstServed(p, it.Question), it.Question.Depth}
			if r < part || r == 1 && slices.Compare(place, before) < 0 {
				t.Errorf("%+v: %s comes too late", p, it.Question.ID)
			}
			if part = r; r == 1 {
				before = place
			}
		}
	}
	for _, want := range []string{"part 0", "part 1", "part 2", "part 3", "part 4"} {
		if seen[want] == 0 {
			t.Errorf("never seen: %s", want)
		}
	}
	for _, want := range []string{"opens well", "opens the talk", "goes deep", "three questions in a row", "say something about you", "pay and terms"} {
		if !slices.ContainsFunc(slices.Collect(maps.Keys(seen)), func(why string) bool { return strings.Contains(why, want) }) {
			t.Errorf("never seen: %s", want)
		}
	}
}

// TestKitIDNamesTheOpening changes one value of the opening at a time and expects another kit ID.
func TestKitIDNamesTheOpening(t *testing.T) {
	e := engine(t, shipped())
	base := bank.Profile{Asker: bank.Interviewer, Role: "nursing", Seniority: "senior", Level: 4, Stage: "panel", Minutes: 40, Count: 8, Locale: "en"}
	seen := map[string]string{e.Select(base).KitID: "base"}
	for name, change := range map[string]func(*bank.Profile){
		"role":      func(p *bank.Profile) { p.Role = "kitchen" },
		"seniority": func(p *bank.Profile) { p.Seniority, p.Level = "lead", 5 },
		"stage":     func(p *bank.Profile) { p.Stage = "skills" },
		"minutes":   func(p *bank.Profile) { p.Minutes = 41 },
		"count":     func(p *bank.Profile) { p.Count = 7 },
		"seed":      func(p *bank.Profile) { p.Seed = 1 },
		"exclude":   func(p *bank.Profile) { p.Exclude = []string{"most-stubborn-problem-traced"} },
	} {
		p := base
		change(&p)
		id := e.Select(p).KitID
		if other, taken := seen[id]; taken || id == "" {
			t.Errorf("a different %s gives the same kit ID %q as %s", name, id, other)
		}
		seen[id] = name
	}
	if id := e.Select(bank.Profile{Asker: bank.Candidate, Minutes: 9, Count: 3, Locale: "en"}).KitID; id != "" {
		t.Errorf("a candidate's set has the kit ID %s, want none", id)
	}
}
