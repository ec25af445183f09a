package seed_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"twoway/bank"
	"twoway/internal/testbank"
	"twoway/release/publish"
	"twoway/release/serve"
	"twoway/resolve"
)

// TestTradeQuestionsUseTradeTerms: a question for one trade contains a term of its lexicon or one of its titles; a plural
// will do.
func TestTradeQuestionsUseTradeTerms(t *testing.T) { wantNone(t, withoutTradeTerms(shipped(t))) }

// withoutTradeTerms lists the questions for one trade without a term of the trade.
func withoutTradeTerms(c *bank.Content) []string {
	lexicon := map[string][]string{}
	for _, role := range c.Vocabulary.Roles {
		for _, term := range append(slices.Clone(role.Lexicon), role.Titles...) {
			lexicon[role.ID] = append(lexicon[role.ID], " "+resolve.Normalise(term))
		}
	}
	var misses []string
	for _, q := range readyQuestions(c) {
		text := " " + resolve.Normalise(q.Text+" "+q.Softer+" "+q.Firmer)
		if len(q.Roles) == 1 && !slices.ContainsFunc(lexicon[q.Roles[0]], func(term string) bool { return strings.Contains(text, term) }) {
			misses = append(misses, fmt.Sprintf("question %s has no term of the trade %s: %s", q.ID, q.Roles[0], q.Text))
		}
	}
	return misses
}

// withoutQuestions returns the trades that the bank has no questions for yet. Their sets have questions that suit any trade. A
// trade leaves the list when it gets questions of its own.
func withoutQuestions() []string {
	return []string{
		"animal_care", "aviation_and_maritime", "beauty_and_personal_care", "dental", "faith_and_funeral", "fitness_and_sport", "languages",
		"library_and_museums", "military", "real_estate",
	}
}

// TestEveryTradeIsComplete counts the questions, titles and terms of each trade.
func TestEveryTradeIsComplete(t *testing.T) { wantNone(t, incomplete(shipped(t), withoutQuestions())) }

// incomplete lists the trades with too few questions, titles or terms. Those without questions must have none.
func incomplete(c *bank.Content, without []string) []string {
	own := map[string]map[bank.Asker]int{}
	for _, q := range readyQuestions(c) {
		if len(q.Roles) == 1 {
			if own[q.Roles[0]] == nil {
				own[q.Roles[0]] = map[bank.Asker]int{}
			}
			own[q.Roles[0]][q.Asker]++
		}
	}
	var misses []string
	for _, r := range c.Vocabulary.Roles {
		n := own[r.ID]
		if slices.Contains(without, r.ID) && len(n) == 0 && len(r.Titles) >= 15 && len(r.Lexicon) >= 25 {
			continue
		}
		if n[bank.Candidate] < 5 || n[bank.Interviewer] < 3 || slices.Contains(without, r.ID) || len(r.Titles) < 15 || len(r.Lexicon) < 25 {
			misses = append(misses, fmt.Sprintf("%s has %d questions for candidates, %d for interviewers, %d titles and a lexicon of %d",
				r.ID, n[bank.Candidate], n[bank.Interviewer], len(r.Titles), len(r.Lexicon)))
		}
	}
	return misses
}

// TestEveryMeetingIsCovered chooses a set for every role, seniority, stage and care.
func TestEveryMeetingIsCovered(t *testing.T) {
	s, err := serve.Compile(testbank.Frozen(t, bank.Release{}, *shipped(t)), nil)
	if err != nil {
		t.Fatal(err)
	}
	coverage, err := publish.Cover(s)
	if err != nil {
		t.Fatal(err)
	}
	wantNone(t, uncovered(coverage, withoutQuestions()))
	v := &s.Content.Vocabulary
	if want := len(v.Roles) * len(v.Seniorities) * len(v.Stages) * len(v.Cares); coverage.Sets != want {
		t.Errorf("%d sets, want %d", coverage.Sets, want)
	}
}

// uncovered lists the meetings without a full set, and those for which the bank has too few questions of the trade, unless it has
// none of it.
func uncovered(c publish.Coverage, without []string) []string {
	var misses []string
	for _, cell := range c.Cells {
		hasNone := slices.Contains(without, cell.Role) && cell.Fitting == 0 // its sets say so in their shortfall
		if !hasNone && (!cell.IsCovered() || cell.Fitting < publish.OwnOfTrade) || cell.LeastQuestions < 3 {
			misses = append(misses, fmt.Sprintf("%+v", cell))
		}
	}
	return misses
}

// TestCover covers a small bank with a rule that requires a nursing question, which the bank has for only one stage.
func TestCover(t *testing.T) {
	own := testbank.Question("handover", "workload", "How long was the last handover between shifts?")
	own.Cares, own.Roles, own.Stages = []string{"balance"}, []string{"nursing"}, []string{"panel"}
	content := testbank.With(func(c *bank.Content) {
		c.Vocabulary.Seniorities = c.Vocabulary.Seniorities[3:]
		c.Questions = append(c.Questions, own)
		c.Rules = append(c.Rules, bank.Rule{
			ID: "one-of-nursing", Version: 1, Status: bank.Ready, Asker: bank.Candidate, Name: "One of nursing", When: `profile.role == "nursing"`,
			Pick: `"nursing" in question.roles`, Effect: bank.Effect{Kind: bank.Require, Count: 1}, Because: "It is your trade.",
			Cases: []bank.Case{
				{Applies: true, Profile: bank.Meeting{Role: "nursing"}, Question: "handover"},
				{Profile: bank.Meeting{Role: "operations"}},
			},
		})
	})
	s, err := serve.Compile(testbank.Frozen(t, bank.Release{}, content), nil)
	if err != nil {
		t.Fatal(err)
	}
	got, err := publish.Cover(s)
	want := publish.Coverage{Sets: 8, Cells: []publish.CoverageCell{
		{Role: "nursing", Seniority: "senior", Stage: "panel", Fitting: 1, LeastQuestions: 3, LeastOfTrade: 1, ShortOn: []string{"money"}},
		{Role: "nursing", Seniority: "senior", Stage: "offer", LeastQuestions: 3, ShortOn: []string{"balance", "money"}},
		{Role: "operations", Seniority: "senior", Stage: "panel", LeastQuestions: 2, ShortOn: []string{"money"}},
		{Role: "operations", Seniority: "senior", Stage: "offer", LeastQuestions: 3},
	}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if misses := incomplete(&content, nil); len(misses) != 2 || misses[0] != "nursing has 1 questions for candidates, 0 for interviewers, 0 titles and a lexicon of 0" {
		t.Errorf("%q", misses)
	}
	if misses := uncovered(got, nil); len(misses) != 4 || got.Cells[1].IsCovered() || !got.Cells[3].IsCovered() {
		t.Errorf("%q", misses)
	}
}
