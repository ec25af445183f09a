package release

import (
	"bytes"
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"twoway/bank"
)

// ChangeKind says what became of a part between two states of a bank.
type ChangeKind string

// What can become of a part.
const (
	Added     ChangeKind = "added"
	Changed   ChangeKind = "changed"
	Retired   ChangeKind = "retired"
	Restored  ChangeKind = "restored"  // from being retired
	Removed   ChangeKind = "removed"   // a term that the vocabulary leaves out
	Reordered ChangeKind = "reordered" // terms of a kind; there is no id then
)

// PartChange is a part of a bank that is not what it was. Fields are in the order of their names; they are empty for what
// was added or removed.
type PartChange struct {
	Kind   bank.Kind
	ID     string
	Change ChangeKind
	Fields []bank.FieldChange
}

// DiffContent are the changes from one bank to another, in the order of kinds and ids. Versions do not count.
func DiffContent(from, to bank.Content) ([]PartChange, error) {
	before, err := from.Parts()
	if err != nil {
		return nil, err
	}
	after, err := to.Parts()
	if err != nil {
		return nil, err
	}
	changes := []PartChange{}
	for _, kind := range bank.Kinds() {
		of := func(parts []bank.Part) []bank.Part {
			return slices.DeleteFunc(slices.Clone(parts), func(p bank.Part) bool { return p.Kind != kind })
		}
		changes = append(changes, diffKind(kind, of(before), of(after))...)
	}
	return changes, nil
}

// diffKind compares the parts of one kind.
func diffKind(kind bank.Kind, before, after []bank.Part) []PartChange {
	old, now := byID(before), byID(after)
	var changes []PartChange
	for _, id := range slices.Sorted(maps.Keys(now)) {
		switch was, found := old[id]; {
		case !found:
			changes = append(changes, PartChange{Kind: kind, ID: id, Change: Added, Fields: []bank.FieldChange{}})
		case !bytes.Equal(was, now[id]):
			fields := diffFields(was, now[id])
			changes = append(changes, PartChange{Kind: kind, ID: id, Change: becameOf(fields), Fields: fields})
		}
	}
	for _, id := range slices.Sorted(maps.Keys(old)) {
		if now[id] == nil {
			changes = append(changes, PartChange{Kind: kind, ID: id, Change: Removed, Fields: []bank.FieldChange{}})
		}
	}
	slices.SortStableFunc(changes, func(a, b PartChange) int { return cmp.Compare(a.ID, b.ID) })
	common := func(parts []bank.Part) []string {
		var ids []string
		for _, p := range parts {
			if old[p.ID] != nil && now[p.ID] != nil {
				ids = append(ids, p.ID)
			}
		}
		return ids
	}
	if !slices.Equal(common(before), common(after)) {
		changes = append(changes, PartChange{Kind: kind, Change: Reordered, Fields: []bank.FieldChange{}})
	}
	return changes
}

func byID(parts []bank.Part) map[string][]byte {
	bodies := map[string][]byte{}
	for _, p := range parts {
		bodies[p.ID] = p.Body
	}
	return bodies
}

// becameOf tells a change of status from others.
func becameOf(fields []bank.FieldChange) ChangeKind {
	const retired = `"` + string(bank.Retired) + `"`
	for _, f := range fields {
		switch {
		case f.Pointer != "/status":
		case string(f.To) == retired:
			return Retired
		case string(f.From) == retired:
			return Restored
		}
	}
	return Changed
}

// diffFields are the members of which two bodies differ, by pointer. Objects are compared member by member, lists as a
// whole.
func diffFields(from, to []byte) []bank.FieldChange {
	fields := []bank.FieldChange{}
	compare("", from, to, &fields)
	return fields
}

func compare(at string, from, to json.RawMessage, fields *[]bank.FieldChange) {
	if bytes.Equal(from, to) {
		return
	}
	old, now := members(from), members(to)
	if old == nil || now == nil {
		*fields = append(*fields, bank.FieldChange{Pointer: at, From: from, To: to})
		return
	}
	names := maps.Clone(old)
	maps.Copy(names, now)
	for _, name := range slices.Sorted(maps.Keys(names)) {
		compare(at+"/"+strings.NewReplacer("~", "~0", "/", "~1").Replace(name), old[name], now[name], fields)
	}
}

// members are those of an object, nil for anything else.
func members(body json.RawMessage) map[string]json.RawMessage {
	if !bytes.HasPrefix(body, []byte("{")) {
		return nil
	}
	var m map[string]json.RawMessage
	_ = json.Unmarshal(body, &m) // the body of a part is JSON
	return m
}

// merge brings the changes from base to theirs into yours, member by member. Where both changed the same member, yours
// stays and the pointer is among the conflicts.
func merge(kind bank.Kind, base, yours, theirs []byte) (merged bank.Part, conflicts []string, err error) {
	mine := diffFields(base, yours)
	object := members(yours)
	for _, f := range diffFields(base, theirs) {
		overlaps := func(own bank.FieldChange) bool {
			return own.Pointer == f.Pointer || strings.HasPrefix(own.Pointer, f.Pointer+"/") || strings.HasPrefix(f.Pointer, own.Pointer+"/")
		}
		i := slices.IndexFunc(mine, overlaps)
		switch {
		case i < 0:
			set(object, strings.Split(f.Pointer[1:], "/"), f.To)
		case mine[i].Pointer != f.Pointer || !bytes.Equal(mine[i].To, f.To):
			conflicts = append(conflicts, f.Pointer)
		}
	}
	body, err := json.Marshal(object)
	if err != nil {
		return bank.Part{}, nil, err
	}
	merged, err = bank.NewPart(kind, body)
	return merged, conflicts, err
}

// set gives a member of an object, or of an object in it, another value; nil takes it away. No member of a bank's parts
// has a name that a pointer escapes.
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
