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

// generator writes random rule text and draws random meetings and questions. It uses few values, so that conditions are
// often true.
type generator struct {
	rng    *rand.Rand
	values map[string][]string
}

func newGenerator(rngSeed uint64) *generator {
	return &generator{rand.New(rand.NewPCG(rngSeed, 7)), map[string][]string{
		"role": {"nursing", "kitchen", "sales"}, "seniority": {"intern", "apprentice", "entry", "senior", "director"}, "stage": {"panel", "offer"},
		"asked_of": {"peer", "recruiter"}, "cares": {"pay", "safety", "culture"}, "aspects": {"base_pay", "staffing", "pace", "bonus"},
		"topic": {"safety", "team", "growth"}, "work": {"care", "shift", "desk"}, "about": {"staffing", "pay", "term:triage"}, "format": {"behavioural", "prompt"}, "discloses": {"family", "health"},
		"id": {"busiest-month", "last-short-shift"}, "pairs_with": {"busiest-month", "last-short-shift"}, "terms": {"error budget", "triage", "handover"},
	}}
}

func (g *generator) one(list ...string) string { return list[g.rng.IntN(len(list))] }

func (g *generator) value(field string) string {
	if field == "roles" || field == "stages" {
		field = strings.TrimSuffix(field, "s")
	}
	return `"` + g.one(g.values[field]...) + `"`
}

func (g *generator) list(field string) string {
	var list []string
	for range 1 + g.rng.IntN(3) {
		list = append(list, g.value(field))
	}
	return "[" + strings.Join(list, ", ") + "]"
}

// condition returns a random text that is nested up to depth levels and may look at what part allows.
func (g *generator) condition(depth int, part lang.Part) string {
	if depth == 0 || g.rng.IntN(4) == 0 {
		return g.atom(part)
	}
	a, b := g.condition(depth-1, part), g.condition(depth-1, part)
	switch g.rng.IntN(5) {
	case 0, 1:
		return "(" + a + " and " + b + ")"
	case 2, 3:
		return "(" + a + " or " + b + ")"
	}
	return "not (" + a + ")"
}

func (g *generator) atom(part lang.Part) string {
	if part == lang.When || g.rng.IntN(5) == 0 {
		return g.ofProfile()
	}
	if g.rng.IntN(3) == 0 {
		return g.mixed()
	}
	return g.ofQuestion()
}

func (g *generator) ofProfile() string {
	text := g.one("role", "seniority", "stage", "asked_of", "work")
	list := g.one("cares", "aspects", "terms")
	n := fmt.Sprint(g.rng.IntN(9))
	return g.one(
		"profile."+text+" "+g.one("==", "!=")+" "+g.value(text), "profile."+text+g.one(" in ", " not in ")+g.list(text),
		"profile.level "+g.one("<", "<=", ">", ">=", "==", "!=")+" "+n, n+" "+g.one("<", ">=")+" profile.level",
		"profile.minutes "+g.one("<", ">=", "==")+" "+fmt.Sprint(10*g.rng.IntN(6)), "profile."+text+` == ""`,
		g.value(list)+g.one(" in ", " not in ")+"profile."+list, g.one("any", "none", "all", "one")+"(profile."+list+", # in "+g.list(list)+")",
		"len(profile."+list+") "+g.one("==", ">", "<=")+" "+fmt.Sprint(g.rng.IntN(3)), g.one("true", "false"),
		"count(profile."+list+", # in "+g.list(list)+") >= 2", "profile.level + 2 > 5",
		"profile.level "+g.one("in", "not in")+" [2, 3, 4]", "profile.level in [1, 3]",
	)
}

func (g *generator) ofQuestion() string {
	text := g.one("topic", "format", "id", "about")
	list := g.one("cares", "aspects", "roles", "stages", "asked_of", "discloses", "pairs_with")
	n := fmt.Sprint(1 + g.rng.IntN(7))
	number := g.one("minutes", "depth", "from_level", "to_level")
	return g.one(
		"question."+text+" "+g.one("==", "!=")+" "+g.value(text), "question."+text+g.one(" in ", " not in ")+g.list(text),
		"question."+number+" "+g.one("<", "<=", ">", ">=", "==", "!=")+" "+n, g.value(list)+g.one(" in ", " not in ")+"question."+list,
		"len(question."+list+") "+g.one("==", ">", "<", "!=")+" "+fmt.Sprint(g.rng.IntN(3)),
		g.one("any", "none", "all", "one")+"(question."+list+", # in "+g.list(list)+")", `question.id contains "s"`,
		"question.from_level < question.to_level", "question.from_level == question.to_level", "question.depth in [2, 3]", "count(question."+list+", # == "+g.value(list)+") == 1",
	)
}

func (g *generator) mixed() string {
	return g.one(
		"profile.role in question.roles", "profile.stage not in question.stages", "profile.asked_of in question.asked_of",
		"any(profile.cares, # in question.cares)", "none(profile.aspects, # in question.aspects)", "any(question.cares, # in profile.cares)",
		"question.minutes <= profile.minutes", "question.from_level <= profile.level", "all(profile.cares, # in question.cares)",
		"question.minutes * 1 == profile.level", "count(question.aspects, # in profile.aspects) > 1",
		"question.from_level == profile.level", "profile.level != question.to_level", "profile.minutes == question.minutes",
	)
}

func (g *generator) some(field string, most int) []string {
	list := []string{}
	for _, v := range g.values[field] {
		if len(list) < most && g.rng.IntN(2) == 0 {
			list = append(list, v)
		}
	}
	return list
}

func (g *generator) meeting() lang.Profile {
	m := bank.Meeting{
		Role: g.one(append(g.values["role"], "", "law")...), Seniority: g.one(append(g.values["seniority"], "", "mid")...),
		Stage: g.one(append(g.values["stage"], "", "skills")...), AskedOf: g.one(append(g.values["asked_of"], "")...),
		Minutes: g.rng.IntN(70), Cares: g.some("cares", 3), Aspects: g.some("aspects", 3), Terms: g.some("terms", 2),
	}
	return lang.ProfileOf(&shipped().Vocabulary, m)
}

func (g *generator) question() lang.Question {
	from := 1 + g.rng.IntN(7)
	return lang.Question{
		ID: g.one(append(g.values["id"], "other")...), Topic: g.one(append(g.values["topic"], "manager")...), Format: g.one(append(g.values["format"], "")...),
		Cares: g.some("cares", 2), Aspects: g.some("aspects", 3), Roles: g.some("role", 2), Stages: g.some("stage", 2),
		AskedOf: g.some("asked_of", 2), About: g.one(append(g.values["about"], "")...), Discloses: g.some("discloses", 1), PairsWith: g.some("pairs_with", 1),
		Minutes: 1 + g.rng.IntN(8), Depth: 1 + g.rng.IntN(3), FromLevel: from, ToLevel: from + g.rng.IntN(9-from),
	}
}

// programs compiles n random texts that the language admits.
func (g *generator) programs(n int, part lang.Part) []*lang.Program {
	language := lang.New(&shipped().Vocabulary, g.values["id"])
	var list []*lang.Program
	for len(list) < n {
		text := g.condition(g.rng.IntN(4), part)
		if p, faults := language.Compile(text, lang.Scope{Asker: bank.Candidate, Part: part}); len(faults) == 0 {
			list = append(list, p)
		}
	}
	return list
}

func never(int) bool { panic("a condition failed") }

// TestMeetingsAgreeWithVM compares the rules that the index finds with the rules whose compiled text is true.
func TestMeetingsAgreeWithVM(t *testing.T) {
	const rules, meetings = 1500, 400
	g := newGenerator(1)
	programs := g.programs(rules, lang.When)
	var whens []*lang.Condition
	for _, p := range programs {
		whens = append(whens, &p.Condition)
	}
	m := index.NewMeetings(&shipped().Vocabulary, whens)
	scratch := m.NewScratch()
	pairs := 0
	for range meetings {
		profile := g.meeting()
		applying := m.Applying(&profile, scratch, never)
		for i, p := range programs {
			want, err := p.Holds(lang.Env{Profile: profile})
			if err != nil {
				t.Fatal(err)
			}
			if got := applying.Has(i); got != want {
				t.Fatalf("%s\non %+v: got %t from the index, want %t", p.Canonical, profile, got, want)
			}
			pairs++
		}
	}
	if pairs < 500_000 {
		t.Errorf("compared only %d pairs", pairs)
	}
}

// TestPicksAgreeWithVM compares the questions that the index finds with the questions for which the compiled text is true.
func TestPicksAgreeWithVM(t *testing.T) {
	const picks, meetings, questions = 400, 15, 100
	g := newGenerator(2)
	var list []lang.Question
	for range questions {
		list = append(list, g.question())
	}
	indexed := index.NewQuestions(list)
	pool := indexed.NewPool()
	pairs := 0
	for _, p := range g.programs(picks, lang.Pick) {
		pick := indexed.Compile(&p.Condition)
		for range meetings {
			profile := g.meeting()
			pick.Apply(&profile, indexed.All(), false, pool, func(got bitset.Set) {
				for i := range list {
					want, err := p.Holds(lang.Env{Profile: profile, Question: list[i]})
					if err != nil {
						t.Fatal(err)
					}
					if got.Has(i) != want {
						t.Fatalf("%s\non %+v\nand %+v: got %t from the index, want %t", p.Canonical, profile, list[i], got.Has(i), want)
					}
					pairs++
				}
			})
		}
	}
	if pairs < 500_000 {
		t.Errorf("compared only %d pairs", pairs)
	}
}

// TestMatchesAgreesWithVM compares Matches with the compiled text.
func TestMatchesAgreesWithVM(t *testing.T) {
	g := newGenerator(3)
	for _, p := range g.programs(3000, lang.Pick) {
		for range 20 {
			env := lang.Env{Profile: g.meeting(), Question: g.question()}
			want, err := p.Holds(env)
			if err != nil {
				t.Fatal(err)
			}
			if got, ok := p.Condition.Matches(&env); got != want || !ok {
				t.Fatalf("%s\non %+v: got %t, %t from Matches, want %t", p.Canonical, env, got, ok, want)
			}
		}
	}
}

// TestApplyingAllocatesNothing uses only rules that need no evaluation.
func TestApplyingAllocatesNothing(t *testing.T) {
	g := newGenerator(4)
	var whens []*lang.Condition
	for _, p := range g.programs(500, lang.When) {
		if !hasOpaque(&p.Condition) {
			whens = append(whens, &p.Condition)
		}
	}
	m := index.NewMeetings(&shipped().Vocabulary, whens)
	scratch, profile := m.NewScratch(), g.meeting()
	if n := testing.AllocsPerRun(100, func() { m.Applying(&profile, scratch, never) }); n > 0 {
		t.Errorf("got %v allocations, want none", n)
	}
}

// hasOpaque reports whether the index has to evaluate a part of the condition.
func hasOpaque(c *lang.Condition) bool {
	return c.Form >= lang.Length || slices.ContainsFunc(c.Parts, func(p lang.Condition) bool { return hasOpaque(&p) })
}

// TestNumbersOfDrafts: questions that are not valid yet may have any number.
func TestNumbersOfDrafts(t *testing.T) {
	t.Parallel()
	q := index.NewQuestions([]lang.Question{{Minutes: -1_000_000}, {Minutes: 1_000_000}, {Minutes: 5}})
	if got := q.InRange("minutes", 1, 10); got.Count() != 1 || !got.Has(2) {
		t.Errorf("of minutes from 1 to 10 there are %d", got.Count())
	}
}
