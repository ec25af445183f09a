package serve_test

import (
	"testing"

	"twoway/bank"
	"twoway/exchange"
	"twoway/release/serve"
	"twoway/seed"
)

// TestNextSaysWhenItIsTheLast follows the tokens for more questions of many meetings: each leads to a set with questions, and where there
// is no token, there would be none.
func TestNextSaysWhenItIsTheLast(t *testing.T) {
	t.Parallel()
	content, err := exchange.Load(seed.Shipped())
	if err != nil {
		t.Fatal(err)
	}
	c, err := serve.Compile(bank.Release{Number: 1, Hash: "sha256:00", Content: content}, bank.TokenKey("the key of this test"))
	if err != nil {
		t.Fatal(err)
	}
	v, ends := &content.Vocabulary, 0
	for i := range 40 {
		req := bank.Request{
			Asker: []bank.Asker{bank.Candidate, bank.Interviewer}[i%2], Minutes: []int{1, 2, 3, 5, 15, 60, 240}[i%7], Count: 20,
			Role: v.Roles[i*7%len(v.Roles)].Name, Stage: v.Stages[i%len(v.Stages)].ID, Seniority: v.Seniorities[i*3%len(v.Seniorities)].ID,
		}
		switch i % 4 {
		case 0:
			req.Cares = []string{v.Cares[i%len(v.Cares)].Name}
		case 1:
			req.Competencies = []string{v.Roles[i*7%len(v.Roles)].Competencies[0]}
		}
		if req.Minutes < 15 && i%3 > 0 {
			req.Count = 8
		}
		p, _, err := c.Read(req)
		if err != nil {
			t.Fatal(err)
		}
		for n := range 100 {
			set, err := c.Choose(t.Context(), p)
			if err != nil {
				t.Fatal(err)
			}
			_, more := c.Next(set)
			next, _ := set.Next()
			after, err := c.Choose(t.Context(), next)
			if err != nil {
				t.Fatal(err)
			}
			if got := len(set.Items) > 0 && len(after.Items) > 0; more != got {
				t.Fatalf("%+v, set %d of %d questions: more is %t, but the next set has %d", req, n+1, len(set.Items), more, len(after.Items))
			}
			if !more {
				ends++
				break
			}
			p = next
		}
	}
	if ends < 20 {
		t.Errorf("only %d of 40 meetings came to an end", ends)
	}
}
