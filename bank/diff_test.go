package bank_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"twoway/bank"
	"twoway/internal/testbank"
)

// TestDiffContentsIsThatOfBodies: parts that are the same are not encoded to be compared; the changes are those between the encoded parts.
func TestDiffContentsIsThatOfBodies(t *testing.T) {
	t.Parallel()
	before := testbank.Small()
	before.Normalise()
	after := testbank.With(func(c *bank.Content) {
		testbank.Newer(c)
		testbank.QuestionOf(c, "pager").Version = 7
		testbank.QuestionOf(c, "pager").Slots = []bank.Slot{}
		c.Rules[0].Cases, c.Rules[0].Version = nil, 3
		c.Rules[1].Because += " Always."
		c.Vocabulary.Roles[0].Synonyms = append(c.Vocabulary.Roles[0].Synonyms, "added")
		slices.Reverse(c.Vocabulary.Stages)
		c.Weights.Variety++
		c.NearDuplicates = [][]string{{"a", "b"}}
	})
	after.Normalise()
	for name, pair := range map[string][2]bank.Content{
		"changed": {before, after}, "the other way": {after, before}, "the same": {before, before}, "from nothing": {{}, after}, "to nothing": {after, {}},
	} {
		got, err := bank.DiffContents(pair[0], pair[1])
		if err != nil {
			t.Fatal(err)
		}
		want := changedBodies(t, pair[0], pair[1])
		var ids []bank.PartID
		for _, c := range got {
			id := bank.PartID{Kind: c.Kind, ID: c.ID}
			if ids = append(ids, id); c.Change == bank.PartReordered {
				continue
			}
			bodies, found := want[id]
			if !found {
				t.Errorf("%s: %v is not a change", name, id)
				continue
			}
			if c.Change == bank.PartChanged {
				if diff := cmp.Diff(bank.DiffFields(bodies[0], bodies[1]), c.Fields); diff != "" {
					t.Errorf("%s: %v: %s", name, id, diff)
				}
			}
			delete(want, id)
		}
		if len(want) > 0 {
			t.Errorf("%s: found %v, without %v", name, ids, want)
		}
	}
}

// changedBodies returns the bodies of the parts that differ between two contents, by encoding all of them.
func changedBodies(t *testing.T, before, after bank.Content) map[bank.PartID][2][]byte {
	t.Helper()
	bodies := map[bank.PartID][2][]byte{}
	for i, content := range []bank.Content{before, after} {
		parts, err := content.Parts()
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range parts {
			id := bank.PartID{Kind: p.Kind, ID: p.ID}
			both := bodies[id]
			both[i] = p.Body
			bodies[id] = both
		}
	}
	for id, both := range bodies {
		if bytes.Equal(both[0], both[1]) {
			delete(bodies, id)
		}
	}
	return bodies
}
