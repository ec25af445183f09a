package lint

import (
	"strings"
	"unicode"

	"twoway/bank"
)

// rewrite gives findings a whole new text where there is one that is safe: it is checked like any other, and offered
// only if it is free of errors.
func (c *check) rewrite() {
	for i := range c.findings {
		f := &c.findings[i]
		if f.Severity != Error {
			continue
		}
		text := c.rewritten(f, c.found[i])
		if text == "" || text == c.text {
			continue
		}
		if again := newCheck(text, c.options); !again.rejected() && len(again.anchors) > 0 {
			f.Rewrite = text
		}
	}
}

func (c *check) rewritten(f *Finding, from found) string {
	if text, known := fixed()[f.Rule]; known {
		return text
	}
	if from.sentence < 0 {
		return ""
	}
	switch f.Rule {
	case "tone.accusation", "tone.loaded":
		return c.whatLedTo(from.sentence)
	case "tone.demand":
		return c.couldYou(from.sentence)
	}
	return ""
}

// fixed are questions that may always be asked in the place of an unfair one.
func fixed() map[string]string {
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

// whatLedTo turns "Why did you let so many people go?" into "What led you to let so many people go?", and the same for
// other forms of the verb that leave the rest of the sentence as it is.
func (c *check) whatLedTo(sentence int) string {
	p, s := c.page, c.page.sentences[sentence]
	at := s.from
	for at < s.to && !p.tokens[at].start {
		at++
	}
	for at+1 < s.to && p.tokens[at+1].start {
		at++
	}
	word := func(i int) string {
		if i < s.to {
			return p.tokens[i].text
		}
		return ""
	}
	if word(at) != "why" || !s.asks {
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
	return c.replaced(p.tokens[s.from].from, p.tokens[subject].to, lead)
}

// couldYou turns "Tell me the exact figure." into "Could you tell me the exact figure?".
func (c *check) couldYou(sentence int) string {
	p, s := c.page, c.page.sentences[sentence]
	first := &p.tokens[s.from]
	if len(p.sentences) > 1 || !first.is(c.lex.askable) {
		return ""
	}
	runes := []rune(c.text)
	body := strings.TrimRight(string(runes[first.to:]), " .!?\n\t")
	return "Could you " + first.text + body + "?"
}

// replaced puts other words in the place of a range of runes. A word that starts the text keeps a capital.
func (c *check) replaced(from, to int, by string) string {
	runes := []rune(c.text)
	head := string(runes[:from])
	if strings.TrimSpace(head) != "" && !unicode.IsUpper(runes[from]) {
		by = bank.InSentence(by)
	}
	return head + by + string(runes[to:])
}
