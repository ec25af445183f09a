package resolve

import (
	_ "embed"
	"slices"
	"strings"

	"twoway/bank"
)

// titleBook finds the family of a job title. The last word of a title says what somebody is, and what stands before it says
// of what:
//
//   - a title of the vocabulary decides wherever a title ends with it: a "theatre nurse" is a nurse;
//   - otherwise the nearest field before the last word decides, if that word is a general one such as "manager", or a head;
//   - otherwise a head decides: an unknown kind of clerk is a clerk.
//
// General words never decide alone. What belongs to two families is ambiguous.
type titleBook struct {
	entries  map[string]*titleEntry // by words, separated by spaces
	foreign  map[string][]string    // families by titles in other languages, with folded feminine endings
	usual    map[string]bool        // in suggestions: what a misspelt word probably means
	maxWords int
	weight   map[string]tally       // by word and family: how many phrases of the family have the word
	joined   map[string]*titleEntry // titles by their letters without spaces: "bookkeeper", and "sales manager" for "salesmanager"
	endings  map[string]tally       // by the last one or two words of titles, and family: how many titles
	spelling *speller
}

// titleEntry has the families that a phrase means, by the role that it has in a title.
type titleEntry struct {
	titles, heads, fields, names []string
	matched                      bank.Matched
	general                      bool
}

// families returns what the phrase means as a whole title.
func (e *titleEntry) families() []string {
	for _, list := range [][]string{e.titles, e.names, e.fields, e.heads} {
		if len(list) > 0 {
			return list
		}
	}
	return nil
}

// inside returns what the phrase means inside a title.
func (e *titleEntry) inside() []string {
	for _, list := range [][]string{e.titles, e.fields, e.heads} {
		if len(list) > 0 {
			return list
		}
	}
	return nil
}

//go:embed generalwords.txt
var generalWords string

// ranks say only how high somebody is. A title of nothing else belongs to no trade, unless nothing else was said.
//
//nolint:gochecknoglobals // a constant table
var ranks = wordSet(`senior junior lead leader principal staff chief head deputy assistant associate acting interim graduate trainee apprentice intern student
	manager director vp president vice executive supervisor officer of general regional area global national group owner partner founder cofounder co
	managing chair chairman evp svp avp administrator entrepreneur boss superintendent foreman management chairperson
	middle district branch division divisional unit team department shift floor`)

func newTitleBook(roles []bank.Role, forms titleForms) *titleBook {
	n := 0
	for _, r := range roles {
		n += len(r.Titles) + len(r.Heads) + len(r.Fields) + len(r.Synonyms)
	}
	b := &titleBook{entries: make(map[string]*titleEntry, n), foreign: map[string][]string{}, usual: map[string]bool{}, weight: map[string]tally{}, endings: map[string]tally{}, joined: map[string]*titleEntry{}}
	for word := range strings.FieldsSeq(generalWords) {
		b.entry([]string{word}, "").general = true
	}
	for i := range roles {
		b.addRole(&roles[i], forms)
	}
	return b
}

// Which of its lists a phrase is added to.
func (e *titleEntry) asTitle() *[]string { return &e.titles }
func (e *titleEntry) asHead() *[]string  { return &e.heads }
func (e *titleEntry) asField() *[]string { return &e.fields }
func (e *titleEntry) asName() *[]string  { return &e.names }

func (b *titleBook) addRole(r *bank.Role, forms titleForms) {
	add := func(phrase string, matched bank.Matched, list func(*titleEntry) *[]string) {
		b.add(r, forms.words(phrase), matched, list)
	}
	add(r.ID, bank.MatchedID, (*titleEntry).asName)
	add(r.Name, bank.MatchedName, (*titleEntry).asName)
	for _, title := range slices.Concat(r.Titles, r.Suggestions) {
		add(title, bank.MatchedTitle, (*titleEntry).asTitle)
	}
	for _, title := range r.Suggestions {
		for _, word := range forms.words(title) {
			b.usual[word] = true
		}
	}
	for _, field := range r.Fields {
		add(field, bank.MatchedSynonym, (*titleEntry).asField)
	}
	for _, o := range r.Occupations {
		add(o.Name, bank.MatchedName, (*titleEntry).asName)
	}
	for _, synonym := range r.Synonyms {
		add(synonym, bank.MatchedSynonym, (*titleEntry).asName)
	}
	for _, head := range r.Heads {
		add(head, bank.MatchedTitle, (*titleEntry).asHead)
	}
	for _, title := range r.Foreign {
		for _, key := range foreignKeys(title) {
			b.foreign[key] = union(b.foreign[key], []string{r.ID})
		}
	}
	for _, term := range r.Lexicon {
		b.weigh(forms.words(term), r.ID)
	}
}

// add adds a phrase of a role to a list of its entry. A phrase of ranks alone is only a name.
func (b *titleBook) add(r *bank.Role, words []string, matched bank.Matched, list func(*titleEntry) *[]string) {
	if len(words) == 0 {
		return
	}
	e := b.entry(words, matched)
	if isRank(words) {
		list = (*titleEntry).asName
	}
	if all := list(e); !slices.Contains(*all, r.ID) {
		*all = append(*all, r.ID)
	}
	b.weigh(words, r.ID)
	if list(e) == e.asTitle() {
		if len(words) > 1 {
			b.joined[strings.Join(words, "")] = e
		} else if b.joined[words[0]] == nil {
			b.joined[words[0]] = e
		}
		b.countEndings(words, r.ID)
	}
}

// entry returns the entry of a phrase, which it adds if needed.
func (b *titleBook) entry(words []string, matched bank.Matched) *titleEntry {
	key := strings.Join(words, " ")
	e := b.entries[key]
	if e == nil {
		e = &titleEntry{matched: matched}
		b.entries[key] = e
		b.maxWords = max(b.maxWords, len(words))
	}
	if e.matched == "" {
		e.matched = matched
	}
	return e
}

func (b *titleBook) weigh(words []string, role string) {
	for _, word := range words {
		b.weight[word] = b.weight[word].add(role)
	}
}

// countEndings counts the last word and the last two words of a title for a family.
func (b *titleBook) countEndings(words []string, role string) {
	for n := 1; n <= min(2, len(words)); n++ {
		ending := strings.Join(words[len(words)-n:], " ")
		b.endings[ending] = b.endings[ending].add(role)
	}
}

// isShared reports whether more than a fifth of the titles that end like a title belong to other families than its own.
func (b *titleBook) isShared(title, families []string) bool {
	own, all := 0, 0
	for _, c := range b.endings[strings.Join(title[max(0, len(title)-2):], " ")] {
		all += c.n
		if slices.Contains(families, c.role) {
			own += c.n
		}
	}
	return all > 2 && 5*own < 4*all
}

func isRank(words []string) bool {
	if n := len(words); n > 1 && words[n-1] == "assistant" {
		return false
	}
	for _, word := range words {
		if !ranks[word] {
			return false
		}
	}
	return true
}

// foreignKeys returns the forms in which a foreign title is found: with umlauts as one letter or two.
func foreignKeys(title string) []string {
	plain := foreignKey(tokens(title))
	long := foreignKey(tokens(strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue").Replace(strings.ToLower(title))))
	if long == plain {
		return []string{plain}
	}
	return []string{plain, long}
}

func foreignKey(words []string) string {
	folded := make([]string, len(words))
	for i, word := range words {
		folded[i] = foldFeminine(word)
	}
	return strings.Join(folded, " ")
}
