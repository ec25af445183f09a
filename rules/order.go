package rules

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"

	"twoway/bank"
)

// place is where a question belongs in a conversation. Compared field by field, the smaller comes first.
type place struct {
	block int // −1 placed first by a rule, 0 in between, 1 better late, 2 placed last by a rule
	care  int // the first thing the person cares about that it serves; those that serve none come after
	depth int
	score int
	tie   uint64
}

func (p place) compare(q place) int {
	return cmp.Or(cmp.Compare(p.block, q.block), cmp.Compare(p.care, q.care), cmp.Compare(p.depth, q.depth),
		cmp.Compare(q.score, p.score), cmp.Compare(p.tie, q.tie))
}

// arrange puts items in the order in which to ask them and adds a reason to those that a rule, or tact, moved: what the
// person named first comes first, the gentle before the probing, and what may disclose something about the asker late.
func (m *match) arrange(items []bank.Item) {
	slices.SortFunc(items, byID)
	places := make(map[string]place, len(items))
	for i := range items {
		p, moved := m.place(&items[i])
		places[items[i].Question.ID] = p
		items[i].Reasons = append(items[i].Reasons, moved...)
	}
	slices.SortStableFunc(items, func(a, b bank.Item) int {
		return places[a.Question.ID].compare(places[b.Question.ID])
	})
}

func (m *match) place(it *bank.Item) (place, []bank.Reason) {
	i, _ := m.engine.find(it.Question.ID)
	q := m.engine.questions[i]
	p := place{care: len(m.profile.Cares), depth: q.Depth, score: it.Score, tie: tie(m.profile.Seed, q.hash)}
	for i, c := range slices.Backward(m.profile.Cares) {
		if serves(q.Question, c) {
			p.care = i
		}
	}
	if len(q.Discloses) > 0 {
		p.block = 1
		late := bank.Reason{
			Kind: bank.ByOrder, Cares: []string{}, Aspects: []string{}, Stage: m.profile.Stage,
			Because: "It comes late because asking it may say something about you.",
		}
		return p, []bank.Reason{late}
	}
	for _, r := range m.rules {
		if r.Effect.Kind != bank.Place || !r.picks(m.env, q) {
			continue
		}
		p.block = map[string]int{"first": -1, "last": 2}[r.Effect.Where]
		reason := m.ruleReason(r, q)
		reason.Kind = bank.ByOrder
		return p, []bank.Reason{reason}
	}
	return p, nil
}

// hashOf is the 64-bit FNV-1a hash of an id.
func hashOf(id string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(id) {
		h = (h ^ uint64(id[i])) * 1099511628211
	}
	return h
}

// tie orders equals by the seed: splitmix64 over the seed and the hash of the id.
func tie(seed int64, hash uint64) uint64 {
	z := hash + uint64(seed)*0x9e3779b97f4a7c15
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb
	return z ^ (z >> 31)
}

// kitID names one kit for one opening. Nothing about the candidate enters it.
func (e *Engine) kitID(p bank.Profile) string {
	key, _ := json.Marshal([]any{ // strings and integers alone: cannot fail
		e.release.Hash, Version, p.Role, p.Seniority, p.Stage, p.AskedOf, p.Minutes, p.Count, p.Seed, p.Exclude, p.Locale,
	})
	sum := sha256.Sum256(key)
	return "kit-" + hex.EncodeToString(sum[:12])
}
