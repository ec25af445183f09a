package drafts

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strconv"

	"twoway/bank"
)

// History is what happened to one draft. Entries are those of the audit, the newest first. Releases are those in which its content
// changed, the newest first. Blame has the fields of its body in alphabetical order.
type History struct {
	Entries  []bank.AuditEntry
	Releases []bank.ReleasedChange
	Blame    []bank.Blame
}

// History returns what happened to a draft: the audit entries with numbers below before (0 for all), up to a limit, and all releases and
// fields. Releases are all that there are, without their content. If there is no such draft, the error has code not_found.
//
// Contents of releases are not read: what a draft was at a release follows from the audit.
func (s *Service) History(ctx context.Context, id bank.PartID, before, limit int, releases []bank.Release) (History, error) {
	state, err := s.State(ctx)
	if err != nil {
		return History{}, err
	}
	i := state.find(id)
	if i < 0 {
		return History{}, notFound(id.Kind, id.ID)
	}
	h := History{}
	filter := bank.AuditFilter{Kind: id.Kind, ID: id.ID}
	if h.Entries, err = s.store.FindAudit(ctx, filter, before, limit); err != nil {
		return History{}, err
	}
	w, err := newRewinder(&state.Drafts[i], releases)
	if err != nil {
		return History{}, err
	}
	published, err := s.allAudit(ctx, bank.AuditFilter{Actions: []bank.Action{bank.ActionPublish, bank.ActionRollBack}})
	if err != nil {
		return History{}, err
	}
	isNewest := true
	err = s.eachAudit(ctx, filter, func(e *bank.AuditEntry) error {
		if !isNewest { // of which the draft says what it led to
			w.retired = e.Action == bank.ActionRetire
		}
		isNewest = false
		for len(published) > 0 && published[0].Number > e.Number {
			w.published(&published[0])
			published = published[1:]
		}
		return w.rewind(e)
	})
	for n := range published {
		w.published(&published[n])
	}
	h.Blame, h.Releases = w.blame(), w.changes()
	return h, err
}

// auditBatch is how many entries are read at a time.
const auditBatch = 100

// eachAudit calls do with the entries that match a filter, the newest first, and returns its first error.
func (s *Service) eachAudit(ctx context.Context, f bank.AuditFilter, do func(e *bank.AuditEntry) error) error {
	for before := 0; ; {
		entries, err := s.store.FindAudit(ctx, f, before, auditBatch)
		if err != nil {
			return err
		}
		for i := range entries {
			if err := do(&entries[i]); err != nil {
				return err
			}
		}
		if len(entries) < auditBatch {
			return nil
		}
		before = entries[len(entries)-1].Number
	}
}

func (s *Service) allAudit(ctx context.Context, f bank.AuditFilter) (all []bank.AuditEntry, err error) {
	err = s.eachAudit(ctx, f, func(e *bank.AuditEntry) error { all = append(all, *e); return nil })
	return all, err
}

// rewinder goes back through the history of a draft, from what it is now.
type rewinder struct {
	releases map[int]bank.Release
	body     []byte // nil before the draft existed
	isTerm   bool
	retired  bool // of a term: not in the vocabulary
	fields   []string
	blamed   map[string]bank.Blame
	released map[int][]byte // bodies by number of the release; nil where it has none
	numbers  []int          // of the releases, the newest first
}

func newRewinder(d *bank.DraftPart, releases []bank.Release) (*rewinder, error) {
	w := &rewinder{
		releases: map[int]bank.Release{}, isTerm: d.Kind.IsTerm(), retired: d.Retired, blamed: map[string]bank.Blame{}, released: map[int][]byte{},
	}
	for _, r := range releases {
		w.releases[r.Number] = r
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(d.BodyWithoutVersion(), &members); err != nil {
		return nil, err
	}
	w.fields = slices.Sorted(maps.Keys(members))
	var err error
	w.body, err = bank.Revert(d.Body, nil)
	return w, err
}

// published records what the draft was when a release was published, which had its content unless it restored an older one.
func (w *rewinder) published(e *bank.AuditEntry) {
	number, err := strconv.Atoi(e.ID)
	if err != nil {
		return
	}
	w.numbers = append(w.numbers, number)
	if e.Action == bank.ActionPublish && (!w.isTerm || !w.retired) {
		w.released[number] = w.body
	}
}

// rewind undoes an entry, and blames it for what it has changed and nobody later has.
func (w *rewinder) rewind(e *bank.AuditEntry) error {
	for _, c := range e.Changes {
		steps := bank.PointerSteps(c.Pointer)
		if len(steps) == 0 {
			continue
		}
		if _, later := w.blamed[steps[0]]; !later {
			w.blamed[steps[0]] = bank.Blame{Field: steps[0], Author: e.Author, At: e.At, Number: e.Number, Version: e.Version}
		}
	}
	if w.retired = false; e.Version == 1 { // it created the draft
		w.body = nil
		return nil
	}
	body, err := bank.Revert(w.body, e.Changes)
	w.body = body
	return err
}

// blame returns who has changed which field last.
func (w *rewinder) blame() []bank.Blame {
	list := make([]bank.Blame, 0, len(w.fields))
	for _, field := range w.fields {
		b, changed := w.blamed[field]
		if !changed {
			b = bank.Blame{Field: field, Author: bank.Program().Name}
		}
		list = append(list, b)
	}
	return list
}

// changes returns the releases in which the draft is not what it was in the one before.
func (w *rewinder) changes() []bank.ReleasedChange {
	list := []bank.ReleasedChange{}
	var last []byte
	for _, number := range slices.Backward(w.numbers) {
		r := w.releases[number]
		if r.Restores > 0 {
			w.released[number] = w.released[r.Restores]
		}
		if now := w.released[number]; !bytes.Equal(now, last) {
			list = append(list, bank.ReleasedChange{Number: number, Author: r.Author, At: r.CreatedAt, Change: changeBetween(last, now)})
			last = now
		}
	}
	slices.Reverse(list)
	return list
}

// changeBetween returns what happened to a part from one release to the next; nil stands for a release without it.
func changeBetween(before, after []byte) bank.ChangeKind {
	switch was, is := isRetired(before), isRetired(after); {
	case before == nil:
		return bank.PartAdded
	case after == nil:
		return bank.PartRemoved
	case is && !was:
		return bank.PartRetired
	case was && !is:
		return bank.PartRestored
	}
	return bank.PartChanged
}

func isRetired(body []byte) bool {
	var part struct{ Status bank.Status }
	return body != nil && json.Unmarshal(body, &part) == nil && part.Status == bank.Retired
}
