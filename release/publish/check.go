package publish

import (
	"context"
	"errors"
	"slices"

	"twoway/bank"
	"twoway/release/drafts"
	"twoway/release/serve"
)

// check runs every check on a release, and sets its report. It returns the compiled release, nil if the content is not valid
// or its rules do not compile or fail their cases. Current is the previous release. An error means that the release could not
// be checked.
func (s *Service) check(ctx context.Context, current bank.Release, r *bank.Release) (*serve.Compiled, error) {
	c := &r.Content
	report := bank.Report{
		Faults: []bank.Fault{}, Warnings: []bank.Fault{}, Clusters: len(c.NearDuplicates),
		Questions: len(c.ReadyQuestions()), Rules: len(c.ReadyRules()),
	}
	invalid := drafts.Advise(c, faultsIn(c.Validate()))
	report.Faults = append(report.Faults, invalid...)
	tell(ctx, PhaseRules, 0, 1)
	compiled, err := s.serving.Compile(ctx, *r)
	switch faults := faultsIn(err); {
	case len(faults) > 0:
		report.Faults = append(report.Faults, faults...)
		compiled = nil
	case err != nil:
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	tell(ctx, PhaseWording, 0, len(c.Questions))
	rejected, advice := drafts.Split(s.wording.CheckFrozen(c, telling(ctx, PhaseWording)))
	report.Faults = append(report.Faults, rejected...)
	if compiled != nil && len(invalid) == 0 {
		tell(ctx, PhaseMeetings, 0, 1)
		checkLosses(&report, s.compiledOf(ctx, current), compiled, telling(ctx, PhaseMeetings))
		tell(ctx, PhaseOverlaps, 0, 1)
		checkRules(&report, compiled, telling(ctx, PhaseOverlaps))
		s.checkChoice(&report, compiled)
	}
	report.Warnings = append(report.Warnings, advice...) // last: there may be many
	r.Report = report
	if slices.ContainsFunc(invalid, func(f bank.Fault) bool { return f.Code != bank.FaultHiddenCharacter }) {
		compiled = nil // what an older program let pass may be served again
	}
	return compiled, nil
}

// compiledOf returns a compiled release, nil if it cannot serve.
func (s *Service) compiledOf(ctx context.Context, r bank.Release) *serve.Compiled {
	if current, err := s.serving.Current(); err == nil && current.Release == r.ID() {
		return current
	}
	compiled, err := s.serving.Compile(ctx, r)
	if err != nil {
		return nil
	}
	return compiled
}

// faultsIn returns the faults of an error with code invalid_content, nil for any other error.
func faultsIn(err error) []bank.Fault {
	if e, ok := errors.AsType[*bank.Error](err); ok && e.Code == bank.CodeInvalidContent {
		return e.Faults
	}
	return nil
}
