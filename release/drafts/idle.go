package drafts

import (
	"context"
	"time"

	"twoway/bank"
	"twoway/lint"
)

// idleAfter is how long the drafts stay in memory after they were used last. They take as much of it as the release in service.
const idleAfter = 15 * time.Minute

// use is how the drafts in memory are used.
type use struct {
	last     time.Time // when they were used last
	visited  time.Time // when somebody looked at pages about them last
	prepared int       // the revision for which everything is prepared that pages need
}

// Tended is what Tend has done.
type Tended int

// What Tend has done.
const (
	TendedNothing  Tended = iota
	TendedForgot          // the drafts are no longer in memory
	TendedPrepared        // what pages need of the drafts is prepared
)

// Visit says that somebody looks at pages about the drafts, so that what pages need is prepared before it is asked for (see Visited and
// Tend).
func (s *Service) Visit() {
	s.mu.Lock()
	s.use.visited = s.now()
	s.mu.Unlock()
	select {
	case s.visits <- struct{}{}:
	default: // somebody will look soon
	}
}

// Visited returns a channel that receives a value after Visit was called: it is time for Tend.
func (s *Service) Visited() <-chan struct{} { return s.visits }

// Tend prepares what pages need, if somebody looks at them and the drafts have changed since, and forgets the drafts when nobody has used them
// for a quarter of an hour. It is to be called after each visit, and now and then.
func (s *Service) Tend(ctx context.Context) Tended {
	s.mu.Lock()
	state, used := s.state, s.use
	s.mu.Unlock()
	idle := s.now().Sub(used.last) >= idleAfter
	switch isVisited := s.now().Sub(used.visited) < idleAfter; {
	case isVisited && (state == nil || state.Revision != used.prepared):
		return s.prepare(ctx)
	case state != nil && idle && !isVisited:
		s.Forget()
		return TendedForgot
	}
	return TendedNothing
}

// prepare makes what pages need of the drafts. Errors are left to whoever needs it next.
func (s *Service) prepare(ctx context.Context) Tended {
	state, err := s.State(ctx)
	if err != nil {
		return TendedNothing
	}
	state.warm()
	if _, err := s.faulty(state); err != nil {
		return TendedNothing
	}
	state.Reader()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.use.prepared = state.Revision
	return TendedPrepared
}

// Warm reads the drafts, and prepares what the first review needs. Errors are left to whoever needs the drafts next.
func (s *Service) Warm(ctx context.Context) {
	if state, err := s.State(ctx); err == nil {
		state.warm()
	}
}

// warm makes what reviews need.
func (s *State) warm() {
	s.validator()
	s.checker().Warm()
	lint.Check("", lint.Options{})
}

// Forget gives the memory of the drafts free. Whoever uses them next reads them from the database.
func (s *Service) Forget() {
	s.mu.Lock()
	s.state, s.use = nil, use{}
	s.mu.Unlock()
	s.words.forget()
	s.faults.forget()
	s.changes.forget()
	s.readings.forget()
	s.phrases.forget()
}

func (m *wordMemory) forget() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.kinds = nil
}

func (m *faultMemory) forget() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.revision, m.faulty, m.wordings = 0, nil, nil
}

func (m *changeMemory) forget() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.release, m.released, m.compared, m.revision, m.changed = bank.ReleaseID{}, nil, nil, 0, nil
}

func (m *readingMemory) forget() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.resolver, m.result = nil, Rereadings{}
}

func (m *phraseMemory) forget() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.state, m.known = nil, nil
}
