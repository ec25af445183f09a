package serve

import (
	"maps"
	"slices"

	"twoway/bank"
	"twoway/lint"
)

// Knows reports whether all values of a profile are within bounds and known to this release, as those are that Read and Service.Open return.
func (c *Compiled) Knows(p bank.Profile) bool { return inBounds(p) && c.knows(p) }

// inBounds reports whether the numbers and lists of a profile could have come from a request, or from Next, which may
// exclude more.
func inBounds(p bank.Profile) bool {
	excludes := slices.Compact(slices.Clone(p.Exclude))
	return (p.Asker == bank.Candidate || p.Asker == bank.Interviewer) && p.Locale != "" &&
		1 <= p.Minutes && p.Minutes <= bank.MaxMinutes && 1 <= p.Count && p.Count <= bank.MaxCount &&
		0 <= p.Seed && p.Seed <= bank.MaxSeed && len(p.Cares) <= bank.MaxCares &&
		slices.IsSorted(p.Exclude) && len(excludes) == len(p.Exclude) && len(p.Fixed) <= bank.MaxCount &&
		len(p.Competencies) <= bank.MaxNeeds && len(p.Requirements) <= 2*bank.MaxNeeds
}

// knows reports whether the vocabulary has everything that a profile names.
func (c *Compiled) knows(p bank.Profile) bool {
	terms := c.Content.Vocabulary.Terms()
	has := func(kind, id string) bool {
		return id == "" || slices.ContainsFunc(terms[kind], func(t bank.Term) bool { return t.ID == id })
	}
	for i, chosen := range p.Cares {
		isCare := chosen.Term == "" && chosen.Care != "" && has("care", chosen.Care) &&
			(chosen.Aspect == "" || c.Content.Vocabulary.CareOf(chosen.Aspect) == chosen.Care)
		isTerm := chosen.Care+chosen.Aspect == "" && c.hasTerm(p.Role, chosen.Term)
		if !isCare && !isTerm || slices.Contains(p.Cares[:i], chosen) {
			return false
		}
	}
	role := c.Content.Vocabulary.Role(p.Role)
	if p.Occupation != "" && (role == nil || p.Occupation == p.Role || !role.HasOccupation(p.Occupation)) {
		return false
	}
	return c.knowsNeeds(&p) && has("role", p.Role) && has("seniority", p.Seniority) && has("stage", p.Stage) && has("asked_of", p.AskedOf)
}

// hasTerm reports whether a term is in the lexicon of a role.
func (c *Compiled) hasTerm(role, term string) bool {
	return slices.ContainsFunc(c.Content.Vocabulary.Roles, func(r bank.Role) bool { return r.ID == role && slices.Contains(r.Lexicon, term) })
}

// knowsNeeds reports whether the vocabulary has the competencies and the requirements of a profile.
func (c *Compiled) knowsNeeds(p *bank.Profile) bool {
	v := &c.Content.Vocabulary
	for _, s := range p.Competencies {
		t, isTopic := v.Topic(s.Topic)
		isTopic = isTopic && t.Asker == bank.Interviewer && t.Scored && s.Skill == ""
		if !isTopic && (s.Topic != "" || v.SkillOf(p.Role, s.Skill) == nil) {
			return false
		}
	}
	for _, required := range p.Requirements {
		r := v.Requirement(required.ID)
		if r == nil {
			return false
		}
		for name := range required.Slots {
			if !slices.ContainsFunc(r.Slots, func(s bank.Slot) bool { return s.Name == name }) {
				return false
			}
		}
	}
	return true
}

// checkFacts checks the facts of the opening, which must not be what nobody may be asked about, and how the questions on the requirements of
// a profile read with them in their blanks: they must pass the lint of wording, as every question of the bank does. The error has code invalid_request and a fault for each fact that does not.
func (c *Compiled) checkFacts(p *bank.Profile, read *bank.Reading) error {
	var faults []bank.Fault
	for i, required := range p.Requirements {
		if len(required.Slots) == 0 {
			continue
		}
		why := c.rejected(required)
		if required.Guessed && why != "" {
			p.Requirements[i].Slots = nil
			continue
		}
		if why != "" {
			faults = append(faults, bank.Fault{
				Code: bank.FaultImproper, Pointer: c.pointerOf(required, read), Detail: "With this, the question could not be asked: " + why, Nearest: []string{},
			})
		}
	}
	if len(faults) > 0 {
		return &bank.Error{Code: bank.CodeInvalidRequest, Message: "The request is not valid.", Faults: faults}
	}
	c.leaveBlank(p, read)
	return nil
}

// languageRequirement is the ID of the requirement whose fact is a language.
const languageRequirement = "language"

// leaveBlank takes the facts out that are not surely plain facts of a job: their questions keep the blank, for whoever asks them. What is
// known to be wrong is refused before, but nobody can list all that people may type.
func (c *Compiled) leaveBlank(p *bank.Profile, read *bank.Reading) {
	for i := range p.Requirements {
		required := &p.Requirements[i]
		kept := map[string]string{}
		for _, name := range slices.Sorted(maps.Keys(required.Slots)) {
			fact := required.Slots[name]
			if lint.IsPlainFact(fact, required.ID == languageRequirement) {
				kept[name] = fact
				continue
			}
			read.Unrecognised = append(read.Unrecognised, bank.Unrecognised{
				Pointer: c.pointerOf(*required, read), Said: fact, Nearest: []string{}, Reason: bank.ReasonUnknown,
				Detail: "These words are not put into the question, which keeps its blank: say the fact yourself, or in the words of a rota, a licence or a task.",
			})
		}
		if required.Slots = kept; len(kept) == 0 {
			required.Slots = nil
		}
	}
	blank := func(r bank.Required) bool { return r.ID == bank.OtherRequirement && r.Slots == nil }
	if first := slices.IndexFunc(p.Requirements, blank); first >= 0 {
		p.Requirements = append(p.Requirements[:first+1], slices.DeleteFunc(p.Requirements[first+1:], blank)...)
	}
}

// rejected says why a question on a requirement, with its facts, must not be asked; "" if all may be.
func (c *Compiled) rejected(required bank.Required) string {
	for _, name := range slices.Sorted(maps.Keys(required.Slots)) {
		if finding, found := lint.CheckFact(required.Slots[name]); found {
			return finding.Message
		}
	}
	for i := range c.Content.Questions {
		q := &c.Content.Questions[i]
		if q.Requirement != required.ID || q.Status != bank.Ready {
			continue
		}
		filled := q.Filled(required.Slots)
		for _, text := range []string{filled.Text, filled.Softer, filled.Firmer} {
			if why := rejection(text); why != "" {
				return why
			}
		}
	}
	return ""
}

// rejection says why an interviewer must not ask something; "" if they may.
func rejection(text string) string {
	report := lint.Check(text, lint.Options{Asker: bank.Interviewer, Jurisdiction: lint.Strict})
	i := slices.IndexFunc(report.Findings, func(f lint.Finding) bool { return f.Severity == lint.Error })
	if report.Verdict != lint.Reject || i < 0 {
		return ""
	}
	return report.Findings[i].Message
}

// pointerOf returns the pointer of a requirement in the request that was read: of its slot, if it has one only.
func (c *Compiled) pointerOf(required bank.Required, read *bank.Reading) string {
	pointer := "/requirements"
	for _, u := range read.Understood {
		if u.ID == required.ID && (required.ID != bank.OtherRequirement || u.Said == required.Said) {
			pointer = u.Pointer
		}
	}
	if names := slices.Collect(maps.Keys(required.Slots)); len(names) == 1 && required.Said == required.ID {
		return pointer + "/slots/" + names[0]
	}
	return pointer
}
