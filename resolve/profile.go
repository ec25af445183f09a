package resolve

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"twoway/bank"
)

// locales that the bank is written in.
const locale = "en"

var slug = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

const maxSlug = 64

// Profile understands a request. What is free text and not known is listed, in the order of the request. A role that names
// no trade but a seniority ("manager", "apprentice") is listed too, and says the seniority unless the request does. What must be
// known, or is out of bounds, is an error of code invalid_request with a fault each.
func (r *Resolver) Profile(req bank.Request) (bank.Profile, []bank.Unrecognised, error) {
	c := &reader{r: r}
	p := bank.Profile{
		Asker:     c.asker(req.Asker),
		Seniority: c.value("seniority", req.Seniority),
		Stage:     c.value("stage", req.Stage),
		AskedOf:   c.value("asked_of", req.AskedOf),
		Minutes:   c.within("/minutes", req.Minutes, 1, bank.MaxMinutes),
		Count:     bank.DefaultCount,
		Seed:      req.Seed,
		Exclude:   c.exclude(req.Exclude),
		Locale:    c.locale(req.Locale),
	}
	if req.Count != 0 {
		p.Count = c.within("/count", req.Count, 1, bank.MaxCount)
	}
	if req.Seed < 0 || req.Seed > bank.MaxSeed {
		c.fault(bank.FaultOutOfRange, "/seed", fmt.Sprintf("The seed is from 0 to %d.", int64(bank.MaxSeed)))
	}
	p.Role = c.role(req.Role)
	if p.Role == "" && p.Seniority == "" {
		p.Seniority = r.exact["seniority"][Normalise(req.Role)]
	}
	p.Level = r.vocabulary.Level(p.Seniority)
	p.Cares = c.cares(req.Cares)
	if len(c.faults) > 0 {
		return bank.Profile{}, nil, &bank.Error{Code: bank.CodeInvalidRequest, Message: "The request cannot be answered as it is.", Faults: c.faults}
	}
	return p, c.unrecognised, nil
}

// reader gathers what is wrong with a request, and what it does not understand.
type reader struct {
	r            *Resolver
	faults       []bank.Fault
	unrecognised []bank.Unrecognised
}

func (c *reader) fault(code, pointer, detail string, nearest ...string) {
	c.faults = append(c.faults, bank.Fault{Code: code, Pointer: pointer, Detail: detail, Nearest: append([]string{}, nearest...)})
}

func (c *reader) asker(said bank.Asker) bank.Asker {
	if said == "" {
		c.fault(bank.FaultRequired, "/asker", "Say who asks: candidate or interviewer.")
		return ""
	}
	switch Normalise(string(said)) {
	case "candidate", "applicant", "interviewee", "job seeker":
		return bank.Candidate
	case "interviewer", "employer", "company", "recruiter", "hiring manager":
		return bank.Interviewer
	}
	nearest := Nearest(string(said), []string{string(bank.Candidate), string(bank.Interviewer)}, 1)
	c.fault(bank.FaultUnknownValue, "/asker", fmt.Sprintf("Nobody asks as %q: only candidate or interviewer.", said), nearest...)
	return ""
}

// value is the id of a closed kind, "" if it was not said.
func (c *reader) value(kind, said string) string {
	if strings.TrimSpace(said) == "" {
		return ""
	}
	id, nearest := c.r.Value(kind, said)
	if id == "" {
		c.fault(bank.FaultUnknownValue, "/"+kind, fmt.Sprintf("There is no %s %q.", noun(kind), said), nearest...)
	}
	return id
}

func noun(kind string) string {
	if kind == "asked_of" {
		return "kind of person to ask called"
	}
	return kind
}

func (c *reader) within(pointer string, n, least, most int) int {
	if n < least || n > most {
		c.fault(bank.FaultOutOfRange, pointer, fmt.Sprintf("This is %d; it can be from %d to %d.", n, least, most))
	}
	return n
}

func (c *reader) exclude(ids []string) []string {
	if len(ids) > bank.MaxExclude {
		c.fault(bank.FaultOutOfRange, "/exclude", fmt.Sprintf("At most %d questions can be left out; these are %d.", bank.MaxExclude, len(ids)))
		return nil
	}
	for i, id := range ids {
		if len(id) > maxSlug || !slug.MatchString(id) {
			c.fault(bank.FaultMalformed, fmt.Sprintf("/exclude/%d", i), "This is not an id of a question.")
		}
	}
	if len(ids) == 0 {
		return nil // whether it was sent empty or not at all
	}
	sorted := slices.Clone(ids)
	slices.Sort(sorted)
	return slices.Compact(sorted)
}

func (c *reader) locale(said string) string {
	language, _, _ := strings.Cut(strings.ToLower(strings.ReplaceAll(said, "_", "-")), "-")
	if said != "" && language != locale {
		c.fault(bank.FaultUnknownValue, "/locale", fmt.Sprintf("The bank is not written in %q.", said), locale)
	}
	return locale
}

func (c *reader) role(said string) string {
	if !c.freeText("/role", said) || strings.TrimSpace(said) == "" {
		return ""
	}
	id := c.r.Role(said)
	if id == "" {
		c.notUnderstood("/role", said, c.r.roles)
	}
	return id
}

func (c *reader) cares(said []string) []bank.Chosen {
	if len(said) > bank.MaxCares {
		c.fault(bank.FaultOutOfRange, "/cares", fmt.Sprintf("At most %d things to care about; these are %d.", bank.MaxCares, len(said)))
		return nil
	}
	var cares []bank.Chosen
	for i, s := range said {
		pointer := fmt.Sprintf("/cares/%d", i)
		if !c.freeText(pointer, s) {
			continue
		}
		chosen := c.r.Care(s)
		if chosen.Care == "" {
			c.notUnderstood(pointer, s, c.r.cares)
			continue
		}
		same := func(o bank.Chosen) bool { return o.Care == chosen.Care && o.Aspect == chosen.Aspect }
		if !slices.ContainsFunc(cares, same) {
			cares = append(cares, chosen)
		}
	}
	return cares
}

func (c *reader) notUnderstood(pointer, said string, book *phrasebook) {
	nearest, isClose := book.nearest(said)
	c.unrecognised = append(c.unrecognised, bank.Unrecognised{Pointer: pointer, Said: said, Nearest: nearest, IsClose: isClose})
}

// freeText refuses what is too long to be read.
func (c *reader) freeText(pointer, said string) bool {
	if n := utf8.RuneCountInString(said); n > bank.MaxSaid {
		c.fault(bank.FaultOutOfRange, pointer, fmt.Sprintf("This is %d characters long; at most %d are read.", n, bank.MaxSaid))
		return false
	}
	return true
}
