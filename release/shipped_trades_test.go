package release_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"twoway/bank"
	"twoway/words"
)

// TestTradesSpeakTheirOwnWords: a question for one trade uses a term of its lexicon or one of its titles, in
// whatever number.
func TestTradesSpeakTheirOwnWords(t *testing.T) { wantNone(t, strange(shipped(t))) }

func strange(c *bank.Content) []string {
	lexicon := map[string][]string{}
	for _, role := range c.Vocabulary.Roles {
		for _, term := range append(slices.Clone(role.Lexicon), role.Titles...) {
			lexicon[role.ID] = append(lexicon[role.ID], " "+words.Normalise(term))
		}
	}
	var misses []string
	for _, q := range readyQuestions(c) {
		text := " " + words.Normalise(q.Text+" "+q.Softer+" "+q.Firmer)
		if len(q.Roles) == 1 && !slices.ContainsFunc(lexicon[q.Roles[0]], func(term string) bool { return strings.Contains(text, term) }) {
			misses = append(misses, fmt.Sprintf("%s says nothing of the lexicon of %s: %s", q.ID, q.Roles[0], q.Text))
		}
	}
	return misses
}
