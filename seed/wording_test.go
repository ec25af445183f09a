package seed_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"twoway/bank"
	"twoway/internal/testbank"
	"twoway/resolve"
)

// TestNoOpeningIsOverused compares the first words of all wordings.
func TestNoOpeningIsOverused(t *testing.T) { wantNone(t, overusedOpenings(shipped(t))) }

// An opening is overused if more than openingShare percent of all texts start with the same openingWords words.
const (
	openingWords = 4
	openingShare = 3
)

// overusedOpenings lists the openings that too many wordings share, the most frequent first.
func overusedOpenings(c *bank.Content) []string {
	ids, texts := map[string][]string{}, 0
	for _, q := range readyQuestions(c) {
		for _, text := range []string{q.Text, q.Softer, q.Firmer} {
			words := strings.Fields(resolve.Normalise(text))
			opening := strings.Join(words[:min(openingWords, len(words))], " ")
			ids[opening] = append(ids[opening], q.ID)
			texts++
		}
	}
	openings := slices.SortedFunc(maps.Keys(ids), func(a, b string) int {
		if len(ids[a]) != len(ids[b]) {
			return len(ids[b]) - len(ids[a])
		}
		return strings.Compare(a, b)
	})
	var misses []string
	for _, opening := range openings {
		if n := len(ids[opening]); n > 1 && 100*n > openingShare*texts {
			misses = append(misses, fmt.Sprintf("%d of %d texts begin with %q: %s", n, texts, opening, strings.Join(slices.Compact(ids[opening]), " ")))
		}
	}
	return misses
}

// TestDetailsAreNotRepeated compares what questions reveal, what to listen and watch for, and anchors. Follow-ups may be equal:
// people ask "How often does that happen?" about many things.
func TestDetailsAreNotRepeated(t *testing.T) { wantNone(t, repeatedDetails(shipped(t))) }

// A text must differ from others: from minMaskedWords words on in more than one of them. Texts of fewer than minWords, such as
// "It depends", are what everybody says.
const (
	minWords       = 5
	minMaskedWords = 8
)

// detail is a text of a question.
type detail struct{ question, text string }

// repeatedDetails lists the details of questions that are the same as those of another question, or differ in only one word.
func repeatedDetails(c *bank.Content) []string {
	var misses []string
	first := map[string]detail{} // the first detail by kind and mask
	for _, q := range readyQuestions(c) {
		for _, kind := range detailsOf(&q) {
			for _, text := range kind.texts {
				var similar []detail
				for _, mask := range masks(text) {
					key := kind.name + ": " + mask
					other, known := first[key]
					switch {
					case !known:
						first[key] = detail{q.ID, text}
					case other.question != q.ID && !slices.Contains(similar, other):
						similar = append(similar, other)
					}
				}
				for _, other := range similar {
					misses = append(misses, fmt.Sprintf("%s of %s is too similar to that of %s: %q, %q", kind.name, q.ID, other.question, text, other.text))
				}
			}
		}
	}
	return misses
}

type detailKind struct {
	name  string
	texts []string
}

func detailsOf(q *bank.Question) []detailKind {
	kinds := []detailKind{
		{"reveals", []string{q.Reveals}}, {"listen_for", q.ListenFor}, {"watch_for", q.WatchFor},
	}
	if q.Anchors != nil {
		kinds = append(kinds, detailKind{"anchors", []string{q.Anchors.One, q.Anchors.Three, q.Anchors.Five}})
	}
	return kinds
}

// masks returns copies of a text with one of its words masked, or the whole text if it is short. Two texts of the same length
// have a mask in common if they differ in at most one word.
func masks(text string) []string {
	words := strings.Fields(resolve.Normalise(text))
	if len(words) < minWords {
		return nil
	}
	if len(words) < minMaskedWords {
		return []string{strings.Join(words, " ")}
	}
	var list []string
	for i, word := range words {
		words[i] = "_"
		list = append(list, strings.Join(words, " "))
		words[i] = word
	}
	return list
}

func TestOverusedOpenings(t *testing.T) {
	small := testbank.Small()
	overused := testbank.With(func(c *bank.Content) { testbank.QuestionOf(c, "doubt").Firmer = "When did somebody, here, laugh last?" })
	wantMisses(t, "different openings", overusedOpenings(&small))
	wantMisses(t, "an overused opening", overusedOpenings(&overused), `2 of 12 texts begin with "when did somebody here": raise doubt`)
}

func TestRepeatedDetails(t *testing.T) {
	similar := testbank.Small()
	similar.Questions = []bank.Question{
		{ID: "one", Status: bank.Ready, Locale: "en", Reveals: "How they plan.", ListenFor: []string{"A name and a date, said", "A plan that somebody dropped early enough to matter", "Two names, both at once", "They met", "They met on a Friday"}},
		{ID: "two", Status: bank.Ready, Locale: "en", Reveals: "Who they are.", ListenFor: []string{"a name, and a date said!", "A plan that nobody dropped early enough to matter", "Three names, both at once", "They met"}},
	}
	wantMisses(t, "similar details", repeatedDetails(&similar),
		`listen_for of two is too similar to that of one: "a name, and a date said!", "A name and a date, said"`,
		`listen_for of two is too similar to that of one: "A plan that nobody dropped early enough to matter", "A plan that somebody dropped early enough to matter"`)
}
