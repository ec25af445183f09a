package admin

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"twoway/bank"
	"twoway/web"
)

// tryWords says what rules and questions look at in the reader's words.
type tryWords struct {
	web.Words

	vocabulary *bank.Vocabulary
	terms      map[string][]bank.Term
}

func newTryWords(w web.Words, v *bank.Vocabulary) tryWords { return tryWords{w, v, v.Terms()} }

// name returns the name of a term, its ID if there is none.
func (w *tryWords) name(kind, id string) string {
	i := slices.IndexFunc(w.terms[kind], func(t bank.Term) bool { return t.ID == id })
	if i < 0 {
		return id
	}
	return w.Term(kind, id, w.terms[kind][i].Name)
}

// about returns the name of what a question is about.
func (w *tryWords) about(about bank.About) string {
	id := string(about)
	switch {
	case about.Term() != "":
		return "“" + about.Term() + "”"
	case w.vocabulary.CareOf(id) != "":
		return w.name("aspect", id)
	}
	return w.name("care", id)
}

// tryKinds are the kinds of the terms in each field that a rule can look at.
var tryKinds = map[string]string{ //nolint:gochecknoglobals // a table
	"role": "role", "roles": "role", "stage": "stage", "stages": "stage", "seniority": "seniority", "asked_of": "asked_of", "cares": "care",
	"aspects": "aspect", "topic": "topic", "discloses": "discloses",
}

// Patterns of a field and of a text in a rule.
const (
	tryField = `((?:profile|question)\.[a-z_]+)`
	tryText  = `"((?:[^"\\]|\\.)*)"`
)

var (
	tryHas     = regexp.MustCompile(`^` + tryText + ` in ` + tryField + `$`)
	tryOneOf   = regexp.MustCompile(`^` + tryField + ` in \[([^\]#]*)\]$`)
	tryEquals  = regexp.MustCompile(`^` + tryField + ` (==|!=|>=|<=|>|<) ("[^"]*"|\d+)$`)
	tryDenied  = regexp.MustCompile(`^not \((.*)\)$`)
	tryShares  = regexp.MustCompile(`^any\((profile\.[a-z_]+), # in question\.[a-z_]+\)$`)
	tryAnyOf   = regexp.MustCompile(`^any\(` + tryField + `, # in \[([^\]]*)\]\)$`)
	trySaw     = regexp.MustCompile(tryField + ` is (\[[^\]]*\]|"(?:[^"\\]|\\.)*"|-?\d+)`)
	tryOneText = regexp.MustCompile(tryText)
)

// field returns the name of a field, such as profile.level, in a sentence.
func (w *tryWords) field(full string) string {
	if key := "admin.try.field." + full; w.Has(key) {
		return w.T(key)
	}
	_, name, _ := strings.Cut(full, ".")
	if key := "admin.try.field." + name; w.Has(key) {
		return w.T(key)
	}
	return strings.ReplaceAll(name, "_", " ")
}

// value returns a value of a field: a text, a number, or several texts.
func (w *tryWords) value(field, said string) string {
	_, field, _ = strings.Cut(field, ".")
	if n, err := strconv.Atoi(said); err == nil {
		return w.number(field, n)
	}
	var names []string
	for _, found := range tryOneText.FindAllStringSubmatch(said, -1) {
		names = append(names, w.text(field, found[1]))
	}
	if len(names) == 0 {
		return w.T("admin.try.nothing")
	}
	last := len(names) - 1
	if last == 0 {
		return names[0]
	}
	return strings.Join(names[:last], ", ") + " " + w.T("admin.try.or") + " " + names[last]
}

func (w *tryWords) text(field, id string) string {
	switch kind := tryKinds[field]; {
	case id == "":
		return w.T("admin.try.none")
	case field == "about":
		return w.about(bank.About(id))
	case field == "work" && w.Has("admin.try.work."+id):
		return w.T("admin.try.work." + id)
	case kind != "":
		return w.name(kind, id)
	}
	return id
}

// number returns a number; a level with the seniorities that have it.
func (w *tryWords) number(field string, n int) string {
	text := strconv.Itoa(n)
	if !strings.HasSuffix(field, "level") {
		return text
	}
	var names []string
	for _, s := range w.vocabulary.Seniorities {
		if s.Level == n {
			names = append(names, w.Term("seniority", s.ID, s.Name))
		}
	}
	if n == 0 {
		names = []string{w.T("admin.try.none")}
	}
	if len(names) == 0 {
		return text
	}
	return text + " (" + strings.Join(names, ", ") + ")"
}

// tryStop is a condition that was false, in words where there are any, and in the language of rules.
type tryStop struct {
	Wants, Saw, Condition string // Wants is "" for a condition that is better read as it is
}

// stops puts conditions that were false into words.
func (w *tryWords) stops(list []bank.Stop) []tryStop {
	var stops []tryStop
	for _, s := range list {
		var saw []string
		for _, found := range trySaw.FindAllStringSubmatch(s.Saw, -1) {
			saw = append(saw, w.T("admin.try.saw", "Field", w.field(found[1]), "Value", w.value(found[1], found[2])))
		}
		stop := tryStop{Wants: tryCapital(w.condition(s.Condition)), Saw: strings.Join(saw, ", "), Condition: s.Condition}
		if strings.HasPrefix(s.Condition, "asker: ") {
			stop = tryStop{Wants: w.T("admin.try.unsuited.asker")}
		}
		stops = append(stops, stop)
	}
	return stops
}

// tryCapital returns a text with a capital at the beginning.
func tryCapital(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	if size == 0 {
		return text
	}
	return string(unicode.ToUpper(first)) + text[size:]
}

// condition puts a condition into words; "" if it is not of a usual form.
func (w *tryWords) condition(text string) string {
	for _, join := range []struct{ word, key string }{{" or ", "admin.try.or"}, {" and ", "admin.try.and"}} {
		if strings.Contains(text, join.word) && !strings.ContainsAny(text, "()") {
			var parts []string
			for part := range strings.SplitSeq(text, join.word) {
				said := w.condition(part)
				if said == "" {
					return ""
				}
				parts = append(parts, said)
			}
			return strings.Join(parts, " "+w.T(join.key)+" ")
		}
	}
	return w.comparison(text)
}

// comparison puts a condition without "and" and "or" into words; "" if it is not of a usual form.
func (w *tryWords) comparison(text string) string {
	say := func(how, field, value string) string {
		return w.T("admin.try.wants."+how, "Field", w.field(field), "Value", w.value(field, value))
	}
	if found := tryHas.FindStringSubmatch(text); found != nil {
		return say("has", found[2], strconv.Quote(found[1]))
	}
	if found := tryOneOf.FindStringSubmatch(text); found != nil {
		return say("is", found[1], found[2])
	}
	if found := tryAnyOf.FindStringSubmatch(text); found != nil {
		return say("has", found[1], found[2])
	}
	if found := tryShares.FindStringSubmatch(text); found != nil {
		return w.T("admin.try.wants.shares", "Field", w.field(found[1]))
	}
	if found := tryEquals.FindStringSubmatch(text); found != nil {
		how := map[string]string{"==": "is", "!=": "is_not", ">=": "least", "<=": "most", ">": "more", "<": "less"}[found[2]]
		if key := map[string]string{"!=": "any", "==": "none"}[found[2]]; key != "" && found[3] == `""` {
			return w.T("admin.try.wants."+key, "Field", w.field(found[1]))
		}
		return say(how, found[1], found[3])
	}
	if denied := tryDenied.FindStringSubmatch(text); denied != nil {
		if found := tryOneOf.FindStringSubmatch(denied[1]); found != nil {
			return say("is_not", found[1], found[2])
		}
		if found := tryHas.FindStringSubmatch(denied[1]); found != nil {
			return say("lacks", found[2], strconv.Quote(found[1]))
		}
	}
	return ""
}

// effect says what a rule does.
func (w *tryWords) effect(e bank.Effect) string {
	key := string(e.Kind)
	switch {
	case e.Kind == bank.Boost && e.Points < 0:
		key = "lower"
	case e.Kind == bank.Limit && e.By == bank.ByTopic:
		key = "limit_topic"
	case e.Kind == bank.Place:
		key = "place_" + e.Where
	}
	return w.T("admin.try.effect."+key, "Points", max(e.Points, -e.Points), "Number", e.Count)
}
