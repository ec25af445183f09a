package lang_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"twoway/bank"
	"twoway/exchange"
	"twoway/rules/lang"
	"twoway/seed"
)

// said is a text of somebody who does not know the language, and what they wanted. AnyOf are the texts that mean that: several
// where the vocabulary has several terms for what they said, and none where no text means it. They were written before any text
// was read.
type said struct {
	Box   lang.Part
	Text  string
	Want  string
	Who   string
	AnyOf []string `json:"any_of"`
}

// people returns the texts in a file of testdata, with the meanings in another file that has the same order.
func people(t *testing.T, texts, expected string) []said {
	t.Helper()
	list, meanings := lines(t, texts), lines(t, expected)
	if len(list) != len(meanings) {
		t.Fatalf("%d texts, but %d meanings", len(list), len(meanings))
	}
	for i := range list {
		if list[i].Text != meanings[i].Text {
			t.Fatalf("line %d: the meaning is that of another text, %q", i+1, meanings[i].Text)
		}
		list[i].AnyOf = meanings[i].AnyOf
	}
	return list
}

func lines(t *testing.T, file string) []said {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", file))
	if err != nil {
		t.Fatal(err)
	}
	var list []said
	for scanner := bufio.NewScanner(bytes.NewReader(data)); scanner.Scan(); {
		var s said
		if err := json.Unmarshal(scanner.Bytes(), &s); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		list = append(list, s)
	}
	return list
}

// shipped returns the vocabulary of the shipped bank and its language.
var shipped = sync.OnceValues(func() (*bank.Vocabulary, *lang.Language) {
	content, err := exchange.Load(seed.Shipped())
	if err != nil {
		panic(err)
	}
	var ids []string
	for _, q := range content.Questions {
		ids = append(ids, q.ID)
	}
	return &content.Vocabulary, lang.New(&content.Vocabulary, ids)
})

// What becomes of a text.
const (
	replaced  = "replaced"  // the offered fixes lead to a text that means what was wanted
	explained = "explained" // there is no fix, but a sentence says what is wrong and shows a rule
	deadEnd   = "DEAD END"  // neither
	wrong     = "WRONG"     // the offered fixes lead to a text that means something else
)

// outcome takes the offered fixes as somebody would who clicks them, at most five times.
func outcome(t *testing.T, s said) (what, text string, rounds int, first []bank.Fault) {
	t.Helper()
	_, l := shipped()
	in := lang.Scope{Asker: bank.Candidate, Part: s.Box}
	text = s.Text
	for ; ; rounds++ {
		program, faults := l.Compile(text, in)
		if rounds == 0 {
			first = faults
		}
		if program != nil {
			for _, meaning := range s.AnyOf {
				if want, refused := l.Compile(meaning, in); refused != nil {
					t.Errorf("the meaning %q has faults: %v", meaning, refused)
				} else if sameMeaning(program, want) {
					return replaced, text, rounds, first
				}
			}
			return wrong, text, rounds, first
		}
		fixed := slices.DeleteFunc(slices.Clone(faults), func(f bank.Fault) bool { return f.Fix == "" })
		if len(fixed) == 0 || rounds == 5 {
			if showsARule(t, faults, in) {
				return explained, text, rounds, first
			}
			return deadEnd, text, rounds, first
		}
		text = applyFixes(text, fixed...)
	}
}

// shown matches the part of a message that shows what to write.
var shown = regexp.MustCompile(`(?:looks like this: |: write |Write |as in )(.*?)\.?$`)

// showsARule reports whether the first fault says what is wrong in words and shows a rule that compiles.
func showsARule(t *testing.T, faults []bank.Fault, in lang.Scope) bool {
	t.Helper()
	_, l := shipped()
	for _, f := range faults[:1] {
		if strings.HasPrefix(f.Detail, "Unexpected ") {
			return false
		}
		if found := shown.FindStringSubmatch(f.Detail); found != nil {
			if p, _ := l.Compile(found[1], in); p != nil {
				return true
			}
		}
	}
	return false
}

// sameMeaning reports whether two programs agree on random meetings and questions, which have the values that the texts name, and
// others.
func sameMeaning(a, b *lang.Program) bool {
	chance := rand.New(rand.NewPCG(1, 2))
	named := regexp.MustCompile(`"([^"]*)"`).FindAllStringSubmatch(a.Canonical+b.Canonical, -1)
	values := []string{"", "other", "software_engineering", "accounting"}
	for _, found := range named {
		values = append(values, found[1])
	}
	numbers := []int{0, 1, 2, 3, 4, 5, 6, 7, 8}
	for _, found := range regexp.MustCompile(`\d+`).FindAllString(a.Canonical+b.Canonical, -1) {
		n, _ := strconv.Atoi(found)
		numbers = append(numbers, n-1, n, n+1)
	}
	one := func() string { return values[chance.IntN(len(values))] }
	some := func() []string {
		list := []string{}
		for range chance.IntN(4) {
			list = append(list, one())
		}
		return list
	}
	number := func() int { return numbers[chance.IntN(len(numbers))] }
	for range 3000 {
		env := lang.Env{
			Profile: lang.Profile{
				Role: one(), Work: one(), Seniority: one(), Stage: one(), AskedOf: one(), Level: number(), Minutes: number(),
				Cares: some(), Aspects: some(), Terms: some(),
			},
			Question: lang.Question{
				ID: one(), Topic: one(), Cares: some(), Aspects: some(), About: one(), Roles: some(), Stages: some(), AskedOf: some(),
				Discloses: some(), Minutes: number(), Depth: 1 + chance.IntN(3), FromLevel: number(), ToLevel: number(),
			},
		}
		x, okX := a.Condition.Matches(&env)
		y, okY := b.Condition.Matches(&env)
		if x != y || !okX || !okY {
			return false
		}
	}
	return true
}

// report prints what becomes of texts, and returns how often each outcome occurs.
func report(t *testing.T, list []said) map[string]int {
	t.Helper()
	count := map[string]int{}
	for _, s := range list {
		what, text, rounds, faults := outcome(t, s)
		count[what]++
		detail := ""
		if what != replaced && len(faults) > 0 {
			detail = "\n               " + faults[0].Detail
		}
		t.Logf("%-9s in %d: %q → %s%s", what, rounds, s.Text, text, detail)
	}
	t.Logf("%d texts: %v", len(list), count)
	return count
}

func TestPeople(t *testing.T) {
	checkReport(t, report(t, people(t, "people.jsonl", "people_expected.jsonl")), 57)
}

// TestPeopleLater has texts that were written after the reading was, without a look at it.
func TestPeopleLater(t *testing.T) {
	checkReport(t, report(t, people(t, "people_later.jsonl", "people_later_expected.jsonl")), 32)
}

// checkReport checks that nothing leads nowhere or to another meaning, and that at least so many texts are replaced.
func checkReport(t *testing.T, count map[string]int, least int) {
	t.Helper()
	if count[wrong] > 0 || count[deadEnd] > 0 || count[replaced] < least {
		t.Errorf("got %v, want at least %d replaced and the others explained", count, least)
	}
}
