package release_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"twoway/bank"
	"twoway/release"
)

func ask(change func(r *bank.Request)) bank.Request {
	r := bank.Request{Asker: bank.Candidate, Role: "operations", Minutes: 30}
	change(&r)
	return r
}

// requests are of many kinds; each with the questions that must come, in order.
var requests = map[string]struct {
	request bank.Request
	want    []string
}{
	"as little as possible": {ask(func(r *bank.Request) { r.Role = "" }), []string{"pager", "doubt"}},
	"a role":                {ask(func(*bank.Request) {}), []string{"pager", "doubt"}},
	"a care":                {ask(func(r *bank.Request) { r.Cares = []string{"pager", "balance", "feng shui"} }), []string{"pager", "doubt"}},
	"everything": {ask(func(r *bank.Request) {
		*r = bank.Request{
			Asker: bank.Candidate, Role: "nurse", Seniority: "Senior", Stage: "offer", AskedOf: "peer", Cares: []string{"money"},
			Minutes: 30, Count: 1, Seed: bank.MaxSeed, Exclude: []string{"pager", "another", "pager"}, Locale: "en-GB",
		}
	}), []string{"raise"}},
	"nothing left":     {ask(func(r *bank.Request) { r.Exclude = []string{"pager", "doubt", "raise"} }), nil},
	"an interviewer":   {ask(func(r *bank.Request) { r.Asker = bank.Interviewer }), []string{"fault"}},
	"an empty exclude": {ask(func(r *bank.Request) { r.Asker, r.Exclude, r.Cares = bank.Interviewer, []string{}, []string{} }), []string{"fault"}},
	"no time":          {ask(func(r *bank.Request) { r.Minutes = 1 }), nil},
}

func idsOf(s bank.Set) []string {
	var ids []string
	for _, it := range s.Items {
		ids = append(ids, it.Question.ID)
	}
	return ids
}

// unsaid is a set without what its token does not carry: the words that were typed.
func unsaid(s bank.Set) bank.Set {
	s.Unrecognised = []bank.Unrecognised{}
	s.Profile.Cares = slices.Clone(s.Profile.Cares)
	for i := range s.Profile.Cares {
		s.Profile.Cares[i].Said = ""
	}
	return s
}

func TestAnswer(t *testing.T) {
	s := started(t, &memory{}, small()).Serving()
	for name, c := range requests {
		set, err := s.Answer(c.request)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := idsOf(set); !slices.Equal(got, c.want) {
			t.Errorf("%s: questions are %q, want %q", name, got, c.want)
		}
		if set.Release != s.Release || set.Engine < 1 || set.Unrecognised == nil || (set.KitID != "") != (c.request.Asker == bank.Interviewer) {
			t.Errorf("%s: set is %+v, want it of release %+v", name, set, s.Release)
		}
	}
	set, err := s.Answer(requests["a care"].request)
	if err != nil || len(set.Unrecognised) != 1 || set.Unrecognised[0].Pointer != "/cares/2" || set.Unrecognised[0].Said != "feng shui" {
		t.Errorf("unrecognised is %+v, %v; want feng shui", set.Unrecognised, err)
	}
}

func TestAnswerRefuses(t *testing.T) {
	s := started(t, &memory{}, small()).Serving()
	for pointer, request := range map[string]bank.Request{
		"/asker":     ask(func(r *bank.Request) { r.Asker = "" }),
		"/stage":     ask(func(r *bank.Request) { r.Stage = "lunch" }),
		"/seniority": ask(func(r *bank.Request) { r.Seniority = "wizard" }),
		"/asked_of":  ask(func(r *bank.Request) { r.AskedOf = "dog" }),
		"/minutes":   ask(func(r *bank.Request) { r.Minutes = 0 }),
		"/count":     ask(func(r *bank.Request) { r.Count = bank.MaxCount + 1 }),
		"/seed":      ask(func(r *bank.Request) { r.Seed = -1 }),
		"/exclude/0": ask(func(r *bank.Request) { r.Exclude = []string{"No id"} }),
		"/locale":    ask(func(r *bank.Request) { r.Locale = "de" }),
	} {
		set, err := s.Answer(request)
		e, ok := errors.AsType[*bank.Error](err)
		if !ok || e.Code != bank.CodeInvalidRequest || len(e.Faults) != 1 || e.Faults[0].Pointer != pointer || len(set.Items) > 0 {
			t.Errorf("%+v: %d questions, error %v; want one of code invalid_request about %s", request, len(set.Items), err, pointer)
		}
	}
}

// TestAgain: the token of a set gives that set, on any replica and under any number of the release.
func TestAgain(t *testing.T) {
	m := &memory{}
	s := started(t, m, small()).Serving()
	for name, c := range requests {
		first, err := s.Answer(c.request)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for where, replica := range map[string]*release.Serving{"here": s, "elsewhere": started(t, &memory{}, small()).Serving()} {
			again, reproduced, err := replica.Again(first.Token().String())
			if err != nil || !reproduced {
				t.Errorf("%s, %s: reproduced %v, error %v; want the same set", name, where, reproduced, err)
			}
			if diff := cmp.Diff(unsaid(first), again, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("%s, %s: set (-first +again):\n%s", name, where, diff)
			}
		}
	}
}

// TestAgainAtTheBounds: the largest request there may be comes back like any other.
func TestAgainAtTheBounds(t *testing.T) {
	var aspects []string
	s := started(t, &memory{}, with(func(c *bank.Content) {
		for i := range bank.MaxCares {
			aspects = append(aspects, fmt.Sprintf("aspect_%d", i))
			c.Vocabulary.Cares[1].Aspects = append(c.Vocabulary.Cares[1].Aspects, term(aspects[i]))
		}
	})).Serving()
	for _, request := range []bank.Request{
		{Asker: bank.Candidate, Minutes: bank.MaxMinutes, Count: bank.MaxCount, Cares: aspects, Seed: bank.MaxSeed},
		{Asker: bank.Candidate, Minutes: 1, Count: 1},
	} {
		set, err := s.Answer(request)
		if err != nil || len(set.Profile.Cares) != len(request.Cares) {
			t.Fatalf("%+v: %d cares, %v", request, len(set.Profile.Cares), err)
		}
		if _, reproduced, err := s.Again(set.Token().String()); !reproduced || err != nil {
			t.Errorf("%+v: reproduced %v, %v; want the same set", request, reproduced, err)
		}
	}
}

// TestAgainAfterAChange: what comes is an answer, but it does not pass for the one that was given.
func TestAgainAfterAChange(t *testing.T) {
	s := started(t, &memory{}, small()).Serving()
	set, err := s.Answer(requests["a care"].request)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change     func(t *bank.Token)
		reproduced bool
	}{
		"nothing":            {func(*bank.Token) {}, true},
		"number":             {func(t *bank.Token) { t.Release.Number += 3 }, true},
		"hash":               {func(t *bank.Token) { t.Release.Hash = "sha256:other" }, false},
		"no hash":            {func(t *bank.Token) { t.Release.Hash = "" }, false},
		"an older engine":    {func(t *bank.Token) { t.Engine-- }, false},
		"a newer engine":     {func(t *bank.Token) { t.Engine++ }, false},
		"a level that lies":  {func(t *bank.Token) { t.Profile.Level = 8 }, true},
		"a level below none": {func(t *bank.Token) { t.Profile.Level = -1 }, true},
	} {
		token := set.Token()
		c.change(&token)
		again, reproduced, err := s.Again(token.String())
		if err != nil || reproduced != c.reproduced || again.Release != s.Release {
			t.Errorf("%s: reproduced %v of %+v, %v; want %v of %+v", name, reproduced, again.Release, err, c.reproduced, s.Release)
		}
		if diff := cmp.Diff(unsaid(set), again, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s: set (-first +again):\n%s", name, diff)
		}
	}
	changed := started(t, &memory{}, with(func(c *bank.Content) { questionOf(c, "doubt").Minutes = 4 })).Serving()
	if _, reproduced, err := changed.Again(set.Token().String()); reproduced || err != nil {
		t.Errorf("by another release: reproduced %v, %v; want an answer that is not", reproduced, err)
	}
}

// TestAgainRefuses gives tokens that are well formed, and that no answer can have come with.
func TestAgainRefuses(t *testing.T) {
	s := started(t, &memory{}, small()).Serving()
	set, err := s.Answer(requests["everything"].request)
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(p *bank.Profile){
		"no asker":               func(p *bank.Profile) { p.Asker = "" },
		"unknown asker":          func(p *bank.Profile) { p.Asker = "both" },
		"unknown role":           func(p *bank.Profile) { p.Role = "nurse" },
		"unknown seniority":      func(p *bank.Profile) { p.Seniority = "junior" },
		"unknown stage":          func(p *bank.Profile) { p.Stage = "lunch" },
		"unknown asked_of":       func(p *bank.Profile) { p.AskedOf = "dog" },
		"unknown care":           func(p *bank.Profile) { p.Cares[0].Care = "x" },
		"no care":                func(p *bank.Profile) { p.Cares[0].Care = "" },
		"unknown aspect":         func(p *bank.Profile) { p.Cares[0].Aspect = "x" },
		"aspect of another care": func(p *bank.Profile) { p.Cares[0].Aspect = "on_call" },
		"a care twice":           func(p *bank.Profile) { p.Cares = append(p.Cares, p.Cares[0]) },
		"too many cares":         func(p *bank.Profile) { p.Cares = make([]bank.Chosen, bank.MaxCares+1) },
		"no minutes":             func(p *bank.Profile) { p.Minutes = 0 },
		"too many minutes":       func(p *bank.Profile) { p.Minutes = bank.MaxMinutes + 1 },
		"no count":               func(p *bank.Profile) { p.Count = 0 },
		"too high a count":       func(p *bank.Profile) { p.Count = bank.MaxCount + 1 },
		"seed below 0":           func(p *bank.Profile) { p.Seed = -1 },
		"too high a seed":        func(p *bank.Profile) { p.Seed = bank.MaxSeed + 1 },
		"exclude unsorted":       func(p *bank.Profile) { p.Exclude = []string{"b", "a"} },
		"exclude twice":          func(p *bank.Profile) { p.Exclude = []string{"a", "a"} },
		"no locale":              func(p *bank.Profile) { p.Locale = "" },
	} {
		token := set.Token()
		token.Profile.Cares = slices.Clone(token.Profile.Cares)
		change(&token.Profile)
		wantInvalidToken(t, s, name, token.String())
	}
	good := set.Token().String()
	for _, text := range []string{"", "x", good + "x", good[1:], good[:len(good)-1]} {
		wantInvalidToken(t, s, text, text)
	}
}

func wantInvalidToken(t *testing.T, s *release.Serving, name, token string) {
	t.Helper()
	set, reproduced, err := s.Again(token)
	if codeOf(err) != bank.CodeInvalidToken || reproduced || len(set.Items) > 0 {
		t.Errorf("%s: %d questions, reproduced %v, error %v; want one of code invalid_token", name, len(set.Items), reproduced, err)
	}
}

// TestNext asks for more until there is no more: each question comes once.
func TestNext(t *testing.T) {
	s := started(t, &memory{}, small()).Serving()
	set, err := s.Answer(ask(func(r *bank.Request) { r.Count = 1 }))
	if err != nil {
		t.Fatal(err)
	}
	seen := idsOf(set)
	for range 5 {
		token, more := set.Next()
		if !more {
			break
		}
		if set, _, err = s.Again(token.String()); err != nil {
			t.Fatal(err)
		}
		seen = append(seen, idsOf(set)...)
	}
	if want := []string{"pager", "doubt"}; !slices.Equal(seen, want) {
		t.Errorf("questions are %q, want %q", seen, want)
	}
}

// TestScore: the score of a question by itself is the one that it has in a set.
func TestScore(t *testing.T) {
	s := started(t, &memory{}, small()).Serving()
	set, err := s.Answer(requests["a care"].request)
	if err != nil {
		t.Fatal(err)
	}
	for _, it := range set.Items {
		score, reasons, ok := s.Score(set.Profile, it.Question.ID)
		inSet := slices.DeleteFunc(slices.Clone(it.Reasons), func(r bank.Reason) bool { return r.Kind == bank.ByOrder })
		byItself := slices.DeleteFunc(slices.Clone(reasons), func(r bank.Reason) bool { return r.Kind == bank.ByOrder })
		if diff := cmp.Diff(inSet, byItself); diff != "" || score != it.Score || !ok {
			t.Errorf("%s scores %d, %v, want %d; reasons (-set +score):\n%s", it.Question.ID, score, ok, it.Score, diff)
		}
	}
	for name, id := range map[string]string{"of the other side": "fault", "that does not suit": "raise", "unknown": "x"} {
		if score, reasons, ok := s.Score(set.Profile, id); ok {
			t.Errorf("question %s: %d, %+v; want none", name, score, reasons)
		}
	}
}

// TestSetNeverTouchesTheStore: once in service, a release answers though the store is gone.
func TestSetNeverTouchesTheStore(t *testing.T) {
	m := &memory{}
	service := started(t, m, small())
	gone := errors.New("the database is gone")
	m.current, m.append = gone, gone
	calls := m.reads + m.writes
	for name, c := range requests {
		set, err := service.Serving().Answer(c.request)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if _, reproduced, err := service.Serving().Again(set.Token().String()); !reproduced || err != nil {
			t.Errorf("%s, again: reproduced %v, %v", name, reproduced, err)
		}
		service.Serving().Score(set.Profile, "pager")
	}
	if n := m.reads + m.writes - calls; n > 0 {
		t.Errorf("the store was asked %d times", n)
	}
	if err := service.Start(t.Context(), small()); !errors.Is(err, gone) || service.Serving() == nil {
		t.Errorf("another start: %v, in service %v; want the store's error, and the release still in service", err, service.Serving())
	}
}

// TestAnswersDuringAStart: each answer is of one release, whole, while others come into service.
func TestAnswersDuringAStart(t *testing.T) {
	m := &memory{}
	service := started(t, m, small())
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for range 50 {
				s := service.Serving()
				for name, c := range requests {
					set, err := s.Answer(c.request)
					if err != nil || set.Release != s.Release || !slices.Equal(idsOf(set), c.want) {
						t.Errorf("%s: %q of %+v, %v; want %q of %+v", name, idsOf(set), set.Release, err, c.want, s.Release)
						return
					}
				}
			}
		})
	}
	for i := range 10 {
		if err := service.Start(t.Context(), with(func(c *bank.Content) { questionOf(c, "raise").Depth = 1 + i%2 })); err != nil {
			t.Error(err)
		}
	}
	group.Wait()
	if got := slices.Sorted(maps.Values(versions(service.Serving().Content))); got[len(got)-1] < 9 {
		t.Errorf("versions are %v, want one to have been raised again and again", got)
	}
}
