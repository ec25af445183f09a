package rules_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"twoway/bank"
	"twoway/rules"
)

// TestNewAfter compares an engine that takes over what another has compiled with one from scratch, for edits of every kind.
func TestNewAfter(t *testing.T) {
	before := engine(t, shipped())
	for name, edit := range map[string]func(c *bank.Content){
		"nothing":           func(*bank.Content) {},
		"a reason":          func(c *bank.Content) { c.Rules[3].Because = "Another reason." },
		"points":            func(c *bank.Content) { c.Rules[ruleAt(c, "rota-before-signing")].Effect.Points = 5 },
		"a when":            func(c *bank.Content) { c.Rules[ruleAt(c, "rota-before-signing")].When = `profile.stage == "panel"` },
		"a pick":            func(c *bank.Content) { c.Rules[ruleAt(c, "rota-before-signing")].Pick = `question.depth == 3` },
		"a broken pick":     func(c *bank.Content) { c.Rules[ruleAt(c, "rota-before-signing")].Pick = `question.deep == 3` },
		"a retired rule":    func(c *bank.Content) { c.Rules[ruleAt(c, "rota-before-signing")].Status = bank.Retired },
		"a wording":         func(c *bank.Content) { tradeQuestion(c).Firmer = "How is charting done at a crash call?" },
		"a follow-up":       func(c *bank.Content) { tradeQuestion(c).FollowUps = []string{"How is charting done here?"} },
		"a general wording": func(c *bank.Content) { generalQuestion(c).Text = "Who teaches barrier nursing and catheter care here?" },
		"a general one of a trade": func(c *bank.Content) {
			q := generalQuestion(c)
			q.Roles, q.ListenFor = []string{"nursing"}, []string{"preceptorship, a code blue"}
		},
		"one of a trade for all": func(c *bank.Content) { tradeQuestion(c).Roles = []string{} },
		"a retired wording":      func(c *bank.Content) { tradeQuestion(c).Status = bank.Retired },
		"the roles":              func(c *bank.Content) { tradeQuestion(c).Roles = []string{"medicine"} },
		"a missing question": func(c *bank.Content) {
			at := slices.IndexFunc(c.Questions, func(q bank.Question) bool { return q.ID == tradeQuestion(c).ID })
			c.Questions = slices.Delete(c.Questions, at, at+1)
		},
		"a term": func(c *bank.Content) {
			c.Vocabulary.Roles[roleAt(c, "nursing")].Lexicon[0] = "night owl"
		},
		"a stage": func(c *bank.Content) { c.Vocabulary.Stages[0].ID = "first_call" },
	} {
		content := shipped()
		content.Normalise() // copies what is edited
		edit(&content)
		want, wantErr := rules.New(bank.ReleaseID{Number: 2}, &content)
		got, err := rules.NewAfter(before, bank.ReleaseID{Number: 2}, &content)
		if diff := cmp.Diff(wantErr, err); diff != "" {
			t.Errorf("%s: the error is different:\n%s", name, diff)
		}
		if err != nil || wantErr != nil {
			continue
		}
		for _, p := range append(bothSides(40), onTerms(&content)...) {
			if diff := cmp.Diff(inJSON(t, want.Select(p)), inJSON(t, got.Select(p))); diff != "" {
				t.Fatalf("%s: %+v:\n%s", name, p, diff)
			}
		}
	}
}

// onTerms returns profiles that care for each term of nursing.
func onTerms(c *bank.Content) []bank.Profile {
	var list []bank.Profile
	for _, term := range c.Vocabulary.Roles[roleAt(c, "nursing")].Lexicon {
		list = append(list, bank.Profile{
			Asker: bank.Candidate, Role: "nursing", Minutes: 30, Count: 8, Locale: "en", Exclude: []string{},
			Cares: []bank.Chosen{{Care: "craft", Term: term}},
		})
	}
	return list
}

func ruleAt(c *bank.Content, id string) int {
	return slices.IndexFunc(c.Rules, func(r bank.Rule) bool { return r.ID == id })
}

func roleAt(c *bank.Content, id string) int {
	return slices.IndexFunc(c.Vocabulary.Roles, func(r bank.Role) bool { return r.ID == id })
}

// tradeQuestion returns a candidate's question for nurses alone that speaks of preceptorship, a term of their trade.
func tradeQuestion(c *bank.Content) *bank.Question {
	return &c.Questions[slices.IndexFunc(c.Questions, func(q bank.Question) bool { return q.ID == "preceptorship-in-real-hours" })]
}

// generalQuestion returns a candidate's question for every trade.
func generalQuestion(c *bank.Content) *bank.Question {
	i := slices.IndexFunc(c.Questions, func(q bank.Question) bool { return q.Asker == bank.Candidate && len(q.Roles) == 0 })
	return &c.Questions[i]
}
