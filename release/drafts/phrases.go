package drafts

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"time"

	"twoway/bank"
	"twoway/resolve"
)

// PhraseStatus says what is to be done about a phrase that people sent.
type PhraseStatus string

// The statuses of a phrase.
const (
	PhraseOpen       PhraseStatus = "open"
	PhraseDismissed  PhraseStatus = "dismissed"
	PhraseUnderstood PhraseStatus = "understood" // by the drafts
)

// PhraseQuery says which phrases are wanted; "" stands for all.
type PhraseQuery struct {
	Kind   bank.PhraseKind
	Words  string // that a phrase contains, ignoring case and accents
	Status PhraseStatus
}

// ReadPhrase is a phrase, and what it would be understood as if all drafts were published.
type ReadPhrase struct {
	bank.Phrase

	Status PhraseStatus
	ReadAs *bank.Understood // nil if it would not be understood
	Key    string           // by which phrases are sorted
}

// ReadPhrases returns those of some phrases that a query asks for, the ones that were sent most often first, and of these the latest.
func (s *Service) ReadPhrases(ctx context.Context, list []bank.Phrase, q PhraseQuery) ([]ReadPhrase, error) {
	state, err := s.State(ctx)
	if err != nil {
		return nil, err
	}
	words := resolve.Normalise(q.Words)
	found := []ReadPhrase{}
	for _, p := range list {
		if q.Kind != "" && p.Kind != q.Kind || !strings.Contains(resolve.Normalise(p.Said), words) {
			continue
		}
		read := ReadPhrase{Phrase: p, ReadAs: s.phrases.read(state, &p), Key: phraseKey(&p)}
		read.Status = statusOf(&read)
		if q.Status == "" || q.Status == read.Status {
			found = append(found, read)
		}
	}
	slices.SortFunc(found, func(a, b ReadPhrase) int { return cmp.Compare(a.Key, b.Key) })
	return found, nil
}

func statusOf(p *ReadPhrase) PhraseStatus {
	switch {
	case p.Dismissed:
		return PhraseDismissed
	case p.ReadAs != nil:
		return PhraseUnderstood
	}
	return PhraseOpen
}

// phraseKey returns a text that sorts phrases: what was sent more often comes first, then what was sent later.
func phraseKey(p *bank.Phrase) string {
	return fmt.Sprintf("%010d%010d%s", math.MaxInt32-min(p.Count, math.MaxInt32), math.MaxInt32-p.LastOn.Unix()/int64(24*time.Hour/time.Second), p.ID)
}

// phraseMemory keeps what the phrases are read as by the last state. The zero value is ready for use.
type phraseMemory struct {
	mu    sync.Mutex
	state *State
	known map[string]*bank.Understood // by the ID of the phrase
}

// read returns what a phrase is read as by the drafts of a state; nil if it is not understood.
func (m *phraseMemory) read(state *State, p *bank.Phrase) *bank.Understood {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.state != state {
		m.state, m.known = state, map[string]*bank.Understood{}
	}
	known, found := m.known[p.ID]
	if !found {
		known = state.readPhrase(p)
		m.known[p.ID] = known
	}
	return known
}

// readPhrase returns what a phrase is read as; nil if it is not understood.
func (s *State) readPhrase(p *bank.Phrase) *bank.Understood {
	req, pointer := bank.Request{Asker: bank.Candidate, Minutes: 1, Role: p.Said}, "/role"
	if p.Kind == bank.PhraseCare {
		req.Role, req.Cares, pointer = p.Role, []string{p.Said}, "/cares/0"
	}
	_, reading, err := s.Reader().Profile(req)
	isUnread := func(u bank.Unrecognised) bool { return u.Pointer == pointer }
	if err != nil || slices.ContainsFunc(reading.Unrecognised, isUnread) {
		return nil
	}
	i := slices.IndexFunc(reading.Understood, func(u bank.Understood) bool { return u.Pointer == pointer })
	if i < 0 {
		return nil
	}
	return &reading.Understood[i]
}
