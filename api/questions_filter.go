package api

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"twoway/api/openapi"
	"twoway/bank"
	"twoway/release/serve"
	"twoway/resolve"
)

// mostValues is how many values a filter takes.
const mostValues = 20

// questionFilter says which questions a list has. A list of it that is nil lets all pass.
type questionFilter struct {
	asker                    string
	topics                   []string // any of them
	cares, anyCares, aspects []string // all of the cares and aspects, any of the others
	stages                   []string // any of them
	levels                   []int    // any of them
	jobs                     []job    // any of them
	fields                   []string // that are answered; nil for all
	understood               []bank.Understood
}

// job is whom a question must suit.
type job struct {
	role       *bank.Role
	occupation string // "" for any of the role
	level      int    // 0 for any
}

// filterReader reads the filters of a query, and collects what is wrong with them.
type filterReader struct {
	current *serve.Compiled
	terms   map[string][]bank.Term
	faults  []bank.Fault
}

// readFilter returns the filter of a query, and what is wrong with it. Fields are those that questions have.
func readFilter(current *serve.Compiled, p openapi.ListQuestionsParams, fields []string) (questionFilter, []bank.Fault) {
	r := &filterReader{current: current, terms: current.Content.Vocabulary.Terms()}
	f := questionFilter{
		asker: string(deref(p.Asker)), topics: r.ids("topic", "topic", p.Topic), cares: r.ids("care", "care", p.Care),
		anyCares: r.ids("care_any", "care", p.CareAny), aspects: r.ids("aspect", "aspect", p.Aspect), fields: r.known("fields", "field", p.Fields, fields),
	}
	for _, said := range r.values("stage", p.Stage) {
		f.stages = append(f.stages, r.term("stage", bank.Request{Stage: said}, said).Stage)
	}
	for _, said := range r.values("seniority", p.Seniority) {
		f.levels = append(f.levels, r.term("seniority", bank.Request{Seniority: said}, said).Level)
	}
	for i, said := range r.values("role", p.Role) {
		f.jobs = append(f.jobs, r.job(i, said, &f))
	}
	return f, r.faults
}

func (r *filterReader) fault(code, filter, detail string, nearest ...string) {
	r.faults = append(r.faults, bank.Fault{Code: code, Pointer: "/query/" + filter, Detail: detail, Nearest: append([]string{}, nearest...)})
}

// values returns the values of a filter, which are separated by commas; nil without the filter.
func (r *filterReader) values(filter string, sent *string) []string {
	if sent == nil {
		return nil
	}
	list := strings.Split(*sent, ",")
	if len(list) > mostValues && filter != "fields" { // of which there are more, and which cost nothing

		r.fault(bank.FaultOutOfRange, filter, fmt.Sprintf("These are %d values. At most %d are allowed.", len(list), mostValues))
		return nil
	}
	for i := range list {
		list[i] = strings.TrimSpace(list[i])
	}
	return list
}

// ids returns the values of a filter by IDs of a kind of term.
func (r *filterReader) ids(filter, kind string, sent *string) []string {
	return r.known(filter, kind, sent, mapSlice(r.terms[kind], func(t bank.Term) string { return t.ID }))
}

// known returns the values of a filter, each of which must be one of those that are known.
func (r *filterReader) known(filter, noun string, sent *string, known []string) []string {
	list := r.values(filter, sent)
	for _, value := range list {
		if !slices.Contains(known, value) {
			r.fault(bank.FaultUnknownValue, filter, fmt.Sprintf("Unknown %s %q.", noun, value), resolve.Nearest(value, known, 3)...)
		}
	}
	return list
}

// term returns what a request for a set would have understood of a value that is an ID or a synonym.
func (r *filterReader) term(filter string, req bank.Request, said string) bank.Profile {
	profile, _ := r.read(filter, req, said)
	return profile
}

// read returns what a request for a set would have understood of a value, and how.
func (r *filterReader) read(filter string, req bank.Request, said string) (bank.Profile, bank.Reading) {
	if said == "" {
		r.fault(bank.FaultUnknownValue, filter, "There is an empty value. Write values with one comma between them.")
		return bank.Profile{}, bank.Reading{}
	}
	req.Asker, req.Minutes = bank.Candidate, 1
	profile, reading, err := r.current.Read(req)
	if e, isRefused := errors.AsType[*bank.Error](err); isRefused {
		for _, f := range e.Faults {
			r.fault(f.Code, filter, f.Detail, f.Nearest...)
		}
	}
	for _, u := range reading.Unrecognised {
		nearest := u.Nearest
		if len(nearest) == 0 {
			nearest = resolve.Nearest(said, mapSlice(r.terms["role"], func(t bank.Term) string { return t.ID }), 3)
		}
		r.fault(bank.FaultUnknownValue, filter, fmt.Sprintf("%q: %s", said, u.Detail), nearest...)
	}
	return profile, reading
}

// job reads a value of the filter by role: an ID or a job title, which is said to be understood.
func (r *filterReader) job(at int, said string, f *questionFilter) job {
	v := &r.current.Content.Vocabulary
	if role := v.Role(said); role != nil {
		return job{role: role}
	}
	profile, reading := r.read("role", bank.Request{Role: said}, said)
	if profile.Role == "" {
		return job{}
	}
	for _, u := range reading.Understood {
		u.Pointer = fmt.Sprintf("/query/role/%d", at)
		f.understood = append(f.understood, u)
	}
	j := job{v.Role(profile.Role), profile.Occupation, profile.Level}
	if f.levels != nil {
		j.level = 0
	}
	return j
}

// matches reports whether a question passes the filter. One without roles or stages suits any of them.
func (f *questionFilter) matches(v *bank.Vocabulary, q *bank.Question) bool {
	from, to := q.Seniority.Levels(v)
	has := func(list []string) func(string) bool {
		return func(id string) bool { return slices.Contains(list, id) }
	}
	lacks := func(list []string) func(string) bool {
		return func(id string) bool { return !slices.Contains(list, id) }
	}
	return (f.asker == "" || f.asker == string(q.Asker)) &&
		(f.topics == nil || slices.Contains(f.topics, q.Topic)) &&
		!slices.ContainsFunc(f.cares, lacks(q.Cares)) && !slices.ContainsFunc(f.aspects, lacks(q.Aspects)) &&
		(f.anyCares == nil || slices.ContainsFunc(f.anyCares, has(q.Cares))) &&
		(f.stages == nil || len(q.Stages) == 0 || slices.ContainsFunc(f.stages, has(q.Stages))) &&
		(f.levels == nil || slices.ContainsFunc(f.levels, func(level int) bool { return from <= level && level <= to })) &&
		(f.jobs == nil || slices.ContainsFunc(f.jobs, func(j job) bool { return j.suits(q, from, to) }))
}

// suits reports whether a question for the levels from one to another suits a job.
func (j job) suits(q *bank.Question, from, to int) bool {
	return (len(q.Roles) == 0 || slices.Contains(q.Roles, j.role.ID)) &&
		(j.occupation == "" || j.role.Suits(q.Occupations, j.occupation)) &&
		(j.level == 0 || from <= j.level && j.level <= to)
}

// sentFilters returns the filters in a query, for a request that the contract refuses.
func sentFilters(query url.Values) openapi.ListQuestionsParams {
	get := func(name string) *string { return ptrOrNil(query.Get(name)) }
	return openapi.ListQuestionsParams{
		Aspect: get("aspect"), Care: get("care"), CareAny: get("care_any"), Role: get("role"), Seniority: get("seniority"), Stage: get("stage"),
		Topic: get("topic"), Fields: get("fields"),
	}
}
