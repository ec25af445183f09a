package rules_test

import (
	"strings"
	"testing"

	"twoway/bank"
)

// TestExpected checks the questions that each side can expect from the other.
func TestExpected(t *testing.T) {
	content := shipped()
	e := engine(t, content)
	for _, p := range bothSides(300) {
		expected := e.Expected(p)
		if len(expected) == 0 && p.Stage != "offer" {
			t.Errorf("%+v: nothing is expected", p)
		}
		labels := map[string]bool{}
		for _, x := range expected {
			if x.Label == "" || labels[x.Label] {
				t.Errorf("%+v: %s has the label %q, which must be its own", p, x.Question.ID, x.Label)
			}
			labels[x.Label] = true
			topic, _ := content.Vocabulary.Topic(x.Question.Topic)
			if x.Question.Asker == p.Asker || len(x.Question.Discloses) > 0 || topic.Scored != (p.Asker == bank.Candidate) || !strings.HasSuffix(x.Because, ".") {
				t.Errorf("%+v: got %s, which must not be expected (%s)", p, x.Question.ID, x.Because)
			}
		}
	}
}
