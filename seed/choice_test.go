package seed_test

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"twoway/bank"
	"twoway/internal/testbank"
	"twoway/release/publish"
	"twoway/rules"
)

// served is the shipped bank in service.
var served = sync.OnceValues(func() (*rules.Engine, error) {
	content, err := load()
	if err != nil {
		return nil, err
	}
	frozen, err := publish.Freeze(bank.Release{}, content, "a note", testbank.Noon())
	if err != nil {
		return nil, err
	}
	return rules.New(frozen.ID(), &frozen.Content)
})

// wish is something that a set at a stage should ask about, either because the person named it or because it is essential there.
type wish struct {
	stage     string
	abouts    []string
	named     bool
	seniority string
}

// wishes are what people ask for most at each stage.
func wishes() []wish {
	return []wish{
		{stage: "recruiter_screen", abouts: []string{"pay_range"}, named: true},
		{stage: "recruiter_screen", abouts: []string{"next_steps"}},
		{stage: "hiring_manager", abouts: []string{"success_measures", "expectations"}},
		{stage: "recruiter_screen", abouts: []string{"remote"}, named: true},
		{stage: "recruiter_screen", abouts: []string{"predictable_hours"}, named: true},
		{stage: "hiring_manager", abouts: []string{"workload"}, named: true},
		{stage: "hiring_manager", abouts: []string{"training"}, named: true},
		{stage: "skills", abouts: []string{"tools"}, named: true},
		{stage: "panel", abouts: []string{"team_relations"}, named: true},
		{stage: "panel", abouts: []string{"psychological_safety"}, named: true},
		{stage: "leadership", abouts: []string{"decision_rights"}, named: true, seniority: "director"},
		{stage: "offer", abouts: []string{"contract_type"}, named: true},
		{stage: "", abouts: []string{"promotion"}, named: true},
	}
}

// TestWishesOfEveryTrade checks that a person of every trade gets what is asked for most, in ten minutes and in fifteen, wherever the
// bank has a question about it that fits the meeting.
func TestWishesOfEveryTrade(t *testing.T) {
	t.Parallel()
	e := engineOf(t)
	v := &shipped(t).Vocabulary
	for _, w := range wishes() {
		possible, missed := 0, []string{}
		for _, role := range v.Roles {
			for _, minutes := range []int{10, 15} {
				p := bank.Profile{
					Asker: bank.Candidate, Role: role.ID, Seniority: w.seniority, Level: v.Level(w.seniority), Stage: w.stage, Minutes: minutes, Count: 8, Locale: "en",
				}
				if w.named {
					p.Cares = []bank.Chosen{{Care: v.CareOf(w.abouts[0]), Aspect: w.abouts[0]}}
				}
				if !canAsk(e, p, w.abouts) {
					continue
				}
				possible++
				if !asks(e.Select(p), w.abouts) {
					missed = append(missed, fmt.Sprintf("%s in %d minutes", role.ID, minutes))
				}
			}
		}
		t.Logf("%s, %s: asked in %d of %d, possible in %d of %d", w.stage, w.abouts[0], possible-len(missed), possible, possible, 2*len(v.Roles))
		if len(missed) > 0 {
			t.Errorf("%s at %q is not asked: %s", w.abouts[0], w.stage, strings.Join(missed, ", "))
		}
	}
}

func engineOf(t *testing.T) *rules.Engine {
	t.Helper()
	e, err := served()
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// canAsk reports whether the bank has a question about one of some things that fits a meeting.
func canAsk(e *rules.Engine, p bank.Profile, abouts []string) bool {
	content, _ := load()
	return slices.ContainsFunc(content.Questions, func(q bank.Question) bool {
		if q.Asker != bank.Candidate || !slices.Contains(abouts, string(q.About)) || q.Minutes > p.Minutes {
			return false
		}
		_, _, fits := e.Score(p, q.ID)
		return fits
	})
}

// asks reports whether a question of a set is about one of some things.
func asks(set bank.Set, abouts []string) bool {
	return slices.ContainsFunc(set.Items, func(it bank.Item) bool { return slices.Contains(abouts, string(it.Question.About)) })
}

// TestEveryAspectIsAsked names each aspect at each stage, without a trade and with each trade that has a question about it: a set of
// fifteen minutes has one wherever the bank has. What has none is listed in testdata/unasked.txt, so that somebody reads it.
func TestEveryAspectIsAsked(t *testing.T) {
	t.Parallel()
	e, content := engineOf(t), shipped(t)
	v := &content.Vocabulary
	roles := map[string][]string{} // by aspect: those that have questions about it
	for _, q := range readyQuestions(content) {
		for _, role := range q.Roles {
			if !slices.Contains(roles[string(q.About)], role) {
				roles[string(q.About)] = append(roles[string(q.About)], role)
			}
		}
	}
	var none []string
	for _, care := range v.Cares {
		for _, aspect := range care.Aspects {
			for _, stage := range v.Stages {
				found := false
				for _, role := range append([]string{""}, roles[aspect.ID]...) {
					p := bank.Profile{
						Asker: bank.Candidate, Role: role, Stage: stage.ID, Minutes: 15, Count: 8, Locale: "en", Cares: []bank.Chosen{{Care: care.ID, Aspect: aspect.ID}},
					}
					if !canAsk(e, p, []string{aspect.ID}) {
						continue
					}
					found = true
					if !asks(e.Select(p), []string{aspect.ID}) {
						t.Errorf("%s at %s for %q is not asked", aspect.ID, stage.ID, role)
					}
				}
				if !found {
					none = append(none, aspect.ID+" "+stage.ID)
				}
			}
		}
	}
	checkList(t, "testdata/unasked.txt", none)
}

// checkList compares a list with the lines of a file that do not begin with "#". With the environment variable UPDATE it writes the
// file.
func checkList(t *testing.T, path string, got []string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil && os.Getenv("UPDATE") == "" {
		t.Fatal(err)
	}
	var head, want []string
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "#") {
			head = append(head, line)
		} else if line != "" {
			want = append(want, line)
		}
	}
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(path, []byte(strings.Join(append(head, got...), "\n")+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	for _, line := range got {
		if !slices.Contains(want, line) {
			t.Errorf("%s lacks %q: no question asks about it there; write one, or add the line if none would be proper", path, line)
		}
	}
	for _, line := range want {
		if !slices.Contains(got, line) {
			t.Errorf("%s has %q, but there is a question about it: remove the line", path, line)
		}
	}
}

// differentPeople returns n profiles of candidates that differ in trade, level, stage, minutes and cares.
func differentPeople(v *bank.Vocabulary, n int) []bank.Profile {
	minutes := []int{10, 15, 30, 5, 20, 10, 15, 45}
	var named []bank.Chosen
	for _, care := range v.Cares {
		for _, aspect := range care.Aspects {
			named = append(named, bank.Chosen{Care: care.ID, Aspect: aspect.ID})
		}
	}
	var list []bank.Profile
	for i := range n {
		seniority := v.Seniorities[(i*5+i/9)%len(v.Seniorities)]
		p := bank.Profile{
			Asker: bank.Candidate, Role: v.Roles[i%len(v.Roles)].ID, Seniority: seniority.ID, Level: seniority.Level, Stage: v.Stages[(i/3+i)%len(v.Stages)].ID,
			Minutes: minutes[i%len(minutes)], Count: 8, Locale: "en",
		}
		for k := range 1 + i%3 {
			p.Cares = append(p.Cares, named[(i*37+k*53)%len(named)])
		}
		list = append(list, p)
	}
	return list
}

// TestNoQuestionIsEverywhere checks that no question comes in more than 12 % of the sets of 500 different people, apart from sets in
// which it is an essential of the meeting.
func TestNoQuestionIsEverywhere(t *testing.T) {
	t.Parallel()
	const people, most = 500, 60
	e, v := engineOf(t), &shipped(t).Vocabulary
	essential := map[string]bool{}
	for _, r := range readyRules(shipped(t)) {
		essential[r.ID] = r.Effect.Kind == bank.Essential
	}
	counts := map[string]int{}
	for _, p := range differentPeople(v, people) {
		for _, it := range e.Select(p).Items {
			if !slices.ContainsFunc(it.Reasons, func(r bank.Reason) bool { return essential[r.Rule] }) {
				counts[it.Question.ID]++
			}
			if len(it.Reasons) == 0 {
				t.Errorf("%+v: %s has no reason", p, it.Question.ID)
			}
		}
	}
	ids := slices.SortedFunc(maps.Keys(counts), func(a, b string) int { return counts[b] - counts[a] })
	t.Logf("the most frequent: %s in %d of %d sets, %s in %d, %s in %d", ids[0], counts[ids[0]], people, ids[1], counts[ids[1]], ids[2], counts[ids[2]])
	for _, id := range ids {
		if counts[id] > most {
			t.Errorf("%s comes in %d of %d sets, want at most %d", id, counts[id], people, most)
		}
	}
}
