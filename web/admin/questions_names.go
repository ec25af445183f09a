package admin

import (
	"cmp"
	"slices"
	"strings"

	"twoway/bank"
	"twoway/web"
)

// questionNames has what the values of questions are called in the reader's language: nobody has to know an ID.
type questionNames struct {
	words      web.Words
	vocabulary *bank.Vocabulary
	content    *bank.Content
	names      map[string]string // by kind/ID
	terms      map[string][]bank.Term
}

func newQuestionNames(words web.Words, c *bank.Content) *questionNames {
	return &questionNames{words, &c.Vocabulary, c, c.Vocabulary.Names(), c.Vocabulary.Terms()}
}

// questionChoice is something that can be chosen.
type questionChoice struct {
	Value, Text, Hint string
	Chosen            bool
}

// questionGroup is choices that belong together, such as the aspects of a care.
type questionGroup struct {
	Text    string // "" for a group that needs no name
	Choices []questionChoice
}

// name returns the name of a term; its ID if it is unknown.
func (n *questionNames) name(kind, id string) string {
	if id == "" {
		return ""
	}
	return n.words.Term(kind, id, cmp.Or(n.names[kind+"/"+id], id))
}

// list returns the names of terms, separated by commas; "" for none.
func (n *questionNames) list(kind string, ids []string) string {
	var names []string
	for _, id := range ids {
		names = append(names, n.name(kind, id))
	}
	return strings.Join(names, ", ")
}

// some returns the names of the first terms, and how many others there are; "" for none.
func (n *questionNames) some(kind string, ids []string) string {
	const most = 2
	if len(ids) <= most+1 {
		return n.list(kind, ids)
	}
	return n.words.T("admin.questions.more", "Names", n.list(kind, ids[:most]), "Count", len(ids)-most)
}

// choices returns all terms of a kind.
func (n *questionNames) choices(kind string) []questionChoice {
	var list []questionChoice
	for _, t := range n.terms[kind] {
		list = append(list, questionChoice{Value: t.ID, Text: n.name(kind, t.ID), Hint: t.Definition})
	}
	if kind == "role" { // of which there are many, in no order that somebody would know
		slices.SortFunc(list, func(a, b questionChoice) int { return cmp.Compare(a.Text, b.Text) })
	}
	return list
}

func (n *questionNames) side(asker bank.Asker) string {
	if asker == "" {
		return ""
	}
	return n.words.T("admin.questions.side." + string(asker))
}

func (n *questionNames) sides() []questionChoice {
	return []questionChoice{
		{Value: string(bank.Candidate), Text: n.side(bank.Candidate)}, {Value: string(bank.Interviewer), Text: n.side(bank.Interviewer)},
	}
}

func (n *questionNames) statuses(of ...bank.Status) []questionChoice {
	var list []questionChoice
	for _, s := range of {
		list = append(list, questionChoice{Value: string(s), Text: n.words.T("admin.questions.status." + string(s))})
	}
	return list
}

// topics returns the topics of a side.
func (n *questionNames) topics(asker bank.Asker) questionGroup {
	group := questionGroup{Text: n.side(asker)}
	for _, t := range n.vocabulary.Topics {
		if t.Asker == asker {
			group.Choices = append(group.Choices, questionChoice{Value: t.ID, Text: n.name("topic", t.ID), Hint: t.Definition})
		}
	}
	return group
}

// touched returns the cares and their aspects, a group for each care. The values are the IDs after "care:" and "aspect:".
func (n *questionNames) touched() []questionGroup {
	var groups []questionGroup
	for _, c := range n.vocabulary.Cares {
		group := questionGroup{Choices: []questionChoice{{Value: "care:" + c.ID, Text: n.name("care", c.ID), Hint: c.Definition}}}
		for _, a := range c.Aspects {
			group.Choices = append(group.Choices, questionChoice{Value: "aspect:" + a.ID, Text: n.name("aspect", a.ID), Hint: a.Definition})
		}
		groups = append(groups, group)
	}
	return groups
}

// abouts returns what a question of some trades can ask about: the cares and aspects, and the terms of the trades.
func (n *questionNames) abouts(trades []string) []questionGroup {
	var groups []questionGroup
	for _, c := range n.vocabulary.Cares {
		group := questionGroup{Text: n.name("care", c.ID), Choices: []questionChoice{{Value: c.ID, Text: n.name("care", c.ID)}}}
		for _, a := range c.Aspects {
			group.Choices = append(group.Choices, questionChoice{Value: a.ID, Text: n.name("aspect", a.ID)})
		}
		groups = append(groups, group)
	}
	for _, id := range trades {
		r := n.vocabulary.Role(id)
		if r == nil {
			continue
		}
		group := questionGroup{Text: n.words.T("admin.questions.words_of", "Trade", n.name("role", id))}
		for _, term := range slices.Sorted(slices.Values(r.Lexicon)) {
			group.Choices = append(group.Choices, questionChoice{Value: string(bank.AboutTerm(term)), Text: term})
		}
		groups = append(groups, group)
	}
	return groups
}

// occupations returns the occupations of some trades, a group for each that has any.
func (n *questionNames) occupations(trades []string) []questionGroup {
	var groups []questionGroup
	for _, id := range trades {
		r := n.vocabulary.Role(id)
		if r == nil || len(r.Occupations) == 0 {
			continue
		}
		group := questionGroup{Text: n.name("role", id), Choices: []questionChoice{{Value: id, Text: n.words.T("admin.questions.no_occupation")}}}
		for _, o := range r.Occupations {
			group.Choices = append(group.Choices, questionChoice{Value: o.ID, Text: o.Name})
		}
		groups = append(groups, group)
	}
	return groups
}

// skills returns the skills of some trades, a group for each that has any. What two of them share is in the group of the first.
func (n *questionNames) skills(trades []string) []questionGroup {
	var groups []questionGroup
	known := map[string]bool{}
	for _, id := range trades {
		r := n.vocabulary.Role(id)
		if r == nil {
			continue
		}
		group := questionGroup{Text: n.name("role", id)}
		for _, s := range r.Skills {
			if !known[s.ID] {
				known[s.ID] = true
				group.Choices = append(group.Choices, questionChoice{Value: s.ID, Text: s.Name})
			}
		}
		if len(group.Choices) > 0 {
			groups = append(groups, group)
		}
	}
	return groups
}

// about returns what a question asks about, in words.
func (n *questionNames) about(a bank.About) string {
	if term := a.Term(); term != "" {
		return term
	}
	if name := n.names["aspect/"+string(a)]; name != "" {
		return n.name("aspect", string(a))
	}
	return n.name("care", string(a))
}

// formats returns the formats of questions on a topic.
func (n *questionNames) formats() []questionChoice {
	var list []questionChoice
	for _, f := range bank.Formats() {
		list = append(list, questionChoice{Value: string(f), Text: n.words.T("admin.questions.format." + string(f))})
	}
	return list
}

// question returns what a question says; its ID if it is unknown.
func (n *questionNames) question(id string) string {
	if q := questionIn(n.content, id); q != nil {
		return cmp.Or(q.Text, id)
	}
	return id
}
