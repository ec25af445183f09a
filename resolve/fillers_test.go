package resolve_test

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// TestEnglishWordsAreNotMisspellings checks that no word of an English dictionary (Debian: wamerican-small) is taken for a
// misspelling, such as "peace" for the pace of work. Add words that fail to lookalikes.txt.
func TestEnglishWordsAreNotMisspellings(t *testing.T) {
	const dictionary = "/usr/share/dict/american-english-small"
	text, err := os.ReadFile(dictionary)
	if err != nil {
		t.Fatalf("%v. Install the package wamerican-small", err)
	}
	missing, variants := []string{}, []string{"programer", "programers"} // of a word of the vocabulary
	for word := range strings.FieldsSeq(string(text)) {
		if strings.ToLower(word) == word && !strings.Contains(word, "'") && !slices.Contains(variants, word) && resolver().IsMisspelling(word) {
			missing = append(missing, word)
		}
	}
	slices.Sort(missing)
	if len(missing) > 0 {
		t.Errorf("%d English words are taken for misspellings; add them to lookalikes.txt:\n%s", len(missing), strings.Join(missing, "\n"))
	}
}
