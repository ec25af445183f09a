package rules

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"twoway/bank"
)

// KitID returns the ID of the kit for an opening, given the hash of the release and the version of the engine that choose its questions. It
// depends neither on the candidate nor on the interviewer, nor on anything in Profile that follows from the rest. It must stay as it is:
// records of kits are verified with it.
func KitID(release string, engine int, p bank.Profile) string {
	role := p.Role
	if p.Occupation != "" {
		role += "/" + p.Occupation
	}
	key, _ := json.Marshal([]any{ // only strings, integers and flags, so this cannot fail
		release, engine, role, p.Seniority, p.Stage, p.Minutes, p.Count, p.Seed, p.Exclude, p.Locale, needsOf(p), p.Fixed,
	})
	sum := sha256.Sum256(key)
	return "kit-" + hex.EncodeToString(sum[:12])
}

// needsOf returns what the job of a profile needs, without words that were typed but for the facts in slots.
func needsOf(p bank.Profile) []any {
	needs := []any{}
	for _, c := range p.Competencies {
		needs = append(needs, c.ID())
	}
	for _, r := range p.Requirements {
		slots := r.Slots
		if slots == nil {
			slots = map[string]string{} // which a token has instead
		}
		needs = append(needs, []any{r.ID, slots}) // encoding/json sorts the slots
	}
	return needs
}
