package candidate_test

import (
	"testing"

	"twoway/bank"
	"twoway/release/serve"
)

// vocabulary returns a small vocabulary with terms of every kind.
func vocabulary() bank.Vocabulary {
	term := func(id, name string, synonyms ...string) bank.Term {
		return bank.Term{ID: id, Name: name, Definition: "What " + name + " is.", Synonyms: synonyms}
	}
	care := func(t bank.Term, aspects ...bank.Term) bank.Care { return bank.Care{Term: t, Aspects: aspects} }
	return bank.Vocabulary{
		Seniorities: []bank.Seniority{
			{Term: term("intern", "Intern"), Level: 1},
			{Term: term("entry", "Entry level"), Level: 2},
			{Term: term("mid", "Mid level"), Level: 3},
			{Term: term("senior", "Senior"), Level: 4},
			{Term: term("lead", "Lead"), Level: 5},
			{Term: term("manager", "Manager"), Level: 6},
			{Term: term("director", "Director"), Level: 7},
			{Term: term("executive", "Executive"), Level: 8},
		},
		Stages:  []bank.Stage{{Term: term("hiring_manager", "Hiring manager interview")}, {Term: term("offer", "Offer talk"), Note: "Take the letter with you."}},
		AskedOf: []bank.Term{term("hiring_manager", "Hiring manager"), term("peer", "Future teammate")},
		Cares: []bank.Care{
			care(term("work_life_balance", "Work–life balance"), term("on_call", "On-call", "on-call load", "pager duty")),
			care(term("advancement", "Advancement", "growth"), term("promotion", "Promotion")),
			care(term("learning", "Learning")), care(term("craft", "Craft")),
			care(term("purpose", "Purpose")), care(term("autonomy", "Autonomy")),
		},
		Topics: []bank.Topic{
			{Term: term("workload", "Workload"), Asker: bank.Candidate},
			{Term: term("growth", "Growth"), Asker: bank.Candidate},
			{Term: term("problem_solving", "Problem solving"), Asker: bank.Interviewer, Scored: true},
			{Term: term("offering", "What we offer"), Asker: bank.Interviewer},
		},
		Discloses: []bank.Disclosure{{Term: bank.Term{ID: "family", Name: "Family", Definition: "That you have children or a partner."}}},
		Roles: []bank.Role{
			{
				Term: term("site_reliability", "Site reliability"), ISCO08: []string{"252"}, ONET: []string{"15-1244.00"},
				Titles: []string{"Site reliability engineer", "SRE"},
			},
			{Term: term("nursing", "Nursing"), ISCO08: []string{"222"}, ONET: []string{"29-1141.00"}, Titles: []string{"Staff nurse"}},
		},
	}
}

// question returns a question with all the fields that both sides share.
func question(id string, asker bank.Asker, topic, text string) bank.Question {
	return bank.Question{
		ID: id, Version: 1, Status: bank.Ready, Locale: "en", Source: "Twoway", License: "CC-BY-4.0", Asker: asker, Topic: topic,
		Text: text, Softer: "Could you say, for " + id + "?", Firmer: "What exactly happened, for " + id + "?",
		HowToAsk: "Ask it plainly.", Minutes: 3, Depth: 2, Reveals: "Whether it is so.",
		ListenFor: []string{"A number"}, WatchFor: []string{"A shrug"}, FollowUps: []string{"And since then?"},
	}
}

// content returns a small bank for both sides.
func content() bank.Content {
	onCall := question("last-on-call-week", bank.Candidate, "workload", "In the last on-call week, how many pages came at night?")
	onCall.Cares, onCall.Aspects, onCall.CheckFirst = []string{"work_life_balance"}, []string{"on_call"}, []string{"The status page"}
	growth := question("last-promotion", bank.Candidate, "growth", "Who was promoted last on the team, and what led to it?")
	growth.Cares = []string{"advancement"}
	school := question("school-holidays", bank.Candidate, "workload", "How did the team cover the last school holidays?")
	school.Cares, school.Discloses = []string{"work_life_balance"}, []string{"family"}
	fault := question("hardest-fault", bank.Interviewer, "problem_solving", "Tell me about the hardest fault you have had to find.")
	fault.Format, fault.Anchors = bank.Behavioural, &bank.Anchors{One: "Guesses.", Three: "Names a cause.", Five: "Rules causes out."}
	offer := question("first-ninety-days", bank.Interviewer, "offering", "Say what the first ninety days look like.")
	offer.Format = bank.Prompt
	c := bank.Content{
		Vocabulary: vocabulary(),
		Weights:    bank.Weights{CareOrder: []int{30, 20, 10}, CareOnly: 50, Repeat: []int{100, 40, 10}},
		Questions:  []bank.Question{onCall, growth, school, fault, offer},
		Rules: []bank.Rule{{
			ID: "on-call-for-operators", Version: 1, Status: bank.Ready, Asker: bank.Candidate, Name: "On-call for operators",
			When: `profile.role == "site_reliability"`, Pick: `"on_call" in question.aspects`,
			Effect:  bank.Effect{Kind: bank.Boost, Points: 30},
			Because: "Whoever carries the pager should hear about a bad week first.",
		}},
	}
	c.Normalise()
	return c
}

// serving returns the small bank, compiled as a release.
func serving(t *testing.T) *serve.Compiled {
	t.Helper()
	return compile(t, content())
}

// compile returns content, compiled as release 1.
func compile(t *testing.T, c bank.Content) *serve.Compiled {
	t.Helper()
	hash, err := c.Hash()
	if err != nil {
		t.Fatal(err)
	}
	s, err := serve.Compile(bank.Release{Number: 1, Hash: hash, Content: c}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
