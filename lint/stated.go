package lint

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// statesJob is a sentence that states a fact of the job after a colon: "This is the rota: nights, two weeks in four." What asks is no fact.
var statesJob = regexp.MustCompile(`(?i)\b(?:rota|hours|on[- ]call|nights away|licen[cs]e|day one|check|moving things|places|wears?|start|asked|vetting|language|need(?:ed|s)? to live here|travel|jobs?|thing|work|needs?|registered|everyone|everybody|this)\b[^:.?!]{0,40}: ([^?!]{4,}?)(?:, (?:with|and we can make) adjustments[^.?!]*)?\.(?:\s|$)`)

// A fact of the job speaks to nobody.
var addresses = regexp.MustCompile(`(?i)\b(?:you|your|yours|ye|yourself)\b`)

// withoutFacts returns the text with "this" for each stated fact of the job that is plain, and whether there is one. Runes keep
// their places, so that spans do.
func withoutFacts(text string) (string, bool) {
	isChanged := false
	for _, at := range slices.Backward(statesJob.FindAllStringSubmatchIndex(text, -1)) {
		fact := text[at[2]:at[3]]
		if strings.TrimSpace(fact) == "this" || !isPlain(fact) {
			continue
		}
		blank := "this" + strings.Repeat(" ", utf8.RuneCountInString(fact)-len("this"))
		text, isChanged = text[:at[2]]+blank+text[at[3]:], true
	}
	return text, isChanged
}

// dropStated drops the errors that come only of how a stated fact of the job meets the words around it, as "Polish for our customers" does
// "Part of the work needs a language:". The fact is judged as a fact, and the text without it must not have the same error.
func (c *check) dropStated() {
	if !c.rejected() {
		return
	}
	text, isChanged := withoutFacts(c.text)
	if !isChanged {
		return
	}
	without := newCheck(text, c.options)
	if without.unsupported {
		return
	}
	c.raw = slices.DeleteFunc(c.raw, func(f rawFinding) bool {
		return f.severity == Error && !slices.ContainsFunc(without.raw, func(other rawFinding) bool { return other.rule == f.rule })
	})
}

// isPlain reports whether a fact has no fault of its own and speaks to nobody.
func isPlain(fact string) bool {
	if _, found := CheckFact(fact); found || addresses.MatchString(fact) {
		return false
	}
	lex := sharedLexicon()
	return !slices.ContainsFunc(lex.parse(fact, nil).hits(lex.rules, ""), func(h hit) bool { return strings.HasPrefix(h.rule.id, "tone.") })
}
