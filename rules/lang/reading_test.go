package lang_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"twoway/bank"
	"twoway/rules/lang"
)

// careless writes random conditions twice: in the rule language, and as people would who do not know it.
type careless struct {
	*rand.Rand

	vocabulary *bank.Vocabulary
	part       lang.Part
}

func (g careless) one(list ...string) string { return list[g.IntN(len(list))] }

// condition returns a condition of a depth, and a careless form of it.
func (g careless) condition(depth int) (text, said string) {
	if depth == 0 {
		return g.atom()
	}
	a, saidA := g.condition(depth - 1)
	b, saidB := g.condition(g.IntN(depth))
	if depth > 1 {
		a, saidA, b, saidB = "("+a+")", "("+saidA+")", "("+b+")", "("+saidB+")"
	}
	switch g.IntN(5) {
	case 0, 1:
		return a + " and " + b, saidA + g.one(" and ", " AND ", " und ", " & ", " && ", " UND ", "; ") + saidB
	case 2, 3:
		return a + " or " + b, saidA + g.one(" or ", " OR ", " oder ", " || ", " | ") + saidB
	}
	return "not (" + a + ")", g.one("not (", "NOT(", "nicht (", "!(", "not(") + saidA + ")"
}

func (g careless) atom() (text, said string) {
	if g.part == lang.Pick && g.IntN(6) == 0 {
		text = g.one("any(profile.cares, # in question.cares)", "none(profile.cares, # in question.cares)", "len(question.discloses) > 0")
		return text, strings.ReplaceAll(text, "profile", g.one("profile", "Profile"))
	}
	switch g.IntN(4) {
	case 0:
		return g.number()
	case 1:
		return g.member()
	}
	return g.compared()
}

// number compares a number field.
func (g careless) number() (text, said string) {
	field, most := "profile.minutes", 60
	switch {
	case g.part == lang.Pick && g.IntN(2) == 0:
		field, most = "question.depth", 3
	case g.IntN(2) == 0:
		field, most = "profile.level", 8
	}
	n := 1 + g.IntN(most)
	operator := g.one("<=", ">=", "==", "!=", "<", ">")
	forms := map[string][]string{
		"<=": {"<=", "≤", "=<", " at most ", " höchstens ", " is at most "}, ">=": {">=", "≥", "=>", " at least ", " mindestens ", " is at least "},
		"==": {"==", "=", " is ", " ist ", ": "}, "!=": {"!=", "<>", "≠", " is not ", " ist nicht "},
		"<": {"<", " less than ", " weniger als ", " under "}, ">": {">", " more than ", " mehr als ", " over "},
	}
	unit := ""
	if strings.HasSuffix(field, "minutes") {
		unit = g.one("", " min", " minutes", " Minuten", "min")
	}
	if (field == "profile.level" || field == "question.depth") && (operator == "<" && n == 1 || operator == ">" && n == most) {
		operator = "=="
	}
	return fmt.Sprintf("%s %s %d", field, operator, n), fmt.Sprintf("%s%s%d%s", g.field(field), g.one(forms[operator]...), n, unit)
}

// member looks for a care or an aspect.
func (g careless) member() (text, said string) {
	c := g.vocabulary.Cares[g.IntN(len(g.vocabulary.Cares))]
	term, list := c.Term, "cares"
	if g.IntN(2) == 0 {
		term, list = c.Aspects[g.IntN(len(c.Aspects))], "aspects"
	}
	object := "profile."
	if g.part == lang.Pick {
		object = "question."
	}
	if g.IntN(3) == 0 {
		return quote(term.ID) + " not in " + object + list, g.value(term) + g.one(" not in ", " NOT IN ", " nicht in ") + g.fieldOf(object, g.one(list, "cares"))
	}
	if g.IntN(3) == 0 {
		return quote(term.ID) + " in " + object + list, g.fieldOf(object, list) + g.one(" includes ", " contains ", " has ", " = ", " enthält ") + g.value(term)
	}
	return quote(term.ID) + " in " + object + list, g.value(term) + g.one(" in ", " IN ") + g.fieldOf(object, g.one(list, "cares"))
}

// compared compares a text field with values.
func (g careless) compared() (text, said string) {
	kinds := []string{"role", "seniority", "stage", "asked_of"}
	field := "profile."
	if g.part == lang.Pick && g.IntN(2) == 0 {
		kinds, field = []string{"topic"}, "question."
	}
	kind := g.one(kinds...)
	field += kind
	terms := slices.DeleteFunc(slices.Clone(g.vocabulary.Terms()[kind]), func(t bank.Term) bool {
		topic, isTopic := g.vocabulary.Topic(t.ID)
		return kind == "topic" && isTopic && topic.Asker != bank.Candidate
	})
	a, b := terms[g.IntN(len(terms))], terms[g.IntN(len(terms))]
	switch g.IntN(5) {
	case 0:
		return field + " != " + quote(a.ID), g.field(field) + g.one(" != ", "<>", " ≠ ", " is not ", " ist nicht ") + g.value(a)
	case 1:
		return field + " in [" + quote(a.ID) + ", " + quote(b.ID) + "]",
			g.field(field) + g.one(" in (", " IN (", " in [") + g.value(a) + g.one(", ", ",") + g.value(b) + ")"
	case 2:
		return field + " in [" + quote(a.ID) + ", " + quote(b.ID) + "]",
			g.field(field) + g.one(" = ", " is ", " ist ", "==", " is either ", ": ") + g.value(a) + g.one(" or ", " oder ", ", ", " / ") + g.value(b)
	case 3:
		return field + " not in [" + quote(a.ID) + ", " + quote(b.ID) + "]",
			g.field(field) + g.one(" not in (", " NOT IN (", " nicht in (") + g.value(a) + ", " + g.value(b) + ")"
	}
	return field + " == " + quote(a.ID), g.field(field) + g.one(" = ", "=", " === ", " is ", " ist ", " equals ", ": ") + g.value(a)
}

func quote(text string) string { return `"` + text + `"` }

func (g careless) fieldOf(object, name string) string { return g.field(object + name) }

// field writes a field in another way.
func (g careless) field(name string) string {
	object, field, _ := strings.Cut(name, ".")
	_, isBoth := map[string]bool{"minutes": true, "cares": true, "aspects": true, "asked_of": true}[field]
	if g.IntN(3) == 0 && (!isBoth || g.part == lang.When) {
		return g.one(field, strings.ToUpper(field[:1])+field[1:])
	}
	return g.one(name, name, strings.ToUpper(name), object+" "+field, strings.ToUpper(object[:1])+object[1:]+"."+field, object+".\u200b"+field)
}

// value writes a value in another way.
func (g careless) value(t bank.Term) string {
	plain := g.one(t.ID, t.ID, strings.ReplaceAll(t.ID, "_", " "), strings.ToUpper(t.ID), t.Name)
	return g.one(quote(plain), "'"+strings.ReplaceAll(plain, "'", "’")+"'", "“"+plain+"”", "„"+plain+"“", "«"+plain+"»", plain, plain)
}

// TestCarelessFormsMeanTheSame takes the offered fixes of careless forms of random rules. What they lead to must mean what the rule
// means; some forms may be explained instead, because a name without quotation marks may mean something else.
func TestCarelessFormsMeanTheSame(t *testing.T) {
	v, l := shipped()
	const texts = 600
	explainedOnes := 0
	for i := range texts {
		g := careless{rand.New(rand.NewPCG(7, uint64(i))), v, lang.When}
		if i%2 == 1 {
			g.part = lang.Pick
		}
		text, forms := g.condition(g.IntN(3))
		forms = g.one("", "", "\ufeff", " ") + strings.ReplaceAll(forms, " ", g.one(" ", " ", "\u00a0", "  ")) + g.one("", "", ".", ";", " // as agreed")
		in := lang.Scope{Asker: bank.Candidate, Part: g.part}
		if _, faults := l.Compile(text, in); len(faults) > 0 {
			t.Fatalf("the generator wrote %q, which has faults: %v", text, faults)
		}
		switch what, got, _, faults := outcome(t, said{Box: g.part, Text: forms, AnyOf: []string{text}}); what {
		case wrong:
			t.Errorf("%q was meant as %q, and the fixes lead to %q", forms, text, got)
		case explained, deadEnd:
			explainedOnes++
			t.Logf("%q was meant as %q: %v", forms, text, faults)
		}
	}
	t.Logf("%d of %d are explained only", explainedOnes, texts)
	if explainedOnes > texts/10 {
		t.Errorf("%d of %d careless forms have no fix", explainedOnes, texts)
	}
}

// checkProposal checks that a fix for a whole text leads to a text without faults, and that it is the only one.
func checkProposal(t reporter, l *lang.Language, source string, s lang.Scope, faults []bank.Fault) {
	t.Helper()
	for _, f := range faults {
		if !strings.HasPrefix(f.Detail, "Did you mean this: ") {
			continue
		}
		if len(faults) != 1 || f.Range != [2]int{0, len([]rune(source))} {
			t.Errorf("%q: a fix for the whole text is not the only one, or does not cover it: %v", source, faults)
		}
		if p, left := l.Compile(f.Fix, s); p == nil {
			t.Errorf("%q: the fix %q has faults: %v", source, f.Fix, left)
		}
	}
}

// FuzzReading looks for texts that cannot be read safely, and for proposals with faults.
//
//	go test ./rules/lang -run '^$' -fuzz FuzzReading -fuzztime 2m
func FuzzReading(f *testing.F) {
	for _, file := range [...]string{"testdata/people.jsonl", "testdata/people_later.jsonl"} {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for line := range strings.Lines(string(data)) {
			f.Add(line, false, true)
			f.Add(strings.ReplaceAll(line, `\"`, `"`), true, false)
		}
	}
	l := language()
	f.Fuzz(func(t *testing.T, source string, isInterviewer, isWhen bool) {
		s := scope("", "")
		if isInterviewer {
			s.Asker = bank.Interviewer
		}
		if isWhen {
			s.Part = lang.When
		}
		p, faults := l.Compile(source, s)
		if p == nil {
			checkFaults(t, source, faults)
			checkProposal(t, l, source, s, faults)
		}
	})
}

// TestReadingIsBounded reads the longest texts of words that take long to look up.
func TestReadingIsBounded(t *testing.T) {
	v, l := shipped()
	var definitions strings.Builder
	for _, r := range v.Roles {
		definitions.WriteString(r.Definition + " ")
	}
	for _, word := range []string{definitions.String()[:700], "a ", "senior ", "nurse manager of ", "not ", "(", "unless ", "x-", "\"a\" ", "profile.role ", "1 + ", "between ", "überstunden "} {
		source := strings.Repeat(word, lang.MaxBytes/len(word))
		for _, text := range []string{source, source[:min(len(source), 700)/len(word)*len(word)]} {
			start := time.Now()
			_, faults := l.Compile(text, scope("", lang.When))
			if took := time.Since(start); took > 5*time.Second { // most take a few milliseconds
				t.Errorf("%.40q took %v", text, took)
			} else {
				t.Logf("%.40q (%d bytes) took %v", text, len(text), took)
			}
			checkFaults(t, text, faults)
		}
	}
}
