package publish

import (
	"context"
	"slices"
	"strconv"
	"sync"
	"time"

	"twoway/bank"
	"twoway/release/drafts"
)

// Difference is what changes from one state of the bank to another. It must not be written to.
type Difference struct {
	Changes  []bank.PartChange
	Revision int
	Hash     string // of the content of the later state
}

// DiffOrder returns the changes from one state of the bank to another. A state is the number of a release, or DraftState for what
// publishing an order would create; for any other name, or an unknown number, the error has code not_found. A selection with a part that
// is not a draft is an error with code invalid_request.
func (s *Service) DiffOrder(ctx context.Context, from, to string, o Order) (Difference, error) {
	for {
		d, err := s.diffOrder(ctx, from, to, o)
		if bank.HasCode(err, bank.CodeStale) { // somebody has edited a draft in between
			continue
		}
		return d, err
	}
}

func (s *Service) diffOrder(ctx context.Context, from, to string, o Order) (Difference, error) {
	revision, err := s.drafts.Revision(ctx)
	if err != nil {
		return Difference{}, err
	}
	newest, err := s.store.Newest(ctx)
	if err != nil {
		return Difference{}, err
	}
	key := diffKey{from: from, to: to, order: orderKey(o), newest: newest}
	if from == DraftState || to == DraftState {
		key.revision = revision
	}
	if d, known := s.diffs.find(key, s.now()); known {
		d.Revision = revision
		return d, nil
	}
	d := Difference{Revision: revision}
	var until time.Time
	s.run(func() { until, err = s.compareStates(ctx, &d, from, to, o) })
	if err != nil {
		return Difference{}, err
	}
	s.diffs.add(key, d, until)
	return d, nil
}

// compareStates fills in what differs between two states at a revision, and returns until when that holds.
func (s *Service) compareStates(ctx context.Context, d *Difference, from, to string, o Order) (until time.Time, err error) {
	before, hash, err := s.state(ctx, from, d.Revision, o)
	if err != nil {
		return until, err
	}
	after := before
	if to != from {
		if after, hash, err = s.state(ctx, to, d.Revision, o); err != nil {
			return until, err
		}
	}
	d.Hash = hash
	d.Changes, err = bank.DiffContents(before, after)
	return s.until(o, before, after), err
}

// until returns when a comparison of two contents no longer holds, because a rule comes into force or ends; zero for never.
func (s *Service) until(o Order, contents ...bank.Content) time.Time {
	var until time.Time
	for i := range contents {
		ends := contents[i].RuleEnds(s.now())
		if o.PublishAt.IsZero() && len(ends) > 0 && (until.IsZero() || ends[0].At.Before(until)) {
			until = ends[0].At
		}
	}
	return until
}

// Pending returns what publishing all drafts would change in a release, or in the newest one if the number is 0, without what publishing itself adds: near duplicates,
// and which rules are in force. It has no hash, and is found much sooner than by DiffOrder after a draft has changed.
func (s *Service) Pending(ctx context.Context, number int) (Difference, error) {
	for {
		revision, err := s.drafts.Revision(ctx)
		if err != nil {
			return Difference{}, err
		}
		d, err := s.pending(ctx, revision, number)
		if !bank.HasCode(err, bank.CodeStale) {
			return d, err
		}
	}
}

func (s *Service) pending(ctx context.Context, revision, number int) (Difference, error) {
	newest, err := s.store.Newest(ctx)
	if err != nil {
		return Difference{}, err
	}
	if number == newest.Number {
		number = 0
	}
	key := diffKey{from: strconv.Itoa(number), to: "pending", newest: newest, revision: revision}
	if d, known := s.diffs.find(key, time.Time{}); known {
		return d, nil
	}
	state, err := s.drafts.State(ctx)
	if err != nil {
		return Difference{}, err
	}
	if state.Revision != revision {
		return Difference{}, drafts.Stale(state.Revision)
	}
	current, err := s.currentRelease(ctx)
	if err != nil {
		return Difference{}, err
	}
	after, err := state.Publishable(current.Content, nil)
	if err != nil {
		return Difference{}, err
	}
	before := current.Content
	if number != 0 {
		old, err := s.store.Release(ctx, number)
		if err != nil {
			return Difference{}, err
		}
		before = old.Content
		before.Normalise()
	}
	before.SetAuthored()
	after.SetAuthored()
	before.NearDuplicates, after.NearDuplicates = nil, nil
	d := Difference{Revision: revision}
	if d.Changes, err = bank.DiffContents(before, after); err != nil {
		return Difference{}, err
	}
	s.diffs.add(key, d, time.Time{})
	return d, nil
}

// mostDiffs is how many comparisons are kept: each has only what differs.
const mostDiffs = 16

// diffKey names a comparison. The revision is that of the drafts, 0 if they are not compared.
type diffKey struct {
	from, to, order string
	newest          bank.ReleaseID // also known by another hash after a backup was restored
	revision        int
}

// diffCache keeps the last comparisons. The zero value is ready for use.
type diffCache struct {
	mu   sync.Mutex
	kept []keptDiff // the last one first
}

type keptDiff struct {
	key   diffKey
	diff  Difference
	until time.Time // zero for ever
}

func (c *diffCache) find(key diffKey, now time.Time) (Difference, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	i := slices.IndexFunc(c.kept, func(k keptDiff) bool { return k.key == key && (k.until.IsZero() || now.Before(k.until)) })
	if i < 0 {
		return Difference{}, false
	}
	found := c.kept[i]
	c.kept = slices.Insert(slices.Delete(c.kept, i, i+1), 0, found)
	return found.diff, true
}

func (c *diffCache) add(key diffKey, d Difference, until time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.kept = slices.DeleteFunc(c.kept, func(k keptDiff) bool { return k.key == key })
	c.kept = slices.Insert(c.kept, 0, keptDiff{key, d, until})
	c.kept = c.kept[:min(len(c.kept), mostDiffs)]
}

// newestCache remembers the newest release without its content. The zero value is ready for use.
type newestCache struct {
	mu      sync.Mutex
	release bank.Release
}

// currentRelease returns the newest release, with its content normalised: it may be from a version of the program with fewer lists. If that
// is in service here, its content is not read again, which takes a second for the shipped bank.
func (s *Service) currentRelease(ctx context.Context) (bank.Release, error) {
	id, err := s.store.Newest(ctx)
	if err != nil {
		return bank.Release{}, err
	}
	serving, err := s.serving.Current()
	if err != nil || serving.Release != id || serving.VersionLog() == nil {
		r, err := s.store.Current(ctx)
		r.Content.Normalise()
		return r, err
	}
	r, err := s.withoutContent(ctx, id)
	r.Content, r.Versions = serving.Content, serving.VersionLog()
	r.Content.Normalise()
	return r, err
}

// withoutContent returns the newest release, which has this ID, without its content.
func (s *Service) withoutContent(ctx context.Context, id bank.ReleaseID) (bank.Release, error) {
	s.newest.mu.Lock()
	defer s.newest.mu.Unlock()
	if s.newest.release.ID() == id {
		return s.newest.release, nil
	}
	list, err := s.store.Releases(ctx)
	if err != nil {
		return bank.Release{}, err
	}
	i := slices.IndexFunc(list, func(r bank.Release) bool { return r.ID() == id })
	if i < 0 {
		return bank.Release{}, &bank.Error{Code: bank.CodeNotFound, Message: "There is no release yet."}
	}
	s.newest.release = list[i]
	return list[i], nil
}
