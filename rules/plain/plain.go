// Package plain shows rules to people who do not program: the texts of a rule as rows of a form, which it turns back into text, and a
// whole rule as one sentence. It works on what package lang compiles, and is pure.
//
// Text, rows and text again mean the same: see Equal. What no row can say is a row that holds text.
package plain

import (
	"slices"

	"twoway/rules/lang"
)

// Op is what a row says about its field.
type Op string

// What rows can say. Is and IsNot are for texts, Has to NotMine for lists and levels, AtLeast to Other for numbers and lengths of lists.
const (
	Is      Op = "is"       // one of Values
	IsNot   Op = "is_not"   // none of Values
	Has     Op = "has"      // has one of Values
	HasNot  Op = "has_not"  // has none of Values
	Empty   Op = "empty"    // has nothing
	Filled  Op = "filled"   // has something
	Mine    Op = "mine"     // goes with the same field of the profile: see MineOf
	NotMine Op = "not_mine" // does not
	AtLeast Op = "at_least" // Low or more
	AtMost  Op = "at_most"  // High or less
	Between Op = "between"  // from Low to High
	Exactly Op = "exactly"  // Low
	Other   Op = "other"    // anything but Low
	AsText  Op = "text"     // whatever Text says
)

// Row is a condition on one field. Field is empty for AsText.
type Row struct {
	Field     lang.Field
	Op        Op
	Values    []string
	Low, High int
	Text      string
}

// Group is rows that are joined: by "or" in a form of which all groups must be true, and otherwise by "and".
type Group []Row

// Form is a text as a form: all groups, or any of them, must be true. One without groups is always true.
type Form struct {
	Any    bool
	Groups []Group
}

// node is a condition as a tree. A leaf has a row; all others have kids, of which all or any must be true.
type node struct {
	row  *Row
	any  bool
	kids []node
	text string // its canonical text
}

// FormOf returns a compiled text as a form.
func FormOf(c *lang.Condition) Form {
	n := read(c)
	if n.row != nil {
		return Form{Groups: []Group{{*n.row}}}
	}
	f := Form{Any: n.any}
	for _, kid := range n.kids {
		group := Group{}
		switch {
		case kid.row != nil:
			group = append(group, *kid.row)
		default:
			for _, part := range kid.kids {
				group = append(group, part.asRow())
			}
		}
		f.Groups = append(f.Groups, group)
	}
	return f
}

// asRow returns a node as one row.
func (n node) asRow() Row {
	if n.row != nil {
		return *n.row
	}
	return Row{Op: AsText, Text: n.text}
}

// tree returns a form as a tree.
func (f Form) tree() node {
	root := node{any: f.Any}
	for _, group := range f.Groups {
		kid := node{any: !f.Any}
		for i := range group {
			kid.kids = append(kid.kids, node{row: &group[i], text: group[i].Text})
		}
		if len(kid.kids) == 1 {
			kid = kid.kids[0]
		}
		root.kids = append(root.kids, kid)
	}
	if len(root.kids) == 1 {
		return root.kids[0]
	}
	return root
}

// MineOf returns the field of the profile that goes with a field of the question; false if there is none.
func MineOf(f lang.Field) (lang.Field, bool) {
	name := map[string]string{
		"roles": "role", "stages": "stage", "asked_of": "asked_of", "cares": "cares", "aspects": "aspects", "requirement": "requirements", "skills": "competencies", "from_level": "level", "to_level": "level",
	}[f.Name]
	return lang.Field{Object: "profile", Name: name}, f.Object == "question" && name != ""
}

// IsList reports whether a field holds several values.
func IsList(f lang.Field) bool {
	return slices.Contains([]string{"cares", "aspects", "terms", "competencies", "requirements", "skills", "roles", "stages", "discloses", "pairs_with"}, f.Name) || f == lang.Field{Object: "question", Name: "asked_of"}
}

// IsNumber reports whether a field is a number.
func IsNumber(f lang.Field) bool {
	return slices.Contains([]string{"level", "minutes", "depth", "from_level", "to_level"}, f.Name)
}

// Ops returns what a row can say about a field; the first is the usual one.
func Ops(f lang.Field) []Op {
	_, hasMine := MineOf(f)
	var list []Op
	switch {
	case f == lang.Field{}:
		return []Op{AsText}
	case IsNumber(f):
		list = []Op{AtLeast, AtMost, Between, Exactly, Other}
	case IsList(f):
		list = []Op{Has, HasNot, Filled, Empty, AtLeast, AtMost}
	default:
		list = []Op{Is, IsNot}
	}
	if hasMine {
		list = append(list, Mine, NotMine)
	}
	return list
}

// TakesValues reports whether a row with an op has Values.
func (o Op) TakesValues() bool { return o == Is || o == IsNot || o == Has || o == HasNot }

// TakesLow reports whether a row with an op has a Low.
func (o Op) TakesLow() bool { return o == AtLeast || o == Between || o == Exactly || o == Other }

// TakesHigh reports whether a row with an op has a High.
func (o Op) TakesHigh() bool { return o == AtMost || o == Between }

// IsComplete reports whether nothing is missing in a row.
func (r *Row) IsComplete() bool {
	switch {
	case r.Op == AsText:
		return r.Text != ""
	case r.Field == lang.Field{}:
		return false
	case r.Op.TakesValues():
		return len(r.Values) > 0
	}
	return (!r.Op.TakesLow() || r.Low != Missing) && (!r.Op.TakesHigh() || r.High != Missing)
}

// Missing is a number that nobody has given yet.
const Missing = -1 << 40
