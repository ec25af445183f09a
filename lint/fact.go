package lint

import (
	"regexp"
	"slices"
	"strings"

	"twoway/bank"
)

// CheckFact checks what a job is said to need, such as "nights, two weeks in four": it must not ask for something that nobody may be asked
// about, such as "no young children" or "under 35". The finding is of the basis, without a span; false if there is none. It judges as the
// strictest jurisdiction does. What the work itself is about, such as "pregnancy and birth care", is no finding, and neither is a check that
// is made after an offer. Each clause is judged by itself: a lawful beginning does not cover what follows it.
func CheckFact(fact string) (Finding, bool) {
	text := strings.ToLower(strings.TrimSpace(unifiedQuotes.Replace(fact)))
	if rule := ruleOf(text, personalWords.hintsAt); rule != "" {
		return factFinding(rule), true
	}
	for _, clause := range clausesOf(text) {
		if rule := clauseRule(clause); rule != "" {
			return factFinding(rule), true
		}
	}
	return Finding{}, false
}

func factFinding(rule string) Finding {
	e := Explain(rule)
	return Finding{Rule: rule, Severity: Error, Message: e.Message, Why: e.Why, Suggestion: e.Suggestion}
}

// clausesOf splits a fact into what it says: at commas, at words such as "so", and before what leaves somebody out or picks them.
func clausesOf(text string) []string {
	text = matters.ReplaceAllString(text, "unimportant")
	text = picks.ReplaceAllString(text, ";$2")
	text = leavesOut.ReplaceAllString(text, ";$2")
	var list []string
	for _, clause := range joints.Split(text, -1) {
		if clause = strings.Trim(clause, " .!-"); clause != "" {
			list = append(list, clause)
		}
	}
	return list
}

// clauseRule returns the rule that a clause of a fact breaks; "" if it breaks none.
func clauseRule(clause string) string {
	if allows.MatchString(clause) || isGear.MatchString(clause) || legalAge.MatchString(clause) {
		return ""
	}
	if namesAge.MatchString(clause) {
		return "fair.age"
	}
	asked := stripped(clause)
	if namesLanguage.MatchString(asked) {
		return ""
	}
	if rule := ruleOf(asked, personalWords.are); rule != "" {
		return rule
	}
	if doesWork.MatchString(clause) || !inquires.MatchString(clause) && doesThing.MatchString(asked) && !doesAtHome.MatchString(asked) {
		return ""
	}
	isWork := namesWork.MatchString(asked) || namesWork.MatchString(clause)
	if asked != clause {
		if rule := ruleOf(asked, func(p personalWords, text string) bool {
			return p.arePicked(text, isWork && !namesPerson.MatchString(clause))
		}); rule != "" {
			return rule
		}
	}
	if isWork && !excludes.MatchString(clause) {
		return ""
	}
	return ruleOfAsking(asked)
}

// ruleOfAsking returns the rule that a question about what a clause names would break; "" if it would break none.
func ruleOfAsking(asked string) string {
	if rule := asksOf(asked); rule != "" || strings.Contains(asked, " ") {
		return rule
	}
	return asksOf(strings.TrimSuffix(asked, "s")) // "are you a Romanian", for "no Romanians"
}

// asksOf returns the rule that the text breaks in a frame; "" if it breaks none.
func asksOf(asked string) string {
	for _, frame := range frames {
		report := Check(frame+asked+"?", Options{Asker: bank.Interviewer, Jurisdiction: Strict})
		i := slices.IndexFunc(report.Findings, func(f Finding) bool { return f.Severity == Error && strings.HasPrefix(f.Rule, "fair.") })
		if i >= 0 {
			return report.Findings[i].Rule
		}
	}
	return ""
}

// ruleOf returns the rule of the first words that are in a text; "" if none are.
func ruleOf(text string, are func(p personalWords, text string) bool) string {
	for _, p := range personal() {
		if are(p, text) {
			return p.rule
		}
	}
	return ""
}

// stripped returns a clause without the words that say that it is needed or must not be.
func stripped(text string) string {
	for {
		shorter := strings.TrimSpace(after.ReplaceAllString(before.ReplaceAllString(text, ""), ""))
		if shorter == text || shorter == "" {
			return text
		}
		text = shorter
	}
}

// frames make a question of a fact: who must not be asked about it, must not be told that the job needs it.
//
//nolint:gochecknoglobals // a constant table
var frames = []string{"are you ", "are you a ", "do you have ", "do you have a ", "were you "}

//nolint:gochecknoglobals // constant tables
var (
	unifiedQuotes = strings.NewReplacer("’", "'", "–", "-")

	// Where a clause ends, and where one begins without a sign.
	joints    = regexp.MustCompile(`[,;!?()]| - |\. |\b(plus|including|as (they|she|he)|since (they|she|he)|because (they|she|he))\b`)
	leavesOut = regexp.MustCompile(`( and| or| so| but| because| since|^) ?\b((no|not|nobody|never|check|what|who|how many|under|over|aged|only|ideally|preferably|must|should|has to|needs? to|ask|tell us)\b)`)
	picks     = regexp.MustCompile(`( )((no|nobody|ideally|preferably|ask|find out|confirm|tell us|never|prefer|for (\w+ )?\w+ only|too (much|hard|heavy|rough|late|physical|tough) for)\b|(suits|prefers?|ideal for|perfect for|best for|not for|right for)\b|(needs?|wants?) (somebody|someone|people|a person|an? (man|woman|lad|girl))\b)`)

	// What leaves nobody out: "accent no issue", "all ages welcome". What is worn for safety: "beard nets provided".
	matters     = regexp.MustCompile(`\b(no|not an?|never an?) (issue|problem|barrier|matter|obstacle|bar|concern)\b|\b(does not|doesn't) matter\b`)
	allows      = regexp.MustCompile(`\bunimportant$|^(all|any|every)\b.*\b(welcome|fine|accepted)$`)
	isGear      = regexp.MustCompile(`\b(perfumes?|fragrance|nail (varnish|polish)|false nails|jewell?ery|(beard|hair) (nets?|snoods?|covers?)|hairnets?|snoods?|tied (back|up))\b`)
	namesPerson = regexp.MustCompile(`^(must|should|has to|have to|needs? to) (not )?be an? `)
	inquires    = regexp.MustCompile(`^(who|what|how many|check|ask|find out|confirm|tell us)\b`)
	excludes    = regexp.MustCompile(`^(no|not|never|nobody|no one|without|ask|tell us|find out|confirm|must (not|disclose|declare)|should not|list|disclose)\b`)
	legalAge    = regexp.MustCompile(`^((must|has to|needs to) be )?(over|at least|aged) (16|18|21)( years old)?$`)
	namesAge    = regexp.MustCompile(`^((must|should|has to|needs to) be |no |not |nobody |no one |ideally |preferably |anyone |only |ages? )*(under|over|below|above|aged?|younger than|older than|between) (the age of )?([2-6]\d|twenty|thirty|forty|fifty|sixty)([- ]?five)?( ?(to|-|and) ?\d\d)?( years? old)?[, ]*(please|only|preferred)?$`)

	before = regexp.MustCompile(`^((must|should) (not )?(be|have|come from|look|sound|seem|disclose|declare|drive|list)|must|should|(has|have) to (be|have)|needs? to (be|have)|needs?|wants?|suits?|prefers?|favou?rs?|(ideal|perfect|best|right) for|be|only|ideally|preferably|prefer(red)?|strictly|no|not|never|without|nobody|no one|we (want|need)|looking for|someone|somebody|anyone|anybody|a person|people|applicants?|candidates?|staff|with|for|who|(who|that) (is|are|has|have|keeps?)|aged?|over|under|below|above|any|all|too \w+ for|tell us( about| if| whether)?|ask( them)?( about| for| what| who| why| if| whether)?|find out( about)?|(confirm|check)( that| if| whether)?|disclose|list)\b[ ,:-]*`)
	after  = regexp.MustCompile(`[ ,:-]*\b(only|preferred|please|wanted|needed|need not apply|(not |un)?welcome|required|essential|a must|a plus|an advantage|ideally|preferably|people|persons|applicants?|candidates?|staff|types?|(fits?|copes?|struggles?|lasts?)|[a-z]+ (better|harder|best|worse|longer)( here)?|bring .*|only (for|as|on|at|in|to|by)\b.*|(usually|always|often|tend to|rarely) .*|(won't|wouldn't|can't|cannot|would|will) .*)$`)
)
