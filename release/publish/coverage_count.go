package publish

import (
	"slices"
	"strings"
	"sync"

	"twoway/bank"
)

// CoverageFor says whose questions are counted, and for which stage: "" for any.
type CoverageFor struct {
	Asker bank.Asker
	Stage string
}

// CoverageCounts are the numbers of ready questions of a side, in the order of the vocabulary, and what is missing. Roles and Unmet are for
// one stage or for any; the others do not depend on it. What is about cares is only of candidates, and Topics only of interviewers.
type CoverageCounts struct {
	Roles  [][]QuestionCount // by role and seniority: own are those that list the role
	Cares  [][]QuestionCount // by care and stage: own are those about the care or an aspect of it
	Topics [][]QuestionCount // by topic of the side and stage
	Lacks  []RoleLack
	Unmet  []UnmetRule
}

// QuestionCount counts the questions for something: those that suit it, and those that are just for it.
type QuestionCount struct{ Suits, Own int }

// RoleLack is what matters in a role and no question for it asks about.
type RoleLack struct {
	Role   string
	About  []bank.About // of candidates
	Topics []string     // of interviewers
}

// UnmetRule is a rule that wants more questions than there are in some of the meetings in which it applies.
type UnmetRule struct {
	Rule      *bank.Rule
	Short, Of int          // meetings
	Meeting   bank.Profile // the first of those that are short
}

// coverageCache keeps the counts of the last drafts.
type coverageCache struct {
	mu     sync.Mutex // while they are counted
	trial  *Trial
	counts map[CoverageFor]*CoverageCounts
}

// CountCoverage counts the questions of drafts. The stage must be one of the vocabulary, or "". The counts, which must not be written to,
// are kept until the drafts change.
func (s *Service) CountCoverage(trial *Trial, of CoverageFor) (*CoverageCounts, error) {
	k := &s.coverage
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.trial != trial {
		k.trial, k.counts = trial, map[CoverageFor]*CoverageCounts{}
	}
	if known := k.counts[of]; known != nil {
		return known, nil
	}
	counts, err := countCoverage(trial, of)
	if err == nil {
		k.counts[of] = counts
	}
	return counts, err
}

func countCoverage(trial *Trial, of CoverageFor) (*CoverageCounts, error) {
	v := &trial.Content.Vocabulary
	var questions []*bank.Question
	for _, q := range trial.Content.ReadyQuestions() {
		if q.Asker == of.Asker {
			questions = append(questions, q)
		}
	}
	c := &CoverageCounts{Roles: coverRoles(v, questions, of.Stage)}
	if of.Asker == bank.Candidate {
		c.Cares = coverCares(v, questions)
	} else {
		c.Topics = coverTopics(v, questions)
	}
	for i := range v.Roles {
		if lack := coverLackOf(v, &v.Roles[i], questions, of.Asker); len(lack.About)+len(lack.Topics) > 0 {
			c.Lacks = append(c.Lacks, lack)
		}
	}
	var err error
	c.Unmet, err = coverUnmetRules(trial, of)
	return c, err
}

func coverHas(list []string, value string) bool {
	return len(list) == 0 || slices.Contains(list, value)
}

// coverRoles counts the questions by role and seniority.
func coverRoles(v *bank.Vocabulary, questions []*bank.Question, stage string) [][]QuestionCount {
	cells := make([][]QuestionCount, len(v.Roles))
	places := map[string]int{}
	for i := range v.Roles {
		cells[i], places[v.Roles[i].ID] = make([]QuestionCount, len(v.Seniorities)), i
	}
	general := make([]int, len(v.Seniorities))
	for _, q := range questions {
		if stage == "" || coverHas(q.Stages, stage) {
			coverLevels(v, q, func(n int) {
				if len(q.Roles) == 0 {
					general[n]++
				}
				for _, role := range q.Roles {
					cells[places[role]][n].Own++ // what is tried refers to roles that there are
				}
			})
		}
	}
	coverAddGeneral(cells, general)
	return cells
}

// coverAddGeneral counts the questions for every role, by seniority, as suiting each of them.
func coverAddGeneral(cells [][]QuestionCount, general []int) {
	for i := range cells {
		for n := range cells[i] {
			cells[i][n].Suits = general[n] + cells[i][n].Own
		}
	}
}

// coverLevels calls count with the index of each seniority that a question suits.
func coverLevels(v *bank.Vocabulary, q *bank.Question, count func(seniority int)) {
	from, to := q.Seniority.Levels(v)
	for n := range v.Seniorities {
		if level := v.Seniorities[n].Level; from <= level && level <= to {
			count(n)
		}
	}
}

// coverCares counts the questions by care and stage.
func coverCares(v *bank.Vocabulary, questions []*bank.Question) [][]QuestionCount {
	careOf := map[bank.About]string{}
	for _, care := range v.Cares {
		careOf[bank.About(care.ID)] = care.ID
		for _, aspect := range care.Aspects {
			careOf[bank.About(aspect.ID)] = care.ID
		}
	}
	cells := make([][]QuestionCount, len(v.Cares))
	for i := range v.Cares {
		id := v.Cares[i].ID
		cells[i] = coverStages(v, questions, func(q *bank.Question) (suits, own bool) {
			own = careOf[q.About] == id
			return own || slices.Contains(q.Cares, id), own
		})
	}
	return cells
}

// coverTopics counts the questions by topic and stage.
func coverTopics(v *bank.Vocabulary, questions []*bank.Question) [][]QuestionCount {
	cells := [][]QuestionCount{}
	for i := range v.Topics {
		if id := v.Topics[i].ID; v.Topics[i].Asker == bank.Interviewer {
			cells = append(cells, coverStages(v, questions, func(q *bank.Question) (suits, own bool) { return q.Topic == id, q.Topic == id }))
		}
	}
	return cells
}

// coverStages counts the questions that are of a kind by stage.
func coverStages(v *bank.Vocabulary, questions []*bank.Question, isOf func(q *bank.Question) (suits, own bool)) []QuestionCount {
	cells := make([]QuestionCount, len(v.Stages))
	for _, q := range questions {
		suits, own := isOf(q)
		for n := range v.Stages {
			if !suits || !coverHas(q.Stages, v.Stages[n].ID) {
				continue
			}
			cells[n].Suits++
			if own {
				cells[n].Own++
			}
		}
	}
	return cells
}

// coverLackOf returns what matters in a trade, and no question for it asks about.
func coverLackOf(v *bank.Vocabulary, role *bank.Role, questions []*bank.Question, side bank.Asker) RoleLack {
	lack := RoleLack{Role: role.ID}
	isAsked := func(about func(q *bank.Question) bool) bool {
		return slices.ContainsFunc(questions, func(q *bank.Question) bool { return coverHas(q.Roles, role.ID) && about(q) })
	}
	if side == bank.Interviewer {
		for _, topic := range role.Competencies {
			if !isAsked(func(q *bank.Question) bool { return q.Topic == topic }) {
				lack.Topics = append(lack.Topics, topic)
			}
		}
		return lack
	}
	for _, matter := range role.Matters {
		if !slices.Contains(lack.About, matter.About) && !isAsked(func(q *bank.Question) bool { return coverAsks(v, q, matter.About) }) {
			lack.About = append(lack.About, matter.About)
		}
	}
	return lack
}

// coverAsks reports whether a question is about something: just that, an aspect of that care, or a longer term with that term in it.
func coverAsks(v *bank.Vocabulary, q *bank.Question, about bank.About) bool {
	if term := about.Term(); term != "" {
		return strings.Contains(" "+q.About.Term()+" ", " "+term+" ")
	}
	return q.About == about || q.About != "" && v.CareOf(string(q.About)) == string(about)
}

// coverUnmetRules returns the rules that want more questions than suit a meeting of the stage, over all roles and seniorities.
func coverUnmetRules(trial *Trial, of CoverageFor) ([]UnmetRule, error) {
	ready := trial.Content.ReadyRules()
	if len(ready) == 0 {
		return nil, nil
	}
	one := []string{ready[0].ID} // so that no near misses are looked for
	rules := map[string]*UnmetRule{}
	for _, p := range coverMeetings(&trial.Content.Vocabulary, of) {
		x, err := trial.Explain(bank.Set{Profile: p}, one)
		if err != nil {
			return nil, err
		}
		for i := range x.Applied {
			if kind := x.Applied[i].Rule.Effect.Kind; kind == bank.Essential || kind == bank.Require {
				coverCountUnmet(rules, &x.Applied[i], &p)
			}
		}
	}
	var list []UnmetRule
	for _, r := range ready {
		if u := rules[r.ID]; u != nil && u.Short > 0 {
			list = append(list, *u)
		}
	}
	return list, nil
}

// coverMeetings returns a meeting of the stage for each role and seniority.
func coverMeetings(v *bank.Vocabulary, of CoverageFor) []bank.Profile {
	var list []bank.Profile
	for i := range v.Roles {
		for _, seniority := range v.Seniorities {
			p := usualMeeting(of.Asker, v.Roles[i].ID, seniority)
			p.Stage = of.Stage
			list = append(list, p)
		}
	}
	return list
}

func coverCountUnmet(rules map[string]*UnmetRule, a *bank.AppliedRule, p *bank.Profile) {
	u := rules[a.Rule.ID]
	if u == nil {
		u = &UnmetRule{Rule: a.Rule}
		rules[a.Rule.ID] = u
	}
	u.Of++
	if a.Picked >= a.Rule.Effect.Count {
		return
	}
	if u.Short++; u.Short == 1 {
		u.Meeting = *p
	}
}
