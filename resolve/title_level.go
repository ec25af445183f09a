package resolve

import (
	_ "embed"
	"regexp"
	"slices"
	"strings"
)

//go:embed levels.txt
var levelTable string

// ownRank is a rank of a trade that only looks like a level.
const ownRank = "own"

// levelOrder lists seniorities by which of several in one title counts: a trainee manager is a trainee, a senior manager a
// manager.
//
//nolint:gochecknoglobals // a constant table
var levelOrder = []string{"apprentice", "intern", "entry", "executive", "director", "manager", "lead", "senior", "mid"}

// levelPhrase is what a phrase in a title says about the level.
type levelPhrase struct {
	seniority string
	asRank    bool // only where it says what somebody is, as in "manager", not in "manager's secretary"
}

// levelBook reads the level that a job title states.
type levelBook struct {
	phrases  map[string]levelPhrase
	maxWords int
	general  map[string]bool
}

func newLevelBook() *levelBook {
	b := &levelBook{phrases: map[string]levelPhrase{}, general: wordSet(generalWords)}
	for line := range strings.Lines(levelTable) {
		seniority, list, found := strings.Cut(strings.TrimSpace(line), ":")
		if !found || strings.HasPrefix(line, "#") {
			continue
		}
		for phrase := range strings.SplitSeq(list, ",") {
			phrase, asRank := strings.CutPrefix(strings.TrimSpace(phrase), "*")
			words := titleWords(phrase)
			b.phrases[strings.Join(words, " ")] = levelPhrase{seniority, asRank}
			b.maxWords = max(b.maxWords, len(words))
		}
	}
	return b
}

// levelParts separates the title from what follows "at", "for", "to" and so on, which may name somebody else's rank.
var levelParts = regexp.MustCompile(`(?i)\s+(?:at|for|with|to|from|reporting)\s+`)

// levelSeparators separate parts that may each state the level.
var levelSeparators = regexp.MustCompile(`\s+[-–—|]+\s*|\s*[,;:|()\[\]{}!?*•·"“”]+\s*|\s*/\s*`)

// read returns the seniority that a neutral title states, "" if none.
func (b *levelBook) read(said string) string {
	var found []string
	for _, part := range levelSeparators.Split(levelParts.Split(said, 2)[0], -1) {
		words := titleWords(part)
		found = append(found, b.levels(words)...)
		if len(found) == 0 {
			found = append(found, numeral(words)...)
		}
	}
	for _, seniority := range levelOrder {
		if slices.Contains(found, seniority) {
			return seniority
		}
	}
	return ""
}

// levels returns the seniorities that words name.
func (b *levelBook) levels(words []string) []string {
	var found []string
	if n := len(words); n >= 2 && words[0] == "chief" && words[n-1] == "officer" {
		if _, ok := b.phrases[strings.Join(words[max(0, n-3):], " ")]; !ok {
			return []string{"executive"}
		}
	}
	if len(words) == 1 {
		switch words[0] {
		case "head": // "Head, Talent"
			return []string{"director"}
		case "principal": // of a school
			return nil
		}
	}
	for at := 0; at < len(words); {
		p, n := b.longest(words[at:])
		if n > 0 && p.seniority != ownRank && (!p.asRank || b.saysWhat(words, at, at+n)) {
			found = append(found, p.seniority)
		}
		at += max(n, 1)
	}
	return found
}

func (b *levelBook) longest(words []string) (levelPhrase, int) {
	for n := min(len(words), b.maxWords); n > 0; n-- {
		if p, ok := b.phrases[strings.Join(words[:n], " ")]; ok {
			return p, n
		}
	}
	return levelPhrase{}, 0
}

// saysWhat reports whether the words from start to end say what somebody is: they are the last, or of something, or the first
// before what does not end with a general word.
func (b *levelBook) saysWhat(words []string, start, end int) bool {
	rest := withoutNoise(words[end:])
	return len(rest) == 0 || rest[0] == "of" || start == 0 && !b.general[rest[len(rest)-1]]
}

// numeral returns the level of a grade such as "II" at the end of a title.
func numeral(words []string) []string {
	if len(words) < 2 {
		if len(words) == 1 && strings.HasPrefix(words[0], "s") {
			switch words[0] {
			case "sde2", "swe2", "sdet2":
				return []string{"mid"}
			case "sde3", "swe3", "sdet3":
				return []string{"senior"}
			}
		}
		return nil
	}
	switch words[len(words)-1] {
	case "ii":
		return []string{"mid"}
	case "iii":
		return []string{"senior"}
	}
	return nil
}
