package lang

import (
	"fmt"
	"slices"

	"github.com/expr-lang/expr/ast"

	"twoway/bank"
	"twoway/resolve"
)

// checkComparable diagnoses operands of different vocabularies, constants that are not in the other operand's vocabulary,
// and numbers that the other operand never has.
func (c *checker) checkComparable(n *ast.BinaryNode, left, right typ) {
	if !haveCommonValues(left.vocab, right.vocab) {
		c.fault(n, bank.FaultTypeMismatch, fmt.Sprintf("This compares a %s with a %s, which are never equal.", noun(left.vocab), noun(right.vocab)))
		return
	}
	c.constants(n, n.Left, right.vocab)
	c.constants(n, n.Right, left.vocab)
	if left.kind == integer {
		c.checkNumbers(n.Left, n.Right)
		c.checkNumbers(n.Right, n.Left)
	}
}

// haveCommonValues reports whether a value can be in both vocabularies. What a question is about may be a care or an aspect.
func haveCommonValues(a, b string) bool {
	isAbout := func(a, b string) bool { return a == "about" && (b == "care" || b == "aspect") }
	return a == "" || b == "" || a == b || isAbout(a, b) || isAbout(b, a)
}

// constants checks the constants on one side of a comparison against a vocabulary.
func (c *checker) constants(comparison *ast.BinaryNode, side ast.Node, vocab string) {
	if vocab == "" {
		return
	}
	switch side := side.(type) {
	case *ast.StringNode:
		c.value(comparison, side, vocab)
	case *ast.ArrayNode:
		for _, item := range side.Nodes {
			c.constants(nil, item, vocab)
		}
	}
}

// maxProposals is the number of unknown values per text for which the nearest IDs are looked up. A bank may hold
// thousands of IDs, so looking them up is slow.
const maxProposals = 20

// value diagnoses a text that is not in the vocabulary: a typo that expr cannot see. The comparison is nil if the text is in
// a list.
func (c *checker) value(comparison *ast.BinaryNode, n *ast.StringNode, vocab string) {
	if n.Value == "" { // a field is "" when its value was not given
		return
	}
	if vocab == "format" && c.scope.Asker == bank.Candidate {
		c.fault(n, bank.FaultUnknownValue, "Only interviewers' questions have a format, but this is a candidate's rule.")
		return
	}
	if slices.Contains(c.values[vocab], n.Value) {
		c.checkSide(n, vocab)
		return
	}
	if c.isOtherKind(comparison, n, vocab) {
		return
	}
	f := c.fault(n, bank.FaultUnknownValue, fmt.Sprintf("Unknown %s %s.", noun(vocab), quoted(n.Value)))
	if c.proposed == maxProposals {
		return
	}
	c.proposed++
	found := c.language.unknownID(c.scope.Asker, vocab, n.Value)
	f.Detail, f.Nearest = found.Detail, found.Nearest
	if found.Fix != "" {
		f.Fix = quoted(found.Fix)
	}
}

// Unknown returns the fault for an ID in a meeting that is not in the vocabulary, nil if it is. The kind is a key of
// bank.Vocabulary.Terms other than "topic". On and Fix of the fault are IDs.
func (l *Language) Unknown(kind, id string) *bank.Fault {
	if l.Has(kind, id) {
		return nil
	}
	f := l.unknownID("", kind, id)
	if other := map[string]string{"care": "aspect", "aspect": "care"}[kind]; slices.Contains(l.values[other], id) {
		f = bank.Fault{Detail: l.describe(id, other) + ", not " + article(kind) + "."}
	}
	f.Code, f.On = bank.FaultUnknownValue, id
	return &f
}

// Has reports whether the vocabulary has an ID of a kind, as Unknown understands it.
func (l *Language) Has(kind, id string) bool { return slices.Contains(l.values[kind], id) }

// unknownID returns the fault for a text that is not an ID of a vocabulary, with the ID that has the text as a name or
// else the nearest IDs. The asker is the rule's and matters only for topics.
func (l *Language) unknownID(asker bank.Asker, vocab, value string) bank.Fault {
	if id := l.idByName(asker, vocab, value); id != "" {
		return bank.Fault{Detail: fmt.Sprintf("%s is not an ID; use %s.", quoted(value), quoted(id)), Nearest: []string{id}, Fix: id}
	}
	f := bank.Fault{
		Detail: fmt.Sprintf("Unknown %s %s.", noun(vocab), quoted(value)), Nearest: resolve.Nearest(value, l.idsFor(asker, vocab), 3),
	}
	if len(f.Nearest) > 0 && resolve.Close(value, f.Nearest[0]) {
		f.Detail += " Did you mean " + quoted(f.Nearest[0]) + "?"
		f.Fix = f.Nearest[0]
	}
	return f
}

// idsFor returns the IDs of a vocabulary that can match in an asker's rule.
func (l *Language) idsFor(asker bank.Asker, vocab string) []string {
	if vocab != "topic" {
		return l.values[vocab]
	}
	var topics []string
	for _, t := range l.vocabulary.Topics {
		if t.Asker == asker {
			topics = append(topics, t.ID)
		}
	}
	return topics
}

// describe returns "<id> is a <kind>".
func (l *Language) describe(id, kind string) string {
	if kind == "aspect" {
		return quoted(id) + " is an aspect (of " + l.vocabulary.CareOf(id) + ")"
	}
	return quoted(id) + " is " + article(kind)
}

// article returns the noun of a kind with its article.
func article(kind string) string {
	if kind == "aspect" || kind == "about" {
		return "an " + noun(kind)
	}
	return "a " + noun(kind)
}

// checkSide diagnoses a topic of the other asker, which no question of this rule's asker can have.
func (c *checker) checkSide(n *ast.StringNode, vocab string) {
	if t, isTopic := c.language.vocabulary.Topic(n.Value); vocab == "topic" && isTopic && t.Asker != c.scope.Asker {
		c.fault(n, bank.FaultUnknownValue, fmt.Sprintf("%s is a topic for %ss, but this is %s rule.", quoted(n.Value), t.Asker, whose(c.scope.Asker)))
	}
}

func whose(asker bank.Asker) string {
	if asker == bank.Interviewer {
		return "an interviewer's"
	}
	return "a candidate's"
}

// idByName returns the ID that has a text as its name, synonym or title. It returns "" if there is none, or if the text
// differs from the ID only in case, spacing or the like.
func (l *Language) idByName(asker bank.Asker, vocab, name string) string {
	key := resolve.Normalise(name)
	if vocab == "topic" {
		vocab = topicKind(asker)
	}
	if id := l.names()[vocab][key]; resolve.Normalise(id) != key {
		return id
	}
	return ""
}

func topicKind(asker bank.Asker) string { return "topic of " + string(asker) }

// namesOf returns the IDs by kind and by normalised name, synonym or title. A name that two IDs share belongs to the
// first.
func namesOf(v *bank.Vocabulary) map[string]map[string]string {
	names := map[string]map[string]string{}
	add := func(kind, id string, list ...string) {
		if names[kind] == nil {
			names[kind] = map[string]string{}
		}
		for _, name := range list {
			if key := resolve.Normalise(name); key != "" && names[kind][key] == "" {
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

// isOtherKind diagnoses a care, aspect or topic that is used as one of the other two, which sound alike but have fields of
// their own, and reports whether it found one. The fix replaces the whole comparison if the value is compared with a field.
func (c *checker) isOtherKind(comparison *ast.BinaryNode, n *ast.StringNode, vocab string) bool {
	kinds := []string{"care", "aspect", "topic"}
	if !slices.Contains(kinds, vocab) {
		return false
	}
	i := slices.IndexFunc(kinds, func(kind string) bool {
		return kind != vocab && slices.Contains(c.language.idsFor(c.scope.Asker, kind), n.Value)
	})
	if i < 0 {
		return false
	}
	is := c.language.describe(n.Value, kinds[i])
	fix := c.inOwnField(comparison, n, kinds[i])
	if fix == "" {
		c.fault(n, bank.FaultUnknownValue, is+", not "+article(vocab)+".")
		return true
	}
	c.fault(comparison, bank.FaultUnknownValue, is+": write "+fix+".").Fix = fix
	return true
}

// inOwnField returns a comparison with the field replaced by the one that holds values of the given kind; "" if no such
// field is allowed here.
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

// isNegated reports whether a comparison uses "!=", "not in" or the like.
func (c *checker) isNegated(n *ast.BinaryNode) bool { return (n.Operator == "!=") != (c.negated == n) }

// noun returns the word for a value of a vocabulary.
func noun(vocab string) string {
	switch vocab {
	case "discloses":
		return "disclosure"
	case "asked_of":
		return "person to ask"
	case "about":
		return "aspect or care"
	case "work":
		return "kind of work"
	}
	return vocab
}
