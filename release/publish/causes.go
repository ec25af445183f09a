package publish

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"twoway/bank"
	"twoway/release/serve"
)

// findCauses finds out which changes make the difference. Applied has the IDs of the rules that apply in one of the two.
func (s *Service) findCauses(ctx context.Context, c *Comparison, req bank.Request, applied map[string]bool) error {
	changes, err := c.relevant(applied)
	if err != nil {
		return err
	}
	c.Verdict = VerdictSeveral
	if more := len(changes) - mostTried; more > 0 {
		c.leaveUntried(more)
		changes = changes[:mostTried]
	}
	begun := s.now()
	for i, change := range changes {
		if s.now().Sub(begun) > mostTime {
			c.leaveUntried(len(changes) - i)
			break
		}
		cause, err := s.tryCause(ctx, c, change, req)
		if err != nil {
			return err
		}
		if cause.Alone {
			c.Verdict = VerdictOne
		}
		if cause.Alone || cause.Needed {
			c.Causes = append(c.Causes, cause)
		}
	}
	slices.SortStableFunc(c.Causes, func(a, b Cause) int { return cmp.Compare(rankOf(a), rankOf(b)) })
	return nil
}

// leaveUntried records that more changes were not tried.
func (c *Comparison) leaveUntried(more int) {
	if c.NotTried += more; c.Verdict == VerdictSeveral {
		c.Verdict = VerdictUntried
	}
}

// tryCause chooses again from what is in service with a change, and from the drafts without it.
func (s *Service) tryCause(ctx context.Context, c *Comparison, change bank.PartChange, req bank.Request) (Cause, error) {
	cause := Cause{PartChange: change}
	with, err := s.chosenWith(ctx, c, try{c.From.Content, c.To.content, change, req})
	if err != nil {
		return cause, err
	}
	without, err := s.chosenWith(ctx, c, try{c.To.content, c.From.Content, change, req})
	cause.Alone = with != nil && slices.Equal(with, idsOf(c.Draft))
	cause.Needed = !slices.Equal(without, idsOf(c.Draft))
	return cause, err
}

func rankOf(c Cause) int {
	if c.Alone {
		return 0
	}
	return 1
}

// relevant returns the changes that may make a difference, those first that probably do. A rule that applies in neither, and a question of
// the other side, do not.
func (c *Comparison) relevant(applied map[string]bool) ([]bank.PartChange, error) {
	all, err := bank.DiffContents(c.From.Content, c.To.content)
	if err != nil {
		return nil, err
	}
	askers := map[string]bank.Asker{}
	for _, content := range []*bank.Content{&c.From.Content, &c.To.content} {
		for i := range content.Questions {
			askers[content.Questions[i].ID] = content.Questions[i].Asker
		}
	}
	differs := slices.Concat(c.Changes.Added, c.Changes.Removed)
	rank := func(p bank.PartChange) int {
		switch {
		case p.Kind == bank.KindRule && applied[p.ID]:
			return 0
		case p.Kind == bank.KindQuestion && slices.Contains(differs, p.ID):
			return 1
		case p.Kind == bank.KindQuestion && askers[p.ID] == c.Current.Profile.Asker:
			return 3
		case p.Kind == bank.KindRule, p.Kind == bank.KindQuestion, p.Kind == bank.KindNearDuplicates:
			return -1
		}
		return 2
	}
	all = slices.DeleteFunc(all, func(p bank.PartChange) bool { return rank(p) < 0 })
	slices.SortStableFunc(all, func(a, b bank.PartChange) int { return cmp.Compare(rank(a), rank(b)) })
	return all, nil
}

// try is a content in which one changed part is to be as it is in another one.
type try struct {
	content, other bank.Content
	change         bank.PartChange
	request        bank.Request
}

// answer returns the set for a request. If it was understood alike in both releases, it is not read again.
func (c *Comparison) answer(ctx context.Context, from *serve.Compiled, req bank.Request) (bank.Set, error) {
	if c.Current.Profile.Key() == c.Draft.Profile.Key() {
		return from.Choose(ctx, c.Draft.Profile)
	}
	return from.AnswerContext(ctx, req)
}

// chosenWith returns the questions of the set from a content with one changed part as it is in another; nil if that cannot serve, because
// others refer to the part.
func (s *Service) chosenWith(ctx context.Context, c *Comparison, t try) ([]string, error) {
	mixed, err := swapped(t.content, t.other, t.change)
	if err != nil {
		return nil, err
	}
	r := bank.Release{Content: withoutCases(mixed)}
	if t.change.Kind.IsTerm() && len(slices.DeleteFunc(faultsIn(r.Content.Validate()), isOfCases)) > 0 {
		return nil, nil
	}
	compiled, err := s.serving.Compile(ctx, r)
	if len(faultsIn(err)) > 0 {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	set, err := c.answer(ctx, compiled, t.request)
	if len(faultsOf(err)) > 0 { // the request names what this vocabulary does not have
		return nil, nil
	}
	return idsOf(set), err
}

// faultsOf returns the faults of an error with any code, nil if it has none.
func faultsOf(err error) []bank.Fault {
	if e, ok := errors.AsType[*bank.Error](err); ok {
		return e.Faults
	}
	return nil
}

// swapped returns a content with one changed part as it is in another: another body, or none, or the order of a kind.
func swapped(content, other bank.Content, change bank.PartChange) (bank.Content, error) {
	theirs, err := other.Parts()
	if err != nil {
		return bank.Content{}, err
	}
	if change.ID != "" {
		isIt := func(p bank.Part) bool { return p.Kind == change.Kind && p.ID == change.ID }
		if i := slices.IndexFunc(theirs, isIt); i >= 0 {
			return content.With(theirs[i])
		}
		own, err := content.Parts()
		if err != nil {
			return bank.Content{}, err
		}
		return bank.Join(slices.DeleteFunc(own, isIt))
	}
	own, err := content.Parts()
	if err != nil {
		return bank.Content{}, err
	}
	place := func(p bank.Part) int {
		return slices.IndexFunc(theirs, func(other bank.Part) bool { return other.Kind == p.Kind && other.ID == p.ID })
	}
	ofKind := slices.DeleteFunc(slices.Clone(own), func(p bank.Part) bool { return p.Kind != change.Kind })
	slices.SortStableFunc(ofKind, func(a, b bank.Part) int { return cmp.Compare(place(a), place(b)) })
	for i := range own {
		if own[i].Kind == change.Kind {
			own[i], ofKind = ofKind[0], ofKind[1:]
		}
	}
	return bank.Join(own)
}
