package seed_test

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"twoway/bank"
	"twoway/internal/testbank"
	"twoway/release/publish"
	"twoway/release/serve"
	"twoway/rules"
	"twoway/rules/lang"
)

// person is a person in testdata/people.yaml, with expectations of their set. Questions are described by picks, in the rule
// language.
type person struct {
	Who     string
	Request struct {
		Asker                  bank.Asker
		Role, Seniority, Stage string
		AskedOf                string `yaml:"asked_of"`
		Cares                  []string
		Minutes                int
	}
	Must, Never []string   // picks of at least one question, and of none
	NotYet      []string   `yaml:"not_yet"` // picks of questions that a coach demands and that the set does not have yet
	Most        []struct { // picks of at most so many questions
		Of    string
		Count int
	}
	Opens, Ends string      // picks of the first and of the last question
	Before      [][2]string // all questions of the first pick come before all of the second
	Rules       []string    // without any one of these rules, the set misses an expectation; there may be none
}

func people(t *testing.T) []person {
	t.Helper()
	text, err := os.ReadFile("testdata/people.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var list []person
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	if err := decoder.Decode(&list); err != nil {
		t.Fatal(err)
	}
	return list
}

func (p *person) request() bank.Request {
	r := p.Request
	return bank.Request{Asker: r.Asker, Role: r.Role, Seniority: r.Seniority, Stage: r.Stage, AskedOf: r.AskedOf, Cares: r.Cares, Minutes: r.Minutes}
}

// TestSetsMeetExpectations checks the sets of very different people, with all rules and without each of the rules that the
// person depends on.
func TestSetsMeetExpectations(t *testing.T) {
	t.Parallel()
	list := people(t)
	if len(list) < 40 {
		t.Errorf("there are %d people, want at least 40", len(list))
	}
	content := shipped(t)
	compiled, err := serve.Compile(testbank.Frozen(t, bank.Release{}, *content), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range list {
		t.Run(p.Who, func(t *testing.T) {
			t.Parallel()
			wantNone(t, p.missed(t, content, compiled))
			wantNone(t, p.nowMet(t, content, compiled))
			for _, id := range p.Rules {
				reduced, err := serve.Compile(testbank.Frozen(t, bank.Release{}, without(t, content, id)), nil)
				if err != nil {
					t.Fatal(err)
				}
				if len(p.missed(t, content, reduced)) == 0 {
					t.Errorf("all expectations are met without the rule %s", id)
				}
			}
		})
	}
}

// without returns the content without one rule.
func without(t *testing.T, content *bank.Content, id string) bank.Content {
	t.Helper()
	reduced := *content
	reduced.Rules = slices.DeleteFunc(slices.Clone(content.Rules), func(r bank.Rule) bool { return r.ID == id })
	if len(reduced.Rules) == len(content.Rules) {
		t.Fatalf("unknown rule %s", id)
	}
	return reduced
}

// nowMet returns a complaint for each pick in NotYet of which the person's set now has a question.
func (p *person) nowMet(t *testing.T, content *bank.Content, s *serve.Compiled) []string {
	t.Helper()
	c := p.checker(t, content, s)
	for _, pick := range p.NotYet {
		c.expect(len(c.positions(pick)) == 0, "there is now a question with "+pick+": move it from not_yet to must")
	}
	return c.missed
}

// checker returns a checker of the person's set.
func (p *person) checker(t *testing.T, content *bank.Content, s *serve.Compiled) *setChecker {
	t.Helper()
	set, err := s.Answer(p.request())
	if err != nil {
		t.Fatal(err)
	}
	if len(set.Unrecognised) > 0 || len(set.Items) == 0 {
		t.Fatalf("%d questions; unrecognised: %+v", len(set.Items), set.Unrecognised)
	}
	return &setChecker{t: t, content: content, asker: p.Request.Asker, set: set}
}

// missed returns the expectations, other than NotYet, that a person's set does not meet.
func (p *person) missed(t *testing.T, content *bank.Content, s *serve.Compiled) []string {
	t.Helper()
	c := p.checker(t, content, s)
	for _, pick := range p.Must {
		c.expect(len(c.positions(pick)) > 0, "there is no question with "+pick)
	}
	for _, pick := range p.Never {
		c.expect(len(c.positions(pick)) == 0, "there is a question with "+pick)
	}
	for _, most := range p.Most {
		c.expect(len(c.positions(most.Of)) <= most.Count, fmt.Sprintf("more than %d questions have %q", most.Count, most.Of))
	}
	c.expect(slices.Contains(c.positions(p.Opens), 0), "the first question does not have "+p.Opens)
	c.expect(slices.Contains(c.positions(p.Ends), len(c.set.Items)-1), "the last question does not have "+p.Ends)
	for _, pair := range p.Before {
		first, second := c.positions(pair[0]), c.positions(pair[1])
		c.expect(len(first) > 0 && len(second) > 0 && first[len(first)-1] < second[0], fmt.Sprintf("%s does not come before %s", pair[0], pair[1]))
	}
	return c.missed
}

// setChecker checks the expectations of one set.
type setChecker struct {
	t       *testing.T
	content *bank.Content
	asker   bank.Asker
	set     bank.Set
	missed  []string
}

// expect records a miss unless ok is true.
func (c *setChecker) expect(ok bool, miss string) {
	if !ok {
		c.missed = append(c.missed, miss)
	}
}

// positions returns the positions in the set of the questions that a pick picks. An empty pick picks all questions.
func (c *setChecker) positions(pick string) []int {
	c.t.Helper()
	program, faults := languageOf(c.content).Compile(pick, lang.Scope{Asker: c.asker, Part: lang.Pick})
	if len(faults) > 0 {
		c.t.Fatalf("%s: %+v", pick, faults)
	}
	var list []int
	for i, it := range c.set.Items {
		picked, err := program.Holds(lang.Env{Question: lang.QuestionOf(&c.content.Vocabulary, it.Question)})
		if err != nil {
			c.t.Fatal(err)
		}
		if picked {
			list = append(list, i)
		}
	}
	return list
}

// TestNoRuleIsAPerson: a rule for a trade and what somebody in it cares about must be for more than one person. Without it, the sets of
// three people or more change.
func TestNoRuleIsAPerson(t *testing.T) {
	t.Parallel()
	const least = 3
	content, e := shipped(t), engineOf(t)
	everybody := differentPeople(&content.Vocabulary, 500)
	for _, r := range readyRules(content) {
		looksAtRole, looksAtCares := strings.Contains(r.When, "profile.role"), strings.Contains(r.When, "profile.cares") || strings.Contains(r.When, "profile.aspects")
		if r.Asker != bank.Candidate || !looksAtRole || !looksAtCares {
			continue
		}
		frozen, err := publish.Freeze(bank.Release{}, without(t, content, r.ID), "a note", testbank.Noon())
		if err != nil {
			t.Fatal(err)
		}
		reduced, err := rules.New(frozen.ID(), &frozen.Content)
		if err != nil {
			t.Fatal(err)
		}
		changed := 0
		for _, p := range append(everybody, meetingsOf(content, r)...) {
			if idsOf(e.Select(p)) != idsOf(reduced.Select(p)) {
				changed++
			}
		}
		if changed < least {
			t.Errorf("rule %s changes %d sets, want at least %d", r.ID, changed, least)
		}
	}
}

// meetingsOf returns the meetings of the trades and cares that a rule names, each alone.
func meetingsOf(c *bank.Content, r bank.Rule) []bank.Profile {
	var list []bank.Profile
	for _, role := range c.Vocabulary.Roles {
		for _, care := range c.Vocabulary.Cares {
			for _, aspect := range care.Aspects {
				if strings.Contains(r.When, `"`+role.ID+`"`) && (strings.Contains(r.When, `"`+care.ID+`"`) || strings.Contains(r.When, `"`+aspect.ID+`"`)) {
					list = append(list, bank.Profile{
						Asker: bank.Candidate, Role: role.ID, Stage: "hiring_manager", Minutes: 20, Count: 8, Locale: "en",
						Cares: []bank.Chosen{{Care: care.ID, Aspect: aspect.ID}},
					})
				}
			}
		}
	}
	return list
}

func idsOf(set bank.Set) string {
	var ids []string
	for _, it := range set.Items {
		ids = append(ids, it.Question.ID)
	}
	return strings.Join(ids, " ")
}
