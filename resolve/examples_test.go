package resolve_test

import (
	"testing"

	"twoway/bank"
	"twoway/resolve"
)

// asks returns a candidate's question of one trade.
func asks(role, about, text string) *bank.Question {
	return &bank.Question{Asker: bank.Candidate, Roles: []string{role}, About: bank.About(about), Text: text, Softer: text, Firmer: text}
}

// TestExamples reads what somebody cares about by the questions of their trade.
func TestExamples(t *testing.T) {
	v := &bank.Vocabulary{
		Cares: []bank.Care{
			{Term: bank.Term{ID: "pay", Name: "Pay"}, Aspects: []bank.Term{{ID: "sick_pay", Name: "Sick pay", Synonyms: []string{"wages when ill"}}}},
			{Term: bank.Term{ID: "security", Name: "Security"}, Aspects: []bank.Term{{ID: "conversion", Name: "Being kept on", Synonyms: []string{"return offer"}}}},
		},
		Roles: []bank.Role{
			{Term: bank.Term{ID: "construction", Name: "Construction"}, Lexicon: []string{"weather delay", "return offer", "scaffold", "tower"}},
			{Term: bank.Term{ID: "law", Name: "Law"}, Lexicon: []string{"partnership track"}},
		},
	}
	plain := resolve.NewResolver(v)
	r := plain.WithExamples(plain.NewExamples([]*bank.Question{
		asks("construction", "term:weather delay", "What do I get paid when it rains?"),
		asks("construction", "sick_pay", "Who checks the scaffolding each morning?"),
		asks("construction", "term:tower", "How tall is the crane?"),
		asks("construction", "term:scaffold", "Who would drive the crane?"),
		asks("law", "term:partnership track", "What got your newest partner over the line?"),
	}))
	for said, want := range map[string]bank.Chosen{
		"what happens to my pay when it rains": {Term: "weather delay"},                  // the word that only this trade's question has
		"wages when ill":                       {Care: "pay", Aspect: "sick_pay"},        // known without examples
		"return offer":                         {Care: "security", Aspect: "conversion"}, // a term that no question asks about
		"who checks it each morning":           {},                                       // the nearest question is about no term
		"the crane":                            {},                                       // two questions are as near
		"scaffold crane":                       {Term: "scaffold"},                       // the nearer one has the term itself
		"becoming a partner":                   {},                                       // another trade
		"what to wear":                         {},                                       // nothing like it
	} {
		got := r.CareIn("construction", "", said).Chosen
		if want.Said = said; got != want {
			t.Errorf("%q: got %+v, want %+v", said, got, want)
		}
	}
	if got := r.CareIn("", "", "when it rains").Chosen; got.Term != "" {
		t.Errorf("without a trade: %+v", got)
	}
	if got := plain.CareIn("construction", "", "what happens to my pay when it rains").Chosen; got.Term != "" {
		t.Errorf("without examples: %+v", got)
	}
}
