package publish

import (
	"context"
	"slices"
	"sync"
	"time"

	"twoway/bank"
	"twoway/release/drafts"
	"twoway/release/serve"
)

// Trial is what publishing all drafts would put into service, to be tried before. Its release has the number 0. It must not be written to.
type Trial struct {
	*serve.Compiled

	Revision int
	LeftOut  []LeftOut // in the order of the content

	current bank.ReleaseID // that it would follow
	until   time.Time      // the next time at which a rule comes into force or ends; zero for never
	content bank.Content   // with the cases of the rules
}

// LeftOut is a draft with faults, which is not in a trial. The part in service takes its place, if there is one.
type LeftOut struct {
	bank.PartID

	Released bool
	Faults   []bank.Fault
}

// trialCache keeps the last trial.
type trialCache struct {
	mu    sync.Mutex // while one is made
	trial *Trial
}

// Trial returns the drafts as they are now, ready to answer. Faults in the cases of a rule do not count: a rule may be tried before it has
// any. Drafts with other faults are left out. What the lint rejects does not.
func (s *Service) Trial(ctx context.Context) (t *Trial, err error) {
	s.trial.mu.Lock()
	defer s.trial.mu.Unlock()
	state, err := s.drafts.State(ctx)
	if err != nil {
		return nil, err
	}
	if last := s.trial.trial; last != nil && last.Revision == state.Revision && (last.until.IsZero() || s.now().Before(last.until)) {
		return last, nil
	}
	current, err := s.store.Current(ctx)
	if err != nil {
		return nil, err
	}
	current.Content.Normalise()
	s.run(func() { t, err = s.newTrial(ctx, state, current) })
	if err == nil {
		s.trial.trial = t
	}
	return t, err
}

func (s *Service) newTrial(ctx context.Context, state *drafts.State, current bank.Release) (*Trial, error) {
	content, err := state.Publishable(current.Content, nil)
	if err != nil {
		return nil, err
	}
	t := &Trial{Revision: state.Revision, LeftOut: []LeftOut{}, current: current.ID()}
	for range mostRounds {
		if content, err = t.leaveOutInvalid(content, current.Content); err != nil {
			return nil, err
		}
		r, err := s.freeze(content, current, s.now())
		if err != nil {
			return nil, err
		}
		faults, err := s.tryOut(ctx, t, r)
		if err != nil || len(faults) == 0 {
			return t, err
		}
		if content, err = t.leaveOut(content, current.Content, faults); err != nil {
			return nil, err
		}
	}
	return nil, tooManyFaults()
}

func tooManyFaults() error {
	return &bank.Error{Code: bank.CodeInvalidContent, Message: "The drafts have too many faults to be tried. Check them, and publish nothing yet."}
}

// leaveOutInvalid leaves out what is not valid, until the rest is: leaving something out may make other parts invalid.
func (t *Trial) leaveOutInvalid(content, released bank.Content) (bank.Content, error) {
	for range 2 * mostRounds {
		faults := slices.DeleteFunc(faultsIn(content.Validate()), isOfCases)
		if len(faults) == 0 {
			return content, nil
		}
		var err error
		if content, err = t.leaveOut(content, released, faults); err != nil {
			return content, err
		}
	}
	return content, tooManyFaults()
}

// tryOut compiles a release into a trial, or returns the faults of its rules.
func (s *Service) tryOut(ctx context.Context, t *Trial, r bank.Release) ([]bank.Fault, error) {
	t.content = r.Content
	if ends := r.Content.RuleEnds(s.now()); len(ends) > 0 {
		t.until = ends[0].At
	}
	var err error
	r.Number, r.Content = 0, withoutCases(r.Content)
	t.Compiled, err = s.serving.Compile(ctx, r)
	if faults := faultsIn(err); len(faults) > 0 {
		return faults, nil
	}
	return nil, err
}

// isOfCases reports whether a fault is in the cases of a rule.
func isOfCases(f bank.Fault) bool {
	steps := bank.PointerSteps(f.Pointer)
	return len(steps) > 2 && steps[0] == "rules" && steps[2] == "cases"
}

// withoutCases returns a content whose rules have no cases.
func withoutCases(c bank.Content) bank.Content {
	c.Rules = slices.Clone(c.Rules)
	for i := range c.Rules {
		c.Rules[i].Cases = nil
	}
	return c
}

// leaveOut returns a content without the parts that have faults, which it lists; those in service take their place. If nothing can be left
// out, the error has code invalid_content.
func (t *Trial) leaveOut(content, released bank.Content, faults []bank.Fault) (bank.Content, error) {
	released.SetAuthored()
	parts, err := content.Parts()
	if err != nil {
		return bank.Content{}, err
	}
	bodies := bodiesOf(released)
	var kept []bank.Part
	left := false
	for _, p := range parts {
		within := bank.FaultsWithin(faults, p.Pointer())
		if len(within) == 0 || p.Kind == bank.KindNearDuplicates {
			kept = append(kept, p)
			continue
		}
		id := bank.PartID{Kind: p.Kind, ID: p.ID}
		body, known := bodies[id]
		i := slices.IndexFunc(t.LeftOut, func(one LeftOut) bool { return one.PartID == id })
		isSecond := i >= 0 // what is in service is at fault too, now that others are left out
		switch {
		case !isSecond:
			t.LeftOut = append(t.LeftOut, LeftOut{id, known, within})
		case known:
			t.LeftOut[i].Released = false
		}
		if left = true; known && !isSecond {
			kept = append(kept, bank.Part{Kind: p.Kind, ID: p.ID, Body: body})
		}
	}
	if !left {
		return bank.Content{}, &bank.Error{Code: bank.CodeInvalidContent, Message: "The drafts cannot be tried.", Faults: faults}
	}
	next, err := bank.Join(kept)
	next.NearDuplicates = nil // freezing finds them again
	return next, err
}
