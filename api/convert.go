package api

import (
	"github.com/oapi-codegen/nullable"

	"twoway/api/openapi"
	"twoway/bank"
	"twoway/release/serve"
)

func requestOf(r openapi.QuestionSetRequest) bank.Request {
	return bank.Request{
		Asker: bank.Asker(r.Asker), Role: or(r.Role), Seniority: or(r.Seniority), Stage: or(r.Stage), AskedOf: or(r.AskedOf),
		Cares: or(r.Cares), Minutes: r.Minutes, Count: or(r.Count), Seed: or(r.Seed), Exclude: or(r.Exclude), Locale: or(r.Locale),
	}
}

// or is what a pointer points to, or nothing.
func or[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}

// some is a pointer to a value, nil for nothing.
func some[T comparable](value T) *T {
	var zero T
	if value == zero {
		return nil
	}
	return &value
}

// list is never nil, so that no array is null.
func list[T any](l []T) []T {
	if l == nil {
		return []T{}
	}
	return l
}

func each[A, B any](from []A, convert func(A) B) []B {
	to := make([]B, 0, len(from))
	for _, a := range from {
		to = append(to, convert(a))
	}
	return to
}

func orNull(s string) nullable.Nullable[string] {
	if s == "" {
		return nullable.NewNullNullable[string]()
	}
	return nullable.NewNullableWithValue(s)
}

// questionSet is a set of a release, with the tokens for it and for more.
func questionSet(from *serve.Compiled, s bank.Set, reproduced bool) openapi.QuestionSet {
	next := nullable.NewNullNullable[string]()
	if token, more := from.Next(s); more {
		next = nullable.NewNullableWithValue(token)
	}
	set := openapi.QuestionSet{
		Asker: openapi.Asker(s.Profile.Asker), Release: releaseID(s.Release), Engine: s.Engine, Seed: s.Profile.Seed,
		Profile: profile(s.Profile), Unrecognised: each(s.Unrecognised, unrecognised), Minutes: s.Minutes,
		Items: []openapi.Item{}, Shortfall: each(s.Shortfall, shortfall),
		Certificate: nullable.NewNullNullable[openapi.Certificate](),
		Explanation: nullable.NewNullNullable[openapi.Explanation](), Brief: []openapi.Expected{}, LikelyAsked: []openapi.Expected{},
		KitID: orNull(s.KitID), Token: from.Token(s), Next: next, Reproduced: reproduced,
	}
	for i, it := range s.Items {
		set.Items = append(set.Items, openapi.Item{
			Position: i + 1, Minutes: it.Question.Minutes, Score: it.Score, Question: question(*it.Question),
			Reasons: each(it.Reasons, reason),
		})
	}
	return set
}

func certificate(c bank.Certificate) nullable.Nullable[openapi.Certificate] {
	return nullable.NewNullableWithValue(openapi.Certificate{
		Score: c.Score, UpperBound: c.UpperBound, GapPercent: float64(c.GapBasisPoints()) / 100,
	})
}

func explanation(x bank.Explanation) nullable.Nullable[openapi.Explanation] {
	return nullable.NewNullableWithValue(openapi.Explanation{Applied: each(x.Applied, appliedRule), Missed: each(x.Missed, missedRule)})
}

func appliedRule(a bank.AppliedRule) openapi.AppliedRule {
	return openapi.AppliedRule{
		Rule: a.Rule.ID, Name: a.Rule.Name, Because: a.Rule.Because, Effect: effect(a.Rule.Effect), Picked: a.Picked, InSet: a.InSet,
	}
}

func effect(e bank.Effect) openapi.Effect {
	out := openapi.Effect{
		Kind: openapi.EffectKind(e.Kind), Points: some(e.Points), Count: some(e.Count), Where: some(openapi.EffectWhere(e.Where)),
		By: some(openapi.EffectBy(e.By)),
	}
	if e.Kind == bank.Limit {
		out.Count = &e.Count // which may be 0
	}
	return out
}

func missedRule(m bank.MissedRule) openapi.MissedRule {
	return openapi.MissedRule{
		Rule: m.Rule.ID, Name: m.Rule.Name, Held: m.Held,
		StoppedBy: each(m.Stopped, func(s bank.Stop) openapi.Stop { return openapi.Stop{Condition: s.Condition, Saw: s.Saw} }),
	}
}

// expect adds what the other side will probably ask.
func expect(to *openapi.QuestionSet, s bank.Set, expected []bank.Expected) {
	list := each(expected, func(x bank.Expected) openapi.Expected {
		return openapi.Expected{Question: question(*x.Question), Because: x.Because, HaveReady: list(x.Question.ListenFor)}
	})
	if s.Profile.Asker == bank.Candidate {
		to.LikelyAsked = list
	} else {
		to.Brief = list
	}
}

func releaseID(r bank.ReleaseID) openapi.Release {
	return openapi.Release{Number: r.Number, Hash: r.Hash}
}

func profile(p bank.Profile) openapi.Profile {
	return openapi.Profile{
		Role: p.Role, Seniority: p.Seniority, Level: p.Level, Stage: p.Stage, AskedOf: p.AskedOf, Minutes: p.Minutes,
		Count: p.Count,
		Cares: each(p.Cares, func(c bank.Chosen) openapi.ChosenCare {
			return openapi.ChosenCare{Care: c.Care, Aspect: some(c.Aspect), Said: some(c.Said)}
		}),
	}
}

func unrecognised(u bank.Unrecognised) openapi.Unrecognised {
	return openapi.Unrecognised{Pointer: u.Pointer, Said: u.Said, Nearest: list(u.Nearest)}
}

func shortfall(s bank.Shortfall) openapi.Shortfall {
	return openapi.Shortfall{
		Kind: openapi.ShortfallKind(s.Kind), Rule: some(s.Rule), Care: some(s.Care), Aspect: some(s.Aspect),
		Wanted: s.Wanted, Got: s.Got,
	}
}

func reason(r bank.Reason) openapi.Reason {
	return openapi.Reason{
		Kind: openapi.ReasonKind(r.Kind), Rule: some(r.Rule), Because: r.Because, Points: r.Points,
		Cares: list(r.Cares), Aspects: list(r.Aspects), Stage: some(r.Stage),
	}
}

func question(q bank.Question) openapi.Question {
	out := openapi.Question{
		ID: q.ID, Version: q.Version, Locale: q.Locale, Asker: openapi.Asker(q.Asker), Text: q.Text, Softer: q.Softer,
		Firmer: q.Firmer, HowToAsk: q.HowToAsk, Topic: q.Topic, Cares: list(q.Cares), Aspects: list(q.Aspects),
		Roles: list(q.Roles), Seniority: openapi.SeniorityRange{From: q.Seniority.From, To: q.Seniority.To},
		Stages: list(q.Stages), AskedOf: list(q.AskedOf), Minutes: q.Minutes, Depth: q.Depth, Negative: q.Negative, Reveals: q.Reveals,
		ListenFor: list(q.ListenFor), WatchFor: list(q.WatchFor), FollowUps: list(q.FollowUps),
		CheckFirst: list(q.CheckFirst), Discloses: list(q.Discloses), PairsWith: list(q.PairsWith), License: q.License,
		Source: q.Source, Format: some(openapi.QuestionFormat(q.Format)),
	}
	if a := q.Anchors; a != nil {
		out.Anchors = &openapi.Anchors{One: a.One, Three: a.Three, Five: a.Five}
	}
	return out
}
