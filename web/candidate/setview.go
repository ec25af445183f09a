package candidate

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"twoway/bank"
	"twoway/web"
)

// setView is the view of the page of a set.
type setView struct {
	web.Frame

	Candidate    bool
	Reproduced   bool
	Headline     string // "6 questions, 14 minutes"
	For          string // "for a senior nurse, read as nursing, at the panel interview"; "" if nothing is known about the meeting
	Reading      readingView
	Note         string // the vocabulary's note on the meeting
	More         bool   // this set follows others for the same meeting
	AnyPinned    bool
	Minutes      int    // that the person has
	Told         string // pointers of what was sent to the editors
	Unrecognised []unrecognisedView
	Shortfalls   []string
	Items        []itemView
	Expected     []bank.Expected
	Wording      string // of the address
	All          string // how all questions are worded
	Token        string
	Own          string // path of this page, to send changes to
	Link         string // path to share
	Change       string // path of the form that led here
	Meeting      string // names the meeting in what a browser keeps for itself
	Next         string // path of more questions for the same meeting; "" if there are none, or too many to exclude
	Release      int
	Hash         string // its first hexadecimal digits
	KitID        string
}

// unrecognisedView is text that was not understood: two sentences around what was said, and guesses at what was meant.
type unrecognisedView struct {
	Pointer             string // of the text
	Before, Said, After string
	Ask                 string // asks which of the guesses is right
	Nearest             []guess
	Telling             telling
}

// guess is a guess at what was meant: the name to show, and the value that the form sends if the person accepts it.
type guess struct {
	Name, Value string
}

// newSetView returns the view of a set.
func newSetView(w web.Words, sh *shown, how wordings) setView {
	from, set, e := sh.from, sh.set, sh.entry
	c := &from.Content
	names := c.Vocabulary.Names()
	link := addressOf(from.Token(set), "")
	v := setView{
		Frame: web.Frame{Title: w.T("set.title"), Side: string(e.Side)}, Candidate: e.Side == bank.Candidate, Reproduced: sh.reproduced,
		Headline: headline(w, set), For: bank.Capitalised(forWhom(w, names, e, set)), Reading: newReadingView(w, from, names, set),
		More: len(set.Profile.Exclude) > 0 && len(set.Profile.Fixed) == 0, Minutes: set.Profile.Minutes,
		Wording: how.String(), All: how.all, Token: from.Token(set), Own: addressOf(sh.token, sh.words), Link: link,
		Change:  strings.Replace(addressOf(sh.token, sh.words), "/sets/", "/change/", 1),
		Meeting: meetingKey(set.Profile), Release: set.Release.Number, Hash: shortHash(set.Release.Hash), KitID: shortHash(set.KitID),
	}
	if v.Candidate {
		v.Note = stageNote(&c.Vocabulary, set.Profile.Stage)
	} else {
		v.Title = w.T("kit.title")
	}
	if len(set.Profile.Exclude)+len(set.Items) <= bank.MaxExclude {
		if next, more := from.Next(set); more {
			v.Next = addressOf(next, sh.words)
		}
	}
	for _, u := range set.Unrecognised {
		v.Unrecognised = append(v.Unrecognised, newUnrecognisedView(w, &c.Vocabulary, e, set, u))
	}
	for _, s := range set.Shortfall {
		v.Shortfalls = append(v.Shortfalls, shortfall(w, c, names, set.Profile.Role, s))
	}
	for i, item := range set.Items {
		it := newItemView(w, c, names, set.Profile.Cares, item)
		it.Position, it.Last, it.How = i+1, i == len(set.Items)-1, how.how(item.Question)
		it.Pinned = slices.Contains(set.Profile.Fixed, bank.Fixed{ID: item.Question.ID, Pinned: true})
		v.AnyPinned = v.AnyPinned || it.Pinned
		v.Items = append(v.Items, it)
	}
	return v
}

// mark says something at one question.
func (v *setView) mark(id, says string) {
	for i := range v.Items {
		if v.Items[i].Question.ID == id {
			v.Items[i].Says = says
		}
	}
}

// meetingKey names the meeting of a profile, whatever is done to its questions: what a browser keeps for itself belongs to it.
func meetingKey(p bank.Profile) string {
	p.Exclude, p.Fixed = nil, nil
	sum := sha256.Sum256([]byte(p.Key()))
	const digits = 16
	return hex.EncodeToString(sum[:])[:digits]
}

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
func newUnrecognisedView(w web.Words, vocabulary *bank.Vocabulary, e entry, set bank.Set, u bank.Unrecognised) unrecognisedView {
	field := fieldOf(u.Pointer, len(e.words()))
	kind := "unread.unknown"
	switch {
	case u.Reason == bank.ReasonProtected:
		kind = "unread.protected"
	case u.Reason == bank.ReasonAmbiguous && field == "role":
		kind = "unread.trades"
	case u.Reason == bank.ReasonAmbiguous:
		kind = "unread.meanings"
	case field == "role" && levelRead(set):
		kind = "unread.level"
	case field == "role":
		kind = "unread.title"
	}
	v := unrecognisedView{
		Pointer: u.Pointer, Before: w.T(kind + ".before"), Said: u.Said, After: w.T(kind+".after", "Detail", u.Detail), Ask: w.T("unread.ask"),
	}
	if u.Reason == bank.ReasonAmbiguous {
		v.Ask = w.T("unread.nearest")
	}
	for _, id := range u.Nearest {
		name, value := guessName(vocabulary, field, set.Profile.Role, id), u.Pointer+" "+id
		if field == "role" && levelRead(set) {
			value += " " + set.Profile.Seniority
		}
		if name != "" && (field == "role" || field == "own" || field == "needs") {
			v.Nearest = append(v.Nearest, guess{Name: name, Value: value})
		}
	}
	return v
}

// guessName returns the name of an ID that may be what was meant in a field; "" if there is none.
func guessName(v *bank.Vocabulary, field, role, id string) string {
	switch field {
	case "needs":
		return needName(v, role, id)
	case "role":
		return v.Names()["role/"+id]
	}
	return careName(v.Names(), id)
}

// needName returns the name of a topic or of a skill of a role; "" if it is neither.
func needName(v *bank.Vocabulary, role, id string) string {
	sought := bank.Sought{Skill: id}
	if t, known := v.Topic(id); known && t.Asker == bank.Interviewer {
		sought = bank.Sought{Topic: id}
	}
	if name := v.CompetencyName(role, sought); name != id {
		return name
	}
	return ""
}

// itemView is one question of a set.
type itemView struct {
	Question  *bank.Question
	Position  int
	Last      bool
	Minutes   string
	How       string // how it is worded
	Pinned    bool
	Says      string   // what has just been done here; "" for nothing
	Kind      string   // topic and format of an interviewer's question
	Because   []string // sentences
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
func newItemView(w web.Words, c *bank.Content, names map[string]string, cares []bank.Chosen, item bank.Item) itemView {
	q := item.Question
	v := itemView{
		Question: q, Minutes: strconv.Itoa(q.Minutes) + " min", Discloses: discloses(w, &c.Vocabulary, q.Discloses), Rating: rating(w, q.Anchors),
	}
	if q.Asker == bank.Interviewer {
		v.Kind = kind(names, q)
	}
	v.explain(names, cares, item.Reasons)
	return v
}

// maxReasons is how many reasons for the choice a page shows. The API returns all of them.
const maxReasons = 3

// explain sets Because: the first maxReasons reasons why the question was chosen, and why it has its position. Reasons
// must be sorted, the weightiest first. Those against the question are left out. What the person cares about is in their own words.
func (v *itemView) explain(names map[string]string, cares []bank.Chosen, reasons []bank.Reason) {
	for _, r := range reasons {
		if r.Points < 0 {
			continue
		}
		if len(v.Because) < maxReasons || r.Kind == bank.ByOrder {
			v.Because = appendNew(v.Because, inOwnWords(names, cares, r))
		}
	}
}

// rating returns the rows of the rating scale, or nil if the question is not rated.
func rating(w web.Words, a *bank.Anchors) []ratingRow {
	if a == nil {
		return nil
	}
	return []ratingRow{
		{Value: 1, Anchor: a.One},
		{Value: 2, Anchor: w.T("rating.between", "Low", 1, "High", 3), Between: true},
		{Value: 3, Anchor: a.Three},
		{Value: 4, Anchor: w.T("rating.between", "Low", 3, "High", 5), Between: true},
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
