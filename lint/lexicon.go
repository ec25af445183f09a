package lint

import (
	"cmp"
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"twoway/internal/bitset"
)

//go:embed data
var data embed.FS

// entry is what is known of a word: the classes that it belongs to, the phrases that start with it, and the patterns.
type entry struct {
	text    string
	classes bitset.Set // that it belongs to alone
	mask    bitset.Set // these, and those that it starts a phrase of
	phrases []phrase   // by class, the longer first
	starts  bitset.Set // numbers of the patterns that may start with it
}

// phrase is an entry of a class that has several words.
type phrase struct {
	rest  []*entry // the words after the first
	class int
}

func (e *entry) is(class int) bool { return e.classes.Has(class) }

func (e *entry) put(class int) {
	e.classes = e.classes.With(class)
	e.mask = e.mask.With(class)
}

// with is a copy that belongs to one class more.
func (e *entry) with(class int) *entry {
	c := *e
	c.classes, c.mask = slices.Clone(e.classes), slices.Clone(e.mask)
	c.put(class)
	return &c
}

// lexicon holds every word that a class or pattern names, and the rules.
type lexicon struct {
	words    map[string]*entry
	classes  map[string]int
	macros   map[string]string
	rules    []*rule
	anchors  []*rule
	manners  []*rule
	patterns []*pattern
	shapes   []shape // for words that are not listed
	unknown  *entry

	helpers map[string][]*pattern

	polite, opener, abbreviation, trade, number, contracted int
	generic, hedge, telling, askable, abstract              int
	short                                                   map[string][]part // contracted words
	tails                                                   map[string]*entry // what stands after an apostrophe
}

// shape is what an ending tells of a word that is not listed.
type shape struct {
	ending string
	class  int
	entry  *entry
}

// part is a word inside a contracted one, and how many letters of it are its own.
type part struct {
	*entry
	letters int
}

// newLexicon reads the embedded tables. They are part of the program: a mistake in them is a panic, and a test's find.
func newLexicon() *lexicon {
	l := &lexicon{words: map[string]*entry{}, classes: map[string]int{}, macros: map[string]string{}}
	l.unknown = &entry{}
	for _, ending := range []string{"ing", "ed", "est", "ly"} {
		class := l.class(ending)
		e := &entry{}
		e.put(class)
		l.shapes = append(l.shapes, shape{ending, class, e})
	}
	l.number = l.class("number")
	l.trade = l.class("trade")
	l.eachLine("data/classes", l.readClasses())
	l.readContractions()
	l.polite, l.opener, l.abbreviation = l.class("polite"), l.class("opener"), l.class("abbreviation")
	l.contracted = l.class("contracted")
	l.generic, l.hedge, l.telling = l.class("generic"), l.class("hedge"), l.class("telling")
	l.askable, l.abstract = l.class("askable"), l.class("abstract")
	l.rules = l.readRules("data/rules")
	l.anchors = l.readRules("data/anchors")
	l.manners = l.readRules("data/manner")
	l.helpers = map[string][]*pattern{}
	for _, r := range l.readRules("data/helpers") {
		l.helpers[r.name] = append(l.helpers[r.name], r.patterns...)
	}
	l.index()
	return l
}

// helper are the patterns of a group in data/helpers.
func (l *lexicon) helper(name string) []*pattern { return l.helpers[name] }

// class is the number of a class, a new one if need be.
func (l *lexicon) class(name string) int {
	n, known := l.classes[name]
	if !known {
		n = len(l.classes)
		l.classes[name] = n
	}
	return n
}

// word is the entry of a listed word, a new one if need be.
func (l *lexicon) word(text string) *entry {
	e, known := l.words[text]
	if !known {
		e = &entry{text: text}
		l.words[text] = e
	}
	return e
}

// add puts a word or a phrase into a class.
func (l *lexicon) add(class int, words []string) {
	first := l.word(words[0])
	if len(words) == 1 {
		first.put(class)
		return
	}
	p := phrase{class: class}
	for _, w := range words[1:] {
		p.rest = append(p.rest, l.word(w))
	}
	first.phrases = append(first.phrases, p)
	first.mask = first.mask.With(class)
}

// find is the entry of a word as it was read: listed, or else of its shape.
func (l *lexicon) find(word []byte) *entry {
	if e, known := l.words[string(word)]; known {
		return e
	}
	if isDigit(rune(word[0])) {
		return l.words["0"]
	}
	for _, s := range l.shapes {
		if len(word) > len(s.ending)+2 && strings.HasSuffix(string(word), s.ending) {
			return s.entry
		}
	}
	return l.unknown
}

// longest is the number of tokens at the start of a list that make an entry of a class.
func (l *lexicon) longest(tokens []token, class int) int {
	best := 0
	if tokens[0].is(class) {
		best = 1
	}
	list := tokens[0].phrases
	for i := firstOf(list, class); i < len(list) && list[i].class == class; i++ {
		if p := &list[i]; len(p.rest)+1 > best && p.at(tokens) {
			best = len(p.rest) + 1
		}
	}
	return best
}

// at tells whether the tokens after the first continue the phrase.
func (p *phrase) at(tokens []token) bool {
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

// index tells each word which patterns may start with it, and which shapes it has.
func (l *lexicon) index() {
	l.word("0").put(l.number)
	for text, e := range l.words {
		for _, s := range l.shapes {
			if len(text) > len(s.ending)+2 && strings.HasSuffix(text, s.ending) {
				e.put(s.class)
			}
		}
	}
	all := []*entry{l.unknown}
	for _, s := range l.shapes {
		all = append(all, s.entry)
	}
	for _, e := range l.words {
		slices.SortStableFunc(e.phrases, func(a, b phrase) int {
			return cmp.Or(a.class-b.class, len(b.rest)-len(a.rest))
		})
		all = append(all, e)
	}
	for _, p := range l.patterns {
		for _, e := range all {
			if p.mayStart(e) {
				e.starts = e.starts.With(p.number)
			}
		}
	}
}

// eachLine hands every line of every file below a folder that is neither empty nor a comment to a function, in order.
func (l *lexicon) eachLine(dir string, take func(line string) error) {
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
			if err := take(line); err != nil {
				return fmt.Errorf("%s:%d: %w", path, n, err)
			}
		}
		return nil
	})
	if err != nil {
		panic(err)
	}
}

func isWordBeyondASCII(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Sc, r)
}

func appendRune(b []byte, r rune) []byte { return utf8.AppendRune(b, r) }
