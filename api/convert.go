package api

import (
	"maps"

	"github.com/oapi-codegen/nullable"

	"twoway/api/openapi"
	"twoway/bank"
	"twoway/release/serve"
	"twoway/server"
)

func requestOf(r openapi.QuestionSetRequest) bank.Request {
	return bank.Request{
		Asker: bank.Asker(r.Asker), Role: deref(r.Role), Seniority: deref(r.Seniority), Stage: deref(r.Stage), AskedOf: deref(r.AskedOf),
		Cares: deref(r.Cares), Minutes: r.Minutes, Count: deref(r.Count), Seed: deref(r.Seed), Exclude: deref(r.Exclude), Locale: deref(r.Locale),
		Competencies: deref(r.Competencies), Requirements: mapSlice(deref(r.Requirements), requestedRequirement),
	}
}

// requestedRequirement converts a requirement of a request: a text, or an object.
func requestedRequirement(r openapi.RequirementRequest) bank.RequestedRequirement {
	if said, err := r.AsRequirementRequest0(); err == nil {
		return bank.RequestedRequirement{Said: said}
	}
	named, _ := r.AsRequirementWithSlots() // the contract allows nothing else
	return bank.RequestedRequirement{ID: named.ID, Slots: deref(named.Slots)}
}

// deref returns *p, or the zero value if p is nil.
func deref[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}

// ptrOrNil returns a pointer to a value, or nil for the zero value.
func ptrOrNil[T comparable](value T) *T {
	var zero T
	if value == zero {
		return nil
	}
	return &value
}

// nonNil returns l, or an empty slice if l is nil: arrays in answers are never null.
func nonNil[T any](l []T) []T {
	if l == nil {
		return []T{}
	}
	return l
}

// mapSlice converts every element of a slice. The result is never nil.
func mapSlice[A, B any](from []A, convert func(A) B) []B {
	to := make([]B, 0, len(from))
	for _, a := range from {
		to = append(to, convert(a))
	}
	return to
}

// pageOf returns the path of the page that shows the set of a token, null without a token. It is relative to the address of the server,
// so that an answer has the same bytes whatever a client calls that.
func pageOf(base server.BasePath, token string) nullable.Nullable[string] {
	if token == "" {
		return nullable.NewNullNullable[string]()
	}
	return nullable.NewNullableWithValue(base.Path(setPages + token))
}

// setPages is the path of the pages of sets, before their tokens.
const setPages = "/sets/"

func nullIfEmpty(s string) nullable.Nullable[string] {
	if s == "" {
		return nullable.NewNullNullable[string]()
	}
	return nullable.NewNullableWithValue(s)
}

// questionSet converts a set of a release, and adds the tokens to replay it and to get more questions, and the path of its page below
// base.
func questionSet(from *serve.Compiled, s bank.Set, base server.BasePath) openapi.QuestionSet {
	next := nullable.NewNullNullable[string]()
	if token, more := from.Next(s); more {
		next = nullable.NewNullableWithValue(token)
	}
	set := openapi.QuestionSet{
		Asker: openapi.Asker(s.Profile.Asker), Release: releaseID(s.Release), Engine: s.Engine, Seed: s.Profile.Seed,
		Profile: profile(from, s.Profile), Understood: mapSlice(s.Understood, understood),
		Unrecognised: mapSlice(s.Unrecognised, unrecognised), Minutes: s.Minutes,
		Items: []openapi.Item{}, Shortfall: shortfalls(from, s.Profile.Role, s.Shortfall),
		Certificate: nullable.NewNullNullable[openapi.Certificate](),
		Explanation: nullable.NewNullNullable[openapi.Explanation](), Brief: []openapi.Expected{}, LikelyAsked: []openapi.Expected{},
		KitID: nullIfEmpty(s.KitID), Token: nullIfEmpty(from.Token(s)), Next: next, Reproduced: true, URL: pageOf(base, from.Token(s)),
	}
	for i, it := range s.Items {
		set.Items = append(set.Items, openapi.Item{
			Position: i + 1, Minutes: it.Question.Minutes, Score: it.Score, Scored: it.Question.IsRated(),
			Question: filledQuestion(from, *it.Question, it.Slots),
			Reasons:  mapSlice(it.Reasons, reason),
		})
	}
	return set
}

func certificate(c bank.Certificate) nullable.Nullable[openapi.Certificate] {
	return nullable.NewNullableWithValue(openapi.Certificate{
		Goals: mapSlice(c.Goals, goal), Score: c.Score, UpperBound: c.UpperBound, GapPercent: float64(c.GapBasisPoints()) / 100,
	})
}

func goal(g bank.Goal) openapi.Goal {
	return openapi.Goal{
		Kind: openapi.GoalKind(g.Kind), About: string(g.About), Rule: ptrOrNil(g.Rule), Wanted: g.Wanted, Reached: g.Reached, Bound: g.Bound,
	}
}

func explanation(x bank.Explanation) nullable.Nullable[openapi.Explanation] {
	return nullable.NewNullableWithValue(openapi.Explanation{Applied: mapSlice(x.Applied, appliedRule), Missed: mapSlice(x.Missed, missedRule)})
}

func appliedRule(a bank.AppliedRule) openapi.AppliedRule {
	return openapi.AppliedRule{
		Rule: a.Rule.ID, Name: a.Rule.Name, Because: a.Rule.Because, Effect: effect(a.Rule.Effect), Picked: a.Picked, InSet: a.InSet,
	}
}

func effect(e bank.Effect) openapi.Effect {
	out := openapi.Effect{
		Kind: openapi.EffectKind(e.Kind), Points: ptrOrNil(e.Points), Count: ptrOrNil(e.Count), Where: ptrOrNil(openapi.EffectWhere(e.Where)),
		By: ptrOrNil(openapi.EffectBy(e.By)),
	}
	if e.Kind == bank.Limit {
		out.Count = &e.Count // a limit of 0 must not be left out
	}
	return out
}

func missedRule(m bank.MissedRule) openapi.MissedRule {
	return openapi.MissedRule{
		Rule: m.Rule.ID, Name: m.Rule.Name, Held: m.Held,
		StoppedBy: mapSlice(m.Stopped, func(s bank.Stop) openapi.Stop { return openapi.Stop{Condition: s.Condition, Saw: s.Saw} }),
	}
}

// addExpected adds the questions that the other side will probably ask.
func addExpected(from *serve.Compiled, to *openapi.QuestionSet, s bank.Set) {
	questions := mapSlice(from.Expected(s), func(x bank.Expected) openapi.Expected {
		return openapi.Expected{Question: question(from, *x.Question), Label: x.Label, Because: x.Because, HaveReady: nonNil(x.Question.ListenFor)}
	})
	if s.Profile.Asker == bank.Candidate {
		to.LikelyAsked = questions
	} else {
		to.Brief = questions
	}
}

func releaseID(r bank.ReleaseID) openapi.Release {
	return openapi.Release{Number: r.Number, Hash: r.Hash}
}

func profile(from *serve.Compiled, p bank.Profile) openapi.Profile {
	return openapi.Profile{
		Role: p.Role, Occupation: p.Occupation, Seniority: p.Seniority, Level: p.Level, Stage: p.Stage, AskedOf: p.AskedOf, Minutes: p.Minutes,
		Count: p.Count, Names: profileNames(from, &p),
		Cares: mapSlice(p.Cares, func(c bank.Chosen) openapi.ChosenCare {
			return openapi.ChosenCare{Care: c.Care, Aspect: ptrOrNil(c.Aspect), Term: ptrOrNil(c.Term), Name: ptrOrNil(aboutName(from, c.About())), Said: ptrOrNil(c.Said)}
		}),
		Competencies: mapSlice(p.Competencies, func(c bank.Sought) openapi.SoughtCompetency {
			name := from.Content.Vocabulary.CompetencyName(p.Role, c)
			return openapi.SoughtCompetency{Competency: c.Topic, Skill: ptrOrNil(c.Skill), Name: ptrOrNil(name), Said: ptrOrNil(c.Said)}
		}),
		Requirements: mapSlice(p.Requirements, func(r bank.Required) openapi.StatedRequirement {
			slots := map[string]string{}
			maps.Copy(slots, r.Slots)
			return openapi.StatedRequirement{Requirement: r.ID, Slots: slots, Name: ptrOrNil(from.Name("requirement", r.ID)), Said: ptrOrNil(r.Said)}
		}),
	}
}

func understood(u bank.Understood) openapi.Understood {
	return openapi.Understood{
		Pointer: u.Pointer, Said: u.Said, ID: u.ID, Name: u.Name, Matched: openapi.Matched(u.Matched), Discloses: nonNil(u.Discloses),
	}
}

func unrecognised(u bank.Unrecognised) openapi.Unrecognised {
	return openapi.Unrecognised{
		Pointer: u.Pointer, Said: u.Said, Nearest: nonNil(u.Nearest), Reason: openapi.WhyNot(u.Reason), Detail: u.Detail,
	}
}

func shortfalls(from *serve.Compiled, role string, list []bank.Shortfall) []openapi.Shortfall {
	return mapSlice(list, func(s bank.Shortfall) openapi.Shortfall { return shortfall(from, role, s) })
}

func shortfall(from *serve.Compiled, role string, s bank.Shortfall) openapi.Shortfall {
	return openapi.Shortfall{
		Kind: openapi.ShortfallKind(s.Kind), Rule: ptrOrNil(s.Rule), Care: ptrOrNil(s.Care), Aspect: ptrOrNil(s.Aspect), Term: ptrOrNil(s.Term),
		Wanted: s.Wanted, Got: s.Got, Competency: ptrOrNil(s.Competency), Requirement: ptrOrNil(s.Requirement),
		Name: ptrOrNil(shortName(from, role, s)),
	}
}

func reason(r bank.Reason) openapi.Reason {
	out := openapi.Reason{
		Kind: openapi.ReasonKind(r.Kind), Rule: ptrOrNil(r.Rule), Because: r.Because, Points: r.Points,
		Cares: nonNil(r.Cares), Aspects: nonNil(r.Aspects), Stage: ptrOrNil(r.Stage),
	}
	if r.Kind == bank.ByCoverage {
		out.About = &r.About
	}
	return out
}

func seniorityRange(r bank.SeniorityRange) openapi.SeniorityRange {
	return openapi.SeniorityRange{From: r.From, To: r.To}
}

// question converts a question, with its blanks.
func question(from *serve.Compiled, q bank.Question) openapi.Question {
	return filledQuestion(from, q, nil)
}

// bareQuestion converts a question without the names beside its IDs: these may change while it does not.
func bareQuestion(q bank.Question) openapi.Question {
	return filledQuestion(nil, q, nil)
}

// filledQuestion converts a question whose wordings have the values of slots in them already, if there are any; without a
// release, without names.
func filledQuestion(from *serve.Compiled, q bank.Question, values map[string]string) openapi.Question {
	q = *q.Filled(nil)
	out := openapi.Question{
		ID: q.ID, Version: q.Version, Locale: q.Locale, Asker: openapi.Asker(q.Asker), Text: q.Text, Softer: q.Softer,
		Firmer: q.Firmer, HowToAsk: q.HowToAsk, Topic: q.Topic, Cares: nonNil(q.Cares), Aspects: nonNil(q.Aspects), About: string(q.About),
		Roles: nonNil(q.Roles), Seniority: seniorityRange(q.Seniority),
		Stages: nonNil(q.Stages), AskedOf: nonNil(q.AskedOf), Minutes: q.Minutes, Depth: q.Depth, Negative: q.Negative, Reveals: q.Reveals,
		ListenFor: nonNil(q.ListenFor), WatchFor: nonNil(q.WatchFor), FollowUps: nonNil(q.FollowUps),
		CheckFirst: nonNil(q.CheckFirst), Discloses: nonNil(q.Discloses), PairsWith: nonNil(q.PairsWith), License: q.License,
		Source: q.Source, Format: ptrOrNil(openapi.QuestionFormat(q.Format)),
	}
	if from != nil {
		out.Names = questionNames(from, &q)
	}
	if a := q.Anchors; a != nil {
		out.Anchors = &openapi.Anchors{One: a.One, Three: a.Three, Five: a.Five}
	}
	if len(q.Skills) > 0 {
		out.Skills = &q.Skills
	}
	if out.Requirement = ptrOrNil(q.Requirement); len(q.Slots) > 0 {
		slots := mapSlice(q.Slots, func(s bank.Slot) openapi.FilledSlot {
			return openapi.FilledSlot{Name: s.Name, Label: s.Label, Value: nullIfEmpty(values[s.Name])}
		})
		out.Slots = &slots
	}
	return out
}
