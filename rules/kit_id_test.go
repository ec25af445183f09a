package rules_test

import (
	"testing"

	"twoway/bank"
	"twoway/rules"
)

// TestKitIDStays: saved kits and their records name kits by these IDs.
func TestKitIDStays(t *testing.T) {
	t.Parallel()
	opening := bank.Profile{Asker: bank.Interviewer, Role: "nursing", Seniority: "senior", Level: 4, Stage: "panel", Minutes: 40, Count: 8, Locale: "en"}
	full := opening
	full.Occupation, full.Seed, full.Exclude = "midwifery", 7, []string{"a-question"}
	full.Competencies = []bank.Sought{{Topic: "teamwork"}, {Skill: "handover"}}
	full.Requirements = []bank.Required{{ID: "rota", Slots: map[string]string{"rota": "earlies <5:30>"}}, {ID: "driving"}}
	full.Fixed = []bank.Fixed{{ID: "one", Pinned: true}, {ID: "two"}}
	for want, p := range map[string]bank.Profile{"kit-7ae5090fd7cefbc1ca1d4da5": opening, "kit-1dfacf6b04d372cb1817a201": full} {
		if got := rules.KitID("sha256:00", 3, p); got != want {
			t.Errorf("the ID is %s, want %s", got, want)
		}
	}
	empty := full
	empty.Requirements = []bank.Required{full.Requirements[0], {ID: "driving", Slots: map[string]string{}}} // as a token has it
	empty.Cares, empty.AskedOf, empty.Level = []bank.Chosen{{Care: "growth"}}, "peer", 1                    // which say nothing about the opening
	if rules.KitID("sha256:00", 3, full) != rules.KitID("sha256:00", 3, empty) {
		t.Error("what is the same opening has two IDs")
	}
	nurse := full
	nurse.Occupation = ""
	if rules.KitID("sha256:00", 3, full) == rules.KitID("sha256:00", 3, nurse) {
		t.Error("two occupations of a role, which are asked other questions, have one ID")
	}
}
