package publish

import (
	"fmt"
	"slices"
	"sync"

	"twoway/bank"
	"twoway/internal/background"
	"twoway/release/serve"
)

// Bounds of the coverage check.
const (
	fewQuestions = 5  // a meeting with at most this many questions to choose from gets a warning
	maxListed    = 20 // maximum number of meetings that are listed in faults, and in warnings
)

// meeting is a role, seniority and stage of the vocabulary, as one side sees it.
type meeting struct {
	asker                  bank.Asker
	role, seniority, stage string
}

func (m meeting) String() string {
	return fmt.Sprintf("the %s, with role %s, seniority %s and stage %s", m.asker, m.role, m.seniority, m.stage)
}

// choice is the number of questions that a meeting has to choose from, before time and quotas.
type choice struct {
	meeting

	questions int
}

// choices caches the choices of the last two releases: the release in service, and the one being checked, which may be the
// next in service.
type choices struct {
	mu     sync.Mutex
	counts []counted
}

type counted struct {
	release bank.ReleaseID
	list    []choice
}

// of returns the choices of a release.
func (c *choices) of(compiled *serve.Compiled) []choice {
	c.mu.Lock()
	defer c.mu.Unlock()
	i := slices.IndexFunc(c.counts, func(known counted) bool { return known.release == compiled.Release })
	if i < 0 {
		c.counts = append(c.counts[max(0, len(c.counts)-1):], counted{compiled.Release, countChoices(compiled)})
		i = len(c.counts) - 1
	}
	return c.counts[i].list
}

// countChoices returns the choice of each meeting, for both sides.
func countChoices(compiled *serve.Compiled) []choice {
	v := &compiled.Content.Vocabulary
	var all []choice
	for _, asker := range []bank.Asker{bank.Candidate, bank.Interviewer} {
		for _, role := range v.Roles {
			for _, seniority := range v.Seniorities {
				for _, stage := range v.Stages {
					all = append(all, choice{meeting: meeting{asker, role.ID, seniority.ID, stage.ID}})
				}
			}
		}
	}
	background.Each(len(all), func(i int) {
		m := &all[i]
		m.questions = compiled.Eligible(bank.Profile{
			Asker: m.asker, Role: m.role, Seniority: m.seniority, Level: v.Level(m.seniority), Stage: m.stage,
			Minutes: CoverageMinutes, Count: bank.DefaultCount, Locale: "en",
		})
	})
	return all
}

// checkCoverage adds a fault for every meeting that had questions before and has none now, and a warning for every meeting
// with few. Before is nil if the previous release cannot serve.
func (s *Service) checkCoverage(report *bank.Report, before, after *serve.Compiled) {
	old := map[meeting]int{}
	if before != nil {
		for _, m := range s.choices.of(before) {
			old[m.meeting] = m.questions
		}
	}
	var lost, few []string
	for _, m := range s.choices.of(after) {
		if m.asker == bank.Candidate {
			report.Meetings++
		}
		if m.questions == 0 && old[m.meeting] > 0 {
			lost = append(lost, fmt.Sprintf("No question would be left for %s; there are %d now. Add one, or loosen a rule.", m.meeting, old[m.meeting]))
		} else if m.questions <= fewQuestions {
			few = append(few, fmt.Sprintf("There are only %d questions to choose from for %s.", m.questions, m.meeting))
		}
	}
	report.Poor = len(lost) + len(few)
	report.Faults = append(report.Faults, meetingFaults("no_questions", lost)...)
	report.Warnings = append(report.Warnings, meetingFaults("few_questions", few)...)
}

// meetingFaults returns a fault with a code for each of the first details, and one for all others.
func meetingFaults(code string, details []string) []bank.Fault {
	var faults []bank.Fault
	for i, detail := range details {
		if i == maxListed {
			detail = fmt.Sprintf("The same is true for %d more meetings.", len(details)-maxListed)
		}
		if i <= maxListed {
			faults = append(faults, bank.Fault{Code: code, Pointer: "/coverage", Detail: detail})
		}
	}
	return faults
}
