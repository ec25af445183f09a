package bank

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
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
	steps []string
}

func (w *textWalker) pointer() string { return w.root() + "/" + strings.Join(w.steps, "/") }

// walk visits the texts in a value, which the member field has.
func (w *textWalker) walk(v reflect.Value, field string) {
	switch v.Kind() { //nolint:exhaustive // other kinds have no text
	case reflect.Pointer:
		if !v.IsNil() {
			w.walk(v.Elem(), field)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			w.member(v.Type().Field(i), v.Field(i))
		}
	case reflect.Slice:
		for i := range v.Len() {
			w.steps = append(w.steps, strconv.Itoa(i))
			w.walk(v.Index(i), field)
			w.steps = w.steps[:len(w.steps)-1]
		}
	case reflect.String:
		if field != "id" { // which has a form of its own
			w.visit(w.pointer, field, v.String())
		}
	}
}

// member visits the texts of a member of a struct. Those of an embedded one belong to the struct around it.
func (w *textWalker) member(f reflect.StructField, v reflect.Value) {
	if f.Anonymous {
		w.walk(v, "")
		return
	}
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	w.steps = append(w.steps, name)
	w.walk(v, name)
	w.steps = w.steps[:len(w.steps)-1]
}
