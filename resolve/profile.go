package resolve

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"twoway/bank"
)

// locale is the language of the bank.
const locale = "en"

var slug = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

const maxSlug = 64

// Profile resolves a request. It returns the role and cares that it cannot resolve, in the order of the request. A role
// that names only a seniority, such as "manager" or "apprentice", is one of them, and sets the seniority unless the request
// does. Characters that nobody sees are removed from both first. Unknown values of other fields and numbers out of range are faults of one bank.Error with the code
// invalid_request.
func (r *Resolver) Profile(req bank.Request) (bank.Profile, []bank.Unrecognised, error) {
	req.Role = bank.Clean(req.Role)
	req.Cares = slices.Clone(req.Cares)
	for i := range req.Cares {
		req.Cares[i] = bank.Clean(req.Cares[i])
	}
	in := &requestReader{resolver: r}
	p := bank.Profile{
		Asker:     in.asker(req.Asker),
		Seniority: in.value("seniority", req.Seniority),
		Stage:     in.value("stage", req.Stage),
		AskedOf:   in.value("asked_of", req.AskedOf),
		Minutes:   in.inRange("/minutes", req.Minutes, 1, bank.MaxMinutes),
		Count:     bank.DefaultCount,
		Seed:      req.Seed,
		Exclude:   in.exclude(req.Exclude),
		Locale:    in.locale(req.Locale),
	}
	if req.Count != 0 {
		p.Count = in.inRange("/count", req.Count, 1, bank.MaxCount)
	}
	if req.Seed < 0 || req.Seed > bank.MaxSeed {
		in.fault(bank.FaultOutOfRange, "/seed", fmt.Sprintf("The seed must be from 0 to %d.", int64(bank.MaxSeed)))
	}
	p.Role = in.role(req.Role)
	if p.Role == "" && p.Seniority == "" {
		p.Seniority = r.idByName["seniority"][Normalise(req.Role)]
	}
	p.Level = r.vocabulary.Level(p.Seniority)
	p.Cares = in.cares(req.Cares)
	if len(in.faults) > 0 {
		return bank.Profile{}, nil, &bank.Error{Code: bank.CodeInvalidRequest, Message: "The request is not valid.", Faults: in.faults}
	}
	return p, in.unrecognised, nil
}

// requestReader reads the fields of a request, and collects the faults and the text that it cannot resolve.
type requestReader struct {
	resolver     *Resolver
	faults       []bank.Fault
	unrecognised []bank.Unrecognised
}

func (r *requestReader) fault(code, pointer, detail string, nearest ...string) {
	r.faults = append(r.faults, bank.Fault{Code: code, Pointer: pointer, Detail: detail, Nearest: append([]string{}, nearest...)})
}

func (r *requestReader) asker(said bank.Asker) bank.Asker {
	if said == "" {
		r.fault(bank.FaultRequired, "/asker", "Say who asks: candidate or interviewer.")
		return ""
	}
	switch Normalise(string(said)) {
	case "candidate", "applicant", "interviewee", "job seeker":
		return bank.Candidate
	case "interviewer", "employer", "company", "recruiter", "hiring manager":
		return bank.Interviewer
	}
	nearest := Nearest(string(said), []string{string(bank.Candidate), string(bank.Interviewer)}, 1)
	r.fault(bank.FaultUnknownValue, "/asker", fmt.Sprintf("Unknown asker %q. Use candidate or interviewer.", said), nearest...)
	return ""
}

// value returns the ID of a term of a closed kind, or "" if said is blank or unknown. The latter is a fault.
func (r *requestReader) value(kind, said string) string {
	if strings.TrimSpace(said) == "" {
		return ""
	}
	id, nearest := r.resolver.Value(kind, said)
	if id == "" {
		r.fault(bank.FaultUnknownValue, "/"+kind, fmt.Sprintf("Unknown %s %q.", kindName(kind), said), nearest...)
	}
	return id
}

func kindName(kind string) string {
	if kind == "asked_of" {
		return "person to ask"
	}
	return kind
}

func (r *requestReader) inRange(pointer string, n, least, most int) int {
	if n < least || n > most {
		r.fault(bank.FaultOutOfRange, pointer, fmt.Sprintf("This is %d. It must be from %d to %d.", n, least, most))
	}
	return n
}

func (r *requestReader) exclude(ids []string) []string {
	if len(ids) > bank.MaxExclude {
		r.fault(bank.FaultOutOfRange, "/exclude", fmt.Sprintf("This excludes %d questions. At most %d are allowed.", len(ids), bank.MaxExclude))
		return nil
	}
	for i, id := range ids {
		if len(id) > maxSlug || !slug.MatchString(id) {
			r.fault(bank.FaultMalformed, fmt.Sprintf("/exclude/%d", i), "This is not a valid question ID.")
		}
	}
	if len(ids) == 0 {
		return nil // an empty list is the same as none
	}
	sorted := slices.Clone(ids)
	slices.Sort(sorted)
	return slices.Compact(sorted)
}

func (r *requestReader) locale(said string) string {
	language, _, _ := strings.Cut(strings.ToLower(strings.ReplaceAll(said, "_", "-")), "-")
	if said != "" && language != locale {
		r.fault(bank.FaultUnknownValue, "/locale", fmt.Sprintf("The bank has no questions in the language %q.", said), locale)
	}
	return locale
}

func (r *requestReader) role(said string) string {
	if !r.checkLength("/role", said) || strings.TrimSpace(said) == "" {
		return ""
	}
	id := r.resolver.Role(said)
	if id == "" {
		r.addUnrecognised("/role", said, r.resolver.roles)
	}
	return id
}

func (r *requestReader) cares(said []string) []bank.Chosen {
	if len(said) > bank.MaxCares {
		r.fault(bank.FaultOutOfRange, "/cares", fmt.Sprintf("These are %d things to care about. At most %d are allowed.", len(said), bank.MaxCares))
		return nil
	}
	var cares []bank.Chosen
	for i, s := range said {
		pointer := fmt.Sprintf("/cares/%d", i)
		if !r.checkLength(pointer, s) {
			continue
		}
		chosen := r.resolver.Care(s)
		if chosen.Care == "" {
			r.addUnrecognised(pointer, s, r.resolver.cares)
			continue
		}
		same := func(o bank.Chosen) bool { return o.Care == chosen.Care && o.Aspect == chosen.Aspect }
		if !slices.ContainsFunc(cares, same) {
			cares = append(cares, chosen)
		}
	}
	return cares
}

func (r *requestReader) addUnrecognised(pointer, said string, book *phrasebook) {
	nearest, isClose := book.nearest(said)
	r.unrecognised = append(r.unrecognised, bank.Unrecognised{Pointer: pointer, Said: said, Nearest: nearest, IsClose: isClose})
}

// checkLength adds a fault and returns false if a text is too long.
func (r *requestReader) checkLength(pointer, said string) bool {
	if n := utf8.RuneCountInString(said); n > bank.MaxSaid {
		r.fault(bank.FaultOutOfRange, pointer, fmt.Sprintf("This has %d characters. At most %d are allowed.", n, bank.MaxSaid))
		return false
	}
	return true
}
