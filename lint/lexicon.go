package lint

import (
	"cmp"
	"embed"
	"encoding/binary"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"unicode"

	"twoway/internal/bitset"
)

//go:embed data
var data embed.FS

// entry is a word of the lexicon: its classes, and the phrases and patterns that start with it.
type entry struct {
	text    string
	classes bitset.Set // of the word alone
	mask    bitset.Set // classes, and the classes of phrases
	phrases []phrase   // that start with the word, sorted by class, then longest first
	starts  bitset.Set // numbers of the patterns that may start with the word
}

// phrase is a member of a class that has several words.
type phrase struct {
	rest  []*entry // the words after the first
	class int
}

// member is a word of a class, or a phrase if it has a rest.
type member struct {
	first *entry
	rest  []*entry
}

func (e *entry) is(class int) bool { return e.classes.Has(class) }

// asTrade returns a copy of an entry as a word of the trade.
func (l *lexicon) asTrade(e *entry) *entry {
	c := *e
	c.classes, c.mask, c.starts = slices.Clone(e.classes), slices.Clone(e.mask), slices.Clone(e.starts)
	for _, class := range l.tradeClasses {
		c.classes, c.mask = c.classes.With(class), c.mask.With(class)
	}
	c.starts.Or(l.tradeStarts)
	return &c
}

// lexicon holds the words of all classes and patterns, and the rules. It is immutable once newLexicon has returned.
type lexicon struct {
	words         map[string]*entry
	classes       map[string]int
	members       [][]member // by class
	macros        map[string]string
	rules         []*rule
	anchors       []*rule
	politeness    []*rule
	patterns      []*pattern
	suffixClasses []suffixClass // for words not in the lexicon
	unknown       *entry
	tradeClasses  []int      // the class of words of the trade, and those that include it
	tradeStarts   bitset.Set // patterns that may start with a word of the trade

	helpers map[string][]*pattern

	// Numbers of the classes that the code names.
	polite, opener, abbreviation, trade, number, contracted int
	generic, hedge, telling, askable, abstract              int

	contractions      map[string][]part // "can't" to "can" and "not"
	contractedEndings map[string]*entry // after an apostrophe: "ve" to "have"

	languages  map[string]languages // function words
	homoglyphs map[rune][]rune      // the letters that a letter looks like
	leetspeak  map[rune][]rune      // the letters that a digit or a sign is written for
	accented   map[string]bool      // English words that are written with accents
}

// suffixClass gives a class to words with a suffix. Words not in the lexicon share its entry.
type suffixClass struct {
	suffix string
	class  int
	entry  *entry
}

// part is a word in a contraction, and the number of letters that it takes up there.
type part struct {
	*entry
	letters int
}

// newLexicon reads the embedded tables. It panics on a mistake in them, which is a bug in the program.
func newLexicon() *lexicon {
	l := &lexicon{words: map[string]*entry{}, classes: map[string]int{}, macros: map[string]string{}}
	l.unknown = &entry{}
	for _, ending := range []string{"ing", "ed", "est", "ly"} {
		class := l.class(ending)
		e := &entry{}
		l.members[class] = []member{{first: e}}
		l.suffixClasses = append(l.suffixClasses, suffixClass{ending, class, e})
	}
	l.number = l.class("number")
	l.add(l.number, []string{"0"})
	l.trade = l.class("trade")
	l.tradeClasses = []int{l.trade}
	l.eachLine("data/classes", l.readClasses())
	l.readContractions()
	l.readLanguages()
	l.readDisguises()
	l.polite, l.opener, l.abbreviation = l.class("polite"), l.class("opener"), l.class("abbreviation")
	l.contracted = l.class("contracted")
	l.generic, l.hedge, l.telling = l.class("generic"), l.class("hedge"), l.class("telling")
	l.askable, l.abstract = l.class("askable"), l.class("abstract")
	l.rules = l.readRules("data/rules")
	l.anchors = l.readRules("data/anchors")
	l.politeness = l.readRules("data/politeness")
	l.helpers = map[string][]*pattern{}
	for _, r := range l.readRules("data/helpers") {
		l.helpers[r.name] = append(l.helpers[r.name], r.patterns...)
	}
	l.index()
	return l
}

// helper returns the patterns of a group in data/helpers.
func (l *lexicon) helper(name string) []*pattern { return l.helpers[name] }

// class returns the number of a class, and adds the class if it is new.
func (l *lexicon) class(name string) int {
	n, known := l.classes[name]
	if !known {
		n = len(l.classes)
		l.classes[name] = n
		l.members = append(l.members, nil)
	}
	return n
}

// intern returns the entry of a word, and adds the word if it is new.
func (l *lexicon) intern(text string) *entry {
	e, known := l.words[text]
	if !known {
		e = &entry{text: text}
		l.words[text] = e
	}
	return e
}

// add adds a word or a phrase to a class.
func (l *lexicon) add(class int, words []string) {
	m := member{first: l.intern(words[0])}
	for _, w := range words[1:] {
		m.rest = append(m.rest, l.intern(w))
	}
	l.members[class] = append(l.members[class], m)
}

// lookup returns the entry of a word: its own, or that of numbers, or of its suffix, or else unknown. It never returns nil.
func (l *lexicon) lookup(word []byte) *entry {
	if e, known := l.words[string(word)]; known {
		return e
	}
	if isDigit(rune(word[0])) {
		return l.words["0"]
	}
	for _, s := range l.suffixClasses {
		if len(word) > len(s.suffix)+2 && strings.HasSuffix(string(word), s.suffix) {
			return s.entry
		}
	}
	return l.unknown
}

// longestMatch returns the length of the longest member of a class at the start of tokens, 0 if there is none.
func (l *lexicon) longestMatch(tokens []token, class int) int {
	best := 0
	if tokens[0].is(class) {
		best = 1
	}
	list := tokens[0].phrases
	for i := firstPhrase(list, class); i < len(list) && list[i].class == class; i++ {
		if p := &list[i]; len(p.rest)+1 > best && p.matchesRest(tokens) {
			best = len(p.rest) + 1
		}
	}
	return best
}

// matchesRest reports whether the tokens after the first match the rest of the phrase.
func (p *phrase) matchesRest(tokens []token) bool {
	if len(tokens) <= len(p.rest) {
		return false
	}
	for i, e := range p.rest {
		if t := &tokens[i+1]; t.text != e.text || t.before > comma {
			return false
		}
	}
	return true
}

// index gives words their classes and phrases, and notes which patterns may start with them.
func (l *lexicon) index() {
	for text, e := range l.words {
		for _, s := range l.suffixClasses {
			if len(text) > len(s.suffix)+2 && strings.HasSuffix(text, s.suffix) {
				l.members[s.class] = append(l.members[s.class], member{first: e})
			}
		}
	}
	for class, list := range l.members {
		for _, m := range list {
			m.first.mask = m.first.mask.With(class)
			if m.rest == nil {
				m.first.classes = m.first.classes.With(class)
			} else {
				m.first.phrases = append(m.first.phrases, phrase{m.rest, class})
			}
		}
	}
	l.indexPatterns(append(slices.Collect(maps.Values(l.words)), l.suffixEntries()...))
}

// suffixEntries returns the entries of words that are not in the lexicon.
func (l *lexicon) suffixEntries() []*entry {
	list := []*entry{l.unknown}
	for _, s := range l.suffixClasses {
		list = append(list, s.entry)
	}
	return list
}

// indexPatterns sorts the phrases of entries, and notes which patterns may start with each.
func (l *lexicon) indexPatterns(entries []*entry) {
	startedBy := make([]bitset.Set, len(l.classes)) // patterns, by the class that may start them
	startedByAny := bitset.New(len(l.patterns))
	for _, p := range l.patterns {
		classes, anyWord := startClasses(p.first, nil)
		if anyWord {
			startedByAny.Add(p.number)
		}
		classes.Each(func(class int) { startedBy[class] = startedBy[class].With(p.number) })
	}
	l.tradeStarts = bitset.New(len(l.patterns))
	for _, class := range l.tradeClasses {
		l.tradeStarts.Or(startedBy[class])
	}
	shared := map[string]bitset.Set{} // most words are in the same few classes
	starts := map[string]bitset.Set{} // by mask
	for _, e := range entries {
		slices.SortStableFunc(e.phrases, func(a, b phrase) int {
			return cmp.Or(a.class-b.class, len(b.rest)-len(a.rest))
		})
		e.classes, e.mask = share(shared, e.classes), share(shared, e.mask)
		key := setKey(e.mask)
		if _, ok := starts[key]; !ok {
			set := slices.Clone(startedByAny)
			e.mask.Each(func(class int) { set.Or(startedBy[class]) })
			starts[key] = set
		}
		e.starts = starts[key]
	}
}

// share returns the set among those shared that has the same numbers, after adding this one if there is none.
func share(shared map[string]bitset.Set, set bitset.Set) bitset.Set {
	key := setKey(set)
	if _, ok := shared[key]; !ok {
		shared[key] = slices.Clip(set)
	}
	return shared[key]
}

func setKey(set bitset.Set) string {
	var key []byte
	for _, word := range set {
		key = binary.AppendUvarint(key, word)
	}
	return string(key)
}

// eachLine calls handle for every line of a file, or of all files in a directory, in order. It skips empty lines and
// comments, and panics on an error.
func (l *lexicon) eachLine(dir string, handle func(line string) error) {
	err := fs.WalkDir(data, dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := data.ReadFile(path)
		if err != nil {
			return err
		}
		n := 0
		for line := range strings.Lines(string(text)) {
			n++
			line = strings.TrimSpace(line)
			if line == "" || strings.HasPrefix(line, "#") {
				continue
			}
			if err := handle(line); err != nil {
				return fmt.Errorf("%s:%d: %w", path, n, err)
			}
		}
		return nil
	})
	if err != nil {
		panic(err)
	}
}

func isNonASCIIWordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Sc, r)
}
