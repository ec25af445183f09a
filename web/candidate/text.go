package candidate

import (
	"strconv"
	"strings"

	"twoway/bank"
)

// nameOf is the name of a term; its id if the vocabulary has no such term.
func nameOf(names map[string]string, kind, id string) string {
	if name := names[kind+"/"+id]; name != "" {
		return name
	}
	return id
}

// careName is the name of a care or an aspect of one, "" if the vocabulary has neither.
func careName(names map[string]string, id string) string {
	if name := names["aspect/"+id]; name != "" {
		return name
	}
	return names["care/"+id]
}

// chosenName is the name of the aspect, or of the care where no aspect was meant.
func chosenName(names map[string]string, care, aspect string) string {
	if aspect != "" {
		return nameOf(names, "aspect", aspect)
	}
	return nameOf(names, "care", care)
}

// headline is "6 questions, 14 minutes".
func headline(set bank.Set) string {
	questions := "question"
	if len(set.Profile.Exclude) > 0 {
		questions = "more question"
	}
	if len(set.Items) == 0 {
		return "No " + questions + "s"
	}
	return counted(len(set.Items), questions) + ", " + counted(set.Minutes, "minute")
}

// counted is "0 questions", "1 question", "6 questions".
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

// forWhom is the meeting in words: "for a senior site reliability engineer at the hiring manager interview". Of a role
// it gives what was typed, provided that it was understood.
func forWhom(names map[string]string, e entry, p bank.Profile) string {
	var parts []string
	if who := person(names, e, p); who != "" {
		parts = append(parts, "for "+who)
	}
	if p.Stage != "" {
		parts = append(parts, "at the "+bank.InSentence(nameOf(names, "stage", p.Stage)))
	}
	return strings.Join(parts, " ")
}

// person is "a senior nurse", "an accountant at director level", "a job in nursing at entry level".
func person(names map[string]string, e entry, p bank.Profile) string {
	level := strings.TrimSuffix(bank.InSentence(names["seniority/"+p.Seniority]), " level")
	role := bank.InSentence(strings.TrimRight(e.Role, " .,;"))
	switch {
	case p.Role == "" && level == "":
		return ""
	case p.Role == "":
		return "a job at " + level + " level"
	case e.Role == names["role/"+p.Role]:
		role = "job in " + role
	}
	if level == "" || strings.Contains(strings.ToLower(role), level) {
		return article(role) + " " + role
	}
	if p.Seniority == "senior" || p.Seniority == "lead" { // these two stand before a title as they are
		return article(level) + " " + level + " " + role
	}
	return article(role) + " " + role + " at " + level + " level"
}

// article is "a" or "an", by how a phrase begins when it is said; of an abbreviation, that is its first letter.
func article(phrase string) string {
	word, _, _ := strings.Cut(phrase, " ")
	if len(word) > 1 && len(word) <= 3 && word == strings.ToUpper(word) {
		return articleOf(strings.ContainsRune("AEFHILMNORSX", rune(word[0])))
	}
	word = strings.ToLower(word)
	for _, said := range []string{"uni", "use", "usu", "uti", "eu", "one"} { // with a y, or a w
		if strings.HasPrefix(word, said) {
			return "a"
		}
	}
	silent := strings.HasPrefix(word, "hour") || strings.HasPrefix(word, "hono")
	return articleOf(silent || word != "" && strings.ContainsRune("aeiou", rune(word[0])))
}

func articleOf(vowel bool) string {
	if vowel {
		return "an"
	}
	return "a"
}

// kind is the form of an interviewer's question, and what it looks at.
func kind(names map[string]string, q *bank.Question) string {
	forms := map[bank.Format]string{
		bank.Behavioural: "Behavioural: what they did", bank.Situational: "Situational: what they would do",
		bank.Knowledge: "Knowledge: what they know", bank.Requirement: "Requirement: stated, then asked of everyone",
		bank.Prompt: "Not scored",
	}
	if form := forms[q.Format]; form != "" {
		return nameOf(names, "topic", q.Topic) + " · " + form
	}
	return nameOf(names, "topic", q.Topic)
}

// discloses warns of what asking may reveal; "" if nothing. The definitions of such terms read on from "guess".
func discloses(v *bank.Vocabulary, ids []string) string {
	var sentences []string
	for _, t := range v.Discloses {
		for _, id := range ids {
			if id == t.ID {
				sentences = append(sentences, disclosure(t))
			}
		}
	}
	return strings.Join(sentences, " ")
}

func disclosure(t bank.Term) string {
	first, _, _ := strings.Cut(t.Definition, " ")
	switch first {
	case "That", "What", "How", "Whom", "Whether", "Which":
		return "Asking this may let them guess " + bank.InSentence(strings.TrimSuffix(t.Definition, ".")) + "."
	}
	return "Asking this may tell them something about you: " + bank.InSentence(t.Name) + "."
}

// shortfall is a demand that was not met, in plain words.
func shortfall(c *bank.Content, names map[string]string, s bank.Shortfall) string {
	switch s.Kind {
	case bank.ShortOfCare:
		return "Nothing here is about " + bank.InSentence(chosenName(names, s.Care, s.Aspect)) +
			": no question on it suits this meeting, or there was no time for one."
	case bank.ShortOfRequired:
		return ruleName(c, s.Rule) + " wants " + counted(s.Wanted, "question") + "; " + found(s.Got) + " fitted this meeting and its time."
	}
	return "Something that was wanted could not be had."
}

func found(n int) string {
	if n == 0 {
		return "none"
	}
	return "only " + strconv.Itoa(n)
}

// ruleName names a rule at the beginning of a sentence.
func ruleName(c *bank.Content, id string) string {
	for i := range c.Rules {
		if c.Rules[i].ID == id && c.Rules[i].Name != "" {
			return "The rule “" + c.Rules[i].Name + "”"
		}
	}
	return "A rule"
}
