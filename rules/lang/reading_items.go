package lang

import (
	"slices"
	"strings"

	"twoway/resolve"
)

// item is a phrase or sign of a text in any notation, with what it means.
type item struct {
	meaningOf

	from, to   int    // half-open range of runes in the source
	text       string // as it was written, of a value without its quotation marks
	object     string // of a field: "" if it was not said
	number     int
	isFraction bool
	quoted     bool
	values     []candidate // what a value may mean
	adjacent   bool        // it follows the item before without a filler between
}

// maxPieces is the most tokens of a text that is read. Longer ones are not written by hand in other notations.
const maxPieces = 160

// maxPhrase is the most words of a value.
const maxPhrase = 5

// itemiser turns tokens into items.
type itemiser struct {
	words  *thesaurus
	scope  Scope
	pieces []piece
	at     int
	items  []item
	gap    bool // a filler was dropped since the last item

	unknown int // how many items mean nothing
}

// mostUnknown is how many items that mean nothing are found before the rest of a text is left alone: one is enough to forbid an offer.
const mostUnknown = 4

// itemise returns the items of a text, without those that mean nothing.
func itemise(words *thesaurus, scope Scope, list []piece) []item {
	s := &itemiser{words: words, scope: scope, pieces: plainer(withoutSelect(list))}
	for s.at < len(s.pieces) && s.unknown < mostUnknown {
		s.step()
	}
	if s.at < len(s.pieces) { // whatever comes before, what is left alone is not understood
		s.push(item{meaningOf: meaningOf{unclearItem, ""}, text: s.pieces[s.at].text}, 1)
	}
	return s.items
}

// withoutSelect drops what stands before the condition of a query: SELECT … FROM … WHERE.
func withoutSelect(list []piece) []piece {
	isWord := func(i int, word string) bool {
		return i < len(list) && list[i].kind == wordPiece && strings.EqualFold(list[i].text, word)
	}
	if isWord(0, "where") {
		return list[1:]
	}
	if !isWord(0, "select") {
		return list
	}
	for i := range list {
		if isWord(i, "from") && isWord(i+2, "where") {
			return list[i+3:]
		}
	}
	return list
}

func (s *itemiser) push(x item, pieces int) {
	x.from, x.to = s.pieces[s.at].from, s.pieces[s.at+pieces-1].to
	x.adjacent = !s.gap && len(s.items) > 0
	s.at += pieces
	if x.kind == fillerItem {
		s.gap = true
		return
	}
	s.gap = false
	s.items = append(s.items, x)
	if x.kind == unknownItem {
		s.unknown++
	}
}

func (s *itemiser) step() {
	p := s.pieces[s.at]
	switch p.kind {
	case quotedPiece:
		s.push(item{meaningOf: meaningOf{kind: valueItem}, text: p.text, quoted: true, values: s.words.lookup(p.text)}, 1)
	case numberPiece:
		s.number(p)
	case signPiece:
		s.sign(p)
	case wordPiece:
		if !s.field() && !s.function() && !s.length() {
			s.phrase()
		}
	}
}

func (s *itemiser) number(p piece) {
	whole, isFraction, ok := decimal(p.text)
	x := item{meaningOf: meaningOf{kind: numberItem}, text: p.text, number: whole, isFraction: isFraction}
	if !ok {
		x.kind = unknownItem
	}
	s.push(x, 1)
}

func (s *itemiser) sign(p piece) {
	x := item{meaningOf: signMeaning(p.text), text: p.text}
	isFirst := len(s.items) == 0 && s.at == 0
	switch {
	case p.text == "?" && s.at+1 < len(s.pieces), p.text == "." && s.at+1 < len(s.pieces) && s.pieces[s.at+1].kind == numberPiece && !s.pieces[s.at+1].spaced:
		x.meaningOf = meaningOf{unknownItem, ""}
	case isFirst && x.kind == opItem && x.word == "==": // the first sign of a formula
		x.kind = fillerItem
	case x.word == "-" && s.at > 0 && !p.spaced && s.isUnspacedWord(s.at+1) && s.pieces[s.at-1].kind == wordPiece:
		x.kind = fillerItem
		s.push(x, 1)
		s.gap = false
		return
	case x.word == "+" && len(s.items) > 0 && s.items[len(s.items)-1].kind == numberItem && s.isUnit(s.at+1):
		x.meaningOf = meaningOf{moreItem, ">="}
	case x.word == "-" && p.spaced && s.at+1 < len(s.pieces) && s.pieces[s.at+1].spaced && !s.isCounting():
		x.meaningOf = meaningOf{commaItem, "–"}
	}
	s.push(x, 1)
}

// isUnit reports whether the token at i is a unit of time.
func (s *itemiser) isUnit(i int) bool {
	table, _ := wordTable()
	if i >= len(s.pieces) || s.pieces[i].kind != wordPiece || s.pieces[i].dotted {
		return false
	}
	m := table[resolve.Normalise(s.pieces[i].text)]
	return m.kind == unitItem || m == meaningOf{fieldItem, "minutes"}
}

func (s *itemiser) isUnspacedWord(i int) bool {
	return i < len(s.pieces) && s.pieces[i].kind == wordPiece && !s.pieces[i].spaced
}

// isCounting reports whether a number or a field stands before.
func (s *itemiser) isCounting() bool {
	if len(s.items) == 0 {
		return false
	}
	last := s.items[len(s.items)-1].kind
	return last == numberItem || last == fieldItem || last == closeItem
}

// fieldAliases are other names of fields.
//
//nolint:gochecknoglobals // a constant table
var fieldAliases = map[string]string{
	"care": "cares", "interests": "cares", "aspect": "aspects", "term": "terms", "time": "minutes", "duration": "minutes", "length": "minutes", "askedof": "asked_of",
	"asked": "asked_of", "job": "role", "trade": "role", "title": "role", "jobtitle": "role", "occupation": "role", "profession": "role",
	"grade": "seniority", "senioritylevel": "seniority", "phase": "stage", "topics": "topic", "subject": "topic", "fromlevel": "from_level",
	"tolevel": "to_level", "pairswith": "pairs_with", "disclosures": "discloses", "rolle": "role", "thema": "topic", "tiefe": "depth",
}

// objectOf returns the object that a word names, "" if none.
func objectOf(word string) string {
	word = strings.ToLower(word)
	for _, object := range [...]string{"profile", "question"} {
		if word == object || len(word) > 4 && resolve.Close(word, object) && word[0] == object[0] {
			return object
		}
	}
	switch word {
	case "profil", "candidate", "person", "applicant", "p":
		return "profile"
	case "frage", "questions", "q":
		return "question"
	}
	return ""
}

// fieldName returns the name of an object's field that a word means, "" if none. Close spellings count.
func fieldName(object, word string) string {
	key := strings.ToLower(strings.NewReplacer("_", "", "-", "", " ", "").Replace(word))
	if alias := fieldAliases[key]; alias != "" {
		key = strings.ReplaceAll(alias, "_", "")
	}
	known := fields(object)
	names := sortedKeys(known)
	for _, name := range names {
		if plain := strings.ReplaceAll(name, "_", ""); plain == key || known[name].kind == texts && strings.TrimSuffix(plain, "s") == key {
			return name
		}
	}
	if object == "question" && (key == "role" || key == "stage") {
		return key + "s"
	}
	nearest := nearestFields(strings.ToLower(word), names)
	if len(nearest) == 1 && len(key) > 4 && key[0] == nearest[0][0] && resolve.Close(word, nearest[0]) {
		return nearest[0]
	}
	return ""
}

// field adds a field with its object, as in profile.role or profile["role"], and reports whether there is one.
func (s *itemiser) field() bool {
	p := s.pieces[s.at]
	object := objectOf(p.text)
	if object == "" || s.at+1 >= len(s.pieces) {
		return false
	}
	next := s.pieces[s.at+1]
	word, length := next.text, 2
	if next.text == "[" && next.kind == signPiece && s.at+3 < len(s.pieces) && s.pieces[s.at+3].text == "]" {
		word, length = s.pieces[s.at+2].text, 4
	} else if !next.dotted {
		return false
	}
	x := item{meaningOf: meaningOf{fieldItem, fieldName(object, word)}, object: object, text: p.text + "." + word}
	if x.word == "" {
		x.meaningOf = meaningOf{unknownItem, ""}
	}
	s.push(x, length)
	return true
}

// function adds a function over a list, and reports whether there is one: "any(profile.cares, …", but not "any (of them)".
func (s *itemiser) function() bool {
	name := strings.ToLower(s.pieces[s.at].text)
	if !slices.Contains([]string{"any", "all", "none", "one", "count", "len"}, name) || s.at+2 >= len(s.pieces) || s.pieces[s.at+1].text != "(" {
		return false
	}
	list := s.pieces[s.at+2]
	isList := list.text == "[" || objectOf(list.text) != "" || slices.Contains([]string{"cares", "aspects", "terms"}, strings.ToLower(list.text))
	if isList {
		s.push(item{meaningOf: meaningOf{functionItem, name}, text: s.pieces[s.at].text}, 1)
	}
	return isList
}

// phrase adds the longest phrase from here that is known. A word alone is unknown if nothing is.
func (s *itemiser) phrase() {
	table, longest := wordTable()
	words := s.wordsFrom(max(longest, maxPhrase))
	for n := len(words); n > 0; n-- {
		last := words[n-1]
		raw := make([]string, 0, n)
		for _, i := range words[:n] {
			raw = append(raw, s.pieces[i].text)
		}
		said := strings.Join(raw, " ")
		m, known := table[resolve.Normalise(said)]
		known = known && s.fitsHere(m, last)
		var values []candidate
		if n <= maxPhrase && (!known || m.kind == fillerItem && n > 1) {
			values = s.values(table, raw, said)
		}
		switch {
		case len(values) > 0:
			s.push(item{meaningOf: meaningOf{kind: valueItem}, text: said, values: values}, last-s.at+1)
			return
		case known && n == 1 && strings.EqualFold(said, "asked_of"):
			s.push(item{meaningOf: meaningOf{fieldItem, "asked_of"}, text: said}, 1)
			return
		case known:
			s.push(s.itemOf(m, said), last-s.at+1)
			return
		}
	}
	x := item{meaningOf: meaningOf{kind: unknownItem}, text: s.pieces[s.at].text}
	if name := bareFieldName(x.text); name != "" && s.beforeSign() {
		x.meaningOf = meaningOf{fieldItem, name}
	}
	s.push(x, 1)
}

// fitsHere reports whether the words up to the token last can have a meaning here: a unit stands after a number, and "or less than"
// is not "or less".
func (s *itemiser) fitsHere(m meaningOf, last int) bool {
	switch m.kind { //nolint:exhaustive // all others stand anywhere
	case unitItem:
		n := len(s.items)
		return n > 0 && s.items[n-1].kind == numberItem || n > 1 && s.items[n-1].kind == moreItem && s.items[n-2].kind == numberItem
	case moreItem:
		next := last + 1
		return next >= len(s.pieces) || !strings.EqualFold(s.pieces[next].text, "than") && !strings.EqualFold(s.pieces[next].text, "als")
	}
	return true
}

func isArticle(word string) bool {
	return slices.Contains([]string{"the", "a", "an", "my", "their", "our"}, strings.ToLower(word))
}

// hasTopic reports whether a text here may name a topic.
func (s *itemiser) hasTopic(id string) bool {
	t, _ := s.words.language.vocabulary.Topic(id)
	return s.scope.Part == Pick && t.Asker == s.scope.Asker
}

// afterField reports whether a value is wanted here, so that a misspelt one can be meant.
func (s *itemiser) afterField() bool {
	n := len(s.items)
	return n > 1 && s.items[n-1].kind == opItem && s.items[n-2].kind == fieldItem || n > 0 && s.items[n-1].kind == caresItem
}

// bareFieldName returns the field that a single word means as a name: an ID with an underscore, or a misspelt one; "" if none.
func bareFieldName(word string) string {
	for _, object := range [...]string{"profile", "question"} {
		if name := fieldName(object, word); name != "" && name != "id" && name != "about" {
			return name
		}
	}
	return ""
}

// beforeSign reports whether an operator follows the word here.
func (s *itemiser) beforeSign() bool {
	if s.at+1 >= len(s.pieces) {
		return false
	}
	next := s.pieces[s.at+1]
	table, _ := wordTable()
	return next.kind == signPiece && signMeaning(next.text).kind == opItem || next.kind == wordPiece && table[resolve.Normalise(next.text)].kind == opItem
}

// itemOf returns the item of a phrase of words.txt.
func (s *itemiser) itemOf(m meaningOf, said string) item {
	x := item{meaningOf: m, text: said}
	if m.kind != numberItem {
		return x
	}
	digits, isPlain := strings.CutPrefix(m.word, "#")
	x.number, _, _ = decimal(digits)
	x.word = ""
	if !isPlain {
		x.word = "minutes" // a time
	}
	return x
}

// wordsFrom returns the indexes of up to most words from here that are written in one row, with hyphens between them.
func (s *itemiser) wordsFrom(most int) []int {
	list := []int{s.at}
	for i := s.at + 1; i < len(s.pieces) && len(list) < most; i++ {
		p := s.pieces[i]
		isHyphen := p.kind == signPiece && (p.text == "-" || p.text == "‑") && !p.spaced
		switch {
		case p.kind == wordPiece && !p.dotted:
			list = append(list, i)
		case isHyphen && s.isUnspacedWord(i+1):
		default:
			return list
		}
	}
	return list
}

// values returns what words without quotation marks may mean in the vocabulary. Words that say how they are combined are no part
// of a value, unless the vocabulary has just these words; a value never begins with one that negates or compares.
func (s *itemiser) values(table map[string]meaningOf, raw []string, said string) []candidate {
	switch first := table[resolve.Normalise(raw[0])]; {
	case first.kind == notItem, first.kind == exceptItem, first.kind == butItem, first.kind == andItem, first.kind == orItem:
		return nil
	case first.kind == opItem && strings.Trim(first.word, "<=>!") == "" && first.word != "==":
		return nil
	}
	hasOthers := slices.ContainsFunc(raw, func(word string) bool { _, known := table[resolve.Normalise(word)]; return known })
	list := s.words.exactly(resolve.Normalise(said))
	if !hasOthers {
		list = s.words.lookup(said)
	}
	if len(raw) > 1 && isArticle(raw[0]) { // "the manager" is who is asked, and "manager" is a topic
		for _, c := range s.words.exactly(resolve.Normalise(strings.Join(raw[1:], " "))) {
			list = withNew(list, c)
		}
	}
	isUsable := func(c candidate) bool {
		return !slices.Contains([]string{"discloses", "term", "work", "format"}, c.vocab)
	}
	if !s.afterField() {
		list = slices.DeleteFunc(slices.Clone(list), func(c candidate) bool { return c.vocab == "topic" && !s.hasTopic(c.id) })
	}
	if !s.afterField() {
		list = slices.DeleteFunc(slices.Clone(list), func(c candidate) bool { return c.rank == rankSpelling })
		if hasOthers && !slices.ContainsFunc(list, isUsable) {
			return nil
		}
	}
	return list
}
