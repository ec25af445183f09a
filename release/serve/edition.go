package serve

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"twoway/bank"
)

// Edition is a release as others may read it: its content, and what has become of each part up to it. It is immutable and safe for
// concurrent use.
type Edition struct {
	Summary  bank.ReleaseSummary
	Content  bank.Content     // must not be written to
	Versions *bank.VersionLog // never nil
	traded   map[string]bool  // roles with questions of their own
	updated  func() map[string]time.Time
}

// newEdition returns the edition of a release. One without a log of versions gets one that begins with it.
func newEdition(r bank.Release) *Edition {
	e := &Edition{Summary: r.Summary(), Content: r.Content, Versions: r.Versions, traded: r.Content.TradedRoles()}
	if e.Versions == nil {
		if r.LogStated(bank.Release{}) == nil { // content that was read can be encoded
			e.Versions = r.Versions
		} else {
			e.Versions = &bank.VersionLog{}
		}
	}
	e.updated = sync.OnceValue(e.updates)
	return e
}

// HasTradeQuestions reports whether the release has ready questions that list the role with this ID.
func (e *Edition) HasTradeQuestions(role string) bool { return e.traded[role] }

// Published returns when a release was published, which is this one or is before it; false if the log does not know it.
func (e *Edition) Published(number int) (time.Time, bool) {
	if number == e.Summary.Number {
		return e.Summary.CreatedAt, true
	}
	if before := e.Versions.Before(number); before != nil {
		return before.CreatedAt, true
	}
	return time.Time{}, false
}

// Updated returns when the release was published that changed a question last.
func (e *Edition) Updated(question string) time.Time { return e.updated()[question] }

func (e *Edition) updates() map[string]time.Time {
	times := map[string]time.Time{}
	for i := range e.Versions.Parts {
		if p := &e.Versions.Parts[i]; p.Kind == bank.KindQuestion {
			times[p.ID], _ = e.Published(p.Changed())
		}
	}
	return times
}

// Find returns the summary of a release, which is this one or is before it; nil if the log does not know it.
func (e *Edition) Find(number int) *bank.ReleaseSummary {
	if number == e.Summary.Number {
		return &e.Summary
	}
	return e.Versions.Before(number)
}

// Question returns the question with an ID, nil if the release does not serve one.
func (e *Edition) Question(id string) *bank.Question {
	i, found := slices.BinarySearchFunc(e.Content.Questions, id, func(q bank.Question, id string) int { return cmp.Compare(q.ID, id) })
	if !found || e.Content.Questions[i].Status != bank.Ready {
		return nil
	}
	return &e.Content.Questions[i]
}

// Changes is what has changed since an earlier release. Questions are sorted by ID.
type Changes struct {
	Questions  []QuestionChange
	Vocabulary bool // something in the vocabulary has changed
}

// QuestionChange is a question that is new, has changed or was retired since an earlier release.
type QuestionChange struct {
	ID        string
	Question  *bank.Question // nil if it was retired; must not be written to
	IsNew     bool           // it was not served in the earlier release
	RetiredIn int            // the release that retired it; 0 if it is served
}

// Since returns what has changed since an earlier release, 0 for everything.
func (e *Edition) Since(release int) Changes {
	var c Changes
	for i := range e.Versions.Parts {
		p := &e.Versions.Parts[i]
		if p.Changed() <= release {
			continue
		}
		c.Vocabulary = c.Vocabulary || p.Kind.IsTerm()
		was, is := p.WasShown(release), p.IsShown()
		if p.Kind != bank.KindQuestion || !was && !is {
			continue
		}
		c.Questions = append(c.Questions, QuestionChange{ID: p.ID, Question: e.Question(p.ID), IsNew: !was, RetiredIn: p.Retired()})
	}
	return c
}

// mostEditions is how many editions that were read from the database are kept: each needs several megabytes of its own.
const mostEditions = 2

// editions keeps the editions that were read last.
type editions struct {
	mu      sync.Mutex
	list    []*Edition // the last used first
	loading singleflight.Group
}

// Edition returns the edition of the release with a number. If this installation has none, the error has code not_found; if it is not
// stored any more, code gone.
func (s *Service) Edition(ctx context.Context, number int) (*Edition, error) {
	newest, err := s.Latest(ctx, number)
	if err != nil {
		return nil, err
	}
	found := newest.Find(number)
	if found == nil {
		return nil, errNoRelease(number)
	}
	return s.EditionOf(ctx, found.ID())
}

func errNoRelease(number int) error {
	return &bank.Error{Code: bank.CodeNotFound, Message: fmt.Sprintf("There is no release %d.", number)}
}

// Latest returns the edition of the release in service or, if that is older than a number, of the newest one: another copy of the program
// may serve that already. If there is no release with the number or a higher one, the error has code not_found.
func (s *Service) Latest(ctx context.Context, number int) (*Edition, error) {
	current, err := s.Current()
	if err != nil {
		return nil, err
	}
	if number <= current.Release.Number {
		return current.Edition(), nil
	}
	if s.store == nil {
		return nil, errNoRelease(number)
	}
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	newest, err := s.store.Newest(ctx)
	if err != nil {
		return nil, err
	}
	if newest.Number < number {
		return nil, errNoRelease(number)
	}
	return s.EditionOf(ctx, newest)
}

// EditionOf returns the edition of a release. If it is not stored, or another one has its number, the error has code gone.
func (s *Service) EditionOf(ctx context.Context, id bank.ReleaseID) (*Edition, error) {
	if known := s.known(id); known != nil {
		return known, nil
	}
	gone := &bank.Error{Code: bank.CodeGone, Message: fmt.Sprintf("Release %d is not stored here any more.", id.Number)}
	if s.store == nil {
		return nil, gone
	}
	loaded := s.editions.loading.DoChan(strconv.Itoa(id.Number)+id.Hash, func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), queryTimeout)
		defer cancel()
		r, err := s.store.Release(ctx, id.Number)
		switch {
		case bank.HasCode(err, bank.CodeNotFound), err == nil && r.ID() != id:
			return nil, gone
		case err != nil:
			return nil, err
		}
		r.Content.Normalise() // it may be from a version of the program with fewer lists
		return newEdition(r), nil
	})
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case got := <-loaded:
		if got.Err != nil {
			return nil, got.Err
		}
		e := got.Val.(*Edition) //nolint:errcheck,forcetypeassert // it is what the function returns
		s.editions.add(e)
		return e, nil
	}
}

// known returns the edition of a release that is in memory, nil if it is not.
func (s *Service) known(id bank.ReleaseID) *Edition {
	if current := s.current.Load(); current != nil && current.Release == id {
		return current.Edition()
	}
	if older := s.older.release(id); older != nil {
		return older.Edition()
	}
	return s.editions.find(id)
}

func (x *editions) find(id bank.ReleaseID) *Edition {
	x.mu.Lock()
	defer x.mu.Unlock()
	for i, e := range x.list {
		if e.Summary.ID() == id {
			x.list = slices.Insert(slices.Delete(x.list, i, i+1), 0, e)
			return e
		}
	}
	return nil
}

func (x *editions) add(e *Edition) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.list = slices.DeleteFunc(x.list, func(other *Edition) bool { return other.Summary.ID() == e.Summary.ID() })
	x.list = slices.Insert(x.list, 0, e)
	x.list = x.list[:min(len(x.list), mostEditions)]
}
