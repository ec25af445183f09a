package lint

import (
	_ "embed"
	"regexp"
	"strings"
	"sync"
)

//go:embed plainwords.txt
var plainWordsText string

// plainWords are the words of plainwords.txt, by the sign before them.
//
//nolint:gochecknoglobals // computed once
var plainWords = sync.OnceValue(func() map[byte]map[string]bool {
	lists := map[byte]map[string]bool{'+': {}, '-': {}, '=': {}}
	for line := range strings.Lines(plainWordsText) {
		if words := lists[line[0]]; words != nil {
			for word := range strings.FieldsSeq(line[1:]) {
				words[word] = true
			}
		}
	}
	return lists
})

var (
	factToken = regexp.MustCompile(`[a-z]+(?:'[a-z]+)?|\d+(?:[.:]\d+)*|[^\sa-z\d]`)

	// What is plain as a whole, though its words might not be.
	plainPhrases = regexp.MustCompile(strings.Join([]string{
		`\b((criminal|police) )?records? checks?\b`, `\bcredit (and criminal record )?checks?\b`, `\bpolice (vetting|checks?|clearance)\b`, `\bbarred list\b`,
		`\bfit and proper person (tests?|checks?)\b`, `\bdrugs? and alcohol test(s|ing)\b`, `\bright to work( in the (uk|eu|us|united kingdom))?\b`,
		`\bhome visits?\b`, `\bcare homes?\b`, `\b(from|to) homes?\b`, `\bcar licen[cs]e\b`, `\b(clean )?(uk )?driving licen[cs]e\b`, `\bclean ?rooms?\b`, `\bmileage paid\b`,
		`\b(first|last) (week|day|working day|friday|weekend)( of (the|each|every) month)?\b`, `\bno more than`, `\bno (leave|weekends|evenings|nights|remote work|home working)\b`,
		`\bcurrent( (nmc|hcpc|gmc|sia|cscs|registration|licence|certificate))`, `\b(level|cat|category|class|grade|tier|stage|band|part|section|hepatitis|schedule) [a-e0-9]\b(\+e)?`,
		`\b\d+(st|nd|rd|th) edition\b`, `\bshort notice\b`, `\bsleep-ins?\b`, `\bdigital tachograph( card)?\b`, `\bwork(ing)? at heights?\b`, `\bpersonal licen[cs]e\b`, `\bflexible about (hours|shifts|days)\b`, `\btime zones?\b`, `\bschools?\b`,
	}, "|"))

	// A number that is a time, a part of a range, or of something that is counted: not an age, a year or a size.
	clock   = regexp.MustCompile(`^(\d+:\d+|0\d00|[01]\d[03]0|2[0-3][03]0)$`)
	ranged  = regexp.MustCompile(`^[ -]*(to|-|or|and|x|/)? ?\d`)
	counted = regexp.MustCompile(`^[ -]*(%|(am|pm|kgs?|lbs?|miles?|km|metres?|meters?|m|ft|feet|degrees|c|wpm|percent|hrs?|hours?|min(ute)?s?|days?|weeks?|weekends?|nights?|months?|years?|yrs?|points?|` +
		`shifts?|starts?|on|off|to|and|x|in|a (week|month|year|day)|times|trips|boxes|branches|sites|depots|clients|patients|pupils|beds|covers|calls|items|tonnes|tons|litres|tables|rooms|staff|reports|evenings|` +
		`mornings|saturdays|sundays|pounds|stops|drops|parcels|picks|pallets|cases|classes|lessons|pages|words)\b)`)
	atHour = regexp.MustCompile(`\b(at|from|to|until|till|by|before|after|level|grade|band|tier) $`)

	ofPerson = regexp.MustCompile(`(?:^|[^urm])m[ae]n$|wom[ae]n$|maid$|lad(y|ies)$`)
)

// IsPlainFact reports whether a fact of a job, such as "nights, two weeks in four", surely is one, so that it can be put into a question: it
// consists of words that facts of jobs have. Of any other text nobody can tell without understanding it; what surely asks for something that
// nobody may be asked about is found by CheckFact. If the fact is a language, it may have the words for languages, and no others.
func IsPlainFact(fact string, isLanguage bool) bool {
	text := strings.ToLower(unifiedQuotes.Replace(fact))
	text = plainPhrases.ReplaceAllString(text, "work")
	if !arePlainNumbers(text) {
		return false
	}
	for _, token := range factToken.FindAllString(text, -1) {
		switch first := token[0]; {
		case 'a' <= first && first <= 'z':
			if isLanguage && !plainWords()['='][token] || !isLanguage && !isFactWord(token) {
				return false
			}
		case first < '0' || first > '9':
			if !strings.Contains("-/,.():&+%;", token) {
				return false
			}
		}
	}
	return true
}

func isFactWord(word string) bool {
	const single = "amcx" // as in "6 a.m." and "2 x 12 hours"
	if len(word) == 1 {
		return strings.Contains(single, word)
	}
	known, people := plainWords()['+'], plainWords()['-']
	if people[word] || ofPerson.MatchString(word) {
		return false
	}
	one, isPlural := strings.CutSuffix(word, "s")
	return known[word] || isPlural && known[one] && !people[one]
}

// arePlainNumbers reports whether all numbers of a text are times, or say how many there are of something.
func arePlainNumbers(text string) bool {
	for _, at := range factNumber.FindAllStringIndex(text, -1) {
		number, rest := text[at[0]:at[1]], text[at[1]:]
		isHour := len(number) < len("100") && atHour.MatchString(text[:at[0]])
		if !clock.MatchString(number) && !ranged.MatchString(rest) && !counted.MatchString(rest) && !isHour {
			return false
		}
	}
	return true
}

var factNumber = regexp.MustCompile(`\d+(?:[.:]\d+)*`)
