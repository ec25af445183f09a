package candidate

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"twoway/bank"
	"twoway/web"
)

// nameOf returns the name of a term, or its ID if the vocabulary does not have it.
func nameOf(names map[string]string, kind, id string) string {
	if name := names[kind+"/"+id]; name != "" {
		return name
	}
	return id
}

// careName returns the name of the aspect or the care with this ID, or "" if there is neither.
func careName(names map[string]string, id string) string {
	if name := names["aspect/"+id]; name != "" {
		return name
	}
	return names["care/"+id]
}

// chosenName returns the name of what somebody cares about: a term of the trade, an aspect or a care.
func chosenName(names map[string]string, c bank.Chosen) string {
	switch {
	case c.Term != "":
		return c.Term
	case c.Aspect != "":
		return nameOf(names, "aspect", c.Aspect)
	}
	return nameOf(names, "care", c.Care)
}

// headline returns the size of a set: "6 questions, 14 minutes".
func headline(w web.Words, set bank.Set) string {
	id := "count.questions"
	if len(set.Profile.Exclude) > 0 && len(set.Profile.Fixed) == 0 {
		id = "count.more_questions"
	}
	if len(set.Items) == 0 {
		return w.T("set.none")
	}
	minutes := w.T("count.minutes", "Count", set.Minutes)
	if most := set.Profile.Minutes; set.Minutes < most {
		minutes = w.T("count.minutes_of", "Minutes", set.Minutes, "Count", most)
	}
	return w.T(id, "Count", len(set.Items)) + ", " + minutes
}

// counted returns "0 questions", "1 question", "6 questions".
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

// forWhom returns a description of the meeting: "for a senior theatre nurse, read as nursing, at the hiring manager interview". It
// shows the role as it was typed, if it was understood. In other languages than English it is a list: theatre nurse · senior · panel.
func forWhom(w web.Words, names map[string]string, e entry, set bank.Set) string {
	if w.Language != "en" {
		return listedMeeting(w, names, e, set)
	}
	var text string
	if who := person(names, e, set); who != "" {
		text = "for " + who
	}
	taken := readAs(names, e, set)
	if taken != "" {
		text += ", read as " + taken
	}
	if stage := set.Profile.Stage; stage != "" {
		if taken != "" {
			text += ","
		}
		text += " at the " + bank.InSentence(nameOf(names, "stage", stage))
	}
	return strings.TrimSpace(text)
}

// listedMeeting returns what is known about a meeting, in any language.
func listedMeeting(w web.Words, names map[string]string, e entry, set bank.Set) string {
	var parts []string
	p := set.Profile
	if p.Role != "" {
		text := e.Role
		if taken := readAs(names, e, set); taken != "" {
			text += " (" + w.T("set.read_as", "Name", taken) + ")"
		}
		parts = append(parts, text)
	}
	if p.Seniority != "" {
		parts = append(parts, w.Term("seniority", p.Seniority, names["seniority/"+p.Seniority]))
	}
	if p.Stage != "" {
		parts = append(parts, w.Term("stage", p.Stage, names["stage/"+p.Stage]))
	}
	return strings.Join(parts, " · ")
}

// person returns "a senior nurse", "an accountant at director level" or "a job in nursing at entry level", or "" if neither the
// role nor the seniority is known.
func person(names map[string]string, e entry, set bank.Set) string {
	p, level := set.Profile, levelName(names, set.Profile)
	role := bank.InSentence(strings.TrimRight(e.Role, " .,;"))
	switch {
	case p.Role == "" && level == "":
		return ""
	case p.Role == "":
		return "a job at " + level + " level"
	case e.Role == cmp.Or(names["occupation/"+p.Occupation], names["role/"+p.Role]):
		role = "job in " + role
	}
	if level == "" || levelRead(set) || strings.Contains(strings.ToLower(role), level) {
		return article(role) + " " + role
	}
	if p.Seniority == "senior" || p.Seniority == "lead" { // only these two can precede a title
		return article(level) + " " + level + " " + role
	}
	return article(role) + " " + role + " at " + level + " level"
}

// article returns "a" or "an", depending on how the phrase is pronounced. An abbreviation is pronounced letter by letter.
func article(phrase string) string {
	word, _, _ := strings.Cut(phrase, " ")
	if len(word) > 1 && len(word) <= 3 && word == strings.ToUpper(word) {
		return articleOf(strings.ContainsRune("AEFHILMNORSX", rune(word[0])))
	}
	word = strings.ToLower(word)
	for _, prefix := range []string{"uni", "use", "usu", "uti", "eu", "one"} { // pronounced with an initial y or w
		if strings.HasPrefix(word, prefix) {
			return "a"
		}
	}
	silentH := strings.HasPrefix(word, "hour") || strings.HasPrefix(word, "hono")
	return articleOf(silentH || word != "" && strings.ContainsRune("aeiou", rune(word[0])))
}

func articleOf(vowel bool) string {
	if vowel {
		return "an"
	}
	return "a"
}

// kind returns the topic and the format of an interviewer's question.
func kind(names map[string]string, q *bank.Question) string {
	formats := map[bank.Format]string{
		bank.Behavioural: "Behavioural: what they did", bank.Situational: "Situational: what they would do",
		bank.Knowledge: "Knowledge: what they know", bank.WorkSample: "Work sample: a piece of the work",
		bank.WalkThrough: "Walk-through: their own work, step by step", bank.Requirement: "Requirement: stated, then asked of everyone",
		bank.Prompt: "Not scored",
	}
	if format := formats[q.Format]; format != "" {
		return nameOf(names, "topic", q.Topic) + " · " + format
	}
	return nameOf(names, "topic", q.Topic)
}

// discloses returns a warning of what asking a question may reveal about the candidate, or "" if nothing.
func discloses(w web.Words, v *bank.Vocabulary, ids []string) string {
	var sentences []string
	for _, t := range v.Discloses {
		if !slices.Contains(ids, t.ID) {
			continue
		}
		sentences = append(sentences, w.Term("discloses", t.ID, disclosure(t.Term)))
	}
	return strings.Join(sentences, " ")
}

// disclosure returns the warning for one term. Most definitions are clauses that complete the sentence.
func disclosure(t bank.Term) string {
	first, _, _ := strings.Cut(t.Definition, " ")
	switch first {
	case "That", "What", "How", "Whom", "Whether", "Which":
		return "Asking this may let them guess " + bank.InSentence(strings.TrimSuffix(t.Definition, ".")) + "."
	}
	return "Asking this may tell them something about you: " + bank.InSentence(t.Name) + "."
}

// shortfall returns a message about a demand that could not be met.
func shortfall(w web.Words, c *bank.Content, names map[string]string, role string, s bank.Shortfall) string {
	if s.Kind == bank.ShortOfCare {
		return w.T("shortfall.care", "What", bank.InSentence(chosenName(names, bank.Chosen{Care: s.Care, Aspect: s.Aspect, Term: s.Term})))
	}
	if s.Kind == bank.ShortOfCompetency {
		return w.T("shortfall.competency", "What", bank.InSentence(cmp.Or(needName(&c.Vocabulary, role, s.Competency), s.Competency)))
	}
	if s.Kind == bank.ShortOfRequirement {
		return w.T("shortfall.requirement", "What", bank.InSentence(names["requirement/"+s.Requirement]))
	}
	return ruleName(c, s.Rule) + " asks for " + counted(s.Wanted, "question") + ", but " + onlyCount(s.Got) + " fitted this meeting and its time."
}

// onlyCount returns "none", "only 1", "only 2".
func onlyCount(n int) string {
	if n == 0 {
		return "none"
	}
	return "only " + strconv.Itoa(n)
}

// ruleName returns the name of a rule, to begin a sentence with.
func ruleName(c *bank.Content, id string) string {
	for i := range c.Rules {
		if c.Rules[i].ID == id && c.Rules[i].Name != "" {
			return "The rule “" + c.Rules[i].Name + "”"
		}
	}
	return "A rule"
}
