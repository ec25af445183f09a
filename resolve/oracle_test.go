package resolve

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// The slow ways of finding the nearest spellings, which compare a text with every candidate. Tests compare the quick ways with
// them.

// EditDistance returns the distance of two texts as the quick way and the slow way compute it.
func EditDistance(a, b string) (quick, slow int) {
	left, right := []rune(a), []rune(b)
	return newMeasure(left).distance(right), editDistance(left, right, max(len(left), len(right)))
}

// NaiveNearest is Nearest.
func NaiveNearest(said string, candidates []string, n int) []string {
	distance := map[string]int{}
	for _, c := range candidates {
		distance[c] = naiveDistance([]rune(Normalise(said)), []rune(Normalise(c)))
	}
	return naiveKeys(distance, n)
}

// Proposals are the IDs to propose for a text.
type Proposals struct {
	IDs     []string
	IsClose bool
}

// Proposed returns what is proposed for a text as a role and as a care.
func (r *Resolver) Proposed(said string) (quick, slow [2]Proposals) {
	for i, book := range []*phrasebook{r.roles, r.cares} {
		quick[i].IDs, quick[i].IsClose = book.nearest(said)
		slow[i].IDs, slow[i].IsClose = book.naiveNearest(said)
	}
	return quick, slow
}

// Corrections returns the words that a word may be a misspelling of, in roles and in cares.
func (r *Resolver) Corrections(word string) (quick, slow [2][]string) {
	for i, book := range []*phrasebook{r.roles, r.cares} {
		quick[i], slow[i] = book.nearestSpellings(word), book.naiveSpellings(word)
	}
	return quick, slow
}

// Phrases returns all phrases of roles and cares.
func (r *Resolver) Phrases() []string {
	return slices.Concat(slices.Sorted(maps.Keys(r.roles.ids)), slices.Sorted(maps.Keys(r.cares.ids)))
}

func naiveDistance(a, b []rune) int {
	longer := max(len(a), len(b))
	if longer == 0 {
		return 0
	}
	return 1000 * editDistance(a, b, longer) / longer
}

func naiveKeys(distance map[string]int, n int) []string {
	keys := slices.SortedFunc(maps.Keys(distance), func(a, b string) int {
		return cmp.Or(cmp.Compare(distance[a], distance[b]), cmp.Compare(a, b))
	})
	nearest := []string{}
	for _, key := range keys[:min(n, len(keys))] {
		if distance[key] <= distance[keys[0]]+maxSpread {
			nearest = append(nearest, key)
		}
	}
	return nearest
}

func (b *phrasebook) naiveNearest(said string) (ids []string, isClose bool) {
	list := b.withoutFillers(tokens(said))
	if len(list) == 0 {
		list = tokens(said)
	}
	if ids := b.naiveContaining(list); len(ids) > 0 {
		return ids, true
	}
	if b.prefer == preferLast && len(list) > 1 {
		if ids := b.naiveContaining(list[len(list)-1:]); len(ids) > 0 {
			return ids, false
		}
	}
	letters := []rune(Normalise(said))
	best := map[string]int{}
	for key, id := range b.ids {
		d := naiveDistance(letters, []rune(key))
		if known, seen := best[id]; !seen || d < known {
			best[id] = d
		}
	}
	ids = naiveKeys(best, maxProposals)
	return ids, len(ids) > 0 && best[ids[0]] <= maxPlausible
}

func (b *phrasebook) naiveContaining(list []string) []string {
	if len(list) == 0 {
		return nil
	}
	run := " " + strings.Join(list, " ") + " "
	times := map[string]int{}
	for key, id := range b.ids {
		switch phrase := " " + key + " "; {
		case strings.HasSuffix(phrase, run):
			times[id] += 2
		case strings.Contains(phrase, run):
			times[id]++
		}
	}
	ids := slices.SortedFunc(maps.Keys(times), func(a, b string) int {
		return cmp.Or(cmp.Compare(times[b], times[a]), cmp.Compare(a, b))
	})
	return ids[:min(maxBroadProposals, len(ids))]
}

func (b *phrasebook) naiveSpellings(word string) []string {
	letters := []rune(word)
	least := allowedEdits(len(letters))
	var list []string
	for _, known := range b.wordsByLetter[letters[0]] {
		candidate := known.key
		switch d := editDistance(letters, []rune(candidate), least); {
		case d == 0 || d > least || !mayBeSameWord(word, candidate):
		case d < least:
			least, list = d, []string{candidate}
		default:
			list = append(list, candidate)
		}
	}
	return list
}

// Tokens returns the words of a plain text as the quick way and the slow way find them.
func Tokens(s string) (quick, slow []string, plain bool) {
	return tokens(s), allTokens(s), isPlain(s)
}

// Found returns the IDs of the role and the care, or aspect, that a text names.
func (r *Resolver) Found(said string) (quick, slow [2]string) {
	for i, book := range []*phrasebook{r.roles, r.cares} {
		quick[i], slow[i] = book.find(said).term(), book.naiveFind(said).term()
	}
	return quick, slow
}

func (b *phrasebook) naiveFind(said string) meaning {
	list := allTokens(said)
	plain := b.naiveMatch(list)
	if plain.words == len(list) {
		return plain.meaning
	}
	if corrected := b.naiveCorrected(list); corrected.words > plain.words && corrected.meaning != (meaning{}) {
		return corrected.meaning
	}
	if plain.words == 0 {
		return b.naiveCorrectedWhole(list)
	}
	return plain.meaning
}

func (b *phrasebook) naiveMatch(list []string) match {
	if m := b.naiveWhole(list); m != (meaning{}) {
		return match{m, len(list)}
	}
	if r := b.naiveRun(list); r.words > 0 {
		return r
	}
	return b.naiveRun(b.withoutFillers(list))
}

func (b *phrasebook) naiveWhole(list []string) meaning {
	if m, ok := b.exact[strings.Join(list, " ")]; ok {
		return m
	}
	if m, ok := b.joined[strings.Join(list, "")]; ok {
		return m
	}
	if m := naiveUnique(b.stemmed, list); m != (meaning{}) {
		return m
	}
	return naiveUnique(b.gist, b.withoutFillers(list))
}

func naiveUnique(phrases map[string][]phrase, list []string) meaning {
	found := map[meaning]bool{}
	for _, p := range phrases[strings.Join(stems(list), " ")] {
		if slices.EqualFunc(p.words, list, mayBeSameWord) {
			found[p.meaning] = true
		}
	}
	if len(found) != 1 {
		return meaning{}
	}
	return slices.Collect(maps.Keys(found))[0]
}

func (b *phrasebook) naiveRun(list []string) match {
	for length := min(len(list)-1, b.maxWords); length > 0; length-- {
		var found [2][]meaning // without and with an outer filler
		for at := 0; at+length <= len(list); at++ {
			part, outer := list[at:at+length], 0
			m := b.naiveWhole(part)
			if b.hasOuterFiller(part) {
				m, outer = b.exact[strings.Join(part, " ")], 1
			}
			if length == 1 && (outer == 1 || len(part[0]) < minLoneWord) || m == (meaning{}) {
				continue
			}
			found[outer] = append(found[outer], m)
		}
		for _, all := range found {
			if len(all) > 0 && b.prefer == preferFirst {
				return match{all[0], length}
			}
			if len(all) > 0 {
				return match{all[len(all)-1], length}
			}
		}
	}
	return match{}
}

func (b *phrasebook) naiveCorrected(list []string) match {
	var best match
	for _, variant := range b.variants(list, func(word string) []string {
		if b.known[word] || b.fillers[word] {
			return nil
		}
		return b.naiveSpellings(word)
	}) {
		switch m := b.naiveMatch(variant); {
		case m.words > best.words:
			best = m
		case m.words == best.words && m.meaning != best.meaning:
			best.meaning = meaning{}
		}
	}
	return best
}

func (b *phrasebook) naiveCorrectedWhole(list []string) meaning {
	if len(list) < 2 {
		return meaning{}
	}
	found := map[meaning]bool{}
	for _, variant := range b.variants(list, func(word string) []string { return append([]string{word}, b.naiveSpellings(word)...) }) {
		if m := b.naiveWhole(variant); m != (meaning{}) {
			found[m] = true
		}
	}
	if len(found) != 1 {
		return meaning{}
	}
	return slices.Collect(maps.Keys(found))[0]
}
