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

// Profile resolves a request, and says how it understood the role and the cares. A seniority that the job title states is
// used unless the request has one. Characters that nobody sees are removed from both first. Unknown values of other fields
// and numbers out of range are faults of one bank.Error with the code invalid_request.
func (r *Resolver) Profile(req bank.Request) (bank.Profile, bank.Reading, error) {
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
		Count:     defaultCount(req),
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
	in.title(req.Role, &p)
	p.Level = r.vocabulary.Level(p.Seniority)
	p.Cares = in.cares(req.Cares, &p)
	in.needs(req, &p)
	if len(in.faults) > 0 {
		return bank.Profile{}, bank.Reading{}, &bank.Error{Code: bank.CodeInvalidRequest, Message: "The request is not valid.", Faults: in.faults}
	}
	return p, in.reading, nil
}

// defaultCount returns how many questions a request asks for that does not say it.
func defaultCount(req bank.Request) int {
	if req.Asker == bank.Candidate || req.Both {
		return bank.DefaultCount
	}
	return bank.KitCount(req.Minutes)
}

// requestReader reads the fields of a request, and collects the faults and the text that it cannot resolve.
type requestReader struct {
	resolver *Resolver
	faults   []bank.Fault
	reading  bank.Reading
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

// title reads the role, and the seniority unless the request has one.
func (r *requestReader) title(said string, p *bank.Profile) {
	if !r.checkLength("/role", said) || strings.TrimSpace(said) == "" {
		return
	}
	t := r.resolver.Title(said)
	p.Role, p.Occupation = t.Role, t.Occupation
	if t.Role == "" {
		detail := "This job title is unknown."
		if t.Reason == bank.ReasonAmbiguous {
			detail = "This job title belongs to several trades."
		}
		r.reading.Unrecognised = append(r.reading.Unrecognised, bank.Unrecognised{Pointer: "/role", Said: said, Nearest: t.Nearest, Reason: t.Reason, Detail: detail})
	} else {
		r.understand(bank.Understood{Pointer: "/role", Said: said, ID: t.Role, Name: r.resolver.names["role/"+t.Role], Matched: t.Matched})
	}
	if t.Occupation != "" {
		r.understand(bank.Understood{
			Pointer: "/role", Said: said, ID: t.Occupation, Name: r.resolver.names["occupation/"+t.Occupation], Matched: bank.MatchedPart,
		})
	}
	if p.Seniority == "" && t.Seniority != "" {
		p.Seniority = t.Seniority
		r.understand(bank.Understood{
			Pointer: "/role", Said: said, ID: t.Seniority, Name: r.resolver.names["seniority/"+t.Seniority], Matched: bank.MatchedPart,
		})
	}
}

func (r *requestReader) understand(u bank.Understood) {
	u.Discloses = append([]string{}, u.Discloses...)
	r.reading.Understood = append(r.reading.Understood, u)
}

// cares reads what a person cares about, who has the role and the asker of a profile.
func (r *requestReader) cares(said []string, p *bank.Profile) []bank.Chosen {
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
		care := r.resolver.CareIn(p.Role, p.Occupation, s)
		if p.Asker == bank.Interviewer && care.Matched != bank.MatchedTerm && len(care.Discloses) > 0 {
			r.protect(pointer, s, care.Discloses[0])
			continue
		}
		if care.Reason != "" {
			r.reading.Unrecognised = append(r.reading.Unrecognised, bank.Unrecognised{
				Pointer: pointer, Said: s, Nearest: care.Nearest, Reason: care.Reason, Detail: careDetail(care),
			})
			continue
		}
		id, name := r.resolver.careName(care.Chosen)
		r.understand(bank.Understood{Pointer: pointer, Said: s, ID: id, Name: name, Matched: care.Matched, Discloses: care.Discloses})
		same := func(o bank.Chosen) bool { o.Said = s; return o == care.Chosen }
		if !slices.ContainsFunc(cares, same) {
			cares = append(cares, care.Chosen)
		}
	}
	return cares
}

// careName returns the ID and the name under which something is shown that a person cares about.
func (r *Resolver) careName(c bank.Chosen) (id, name string) {
	switch {
	case c.Term != "":
		return "term:" + c.Term, c.Term
	case c.Aspect != "":
		return c.Aspect, r.names["aspect/"+c.Aspect]
	}
	return c.Care, r.names["care/"+c.Care]
}

// careDetail says why something that a person cares about was not understood.
func careDetail(c Care) string {
	switch {
	case c.Reason == bank.ReasonAmbiguous:
		return "These words may mean several things; choose one of them."
	case len(c.Discloses) > 0:
		return "This is private, so nothing was guessed from it; say what you would like to know about the job."
	}
	return "The bank knows no question under these words; try other words for it."
}

// protect adds a text that an interviewer must not ask about, since it discloses something about the candidate.
func (r *requestReader) protect(pointer, said, discloses string) {
	detail := "This may give away something about the candidate that has no place in the decision."
	for _, d := range r.resolver.vocabulary.Discloses {
		if d.ID == discloses && d.Protected != "" {
			detail = d.Protected
		}
	}
	r.reading.Unrecognised = append(r.reading.Unrecognised, bank.Unrecognised{
		Pointer: pointer, Said: said, Nearest: []string{}, Reason: bank.ReasonProtected, Detail: detail,
	})
}

// checkLength adds a fault and returns false if a text is too long.
func (r *requestReader) checkLength(pointer, said string) bool {
	if n := utf8.RuneCountInString(said); n > bank.MaxSaid {
		r.fault(bank.FaultOutOfRange, pointer, fmt.Sprintf("This has %d characters. At most %d are allowed.", n, bank.MaxSaid))
		return false
	}
	return true
}
