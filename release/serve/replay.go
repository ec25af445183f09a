package serve

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"golang.org/x/sync/singleflight"

	"twoway/bank"
	"twoway/rules"
)

// Replay returns the set of a token, and the release it was chosen from, as Open describes.
func (s *Service) Replay(ctx context.Context, token string) (from *Compiled, set bank.Set, reproduced bool, err error) {
	from, p, reproduced, err := s.Open(ctx, token)
	if err == nil {
		set, err = from.Choose(ctx, p)
	}
	return from, set, reproduced && err == nil, err
}

// Open returns the profile of a token, and the release to choose its set from. Reproduced reports whether that is exactly the set
// that the token was made for: it is as long as this installation has the same release and the program has the same engine.
// If not, the set is chosen from the release in service. For a token that was made elsewhere, was changed, or has values
// that are not in the vocabulary, the error has code invalid_token. It has code unavailable if nothing is in service, or if
// the token's release must be read from a database that does not answer.
func (s *Service) Open(ctx context.Context, token string) (from *Compiled, p bank.Profile, reproduced bool, err error) {
	current, err := s.Current()
	if err != nil {
		return nil, bank.Profile{}, false, err
	}
	t, err := current.key.Open(token)
	if err != nil {
		return nil, bank.Profile{}, false, err
	}
	from = current
	if t.Engine == rules.Version && !t.Names(current.Release) && s.store != nil {
		load := func(ctx context.Context) (*Compiled, error) { return s.load(ctx, t, current) }
		if from, err = s.older.get(ctx, t, load); err != nil {
			return nil, bank.Profile{}, false, err
		}
	}
	p, err = from.profileOf(t)
	return from, p, err == nil && t.Engine == rules.Version && t.Names(from.Release), err
}

// IsOlder reports whether a token is of another release than the one in service, and of this engine: Open may then read that release
// from a database.
func (s *Service) IsOlder(token string) bool {
	current, err := s.Current()
	if err != nil {
		return false
	}
	t, err := current.key.Open(token)
	return err == nil && t.Engine == rules.Version && !t.Names(current.Release)
}

// load returns the release of a token, or the one in service if there is no such release, or it cannot serve here.
func (s *Service) load(ctx context.Context, t bank.Token, current *Compiled) (*Compiled, error) {
	queryCtx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	r, err := s.store.Release(queryCtx, t.Release.Number)
	switch {
	case err != nil && queryCtx.Err() != nil && ctx.Err() == nil:
		return nil, &bank.Error{Code: bank.CodeUnavailable, Message: "The database does not answer. Please try again in a moment."}
	case bank.HasCode(err, bank.CodeNotFound):
		return current, nil
	case err != nil:
		return nil, err
	case !t.Names(r.ID()):
		return current, nil
	}
	older, err := compileAfter(current, r, current.key)
	if err != nil { // its rules were written for another version of the program
		return current, nil
	}
	return older, nil
}

// cacheSize is the number of older releases that are cached for links to their sets: the one before, and the one that was asked for last.
// Each needs several megabytes of its own.
const cacheSize = 2

// cache has the most recently used older releases, the last used first.
type cache struct {
	mu      sync.Mutex
	list    []*Compiled
	loading singleflight.Group
}

func (c *cache) add(release *Compiled) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.list = slices.DeleteFunc(c.list, func(other *Compiled) bool { return other.Release == release.Release })
	c.list = slices.Insert(c.list, 0, release)
	c.list = c.list[:min(len(c.list), cacheSize)]
}

// find returns the cached release of a token, nil if there is none.
func (c *cache) find(t bank.Token) *Compiled {
	c.mu.Lock()
	defer c.mu.Unlock()
	i := slices.IndexFunc(c.list, func(other *Compiled) bool { return t.Names(other.Release) })
	if i < 0 {
		return nil
	}
	return c.list[i]
}

// release returns the cached release with an ID, nil if there is none.
func (c *cache) release(id bank.ReleaseID) *Compiled {
	c.mu.Lock()
	defer c.mu.Unlock()
	if i := slices.IndexFunc(c.list, func(other *Compiled) bool { return other.Release == id }); i >= 0 {
		return c.list[i]
	}
	return nil
}

// get returns the release of a token, or what load returns if it is not cached. Concurrent calls for the same release share
// one load, which continues if the first caller cancels.
func (c *cache) get(ctx context.Context, t bank.Token, load func(context.Context) (*Compiled, error)) (*Compiled, error) {
	if found := c.find(t); found != nil {
		c.add(found)
		return found, nil
	}
	answer := c.loading.DoChan(fmt.Sprint(t.Release), func() (any, error) { return load(context.WithoutCancel(ctx)) })
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case got := <-answer:
		if got.Err != nil {
			return nil, got.Err
		}
		found := got.Val.(*Compiled) //nolint:errcheck,forcetypeassert // it is what load returns
		if t.Names(found.Release) {
			c.add(found)
		}
		return found, nil
	}
}
