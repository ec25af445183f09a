package bank

import (
	"bytes"
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// ChangeKind names what happened to a part between two states of a bank.
type ChangeKind string

// What can happen to a part.
const (
	PartAdded     ChangeKind = "added"
	PartChanged   ChangeKind = "changed"
	PartRetired   ChangeKind = "retired"
	PartRestored  ChangeKind = "restored"  // from being retired
	PartRemoved   ChangeKind = "removed"   // a term that is no longer in the vocabulary
	PartReordered ChangeKind = "reordered" // the terms of a kind; there is no ID then
)

// PartChange is a part that differs between two states of a bank. Fields are sorted by pointer; they are empty for a part
// that was added, removed or reordered, never nil.
type PartChange struct {
	Kind   Kind
	ID     string
	Change ChangeKind
	Fields []FieldChange
}

// DiffContents returns the changes from one bank to another, by kind in the order of Kinds, then by ID. Versions are
// ignored. It is empty, never nil, when nothing changed. Both contents must be normalised.
func DiffContents(from, to Content) ([]PartChange, error) {
	before, err := from.Parts()
	if err != nil {
		return nil, err
	}
	after, err := to.Parts()
	if err != nil {
		return nil, err
	}
	changes := []PartChange{}
	for _, kind := range Kinds() {
		of := func(parts []Part) []Part {
			return slices.DeleteFunc(slices.Clone(parts), func(p Part) bool { return p.Kind != kind })
		}
		changes = append(changes, diffKind(kind, of(before), of(after))...)
	}
	return changes, nil
}

// diffKind compares the parts of one kind.
func diffKind(kind Kind, before, after []Part) []PartChange {
	old, now := byID(before), byID(after)
	var changes []PartChange
	for _, id := range slices.Sorted(maps.Keys(now)) {
		switch was, found := old[id]; {
		case !found:
			changes = append(changes, PartChange{Kind: kind, ID: id, Change: PartAdded, Fields: []FieldChange{}})
		case !bytes.Equal(was, now[id]):
			fields := DiffFields(was, now[id])
			changes = append(changes, PartChange{Kind: kind, ID: id, Change: changeKind(fields), Fields: fields})
		}
	}
	for _, id := range slices.Sorted(maps.Keys(old)) {
		if now[id] == nil {
			changes = append(changes, PartChange{Kind: kind, ID: id, Change: PartRemoved, Fields: []FieldChange{}})
		}
	}
	slices.SortStableFunc(changes, func(a, b PartChange) int { return cmp.Compare(a.ID, b.ID) })
	common := func(parts []Part) []string {
		var ids []string
		for _, p := range parts {
			if old[p.ID] != nil && now[p.ID] != nil {
				ids = append(ids, p.ID)
			}
		}
		return ids
	}
	if !slices.Equal(common(before), common(after)) {
		changes = append(changes, PartChange{Kind: kind, Change: PartReordered, Fields: []FieldChange{}})
	}
	return changes
}

func byID(parts []Part) map[string][]byte {
	bodies := map[string][]byte{}
	for _, p := range parts {
		bodies[p.ID] = p.Body
	}
	return bodies
}

// changeKind distinguishes retiring and restoring from other changes.
func changeKind(fields []FieldChange) ChangeKind {
	const retired = `"` + string(Retired) + `"`
	for _, f := range fields {
		switch {
		case f.Pointer != "/status":
		case string(f.To) == retired:
			return PartRetired
		case string(f.From) == retired:
			return PartRestored
		}
	}
	return PartChanged
}

// DiffFields returns the members in which two JSON bodies differ, sorted by pointer; empty, never nil, when they are equal.
// Objects are compared member by member, lists as a whole.
func DiffFields(from, to []byte) []FieldChange {
	fields := []FieldChange{}
	compare("", from, to, &fields)
	return fields
}

func compare(at string, from, to json.RawMessage, fields *[]FieldChange) {
	if bytes.Equal(from, to) {
		return
	}
	old, now := members(from), members(to)
	if old == nil || now == nil {
		*fields = append(*fields, FieldChange{Pointer: at, From: from, To: to})
		return
	}
	names := maps.Clone(old)
	maps.Copy(names, now)
	for _, name := range slices.Sorted(maps.Keys(names)) {
		compare(at+"/"+PointerStep(name), old[name], now[name], fields)
	}
}

// members returns the members of an object, nil for any other value.
func members(body json.RawMessage) map[string]json.RawMessage {
	if !bytes.HasPrefix(body, []byte("{")) {
		return nil
	}
	var m map[string]json.RawMessage
	_ = json.Unmarshal(body, &m) // the body of a part is JSON
	return m
}

// Merge applies the changes from base to theirs to yours, member by member, and returns the merged part. Where both sides
// changed the same member to different values, yours stays, and conflicts has its pointer.
func Merge(kind Kind, base, yours, theirs []byte) (merged Part, conflicts []string, err error) {
	mine := DiffFields(base, yours)
	object := members(yours)
	for _, f := range DiffFields(base, theirs) {
		overlaps := func(own FieldChange) bool {
			return own.Pointer == f.Pointer || strings.HasPrefix(own.Pointer, f.Pointer+"/") || strings.HasPrefix(f.Pointer, own.Pointer+"/")
		}
		i := slices.IndexFunc(mine, overlaps)
		switch {
		case i < 0:
			set(object, PointerSteps(f.Pointer), f.To)
		case mine[i].Pointer != f.Pointer || !bytes.Equal(mine[i].To, f.To):
			conflicts = append(conflicts, f.Pointer)
		}
	}
	body, err := json.Marshal(object)
	if err != nil {
		return Part{}, nil, err
	}
	merged, err = NewPart(kind, body)
	return merged, conflicts, err
}

// set gives a member of an object, or of an object in it, a value; nil removes it.
func set(object map[string]json.RawMessage, path []string, value json.RawMessage) {
	switch {
	case len(path) > 1:
		inner := members(object[path[0]])
		if inner == nil {
			inner = map[string]json.RawMessage{}
		}
		set(inner, path[1:], value)
		object[path[0]], _ = json.Marshal(inner) // of JSON
	case value == nil:
		delete(object, path[0])
	default:
		object[path[0]] = value
	}
}
