package seed_test

import (
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"testing"

	"twoway/bank"
	"twoway/resolve"
	"twoway/seed"
)

func byAsker(t *testing.T, asker bank.Asker) []bank.Question {
	t.Helper()
	return slices.DeleteFunc(slices.Clone(shipped(t).Questions), func(q bank.Question) bool { return q.Asker != asker })
}

func TestShippedRoles(t *testing.T) {
	if n := len(shipped(t).Vocabulary.Roles); n < 55 {
		t.Errorf("there are %d roles, want at least 55", n)
	}
	if n := completeRoles(t); n < 12 {
		t.Errorf("%d roles are complete, want at least 12", n)
	}
}

// completeRoles returns the number of roles with enough titles and a large enough lexicon.
func completeRoles(t *testing.T) int {
	t.Helper()
	complete := 0
	for _, r := range shipped(t).Vocabulary.Roles {
		if len(r.Titles) >= 15 && len(r.Lexicon) >= 25 {
			complete++
		}
	}
	return complete
}

// TestShippedVocabulary checks that the vocabulary has all IDs in testdata/ids.txt, which must not be removed.
func TestShippedVocabulary(t *testing.T) {
	text, err := os.ReadFile("testdata/ids.txt")
	if err != nil {
		t.Fatal(err)
	}
	ids := shippedIDs(t)
	lines := 0
	for line := range strings.Lines(string(text)) {
		kind, list, found := strings.Cut(line, ": ")
		if strings.HasPrefix(line, "#") || !found {
			continue
		}
		lines++
		for id := range strings.FieldsSeq(list) {
			if !slices.Contains(ids[kind], id) {
				t.Errorf("the vocabulary has no %s %q, only %s", kind, id, ids[kind])
			}
		}
	}
	if lines != 26 {
		t.Errorf("testdata/ids.txt has %d kinds, want 26", lines)
	}
}

// shippedIDs returns the IDs of the shipped vocabulary by kind, with the kinds of testdata/ids.txt.
func shippedIDs(t *testing.T) map[string][]string {
	t.Helper()
	v := shipped(t).Vocabulary
	ids := map[string][]string{}
	for kind, terms := range v.Terms() {
		for _, term := range terms {
			ids[kind] = append(ids[kind], term.ID)
		}
	}
	for _, care := range v.Cares {
		for _, aspect := range care.Aspects {
			ids["care "+care.ID] = append(ids["care "+care.ID], aspect.ID)
		}
	}
	for _, topic := range v.Topics {
		kind := "topic candidate"
		if topic.Asker == bank.Interviewer {
			kind = map[bool]string{true: "topic interviewer scored", false: "topic interviewer unscored"}[topic.Scored]
		}
		ids[kind] = append(ids[kind], topic.ID)
	}
	return ids
}

// TestShippedQuestionsCoverCaresAndTopics: each care, and each topic of candidates, has a complete question.
func TestShippedQuestionsCoverCaresAndTopics(t *testing.T) {
	cares, topics := map[string]int{}, map[string]int{}
	for _, q := range byAsker(t, bank.Candidate) {
		if !isComplete(q) {
			continue
		}
		topics[q.Topic]++
		for _, care := range q.Cares {
			cares[care]++
		}
	}
	for _, care := range shipped(t).Vocabulary.Cares {
		if cares[care.ID] == 0 {
			t.Errorf("no complete question serves the care %q", care.ID)
		}
	}
	for _, topic := range shipped(t).Vocabulary.Topics {
		if topic.Asker == bank.Candidate && topics[topic.ID] == 0 {
			t.Errorf("no complete question is on the topic %q", topic.ID)
		}
	}
}

// isComplete reports whether a question is ready and has all fields that a candidate needs.
func isComplete(q bank.Question) bool {
	for _, text := range []string{q.Text, q.Softer, q.Firmer, q.HowToAsk, q.Topic, q.Reveals, q.Source, q.License} {
		if strings.TrimSpace(text) == "" {
			return false
		}
	}
	for _, list := range [][]string{q.Cares, q.Aspects, q.ListenFor, q.WatchFor, q.FollowUps} {
		if len(list) == 0 {
			return false
		}
	}
	return q.Status == bank.Ready
}

func TestShippedCandidateQuestionsAreComplete(t *testing.T) {
	for _, q := range byAsker(t, bank.Candidate) {
		if q.Status == bank.Ready && !isComplete(q) {
			t.Errorf("question %s is not complete: %+v", q.ID, q)
		}
	}
}

// alias is a name, synonym or title, and what it belongs to.
type alias struct{ text, of string }

// checkUnique reports aliases that belong to more than one thing.
func checkUnique(t *testing.T, list []alias) {
	t.Helper()
	owner := map[string]string{}
	for _, a := range list {
		text := resolve.Normalise(a.text)
		if other, taken := owner[text]; taken && other != a.of {
			t.Errorf("%q means both %s and %s", a.text, other, a.of)
		}
		owner[text] = a.of
	}
}

func TestShippedRoleAliasesAreUnique(t *testing.T) {
	var list []alias
	owners := map[string][]string{}
	for _, r := range shipped(t).Vocabulary.Roles {
		for _, text := range slices.Concat([]string{r.Name}, r.Synonyms) {
			list = append(list, alias{text, r.ID})
		}
		for _, text := range slices.Concat(r.Titles, r.Fields) {
			owners[resolve.Normalise(text)] = append(owners[resolve.Normalise(text)], r.ID)
		}
	}
	checkUnique(t, list)
	shared := 0
	for text, roles := range owners {
		if roles = slices.Compact(slices.Sorted(slices.Values(roles))); len(roles) > 2 {
			t.Errorf("%q means any of %v; it may mean two roles at most", text, roles)
		} else if len(roles) == 2 {
			shared++
		}
	}
	if shared > 40 { // each is a question back to somebody who types it
		t.Errorf("%d titles and fields mean two roles, want at most 40", shared)
	}
}

// TestSuggestionsAreTitles checks that a suggested title is understood as the role that suggests it, and that there are about 400.
func TestSuggestionsAreTitles(t *testing.T) {
	v := &shipped(t).Vocabulary
	r := resolve.NewResolver(v)
	n := 0
	for _, role := range v.Roles {
		n += len(role.Suggestions)
		for _, title := range role.Suggestions {
			if got := r.Title(title); got.Role != role.ID {
				t.Errorf("%q of %s is %q %v", title, role.ID, got.Role, got.Nearest)
			}
		}
	}
	if n < 350 || n > 550 {
		t.Errorf("%d suggestions, want about 400", n)
	}
}

func TestShippedCareAliasesAreUnique(t *testing.T) {
	var list []alias
	for _, care := range shipped(t).Vocabulary.Cares {
		for _, text := range append([]string{care.Name}, care.Synonyms...) {
			list = append(list, alias{text, care.ID})
		}
		for _, aspect := range care.Aspects {
			for _, text := range append([]string{aspect.Name}, aspect.Synonyms...) {
				list = append(list, alias{text, care.ID + "/" + aspect.ID})
			}
		}
	}
	checkUnique(t, list)
}

// TestShippedMeetingAliasesAreUnique checks the aliases of seniorities, of stages, and of whom a question is asked of.
func TestShippedMeetingAliasesAreUnique(t *testing.T) {
	v := shipped(t).Vocabulary
	terms := v.Terms()
	for _, kind := range []string{"seniority", "stage", "asked_of"} {
		var list []alias
		for _, term := range terms[kind] {
			for _, text := range append([]string{term.Name, term.ID}, term.Synonyms...) {
				list = append(list, alias{text, kind + " " + term.ID})
			}
		}
		checkUnique(t, list)
	}
}

func TestShippedWordings(t *testing.T) {
	for _, q := range shipped(t).Questions {
		if q.Text == q.Softer || q.Text == q.Firmer || q.Softer == q.Firmer {
			t.Errorf("two wordings of %s are the same:\n%s\n%s\n%s", q.ID, q.Text, q.Softer, q.Firmer)
		}
		for _, text := range []string{q.Text, q.Softer, q.Firmer} {
			if n := len(strings.Fields(text)); n > 30 {
				t.Errorf("%s has %d words, want at most 30: %s", q.ID, n, text)
			}
			if q.Asker == bank.Candidate && !strings.HasSuffix(text, "?") && (!strings.HasSuffix(text, ".") || strings.Contains(text, "?")) {
				t.Errorf("%s ends with neither its question nor, if it is a request, a full stop: %s", q.ID, text)
			}
			if text != strings.Join(strings.Fields(text), " ") {
				t.Errorf("%s has stray white space: %q", q.ID, text)
			}
		}
	}
}

// TestShippedFiles: each file is YAML and states its licence.
func TestShippedFiles(t *testing.T) {
	files := 0
	err := fs.WalkDir(seed.Shipped(), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || name == "LICENSE" {
			return err
		}
		files++
		text, err := fs.ReadFile(seed.Shipped(), name)
		if path.Ext(name) != ".yaml" || !strings.HasPrefix(string(text), "# SPDX-License-Identifier: CC-BY-4.0\n") {
			t.Errorf("%s is not YAML under CC BY 4.0 in its first line: %.60q", name, text)
		}
		return err
	})
	if err != nil || files < 50 {
		t.Errorf("%d files, %v; want at least 50", files, err)
	}
	license, err := fs.ReadFile(seed.Shipped(), "LICENSE")
	if err != nil || !strings.Contains(string(license), "Attribution 4.0 International") {
		t.Errorf("LICENSE is %.80q, %v; want the text of CC BY 4.0", license, err)
	}
}
