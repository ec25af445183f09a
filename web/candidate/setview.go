package candidate

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"twoway/bank"
	"twoway/release/serve"
)

// setView is the view of the page of a set.
type setView struct {
	Title        string
	Side         bank.Asker
	Candidate    bool
	Reproduced   bool
	Headline     string // "6 questions, 14 minutes"
	For          string // "for a senior nurse, read as nursing, at the panel interview"; "" if nothing is known about the meeting
	Reading      readingView
	Note         string // the vocabulary's note on the meeting
	More         bool   // this set follows others for the same meeting
	Unrecognised []unrecognisedView
	Shortfalls   []string
	Items        []itemView
	Expected     []bank.Expected
	Link         string
	Next         string // address of more questions for the same meeting; "" if there are none, or too many to exclude
	Release      int
	Hash         string // its first hexadecimal digits
	KitID        string
	Call         string // the body of the API request that returns the same set
	Entry        entry
	Order        string
}

// unrecognisedView is text that was not understood: two sentences around what was said, and guesses at what was meant.
type unrecognisedView struct {
	Before, Said, After string
	Ask                 string // asks which of the guesses is right
	Nearest             []guess
}

// guess is a guess at what was meant: the name to show, and the value that the form sends if the person accepts it.
type guess struct {
	Name, Value string
}

// newSetView returns the view of a set that was chosen from a release.
func newSetView(from *serve.Compiled, e entry, set bank.Set) setView {
	c := &from.Content
	names := c.Vocabulary.Names()
	v := setView{
		Title: "Your questions", Side: e.Side, Candidate: e.Side == bank.Candidate, Reproduced: true,
		Headline: headline(set), For: forWhom(names, e, set), Reading: newReadingView(from, names, set), More: len(set.Profile.Exclude) > 0,
		Link: address(from.Token(set)), Release: set.Release.Number, Hash: shortHash(set.Release.Hash), KitID: shortHash(set.KitID),
		Call: call(&c.Vocabulary, e, set.Profile), Entry: e, Order: strings.Join(e.Cares, ","),
	}
	if v.Candidate {
		v.Note = stageNote(&c.Vocabulary, set.Profile.Stage)
	}
	if next, more := from.Next(set); more && len(set.Profile.Exclude)+len(set.Items) <= bank.MaxExclude {
		v.Next = address(next)
	}
	for _, u := range set.Unrecognised {
		v.Unrecognised = append(v.Unrecognised, newUnrecognisedView(names, e, set, u))
	}
	for _, s := range set.Shortfall {
		v.Shortfalls = append(v.Shortfalls, shortfall(c, names, s))
	}
	for i, item := range set.Items {
		v.Items = append(v.Items, newItemView(c, names, set.Profile.Cares, item))
		v.Items[i].Position = i + 1
	}
	return v
}

// address returns the path that shows the set of a token, without the base path.
func address(token string) string { return "/sets/" + token }

func stageNote(v *bank.Vocabulary, id string) string {
	for _, s := range v.Stages {
		if s.ID == id {
			return s.Note
		}
	}
	return ""
}

// newUnrecognisedView returns the view of text that was not understood. It has guesses only if the form can use them: for the role
// and for the person's own words.
func newUnrecognisedView(names map[string]string, e entry, set bank.Set, u bank.Unrecognised) unrecognisedView {
	v := unrecognisedView{Before: "We did not understand ", Said: u.Said, After: ", so it was not used.", Ask: "Did you mean one of these?"}
	field := fieldOf(u.Pointer, len(e.words()))
	switch {
	case u.Reason == bank.ReasonProtected:
		v.Before, v.After = "We left out ", ". "+u.Detail
	case u.Reason == bank.ReasonAmbiguous && field == "role":
		v.Before, v.After, v.Ask = "", " belongs to several trades, so it was not used.", "Which of these is nearest?"
	case u.Reason == bank.ReasonAmbiguous:
		v.Before, v.After, v.Ask = "", " may mean several things, so it was not used.", "Which of these is nearest?"
	case field == "role" && levelRead(set):
		v.Before, v.After = "We did not understand the job in ", "; we used the level alone."
	}
	for _, id := range u.Nearest {
		name, value := careName(names, id), u.Pointer+" "+id
		if field == "role" {
			name = names["role/"+id]
			if levelRead(set) {
				value += " " + set.Profile.Seniority
			}
		}
		if name != "" && (field == "role" || field == "own") {
			v.Nearest = append(v.Nearest, guess{Name: name, Value: value})
		}
	}
	return v
}

// itemView is one question of a set.
type itemView struct {
	Question  *bank.Question
	Position  int
	Minutes   string
	Kind      string   // topic and format of an interviewer's question
	Because   []string // sentences
	Tags      []string // names of the aspects, cares and stages that it was chosen for
	Discloses string
	Rating    []ratingRow
}

// ratingRow is one value on the rating scale from 1 to 5.
type ratingRow struct {
	Value   int
	Anchor  string
	Between bool // a value without its own anchor
}

// newItemView returns the view of a question that was chosen for somebody who cares about these things.
func newItemView(c *bank.Content, names map[string]string, cares []bank.Chosen, item bank.Item) itemView {
	q := item.Question
	v := itemView{
		Question: q, Minutes: strconv.Itoa(q.Minutes) + " min", Discloses: discloses(&c.Vocabulary, q.Discloses), Rating: rating(q.Anchors),
	}
	if q.Asker == bank.Interviewer {
		v.Kind = kind(names, q)
	}
	v.explain(names, cares, item.Reasons)
	return v
}

// maxReasons is how many reasons for the choice a page shows. The API returns all of them.
const maxReasons = 3

// explain sets Because and Tags: the first maxReasons reasons why the question was chosen, and why it has its position. Reasons
// must be sorted, the weightiest first. Those against the question are left out. What the person cares about is in their own words.
func (v *itemView) explain(names map[string]string, cares []bank.Chosen, reasons []bank.Reason) {
	for _, r := range reasons {
		if r.Points < 0 {
			continue
		}
		if len(v.Because) < maxReasons || r.Kind == bank.ByOrder {
			v.Because = appendNew(v.Because, inOwnWords(names, cares, r))
		}
		for _, id := range r.Aspects {
			v.Tags = appendNew(v.Tags, names["aspect/"+id])
		}
		for _, id := range r.Cares {
			v.Tags = appendNew(v.Tags, names["care/"+id])
		}
		if r.Stage != "" {
			v.Tags = appendNew(v.Tags, names["stage/"+r.Stage])
		}
	}
}

// rating returns the rows of the rating scale, or nil if the question is not rated.
func rating(a *bank.Anchors) []ratingRow {
	if a == nil {
		return nil
	}
	return []ratingRow{
		{Value: 1, Anchor: a.One},
		{Value: 2, Anchor: "between 1 and 3", Between: true},
		{Value: 3, Anchor: a.Three},
		{Value: 4, Anchor: "between 3 and 5", Between: true},
		{Value: 5, Anchor: a.Five},
	}
}

func appendNew(list []string, s string) []string {
	if s == "" || slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// shortHash returns the first digits of the hash in "sha256:…" or "kit-…", enough to compare two by eye.
func shortHash(id string) string {
	const digits = 12
	hex := strings.TrimPrefix(strings.TrimPrefix(id, "sha256:"), "kit-")
	return hex[:min(digits, len(hex))]
}

// requestBody is the body of POST /v1/question-sets.
type requestBody struct {
	Asker     bank.Asker `json:"asker"`
	Role      string     `json:"role,omitempty"`
	Seniority string     `json:"seniority,omitempty"`
	Stage     string     `json:"stage,omitempty"`
	AskedOf   string     `json:"asked_of,omitempty"`
	Cares     []string   `json:"cares,omitempty"`
	Minutes   int        `json:"minutes"`
	Count     int        `json:"count,omitempty"`
	Seed      int64      `json:"seed,omitempty"`
	Exclude   []string   `json:"exclude,omitempty"`
}

// call returns the body of the API request for the same set, as indented JSON.
func call(v *bank.Vocabulary, e entry, p bank.Profile) string {
	req, _ := e.request(v)
	body := requestBody{
		Asker: req.Asker, Role: req.Role, Seniority: req.Seniority, Stage: req.Stage, AskedOf: req.AskedOf, Cares: req.Cares,
		Minutes: p.Minutes, Count: p.Count, Seed: p.Seed, Exclude: p.Exclude,
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false) // the template escapes it
	enc.SetIndent("", "  ")
	_ = enc.Encode(body) // cannot fail: the body has only strings and integers
	return strings.TrimSpace(b.String())
}
