package resolve

import (
	"cmp"
	"math/bits"
	"slices"
)

// The nearest spellings are found without comparing a text with every candidate. How many letters two texts have in common,
// in any order, gives a least distance for each pair; candidates are compared in the order of that, until none that is left
// can be near enough.

// spelling is a text prepared for comparison.
type spelling struct {
	key     string // what is proposed: the text itself, or an ID
	letters []rune
	kinds   []letterCount
	mask    uint64 // of the kinds that the text has
}

// letterCount is how often a kind of letter occurs in a text.
type letterCount struct{ kind, count int }

// letterKinds is the number of kinds of letters: a to z, 0 to 9, and all others, which share the rest.
const letterKinds = 64

func letterKind(r rune) int {
	switch {
	case 'a' <= r && r <= 'z':
		return int(r - 'a')
	case '0' <= r && r <= '9':
		return 26 + int(r-'0')
	}
	return 36 + int(uint32(r)%(letterKinds-36)) //nolint:gosec // a rune is not negative
}

func newSpelling(key, text string) spelling {
	s := spelling{key: key, letters: []rune(text)}
	counts := countLetters(s.letters)
	for kind, count := range counts {
		if count > 0 {
			s.kinds = append(s.kinds, letterCount{kind, count})
			s.mask |= 1 << kind
		}
	}
	return s
}

func countLetters(letters []rune) (counts [letterKinds]int) {
	for _, r := range letters {
		counts[letterKind(r)]++
	}
	return counts
}

// nearestSpellings returns the keys of up to n candidates with the least relativeDistance from letters, by ascending
// distance and then alphabetically, without those more than maxSpread further away than the first, and the distance of the
// first. A key may have several candidates; the nearest counts. Candidates must be sorted by key.
func nearestSpellings(letters []rune, candidates []spelling, n int) (keys []string, least int) {
	best := ranking{most: n}
	m := newMeasure(letters)
	for _, next := range byLeastDistance(letters, candidates) {
		c := &candidates[next.candidate]
		if best.excludes(rank{next.distance, c.key}) {
			break
		}
		best.add(rank{m.relativeDistance(c.letters), c.key})
	}
	return best.keys()
}

// possible is a candidate, and a distance that it has at least.
type possible struct{ candidate, distance int }

// byLeastDistance returns the candidates in the order of the distance that they have at least, which is a stable order. It
// sorts by counting, since there are thousands.
func byLeastDistance(letters []rune, candidates []spelling) []possible {
	counts := countLetters(letters)
	distances := make([]int, len(candidates))
	var starts [1002]int
	for i := range candidates {
		distances[i] = leastDistance(&counts, len(letters), &candidates[i])
		starts[distances[i]+1]++
	}
	for d := range 1001 {
		starts[d+1] += starts[d]
	}
	sorted := make([]possible, len(candidates))
	for i, d := range distances {
		sorted[starts[d]] = possible{i, d}
		starts[d]++
	}
	return sorted
}

// leastDistance returns a lower bound of the relativeDistance of two texts: an edit changes at most one letter.
func leastDistance(counts *[letterKinds]int, length int, s *spelling) int {
	longer := max(length, len(s.letters))
	if longer == 0 {
		return 0
	}
	common := 0
	for _, k := range s.kinds {
		common += min(k.count, counts[k.kind])
	}
	return 1000 * (longer - common) / longer
}

// rank is a proposal and its distance.
type rank struct {
	distance int
	key      string
}

func (r rank) compare(other rank) int {
	return cmp.Or(cmp.Compare(r.distance, other.distance), cmp.Compare(r.key, other.key))
}

// ranking holds the nearest proposals so far, the nearest first, and each key once.
type ranking struct {
	most int
	list []rank
}

// excludes reports whether neither r nor a later rank belongs to the result.
func (b *ranking) excludes(r rank) bool {
	if b.most == 0 {
		return true
	}
	return len(b.list) > 0 && r.distance > b.list[0].distance+maxSpread ||
		len(b.list) == b.most && r.compare(b.list[b.most-1]) > 0
}

func (b *ranking) add(r rank) {
	if i := slices.IndexFunc(b.list, func(other rank) bool { return other.key == r.key }); i >= 0 {
		if b.list[i].distance <= r.distance {
			return
		}
		b.list = slices.Delete(b.list, i, i+1)
	}
	i, _ := slices.BinarySearchFunc(b.list, r, rank.compare)
	b.list = slices.Insert(b.list, i, r)
	b.list = b.list[:min(len(b.list), b.most)]
}

// keys returns the proposals, never nil, and the distance of the first.
func (b *ranking) keys() (keys []string, least int) {
	keys = []string{}
	for _, r := range b.list {
		if r.distance <= b.list[0].distance+maxSpread {
			keys = append(keys, r.key)
			least = b.list[0].distance
		}
	}
	return keys, least
}

// measure returns the distances of texts from one text.
type measure struct {
	letters []rune
	own     *pattern // of letters; nil if they are too many
	other   pattern
}

func newMeasure(letters []rune) *measure {
	m := &measure{letters: letters}
	if len(letters) <= maxPattern {
		m.own = &pattern{}
		m.own.set(letters)
	}
	return m
}

// relativeDistance returns the edit distance per mille of the longer length, 0 for two empty texts.
func (m *measure) relativeDistance(text []rune) int {
	longer := max(len(m.letters), len(text))
	if longer == 0 {
		return 0
	}
	return 1000 * m.distance(text) / longer
}

// distance returns the optimal string alignment distance: the number of letters added, left out, replaced or swapped with
// their neighbour.
func (m *measure) distance(text []rune) int {
	switch {
	case m.own != nil:
		return m.own.distance(text)
	case len(text) <= maxPattern:
		m.other.set(text)
		return m.other.distance(m.letters)
	}
	return editDistance(m.letters, text, max(len(m.letters), len(text)))
}

// maxPattern is the greatest number of letters of a pattern.
const maxPattern = 64

// pattern is a text of up to maxPattern letters, from which other texts are measured bit-parallel (Hyyrö 2003, "A bit-vector
// algorithm for computing Levenshtein and Damerau edit distances").
type pattern struct {
	letters []rune
	ascii   [128]uint64 // by letter: the positions where it stands
	others  map[rune]uint64
}

func (p *pattern) set(letters []rune) {
	for _, r := range p.letters {
		if r < 128 {
			p.ascii[r] = 0
		}
	}
	clear(p.others)
	p.letters = letters
	for i, r := range letters {
		switch {
		case r < 128:
			p.ascii[r] |= 1 << i
		case p.others == nil:
			p.others = map[rune]uint64{r: 1 << i}
		default:
			p.others[r] |= 1 << i
		}
	}
}

func (p *pattern) positions(r rune) uint64 {
	if r < 128 {
		return p.ascii[r]
	}
	return p.others[r]
}

func (p *pattern) distance(text []rune) int {
	if len(p.letters) == 0 {
		return len(text)
	}
	distance, last := len(p.letters), uint64(1)<<(len(p.letters)-1)
	var diagonal, before, down uint64 // before: the positions of the letter before
	up := ^uint64(0)
	for _, r := range text {
		here := p.positions(r)
		swapped := (^diagonal & here << 1) & before
		diagonal = ((here & up) + up) ^ up | here | down | swapped
		right, left := down|^(diagonal|up), diagonal&up
		if right&last != 0 {
			distance++
		}
		if left&last != 0 {
			distance--
		}
		right = right<<1 | 1
		up, down = left<<1|^(diagonal|right), right&diagonal
		before = here
	}
	return distance
}

// differ reports whether two texts differ in more letters than a number of edits can change.
func differ(a, b *spelling, edits int) bool {
	return max(len(a.letters)-len(b.letters), len(b.letters)-len(a.letters)) > edits ||
		bits.OnesCount64(a.mask&^b.mask) > edits || bits.OnesCount64(b.mask&^a.mask) > edits
}
