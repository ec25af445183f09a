package release

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"golang.org/x/sync/singleflight"

	"twoway/bank"
	"twoway/rules"
)

// Again is the set of a token, and the release that it was chosen from. Reproduced tells whether it is the very set that
// the token came with: it is as long as this installation has that release and this program its engine. Otherwise the set
// is chosen from the release in service. A token that was not made here or was changed, or names what the vocabulary does
// not hold, is an error of code invalid_token. The error has code unavailable if there is nothing in service, or if it
// takes the database to read the token's release and that does not answer.
func (s *Service) Again(ctx context.Context, token string) (from *Serving, set bank.Set, reproduced bool, err error) {
	serving := s.Serving()
	if serving == nil {
		return nil, bank.Set{}, false, &bank.Error{Code: bank.CodeUnavailable, Message: "No release is in service yet. Try again in a moment."}
	}
	t, err := serving.key.Open(token)
	if err != nil {
		return nil, bank.Set{}, false, err
	}
	from = serving
	if t.Engine == rules.Version && !t.Names(serving.Release) && s.store != nil {
		if from, err = s.older.find(ctx, t, func(ctx context.Context) (*Serving, error) { return s.read(ctx, t, serving) }); err != nil {
			return nil, bank.Set{}, false, err
		}
	}
	set, err = from.choose(t)
	return from, set, err == nil && t.Engine == rules.Version && t.Names(from.Release), err
}

// read is the release of a token, or the one in service where there is no such release, or none that can serve here.
func (s *Service) read(ctx context.Context, t bank.Token, serving *Serving) (*Serving, error) {
	ask, done := context.WithTimeout(ctx, askTimeout)
	defer done()
	r, err := s.store.Release(ask, t.Release.Number)
	switch {
	case err != nil && ask.Err() != nil && ctx.Err() == nil:
		return nil, &bank.Error{Code: bank.CodeUnavailable, Message: "The database does not answer. Please try again in a moment."}
	case bank.HasCode(err, bank.CodeNotFound):
		return serving, nil
	case err != nil:
		return nil, err
	case !t.Names(r.ID()):
		return serving, nil
	}
	older, err := NewServing(r, serving.key)
	if err != nil { // by the rules of a later program
		return serving, nil
	}
	return older, nil
}

// mostOlder is how many older releases are held ready, for links that lead to them.
const mostOlder = 4

// shelf holds a few older releases, the one that was asked for last first.
type shelf struct {
	mu      sync.Mutex
	list    []*Serving
	reading singleflight.Group
}

func (h *shelf) add(serving *Serving) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.list = slices.DeleteFunc(h.list, func(other *Serving) bool { return other.Release == serving.Release })
	h.list = slices.Insert(h.list, 0, serving)
	h.list = h.list[:min(len(h.list), mostOlder)]
}

// held is the release of a token, nil if it is not held.
func (h *shelf) held(t bank.Token) *Serving {
	h.mu.Lock()
	defer h.mu.Unlock()
	i := slices.IndexFunc(h.list, func(other *Serving) bool { return t.Names(other.Release) })
	if i < 0 {
		return nil
	}
	return h.list[i]
}

// find is the release of a token, or what read gives for it if it is not held. It is read once for all who ask for it at
// the same time, even if the first of them has gone.
func (h *shelf) find(ctx context.Context, t bank.Token, read func(context.Context) (*Serving, error)) (*Serving, error) {
	if found := h.held(t); found != nil {
		h.add(found)
		return found, nil
	}
	answer := h.reading.DoChan(fmt.Sprint(t.Release), func() (any, error) { return read(context.WithoutCancel(ctx)) })
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case got := <-answer:
		if got.Err != nil {
			return nil, got.Err
		}
		found := got.Val.(*Serving) //nolint:errcheck,forcetypeassert // it is what read gives
		if t.Names(found.Release) {
			h.add(found)
		}
		return found, nil
	}
}
