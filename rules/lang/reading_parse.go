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
			if (join == andItem || join == orItem || join == butItem || join == exceptItem) && r.problem == nil {
				return r.fail(x, "Something is missing at the end.")
			}
			break
		}
		if len(units) == 0 && (join == andItem || join == orItem) {
			return r.fail(r.peek(-1), "Something is missing before %q.", r.peek(-1).text)
		}
		m := r.unit()
		if r.problem != nil {
			return nil
		}
		if m == nil {
			continue
		}
		if join == norItem {
			if len(units) == 0 {
				return r.fail(x, `"nor" needs something before it.`)
			}
			m, join = negated(m), andItem
		}
		units = append(units, unit{m, join, x})
		join = endItem
	}
	if len(units) == 0 {
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
		isPlus := x.kind == signItem && x.word == "+" && (before == valueItem && after == valueItem || before == closeItem && after == openItem)
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

// stronger returns which of two connectives counts if both were said, as in ", or" and "and/or".
func stronger(a, b itemKind) itemKind {
	order := []itemKind{endItem, commaItem, andItem, orItem, norItem, butItem, exceptItem}
	return order[max(slices.Index(order, a), slices.Index(order, b))]
}

// joins reports whether items of a kind are connectives.
func joins(k itemKind) bool {
	return slices.Contains([]itemKind{commaItem, andItem, orItem, norItem, butItem, exceptItem}, k)
}

// isCall reports whether the bracket at i holds arguments, separated by commas or semicolons, as those of AND(…) in a spreadsheet.
func (r *reader) isCall(i int) bool {
	if i-1 > 0 && r.items[i-2].kind != openItem && r.items[i-2].kind != commaItem && r.items[i-2].kind != notItem {
		return false
	}
	depth := 0
	for ; i < len(r.items); i++ {
		switch r.items[i].kind {
		case openItem:
			depth++
		case closeItem:
			if depth--; depth == 0 {
				return false
			}
		case commaItem:
			if depth == 1 {
				return true
			}
		}
	}
	return false
}

// combine joins conditions as their connectives say. What they leave open is a problem.
func (r *reader) combine(units []unit) *meant {
	for i := len(units) - 1; i >= 0; i-- {
		join := units[i].join
		if join != butItem && join != exceptItem {
			continue
		}
		rest := slices.Clone(units[i:])
		rest[0].join = endItem
		last := r.combine(rest)
		if last == nil {
			return nil
		}
		if join == exceptItem {
			last = negated(last)
		}
		if i == 0 {
			return last
		}
		before := r.combine(units[:i])
		if before == nil {
			return nil
		}
		return joined(And, before, last)
	}
	joins := map[itemKind]bool{}
	for _, u := range units[1:] {
		joins[u.join] = true
	}
	switch {
	case !joins[orItem]:
		return r.all(units)
	case !joins[andItem] && !joins[commaItem] && !joins[endItem]:
		return r.any(units)
	case !joins[commaItem] && !joins[endItem] && (r.inSigns() || !slices.ContainsFunc(units, func(u unit) bool { return !u.exact })):
		return r.byPrecedence(units, orItem)
	case !joins[andItem] && !joins[endItem] && sameField(units):
		return joined(Or, meants(units)...)
	case !joins[andItem] && !joins[commaItem] && isParallel(units):
		return r.byPrecedence(units, orItem)
	}
	return r.fail(units[len(units)-1].at, `This mixes "and" and "or". Put what belongs together in brackets.`)
}

// any returns the condition that at least one of the units holds.
func (r *reader) any(units []unit) *meant {
	for i, u := range units {
		if u.on != "" && u.isNot && slices.ContainsFunc(units[:i], func(v unit) bool { return v.on == u.on && v.isNot }) {
			return r.fail(u.at, `With "or", this is always true. Write "and" between values of which none may be.`)
		}
	}
	return joined(Or, meants(units)...)
}

// inSigns reports whether all connectives are signs of a programming language, so that "and" binds more tightly than "or".
func (r *reader) inSigns() bool {
	return !slices.ContainsFunc(r.items, func(x item) bool {
		return (x.kind == andItem || x.kind == orItem) && strings.Trim(x.text, "&|") != ""
	})
}

// isShouted reports whether a connective is written as in a query or a program, where it binds to what is next to it.
func isShouted(x item) bool { return strings.ToUpper(x.text) == x.text }

// all returns the condition that all units hold. Two different values for one field cannot both hold, so nobody means that.
func (r *reader) all(units []unit) *meant {
	isEither := slices.ContainsFunc(units, func(u unit) bool { return u.either })
	if isEither && slices.ContainsFunc(r.items, func(x item) bool { return x.kind == andItem && isShouted(x) }) {
		return r.fail(units[len(units)-1].at, `This mixes "and" and "or". Put what belongs together in brackets.`)
	}
	m := joined(And, meants(units)...)
	if m.contradicts() && slices.ContainsFunc(units, func(u unit) bool { return !u.exact || u.join == commaItem }) {
		return r.fail(units[len(units)-1].at, `Nothing has both values at once. Write "or" between values of which one is enough.`)
	}
	return m
}

// byPrecedence splits at a connective and joins what is between as all of it.
func (r *reader) byPrecedence(units []unit, at itemKind) *meant {
	var parts []*meant
	from := 0
	for i := 1; i <= len(units); i++ {
		if i == len(units) || units[i].join == at {
			parts = append(parts, joined(And, meants(units[from:i])...))
			from = i
		}
	}
	return joined(Or, parts...)
}

func meants(units []unit) []*meant {
	list := make([]*meant, 0, len(units))
	for _, u := range units {
		list = append(list, u.meant)
	}
	return list
}

// subject returns the field that a leaf tests, "" if it has another form.
func (m *meant) subject() string {
	if m.form != Opaque || m.isNot {
		return ""
	}
	if m.on != "" {
		return m.on
	}
	return m.list
}

func sameField(units []unit) bool {
	return units[0].subject() != "" && !slices.ContainsFunc(units, func(u unit) bool { return u.subject() != units[0].subject() })
}

// isParallel reports whether the alternatives have values for the same fields, as in "senior nurses or lead doctors".
func isParallel(units []unit) bool {
	var all [][]string
	for i, u := range units {
		if i == 0 || u.join == orItem {
			all = append(all, nil)
		}
		if u.form != Always {
			all[len(all)-1] = append(all[len(all)-1], u.subject())
		}
	}
	return len(all[0]) > 1 && !slices.ContainsFunc(all, func(one []string) bool { return !slices.Equal(one, all[0]) || slices.Contains(one, "") })
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

// bracket reads what is in brackets: a condition, or a list of conditions of which one must hold.
func (r *reader) bracket() *meant {
	if m, found := r.valueList(); found {
		return r.saw(m)
	}
	x := r.next()
	if x.word == "[" {
		return r.conditionList(x)
	}
	m := r.sequence()
	if r.problem != nil {
		return nil
	}
	isNested := slices.ContainsFunc(m.parts, func(p *meant) bool { return p.form == And || p.form == Or })
	if !r.accept(closeItem) && isNested {
		return r.fail(x, "It is not clear where this bracket should be closed.")
	}
	if r.peek(0).kind == opItem && r.problem == nil {
		return r.fail(r.peek(0), "It is not clear what is before %q.", r.peek(0).text)
	}
	exact := *m
	exact.exact = true
	return &exact
}

// valueList reads values in brackets and the field after them; found is false if there are none.
func (r *reader) valueList() (m *meant, found bool) {
	end := r.at + 1
	for end < len(r.items) && (r.items[end].kind == valueItem || r.items[end].kind == commaItem) {
		end++
	}
	isClosed := end > r.at+1 && end+2 < len(r.items) && r.items[end].kind == closeItem && r.items[end+1].kind == opItem
	if isClosed && r.items[end+1].word == "has" && end+4 < len(r.items) && r.items[end+2].kind == openItem && r.items[end+3].kind == fieldItem {
		list, joins := r.group("")
		r.at += 2
		field := r.next()
		r.accept(closeItem)
		return r.compare(list, joins, field, false), true
	}
	isList := isClosed && r.items[end+2].kind == fieldItem
	if !isList || !slices.Contains([]string{"in", "not in", "==", "!="}, r.items[end+1].word) {
		return nil, false
	}
	list, joins := r.group("")
	operator, field := r.next(), r.next()
	return r.compare(list, joins, field, operator.word == "not in" || operator.word == "!="), true
}

// conditionList reads conditions in square brackets. They can only be alternatives if each asks one field for another value.
func (r *reader) conditionList(x item) *meant {
	parts := r.arguments()
	if r.problem != nil {
		return nil
	}
	units := make([]unit, 0, len(parts))
	for _, m := range parts {
		units = append(units, unit{meant: m})
	}
	if len(units) == 0 || !sameField(units) && !allAbout(units) {
		return r.fail(x, `Write "and" or "or" between conditions, instead of a list.`)
	}
	return joined(Or, parts...)
}

// allAbout reports whether all units say what a question is about.
func allAbout(units []unit) bool {
	return !slices.ContainsFunc(units, func(u unit) bool {
		return !slices.Contains([]string{"question.topic", "question.aspects", "question.cares"}, u.subject())
	})
}

// arguments reads conditions that commas separate, up to the closing bracket.
func (r *reader) arguments() []*meant {
	var parts []*meant
	for r.problem == nil {
		m := r.argument()
		if r.problem != nil {
			return nil
		}
		parts = append(parts, m)
		if !r.accept(commaItem) {
			break
		}
	}
	r.accept(closeItem)
	return parts
}

// argument reads conditions up to a comma that is not in brackets.
func (r *reader) argument() *meant {
	end, depth := r.at, 0
	for ; end < len(r.items); end++ {
		k := r.items[end].kind
		if depth == 0 && (k == commaItem || k == closeItem) {
			break
		}
		if k == openItem {
			depth++
		} else if k == closeItem {
			depth--
		}
	}
	part := *r
	part.items = r.items[:end]
	m := part.sequence()
	if part.problem == nil && part.at < end {
		part.fail(part.peek(0), "%s", r.unknown(part.peek(0)))
	}
	at := part.at
	items := r.items
	*r = part
	r.items, r.at = items, at
	return m
}
