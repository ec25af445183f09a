package lint

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// statesJob is a sentence that states a fact of the job after a colon: "This is the rota: nights, two weeks in four." What asks is no fact.
var statesJob = regexp.MustCompile(`(?i)\b(?:rota|hours|on[- ]call|nights away|licen[cs]e|day one|check|moving things|places|wears?|start|asked|vetting|language|need(?:ed|s)? to live here|travel|jobs?|work|needs?|registered|everyone|everybody)\b[^:.?!]{0,40}: ([^?!]{4,}?)(?:, (?:with|and we can make) adjustments[^.?!]*)?\.(?:\s|$)`)

// A fact of the job speaks to nobody.
var addresses = regexp.MustCompile(`(?i)\b(?:you|your|yours|ye|yourself)\b`)

// withoutFacts returns the text with "this" for each stated fact of the job that CheckFact finds nothing in, and whether there is one. Runes keep
// their places, so that spans do.
func withoutFacts(text string) (string, bool) {
	isChanged := false
	for _, at := range slices.Backward(statesJob.FindAllStringSubmatchIndex(text, -1)) {
		fact := text[at[2]:at[3]]
		if _, found := CheckFact(fact); found || addresses.MatchString(fact) {
			continue
		}
		blank := "this" + strings.Repeat(" ", utf8.RuneCountInString(fact)-len("this"))
		text, isChanged = text[:at[2]]+blank+text[at[3]:], true
	}
	return text, isChanged
}

// statedOnly returns the IDs of the fairness rules whose hits come only from stated facts of the job, which are judged as facts: "Polish useful for
// our customers" after "Part of the work needs a language:". Nothing else in the text may break the same rule.
func (c *check) statedOnly(hits []hit) map[string]bool {
	only := map[string]bool{}
	for _, h := range hits {
		if strings.HasPrefix(h.rule.id, "fair.") {
			only[h.rule.id] = true
		}
	}
	if len(only) == 0 {
		return nil
	}
	text, isChanged := withoutFacts(c.text)
	if !isChanged {
		return nil
	}
	for _, h := range c.lex.parse(text, c.options.Trade.words).hits(c.lex.rules, c.options.Asker) {
		delete(only, h.rule.id)
	}
	return only
}
