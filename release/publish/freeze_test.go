package publish_test

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"twoway/bank"
	"twoway/internal/testbank"
	"twoway/release/publish"
)

// TestFreezeRaisesVersions freezes a changed bank after the small one, and compares the raised versions and the hashes.
func TestFreezeRaisesVersions(t *testing.T) {
	for _, c := range []struct {
		name     string
		change   func(c *bank.Content)
		raised   map[string]int
		sameHash bool
	}{
		{"no change", func(*bank.Content) {}, nil, true},
		{"order", func(c *bank.Content) { slices.Reverse(c.Questions); slices.Reverse(c.Rules) }, nil, true},
		{"a stated version that is lower", func(c *bank.Content) { testbank.QuestionOf(c, "pager").Version = 0 }, nil, true},
		{"a stated version that is higher", func(c *bank.Content) { testbank.QuestionOf(c, "pager").Version = 9 }, nil, true},
		{"a rule's stated version", func(c *bank.Content) { testbank.RuleOf(c, "doubt-last").Version = 9 }, nil, true},
		{"empty lists for none", func(c *bank.Content) {
			testbank.QuestionOf(c, "doubt").Cares = []string{}
			testbank.RuleOf(c, "doubt-last").Cases[0].Profile.Aspects = []string{}
		}, nil, true},
		{"a question's text", func(c *bank.Content) { testbank.QuestionOf(c, "pager").Text += "!" }, map[string]int{"pager": 2}, false},
		{"a question's list", func(c *bank.Content) { testbank.QuestionOf(c, "pager").ListenFor[1] = "x" }, map[string]int{"pager": 2}, false},
		{"an anchor", func(c *bank.Content) { testbank.QuestionOf(c, "fault").Anchors.Five = "x" }, map[string]int{"fault": 2}, false},
		{"a status", func(c *bank.Content) { testbank.QuestionOf(c, "raise").Status = bank.Retired }, map[string]int{"raise": 2}, false},
		{"a rule's reason", func(c *bank.Content) { testbank.RuleOf(c, "doubt-last").Because = "x" }, map[string]int{"doubt-last": 2}, false},
		{"a rule's case", func(c *bank.Content) { testbank.RuleOf(c, "doubt-last").Cases[1].Profile.Minutes = 5 }, map[string]int{"doubt-last": 2}, false},
		{"several", func(c *bank.Content) {
			testbank.QuestionOf(c, "pager").Depth, testbank.QuestionOf(c, "raise").Minutes, testbank.RuleOf(c, "doubt-last").Name = 1, 2, "x"
		}, map[string]int{"pager": 2, "raise": 2, "doubt-last": 2}, false},
		{"the vocabulary", func(c *bank.Content) { c.Vocabulary.Roles[0].Name = "x" }, nil, false},
		{"the weights", func(c *bank.Content) { c.Weights.CareOnly = 1 }, nil, false},
		{"a question added", func(c *bank.Content) {
			more := testbank.Question("more", "pay", "What?")
			more.Version = 4
			c.Questions = append(c.Questions, more)
		}, map[string]int{"more": 4}, false},
		{"a rule removed", func(c *bank.Content) { c.Rules = c.Rules[:1] }, nil, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			first := testbank.Frozen(t, bank.Release{Number: 6}, testbank.Small())
			second := testbank.Frozen(t, first, testbank.With(c.change))
			raised := testbank.Versions(second.Content)
			maps.DeleteFunc(raised, func(_ string, version int) bool { return version == 1 })
			if len(raised) != len(c.raised) || !maps.Equal(raised, c.raised) {
				t.Errorf("versions that are not 1: %v, want %v", raised, c.raised)
			}
			if same := first.Hash == second.Hash; same != c.sameHash {
				t.Errorf("hashes are the same: %v, want %v", same, c.sameHash)
			}
			if second.Number != 8 {
				t.Errorf("number is %d, want 8", second.Number)
			}
		})
	}
}

// TestFreezeNeverLowersVersions: a version increases even if the content is changed back.
func TestFreezeNeverLowersVersions(t *testing.T) {
	changed := testbank.With(func(c *bank.Content) { testbank.QuestionOf(c, "pager").Text = "x" })
	r := bank.Release{}
	hashes := map[string]int{}
	for i, content := range []bank.Content{testbank.Small(), changed, testbank.Small(), testbank.Small(), changed} {
		r = testbank.Frozen(t, r, content)
		want := []int{1, 2, 3, 3, 4}[i]
		if got := testbank.Versions(r.Content)["pager"]; got != want || r.Number != i+1 {
			t.Errorf("release %d has version %d, want release %d with version %d", r.Number, got, i+1, want)
		}
		hashes[r.Hash]++
	}
	if len(hashes) != 2 { // versions are left out
		t.Errorf("hashes are %v, want 2 of them", hashes)
	}
}

// TestFreezeHash: the hash depends only on the content.
func TestFreezeHash(t *testing.T) {
	first, err := publish.Freeze(bank.Release{}, testbank.Small(), "", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	berlin := time.FixedZone("Berlin", 3600)
	later, err := publish.Freeze(bank.Release{Number: 41}, testbank.Small(), "a note", testbank.Noon().In(berlin))
	if err != nil {
		t.Fatal(err)
	}
	want := first
	want.Number, want.Note, want.CreatedAt, want.Versions = 42, "a note", testbank.Noon(), later.Versions
	if diff := cmp.Diff(want, later); diff != "" || later.CreatedAt.Location() != time.UTC {
		t.Errorf("release, in %v (-want +got):\n%s", later.CreatedAt.Location(), diff)
	}
	if hash, err := later.Content.Hash(); hash != later.Hash || err != nil {
		t.Errorf("hash is %s, that of the content %s, %v", later.Hash, hash, err)
	}
}

// TestFreezeDoesNotModify: several replicas in one process may start from the same content, so Freeze must not modify it.
func TestFreezeDoesNotModify(t *testing.T) {
	previous := testbank.Frozen(t, bank.Release{}, testbank.With(func(c *bank.Content) {
		testbank.QuestionOf(c, "pager").Text, testbank.RuleOf(c, "doubt-last").Name = "x", "x"
	}))
	content := testbank.Small()
	r := testbank.Frozen(t, previous, content)
	if diff := cmp.Diff(testbank.Small(), content); diff != "" {
		t.Errorf("content after it was frozen (-before +after):\n%s", diff)
	}
	content.Questions[0].ListenFor[0], content.Rules[0].Cases[0].Question, content.Vocabulary.Roles[0].Name = "y", "y", "y"
	if hash, err := r.Content.Hash(); hash != r.Hash || err != nil {
		t.Errorf("frozen content changed together with the original (%v)", err)
	}
}

// TestFreezeAfterFewerLists: a release by an older program, which had fewer lists, does not raise versions.
func TestFreezeAfterFewerLists(t *testing.T) {
	older := testbank.Frozen(t, bank.Release{}, testbank.Small())
	for i := range older.Content.Questions {
		older.Content.Questions[i].Discloses, older.Content.Questions[i].PairsWith = nil, nil
	}
	for id, version := range testbank.Versions(testbank.Frozen(t, older, testbank.Small()).Content) {
		if version != 1 {
			t.Errorf("%s has version %d, want 1", id, version)
		}
	}
}
