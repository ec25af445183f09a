package resolve

import (
	"cmp"
	"slices"
	"sync"
	"unicode/utf8"

	"twoway/bank"
)

// meantBook is the values of a kind, and by what else people call them.
type meantBook struct {
	ids     []string
	byName  map[string]string        // IDs by normalised ID, name, synonym or title; the first one wins
	byStems func() map[string]string // the same, by stems; "" for what belongs to several
	spelt   func() []spelling        // the names, sorted by ID
}

func newMeantBook(c *bank.Content, kind string) *meantBook {
	b := &meantBook{byName: map[string]string{}}
	switch kind {
	case bank.MeantAbout:
		b.addTerms(&c.Vocabulary, "aspect")
		b.addTerms(&c.Vocabulary, "care")
	case bank.MeantQuestion:
		for i := range c.Questions {
			b.add(c.Questions[i].ID, c.Questions[i].Text)
		}
	case bank.MeantOccupation:
		b.addTerms(&c.Vocabulary, string(bank.KindRole))
		for i := range c.Vocabulary.Roles {
			for _, o := range c.Vocabulary.Roles[i].Occupations {
				b.add(o.ID, append([]string{o.Name}, o.Words...)...)
			}
		}
	case bank.MeantLicence:
		b.addLicences()
	default:
		b.addTerms(&c.Vocabulary, kind)
	}
	b.byStems, b.spelt = sync.OnceValue(b.stemmed), sync.OnceValue(b.spellings)
	return b
}

func (b *meantBook) addTerms(v *bank.Vocabulary, kind string) {
	for _, t := range v.Terms()[kind] {
		b.add(t.ID, append([]string{t.Name}, t.Synonyms...)...)
	}
	if kind == string(bank.KindRole) {
		for i := range v.Roles {
			r := &v.Roles[i]
			b.add(r.ID, slices.Concat(r.Titles, r.Suggestions, r.Foreign)...)
		}
	}
}

func (b *meantBook) add(id string, names ...string) {
	if !slices.Contains(b.ids, id) {
		b.ids = append(b.ids, id)
	}
	for _, name := range append([]string{id}, names...) {
		if key := Normalise(name); key != "" && b.byName[key] == "" {
			b.byName[key] = id
		}
	}
}

func (b *meantBook) addLicences() {
	for _, id := range bank.Licences() {
		b.add(id)
	}
	b.add("CC-BY-4.0", "cc by", "cc-by", "cc", "creative commons", "creative commons attribution", "creative commons attribution 4.0")
	b.add("CC-BY-SA-4.0", "cc by sa", "cc-by-sa", "creative commons share alike")
	b.add("CC-BY-NC-4.0", "cc by nc", "cc-by-nc")
	b.add("CC0-1.0", "cc0", "public domain")
	b.add(bank.OwnLicence, "all rights reserved", "for our own use", "own use only", "internal use only", "in house", "©")
}

func (b *meantBook) stemmed() map[string]string {
	by, stemmer := map[string]string{}, Stemmer{}
	for name, id := range b.byName {
		key := stemmer.Stems(name)
		if known, found := by[key]; found && known != id {
			id = ""
		}
		by[key] = id
	}
	return by
}

// exactly returns the value that a text is the ID, the name, a synonym or a title of, with any endings; "" if there is none among the
// allowed ones, nil for all.
func (b *meantBook) exactly(said string, allowed []string) string {
	key := Normalise(said)
	if key == "" || utf8.RuneCountInString(said) > bank.MaxSaid {
		return ""
	}
	for _, value := range allowed {
		if Normalise(value) == key {
			return value
		}
	}
	for _, id := range []string{b.byName[key], b.byStems()[Stemmer{}.Stems(said)]} {
		if id != "" && (allowed == nil || slices.Contains(allowed, id)) {
			return id
		}
	}
	return ""
}

// nearest returns up to three values that are spelt like a text, by what they are called, the nearest first, and whether the text may be a
// misspelling of the first. Only allowed ones are returned; nil allows all.
func (b *meantBook) nearest(said string, allowed []string) (values []string, isClose bool) {
	if utf8.RuneCountInString(said) > bank.MaxSaid {
		return []string{}, false
	}
	spellings := b.spelt()
	if allowed != nil {
		spellings = onlyAllowed(spellings, allowed)
	}
	letters := []rune(Normalise(said))
	values, least := nearestSpellings(letters, spellings, 3)
	const shortest = 4 // of two short words, most are near
	const nearName = 250
	isClose = len(values) > 0 && len(letters) >= shortest && (least <= nearName || Close(said, values[0]))
	return values, isClose
}

func (b *meantBook) spellings() []spelling {
	list := make([]spelling, 0, len(b.byName))
	for name, id := range b.byName {
		list = append(list, newSpelling(id, name))
	}
	sortSpellings(list)
	return list
}

// onlyAllowed returns the spellings of what is allowed, and of the allowed values themselves, sorted by what is proposed.
func onlyAllowed(spellings []spelling, allowed []string) []spelling {
	is := make(map[string]bool, len(allowed))
	var list []spelling
	for _, value := range allowed {
		is[value] = true
		list = append(list, newSpelling(value, Normalise(value)))
	}
	for _, s := range spellings {
		if is[s.key] {
			list = append(list, s)
		}
	}
	sortSpellings(list)
	return list
}

func sortSpellings(list []spelling) {
	slices.SortFunc(list, func(a, b spelling) int {
		return cmp.Or(cmp.Compare(a.key, b.key), slices.Compare(a.letters, b.letters))
	})
}
