package rules_test

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"twoway/bank"
	"twoway/exchange"
	"twoway/rules"
	"twoway/seed"
)

// shipped returns the bank that comes with the program.
var shipped = sync.OnceValue(func() bank.Content {
	content, err := exchange.Load(seed.Shipped())
	if err != nil {
		panic(err)
	}
	return content
})

func engine(tb testing.TB, content bank.Content) *rules.Engine {
	tb.Helper()
	e, err := rules.New(bank.ReleaseID{Number: 1, Hash: "sha256:test"}, &content)
	if err != nil {
		tb.Fatal(err)
	}
	return e
}

// meetings returns n random profiles of every kind, drawn with a fixed seed.
func meetings(asker bank.Asker, n int) []bank.Profile {
	content := shipped()
	v := &content.Vocabulary
	rng := rand.New(rand.NewPCG(1, 2))
	pick := func(terms []bank.Term) string {
		if i := rng.IntN(len(terms) + 1); i < len(terms) {
			return terms[i].ID
		}
		return ""
	}
	terms := v.Terms()
	var list []bank.Profile
	for range n {
		p := bank.Profile{
			Asker: asker, Role: pick(terms["role"]), Seniority: pick(terms["seniority"]), Stage: pick(terms["stage"]),
			AskedOf: pick(terms["asked_of"]), Minutes: 1 + rng.IntN(60), Count: 1 + rng.IntN(bank.MaxCount),
			Seed: rng.Int64N(3), Locale: "en", Cares: someCares(rng, v), Exclude: []string{},
		}
		p.Level = v.Level(p.Seniority)
		list = append(list, p)
	}
	return list
}

func someCares(rng *rand.Rand, v *bank.Vocabulary) []bank.Chosen {
	var cares []bank.Chosen
	for range rng.IntN(4) {
		care := v.Cares[rng.IntN(len(v.Cares))]
		chosen := bank.Chosen{Care: care.ID}
		if i := rng.IntN(len(care.Aspects) + 1); i < len(care.Aspects) {
			chosen.Aspect = care.Aspects[i].ID
		}
		if !slices.Contains(cares, chosen) {
			cares = append(cares, chosen)
		}
	}
	return cares
}

func bothSides(n int) []bank.Profile {
	return append(meetings(bank.Candidate, n), meetings(bank.Interviewer, n)...)
}

func inJSON(t *testing.T, value any) string {
	t.Helper()
	text, err := json.MarshalIndent(value, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// whyHere returns the reason for the position of an item, "" for none.
func whyHere(it bank.Item) string {
	for _, r := range it.Reasons {
		if r.Kind == bank.ByOrder {
			return r.Because
		}
	}
	return ""
}
