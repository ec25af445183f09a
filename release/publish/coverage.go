package publish

import (
	"cmp"
	"runtime"
	"slices"
	"sync"

	"twoway/bank"
	"twoway/release/serve"
)

// CoverageMinutes is the time of each set that Cover requests. OwnOfTrade is the number of questions of the trade that a set
// should have, if the bank has that many for the meeting: one in five.
const (
	CoverageMinutes = 15
	OwnOfTrade      = 1
)

// Coverage says which sets candidates get for every role, seniority, stage and single care of the vocabulary, in
// CoverageMinutes. Cells are sorted by role, then seniority, then stage, in the order of the vocabulary.
type Coverage struct {
	Cells []CoverageCell
	Sets  int // number of sets chosen: one for each cell and care
}

// CoverageCell says which sets candidates get in one kind of meeting, over all single cares.
type CoverageCell struct {
	Role, Seniority, Stage string
	Fitting                int      // questions of the trade that fit the meeting
	LeastQuestions         int      // minimum number of questions in a set
	LeastOfTrade           int      // minimum number of questions of the trade in a set
	ShortOn                []string // cares that a question for the meeting is about, but none of the set, in the order of the vocabulary
	Unasked                []string // cares that no question for the meeting is about, likewise; about pay, none would be proper before colleagues
}

// IsCovered reports whether each set of the cell asks about the care if a question for the meeting does, and each has OwnOfTrade questions of the trade, or all that
// fit the meeting if they are fewer.
func (c CoverageCell) IsCovered() bool {
	return len(c.ShortOn) == 0 && c.LeastOfTrade >= min(OwnOfTrade, c.Fitting)
}

// Cover chooses the set for every cell and care, on all processors, and returns the coverage. The error is that of the first
// cell with a set that cannot be chosen.
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

// cover chooses the sets of one cell and fills in the cell.
func cover(release *serve.Compiled, cell *CoverageCell) error {
	v := &release.Content.Vocabulary
	asked := map[string]bool{} // by care: whether a question for the meeting is about it
	for _, q := range release.Content.ReadyQuestions() {
		if !cell.suits(v, q) {
			continue
		}
		if len(q.Roles) > 0 {
			cell.Fitting++
		}
		if len(q.Discloses) == 0 { // the others are asked only by those who name just that
			asked[cmp.Or(v.CareOf(string(q.About)), string(q.About))] = true
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
		ofTrade := countOfTrade(set, cell.Role)
		cell.LeastQuestions = min(cell.LeastQuestions, len(set.Items))
		cell.LeastOfTrade = min(cell.LeastOfTrade, ofTrade)
		switch {
		case len(set.Shortfall) == 0:
		case asked[care.ID]:
			cell.ShortOn = append(cell.ShortOn, care.ID)
		default:
			cell.Unasked = append(cell.Unasked, care.ID)
		}
	}
	return nil
}

// countOfTrade returns how many questions of a set list a role.
func countOfTrade(set bank.Set, role string) int {
	n := 0
	for _, item := range set.Items {
		if slices.Contains(item.Question.Roles, role) {
			n++
		}
	}
	return n
}

// suits reports whether a candidate may ask a question in the meeting of a cell.
func (c *CoverageCell) suits(v *bank.Vocabulary, q *bank.Question) bool {
	has := func(list []string, value string) bool { return len(list) == 0 || slices.Contains(list, value) }
	from, to := q.Seniority.Levels(v)
	level := v.Level(c.Seniority)
	if r := v.Role(c.Role); r != nil && !r.Suits(q.Occupations, "") {
		return false
	}
	return q.Asker == bank.Candidate && from <= level && level <= to && has(q.Stages, c.Stage) && has(q.Roles, c.Role)
}
