package bank

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// TextVisitor is called with a text of the bank. The pointer is as in Content.Validate; field is the name of the member that
// has the text, or the list with it.
type TextVisitor func(pointer func() string, field, text string)

// EachText calls visit with every text of the bank but IDs, in the order of Kinds and of the content.
func (c *Content) EachText(visit TextVisitor) {
	for _, kind := range Kinds() {
		eachTextOf(c, kind, visit)
	}
}

// eachTextOf calls visit with the texts of the parts of a kind.
func eachTextOf(c *Content, kind Kind, visit TextVisitor) {
	list := kind.List(c)
	if list == nil {
		return
	}
	parts := reflect.ValueOf(list).Elem()
	for i := range parts.Len() {
		part := parts.Index(i)
		w := textWalker{visit: visit, root: func() string { return kind.Pointer(part.FieldByName("ID").String()) }}
		w.walk(part, "")
	}
}

// IsRuleText reports whether a field has the text of a rule, which is a program and not prose.
func IsRuleText(field string) bool { return field == "when" || field == "pick" }

// hasLines reports whether the text of a field may have several lines.
func hasLines(field string) bool {
	return IsRuleText(field) || slices.Contains([]string{"definition", "note", "because"}, field)
}

// textWalker visits the texts in a value. Steps leads to the one that is being visited.
type textWalker struct {
	visit TextVisitor
	root  func() string
	steps []step
}

// step is a member, or an element of a list if the name is "".
type step struct {
	name  string
	index int
}

func (w *textWalker) pointer() string {
	steps := make([]string, len(w.steps))
	for i, s := range w.steps {
		if steps[i] = s.name; s.name == "" {
			steps[i] = strconv.Itoa(s.index)
		}
	}
	return w.root() + "/" + strings.Join(steps, "/")
}

// walk visits the texts in a value, which the member field has.
func (w *textWalker) walk(v reflect.Value, field string) {
	switch v.Kind() { //nolint:exhaustive // other kinds have no text
	case reflect.Pointer:
		if !v.IsNil() {
			w.walk(v.Elem(), field)
		}
	case reflect.Struct:
		for i, name := range membersOf(v.Type()) {
			w.member(name, v.Field(i))
		}
	case reflect.Slice:
		for i := range v.Len() {
			w.steps = append(w.steps, step{index: i})
			w.walk(v.Index(i), field)
			w.steps = w.steps[:len(w.steps)-1]
		}
	case reflect.String:
		if field != "id" { // which has a form of its own
			w.visit(w.pointer, field, v.String())
		}
	}
}

// membersByType has the result of membersOf by reflect.Type.
//
//nolint:gochecknoglobals // a cache
var membersByType sync.Map

// membersOf returns the names of the members of a struct in JSON, "" for an embedded one.
func membersOf(t reflect.Type) []string {
	if known, found := membersByType.Load(t); found {
		return known.([]string) //nolint:errcheck,forcetypeassert // the map holds nothing else
	}
	names := make([]string, t.NumField())
	for i := range names {
		if f := t.Field(i); !f.Anonymous {
			names[i], _, _ = strings.Cut(f.Tag.Get("json"), ",")
		}
	}
	membersByType.Store(t, names)
	return names
}

// member visits the texts of a member of a struct. Those of an embedded one belong to the struct around it.
func (w *textWalker) member(name string, v reflect.Value) {
	if name == "" {
		w.walk(v, "")
		return
	}
	w.steps = append(w.steps, step{name: name})
	w.walk(v, name)
	w.steps = w.steps[:len(w.steps)-1]
}
