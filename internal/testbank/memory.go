package testbank

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"testing"

	"twoway/bank"
	"twoway/release/publish"
)

// Memory is a store in memory, which several services may share. Like the real store, it stores content in canonical form.
type Memory struct {
	mu         sync.Mutex
	Published  []bank.Release
	Parts      []bank.DraftPart
	Entries    []bank.AuditEntry
	Reported   map[string]bank.Replica
	Reads      int // calls of Current
	Writes     int // calls of Commit
	Listens    int // calls of Listen
	DraftReads int // calls of Drafts
	WholeReads int // of these, for all drafts

	Sent        map[string]bank.Phrase // by ID
	Kits        map[string]bank.SavedKit
	KitTouches  int // calls of TouchKit that found one
	Planned     []bank.Schedule
	Approved    []bank.Approval
	ShippedBank string // the fingerprint of the shipped bank to which the drafts were brought

	FailCurrent   error         // the error of Current, nil for none
	FailCommit    error         // the error of Commit, nil for none
	FailPhrases   error         // the error of AddPhrase, nil for none
	FailKits      error         // the error of the methods about kits, nil for none
	writeFault    string        // of the last write, "" for none
	failNewest    error         // the error of Newest and Release, nil for none
	BeforeCommit  func()        // called before each Commit, without the lock; may be nil
	BeforeRelease func() error  // called before each Release, without the lock; Release returns its error; may be nil
	Tells         chan struct{} // Listen is notified by a send, and loses its connection when it is closed; may be nil
	Silent        bool          // Listen returns at once: there are no notifications
}

// Fail sets the error of Newest and Release; nil for none.
func (m *Memory) Fail(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.failNewest = err
}

// Add adds a release of a changed small bank, as another replica would.
func (m *Memory) Add(t *testing.T, change func(c *bank.Content)) {
	t.Helper()
	m.mu.Lock()
	defer m.mu.Unlock()
	m.Published = append(m.Published, Frozen(t, m.Published[len(m.Published)-1], With(change)))
}

// Replace replaces all releases, as a restored backup does.
func (m *Memory) Replace(published []bank.Release) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.Published = published
}

// Reopen makes Listen work again after Tells was closed.
func (m *Memory) Reopen() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.Tells = make(chan struct{})
}

// Frozen returns the release that follows another one.
func Frozen(t *testing.T, previous bank.Release, content bank.Content) bank.Release {
	t.Helper()
	r, err := publish.Freeze(previous, content, "a note", Noon())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Newest returns the ID of the newest release.
func (m *Memory) Newest(context.Context) (bank.ReleaseID, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.failNewest != nil || len(m.Published) == 0 {
		return bank.ReleaseID{}, m.failNewest
	}
	return m.Published[len(m.Published)-1].ID(), nil
}

// Contains reports whether there is a release with this ID, and returns the newest.
func (m *Memory) Contains(ctx context.Context, id bank.ReleaseID) (bool, bank.ReleaseID, error) {
	newest, err := m.Newest(ctx)
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.ContainsFunc(m.Published, func(r bank.Release) bool { return r.ID() == id }), newest, err
}

// WriteFault returns the fault that was set.
func (m *Memory) WriteFault() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.writeFault
}

// FailWrites sets the fault of WriteFault; "" for none.
func (m *Memory) FailWrites(fault string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.writeFault = fault
}

// Release returns the release with a number.
func (m *Memory) Release(_ context.Context, number int) (bank.Release, error) {
	if m.BeforeRelease != nil {
		if err := m.BeforeRelease(); err != nil {
			return bank.Release{}, err
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.failNewest != nil {
		return bank.Release{}, m.failNewest
	}
	for _, r := range m.Published {
		if r.Number == number {
			return throughJSON(r)
		}
	}
	return bank.Release{}, &bank.Error{Code: bank.CodeNotFound, Message: "Unknown release."}
}

// Releases returns all releases, the newest first.
func (m *Memory) Releases(context.Context) ([]bank.Release, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	list := slices.Clone(m.Published)
	slices.Reverse(list)
	return list, nil
}

// Listen calls heard for each value sent on Tells, unless Silent is set.
func (m *Memory) Listen(ctx context.Context, heard func()) error {
	m.mu.Lock()
	m.Listens++
	tells, isSilent := m.Tells, m.Silent
	m.mu.Unlock()
	if isSilent {
		return nil
	}
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

// Current returns the newest release.
func (m *Memory) Current(context.Context) (bank.Release, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.Reads++
	if m.FailCurrent != nil {
		return bank.Release{}, m.FailCurrent
	}
	if len(m.Published) == 0 {
		return bank.Release{}, &bank.Error{Code: bank.CodeNotFound, Message: "There is no release yet."}
	}
	return throughJSON(m.Published[len(m.Published)-1])
}

// Drafts returns all drafts and the revision.
func (m *Memory) Drafts(_ context.Context, only ...bank.PartID) ([]bank.DraftPart, int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.DraftReads++
	list := slices.Clone(m.Parts)
	if len(only) > 0 {
		list = slices.DeleteFunc(list, func(d bank.DraftPart) bool { return !slices.Contains(only, bank.PartID{Kind: d.Kind, ID: d.ID}) })
	} else {
		m.WholeReads++
	}
	return list, len(m.Entries), nil
}

func (m *Memory) find(kind bank.Kind, id string) int {
	return slices.IndexFunc(m.Parts, func(d bank.DraftPart) bool { return d.Kind == kind && d.ID == id })
}

// Revision returns the number of the last entry.
func (m *Memory) Revision(context.Context) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.Entries), nil
}

// Audit returns entries below a number (0: all), the last first.
func (m *Memory) Audit(_ context.Context, before, limit int) ([]bank.AuditEntry, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	list := slices.Clone(m.Entries)
	slices.Reverse(list)
	list = slices.DeleteFunc(list, func(e bank.AuditEntry) bool { return before > 0 && e.Number >= before })
	return list[:min(limit, len(list))], nil
}

// FindAudit returns the entries that match a filter.
func (m *Memory) FindAudit(_ context.Context, f bank.AuditFilter, before, limit int) ([]bank.AuditEntry, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	list := []bank.AuditEntry{}
	for i := len(m.Entries) - 1; i >= 0 && len(list) < limit; i-- {
		if e := m.Entries[i]; isFound(f, &e) && (before == 0 || e.Number < before) {
			list = append(list, e)
		}
	}
	return list, nil
}

// isFound reports whether an entry matches a filter.
func isFound(f bank.AuditFilter, e *bank.AuditEntry) bool {
	isThis := (f.Author == "" || e.Author == f.Author) && (f.Kind == "" || e.Kind == f.Kind) && (f.ID == "" || e.ID == f.ID)
	isThen := (f.From.IsZero() || !e.At.Before(f.From)) && (f.To.IsZero() || e.At.Before(f.To))
	return isThis && isThen && (len(f.Actions) == 0 || slices.Contains(f.Actions, e.Action))
}

// Commit writes all or nothing.
func (m *Memory) Commit(_ context.Context, c bank.Commit) error {
	if m.BeforeCommit != nil {
		m.BeforeCommit()
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.Writes++
	switch {
	case m.FailCommit != nil:
		return m.FailCommit
	case c.After != len(m.Entries):
		return &bank.Error{Code: bank.CodeStale, Message: "The drafts have changed."}
	case c.Release != nil && slices.ContainsFunc(m.Published, func(r bank.Release) bool { return r.Number == c.Release.Number }):
		return &bank.Error{Code: bank.CodeConflict, Message: "This release already exists."}
	}
	if err := m.writePublication(c); err != nil {
		return err
	}
	m.ShippedBank = cmp.Or(c.Shipped, m.ShippedBank)
	for _, e := range c.Entries {
		e.Number = len(m.Entries) + 1
		m.Entries = append(m.Entries, e)
	}
	for _, d := range c.Drafts {
		if i := m.find(d.Kind, d.ID); i >= 0 {
			m.Parts[i] = d
		} else {
			m.Parts = append(m.Parts, d)
		}
	}
	if c.Release == nil {
		return nil
	}
	r, err := throughJSON(*c.Release)
	m.Published = append(m.Published, r)
	return err
}

// Shipped returns the fingerprint of the shipped bank to which the drafts were brought.
func (m *Memory) Shipped(context.Context) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.ShippedBank, nil
}

// Report records what a replica serves.
func (m *Memory) Report(_ context.Context, r bank.Replica) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.Reported == nil {
		m.Reported = map[string]bank.Replica{}
	}
	m.Reported[r.Name] = r
	return nil
}

// Replicas returns no replicas.
func (m *Memory) Replicas(context.Context) ([]bank.Replica, error) { return nil, nil }

// Secret returns the same secret for every name.
func (m *Memory) Secret(context.Context, string) ([]byte, error) { return []byte("a secret"), nil }

func throughJSON(r bank.Release) (bank.Release, error) {
	canonical, err := r.Content.Canonical()
	if err != nil {
		return bank.Release{}, err
	}
	r.Content, err = bank.ParseContent(canonical)
	return r, err
}
