package rules_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"twoway/bank"
	"twoway/exchange"
	"twoway/rules"
	"twoway/seed"
)

func reachOf(t *testing.T, c *bank.Content, r bank.Rule) rules.Reach {
	t.Helper()
	reach, faults, _ := rules.NewChecker(c).Check(r)
	if len(faults) > 0 {
		t.Fatalf("%s: %v", r.When, faults)
	}
	return reach
}

// TestReach counts meetings of the coverage space of the shipped bank: 55 roles, 8 seniorities, 6 stages, 17 cares.
func TestReach(t *testing.T) {
	content, err := exchange.Load(seed.Shipped())
	if err != nil {
		t.Fatal(err)
	}
	const candidates, interviewers = 65 * 9 * 6 * 17, 65 * 9 * 6 // roles, seniorities, stages and cares
	for when, want := range map[string]int{
		``:                          candidates,
		`profile.role == "nursing"`: 9 * 6 * 17,
		`profile.stage == "offer" and profile.level >= 7`:                           65 * 2 * 17,
		`"pay" in profile.cares`:                                                    65 * 9 * 6,
		`"on_call" in profile.aspects`:                                              65 * 9 * 6, // counted for the care that it belongs to
		`profile.asked_of == "recruiter"`:                                           candidates, // counted once for all people asked
		`profile.minutes >= 45`:                                                     candidates, // counted once for all lengths
		`profile.role == "nursing" and "pay" in profile.cares`:                      9 * 6,
		`profile.minutes < 5`:                                                       0,
		`profile.role in ["nursing", "sales"] or profile.stage == "hiring_manager"`: (2*9*6 + 63*9) * 17,
	} {
		r := bank.Rule{ID: "own", Asker: bank.Candidate, When: when, Pick: `question.depth >= 1`, Effect: bank.Effect{Kind: bank.Boost, Points: 1}}
		reach := reachOf(t, &content, r)
		if reach.Meetings != want || reach.Of != candidates || (len(reach.Questions) > 0) != (want > 0) {
			t.Errorf("%q: %d of %d meetings and %d questions, want %d", when, reach.Meetings, reach.Of, len(reach.Questions), want)
		}
	}
	kit := bank.Rule{ID: "own", Asker: bank.Interviewer, When: `profile.role == "nursing"`, Effect: bank.Effect{Kind: bank.Boost, Points: 1}}
	if reach := reachOf(t, &content, kit); reach.Meetings != 9*6 || reach.Of != interviewers || len(reach.Questions) == 0 {
		t.Errorf("an interviewer's rule: %d of %d meetings", reach.Meetings, reach.Of)
	}
	mixed := bank.Rule{ID: "own", Asker: bank.Candidate, When: `profile.role == "nursing"`, Pick: `profile.role in question.roles`, Effect: bank.Effect{Kind: bank.Boost, Points: 1}}
	for _, id := range reachOf(t, &content, mixed).Questions {
		for _, q := range content.Questions {
			if q.ID == id && !slices.Contains(q.Roles, "nursing") {
				t.Errorf("a rule for nurses picks %s", id)
			}
		}
	}
}

// TestReachLeavesNothingOut checks that the reach of a rule stays the same when the rule looks at every dimension.
func TestReachLeavesNothingOut(t *testing.T) {
	content, err := exchange.Load(seed.Shipped())
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(content.Rules); i += 23 {
		r := content.Rules[i]
		r.Cases = nil
		want := reachOf(t, &content, r)
		everything := `profile.level >= 1`
		if r.Asker == bank.Candidate {
			everything += ` and len(profile.cares) >= 0`
		}
		if r.When != "" {
			everything = "(" + r.When + ") and " + everything
		}
		r.When = everything
		if diff := cmp.Diff(want, reachOf(t, &content, r)); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", r.ID, diff)
		}
	}
}
