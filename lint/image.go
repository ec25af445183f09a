package lint

import (
	_ "embed"
	"fmt"
	"maps"
	"slices"

	"twoway/bank"
)

// Compiling the lexicon takes some hundred milliseconds, which every run of the command line would pay. So the package has it
// compiled. A test fails when the file is not what the texts in data compile to.
//
//go:generate go test -run TestImage -update .
//go:embed lexicon.bin
var image string

// readLexicon reads the compiled lexicon. It panics if the image is damaged, which is a bug in the program.
func readLexicon() *lexicon {
	c := &codec{image: image}
	l := &lexicon{}
	c.lexicon(l)
	if len(c.image) > 0 {
		panic("lint: the compiled lexicon is too long")
	}
	l.readTables()
	return l
}

// codec writes a compiled lexicon, or reads it. Each method passes one value through, so that both ways have the same order.
// A number is seven bits a byte, the lowest first; a text is its length and its bytes; a list is its length and its items; a
// reference is the position in the list of all such things.
type codec struct {
	writing  bool
	written  []byte // when writing
	image    string // what is still to be read
	entries  table[entry]
	nodes    table[node]
	patterns table[pattern]
	rules    table[rule]
	sets     table[set]
}

// table is all things of a kind: when writing with the number of each, when reading in one block.
type table[T any] struct {
	list    []*T
	numbers map[*T]int // when writing, from 1
}

// add adds a thing, and reports whether it is new.
func (t *table[T]) add(thing *T) bool {
	if t.numbers == nil {
		t.numbers = map[*T]int{}
	}
	if thing == nil || t.numbers[thing] > 0 {
		return false
	}
	t.list = append(t.list, thing)
	t.numbers[thing] = len(t.list)
	return true
}

// imageOf returns the image of a lexicon.
func imageOf(l *lexicon) []byte {
	c := &codec{writing: true}
	c.collect(l)
	c.lexicon(l)
	return c.written
}

// collect finds all things that are referred to.
func (c *codec) collect(l *lexicon) {
	for _, e := range l.entries() {
		c.entries.add(e)
	}
	for _, p := range l.patterns {
		c.patterns.add(p)
		c.collectNodes(p.first)
		c.collectRule(p.rule)
	}
	for _, r := range slices.Concat(l.rules, l.anchors, l.politeness) {
		c.collectRule(r)
	}
}

func (c *codec) collectNodes(n *node) {
	for ; c.nodes.add(n); n = n.next {
		for _, b := range n.branches {
			c.collectNodes(b)
		}
		c.collectNodes(n.after)
	}
}

func (c *codec) collectRule(r *rule) {
	if !c.rules.add(r) {
		return
	}
	for _, s := range slices.Concat(slices.Concat(r.needs...), slices.Concat(r.needsInText...), r.unless, r.unlessText) {
		if c.sets.add(s) {
			c.collectRule(s.rule)
		}
	}
	if r.family != nil {
		for _, sign := range r.family.signs {
			c.collectRule(sign)
		}
	}
}

func (c *codec) lexicon(l *lexicon) {
	block(c, &c.entries)
	block(c, &c.nodes)
	block(c, &c.patterns)
	block(c, &c.rules)
	block(c, &c.sets)
	for _, n := range []*int{
		&l.classes, &l.polite, &l.opener, &l.abbreviation, &l.trade, &l.number, &l.contracted, &l.generic, &l.hedge, &l.telling,
		&l.askable, &l.abstract,
	} {
		c.number(n)
	}
	c.classes(&l.tradeClasses)
	each(c, &l.suffixClasses, func(s *suffixClass) {
		c.text(&s.suffix)
		c.number(&s.class)
		ref(c, c.entries, &s.entry)
	})
	ref(c, c.entries, &l.unknown)
	c.words(l)
	for _, n := range c.nodes.list {
		c.node(n)
	}
	for i, p := range c.patterns.list {
		p.number = i
		ref(c, c.rules, &p.rule)
		ref(c, c.nodes, &p.first)
		each(c, &p.required, func(list *[]int) { each(c, list, c.number) })
	}
	l.patterns = c.patterns.list
	for _, r := range c.rules.list {
		c.rule(r)
	}
	for _, s := range c.sets.list {
		c.number(&s.number)
		ref(c, c.rules, &s.rule)
	}
	refs(c, c.rules, &l.rules)
	refs(c, c.rules, &l.anchors)
	refs(c, c.rules, &l.politeness)
	c.helpers(l)
	if !c.writing {
		l.indexStarts(c.entries.list)
	}
}

// words passes the entries.
func (c *codec) words(l *lexicon) {
	if !c.writing {
		l.words = make(map[string]*entry, len(c.entries.list))
	}
	for _, e := range c.entries.list {
		c.text(&e.text)
		list := e.classes.list
		c.classes(&list)
		if !c.writing {
			e.classes = newClasses(list)
		}
		each(c, &e.phrases, func(p *phrase) {
			c.number(&p.class)
			refs(c, c.entries, &p.rest)
		})
		if !c.writing && e.text != "" {
			l.words[e.text] = e
		}
	}
}

func (c *codec) node(n *node) {
	small(c, &n.kind)
	c.number(&n.class)
	small(c, &n.minSeparator)
	c.number(&n.maxSkipped)
	small(c, &n.maxSeparator)
	refs(c, c.nodes, &n.branches)
	ref(c, c.nodes, &n.after)
	ref(c, c.nodes, &n.next)
}

func (c *codec) rule(r *rule) {
	c.text(&r.id)
	c.text(&r.name)
	asker := string(r.asker)
	c.text(&asker)
	r.asker = bank.Asker(asker)
	for _, list := range []*[]*pattern{&r.patterns, &r.unlessInSentence, &r.unlessInText} {
		refs(c, c.patterns, list)
	}
	for _, lists := range []*[][]*set{&r.needs, &r.needsInText} {
		each(c, lists, func(list *[]*set) { refs(c, c.sets, list) })
	}
	refs(c, c.sets, &r.unless)
	refs(c, c.sets, &r.unlessText)
	each(c, &r.only, func(j *Jurisdiction) {
		name := string(*j)
		c.text(&name)
		*j = Jurisdiction(name)
	})
	var f family
	if r.family != nil {
		f = *r.family
	}
	c.number(&f.count)
	refs(c, c.rules, &f.signs)
	if f.count > 0 {
		r.family = &f
	}
}

func (c *codec) helpers(l *lexicon) {
	names := slices.Sorted(maps.Keys(l.helpers))
	each(c, &names, c.text)
	if !c.writing {
		l.helpers = make(map[string][]*pattern, len(names))
	}
	for _, name := range names {
		list := l.helpers[name]
		refs(c, c.patterns, &list)
		l.helpers[name] = list
	}
}

// number passes a number of 0 or more.
func (c *codec) number(n *int) {
	if !c.writing {
		*n = c.readNumber()
		return
	}
	rest := uint(*n) //nolint:gosec // 0 or more
	for ; rest >= 0x80; rest >>= 7 {
		c.written = append(c.written, byte(rest)|0x80)
	}
	c.written = append(c.written, byte(rest))
}

func (c *codec) readNumber() int {
	n := 0
	for at := range min(len(c.image), 9) {
		b := c.image[at]
		n |= int(b&0x7f) << (7 * at)
		if b < 0x80 {
			c.image = c.image[at+1:]
			return n
		}
	}
	panic("lint: the compiled lexicon is damaged")
}

// small passes a number of one byte.
func small[T ~uint8](c *codec, n *T) {
	value := int(*n)
	c.number(&value)
	*n = T(value) //nolint:gosec // it was one
}

func (c *codec) text(s *string) {
	n := len(*s)
	c.number(&n)
	if c.writing {
		c.written = append(c.written, *s...)
		return
	}
	*s, c.image = c.image[:n], c.image[n:]
}

// classes passes a list of classes, each as the distance to the one before.
func (c *codec) classes(list *[]uint16) {
	before := uint16(0)
	each(c, list, func(class *uint16) {
		distance := int(*class - before)
		c.number(&distance)
		*class = before + uint16(distance) //nolint:gosec // it was one
		before = *class
	})
}

// each passes a list. An empty one is read as nil.
func each[T any](c *codec, list *[]T, pass func(*T)) {
	n := len(*list)
	c.number(&n)
	if !c.writing && n > 0 {
		*list = make([]T, n)
	}
	for i := range *list {
		pass(&(*list)[i])
	}
}

// block passes the number of things of a kind, and makes them when reading.
func block[T any](c *codec, t *table[T]) {
	n := len(t.list)
	c.number(&n)
	if c.writing {
		return
	}
	things := make([]T, n)
	t.list = make([]*T, n)
	for i := range things {
		t.list[i] = &things[i]
	}
}

// ref passes a reference, which may be nil.
func ref[T any](c *codec, t table[T], to **T) {
	n := t.numbers[*to]
	if c.writing && n == 0 && *to != nil {
		panic(fmt.Sprintf("lint: a %T that was not collected", *to))
	}
	c.number(&n)
	if !c.writing && n > 0 {
		*to = t.list[n-1]
	}
}

// refs passes a list of references.
func refs[T any](c *codec, t table[T], list *[]*T) {
	each(c, list, func(to **T) { ref(c, t, to) })
}
