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

// TestTradeQuestionsUseTradeTerms: a question for one trade has a word of its lexicon or of its titles somewhere, in its wording or
// in what belongs to it. To have a term in the wording forced words in that nobody says.
func TestTradeQuestionsUseTradeTerms(t *testing.T) { wantNone(t, withoutTradeTerms(shipped(t))) }

// shortWord is the length up to which the words of terms and titles do not count: most are "of" and "the".
const shortWord = 3

// withoutTradeTerms lists the questions for one trade without a word of the trade.
func withoutTradeTerms(c *bank.Content) []string {
	stemmer := resolve.Stemmer{}
	lexicon := map[string]map[string]bool{}
	for _, role := range c.Vocabulary.Roles {
		lexicon[role.ID] = map[string]bool{}
		for _, term := range append(slices.Clone(role.Lexicon), role.Titles...) {
			for word := range strings.FieldsSeq(stemmer.Stems(term)) {
				lexicon[role.ID][word] = len(word) > shortWord
			}
		}
	}
	var misses []string
	for _, q := range readyQuestions(c) {
		texts := slices.Concat([]string{q.Text, q.Softer, q.Firmer, q.Reveals, q.HowToAsk}, q.ListenFor, q.WatchFor, q.FollowUps, q.CheckFirst)
		words := strings.Fields(stemmer.Stems(strings.Join(texts, " ")))
		if len(q.Roles) == 1 && !slices.ContainsFunc(words, func(word string) bool { return lexicon[q.Roles[0]][word] }) {
			misses = append(misses, fmt.Sprintf("question %s has no word of the trade %s: %s", q.ID, q.Roles[0], q.Text))
		}
	}
	return misses
}

// TestEveryTradeIsComplete counts the questions, titles and terms of each trade.
func TestEveryTradeIsComplete(t *testing.T) {
	wantNone(t, incomplete(shipped(t)))
}

// leastScored is how many questions an interviewer has for each trade.
const leastScored = 8

// incomplete lists the trades with too few questions, titles, terms or matters.
func incomplete(c *bank.Content) []string {
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
		if n[bank.Candidate] < 5 || n[bank.Interviewer] < leastScored || len(r.Titles) < 15 || len(r.Lexicon) < 25 || len(r.Matters) < 6 {
			misses = append(misses, fmt.Sprintf("%s has %d questions for candidates, %d for interviewers, %d titles, a lexicon of %d and %d matters",
				r.ID, n[bank.Candidate], n[bank.Interviewer], len(r.Titles), len(r.Lexicon), len(r.Matters)))
		}
	}
	return misses
}

// TestEveryMatterIsAsked: each matter of a trade has a question for the trade, or for every trade, whose text is about it.
func TestEveryMatterIsAsked(t *testing.T) { wantNone(t, unaskedMatters(shipped(t))) }

// unaskedMatters lists the matters that no question is about.
func unaskedMatters(c *bank.Content) []string {
	var misses []string
	for _, r := range c.Vocabulary.Roles {
		for _, m := range r.Matters {
			if !slices.ContainsFunc(readyQuestions(c), func(q bank.Question) bool {
				return q.Asker == bank.Candidate && q.About == m.About && (len(q.Roles) == 0 || slices.Contains(q.Roles, r.ID))
			}) {
				misses = append(misses, fmt.Sprintf("no question for %s is about %s", r.ID, m.About))
			}
		}
	}
	return misses
}

func TestUnaskedMatters(t *testing.T) {
	content := testbank.With(func(c *bank.Content) {
		c.Vocabulary.Roles[0].Matters = []bank.Matter{{About: "on_call"}, {About: "overtime"}}
		testbank.QuestionOf(c, "pager").About = "on_call"
	})
	wantMisses(t, "matters", unaskedMatters(&content), "no question for "+content.Vocabulary.Roles[0].ID+" is about overtime")
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
	wantNone(t, uncovered(coverage))
	v := &s.Content.Vocabulary
	if want := len(v.Roles) * len(v.Seniorities) * len(v.Stages) * len(v.Cares); coverage.Sets != want {
		t.Errorf("%d sets, want %d", coverage.Sets, want)
	}
}

// uncovered lists the meetings without a full set, and those for which the bank has too few questions of the trade.
func uncovered(c publish.Coverage) []string {
	var misses []string
	for _, cell := range c.Cells {
		if !cell.IsCovered() || cell.Fitting < publish.OwnOfTrade || cell.LeastQuestions < 3 {
			misses = append(misses, fmt.Sprintf("%+v", cell))
		}
	}
	return misses
}

// TestCover covers a small bank with a rule that requires a nursing question, which the bank has for only one stage.
func TestCover(t *testing.T) {
	own := testbank.Question("handover", "workload", "How long was the last handover between shifts?")
	own.Cares, own.About, own.Roles, own.Stages = []string{"balance"}, "balance", []string{"nursing"}, []string{"panel"}
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
		{Role: "nursing", Seniority: "senior", Stage: "panel", Fitting: 1, LeastQuestions: 3, LeastOfTrade: 1, Unasked: []string{"money"}},
		{Role: "nursing", Seniority: "senior", Stage: "offer", LeastQuestions: 3, ShortOn: []string{"balance", "money"}},
		{Role: "operations", Seniority: "senior", Stage: "panel", LeastQuestions: 2, Unasked: []string{"money"}},
		{Role: "operations", Seniority: "senior", Stage: "offer", LeastQuestions: 3},
	}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if misses := incomplete(&content); len(misses) != 2 || misses[0] != "nursing has 1 questions for candidates, 0 for interviewers, 0 titles, a lexicon of 0 and 0 matters" {
		t.Errorf("%q", misses)
	}
	if misses := uncovered(got); len(misses) != 3 || got.Cells[1].IsCovered() || !got.Cells[3].IsCovered() {
		t.Errorf("%q", misses)
	}
}

// TestCompetenciesOfTrades: each trade says what its jobs need, five to twelve competencies in order.
func TestCompetenciesOfTrades(t *testing.T) {
	for _, role := range shipped(t).Vocabulary.Roles {
		if n := len(role.Competencies); n < 5 || n > 16 {
			t.Errorf("%s has %d competencies, want 5 to 16", role.ID, n)
		}
	}
}
