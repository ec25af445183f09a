// Package testbank is for tests that need releases: it has a small bank, a store in memory, and the services on that store.
package testbank

import (
	"slices"
	"time"

	"twoway/bank"
)

// Noon returns the time used in tests.
func Noon() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }

// Term returns a term with its ID as the name.
func Term(id string, synonyms ...string) bank.Term {
	return bank.Term{ID: id, Name: id, Definition: "What " + id + " is.", Synonyms: synonyms}
}

// Question returns a candidate's question with status ready and all required fields.
func Question(id, topic, text string) bank.Question {
	return bank.Question{
		ID: id, Version: 1, Status: bank.Ready, Locale: "en", Source: "Twoway", License: "CC-BY-4.0",
		Asker: bank.Candidate, Topic: topic, Minutes: 3, Depth: 2,
		Text: text, Softer: "May I ask: " + text, Firmer: "Exactly: " + text, HowToAsk: "Calmly.", Reveals: "The reason.",
		ListenFor: []string{"a", "b"}, WatchFor: []string{"c", "d"}, FollowUps: []string{"e", "f"}, CheckFirst: []string{"g"},
	}
}

// Small returns a new bank of four questions and two rules, neither sorted nor normalised.
func Small() bank.Content {
	pager := Question("pager", "workload", "How many pages came in the last on-call week?")
	pager.Cares, pager.Aspects, pager.About = []string{"balance"}, []string{"on_call"}, "on_call"
	raise := Question("raise", "pay", "When did somebody here last get more money?")
	raise.Cares, raise.About, raise.Stages, raise.Seniority.From = []string{"money"}, "money", []string{"offer"}, "senior"
	fault := Question("fault", "problem_solving", "Tell me about the hardest fault that you have found.")
	fault.Asker, fault.Format = bank.Interviewer, bank.Behavioural
	fault.Anchors = &bank.Anchors{One: "Guesses.", Three: "Names a cause.", Five: "Rules causes out."}
	return bank.Content{
		Vocabulary: bank.Vocabulary{
			Seniorities: []bank.Seniority{
				{Term: Term("intern"), Level: 1},
				{Term: Term("entry", "junior"), Level: 2},
				{Term: Term("mid"), Level: 3},
				{Term: Term("senior"), Level: 4},
			},
			Stages:  []bank.Stage{{Term: Term("panel")}, {Term: Term("offer")}},
			AskedOf: []bank.Term{Term("peer")},
			Cares: []bank.Care{
				{Term: Term("balance"), Aspects: []bank.Term{Term("on_call", "pager"), Term("overtime")}}, {Term: Term("money")},
			},
			Topics: []bank.Topic{
				{Term: Term("workload"), Asker: bank.Candidate},
				{Term: Term("pay"), Asker: bank.Candidate},
				{Term: Term("problem_solving"), Asker: bank.Interviewer, Scored: true},
			},
			Roles: []bank.Role{{Term: Term("nursing", "nurse")}, {Term: Term("operations")}},
		},
		Weights: bank.Weights{CareOrder: []int{60, 40}, CareOnly: 40, Repeat: []int{100, 50}},
		Questions: []bank.Question{
			raise, pager, fault, Question("doubt", "workload", "What would you change about the job if you could?"),
		},
		Rules: []bank.Rule{
			{
				ID: "pager-for-operators", Version: 1, Status: bank.Ready, Asker: bank.Candidate, Name: "The pager",
				When: `profile.role == "operations"`, Pick: `"on_call" in question.aspects`,
				Effect: bank.Effect{Kind: bank.Boost, Points: 30}, Because: "You would carry it.",
				Cases: []bank.Case{
					{Applies: true, Profile: bank.Meeting{Role: "operations", Cares: []string{}}, Question: "pager"},
					{Applies: false, Profile: bank.Meeting{Role: "nursing"}},
				},
			},
			{
				ID: "doubt-last", Version: 1, Status: bank.Ready, Asker: bank.Candidate, Name: "Doubt comes last",
				When: "", Pick: `question.id == "doubt"`,
				Effect: bank.Effect{Kind: bank.Place, Where: "last"}, Because: "It is easier at the end.",
				Cases: []bank.Case{{Applies: true, Question: "doubt"}, {Applies: false, Question: "pager"}},
			},
		},
	}
}

// With returns the small bank after a change.
func With(change func(c *bank.Content)) bank.Content {
	c := Small()
	change(&c)
	return c
}

// QuestionOf returns the question with an ID. It panics if there is none.
func QuestionOf(c *bank.Content, id string) *bank.Question {
	return &c.Questions[slices.IndexFunc(c.Questions, func(q bank.Question) bool { return q.ID == id })]
}

// RuleOf returns the rule with an ID. It panics if there is none.
func RuleOf(c *bank.Content, id string) *bank.Rule {
	return &c.Rules[slices.IndexFunc(c.Rules, func(r bank.Rule) bool { return r.ID == id })]
}

// Renamed changes how a question of the small bank is asked.
func Renamed(c *bank.Content) { QuestionOf(c, "pager").HowToAsk = "Calmly, and once." }

// Broken changes a rule of the small bank so that it does not compile.
func Broken(c *bank.Content) { RuleOf(c, "doubt-last").Pick = `question.id ==` }

// Newer changes the small bank to that of a newer program: one question is asked differently, one takes longer, one is new,
// one is removed, and there is one more term.
func Newer(c *bank.Content) {
	Renamed(c)
	QuestionOf(c, "doubt").Minutes = 4
	c.Questions = append(c.Questions, Question("more", "pay", "Which date in the year is the one when pay is looked at again?"))
	c.Questions = slices.DeleteFunc(c.Questions, func(q bank.Question) bool { return q.ID == "raise" })
	c.Vocabulary.Discloses = append(c.Vocabulary.Discloses, bank.Disclosure{Term: Term("plans")})
}

// Versions returns the versions of questions and rules by ID.
func Versions(c bank.Content) map[string]int {
	versions := map[string]int{}
	for _, q := range c.Questions {
		versions[q.ID] = q.Version
	}
	for _, r := range c.Rules {
		versions[r.ID] = r.Version
	}
	return versions
}

// IDs returns the IDs of the questions in a set, in order.
func IDs(s bank.Set) []string {
	var ids []string
	for _, it := range s.Items {
		ids = append(ids, it.Question.ID)
	}
	return ids
}
