package drafts

import (
	"context"
	"time"

	"twoway/bank"
	"twoway/lint"
)

// idleAfter is how long the drafts stay in memory after they were used last. They take as much of it as the release in service.
const idleAfter = 15 * time.Minute

// use is when the drafts in memory were used last, and whether what reviews need is prepared for them.
type use struct {
	last   time.Time
	warmed bool
}

// Tend prepares what reviews need, soon after somebody has begun to use the drafts, and forgets the drafts when nobody has used them for a
// quarter of an hour. It reports whether it has forgotten them. It is to be called every few seconds.
func (s *Service) Tend() (forgotten bool) {
	s.mu.Lock()
	state, used := s.state, s.use
	s.mu.Unlock()
	switch {
	case state == nil:
	case s.now().Sub(used.last) >= idleAfter:
		s.forget()
		return true
	case !used.warmed:
		state.warm()
		s.mu.Lock()
		s.use.warmed = true
		s.mu.Unlock()
	}
	return false
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

// forget gives the memory of the drafts free.
func (s *Service) forget() {
	s.mu.Lock()
	s.state, s.use = nil, use{}
	s.mu.Unlock()
	s.words.forget()
	s.faults.forget()
	s.changes.forget()
	s.readings.forget()
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
