package lang

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// reader reads the items of a text as a condition. It stops at the first problem.
type reader struct {
	language *Language
	words    *thesaurus
	scope    Scope
	items    []item
	at       int
	depth    int
	problem  *problem
	seen     []*meant // the leaves that were read, for an example
	notes    []string // how words were understood
	sizes    []string // "short" and "long", which a time must explain
	times    []string // the operators of the times that were read
	element  string   // the vocabulary of # inside a function; "" outside
}

// problem is why a text cannot be read: where, and in one sentence.
type problem struct {
	from, to int
	detail   string
}

// fail records the first problem, at an item. It returns nil, so that callers can return it.
func (r *reader) fail(x item, format string, args ...any) *meant {
	if r.problem == nil {
		r.problem = &problem{from: x.from, to: x.to, detail: fmt.Sprintf(format, args...)}
	}
	return nil
}

// peek returns the item at an offset from here; an end item where there is none.
func (r *reader) peek(offset int) item {
	if i := r.at + offset; i < len(r.items) {
		return r.items[i]
	}
	end := 0
	if len(r.items) > 0 {
		end = r.items[len(r.items)-1].to
	}
	return item{from: end, to: end}
}

func (r *reader) next() item {
	x := r.peek(0)
	r.at++
	return x
}

// accept skips an item of a kind, and reports whether there was one.
func (r *reader) accept(k itemKind) bool {
	if r.peek(0).kind != k {
		return false
	}
	r.at++
	return true
}

// unit is a condition in a sequence, and how it is joined to the one before: by a kind of connective, or by endItem for none.
type unit struct {
	*meant

	join itemKind
	at   item
}

// sequence reads conditions and their connectives up to a closing bracket or the end.
func (r *reader) sequence() *meant {
	if r.depth++; r.depth > MaxDepth {
		return r.fail(r.peek(0), "This is nested too deeply: %d levels at most.", MaxDepth)
	}
	defer func() { r.depth-- }()
	var units []unit
	join := endItem
	for r.problem == nil {
		join = stronger(join, r.connective())
		x := r.peek(0)
		if x.kind == endItem || x.kind == closeItem {
			break
		}
		if len(units) == 0 && slices.Contains([]itemKind{andItem, orItem, norItem}, join) {
			return r.fail(r.peek(-1), "Something is missing before %q.", r.peek(-1).text)
		}
		m := r.unit()
		if m == nil {
			continue
		}
		if join == norItem {
			m, join = negated(m), andItem
		}
		units = append(units, unit{m, join, x})
		join = endItem
	}
	switch {
	case r.problem != nil:
		return nil
	case join != endItem && join != commaItem:
		return r.fail(r.peek(0), "Something is missing at the end.")
	case len(units) == 0 && len(r.sizes) > 0:
		return r.fail(r.items[0], "It is not clear how %s: say it in minutes.", r.sizes[0])
	case len(units) == 0:
		return r.fail(r.peek(0), "There is no condition here.")
	}
	return r.combine(units)
}

// connective skips connectives and returns the one that counts, endItem for none.
func (r *reader) connective() itemKind {
	found := endItem
	for {
		x := r.peek(0)
		isFunction := (x.kind == andItem || x.kind == orItem) && r.peek(1).kind == openItem && r.peek(1).word == "(" && r.isCall(r.at+1)
		before, after := endItem, r.peek(1).kind
		if r.at > 0 {
			before = r.peek(-1).kind
		}
		isPlus := x.kind == signItem && x.word == "+" && (before == valueItem || before == closeItem) && after != numberItem && after != endItem && after != functionItem && after != closeItem && !joins(after)
		switch {
		case isFunction, !isPlus && !joins(x.kind):
			return found
		case isPlus:
			x.kind = andItem
		case x.kind == butItem && before == alwaysItem: // "everyone but interns"
			x.kind = exceptItem
		}
		found = stronger(found, x.kind)
		r.at++
	}
}

// unit reads one condition, nil for words that are none.
func (r *reader) unit() *meant {
	x := r.peek(0)
	switch x.kind { //nolint:exhaustive // the others are in named
	case notItem:
		return r.not(x)
	case opItem:
		return r.operator(x)
	case andItem, orItem:
		return r.call(x)
	case ifItem:
		r.at++
		if r.peek(0).kind == openItem && r.isCall(r.at) {
			return r.choice()
		}
		return nil
	case openItem:
		return r.bracket()
	case fieldItem:
		return r.field()
	case valueItem:
		return r.value()
	case numberItem:
		return r.numberFirst("")
	case betweenItem, fromItem:
		return r.rangeOf("")
	case functionItem, elementItem:
		return r.onList()
	}
	return r.named(x)
}

// named reads words that stand for a condition.
func (r *reader) named(x item) *meant {
	r.at++
	switch x.kind { //nolint:exhaustive // all others are problems
	case objectItem, pluralItem:
		return r.object(x)
	case caresItem:
		return r.cares(x)
	case askedItem:
		return r.asked(x)
	case aboutItem:
		return r.about(x)
	case alwaysItem:
		return &meant{form: Always}
	case boolItem:
		return map[bool]*meant{true: {form: Always}, false: {form: Never}}[x.word == "true"]
	case depthItem:
		if r.scope.Part == When {
			return r.fail(x, `"when" can use only the profile. Put conditions on the question in "pick".`)
		}
		return r.saw(leaf("question.depth == " + x.word))
	case sizeItem:
		r.sizes = append(r.sizes, x.word)
		return nil
	case sharedItem:
		return r.shared(x)
	case effectItem:
		return r.fail(x, `%q is no part of a condition: what a rule does with the questions is its effect.`, x.text)
	}
	r.at--
	return r.fail(x, "%s", r.unknown(x))
}

// saw keeps a leaf for an example.
func (r *reader) saw(m *meant) *meant {
	if m != nil {
		r.seen = append(r.seen, m)
	}
	return m
}

// object skips "profile" or "question" before the name of a field.
func (r *reader) object(x item) *meant {
	if next := r.peek(0); next.kind == askedItem && strings.EqualFold(next.text, "asked of") {
		r.items[r.at].meaningOf = meaningOf{fieldItem, "asked_of"}
	}
	if next := r.peek(0); next.kind == fieldItem && next.object == "" {
		r.items[r.at].object = x.word
		return r.field()
	}
	if x.kind == pluralItem && r.scope.Part == When {
		return r.fail(x, `"when" can use only the profile. Put conditions on the question in "pick".`)
	}
	return nil
}

// not reads the condition after "not", and negates it.
func (r *reader) not(x item) *meant {
	r.at++
	for r.peek(0).kind == opItem && slices.Contains([]string{"==", "in", "has"}, r.peek(0).word) {
		r.at++
	}
	if k := r.peek(0).kind; k == endItem || k == closeItem {
		return r.fail(x, "%q needs a condition after it.", x.text)
	}
	if m, found := r.notGiven(); found {
		return r.saw(m)
	}
	k := r.peek(0).kind
	isBracket := k == openItem || k == andItem || k == orItem
	m := r.unit()
	for m == nil && r.problem == nil && r.peek(0).kind != endItem {
		m = r.unit()
	}
	if m == nil {
		return r.fail(x, "%q needs a condition after it.", x.text)
	}
	if (m.form == And || m.listed || m.either && isShouted(x)) && !isBracket {
		return r.fail(x, `It is not clear whether %q is about each of these or about all at once.`, x.text)
	}
	not := negated(m)
	not.exact = m.exact
	return not
}

// notGiven reads a field after "not" that is compared with nothing, as in "not profile.stage".
func (r *reader) notGiven() (m *meant, found bool) {
	x, next := r.peek(0), r.peek(1).kind
	if x.kind != fieldItem || x.object == "" || next != endItem && next != andItem && next != orItem && next != closeItem && next != commaItem {
		return nil, false
	}
	r.at++
	name, t, ok := r.fieldOf(x)
	if !ok {
		return nil, true
	}
	text := map[kind]string{texts: "len(" + name + ") == 0", text: name + ` == ""`, integer: name + " == 0"}[t.kind]
	m = leaf(text)
	m.exact = true
	return m, true
}

// operator reads a condition that begins with an operator: "at least 30 minutes"; "is" and the like are skipped.
func (r *reader) operator(x item) *meant {
	isWord := strings.IndexFunc(x.text, unicode.IsLetter) >= 0
	before := endItem
	if r.at > 0 {
		before = r.peek(-1).kind
	}
	isStart := before == endItem || before == openItem || before == commaItem || before == andItem || before == orItem || before == butItem || before == exceptItem
	switch {
	case x.word == "like" && isWord:
		r.at++
		return r.cares(x)
	case !isWord && !isStart, x.word == "in" && before == closeItem:
	case x.word == "==" || x.word == "in" || x.word == "has":
		r.at++
		return nil
	case x.word == "!=" || x.word == "not in" || x.word == "has not":
		return r.not(x)
	case strings.HasPrefix(x.word, "<") || strings.HasPrefix(x.word, ">"):
		return r.compared("", x)
	}
	return r.fail(x, "It is not clear what is before %q.", x.text)
}
