package drafts_test

import (
	"strings"
	"testing"

	"twoway/bank"
	"twoway/internal/testbank"
)

// TestReviewOfTexts reviews parts with pasted texts: what nobody sees is a fault, the rest is a warning, and both have the
// corrected text.
func TestReviewOfTexts(t *testing.T) {
	s := testbank.Started(t, &testbank.Memory{}, testbank.Small())
	const term = `{"id":"plans","name":"NAME","definition":"DEFINITION","synonyms":["SYNONYM"]}`
	for name, tt := range map[string]struct {
		from, to, pointer, detail, fix string
		isFault                        bool
	}{
		"invisible":    {"NAME", `Pla\u200bns`, "/name", "ZERO WIDTH SPACE", "Plans", true},
		"line break":   {"SYNONYM", `a\nb`, "/synonyms/0", "LINE FEED", "a b", true},
		"entity":       {"DEFINITION", "R&amp;D", "/definition", "&amp;", "R&D", false},
		"tag":          {"NAME", "<b>Plans</b>", "/name", "<b>", "Plans", false},
		"nbsp":         {"SYNONYM", "my\u00a0plans", "/synonyms/0", "non-breaking space", "my plans", false},
		"blanks":       {"NAME", " Plans", "/name", "blanks at its start", "Plans", false},
		"not composed": {"NAME", "Cafe\u0301", "/name", "accents are separate", "Caf\u00e9", false},
		"both":         {"NAME", "Cafe\u0301  plans", "/name", "two blanks", "Caf\u00e9 plans", false},
	} {
		review, err := s.Drafts.Validate(t.Context(), bank.KindDiscloses, []byte(strings.Replace(term, tt.from, tt.to, 1)))
		if err != nil {
			t.Fatal(err)
		}
		found := review.Warnings
		if tt.isFault {
			found = review.Faults
		}
		if len(found) != 1 || len(review.Faults)+len(review.Warnings) != 1 || found[0].Pointer != tt.pointer ||
			!strings.Contains(found[0].Detail, tt.detail) || found[0].Fix != tt.fix {
			t.Errorf("%s: got %+v", name, review)
		}
	}
}
