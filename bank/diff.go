package bank

import (
	"bytes"
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// ChangeKind is the kind of change to a part between two states of a bank.
type ChangeKind string

// The kinds of changes.
const (
	PartAdded     ChangeKind = "added"
	PartChanged   ChangeKind = "changed"
	PartRetired   ChangeKind = "retired"
	PartRestored  ChangeKind = "restored"  // no longer retired
	PartRemoved   ChangeKind = "removed"   // a term no longer in the vocabulary
	PartReordered ChangeKind = "reordered" // the terms of a kind; ID is empty
)

// PartChange is a part that differs between two states of a bank. Fields is sorted by pointer. For a part that was added, it has
// all its members; for one that was removed or reordered, it is empty, never nil.
type PartChange struct {
	Kind   Kind
	ID     string
	Change ChangeKind
	Fields []FieldChange
}

// DiffContents returns the changes from one bank to another, sorted by kind in the order of Kinds, then by ID. Versions are
// ignored. The result is empty, never nil, if nothing changed. Both contents must be normalised.
func DiffContents(from, to Content) ([]PartChange, error) {
	changes := []PartChange{}
	for i := range kindTable {
		before, after, err := kindTable[i].splitBoth(&from, &to)
		if err != nil {
			return nil, err
		}
		changes = append(changes, diffKind(kindTable[i].kind, before, after)...)
	}
	return changes, nil
}

// diffKind returns the changes to the parts of one kind. Parts that are the same may be without a body in both lists.
func diffKind(kind Kind, before, after []Part) []PartChange {
	old, now := byID(before), byID(after)
	var changes []PartChange
	for _, id := range slices.Sorted(maps.Keys(now)) {
		switch was, found := old[id]; {
		case !found:
			changes = append(changes, PartChange{Kind: kind, ID: id, Change: PartAdded, Fields: allFields(now[id])})
		case !bytes.Equal(was, now[id]):
			fields := DiffFields(was, now[id])
			changes = append(changes, PartChange{Kind: kind, ID: id, Change: changeKind(fields), Fields: fields})
		}
	}
	for _, id := range slices.Sorted(maps.Keys(old)) {
		if _, found := now[id]; !found {
			changes = append(changes, PartChange{Kind: kind, ID: id, Change: PartRemoved, Fields: []FieldChange{}})
		}
	}
	slices.SortStableFunc(changes, func(a, b PartChange) int { return cmp.Compare(a.ID, b.ID) })
	if !slices.Equal(idsIn(before, now), idsIn(after, old)) {
		changes = append(changes, PartChange{Kind: kind, Change: PartReordered, Fields: []FieldChange{}})
	}
	return changes
}

// idsIn returns the IDs of parts that are among others, in order.
func idsIn(parts []Part, others map[string][]byte) []string {
	var ids []string
	for _, p := range parts {
		if _, found := others[p.ID]; found {
			ids = append(ids, p.ID)
		}
	}
	return ids
}

// allFields returns all members of a body as added, but not its version, which releases count.
func allFields(body []byte) []FieldChange {
	return slices.DeleteFunc(DiffFields([]byte("{}"), body), func(f FieldChange) bool { return f.Pointer == "/version" })
}

func byID(parts []Part) map[string][]byte {
	bodies := map[string][]byte{}
	for _, p := range parts {
		bodies[p.ID] = p.Body
	}
	return bodies
}

// changeKind returns whether changes to the fields of a part retire it, restore it, or only change it.
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

// DiffFields returns the members in which two JSON bodies differ, sorted by pointer. The result is empty, never nil, if the
// bodies are equal. Objects are compared member by member, lists as a whole.
func DiffFields(from, to []byte) []FieldChange {
	fields := []FieldChange{}
	diffValues("", from, to, &fields)
	return fields
}

// diffValues appends the differences between two values at a pointer.
func diffValues(pointer string, from, to json.RawMessage, fields *[]FieldChange) {
	if bytes.Equal(from, to) {
		return
	}
	old, now := members(from), members(to)
	if old == nil || now == nil {
		*fields = append(*fields, FieldChange{Pointer: pointer, From: from, To: to})
		return
	}
	names := maps.Clone(old)
	maps.Copy(names, now)
	for _, name := range slices.Sorted(maps.Keys(names)) {
		diffValues(pointer+"/"+PointerStep(name), old[name], now[name], fields)
	}
}

// members returns the members of a JSON object, nil for any other value.
func members(body json.RawMessage) map[string]json.RawMessage {
	if !bytes.HasPrefix(body, []byte("{")) {
		return nil
	}
	var m map[string]json.RawMessage
	_ = json.Unmarshal(body, &m) // the body of a part is always valid JSON
	return m
}

// Merge applies the changes between base and theirs to yours, member by member, and returns the merged part. If both sides
// changed the same member to different values, yours is kept and conflicts has the pointer of the member.
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
			setMember(object, PointerSteps(f.Pointer), f.To)
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

// setMember sets the member at a path in an object, creating the objects on the way. A nil value removes the member.
func setMember(object map[string]json.RawMessage, path []string, value json.RawMessage) {
	switch {
	case len(path) > 1:
		inner := members(object[path[0]])
		if inner == nil {
			inner = map[string]json.RawMessage{}
		}
		setMember(inner, path[1:], value)
		object[path[0]], _ = json.Marshal(inner) // cannot fail: all values are JSON
	case value == nil:
		delete(object, path[0])
	default:
		object[path[0]] = value
	}
}
