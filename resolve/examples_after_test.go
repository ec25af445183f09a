package resolve_test

import (
	"testing"

	"twoway/bank"
	"twoway/exchange"
	"twoway/resolve"
	"twoway/seed"
)

// TestNewExamplesAfter compares examples that take over those of the release before with examples from scratch, for edits of many kinds.
func TestNewExamplesAfter(t *testing.T) {
	content, err := exchange.Load(seed.Shipped())
	if err != nil {
		t.Fatal(err)
	}
	r := resolve.NewResolver(&content.Vocabulary)
	questions := content.ReadyQuestions()
	find := func(is func(q *bank.Question) bool) int {
		for i, q := range questions {
			if q.Asker == bank.Candidate && is(q) {
				return i
			}
		}
		t.Fatal("no such question")
		return 0
	}
	general := find(func(q *bank.Question) bool { return len(q.Roles) == 0 && q.About.Term() == "" && q.About != "" })
	own := find(func(q *bank.Question) bool { return len(q.Roles) == 1 && q.About.Term() != "" })
	aspect := find(func(q *bank.Question) bool { return len(q.Roles) == 1 && q.About.Term() == "" && q.About != "" })
	before := r.NewExamples(questions)
	for name, edit := range map[string]func(list []*bank.Question) []*bank.Question{
		"nothing":             func(list []*bank.Question) []*bank.Question { return list },
		"a general wording":   reworded(general),
		"a trade's wording":   reworded(own),
		"an aspect's wording": reworded(aspect),
		"another about": func(list []*bank.Question) []*bank.Question {
			list[general].About = questions[aspect].About
			return list
		},
		"an occupation":     func(list []*bank.Question) []*bank.Question { list[own].Occupations = []string{"x"}; return list },
		"one less":          func(list []*bank.Question) []*bank.Question { return append(list[:own], list[own+1:]...) },
		"all but a hundred": func(list []*bank.Question) []*bank.Question { return list[100:] },
		"thirty wordings": func(list []*bank.Question) []*bank.Question {
			for i := range 30 {
				list[i*20].Text += " Then what?"
			}
			return list
		},
	} {
		list := make([]*bank.Question, len(questions))
		for i, q := range questions {
			clone := *q
			list[i] = &clone
		}
		list = edit(list)
		got, want := r.NewExamplesAfter(before, list), r.NewExamples(list)
		if !resolve.SameExamples(got, want) {
			t.Errorf("%s: the examples differ", name)
		}
		again := r.NewExamplesAfter(r.NewExamplesAfter(before, list), questions)
		if !resolve.SameExamples(again, before) {
			t.Errorf("%s, and back: the examples differ", name)
		}
	}
}

func reworded(i int) func([]*bank.Question) []*bank.Question {
	return func(list []*bank.Question) []*bank.Question {
		list[i].Text = "Who gets paid when the crane stands still, and how often?"
		return list
	}
}
