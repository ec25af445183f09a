package guard_test

import (
	"slices"
	"strings"
	"testing"

	"twoway/bank"
	"twoway/internal/testbank"
	"twoway/rules"
)

// fixed returns an engine of questions that suit every meeting, with a vocabulary and rules that exclude.
func fixed(t *testing.T, v bank.Vocabulary, questions []bank.Question, whens ...string) *rules.Engine {
	t.Helper()
	c := bank.Content{Vocabulary: v, Weights: testbank.Small().Weights, Questions: questions}
	for _, when := range whens {
		c.Rules = append(c.Rules, bank.Rule{ID: "own", Status: bank.Ready, Asker: bank.Candidate, When: when, Effect: bank.Effect{Kind: bank.Exclude}})
	}
	c.Normalise()
	e, err := rules.New(bank.ReleaseID{}, &c)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// TestMeetingsThatWereUnknown: a meeting that the vocabulary before did not know is lost if rules take what suits it, and not if nothing
// suits it yet.
func TestMeetingsThatWereUnknown(t *testing.T) {
	listed := testbank.Question("listed", "workload", "A question?")
	listed.Stages = []string{"panel", "offer"}
	wider := vocabulary()
	wider.Roles = append(wider.Roles, bank.Role{Term: testbank.Term("kitchen")})
	wider.Stages = append(wider.Stages, bank.Stage{Term: testbank.Term("trial")})
	wider.Cares = append(wider.Cares, bank.Care{Term: testbank.Term("safety")})
	before := fixed(t, vocabulary(), []bank.Question{listed})
	for _, tt := range []struct{ name, when, want string }{
		{"nothing suits a new stage", `false`, ""},
		{"a rule takes what suits a new role", `profile.role == "kitchen"`, "role kitchen"},
		{"a rule takes what suits those who name a new care", `"safety" in profile.cares`, "named: safety"},
		{"a rule is about a new stage that nothing suits", `profile.stage == "trial"`, ""},
	} {
		found := fixed(t, wider, []bank.Question{listed}, tt.when).Lost(before, nil)
		if tt.want == "" && len(found.Lost) > 0 || tt.want != "" && (len(found.Lost) != 1 || !slices.Contains(found.Lost[0].Where, tt.want)) || found.Unproven {
			t.Errorf("%s: %+v", tt.name, found)
		}
	}
	if found := before.Lost(nil, nil); len(found.Lost) > 0 {
		t.Errorf("without a release before: %+v", found)
	}
}

// TestLengthsAreNotRules: that no question is short enough any more is nobody's rule; that none is left is.
func TestLengthsAreNotRules(t *testing.T) {
	short, long := testbank.Question("short", "workload", "A question?"), testbank.Question("long", "workload", "Another one?")
	short.Minutes, long.Minutes = 1, 5
	before := fixed(t, vocabulary(), []bank.Question{short, long})
	if found := fixed(t, vocabulary(), []bank.Question{long}).Lost(before, nil); len(found.Lost) > 0 {
		t.Errorf("a short question is gone: %+v", found.Lost)
	}
	if found := fixed(t, vocabulary(), []bank.Question{short, long}, `profile.minutes < 5`).Lost(before, nil); len(found.Lost) != 1 || found.Lost[0].Example.Minutes != 4 {
		t.Errorf("a rule excludes it: %+v", found.Lost)
	}
	if found := fixed(t, vocabulary(), nil).Lost(before, nil); len(found.Lost) != 1 || len(found.Lost[0].Rules) > 0 || len(found.Lost[0].Where) > 0 {
		t.Errorf("all are gone: %+v", found.Lost)
	}
}

// TestTooEntangled: a proof that would take too long is given up, and says so.
func TestTooEntangled(t *testing.T) {
	v := vocabulary()
	for c := range strings.SplitSeq("abcdefghijklmnopqrstuvwxyz", "") {
		v.Cares = append(v.Cares, bank.Care{Term: testbank.Term("care_" + c)})
	}
	q := []bank.Question{testbank.Question("one", "workload", "A question?")}
	before := fixed(t, v, q)
	if found := fixed(t, v, q, `len(profile.cares) + profile.level < 0`).Lost(before, nil); !found.Unproven || len(found.Lost) > 0 {
		t.Errorf("%+v", found)
	}
	if found := fixed(t, v, q, `(len(profile.cares) > 1) != (len(profile.cares) >= 2)`).Lost(before, nil); found.Unproven || len(found.Lost) > 0 {
		t.Errorf("of two conditions that are the same: %+v", found)
	}
}
