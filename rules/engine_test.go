package rules_test

import (
	"encoding/json"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"twoway/bank"
)

// TestSameEverywhere compares two engines made from the same content in a different order.
func TestSameEverywhere(t *testing.T) {
	content := shipped()
	shuffled := content
	shuffled.Questions, shuffled.Rules = slices.Clone(content.Questions), slices.Clone(content.Rules)
	rng := rand.New(rand.NewPCG(7, 8))
	rng.Shuffle(len(shuffled.Questions), func(i, j int) {
		shuffled.Questions[i], shuffled.Questions[j] = shuffled.Questions[j], shuffled.Questions[i]
	})
	rng.Shuffle(len(shuffled.Rules), func(i, j int) { shuffled.Rules[i], shuffled.Rules[j] = shuffled.Rules[j], shuffled.Rules[i] })
	shuffled.Normalise()
	one, other := engine(t, content), engine(t, shuffled)
	for _, p := range bothSides(300) {
		if diff := cmp.Diff(inJSON(t, one.Select(p)), inJSON(t, other.Select(p))); diff != "" {
			t.Fatalf("%+v:\n%s", p, diff)
		}
	}
}

// TestSameUnderAnyLoad chooses a few sets a thousand times, from several goroutines at once, on one processor and on two.
func TestSameUnderAnyLoad(t *testing.T) {
	e := engine(t, shipped())
	profiles := append(meetings(bank.Candidate, 4), meetings(bank.Interviewer, 4)...)
	var want []string
	for _, p := range profiles {
		want = append(want, inJSON(t, e.Select(p)))
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, processors := range []int{1, 2} {
		runtime.GOMAXPROCS(processors)
		var group sync.WaitGroup
		for range 4 {
			group.Go(func() {
				for i := range 1000 {
					if got, err := json.MarshalIndent(e.Select(profiles[i%len(profiles)]), "", " "); err != nil || string(got) != want[i%len(want)] {
						t.Errorf("on %d processors, run %d: %v got another set", processors, i, err)
						return
					}
				}
			})
		}
		group.Wait()
	}
}

// TestAKitIsTheSameForEveryCandidate requests kits with a thousand random lists of cares, in random words, and with
// different people who ask.
func TestAKitIsTheSameForEveryCandidate(t *testing.T) {
	content := shipped()
	e := engine(t, content)
	rng := rand.New(rand.NewPCG(3, 4))
	openings := meetings(bank.Interviewer, 50)
	for i := range 1000 {
		p := openings[i%len(openings)]
		p.Cares, p.AskedOf = nil, ""
		p.Competencies, p.Requirements = someNeeds(rng, &content.Vocabulary)
		want := e.Select(p)
		p.Cares, p.AskedOf = someCares(rng, &content.Vocabulary), []string{"", "recruiter", "peer", "executive"}[rng.IntN(4)]
		for j := range p.Cares {
			p.Cares[j].Said = strings.Repeat("x", rng.IntN(9))
		}
		got := e.Select(p)
		if diff := cmp.Diff(inJSON(t, want.Items), inJSON(t, got.Items)); diff != "" || want.KitID != got.KitID {
			t.Fatalf("%+v: got kit %s, want %s as without cares (-want +got):\n%s", p, got.KitID, want.KitID, diff)
		}
	}
}

// someNeeds returns up to two competencies and one requirement.
func someNeeds(rng *rand.Rand, v *bank.Vocabulary) (competencies []bank.Sought, requirements []bank.Required) {
	for range rng.IntN(3) {
		if t := v.Topics[rng.IntN(len(v.Topics))]; t.Asker == bank.Interviewer && t.Scored {
			competencies = append(competencies, bank.Sought{Topic: t.ID})
		}
	}
	if rng.IntN(2) == 0 {
		r := v.Requirements[rng.IntN(len(v.Requirements))]
		requirements = append(requirements, bank.Required{ID: r.ID, Slots: map[string]string{r.Slots[0].Name: "as agreed"}})
	}
	return competencies, requirements
}
