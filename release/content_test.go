package release_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"twoway/bank"
	"twoway/release"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func term(id string, synonyms ...string) bank.Term {
	return bank.Term{ID: id, Name: id, Definition: "What " + id + " is.", Synonyms: synonyms}
}

func question(id, topic, text string) bank.Question {
	return bank.Question{
		ID: id, Version: 1, Status: bank.Ready, Locale: "en", Source: "Twoway", License: "CC-BY-4.0",
		Asker: bank.Candidate, Topic: topic, Minutes: 3, Depth: 2,
		Text: text, Softer: "May I ask: " + text, Firmer: "Exactly: " + text, HowToAsk: "Calmly.", Reveals: "The reason.",
		ListenFor: []string{"a", "b"}, WatchFor: []string{"c", "d"}, FollowUps: []string{"e", "f"}, CheckFirst: []string{"g"},
	}
}

// small is a bank of four questions and two rules. It is new with each call, neither sorted nor normalised.
func small() bank.Content {
	pager := question("pager", "workload", "How many pages came in the last on-call week?")
	pager.Cares, pager.Aspects = []string{"balance"}, []string{"on_call"}
	raise := question("raise", "pay", "When did somebody here last get more money?")
	raise.Cares, raise.Stages, raise.Seniority.From = []string{"money"}, []string{"offer"}, "senior"
	fault := question("fault", "problem_solving", "Tell me about the hardest fault that you have found.")
	fault.Asker, fault.Format = bank.Interviewer, bank.Behavioural
	fault.Anchors = &bank.Anchors{One: "Guesses.", Three: "Names a cause.", Five: "Rules causes out."}
	return bank.Content{
		Vocabulary: bank.Vocabulary{
			Seniorities: []bank.Seniority{
				{Term: term("intern"), Level: 1},
				{Term: term("entry", "junior"), Level: 2},
				{Term: term("mid"), Level: 3},
				{Term: term("senior"), Level: 4},
			},
			Stages:  []bank.Stage{{Term: term("panel")}, {Term: term("offer")}},
			AskedOf: []bank.Term{term("peer")},
			Cares: []bank.Care{
				{Term: term("balance"), Aspects: []bank.Term{term("on_call", "pager"), term("overtime")}}, {Term: term("money")},
			},
			Topics: []bank.Topic{
				{Term: term("workload"), Asker: bank.Candidate},
				{Term: term("pay"), Asker: bank.Candidate},
				{Term: term("problem_solving"), Asker: bank.Interviewer, Scored: true},
			},
			Roles: []bank.Role{{Term: term("nursing", "nurse")}, {Term: term("operations")}},
		},
		Weights: bank.Weights{CareOrder: []int{60, 40}, CareOnly: 40, Repeat: []int{100, 50}},
		Questions: []bank.Question{
			raise, pager, fault, question("doubt", "workload", "What would you change about the job if you could?"),
		},
		Rules: []bank.Rule{
			{
				ID: "pager-for-operators", Version: 1, Status: bank.Ready, Asker: bank.Candidate, Name: "The pager",
				When: `profile.role == "operations"`, Pick: `"on_call" in question.aspects`,
				Effect: bank.Effect{Kind: bank.Boost, Points: 30}, Because: "You would carry it.",
				Cases: []bank.Case{
					{Applies: true, Profile: bank.Meeting{Role: "operations", Cares: []string{}}, Question: "pager"},
					{Applies: false, Profile: bank.Meeting{Role: "nursing"}},
				},
			},
			{
				ID: "doubt-last", Version: 1, Status: bank.Ready, Asker: bank.Candidate, Name: "Doubt comes last",
				When: "", Pick: `question.id == "doubt"`,
				Effect: bank.Effect{Kind: bank.Place, Where: "last"}, Because: "It is easier at the end.",
				Cases: []bank.Case{{Applies: true, Question: "doubt"}, {Applies: false, Question: "pager"}},
			},
		},
	}
}

// with is the small bank with one change.
func with(change func(c *bank.Content)) bank.Content {
	c := small()
	change(&c)
	return c
}

func questionOf(c *bank.Content, id string) *bank.Question {
	return &c.Questions[slices.IndexFunc(c.Questions, func(q bank.Question) bool { return q.ID == id })]
}

func ruleOf(c *bank.Content, id string) *bank.Rule {
	return &c.Rules[slices.IndexFunc(c.Rules, func(r bank.Rule) bool { return r.ID == id })]
}

// memory is a store that several services may share. Like the real one it keeps the canonical form of content.
type memory struct {
	mu       sync.Mutex
	kept     []bank.Release
	drafts   []bank.DraftPart
	audit    []bank.AuditEntry
	replicas map[string]bank.Replica
	current  error  // that Current fails with, if not nil
	append   error  // that Commit fails with, if not nil
	meantime func() // runs before each Commit, without the lock
	reads    int
	writes   int

	newest error         // that Newest fails with, if not nil
	read   func() error  // runs before each Release, without the lock, which fails with what it returns; may be nil
	tells  chan struct{} // Listen hears what comes here, and loses its connection when it is closed; nil: never
	heard  int           // times that Listen was called
}

var _ release.Store = (*memory)(nil)

func (m *memory) Newest(context.Context) (bank.ReleaseID, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.newest != nil || len(m.kept) == 0 {
		return bank.ReleaseID{}, m.newest
	}
	return m.kept[len(m.kept)-1].ID(), nil
}

func (m *memory) Release(_ context.Context, number int) (bank.Release, error) {
	if m.read != nil {
		if err := m.read(); err != nil {
			return bank.Release{}, err
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.newest != nil {
		return bank.Release{}, m.newest
	}
	for _, r := range m.kept {
		if r.Number == number {
			return throughJSON(r)
		}
	}
	return bank.Release{}, &bank.Error{Code: bank.CodeNotFound, Message: "There is no such release."}
}

func (m *memory) Releases(context.Context) ([]bank.Release, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	list := slices.Clone(m.kept)
	slices.Reverse(list)
	return list, nil
}

func (m *memory) Listen(ctx context.Context, heard func()) error {
	m.mu.Lock()
	m.heard++
	tells := m.tells
	m.mu.Unlock()
	for {
		select {
		case <-ctx.Done():
			return nil
		case _, open := <-tells:
			if !open {
				return &bank.Error{Code: bank.CodeUnavailable, Message: "The connection is lost."}
			}
			heard()
		}
	}
}

func (m *memory) Current(context.Context) (bank.Release, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.reads++
	if m.current != nil {
		return bank.Release{}, m.current
	}
	if len(m.kept) == 0 {
		return bank.Release{}, &bank.Error{Code: bank.CodeNotFound, Message: "There is no release yet."}
	}
	return throughJSON(m.kept[len(m.kept)-1])
}

func (m *memory) Drafts(context.Context) ([]bank.DraftPart, int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.drafts), len(m.audit), nil
}

func (m *memory) find(kind bank.Kind, id string) int {
	return slices.IndexFunc(m.drafts, func(d bank.DraftPart) bool { return d.Kind == kind && d.ID == id })
}

func (m *memory) Revision(context.Context) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.audit), nil
}

func (m *memory) Audit(context.Context, int, int) ([]bank.AuditEntry, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.audit), nil
}

func (m *memory) Commit(_ context.Context, c bank.Commit) error {
	if m.meantime != nil {
		m.meantime()
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.writes++
	switch {
	case m.append != nil:
		return m.append
	case c.After != len(m.audit):
		return &bank.Error{Code: bank.CodeStale, Message: "Somebody has written."}
	case c.Release != nil && slices.ContainsFunc(m.kept, func(kept bank.Release) bool { return kept.Number == c.Release.Number }):
		return &bank.Error{Code: bank.CodeConflict, Message: "This release exists already."}
	}
	for _, e := range c.Entries {
		e.Number = len(m.audit) + 1
		m.audit = append(m.audit, e)
	}
	for _, d := range c.Drafts {
		if i := m.find(d.Kind, d.ID); i >= 0 {
			m.drafts[i] = d
		} else {
			m.drafts = append(m.drafts, d)
		}
	}
	if c.Release == nil {
		return nil
	}
	r, err := throughJSON(*c.Release)
	m.kept = append(m.kept, r)
	return err
}

func (m *memory) Report(_ context.Context, r bank.Replica) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.replicas == nil {
		m.replicas = map[string]bank.Replica{}
	}
	m.replicas[r.Name] = r
	return nil
}

func (m *memory) Replicas(context.Context) ([]bank.Replica, error) { return nil, nil }

func (m *memory) Secret(context.Context, string) ([]byte, error) { return []byte("a secret"), nil }

func throughJSON(r bank.Release) (bank.Release, error) {
	canonical, err := r.Content.Canonical()
	if err != nil {
		return bank.Release{}, err
	}
	r.Content, err = bank.ParseContent(canonical)
	return r, err
}

func newService(m *memory) *release.Service {
	return release.NewService(m, func() time.Time { return noon }, release.Options{})
}

// started is a service that has started on a store.
func started(t *testing.T, m *memory, shipped bank.Content) *release.Service {
	t.Helper()
	s := newService(m)
	if err := s.Start(t.Context(), shipped); err != nil {
		t.Fatal(err)
	}
	return s
}

func frozen(t *testing.T, previous bank.Release, content bank.Content) bank.Release {
	t.Helper()
	r, err := release.Freeze(previous, content, "a note", noon)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func codeOf(err error) bank.Code {
	e, _ := errors.AsType[*bank.Error](err)
	if e == nil {
		return ""
	}
	return e.Code
}
