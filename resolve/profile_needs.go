package resolve

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"twoway/bank"
)

// needs reads what the job of a profile needs.
func (r *requestReader) needs(req bank.Request, p *bank.Profile) {
	if p.Asker == bank.Candidate && !req.Both {
		for _, one := range []struct {
			pointer string
			given   int
		}{{"/competencies", len(req.Competencies)}, {"/requirements", len(req.Requirements)}} {
			if one.given > 0 {
				r.fault(bank.FaultInconsistent, one.pointer, "Only an interviewer says what the job needs. Remove this, or ask as an interviewer.")
			}
		}
		return
	}
	if r.areTooMany("/competencies", len(req.Competencies)) || r.areTooMany("/requirements", len(req.Requirements)) {
		return
	}
	for i, said := range req.Competencies {
		pointer := fmt.Sprintf("/competencies/%d", i)
		if said = bank.Clean(said); r.checkLength(pointer, said) && strings.TrimSpace(said) != "" {
			r.need(pointer, said, r.resolver.Competency(p.Role, said), p)
		}
	}
	for i, stated := range req.Requirements {
		r.requirement(fmt.Sprintf("/requirements/%d", i), stated, p)
	}
}

func (r *requestReader) areTooMany(pointer string, n int) bool {
	if n > bank.MaxNeeds {
		r.fault(bank.FaultOutOfRange, pointer, fmt.Sprintf("These are %d. At most %d are allowed.", n, bank.MaxNeeds))
	}
	return n > bank.MaxNeeds
}

// requirement reads one requirement.
func (r *requestReader) requirement(pointer string, stated bank.RequestedRequirement, p *bank.Profile) {
	if stated.ID == "" {
		if said := bank.Clean(stated.Said); r.checkLength(pointer, said) && strings.TrimSpace(said) != "" {
			r.need(pointer, said, r.resolver.Requirement(p.Role, said), p)
		}
		return
	}
	known := r.resolver.vocabulary.Requirement(stated.ID)
	if known == nil {
		id, nearest := r.resolver.needs.requirementID(stated.ID)
		if known = r.resolver.vocabulary.Requirement(id); known == nil {
			r.fault(bank.FaultUnknownValue, pointer+"/id", fmt.Sprintf("Unknown requirement %q.", stated.ID), nearest...)
			return
		}
	}
	required := bank.Required{ID: known.ID, Slots: map[string]string{}}
	for _, name := range slices.Sorted(maps.Keys(stated.Slots)) {
		if value := r.slot(pointer+"/slots/"+name, name, stated.Slots[name], known); value != "" {
			required.Slots[name] = value
		}
	}
	if known.ID == bank.OtherRequirement && len(required.Slots) == 0 {
		r.fault(bank.FaultRequired, pointer+"/slots/"+bank.OtherSlot, "Say what the job needs.")
		return
	}
	r.need(pointer, stated.ID, Need{Requirement: required, Matched: bank.MatchedID}, p)
}

// slot returns the value of a slot of a requirement: plain text on one line; "" if there is none, or it is not valid, which is a fault.
func (r *requestReader) slot(pointer, name, value string, of *bank.JobRequirement) string {
	if !slices.ContainsFunc(of.Slots, func(s bank.Slot) bool { return s.Name == name }) {
		var names []string
		for _, s := range of.Slots {
			names = append(names, s.Name)
		}
		r.fault(bank.FaultUnknownValue, pointer, fmt.Sprintf("%q is no slot of the requirement %q.", name, of.ID), names...)
		return ""
	}
	value = strings.TrimSpace(bank.Clean(value))
	if why := checkSlot(value); why != "" {
		code := bank.FaultMalformed
		if utf8.RuneCountInString(value) > bank.MaxSlot {
			code = bank.FaultOutOfRange
		}
		r.fault(code, pointer, why)
		return ""
	}
	return value
}

// checkSlot says why a text cannot stand in a question; "" if it can.
func checkSlot(value string) string {
	switch n := utf8.RuneCountInString(value); {
	case n > bank.MaxSlot:
		return fmt.Sprintf("This has %d characters. At most %d are allowed.", n, bank.MaxSlot)
	case strings.ContainsAny(value, "<>{}[]\n\r\t") || strings.Contains(value, "://"):
		return "Use plain text on one line, without brackets and addresses."
	}
	return ""
}

// need adds what was read of a text, or says why it was not understood.
func (r *requestReader) need(pointer, said string, need Need, p *bank.Profile) {
	switch {
	case need.Reason == bank.ReasonProtected:
		r.protect(pointer, said, need.Discloses)
	case need.Reason != "":
		detail := "No question of this trade asks about these words; try other words, or a competency from the list."
		if need.Reason == bank.ReasonAmbiguous {
			detail = "These words may mean several things; choose one of them."
		}
		r.reading.Unrecognised = append(r.reading.Unrecognised, bank.Unrecognised{Pointer: pointer, Said: said, Nearest: need.Nearest, Reason: need.Reason, Detail: detail})
	case need.Requirement.ID != "":
		r.addRequired(pointer, said, need, p)
	default:
		sought := need.Competency
		r.understand(bank.Understood{Pointer: pointer, Said: said, ID: sought.ID(), Name: r.resolver.vocabulary.CompetencyName(p.Role, sought), Matched: need.Matched})
		if !slices.ContainsFunc(p.Competencies, func(s bank.Sought) bool { return s.ID() == sought.ID() }) {
			sought.Said = said
			p.Competencies = append(p.Competencies, sought)
		}
	}
}

// addRequired adds a requirement to a profile. One that it has already keeps the facts of both.
func (r *requestReader) addRequired(pointer, said string, need Need, p *bank.Profile) {
	required := need.Requirement
	if required.ID == bank.OtherRequirement && r.slot(pointer, bank.OtherSlot, required.Slots[bank.OtherSlot], r.resolver.vocabulary.Requirement(required.ID)) == "" {
		return
	}
	r.understand(bank.Understood{Pointer: pointer, Said: said, ID: required.ID, Name: r.resolver.names["requirement/"+required.ID], Matched: need.Matched})
	required.Said = said
	i := slices.IndexFunc(p.Requirements, func(o bank.Required) bool {
		return o.ID == required.ID && (o.ID != bank.OtherRequirement || maps.Equal(o.Slots, required.Slots))
	})
	if i < 0 {
		p.Requirements = append(p.Requirements, required)
		return
	}
	p.Requirements[i].Guessed = p.Requirements[i].Guessed && required.Guessed
	merged := maps.Clone(p.Requirements[i].Slots)
	if merged == nil {
		merged = map[string]string{}
	}
	for name, fact := range required.Slots {
		if both := merged[name] + "; " + fact; merged[name] != "" && merged[name] != fact && checkSlot(both) == "" {
			fact = both
		}
		merged[name] = fact
	}
	p.Requirements[i].Slots = merged
}
