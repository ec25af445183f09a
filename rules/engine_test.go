package rules_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"twoway/bank"
	"twoway/exchange"
	"twoway/rules"
	"twoway/seed"
)

// shipped is the bank that comes with the program.
var shipped = sync.OnceValue(func() bank.Content {
	content, err := exchange.Load(seed.Shipped())
	if err != nil {
		panic(err)
	}
	return content
})

func engine(tb testing.TB, content bank.Content) *rules.Engine {
	tb.Helper()
	e, err := rules.New(bank.ReleaseID{Number: 1, Hash: "sha256:test"}, &content)
	if err != nil {
		tb.Fatal(err)
	}
	return e
}

// meetings are profiles of every kind, drawn with a fixed seed.
func meetings(asker bank.Asker, n int) []bank.Profile {
	content := shipped()
	v := &content.Vocabulary
	rng := rand.New(rand.NewPCG(1, 2))
	pick := func(terms []bank.Term) string {
		if i := rng.IntN(len(terms) + 1); i < len(terms) {
			return terms[i].ID
		}
		return ""
	}
	terms := v.Terms()
	var list []bank.Profile
	for range n {
		p := bank.Profile{
			Asker: asker, Role: pick(terms["role"]), Seniority: pick(terms["seniority"]), Stage: pick(terms["stage"]),
			AskedOf: pick(terms["asked_of"]), Minutes: 1 + rng.IntN(60), Count: 1 + rng.IntN(bank.MaxCount),
			Seed: rng.Int64N(3), Locale: "en", Cares: someCares(rng, v), Exclude: []string{},
		}
		p.Level = v.Level(p.Seniority)
		list = append(list, p)
	}
	return list
}

func someCares(rng *rand.Rand, v *bank.Vocabulary) []bank.Chosen {
	var cares []bank.Chosen
	for range rng.IntN(4) {
		care := v.Cares[rng.IntN(len(v.Cares))]
		chosen := bank.Chosen{Care: care.ID}
		if i := rng.IntN(len(care.Aspects) + 1); i < len(care.Aspects) {
			chosen.Aspect = care.Aspects[i].ID
		}
		if !slices.Contains(cares, chosen) {
			cares = append(cares, chosen)
		}
	}
	return cares
}

func bothSides(n int) []bank.Profile {
	return append(meetings(bank.Candidate, n), meetings(bank.Interviewer, n)...)
}

func inJSON(t *testing.T, value any) string {
	t.Helper()
	text, err := json.MarshalIndent(value, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestSameEverywhere compares an engine with another one, made from the content in another order.
func TestSameEverywhere(t *testing.T) {
	content := shipped()
	turned := content
	turned.Questions, turned.Rules = slices.Clone(content.Questions), slices.Clone(content.Rules)
	rng := rand.New(rand.NewPCG(7, 8))
	rng.Shuffle(len(turned.Questions), func(i, j int) { turned.Questions[i], turned.Questions[j] = turned.Questions[j], turned.Questions[i] })
	rng.Shuffle(len(turned.Rules), func(i, j int) { turned.Rules[i], turned.Rules[j] = turned.Rules[j], turned.Rules[i] })
	turned.Normalise()
	one, other := engine(t, content), engine(t, turned)
	for _, p := range bothSides(300) {
		if diff := cmp.Diff(inJSON(t, one.Select(p)), inJSON(t, other.Select(p))); diff != "" {
			t.Fatalf("%+v:\n%s", p, diff)
		}
	}
}

func TestBounds(t *testing.T) {
	e := engine(t, shipped())
	for _, p := range bothSides(500) {
		set := e.Select(p)
		minutes, seen := 0, map[string]bool{}
		for _, it := range set.Items {
			minutes += it.Question.Minutes
			if q := it.Question; seen[q.ID] || q.Asker != p.Asker || !admits(q.Stages, p.Stage) || !admits(q.AskedOf, p.AskedOf) ||
				(len(q.Roles) > 0 && !slices.Contains(q.Roles, p.Role)) {
				t.Errorf("%+v: %s does not belong here", p, q.ID)
			}
			seen[it.Question.ID] = true
		}
		if minutes != set.Minutes || minutes > p.Minutes || len(set.Items) > p.Count {
			t.Errorf("%+v: %d items of %d minutes, said to be %d", p, len(set.Items), minutes, set.Minutes)
		}
	}
}

func admits(list []string, said string) bool {
	return said == "" || len(list) == 0 || slices.Contains(list, said)
}

func TestExcludedQuestionsDoNotCome(t *testing.T) {
	e := engine(t, shipped())
	for _, p := range bothSides(100) {
		first := e.Select(p)
		for _, it := range first.Items {
			p.Exclude = append(p.Exclude, it.Question.ID)
		}
		for _, it := range e.Select(p).Items {
			if slices.Contains(p.Exclude, it.Question.ID) {
				t.Errorf("%+v: %s came again", p, it.Question.ID)
			}
		}
	}
}

// meetingsOfCases are the meetings in which the rules apply by their own cases.
func meetingsOfCases(content bank.Content) []bank.Profile {
	var list []bank.Profile
	for _, r := range content.Rules {
		m := r.Cases[0].Profile
		p := bank.Profile{
			Asker: r.Asker, Role: m.Role, Seniority: m.Seniority, Level: content.Vocabulary.Level(m.Seniority), Stage: m.Stage, AskedOf: m.AskedOf,
			Minutes: m.Minutes, Count: bank.MaxCount, Locale: "en",
		}
		if p.Minutes == 0 {
			p.Minutes = 60
		}
		for _, care := range content.Vocabulary.Cares {
			if !slices.Contains(m.Cares, care.ID) {
				continue
			}
			p.Cares = append(p.Cares, bank.Chosen{Care: care.ID})
			for _, aspect := range care.Aspects {
				if slices.Contains(m.Aspects, aspect.ID) {
					p.Cares[len(p.Cares)-1].Aspect = aspect.ID
				}
			}
		}
		list = append(list, p)
	}
	return list
}

// TestRemovingARuleLowersTheScoreByItsPoints takes every rule away that a reason names, one at a time.
func TestRemovingARuleLowersTheScoreByItsPoints(t *testing.T) {
	content := shipped()
	whole := engine(t, content)
	without := map[string]*rules.Engine{}
	for _, r := range content.Rules {
		rest := content
		rest.Rules = slices.DeleteFunc(slices.Clone(content.Rules), func(o bank.Rule) bool { return o.ID == r.ID })
		without[r.ID] = engine(t, rest)
	}
	checked := map[string]bool{}
	for _, p := range append(bothSides(150), meetingsOfCases(content)...) {
		for _, it := range whole.Select(p).Items {
			for _, reason := range it.Reasons {
				if reason.Rule == "" {
					continue
				}
				checked[reason.Rule] = true
				score, _, ok := without[reason.Rule].Score(p, it.Question.ID)
				if !ok || score != it.Score-reason.Points {
					t.Fatalf("%+v: %s scores %d; without %s (%d points) it scores %d", p, it.Question.ID, it.Score, reason.Rule, reason.Points, score)
				}
			}
		}
	}
	for _, r := range content.Rules {
		takes := r.Effect.Points < 0 // and so may keep out all that it picks
		if named := r.Effect.Kind != bank.Exclude && r.Effect.Kind != bank.Limit; named != checked[r.ID] && !takes {
			t.Errorf("rule %s (%s): named in a reason: %t, want %t", r.ID, r.Effect.Kind, checked[r.ID], named)
		}
	}
}

func TestScoreIsTheSumOfTheReasons(t *testing.T) {
	e := engine(t, shipped())
	for _, p := range bothSides(300) {
		for _, it := range e.Select(p).Items {
			sum := 0
			for _, r := range it.Reasons {
				sum += r.Points
			}
			if score, _, _ := e.Score(p, it.Question.ID); sum != it.Score || score != it.Score {
				t.Errorf("%+v: %s scores %d, alone %d, its reasons %d", p, it.Question.ID, it.Score, score, sum)
			}
		}
	}
}

// TestAKitIsTheSameForEveryCandidate adds a thousand random lists of cares, what was said for them, and who asks, to
// requests for a kit.
func TestAKitIsTheSameForEveryCandidate(t *testing.T) {
	content := shipped()
	e := engine(t, content)
	rng := rand.New(rand.NewPCG(3, 4))
	openings := meetings(bank.Interviewer, 50)
	for i := range 1000 {
		p := openings[i%len(openings)]
		p.Cares, p.AskedOf = nil, ""
		anybody := e.Select(p)
		p.Cares, p.AskedOf = someCares(rng, &content.Vocabulary), []string{"", "recruiter", "peer", "executive"}[rng.IntN(4)]
		for j := range p.Cares {
			p.Cares[j].Said = strings.Repeat("x", rng.IntN(9))
		}
		somebody := e.Select(p)
		if diff := cmp.Diff(inJSON(t, anybody.Items), inJSON(t, somebody.Items)); diff != "" || anybody.KitID != somebody.KitID {
			t.Fatalf("%+v: kit %s, and %s for nobody in particular:\n%s", p, somebody.KitID, anybody.KitID, diff)
		}
	}
}

func TestEveryItemSaysWhy(t *testing.T) {
	e := engine(t, shipped())
	for _, p := range bothSides(500) {
		if p.Stage == "" {
			continue
		}
		for _, it := range e.Select(p).Items {
			if !slices.ContainsFunc(it.Reasons, func(r bank.Reason) bool { return len(r.Cares)+len(r.Aspects) > 0 || r.Stage != "" }) {
				t.Errorf("%+v: no reason of %s names a care, an aspect or the stage: %+v", p, it.Question.ID, it.Reasons)
			}
			for _, r := range it.Reasons {
				if !strings.HasSuffix(r.Because, ".") {
					t.Errorf("%s: %q is not a sentence", it.Question.ID, r.Because)
				}
			}
		}
	}
}

// rank is the part of the conversation in which a question of the shipped bank belongs, if some rules place first.
func rank(p bank.Profile, it bank.Item, first map[string]bool) int {
	q := it.Question
	switch {
	case slices.ContainsFunc(it.Reasons, func(r bank.Reason) bool { return first[r.Rule] }):
		return 0
	case len(q.Discloses) > 0:
		return 3
	case q.Topic == "deciding" || q.Topic == "offering":
		return 4
	case (q.Topic == "compensation" || q.Topic == "terms_and_benefits") && p.Stage != "offer":
		return 2
	}
	return 1
}

// firstServed is the first thing that the person cares about and a question serves.
func firstServed(p bank.Profile, q *bank.Question) int {
	for i, c := range p.Cares {
		if p.Asker == bank.Candidate && (c.Aspect != "" && slices.Contains(q.Aspects, c.Aspect) || c.Aspect == "" && slices.Contains(q.Cares, c.Care)) {
			return i
		}
	}
	return len(p.Cares)
}

func whyHere(it bank.Item) string {
	for _, r := range it.Reasons {
		if r.Kind == bank.ByOrder {
			return r.Because
		}
	}
	return ""
}

// TestOrder checks what a conversation owes to tact: it opens easily and goes deeper, terms and what discloses come late,
// rules place first and last, and three negative questions never follow each other. What moves for that says so.
func TestOrder(t *testing.T) {
	content, first := shipped(), map[string]bool{}
	for _, r := range content.Rules {
		first[r.ID] = r.Effect.Where == "first"
	}
	e := engine(t, content)
	asked := bank.Profile{
		Asker: bank.Candidate, Stage: "offer", AskedOf: "recruiter", Minutes: 20, Count: 8, Locale: "en",
		Cares: []bank.Chosen{{Care: "work_life_balance", Aspect: "parental_leave"}, {Care: "security", Aspect: "visa"}},
	}
	seen := map[string]int{}
	for _, p := range append(bothSides(800), asked) {
		items := e.Select(p).Items
		part, row, before := 0, 0, []int{}
		for _, it := range items {
			why := whyHere(it)
			r, moved := rank(p, it, first), strings.Contains(why, "three questions in a row") || strings.Contains(why, "opens the talk")
			if row++; !it.Question.Negative {
				row = 0
			}
			if row > 2 {
				t.Errorf("%+v: three negative questions in a row, with %s", p, it.Question.ID)
			}
			if r != 1 && why == "" {
				t.Errorf("%+v: %s does not say why it stands there", p, it.Question.ID)
			}
			seen[fmt.Sprint("part ", r)]++
			seen[why]++
			if moved {
				continue
			}
			place := []int{max(2, it.Question.Depth), firstServed(p, it.Question), it.Question.Depth}
			if r < part || r == 1 && slices.Compare(place, before) < 0 {
				t.Errorf("%+v: %s comes too late", p, it.Question.ID)
			}
			if part = r; r == 1 {
				before = place
			}
		}
	}
	for _, want := range []string{"part 0", "part 1", "part 2", "part 3", "part 4"} {
		if seen[want] == 0 {
			t.Errorf("never seen: %s", want)
		}
	}
	for _, want := range []string{"opens well", "opens the talk", "goes deep", "three questions in a row", "say something about you", "pay and terms"} {
		if !slices.ContainsFunc(slices.Collect(maps.Keys(seen)), func(why string) bool { return strings.Contains(why, want) }) {
			t.Errorf("never seen: %s", want)
		}
	}
}

func TestShortfall(t *testing.T) {
	content := shipped()
	e := engine(t, content)
	base := bank.Profile{Asker: bank.Candidate, Minutes: 15, Count: 8, Locale: "en", Stage: "skills"}
	base.Cares = []bank.Chosen{{Care: "ethics", Aspect: "environment"}}
	for _, q := range content.Questions {
		if slices.Contains(q.Cares, "ethics") {
			base.Exclude = append(base.Exclude, q.ID)
		}
	}
	want := []bank.Shortfall{{Kind: bank.ShortOfCare, Care: "ethics", Aspect: "environment", Wanted: 1}}
	if diff := cmp.Diff(want, e.Select(base).Shortfall); diff != "" {
		t.Errorf("a care without a question (-want +got):\n%s", diff)
	}
	base.Cares, base.Minutes = []bank.Chosen{{Care: "advancement"}}, 1
	want = []bank.Shortfall{
		{Kind: bank.ShortOfRequired, Rule: "one-on-growth", Wanted: 1}, {Kind: bank.ShortOfCare, Care: "advancement", Wanted: 1},
	}
	if diff := cmp.Diff(want, e.Select(base).Shortfall); diff != "" {
		t.Errorf("a minute is too short (-want +got):\n%s", diff)
	}
}

// TestKitIDNamesTheOpening changes one thing at a time.
func TestKitIDNamesTheOpening(t *testing.T) {
	e := engine(t, shipped())
	base := bank.Profile{Asker: bank.Interviewer, Role: "nursing", Seniority: "senior", Level: 4, Stage: "panel", Minutes: 40, Count: 8, Locale: "en"}
	seen := map[string]string{e.Select(base).KitID: "base"}
	for name, change := range map[string]func(*bank.Profile){
		"role":      func(p *bank.Profile) { p.Role = "kitchen" },
		"seniority": func(p *bank.Profile) { p.Seniority, p.Level = "lead", 5 },
		"stage":     func(p *bank.Profile) { p.Stage = "skills" },
		"minutes":   func(p *bank.Profile) { p.Minutes = 41 },
		"count":     func(p *bank.Profile) { p.Count = 7 },
		"seed":      func(p *bank.Profile) { p.Seed = 1 },
		"exclude":   func(p *bank.Profile) { p.Exclude = []string{"most-stubborn-problem-traced"} },
	} {
		p := base
		change(&p)
		id := e.Select(p).KitID
		if other, taken := seen[id]; taken || id == "" {
			t.Errorf("another %s gives the kit %q of %s", name, id, other)
		}
		seen[id] = name
	}
	if id := e.Select(bank.Profile{Asker: bank.Candidate, Minutes: 9, Count: 3, Locale: "en"}).KitID; id != "" {
		t.Errorf("a candidate's set has a kit id: %s", id)
	}
}

// TestRulesThatDoNotHold are contents that the engine refuses, with where and why.
func TestRulesThatDoNotHold(t *testing.T) {
	for name, tt := range map[string]struct {
		rule bank.Rule
		want []string
	}{
		"both texts are wrong": {
			bank.Rule{ID: "x", Status: bank.Ready, Asker: bank.Candidate, When: "profile.rol == \"nursing\"", Pick: "question.topic = \"safety\""},
			[]string{"/rules/x/when:1:1: unknown_field", "/rules/x/pick:1:16: malformed"},
		},
		"an interviewer's rule that looks at cares": {
			bank.Rule{ID: "x", Status: bank.Ready, Asker: bank.Interviewer, When: `"pay" in profile.cares`},
			[]string{"/rules/x/when:1:10: personalised_kit"},
		},
		"a case that does not hold": {
			bank.Rule{
				ID: "x", Status: bank.Ready, Asker: bank.Candidate, When: `profile.role == "nursing"`, Effect: bank.Effect{Kind: bank.Boost, Points: 1},
				Cases: []bank.Case{{Applies: true, Profile: bank.Meeting{Role: "nursing"}}, {Applies: true, Profile: bank.Meeting{Role: "kitchen"}}},
			},
			[]string{"/rules/x/cases/1:0:0: case_failed"},
		},
		"cases in other words than the vocabulary's": {
			bank.Rule{
				ID: "x", Status: bank.Ready, Asker: bank.Candidate, When: `profile.rol == "nursing"`, Effect: bank.Effect{Kind: bank.Boost, Points: 1},
				Cases: []bank.Case{{Applies: true}, {Applies: true, Profile: bank.Meeting{
					Role: "nurse", Seniority: "snior", Stage: "x", AskedOf: "hr", Cares: []string{"pay", "staffing", ""}, Aspects: []string{"pay"},
				}}},
			},
			[]string{
				"/rules/x/when:1:1: unknown_field", "/rules/x/cases/1/profile/role:0:0: unknown_value", "/rules/x/cases/1/profile/seniority:0:0: unknown_value",
				"/rules/x/cases/1/profile/stage:0:0: unknown_value", "/rules/x/cases/1/profile/asked_of:0:0: unknown_value",
				"/rules/x/cases/1/profile/cares/1:0:0: unknown_value", "/rules/x/cases/1/profile/cares/2:0:0: unknown_value",
				"/rules/x/cases/1/profile/aspects/0:0:0: unknown_value",
			},
		},
		"a case in other words is not tried": {
			bank.Rule{
				ID: "x", Status: bank.Ready, Asker: bank.Candidate, When: `profile.role == "nursing"`, Effect: bank.Effect{Kind: bank.Boost, Points: 1},
				Cases: []bank.Case{{Applies: true, Profile: bank.Meeting{Role: "nurse"}}},
			},
			[]string{"/rules/x/cases/0/profile/role:0:0: unknown_value"},
		},
		"a draft may be wrong": {bank.Rule{ID: "x", Status: bank.Draft, Asker: bank.Candidate, When: "?"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			content := shipped()
			content.Rules = []bank.Rule{tt.rule}
			_, err := rules.New(bank.ReleaseID{}, &content)
			var got []string
			if e, ok := err.(*bank.Error); ok { //nolint:errorlint // rules.New wraps nothing
				for _, f := range e.Faults {
					got = append(got, fmt.Sprintf("%s:%d:%d: %s", f.Pointer, f.Line, f.Column, f.Code))
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s\n%v", diff, err)
			}
		})
	}
}

// TestFailingCases: a case that does not hold says which of the texts is to blame.
func TestFailingCases(t *testing.T) {
	nurse, cook := bank.Meeting{Role: "nursing"}, bank.Meeting{Role: "kitchen"}
	const says, saysNot = "The case says that the rule applies, but ", "The case says that the rule does not apply, but "
	for _, tt := range []struct {
		when, pick string
		bank.Case
		want string
	}{
		{`profile.role == "nursing"`, ``, bank.Case{Applies: true, Profile: cook}, says + `its "when" is false.`},
		{`profile.role == "nursing"`, ``, bank.Case{Applies: true, Profile: cook, Question: "last-short-shift"}, says + `its "when" is false.`},
		{`profile.role == "nursing"`, `question.topic == "onboarding"`, bank.Case{Applies: true, Profile: nurse, Question: "last-short-shift"}, says + `it does not pick "last-short-shift".`},
		{`profile.role == "nursing"`, `question.depth == 3`, bank.Case{Profile: nurse}, saysNot + `its "when" is true.`},
		{`profile.role == "nursing"`, ``, bank.Case{Profile: nurse, Question: "last-short-shift"}, saysNot + `its "when" is true and it picks "last-short-shift".`},
		{` `, `question.depth == 3`, bank.Case{Profile: nurse}, saysNot + `a rule without "when" applies to every meeting; name a question that it does not pick.`},
		{``, ``, bank.Case{Applies: true, Profile: nurse, Question: "retired-one"}, says + `the question "retired-one" is not ready, so it is never picked.`},
	} {
		content := shipped()
		content.Rules = []bank.Rule{{ID: "x", Status: bank.Ready, Asker: bank.Candidate, When: tt.when, Pick: tt.pick, Cases: []bank.Case{tt.Case}}}
		_, err := rules.New(bank.ReleaseID{}, &content)
		if want := "/rules/x/cases/0\n    " + tt.want; err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("when %s, pick %s: got %v, want %s", tt.when, tt.pick, err, want)
		}
	}
}

// TestExpected looks at what each side is to expect of the other.
func TestExpected(t *testing.T) {
	content := shipped()
	e := engine(t, content)
	for _, p := range bothSides(300) {
		expected := e.Expected(p)
		if len(expected) == 0 && p.Stage != "offer" {
			t.Errorf("%+v: nothing is expected", p)
		}
		for _, x := range expected {
			topic, _ := content.Vocabulary.Topic(x.Question.Topic)
			if x.Question.Asker == p.Asker || len(x.Question.Discloses) > 0 || topic.Scored != (p.Asker == bank.Candidate) || !strings.HasSuffix(x.Because, ".") {
				t.Errorf("%+v: %s is not to be expected (%s)", p, x.Question.ID, x.Because)
			}
		}
	}
}

// TestSameUnderAnyLoad answers a few profiles a thousand times, from several goroutines at once, on one processor and on
// two.
func TestSameUnderAnyLoad(t *testing.T) {
	e := engine(t, shipped())
	profiles := append(meetings(bank.Candidate, 4), meetings(bank.Interviewer, 4)...)
	var want []string
	for _, p := range profiles {
		want = append(want, inJSON(t, e.Select(p)))
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, processors := range []int{1, 2} {
		runtime.GOMAXPROCS(processors)
		var group sync.WaitGroup
		for range 4 {
			group.Go(func() {
				for i := range 1000 {
					if got, err := json.MarshalIndent(e.Select(profiles[i%len(profiles)]), "", " "); err != nil || string(got) != want[i%len(want)] {
						t.Errorf("on %d processors, run %d: %v another set", processors, i, err)
						return
					}
				}
			})
		}
		group.Wait()
	}
}

// TestNothingIsDisclosedUnasked looks for questions that say something about the asker in sets of people who did not
// want to know just that.
func TestNothingIsDisclosedUnasked(t *testing.T) {
	e := engine(t, shipped())
	for _, p := range meetings(bank.Candidate, 600) {
		for _, it := range e.Select(p).Items {
			wanted := slices.ContainsFunc(p.Cares, func(c bank.Chosen) bool { return slices.Contains(it.Question.Aspects, c.Aspect) })
			if len(it.Question.Discloses) > 0 && !wanted {
				t.Errorf("%+v: %s", p, it.Question.ID)
			}
		}
	}
}

// TestOneOfNearDuplicates makes near duplicates of questions that came together.
func TestOneOfNearDuplicates(t *testing.T) {
	content := shipped()
	whole := engine(t, content)
	compared := 0
	for _, p := range bothSides(60) {
		items := whole.Select(p).Items
		if len(items) < 2 {
			continue
		}
		content.NearDuplicates = [][]string{{items[0].Question.ID, items[1].Question.ID}}
		slices.Sort(content.NearDuplicates[0])
		left := 0
		for _, it := range engine(t, content).Select(p).Items {
			if slices.Contains(content.NearDuplicates[0], it.Question.ID) {
				left++
			}
		}
		if compared++; left > 1 {
			t.Errorf("%+v: both of %v came", p, content.NearDuplicates[0])
		}
	}
	if compared < 60 {
		t.Errorf("only %d sets could be compared", compared)
	}
}

// TestLimitByTopic allows one question of each topic, and as many topics as there are.
func TestLimitByTopic(t *testing.T) {
	content := shipped()
	content.Rules = append(slices.Clone(content.Rules), bank.Rule{
		ID: "zz-one-of-each", Status: bank.Ready, Asker: bank.Candidate, Effect: bank.Effect{Kind: bank.Limit, Count: 1, By: bank.ByTopic},
	})
	e, free := engine(t, content), engine(t, shipped())
	most := 0
	for _, p := range meetings(bank.Candidate, 150) {
		topics := map[string]int{}
		for _, it := range e.Select(p).Items {
			if topics[it.Question.Topic]++; topics[it.Question.Topic] > 1 {
				t.Errorf("%+v: %s twice", p, it.Question.Topic)
			}
		}
		topics = map[string]int{}
		for _, it := range free.Select(p).Items {
			topics[it.Question.Topic]++
			most = max(most, topics[it.Question.Topic])
		}
	}
	if most < 2 {
		t.Error("without the limit no topic came twice")
	}
}

// TestVariety: another seed gives other sets, which without its points are worth hardly less than the best.
func TestVariety(t *testing.T) {
	content := shipped()
	e := engine(t, content)
	sets := map[string]bool{}
	p := bank.Profile{Asker: bank.Candidate, Role: "nursing", Stage: "hiring_manager", Minutes: 15, Count: 8, Locale: "en", Cares: []bank.Chosen{{Care: "safety"}}}
	best := e.Select(p).Certificate
	for p.Seed = 1; p.Seed <= 40; p.Seed++ {
		set := e.Select(p)
		var ids []string
		for _, it := range set.Items {
			ids = append(ids, it.Question.ID)
		}
		slices.Sort(ids)
		sets[strings.Join(ids, " ")] = true
		c := set.Certificate
		if c.Score < best.Score || c.Score > best.Score+content.Weights.Variety*len(set.Items) || c.Score > c.UpperBound {
			t.Errorf("seed %d: %+v; seed 0: %+v", p.Seed, c, best)
		}
	}
	if len(sets) < 5 {
		t.Errorf("forty seeds gave %d sets", len(sets))
	}
}
