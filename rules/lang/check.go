package lang

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/expr-lang/expr/ast"

	"twoway/bank"
	"twoway/resolve"
)

// Details that both the parser and the checker give.
const (
	strayElement = "# is an element of a list. Use it only inside any, all, none, one or count."
	noCondition  = "This needs a list and a condition, as in any(profile.cares, # in question.cares)."
)

// checker checks a tree node by node and collects every fault.
type checker struct {
	language *Language
	scope    Scope
	values   map[string][]string
	src      []rune
	scan     *scanned
	faults   []bank.Fault
	mentions Mentions
	element  *typ     // the type of # inside a predicate; nil outside
	proposed int      // the number of values for which the nearest IDs were looked up
	negated  ast.Node // the operand of a "not" that is written inside its operand, as in "not in"
}

func (c *checker) fault(n ast.Node, code, detail string) *bank.Fault {
	from, to := c.scan.span(n)
	c.faults = append(c.faults, faultAt(c.src, from, to, code, detail))
	return &c.faults[len(c.faults)-1]
}

func (c *checker) refuse(n ast.Node, detail string) typ {
	c.fault(n, bank.FaultNotAllowed, detail)
	return typ{}
}

// expect diagnoses a value that is not of the wanted kind, and reports whether it is.
func (c *checker) expect(n ast.Node, got typ, want kind) bool {
	if got.kind != want && got.kind != unknown {
		c.fault(n, bank.FaultTypeMismatch, fmt.Sprintf("This must be %s, not %s.", want, got.kind))
	}
	return got.kind == want
}

// check diagnoses a node and returns its type, or the unknown type if it is not valid.
func (c *checker) check(n ast.Node) typ {
	switch n := n.(type) {
	case *ast.BoolNode:
		return typ{kind: boolean}
	case *ast.IntegerNode:
		return typ{kind: integer}
	case *ast.StringNode:
		return typ{kind: text}
	case *ast.ArrayNode:
		return c.array(n)
	case *ast.MemberNode:
		return c.member(n)
	case *ast.PointerNode:
		return c.pointer(n)
	case *ast.UnaryNode:
		return c.unary(n)
	case *ast.BinaryNode:
		return c.binary(n)
	case *ast.BuiltinNode:
		return c.builtin(n)
	case *ast.IdentifierNode:
		return c.identifier(n)
	case *ast.FloatNode:
		return c.refuse(n, "Only whole numbers are allowed in rules.")
	case *ast.CallNode:
		return c.refuse(n, "Unknown function. The functions are: any, all, none, one, count, len.")
	case *ast.ChainNode:
		return c.chain(n)
	}
	return c.unsupported(n)
}

// unsupported refuses a node that rules cannot contain and says what to write instead, if that is known.
func (c *checker) unsupported(n ast.Node) typ {
	switch n.(type) {
	case *ast.ConditionalNode:
		return c.refuse(n, `Rules have no "? :". Write two rules, or join conditions with "and" and "or".`)
	case *ast.SliceNode:
		return c.refuse(n, "A list cannot be sliced. Test its elements with any, all, none, one or count.")
	case *ast.NilNode:
		return c.refuse(n, `Rules have no nil. A missing value is "", 0 or an empty list.`)
	}
	return c.refuse(n, "This is not part of the rule language, which docs/rules.md describes.")
}

func (c *checker) chain(n *ast.ChainNode) typ {
	f := c.fault(n, bank.FaultNotAllowed, `No value is ever missing. Write "." instead of "?.".`)
	field, isField := fieldOf(n.Node)
	member, isMember := n.Node.(*ast.MemberNode)
	if !isField || !isMember {
		return typ{}
	}
	f.Fix = field.Object + "." + field.Name
	meant := *member
	meant.Optional = false
	return c.member(&meant)
}

func (c *checker) identifier(n *ast.IdentifierNode) typ {
	if n.Value == "profile" || n.Value == "question" {
		return c.refuse(n, fmt.Sprintf("Name a field of the %s, as in %s.%s.", n.Value, n.Value, exampleField(n.Value)))
	}
	if c.bareField(n) {
		return typ{}
	}
	if c.isValue(n.Value) {
		c.fault(n, bank.FaultUnknownField, fmt.Sprintf("Put texts in quotation marks: %q.", n.Value)).Fix = quoted(n.Value)
		return typ{}
	}
	f := c.fault(n, bank.FaultUnknownField, fmt.Sprintf("Unknown name %q. Use profile or question.", n.Value))
	f.Nearest = resolve.Nearest(n.Value, []string{"profile", "question"}, 1)
	if resolve.Close(n.Value, f.Nearest[0]) {
		f.Fix = f.Nearest[0]
	} else {
		f.Nearest = nil
	}
	return typ{}
}

// isValue reports whether a text is an ID of any vocabulary.
func (c *checker) isValue(text string) bool {
	for _, values := range c.values {
		if slices.Contains(values, text) {
			return true
		}
	}
	return false
}

// bareField diagnoses a field without its object, and reports whether n is one. It proposes only fields that are allowed
// here.
func (c *checker) bareField(n *ast.IdentifierNode) (found bool) {
	_, ofProfile := fields("profile")[n.Value]
	_, ofQuestion := fields("question")[n.Value]
	var names []string
	if ofProfile && (c.scope.Asker != bank.Interviewer || !isPersonal(n.Value)) {
		names = append(names, "profile."+n.Value)
	}
	if ofQuestion && c.scope.Part != When {
		names = append(names, "question."+n.Value)
	}
	switch {
	case len(names) > 0:
		f := c.fault(n, bank.FaultUnknownField, fmt.Sprintf("Write %s.", strings.Join(names, " or ")))
		f.Nearest = names
		if len(names) == 1 {
			f.Fix = names[0]
		}
	case ofProfile:
		c.mention(n, "profile", n.Value)
	case ofQuestion:
		c.notInWhen(n)
	}
	return ofProfile || ofQuestion
}

func (c *checker) notInWhen(n ast.Node) typ {
	return c.refuse(n, `"when" can use only the profile. Put conditions on the question in "pick".`)
}

// isPersonal reports whether a field of the profile is about the people in the meeting and not about the job.
func isPersonal(field string) bool {
	return field == "cares" || field == "aspects" || field == "terms" || field == "asked_of"
}

// isOfOpening reports whether a field of the profile is named by interviewers alone.
func isOfOpening(field string) bool { return field == "competencies" || field == "requirements" }

// isOf reports whether the rules of an asker may use a field of the profile.
func isOf(asker bank.Asker, field string) bool {
	if asker == bank.Interviewer {
		return !isPersonal(field)
	}
	return !isOfOpening(field)
}

func exampleField(object string) string {
	if object == "profile" {
		return "stage"
	}
	return "topic"
}

func (c *checker) member(n *ast.MemberNode) typ {
	object, isName := n.Node.(*ast.IdentifierNode)
	field, isConstant := n.Property.(*ast.StringNode)
	if !isName || !isConstant || n.Optional || (object.Value != "profile" && object.Value != "question") {
		if isName && object.Value != "profile" && object.Value != "question" {
			return c.identifier(object)
		}
		return c.refuse(n, "Only profile.field and question.field are allowed.")
	}
	if object.Value == "question" && c.scope.Part == When {
		return c.notInWhen(n)
	}
	return c.field(n, object.Value, field.Value)
}

func (c *checker) field(n ast.Node, object, name string) typ {
	known := fields(object)
	t, ok := known[name]
	if !ok {
		names := slices.DeleteFunc(sortedKeys(known), func(name string) bool { return object == "profile" && !isOf(c.scope.Asker, name) })
		f := c.fault(n, bank.FaultUnknownField, fmt.Sprintf("A %s has no field %q. It has: %s.", object, name, strings.Join(names, ", ")))
		f.Nearest = nearestFields(name, names)
		if len(f.Nearest) == 1 && resolve.Close(name, f.Nearest[0]) && name[0] == f.Nearest[0][0] {
			f.Fix = object + "." + f.Nearest[0]
		}
		return typ{}
	}
	c.mention(n, object, name)
	return t
}

// nearestFields returns the fields that a name may mean: the ones that end in it as a word, or else the nearest one.
func nearestFields(name string, names []string) []string {
	ending := slices.DeleteFunc(slices.Clone(names), func(known string) bool { return !strings.HasSuffix(known, "_"+name) })
	if len(ending) > 0 {
		return ending
	}
	return resolve.Nearest(name, names, 1)
}

// mention records that a text looks at a field, and diagnoses a personal field in an interviewer's rule.
func (c *checker) mention(n ast.Node, object, name string) {
	if object == "question" {
		c.mentions.Question = true
		return
	}
	c.mentions.Profile = true
	c.mentions.Stage = c.mentions.Stage || name == "stage"
	if isOfOpening(name) && c.scope.Asker == bank.Candidate {
		c.fault(n, bank.FaultUnknownField, "A candidate's rule cannot use profile."+name+": only interviewers say what the job needs.")
		return
	}
	if !isPersonal(name) {
		return
	}
	c.mentions.Cares = c.mentions.Cares || name != "asked_of"
	if c.scope.Asker == bank.Interviewer {
		what := "what the candidate cares about"
		if name == "asked_of" {
			what = "who asks"
		}
		c.fault(n, bank.FaultPersonalisedKit, "An interviewer's rule cannot use "+what+": every applicant gets the same scored questions.")
	}
}

func (c *checker) pointer(n *ast.PointerNode) typ {
	if c.element == nil || n.Name != "" {
		return c.refuse(n, strayElement)
	}
	return *c.element
}

func (c *checker) array(n *ast.ArrayNode) typ {
	if len(n.Nodes) == 0 {
		return c.refuse(n, "This list is empty, so there is nothing to compare with.")
	}
	kinds := map[kind]bool{}
	for _, item := range n.Nodes {
		switch item.(type) {
		case *ast.StringNode:
			kinds[texts] = true
		case *ast.IntegerNode:
			kinds[integers] = true
		default:
			return c.refuse(item, "A list may hold only quoted texts, or only whole numbers.")
		}
	}
	if len(kinds) > 1 {
		return c.refuse(n, "A list may hold only quoted texts, or only whole numbers.")
	}
	if kinds[texts] {
		return typ{kind: texts}
	}
	return typ{kind: integers}
}

func (c *checker) unary(n *ast.UnaryNode) typ {
	if n.Operator == "not" && n.Location() == n.Node.Location() {
		c.negated = n.Node
	}
	got := c.check(n.Node)
	switch n.Operator {
	case "not", "!":
		if c.expect(n.Node, got, boolean) {
			return got
		}
		return typ{}
	case "-":
		if c.expect(n.Node, got, integer) {
			return got
		}
		return typ{}
	}
	return c.refuse(n, fmt.Sprintf("The sign %q is not part of the rule language.", n.Operator))
}

func (c *checker) builtin(n *ast.BuiltinNode) typ {
	if n.Name == "len" && len(n.Arguments) == 1 {
		list := c.check(n.Arguments[0])
		if list.kind != texts && list.kind != integers && list.kind != unknown {
			c.expect(n.Arguments[0], list, texts)
		}
		return typ{kind: integer}
	}
	if !slices.Contains([]string{"any", "all", "none", "one", "count"}, n.Name) {
		return c.refuse(n, fmt.Sprintf("Unknown function %q. The functions are: any, all, none, one, count, len.", n.Name))
	}
	if len(n.Arguments) != 2 {
		return c.refuse(n, noCondition)
	}
	if c.element != nil {
		return c.refuse(n, "Conditions over lists cannot be nested.")
	}
	c.predicate(n)
	if n.Name == "count" {
		return typ{kind: integer}
	}
	return typ{kind: boolean}
}

func (c *checker) predicate(n *ast.BuiltinNode) {
	list := c.check(n.Arguments[0])
	element := typ{}
	switch list.kind {
	case texts:
		element = typ{text, list.vocab}
	case integers:
		element = typ{kind: integer}
	case unknown, boolean, integer, text:
		c.expect(n.Arguments[0], list, texts)
	}
	predicate, ok := n.Arguments[1].(*ast.PredicateNode)
	if !ok {
		c.refuse(n.Arguments[1], "A condition is needed here.")
		return
	}
	c.element = &element
	c.expect(predicate.Node, c.check(predicate.Node), boolean)
	c.element = nil
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func quoted(s string) string { return strconv.Quote(s) }
