package lang

import (
	"cmp"
	"slices"
	"strings"

	"twoway/bank"
	"twoway/resolve"
)

// CompletionKind says what a completion is.
type CompletionKind string

// The kinds of completions.
const (
	CompleteField    CompletionKind = "field"
	CompleteValue    CompletionKind = "value" // an ID of the vocabulary, in quotation marks
	CompleteOperator CompletionKind = "operator"
	CompleteFunction CompletionKind = "function"
)

// Completion proposes to replace the half-open range of runes from From to To by Text. Detail describes it; it may be
// empty.
type Completion struct {
	From, To int
	Text     string
	Kind     CompletionKind
	Detail   string
}

// MaxCompletions is the greatest number of completions that Complete returns.
const MaxCompletions = 50

// Complete returns completions at a rune offset of a text, which may be unfinished or invalid. Completions that start with
// the typed word come first, then the ones that contain it, then the ones spelt like it, each in the order of the
// vocabulary. There are none if the offset is outside the text, if the text is longer than MaxBytes, or where any number
// or new text is possible.
func (l *Language) Complete(source string, at int, scope Scope) []Completion {
	in := []rune(source)
	if at < 0 || at > len(in) || len(source) > MaxBytes {
		return nil
	}
	r := &tracker{scope: scope, expected: expectOperand}
	typed, following := token{from: at, to: at}, []token{}
	for _, x := range tokenize(in) {
		switch {
		case x.isTypedAt(at):
			typed = x
		case x.to <= at:
			r.read(x)
		default:
			following = append(following, x)
		}
	}
	list := l.proposals(r, typed, following)
	list = ranked(list, strings.Trim(typed.text, `"'`))
	for i := range list {
		list[i].From, list[i].To = typed.from, typed.to
	}
	return list[:min(len(list), MaxCompletions)]
}

// isTypedAt reports whether the cursor is in a word or quoted text, or at the end of one that may continue.
func (x token) isTypedAt(at int) bool {
	switch x.kind {
	case textToken:
		return x.from < at && (at < x.to || !x.closed)
	case wordToken:
		return x.from < at && at <= x.to
	case numberToken, signToken:
	}
	return false
}

// proposals returns everything that may replace the typed token.
func (l *Language) proposals(r *tracker, typed token, following []token) []Completion {
	if typed.kind == textToken && typed.to > typed.from && r.expected == expectOperand {
		return l.valuesOf(r.scope, searchedVocab(following), nil)
	}
	switch r.expected {
	case expectOperand:
		return append(append(l.fieldsFor(r.scope, func(typ) bool { return true }), elementCompletion(r.element)...), functionCompletions()...)
	case expectList:
		return l.fieldsFor(r.scope, func(t typ) bool { return t.kind == texts })
	case expectOperator:
		return operatorsFor(r.left)
	case expectNumber:
		return l.fieldsFor(r.scope, func(t typ) bool { return t.kind == integer })
	case expectValue:
		same := l.fieldsFor(r.scope, func(t typ) bool { return t.kind == text && haveCommonValues(r.left.vocab, t.vocab) })
		return append(l.valuesOf(r.scope, r.left.vocab, nil), same...)
	case expectContainer:
		lists := l.fieldsFor(r.scope, func(t typ) bool {
			return t.kind == texts && r.left.kind != integer && haveCommonValues(r.left.vocab, t.vocab)
		})
		return append([]Completion{{Text: "[", Kind: CompleteOperator, Detail: "Starts a list of values."}}, lists...)
	case expectItem:
		return l.valuesOf(r.scope, r.left.vocab, r.items)
	case expectConnective:
		return operatorCompletions("and", "or")
	case expectSeparator:
		return operatorCompletions(",", "]")
	case expectNothing:
	}
	return nil
}

// searchedVocab returns the vocabulary of a text that is followed by "in" or "==" and a field; "" for any other text.
func searchedVocab(following []token) string {
	for _, x := range following {
		if x.kind == wordToken && strings.Contains(x.text, ".") {
			object, name, _ := strings.Cut(x.text, ".")
			return fields(object)[name].vocab
		}
		if !slices.Contains([]string{"in", "not", "==", "!="}, x.text) {
			break
		}
	}
	return ""
}

// fieldsFor returns the fields of the fitting types that a text in this scope may use.
func (l *Language) fieldsFor(scope Scope, fits func(typ) bool) []Completion {
	var list []Completion
	for _, object := range []string{"profile", "question"} {
		if object == "question" && scope.Part == When {
			continue
		}
		known := fields(object)
		for _, name := range sortedKeys(known) {
			if fits(known[name]) && (object == "question" || isOf(scope.Asker, name)) {
				list = append(list, Completion{Text: object + "." + name, Kind: CompleteField, Detail: known[name].kind.String()})
			}
		}
	}
	return list
}

// valuesOf returns the IDs of a vocabulary except the given ones.
func (l *Language) valuesOf(scope Scope, kind string, except []string) []Completion {
	if kind == "format" && scope.Asker == bank.Candidate {
		return nil
	}
	details := map[string]string{}
	for _, t := range l.vocabulary.Terms()[kind] {
		details[t.ID] = t.Name + ": " + t.Definition
	}
	var list []Completion
	for _, id := range l.idsFor(scope.Asker, kind) {
		if !slices.Contains(except, id) {
			list = append(list, Completion{Text: quoted(id), Kind: CompleteValue, Detail: details[id]})
		}
	}
	return list
}

func operatorCompletions(texts ...string) []Completion {
	var list []Completion
	for _, text := range texts {
		list = append(list, Completion{Text: text, Kind: CompleteOperator})
	}
	return list
}

// elementCompletion returns "#" where it has a meaning.
func elementCompletion(element *typ) []Completion {
	if element == nil {
		return nil
	}
	return []Completion{{Text: "#", Kind: CompleteField, Detail: "The current element of the list."}}
}

func functionCompletions() []Completion {
	list := []Completion{{Text: "not", Kind: CompleteOperator}}
	for _, f := range []struct{ name, detail string }{
		{"any", "At least one element matches."},
		{"all", "Every element matches."},
		{"none", "No element matches."},
		{"one", "Exactly one element matches."},
		{"count", "The number of elements that match."},
		{"len", "The number of elements in the list."},
	} {
		list = append(list, Completion{Text: f.name + "(", Kind: CompleteFunction, Detail: f.detail})
	}
	return list
}

// operatorsFor returns the operators that may follow an expression of a type.
func operatorsFor(t typ) []Completion {
	switch t.kind {
	case text:
		return operatorCompletions("==", "!=", "in", "not in", "contains", "startsWith", "endsWith")
	case integer:
		return operatorCompletions("==", "!=", "<", "<=", ">", ">=", "+", "-")
	case unknown, boolean, texts, integers:
	}
	return nil
}

// ranked returns the completions that match the typed text, best first.
func ranked(list []Completion, typed string) []Completion {
	rank := func(c Completion) int {
		text, word := strings.Trim(c.Text, `"(`), typed
		if strings.HasPrefix(text, word) {
			return 0
		}
		if object, name, isField := strings.Cut(text, "."); isField {
			text, word = name, strings.TrimPrefix(word, object+".")
		}
		switch {
		case strings.HasPrefix(text, word):
			return 0
		case strings.Contains(text, word):
			return 1
		case resolve.Close(word, text):
			return 2
		}
		return 3
	}
	slices.SortStableFunc(list, func(a, b Completion) int { return cmp.Compare(rank(a), rank(b)) })
	return slices.DeleteFunc(list, func(c Completion) bool { return rank(c) > 2 })
}
