package release

import (
	"bytes"
	"context"
	"time"

	"twoway/bank"
)

// Import makes the drafts what a bank holds: what it holds is created or replaced, what it does not hold is retired. It
// returns the changes. Nothing is written unless write says so; then it is just these changes, all or nothing: if somebody
// writes at the same time, the error has code stale. The content must hold together, as package seed sees to.
func (s *Service) Import(ctx context.Context, author string, content bank.Content, write bool) ([]PartChange, error) {
	drafts, revision, err := s.store.Drafts(ctx)
	if err != nil {
		return nil, err
	}
	before, err := bank.Assemble(drafts)
	if err != nil {
		return nil, err
	}
	i := &importing{author: author, drafts: drafts, commit: bank.Commit{After: revision}, at: s.now().UTC()}
	if err := i.all(content); err != nil {
		return nil, err
	}
	after, err := bank.Assemble(i.drafts)
	if err != nil {
		return nil, err
	}
	changes, err := DiffContent(before, after)
	if err != nil || !write || len(i.commit.Drafts) == 0 {
		return changes, err
	}
	if err := s.store.Commit(ctx, i.commit); err != nil {
		return nil, s.nowStale(ctx, err)
	}
	return changes, nil
}

// importing gathers what an import comes to.
type importing struct {
	author string
	at     time.Time
	drafts []bank.DraftPart
	commit bank.Commit
}

func (m *importing) all(content bank.Content) error {
	content.Normalise()
	parts, err := content.Parts()
	if err != nil {
		return err
	}
	type key struct {
		kind bank.Kind
		id   string
	}
	index := map[key]int{}
	for i, d := range m.drafts {
		index[key{d.Kind, d.ID}] = i
	}
	positions, held := map[bank.Kind]int{}, map[key]bool{}
	for _, p := range parts {
		k := key{p.Kind, p.ID}
		held[k] = true
		i, found := index[k]
		if !found {
			i = len(m.drafts)
			m.drafts = append(m.drafts, bank.DraftPart{Part: bank.Part{Kind: p.Kind, ID: p.ID, Body: []byte("{}")}})
		}
		m.take(i, p, positions[p.Kind])
		positions[p.Kind]++
	}
	for i := range m.drafts {
		if d := &m.drafts[i]; !held[key{d.Kind, d.ID}] && !d.Retired {
			before := d.Body
			if err := d.Retire(); err != nil {
				return err
			}
			m.change(i, before)
		}
	}
	return nil
}

// take gives a draft the body and the place that an imported part has.
func (m *importing) take(i int, p bank.Part, position int) {
	d := &m.drafts[i]
	before := d.Body
	wasRetired := d.Retired && d.Kind.IsTerm()
	if bytes.Equal(before, p.Body) && !wasRetired && (d.Position == position || !d.Kind.IsTerm()) {
		return
	}
	d.Retired, d.Position = false, position
	d.SetBody(p.Body)
	m.change(i, before)
}

func (m *importing) change(i int, before []byte) {
	d := &m.drafts[i]
	d.Version++
	d.EditedAt, d.EditedBy = m.at, m.author
	m.commit.Drafts = append(m.commit.Drafts, *d)
	m.commit.Entries = append(m.commit.Entries, bank.AuditEntry{
		At: m.at, Author: m.author, Action: bank.Imported, Kind: d.Kind, ID: d.ID, Version: d.Version, Changes: diffFields(before, d.Body),
	})
}
