package resolve

import (
	"slices"
	"strings"

	"twoway/bank"
)

// verdict is what a title means. Families are none if it is unknown, and several if it is ambiguous, the nearest first.
type verdict struct {
	families []string
	matched  bank.Matched
	whole    bool // all the words mean it together
	general  bool // it ends with a general word
}

func (v verdict) known() bool { return len(v.families) > 0 }

// read returns the meaning of a neutral title.
func (b *titleBook) read(said string) verdict {
	words := titleWords(said)
	if e := b.entries[strings.Join(words, " ")]; e != nil && len(e.families()) > 0 {
		return verdict{families: e.families(), matched: e.matched, whole: true}
	}
	if e := b.joined[strings.Join(words, "")]; e != nil && len(e.titles) > 0 {
		return verdict{families: e.titles, matched: bank.MatchedStem, whole: true}
	}
	if families := b.foreign[foreignKey(tokens(said))]; len(families) > 0 {
		return verdict{families: families, matched: bank.MatchedTitle, whole: true}
	}
	return b.readSegments(segments(said))
}

// readSegments returns the meaning of the first segment that has one. A first segment that is only a general word is read
// together with each of the others: a "director, customer success" directs that.
func (b *titleBook) readSegments(list []segment) verdict {
	v := b.readHeads(list)
	if !v.whole && len(list) > 0 {
		if c := b.correct(list[0], v.known()); c.known() {
			return c
		}
	}
	if v.known() {
		return v
	}
	for _, s := range list[min(1, len(list)):] {
		if c := b.correct(s, false); c.known() {
			return c
		}
	}
	for _, s := range list {
		if e := b.lookup(s.words); e != nil && len(e.inside()) > 0 {
			return verdict{families: e.inside(), matched: bank.MatchedPart}
		}
	}
	if len(list) == 1 {
		if e := b.lookup(list[0].words); e != nil {
			return verdict{families: e.names, matched: e.matched, whole: true}
		}
	}
	return verdict{}
}

// readHeads returns the meaning of the first segment that ends with a word that says what somebody is.
func (b *titleBook) readHeads(list []segment) verdict {
	for i, s := range list {
		if othersTitle[s.separator] {
			continue
		}
		if v := b.decide(s.words); v.known() {
			if len(list) > 1 {
				v.whole, v.matched = v.whole && i == 0, bank.MatchedPart
			}
			return b.detailed(v, list[i+1:])
		}
		if !b.isGeneral(s.words) {
			continue
		}
		if v := b.readInverted(s, list[i+1:]); v.known() {
			return v
		}
	}
	return verdict{}
}

// readInverted returns the meaning of a general word whose field follows, as in "director, customer success".
func (b *titleBook) readInverted(title segment, list []segment) verdict {
	for _, s := range list {
		if v := b.decide(append(slices.Clone(s.words), title.words...)); v.known() {
			return v
		}
		if e := b.lookup(s.words); e != nil && len(e.names) > 0 {
			return verdict{families: e.names, matched: bank.MatchedPart}
		}
	}
	return verdict{}
}

// othersTitle are separators after which somebody else may be named, as in "assistant to the chief executive".
//
//nolint:gochecknoglobals // a constant table
var othersTitle = wordSet("to with from at")

// isGeneral reports whether words say only how high somebody is, or are general.
func (b *titleBook) isGeneral(words []string) bool {
	for _, word := range words {
		if !ranks[word] && !b.general(word) {
			return false
		}
	}
	return true
}

// decide returns the meaning of words.
func (b *titleBook) decide(words []string) verdict {
	if left, right, found := cut(words, "and"); found {
		if v := b.ending(left); v.known() && b.endsWithTitle(left) {
			return v
		}
		if v := b.bothFields(left, right); v.known() {
			return v
		}
	}
	if v := b.ending(words); v.known() {
		return v
	}
	if left, right, found := cut(words, "of"); found {
		if b.endsWithTitle(left) {
			return b.ending(left)
		}
		if v := b.ending(append(slices.Clone(right), left[len(left)-1])); v.known() {
			return v
		}
	}
	if v := b.foreignStart(words); v.known() {
		return v
	}
	return b.insideOf(words)
}

// detailed returns what details after a comma or a bracket make of a title. They decide for one of several families: a "CAD
// technician, architecture" works for architects. A field in brackets makes a title that ends with a general word ambiguous.
func (b *titleBook) detailed(v verdict, details []segment) verdict {
	for _, d := range details {
		if d.separator != "," && d.separator != "(" && d.separator != "/" {
			break
		}
		e := b.lookup(d.words)
		if e == nil {
			continue
		}
		families := e.inside()
		if len(families) == 0 {
			families = e.names
		}
		switch both := narrow(v.families, families); {
		case len(families) == 0:
		case overlap(both, families):
			v.families = both
			return v
		case d.separator == "(" && v.general && len(e.fields) > 0:
			v.families = union(v.families, families)
			return v
		}
	}
	return v
}

func cut(words []string, at string) (left, right []string, found bool) {
	i := slices.Index(words, at)
	if i <= 0 || i == len(words)-1 {
		return nil, nil, false
	}
	return words[:i], words[i+1:], true
}

// bothFields reads "sales and marketing manager": fields of two families before a general word are ambiguous.
func (b *titleBook) bothFields(left, right []string) verdict {
	last := right[len(right)-1]
	if e := b.entries[last]; e == nil || !e.general || len(right) < 2 {
		return verdict{}
	}
	first, second := b.ending(append(slices.Clone(left), last)), b.ending(right)
	if !first.known() || !second.known() || slices.Equal(first.families, second.families) {
		return verdict{}
	}
	if b.endsWithPhrase(left) && b.endsWithPhrase(right[:len(right)-1]) {
		return verdict{families: union(first.families, second.families), matched: bank.MatchedPart}
	}
	return verdict{}
}
