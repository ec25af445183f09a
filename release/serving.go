package release

import (
	"cmp"
	"fmt"
	"slices"
	"sync"

	"twoway/bank"
	"twoway/resolve"
	"twoway/rules"
)

// Serving is one release ready to answer: its content, the engine compiled from it, and the resolver of its
// vocabulary. It is immutable, and safe for any number of goroutines.
type Serving struct {
	Release  bank.ReleaseID
	Content  bank.Content // not to be written to
	engine   *rules.Engine
	resolver *resolve.Resolver
	key      bank.TokenKey
	counting sync.Once
	counted  []counted
}

// NewServing compiles a release, whose tokens key authenticates. A rule that does not compile, or whose own cases do not
// hold, is an error of code invalid_content that lists every fault.
func NewServing(r bank.Release, key bank.TokenKey) (*Serving, error) {
	s := &Serving{Release: r.ID(), Content: r.Content, key: key}
	engine, err := rules.New(s.Release, &s.Content)
	if err != nil {
		return nil, err
	}
	s.engine, s.resolver = engine, resolve.NewResolver(&s.Content.Vocabulary)
	return s, nil
}

// Answer chooses the set for a request. Words that the vocabulary does not know are listed in the set; a value that it
// must know (asker, stage, seniority, asked_of, minutes, …) is an error of code invalid_request with a fault each.
func (s *Serving) Answer(req bank.Request) (bank.Set, error) {
	profile, unrecognised, err := s.resolver.Profile(req)
	if err != nil {
		return bank.Set{}, err
	}
	set := s.engine.Select(profile)
	set.Unrecognised = append(set.Unrecognised, unrecognised...)
	return set, nil
}

// Agenda plans one meeting for both sides. Share is the percentage of the time that is the candidate's at least, 0 for the
// usual one; the asker of the request does not count. Errors are as those of Answer.
func (s *Serving) Agenda(req bank.Request, share int) (bank.Agenda, error) {
	req.Asker = bank.Candidate
	profile, unrecognised, err := s.resolver.Profile(req)
	if err != nil {
		return bank.Agenda{}, err
	}
	share = cmp.Or(share, bank.DefaultCandidateShare)
	if share < bank.MinCandidateShare || share > bank.MaxCandidateShare {
		return bank.Agenda{}, &bank.Error{Code: bank.CodeInvalidRequest, Message: "The request cannot be answered as it is.", Faults: []bank.Fault{{
			Code: bank.FaultOutOfRange, Pointer: "/candidate_share",
			Detail: fmt.Sprintf("The candidate's share is from %d to %d percent.", bank.MinCandidateShare, bank.MaxCandidateShare),
		}}}
	}
	agenda := s.engine.Agenda(profile, share)
	agenda.Unrecognised = append(agenda.Unrecognised, unrecognised...)
	return agenda, nil
}

// Explain tells which rules had a part in a set of this release, and what stopped the rules of those ids, or without ids
// those that came nearest. An id of no rule is an error of code invalid_request.
func (s *Serving) Explain(set bank.Set, rules []string) (bank.Explanation, error) {
	return s.engine.Explain(set, rules)
}

// Token gives a set of this release again.
func (s *Serving) Token(set bank.Set) string {
	return s.key.Seal(s.Release, rules.Version, set.Profile, s.holds)
}

// Next is the token of more questions for the meeting of a set, none of them twice; false if the set is empty.
func (s *Serving) Next(set bank.Set) (string, bool) {
	p, more := set.Next()
	if !more {
		return "", false
	}
	return s.key.Seal(s.Release, rules.Version, p, s.holds), true
}

// holds tells whether there is a question of that id.
func (s *Serving) holds(id string) bool {
	_, found := slices.BinarySearchFunc(s.Content.Questions, id, func(q bank.Question, id string) int { return cmp.Compare(q.ID, id) })
	return found
}

// choose is the set of a token's profile.
func (s *Serving) choose(t bank.Token) (bank.Set, error) {
	p := t.ProfileIn(&s.Content)
	if !inBounds(p) || !s.knows(p) {
		return bank.Set{}, &bank.Error{Code: bank.CodeInvalidToken, Message: "This token names something that the bank does not hold."}
	}
	return s.engine.Select(p), nil
}

// inBounds tells whether the numbers and lists of a profile could have come from a request, or from the next one to it,
// which may exclude more.
func inBounds(p bank.Profile) bool {
	excludes := slices.Compact(slices.Clone(p.Exclude))
	return (p.Asker == bank.Candidate || p.Asker == bank.Interviewer) && p.Locale != "" &&
		1 <= p.Minutes && p.Minutes <= bank.MaxMinutes && 1 <= p.Count && p.Count <= bank.MaxCount &&
		0 <= p.Seed && p.Seed <= bank.MaxSeed && len(p.Cares) <= bank.MaxCares &&
		slices.IsSorted(p.Exclude) && len(excludes) == len(p.Exclude)
}

// knows tells whether the vocabulary holds what a profile names.
func (s *Serving) knows(p bank.Profile) bool {
	terms := s.Content.Vocabulary.Terms()
	has := func(kind, id string) bool {
		return id == "" || slices.ContainsFunc(terms[kind], func(t bank.Term) bool { return t.ID == id })
	}
	for i, c := range p.Cares {
		if c.Care == "" || !has("care", c.Care) || slices.Contains(p.Cares[:i], c) {
			return false
		}
		if c.Aspect != "" && s.Content.Vocabulary.CareOf(c.Aspect) != c.Care {
			return false
		}
	}
	return has("role", p.Role) && has("seniority", p.Seniority) && has("stage", p.Stage) && has("asked_of", p.AskedOf)
}

// Expected is what the other side will probably ask in the meeting of a set.
func (s *Serving) Expected(set bank.Set) []bank.Expected { return s.engine.Expected(set.Profile) }

// Score is the score of one question for a profile, with the reasons for it; false if it may not be asked.
func (s *Serving) Score(p bank.Profile, question string) (int, []bank.Reason, bool) {
	return s.engine.Score(p, question)
}
