package publish

import "context"

// Phase is what a check is doing.
type Phase string

// The phases of a check, in order.
const (
	PhaseRules    Phase = "rules"    // compiling the rules, and running their cases
	PhaseWording  Phase = "wording"  // linting the texts
	PhaseMeetings Phase = "meetings" // proving that every meeting keeps a question
	PhaseOverlaps Phase = "overlaps" // comparing the rules with each other
)

// Phases returns all phases, in order.
func Phases() []Phase { return []Phase{PhaseRules, PhaseWording, PhaseMeetings, PhaseOverlaps} }

// Progress says how far a check is: Done of Total steps of a phase, which has no fixed length.
type Progress struct {
	Phase       Phase
	Done, Total int
}

type progressKey struct{}

// WithProgress returns a context with which a check or a publication tells how far it is. Tell is called often, by one goroutine at a
// time, and must be quick.
func WithProgress(ctx context.Context, tell func(Progress)) context.Context {
	return context.WithValue(ctx, progressKey{}, tell)
}

// tell says that a check with this context is so far.
func tell(ctx context.Context, phase Phase, done, total int) {
	if f, ok := ctx.Value(progressKey{}).(func(Progress)); ok {
		f(Progress{Phase: phase, Done: done, Total: total})
	}
}

// telling returns what says how far a phase is.
func telling(ctx context.Context, phase Phase) func(done, total int) {
	return func(done, total int) { tell(ctx, phase, done, total) }
}
