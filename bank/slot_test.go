package bank_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"twoway/bank"
	"twoway/internal/testbank"
)

func TestFilled(t *testing.T) {
	t.Parallel()
	q := &bank.Question{
		Text: "The rota is {rota}. Can you work {rota} at {place}?", Softer: "Could you work {rota} at {place}?", Firmer: "Can you work {rota}?",
		Slots: []bank.Slot{{Name: "rota", Label: "your rota"}, {Name: "place", Label: "your {rota}"}},
	}
	tests := []struct {
		name string
		got  *bank.Question
		want [3]string
	}{
		{
			"no values", q.Filled(nil),
			[3]string{"The rota is [your rota]. Can you work [your rota] at [your {rota}]?", "Could you work [your rota] at [your {rota}]?", "Can you work [your rota]?"},
		},
		{
			"one value, which names a slot", q.Filled(map[string]string{"rota": "{place}", "other": "x"}),
			[3]string{"The rota is {place}. Can you work {place} at [your {rota}]?", "Could you work {place} at [your {rota}]?", "Can you work {place}?"},
		},
		{
			"as it is said", q.Spoken(),
			[3]string{"The rota is your rota. Can you work your rota at your {rota}?", "Could you work your rota at your {rota}?", "Can you work your rota?"},
		},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, [3]string{tt.got.Text, tt.got.Softer, tt.got.Firmer}); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
	if plain := (&bank.Question{Text: "What's a {}?"}); plain.Filled(nil) != plain {
		t.Error("a question without slots is copied")
	}
}

func TestSlotFaults(t *testing.T) {
	t.Parallel()
	rota := []bank.Slot{{Name: "rota", Label: "your rota"}}
	tests := []struct {
		name   string
		change func(c *bank.Content, q *bank.Question)
		want   []string
	}{
		{"a requirement with its slot", func(*bank.Content, *bank.Question) {}, nil},
		{"unknown slot", func(_ *bank.Content, q *bank.Question) { q.Softer = "Could you work {rotta}?" }, []string{"unknown_value /questions/told/softer"}},
		{"broken braces", func(_ *bank.Content, q *bank.Question) { q.Firmer = "Can you work {Rota}?" }, []string{"malformed /questions/told/firmer"}},
		{"slot that the text lacks", func(_ *bank.Content, q *bank.Question) { q.Text = "Can you work shifts?" }, []string{"inconsistent /questions/told/slots/0/name"}},
		{"no name", func(_ *bank.Content, q *bank.Question) { q.Slots = append(rota, bank.Slot{Label: "x"}) }, []string{"unknown_value /questions/told/slots/1/name", "malformed /questions/told/slots/1/name"}},
		{"twice", func(_ *bank.Content, q *bank.Question) { q.Slots = append(rota, rota...) }, []string{"duplicate /questions/told/slots/1/name"}},
		{"no label", func(_ *bank.Content, q *bank.Question) { q.Slots = []bank.Slot{{Name: "rota"}} }, []string{"required /questions/told/slots/0/label"}},
		{"slot of another requirement", func(_ *bank.Content, q *bank.Question) { q.Requirement = "driving" }, []string{"unknown_value /questions/told/slots/0/name"}},
		{"unknown requirement", func(_ *bank.Content, q *bank.Question) { q.Requirement = "rotas" }, []string{"unknown_value /questions/told/requirement"}},
		{"no requirement", func(_ *bank.Content, q *bank.Question) { q.Requirement = "" }, nil},
		{"requirement of a prompt", func(_ *bank.Content, q *bank.Question) { q.Format = bank.Prompt }, []string{"inconsistent /questions/told/requirement"}},
		{"candidate", func(c *bank.Content, q *bank.Question) {
			q.Asker, q.Topic, q.Format, q.Requirement = bank.Candidate, testbank.QuestionOf(c, "pager").Topic, "", ""
		}, []string{"inconsistent /questions/told/slots"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := testbank.With(func(c *bank.Content) {
				c.Vocabulary.Requirements = []bank.JobRequirement{
					{Term: bank.Term{ID: "rota", Name: "Rota", Definition: "Shifts."}, Slots: rota},
					{Term: bank.Term{ID: "driving", Name: "Driving", Definition: "A licence."}},
				}
				c.Vocabulary.Topics = append(c.Vocabulary.Topics, bank.Topic{Term: bank.Term{ID: "requirements", Name: "Requirements", Definition: "Musts."}, Asker: bank.Interviewer})
				q := *testbank.QuestionOf(c, "pager")
				q.ID, q.Asker, q.Topic, q.Format, q.Requirement, q.Slots, q.About = "told", bank.Interviewer, "requirements", bank.Requirement, "rota", rota, ""
				q.Text, q.Softer, q.Firmer = "It's {rota}. Can you work that?", "It's {rota}. Could you work that?", "Can you work {rota}?"
				tt.change(c, &q)
				c.Questions = append(c.Questions, q)
			})
			if diff := cmp.Diff(tt.want, faultsOf(t, c.Validate())); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
		})
	}
}

// TestRequirementFaults: the slots of a requirement are checked as those of questions.
func TestRequirementFaults(t *testing.T) {
	t.Parallel()
	c := testbank.With(func(c *bank.Content) {
		c.Vocabulary.Requirements = []bank.JobRequirement{{
			Term: bank.Term{ID: "rota", Name: "Rota", Definition: "Shifts."}, Slots: []bank.Slot{{Name: "The rota", Label: "your rota"}, {Name: "rota"}},
		}}
	})
	want := []string{"malformed /vocabulary/requirement/rota/slots/0/name", "required /vocabulary/requirement/rota/slots/1/label"}
	if diff := cmp.Diff(want, faultsOf(t, c.Validate())); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
}
