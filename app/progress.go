package app

import (
	"context"
	"fmt"
	"os"

	"twoway/release/publish"
)

// progressStep is how many percent of a phase pass between two lines.
const progressStep = 25

// withProgress returns a context with which a check shows how far it is, if somebody sees it: standard error is a terminal.
func withProgress(ctx context.Context, t Terminal) context.Context {
	if !t.isShown() {
		return ctx
	}
	return publish.WithProgress(ctx, newProgressLines(t).tell)
}

// progressLines writes a line for each phase of a check, and for each quarter of a phase.
type progressLines struct {
	terminal Terminal
	phase    publish.Phase
	percent  int
}

func newProgressLines(t Terminal) *progressLines { return &progressLines{terminal: t} }

// tell writes a line if a phase has begun, or has come further by progressStep.
func (l *progressLines) tell(p publish.Progress) {
	percent := 0
	if p.Total > 0 {
		percent = p.Done * 100 / p.Total / progressStep * progressStep
	}
	if p.Phase == l.phase && percent <= l.percent {
		return
	}
	text := map[publish.Phase]string{
		publish.PhaseRules: "Compiling the rules", publish.PhaseWording: "Checking the wording",
		publish.PhaseMeetings: "Checking that every meeting keeps a question", publish.PhaseOverlaps: "Comparing the rules with each other",
	}[p.Phase]
	if p.Phase == l.phase {
		text += fmt.Sprintf(": %d %%", percent)
	}
	l.phase, l.percent = p.Phase, percent
	_, _ = fmt.Fprintln(l.terminal.Err, text+" …") // a lost line of progress does no harm
}

// isShown reports whether standard error is a terminal.
func (t Terminal) isShown() bool {
	to := t.Err
	if w, ok := to.(*escapingWriter); ok {
		to = w.to
	}
	file, ok := to.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
