package rules_test

import (
	"iter"
	"slices"
	"strings"
	"testing"

	"twoway/bank"
	"twoway/exchange"
	"twoway/rules"
	"twoway/rules/lang"
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

// TestReach counts meetings of the shipped bank: a rule that looks at a dimension reaches over those who did not say it, too.
func TestReach(t *testing.T) {
	content, err := exchange.Load(seed.Shipped())
	if err != nil {
		t.Fatal(err)
	}
	const roles, seniorities, stages, cares = 65, 9, 6, 17
	const askedOf, lengths = 5 + 1, 8
	for when, want := range map[string][2]int{
		``:                          {roles * seniorities * stages * cares, roles * seniorities * stages * cares},
		`profile.role == "nursing"`: {seniorities * stages * cares, (roles + 1) * seniorities * stages * cares},
		`profile.stage == "offer" and profile.level >= 7`:      {roles * 2 * cares, roles * (seniorities + 1) * (stages + 1) * cares},
		`profile.level == 0`:                                   {roles * stages * cares, roles * (seniorities + 1) * stages * cares},
		`"pay" in profile.cares`:                               {roles * seniorities * stages, roles * seniorities * stages * (cares + 1)},
		`"pay" not in profile.cares`:                           {roles * seniorities * stages * cares, roles * seniorities * stages * (cares + 1)},
		`"on_call" in profile.aspects`:                         {roles * seniorities * stages, roles * seniorities * stages * (cares + 1)},
		`"pay" in profile.cares and "safety" in profile.cares`: {roles * seniorities * stages, roles * seniorities * stages * (cares + 2)},
		`profile.asked_of == "recruiter"`:                      {roles * seniorities * stages * cares, roles * seniorities * stages * cares * askedOf},
		`profile.minutes >= 45`:                                {roles * seniorities * stages * cares * 3, roles * seniorities * stages * cares * (lengths + 1)},
		`profile.minutes == 27`:                                {roles * seniorities * stages * cares, roles * seniorities * stages * cares * (lengths + 3)},
		`profile.minutes + 5 < 12`:                             {roles * seniorities * stages * cares, roles * seniorities * stages * cares * lengths},
		`profile.role in ["nursing", "sales"] or profile.stage == "hiring_manager"`: {(2*(stages+1) + (roles - 1)) * seniorities * cares, (roles + 1) * seniorities * (stages + 1) * cares},
	} {
		r := bank.Rule{ID: "own", Asker: bank.Candidate, When: when, Pick: `question.depth >= 1`, Effect: bank.Effect{Kind: bank.Boost, Points: 1}}
		reach := reachOf(t, &content, r)
		if got := [2]int{reach.Meetings, reach.Of}; got != want || len(reach.Questions) == 0 {
			t.Errorf("%q: %v meetings and %d questions, want %v", when, got, len(reach.Questions), want)
		}
	}
	kit := bank.Rule{ID: "own", Asker: bank.Interviewer, When: `profile.role == "nursing"`, Effect: bank.Effect{Kind: bank.Boost, Points: 1}}
	if reach := reachOf(t, &content, kit); reach.Meetings != seniorities*stages || reach.Of != (roles+1)*seniorities*stages || len(reach.Questions) == 0 {
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

// TestReachAgreesWithTryingEveryMeeting compares the reach of the shipped rules that look at no list with trying every meeting.
func TestReachAgreesWithTryingEveryMeeting(t *testing.T) {
	content, err := exchange.Load(seed.Shipped())
	if err != nil {
		t.Fatal(err)
	}
	content.Normalise()
	language := lang.New(&content.Vocabulary, nil)
	tried := 0
	for _, r := range content.Rules {
		when, faults := language.Compile(r.When, lang.Scope{Asker: r.Asker, Part: lang.When})
		fields := map[string]bool{}
		if len(faults) > 0 {
			t.Fatal(faults)
		}
		for _, f := range when.Condition.Fields() {
			fields[f.Name] = true
		}
		if fields["cares"] || fields["aspects"] || fields["terms"] || fields["minutes"] || fields["asked_of"] || strings.Contains(r.Pick, "profile.") {
			continue
		}
		tried++
		r.Cases = nil
		want := 0
		for m := range openings(&content.Vocabulary, fields) {
			env := lang.Env{Profile: lang.ProfileOf(&content.Vocabulary, m)}
			if holds, _ := when.Condition.Matches(&env); holds {
				want++
			}
		}
		if r.Asker == bank.Candidate {
			want *= len(content.Vocabulary.Cares)
		}
		if got := reachOf(t, &content, r).Meetings; got != want {
			t.Errorf("%s reaches %d meetings, want %d", r.ID, got, want)
		}
		if tried == 40 {
			break
		}
	}
	if tried < 40 {
		t.Errorf("only %d rules were tried", tried)
	}
}

// openings yields each role, seniority and stage; also those not given, if a rule looks at them.
func openings(v *bank.Vocabulary, fields map[string]bool) iter.Seq[bank.Meeting] {
	given := func(kind string, looks bool) []string {
		var list []string
		if looks {
			list = append(list, "")
		}
		for _, t := range v.Terms()[kind] {
			list = append(list, t.ID)
		}
		return list
	}
	return func(yield func(bank.Meeting) bool) {
		for _, role := range given("role", fields["role"] || fields["work"]) {
			for _, seniority := range given("seniority", fields["seniority"] || fields["level"]) {
				for _, stage := range given("stage", fields["stage"]) {
					if !yield(bank.Meeting{Role: role, Seniority: seniority, Stage: stage}) {
						return
					}
				}
			}
		}
	}
}
