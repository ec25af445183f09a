package seed_test

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// TestEveryOccupationHasAPlace checks that each group of two classifications belongs to one family or two: the detailed groups of
// the US Standard Occupational Classification 2018, and the unit groups of ISCO-08. The lists in testdata have only their codes.
func TestEveryOccupationHasAPlace(t *testing.T) {
	soc, isco := map[string][]string{}, map[string][]string{}
	for _, role := range shipped(t).Vocabulary.Roles {
		for _, code := range role.SOC {
			soc[code] = append(soc[code], role.ID)
		}
		for _, code := range role.ISCO08 {
			isco[code] = append(isco[code], role.ID)
		}
	}
	checkPlaces(t, "soc2018.txt", 867, soc, nil)
	checkPlaces(t, "isco08.txt", 436, isco, unplaced())
}

// unplaced returns the groups that belong to no family, and why.
func unplaced() map[string]string {
	return map[string]string{
		"1113": "traditional chiefs and heads of villages hold an office by birth or custom, and are not interviewed for it",
		"5161": "astrologers and fortune-tellers work for themselves",
		"9510": "people who offer services in the street work for themselves",
		"9624": "people who collect water and firewood do it for themselves or their household",
	}
}

func checkPlaces(t *testing.T, file string, count int, families map[string][]string, unplaced map[string]string) {
	t.Helper()
	text, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	codes := strings.Fields(string(text))
	if len(codes) != count {
		t.Errorf("%s has %d codes, want %d", file, len(codes), count)
	}
	for _, code := range codes {
		n := len(families[code])
		if _, known := unplaced[code]; known != (n == 0) || n > 2 {
			t.Errorf("%s: the group %s belongs to %d families: %v", file, code, n, families[code])
		}
	}
	for code, ids := range families {
		if !slices.Contains(codes, code) {
			t.Errorf("%s: %v have the unknown group %s", file, ids, code)
		}
	}
}
