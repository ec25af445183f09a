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

// unsaid is a set without what its token does not carry: the words that were typed.
func unsaid(s bank.Set) bank.Set {
	s.Unrecognised = []bank.Unrecognised{}
	s.Profile.Cares = slices.Clone(s.Profile.Cares)
	for i := range s.Profile.Cares {
		s.Profile.Cares[i].Said = ""
	}
	return s
}

// again gives a set again from a release alone.
func again(t *testing.T, s *serve.Compiled, token string) (bank.Set, bool, error) {
	t.Helper()
	_, set, reproduced, err := serve.Fixed(s).Replay(t.Context(), token)
	return set, reproduced, err
}

// TestAgain: the token of a set gives that set, on any replica and under any number of the release.
func TestAgain(t *testing.T) {
	m := &testbank.Memory{}
	s := testbank.Started(t, m, testbank.Small()).Current()
	for name, c := range requests {
		first, err := s.Answer(c.request)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for where, replica := range map[string]*serve.Compiled{"here": s, "elsewhere": testbank.Started(t, &testbank.Memory{}, testbank.Small()).Current()} {
			got, reproduced, err := again(t, replica, s.Token(first))
			if err != nil || !reproduced {
				t.Errorf("%s, %s: reproduced %v, error %v; want the same set", name, where, reproduced, err)
			}
			if diff := cmp.Diff(unsaid(first), got, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("%s, %s: set (-first +again):\n%s", name, where, diff)
			}
		}
	}
}

// TestAgainAtTheBounds: the largest request there may be comes back like any other.
func TestAgainAtTheBounds(t *testing.T) {
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
		if _, reproduced, err := again(t, s, s.Token(set)); !reproduced || err != nil {
			t.Errorf("%+v: reproduced %v, %v; want the same set", request, reproduced, err)
		}
	}
}

// TestAgainAfterAChange: what comes is an answer, but it does not pass for the one that was given.
func TestAgainAfterAChange(t *testing.T) {
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
		"nothing":         {1, rules.Version, s.Release.Hash, true},
		"number":          {4, rules.Version, s.Release.Hash, true},
		"hash":            {1, rules.Version, "sha256:" + strings.Repeat("0", 64), false},
		"no hash":         {1, rules.Version, "", false},
		"an older engine": {1, rules.Version - 1, s.Release.Hash, false},
		"a newer engine":  {1, rules.Version + 1, s.Release.Hash, false},
	} {
		token := secret.Seal(bank.ReleaseID{Number: c.number, Hash: c.hash}, c.engine, set.Profile, func(string) bool { return false })
		got, reproduced, err := again(t, s, token)
		if err != nil || reproduced != c.reproduced || got.Release != s.Release {
			t.Errorf("%s: reproduced %v of %+v, %v; want %v of %+v", name, reproduced, got.Release, err, c.reproduced, s.Release)
		}
		if diff := cmp.Diff(unsaid(set), got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s: set (-first +again):\n%s", name, diff)
		}
	}
	changed := testbank.Started(t, &testbank.Memory{}, testbank.With(func(c *bank.Content) { testbank.QuestionOf(c, "doubt").Minutes = 4 })).Current()
	if _, reproduced, err := again(t, changed, s.Token(set)); reproduced || err != nil {
		t.Errorf("by another release: reproduced %v, %v; want an answer that is not", reproduced, err)
	}
}

// TestOldLinks: a token of an older release gives its set as long as the store has that release, and is read once. After
// the store is gone, those that were read go on.
func TestOldLinks(t *testing.T) {
	m := &testbank.Memory{}
	service := testbank.Started(t, m, testbank.Small())
	var tokens []string
	var sets []bank.Set
	for i := range 6 {
		if i > 0 {
			if err := service.Start(t.Context(), testbank.With(func(c *bank.Content) { testbank.QuestionOf(c, "pager").Minutes = 1 + i })); err != nil {
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
		if diff := cmp.Diff(unsaid(sets[i]), set, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s, release %d: set (-first +again):\n%s", what, i+1, diff)
		}
	}
	for i := range tokens {
		check("served once", service, i)
		check("read from the store", fresh, i)
	}
	m.Fail(&bank.Error{Code: bank.CodeUnavailable, Message: "It is away."})
	for _, i := range []int{5, 4, 3, 2, 1} {
		check("without the store", fresh, i)
	}
	if _, _, _, err := fresh.Serve.Replay(t.Context(), tokens[0]); testbank.CodeOf(err) != bank.CodeUnavailable {
		t.Errorf("release 1, which had to make room: %v, want code unavailable", err)
	}
	m.Fail(nil)
	m.Published = m.Published[1:]
	if from, _, reproduced, err := fresh.Serve.Replay(t.Context(), tokens[0]); err != nil || reproduced || from != fresh.Current() {
		t.Errorf("release 1, which is gone: reproduced %v, %v", reproduced, err)
	}
}

// TestOldLinksWait: while the store is slow to give one old release, those that are held answer, a newer one comes into
// service, and all who want the slow one wait for one read, until they have had enough.
func TestOldLinksWait(t *testing.T) {
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
					t.Errorf("the slow one: reproduced %v, %v", reproduced, err)
				}
			})
		}
		impatient, leave := context.WithCancel(t.Context())
		waiting.Go(func() {
			if _, _, _, err := service.Serve.Replay(impatient, tokens[0]); !errors.Is(err, context.Canceled) {
				t.Errorf("who has left: %v", err)
			}
		})
		synctest.Wait()
		leave()
		if _, _, reproduced, err := service.Serve.Replay(t.Context(), tokens[4]); err != nil || !reproduced {
			t.Errorf("one that is held: reproduced %v, %v", reproduced, err)
		}
		if err := service.Start(t.Context(), testbank.Small()); err != nil {
			t.Error(err)
		}
		close(slow)
		waiting.Wait()
		if reads != 1 {
			t.Errorf("it was read %d times", reads)
		}
	})
}

// TestAgainRefuses gives tokens that are well formed, and that no answer can have come with.
func TestAgainRefuses(t *testing.T) {
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
	set, reproduced, err := again(t, s, token)
	if testbank.CodeOf(err) != bank.CodeInvalidToken || reproduced || len(set.Items) > 0 {
		t.Errorf("%s: %d questions, reproduced %v, error %v; want one of code invalid_token", name, len(set.Items), reproduced, err)
	}
}

// TestNext asks for more until there is no more: each question comes once.
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
		if set, _, err = again(t, s, token); err != nil {
			t.Fatal(err)
		}
		seen = append(seen, testbank.IDs(set)...)
	}
	if want := []string{"pager", "doubt"}; !slices.Equal(seen, want) {
		t.Errorf("questions are %q, want %q", seen, want)
	}
}
