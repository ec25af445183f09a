package release

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"

	"twoway/bank"
)

// Bounds of the coverage of a bank.
const (
	fewQuestions = 5  // or fewer to choose from make a meeting poor
	mostNamed    = 20 // meetings that a fault or warning names one by one
)

// check holds a release against everything that must hold before it is published, and puts the report on it. Serving is
// nil if its rules do not compile or their cases do not hold. Current is the release that it follows upon. The error is for
// what cannot be checked at all.
func (s *Service) check(ctx context.Context, current bank.Release, r *bank.Release) (*Serving, error) {
	c := &r.Content
	report := bank.Report{Faults: []bank.Fault{}, Warnings: []bank.Fault{}, Clusters: len(c.NearDuplicates)}
	report.Questions = len(ready(c.Questions, func(q *bank.Question) bank.Status { return q.Status }))
	report.Rules = len(ready(c.Rules, func(q *bank.Rule) bank.Status { return q.Status }))
	broken := faultsIn(c.Validate())
	report.Faults = append(report.Faults, broken...)
	serving, err := s.newServing(ctx, *r)
	switch faults := faultsIn(err); {
	case len(faults) > 0:
		report.Faults = append(report.Faults, faults...)
		serving = nil
	case err != nil:
		return nil, err
	}
	rejected, advice := wordingFaults(checkFrozen(c))
	report.Faults, report.Warnings = append(report.Faults, rejected...), append(report.Warnings, advice...)
	if serving != nil && len(broken) == 0 {
		checkCoverage(&report, s.servingOf(ctx, current), serving)
	}
	r.Report = report
	if len(broken) > 0 {
		serving = nil
	}
	return serving, nil
}

// wordingFaults are the remarks on wordings that the lint rejects, and those that are advice.
func wordingFaults(remarks []Remark) (rejected, advice []bank.Fault) {
	for _, remark := range remarks {
		if remark.Rejected {
			rejected = append(rejected, remark.Fault)
		} else {
			advice = append(advice, remark.Fault)
		}
	}
	return rejected, advice
}

// servingOf is a release ready to answer, nil if it cannot serve.
func (s *Service) servingOf(ctx context.Context, r bank.Release) *Serving {
	if serving := s.Serving(); serving != nil && serving.Release == r.ID() {
		return serving
	}
	serving, err := s.newServing(ctx, r)
	if err != nil {
		return nil
	}
	return serving
}

// faultsIn are the faults of an error about content, none for any other.
func faultsIn(err error) []bank.Fault {
	if e, ok := errors.AsType[*bank.Error](err); ok && e.Code == bank.CodeInvalidContent {
		return e.Faults
	}
	return nil
}

// checkCoverage looks at every meeting of the coverage space, on both sides. One that had questions before and has none
// now is a fault; one with few is a warning.
func checkCoverage(report *bank.Report, before, after *Serving) {
	now := after.choice()
	old := map[meeting]int{}
	if before != nil {
		for _, m := range before.choice() {
			old[m.meeting] = m.questions
		}
	}
	var lost, few []string
	for _, m := range now {
		if m.asker == bank.Candidate {
			report.Meetings++
		}
		if m.questions == 0 && old[m.meeting] > 0 {
			lost = append(lost, fmt.Sprintf("There is no question left for %s; there were %d.", m.meeting, old[m.meeting]))
		} else if m.questions <= fewQuestions {
			few = append(few, fmt.Sprintf("There are %d questions to choose from for %s.", m.questions, m.meeting))
		}
	}
	report.Poor = len(lost) + len(few)
	report.Faults = append(report.Faults, named("no_questions", lost)...)
	report.Warnings = append(report.Warnings, named("few_questions", few)...)
}

// named are faults of a code about meetings, the first of them one by one.
func named(code string, details []string) []bank.Fault {
	var faults []bank.Fault
	for i, detail := range details {
		if i == mostNamed {
			detail = fmt.Sprintf("And so for %d more meetings.", len(details)-mostNamed)
		}
		if i <= mostNamed {
			faults = append(faults, bank.Fault{Code: code, Pointer: "/coverage", Detail: detail})
		}
	}
	return faults
}

// meeting is a point of the coverage space, as one side sees it.
type meeting struct {
	asker                  bank.Asker
	role, seniority, stage string
}

func (m meeting) String() string {
	return fmt.Sprintf("the %s, with role %s, seniority %s and stage %s", m.asker, m.role, m.seniority, m.stage)
}

// counted is how many questions a meeting has to choose from.
type counted struct {
	meeting

	questions int
}

// choice counts what every meeting of the coverage space has to choose from, before time and quotas. It is counted once.
func (s *Serving) choice() []counted {
	s.counting.Do(func() { s.counted = s.count() })
	return s.counted
}

func (s *Serving) count() []counted {
	v := &s.Content.Vocabulary
	var all []counted
	for _, asker := range []bank.Asker{bank.Candidate, bank.Interviewer} {
		for _, role := range v.Roles {
			for _, seniority := range v.Seniorities {
				for _, stage := range v.Stages {
					all = append(all, counted{meeting: meeting{asker, role.ID, seniority.ID, stage.ID}})
				}
			}
		}
	}
	var group sync.WaitGroup
	workers := spare()
	for worker := range workers {
		group.Go(func() {
			for i := worker; i < len(all); i += workers {
				m := &all[i]
				m.questions = s.engine.Eligible(bank.Profile{
					Asker: m.asker, Role: m.role, Seniority: m.seniority, Level: v.Level(m.seniority), Stage: m.stage,
					Minutes: CoverageMinutes, Count: bank.DefaultCount, Locale: "en",
				})
				runtime.Gosched() // sets that are asked for meanwhile go first
			}
		})
	}
	group.Wait()
	return all
}
