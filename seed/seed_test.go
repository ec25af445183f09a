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

func TestShippedHoldsEnough(t *testing.T) {
	if n := len(shipped(t).Vocabulary.Roles); n < 55 {
		t.Errorf("there are %d role families, want at least 55", n)
	}
	if n := fullRoles(t); n < 12 {
		t.Errorf("%d role families are full, want at least 12", n)
	}
}

// fullRoles counts the families that have titles and lexicon enough.
func fullRoles(t *testing.T) int {
	t.Helper()
	full := 0
	for _, r := range shipped(t).Vocabulary.Roles {
		if len(r.Titles) >= 15 && len(r.Lexicon) >= 25 {
			full++
		}
	}
	return full
}

// TestShippedVocabulary compares the shipped ids with those that were fixed, in testdata/ids.txt.
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
				t.Errorf("there is no %s %q, only %s", kind, id, ids[kind])
			}
		}
	}
	if lines != 25 {
		t.Errorf("testdata/ids.txt has %d kinds, want 25", lines)
	}
}

// shippedIDs are the ids of the shipped vocabulary by kind, as in testdata/ids.txt.
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

// TestShippedCovers: there is a finished question for everything that a candidate can care about, and for each topic.
func TestShippedCovers(t *testing.T) {
	cares, topics := map[string]int{}, map[string]int{}
	for _, q := range byAsker(t, bank.Candidate) {
		if !finished(q) {
			continue
		}
		topics[q.Topic]++
		for _, care := range q.Cares {
			cares[care]++
		}
	}
	for _, care := range shipped(t).Vocabulary.Cares {
		if cares[care.ID] == 0 {
			t.Errorf("no finished question serves the care %q", care.ID)
		}
	}
	for _, topic := range shipped(t).Vocabulary.Topics {
		if topic.Asker == bank.Candidate && topics[topic.ID] == 0 {
			t.Errorf("no finished question is on the topic %q", topic.ID)
		}
	}
}

// finished tells whether a question says all that a candidate needs.
func finished(q bank.Question) bool {
	for _, text := range []string{q.Text, q.Softer, q.Firmer, q.HowToAsk, q.Topic, q.Reveals, q.Source, q.License} {
		if strings.TrimSpace(text) == "" {
			return false
		}
	}
	for _, list := range [][]string{q.Cares, q.Aspects, q.Stages, q.AskedOf, q.ListenFor, q.WatchFor, q.FollowUps, q.CheckFirst} {
		if len(list) == 0 {
			return false
		}
	}
	return q.Status == bank.Ready
}

func TestShippedCandidateQuestionsAreFinished(t *testing.T) {
	for _, q := range byAsker(t, bank.Candidate) {
		if !finished(q) {
			t.Errorf("question %s is not finished: %+v", q.ID, q)
		}
	}
}

// said is a name, synonym or title, as it is compared, and what it belongs to.
type said struct{ text, of string }

func clashes(t *testing.T, list []said) {
	t.Helper()
	owner := map[string]string{}
	for _, s := range list {
		text := resolve.Normalise(s.text)
		if other, taken := owner[text]; taken && other != s.of {
			t.Errorf("%q means both %s and %s", s.text, other, s.of)
		}
		owner[text] = s.of
	}
}

func TestShippedRolesAreToldApart(t *testing.T) {
	var list []said
	for _, r := range shipped(t).Vocabulary.Roles {
		for _, text := range slices.Concat([]string{r.Name}, r.Synonyms, r.Titles) {
			list = append(list, said{text, r.ID})
		}
	}
	clashes(t, list)
}

func TestShippedCaresAreToldApart(t *testing.T) {
	var list []said
	for _, care := range shipped(t).Vocabulary.Cares {
		for _, text := range append([]string{care.Name}, care.Synonyms...) {
			list = append(list, said{text, care.ID})
		}
		for _, aspect := range care.Aspects {
			for _, text := range append([]string{aspect.Name}, aspect.Synonyms...) {
				list = append(list, said{text, care.ID + "/" + aspect.ID})
			}
		}
	}
	clashes(t, list)
}

// TestShippedMeetingsAreToldApart does so for seniorities, stages and askees, among each kind.
func TestShippedMeetingsAreToldApart(t *testing.T) {
	v := shipped(t).Vocabulary
	terms := v.Terms()
	for _, kind := range []string{"seniority", "stage", "asked_of"} {
		var list []said
		for _, term := range terms[kind] {
			for _, text := range append([]string{term.Name, term.ID}, term.Synonyms...) {
				list = append(list, said{text, kind + " " + term.ID})
			}
		}
		clashes(t, list)
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
			if q.Asker == bank.Candidate && !strings.HasSuffix(text, "?") {
				t.Errorf("%s does not ask: %s", q.ID, text)
			}
			if text != strings.Join(strings.Fields(text), " ") {
				t.Errorf("%s has stray white space: %q", q.ID, text)
			}
		}
	}
}

// TestShippedFiles: each says under which licence it is, and holds what its place says.
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
		t.Errorf("LICENSE is %.80q, %v; want that of CC BY 4.0", license, err)
	}
}
