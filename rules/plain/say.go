package plain

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"twoway/bank"
	"twoway/rules/lang"
)

// Voice says things in a language. T returns the text with an ID, whose arguments are names and values by turns; the ID itself if there is
// none. Name returns the name of a value of a vocabulary (see Vocabulary), or that of a number, with the name of its field as the vocabulary.
type Voice struct {
	T    func(id string, arguments ...any) string
	Name func(vocabulary, id string) string
}

// Clause is one of the texts of a rule, ready to be said. The zero value is a text that nobody can read.
type Clause struct{ tree *node }

// ClauseOf returns a compiled text as a clause.
func ClauseOf(c *lang.Condition) Clause {
	n := read(c)
	return Clause{&n}
}

// Clause returns a form, which may be unfinished, as a clause.
func (f Form) Clause() Clause {
	n := f.tree()
	return Clause{&n}
}

// Sentence returns a rule as one sentence: for whom, and what it does with which questions.
func (v Voice) Sentence(asker bank.Asker, e bank.Effect, when, pick Clause) string {
	return v.Whom(asker, when) + ": " + v.Does(e, pick) + "."
}

// Whom says to which meetings a rule applies.
func (v Voice) Whom(asker bank.Asker, when Clause) string {
	side := string(asker)
	switch {
	case when.tree == nil:
		return v.T("unclear.when")
	case when.tree.row == nil && len(when.tree.kids) == 0:
		return v.T("everyone." + side)
	}
	return v.T("people."+side, "Which", v.which(*when.tree, false))
}

// Does says what a rule does with the questions that it picks.
func (v Voice) Does(e bank.Effect, pick Clause) string {
	questions, of := v.T("questions.all"), v.T("of.all")
	switch {
	case pick.tree == nil:
		questions = v.T("unclear.pick")
		of = questions
	case pick.tree.row != nil || len(pick.tree.kids) > 0:
		which := v.which(*pick.tree, false)
		questions, of = v.T("questions", "Which", which), v.T("of", "Which", which)
	}
	id := "effect." + string(e.Kind)
	switch e.Kind {
	case bank.Boost:
		if e.Points < 0 {
			id += ".less"
		}
	case bank.Limit:
		if e.By == bank.ByTopic {
			id += ".topic"
		}
	case bank.Place:
		id += "." + e.Where
	case bank.Require, bank.Essential, bank.Exclude:
	}
	return v.T(id, "Questions", questions, "Of", of, "Points", max(e.Points, -e.Points), "Number", e.Count)
}

// which says a tree in words that follow what they are about.
func (v Voice) which(n node, isInner bool) string {
	if n.row != nil {
		return v.Row(*n.row)
	}
	if len(n.kids) == 0 {
		return v.T("always")
	}
	parts := make([]string, len(n.kids))
	for i, kid := range n.kids {
		parts[i] = v.which(kid, true)
	}
	switch {
	case n.any && isInner:
		return v.T("either", "First", parts[0], "Rest", strings.Join(parts[1:], " "+v.T("or")+" "))
	case n.any:
		return strings.Join(parts, ", "+v.T("or")+" ")
	case isInner:
		return "(" + strings.Join(parts, " "+v.T("and")+" ") + ")"
	}
	return strings.Join(parts, ", ")
}

// Row says a row.
func (v Voice) Row(r Row) string {
	if !r.IsComplete() {
		if f := r.Field; f != (lang.Field{}) {
			return v.T("field."+f.Object+"."+f.Name) + " …"
		}
		return "…"
	}
	if r.Op == AsText {
		return v.T("text", "Text", r.Text)
	}
	if slices.Contains(r.Values, "") {
		return v.unstated(r)
	}
	name := r.Field.Object + "." + r.Field.Name
	values := v.list(r)
	if r.Field.Name == "level" && r.Op == AtLeast && r.Low == 1 {
		return v.T("profile.level.known")
	}
	if r.Field.Name == "depth" {
		return v.T("question.depth", "Values", values)
	}
	op := string(r.Op)
	arguments := []any{"Values", values, "Low", v.number(r.Field, r.Low), "High", v.number(r.Field, r.High), "Field", v.T("field." + name)}
	for _, id := range []string{name + "." + op, "any." + op} {
		if said := v.T(id, arguments...); said != id {
			return said
		}
	}
	return v.T("text", "Text", r.text())
}

// unstated says a row in whose values is the one of what was not stated.
func (v Voice) unstated(r Row) string {
	isNot, name := r.Op == IsNot || r.Op == HasNot, r.Field.Object+"."+r.Field.Name
	op := ".unstated"
	if isNot {
		op = ".stated"
	}
	said := v.T(name + op)
	if said == name+op {
		said = v.T("any"+op, "Field", v.T("field."+name))
	}
	r.Values = slices.DeleteFunc(slices.Clone(r.Values), func(value string) bool { return value == "" })
	switch {
	case len(r.Values) == 0:
		return said
	case isNot:
		return v.Row(r) + ", " + said
	}
	return v.T("either", "First", v.Row(r), "Rest", said)
}

// number returns the name of a level, or any other number as it is.
func (v Voice) number(f lang.Field, n int) string {
	if strings.HasSuffix(f.Name, "level") {
		return v.Name("level", strconv.Itoa(n))
	}
	return strconv.Itoa(n)
}

// list returns the names of the values of a row, with "or" between the last two.
func (v Voice) list(r Row) string {
	var names []string
	if r.Field.Name == "depth" {
		for depth := 1; depth <= bank.MaxDepth; depth++ {
			if r.holds(depth) {
				names = append(names, v.Name("depth", strconv.Itoa(depth)))
			}
		}
	}
	shown := r.Values
	if most := mostNamed(Vocabulary(r.Field)); len(shown) > most+1 {
		shown = shown[:most]
	}
	for _, id := range shown {
		name := v.Name(Vocabulary(r.Field), id)
		if id != "" && (len(r.Values) > 1 && listed.MatchString(name) || Vocabulary(r.Field) == "question") {
			name = "“" + name + "”"
		}
		names = append(names, name)
	}
	if more := len(r.Values) - len(shown); more > 0 {
		names = append(names, v.T("more", "Number", more))
	}
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " " + v.T("or") + " " + names[last]
}

// mostNamed returns how many values of a vocabulary a sentence names before it counts the others.
func mostNamed(vocabulary string) int {
	if vocabulary == "question" {
		return 2
	}
	return 6
}

// listed matches a name that would be taken for several.
var listed = regexp.MustCompile(`,|\b(and|or|und|oder)\b`)

// holds reports whether a row about a number is true of one.
func (r *Row) holds(n int) bool {
	switch r.Op { //nolint:exhaustive // the others are about no number
	case AtLeast:
		return n >= r.Low
	case AtMost:
		return n <= r.High
	case Between:
		return r.Low <= n && n <= r.High
	case Other:
		return n != r.Low
	}
	return n == r.Low
}
