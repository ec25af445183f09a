package lint

import (
	"fmt"
	"strings"
)

// readClasses returns a function that reads one line of a table of classes. "[name kind]" starts a class; kind is one of
// inflect's, or absent for uninflected words. "+name" includes the members so far of another class. Anything else is a
// word, or a phrase joined by underscores, in which a verb inflects the first word and a noun the last.
func (l *lexicon) readClasses() func(line string) error {
	class, kind := -1, ""
	return func(line string) error {
		if strings.HasPrefix(line, "[") {
			name, k, _ := strings.Cut(strings.Trim(line, "[]"), " ")
			class, kind = l.class(name), k
			return nil
		}
		if class < 0 {
			return fmt.Errorf("%q is not in a class", line)
		}
		for word := range strings.FieldsSeq(line) {
			if other, includes := strings.CutPrefix(word, "+"); includes {
				from, known := l.source.classes[other]
				if !known {
					return fmt.Errorf("unknown class %q: define it first", other)
				}
				l.include(class, from)
				continue
			}
			l.addForms(class, kind, word)
		}
		return nil
	}
}

// addForms adds all forms of a word or phrase to a class.
func (l *lexicon) addForms(class int, kind, word string) {
	if strings.Contains(word, "'") { // as the scanner splits them
		word = strings.ReplaceAll(strings.ReplaceAll(word, "n't", "_not"), "'s", "_'s")
	}
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

// include adds the current members of the class from to class.
func (l *lexicon) include(class, from int) {
	l.source.members[class] = append(l.source.members[class], l.source.members[from]...)
	if from == l.trade { // it has no members: its words come with a question
		l.tradeClasses = append(l.tradeClasses, uint16(class)) //nolint:gosec // there are some thousands
	}
}
