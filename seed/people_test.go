package seed_test

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"testing"

	"go.yaml.in/yaml/v3"

	"twoway/bank"
	"twoway/internal/testbank"
	"twoway/release/serve"
	"twoway/rules/lang"
)

// person is somebody in testdata/people.yaml, and what their set owes them. Picks are in the language of the rules.
type person struct {
	Who     string
	Request struct {
		Asker                  bank.Asker
		Role, Seniority, Stage string
		AskedOf                string `yaml:"asked_of"`
		Cares                  []string
		Minutes                int
	}
	Must, Never []string // some question, and none
	Most        []struct {
		Of    string
		Count int
	}
	Opens, Ends string
	Before      [][2]string // whatever is of the first kind stands before all of the second
	Rules       []string    // without any one of them the set breaks a claim
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

// TestSetsOweThis reads the sets of people who have little in common, and takes away each rule to which they owe them.
func TestSetsOweThis(t *testing.T) {
	t.Parallel()
	list := people(t)
	if len(list) < 40 {
		t.Errorf("there are %d people, want at least 40", len(list))
	}
	content := shipped(t)
	whole, err := serve.Compile(testbank.Frozen(t, bank.Release{}, *content), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range list {
		t.Run(p.Who, func(t *testing.T) {
			t.Parallel()
			if len(p.Rules) == 0 {
				t.Error("no rule is named")
			}
			wantNone(t, p.broken(t, content, whole))
			for _, id := range p.Rules {
				less, err := serve.Compile(testbank.Frozen(t, bank.Release{}, without(t, content, id)), nil)
				if err != nil {
					t.Fatal(err)
				}
				if len(p.broken(t, content, less)) == 0 {
					t.Errorf("all claims hold without the rule %s", id)
				}
			}
		})
	}
}

// without is the content less one rule.
func without(t *testing.T, content *bank.Content, id string) bank.Content {
	t.Helper()
	less := *content
	less.Rules = slices.DeleteFunc(slices.Clone(content.Rules), func(r bank.Rule) bool { return r.ID == id })
	if len(less.Rules) == len(content.Rules) {
		t.Fatalf("there is no rule %s", id)
	}
	return less
}

// broken are the claims that a person's set does not keep.
func (p *person) broken(t *testing.T, content *bank.Content, s *serve.Compiled) []string {
	t.Helper()
	set, err := s.Answer(p.request())
	if err != nil {
		t.Fatal(err)
	}
	if len(set.Unrecognised) > 0 || len(set.Items) == 0 {
		t.Fatalf("%d questions; not understood: %+v", len(set.Items), set.Unrecognised)
	}
	c := claims{t: t, content: content, asker: p.Request.Asker, set: set}
	for _, pick := range p.Must {
		c.claim(len(c.places(pick)) > 0, "there is no question with "+pick)
	}
	for _, pick := range p.Never {
		c.claim(len(c.places(pick)) == 0, "there is a question with "+pick)
	}
	for _, most := range p.Most {
		c.claim(len(c.places(most.Of)) <= most.Count, fmt.Sprintf("more than %d questions have %q", most.Count, most.Of))
	}
	c.claim(slices.Contains(c.places(p.Opens), 0), "it does not open with "+p.Opens)
	c.claim(slices.Contains(c.places(p.Ends), len(set.Items)-1), "it does not end with "+p.Ends)
	for _, pair := range p.Before {
		first, then := c.places(pair[0]), c.places(pair[1])
		c.claim(len(first) > 0 && len(then) > 0 && first[len(first)-1] < then[0], fmt.Sprintf("%s does not stand before %s", pair[0], pair[1]))
	}
	return c.broken
}

// claims are checked against one set.
type claims struct {
	t       *testing.T
	content *bank.Content
	asker   bank.Asker
	set     bank.Set
	broken  []string
}

func (c *claims) claim(holds bool, otherwise string) {
	if !holds {
		c.broken = append(c.broken, otherwise)
	}
}

// places are where the questions stand that a pick picks; an empty one picks all.
func (c *claims) places(pick string) []int {
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
