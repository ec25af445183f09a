package lint

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"twoway/bank"
)

// rule is a group of patterns with the same meaning, and their exceptions. Groups that share an ID form one public rule.
type rule struct {
	id               string
	name             string
	asker            bank.Asker // whose questions it applies to; "" for both
	patterns         []*pattern
	unlessInSentence []*pattern // exceptions in the same sentence
	unlessInText     []*pattern // exceptions anywhere in the text
}

// readRules reads the rules in a directory. Each file is named after the ID of its rules. A line is one of
//
//	let NAME pattern     define a macro, for use in later patterns
//	group name [asker]   start a group of patterns
//	+ pattern            at least one of these must match
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
				return fmt.Errorf("%q is not in a group", line)
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
			return fmt.Errorf("empty pattern")
		}
		r.patterns = append(r.patterns, p)
	case "-":
		r.unlessInSentence = append(r.unlessInSentence, p)
	case "--":
		r.unlessInText = append(r.unlessInText, p)
	default:
		return fmt.Errorf("unknown directive %q", mark)
	}
	return nil
}

// hit is a rule that matches tokens [from, to).
type hit struct {
	rule     *rule
	sentence int
	from, to int
}

// hits returns the rules that match the text, sorted by position and then in the order of rules. A rule hits a sentence at
// most once, at its first match.
func (d *document) hits(rules []*rule, asker bank.Asker) []hit {
	var list []hit
	for i := range d.sentences {
		m := d.matcher(i)
		start := len(list)
		for _, r := range rules {
			if asker != "" && r.asker != "" && asker != r.asker {
				continue
			}
			if at, end := m.firstMatch(r.patterns); end > at && !d.isExcepted(r, m) {
				list = append(list, hit{r, i, at, end})
			}
		}
		slices.SortStableFunc(list[start:], func(a, b hit) int { return a.from - b.from })
	}
	return list
}

// isExcepted reports whether an exception to a rule matches.
func (d *document) isExcepted(r *rule, m *matcher) bool {
	if m.matchesAnywhere(r.unlessInSentence) {
		return true
	}
	if len(r.unlessInText) == 0 {
		return false
	}
	for i := range d.sentences {
		if d.matcher(i).matchesAnywhere(r.unlessInText) {
			return true
		}
	}
	return false
}

// firstMatch returns the earliest tokens [from, to) that a pattern matches. The range is empty if none does.
func (m *matcher) firstMatch(patterns []*pattern) (from, to int) {
	limit := m.sentence.to
	for _, p := range patterns {
		if !m.candidates.Has(p.number) || !p.canMatch(m.present) {
			continue
		}
		for at := m.sentence.from; at < limit; at++ {
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

// matchesAnywhere reports whether a pattern matches anywhere in the sentence.
func (m *matcher) matchesAnywhere(patterns []*pattern) bool {
	for _, p := range patterns {
		if !m.candidates.Has(p.number) || !p.canMatch(m.present) {
			continue
		}
		for at := m.sentence.from; at < m.sentence.to; at++ {
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

// matchesAt reports whether a pattern matches at a token.
func (m *matcher) matchesAt(patterns []*pattern, at int) bool {
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
