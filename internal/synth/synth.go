// Package synth generates banks of any size for benchmarks: meaningless questions and rules whose roles, stages, cares and
// rule shapes are distributed as in a real bank. The same arguments give the same bank.
package synth

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"twoway/bank"
)

// Content returns a synthetic, normalised bank with the given vocabulary, weights, and numbers of questions and rules. Half of
// the questions and rules are for candidates, half for interviewers.
func Content(v bank.Vocabulary, w bank.Weights, questions, rules int, seed uint64) bank.Content {
	g := &generator{rng: rand.New(rand.NewPCG(seed, 1)), v: &v} //nolint:gosec // not for secrets
	c := bank.Content{Vocabulary: v, Weights: w}
	for i := range questions {
		c.Questions = append(c.Questions, g.question(i))
	}
	for first := 0; first+2 < questions; first += 40 { // one in twenty is in a pair; IDs two apart have the same asker
		c.NearDuplicates = append(c.NearDuplicates, []string{c.Questions[first].ID, c.Questions[first+2].ID})
	}
	for i := range rules {
		c.Rules = append(c.Rules, g.rule(i))
	}
	c.Normalise()
	return c
}

type generator struct {
	rng *rand.Rand
	v   *bank.Vocabulary
}

// chance returns true with a probability of percent in 100.
func (g *generator) chance(percent int) bool { return g.rng.IntN(100) < percent }

func (g *generator) asker(i int) bank.Asker {
	if i%2 == 0 {
		return bank.Candidate
	}
	return bank.Interviewer
}

// some returns n different random elements of a list, in its order; all of them if it has fewer.
func some[T any](g *generator, list []T, n int) []T {
	var picked []T
	at := g.rng.Perm(len(list))[:min(n, len(list))]
	slices.Sort(at)
	for _, i := range at {
		picked = append(picked, list[i])
	}
	return picked
}

// one returns a random element of a list.
func one[T any](g *generator, list []T) T { return list[g.rng.IntN(len(list))] }

func ids[T any](list []T, id func(T) string) []string {
	var all []string
	for _, x := range list {
		all = append(all, id(x))
	}
	return all
}

func (g *generator) roles() []string {
	return ids(g.v.Roles, func(r bank.Role) string { return r.ID })
}

func (g *generator) stages() []string {
	return ids(g.v.Stages, func(s bank.Stage) string { return s.ID })
}

func (g *generator) askedOf() []string {
	return ids(g.v.AskedOf, func(t bank.Term) string { return t.ID })
}

func (g *generator) topics(asker bank.Asker, unscored bool) []bank.Topic {
	return slices.DeleteFunc(slices.Clone(g.v.Topics), func(t bank.Topic) bool {
		return t.Asker != asker || asker == bank.Interviewer && t.Scored == unscored
	})
}

func (g *generator) question(i int) bank.Question {
	asker := g.asker(i)
	unscored := asker == bank.Interviewer && g.chance(6)
	topic := one(g, g.topics(asker, unscored))
	q := bank.Question{
		ID: fmt.Sprintf("synthetic-%06d", i), Version: 1, Status: bank.Ready, Locale: "en", Source: "Twoway", License: "CC-BY-4.0",
		Asker: asker, Topic: topic.ID, Minutes: 1 + g.rng.IntN(5), Depth: 1 + g.rng.IntN(3),
		Negative: g.chance(30),
		Stages:   some(g, g.stages(), 2+g.rng.IntN(4)),
	}
	g.setTexts(&q, i)
	if asker == bank.Interviewer {
		g.setFormat(&q, topic)
	} else {
		q.AskedOf = some(g, g.askedOf(), 1+g.rng.IntN(len(g.v.AskedOf)))
	}
	for _, care := range some(g, g.v.Cares, 1+g.rng.IntN(2)) {
		q.Cares = append(q.Cares, care.ID)
		for _, aspect := range some(g, care.Aspects, g.rng.IntN(3)) {
			q.Aspects = append(q.Aspects, aspect.ID)
		}
	}
	if g.chance(60) {
		q.Roles = some(g, g.roles(), 1+g.rng.IntN(3))
	}
	if g.chance(30) {
		from := g.rng.IntN(len(g.v.Seniorities))
		to := from + g.rng.IntN(len(g.v.Seniorities)-from)
		q.Seniority = bank.SeniorityRange{From: g.v.Seniorities[from].ID, To: g.v.Seniorities[to].ID}
	}
	if asker == bank.Candidate && g.chance(3) {
		q.Discloses = []string{one(g, g.v.Discloses).ID}
	}
	return q
}

// setTexts sets the texts of a question. They differ in so many syllables that no two questions are accidental near duplicates.
func (g *generator) setTexts(q *bank.Question, i int) {
	names := rand.New(rand.NewPCG(uint64(i), 7)) //nolint:gosec // not for secrets
	about := fmt.Sprintf("when %s met %s at %s, and what did %s do", name(names), name(names), name(names), name(names))
	q.Text = "What happened " + about + "?"
	q.Softer = "May I ask what happened " + about + "?"
	q.Firmer = "What exactly happened " + about + "?"
	q.HowToAsk = "Ask it evenly."
	q.Reveals = "How this went."
	q.ListenFor, q.WatchFor = []string{"A case", "A date"}, []string{"No case", "No date"}
	q.FollowUps, q.CheckFirst = []string{"When was that?", "Who was there?"}, []string{"The advert"}
}

// name returns a meaningless name of three syllables.
func name(rng *rand.Rand) string {
	var b strings.Builder
	for range 3 {
		b.WriteByte("bdfgklmnprstvz"[rng.IntN(14)])
		b.WriteByte("aeiou"[rng.IntN(5)])
		b.WriteByte("lmnrst"[rng.IntN(6)])
	}
	return strings.ToUpper(b.String()[:1]) + b.String()[1:]
}

// setFormat sets the format and the anchored ratings of an interviewer's question, and lengthens it.
func (g *generator) setFormat(q *bank.Question, topic bank.Topic) {
	q.Minutes += 3
	switch {
	case topic.ID == "requirements":
		q.Format = bank.Requirement
	case !topic.Scored:
		q.Format = bank.Prompt
	default:
		q.Format = one(g, []bank.Format{bank.Behavioural, bank.Situational, bank.Knowledge})
		q.Anchors = &bank.Anchors{One: "No case.", Three: "A case.", Five: "A case and what came of it."}
	}
}

// rule generates a rule, with one case to which it applies and one to which it does not.
func (g *generator) rule(i int) bank.Rule {
	asker := g.asker(i)
	r := bank.Rule{
		ID: fmt.Sprintf("synthetic-%06d", i), Version: 1, Status: bank.Ready, Asker: asker, Name: fmt.Sprintf("Synthetic %06d", i),
		Because: "It is there for measuring.",
	}
	applies := bank.Meeting{Role: one(g, g.roles())}
	when := []string{g.roleCondition(applies.Role)}
	switch p := g.rng.IntN(100); {
	case p < 80:
		r.Effect = bank.Effect{Kind: bank.Boost, Points: 1 + g.rng.IntN(40)}
		if g.chance(10) {
			r.Effect.Points = -r.Effect.Points
		}
	case p < 86:
		r.Effect = bank.Effect{Kind: bank.Exclude}
	case p < 92:
		r.Effect = bank.Effect{Kind: bank.Place, Where: one(g, []string{"first", "last"})}
	case p < 96:
		r.Effect = bank.Effect{Kind: bank.Limit, Count: 1 + g.rng.IntN(2)}
	default:
		r.Effect = bank.Effect{Kind: bank.Require, Count: 1}
	}
	quota := r.Effect.Kind == bank.Limit || r.Effect.Kind == bank.Require
	if quota || g.chance(50) {
		applies.Stage = one(g, g.stages())
		when = append(when, fmt.Sprintf("profile.stage == %q", applies.Stage))
	}
	if quota || g.chance(30) {
		seniority := one(g, g.v.Seniorities)
		applies.Seniority = seniority.ID
		when = append(when, fmt.Sprintf("profile.level >= %d and profile.level <= %d", seniority.Level, min(seniority.Level+g.rng.IntN(2), g.v.MaxLevel())))
	}
	if asker == bank.Candidate && g.chance(25) {
		cares := some(g, ids(g.v.Cares, func(c bank.Care) string { return c.ID }), 1+g.rng.IntN(2))
		applies.Cares = cares[:1]
		when = append(when, caresCondition(cares))
	}
	if g.chance(20) {
		when = append(when, g.looseCondition(&applies))
	}
	r.When = strings.Join(when, " and ")
	r.Pick = g.pick(asker, r.Effect.Kind)
	r.Cases = []bank.Case{{Applies: true, Profile: applies}, {Applies: false}}
	return r
}

// caresCondition returns a condition that a profile has one of the cares.
func caresCondition(cares []string) string {
	if len(cares) == 1 {
		return fmt.Sprintf("%q in profile.cares", cares[0])
	}
	return "any(profile.cares, # in [" + quoted(cares) + "])"
}

// looseCondition returns a condition that most meetings satisfy. It sets the stage of applies, if empty, so that applies does.
func (g *generator) looseCondition(applies *bank.Meeting) string {
	if applies.Stage == "" {
		applies.Stage = one(g, g.stages())
	}
	if g.chance(50) {
		return fmt.Sprintf("(profile.stage == %q or profile.level >= %d)", applies.Stage, 1+g.rng.IntN(g.v.MaxLevel()))
	}
	others := slices.DeleteFunc(some(g, g.stages(), 2), func(s string) bool { return s == applies.Stage })
	return "profile.stage not in [" + quoted(others) + "]"
}

// roleCondition returns a condition that the role is the given one, or one of a few including it.
func (g *generator) roleCondition(role string) string {
	if g.chance(50) {
		return fmt.Sprintf("profile.role == %q", role)
	}
	all := append(some(g, g.roles(), g.rng.IntN(4)), role)
	return "profile.role in [" + quoted(all) + "]"
}

// quoted returns the sorted, distinct texts in quotation marks, separated by commas. It sorts list.
func quoted(list []string) string {
	if len(list) == 0 {
		return ""
	}
	slices.Sort(list)
	return `"` + strings.Join(slices.Compact(list), `", "`) + `"`
}

// pick returns a condition on the question. Exclusions pick few questions.
func (g *generator) pick(asker bank.Asker, effect bank.EffectKind) string {
	topic := fmt.Sprintf("question.topic == %q", one(g, g.topics(asker, false)).ID)
	care := one(g, g.v.Cares)
	aspect := fmt.Sprintf("%q in question.aspects", one(g, care.Aspects).ID)
	if effect == bank.Exclude {
		return topic + " and " + aspect
	}
	switch g.rng.IntN(8) {
	case 0, 1:
		return topic
	case 2:
		return aspect
	case 3:
		return fmt.Sprintf("%q in question.cares", care.ID)
	case 4:
		return fmt.Sprintf("%s and question.depth <= %d", topic, 1+g.rng.IntN(2))
	case 5:
		return "profile.role in question.roles and " + topic
	case 6:
		return fmt.Sprintf("question.minutes <= %d and (%s or %s)", 2+g.rng.IntN(3), topic, aspect)
	}
	if asker == bank.Candidate {
		return "any(question.cares, # in profile.cares) and " + topic
	}
	return fmt.Sprintf("question.format == %q and %s", one(g, []string{"behavioural", "situational", "knowledge"}), topic)
}
