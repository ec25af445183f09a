package admin

import (
	"encoding/json"
	"os"
	"slices"
	"testing"

	"twoway/bank"
	"twoway/rules/lang"
	"twoway/rules/plain"
)

// TestFieldsHaveNames: whatever a row of a rule can be about has a name in each language.
func TestFieldsHaveNames(t *testing.T) {
	t.Parallel()
	for _, language := range []string{"en", "de"} {
		raw, err := os.ReadFile("../words/admin-rules." + language + ".json")
		if err != nil {
			t.Fatal(err)
		}
		var words map[string]any
		if err := json.Unmarshal(raw, &words); err != nil {
			t.Fatal(err)
		}
		for _, asker := range []bank.Asker{bank.Candidate, bank.Interviewer} {
			for _, part := range []lang.Part{lang.When, lang.Pick} {
				for _, f := range plain.Fields(lang.Scope{Asker: asker, Part: part}) {
					if key := "admin.rules.say.field." + f.Object + "." + f.Name; words[key] == nil {
						t.Errorf("%s: no words for %s", language, key)
					}
				}
			}
		}
	}
}

// TestTargetsSharingWords: a name that is none proposes those that share words with it, before those that are spelt alike.
func TestTargetsSharingWords(t *testing.T) {
	t.Parallel()
	list := []target{{label: "Kitchen"}, {label: "Social work"}, {label: "Early childhood"}, {label: "Nursing"}, {label: "Architecture"}, {label: "Purpose: People you serve", also: []string{"work with kids"}}, {label: "Warehousing", also: []string{"warehouse work"}}}
	for said, want := range map[string][]string{
		"children": {"Early childhood"}, "children's nursing": {"Early childhood", "Nursing"}, "kitchn": {"Kitchen"},
		"kids": {"Purpose: People you serve"}, "warehouse work": {"Warehousing", "Social work", "Purpose: People you serve"},
	} {
		if _, got := findTarget(list, said); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", said, got, want)
		}
	}
}
