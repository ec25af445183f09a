package bank

import (
	"fmt"
	"reflect"
	"slices"
)

// Kind is the kind of a part of a bank.
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
	KindRequirement    Kind = "requirement"
	KindWeights        Kind = "weights"
	KindQuestion       Kind = "question"
	KindRule           Kind = "rule"
	KindNearDuplicates Kind = "near_duplicates"
)

// kindInfo describes a kind. To add a kind, add a constant and a row of kindTable.
type kindInfo struct {
	kind     Kind
	file     string             // the file of its parts in an exported bank, without folder and extension
	pointer  string             // what comes before the ID in the pointer of a part
	bodyType reflect.Type       // the Go type of a part's body
	list     func(*Content) any // returns a pointer to the slice of its parts; nil for a single part
	split    func(*Content) ([]Part, error)
	// splitBoth is split for two contents. A part that both have, and that is the same besides its version, has no body: making bodies
	// takes most of the time of a comparison.
	splitBoth func(before, after *Content) (old, now []Part, err error)
	join      func(*Content, Part) error
	take      func(c, from *Content)   // replaces the part with the same ID by the only one of another content, or adds it; other lists stay shared
	terms     func(*Vocabulary) []Term // nil if the kind is not a kind of term
}

//nolint:gochecknoglobals // a constant table
var kindTable = []kindInfo{
	termKind(KindSeniority, "seniorities", func(v *Vocabulary) *[]Seniority { return &v.Seniorities }, func(t *Seniority) Term { return t.Term }),
	termKind(KindStage, "stages", func(v *Vocabulary) *[]Stage { return &v.Stages }, func(t *Stage) Term { return t.Term }),
	termKind(KindAskedOf, "asked_of", func(v *Vocabulary) *[]Term { return &v.AskedOf }, func(t *Term) Term { return *t }),
	termKind(KindCare, "cares", func(v *Vocabulary) *[]Care { return &v.Cares }, func(t *Care) Term { return t.Term }),
	termKind(KindTopic, "topics", func(v *Vocabulary) *[]Topic { return &v.Topics }, func(t *Topic) Term { return t.Term }),
	termKind(KindDiscloses, "discloses", func(v *Vocabulary) *[]Disclosure { return &v.Discloses }, func(t *Disclosure) Term { return t.Term }),
	termKind(KindRole, "roles", func(v *Vocabulary) *[]Role { return &v.Roles }, func(t *Role) Term { return t.Term }),
	termKind(KindRequirement, "requirements", func(v *Vocabulary) *[]JobRequirement { return &v.Requirements }, func(t *JobRequirement) Term { return t.Term }),
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

// clusters is the body of the part that lists near duplicates.
type clusters struct {
	Clusters [][]string `json:"clusters"`
}

// listKind returns the row of a kind that a bank has a list of. The function id returns the ID of a part; it may modify the
// part, which is a copy.
func listKind[T any](kind Kind, file, pointer string, list func(*Content) *[]T, id func(*T) string) kindInfo {
	return kindInfo{
		splitBoth: func(before, after *Content) (old, now []Part, err error) {
			same := sameParts(*list(before), *list(after), id)
			if old, err = splitOthers(kind, *list(before), id, same); err != nil {
				return nil, nil, err
			}
			now, err = splitOthers(kind, *list(after), id, same)
			return old, now, err
		},
		kind: kind, file: file, pointer: pointer, bodyType: reflect.TypeFor[T](),
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
		take: func(c, from *Content) {
			one := (*list(from))[0]
			name := one // of which the ID is asked, which may modify it
			i := slices.IndexFunc(*list(c), func(other T) bool { return id(&other) == id(&name) })
			if i < 0 {
				*list(c) = append(slices.Clip(*list(c)), one)
				return
			}
			*list(c) = slices.Clone(*list(c))
			(*list(c))[i] = one
		},
	}
}

// sameParts returns the IDs of the parts that are the same in two lists. The function id is that of listKind.
func sameParts[T any](before, after []T, id func(*T) string) map[string]bool {
	known := make(map[string]int, len(before))
	for i := range before {
		one := before[i]
		known[id(&one)] = i
	}
	same := make(map[string]bool, len(after))
	for i := range after {
		now := after[i]
		at, found := known[id(&now)]
		if !found {
			continue
		}
		old := before[at]
		name := id(&old)
		same[name] = reflect.DeepEqual(&old, &now)
	}
	return same
}

// splitOthers returns the parts of a list; those that are the same have no body.
func splitOthers[T any](kind Kind, list []T, id func(*T) string, same map[string]bool) ([]Part, error) {
	parts := make([]Part, 0, len(list))
	for _, one := range list {
		name := id(&one)
		if same[name] {
			parts = append(parts, Part{Kind: kind, ID: name})
			continue
		}
		p, err := newPart(kind, name, one)
		if err != nil {
			return nil, err
		}
		parts = append(parts, p)
	}
	return parts, nil
}

// termKind returns the row of a kind of terms of the vocabulary.
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

// singleKind returns the row of a kind that a bank has exactly one part of, whose ID is the name of the kind.
func singleKind[T any](kind Kind, get func(*Content) T, set func(*Content, T)) kindInfo {
	join := func(c *Content, p Part) error {
		var one T
		err := decode(p, &one)
		set(c, one)
		return err
	}
	split := func(c *Content) ([]Part, error) {
		p, err := newPart(kind, string(kind), get(c))
		return []Part{p}, err
	}
	return kindInfo{
		kind: kind, file: string(kind), pointer: "/", bodyType: reflect.TypeFor[T](), join: join, take: func(c, from *Content) { set(c, get(from)) }, split: split,
		splitBoth: func(before, after *Content) (old, now []Part, err error) {
			if old, err = split(before); err == nil {
				now, err = split(after)
			}
			return old, now, err
		},
	}
}

// Kinds returns all kinds in order, those of the vocabulary first.
func Kinds() []Kind {
	kinds := make([]Kind, 0, len(kindTable))
	for i := range kindTable {
		kinds = append(kinds, kindTable[i].kind)
	}
	return kinds
}

// info returns the row of the kind, nil if the kind is unknown.
func (k Kind) info() *kindInfo {
	if i := k.order(); i < len(kindTable) {
		return &kindTable[i]
	}
	return nil
}

// order returns the index of the kind in Kinds, or their number if the kind is unknown.
func (k Kind) order() int {
	if i := slices.IndexFunc(kindTable, func(row kindInfo) bool { return row.kind == k }); i >= 0 {
		return i
	}
	return len(kindTable)
}

// IsSingle reports whether a bank has exactly one part of this kind, whose ID is the name of the kind.
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

// Pointer returns the JSON pointer of the part with the ID, as in the faults of Content.Validate and of the rules.
func (k Kind) Pointer(id string) string {
	if row := k.info(); row != nil {
		return row.pointer + PointerStep(id)
	}
	return "/" + PointerStep(string(k)) + "/" + PointerStep(id)
}

// BodyType returns the Go type of the body of a part of this kind. It panics if the kind is unknown.
func (k Kind) BodyType() reflect.Type {
	row := k.info()
	if row == nil {
		panic(fmt.Sprintf("bank: unknown kind %q", k))
	}
	return row.bodyType
}

// List returns a pointer to the slice of the parts of this kind in c, such as *[]Question. It returns nil for a single part
// and for an unknown kind.
func (k Kind) List(c *Content) any {
	if row := k.info(); row != nil && row.list != nil {
		return row.list(c)
	}
	return nil
}
