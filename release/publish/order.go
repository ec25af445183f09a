package publish

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"twoway/bank"
	"twoway/release/drafts"
	"twoway/release/serve"
)

// Order says what to publish, and when.
type Order struct {
	Note string
	// Only has the parts to take from the drafts; everything else stays as it is in service. Nil is for all drafts. A part without an
	// ID stands for the order of the terms of its kind.
	Only      []bank.PartID
	PublishAt time.Time // zero for at once
}

// at returns the time at which the order is published.
func (o Order) at(now time.Time) time.Time {
	if o.PublishAt.IsZero() {
		return now
	}
	return o.PublishAt
}

// Checked is the result of checking an order.
type Checked struct {
	Report   bank.Report
	Revision int    // of the drafts that were checked
	Same     bool   // it is the content of the newest release
	Hash     string // of the content that would be published: what an approval or a schedule is bound to
	// ChooseToo has the parts that must be chosen too, because what was chosen refers to them.
	ChooseToo  []bank.PartID
	ApprovedBy []bank.Actor // who has approved this content, the last first
	NeedsOther bool         // an approval is required
	Authors    []bank.Actor // who has edited any of it, and cannot approve it; nil unless an approval is required
	// Compiled is what would be put into service; nil if it cannot serve. It is as large as the bank, and must not be written to.
	Compiled *serve.Compiled
}

// built is what an order would publish.
type built struct {
	release   bank.Release    // with its report
	current   bank.Release    // that it follows
	compiled  *serve.Compiled // nil if it cannot serve
	state     *drafts.State
	chooseToo []bank.PartID
}

// refusal returns an error with every fault of the release; nil if it has none.
func (b *built) refusal() error {
	if faults := b.release.Report.Faults; len(faults) > 0 {
		return &bank.Error{Code: bank.CodeInvalidContent, Message: "The drafts cannot be published.", Faults: faults}
	}
	return nil
}

// CheckOrder runs the checks of PublishOrder, or of Schedule, without publishing. A selection with a part that is not a draft is an
// error with code invalid_request.
func (s *Service) CheckOrder(ctx context.Context, o Order) (c Checked, err error) {
	s.run(func() { c, err = s.checkOrder(ctx, o) })
	return c, err
}

func (s *Service) checkOrder(ctx context.Context, o Order) (Checked, error) {
	for {
		revision, err := s.drafts.Revision(ctx)
		if err != nil {
			return Checked{}, err
		}
		b, err := s.build(ctx, revision, o)
		switch {
		case bank.HasCode(err, bank.CodeStale): // somebody has edited a draft in between
			continue
		case err != nil && !bank.HasCode(err, bank.CodeConflict): // nothing new to publish is not a fault of the drafts
			return Checked{}, err
		}
		c := Checked{
			Report: b.release.Report, Revision: revision, Hash: b.release.Hash, ChooseToo: b.chooseToo, NeedsOther: s.fourEyes, ApprovedBy: []bank.Actor{},
			Compiled: b.compiled, Same: err != nil,
		}
		approvals, err := s.store.Approvals(ctx, b.release.Hash)
		for _, a := range approvals {
			c.ApprovedBy = append(c.ApprovedBy, a.By)
		}
		if err == nil && s.fourEyes {
			c.Authors, err = s.authors(ctx, b)
		}
		return c, err
	}
}

// build returns what publishing an order at a revision of the drafts would create. If its content is that of the newest release, build
// returns it with an error with code conflict.
func (s *Service) build(ctx context.Context, revision int, o Order) (*built, error) {
	b, err := s.candidate(ctx, revision, o)
	if err != nil {
		return nil, err
	}
	if b.compiled, err = s.check(ctx, b.current, &b.release); err != nil {
		return nil, err
	}
	if err := s.checkAhead(ctx, b, o.at(s.now())); err != nil {
		return nil, err
	}
	if err := s.checkSelection(ctx, b, o); err != nil {
		return nil, err
	}
	if same, err := b.release.IsSame(b.current.ID()); same || err != nil {
		return b, cmp.Or[error](err, &bank.Error{Code: bank.CodeConflict, Message: fmt.Sprintf("There is nothing to publish: the drafts are the same as release %d.", b.current.Number)})
	}
	return b, nil
}

// candidate returns what publishing an order at a revision of the drafts would create, without checking it.
func (s *Service) candidate(ctx context.Context, revision int, o Order) (*built, error) {
	state, err := s.drafts.State(ctx)
	if err != nil {
		return nil, err
	}
	if state.Revision != revision {
		return nil, drafts.Stale(state.Revision)
	}
	b := &built{state: state}
	if b.current, err = s.currentRelease(ctx); err != nil {
		return nil, err
	}
	content, err := state.Publishable(b.current.Content, o.Only)
	if err != nil {
		return nil, err
	}
	b.release, err = s.freeze(content, b.current, o.at(s.now()))
	return b, err
}

// mostAhead is how many of the next times at which rules come into force or end are checked when they are published.
const mostAhead = 4

// checkAhead adds the faults that the content will have when its rules come into force or end, after a time.
func (s *Service) checkAhead(ctx context.Context, b *built, after time.Time) error {
	var times []time.Time
	for _, end := range b.release.Content.RuleEnds(after) {
		times = append(times, end.At)
	}
	times = slices.Compact(times)
	for _, at := range times[:min(len(times), mostAhead)] {
		later := b.release
		later.Content.SetInForce(at)
		var err error
		if later.Hash, err = later.Content.Hash(); err != nil {
			return err
		}
		if _, err := s.check(ctx, b.current, &later); err != nil {
			return err
		}
		for _, f := range later.Report.Faults {
			if !slices.ContainsFunc(b.release.Report.Faults, func(known bank.Fault) bool { return known.Pointer == f.Pointer && known.Code == f.Code }) {
				f.Detail = "From " + bank.FormatInstant(at) + ": " + f.Detail
				b.release.Report.Faults = append(b.release.Report.Faults, f)
			}
		}
	}
	return nil
}
