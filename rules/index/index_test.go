package index_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"twoway/bank"
	"twoway/exchange"
	"twoway/internal/bitset"
	"twoway/rules/index"
	"twoway/rules/lang"
	"twoway/seed"
)

var shipped = sync.OnceValue(func() *bank.Content {
	content, err := exchange.Load(seed.Shipped())
	if err != nil {
		panic(err)
	}
	return &content
})

// writer writes random rule text and draws random meetings and questions, over few values, so that they often meet.
type generator struct {
	rng    *rand.Rand
	values map[string][]string
}

func newGenerator(s uint64) *generator {
	return &generator{rand.New(rand.NewPCG(s, 7)), map[string][]string{
		"role": {"nursing", "kitchen", "sales"}, "seniority": {"entry", "senior", "director"}, "stage": {"panel", "offer"},
		"asked_of": {"peer", "recruiter"}, "cares": {"pay", "safety", "culture"}, "aspects": {"base_pay", "staffing", "pace", "bonus"},
		"topic": {"safety", "team", "growth"}, "format": {"behavioural", "prompt"}, "discloses": {"family", "health"},
		"id": {"busiest-month", "last-short-shift"}, "pairs_with": {"busiest-month", "last-short-shift"},
	}}
}

func (w *generator) one(list ...string) string { return list[w.rng.IntN(len(list))] }

func (w *generator) value(field string) string {
	if field == "roles" || field == "stages" {
		field = strings.TrimSuffix(field, "s")
	}
	return `"` + w.one(w.values[field]...) + `"`
}

func (w *generator) list(field string) string {
	var list []string
	for range 1 + w.rng.IntN(3) {
		list = append(list, w.value(field))
	}
	return "[" + strings.Join(list, ", ") + "]"
}

// condition is a text of some depth; part says what it may look at.
func (w *generator) condition(depth int, part lang.Part) string {
	if depth == 0 || w.rng.IntN(4) == 0 {
		return w.atom(part)
	}
	a, b := w.condition(depth-1, part), w.condition(depth-1, part)
	switch w.rng.IntN(5) {
	case 0, 1:
		return "(" + a + " and " + b + ")"
	case 2, 3:
		return "(" + a + " or " + b + ")"
	}
	return "not (" + a + ")"
}

func (w *generator) atom(part lang.Part) string {
	if part == lang.When || w.rng.IntN(5) == 0 {
		return w.ofProfile()
	}
	if w.rng.IntN(3) == 0 {
		return w.mixed()
	}
	return w.ofQuestion()
}

func (w *generator) ofProfile() string {
	text := w.one("role", "seniority", "stage", "asked_of")
	list := w.one("cares", "aspects")
	n := fmt.Sprint(w.rng.IntN(9))
	return w.one(
		"profile."+text+" "+w.one("==", "!=")+" "+w.value(text), "profile."+text+w.one(" in ", " not in ")+w.list(text),
		"profile.level "+w.one("<", "<=", ">", ">=", "==", "!=")+" "+n, n+" "+w.one("<", ">=")+" profile.level",
		"profile.minutes "+w.one("<", ">=", "==")+" "+fmt.Sprint(10*w.rng.IntN(6)), "profile."+text+` == ""`,
		w.value(list)+w.one(" in ", " not in ")+"profile."+list, w.one("any", "none", "all", "one")+"(profile."+list+", # in "+w.list(list)+")",
		"len(profile."+list+") "+w.one("==", ">", "<=")+" "+fmt.Sprint(w.rng.IntN(3)), w.one("true", "false"),
		"count(profile."+list+", # in "+w.list(list)+") >= 2", "profile.level + 2 > 5",
	)
}

func (w *generator) ofQuestion() string {
	text := w.one("topic", "format", "id")
	list := w.one("cares", "aspects", "roles", "stages", "asked_of", "discloses", "pairs_with")
	n := fmt.Sprint(1 + w.rng.IntN(7))
	number := w.one("minutes", "depth", "from_level", "to_level")
	return w.one(
		"question."+text+" "+w.one("==", "!=")+" "+w.value(text), "question."+text+w.one(" in ", " not in ")+w.list(text),
		"question."+number+" "+w.one("<", "<=", ">", ">=", "==", "!=")+" "+n, w.value(list)+w.one(" in ", " not in ")+"question."+list,
		"len(question."+list+") "+w.one("==", ">", "<", "!=")+" "+fmt.Sprint(w.rng.IntN(3)),
		w.one("any", "none", "all", "one")+"(question."+list+", # in "+w.list(list)+")", `question.id contains "s"`,
		"question.from_level < question.to_level", "count(question."+list+", # == "+w.value(list)+") == 1",
	)
}

func (w *generator) mixed() string {
	return w.one(
		"profile.role in question.roles", "profile.stage not in question.stages", "profile.asked_of in question.asked_of",
		"any(profile.cares, # in question.cares)", "none(profile.aspects, # in question.aspects)", "any(question.cares, # in profile.cares)",
		"question.minutes <= profile.minutes", "question.from_level <= profile.level", "all(profile.cares, # in question.cares)",
		"question.minutes * 1 == profile.level", "count(question.aspects, # in profile.aspects) > 1",
	)
}

func (w *generator) some(field string, most int) []string {
	list := []string{}
	for _, v := range w.values[field] {
		if len(list) < most && w.rng.IntN(2) == 0 {
			list = append(list, v)
		}
	}
	return list
}

func (w *generator) meeting() lang.Profile {
	m := bank.Meeting{
		Role: w.one(append(w.values["role"], "", "law")...), Seniority: w.one(append(w.values["seniority"], "", "mid")...),
		Stage: w.one(append(w.values["stage"], "", "skills")...), AskedOf: w.one(append(w.values["asked_of"], "")...),
		Minutes: w.rng.IntN(70), Cares: w.some("cares", 3), Aspects: w.some("aspects", 3),
	}
	return lang.ProfileOf(&shipped().Vocabulary, m)
}

func (w *generator) question() lang.Question {
	from := 1 + w.rng.IntN(7)
	return lang.Question{
		ID: w.one(append(w.values["id"], "other")...), Topic: w.one(append(w.values["topic"], "manager")...), Format: w.one(append(w.values["format"], "")...),
		Cares: w.some("cares", 2), Aspects: w.some("aspects", 3), Roles: w.some("role", 2), Stages: w.some("stage", 2),
		AskedOf: w.some("asked_of", 2), Discloses: w.some("discloses", 1), PairsWith: w.some("pairs_with", 1),
		Minutes: 1 + w.rng.IntN(8), Depth: 1 + w.rng.IntN(3), FromLevel: from, ToLevel: from + w.rng.IntN(9-from),
	}
}

// programs are n random texts that the language admits.
func (w *generator) programs(n int, part lang.Part) []*lang.Program {
	language := lang.New(&shipped().Vocabulary, w.values["id"])
	var list []*lang.Program
	for len(list) < n {
		text := w.condition(w.rng.IntN(4), part)
		if p, faults := language.Compile(text, lang.Scope{Asker: bank.Candidate, Part: part}); len(faults) == 0 {
			list = append(list, p)
		}
	}
	return list
}

func never(int) bool { panic("a condition failed") }

// TestMeetingsAgreeWithTheMachine compares the rules that the index finds with those whose text holds.
func TestMeetingsAgreeWithTheMachine(t *testing.T) {
	const rules, meetings = 1500, 400
	w := newGenerator(1)
	programs := w.programs(rules, lang.When)
	var whens []*lang.Condition
	for _, p := range programs {
		whens = append(whens, &p.Condition)
	}
	m := index.NewMeetings(&shipped().Vocabulary, whens)
	scratch := m.NewScratch()
	pairs := 0
	for range meetings {
		profile := w.meeting()
		applying := m.Applying(&profile, scratch, never)
		for i, p := range programs {
			want, err := p.Holds(lang.Env{Profile: profile})
			if err != nil {
				t.Fatal(err)
			}
			if got := applying.Has(i); got != want {
				t.Fatalf("%s\non %+v: the index says %t, the machine %t", p.Canonical, profile, got, want)
			}
			pairs++
		}
	}
	if pairs < 500_000 {
		t.Errorf("%d pairs", pairs)
	}
}

// TestPicksAgreeWithTheMachine compares the questions that the index finds with those for which the text holds.
func TestPicksAgreeWithTheMachine(t *testing.T) {
	const picks, meetings, questions = 400, 15, 100
	w := newGenerator(2)
	var list []lang.Question
	for range questions {
		list = append(list, w.question())
	}
	indexed := index.NewQuestions(list)
	room := indexed.NewPool()
	pairs := 0
	for _, p := range w.programs(picks, lang.Pick) {
		pick := indexed.Compile(&p.Condition)
		for range meetings {
			profile := w.meeting()
			pick.Apply(&profile, indexed.All(), false, room, func(got bitset.Set) {
				for i := range list {
					want, err := p.Holds(lang.Env{Profile: profile, Question: list[i]})
					if err != nil {
						t.Fatal(err)
					}
					if got.Has(i) != want {
						t.Fatalf("%s\non %+v\nand %+v: the index says %t, the machine %t", p.Canonical, profile, list[i], got.Has(i), want)
					}
					pairs++
				}
			})
		}
	}
	if pairs < 500_000 {
		t.Errorf("%d pairs", pairs)
	}
}

// TestMatchesAgreesWithTheMachine compares the tree of a condition with its text.
func TestMatchesAgreesWithTheMachine(t *testing.T) {
	w := newGenerator(3)
	for _, p := range w.programs(3000, lang.Pick) {
		for range 20 {
			env := lang.Env{Profile: w.meeting(), Question: w.question()}
			want, err := p.Holds(env)
			if err != nil {
				t.Fatal(err)
			}
			if got, ok := p.Condition.Matches(&env); got != want || !ok {
				t.Fatalf("%s\non %+v: the tree says %t (%t), the machine %t", p.Canonical, env, got, ok, want)
			}
		}
	}
}

// TestApplyingAllocatesNothing looks at rules of which none has to be run.
func TestApplyingAllocatesNothing(t *testing.T) {
	w := newGenerator(4)
	var whens []*lang.Condition
	for _, p := range w.programs(500, lang.When) {
		if !hasOpaque(&p.Condition) {
			whens = append(whens, &p.Condition)
		}
	}
	m := index.NewMeetings(&shipped().Vocabulary, whens)
	scratch, profile := m.NewScratch(), w.meeting()
	if n := testing.AllocsPerRun(100, func() { m.Applying(&profile, scratch, never) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

func hasOpaque(c *lang.Condition) bool {
	return c.Form >= lang.Length || slices.ContainsFunc(c.Parts, func(p lang.Condition) bool { return hasOpaque(&p) })
}
