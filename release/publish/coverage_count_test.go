package publish_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"twoway/bank"
	"twoway/internal/testbank"
	"twoway/release/publish"
)

// TestCountCoverage counts the questions of the small bank with a trade's own, and a rule that wants more than there are; once they are
// edited, anew.
func TestCountCoverage(t *testing.T) {
	t.Parallel()
	s := testbank.Started(t, &testbank.Memory{}, testbank.With(func(c *bank.Content) {
		own := testbank.Question("beds", "workload", "How many beds does one of you look after at night?")
		own.Roles, own.Cares, own.Stages, own.Seniority.To = []string{"nursing"}, []string{"balance"}, []string{"panel"}, "entry"
		own.About = "term:night shift beds"
		c.Questions = append(c.Questions, own)
		nursing := &c.Vocabulary.Roles[0]
		nursing.Lexicon = []string{"night shift beds", "night shift", "ward round"}
		nursing.Matters = []bank.Matter{{About: "overtime"}, {About: "term:night shift"}, {About: "term:ward round"}, {About: "balance"}}
		c.Rules = append(c.Rules, bank.Rule{
			ID: "beds-first", Version: 1, Status: bank.Ready, Asker: bank.Candidate, Name: "Beds first", When: `profile.role == "nursing"`, Pick: `question.id == "beds"`,
			Effect: bank.Effect{Kind: bank.Essential, Count: 1, Points: 1}, Because: "For a test.",
			Cases: []bank.Case{{Applies: true, Profile: bank.Meeting{Role: "nursing", Seniority: "intern"}, Question: "beds"}, {Applies: false, Profile: bank.Meeting{Role: "operations"}}},
		})
	}))
	count := func(of publish.CoverageFor) *publish.CoverageCounts {
		t.Helper()
		trial, err := s.Publish.Trial(t.Context())
		if err != nil || len(trial.LeftOut) > 0 {
			t.Fatal(err, trial)
		}
		c, err := s.Publish.CountCoverage(trial, of)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	type cells = [][]publish.QuestionCount
	wants := func(what string, want, got any) {
		t.Helper()
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", what, diff)
		}
	}
	anyStage := publish.CoverageFor{Asker: bank.Candidate}
	c := count(anyStage)
	wants("by role", cells{{{3, 1}, {3, 1}, {2, 0}, {3, 0}}, {{2, 0}, {2, 0}, {2, 0}, {3, 0}}}, c.Roles)
	wants("by care", cells{{{2, 1}, {1, 1}}, {{0, 0}, {1, 1}}}, c.Cares)
	wants("lacks", []publish.RoleLack{{Role: "nursing", About: []bank.About{"overtime", "term:ward round"}}}, c.Lacks)
	if len(c.Topics) > 0 || len(c.Unmet) != 1 || c.Unmet[0].Rule.ID != "beds-first" || c.Unmet[0].Short != 2 || c.Unmet[0].Of != 4 || c.Unmet[0].Meeting.Seniority != "mid" {
		t.Errorf("of candidates: %+v", c)
	}
	if again := count(anyStage); again != c {
		t.Error("the same drafts are counted twice")
	}
	offer := count(publish.CoverageFor{Asker: bank.Candidate, Stage: "offer"})
	wants("by role at the offer", []publish.QuestionCount{{2, 0}, {2, 0}, {2, 0}, {3, 0}}, offer.Roles[0])
	if offer.Unmet[0].Short != 4 || offer.Unmet[0].Meeting.Stage != "offer" || offer.Unmet[0].Meeting.Minutes != publish.CoverageMinutes {
		t.Errorf("at the offer: %+v", offer.Unmet)
	}
	kits := count(publish.CoverageFor{Asker: bank.Interviewer})
	wants("by topic", cells{{{1, 1}, {1, 1}}}, kits.Topics)
	if len(kits.Cares)+len(kits.Unmet)+len(kits.Lacks) > 0 {
		t.Errorf("of interviewers: %+v", kits)
	}
	s.Replace(t, bank.KindQuestion, "pager", `"stages":[]`, `"stages":["offer"]`)
	wants("by care, after a change", cells{{{1, 0}, {1, 1}}, {{0, 0}, {1, 1}}}, count(anyStage).Cares)
}
