package serve_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"twoway/bank"
	"twoway/internal/testbank"
	"twoway/release/serve"
	"twoway/rules"
)

// withoutWords returns a set without the words that were typed, which a token does not have.
func withoutWords(s bank.Set) bank.Set {
	s.Understood, s.Unrecognised = []bank.Understood{}, []bank.Unrecognised{}
	s.Profile.Cares = slices.Clone(s.Profile.Cares)
	for i := range s.Profile.Cares {
		s.Profile.Cares[i].Said = ""
	}
	return s
}

// replay replays a token with only one release.
func replay(t *testing.T, s *serve.Compiled, token string) (bank.Set, bool, error) {
	t.Helper()
	_, set, reproduced, err := serve.Fixed(s).Replay(t.Context(), token)
	return set, reproduced, err
}

// TestReplay replays the tokens of sets on the same replica and on another one.
func TestReplay(t *testing.T) {
	m := &testbank.Memory{}
	s := testbank.Started(t, m, testbank.Small()).Current()
	for name, c := range requests {
		first, err := s.Answer(c.request)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for where, replica := range map[string]*serve.Compiled{"same replica": s, "another replica": testbank.Started(t, &testbank.Memory{}, testbank.Small()).Current()} {
			got, reproduced, err := replay(t, replica, s.Token(first))
			if err != nil || !reproduced {
				t.Errorf("%s, %s: reproduced %v, error %v; want the same set", name, where, reproduced, err)
			}
			if diff := cmp.Diff(withoutWords(first), got, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("%s, %s: set (-first +replayed):\n%s", name, where, diff)
			}
		}
	}
}

// TestReplayAtTheBounds replays the largest and the smallest request.
func TestReplayAtTheBounds(t *testing.T) {
	var aspects []string
	s := testbank.Started(t, &testbank.Memory{}, testbank.With(func(c *bank.Content) {
		for i := range bank.MaxCares {
			aspects = append(aspects, fmt.Sprintf("aspect_%d", i))
			c.Vocabulary.Cares[1].Aspects = append(c.Vocabulary.Cares[1].Aspects, testbank.Term(aspects[i]))
		}
	})).Current()
	for _, request := range []bank.Request{
		{Asker: bank.Candidate, Minutes: bank.MaxMinutes, Count: bank.MaxCount, Cares: aspects, Seed: bank.MaxSeed},
		{Asker: bank.Candidate, Minutes: 1, Count: 1},
	} {
		set, err := s.Answer(request)
		if err != nil || len(set.Profile.Cares) != len(request.Cares) {
			t.Fatalf("%+v: %d cares, %v", request, len(set.Profile.Cares), err)
		}
		if _, reproduced, err := replay(t, s, s.Token(set)); !reproduced || err != nil {
			t.Errorf("%+v: reproduced %v, %v; want the same set", request, reproduced, err)
		}
	}
}

// TestReplayAfterAChange replays tokens of another release or engine: the result is a set, but not reported as reproduced.
func TestReplayAfterAChange(t *testing.T) {
	s := testbank.Started(t, &testbank.Memory{}, testbank.Small()).Current()
	set, err := s.Answer(requests["a care"].request)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		number, engine int
		hash           string
		reproduced     bool
	}{
		"unchanged":       {1, rules.Version, s.Release.Hash, true},
		"number":          {4, rules.Version, s.Release.Hash, true},
		"hash":            {1, rules.Version, "sha256:" + strings.Repeat("0", 64), false},
		"no hash":         {1, rules.Version, "", false},
		"an older engine": {1, rules.Version - 1, s.Release.Hash, false},
		"a newer engine":  {1, rules.Version + 1, s.Release.Hash, false},
	} {
		token := secret.Seal(bank.ReleaseID{Number: c.number, Hash: c.hash}, c.engine, set.Profile, func(string) bool { return false })
		got, reproduced, err := replay(t, s, token)
		if err != nil || reproduced != c.reproduced || got.Release != s.Release {
			t.Errorf("%s: reproduced %v of %+v, %v; want %v of %+v", name, reproduced, got.Release, err, c.reproduced, s.Release)
		}
		if diff := cmp.Diff(withoutWords(set), got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s: set (-first +replayed):\n%s", name, diff)
		}
	}
	changed := testbank.Started(t, &testbank.Memory{}, testbank.With(func(c *bank.Content) { testbank.QuestionOf(c, "doubt").Minutes = 4 })).Current()
	if _, reproduced, err := replay(t, changed, s.Token(set)); reproduced || err != nil {
		t.Errorf("with another release: reproduced %v, %v; want a set that is not", reproduced, err)
	}
}

// TestReplayOlderReleases replays tokens of older releases as long as the store has the releases. Without the store, the
// cached releases still answer.
func TestReplayOlderReleases(t *testing.T) {
	m := &testbank.Memory{}
	service := testbank.Started(t, m, testbank.Small())
	var tokens []string
	var sets []bank.Set
	for i := range 6 {
		if i > 0 {
			if err := service.Start(t.Context(), testbank.With(func(c *bank.Content) { testbank.QuestionOf(c, "pager").Minutes = 4 + i })); err != nil {
				t.Fatal(err)
			}
		}
		s := service.Current()
		set, err := s.Answer(requests["a care"].request)
		if err != nil {
			t.Fatal(err)
		}
		tokens, sets = append(tokens, s.Token(set)), append(sets, set)
	}
	fresh := testbank.Started(t, m, m.Published[5].Content)
	check := func(what string, s testbank.Services, i int) {
		t.Helper()
		from, set, reproduced, err := s.Serve.Replay(t.Context(), tokens[i])
		if err != nil || !reproduced || from.Release.Number != i+1 {
			t.Fatalf("%s, release %d: reproduced %v, %v", what, i+1, reproduced, err)
		}
		if diff := cmp.Diff(withoutWords(sets[i]), set, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s, release %d: set (-first +replayed):\n%s", what, i+1, diff)
		}
	}
	for i := range tokens {
		check("served before", service, i)
		check("read from the store", fresh, i)
	}
	m.Fail(&bank.Error{Code: bank.CodeUnavailable, Message: "The database is unreachable."})
	for _, i := range []int{5, 4, 3} {
		check("without the store", fresh, i)
	}
	if _, _, _, err := fresh.Serve.Replay(t.Context(), tokens[0]); testbank.CodeOf(err) != bank.CodeUnavailable {
		t.Errorf("release 1, which is no longer cached: %v, want code unavailable", err)
	}
	m.Fail(nil)
	m.Published = m.Published[1:]
	if from, _, reproduced, err := fresh.Serve.Replay(t.Context(), tokens[0]); err != nil || reproduced || from != fresh.Current() {
		t.Errorf("release 1, which was deleted: reproduced %v, %v", reproduced, err)
	}
}

// TestReplayWaitsForSlowReads: while one older release is read slowly, cached releases answer, and a newer release is put into
// service. All calls for the slow release share one read, and a call returns when its context is cancelled.
func TestReplayWaitsForSlowReads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &testbank.Memory{}
		service := testbank.Started(t, m, testbank.Small())
		var tokens []string
		for i := range 6 {
			if err := service.Start(t.Context(), testbank.With(func(c *bank.Content) { testbank.QuestionOf(c, "pager").Minutes = 2 + i })); err != nil {
				t.Fatal(err)
			}
			set, err := service.Current().Answer(requests["a care"].request)
			if err != nil {
				t.Fatal(err)
			}
			tokens = append(tokens, service.Current().Token(set))
		}
		reads, slow := 0, make(chan struct{})
		m.BeforeRelease = func() error { reads++; <-slow; return nil }
		var waiting sync.WaitGroup
		for range 3 {
			waiting.Go(func() {
				if _, _, reproduced, err := service.Serve.Replay(t.Context(), tokens[0]); err != nil || !reproduced {
					t.Errorf("the slow release: reproduced %v, %v", reproduced, err)
				}
			})
		}
		cancelled, cancel := context.WithCancel(t.Context())
		waiting.Go(func() {
			if _, _, _, err := service.Serve.Replay(cancelled, tokens[0]); !errors.Is(err, context.Canceled) {
				t.Errorf("a cancelled call: %v", err)
			}
		})
		synctest.Wait()
		cancel()
		if _, _, reproduced, err := service.Serve.Replay(t.Context(), tokens[4]); err != nil || !reproduced {
			t.Errorf("a cached release: reproduced %v, %v", reproduced, err)
		}
		if err := service.Start(t.Context(), testbank.Small()); err != nil {
			t.Error(err)
		}
		close(slow)
		waiting.Wait()
		if reads != 1 {
			t.Errorf("the slow release was read %d times, want once", reads)
		}
	})
}

// TestReplayInvalid replays tokens that are well formed, but whose profiles cannot come from a request.
func TestReplayInvalid(t *testing.T) {
	s := testbank.Started(t, &testbank.Memory{}, testbank.Small()).Current()
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
		"unknown term":           func(p *bank.Profile) { p.Cares = []bank.Chosen{{Term: "error budget"}} },
		"a care twice":           func(p *bank.Profile) { p.Cares = append(p.Cares, p.Cares[0]) },
		"too many cares":         func(p *bank.Profile) { p.Cares = make([]bank.Chosen, bank.MaxCares+1) },
		"no minutes":             func(p *bank.Profile) { p.Minutes = 0 },
		"too many minutes":       func(p *bank.Profile) { p.Minutes = bank.MaxMinutes + 1 },
		"no count":               func(p *bank.Profile) { p.Count = 0 },
		"too high a count":       func(p *bank.Profile) { p.Count = bank.MaxCount + 1 },
		"seed below 0":           func(p *bank.Profile) { p.Seed = -1 },
		"too high a seed":        func(p *bank.Profile) { p.Seed = bank.MaxSeed + 1 },
		"exclude twice":          func(p *bank.Profile) { p.Exclude = []string{"a", "a"} },
		"no locale":              func(p *bank.Profile) { p.Locale = "" },
	} {
		p := set.Profile
		p.Cares = slices.Clone(p.Cares)
		change(&p)
		wantInvalidToken(t, s, name, secret.Seal(s.Release, rules.Version, p, func(string) bool { return false }))
	}
	good := s.Token(set)
	for _, text := range []string{"", "x", good + "x", good[1:], good[:len(good)-1]} {
		wantInvalidToken(t, s, text, text)
	}
}

func wantInvalidToken(t *testing.T, s *serve.Compiled, name, token string) {
	t.Helper()
	set, reproduced, err := replay(t, s, token)
	if testbank.CodeOf(err) != bank.CodeInvalidToken || reproduced || len(set.Items) > 0 {
		t.Errorf("%s: %d questions, reproduced %v, error %v; want one of code invalid_token", name, len(set.Items), reproduced, err)
	}
}

// TestNext requests more questions until there are none: each question appears once.
func TestNext(t *testing.T) {
	s := testbank.Started(t, &testbank.Memory{}, testbank.Small()).Current()
	set, err := s.Answer(ask(func(r *bank.Request) { r.Count = 1 }))
	if err != nil {
		t.Fatal(err)
	}
	seen := testbank.IDs(set)
	for range 5 {
		token, more := s.Next(set)
		if !more {
			break
		}
		if set, _, err = replay(t, s, token); err != nil {
			t.Fatal(err)
		}
		seen = append(seen, testbank.IDs(set)...)
	}
	if want := []string{"pager", "doubt"}; !slices.Equal(seen, want) {
		t.Errorf("questions are %q, want %q", seen, want)
	}
}

// TestReplayTerm replays a set for somebody who named a term of the trade; in another trade it is none.
func TestReplayTerm(t *testing.T) {
	content := testbank.With(func(c *bank.Content) { c.Vocabulary.Roles[1].Lexicon = []string{"on-call week"} })
	s := testbank.Started(t, &testbank.Memory{}, content).Current()
	first, err := s.Answer(bank.Request{Asker: bank.Candidate, Role: "operations", Cares: []string{"on-call weeks"}, Minutes: 30})
	if err != nil || len(first.Profile.Cares) != 1 || first.Profile.Cares[0].Term != "on-call week" || len(first.Shortfall) > 0 {
		t.Fatalf("understood as %+v, short of %+v: %v", first.Profile.Cares, first.Shortfall, err)
	}
	got, reproduced, err := replay(t, s, s.Token(first))
	if err != nil || !reproduced {
		t.Errorf("reproduced %v, error %v", reproduced, err)
	}
	if diff := cmp.Diff(withoutWords(first), got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("set (-first +replayed):\n%s", diff)
	}
	p := first.Profile
	p.Role = "nursing"
	wantInvalidToken(t, s, "a term of another trade", secret.Seal(s.Release, rules.Version, p, func(string) bool { return false }))
}

// TestIsOlder: only a token of another release, of the same engine, may need a database.
func TestIsOlder(t *testing.T) {
	service := testbank.Started(t, &testbank.Memory{}, testbank.Small())
	before := service.Current()
	set, err := before.Answer(requests["a care"].request)
	if err != nil {
		t.Fatal(err)
	}
	token := before.Token(set)
	if service.Serve.IsOlder(token) {
		t.Error("a token of the release in service is called older")
	}
	if err := service.Start(t.Context(), testbank.With(func(c *bank.Content) { testbank.QuestionOf(c, "raise").Depth = 1 })); err != nil {
		t.Fatal(err)
	}
	if !service.Serve.IsOlder(token) {
		t.Error("a token of the release before is not called older")
	}
	for _, bad := range []string{"", "x", token[:20], token + "x"} {
		if service.Serve.IsOlder(bad) {
			t.Errorf("%q is called older", bad)
		}
	}
	if serve.New(&testbank.Memory{}, serve.Options{}).IsOlder(token) {
		t.Error("a service without a release calls a token older")
	}
}
