package drafts

import (
	"crypto/sha256"
	"sync"

	"twoway/bank"
)

// Baseline is a release to which drafts are compared. Content must not be written to.
type Baseline struct {
	ID      bank.ReleaseID
	Content *bank.Content
}

// sum identifies the body of a part.
type sum [sha256.Size]byte

// changeMemory remembers which drafts differ from a release. The zero value is ready for use.
type changeMemory struct {
	mu       sync.Mutex
	release  bank.ReleaseID
	released map[bank.PartID]sum // bodies of the parts of the release
	compared map[bank.PartID]comparedBody
	revision int
	changed  map[bank.PartID]bool // at the revision; nil if it is unknown
}

type comparedBody struct {
	body []byte
	sum  sum
}

// changed returns the drafts that publishing would change in a release. A draft is compared anew only if its body has changed.
func (s *Service) changed(state *State, to Baseline) (map[bank.PartID]bool, error) {
	m := &s.changes
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.released == nil || m.release != to.ID {
		if err := m.read(to); err != nil {
			return nil, err
		}
	}
	if m.changed != nil && m.revision == state.Revision {
		return m.changed, nil
	}
	changed, compared := map[bank.PartID]bool{}, make(map[bank.PartID]comparedBody, len(state.Drafts))
	for i := range state.Drafts {
		d := &state.Drafts[i]
		before, inRelease := m.released[idOf(d)]
		if d.Retired && d.Kind.IsTerm() {
			changed[idOf(d)] = inRelease
			continue
		}
		known := m.compared[idOf(d)]
		if !sameBody(known.body, d.Body) {
			known = comparedBody{d.Body, sha256.Sum256(d.Body)}
		}
		compared[idOf(d)] = known
		changed[idOf(d)] = !inRelease || known.sum != before
	}
	m.revision, m.changed, m.compared = state.Revision, changed, compared
	return changed, nil
}

// read reads the parts of a release.
func (m *changeMemory) read(to Baseline) error {
	content := *to.Content
	content.Normalise() // it may be of an older program
	parts, err := content.Parts()
	if err != nil {
		return err
	}
	m.release, m.released, m.changed = to.ID, make(map[bank.PartID]sum, len(parts)), nil
	for _, p := range parts {
		m.released[bank.PartID{Kind: p.Kind, ID: p.ID}] = sha256.Sum256(p.Body)
	}
	return nil
}
