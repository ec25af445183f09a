package drafts

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"time"

	"twoway/bank"
)

// Import is a bank to import. The content must be valid, as package exchange returns it.
type Import struct {
	Content   bank.Content
	Exported  *bank.Exported // nil if the bank was not exported, so that no edits can be noticed
	Write     bool           // without it, the import is only tried
	Overwrite bool           // in spite of conflicts
}

// Imported is what an import changes, and the conflicts that it overwrites.
type Imported struct {
	Changes   []bank.PartChange
	Conflicts []Conflict
}

// Import makes the drafts equal to a bank: its parts are created or replaced, and all other drafts are retired. If in.Write is
// true, it writes exactly the changes that it returns, all or nothing; if somebody else writes at the same time, the error has
// code stale. If the import would undo what others have changed since the export, the error has code conflict and a fault for
// each such part, unless in.Overwrite is true. If it would create a part with the reserved ID, the error has code invalid_content.
func (s *Service) Import(ctx context.Context, actor bank.Actor, in Import) (Imported, error) {
	state, err := s.State(ctx)
	if err != nil {
		return Imported{}, err
	}
	conflicts, err := s.conflicts(ctx, state, in)
	if err != nil {
		return Imported{}, err
	}
	if len(conflicts) > 0 && !in.Overwrite {
		e := &bank.Error{Code: bank.CodeConflict, Message: "The import would undo changes that were made since the export."}
		for _, c := range conflicts {
			e.Faults = append(e.Faults, c.Fault())
		}
		return Imported{}, e
	}
	changes, err := s.importInto(ctx, state, actor, in)
	return Imported{Changes: changes, Conflicts: conflicts}, err
}

// importInto makes the drafts of a state equal to a bank, and returns the changes.
func (s *Service) importInto(ctx context.Context, state *State, actor bank.Actor, in Import) ([]bank.PartChange, error) {
	m := &importer{author: actor, drafts: slices.Clone(state.Drafts), commit: bank.Commit{After: state.Revision}, at: s.now().UTC()}
	if err := m.add(in.Content); err != nil {
		return nil, err
	}
	after, err := bank.Assemble(m.drafts)
	if err != nil {
		return nil, err
	}
	changes, err := bank.DiffContents(state.Content, after)
	if err != nil || !in.Write || len(m.commit.Drafts) == 0 {
		return changes, err
	}
	if err := s.Commit(ctx, m.commit); err != nil {
		return nil, s.WithCurrent(ctx, err)
	}
	return changes, nil
}

// WithCurrent returns err, with the current revision added if it has code stale.
func (s *Service) WithCurrent(ctx context.Context, err error) error {
	if !bank.HasCode(err, bank.CodeStale) {
		return err
	}
	now, failed := s.store.Revision(ctx)
	return errors.Join(Stale(now), failed)
}

// importer collects the changes of an import.
type importer struct {
	author bank.Actor
	at     time.Time
	drafts []bank.DraftPart
	commit bank.Commit
}

func (m *importer) add(content bank.Content) error {
	content.Normalise()
	content.SetAuthored() // it may be a release
	parts, err := content.Parts()
	if err != nil {
		return err
	}
	index := map[bank.PartID]int{}
	for i, d := range m.drafts {
		index[idOf(&d)] = i
	}
	if err := reservedIn(parts, index); err != nil {
		return err
	}
	positions, imported := map[bank.Kind]int{}, map[bank.PartID]bool{}
	for _, p := range parts {
		k := bank.PartID{Kind: p.Kind, ID: p.ID}
		imported[k] = true
		i, found := index[k]
		if !found {
			i = len(m.drafts)
			m.drafts = append(m.drafts, bank.DraftPart{Part: bank.Part{Kind: p.Kind, ID: p.ID, Body: []byte("{}")}})
		}
		m.take(i, p, positions[p.Kind])
		positions[p.Kind]++
	}
	for i := range m.drafts {
		if d := &m.drafts[i]; !imported[idOf(d)] && !d.Retired {
			before := *d
			if err := d.Retire(); err != nil {
				return err
			}
			m.change(i, before)
		}
	}
	return nil
}

// take sets the body and the position of a draft to those of an imported part.
func (m *importer) take(i int, p bank.Part, position int) {
	d := &m.drafts[i]
	before := *d
	wasRetired := d.Retired && d.Kind.IsTerm()
	if bytes.Equal(before.Body, p.Body) && !wasRetired && (d.Position == position || !d.Kind.IsTerm()) {
		return
	}
	d.Retired, d.Position = false, position
	d.SetBody(p.Body)
	m.change(i, before)
}

// change records that a draft has changed.
func (m *importer) change(i int, before bank.DraftPart) {
	d := &m.drafts[i]
	d.Version++
	d.EditedAt, d.EditedBy = m.at, m.author.Name
	m.commit.Drafts = append(m.commit.Drafts, *d)
	m.commit.Entries = append(m.commit.Entries, bank.AuditEntry{
		At: m.at, Author: m.author.Name, Action: bank.ActionImport, Kind: d.Kind, ID: d.ID, Version: d.Version,
		Changes: bank.DiffFields(before.Body, d.Body), AuthorKind: m.author.Kind, AuthorID: m.author.ID, WasRetired: before.Retired,
	})
}
