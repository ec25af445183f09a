package lint

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"twoway/bank"
)

// ruleReader reads the rules in a directory. Each file is named after the ID of its rules. A line is one of
//
//	let NAME pattern     define a macro, for use in later patterns; a % in it stands for the argument of <NAME argument>
//	set NAME             start a set of patterns, for use in later groups of any file; each is given by +
//	group name [asker]   start a group of patterns
//	+ pattern            at least one of these must match
//	- pattern            and none of these, in the same sentence
//	-- pattern           and none of these, in the whole text
//	needs NAME|NAME      and one of these sets, in the same sentence
//	needs-text NAME|NAME and one of these sets, in the whole text
//	unless NAME|NAME     and none of these sets, in the same sentence
//	unless-text NAME|NAME and none of these sets, in the whole text
//	only NAME|NAME       and under one of these jurisdictions
//	signs COUNT [asker]  start a family of signs: a finding needs COUNT different ones, anywhere in the text; -- excepts
//	sign NAME            start a sign of the family, or take the set of that name as one; + and - as in a group
type ruleReader struct {
	lex    *lexicon
	id     string // of the current file
	rules  []*rule
	target *rule // the current group, set, family or sign; nil at the start of a file
	family *rule // the current family of signs; nil at the start of a file
	sets   map[string]*set
}

// readRules reads the rules in a directory, in the order of file names. It panics on a mistake in them.
func (l *lexicon) readRules(dir string) []*rule {
	entries, err := fs.ReadDir(data, dir)
	if err != nil {
		panic(err)
	}
	r := &ruleReader{lex: l, sets: map[string]*set{}}
	for _, e := range entries {
		r.id, r.target, r.family = strings.TrimSuffix(e.Name(), path.Ext(e.Name())), nil, nil
		l.eachLine(dir+"/"+e.Name(), r.read)
	}
	return r.rules
}

// read reads a line.
func (r *ruleReader) read(line string) error {
	word, rest, _ := strings.Cut(line, " ")
	rest = strings.TrimSpace(rest)
	name, more, _ := strings.Cut(rest, " ")
	switch word {
	case "let":
		r.lex.source.macros[name] = more
		return nil
	case "set":
		if len(r.sets) == maxSets {
			return fmt.Errorf("more than %d sets", maxSets)
		}
		r.target = &rule{id: r.id, name: name}
		r.sets[name] = &set{number: len(r.sets), rule: r.target}
		return nil
	case "group":
		r.target = &rule{id: r.id, name: name, asker: bank.Asker(more)}
		r.rules = append(r.rules, r.target)
		return nil
	case "signs":
		return r.readFamily(name, more)
	case "sign":
		return r.readSign(name)
	}
	if r.target == nil {
		return fmt.Errorf("%q is not in a group", line)
	}
	return r.readCondition(word, rest)
}

// readFamily starts a family of signs.
func (r *ruleReader) readFamily(count, asker string) error {
	n, err := strconv.Atoi(count)
	if err != nil || n < 2 {
		return fmt.Errorf("%q is not a number of signs", count)
	}
	r.target = &rule{id: r.id, name: "signs", asker: bank.Asker(asker), family: &family{count: n}}
	r.family = r.target
	r.rules = append(r.rules, r.target)
	return nil
}

// readSign starts a sign of the current family.
func (r *ruleReader) readSign(name string) error {
	if r.family == nil {
		return fmt.Errorf("sign %s is not in a family", name)
	}
	r.target = &rule{id: r.id, name: name}
	if s, known := r.sets[name]; known {
		r.target = s.rule
	}
	r.family.family.signs = append(r.family.family.signs, r.target)
	return nil
}

// readCondition reads a line of the current group or set.
func (r *ruleReader) readCondition(mark, text string) error {
	var err error
	switch mark {
	case "+":
		r.target.patterns, err = r.append(r.target.patterns, text)
	case "-":
		r.target.unlessInSentence, err = r.append(r.target.unlessInSentence, text)
	case "--":
		r.target.unlessInText, err = r.append(r.target.unlessInText, text)
	case "only":
		return r.readOnly(text)
	case "needs", "needs-text", "unless", "unless-text":
		return r.readSets(mark, text)
	default:
		return fmt.Errorf("unknown directive %q", mark)
	}
	return err
}

// readOnly reads the jurisdictions that the current group is for.
func (r *ruleReader) readOnly(names string) error {
	for name := range strings.SplitSeq(names, "|") {
		if !slices.Contains(Jurisdictions(), Jurisdiction(name)) {
			return fmt.Errorf("unknown jurisdiction %q", name)
		}
		r.target.only = append(r.target.only, Jurisdiction(name))
	}
	return nil
}

func (r *ruleReader) append(list []*pattern, text string) ([]*pattern, error) {
	p, err := r.lex.compile(r.target, text)
	if err == nil && p.first == nil {
		err = fmt.Errorf("empty pattern")
	}
	return append(list, p), err
}

// readSets reads the names of sets that the current group needs, or is excepted by.
func (r *ruleReader) readSets(mark, names string) error {
	var list []*set
	for name := range strings.SplitSeq(names, "|") {
		s, known := r.sets[name]
		if !known {
			return fmt.Errorf("unknown set %q: define it first", name)
		}
		list = append(list, s)
	}
	switch mark {
	case "needs":
		r.target.needs = append(r.target.needs, list)
	case "needs-text":
		r.target.needsInText = append(r.target.needsInText, list)
	case "unless-text":
		r.target.unlessText = append(r.target.unlessText, list...)
	default:
		r.target.unless = append(r.target.unless, list...)
	}
	return nil
}
