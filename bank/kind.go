package bank

import (
	"fmt"
	"reflect"
	"slices"
)

// Kind names what a part of a bank is.
type Kind string

// The kinds of parts, in the order in which a bank is read: the vocabulary first.
const (
	KindSeniority      Kind = "seniority"
	KindStage          Kind = "stage"
	KindAskedOf        Kind = "asked_of"
	KindCare           Kind = "care"
	KindTopic          Kind = "topic"
	KindDiscloses      Kind = "discloses"
	KindRole           Kind = "role"
	KindWeights        Kind = "weights"
	KindQuestion       Kind = "question"
	KindRule           Kind = "rule"
	KindNearDuplicates Kind = "near_duplicates"
)

// kindInfo is everything the program needs to know about a kind. A new kind is a row of kindTable and a constant.
type kindInfo struct {
	kind    Kind
	file    string             // of its parts in an exported bank, without folder and extension
	pointer string             // before the ID, in the pointer of a part
	partOf  reflect.Type       // the Go type of a part's body
	list    func(*Content) any // a pointer to the slice of its parts, nil for a single part
	split   func(*Content) ([]Part, error)
	join    func(*Content, Part) error
	replace func(*Content, Part) error // like join, but in place of the part with the same ID; other lists stay shared
	terms   func(*Vocabulary) []Term   // nil for what is not a term
}

//nolint:gochecknoglobals // a constant table
var kindTable = []kindInfo{
	termKind(KindSeniority, "seniorities", func(v *Vocabulary) *[]Seniority { return &v.Seniorities }, func(t *Seniority) Term { return t.Term }),
	termKind(KindStage, "stages", func(v *Vocabulary) *[]Stage { return &v.Stages }, func(t *Stage) Term { return t.Term }),
	termKind(KindAskedOf, "asked_of", func(v *Vocabulary) *[]Term { return &v.AskedOf }, func(t *Term) Term { return *t }),
	termKind(KindCare, "cares", func(v *Vocabulary) *[]Care { return &v.Cares }, func(t *Care) Term { return t.Term }),
	termKind(KindTopic, "topics", func(v *Vocabulary) *[]Topic { return &v.Topics }, func(t *Topic) Term { return t.Term }),
	termKind(KindDiscloses, "discloses", func(v *Vocabulary) *[]Term { return &v.Discloses }, func(t *Term) Term { return *t }),
	termKind(KindRole, "roles", func(v *Vocabulary) *[]Role { return &v.Roles }, func(t *Role) Term { return t.Term }),
	singleKind(KindWeights,
		func(c *Content) Weights { return c.Weights },
		func(c *Content, w Weights) { c.Weights = w }),
	listKind(KindQuestion, "questions", "/questions/",
		func(c *Content) *[]Question { return &c.Questions },
		func(q *Question) string { q.Version = 1; return q.ID }),
	listKind(KindRule, "rules", "/rules/",
		func(c *Content) *[]Rule { return &c.Rules },
		func(r *Rule) string { r.Version = 1; return r.ID }),
	singleKind(KindNearDuplicates,
		func(c *Content) clusters { return clusters{c.NearDuplicates} },
		func(c *Content, all clusters) { c.NearDuplicates = all.Clusters }),
}

// clusters is the body of the one part that lists near duplicates.
type clusters struct {
	Clusters [][]string `json:"clusters"`
}

// listKind describes a kind of which a bank has a list. ID returns a part's ID; it may change its copy of the part.
func listKind[T any](kind Kind, file, pointer string, list func(*Content) *[]T, id func(*T) string) kindInfo {
	return kindInfo{
		kind: kind, file: file, pointer: pointer, partOf: reflect.TypeFor[T](),
		list: func(c *Content) any { return list(c) },
		split: func(c *Content) ([]Part, error) {
			parts := make([]Part, 0, len(*list(c)))
			for _, one := range *list(c) {
				p, err := newPart(kind, id(&one), one)
				if err != nil {
					return nil, err
				}
				parts = append(parts, p)
			}
			return parts, nil
		},
		join: func(c *Content, p Part) error {
			var one T
			err := decode(p, &one)
			*list(c) = append(*list(c), one)
			return err
		},
		replace: func(c *Content, p Part) error {
			var one T
			if err := decode(p, &one); err != nil {
				return err
			}
			i := slices.IndexFunc(*list(c), func(other T) bool { return id(&other) == id(&one) })
			if i < 0 {
				*list(c) = append(slices.Clip(*list(c)), one)
				return nil
			}
			*list(c) = slices.Clone(*list(c))
			(*list(c))[i] = one
			return nil
		},
	}
}

// termKind describes a kind of terms of the vocabulary.
func termKind[T any](kind Kind, file string, list func(*Vocabulary) *[]T, term func(*T) Term) kindInfo {
	inContent := func(c *Content) *[]T { return list(&c.Vocabulary) }
	k := listKind(kind, file, "/vocabulary/"+string(kind)+"/", inContent, func(t *T) string { return term(t).ID })
	k.terms = func(v *Vocabulary) []Term {
		var terms []Term
		for i := range *list(v) {
			terms = append(terms, term(&(*list(v))[i]))
		}
		return terms
	}
	return k
}

// singleKind describes a kind of which a bank has exactly one part, whose ID is the kind's name.
func singleKind[T any](kind Kind, get func(*Content) T, set func(*Content, T)) kindInfo {
	join := func(c *Content, p Part) error {
		var one T
		err := decode(p, &one)
		set(c, one)
		return err
	}
	return kindInfo{
		kind: kind, file: string(kind), pointer: "/", partOf: reflect.TypeFor[T](), join: join, replace: join,
		split: func(c *Content) ([]Part, error) {
			p, err := newPart(kind, string(kind), get(c))
			return []Part{p}, err
		},
	}
}

// Kinds returns all kinds, in their order.
func Kinds() []Kind {
	kinds := make([]Kind, 0, len(kindTable))
	for i := range kindTable {
		kinds = append(kinds, kindTable[i].kind)
	}
	return kinds
}

// info returns what there is to know about the kind, nil for one that does not exist.
func (k Kind) info() *kindInfo {
	if i := k.order(); i < len(kindTable) {
		return &kindTable[i]
	}
	return nil
}

// order returns the kind's place among Kinds, their number for one that does not exist.
func (k Kind) order() int {
	if i := slices.IndexFunc(kindTable, func(row kindInfo) bool { return row.kind == k }); i >= 0 {
		return i
	}
	return len(kindTable)
}

// IsSingle reports whether a bank has exactly one part of this kind, whose ID is the kind's name.
func (k Kind) IsSingle() bool { row := k.info(); return row != nil && row.list == nil }

// IsTerm reports whether parts of this kind are terms of the vocabulary.
func (k Kind) IsTerm() bool { row := k.info(); return row != nil && row.terms != nil }

// File returns the name of the file that lists the parts of this kind in an exported bank, without folder and extension,
// as in "seniorities".
func (k Kind) File() string {
	if row := k.info(); row != nil {
		return row.file
	}
	return string(k)
}

// Pointer returns the JSON pointer of the part with this ID, as Content.Validate and the rules write it in their faults.
func (k Kind) Pointer(id string) string {
	if row := k.info(); row != nil {
		return row.pointer + PointerStep(id)
	}
	return "/" + PointerStep(string(k)) + "/" + PointerStep(id)
}

// BodyType returns the Go type of the body of a part of this kind. It panics for a kind that does not exist.
func (k Kind) BodyType() reflect.Type {
	row := k.info()
	if row == nil {
		panic(fmt.Sprintf("bank: there is no kind %q", k))
	}
	return row.partOf
}

// List returns a pointer to the slice that holds the parts of this kind in c, such as *[]Question. It is nil for a
// single part, and for a kind that does not exist.
func (k Kind) List(c *Content) any {
	if row := k.info(); row != nil && row.list != nil {
		return row.list(c)
	}
	return nil
}
