package resolve_test

import (
	"testing"

	"twoway/bank"
	"twoway/resolve"
)

func TestOccupationInTitle(t *testing.T) {
	t.Parallel()
	r := resolve.NewResolver(&bank.Vocabulary{Roles: []bank.Role{
		{
			Term: bank.Term{ID: "agriculture", Name: "Agriculture", Synonyms: []string{"trees"}}, Titles: []string{"farm worker", "tree surgeon", "gardener", "tree and garden worker", "tree nursery hand"},
			Occupations: []bank.Occupation{
				{ID: "tree_work", Name: "Tree work", Words: []string{"tree"}},
				{ID: "gardens", Name: "Gardens", Words: []string{"garden", "gardener"}},
				{ID: "growing", Name: "Growing", Words: []string{"tree nursery"}},
			},
		},
		{Term: bank.Term{ID: "nursing", Name: "Nursing"}, Titles: []string{"nurse"}},
	}})
	for said, want := range map[string]string{
		"Tree Surgeons (climbing)":   "tree_work",
		"gardener":                   "gardens",
		"tree nursery hand":          "growing", // the longest phrase decides
		"tree and garden worker":     "",        // two that are as long
		"farm worker":                "",
		"trees":                      "",          // what the whole role is called
		"tree work":                  "tree_work", // by name, as the form shows it again
		"nurse in a tree-lined road": "",          // an occupation of another trade
	} {
		title := r.Title(said)
		if title.Role == "" || title.Occupation != want {
			t.Errorf("%q: role %q, occupation %q; want %q", said, title.Role, title.Occupation, want)
		}
	}
}

func TestSayings(t *testing.T) {
	t.Parallel()
	v := &bank.Vocabulary{
		Cares: []bank.Care{{Term: bank.Term{ID: "pay", Name: "Pay", Synonyms: []string{"money"}}, Aspects: []bank.Term{{ID: "time_off", Name: "Time off", Synonyms: []string{"days off"}}}}},
		Roles: []bank.Role{
			{
				Term: bank.Term{ID: "agriculture", Name: "Agriculture"}, Titles: []string{"tree surgeon", "dairy hand"}, Lexicon: []string{"aerial rescue", "relief milker"},
				Occupations: []bank.Occupation{{ID: "tree_work", Name: "Tree work", Words: []string{"tree"}}, {ID: "dairy", Name: "Dairy", Words: []string{"dairy"}}},
				Sayings: []bank.Saying{
					{About: "term:aerial rescue", Said: []string{"who does the rescue", "stuck up there"}},
					{About: "time_off", Said: []string{"every other sunday", "money"}},
				},
			},
			{Term: bank.Term{ID: "nursing", Name: "Nursing"}, Titles: []string{"nurse"}},
		},
	}
	r := resolve.NewResolver(v)
	r = r.WithExamples(r.NewExamples([]*bank.Question{
		{ID: "rescue", Asker: bank.Candidate, Roles: []string{"agriculture"}, Occupations: []string{"tree_work"}, About: "term:aerial rescue", Text: "Who'd do the aerial rescue if I got stuck?"},
	}))
	term := bank.Chosen{Term: "aerial rescue"}
	for _, tt := range []struct {
		role, occupation, said string
		want                   bank.Chosen
	}{
		{"agriculture", "tree_work", "stuck up there", term},
		{"agriculture", "tree_work", "who does the rescue if I'm stuck up there", term},
		{"agriculture", "dairy", "who does the rescue if I'm stuck up there", bank.Chosen{}}, // no question for them asks about it
		{"agriculture", "tree_work", "every other Sunday", bank.Chosen{Care: "pay", Aspect: "time_off"}},
		{"agriculture", "tree_work", "money", bank.Chosen{Care: "pay"}}, // everybody's word goes before a trade's saying
		{"nursing", "", "stuck up there", bank.Chosen{}},
	} {
		got := r.CareIn(tt.role, tt.occupation, tt.said).Chosen
		got.Said = ""
		if got != tt.want {
			t.Errorf("%s, %q, %q: %+v; want %+v", tt.role, tt.occupation, tt.said, got, tt.want)
		}
	}
}
