package drafts

import (
	"context"
	"slices"
	"strings"
	"sync"

	"twoway/bank"
	"twoway/resolve"
)

// Meaning is what a phrase is read as. Name is "" if it is not understood; then Several has the names of what it may mean, if there are
// several such things.
type Meaning struct {
	Name    string
	Several []string
	Matched bank.Matched

	id string
}

// Rereading is a phrase, and what it would be read as before and after a change of a term.
type Rereading struct {
	Said     string
	IsTitle  bool // it is read as a job title
	From, To Meaning
}

// Rereadings is what a change of a term would do to how people are understood. Added has the phrases that the change adds, all of them;
// Others has those phrases of the vocabulary that it does not add and that would be read as something else, at most MaxRereadings. More is
// the number of the others that are left out.
type Rereadings struct {
	Added, Others []Rereading
	More          int
}

// MaxRereadings is how many phrases Rereadings lists that a change does not add.
const MaxRereadings = 100

// Rereadings returns what the phrases of the vocabulary would newly be read as if a term were saved. Nothing is saved. Phrases that have no
// word in common with those that the change adds or takes away are not read: they stay what they are.
func (s *Service) Rereadings(ctx context.Context, kind bank.Kind, body []byte) (Rereadings, error) {
	part, err := readPart(kind, body)
	if err != nil {
		return Rereadings{}, err
	}
	s.readings.trying.Lock()
	defer s.readings.trying.Unlock()
	state, err := s.State(ctx)
	if err != nil {
		return Rereadings{}, err
	}
	if result, found := s.readings.find(state.Revision, part); found {
		return result, nil
	}
	after, err := state.Content.With(part)
	if err != nil {
		return Rereadings{}, err
	}
	old, now := phrasesOf(&state.Content.Vocabulary, part), phrasesOf(&after.Vocabulary, part)
	changed := slices.Concat(without(now, old), without(old, now))
	if len(changed) == 0 {
		return Rereadings{}, nil
	}
	var before *resolve.Resolver
	var making sync.WaitGroup
	making.Go(func() { before = state.reader.resolver() })
	resolver := resolve.NewResolver(&after.Vocabulary)
	making.Wait()
	result := rereadings(comparison{before, resolver, namesIn(&state.Content.Vocabulary, part.ID), namesIn(&after.Vocabulary, part.ID), part.ID}, old, now, changed)
	s.readings.keep(state.Revision, part, resolver, result)
	return result, nil
}

// phrase is something that people may type, and how it is read.
type phrase struct {
	said    string
	isTitle bool
	isNeed  bool      // read as something that a job needs
	kind    bank.Kind // of a term whose phrases are read by themselves, such as a stage; "" for others
	isOwn   bool      // read as the people of the changed trade say it
	of      string    // the ID of the term that lists it
}

// phrases is a list of phrases.
type phrases []phrase

// add adds texts to the list, each of them as a phrase like p.
func (l *phrases) add(p phrase, texts ...[]string) {
	for _, text := range slices.Concat(texts...) {
		p.said = text
		*l = append(*l, p)
	}
}

// phrasesOf returns the phrases of a vocabulary that a change of a part may give another meaning.
func phrasesOf(v *bank.Vocabulary, part bank.Part) phrases {
	var list phrases
	switch part.Kind { //nolint:exhaustive // the phrases of the others are not read
	case bank.KindRole:
		for i := range v.Roles {
			list.addRole(&v.Roles[i], v.Roles[i].ID == part.ID)
		}
	case bank.KindCare, bank.KindDiscloses:
		list.addCares(v)
	case bank.KindTopic, bank.KindRequirement:
		list.addNeeds(v)
	case bank.KindSeniority, bank.KindStage, bank.KindAskedOf:
		for _, t := range v.Terms()[string(part.Kind)] {
			list.add(phrase{kind: part.Kind, of: t.ID}, []string{t.Name}, t.Synonyms)
		}
	}
	return list
}

// addRole adds the titles of a trade and, of the changed one, what its people say.
func (l *phrases) addRole(r *bank.Role, isChanged bool) {
	title := phrase{isTitle: true, of: r.ID}
	l.add(title, []string{r.Name}, r.Synonyms, r.Titles, r.Suggestions, r.Foreign, r.Heads, r.Fields)
	for _, o := range r.Occupations {
		l.add(title, []string{o.Name}, o.Words)
	}
	if !isChanged {
		return
	}
	own := phrase{isOwn: true, of: r.ID}
	for _, saying := range r.Sayings {
		l.add(own, saying.Said)
	}
	l.add(own, r.Lexicon)
	own.isNeed = true
	for _, s := range r.Skills {
		l.add(own, []string{s.Name}, s.Said)
	}
}

// addNeeds adds what interviewers of any trade say that a job needs.
func (l *phrases) addNeeds(v *bank.Vocabulary) {
	for _, t := range v.Topics {
		if t.Asker == bank.Interviewer && t.Scored {
			l.add(phrase{isNeed: true, of: t.ID}, []string{t.Name}, t.Synonyms)
		}
	}
	for i := range v.Requirements {
		t := &v.Requirements[i]
		l.add(phrase{isNeed: true, of: t.ID}, []string{t.Name}, t.Synonyms)
	}
}

func (l *phrases) addCares(v *bank.Vocabulary) {
	for _, c := range v.Cares {
		l.add(phrase{of: c.ID}, []string{c.Name}, c.Synonyms)
		for _, a := range c.Aspects {
			l.add(phrase{of: c.ID}, []string{a.Name}, a.Synonyms)
		}
	}
	for _, d := range v.Discloses {
		l.add(phrase{of: d.ID}, []string{d.Name}, d.Synonyms)
	}
}

// without returns the phrases of a list that another one does not have.
func without(list, other []phrase) []phrase {
	known := make(map[phrase]bool, len(other))
	for _, p := range other {
		known[p] = true
	}
	var rest []phrase
	for _, p := range list {
		if !known[p] {
			known[p] = true
			rest = append(rest, p)
		}
	}
	return rest
}

// comparison reads phrases before and after a change.
type comparison struct {
	before, after *resolve.Resolver
	was, is       map[string]string // names of terms by kind and ID
	role          string            // the ID of the changed term
}

// rereadings compares the phrases before a change and after it.
func rereadings(c comparison, old, now, changed []phrase) Rereadings {
	result := Rereadings{}
	added := map[phrase]bool{}
	for _, p := range without(now, old) {
		added[p.reading()] = true
	}
	words := map[string]bool{}
	for _, p := range changed {
		for _, word := range beginnings(p.said) {
			words[word] = true
		}
	}
	seen := map[phrase]bool{}
	for _, p := range slices.Concat(now, old) {
		key := p.reading()
		if seen[key] || !slices.ContainsFunc(beginnings(p.said), func(word string) bool { return words[word] }) {
			continue
		}
		seen[key] = true
		switch r := c.read(p); {
		case added[key]:
			result.Added = append(result.Added, r)
		case r.From.id == r.To.id && slices.Equal(r.From.Several, r.To.Several):
		case len(result.Others) == MaxRereadings:
			result.More++
		default:
			result.Others = append(result.Others, r)
		}
	}
	return result
}

// reading returns the phrase without the term that lists it: it is read the same wherever it is listed.
func (p phrase) reading() phrase {
	p.of, p.said = "", resolve.Normalise(p.said)
	return p
}

// beginnings returns the beginnings of the words of a text, in which a word and its other forms agree.
func beginnings(text string) []string {
	const most = 5
	words := strings.Fields(resolve.Normalise(text))
	for i, word := range words {
		words[i] = word[:min(most, len(word))]
	}
	return words
}

func (c *comparison) read(p phrase) Rereading {
	r := Rereading{Said: p.said, IsTitle: p.isTitle}
	role := ""
	if p.isOwn {
		role = c.role
	}
	r.From, r.To = meaning(c.before, c.was, p, role), meaning(c.after, c.is, p, role)
	return r
}

// meaning returns what a resolver reads a phrase as.
func meaning(r *resolve.Resolver, names map[string]string, p phrase, role string) Meaning {
	switch {
	case p.kind != "":
		id, _ := r.Value(string(p.kind), p.said)
		return Meaning{Name: names[string(p.kind)+"/"+id], id: id}
	case p.isTitle:
		return titleMeaning(r.Title(p.said), names)
	case p.isNeed:
		return needMeaning(r.Competency(role, p.said), names)
	}
	return careMeaning(r.CareIn(role, "", p.said), names)
}

func titleMeaning(t resolve.Title, names map[string]string) Meaning {
	m := Meaning{id: t.Role, Name: names["role/"+t.Role], Matched: t.Matched}
	if t.Occupation != "" {
		m.id += "/" + t.Occupation
		m.Name += ", " + names["occupation/"+t.Occupation]
	}
	if t.Reason == bank.ReasonAmbiguous {
		m.Several = namesOf(names, t.Nearest, "role")
	}
	return m
}

func careMeaning(c resolve.Care, names map[string]string) Meaning {
	m := Meaning{id: c.Chosen.Care + "/" + c.Chosen.Aspect + "/" + c.Chosen.Term, Matched: c.Matched}
	switch {
	case c.Chosen.Term != "":
		m.Name = c.Chosen.Term
	case c.Chosen.Aspect != "":
		m.Name = names["care/"+c.Chosen.Care] + ", " + names["aspect/"+c.Chosen.Aspect]
	case c.Chosen.Care != "":
		m.Name = names["care/"+c.Chosen.Care]
	case c.Reason == bank.ReasonAmbiguous:
		m.Several = namesOf(names, c.Nearest, "care", "aspect")
	}
	return m
}

func needMeaning(n resolve.Need, names map[string]string) Meaning {
	m := Meaning{id: "requirement/" + n.Requirement.ID, Matched: n.Matched}
	switch {
	case n.Requirement.ID != "":
	case n.Competency.Skill != "":
		m.id = "skill/" + n.Competency.Skill
	case n.Competency.Topic != "":
		m.id = "topic/" + n.Competency.Topic
	case n.Reason == bank.ReasonAmbiguous:
		m.Several = namesOf(names, n.Nearest, "skill", "topic")
	}
	m.Name = names[m.id]
	return m
}

// namesIn returns the names of all terms, and of skills: where several roles have one, as the given role calls it.
func namesIn(v *bank.Vocabulary, role string) map[string]string {
	names := v.Names()
	for i := range v.Roles {
		for _, s := range v.Roles[i].Skills {
			if key := "skill/" + s.ID; names[key] == "" || v.Roles[i].ID == role {
				names[key] = s.Name
			}
		}
	}
	return names
}

// namesOf returns the names of IDs, each of which is of one of the kinds.
func namesOf(names map[string]string, ids []string, kinds ...string) []string {
	var list []string
	for _, id := range ids {
		for _, kind := range kinds {
			if name := names[kind+"/"+id]; name != "" {
				list = append(list, name)
				break
			}
		}
	}
	return list
}
