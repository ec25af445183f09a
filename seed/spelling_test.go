package seed_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"twoway/bank"
	"twoway/internal/testbank"
)

// TestBritishSpelling checks every word of questions and rules.
func TestBritishSpelling(t *testing.T) { wantNone(t, notBritish(shipped(t))) }

// american has the patterns of spellings and words that British English does not have. They match the start of a word or,
// with a "$", the whole word.
var american = []string{
	"armor", "behavior", "color", "endeavor", "favor", "flavor", "harbor", "honor(s|ed|ing|able)?$", "humor(s|ed)?$",
	"labor(s|ed|ing|ers?)?$", "neighbor", "rumor", "vigor$",
	"center(s|ed|ing)?$", "fiber", "liter(s)?$", "theater",
	"analyz", "catalyz", "paralyz",
	"defense", "offense", "pretense", "practic(ed|ing)$",
	"enroll(s|ment)?$", "fulfill(s|ment)?$", "installment", "skillful", "willful",
	"cancel(ed|ing)$", "counsel(ed|ing|ors?)$", "fuel(ed|ing)$", "label(ed|ing)$", "level(ed|ing)$", "model(ed|ing)$",
	"signal(ed|ing)$", "travel(ed|ing|ers?)$",
	"aging$", "catalog(s|ed)?$", "dialog(s)?$", "gray", "judgment", "jewelry", "program(s)?$",
	"airplane", "gotten", "math$", "mom(s)?$", "paycheck", "résumé", "sidewalk", "vacation",
}

// ized matches forms of verbs in -ize, which the bank spells -ise; sized matches other words with the same endings.
var (
	ized  = regexp.MustCompile(`^\pL+iz(e|es|ed|er|ers|ing|ation|ations|ational)$`)
	sized = regexp.MustCompile(`^(cap|down|fun|out|over|re|right|under|up)?siz(e|es|ed|ing)$|^(prize|prizes|prized|seize|seizes|seized|seizing|maize)$`)
)

// notBritish lists the words of questions and rules without British spelling, and the questions in other languages than
// English.
func notBritish(c *bank.Content) []string {
	var misses []string
	for _, q := range readyQuestions(c) {
		misses = append(misses, notBritishWords("question "+q.ID, q)...)
		if q.Locale != "en" {
			misses = append(misses, fmt.Sprintf("question %s is in %q", q.ID, q.Locale))
		}
	}
	for _, r := range readyRules(c) {
		misses = append(misses, notBritishWords("rule "+r.ID, r)...)
	}
	return misses
}

var (
	word         = regexp.MustCompile(`\\u[0-9a-f]{4}|\\.|\pL+`) // or a JSON escape
	americanWord = regexp.MustCompile("^(" + strings.Join(american, "|") + ")")
)

// notBritishWords lists the words without British spelling in all texts of a question or rule.
func notBritishWords(of string, part any) []string {
	text, err := json.Marshal(part)
	if err != nil {
		return []string{of + ": " + err.Error()}
	}
	var misses []string
	for _, found := range word.FindAllString(strings.ToLower(string(text)), -1) {
		if americanWord.MatchString(found) || ized.MatchString(found) && !sized.MatchString(found) {
			misses = append(misses, fmt.Sprintf("%s: %q is not British spelling", of, found))
		}
	}
	return misses
}

func TestNotBritish(t *testing.T) {
	small, american := testbank.Small(), testbank.Small()
	american.Questions[0].Locale, american.Questions[1].HowToAsk = "de", "Prioritize the right-sized\ncolor; seize the centre, literally."
	wantMisses(t, "British English", notBritish(&small))
	wantMisses(t, "American English and another language", notBritish(&american),
		`question raise is in "de"`, `question pager: "prioritize" is not British spelling`, `question pager: "color" is not British spelling`)
}
