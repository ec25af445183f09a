package lint

import (
	"fmt"
	"slices"
	"strings"

	"twoway/internal/bitset"
)

// pattern is a compiled line of a rule.
type pattern struct {
	rule     *rule
	text     string
	first    *node
	number   int     // among all patterns
	required [][]int // lists of classes: a match has a word of each list
}

// node is one step of a pattern.
type node struct {
	kind         nodeKind
	class        int       // of a nodeClass
	minSeparator separator // of a nodeSeparator
	maxSkipped   int       // words, of a nodeGap
	maxSeparator separator // the strongest one that a nodeGap may cross
	branches     []*node   // of a nodeChoice; the only one of a nodeNot
	after        *node     // what follows a nodeChoice; its branches continue with it
	next         *node
}

type nodeKind uint8

const (
	nodeClass         nodeKind = iota // a word or phrase of a class
	nodeAny                           // any word
	nodeChoice                        // one of several branches
	nodeGap                           // any number of words up to a limit
	nodeSentenceStart                 // the start of the sentence
	nodeClauseStart                   // the start of a clause
	nodeSentenceEnd                   // the end of the sentence
	nodeSeparator                     // a separator before the next word
	nodeNot                           // what must not follow
)

// compiler compiles the text of a pattern. Its syntax is
//
//	why            the word           why|how    one of these     *fail       any form of the verb or noun
//	@bad           a word of a class  #          a number         _           any word
//	..             up to 3 words, no punctuation                  ...         up to 12 words, and commas and pauses
//	( a b | c )    one of these       ( a b )?   optional         word?       optional
//	!word !( a b ) what must not follow
//	^ ~ $ ,        start of the sentence, start of a clause, end of the sentence, a comma or stronger
//	<NAME>         a macro defined by let; <NAME x> puts x in place of each % in it
type compiler struct {
	lex   *lexicon
	words []string
	at    int
}

// link returns the first node of compiled steps, which next follows.
type link func(next *node) *node

// compile compiles the text of a pattern and adds it to the patterns of the lexicon.
func (l *lexicon) compile(r *rule, text string) (*pattern, error) {
	expanded, err := l.expand(text, 0)
	if err != nil {
		return nil, err
	}
	c := &compiler{lex: l, words: strings.Fields(expanded)}
	steps, err := c.sequence()
	if err == nil && c.at < len(c.words) {
		err = fmt.Errorf("%q: unmatched %q", text, c.words[c.at])
	}
	if err != nil {
		return nil, err
	}
	first := steps(nil)
	p := &pattern{rule: r, text: text, first: first, number: len(l.patterns), required: requiredClasses(first, nil)}
	l.patterns = append(l.patterns, p)
	return p, nil
}

//nolint:gochecknoglobals // immutable
var spaced = strings.NewReplacer("!(", " !( ", "(", " ( ", ")?", " )? ", ")", " ) ", " |", " | ", "| ", " | ")

// expand expands macros, and puts spaces around brackets and bars. It fails on unknown macros and on deep nesting.
func (l *lexicon) expand(text string, depth int) (string, error) {
	for {
		before, rest, found := strings.Cut(text, "<")
		name, after, closed := strings.Cut(rest, ">")
		if !found {
			break
		}
		name, argument, _ := strings.Cut(name, " ")
		body, known := l.source.macros[name]
		if !known || !closed || depth > 9 {
			return "", fmt.Errorf("%q: unknown or recursive macro %q", text, name)
		}
		body, err := l.expand(strings.ReplaceAll(body, "%", argument), depth+1)
		if err != nil {
			return "", err
		}
		if strings.Contains(strings.TrimSpace(body), " ") {
			body = " ( " + body + " )"
		}
		text = before + body + after
	}
	return spaced.Replace(text), nil
}

// sequence compiles steps up to a closing bracket or a bar.
func (c *compiler) sequence() (link, error) {
	var steps []link
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
	return func(next *node) *node {
		for _, step := range slices.Backward(steps) {
			next = step(next)
		}
		return next
	}, nil
}

// step compiles one step. A choice continues each of its branches with the next node.
func (c *compiler) step(word string) (link, error) {
	c.at++
	if word == "(" || word == "!(" {
		return c.group(word == "!(")
	}
	if body, negative := strings.CutPrefix(word, "!"); negative {
		branch, err := c.atom(body)
		return func(next *node) *node {
			return &node{kind: nodeNot, branches: []*node{branch(nil)}, next: next}
		}, err
	}
	if body, optional := strings.CutSuffix(word, "?"); optional {
		inner, err := c.atom(body)
		return func(next *node) *node {
			return &node{kind: nodeChoice, branches: []*node{inner(next), next}, after: next}
		}, err
	}
	return c.atom(word)
}

// group compiles the branches in brackets.
func (c *compiler) group(negative bool) (link, error) {
	branches, err := c.branches()
	if err != nil {
		return nil, err
	}
	optional := c.words[c.at-1] == ")?"
	return func(next *node) *node {
		after := next
		if negative {
			after = nil
		}
		list := make([]*node, 0, len(branches)+1)
		for _, b := range branches {
			list = append(list, b(after))
		}
		switch {
		case negative:
			return &node{kind: nodeNot, branches: []*node{{kind: nodeChoice, branches: list}}, next: next}
		case optional:
			list = append(list, next)
		}
		return &node{kind: nodeChoice, branches: list, after: next}
	}, nil
}

func (c *compiler) branches() ([]link, error) {
	var list []link
	for {
		steps, err := c.sequence()
		if err != nil {
			return nil, err
		}
		list = append(list, steps)
		if c.at >= len(c.words) {
			return nil, fmt.Errorf("%v: missing closing bracket", c.words)
		}
		c.at++
		if c.words[c.at-1] != "|" {
			return list, nil
		}
	}
}

// atom compiles a step without brackets.
func (c *compiler) atom(word string) (link, error) {
	single := func(n node) (link, error) {
		return func(next *node) *node { n := n; n.next = next; return &n }, nil
	}
	switch word {
	case "^":
		return single(node{kind: nodeSentenceStart})
	case "~":
		return single(node{kind: nodeClauseStart})
	case "$":
		return single(node{kind: nodeSentenceEnd})
	case ",":
		return single(node{kind: nodeSeparator, minSeparator: comma})
	case ";":
		return single(node{kind: nodeSeparator, minSeparator: pause})
	case "_":
		return single(node{kind: nodeAny})
	case "..":
		return single(node{kind: nodeGap, maxSkipped: 3, maxSeparator: space})
	case "...":
		return single(node{kind: nodeGap, maxSkipped: 12, maxSeparator: pause})
	}
	list := strings.Split(word, "|")
	if len(list) > 1 && slices.ContainsFunc(list, isZeroWidth) {
		return c.mixedAlternatives(list)
	}
	if len(list) == 1 && strings.HasPrefix(word, "@") {
		class, known := c.lex.source.classes[word[1:]]
		if !known {
			return nil, fmt.Errorf("unknown class %s", word)
		}
		return single(node{kind: nodeClass, class: class})
	}
	name := "\x00" + word
	class, known := c.lex.source.classes[name]
	if !known {
		class = c.lex.class(name)
		for _, w := range list {
			if err := c.addAlternative(class, w); err != nil {
				return nil, err
			}
		}
	}
	return single(node{kind: nodeClass, class: class})
}

// mixedAlternatives compiles alternatives of which at least one matches no word, such as "$".
func (c *compiler) mixedAlternatives(list []string) (link, error) {
	var steps []link
	var plain []string
	for _, w := range list {
		if !isZeroWidth(w) {
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
		n := &node{kind: nodeChoice, after: next}
		for _, step := range steps {
			n.branches = append(n.branches, step(next))
		}
		return n
	}, err
}

// isZeroWidth reports whether a step matches no word.
func isZeroWidth(w string) bool { return w == "$" || w == "," || w == ";" }

// addAlternative adds the words that an alternative stands for to an anonymous class.
func (c *compiler) addAlternative(class int, w string) error {
	switch {
	case w == "'s":
		c.lex.add(class, []string{w})
	case strings.Trim(w, "_-'") == "":
		return fmt.Errorf("%q cannot be an alternative", w)
	case w == "#":
		c.lex.add(class, []string{"0"})
		number := c.lex.number
		c.lex.include(class, number)
	case strings.HasPrefix(w, "@"):
		from, known := c.lex.source.classes[w[1:]]
		if !known {
			return fmt.Errorf("unknown class %s", w)
		}
		c.lex.include(class, from)
	case strings.HasPrefix(w, "*"):
		for _, kind := range []string{"verb", "noun"} {
			for _, form := range inflect(w[1:], kind) {
				c.lex.add(class, []string{form})
			}
		}
	case strings.ContainsAny(w, "_-'"):
		c.lex.addForms(class, "", w)
	case strings.Trim(w, "abcdefghijklmnopqrstuvwxyz0123456789'") != "":
		return fmt.Errorf("%q is not a word", w)
	default:
		c.lex.add(class, []string{w})
	}
	return nil
}

// canMatch reports whether a sentence with words of these classes may match. It may report true for one that does not.
func (p *pattern) canMatch(present bitset.Set) bool {
	for _, list := range p.required {
		if !slices.ContainsFunc(list, present.Has) {
			return false
		}
	}
	return true
}

// maxRequired limits the classes per list: checking longer lists saves no time.
const maxRequired = 12

// requiredClasses returns lists of classes: every match of the nodes from n up to stop has a word of each list.
func requiredClasses(n, stop *node) [][]int {
	var all [][]int
	for n != nil && n != stop {
		switch n.kind {
		case nodeClass:
			all = append(all, []int{n.class})
		case nodeChoice:
			all = append(all, requiredByChoice(n)...)
			n = n.after
			continue
		case nodeAny, nodeGap, nodeSentenceStart, nodeClauseStart, nodeSentenceEnd, nodeSeparator, nodeNot:
		}
		n = n.next
	}
	return all
}

// requiredByChoice returns the lists of classes that every branch of a choice requires.
func requiredByChoice(n *node) [][]int {
	if len(n.branches) == 1 {
		return requiredClasses(n.branches[0], n.after)
	}
	var joint []int
	for _, b := range n.branches {
		list := requiredClasses(b, n.after)
		if len(list) == 0 || len(joint) > maxRequired {
			return nil
		}
		joint = append(joint, list[0]...)
	}
	return [][]int{joint}
}

// startClasses adds to classes those whose words may start a match of the nodes from n on. It reports whether any word may.
func startClasses(n *node, classes []int) ([]int, bool) {
	for n != nil {
		switch n.kind {
		case nodeClass:
			if !slices.Contains(classes, n.class) {
				classes = append(classes, n.class)
			}
			return classes, false
		case nodeChoice:
			for _, b := range n.branches {
				var anyWord bool
				if classes, anyWord = startClasses(b, classes); anyWord {
					return classes, true
				}
			}
			return classes, false
		case nodeAny, nodeGap:
			return classes, true
		case nodeSentenceStart, nodeClauseStart, nodeSentenceEnd, nodeSeparator, nodeNot:
		}
		n = n.next
	}
	return classes, true
}
