package resolve

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"twoway/bank"
)

// Title is what a job title says. Role and Seniority are "" if they are unknown; then Reason says why there is no role, and
// Nearest has the roles that are near in meaning, the nearest first. Matched says how the role was found. Occupation is that of the role
// which the title names, "" for none.
type Title struct {
	Role       string
	Occupation string
	Matched    bank.Matched
	Reason     bank.WhyNot
	Nearest    []string
	Seniority  string
}

// Title returns what a job title says. A seniority is read from words that state a level, such as "head of" or "trainee", unless
// they are ranks of a trade, such as "staff nurse".
func (r *Resolver) Title(said string) Title {
	read := func() Title { return r.readTitle(said) }
	if r.memory.Titles == nil {
		return read()
	}
	return r.memory.Titles(said, read)
}

func (r *Resolver) readTitle(said string) Title {
	whole := said
	said = neutral(said)
	t := Title{Seniority: r.level(said), Nearest: []string{}}
	if len(tokens(said)) > maxTitleWords {
		t.Reason = bank.ReasonUnknown
		return t
	}
	v := r.roles.read(said)
	switch len(v.families) {
	case 0:
		t.Reason, t.Nearest = bank.ReasonUnknown, r.roles.nearest(said)
		if families := r.roles.havingOnly(said); len(families) > 0 {
			t.Reason, t.Nearest = bank.ReasonAmbiguous, families
		}
	case 1:
		t.Role, t.Matched = v.families[0], r.matchedAs(whole, v)
		t.Occupation = r.occupation(t.Role, said)
	default:
		t.Reason, t.Nearest = bank.ReasonAmbiguous, v.families
	}
	return t
}

// maxTitleWords is the most words that a title is read in: nobody's title is longer.
const maxTitleWords = 60

// matchedAs distinguishes a title that was said as it is in the vocabulary from one in other words.
func (r *Resolver) matchedAs(said string, v verdict) bank.Matched {
	if v.whole && v.matched == bank.MatchedTitle && !r.titles[Normalise(said)] {
		return bank.MatchedStem
	}
	return v.matched
}

func (r *Resolver) level(said string) string {
	if id := r.levels.read(said); id != "" && r.vocabulary.Level(id) > 0 {
		return id
	}
	return ""
}

func (b *titleBook) general(word string) bool {
	e := b.entries[word]
	return e != nil && e.general
}

// havingOnly returns the roles with the most titles that end like a title of which nothing but general words was said, such as
// "engineer" or "senior manager"; nil if more was said.
func (b *titleBook) havingOnly(said string) []string {
	last := ""
	for _, s := range segments(said) {
		for _, word := range s.words {
			if !b.general(word) && !ranks[word] {
				return nil
			}
			if b.general(word) && len(b.endings[word]) > 0 {
				last = word
			}
		}
	}
	ids := mostFirst(b.endings[last].byRole())
	return ids[:min(maxTrades, len(ids))]
}

// nearest returns the role that a title may be near to in meaning: the one whose phrases have most of the words that say of what
// somebody is something, if words that hardly any other role uses speak for it. Otherwise it returns an empty list.
func (b *titleBook) nearest(said string) []string {
	points, proven := map[string]int{}, map[string]bool{}
	for _, s := range segments(said) {
		for _, word := range s.words {
			if b.isTelling(word) {
				b.addPoints(points, proven, word)
			}
		}
	}
	ids := mostFirst(points)
	if len(ids) == 0 || !proven[ids[0]] || len(ids) > 1 && points[ids[1]]*nearestLead > points[ids[0]] {
		return []string{}
	}
	return ids[:1]
}

// isTelling reports whether a word may tell of which trade somebody is.
func (b *titleBook) isTelling(word string) bool {
	return !ranks[word] && !vagueWords[word] && !b.general(word)
}

// maxTrades is the most roles to propose for a word such as "engineer", which belongs to many trades.
const maxTrades = 5

// mostFirst returns the keys of m by descending value, and then in alphabetical order.
func mostFirst(m map[string]int) []string {
	return slices.SortedFunc(maps.Keys(m), func(x, y string) int { return cmp.Or(cmp.Compare(m[y], m[x]), cmp.Compare(x, y)) })
}

// A word speaks for a role if the role has at least provenUses phrases with it, which are at least provenShare per mille of all
// its uses; the nearest role must have nearestLead times the points of the next.
const (
	provenUses  = 3
	provenShare = 600
	nearestLead = 2
)

// addPoints adds, for each role, the share of a word's uses that are the role's, per mille, and notes for which roles it speaks.
func (b *titleBook) addPoints(points map[string]int, proven map[string]bool, word string) {
	uses, sum := b.weight[word], b.weight[word].sum()
	for _, c := range uses {
		points[c.role] += 1000 * c.n / sum
		if c.n >= provenUses && 1000*c.n >= provenShare*sum {
			proven[c.role] = true
		}
	}
}

// vagueWords are words of titles that belong to no trade.
//
//nolint:gochecknoglobals // a constant table
var vagueWords = wordSet(`and of the in for at to a or with service support development program quality training security management system business
	technical professional special junior senior international global national local public private community customer client people new work general`)

// prepare must be called once, after all roles have been added. Words in known are never corrected.
func (b *titleBook) prepare(known map[string]bool, forms titleForms) {
	b.spelling = &speller{wordsByLetter: map[rune][]spelling{}, known: maps.Clone(known), fillers: map[string]bool{}, anyForm: true}
	for word := range known {
		b.spelling.known[forms.word(word)] = true
	}
	words := map[string]bool{}
	for phrase := range b.entries {
		for word := range strings.FieldsSeq(phrase) {
			words[word] = true
		}
	}
	for _, word := range slices.Sorted(maps.Keys(words)) {
		b.spelling.known[word] = true
		if len(b.weight[word]) > 0 { // not of general words alone
			b.spelling.addWord(word)
		}
	}
}
