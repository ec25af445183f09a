package admin

import (
	"slices"
	"strconv"

	"twoway/bank"
	"twoway/rules/plain"
	"twoway/web"
)

// ruleHint is a row that finds far fewer questions than somebody may think, and what finds more.
type ruleHint struct{ Text, Do string }

// fewOfMany is how many times as many questions must touch on something as are about just that, to say so.
const fewOfMany = 4

// hints returns which rows ask for questions about just a care, most of whose questions are about an aspect of it.
func (b *ruleBank) hints(words web.Words, asker bank.Asker, t *ruleText) []ruleHint {
	if t.isText {
		return nil
	}
	var list []ruleHint
	number := 0
	for _, g := range t.form.Groups {
		for i := range g {
			exact, touched := b.asksAbout(asker, &g[i])
			if touched >= fewOfMany*max(exact, 1) {
				text := words.T("admin.rules.hint.touch", "Exact", exact, "Touched", touched)
				list = append(list, ruleHint{text, string(t.part) + ".touch." + strconv.Itoa(number)})
			}
			number++
		}
	}
	return list
}

// asksAbout returns how many questions are about just the cares that a row names, and how many touch on them; 0 for any other row.
func (b *ruleBank) asksAbout(asker bank.Asker, r *plain.Row) (exact, touched int) {
	if fieldName(r) != "question.about" || r.Op != plain.Is || !b.areCares(r.Values) {
		return 0, 0
	}
	for _, q := range b.state.Content.ReadyQuestions() {
		if q.Asker != asker {
			continue
		}
		if slices.Contains(r.Values, string(q.About)) {
			exact++
		}
		if slices.ContainsFunc(q.Cares, func(care string) bool { return slices.Contains(r.Values, care) }) {
			touched++
		}
	}
	return exact, touched
}

func (b *ruleBank) areCares(ids []string) bool {
	isCare := func(id string) bool {
		return slices.ContainsFunc(b.state.Content.Vocabulary.Cares, func(c bank.Care) bool { return c.ID == id })
	}
	return len(ids) > 0 && !slices.ContainsFunc(ids, func(id string) bool { return !isCare(id) })
}

// touch makes a row find what touches on its cares, instead of what is about just them.
func touch(r *plain.Row) {
	if field, found := plain.FieldOf("question.cares"); found && fieldName(r) == "question.about" {
		r.Field, r.Op = field, plain.Ops(field)[0]
	}
}
