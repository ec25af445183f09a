package bank

import (
	"regexp"
	"strings"
)

// Validator checks content, or one part of it. It is safe for concurrent use.
type Validator struct {
	content   *Content
	slug      idForm
	term      idForm
	terms     map[string][]string // IDs by kind
	questions map[string]*Question
}

// idForm is the form of an ID.
type idForm struct {
	pattern    *regexp.Regexp
	separators string // the signs between words, as faults name them
	meant      string // as a kind of Meant
}

// NewValidator returns a validator of c, which must not change while the validator is used.
func NewValidator(c *Content) *Validator {
	v := &Validator{
		content:   c,
		slug:      idForm{regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`), "hyphens", MeantSlug},
		term:      idForm{regexp.MustCompile(`^[a-z0-9]+(_[a-z0-9]+)*$`), "underscores", MeantTermID},
		terms:     idsByKind(&c.Vocabulary),
		questions: make(map[string]*Question, len(c.Questions)),
	}
	for i := range c.Questions {
		v.questions[c.Questions[i].ID] = &c.Questions[i]
	}
	return v
}

func idsByKind(v *Vocabulary) map[string][]string {
	ids := map[string][]string{}
	for kind, terms := range v.Terms() {
		for _, t := range terms {
			ids[kind] = append(ids[kind], t.ID)
		}
	}
	return ids
}

// All returns every fault of the content, as Content.Validate reports them; nil if there are none.
func (v *Validator) All() []Fault {
	run := validation{Validator: v, seen: map[string]bool{}}
	run.vocabulary()
	run.termTexts()
	run.weights()
	for i := range v.content.Questions {
		run.question(&v.content.Questions[i])
	}
	for i := range v.content.Rules {
		run.rule(&v.content.Rules[i])
	}
	run.nearDuplicates()
	return run.faults
}

// Part returns the faults that Validate would find in p if it replaced the part with the same kind and ID in the content. It
// checks nothing else, so it takes as long for a large bank as for a small one. A body that does not fit the kind is an
// error.
func (v *Validator) Part(p Part) ([]Fault, error) {
	run := validation{Validator: v, seen: map[string]bool{}}
	alone, err := Join([]Part{p})
	if err != nil {
		return nil, err
	}
	if p.Kind != KindQuestion && p.Kind != KindRule {
		changed, err := v.content.With(p)
		if err != nil {
			return nil, err
		}
		run.part = p.Pointer()
		other := *v
		other.content, other.terms = &changed, idsByKind(&changed.Vocabulary)
		run.Validator = &other
		run.vocabulary()
		if p.Kind.IsTerm() { // the texts of others have not changed, and there are thousands
			eachTextOf(&alone, p.Kind, run.text)
		}
		run.weights()
		run.nearDuplicates()
		return FaultsWithin(run.faults, p.Pointer()), nil
	}
	for i := range alone.Questions {
		run.changed = &alone.Questions[i]
		run.question(run.changed)
	}
	for i := range alone.Rules {
		run.rule(&alone.Rules[i])
	}
	return run.faults, nil
}

// FaultsWithin returns the faults with pointers at or below a pointer; nil if there are none.
func FaultsWithin(faults []Fault, pointer string) []Fault {
	var within []Fault
	for _, f := range faults {
		if rest, found := strings.CutPrefix(f.Pointer, pointer); found && (rest == "" || rest[0] == '/') {
			within = append(within, f)
		}
	}
	return within
}

// validation is one run of a Validator.
type validation struct {
	*Validator

	part    string          // the pointer of the part whose faults are asked for; "" for all
	changed *Question       // replaces the question with the same ID in the content; may be nil
	seen    map[string]bool // pointers of the IDs found so far
	base    string          // the pointer of the part or term being checked
	faults  []Fault
}

// questionOf returns the question with an ID, nil if there is none.
func (v *validation) questionOf(id string) *Question {
	if v.changed != nil && v.changed.ID == id {
		return v.changed
	}
	return v.questions[id]
}
