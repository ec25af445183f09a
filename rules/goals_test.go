package rules_test

import (
	"slices"
	"testing"

	"twoway/bank"
)

// TestGoals checks that the certificate of a candidate's set lists what was named, what is essential and what matters in the trade in
// their order, and how many questions of the set count for each.
func TestGoals(t *testing.T) {
	content := shipped()
	e := engine(t, content)
	essentials := map[string]bank.Rule{}
	for _, r := range content.Rules {
		if r.Effect.Kind == bank.Essential {
			essentials[r.ID] = r
		}
	}
	seen := map[bank.GoalKind]int{}
	for _, p := range bothSides(400) {
		if p.Asker != bank.Candidate {
			continue
		}
		set := e.Select(p)
		named, first := 0, 0
		for i, g := range set.Certificate.Goals {
			seen[g.Kind]++
			if g.Reached > g.Wanted || g.Bound < g.Reached || g.Bound > g.Wanted {
				t.Fatalf("%+v: goal %+v", p, g)
			}
			switch g.Kind {
			case bank.CareGoal:
				if g.About != p.Cares[named].About() || named > 0 && p.Minutes > 5 && first == 0 && hasEssential(set) {
					t.Fatalf("%+v: goal %d is %+v", p, i, g)
				}
				if n := min(1, countAbout(content, set, p.Cares[named])); p.Cares[named].Term == "" && g.Reached != n {
					t.Fatalf("%+v: %+v, but %d questions ask about it", p, g, n)
				}
				named++
			case bank.EssentialGoal:
				if points := essentials[g.Rule].Effect.Points; first == 0 {
					first = points
				} else if points > first {
					t.Fatalf("%+v: the essential %s comes after one with fewer points", p, g.Rule)
				}
			case bank.MatterGoal:
				if named < len(p.Cares) {
					t.Fatalf("%+v: the matter %s comes before what was named", p, g.About)
				}
			}
		}
		if named != len(p.Cares) {
			t.Fatalf("%+v: %d goals for what was named", p, named)
		}
	}
	for _, kind := range []bank.GoalKind{bank.CareGoal, bank.EssentialGoal, bank.MatterGoal} {
		if seen[kind] == 0 {
			t.Errorf("no goal of kind %s", kind)
		}
	}
}

func hasEssential(set bank.Set) bool {
	return slices.ContainsFunc(set.Certificate.Goals, func(g bank.Goal) bool { return g.Kind == bank.EssentialGoal })
}

// countAbout returns how many questions of a set are about a care or aspect.
func countAbout(c bank.Content, set bank.Set, named bank.Chosen) int {
	n := 0
	for _, it := range set.Items {
		about := it.Question.About
		if about == named.About() || named.Aspect == "" && c.Vocabulary.CareOf(string(about)) == named.Care {
			n++
		}
	}
	return n
}

// TestReasonsSayWhatIsAsked checks that a reason says "asks about" only where the question is about just what the person named.
func TestReasonsSayWhatIsAsked(t *testing.T) {
	content := shipped()
	e := engine(t, content)
	for _, p := range bothSides(400) {
		if p.Asker != bank.Candidate || len(p.Cares) == 0 {
			continue
		}
		for _, it := range e.Select(p).Items {
			for _, r := range it.Reasons {
				asks := slices.ContainsFunc(p.Cares, func(c bank.Chosen) bool {
					about := it.Question.About
					return about == c.About() || c.Aspect == "" && content.Vocabulary.CareOf(string(about)) == c.Care
				})
				if r.About && !asks {
					t.Fatalf("%+v: %s is about %q, but a reason says %q", p, it.Question.ID, it.Question.About, r.Because)
				}
			}
		}
	}
}
