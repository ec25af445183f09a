package admin

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"twoway/bank"
	"twoway/rules/lang"
	"twoway/rules/plain"
	"twoway/web"
)

// voice returns the voice that says rules in a language.
func (b *ruleBank) voice(words web.Words) plain.Voice {
	const prefix = "admin.rules.say."
	return plain.Voice{
		T: func(id string, arguments ...any) string {
			if said := words.T(prefix+id, arguments...); said != prefix+id {
				return said
			}
			return id
		},
		Name: func(kind, id string) string {
			name := b.name(words, kind, id)
			if words.Language != "en" || kind == "question" {
				return name
			}
			if kind == "level" {
				return levelInSentence(name)
			}
			if kind == "seniority" {
				name = strings.TrimSuffix(name, " level")
			}
			return lowerFirst(name)
		},
	}
}

// says returns what a rule says after a change, as one sentence; "" if the change and the drafts do not tell.
func (b *ruleBank) says(words web.Words, c bank.PartChange) string {
	members := map[string]json.RawMessage{}
	if d, found := b.state.Part(bank.PartID{Kind: c.Kind, ID: c.ID}); c.Change != bank.PartAdded {
		if !found || json.Unmarshal(d.Body, &members) != nil || slices.ContainsFunc(c.Fields, func(f bank.FieldChange) bool {
			return string(memberAt(d.Body, f.Pointer)) != string(f.To) // somebody has gone on since
		}) {
			return ""
		}
	}
	for _, f := range c.Fields {
		if steps := bank.PointerSteps(f.Pointer); len(steps) == 1 && len(f.To) > 0 {
			members[steps[0]] = f.To
		}
	}
	var rule bank.Rule
	if text, err := json.Marshal(members); err != nil || json.Unmarshal(text, &rule) != nil || rule.Asker == "" {
		return ""
	}
	return b.sentence(b.voice(words), &rule)
}

// name returns the name of a value of a vocabulary: see plain.Voice.
func (b *ruleBank) name(words web.Words, kind, id string) string {
	switch {
	case id == "":
		return words.T("admin.rules.unstated")
	case kind == "level":
		return b.levelName(words, id)
	case kind == "depth" || kind == "work" || kind == "format":
		if key := "admin.rules." + kind + "." + id; words.Has(key) {
			return words.T(key)
		}
		return id
	case kind == "question":
		if q := b.question(id); q != nil && q.Text != "" {
			return shortRule(q.Text)
		}
		return id
	case kind == "about":
		if term := bank.About(id).Term(); term != "" {
			return term
		}
		if _, isAspect := b.names["aspect/"+id]; isAspect {
			return b.name(words, "aspect", id)
		}
		return b.name(words, "care", id)
	}
	name, known := b.names[kind+"/"+id]
	if !known || name == "" {
		return id
	}
	return words.Term(kind, id, name)
}

// levelName returns the names of the seniorities of a level.
func (b *ruleBank) levelName(words web.Words, level string) string {
	var names []string
	for _, s := range b.state.Content.Vocabulary.Seniorities {
		if strconv.Itoa(s.Level) == level {
			names = append(names, words.Term("seniority", s.ID, s.Name))
		}
	}
	if level == "0" {
		return words.T("admin.rules.unstated")
	}
	if len(names) == 0 {
		return level
	}
	return strings.Join(names, "/")
}

// levelInSentence returns the English name of a level as it is written in a sentence.
func levelInSentence(name string) string {
	names := strings.Split(name, "/")
	for i := range names {
		names[i] = lowerFirst(strings.TrimSuffix(names[i], " level"))
	}
	return strings.Join(names, "/")
}

// question returns the question with an ID, nil if there is none.
func (b *ruleBank) question(id string) *bank.Question {
	i, found := slices.BinarySearchFunc(b.state.Content.Questions, id, func(q bank.Question, id string) int { return strings.Compare(q.ID, id) })
	if !found {
		return nil
	}
	return &b.state.Content.Questions[i]
}

// shortRule returns the beginning of a long text.
func shortRule(text string) string {
	const most = 90
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return strings.TrimSpace(string([]rune(text)[:most-1])) + "…"
}

// lowerFirst returns a name as it is written in a sentence: abbreviations keep their capitals.
func lowerFirst(name string) string {
	runes := []rune(name)
	if len(runes) > 1 && unicode.IsUpper(runes[0]) && !unicode.IsUpper(runes[1]) && unicode.IsLetter(runes[1]) {
		runes[0] = unicode.ToLower(runes[0])
	}
	return string(runes)
}

// upperFirst returns a text as it begins a sentence.
func upperFirst(text string) string {
	r, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(r)) + text[size:]
}

// grouped returns a number with its digits in groups of three.
func grouped(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "\u202f" + digits[i:]
	}
	return digits
}

// scopeOf returns the scope of the condition on the questions.
func scopeOf(asker bank.Asker) lang.Scope { return lang.Scope{Asker: asker, Part: lang.Pick} }

// ruleNameOf returns the name of an author without an e-mail address.
func ruleNameOf(author string) string {
	name, _, _ := strings.Cut(author, " <")
	return name
}
