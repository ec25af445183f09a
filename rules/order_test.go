package rules_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"twoway/bank"
)

// rank returns the part of the conversation in which a question of the shipped bank belongs. Placed has where rules place questions.
func rank(p bank.Profile, it bank.Item, placed map[string]string) int {
	q := it.Question
	for _, r := range it.Reasons {
		if where := placed[r.Rule]; where != "" {
			return map[string]int{"first": 0, "last": 4}[where]
		}
	}
	switch {
	case len(q.Discloses) > 0:
		return 3
	case (q.Topic == "compensation" || q.Topic == "terms_and_benefits") && p.Stage != "offer":
		return 2
	}
	return 1
}

// isHard reports whether a question needs candour.
func isHard(q *bank.Question) bool { return q.Negative || q.Depth == 3 }

// TestOrder checks that a conversation starts easily, that terms and disclosing questions come late, that rules place questions first
// and last, and that there are never three negative questions in a row. A question that moves for one of these reasons must have the
// reason.
func TestOrder(t *testing.T) {
	content, placed := shipped(), map[string]string{}
	for _, r := range content.Rules {
		placed[r.ID] = r.Effect.Where
	}
	e := engine(t, content)
	asked := bank.Profile{
		Asker: bank.Candidate, Stage: "offer", AskedOf: "recruiter", Minutes: 20, Count: 8, Locale: "en",
		Cares: []bank.Chosen{{Care: "work_life_balance", Aspect: "parental_leave"}, {Care: "security", Aspect: "visa"}},
	}
	seen := map[string]int{}
	for _, p := range append(bothSides(800), asked) {
		part, row, before := 0, 0, []int{}
		for i, it := range e.Select(p).Items {
			why := whyHere(it)
			r, moved := rank(p, it, placed), strings.Contains(why, "three questions in a row") || strings.Contains(why, "opens the talk")
			if row++; !it.Question.Negative {
				row = 0
			}
			if row > 2 {
				t.Errorf("%+v: three negative questions in a row, with %s", p, it.Question.ID)
			}
			if r != 1 && why == "" && (r != 2 || i > 0) { // terms that nothing comes before are not late
				t.Errorf("%+v: %s has no reason for its position", p, it.Question.ID)
			}
			seen[fmt.Sprint("part ", r)]++
			seen[why]++
			if moved {
				continue
			}
			place := []int{max(2, it.Question.Depth), it.Question.Depth}
			if r < part || r == 1 && p.Asker == bank.Interviewer && p.Stage != "skills" && // where a piece of work comes first
				slices.Compare(place, before) < 0 {
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
	for _, want := range []string{"opens well", "goes deep", "say something about you", "pay and terms"} {
		if !slices.ContainsFunc(slices.Collect(maps.Keys(seen)), func(why string) bool { return strings.Contains(why, want) }) {
			t.Errorf("never seen: %s", want)
		}
	}
}

// TestHardQuestionsStandApart checks that no candidate begins or ends with a hard question or asks two of them in a row, where
// another of the same part of the conversation fits, and that neighbours that begin alike or ask about the same are rare.
func TestHardQuestionsStandApart(t *testing.T) {
	content, placed := shipped(), map[string]string{}
	for _, r := range content.Rules {
		placed[r.ID] = r.Effect.Where
	}
	e := engine(t, content)
	neighbours, alike := 0, 0
	for _, p := range bothSides(800) {
		if p.Asker != bank.Candidate {
			continue
		}
		items := e.Select(p).Items
		for begin, end := 0, 0; begin < len(items); begin = end {
			for end = begin; end < len(items) && rank(p, items[end], placed) == rank(p, items[begin], placed); {
				end++
			}
			checkRun(t, p, items[begin:end], begin == 0, end == len(items))
		}
		for i := range max(0, len(items)-1) {
			a, b := items[i].Question, items[i+1].Question
			neighbours++
			if a.About != "" && a.About == b.About || strings.Join(strings.Fields(a.Text)[:2], " ") == strings.Join(strings.Fields(b.Text)[:2], " ") {
				alike++
			}
		}
	}
	if alike*50 > neighbours {
		t.Errorf("%d of %d neighbours are alike, want at most one in fifty", alike, neighbours)
	}
}

// checkRun checks the hard questions of one part of a conversation.
func checkRun(t *testing.T, p bank.Profile, run []bank.Item, isFirst, isLast bool) {
	t.Helper()
	hard := 0
	for _, it := range run {
		if isHard(it.Question) {
			hard++
		}
	}
	easy := len(run) - hard
	if easy > hard {
		for i := range len(run) - 1 {
			if isHard(run[i].Question) && isHard(run[i+1].Question) {
				t.Errorf("%+v: %s and %s are both hard", p, run[i].Question.ID, run[i+1].Question.ID)
			}
		}
	}
	if isFirst && easy > 0 && isHard(run[0].Question) {
		t.Errorf("%+v: begins with %s", p, run[0].Question.ID)
	}
	if isLast && easy > 1 && easy > hard && isHard(run[len(run)-1].Question) {
		t.Errorf("%+v: ends with %s", p, run[len(run)-1].Question.ID)
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
