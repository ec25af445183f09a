package resolve

import (
	"slices"

	"twoway/bank"
)

// QuestionDocument returns what a question is found by: its text, and then everything else that is said about it.
func QuestionDocument(q *bank.Question) Document {
	d := Document{ID: q.ID, Main: []string{q.Text}, More: []string{q.Softer, q.Firmer, q.HowToAsk, q.Reveals}}
	d.More = slices.Concat(d.More, q.ListenFor, q.WatchFor, q.FollowUps, q.CheckFirst)
	if a := q.Anchors; a != nil {
		d.More = append(d.More, a.One, a.Three, a.Five)
	}
	return d
}

// RuleDocument returns what a rule is found by: its name and its reason, and then its conditions.
func RuleDocument(r *bank.Rule) Document {
	return Document{ID: r.ID, Main: []string{r.Name, r.Because}, More: []string{r.When, r.Pick}}
}

// TermDocuments returns what the terms of a kind are found by, in the order of the vocabulary: name, synonyms and titles, and then
// definition, notes and what belongs to them.
func TermDocuments(v *bank.Vocabulary, kind bank.Kind) []Document {
	var documents []Document
	for _, t := range v.Terms()[string(kind)] {
		documents = append(documents, Document{ID: t.ID, Main: append([]string{t.Name}, t.Synonyms...), More: []string{t.Definition}})
	}
	switch kind { //nolint:exhaustive // the terms of other kinds have no more texts
	case bank.KindStage:
		for i := range v.Stages {
			documents[i].More = append(documents[i].More, v.Stages[i].Note)
		}
	case bank.KindDiscloses:
		for i := range v.Discloses {
			documents[i].More = append(documents[i].More, v.Discloses[i].Protected)
		}
	case bank.KindCare:
		for i := range v.Cares {
			for _, a := range v.Cares[i].Aspects {
				documents[i].More = append(append(documents[i].More, a.ID, a.Name, a.Definition), a.Synonyms...)
			}
		}
	case bank.KindRole:
		for i := range v.Roles {
			addRole(&documents[i], &v.Roles[i])
		}
	}
	return documents
}

// addRole adds the titles of a role, and everything that is said about it.
func addRole(d *Document, r *bank.Role) {
	d.Main = slices.Concat(d.Main, r.Titles, r.Suggestions)
	d.More = slices.Concat(d.More, r.Foreign, r.Lexicon, r.ISCO08, r.SOC, r.ONET)
	for _, o := range r.Occupations {
		d.More = append(append(d.More, o.ID, o.Name), o.Words...)
	}
	for _, s := range r.Sayings {
		d.More = append(d.More, s.Said...)
	}
}
