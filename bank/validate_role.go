package bank

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
)

// The forms of codes of classifications.
var (
	isco = regexp.MustCompile(`^\d{2,4}$`)
	soc  = regexp.MustCompile(`^\d{2}-\d{4}$`)
	onet = regexp.MustCompile(`^\d{2}-\d{4}\.\d{2}$`)
)

func (v *validation) roles() {
	taken := map[string]bool{} // IDs of roles and occupations
	for _, r := range v.content.Vocabulary.Roles {
		taken[r.ID] = true
	}
	for i := range v.content.Vocabulary.Roles {
		r := &v.content.Vocabulary.Roles[i]
		v.base = KindRole.Pointer(r.ID)
		if v.part == "" || v.part == v.base {
			v.role(r, taken)
		}
		for _, o := range r.Occupations {
			taken[o.ID] = true
		}
	}
}

// role checks a role. Taken has the IDs of all roles, and of the occupations of those before it.
func (v *validation) role(r *Role, taken map[string]bool) {
	v.codes("isco08", r.ISCO08, isco, "an ISCO-08 group. Use two to four digits, as in 2221.")
	v.codes("soc", r.SOC, soc, "a detailed group of the SOC. Use the form 29-1141.")
	v.codes("onet", r.ONET, onet, "an O*NET-SOC code. Use the form 29-1141.00.")
	if r.Work != "" {
		v.oneOf("work", string(r.Work), string(WorkDesk), string(WorkShift), string(WorkHandsOn), string(WorkCare), string(WorkLead))
	}
	for i, id := range r.Competencies {
		if t, known := v.content.Vocabulary.Topic(id); (!known || t.Asker != Interviewer || !t.Scored) && r.Skill(id) == nil {
			v.fault(FaultUnknownValue, "competencies/"+strconv.Itoa(i), "%q is not a competency. Use the ID of a scored topic of interviewers, or of a skill of this role.", id)
		}
	}
	v.skillsOf(r)
	v.distinct("competencies", r.Competencies)
	for i, o := range r.Occupations {
		v.occupation("occupations/"+strconv.Itoa(i), o, taken)
	}
	for i, m := range r.Matters {
		v.matter("matters/"+strconv.Itoa(i), m, r.ID)
	}
	for i, s := range r.Sayings {
		field := "sayings/" + strconv.Itoa(i)
		v.required(field+"/about", string(s.About))
		v.about(field+"/about", s.About, []string{r.ID})
	}
}

// skillsOf checks the skills that a role has.
func (v *validation) skillsOf(r *Role) {
	for i, s := range r.Skills {
		field := "skills/" + strconv.Itoa(i)
		v.required(field+"/name", s.Name)
		_, isTopic := v.content.Vocabulary.Topic(s.ID)
		switch {
		case !v.term.pattern.MatchString(s.ID) || len(s.ID) > maxIDSize:
			v.add(Fault{
				Code: FaultMalformed, Pointer: field + "/id", On: s.ID, Meant: &Meant{Kind: MeantTermID},
				Detail: fmt.Sprintf("%q is not a valid ID. Use lower-case letters and digits, with single underscores between words.", s.ID),
			})
		case isTopic:
			v.fault(FaultDuplicate, field+"/id", "A topic has the ID %q.", s.ID)
		case r.Skill(s.ID) != &r.Skills[i]:
			v.fault(FaultDuplicate, field+"/id", "Another skill of this role has the ID %q.", s.ID)
		}
		v.seniorityRange(field+"/seniority", s.Seniority)
		v.occupations(field+"/occupations", s.Occupations, []string{r.ID})
	}
}

// skills checks that the skills of a question are of one of its roles.
func (v *validation) skills(q *Question) {
	if len(q.Skills) > 0 && q.Asker == Candidate {
		v.fault(FaultInconsistent, "skills", "Remove this: only an interviewer's question tests skills.")
		return
	}
	for i, id := range q.Skills {
		known := slices.ContainsFunc(q.Roles, func(role string) bool {
			r := v.content.Vocabulary.Role(role)
			return r != nil && r.Skill(id) != nil
		})
		if !known {
			v.unknown("skills/"+strconv.Itoa(i), id, Meant{MeantWord, v.skillsOfRoles(q.Roles)}, "%q is no skill of the roles. Add it to one of them.", id)
		}
	}
	v.distinct("skills", q.Skills)
}

// skillsOfRoles returns the IDs of the skills of roles.
func (v *validation) skillsOfRoles(roles []string) []string {
	list := []string{}
	for _, role := range roles {
		if r := v.content.Vocabulary.Role(role); r != nil {
			for _, s := range r.Skills {
				list = append(list, s.ID)
			}
		}
	}
	return list
}

// codes checks the form of codes; what says what they must be.
func (v *validation) codes(field string, codes []string, form *regexp.Regexp, what string) {
	for i, code := range codes {
		if !form.MatchString(code) {
			v.fault(FaultMalformed, field+"/"+strconv.Itoa(i), "%q is not %s", code, what)
		}
	}
}

// occupation checks an occupation, whose ID must not be taken by a role or another occupation.
func (v *validation) occupation(field string, o Occupation, taken map[string]bool) {
	v.required(field+"/name", o.Name)
	switch {
	case !v.term.pattern.MatchString(o.ID) || len(o.ID) > maxIDSize:
		v.add(Fault{
			Code: FaultMalformed, Pointer: field + "/id", On: o.ID, Meant: &Meant{Kind: MeantTermID},
			Detail: fmt.Sprintf("%q is not a valid ID. Use lower-case letters and digits, with single underscores between words.", o.ID),
		})
	case taken[o.ID]:
		v.fault(FaultDuplicate, field+"/id", "Another role or occupation has the ID %q.", o.ID)
	}
	taken[o.ID] = true
	if len(o.Words) == 0 {
		v.fault(FaultRequired, field+"/words", "An occupation needs words by which it is found in a job title.")
	}
}

func (v *validation) matter(field string, m Matter, role string) {
	v.required(field+"/about", string(m.About))
	v.about(field+"/about", m.About, []string{role})
	v.references(field+"/stages", "stage", m.Stages...)
	v.references(field+"/asked_of", "asked_of", m.AskedOf...)
	v.seniorityRange(field+"/seniority", m.Seniority)
	v.occupations(field+"/occupations", m.Occupations, []string{role})
}

// occupations checks that occupations are of one of the roles.
func (v *validation) occupations(field string, occupations, roles []string) {
	for i, id := range occupations {
		if !slices.ContainsFunc(roles, func(role string) bool {
			r := v.content.Vocabulary.Role(role)
			return r != nil && r.HasOccupation(id)
		}) {
			v.unknown(field+"/"+strconv.Itoa(i), id, Meant{MeantOccupation, v.occupationsOf(roles)},
				"%q is no occupation of the roles. Add it to one of them, or use the ID of the role.", id)
		}
	}
}

// occupationsOf returns the IDs of roles and of their occupations.
func (v *validation) occupationsOf(roles []string) []string {
	list := []string{}
	for _, role := range roles {
		if r := v.content.Vocabulary.Role(role); r != nil {
			list = append(list, r.ID)
			for _, o := range r.Occupations {
				list = append(list, o.ID)
			}
		}
	}
	return list
}
