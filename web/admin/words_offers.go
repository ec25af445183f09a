package admin

import (
	"slices"
	"strings"

	"twoway/bank"
	"twoway/resolve"
	"twoway/web"
)

// option is something that can be chosen.
type option struct {
	Value, Text string
	On          bool
	Group       string // of options that belong together; "" for none
}

// offers is what can be chosen in the form of a term, by name.
type offers struct {
	vocabulary *bank.Vocabulary
	role       map[string]any // the body of the trade that is edited, nil for another kind
	labels     map[string]string
	ids        map[string]string // by normalised label
	all        []string          // the labels in order
}

// newOffers returns what can be chosen: the vocabulary, and what a trade has in its body, which may be nil.
func newOffers(v *bank.Vocabulary, role map[string]any) *offers {
	o := &offers{vocabulary: v, role: role, labels: map[string]string{}, ids: map[string]string{}}
	for _, c := range v.Cares {
		o.add(c.ID, c.Name)
		for _, a := range c.Aspects {
			o.add(a.ID, a.Name)
		}
	}
	for _, term := range textsOf(role["lexicon"]) {
		o.add(string(bank.AboutTerm(term)), term)
	}
	return o
}

// add adds a thing that may be asked about. If another one has its name, the label has the ID too.
func (o *offers) add(id, name string) {
	label := name
	if taken := o.ids[resolve.Normalise(label)]; taken != "" {
		label = name + " (" + strings.TrimPrefix(id, "term:") + ")"
	}
	if o.labels[id] != "" || o.ids[resolve.Normalise(label)] != "" {
		return
	}
	o.labels[id], o.ids[resolve.Normalise(label)] = label, id
	o.all = append(o.all, label)
}

// label returns the name of a care, an aspect or a term of the trade; for anything else, what was given.
func (o *offers) label(id string) string {
	if label := o.labels[id]; label != "" {
		return label
	}
	return strings.TrimPrefix(id, "term:")
}

// thing returns the ID of what has a name; for anything else, what was given.
func (o *offers) thing(name string) string {
	if id := o.ids[resolve.Normalise(name)]; id != "" && name != "" {
		return id
	}
	return name
}

// choose returns the options of a list, of which some are chosen. What is chosen and not on offer is an option too, so that it is not lost.
func (o *offers) choose(words web.Words, of string, chosen ...string) []option {
	options := o.list(words, of)
	for i := range options {
		options[i].On = slices.Contains(chosen, options[i].Value)
	}
	for _, value := range chosen {
		if !slices.ContainsFunc(options, func(known option) bool { return known.Value == value }) && value != "" {
			options = append(options, option{Value: value, Text: value, On: true})
		}
	}
	return options
}

// names returns the names of values of a list.
func (o *offers) names(words web.Words, of string, values []string) []string {
	if len(values) == 0 {
		return nil
	}
	var names []string
	for _, known := range o.choose(words, of, values...) {
		if known.On {
			names = append(names, known.Text)
		}
	}
	return names
}

func (o *offers) list(words web.Words, of string) []option {
	switch of {
	case ofAskers:
		return []option{{Value: string(bank.Candidate), Text: words.T("admin.words.asker.candidate")}, {Value: string(bank.Interviewer), Text: words.T("admin.words.asker.interviewer")}}
	case ofWork:
		var options []option
		for _, work := range bank.Works() {
			options = append(options, option{Value: string(work), Text: words.T("admin.words.work." + string(work))})
		}
		return options
	case ofCompetencies:
		return o.competencies(words)
	case ofCares:
		return o.cares()
	case ofOccupations:
		return o.occupations(words)
	}
	var options []option
	for _, t := range o.vocabulary.Terms()[of] {
		options = append(options, option{Value: t.ID, Text: t.Name})
	}
	return options
}

// competencies returns what a kit of the trade that is edited can ask about: its skills, and the scored topics.
func (o *offers) competencies(words web.Words) []option {
	options := named(o.role["skills"], words.T("admin.words.competencies.skills"))
	for _, t := range o.vocabulary.Topics {
		if t.Asker == bank.Interviewer && t.Scored {
			options = append(options, option{Value: t.ID, Text: t.Name, Group: words.T("admin.words.competencies.topics")})
		}
	}
	return options
}

// named returns the rows of a body as options: each has an ID and a name.
func named(rows any, group string) []option {
	all, _ := rows.([]any)
	var options []option
	for _, one := range all {
		row, _ := one.(map[string]any)
		id, _ := row["id"].(string)
		name, _ := row["name"].(string)
		options = append(options, option{Value: id, Text: name, Group: group})
	}
	return options
}

func (o *offers) cares() []option {
	var options []option
	for _, c := range o.vocabulary.Cares {
		options = append(options, option{Value: c.ID, Text: c.Name})
		for _, a := range c.Aspects {
			options = append(options, option{Value: a.ID, Text: c.Name + ": " + a.Name})
		}
	}
	return options
}

// occupations returns those of the trade that is edited, and the trade itself for titles that name none.
func (o *offers) occupations(words web.Words) []option {
	id, _ := o.role["id"].(string)
	rows := named(o.role["occupations"], "")
	if len(rows) == 0 || id == "" {
		return nil
	}
	return append([]option{{Value: id, Text: words.T("admin.words.occupation.none")}}, rows...)
}
