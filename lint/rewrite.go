package lint

import (
	"strings"
	"unicode"

	"twoway/bank"
)

// addRewrites adds a rewrite to each error for which there is one that passes the check without errors and has an anchor.
func (c *check) addRewrites() {
	checked := map[string]bool{} // many findings may have the same rewrite
	for i := range c.findings {
		f := &c.findings[i]
		if f.Severity != Error {
			continue
		}
		text := c.rewriteFor(f, c.raw[i])
		if text == "" || text == c.text {
			continue
		}
		good, known := checked[text]
		if !known {
			result := newCheck(text, c.options)
			good = !result.rejected() && len(result.anchors) > 0
			checked[text] = good
		}
		if good {
			f.Rewrite = text
		}
	}
}

func (c *check) rewriteFor(f *Finding, raw rawFinding) string {
	if text, known := fixedRewrites()[f.Rule]; known {
		return text
	}
	if raw.sentence < 0 {
		return ""
	}
	switch f.Rule {
	case "tone.accusation", "tone.loaded":
		return c.whatLedTo(raw.sentence)
	case "tone.demand":
		return c.couldYou(raw.sentence)
	}
	return ""
}

// fixedRewrites returns, by rule, questions that may always be asked instead of an unfair one.
func fixedRewrites() map[string]string {
	return map[string]string{
		"fair.salary_history":                 "What salary are you expecting for this role?",
		"fair.citizenship_birthplace":         "Are you entitled to work in the country of this job, or would you need sponsorship?",
		"fair.race_ethnicity_national_origin": "Which of the languages that this job needs do you speak fluently?",
		"fair.disability_health_genetic":      "Those are the tasks of this job: can you do them, with or without adjustments?",
		"fair.sex_pregnancy_family":           "Those are the hours and the travel of this job, and we ask everyone: can you meet them?",
		"fair.marital_status":                 "Those are the hours and the travel of this job, and we ask everyone: can you meet them?",
		"fair.religion":                       "Those are the days and the hours of this job, and we ask everyone: can you work them?",
		"fair.age":                            "Are you at or above the legal minimum age for this job?",
		"fair.military_discharge":             "What did you learn in service that you would use in this job in the first month?",
	}
}

// whatLedTo rewrites "Why did you let so many people go?" as "What led you to let so many people go?", and likewise for
// other forms of "do". It returns "" for other sentences.
func (c *check) whatLedTo(sentence int) string {
	d, s := c.doc, c.doc.sentences[sentence]
	at := s.from
	for at < s.to && !d.tokens[at].sentenceStart {
		at++
	}
	for at+1 < s.to && d.tokens[at+1].sentenceStart {
		at++
	}
	word := func(i int) string {
		if i < s.to {
			return d.tokens[i].text
		}
		return ""
	}
	if word(at) != "why" || !s.isQuestion {
		return ""
	}
	negative := word(at+2) == "not"
	subject := at + 2
	if negative {
		subject++
	}
	if word(subject) != "you" || subject+1 >= s.to {
		return ""
	}
	var lead string
	switch {
	case negative && (word(at+1) == "do" || word(at+1) == "did"):
		lead = "What was behind the decision not to"
	case word(at+1) == "did":
		lead = "What led you to"
	case word(at+1) == "do":
		lead = "What leads you to"
	default:
		return ""
	}
	return c.replace(d.tokens[s.from].from, d.tokens[subject].to, lead)
}

// couldYou rewrites "Tell me the exact figure." as "Could you tell me the exact figure?". It returns "" for other texts.
func (c *check) couldYou(sentence int) string {
	d, s := c.doc, c.doc.sentences[sentence]
	first := &d.tokens[s.from]
	if len(d.sentences) > 1 || !first.is(c.lex.askable) {
		return ""
	}
	runes := []rune(c.text)
	body := strings.TrimRight(string(runes[first.to:]), " .!?\n\t")
	return "Could you " + first.text + body + "?"
}

// replace replaces the runes [from, to) of the text. Within a sentence the replacement starts in lower case.
func (c *check) replace(from, to int, replacement string) string {
	runes := []rune(c.text)
	head := string(runes[:from])
	if strings.TrimSpace(head) != "" && !unicode.IsUpper(runes[from]) {
		replacement = bank.InSentence(replacement)
	}
	return head + replacement + string(runes[to:])
}
