package lang

import (
	"fmt"
	"slices"

	"github.com/expr-lang/expr/ast"

	"twoway/bank"
	"twoway/resolve"
)

// agree diagnoses texts of two vocabularies, constants that the vocabulary of the other side does not know, and numbers
// that it never is.
func (c *checker) checkComparable(n *ast.BinaryNode, left, right typ) {
	if left.vocab != "" && right.vocab != "" && left.vocab != right.vocab {
		c.fault(n, bank.FaultTypeMismatch, fmt.Sprintf("This compares a %s with a %s; they are never equal.", noun(left.vocab), noun(right.vocab)))
		return
	}
	c.constants(n, n.Left, right.vocab)
	c.constants(n, n.Right, left.vocab)
	if left.kind == integer {
		c.checkNumbers(n.Left, n.Right)
		c.checkNumbers(n.Right, n.Left)
	}
}

// constants checks the constants on one side of a comparison.
func (c *checker) constants(comparison *ast.BinaryNode, side ast.Node, of string) {
	if of == "" {
		return
	}
	switch side := side.(type) {
	case *ast.StringNode:
		c.value(comparison, side, of)
	case *ast.ArrayNode:
		for _, item := range side.Nodes {
			c.constants(nil, item, of)
		}
	}
}

// maxProposals is for how many values of one text the nearest are looked up, in a bank that may hold thousands.
const maxProposals = 20

// value reports a text that the vocabulary does not know: a typo that expr cannot see. The comparison is nil for one of a
// list.
func (c *checker) value(comparison *ast.BinaryNode, n *ast.StringNode, of string) {
	if n.Value == "" { // absent: a profile's field is "" when nothing was said
		return
	}
	if of == "format" && c.scope.Asker == bank.Candidate {
		c.fault(n, bank.FaultUnknownValue, "Only interviewers' questions have a format, but this is a candidate's rule.")
		return
	}
	if slices.Contains(c.values[of], n.Value) {
		c.checkSide(n, of)
		return
	}
	if c.isOtherKind(comparison, n, of) {
		return
	}
	f := c.fault(n, bank.FaultUnknownValue, fmt.Sprintf("Unknown %s %s.", noun(of), quoted(n.Value)))
	if c.proposed == maxProposals {
		return
	}
	c.proposed++
	meant := c.language.unknownID(c.scope.Asker, of, n.Value)
	f.Detail, f.Nearest = meant.Detail, meant.Nearest
	if meant.Fix != "" {
		f.Fix = quoted(meant.Fix)
	}
}

// Unknown is the fault of an id in a meeting that the vocabulary does not have among those of a kind, nil if it has it.
// The kinds are those of bank.Vocabulary.Terms but for topics. On and Fix are ids.
func (l *Language) Unknown(kind, id string) *bank.Fault {
	if slices.Contains(l.values[kind], id) {
		return nil
	}
	f := l.unknownID("", kind, id)
	if other := map[string]string{"care": "aspect", "aspect": "care"}[kind]; slices.Contains(l.values[other], id) {
		f = bank.Fault{Detail: l.describe(id, other) + ", not " + article(kind) + "."}
	}
	f.Code, f.On = bank.FaultUnknownValue, id
	return &f
}

// unknown says of a text that is no id of a kind what is: that of what people call so, or the nearest. The asker is of
// the rule, and counts for topics alone.
func (l *Language) unknownID(asker bank.Asker, of, said string) bank.Fault {
	if id := l.idByName(asker, of, said); id != "" {
		return bank.Fault{Detail: fmt.Sprintf("%s is not an ID; use %s.", quoted(said), quoted(id)), Nearest: []string{id}, Fix: id}
	}
	f := bank.Fault{Detail: fmt.Sprintf("Unknown %s %s.", noun(of), quoted(said)), Nearest: resolve.Nearest(said, l.idsFor(asker, of), 3)}
	if len(f.Nearest) > 0 && resolve.Close(said, f.Nearest[0]) {
		f.Detail += " Did you mean " + quoted(f.Nearest[0]) + "?"
		f.Fix = f.Nearest[0]
	}
	return f
}

// known are the ids of one kind that can match in a rule of that side.
func (l *Language) idsFor(asker bank.Asker, of string) []string {
	if of != "topic" {
		return l.values[of]
	}
	var topics []string
	for _, t := range l.vocabulary.Topics {
		if t.Asker == asker {
			topics = append(topics, t.ID)
		}
	}
	return topics
}

// is says of which kind an id is.
func (l *Language) describe(id, kind string) string {
	if kind == "aspect" {
		return quoted(id) + " is an aspect (of " + l.vocabulary.CareOf(id) + ")"
	}
	return quoted(id) + " is " + article(kind)
}

// article is the noun of a kind with the article before it.
func article(kind string) string {
	if kind == "aspect" {
		return "an aspect"
	}
	return "a " + noun(kind)
}

// ofThisSide reports a topic of the other side, which no question that the rule is about can have.
func (c *checker) checkSide(n *ast.StringNode, of string) {
	if t, isTopic := c.language.vocabulary.Topic(n.Value); of == "topic" && isTopic && t.Asker != c.scope.Asker {
		c.fault(n, bank.FaultUnknownValue, fmt.Sprintf("%s is a topic for %ss, but this is %s rule.", quoted(n.Value), t.Asker, whose(c.scope.Asker)))
	}
}

func whose(asker bank.Asker) string {
	if asker == bank.Interviewer {
		return "an interviewer's"
	}
	return "a candidate's"
}

// called is the id of what people call by a text, "" if there is none or it is the id, only in other letters.
func (l *Language) idByName(asker bank.Asker, of, said string) string {
	key := resolve.Normalise(said)
	if of == "topic" {
		of = topicKind(asker)
	}
	if id := l.names()[of][key]; resolve.Normalise(id) != key {
		return id
	}
	return ""
}

func topicKind(asker bank.Asker) string { return "topic of " + string(asker) }

// namesOf are the ids by kind and by name, synonym or title, normalised. What two of a kind share means the first.
func namesOf(v *bank.Vocabulary) map[string]map[string]string {
	names := map[string]map[string]string{}
	add := func(kind, id string, said ...string) {
		if names[kind] == nil {
			names[kind] = map[string]string{}
		}
		for _, s := range said {
			if key := resolve.Normalise(s); key != "" && names[kind][key] == "" {
				names[kind][key] = id
			}
		}
	}
	for kind, terms := range v.Terms() {
		for _, t := range terms {
			add(kind, t.ID, append([]string{t.ID, t.Name}, t.Synonyms...)...)
		}
	}
	for _, t := range v.Topics {
		add(topicKind(t.Asker), t.ID, append([]string{t.ID, t.Name}, t.Synonyms...)...)
	}
	for _, r := range v.Roles {
		add("role", r.ID, r.Titles...)
	}
	return names
}

// ofAnotherKind reports a care, aspect or topic that was taken for one of the others. They sound alike and stand in
// fields of their own. The fix is of the comparison, if the value is compared with such a field.
func (c *checker) isOtherKind(comparison *ast.BinaryNode, n *ast.StringNode, of string) bool {
	kinds := []string{"care", "aspect", "topic"}
	if !slices.Contains(kinds, of) {
		return false
	}
	i := slices.IndexFunc(kinds, func(kind string) bool {
		return kind != of && slices.Contains(c.language.idsFor(c.scope.Asker, kind), n.Value)
	})
	if i < 0 {
		return false
	}
	is := c.language.describe(n.Value, kinds[i])
	fix := c.inOwnField(comparison, n, kinds[i])
	if fix == "" {
		c.fault(n, bank.FaultUnknownValue, is+", not "+article(of)+".")
		return true
	}
	c.fault(comparison, bank.FaultUnknownValue, is+": write "+fix+".").Fix = fix
	return true
}

// inItsField is a comparison of a field with a value that is of another kind than the field, with the field of that kind
// in its place; "" if there is none that may stand here.
func (c *checker) inOwnField(comparison *ast.BinaryNode, n *ast.StringNode, kind string) string {
	if comparison == nil {
		return ""
	}
	field, ok := fieldOf(comparison.Left)
	if comparison.Left == ast.Node(n) {
		field, ok = fieldOf(comparison.Right)
	}
	isNot := c.isNegated(comparison)
	switch {
	case !ok, field.Object == "profile" && (kind == "topic" || c.scope.Asker == bank.Interviewer):
		return ""
	case kind == "topic" && isNot:
		return "question.topic != " + quoted(n.Value)
	case kind == "topic":
		return "question.topic == " + quoted(n.Value)
	case isNot:
		return quoted(n.Value) + " not in " + field.Object + "." + kind + "s"
	}
	return quoted(n.Value) + " in " + field.Object + "." + kind + "s"
}

// isNegative tells whether a comparison is one with "!=", "not in" or the like.
func (c *checker) isNegated(n *ast.BinaryNode) bool { return (n.Operator == "!=") != (c.negated == n) }

func noun(of string) string {
	switch of {
	case "discloses":
		return "disclosure"
	case "asked_of":
		return "person to ask"
	}
	return of
}
