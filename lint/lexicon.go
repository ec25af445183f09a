package lint

import (
	"cmp"
	"embed"
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
	classes classes    // of the word alone
	all     classes    // also those of phrases
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

func (e *entry) is(class int) bool { return e.classes.has(class) }

// classes is a set of numbers of classes. Most words are in a few of some thousands, so that bits for all would take megabytes;
// the usual words are in hundreds, and those are looked up most.
type classes struct {
	list []uint16   // ascending
	bits bitset.Set // nil if the list is short
}

// longList is the length from which a list of classes has bits.
const longList = 12

// newClasses returns the set of classes in a list, which it sorts.
func newClasses(list []uint16) classes {
	slices.Sort(list)
	c := classes{list: slices.Compact(list)}
	if len(c.list) >= longList {
		c.bits = bitset.New(int(c.list[len(c.list)-1]) + 1)
		for _, class := range c.list {
			c.bits.Add(int(class))
		}
	}
	return c
}

func (c *classes) has(class int) bool {
	if c.bits != nil {
		return c.bits.Has(class)
	}
	for _, other := range c.list {
		if int(other) == class {
			return true
		}
	}
	return false
}

// with returns the set with more classes.
func (c *classes) with(more ...uint16) classes { return newClasses(slices.Concat(c.list, more)) }

// asTrade returns a copy of an entry as a word of the trade.
func (l *lexicon) asTrade(e *entry) *entry {
	c := *e
	c.classes, c.all, c.starts = e.classes.with(l.tradeClasses...), e.all.with(l.tradeClasses...), slices.Clone(e.starts)
	c.starts.Or(l.tradeStarts)
	return &c
}

// lexicon holds the words of all classes and patterns, and the rules. It is immutable once it is read.
type lexicon struct {
	words         map[string]*entry
	classes       int // how many
	source        *source
	rules         []*rule
	anchors       []*rule
	politeness    []*rule
	patterns      []*pattern
	suffixClasses []suffixClass // for words not in the lexicon
	unknown       *entry
	tradeClasses  []uint16   // the class of words of the trade, and those that include it
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

// source is what is known of a lexicon only while it is compiled.
type source struct {
	classes map[string]int // numbers, by name
	members [][]member     // by class
	macros  map[string]string
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

// compileLexicon compiles the tables and rules in data. It panics on a mistake in them.
func compileLexicon() *lexicon {
	l := &lexicon{words: map[string]*entry{}, source: &source{classes: map[string]int{}, macros: map[string]string{}}}
	l.unknown = &entry{}
	for _, ending := range []string{"ing", "ed", "est", "ly"} {
		class := l.class(ending)
		e := &entry{}
		l.source.members[class] = []member{{first: e}}
		l.suffixClasses = append(l.suffixClasses, suffixClass{ending, class, e})
	}
	l.number = l.class("number")
	l.add(l.number, []string{"0"})
	l.trade = l.class("trade")
	l.tradeClasses = []uint16{uint16(l.trade)} //nolint:gosec // there are some thousands
	l.eachLine("data/classes", l.readClasses())
	l.readContractions()
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
	l.readTables()
	return l
}

// readTables reads the tables that are not compiled.
func (l *lexicon) readTables() {
	l.readContractions()
	l.readLanguages()
	l.readDisguises()
}

// helper returns the patterns of a group in data/helpers.
func (l *lexicon) helper(name string) []*pattern { return l.helpers[name] }

// class returns the number of a class, and adds the class if it is new.
func (l *lexicon) class(name string) int {
	n, known := l.source.classes[name]
	if !known {
		n = l.classes
		l.classes++
		l.source.classes[name] = n
		l.source.members = append(l.source.members, nil)
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
	l.source.members[class] = append(l.source.members[class], m)
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
		e.classes, e.phrases = classes{}, nil
		for _, s := range l.suffixClasses {
			if len(text) > len(s.suffix)+2 && strings.HasSuffix(text, s.suffix) {
				l.source.members[s.class] = append(l.source.members[s.class], member{first: e})
			}
		}
	}
	for class, list := range l.source.members {
		for _, m := range list {
			if m.rest == nil {
				m.first.classes.list = append(m.first.classes.list, uint16(class)) //nolint:gosec // there are some thousands
			} else {
				m.first.phrases = append(m.first.phrases, phrase{m.rest, class})
			}
		}
	}
	entries := l.entries()
	for _, e := range entries {
		e.classes = newClasses(e.classes.list)
		slices.SortStableFunc(e.phrases, func(a, b phrase) int {
			return cmp.Or(a.class-b.class, len(b.rest)-len(a.rest))
		})
	}
	l.indexStarts(entries)
}

// entries returns all entries in a fixed order, first those for words that are not in the lexicon.
func (l *lexicon) entries() []*entry {
	list := []*entry{l.unknown}
	for _, s := range l.suffixClasses {
		list = append(list, s.entry)
	}
	for _, word := range slices.Sorted(maps.Keys(l.words)) {
		list = append(list, l.words[word])
	}
	return list
}

// indexStarts notes which patterns may start with each entry, which has its classes and phrases.
func (l *lexicon) indexStarts(entries []*entry) {
	starts := l.patternStarts()
	l.tradeStarts = starts.of(l.tradeClasses)
	shared := map[string]bitset.Set{} // most words are in the same few classes
	var key []byte
	for _, e := range entries {
		e.all = e.classes
		if len(e.phrases) > 0 {
			more := make([]uint16, 0, len(e.phrases))
			for _, p := range e.phrases {
				more = append(more, uint16(p.class)) //nolint:gosec // there are some thousands
			}
			e.all = e.classes.with(more...)
		}
		key = starts.appendKey(key[:0], e.all.list)
		if _, known := shared[string(key)]; !known {
			shared[string(key)] = starts.of(e.all.list)
		}
		e.starts = shared[string(key)]
	}
}

// patternStarts has the numbers of the patterns that may start with a word of each class, and with any word.
type patternStarts struct {
	byClass [][]int
	byAny   bitset.Set
}

func (l *lexicon) patternStarts() *patternStarts {
	s := &patternStarts{byClass: make([][]int, l.classes), byAny: bitset.New(len(l.patterns))}
	for _, p := range l.patterns {
		classes, anyWord := startClasses(p.first, nil)
		if anyWord {
			s.byAny.Add(p.number)
		}
		for _, class := range classes {
			s.byClass[class] = append(s.byClass[class], p.number)
		}
	}
	return s
}

// of returns the patterns that may start with a word of these classes.
func (s *patternStarts) of(classes []uint16) bitset.Set {
	set := slices.Clone(s.byAny)
	for _, class := range classes {
		for _, n := range s.byClass[class] {
			set.Add(n)
		}
	}
	return set
}

// appendKey appends the classes that a pattern may start with: equal keys have equal patterns.
func (s *patternStarts) appendKey(key []byte, classes []uint16) []byte {
	for _, class := range classes {
		if s.byClass[class] != nil {
			key = append(key, byte(class), byte(class>>8))
		}
	}
	return key
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
