package bank

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Bounds of content.
const (
	maxText   = 400 // runes of a question's text and its wordings
	maxIDSize = 64
	maxPoints = 100
	maxQuota  = 20
)

// Validate reports everything that is wrong with the content: fields out of their bounds, references to nothing. The error
// has code invalid_content and all faults, in the order of the content; a pointer is "/questions/<id>/<field>",
// "/rules/<id>/<field>", "/vocabulary/<kind>/<id>/<field>", "/weights/<field>" or "/near_duplicates/<index>". The text of
// rules, and the vocabulary IDs in their cases, are checked by package rules, which can say what was meant.
func (c *Content) Validate() error {
	faults := NewValidator(c).all()
	if len(faults) == 0 {
		return nil
	}
	return &Error{Code: CodeInvalidContent, Message: "The bank is not valid.", Faults: faults}
}

func (v *validation) fault(code, field, detail string, args ...any) {
	v.faults = append(v.faults, Fault{Code: code, Pointer: v.at + "/" + field, Detail: fmt.Sprintf(detail, args...)})
}

// begin starts on a part or term, and reports an ID that is malformed or taken.
func (v *validation) begin(kind, id string, form *regexp.Regexp) {
	v.at = "/" + kind + "/" + PointerStep(id)
	if !form.MatchString(id) || len(id) > maxIDSize {
		v.fault(FaultMalformed, "id", "%q is not an id: it must match %s and have at most %d characters.", id, form, maxIDSize)
	}
	if v.seen[v.at] {
		v.fault(FaultDuplicate, "id", "The id %q stands twice.", id)
	}
	v.seen[v.at] = true
}

func (v *validation) required(field, value string) {
	switch {
	case strings.TrimSpace(value) == "":
		v.fault(FaultRequired, field, "This must not be empty.")
	case !utf8.ValidString(value):
		v.fault(FaultMalformed, field, "This is not valid UTF-8.")
	}
}

func (v *validation) number(field string, n, low, high int) {
	if n < low || n > high {
		v.fault(FaultOutOfRange, field, "This is %d; it must be from %d to %d.", n, low, high)
	}
}

func (v *validation) oneOf(field, value string, allowed ...string) bool {
	if slices.Contains(allowed, value) {
		return true
	}
	v.fault(FaultUnknownValue, field, "%q is unknown here. It may be: %s.", value, strings.Join(allowed, ", "))
	return false
}

// refer checks that a list holds ids of that kind, none of them twice.
func (v *validation) refer(field, kind string, ids ...string) {
	for i, id := range ids {
		if !slices.Contains(v.terms[kind], id) {
			v.fault(FaultUnknownValue, field+"/"+strconv.Itoa(i), "The vocabulary has no %s %q.", kind, id)
		}
	}
	v.distinct(field, ids)
}

// distinct checks that nothing stands twice in a list.
func (v *validation) distinct(field string, ids []string) {
	for i, id := range ids {
		if slices.Contains(ids[:i], id) {
			v.fault(FaultDuplicate, field+"/"+strconv.Itoa(i), "%q stands twice.", id)
		}
	}
}

func (v *validation) sentences(field string, list []string, low, high int) {
	if len(list) < low || len(list) > high {
		v.fault(FaultOutOfRange, field, "There are %d of these; there must be from %d to %d.", len(list), low, high)
	}
	for i, s := range list {
		v.required(field+"/"+strconv.Itoa(i), s)
	}
}

func (v *validation) vocabulary() {
	c := &v.content.Vocabulary
	terms := c.Terms()
	for _, kind := range Kinds() {
		v.termsOf(string(kind), terms[string(kind)])
		if kind == KindCare {
			v.termsOf("aspect", terms["aspect"])
		}
	}
	levels := make([]int, 0, len(c.Seniorities))
	for _, s := range c.Seniorities {
		levels = append(levels, s.Level)
	}
	slices.Sort(levels)
	for i, level := range levels {
		if level != i+1 {
			v.at = "/vocabulary/seniority"
			v.fault(FaultInconsistent, "level", "Levels must run from 1 to %d without gaps.", len(levels))
			break
		}
	}
	for _, t := range c.Topics {
		v.at = "/vocabulary/topic/" + t.ID
		v.oneOf("asker", string(t.Asker), string(Candidate), string(Interviewer))
	}
	v.roles()
}

func (v *validation) termsOf(kind string, terms []Term) {
	for _, t := range terms {
		v.begin("vocabulary/"+kind, t.ID, v.term)
		v.required("name", t.Name)
		v.required("definition", t.Definition)
	}
}

func (v *validation) roles() {
	isco, onet := regexp.MustCompile(`^\d{2,4}$`), regexp.MustCompile(`^\d{2}-\d{4}\.\d{2}$`)
	for _, r := range v.content.Vocabulary.Roles {
		v.at = "/vocabulary/role/" + r.ID
		for i, code := range r.ISCO08 {
			if !isco.MatchString(code) {
				v.fault(FaultMalformed, "isco08/"+strconv.Itoa(i), "%q is not an ISCO-08 group.", code)
			}
		}
		for i, code := range r.ONET {
			if !onet.MatchString(code) {
				v.fault(FaultMalformed, "onet/"+strconv.Itoa(i), "%q is not an O*NET-SOC code.", code)
			}
		}
	}
}

func (v *validation) weights() {
	v.at = "/weights"
	w := v.content.Weights
	v.falling("care_order", w.CareOrder)
	v.number("care_only", w.CareOnly, 0, 100)
	v.falling("repeat", w.Repeat)
	v.number("variety", w.Variety, 0, maxPoints)
}

func (v *validation) nearDuplicates() {
	clustered := map[string]bool{}
	for i, cluster := range v.content.NearDuplicates {
		v.at = "/near_duplicates"
		if len(cluster) < 2 {
			v.fault(FaultOutOfRange, strconv.Itoa(i), "A cluster holds two questions or more.")
		}
		for _, id := range cluster {
			if v.questionOf(id) == nil {
				v.fault(FaultUnknownValue, strconv.Itoa(i), "There is no question %q.", id)
			}
			if clustered[id] {
				v.fault(FaultDuplicate, strconv.Itoa(i), "%q stands twice.", id)
			}
			clustered[id] = true
		}
	}
}

func (v *validation) falling(field string, list []int) {
	if len(list) == 0 {
		v.fault(FaultRequired, field, "This must not be empty.")
	}
	for _, n := range list {
		v.number(field, n, 0, 1000)
	}
	if !slices.IsSortedFunc(list, func(a, b int) int { return cmp.Compare(b, a) }) {
		v.fault(FaultInconsistent, field, "These must not grow: later ones count less.")
	}
}
