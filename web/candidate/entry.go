package candidate

import (
	"errors"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"twoway/bank"
	"twoway/server"
)

// maxTicked is how many cares may be ticked.
const maxTicked = 5

// entry is what a person put into the form, as they put it.
type entry struct {
	Side      bank.Asker
	Role      string
	Seniority string
	Stage     string
	AskedOf   string
	Own       string   // cares in their own words, commas between
	Cares     []string // ids of the cares ticked, in the order of ticking
	Minutes   string
}

// blankEntry is the form as it is first shown to a side. Anything but "interviewer" is the candidate's.
func blankEntry(side string) entry {
	if side == string(bank.Interviewer) {
		return entry{Side: bank.Interviewer, Minutes: "40"}
	}
	return entry{Side: bank.Candidate, Minutes: "15"}
}

// readForm reads the fields of a form. What is not a form, or is too large, is an error of one of the codes of package server.
func readForm(c *gin.Context) (url.Values, error) {
	media, _, err := mime.ParseMediaType(c.GetHeader("Content-Type"))
	if err != nil || media != "application/x-www-form-urlencoded" {
		return nil, &bank.Error{Code: server.CodeUnsupportedMedia, Message: "This page reads its own form and nothing else."}
	}
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, maxBody)
	err = c.Request.ParseForm()
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return nil, &bank.Error{Code: server.CodeBodyTooLarge, Message: "The form was longer than we can read. A few words are enough."}
	}
	if err != nil {
		return nil, &bank.Error{Code: server.CodeMalformedBody, Message: "The form could not be read. Please send it again."}
	}
	for _, values := range c.Request.PostForm {
		for i := range values {
			values[i] = strings.TrimSpace(strings.ToValidUTF8(values[i], "\uFFFD"))
		}
	}
	return c.Request.PostForm, nil
}

// readEntry reads what a form held. A number typed counts before one chosen. An interviewer's form has no cares.
func readEntry(sent url.Values) entry {
	e := blankEntry(sent.Get("side"))
	e.Role, e.Seniority, e.Stage = sent.Get("role"), sent.Get("seniority"), sent.Get("stage")
	e.Minutes = sent.Get("minutes_other")
	if e.Minutes == "" {
		e.Minutes = sent.Get("minutes")
	}
	if e.Side == bank.Interviewer {
		return e
	}
	e.AskedOf, e.Own = sent.Get("asked_of"), sent.Get("own")
	e.Cares = inOrder(sent["cares"], strings.Split(sent.Get("order"), ","))
	return e
}

// inOrder sorts ticked by their place in order. What order does not hold follows, as it stood.
func inOrder(ticked, order []string) []string {
	place := func(id string) int {
		if i := slices.Index(order, id); i >= 0 {
			return i
		}
		return len(order)
	}
	var unique []string
	for _, id := range ticked {
		if !slices.Contains(unique, id) {
			unique = append(unique, id)
		}
	}
	slices.SortStableFunc(unique, func(a, b string) int { return place(a) - place(b) })
	return unique
}

// words are the cares in the person's own words.
func (e entry) words() []string {
	var words []string
	for w := range strings.SplitSeq(e.Own, ",") {
		if w = strings.TrimSpace(w); w != "" {
			words = append(words, w)
		}
	}
	return words
}

// request is what is asked of the engine: own words first, since they are more specific, then what was ticked, by the
// names of the cares. Faults are those that only the form can see.
func (e entry) request(v *bank.Vocabulary) (bank.Request, []bank.Fault) {
	req := bank.Request{
		Asker: e.Side, Role: e.Role, Seniority: e.Seniority, Stage: e.Stage, AskedOf: e.AskedOf, Cares: e.words(),
	}
	names := v.Names()
	for _, id := range e.Cares {
		req.Cares = append(req.Cares, nameOf(names, "care", id))
	}
	var faults []bank.Fault
	if len(e.Cares) > maxTicked {
		faults = append(faults, bank.Fault{
			Code: bank.FaultOutOfRange, Pointer: pointerTicked,
			Detail: "Please tick five at most. You ticked " + strconv.Itoa(len(e.Cares)) + ".",
		})
	}
	minutes, err := strconv.Atoi(e.Minutes)
	if err != nil || minutes < 1 || minutes > bank.MaxMinutes {
		faults = append(faults, bank.Fault{
			Code: bank.FaultOutOfRange, Pointer: "/minutes",
			Detail: "Please give the minutes as a whole number from 1 to " + strconv.Itoa(bank.MaxMinutes) + ".",
		})
	}
	req.Minutes = minutes
	return req, faults
}

// entryOf is the form that would give a profile. Words typed are gone, so names of the vocabulary stand for them. To
// keep the order, every care becomes a word of one's own as soon as one is narrower than what can be ticked.
func entryOf(v *bank.Vocabulary, p bank.Profile) entry {
	names := v.Names()
	e := entry{Side: p.Asker, Seniority: p.Seniority, Stage: p.Stage, AskedOf: p.AskedOf, Minutes: strconv.Itoa(p.Minutes)}
	if p.Role != "" {
		e.Role = nameOf(names, "role", p.Role)
	}
	var own []string
	narrow := len(p.Cares) > maxTicked
	for _, c := range p.Cares {
		narrow = narrow || c.Aspect != ""
		e.Cares = append(e.Cares, c.Care)
		own = append(own, chosenName(names, c.Care, c.Aspect))
	}
	if narrow {
		e.Cares, e.Own = nil, strings.Join(own, ", ")
	}
	return e
}

// useInstead replaces what was not understood by a guess that the person agreed to. Guess is a pointer, a space, and
// the id of a role, a care or an aspect; anything else changes nothing.
func (e *entry) useInstead(v *bank.Vocabulary, guess string) {
	pointer, id, _ := strings.Cut(guess, " ")
	names := v.Names()
	if name, ok := names["role/"+id]; ok && pointer == "/role" {
		e.Role = name
		return
	}
	at, isCare := strings.CutPrefix(pointer, "/cares/")
	i, err := strconv.Atoi(at)
	words := e.words()
	if !isCare || err != nil || i < 0 || i >= len(words) {
		return
	}
	if name := careName(names, id); name != "" {
		words[i] = name
		e.Own = strings.Join(words, ", ")
	}
}
