package api

import (
	"bytes"
	"context"
	"errors"
	"sync"

	"github.com/maypok86/otter/v2"

	"twoway/api/openapi"
	"twoway/bank"
	"twoway/release/serve"
	"twoway/server"
)

// Bounds of what is kept of the answers of one release, in bytes.
const (
	mostAnswers   = 16 << 20
	mostForecasts = 2 << 20
	mostReadings  = 16 << 20
	mostPages     = 6 << 20
	entrySize     = 200 // about what a cache needs for an entry besides its key and value
	pageSize      = 500 // about what the header of a page needs
)

// answers keeps the answers of one release in JSON, so that no set is chosen twice while it is in use. What somebody typed is not part
// of them: it is joined to the answer for the profile that it was understood as. It is safe for concurrent use.
type answers struct {
	from      *serve.Compiled
	tag       string                              // of what depends on the release alone, without quotes
	base      server.BasePath                     // of the paths of pages
	questions sync.Map                            // of *encodedQuestion by *bank.Question; encoded when they are first in a set
	sets      *otter.Cache[string, *encodedSet]   // by the key of the profile
	forecasts *otter.Cache[string, *encodedText]  // by the key of the other side's profile
	readings  *otter.Cache[string, *knownRequest] // by the body of the request
	pages     *otter.Cache[string, *keptPage]     // by the encoding, form and address of the request
}

// knownRequest is what was understood of a request that was valid.
type knownRequest struct {
	profile    string // its key
	expect     bool   // it wants to know what the other side will probably ask
	read       encodedReading
	compressed [encodings]*keptPage // the whole answer, in those encodings in which it was asked for
}

func (k *knownRequest) size() int {
	size := len(k.profile) + k.read.size()
	for _, page := range k.compressed {
		if page != nil {
			size += page.size() + pageSize
		}
	}
	return size
}

func newAnswers(from *serve.Compiled, tag string, base server.BasePath) *answers {
	return &answers{
		from: from, tag: tag, base: base,
		sets: otter.Must(&otter.Options[string, *encodedSet]{
			MaximumWeight: mostAnswers, Weigher: func(key string, s *encodedSet) uint32 { return weight(len(key) + s.size()) },
		}),
		forecasts: otter.Must(&otter.Options[string, *encodedText]{
			MaximumWeight: mostForecasts, Weigher: func(key string, t *encodedText) uint32 { return weight(len(key) + t.size()) },
		}),
		readings: otter.Must(&otter.Options[string, *knownRequest]{
			MaximumWeight: mostReadings, Weigher: func(body string, k *knownRequest) uint32 { return weight(len(body) + k.size()) },
		}),
		pages: otter.Must(&otter.Options[string, *keptPage]{
			MaximumWeight: mostPages, Weigher: func(address string, p *keptPage) uint32 { return weight(len(address) + p.size() + pageSize) },
		}),
	}
}

func weight(bytes int) uint32 { return uint32(bytes + entrySize) } //nolint:gosec // a few kilobytes

// answersOf returns the answers of a release: those that are kept if it is in service, else others that nobody keeps.
func (h *handlers) answersOf(from *serve.Compiled) *answers {
	kept := h.kept.Load()
	if kept != nil && kept.from == from {
		return kept
	}
	fresh := newAnswers(from, h.releaseTag(from.Release), h.contract.base)
	if current, err := h.Serve.Current(); err == nil && current == from {
		h.kept.CompareAndSwap(kept, fresh)
	}
	return fresh
}

// find returns the answer to the body of a request in an encoding, if it was understood before and that answer is still kept: a page, or a
// set with what was understood; nil for both if it is not.
func (a *answers) find(body string, in encoding) (page *keptPage, answer *encodedAnswer) {
	known, found := a.readings.GetIfPresent(body)
	switch {
	case !found:
		return nil, nil
	case in != uncompressed:
		return known.compressed[in], nil
	}
	set, found := a.sets.GetIfPresent(known.profile)
	if !found {
		return nil, nil
	}
	answer = &encodedAnswer{set: set, read: known.read, reproduced: true}
	if known.expect {
		if answer.expected = set.expected.Load(); answer.expected == nil {
			return nil, nil
		}
	}
	return nil, answer
}

// rememberCompressed keeps the whole answer to the body of a request in an encoding, if what was understood of it is kept: it is not for an
// answer from the drafts, or with an explanation.
func (a *answers) rememberCompressed(body string, in encoding, page *keptPage) {
	known, found := a.readings.GetIfPresent(body)
	if !found {
		return
	}
	more := *known
	more.compressed[in] = page
	a.readings.Set(body, &more)
}

// remember keeps what was understood of the body of a request.
func (a *answers) remember(body string, p *bank.Profile, answer *encodedAnswer) {
	if body != "" {
		a.readings.Set(body, &knownRequest{profile: p.Key(), expect: answer.expected != nil, read: answer.read})
	}
}

// answer returns the answer for a profile that was read, with what the other side will probably ask if that is wanted. The error is that
// of ctx.
func (a *answers) answer(ctx context.Context, p bank.Profile, read bank.Reading, expect bool) (*encodedAnswer, error) {
	encoded, err := encodeReading(a.from, p, read)
	if err != nil {
		return nil, err
	}
	answer := &encodedAnswer{read: encoded, reproduced: true}
	if answer.set, err = a.set(ctx, p); err != nil || !expect {
		return answer, err
	}
	if answer.expected = answer.set.expected.Load(); answer.expected == nil {
		answer.expected, err = a.forecast(p) //nolint:contextcheck // a forecast takes little time, and is kept for others
		answer.set.expected.Store(answer.expected)
	}
	return answer, err
}

// set returns the set for a profile. Of several calls for the same profile at the same time, one chooses it. The error is that of ctx.
func (a *answers) set(ctx context.Context, p bank.Profile) (*encodedSet, error) {
	load := otter.LoaderFunc[string, *encodedSet](func(context.Context, string) (*encodedSet, error) {
		set, err := a.from.Choose(ctx, p)
		if err != nil {
			return nil, err
		}
		return a.encode(set)
	})
	key := p.Key()
	for {
		set, err := a.sets.Get(ctx, key, load)
		if ctx.Err() == nil && (errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)) {
			continue // the one who was choosing it has left
		}
		return set, err
	}
}

// forecast returns what the other side will probably ask in the meeting of a profile, as a list.
func (a *answers) forecast(p bank.Profile) (*encodedText, error) {
	other := a.from.OtherSide(p)
	return a.forecasts.Get(context.Background(), other.Key(), otter.LoaderFunc[string, *encodedText](func(context.Context, string) (*encodedText, error) {
		w := &textWriter{answers: a}
		w.raw("[")
		for i, x := range a.from.Forecast(other) { //nolint:contextcheck // a forecast takes little time, and is kept for others
			if i > 0 {
				w.raw(",")
			}
			w.expected(x)
		}
		w.raw("]")
		return w.done()
	}))
}

// question returns a question of the release in JSON.
func (a *answers) question(q *bank.Question) (*encodedQuestion, error) {
	if known, found := a.questions.Load(q); found {
		return known.(*encodedQuestion), nil //nolint:errcheck,forcetypeassert // the map holds nothing else
	}
	w := &textWriter{}
	w.value(question(a.from, *q))
	whole := bytes.Clone(w.text)
	w.text = w.text[:0]
	w.value(nonNil(q.ListenFor))
	encoded := &encodedQuestion{whole, bytes.Clone(w.text)}
	a.questions.Store(q, encoded)
	return encoded, w.err
}

// explained returns the answer with the certificate and the explanation of a set, and what to expect of the other side if that is wanted.
func (h *handlers) explained(from *serve.Compiled, set bank.Set, x bank.Explanation, expect bool) openapi.QuestionSet {
	answer := questionSet(from, set, h.contract.base)
	if expect {
		addExpected(from, &answer, set)
	}
	answer.Certificate, answer.Explanation = certificate(set.Certificate), explanation(x)
	return answer
}
