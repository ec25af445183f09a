package lint

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"twoway/bank"
)

// CheckFact checks what a job is said to need, such as "nights, two weeks in four": it must not ask for something that nobody may be asked
// about, such as "no young children" or "under 35". The finding is of the basis, without a span; false if there is none. It judges as the
// strictest jurisdiction does. What the work itself is about, such as "pregnancy and birth care", is no finding.
func CheckFact(fact string) (Finding, bool) {
	text := strings.ToLower(strings.TrimSpace(unifiedQuotes.Replace(fact)))
	if namesAge.MatchString(text) {
		return factFinding("fair.age"), true
	}
	if rule := ruleOf(text, personalWords.hintsAt); rule != "" {
		return factFinding(rule), true
	}
	if text == "" || namesWork.MatchString(text) || namesLanguage.MatchString(fact) {
		return Finding{}, false
	}
	asked := stripped(text)
	isStripped := asked != text
	if rule := ruleOf(asked, func(p personalWords, text string) bool {
		return p.words.MatchString(text) || isStripped && p.begins.MatchString(text)
	}); rule != "" {
		return factFinding(rule), true
	}
	for _, frame := range frames {
		report := Check(frame+asked+"?", Options{Asker: bank.Interviewer, Jurisdiction: Strict})
		i := slices.IndexFunc(report.Findings, func(f Finding) bool { return f.Severity == Error && strings.HasPrefix(f.Rule, "fair.") })
		if i >= 0 {
			return factFinding(report.Findings[i].Rule), true
		}
	}
	return Finding{}, false
}

func factFinding(rule string) Finding {
	e := Explain(rule)
	return Finding{Rule: rule, Severity: Error, Message: e.Message, Why: e.Why, Suggestion: e.Suggestion}
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

func (p personalWords) hintsAt(text string) bool { return p.hints != nil && p.hints.MatchString(text) }

// frames make a question of a fact: who must not be asked about it, must not be told that the job needs it.
//
//nolint:gochecknoglobals // a constant table
var frames = []string{"are you ", "are you a ", "do you have ", "do you have a ", "were you "}

//nolint:gochecknoglobals // constant tables
var (
	unifiedQuotes = strings.NewReplacer("’", "'", "–", "-")
	before        = regexp.MustCompile(`^(must (not )?(be|have|come from)|should (not )?(be|have)|has to be|needs? to be|be|only|ideally|preferably|prefer|no|not|never|without|nobody|no one|we (want|need)|looking for|someone|somebody|anyone|anybody|a person|people|applicants?|candidates?|staff|with|who (is|are|has|have)|that (is|are)|aged?|over|under|below|above|not|any|all)\b[ ,:-]*`)
	after         = regexp.MustCompile(`[ ,:-]*\b(only|preferred|please|wanted|need not apply|not welcome|welcome|required|essential|a must|ideally|preferably|people|persons|applicants?|candidates?|type)$`)
	// A fact that says what the work is about or needs: a check, a paper, a time, a language.
	namesLanguage = regexp.MustCompile(`^(?i:fluent|spoken|written|conversational|basic|good|business) \p{Lu}\p{L}+( and \p{Lu}\p{L}+)?$`)
	namesAge      = regexp.MustCompile(`^((must|should|has to|needs to) be |no |not |ideally |preferably )*(under|over|below|above|aged?|younger than|older than|between) (the age of )?([2-6]\d|twenty|thirty|forty|fifty|sixty)( ?(to|-|and) ?\d\d)?( years? old)?[, ]*(please|only)?$`)
	namesWork     = regexp.MustCompile(`\b(checks?|clearance|shifts?|rota|school|ward|unit|clinic|experience|negotiations?|qualifications?|training|certificates?|licen[cs]es?( needed| required)?|first aid|birth care|years'? service|over 1[68]|over 21|at least (16|18|21))$|^(over|at least) (16|18|21)\b|\b(16|18|21) or over\b|^(works?|working|supports?|supporting|caring|looking after|teaching) (with|for|of|in)?\b|^(advises|teaches|plays|drives|runs|answers|organises|organizes|supports|cares|handles|leads|looks|helps|interprets|writes|sells|serves|cleans|speaks|visits|trains|treats|plans|talks|sings|feeds|assists|accompanies|registers|counsels|represents|polish(es)? the)\b|\brecord checks?\b|\b(test|check)s? .*\blaw requires|\bbusiness partner|\b[abc][12]\b|\bspoken with\b|\bfor interpreting\b|\d ?(decibels|db|degrees|metres|meters|kilos|kg|tonnes)\b|\bshepherds?\b|^(an? )?(own |company )?(cars?|vans?|vehicles?|tools|transport)\b|\b(from|until|till|to|at|by|before|after) \d|\d:\d\d|\bholidays? off\b|\bvaccinat|\bimmunis|\bsleep-ins?\b`)
)

// stripped returns a fact without the words that say that it is needed or must not be.
func stripped(text string) string {
	for {
		shorter := strings.TrimSpace(after.ReplaceAllString(before.ReplaceAllString(text, ""), ""))
		if shorter == text || shorter == "" {
			return text
		}
		text = shorter
	}
}

// personalWords are words that say of a person, in a fact of a job, what the rules for questions read only in a sentence.
type personalWords struct {
	rule   string
	words  *regexp.Regexp // the whole fact
	begins *regexp.Regexp // how it begins, after a word such as "no" or "only"
	hints  *regexp.Regexp // anywhere in it; nil for none
}

//nolint:gochecknoglobals // a constant table
var personal = sync.OnceValue(func() []personalWords {
	var list []personalWords
	for _, p := range []struct{ rule, words, hints string }{
		{
			"fair.age", `\d\d( ?(to|-|or) ?\d\d)?( years? old| years? of age| or (under|over|younger|older))|(in (their|your) )?(early |mid |late )?(twenties|thirties|forties|fifties|[2-6]0s)|(recent |new |fresh )(graduates?|school leavers?)|school leavers?|mature|youthful|youngsters?|young( and \w+)?|elderly|pensioners?|oaps?|(baby )?boomers?|millennials?|gen z|digital natives?|over the hill|old(er)? (people|men|women|timers?)`,
			`\bdate of birth\b|\bhow old\b|\bborn (after|before|since)\b|\b(recent|young) (graduates?|school leavers?)\b|\byoung (and|team|person|people only)\b`,
		},
		{
			"fair.sex_pregnancy_family", `(young |single |working |new |mature |older? |local |pretty |strong |biological |nice )?(m[uo]ms?|mummies|mothers?|fathers?|dads?|girls?|boys?|lads?|lady|ladies|gentlem[ae]n|wom[ae]n|m[ae]n|males?|females?|guys|chaps|salesm[ae]n|housewi(fe|ves))`,
			`\b(girls?|boys?|lads?|ladies) (for|who|wanted)\b|\bsales(wo)?men, not\b|\bbiological (women|men)\b|\bconceive\b|\bpregnancy test\b|\bchildless\b|\bchild[- ]free\b|\bsick (kids|children)\b|\bmaternity plans\b`,
		},
		{
			"fair.race_ethnicity_national_origin", `british|americans?|english|locals?|natives?|westerners?|(eastern |western )?europeans?|whites?|blacks?|asians?|indians?|polish|poles|irish|french|germans?|arabs?|africans?|turks?|foreigners?|immigrants?|migrants?|refugees?`,
			`\bmigration background\b|\b(european|western|asian|african|foreign|white)[- ]looking\b|\bparents (come|came|are) from\b|\bsounds? (british|american|english|native|local|white|foreign)\b|\bborn \w+ speakers?\b|\bmother tongue\b`,
		},
		{"fair.marital_status", `singles?|singletons?|divorcees?|newlyweds?|married|unmarried|spouses?|husbands?|wi(fe|ves)|bachelors?`, ``},
		{
			"fair.religion", `christians?|catholics?|protestants?|muslims?|jews?|jewish|hindus?|sikhs?|atheists?|believers?|churchgoers?|hijabs?|headscar(f|ves)|turbans?|veils?|kippas?|yarmulkes?|burqas?`,
			`\beats pork\b|\bdrinks alcohol\b|\bprays?\b`,
		},
		{"fair.sexual_orientation_gender_identity", `straight|gays?|lesbians?|heterosexuals?|homosexuals?|lgbt\w*|trans( people)?|camp`, `\btoo (camp|butch|gay)\b`},
		{"fair.criminal_arrest_record", `ex-?(convicts?|offenders?|cons?|prisoners?)|convicts?|offenders?|criminals?`, ``},
		{"fair.financial_credit", `(good|clean|bad|poor) credit( (history|score|rating|record))?|debts?|bankrupts?`, ``},
		{"fair.disability_health_genetic", `wheelchairs?( users?)?|disabled|handicapped|cripples?|autistics?|epileptics?|diabetics?|smokers?|non-?smokers?`, ``},
		{
			"fair.photo_appearance", `beards?|clean[- ]shaven|good[- ]looks?|good[- ]looking|attractive|slim|slender|pretty|handsome|tall|fat|overweight|tattoos?|piercings?`,
			`\b\d+ ?(cm|m|ft|feet)( \w+)? tall\b|\bdress size\b|\bbody mass\b`,
		},
		{
			"fair.politics", `(tory|tories|labour|conservatives?|republicans?|democrats?|lefties|leftists?|socialists?|greens?|afd)( voters?| supporters?| members?)?`,
			`\b(afd|tory|labour|republican|democrat|party) (supporters?|voters?|members?)\b`,
		},
		{"fair.union_membership", `unions?|union members?|strikers?`, `\bstrike history\b|\b(sat|served|been) on a works council\b`},
	} {
		words := personalWords{p.rule, regexp.MustCompile(`^(an? |the )?(` + p.words + `)$`), regexp.MustCompile(`^(an? |the )?(` + p.words + `)\b`), nil}
		if p.hints != "" {
			words.hints = regexp.MustCompile(p.hints)
		}
		list = append(list, words)
	}
	return list
})
