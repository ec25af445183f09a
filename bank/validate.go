package bank

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// Bounds of content.
const (
	maxText   = 400 // runes in each wording of a question
	maxIDSize = 64
	maxPoints = 100
	maxQuota  = 20
)

// Validate reports every fault of the content, such as fields out of bounds and references to unknown IDs. The error has
// code invalid_content and all faults, in the order of the content; a pointer is "/questions/<id>/<field>",
// "/rules/<id>/<field>", "/vocabulary/<kind>/<id>/<field>", "/weights/<field>" or "/near_duplicates/<index>". The text of
// rules, and the vocabulary IDs in their cases, are checked by package rules, which can suggest what was meant.
func (c *Content) Validate() error {
	faults := NewValidator(c).All()
	if len(faults) == 0 {
		return nil
	}
	return &Error{Code: CodeInvalidContent, Message: "The bank is not valid.", Faults: faults}
}

func (v *validation) fault(code, field, detail string, args ...any) {
	v.faults = append(v.faults, Fault{Code: code, Pointer: v.base + "/" + field, Detail: fmt.Sprintf(detail, args...)})
}

// add adds a fault, whose pointer is a field.
func (v *validation) add(f Fault) {
	f.Pointer = v.base + "/" + f.Pointer
	v.faults = append(v.faults, f)
}

// unknown adds a fault of a value that is not one of those that were meant.
func (v *validation) unknown(field, value string, meant Meant, detail string, args ...any) {
	v.add(Fault{Code: FaultUnknownValue, Pointer: field, Detail: fmt.Sprintf(detail, args...), On: value, Meant: &meant})
}

// begin starts on a part or term, and reports an ID that is malformed or already used.
func (v *validation) begin(kind, id string, form idForm) {
	at := "/" + kind + "/" + PointerStep(id)
	v.beginAt(at, at, id, form)
}

// beginAt is begin for a part or term at a pointer. Key differs for everything that must not have the same ID.
func (v *validation) beginAt(pointer, key, id string, form idForm) {
	v.base = pointer
	if !form.pattern.MatchString(id) || len(id) > maxIDSize {
		v.add(Fault{Code: FaultMalformed, Pointer: "id", On: id, Meant: &Meant{Kind: form.meant}, Detail: fmt.Sprintf(
			"%q is not a valid ID. Use lower-case letters and digits, with single %s between words, and at most %d characters.", id, form.separators, maxIDSize)})
	}
	if v.seen[key] {
		v.fault(FaultDuplicate, "id", "The ID %q is used twice.", id)
	}
	v.seen[key] = true
}

func (v *validation) required(field, value string) {
	if strings.TrimSpace(value) == "" {
		v.fault(FaultRequired, field, "This must not be empty.")
	}
}

func (v *validation) number(field string, n, low, high int) {
	if n < low || n > high {
		v.fault(FaultOutOfRange, field, "This must be from %d to %d; it is %d.", low, high, n)
	}
}

func (v *validation) oneOf(field, value string, allowed ...string) bool {
	if slices.Contains(allowed, value) {
		return true
	}
	if value == "" {
		v.fault(FaultRequired, field, "This is required. Use one of: %s.", strings.Join(allowed, ", "))
	} else {
		v.unknown(field, value, Meant{MeantWord, allowed}, "Unknown value %q. Use one of: %s.", value, strings.Join(allowed, ", "))
	}
	return false
}

// references checks that a list has only IDs of terms of a kind, without duplicates.
func (v *validation) references(field, kind string, ids ...string) {
	for i, id := range ids {
		if !slices.Contains(v.terms[kind], id) {
			v.unknownTerm(field+"/"+strconv.Itoa(i), kind, id)
		}
	}
	v.distinct(field, ids)
}

func (v *validation) unknownTerm(field, kind, id string) {
	v.unknown(field, id, Meant{Kind: kind}, "Unknown %s %q. Use an ID from the vocabulary.", strings.ReplaceAll(kind, "_", " "), id)
}

// distinct checks that a list has no duplicates.
func (v *validation) distinct(field string, ids []string) {
	for i, id := range ids {
		if slices.Contains(ids[:i], id) {
			v.fault(FaultDuplicate, field+"/"+strconv.Itoa(i), "%q is listed twice.", id)
		}
	}
}

func (v *validation) sentences(field string, list []string, low, high int) {
	if len(list) < low || len(list) > high {
		v.fault(FaultOutOfRange, field, "This must have from %d to %d entries; it has %d.", low, high, len(list))
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
			v.aspects()
		}
	}
	levels := make([]int, 0, len(c.Seniorities))
	for _, s := range c.Seniorities {
		levels = append(levels, s.Level)
	}
	slices.Sort(levels)
	levels = slices.Compact(levels)
	for _, t := range c.Seniorities { // if a number is missing, another one is beyond their count
		if t.Level < 1 || t.Level > len(levels) {
			v.base = KindSeniority.Pointer(t.ID)
			v.fault(FaultInconsistent, "level", "The levels must be the numbers from 1 to %d, each used at least once; this is %d.", len(levels), t.Level)
		}
	}
	for _, t := range c.Topics {
		v.base = KindTopic.Pointer(t.ID)
		v.oneOf("asker", string(t.Asker), string(Candidate), string(Interviewer))
	}
	for _, d := range c.Discloses {
		v.base = KindDiscloses.Pointer(d.ID)
		if d.Default != "" && !slices.Contains(v.terms["care"], d.Default) && !slices.Contains(v.terms["aspect"], d.Default) {
			v.unknown("default", d.Default, Meant{Kind: MeantAbout}, "Unknown care or aspect %q. Use an ID from the vocabulary.", d.Default)
		}
	}
	for _, r := range c.Requirements {
		v.base = KindRequirement.Pointer(r.ID)
		v.slotList(r.Slots)
	}
	v.roles()
}

// termTexts checks the texts of all terms.
func (v *validation) termTexts() {
	for _, kind := range Kinds() {
		if kind.IsTerm() {
			eachTextOf(v.content, kind, v.text)
		}
	}
}

// text checks that a text has no character that nobody sees.
func (v *validation) text(pointer func() string, field, text string) {
	if isPlain(text) {
		return
	}
	if f, found := CheckText(pointer(), text, hasLines(field)); found {
		v.faults = append(v.faults, f)
	}
}

// textsIn checks the texts of the part with a pointer.
func (v *validation) textsIn(part reflect.Value, pointer string) {
	w := textWalker{visit: v.text, root: func() string { return pointer }}
	w.walk(part, "")
}

func (v *validation) termsOf(kind string, terms []Term) {
	for _, t := range terms {
		v.begin("vocabulary/"+kind, t.ID, v.term)
		v.required("name", t.Name)
		v.required("definition", t.Definition)
	}
}

// aspects checks the aspects of all cares, whose IDs must differ.
func (v *validation) aspects() {
	for _, c := range v.content.Vocabulary.Cares {
		for i, a := range c.Aspects {
			v.beginAt(KindCare.Pointer(c.ID)+"/aspects/"+strconv.Itoa(i), "aspect/"+a.ID, a.ID, v.term)
			v.required("name", a.Name)
			v.required("definition", a.Definition)
		}
	}
}

func (v *validation) weights() {
	v.base = "/weights"
	w := v.content.Weights
	v.descending("care_order", w.CareOrder)
	v.number("care_only", w.CareOnly, 0, 100)
	v.descending("repeat", w.Repeat)
	v.number("variety", w.Variety, 0, maxPoints)
}

func (v *validation) nearDuplicates() {
	clustered := map[string]bool{}
	for i, cluster := range v.content.NearDuplicates {
		v.base = "/near_duplicates"
		if len(cluster) < 2 {
			v.fault(FaultOutOfRange, strconv.Itoa(i), "A cluster must have at least two questions; this has %d.", len(cluster))
		}
		for _, id := range cluster {
			if v.questionOf(id) == nil {
				v.fault(FaultUnknownValue, strconv.Itoa(i), "There is no question with the ID %q.", id)
			}
			if clustered[id] {
				v.fault(FaultDuplicate, strconv.Itoa(i), "%q is listed twice. A question can be in only one cluster.", id)
			}
			clustered[id] = true
		}
	}
}

// descending checks that a list of numbers is not empty, within bounds, and never increases.
func (v *validation) descending(field string, list []int) {
	if len(list) == 0 {
		v.fault(FaultRequired, field, "This must not be empty.")
	}
	for _, n := range list {
		v.number(field, n, 0, 1000)
	}
	if !slices.IsSortedFunc(list, func(a, b int) int { return cmp.Compare(b, a) }) {
		v.fault(FaultInconsistent, field, "Put these numbers in order, the highest first; equal numbers are allowed.")
	}
}
