package serve

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/maypok86/otter/v2"

	"twoway/bank"
	"twoway/resolve"
	"twoway/rules"
)

// Compiled is a release that is ready to answer: its content, the engine compiled from it, and the resolver of its
// vocabulary. It is immutable and safe for concurrent use.
type Compiled struct {
	Release  bank.ReleaseID
	Content  bank.Content // must not be written to
	engine   *rules.Engine
	resolver func() *resolve.Resolver         // made at the first call: checks and replays do without, and it takes time and memory
	reader   func() *resolve.Resolver         // the same, with the questions of the release; made at the first call
	examples atomic.Pointer[resolve.Examples] // of reader, once it is made
	titles   func() *resolve.Suggester
	search   func() *searchable // made at the first call
	versions *bank.VersionLog
	edition  func() *Edition // made at the first call: who compares releases does without
	key      bank.TokenKey

	forecasts *otter.Cache[string, []bank.Expected] // by the key of the other side's profile
}

// mostForecasts is how many forecasts are kept, of about a kilobyte each.
const mostForecasts = 2000

// Compile returns a release ready to answer; key authenticates its tokens. If rules do not compile, or their cases fail, the
// error has code invalid_content and every fault.
func Compile(r bank.Release, key bank.TokenKey) (*Compiled, error) { return compileAfter(nil, r, key) }

// compileAfter is Compile with what another release has compiled, which may be nil: see rules.NewAfter.
func compileAfter(before *Compiled, r bank.Release, key bank.TokenKey) (*Compiled, error) {
	c := newCompiled(before, r, key)
	return c.compiled(before)
}

// compileToServe is compileAfter for a release that is put into service: it also makes its resolvers, at the same time.
func compileToServe(before *Compiled, r bank.Release, key bank.TokenKey) (*Compiled, error) {
	c := newCompiled(before, r, key)
	var reading sync.WaitGroup
	reading.Go(func() { c.reader() })
	defer reading.Wait()
	return c.compiled(before)
}

// compiled returns c with its engine.
func (c *Compiled) compiled(before *Compiled) (*Compiled, error) {
	var old *rules.Engine
	if before != nil {
		old = before.engine
	}
	var err error
	c.engine, err = rules.NewAfter(old, c.Release, &c.Content)
	if err != nil {
		return nil, err
	}
	return c, nil
}

// newCompiled returns a release without its engine.
func newCompiled(before *Compiled, r bank.Release, key bank.TokenKey) *Compiled {
	c := &Compiled{Release: r.ID(), Content: r.Content, key: key, forecasts: otter.Must(&otter.Options[string, []bank.Expected]{MaximumSize: mostForecasts})}
	if before != nil {
		c.Content = c.Content.SharedWith(&before.Content)
	}
	c.resolver = sync.OnceValue(func() *resolve.Resolver { return resolve.SharedResolver(&c.Content.Vocabulary) })
	var examples *resolve.Examples
	if before != nil {
		examples = before.examples.Load()
	}
	c.reader = sync.OnceValue(func() *resolve.Resolver {
		defer func() { examples = nil }() // or they would stay in memory
		return c.newReader(examples)
	})
	c.search = sync.OnceValue(func() *searchable { return newSearchable(c.Content.ReadyQuestions()) })
	c.titles = sync.OnceValue(func() *resolve.Suggester { return resolve.NewSuggester(c.Content.Vocabulary.Roles) })
	r.Content = c.Content
	c.versions = r.Versions
	c.edition = sync.OnceValue(func() *Edition { return newEdition(r) })
	return c
}

// newReader returns a resolver that knows the questions of the release too, given the examples of the release before.
func (c *Compiled) newReader(before *resolve.Examples) *resolve.Resolver {
	resolver := c.resolver()
	examples := resolver.NewExamplesAfter(before, c.Content.ReadyQuestions())
	c.examples.Store(examples)
	return resolver.WithExamples(examples).WithMemory(newMemory())
}

// Suggest returns job titles for what somebody has typed so far, the best first. The result is never nil.
func (c *Compiled) Suggest(typed string) []resolve.Suggestion { return c.titles().Suggest(typed) }

// Name returns the name of a term of the vocabulary by its kind, such as role or aspect, and its ID; "" if there is none.
func (c *Compiled) Name(kind, id string) string { return c.engine.Name(kind, id) }

// HasTradeQuestions reports whether the release has ready questions that list the role with this ID.
func (c *Compiled) HasTradeQuestions(role string) bool { return c.Edition().HasTradeQuestions(role) }

// VersionLog returns the log of the release; nil if it was published before there were logs, and is read from a snapshot.
func (c *Compiled) VersionLog() *bank.VersionLog { return c.versions }

// Edition returns the release as others may read it.
func (c *Compiled) Edition() *Edition { return c.edition() }

// Answer returns the set for a request, with how its free text was understood. Text that was not is listed as unrecognised; for
// an unknown value of any other field (asker, stage, seniority, asked_of, minutes, …) the error has code invalid_request and
// a fault.
func (c *Compiled) Answer(req bank.Request) (bank.Set, error) {
	return c.AnswerContext(context.Background(), req)
}

// AnswerContext is Answer for somebody who may leave: it can also return the error of ctx.
func (c *Compiled) AnswerContext(ctx context.Context, req bank.Request) (bank.Set, error) {
	profile, reading, err := c.Read(req)
	if err != nil {
		return bank.Set{}, err
	}
	set, err := c.Choose(ctx, profile)
	set.Understood, set.Unrecognised = append(set.Understood, reading.Understood...), append(set.Unrecognised, reading.Unrecognised...)
	return set, err
}

// Read returns the profile of a request, and how its free text was understood. It returns the same errors as Answer.
func (c *Compiled) Read(req bank.Request) (bank.Profile, bank.Reading, error) {
	p, read, err := c.reader().Profile(req)
	if err == nil {
		err = c.checkFacts(&p, &read)
	}
	return p, read, err
}

// Choose returns the set for a profile that Read or Service.Open returned, with nothing understood. It returns the error of ctx.
func (c *Compiled) Choose(ctx context.Context, p bank.Profile) (bank.Set, error) {
	return c.engine.SelectContext(ctx, p)
}

// Another returns the question most like one of an edited set (see rules.Engine.Another).
func (c *Compiled) Another(p bank.Profile, id string) (other string, found bool) {
	return c.engine.Another(p, id)
}

// Replace returns the profile of an edited set in which only the pinned questions stay (see rules.Engine.Replace). It returns the error
// of ctx.
func (c *Compiled) Replace(ctx context.Context, p bank.Profile) (bank.Profile, error) {
	return c.engine.Replace(ctx, p)
}

// Faults returns the faults of the error that Answer would return for a request, without choosing a set; nil if none.
func (c *Compiled) Faults(req bank.Request) []bank.Fault {
	_, _, err := c.Read(req)
	if e, ok := errors.AsType[*bank.Error](err); ok {
		return e.Faults
	}
	return nil
}

// Agenda returns the plan of one meeting for both sides. Share is the minimum percentage of the candidate's time, 0 for the
// default; the request's asker is ignored. It returns the same errors as AnswerContext.
func (c *Compiled) Agenda(ctx context.Context, req bank.Request, share int) (bank.Agenda, error) {
	req.Asker, req.Both = bank.Candidate, true
	profile, reading, err := c.Read(req)
	if err != nil {
		return bank.Agenda{}, err
	}
	share = cmp.Or(share, bank.DefaultCandidateShare)
	if share < bank.MinCandidateShare || share > bank.MaxCandidateShare {
		return bank.Agenda{}, &bank.Error{Code: bank.CodeInvalidRequest, Message: "The request is not valid.", Faults: []bank.Fault{{
			Code: bank.FaultOutOfRange, Pointer: "/candidate_share",
			Detail: fmt.Sprintf("The candidate's share must be from %d to %d percent; it is %d.", bank.MinCandidateShare, bank.MaxCandidateShare, share),
		}}}
	}
	agenda, err := c.engine.Agenda(ctx, profile, share)
	agenda.Understood, agenda.Unrecognised = append(agenda.Understood, reading.Understood...), append(agenda.Unrecognised, reading.Unrecognised...)
	return agenda, err
}

// Explain returns which rules shaped a set of this release, and what stopped the rules with the given IDs or, without IDs,
// the nearest misses. For an unknown ID the error has code invalid_request.
func (c *Compiled) Explain(set bank.Set, rules []string) (bank.Explanation, error) {
	return c.engine.Explain(set, rules)
}

// Standing returns what became of a question in the choice of a set of this release (see rules.Engine.Standing).
func (c *Compiled) Standing(set bank.Set, question string) (bank.Standing, bool) {
	return c.engine.Standing(set, question)
}

// Stops returns the conditions that keep a rule from picking a question in the meeting of a set (see rules.Engine.Stops).
func (c *Compiled) Stops(set bank.Set, rule, question string) ([]bank.Stop, bool, error) {
	return c.engine.Stops(set, rule, question)
}

// IsDraft reports whether this is no release, but what publishing the drafts would create: its number is 0.
func (c *Compiled) IsDraft() bool { return c.Release.Number == 0 }

// Token returns a token that Replay turns into the same set; "" if this is no release. The set must be of this release.
func (c *Compiled) Token(set bank.Set) string { return c.TokenFor(set.Profile) }

// TokenFor returns the token of the set for a profile, such as an edited one.
func (c *Compiled) TokenFor(p bank.Profile) string {
	if c.IsDraft() {
		return ""
	}
	return c.key.Seal(c.Release, rules.Version, p, c.holds)
}

// SealWords encrypts what somebody typed, so that it can stand in an address (see bank.TokenKey.SealWords).
func (c *Compiled) SealWords(text string) string { return c.key.SealWords(text) }

// OpenWords returns what SealWords encrypted; for anything else the error has code invalid_token.
func (c *Compiled) OpenWords(sealed string) (string, error) { return c.key.OpenWords(sealed) }

// Next returns the token for more questions for the same meeting, without those in this set and the sets before it. It is
// false if there are none that fit, or this is no release.
func (c *Compiled) Next(set bank.Set) (string, bool) {
	p, more := set.Next()
	if !more || c.IsDraft() || !c.engine.HasAny(p) {
		return "", false
	}
	return c.key.Seal(c.Release, rules.Version, p, c.holds), true
}

// holds reports whether the release has a question with this ID.
func (c *Compiled) holds(id string) bool {
	_, found := slices.BinarySearchFunc(c.Content.Questions, id, func(q bank.Question, id string) int { return cmp.Compare(q.ID, id) })
	return found
}

// profileOf returns the profile of a token. If it has values unknown to this release, the error has code invalid_token.
func (c *Compiled) profileOf(t bank.Token) (bank.Profile, error) {
	p := t.ProfileIn(&c.Content)
	if !c.Knows(p) {
		return bank.Profile{}, &bank.Error{Code: bank.CodeInvalidToken, Message: "This token names something that the bank no longer has. Ask for a new set."}
	}
	return p, nil
}

// Expected returns what the other side will probably ask in the meeting of a set.
func (c *Compiled) Expected(set bank.Set) []bank.Expected {
	return c.Forecast(c.OtherSide(set.Profile))
}

// OtherSide returns the profile of the other side in the meeting of a profile, as Forecast takes it.
func (c *Compiled) OtherSide(p bank.Profile) bank.Profile { return c.engine.OtherSide(p) }

// Forecast returns what somebody with a profile that OtherSide returned will probably ask. The list must not be written to: it is kept
// for others in such a meeting.
func (c *Compiled) Forecast(other bank.Profile) []bank.Expected {
	list, _ := c.forecasts.Get(context.Background(), other.Key(), otter.LoaderFunc[string, []bank.Expected](func(context.Context, string) ([]bank.Expected, error) {
		return c.engine.Forecast(other), nil
	}))
	return list
}

// Score returns the score of one question for a profile and the reasons for it; false if the question is not eligible.
func (c *Compiled) Score(p bank.Profile, question string) (int, []bank.Reason, bool) {
	return c.engine.Score(p, question)
}

// Eligible returns the number of questions to choose from for a profile, before time and quotas.
func (c *Compiled) Eligible(p bank.Profile) int { return c.engine.Eligible(p) }

// Lost returns the meetings that had questions in an older release, which may be nil, and have none in this one (see rules.Engine.Lost).
func (c *Compiled) Lost(before *Compiled, progress func(done, total int)) rules.Losses {
	if before == nil {
		return rules.Losses{}
	}
	return c.engine.Lost(before.engine, progress)
}

// Remarks returns what is odd about the rules (see rules.Engine.Remarks).
func (c *Compiled) Remarks(progress func(done, total int)) []rules.Remark {
	return c.engine.Remarks(progress)
}
