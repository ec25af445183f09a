package candidate

import (
	"cmp"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"twoway/bank"
	"twoway/web"
)

// maxTicked is how many cares may be ticked at most.
const maxTicked = 5

// entry is the input of the form, as the person entered it.
type entry struct {
	Side      bank.Asker
	Role      string
	Seniority string
	Stage     string
	AskedOf   string
	Own       string   // cares in the person's own words, separated by commas
	Cares     []string // IDs of the ticked cares, in the order of ticking
	Minutes   string
	Needs     string // of an interviewer: what the job needs, separated by commas
	Musts     string // likewise: what it cannot do without
}

// blankEntry returns the initial input of the form for a side: "interviewer", or anything else for the candidate.
func blankEntry(side string) entry {
	if side == string(bank.Interviewer) {
		return entry{Side: bank.Interviewer, Minutes: "40"}
	}
	return entry{Side: bank.Candidate, Minutes: "15"}
}

// readForm is web.ReadForm, with the fields trimmed and as valid UTF-8.
func readForm(c *gin.Context) (url.Values, error) {
	form, err := web.ReadForm(c, maxBody)
	for _, values := range form {
		for i := range values {
			values[i] = strings.TrimSpace(strings.ToValidUTF8(values[i], "\uFFFD"))
		}
	}
	return form, err
}

// readEntry returns the input of a submitted form. Minutes that were typed take precedence over those that were chosen. The
// interviewer's form has no cares. Characters that nobody sees are removed.
func readEntry(sent url.Values) entry {
	clean := url.Values{}
	for name, values := range sent {
		for _, value := range values {
			clean.Add(name, bank.Clean(value))
		}
	}
	sent = clean
	e := blankEntry(sent.Get("side"))
	e.Role, e.Seniority, e.Stage = sent.Get("role"), sent.Get("seniority"), sent.Get("stage")
	e.Minutes = sent.Get("minutes_other")
	if e.Minutes == "" {
		e.Minutes = sent.Get("minutes")
	}
	if e.Side == bank.Interviewer {
		e.Needs, e.Musts = sent.Get("needs"), sent.Get("musts")
		return e
	}
	e.AskedOf, e.Own = sent.Get("asked_of"), sent.Get("own")
	e.Cares = inOrder(sent["cares"], strings.Split(sent.Get("order"), ","))
	return e
}

// inOrder returns ticked sorted by its position in order, without duplicates. IDs that order lacks come last and keep their
// order.
func inOrder(ticked, order []string) []string {
	positions := make(map[string]int, len(order))
	for i, id := range slices.Backward(order) {
		positions[id] = i // the first, if there are several
	}
	position := func(id string) int {
		if i, found := positions[id]; found {
			return i
		}
		return len(order)
	}
	seen := map[string]bool{}
	var unique []string
	for _, id := range ticked {
		if !seen[id] {
			seen[id] = true
			unique = append(unique, id)
		}
	}
	slices.SortStableFunc(unique, func(a, b string) int { return position(a) - position(b) })
	return unique
}

// encode returns the input as text, which decodeEntry reads.
func (e entry) encode() string {
	values := url.Values{"side": {string(e.Side)}, "cares": e.Cares, "order": {strings.Join(e.Cares, ",")}}
	for name, value := range map[string]string{
		"role": e.Role, "seniority": e.Seniority, "stage": e.Stage, "asked_of": e.AskedOf, "own": e.Own, "minutes": e.Minutes,
		"needs": e.Needs, "musts": e.Musts,
	} {
		if value != "" {
			values.Set(name, value)
		}
	}
	return values.Encode()
}

// decodeEntry returns the input that encode encoded; a blank one for anything else.
func decodeEntry(text string) entry {
	values, err := url.ParseQuery(text)
	if err != nil {
		return entry{}
	}
	return readEntry(values)
}

// words returns the cares in the person's own words, one element each.
func (e entry) words() []string { return web.Separated(e.Own) }

// request returns the request for the engine. Its cares are the person's own words, since they are more specific, followed by
// the names of the ticked cares. The faults are those that only the form can find.
func (e entry) request(v *bank.Vocabulary) (bank.Request, []bank.Fault) {
	req := bank.Request{
		Asker: e.Side, Role: e.Role, Seniority: e.Seniority, Stage: e.Stage, AskedOf: e.AskedOf, Cares: e.words(),
	}
	req.Competencies = web.Separated(e.Needs)
	for _, said := range web.Separated(e.Musts) {
		req.Requirements = append(req.Requirements, bank.RequestedRequirement{Said: said})
	}
	names := v.Names()
	for _, id := range e.Cares {
		req.Cares = append(req.Cares, nameOf(names, "care", id))
	}
	var faults []bank.Fault
	if len(e.Cares) > maxTicked {
		faults = append(faults, bank.Fault{
			Code: bank.FaultOutOfRange, Pointer: pointerTicked,
			Detail: "Please tick at most five. You ticked " + strconv.Itoa(len(e.Cares)) + ".",
		})
	}
	minutes := readMinutes(e.Minutes)
	if minutes < 1 || minutes > bank.MaxMinutes {
		faults = append(faults, bank.Fault{
			Code: bank.FaultOutOfRange, Pointer: "/minutes",
			Detail: "Please enter the minutes as a whole number from 1 to " + strconv.Itoa(bank.MaxMinutes) + ".",
		})
	}
	req.Minutes = minutes
	return req, faults
}

// minutesForm is what people write for a time: "15", "15 min", "15'", "1 h", "1 hour".
var minutesForm = regexp.MustCompile(`^(\d{1,3})\s*(?:(min|mins|minute|minutes|minuten|m|'|′)|(h|hr|hour|hours|std|stunde|stunden))?\.?$`)

// readMinutes returns the minutes that somebody has written; 0 if they cannot be read.
func readMinutes(said string) int {
	parts := minutesForm.FindStringSubmatch(strings.ToLower(strings.TrimSpace(said)))
	if parts == nil {
		return 0
	}
	n, _ := strconv.Atoi(parts[1]) // at most three digits
	if parts[3] != "" {
		return n * 60
	}
	return n
}

// entryOf returns the input of the form that results in a profile. A profile does not have the words that were typed, so names
// from the vocabulary replace them. If a care has an aspect or is a term of the trade, which cannot be ticked, or if there are too
// many cares to tick, all cares become own words, to keep their order.
func entryOf(v *bank.Vocabulary, p bank.Profile) entry {
	names := v.Names()
	e := entry{Side: p.Asker, Seniority: p.Seniority, Stage: p.Stage, AskedOf: p.AskedOf, Minutes: strconv.Itoa(p.Minutes)}
	if p.Role != "" {
		e.Role = cmp.Or(names["occupation/"+p.Occupation], nameOf(names, "role", p.Role))
	}
	var own []string
	asWords := len(p.Cares) > maxTicked
	for _, c := range p.Cares {
		asWords = asWords || c.Aspect != "" || c.Term != ""
		e.Cares = append(e.Cares, c.Care)
		own = append(own, chosenName(names, c))
	}
	if asWords {
		e.Cares, e.Own = nil, strings.Join(own, ", ")
	}
	if p.Asker == bank.Interviewer {
		e.Needs, e.Musts = needsOf(v, p)
	}
	return e
}

// needsOf returns what the job of a profile needs, as somebody would type it.
func needsOf(v *bank.Vocabulary, p bank.Profile) (needs, musts string) {
	var competencies, requirements []string
	for _, c := range p.Competencies {
		competencies = append(competencies, v.CompetencyName(p.Role, c))
	}
	for _, r := range p.Requirements {
		name, facts := r.ID, []string{}
		if known := v.Requirement(r.ID); known != nil {
			name = known.Name
			for _, s := range known.Slots {
				if value := r.Slots[s.Name]; value != "" {
					facts = append(facts, value)
				}
			}
		}
		switch {
		case r.ID == bank.OtherRequirement:
			requirements = append(requirements, facts...)
		case len(facts) > 0:
			requirements = append(requirements, name+": "+facts[0])
		default:
			requirements = append(requirements, name)
		}
	}
	return strings.Join(competencies, ", "), strings.Join(requirements, ", ")
}

// applyGuess replaces text that was not understood by the guess that the person accepted. The guess is a pointer, a space, and
// the ID of a role, a care or an aspect; after a role, there may be another space and the seniority that the text stated, which is
// used if the person chose none. Any other guess is ignored.
func (e *entry) applyGuess(v *bank.Vocabulary, guess string) {
	pointer, id, _ := strings.Cut(guess, " ")
	id, seniority, _ := strings.Cut(id, " ")
	names := v.Names()
	if name, ok := names["role/"+id]; ok && pointer == "/role" {
		e.Role = name
		if e.Seniority == "" && v.Level(seniority) > 0 {
			e.Seniority = seniority
		}
		return
	}
	if at, isNeed := strings.CutPrefix(pointer, "/competencies/"); isNeed {
		needs := web.Separated(e.Needs)
		if i, err := strconv.Atoi(at); err == nil && i >= 0 && i < len(needs) {
			needs[i] = strings.ReplaceAll(id, "_", " ")
			e.Needs = strings.Join(needs, ", ")
		}
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
