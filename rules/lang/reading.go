package lang

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"twoway/bank"
)

// People who do not program write rules in other languages, in the notation of a spreadsheet or a query, or in a sentence. A text
// that has faults is read once more, by the words in it: if every word has a meaning and all together can only mean one condition,
// that is proposed in place of the whole text. Otherwise one sentence says what is not clear, and shows a rule. A proposal is never
// taken by itself: the text stays as it was typed until somebody takes it.

// reading is what a text in any notation was read as: a text without faults, or else why there is none.
type reading struct {
	text    string
	notes   []string
	problem problem
	seen    []*meant
}

// read reads a text. The result has a text if all of it was understood.
func (l *Language) read(source string, scope Scope) reading {
	list, comments := pieces([]rune(source))
	if len(list) > maxPieces {
		return reading{problem: problem{0, len([]rune(source)), "This is too long to be read."}}
	}
	words := l.thesaurus()
	r := &reader{language: l, words: words, scope: scope, items: itemise(words, scope, list)}
	m := r.whole()
	if r.problem != nil {
		return reading{problem: *r.problem, seen: r.seen}
	}
	text := m.render()
	if len(comments) > 0 && !strings.ContainsAny(strings.Join(comments, " "), "\n\r") {
		text += " // " + strings.Join(comments, ", ")
	}
	return reading{text: text, notes: r.notes, seen: r.seen}
}

// whole reads all items.
func (r *reader) whole() *meant {
	if len(r.items) == 0 {
		return r.fail(item{}, "There is no condition here.")
	}
	isNot := r.outcome()
	m := r.sequence()
	for r.problem == nil && r.peek(0).kind == closeItem {
		if r.at++; r.peek(0).kind != endItem && r.peek(0).kind != closeItem {
			return r.fail(r.peek(-1), "This bracket has no matching opening bracket.")
		}
	}
	if x := r.peek(0); r.problem == nil && x.kind != endItem {
		return r.fail(x, "%s", r.unknown(x))
	}
	for _, size := range r.sizes {
		signs := map[string]string{"short": "<", "long": ">"}[size]
		if !slices.ContainsFunc(r.times, func(operator string) bool { return strings.HasPrefix(operator, signs) }) && r.problem == nil {
			return r.fail(r.items[0], "It is not clear how %s: say it in minutes.", size)
		}
	}
	if isNot && m != nil {
		return negated(m)
	}
	return m
}

// unknown says that an item means nothing here.
func (r *reader) unknown(x item) string {
	switch {
	case x.kind == endItem:
		return "Something is missing at the end."
	case x.kind == unknownItem && strings.IndexFunc(x.text, unicode.IsLetter) < 0:
		return "The sign " + quoted(x.text) + " is not part of the rule language."
	}
	text := x.text
	for i := r.at + 1; i < len(r.items) && x.kind == unknownItem && r.items[r.at].from == x.from; i++ {
		if next := r.items[i]; next.kind != unknownItem || !next.adjacent {
			break
		}
		text += " " + r.items[i].text
	}
	if runes := []rune(text); len(runes) > maxShown {
		text = string(runes[:maxShown]) + "…"
	}
	return "Twoway does not know what " + quoted(text) + " is here."
}

// maxShown is the most runes of a text that a message repeats.
const maxShown = 60

// severalMeanings says what a value may mean.
func (r *reader) severalMeanings(x item, vocabs []string) string {
	var list []string
	for _, vocab := range vocabs {
		for _, kind := range vocabsOf(vocab) {
			id, _ := r.words.in(x.values, kind, r.scope.Asker)
			switch {
			case id == "":
			case kind == "care" || kind == "aspect" || kind == "term":
				list = append(list, quoted(id)+" in profile."+kind+"s")
			case kind == "topic":
				list = append(list, "question.topic == "+quoted(id))
			default:
				list = append(list, "profile."+kind+" == "+quoted(id))
			}
		}
	}
	return quoted(x.text) + " may mean several things. Write the one you mean: " + strings.Join(list, ", or ") + "."
}

// whoseValue says that a value may be the person's or the question's.
func (r *reader) whoseValue(x item, vocab string) string {
	id, _ := r.words.in(x.values, vocab, r.scope.Asker)
	person := "profile." + vocab + " == " + quoted(id)
	list := map[string]string{"role": "question.roles", "stage": "question.stages", "asked_of": "question.asked_of"}[vocab]
	if list == "" {
		return "Seniorities of questions are levels. Write question.from_level or question.to_level, or for the person " + person + "."
	}
	return quoted(x.text) + " may be about the meeting or about the question. Write the one you mean: " + person + ", or " + quoted(id) + " in " + list + "."
}

// reconsidered returns the faults of a text, or, if their fixes together do not lead to a text without faults, what reading it anew
// leads to: one fault over the whole text with a fix, or with an explanation in place of what only a programmer understands.
func (l *Language) reconsidered(source string, scope Scope, faults []bank.Fault) []bank.Fault {
	in := []rune(source)
	hasCode := func(code string) bool {
		return slices.ContainsFunc(faults, func(f bank.Fault) bool { return f.Code == code })
	}
	if len(source) > MaxBytes || hasCode(bank.FaultTooComplex) || hasCode(bank.FaultPersonalisedKit) || !isText(source) || l.isFixedBy(source, scope, faults) {
		return faults
	}
	found := l.read(source, scope)
	if found.text != "" && found.text != source && l.admits(found.text, scope) {
		f := faultAt(in, 0, len(in), bank.FaultMalformed, "Did you mean this: "+found.text+"?"+notesOf(found.notes))
		f.Fix = found.text
		return []bank.Fault{f}
	}
	return l.explained(in, scope, faults, found)
}

// notesOf says how words were understood.
func notesOf(notes []string) string {
	if len(notes) == 0 {
		return ""
	}
	return " Here, " + strings.Join(notes, ", ") + "."
}

func isText(source string) bool {
	return !strings.ContainsRune(source, 0) && utf8.ValidString(source)
}

// isFixedBy reports whether every fault has a fix, and all together lead to a text without faults.
func (l *Language) isFixedBy(source string, scope Scope, faults []bank.Fault) bool {
	in := []rune(source)
	var fixed []rune
	from := 0
	for _, f := range faults {
		if f.Fix == "" || f.Range[0] < from {
			return false
		}
		fixed = append(append(fixed, in[from:f.Range[0]]...), []rune(f.Fix)...)
		from = f.Range[1]
	}
	return l.admits(string(append(fixed, in[from:]...)), scope)
}

// admits reports whether a text has no faults.
func (l *Language) admits(text string, scope Scope) bool {
	_, faults := l.compile(text, scope)
	return len(faults) == 0
}

// explained replaces what only a programmer understands by one sentence that says what is wrong, with an example of a rule.
func (l *Language) explained(in []rune, scope Scope, faults []bank.Fault, found reading) []bank.Fault {
	isObscure := func(f bank.Fault) bool {
		return f.Fix == "" && beginsWith(f.Detail, "Unexpected ", "Unknown name ", "The closing quotation mark")
	}
	isClear := func(f bank.Fault) bool {
		return len(f.Nearest) > 0 || f.Fix == "" && strings.Contains(f.Detail, ", as in ")
	}
	isSentence := !isCode(string(in)) && found.problem.detail != "" && !slices.ContainsFunc(faults, isClear)
	if !isSentence && !slices.ContainsFunc(faults, isObscure) {
		return l.illustrated(scope, faults, found)
	}
	detail := found.problem.detail
	if detail == "" {
		detail = "This is not yet a condition."
	}
	f := faultAt(in, found.problem.from, found.problem.to, bank.FaultMalformed, detail+" A rule looks like this: "+l.example(scope, found.seen))
	if !isCode(string(in)) {
		return []bank.Fault{f}
	}
	return sortFaults(string(in), append(slices.DeleteFunc(faults, isObscure), f))
}

// illustrated adds an example to the first fault that says only what is wrong.
func (l *Language) illustrated(scope Scope, faults []bank.Fault, found reading) []bank.Fault {
	for i := range faults {
		f := &faults[i]
		if f.Fix == "" && len(f.Nearest) == 0 && beginsWith(f.Detail, "This must be ", "Unknown ", "Something is missing at the end", "This comment ") {
			f.Detail += " A rule looks like this: " + l.example(scope, found.seen)
			break
		}
	}
	return faults
}

func beginsWith(text string, beginnings ...string) bool {
	return slices.ContainsFunc(beginnings, func(b string) bool { return strings.HasPrefix(text, b) })
}

// isCode reports whether a text has signs of the rule language, so that its other faults are worth a correction.
func isCode(source string) bool {
	return strings.Contains(source, "profile.") || strings.Contains(source, "question.") || strings.ContainsAny(source, "=<>\"") || hasCall(source)
}

// hasCall reports whether a bracket opens just after a letter, as that of a function.
func hasCall(source string) bool {
	before := ' '
	for _, x := range source {
		if x == '(' && unicode.IsLetter(before) {
			return true
		}
		before = x
	}
	return false
}

// example returns a rule without faults, of conditions that were read if there are any.
func (l *Language) example(scope Scope, seen []*meant) string {
	if len(seen) > 0 {
		both := joined(And, seen[:min(len(seen), 2)]...)
		text := both.render()
		if !both.contradicts() && l.admits(text, scope) {
			return text
		}
		if text = seen[0].render(); l.admits(text, scope) {
			return text
		}
	}
	for _, text := range [...]string{
		`question.topic == "onboarding" and question.depth == 1`, `question.topic == "problem_solving" and question.depth == 1`,
		`profile.role == "nursing" and "pay" in profile.cares`, `profile.role == "nursing" and profile.level >= 4`, `profile.level >= 4`,
	} {
		if strings.HasPrefix(text, "question") == (scope.Part == Pick) && l.admits(text, scope) {
			return text
		}
	}
	if scope.Part == Pick {
		return "question.depth == 1"
	}
	return "profile.minutes >= 30"
}
