package rules_test

import (
	"cmp"
	"slices"
	"testing"

	"twoway/bank"
)

// TestOccupations asks people of each occupation of a trade only what is for them, and somebody whose title names none what is for the
// trade.
func TestOccupations(t *testing.T) {
	t.Parallel()
	content := shipped()
	content.Vocabulary.Roles = slices.Clone(content.Vocabulary.Roles)
	nursing := content.Vocabulary.Role("nursing")
	nursing.Occupations = []bank.Occupation{{ID: "ward", Name: "Wards", Words: []string{"ward"}}, {ID: "school_health", Name: "School health", Words: []string{"school"}}}
	nursing.Matters = []bank.Matter{{About: "training", Occupations: []string{"ward"}}, {About: "on_call", Occupations: []string{"nursing"}}, {About: "training"}}
	content.Questions = slices.Clone(content.Questions)
	template := content.Questions[slices.IndexFunc(content.Questions, func(q bank.Question) bool { return q.Asker == bank.Candidate })]
	added := map[string][]string{
		"one-for-all": nil, "one-for-schools": {"school_health"}, "one-for-the-middle": {"nursing"}, "one-for-wards": {"ward"},
		"one-for-wards-and-the-middle": {"nursing", "ward"}, "one-of-two-trades": {"ward"},
	}
	for id, occupations := range added {
		q := template
		q.ID, q.Roles, q.Occupations, q.Stages, q.AskedOf, q.Seniority = id, []string{"nursing"}, occupations, nil, nil, bank.SeniorityRange{}
		if id == "one-of-two-trades" {
			q.Roles = append(q.Roles, "school_teaching")
		}
		content.Questions = append(content.Questions, q)
	}
	slices.SortFunc(content.Questions, func(a, b bank.Question) int { return cmp.Compare(a.ID, b.ID) })
	e := engine(t, content)
	for _, tt := range []struct {
		role, occupation string
		want             []string
		matters          []bank.About
	}{
		{"nursing", "", []string{"one-for-all", "one-for-the-middle", "one-for-wards-and-the-middle"}, []bank.About{"on_call", "training"}},
		{"nursing", "ward", []string{"one-for-all", "one-for-wards", "one-for-wards-and-the-middle", "one-of-two-trades"}, []bank.About{"training"}},
		{"nursing", "school_health", []string{"one-for-all", "one-for-schools"}, []bank.About{"training"}},
		{"school_teaching", "", []string{"one-of-two-trades"}, nil},
	} {
		p := bank.Profile{Asker: bank.Candidate, Role: tt.role, Occupation: tt.occupation, Minutes: 240, Count: 20, Locale: "en"}
		var got []string
		for id := range added {
			if _, _, eligible := e.Score(p, id); eligible {
				got = append(got, id)
			}
		}
		slices.Sort(got)
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s, %q: %v; want %v", tt.role, tt.occupation, got, tt.want)
		}
		if tt.matters == nil {
			continue
		}
		var matters []bank.About
		for _, g := range e.Select(p).Certificate.Goals {
			if g.Kind == bank.MatterGoal {
				matters = append(matters, g.About)
			}
		}
		if !slices.Equal(matters, tt.matters) {
			t.Errorf("%s, %q: matters %v; want %v", tt.role, tt.occupation, matters, tt.matters)
		}
	}
}
