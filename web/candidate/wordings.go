package candidate

import (
	"slices"
	"strings"

	"twoway/bank"
)

// The ways to word a question. The usual one has no name of its own in an address.
const (
	usual  = ""
	softer = "softer"
	firmer = "firmer"
)

// wordings say how each question of a page is worded.
type wordings struct {
	all string            // softer, firmer or usual
	of  map[string]string // by question, where it differs
}

// maxWordings is how many questions can differ: more than a set has.
const maxWordings = bank.MaxCount

// readWordings reads what wordings.String returns. Whatever else the text has is left out.
func readWordings(text string) wordings {
	w := wordings{of: map[string]string{}}
	for i, part := range strings.Split(text, ",") {
		id, how, isOne := strings.Cut(part, ":")
		switch {
		case !isOne && i == 0 && (part == softer || part == firmer):
			w.all = part
		case isOne && len(w.of) < maxWordings && slices.Contains([]string{usual, softer, firmer}, how):
			w.of[id] = how
		}
	}
	return w
}

// String returns the wordings as in an address: "softer,how-many-patients:firmer"; "" if all are as usual.
func (w wordings) String() string {
	parts := []string{w.all}
	for id, how := range w.of {
		if how != w.all {
			parts = append(parts, id+":"+how)
		}
	}
	slices.Sort(parts[1:])
	return strings.Join(parts, ",")
}

// how returns how a question is worded: as was chosen, as far as it has that wording.
func (w wordings) how(q *bank.Question) string {
	how, isOwn := w.of[q.ID]
	if !isOwn {
		how = w.all
	}
	if how == softer && q.Softer == "" || how == firmer && q.Firmer == "" {
		return usual
	}
	return how
}

// text returns a question as it is worded.
func (w wordings) text(q *bank.Question) string {
	switch w.how(q) {
	case softer:
		return q.Softer
	case firmer:
		return q.Firmer
	}
	return q.Text
}
