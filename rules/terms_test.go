package rules_test

import (
	"slices"
	"strings"
	"testing"

	"twoway/bank"
	"twoway/internal/testbank"
	"twoway/rules"
)

// withTerms is a small bank with questions of a trade that speak of its terms.
func withTerms() bank.Content {
	return testbank.With(func(c *bank.Content) {
		c.Vocabulary.Roles[0].Lexicon = []string{"error budget", "p&l", "toil", "night cover", "look"}
		asks := testbank.Question("budgets", "workload", "Who owns the error budgets of this service?")
		asks.Roles = []string{c.Vocabulary.Roles[0].ID}
		touches := testbank.Question("releases", "workload", "What stopped the last release?")
		touches.Roles, touches.ListenFor = asks.Roles, []string{"an error that used up the budget"}
		apart := testbank.Question("errors", "workload", "Which error did you learn the most from?")
		apart.Roles = asks.Roles
		general := testbank.Question("nights", "workload", "Who gives night cover when somebody is ill?")
		c.Questions = append(c.Questions, asks, touches, apart, general)
		c.Normalise()
	})
}

// TestTermsOfTheTrade: a term raises the trade's questions that speak of it by the points of a care in its place, says so, and
// has a shortfall if there is none.
func TestTermsOfTheTrade(t *testing.T) {
	content := withTerms()
	e := engine(t, content)
	role := content.Vocabulary.Roles[0].ID
	p := bank.Profile{Asker: bank.Candidate, Role: role, Minutes: 60, Count: 20, Locale: "en"}
	p.Cares = []bank.Chosen{{Care: content.Vocabulary.Cares[0].ID}, {Term: "error budget", Said: "error budgets"}}
	points := content.Weights.CareOrder[min(1, len(content.Weights.CareOrder)-1)] * content.Weights.CareOnly / 100
	for id, because := range map[string]string{
		"budgets": "You named “error budget”, and this touches on it.", "releases": "You named “error budget”, and this touches on it.", "errors": "", "nights": "",
	} {
		_, reasons, ok := e.Score(p, id)
		var found bank.Reason
		for _, r := range reasons {
			if strings.HasPrefix(r.Because, "You named") {
				found = r
			}
		}
		if !ok || found.Because != because || because != "" && (found.Points != points || found.Kind != bank.ByCoverage) {
			t.Errorf("%s: %+v, want %d points because %q", id, found, points, because)
		}
	}
	content.Questions[slices.IndexFunc(content.Questions, func(q bank.Question) bool { return q.ID == "budgets" })].About = bank.AboutTerm("error budget")
	if _, reasons, _ := engine(t, content).Score(p, "budgets"); !slices.ContainsFunc(reasons, func(r bank.Reason) bool {
		return r.About && r.Because == "You named “error budget”, and this asks about it."
	}) {
		t.Errorf("budgets: %+v, want a reason that says that it asks about the term", reasons)
	}
	if set := e.Select(p); hasShortfall(set, "error budget") {
		t.Errorf("short of the term: %+v", set.Shortfall)
	}
	p.Cares = []bank.Chosen{{Term: "toil"}, {Term: "night cover"}, {Term: "look"}}
	if set := e.Select(p); !hasShortfall(set, "toil") || hasShortfall(set, "night cover") {
		t.Errorf("shortfall: %+v", set.Shortfall)
	}
	p.Role, p.Cares = "", []bank.Chosen{{Term: "error budget"}}
	if set := e.Select(p); !hasShortfall(set, "error budget") {
		t.Errorf("the term counts without its trade: %+v", set.Shortfall)
	}
}

func hasShortfall(set bank.Set, term string) bool {
	for _, s := range set.Shortfall {
		if s.Kind == bank.ShortOfCare && s.Term == term {
			return true
		}
	}
	return false
}

// TestUnaskedAspect: what no question asks about is named as a shortfall, even if questions serve its care.
func TestUnaskedAspect(t *testing.T) {
	content := withTerms()
	care := &content.Vocabulary.Cares[0]
	care.Aspects = append(care.Aspects, bank.Term{ID: "unheard_of", Name: "Unheard of", Definition: "What no question asks about."})
	p := bank.Profile{Asker: bank.Candidate, Minutes: 60, Count: 20, Locale: "en", Cares: []bank.Chosen{{Care: care.ID, Aspect: "unheard_of"}}}
	set := engine(t, content).Select(p)
	if len(set.Shortfall) != 1 || set.Shortfall[0].Aspect != "unheard_of" || len(set.Items) == 0 {
		t.Errorf("%d items, short of %+v", len(set.Items), set.Shortfall)
	}
}

// TestRulesSeeTerms: a candidate's rule may look at the terms that the person named; an interviewer's may not.
func TestRulesSeeTerms(t *testing.T) {
	content := withTerms()
	rule := bank.Rule{
		ID: "budgets-first", Version: 1, Status: bank.Ready, Asker: bank.Candidate, Name: "Budgets", When: `"error budget" in profile.terms`,
		Pick: `question.id == "budgets"`, Effect: bank.Effect{Kind: bank.Boost, Points: 7}, Because: "It is a test.",
		Cases: []bank.Case{{Applies: true, Profile: bank.Meeting{Terms: []string{"error budget"}}}, {Profile: bank.Meeting{Terms: []string{"toil"}}}},
	}
	content.Rules = append(content.Rules, rule)
	content.Normalise()
	e := engine(t, content)
	p := bank.Profile{Asker: bank.Candidate, Role: content.Vocabulary.Roles[0].ID, Minutes: 60, Count: 20, Locale: "en", Cares: []bank.Chosen{{Term: "error budget"}}}
	with, _, _ := e.Score(p, "budgets")
	p.Cares[0].Term = "toil"
	without, _, _ := e.Score(p, "budgets")
	if with < without+7 {
		t.Errorf("the rule adds %d points to those of the term, want 7", with-without)
	}
	if reach := reachOf(t, &content, rule); reach.Meetings == 0 || len(reach.Questions) != 1 {
		t.Errorf("the rule reaches %+v", reach)
	}
	for name, change := range map[string]func(r *bank.Rule){
		"an unknown term in a condition": func(r *bank.Rule) { r.When = `"toils" in profile.terms` },
		"an unknown term in a case":      func(r *bank.Rule) { r.Cases[1].Profile.Terms[0] = "toils" },
		"an interviewer's rule":          func(r *bank.Rule) { r.Asker = bank.Interviewer },
	} {
		content := withTerms()
		bad := rule
		bad.Cases = []bank.Case{{Applies: true, Profile: bank.Meeting{Terms: []string{"error budget"}}}, {Profile: bank.Meeting{Terms: []string{"toil"}}}}
		change(&bad)
		content.Rules = append(content.Rules, bad)
		content.Normalise()
		if _, err := rules.New(bank.ReleaseID{}, &content); err == nil {
			t.Errorf("%s is admitted", name)
		}
	}
}
