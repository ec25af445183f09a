package lint

import (
	"fmt"
	"slices"
	"strings"

	"twoway/internal/bitset"
)

// pattern is a compiled line of a rule.
type pattern struct {
	rule   *rule
	text   string
	first  *node
	number int     // among all patterns
	needs  [][]int // classes: of each of these lists one has to be in the sentence
}

// node is one step of a pattern; next is what follows, nil at the end.
type node struct {
	kind     kind
	class    int     // of a test
	least    gap     // of a separator
	most     int     // words of a gap
	crosses  gap     // the strongest separator that a gap may cross
	branches []*node // of a choice, and the one of a negation
	after    *node   // what follows a choice; its branches lead there
	next     *node
}

type kind uint8

const (
	test      kind = iota // a word of a class
	anyWord               // any word
	choice                // one of several ways
	gapped                // some words
	sentStart             // the start of the sentence
	clauStart             // the start of a clause
	sentEnd               // the end of the sentence
	separated             // a separator before the next word
	negation              // what must not follow
)

// compiler turns the text of a pattern into nodes.
//
//	why            the word           why|how    one of these     *fail       any form of the verb or noun
//	@bad           a word of a class  #          a number         _           any word
//	..             up to 3 words, no mark of punctuation          ...         up to 12 words of the sentence
//	( a b | c )    one of these       ( a b )?   or nothing       word?       the same for one step
//	!word !( a b ) what must not follow
//	^ ~ $ ,        start of the sentence, start of a clause, end of the sentence, a comma or stronger
//	<NAME>         a pattern named by let
type compiler struct {
	lex   *lexicon
	words []string
	at    int
}

func (l *lexicon) compile(r *rule, text string) (*pattern, error) {
	spread, err := l.spread(text, 0)
	if err != nil {
		return nil, err
	}
	c := &compiler{lex: l, words: strings.Fields(spread)}
	first, err := c.sequence(nil)
	if err == nil && c.at < len(c.words) {
		err = fmt.Errorf("%q: nothing opens %q", text, c.words[c.at])
	}
	p := &pattern{rule: r, text: text, first: first, number: len(l.patterns), needs: needs(first, nil)}
	l.patterns = append(l.patterns, p)
	return p, err
}

// spread puts the text of macros in their place and room around brackets.
func (l *lexicon) spread(text string, depth int) (string, error) {
	for {
		before, rest, found := strings.Cut(text, "<")
		name, after, closed := strings.Cut(rest, ">")
		if !found {
			break
		}
		body, known := l.macros[name]
		if !known || !closed || depth > 9 {
			return "", fmt.Errorf("%q: no macro %q", text, name)
		}
		body, err := l.spread(body, depth+1)
		if err != nil {
			return "", err
		}
		if strings.Contains(strings.TrimSpace(body), " ") {
			body = " ( " + body + " )"
		}
		text = before + body + after
	}
	return strings.NewReplacer("!(", " !( ", "(", " ( ", ")?", " )? ", ")", " ) ", " |", " | ", "| ", " | ").Replace(text), nil
}

// sequence reads steps up to a closing bracket or bar, and lets them go on with next.
func (c *compiler) sequence(next *node) (*node, error) {
	var steps []func(*node) *node
	for c.at < len(c.words) {
		word := c.words[c.at]
		if word == ")" || word == ")?" || word == "|" {
			break
		}
		step, err := c.step(word)
		if err != nil {
			return nil, err
		}
		steps = append(steps, step)
	}
	for _, step := range slices.Backward(steps) {
		next = step(next)
	}
	return next, nil
}

// step reads one step. It comes as a function of what follows it, since a choice has to copy that into its branches.
func (c *compiler) step(word string) (func(*node) *node, error) {
	c.at++
	if word == "(" || word == "!(" {
		return c.group(word == "!(")
	}
	if body, negative := strings.CutPrefix(word, "!"); negative {
		branch, err := c.atom(body)
		return func(next *node) *node {
			return &node{kind: negation, branches: []*node{branch(nil)}, next: next}
		}, err
	}
	if body, optional := strings.CutSuffix(word, "?"); optional {
		inner, err := c.atom(body)
		return func(next *node) *node {
			return &node{kind: choice, branches: []*node{inner(next), next}, after: next}
		}, err
	}
	return c.atom(word)
}

// group reads what stands in brackets.
func (c *compiler) group(negative bool) (func(*node) *node, error) {
	start := c.at
	if _, err := c.branches(nil); err != nil {
		return nil, err
	}
	end := c.at
	optional := c.words[end-1] == ")?"
	return func(next *node) *node {
		inner := &compiler{lex: c.lex, words: c.words, at: start}
		if negative {
			list, _ := inner.branches(nil)
			return &node{kind: negation, branches: []*node{{kind: choice, branches: list}}, next: next}
		}
		list, _ := inner.branches(next)
		if optional {
			list = append(list, next)
		}
		return &node{kind: choice, branches: list, after: next}
	}, nil
}

func (c *compiler) branches(next *node) ([]*node, error) {
	var list []*node
	for {
		n, err := c.sequence(next)
		if err != nil {
			return nil, err
		}
		list = append(list, n)
		if c.at >= len(c.words) {
			return nil, fmt.Errorf("%v: a bracket is not closed", c.words)
		}
		c.at++
		if c.words[c.at-1] != "|" {
			return list, nil
		}
	}
}

// atom reads a step without brackets.
func (c *compiler) atom(word string) (func(*node) *node, error) {
	one := func(n node) (func(*node) *node, error) {
		return func(next *node) *node { n := n; n.next = next; return &n }, nil
	}
	switch word {
	case "^":
		return one(node{kind: sentStart})
	case "~":
		return one(node{kind: clauStart})
	case "$":
		return one(node{kind: sentEnd})
	case ",":
		return one(node{kind: separated, least: comma})
	case ";":
		return one(node{kind: separated, least: pause})
	case "_":
		return one(node{kind: anyWord})
	case "..":
		return one(node{kind: gapped, most: 3, crosses: joined})
	case "...":
		return one(node{kind: gapped, most: 12, crosses: pause})
	}
	list := strings.Split(word, "|")
	if len(list) > 1 && slices.ContainsFunc(list, isMark) {
		return c.several(list)
	}
	if len(list) == 1 && strings.HasPrefix(word, "@") {
		class, known := c.lex.classes[word[1:]]
		if !known {
			return nil, fmt.Errorf("no class %s", word)
		}
		return one(node{kind: test, class: class})
	}
	class := c.lex.class("\x00" + word)
	for _, w := range list {
		if err := c.alternative(class, w); err != nil {
			return nil, err
		}
	}
	return one(node{kind: test, class: class})
}

// several reads a list in which the end of the sentence or a comma is one of the alternatives.
func (c *compiler) several(list []string) (func(*node) *node, error) {
	var steps []func(*node) *node
	var plain []string
	for _, w := range list {
		if !isMark(w) {
			plain = append(plain, w)
			continue
		}
		step, err := c.atom(w)
		if err != nil {
			return nil, err
		}
		steps = append(steps, step)
	}
	step, err := c.atom(strings.Join(plain, "|"))
	steps = append(steps, step)
	return func(next *node) *node {
		n := &node{kind: choice, after: next}
		for _, step := range steps {
			n.branches = append(n.branches, step(next))
		}
		return n
	}, err
}

// isMark tells steps that match no word.
func isMark(w string) bool { return w == "$" || w == "," || w == ";" }

// alternative adds to a class without a name what one of several words stands for.
func (c *compiler) alternative(class int, w string) error {
	switch {
	case w == "'s":
		c.lex.word(w).put(class)
	case strings.Trim(w, "_-'") == "":
		return fmt.Errorf("%q cannot be one of several words", w)
	case w == "#":
		c.lex.word("0").put(class)
		number := c.lex.number
		c.lex.include(class, number)
	case strings.HasPrefix(w, "@"):
		from, known := c.lex.classes[w[1:]]
		if !known {
			return fmt.Errorf("no class %s", w)
		}
		c.lex.include(class, from)
	case strings.HasPrefix(w, "*"):
		for _, kind := range []string{"verb", "noun"} {
			for _, form := range inflect(w[1:], kind) {
				c.lex.word(form).put(class)
			}
		}
	case strings.ContainsAny(w, "_-'"):
		c.lex.addForms(class, "", w)
	case strings.Trim(w, "abcdefghijklmnopqrstuvwxyz0123456789'") != "":
		return fmt.Errorf("%q is no word", w)
	default:
		c.lex.word(w).put(class)
	}
	return nil
}

// possible tells whether a sentence with words of some classes may match.
func (p *pattern) possible(present bitset.Set) bool {
	for _, list := range p.needs {
		if !slices.ContainsFunc(list, present.Has) {
			return false
		}
	}
	return true
}

// maxNeeds bounds the classes of a list that are worth looking up.
const maxNeeds = 12

// needs are the lists of classes of which every match has a word each, from a node up to another.
func needs(n, stop *node) [][]int {
	var all [][]int
	for n != nil && n != stop {
		switch n.kind {
		case test:
			all = append(all, []int{n.class})
		case choice:
			all = append(all, needsOfOne(n)...)
			n = n.after
			continue
		case anyWord, gapped, sentStart, clauStart, sentEnd, separated, negation:
		}
		n = n.next
	}
	return all
}

// needsOfOne are the lists of which a match of any branch of a choice has a word each.
func needsOfOne(n *node) [][]int {
	if len(n.branches) == 1 {
		return needs(n.branches[0], n.after)
	}
	var joint []int
	for _, b := range n.branches {
		list := needs(b, n.after)
		if len(list) == 0 || len(joint) > maxNeeds {
			return nil
		}
		joint = append(joint, list[0]...)
	}
	return [][]int{joint}
}

// mayStart tells whether a pattern can match at a word.
func (p *pattern) mayStart(e *entry) bool { return mayStart(p.first, e) }

func mayStart(n *node, e *entry) bool {
	switch {
	case n == nil, n.kind == anyWord, n.kind == gapped:
		return true
	case n.kind == choice:
		return slices.ContainsFunc(n.branches, func(b *node) bool { return mayStart(b, e) })
	case n.kind == test:
		return e.mask.Has(n.class)
	}
	return mayStart(n.next, e)
}
