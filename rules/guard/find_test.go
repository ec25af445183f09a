package guard_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"twoway/bank"
	"twoway/internal/testbank"
	"twoway/rules"
)

// vocabulary is as small as it can be with two of everything that rules tell apart.
func vocabulary() bank.Vocabulary {
	return bank.Vocabulary{
		Seniorities: []bank.Seniority{{Term: testbank.Term("mid"), Level: 3}, {Term: testbank.Term("senior"), Level: 4}},
		Stages:      []bank.Stage{{Term: testbank.Term("panel")}, {Term: testbank.Term("offer")}},
		AskedOf:     []bank.Term{testbank.Term("peer")},
		Cares: []bank.Care{
			{Term: testbank.Term("balance"), Aspects: []bank.Term{testbank.Term("on_call")}},
			{Term: testbank.Term("pay")},
			{Term: testbank.Term("growth")},
		},
		Topics: []bank.Topic{{Term: testbank.Term("workload"), Asker: bank.Candidate}, {Term: testbank.Term("money"), Asker: bank.Candidate}},
		Roles: []bank.Role{
			{Term: testbank.Term("nursing"), Work: bank.WorkCare, Lexicon: []string{"handover"}, Occupations: []bank.Occupation{{ID: "midwife"}}},
			{Term: testbank.Term("sales"), Work: bank.WorkDesk},
		},
	}
}

// draw draws one of a list.
func draw[T any](t *rapid.T, list ...T) T { return rapid.SampledFrom(list).Draw(t, "one") }

// someOf draws a part of a list, often an empty one.
func someOf(t *rapid.T, list ...string) []string {
	if draw(t, true, true, false) {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(list), func(string) bool { return draw(t, true, false) })
}

func drawQuestion(t *rapid.T, n int) bank.Question {
	q := testbank.Question(fmt.Sprintf("q%d", n), draw(t, "workload", "money"), fmt.Sprintf("Question %d?", n))
	q.Minutes, q.Depth = draw(t, 1, 1, 2, 3, 5), draw(t, 1, 2, 3)
	q.Cares, q.Aspects = someOf(t, "balance", "pay", "growth"), someOf(t, "on_call")
	q.Roles, q.Stages, q.AskedOf = someOf(t, "nursing", "sales"), someOf(t, "panel", "offer"), someOf(t, "peer")
	if slices.Contains(q.Roles, "nursing") {
		q.Occupations = someOf(t, "nursing", "midwife")
	}
	q.Seniority.From = draw(t, "", "", "", "mid")
	return q
}

// drawAtom draws a condition on the profile, or for a pick also on the question or on both.
func drawAtom(t *rapid.T, pick bool) string {
	atoms := []string{
		`profile.role == "nursing"`, `profile.role not in ["sales"]`, `profile.work == "care"`, `profile.stage == "panel"`, `profile.stage == ""`,
		`profile.asked_of == "peer"`, `profile.asked_of in ["peer"]`, `profile.seniority != "senior"`, `profile.level >= 3`, `profile.level == 0`,
		`profile.minutes <= 2`, `profile.minutes > 4`, `profile.minutes - 1 > 2`, `profile.minutes + profile.level > 5`,
		`"pay" in profile.cares`, `"pay" not in profile.cares`, `"on_call" in profile.aspects`, `"handover" in profile.terms`,
		`len(profile.cares) >= 2`, `len(profile.terms) == 0`, `count(profile.cares, # in ["pay", "growth"]) == 1`, `all(profile.cares, # != "growth")`,
		`one(profile.aspects, # == "on_call")`, `any(profile.cares, # startsWith "g")`, `(profile.level > 3) == ("pay" in profile.cares)`, `true`, `(len(profile.cares) > 1) != (profile.stage == "panel")`,
		`len(profile.cares) + profile.level > 4`, `len(profile.cares) > len(profile.terms)`,
	}
	if pick {
		atoms = append(atoms,
			`question.topic == "money"`, `question.depth < 3`, `question.minutes > 1`, `"pay" in question.cares`, `len(question.roles) == 0`, `question.id == "q0"`,
			`profile.role in question.roles`, `profile.stage not in question.stages`, `question.minutes + 2 <= profile.minutes`, `question.from_level == profile.level`,
			`any(profile.cares, # in question.cares)`, `none(profile.aspects, # in question.aspects)`, `count(profile.cares, # in question.cares) >= 2`,
			`all(profile.cares, # in question.cares)`, `(len(profile.cares) > 1) == (question.depth > 1)`, `any(question.cares, # not in profile.cares)`,
		)
	}
	return draw(t, atoms...)
}

func drawCondition(t *rapid.T, pick bool, depth int) string {
	if depth == 0 {
		return drawAtom(t, pick)
	}
	a, b := drawCondition(t, pick, depth-1), drawCondition(t, pick, depth-1)
	return draw(t, a, "("+a+") and ("+b+")", "("+a+") or ("+b+")", "not ("+a+")")
}

func drawRule(t *rapid.T, n int) bank.Rule {
	return bank.Rule{
		ID: fmt.Sprintf("r%d", n), Status: bank.Ready, Asker: bank.Candidate, When: drawCondition(t, false, draw(t, 0, 1, 2)), Pick: drawCondition(t, true, draw(t, 0, 1, 2)),
		Effect: bank.Effect{Kind: bank.Exclude},
	}
}

// everyMeeting yields each profile that the vocabulary allows; of the lengths, one on each side of every number that a rule or a
// question has.
func everyMeeting(yield func(bank.Profile) bool) {
	cares := [][]bank.Chosen{nil}
	for _, one := range []bank.Chosen{
		{Care: "balance"}, {Care: "balance", Aspect: "on_call"}, {Care: "pay"}, {Care: "growth"}, {Term: "handover"},
	} {
		for _, list := range slices.Clone(cares) {
			cares = append(cares, append(slices.Clone(list), one))
		}
	}
	levels := map[string]int{"": 0, "mid": 3, "senior": 4}
	for _, part := range [][2]string{{"", ""}, {"nursing", ""}, {"nursing", "midwife"}, {"sales", ""}} {
		for _, seniority := range []string{"", "mid", "senior"} {
			for _, stage := range []string{"", "panel", "offer"} {
				for _, askedOf := range []string{"", "peer"} {
					for minutes := 1; minutes <= 7; minutes++ {
						for _, list := range cares {
							if part[0] != "nursing" && slices.Contains(list, bank.Chosen{Term: "handover"}) {
								continue
							}
							p := bank.Profile{
								Asker: bank.Candidate, Role: part[0], Occupation: part[1], Seniority: seniority, Level: levels[seniority], Stage: stage, AskedOf: askedOf,
								Minutes: minutes, Cares: list, Count: 8, Locale: "en",
							}
							if !yield(p) {
								return
							}
						}
					}
				}
			}
		}
	}
}

func engineOf(t *rapid.T, questions []bank.Question, list []bank.Rule) *rules.Engine {
	c := bank.Content{Vocabulary: vocabulary(), Weights: testbank.Small().Weights, Questions: questions, Rules: list}
	c.Normalise()
	e, err := rules.New(bank.ReleaseID{}, &c)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return e
}

// fitting returns how many questions a meeting has that it has time for.
func fitting(e *rules.Engine, p bank.Profile) int { return e.Fitting(p) }

// isLost says of one meeting what the guard proves about all.
func isLost(before, after, bare *rules.Engine, p bank.Profile) bool {
	if fitting(after, p) > 0 || fitting(before, p) == 0 {
		return false
	}
	return fitting(bare, p) > 0 || after.Eligible(p) == 0
}

// TestFindAgreesWithTryingEveryMeeting: the guard finds something if and only if trying every meeting does, and each meeting that it
// names has no set any more, because of the rules that it names and of none of them alone less.
func TestFindAgreesWithTryingEveryMeeting(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var questions []bank.Question
		for n := range draw(t, 2, 3, 4, 5) {
			questions = append(questions, drawQuestion(t, n))
		}
		var list []bank.Rule
		for n := range draw(t, 1, 2, 3, 4) {
			list = append(list, drawRule(t, n))
		}
		kept, old := questions, list[:draw(t, 0, 0, len(list)-1)]
		if draw(t, true, false, false) {
			kept = questions[:len(questions)-1] // rules name the first
		}
		before, after, bare := engineOf(t, questions, old), engineOf(t, kept, list), engineOf(t, kept, nil)
		var lost *bank.Profile
		for p := range everyMeeting {
			if isLost(before, after, bare, p) {
				lost = &p
				break
			}
		}
		found := after.Lost(before, nil)
		switch {
		case found.Unproven:
			t.Fatalf("gave up after %d boxes", found.Boxes)
		case lost == nil && len(found.Lost) > 0:
			t.Fatalf("found %+v, but there is none: %+v", found.Lost, list)
		case lost != nil && len(found.Lost) == 0:
			t.Fatalf("missed %+v: %+v", *lost, list)
		}
		for _, l := range found.Lost {
			checkLost(t, releases{before, after, bare}, l, func(ids []string) *rules.Engine {
				return engineOf(t, kept, slices.DeleteFunc(slices.Clone(list), func(r bank.Rule) bool { return !slices.Contains(ids, r.ID) }))
			})
		}
	})
}

// releases are a release, the next one, and that without its rules.
type releases struct{ before, after, bare *rules.Engine }

// checkLost checks that a meeting that the guard names is lost, and that it names the right rules.
func checkLost(t *rapid.T, of releases, l rules.Lost, only func(ids []string) *rules.Engine) {
	p := profileOf(l.Example)
	if !isLost(of.before, of.after, of.bare, p) || len(of.after.Select(p).Items) > 0 {
		t.Fatalf("named %+v, which is not lost", p)
	}
	if l.Before != fitting(of.before, p) {
		t.Fatalf("%+v had %d questions, not %d", p, fitting(of.before, p), l.Before)
	}
	isGone := func(ids []string) bool {
		e := only(ids)
		return fitting(e, p) == 0 && (fitting(of.bare, p) > 0 || e.Eligible(p) == 0)
	}
	if !isGone(l.Rules) {
		t.Fatalf("the rules %v alone leave something in %+v", l.Rules, p)
	}
	for i := range l.Rules {
		if isGone(slices.Delete(slices.Clone(l.Rules), i, i+1)) {
			t.Fatalf("without %s too, nothing is left in %+v", l.Rules[i], p)
		}
	}
}

// profileOf returns the profile of a meeting.
func profileOf(m rules.GuardedMeeting) bank.Profile {
	v := vocabulary()
	p := bank.Profile{
		Asker: m.Asker, Role: m.Role, Occupation: m.Occupation, Seniority: m.Seniority, Level: v.Level(m.Seniority), Stage: m.Stage, AskedOf: m.AskedOf,
		Minutes: m.Minutes, Count: 8, Locale: "en",
	}
	for _, c := range m.Cares {
		if !slices.ContainsFunc(m.Aspects, func(a string) bool { return v.CareOf(a) == c }) {
			p.Cares = append(p.Cares, bank.Chosen{Care: c})
		}
	}
	for _, a := range m.Aspects {
		p.Cares = append(p.Cares, bank.Chosen{Care: v.CareOf(a), Aspect: a})
	}
	for _, term := range m.Terms {
		p.Cares = append(p.Cares, bank.Chosen{Term: term})
	}
	return p
}
