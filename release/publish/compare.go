package publish

import (
	"context"
	"slices"
	"time"

	"twoway/bank"
	"twoway/release/serve"
)

// Comparison is the set of a meeting in service, and that of the drafts, and why they differ.
type Comparison struct {
	Current, Draft bank.Set
	From           *serve.Compiled // in service
	To             *Trial
	Changes        SetChanges
	Verdict        Verdict
	Causes         []Cause // those that do it alone first
	NotTried       int     // changed parts that were not tried
	Rules          []RuleShift
	Case           *bank.Case // of the rule that was named; nil if none was
}

// Verdict says how much of what was changed makes the difference.
type Verdict string

// The verdicts of a comparison.
const (
	VerdictSame    Verdict = "same"    // there is no difference
	VerdictOne     Verdict = "one"     // a single change does it
	VerdictSeveral Verdict = "several" // only several together do
	VerdictUntried Verdict = "untried" // none that was tried does it alone, and not all were tried
)

// SetChanges are the IDs of the questions that only one of two sets has, or both. Lists are not nil.
type SetChanges struct {
	Added, Removed []string
	Moved          []string // in another order relative to each other
	Same           []string
}

// Cause is a changed part that makes a difference.
type Cause struct {
	bank.PartChange

	Alone  bool // this change alone gives the set of the drafts
	Needed bool // without it, the drafts give another set
}

// RuleShift is a rule that applies to the meeting in the drafts only, or only in what is in service.
type RuleShift struct {
	Rule    *bank.Rule
	Applies bool // in the drafts
	Known   bool // the other one has the rule, too
	Stopped []bank.Stop
}

// mostTried is how many changed parts are tried: for each, two releases are compiled.
const mostTried = 12

// mostTime is after what time no other changed part is tried: somebody waits for the answer.
const mostTime = 6 * time.Second

// Compare chooses the set for a request from the release in service and from the drafts, and finds out why they differ: by choosing again
// with single changed parts applied, or taken back. If rule is the ID of a rule, the meeting is returned as a case of it, as the draft of
// the rule behaves; for an unknown one the error has code invalid_request. It also returns the errors of Trial and of an answer.
func (s *Service) Compare(ctx context.Context, req bank.Request, rule string) (Comparison, error) {
	c, err := s.CompareSets(ctx, req, rule)
	if err != nil || c.Verdict == VerdictSame {
		return c, err
	}
	applied := map[string]bool{}
	for _, of := range []struct {
		from *serve.Compiled
		set  bank.Set
	}{{c.From, c.Current}, {c.To.Compiled, c.Draft}} {
		x, err := of.from.Explain(of.set, nil)
		if err != nil {
			return c, err
		}
		for _, a := range x.Applied {
			applied[a.Rule.ID] = true
		}
	}
	s.run(func() { err = s.findCauses(ctx, &c, req, applied) })
	return c, err
}

// CompareSets is Compare without the causes, which take much longer to find: if the sets differ, the verdict is that nothing was tried.
func (s *Service) CompareSets(ctx context.Context, req bank.Request, rule string) (Comparison, error) {
	c := Comparison{Verdict: VerdictSame, Causes: []Cause{}}
	var err error
	if c.From, err = s.serving.Current(); err != nil {
		return c, err
	}
	if c.To, err = s.Trial(ctx); err != nil {
		return c, err
	}
	if c.Current, err = c.From.AnswerContext(ctx, req); err != nil {
		return c, err
	}
	if c.Draft, err = c.To.AnswerContext(ctx, req); err != nil {
		return c, err
	}
	c.Changes = compareSets(idsOf(c.Current), idsOf(c.Draft))
	if err := c.compareRules(); err != nil {
		return c, err
	}
	if c.Case, err = c.caseOf(rule); err != nil {
		return c, err
	}
	if !slices.Equal(idsOf(c.Current), idsOf(c.Draft)) {
		c.Verdict = VerdictUntried
	}
	return c, nil
}

func idsOf(s bank.Set) []string {
	ids := make([]string, 0, len(s.Items))
	for _, it := range s.Items {
		ids = append(ids, it.Question.ID)
	}
	return ids
}

// compareSets compares two lists without duplicates.
func compareSets(before, after []string) SetChanges {
	c := SetChanges{Added: []string{}, Removed: []string{}, Moved: []string{}, Same: []string{}}
	both := func(list, other []string, without *[]string) []string {
		var common []string
		for _, id := range list {
			if slices.Contains(other, id) {
				common = append(common, id)
			} else {
				*without = append(*without, id)
			}
		}
		return common
	}
	old, now := both(before, after, &c.Removed), both(after, before, &c.Added)
	c.Same = append(c.Same, longestInOrder(old, now)...)
	for _, id := range now {
		if !slices.Contains(c.Same, id) {
			c.Moved = append(c.Moved, id)
		}
	}
	return c
}

// longestInOrder returns a longest list of elements that are in the same order in two lists with the same elements.
func longestInOrder(a, b []string) []string {
	best := make([][]string, len(b)) // by index in b: the longest list that ends there
	var longest []string
	for i, id := range b {
		for j := range i {
			if slices.Index(a, b[j]) < slices.Index(a, id) && len(best[j]) > len(best[i]) {
				best[i] = best[j]
			}
		}
		best[i] = append(slices.Clone(best[i]), id)
		if len(best[i]) > len(longest) {
			longest = best[i]
		}
	}
	return longest
}

// compareRules finds the rules that apply in one of the two only.
func (c *Comparison) compareRules() error {
	before, err := c.From.Explain(c.Current, nil)
	if err != nil {
		return err
	}
	after, err := c.To.Explain(c.Draft, nil)
	if err != nil {
		return err
	}
	has := func(list []bank.AppliedRule, id string) bool {
		return slices.ContainsFunc(list, func(a bank.AppliedRule) bool { return a.Rule.ID == id })
	}
	c.Rules = []RuleShift{}
	for _, a := range after.Applied {
		if !has(before.Applied, a.Rule.ID) {
			c.Rules = append(c.Rules, shift(a.Rule, true, c.From, c.Current))
		}
	}
	for _, a := range before.Applied {
		if !has(after.Applied, a.Rule.ID) {
			c.Rules = append(c.Rules, shift(a.Rule, false, c.To.Compiled, c.Draft))
		}
	}
	return nil
}

// shift returns why a rule does not apply to a set of another release.
func shift(rule *bank.Rule, applies bool, other *serve.Compiled, set bank.Set) RuleShift {
	r := RuleShift{Rule: rule, Applies: applies}
	x, err := other.Explain(set, []string{rule.ID})
	if r.Known = err == nil; r.Known && len(x.Missed) > 0 {
		r.Stopped = x.Missed[0].Stopped
	}
	return r
}

// caseOf returns the meeting as a case of a rule, nil if its ID is "".
func (c *Comparison) caseOf(rule string) (*bank.Case, error) {
	if rule == "" {
		return nil, nil //nolint:nilnil // no case was asked for
	}
	x, err := c.To.Explain(c.Draft, []string{rule})
	if e := faultsOf(err); len(e) > 0 {
		e[0].Pointer = "/rule"
		return nil, &bank.Error{Code: bank.CodeInvalidRequest, Message: "The request is not valid.", Faults: e}
	}
	if err != nil {
		return nil, err
	}
	return &bank.Case{Applies: len(x.Missed) == 0, Profile: c.Draft.Profile.Meeting()}, nil
}
