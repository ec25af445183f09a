package admin

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"twoway/bank"
	"twoway/rules/lang"
	"twoway/web"
)

// ruleChoice is something that can be chosen.
type ruleChoice struct {
	ID, Name string
	Chosen   bool
}

// choiceGroup is choices under a name; "" for none.
type choiceGroup struct {
	Name    string
	Choices []ruleChoice
}

// options returns the values of a vocabulary by groups; nil for vocabularies that are too long to be listed.
func (b *ruleBank) options(words web.Words, asker bank.Asker, vocabulary string) []choiceGroup {
	v := &b.state.Content.Vocabulary
	var ids []string
	switch vocabulary {
	case "term", "question":
		return nil
	case "aspect", "about":
		return b.careOptions(words, vocabulary == "about")
	case "work":
		for _, work := range bank.Works() {
			ids = append(ids, string(work))
		}
	case "format":
		for _, format := range bank.Formats() {
			ids = append(ids, string(format))
		}
	case "topic":
		for _, t := range v.Topics {
			if t.Asker == asker {
				ids = append(ids, t.ID)
			}
		}
	default:
		for _, t := range v.Terms()[vocabulary] {
			ids = append(ids, t.ID)
		}
	}
	group := choiceGroup{}
	for _, id := range ids {
		group.Choices = append(group.Choices, ruleChoice{ID: id, Name: b.name(words, vocabulary, id)})
	}
	if vocabulary == "role" {
		slices.SortFunc(group.Choices, func(x, y ruleChoice) int { return strings.Compare(x.Name, y.Name) })
	}
	return []choiceGroup{group}
}

// careOptions returns the aspects by their cares, with or without the cares themselves.
func (b *ruleBank) careOptions(words web.Words, withCares bool) []choiceGroup {
	var groups []choiceGroup
	for _, care := range b.state.Content.Vocabulary.Cares {
		group := choiceGroup{Name: b.name(words, "care", care.ID)}
		if withCares {
			group.Choices = append(group.Choices, ruleChoice{ID: care.ID, Name: group.Name})
		}
		for _, aspect := range care.Aspects {
			group.Choices = append(group.Choices, ruleChoice{ID: aspect.ID, Name: b.name(words, "aspect", aspect.ID)})
		}
		groups = append(groups, group)
	}
	return groups
}

// find returns the value of a vocabulary that was typed, by its ID or its name; "" and the nearest if there is none.
func (b *ruleBank) find(vocabulary, typed string) (id string, nearest []string) {
	typed = strings.Trim(typed, `"“”`)
	if b.language.Has(vocabulary, typed) {
		return typed, nil
	}
	kinds := []string{vocabulary}
	switch vocabulary {
	case "question":
		i := slices.IndexFunc(b.state.Content.Questions, func(q bank.Question) bool { return strings.EqualFold(q.Text, typed) })
		if i >= 0 {
			return b.state.Content.Questions[i].ID, nil
		}
	case "about":
		if term := string(bank.AboutTerm(strings.ToLower(typed))); b.language.Has(vocabulary, term) {
			return term, nil
		}
		kinds = []string{"aspect", "care"}
	}
	for _, kind := range kinds {
		f := b.language.Unknown(kind, typed)
		switch {
		case f == nil:
			return typed, nil
		case len(f.Nearest) == 1 && f.Fix == f.Nearest[0] && b.language.Has(vocabulary, f.Fix):
			return f.Fix, nil
		}
		nearest = append(nearest, f.Nearest...)
	}
	return "", nearest
}

// suggestion is what may be typed.
type suggestion struct {
	Text string `json:"text"` // what is inserted
	Name string `json:"name"`
	Kind string `json:"kind,omitempty"`
	From int    `json:"from"`
	To   int    `json:"to"`
}

// suggestions is the answer to a page that asks while somebody types.
type suggestions struct {
	Items []suggestion `json:"items"`
}

// maxSuggestions is the greatest number of suggestions in an answer.
const maxSuggestions = 12

// complete answers what may be written at a place in a text of a rule.
func (r *rulePages) complete(v *visit) error {
	known, err := r.bank(v.ctx())
	if err != nil {
		return err
	}
	at, err := strconv.Atoi(v.Query("at"))
	if err != nil {
		at = -1
	}
	scope := lang.Scope{Asker: bank.Asker(v.Query("asker")), Part: lang.Part(v.Query("part"))}
	answer := suggestions{Items: []suggestion{}}
	for _, c := range known.language.Complete(v.Query("text"), at, scope) {
		if len(answer.Items) == maxSuggestions {
			break
		}
		answer.Items = append(answer.Items, suggestion{Text: c.Text, Name: c.Detail, Kind: string(c.Kind), From: c.From, To: c.To})
	}
	v.JSON(http.StatusOK, answer)
	return nil
}

// values answers which values of a vocabulary have what was typed.
func (r *rulePages) values(v *visit) error {
	known, err := r.bank(v.ctx())
	if err != nil {
		return err
	}
	sought, asker := strings.ToLower(strings.TrimSpace(v.Query("q"))), bank.Asker(v.Query("asker"))
	answer := suggestions{Items: []suggestion{}}
	if sought != "" {
		answer.Items = append(answer.Items, known.matches(v.words, v.Query("kind"), asker, sought)...)
	}
	v.JSON(http.StatusOK, answer)
	return nil
}

// matches returns the values of a vocabulary that have all words of a text, those that begin with it first.
func (b *ruleBank) matches(words web.Words, vocabulary string, asker bank.Asker, sought string) []suggestion {
	parts := strings.Fields(sought)
	list := slices.DeleteFunc(b.typable(words, vocabulary, asker), func(s suggestion) bool {
		lower := strings.ToLower(s.Name + " " + s.Text)
		return slices.ContainsFunc(parts, func(part string) bool { return !strings.Contains(lower, part) })
	})
	rank := func(s suggestion) int {
		if strings.HasPrefix(strings.ToLower(s.Name), sought) {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(list, func(x, y suggestion) int {
		return cmp.Or(cmp.Compare(rank(x), rank(y)), cmp.Compare(len(x.Name), len(y.Name)))
	})
	return list[:min(len(list), maxSuggestions)]
}

// typable returns all values of a vocabulary.
func (b *ruleBank) typable(words web.Words, vocabulary string, asker bank.Asker) []suggestion {
	if vocabulary == "question" {
		return b.askable(asker)
	}
	var list []suggestion
	if vocabulary == "term" || vocabulary == "about" {
		for _, term := range b.terms() {
			id := term
			if vocabulary == "about" {
				id = string(bank.AboutTerm(term))
			}
			list = append(list, suggestion{Text: id, Name: term})
		}
	}
	for _, group := range b.options(words, asker, vocabulary) {
		for _, c := range group.Choices {
			list = append(list, suggestion{Text: c.ID, Name: c.Name})
		}
	}
	return list
}

// askable returns the questions of a side that are not retired.
func (b *ruleBank) askable(asker bank.Asker) []suggestion {
	var list []suggestion
	for i := range b.state.Content.Questions {
		if q := &b.state.Content.Questions[i]; q.Asker == asker && q.Status != bank.Retired {
			list = append(list, suggestion{Text: q.ID, Name: q.Text})
		}
	}
	return list
}

// terms returns the terms of all trades, each once.
func (b *ruleBank) terms() []string {
	var list []string
	for i := range b.state.Content.Vocabulary.Roles {
		list = append(list, b.state.Content.Vocabulary.Roles[i].Lexicon...)
	}
	slices.Sort(list)
	return slices.Compact(list)
}
