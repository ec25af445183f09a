package lint

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"twoway/bank"
)

// rule is a set of patterns that say the same, and what lifts them. Several make up the rule that people see, by its id.
type rule struct {
	id       string
	name     string
	asker    bank.Asker // whom it concerns; "" for both
	patterns []*pattern
	unless   []*pattern // lifts it in the same sentence
	never    []*pattern // lifts it in the whole text
}

// readRules reads the rules in a folder, each file named by the id of its rules. A line is one of
//
//	let NAME pattern     a name for a part of patterns, known from there on
//	group name [asker]   a new set of patterns
//	+ pattern            one of them has to match
//	- pattern            and none of these, in the same sentence
//	-- pattern           and none of these, in the whole text
func (l *lexicon) readRules(dir string) []*rule {
	entries, err := fs.ReadDir(data, dir)
	if err != nil {
		panic(err)
	}
	var list []*rule
	for _, e := range entries {
		id := strings.TrimSuffix(e.Name(), path.Ext(e.Name()))
		l.eachLine(dir+"/"+e.Name(), func(line string) error {
			word, rest, _ := strings.Cut(line, " ")
			rest = strings.TrimSpace(rest)
			switch word {
			case "let":
				name, body, _ := strings.Cut(rest, " ")
				l.macros[name] = body
				return nil
			case "group":
				name, asker, _ := strings.Cut(rest, " ")
				list = append(list, &rule{id: id, name: name, asker: bank.Asker(asker)})
				return nil
			}
			if len(list) == 0 || list[len(list)-1].id != id {
				return fmt.Errorf("%q stands before any group", line)
			}
			return l.readPattern(list[len(list)-1], word, rest)
		})
	}
	return list
}

func (l *lexicon) readPattern(r *rule, mark, text string) error {
	p, err := l.compile(r, text)
	if err != nil {
		return err
	}
	switch mark {
	case "+":
		if p.first == nil {
			return fmt.Errorf("an empty pattern")
		}
		r.patterns = append(r.patterns, p)
	case "-":
		r.unless = append(r.unless, p)
	case "--":
		r.never = append(r.never, p)
	default:
		return fmt.Errorf("%q is no line of a rule", mark)
	}
	return nil
}

// hit is a rule that matches, and the half-open range of tokens that do.
type hit struct {
	rule     *rule
	sentence int
	from, to int
}

// hits are the rules of a kind that match a text, in the order of the text and then of the rules. A rule hits a sentence
// at most once, at its first place.
func (p *page) hits(kind []*rule, asker bank.Asker) []hit {
	var list []hit
	for i := range p.sentences {
		m := p.reading(i)
		begun := len(list)
		for _, r := range kind {
			if asker != "" && r.asker != "" && asker != r.asker {
				continue
			}
			if at, end := m.first(r.patterns); end > at && !p.lifted(r, m) {
				list = append(list, hit{r, i, at, end})
			}
		}
		slices.SortStableFunc(list[begun:], func(a, b hit) int { return a.from - b.from })
	}
	return list
}

// lifted tells whether an exception to a rule holds.
func (p *page) lifted(r *rule, m *matcher) bool {
	if m.any(r.unless) {
		return true
	}
	if len(r.never) == 0 {
		return false
	}
	for i := range p.sentences {
		if p.reading(i).any(r.never) {
			return true
		}
	}
	return false
}

// first is the earliest half-open range of tokens that one of some patterns matches; empty if none does.
func (m *matcher) first(patterns []*pattern) (from, to int) {
	limit := m.s.to
	for _, p := range patterns {
		if !m.starting.Has(p.number) || !p.possible(m.present) {
			continue
		}
		for at := m.s.from; at < limit; at++ {
			if !m.tokens[at].starts.Has(p.number) {
				continue
			}
			if end, ok := m.match(p, at); ok && end > at {
				from, to, limit = at, end, at
			}
		}
	}
	return from, to
}

// any tells whether one of some patterns matches anywhere in the sentence.
func (m *matcher) any(patterns []*pattern) bool {
	for _, p := range patterns {
		if !m.starting.Has(p.number) || !p.possible(m.present) {
			continue
		}
		for at := m.s.from; at < m.s.to; at++ {
			if !m.tokens[at].starts.Has(p.number) {
				continue
			}
			if _, ok := m.match(p, at); ok {
				return true
			}
		}
	}
	return false
}

// matches tells whether one of some patterns matches at a place.
func (m *matcher) matches(patterns []*pattern, at int) bool {
	for _, p := range patterns {
		if !m.tokens[at].starts.Has(p.number) {
			continue
		}
		if _, ok := m.match(p, at); ok {
			return true
		}
	}
	return false
}
