package drafts

import (
	"bytes"
	"slices"
	"sync"
	"sync/atomic"

	"twoway/bank"
	"twoway/resolve"
)

// reader reads what people type by the vocabulary and the questions of a state. Making it takes about a second for a large bank, so it is
// made at the first call, and states share what has not changed.
type reader struct {
	resolver func() *resolve.Resolver // of the vocabulary alone
	examples *atomic.Pointer[resolve.Examples]
	older    *resolve.Examples // of a state before, nil for none
}

// newReader returns the reader of a content, given the examples of a state before, which may be nil.
func newReader(content *bank.Content, older *resolve.Examples) reader {
	r := reader{examples: &atomic.Pointer[resolve.Examples]{}, older: older}
	r.resolver = sync.OnceValue(func() *resolve.Resolver { return resolve.SharedResolver(&content.Vocabulary) })
	return r
}

// latest returns the newest examples that were made, nil if none were.
func (r *reader) latest() *resolve.Examples {
	if made := r.examples.Load(); made != nil {
		return made
	}
	return r.older
}

// Reader returns the resolver that reads what people type as it would be read if all drafts were published.
func (s *State) Reader() *resolve.Resolver {
	resolver := s.reader.resolver()
	if made := s.reader.examples.Load(); made != nil {
		return resolver.WithExamples(made)
	}
	examples := resolver.NewExamplesAfter(s.reader.older, s.Content.ReadyQuestions())
	s.reader.examples.Store(examples)
	return resolver.WithExamples(examples)
}

// readingMemory keeps the last resolver that a term was tried with: whoever tries a term often saves it next. The zero value is ready for
// use.
type readingMemory struct {
	trying   sync.Mutex // while a term is tried: one at a time, since that takes time and memory
	mu       sync.Mutex // guards the rest
	revision int
	part     bank.Part
	resolver *resolve.Resolver
	result   Rereadings
}

// find returns the result of the same trial as the last one.
func (m *readingMemory) find(revision int, part bank.Part) (Rereadings, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	isSame := m.resolver != nil && m.revision == revision && m.part.Kind == part.Kind && bytes.Equal(m.part.Body, part.Body)
	return m.result, isSame
}

func (m *readingMemory) keep(revision int, part bank.Part, resolver *resolve.Resolver, result Rereadings) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.revision, m.part, m.resolver, m.result = revision, part, resolver, result
}

// adopt gives a state the resolver of the last trial, if just that was saved, and forgets it. The state may be nil.
func (m *readingMemory) adopt(next *State, changed []bank.DraftPart) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if resolver := m.resolver; next != nil && resolver != nil && len(changed) == 1 && next.Revision == m.revision+1 &&
		changed[0].Kind == m.part.Kind && !changed[0].Retired && bytes.Equal(changed[0].Body, m.part.Body) {
		next.reader.resolver = func() *resolve.Resolver { return resolver }
	}
	if slices.ContainsFunc(changed, func(d bank.DraftPart) bool { return d.Kind.IsTerm() }) {
		m.resolver, m.result = nil, Rereadings{}
	}
}
