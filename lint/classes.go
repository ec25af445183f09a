package lint

import (
	"fmt"
	"strings"
)

// readClasses reads a table of classes. "[name kind]" opens one, of words of a kind that inflect knows, or as they are;
// "+name" includes another; everything else are words, those of a phrase joined by underscores. Of a phrase, a verb
// inflects its first word and a noun its last.
func (l *lexicon) readClasses() func(line string) error {
	class, kind := -1, ""
	return func(line string) error {
		if strings.HasPrefix(line, "[") {
			name, k, _ := strings.Cut(strings.Trim(line, "[]"), " ")
			class, kind = l.class(name), k
			return nil
		}
		if class < 0 {
			return fmt.Errorf("%q stands before any class", line)
		}
		for word := range strings.FieldsSeq(line) {
			if other, includes := strings.CutPrefix(word, "+"); includes {
				from, known := l.classes[other]
				if !known {
					return fmt.Errorf("no class %q so far", other)
				}
				l.include(class, from)
				continue
			}
			l.addForms(class, kind, word)
		}
		return nil
	}
}

// addForms puts all forms of a word or phrase into a class.
func (l *lexicon) addForms(class int, kind, word string) {
	word = strings.NewReplacer("n't", "_not", "'s", "_'s").Replace(word) // as readWord cuts them
	list := strings.FieldsFunc(word, func(r rune) bool { return r == '_' || r == '-' })
	changing := 0
	if kind == "noun" {
		changing = len(list) - 1
	}
	for _, form := range inflect(list[changing], kind) {
		words := append([]string{}, list...)
		words[changing] = form
		l.add(class, words)
	}
}

// include puts all that is in a class so far into another.
func (l *lexicon) include(class, from int) {
	for _, e := range l.words {
		if e.is(from) {
			e.put(class)
		}
		n := len(e.phrases)
		for _, p := range e.phrases[:n] {
			if p.class == from {
				e.phrases = append(e.phrases, phrase{p.rest, class})
				e.mask = e.mask.With(class)
			}
		}
	}
}
