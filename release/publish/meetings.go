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
	maxListed    = 20 // maximum number of meetings that are listed in warnings
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

// checkChoice counts the meetings with few questions to choose from, and adds a warning for each.
func (s *Service) checkChoice(report *bank.Report, compiled *serve.Compiled) {
	var few []string
	for _, m := range s.choices.of(compiled) {
		if m.asker == bank.Candidate {
			report.Meetings++
		}
		if m.questions <= fewQuestions {
			few = append(few, fmt.Sprintf("There are only %d questions to choose from for %s.", m.questions, m.meeting))
		}
	}
	report.Poor = len(few)
	for i, detail := range few {
		if i == maxListed {
			detail = fmt.Sprintf("The same is true for %d more meetings.", len(few)-maxListed)
		}
		if i <= maxListed {
			report.Warnings = append(report.Warnings, bank.Fault{Code: "few_questions", Pointer: pointerToMeetings, Detail: detail})
		}
	}
}
