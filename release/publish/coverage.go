package publish

import (
	"runtime"
	"slices"
	"sync"

	"twoway/bank"
	"twoway/release/serve"
)

// CoverageMinutes is the time of each set that Cover asks for, and OwnOfTrade how many questions of the trade it should have
// where the bank has that many for the meeting.
const (
	CoverageMinutes = 15
	OwnOfTrade      = 2
)

// Coverage says what candidates get for every trade, seniority and stage of the vocabulary and any single care, in
// CoverageMinutes. Cells are in the vocabulary's order of roles, then seniorities, then stages.
type Coverage struct {
	Cells []CoverageCell
	Sets  int // that were chosen: one for each cell and care
}

// CoverageCell says what a meeting offers, whatever single care the candidate has.
type CoverageCell struct {
	Role, Seniority, Stage string
	Fitting                int      // questions of the trade that suit the meeting
	LeastQuestions         int      // in any of its sets
	LeastOfTrade           int      // questions of the trade in any of its sets
	ShortOn                []string // cares for which the set has a shortfall, in the vocabulary's order
}

// IsCovered reports whether no set of the cell falls short, and all have OwnOfTrade questions of the trade, or all there are
// for the meeting if these are fewer.
func (c CoverageCell) IsCovered() bool {
	return len(c.ShortOn) == 0 && c.LeastOfTrade >= min(OwnOfTrade, c.Fitting)
}

// Cover chooses the set of every cell and care, on all processors. It fails with the error of the first set that cannot be
// chosen.
func Cover(release *serve.Compiled) (Coverage, error) {
	v := &release.Content.Vocabulary
	var c Coverage
	for _, role := range v.Roles {
		for _, seniority := range v.Seniorities {
			for _, stage := range v.Stages {
				c.Cells = append(c.Cells, CoverageCell{Role: role.ID, Seniority: seniority.ID, Stage: stage.ID})
			}
		}
	}
	c.Sets = len(c.Cells) * len(v.Cares)
	errs := make([]error, len(c.Cells))
	var group sync.WaitGroup
	for worker := range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for i := worker; i < len(c.Cells); i += runtime.GOMAXPROCS(0) {
				errs[i] = cover(release, &c.Cells[i])
			}
		})
	}
	group.Wait()
	for _, err := range errs {
		if err != nil {
			return Coverage{}, err
		}
	}
	return c, nil
}

// cover chooses the sets of one cell.
func cover(release *serve.Compiled, cell *CoverageCell) error {
	v := &release.Content.Vocabulary
	level := v.Level(cell.Seniority)
	for _, q := range release.Content.ReadyQuestions() {
		from, to := q.Seniority.Levels(v)
		if q.Asker == bank.Candidate && slices.Contains(q.Roles, cell.Role) && from <= level && level <= to &&
			(len(q.Stages) == 0 || slices.Contains(q.Stages, cell.Stage)) {
			cell.Fitting++
		}
	}
	cell.LeastQuestions, cell.LeastOfTrade = bank.MaxCount, bank.MaxCount
	for _, care := range v.Cares {
		set, err := release.Answer(bank.Request{
			Asker: bank.Candidate, Role: cell.Role, Seniority: cell.Seniority, Stage: cell.Stage,
			Cares: []string{care.ID}, Minutes: CoverageMinutes,
		})
		if err != nil {
			return err
		}
		ofTrade := 0
		for _, item := range set.Items {
			if slices.Contains(item.Question.Roles, cell.Role) {
				ofTrade++
			}
		}
		cell.LeastQuestions = min(cell.LeastQuestions, len(set.Items))
		cell.LeastOfTrade = min(cell.LeastOfTrade, ofTrade)
		if len(set.Shortfall) > 0 {
			cell.ShortOn = append(cell.ShortOn, care.ID)
		}
	}
	return nil
}
