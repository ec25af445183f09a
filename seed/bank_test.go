package seed_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"twoway/bank"
	"twoway/exchange"
	"twoway/internal/testbank"
	"twoway/release/publish"
	"twoway/release/serve"
	"twoway/resolve"
	"twoway/seed"
)

// load reads the shipped bank once. It must not be written to.
var load = sync.OnceValues(func() (bank.Content, error) { return exchange.Load(seed.Shipped()) })

func shipped(t *testing.T) *bank.Content {
	t.Helper()
	content, err := load()
	if err != nil {
		t.Fatal(err)
	}
	return &content
}

// wantNone reports every miss of a gate.
func wantNone(t *testing.T, misses []string) {
	t.Helper()
	for _, miss := range misses {
		t.Error(miss)
	}
}

func readyQuestions(c *bank.Content) []bank.Question {
	return slices.DeleteFunc(slices.Clone(c.Questions), func(q bank.Question) bool { return q.Status != bank.Ready })
}

func readyRules(c *bank.Content) []bank.Rule {
	return slices.DeleteFunc(slices.Clone(c.Rules), func(r bank.Rule) bool { return r.Status != bank.Ready })
}

func TestShippedBankIsBroad(t *testing.T) { wantNone(t, narrow(shipped(t))) }

// tally is how many of something there are.
type tally struct {
	what string
	n    int
}

// floors say how many of each there are at least.
var floors = []struct {
	least int
	of    func(c *bank.Content, s publish.Stats) []tally
}{
	{260, anyTrade(bank.Candidate)},
	{140, anyTrade(bank.Interviewer)},
	{6, careAtStage},
	{3, onAspect},
	{10, ownOfSeniority},
	{20, onTopic("shaping_the_role")},
	{12, onTopic("deciding")},
	{40, onTopic("offering")},
	{5, onCompetency},
	{2, formatsOfCompetency},
	{120, func(_ *bank.Content, s publish.Stats) []tally { return []tally{{"pairs", s.Pairs}} }},
	{140, allRules},
}

// narrow lists what there is too little of, and waivers if there are too many.
func narrow(c *bank.Content) []string {
	var misses []string
	stats := publish.CountBank(c)
	for _, floor := range floors {
		for _, tally := range floor.of(c, stats) {
			if tally.n < floor.least {
				misses = append(misses, fmt.Sprintf("%s: %d, want at least %d", tally.what, tally.n, floor.least))
			}
		}
	}
	if all := len(readyQuestions(c)); 100*stats.Waivers > all {
		misses = append(misses, fmt.Sprintf("questions with a waiver: %d of %d, want at most one in a hundred", stats.Waivers, all))
	}
	return misses
}

func anyTrade(asker bank.Asker) func(*bank.Content, publish.Stats) []tally {
	return func(_ *bank.Content, s publish.Stats) []tally {
		i := slices.IndexFunc(s.Sides, func(side publish.SideCount) bool { return side.Asker == asker })
		return []tally{{string(asker) + " questions for any trade", s.Sides[i].AnyTrade}}
	}
}

func careAtStage(c *bank.Content, s publish.Stats) []tally {
	var list []tally
	for _, care := range s.Cares {
		for i, stage := range c.Vocabulary.Stages {
			list = append(list, tally{"questions on the care " + care.Care + " at the stage " + stage.ID, care.Stages[i]})
		}
	}
	return list
}

func onAspect(_ *bank.Content, s publish.Stats) []tally {
	var list []tally
	for _, aspect := range s.Aspects {
		list = append(list, tally{"questions on the aspect " + aspect.Aspect, aspect.Questions})
	}
	return list
}

func ownOfSeniority(_ *bank.Content, s publish.Stats) []tally {
	var list []tally
	for _, seniority := range s.Seniority {
		list = append(list, tally{"questions for the seniority " + seniority.Seniority + " alone", seniority.Own})
	}
	return list
}

func onTopic(id string) func(*bank.Content, publish.Stats) []tally {
	return func(_ *bank.Content, s publish.Stats) []tally {
		n := 0
		for _, topic := range s.Topics {
			if topic.ID == id {
				n = topic.Questions
			}
		}
		return []tally{{"questions on the topic " + id, n}}
	}
}

func onCompetency(_ *bank.Content, s publish.Stats) []tally {
	var list []tally
	for _, topic := range s.Topics {
		if topic.Scored {
			list = append(list, tally{"questions on the competency " + topic.ID, topic.Questions})
		}
	}
	return list
}

func formatsOfCompetency(_ *bank.Content, s publish.Stats) []tally {
	var list []tally
	for _, topic := range s.Topics {
		if topic.Scored {
			list = append(list, tally{"formats of questions on the competency " + topic.ID, len(topic.Formats)})
		}
	}
	return list
}

func allRules(_ *bank.Content, s publish.Stats) []tally {
	n := 0
	for _, side := range s.Sides {
		n += side.Rules
	}
	return []tally{{"rules", n}}
}

func TestNoOpeningIsWorn(t *testing.T) { wantNone(t, worn(shipped(t))) }

// An opening is worn if more than so many texts in a hundred begin with its words.
const (
	openingWords = 4
	openingShare = 3
)

// worn lists the openings that too many wordings share, the most worn first.
func worn(c *bank.Content) []string {
	ids, texts := map[string][]string{}, 0
	for _, q := range readyQuestions(c) {
		for _, text := range []string{q.Text, q.Softer, q.Firmer} {
			said := strings.Fields(resolve.Normalise(text))
			opening := strings.Join(said[:min(openingWords, len(said))], " ")
			ids[opening] = append(ids[opening], q.ID)
			texts++
		}
	}
	openings := slices.SortedFunc(maps.Keys(ids), func(a, b string) int {
		if len(ids[a]) != len(ids[b]) {
			return len(ids[b]) - len(ids[a])
		}
		return strings.Compare(a, b)
	})
	var misses []string
	for _, opening := range openings {
		if n := len(ids[opening]); n > 1 && 100*n > openingShare*texts {
			misses = append(misses, fmt.Sprintf("%d of %d texts begin with %q: %s", n, texts, opening, strings.Join(slices.Compact(ids[opening]), " ")))
		}
	}
	return misses
}

func TestNothingIsFilledInByTemplate(t *testing.T) { wantNone(t, repeated(shipped(t))) }

// maskedFrom is how many words a text has at least that may not be the same as another but for one word. Shorter ones,
// such as "A name and a date", only may not be the same.
const maskedFrom = 5

// detail is a text that belongs to a question.
type detail struct{ question, text string }

// repeated lists the details that a question shares with another, or that differ in one word.
func repeated(c *bank.Content) []string {
	var misses []string
	first := map[string]detail{} // the first with a text, whole or masked
	for _, q := range readyQuestions(c) {
		for _, kind := range detailsOf(&q) {
			for _, text := range kind.texts {
				var like []detail
				for _, mask := range masks(text) {
					key := kind.name + ": " + mask
					other, known := first[key]
					switch {
					case !known:
						first[key] = detail{q.ID, text}
					case other.question != q.ID && !slices.Contains(like, other):
						like = append(like, other)
					}
				}
				for _, other := range like {
					misses = append(misses, fmt.Sprintf("%s of %s is too much like that of %s: %q, %q", kind.name, q.ID, other.question, text, other.text))
				}
			}
		}
	}
	return misses
}

type detailKind struct {
	name  string
	texts []string
}

func detailsOf(q *bank.Question) []detailKind {
	kinds := []detailKind{
		{"reveals", []string{q.Reveals}}, {"listen_for", q.ListenFor}, {"watch_for", q.WatchFor}, {"follow_ups", q.FollowUps},
	}
	if q.Anchors != nil {
		kinds = append(kinds, detailKind{"anchors", []string{q.Anchors.One, q.Anchors.Three, q.Anchors.Five}})
	}
	return kinds
}

// masks are a text with each of its words masked in turn, or the whole text if it is short. Two texts of the same length
// have a mask in common if they differ in one word at most.
func masks(text string) []string {
	said := strings.Fields(resolve.Normalise(text))
	if len(said) < maskedFrom {
		return []string{strings.Join(said, " ")}
	}
	var list []string
	for i, word := range said {
		said[i] = "_"
		list = append(list, strings.Join(said, " "))
		said[i] = word
	}
	return list
}

func TestNoShortfallForAnybody(t *testing.T) {
	const most = 20 // misses that are reported of each side
	s, err := serve.Compile(testbank.Frozen(t, bank.Release{}, *shipped(t)), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, requests := range [][]bank.Request{anybody(&s.Content.Vocabulary), anyKit(&s.Content.Vocabulary)} {
		misses := short(s, requests)
		wantNone(t, misses[:min(most, len(misses))])
		if len(misses) > 0 {
			t.Errorf("%d of %d requests of this kind fall short", len(misses), len(requests))
		}
	}
}

// anybody is a candidate who cares about one thing, whatever their seniority and the stage.
func anybody(v *bank.Vocabulary) []bank.Request {
	var list []bank.Request
	for _, request := range anyKit(v) {
		for _, care := range v.Cares {
			request.Asker, request.Minutes, request.Cares = bank.Candidate, 15, []string{care.ID}
			list = append(list, request)
		}
	}
	return list
}

// anyKit is what an interviewer asks for, whatever the seniority and the stage.
func anyKit(v *bank.Vocabulary) []bank.Request {
	var list []bank.Request
	for _, seniority := range append([]bank.Seniority{{}}, v.Seniorities...) {
		for _, stage := range append([]bank.Stage{{}}, v.Stages...) {
			list = append(list, bank.Request{Asker: bank.Interviewer, Seniority: seniority.ID, Stage: stage.ID, Minutes: 45})
		}
	}
	return list
}

// short lists the requests that a set falls short of, and those of candidates who get less than three questions.
func short(s *serve.Compiled, requests []bank.Request) []string {
	var group sync.WaitGroup
	misses := make([]string, len(requests))
	for i, r := range requests {
		group.Go(func() {
			set, err := s.Answer(r)
			if err != nil || len(set.Shortfall) > 0 || r.Asker == bank.Candidate && len(set.Items) < 3 {
				misses[i] = fmt.Sprintf("%s of seniority %q at stage %q who cares about %q: %d questions, short of %+v, error %v",
					r.Asker, r.Seniority, r.Stage, r.Cares, len(set.Items), set.Shortfall, err)
			}
		})
	}
	group.Wait()
	return slices.DeleteFunc(misses, func(miss string) bool { return miss == "" })
}

func TestTheBankHasOneEnglish(t *testing.T) { wantNone(t, foreign(shipped(t))) }

// american are spellings and words that British English does not have, as the beginning of a word or, before a "$", as
// the whole of one.
var american = []string{
	"armor", "behavior", "color", "endeavor", "favor", "flavor", "harbor", "honor(s|ed|ing|able)?$", "humor(s|ed)?$",
	"labor(s|ed|ing|ers?)?$", "neighbor", "rumor", "vigor$",
	"center(s|ed|ing)?$", "fiber", "liter(s)?$", "theater",
	"analyz", "catalyz", "paralyz",
	"defense", "offense", "pretense", "practic(ed|ing)$",
	"enroll(s|ment)?$", "fulfill(s|ment)?$", "installment", "skillful", "willful",
	"cancel(ed|ing)$", "counsel(ed|ing|ors?)$", "fuel(ed|ing)$", "label(ed|ing)$", "level(ed|ing)$", "model(ed|ing)$",
	"signal(ed|ing)$", "travel(ed|ing|ers?)$",
	"aging$", "catalog(s|ed)?$", "dialog(s)?$", "gray", "judgment", "jewelry", "program(s)?$",
	"airplane", "gotten", "math$", "mom(s)?$", "paycheck", "résumé", "sidewalk", "vacation",
}

// ized are verbs with the ending that is written -ise here; sized are words that end so and are no such verbs.
var (
	ized  = regexp.MustCompile(`^\pL+iz(e|es|ed|er|ers|ing|ation|ations|ational)$`)
	sized = regexp.MustCompile(`^(cap|down|fun|out|over|re|right|under|up)?siz(e|es|ed|ing)$|^(prize|prizes|prized|seize|seizes|seized|seizing|maize)$`)
)

// foreign lists the words of questions and rules that are not spelt as in Britain, and the questions in another language
// than the one in which people are answered.
func foreign(c *bank.Content) []string {
	var misses []string
	for _, q := range readyQuestions(c) {
		misses = append(misses, foreignWords("question "+q.ID, q)...)
		if q.Locale != "en" {
			misses = append(misses, fmt.Sprintf("question %s is in %q", q.ID, q.Locale))
		}
	}
	for _, r := range readyRules(c) {
		misses = append(misses, foreignWords("rule "+r.ID, r)...)
	}
	return misses
}

var (
	word         = regexp.MustCompile(`\\u[0-9a-f]{4}|\\.|\pL+`) // or what JSON writes for a character
	americanWord = regexp.MustCompile("^(" + strings.Join(american, "|") + ")")
)

// foreignWords looks at everything that is written of a question or a rule.
func foreignWords(of string, thing any) []string {
	text, err := json.Marshal(thing)
	if err != nil {
		return []string{of + ": " + err.Error()}
	}
	var misses []string
	for _, said := range word.FindAllString(strings.ToLower(string(text)), -1) {
		if americanWord.MatchString(said) || ized.MatchString(said) && !sized.MatchString(said) {
			misses = append(misses, fmt.Sprintf("%s: %q is not spelt so in Britain", of, said))
		}
	}
	return misses
}

func ask(change func(r *bank.Request)) bank.Request {
	r := bank.Request{Asker: bank.Candidate, Role: "operations", Minutes: 30}
	change(&r)
	return r
}

// TestBankGatesCatch: each gate reports what it is there for, and nothing else.
func TestBankGatesCatch(t *testing.T) {
	like := testbank.Small()
	like.Questions = []bank.Question{
		{ID: "one", Status: bank.Ready, Locale: "en", Reveals: "How they plan.", ListenFor: []string{"A name and a date", "A plan that somebody dropped early", "Two names at once", "They met on a Monday", "They met on a Friday"}},
		{ID: "two", Status: bank.Ready, Locale: "en", Reveals: "Who they are.", ListenFor: []string{"a name, and a date!", "A plan that nobody dropped early", "Three names at once"}},
	}
	american := testbank.Small()
	american.Questions[0].Locale, american.Questions[1].HowToAsk = "de", "Prioritize the right-sized\ncolor; seize the centre, literally."
	few := ask(func(r *bank.Request) { r.Stage = "panel" })
	unserved := ask(func(r *bank.Request) { r.Seniority, r.Cares = "senior", []string{"overtime"} })
	served := ask(func(r *bank.Request) { r.Seniority, r.Cares = "senior", []string{"on_call"} })
	kit := ask(func(r *bank.Request) { r.Asker = bank.Interviewer })
	for name, tt := range map[string]struct{ got, want []string }{
		"openings": {worn(new(testbank.Small())), nil},
		"a worn opening": {
			worn(new(testbank.With(func(c *bank.Content) { testbank.QuestionOf(c, "doubt").Firmer = "When did somebody, here, laugh last?" }))),
			[]string{`2 of 12 texts begin with "when did somebody here": raise doubt`},
		},
		"by template": {repeated(&like), []string{
			`listen_for of two is too much like that of one: "a name, and a date!", "A name and a date"`,
			`listen_for of two is too much like that of one: "A plan that nobody dropped early", "A plan that somebody dropped early"`,
		}},
		"English": {foreign(new(testbank.Small())), nil},
		"another English": {foreign(&american), []string{
			`question raise is in "de"`, `question pager: "prioritize" is not spelt so in Britain`, `question pager: "color" is not spelt so in Britain`,
		}},
		"shortfalls": {short(testbank.Started(t, &testbank.Memory{}, testbank.Small()).Current(), []bank.Request{few, unserved, served, kit}), []string{
			`candidate of seniority "" at stage "panel" who cares about []: 2 questions, short of [], error <nil>`,
			`candidate of seniority "senior" at stage "" who cares about ["overtime"]: 3 questions, ` +
				"short of [{Kind:care Rule: Care:balance Aspect:overtime Wanted:1 Got:0}], error <nil>",
		}},
	} {
		if diff := cmp.Diff(tt.want, tt.got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s: misses (-want +got):\n%s", name, diff)
		}
	}
	waived := testbank.With(func(c *bank.Content) { testbank.QuestionOf(c, "pager").Waivers = []bank.Waiver{{Rule: "read.long"}} })
	for _, want := range []string{
		"candidate questions for any trade: 3, want at least 260", "questions on the care balance at the stage offer: 1, want at least 6",
		"questions on the aspect on_call: 1, want at least 3", "questions on the competency problem_solving: 1, want at least 5",
		"formats of questions on the competency problem_solving: 1, want at least 2", "questions for the seniority senior alone: 1, want at least 10",
		"questions on the topic offering: 0, want at least 40", "pairs: 0, want at least 120", "rules: 2, want at least 140",
		"questions with a waiver: 1 of 4, want at most one in a hundred",
	} {
		if misses := narrow(&waived); !slices.Contains(misses, want) {
			t.Errorf("misses are %q, want %q among them", misses, want)
		}
	}
}
