package plain

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"twoway/rules/lang"
)

// Text returns a form as a text of the rule language. What is missing in a row is missing in the text, which then has a fault there.
func (f Form) Text() string {
	n := f.tree()
	if n.row == nil && len(n.kids) == 0 {
		return ""
	}
	return write(n)
}

func write(n node) string {
	if n.row != nil {
		return n.row.text()
	}
	connective := " and "
	if n.any {
		connective = " or "
	}
	parts := make([]string, len(n.kids))
	for i, kid := range n.kids {
		parts[i] = write(kid)
		if kid.row == nil || needsBrackets(kid.row) {
			parts[i] = "(" + parts[i] + ")"
		}
	}
	return strings.Join(parts, connective)
}

var connected = regexp.MustCompile(`(?i)\b(and|or|not)\b|&&|\|\||!`)

// needsBrackets reports whether a row has to stand in brackets beside others.
func needsBrackets(r *Row) bool { return r.Op == AsText && connected.MatchString(r.Text) }

// text returns a row as a text of the rule language.
func (r *Row) text() string {
	field := r.Field.Object + "." + r.Field.Name
	switch r.Op {
	case AsText:
		return strings.TrimSpace(r.Text)
	case Is, IsNot:
		return r.isText(field)
	case Has, HasNot:
		return r.hasText(field)
	case Mine, NotMine:
		return r.mineText(field)
	case Empty:
		return "len(" + field + ") == 0"
	case Filled:
		return "len(" + field + ") > 0"
	case AtLeast, AtMost, Between, Exactly, Other:
		return r.numberText(field)
	}
	return field
}

func (r *Row) isText(field string) string {
	operators := [2]string{" == ", " in "}
	if r.Op == IsNot {
		operators = [2]string{" != ", " not in "}
	}
	if len(r.Values) == 1 {
		return field + operators[0] + strconv.Quote(r.Values[0])
	}
	return field + operators[1] + listText(r.Values)
}

func (r *Row) hasText(field string) string {
	operators := [2]string{" in ", "any"}
	if r.Op == HasNot {
		operators = [2]string{" not in ", "none"}
	}
	if len(r.Values) == 1 {
		return strconv.Quote(r.Values[0]) + operators[0] + field
	}
	return operators[1] + "(" + field + ", # in " + listText(r.Values) + ")"
}

func listText(values []string) string {
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = strconv.Quote(v)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

func (r *Row) mineText(field string) string {
	other, _ := MineOf(r.Field)
	mine := "profile." + other.Name
	isNot := r.Op == NotMine
	switch {
	case IsNumber(r.Field) && isNot:
		return field + " != " + mine
	case IsNumber(r.Field):
		return field + " == " + mine
	case r.Field.Name == "requirement" && isNot:
		return field + " not in " + mine
	case r.Field.Name == "requirement":
		return field + " in " + mine
	case IsList(other) && isNot:
		return "none(" + mine + ", # in " + field + ")"
	case IsList(other):
		return "any(" + mine + ", # in " + field + ")"
	case isNot:
		return mine + " not in " + field
	}
	return mine + " in " + field
}

func (r *Row) numberText(field string) string {
	if IsList(r.Field) {
		field = "len(" + field + ")"
	}
	low, high := numberText(r.Low), numberText(r.High)
	switch r.Op { //nolint:exhaustive // the others are no numbers
	case AtLeast:
		return field + " >= " + low
	case AtMost:
		return field + " <= " + high
	case Between:
		return fmt.Sprintf("%s <= %s <= %s", low, field, high)
	case Other:
		return field + " != " + low
	}
	return field + " == " + low
}

func numberText(n int) string {
	if n == Missing {
		return ""
	}
	return strconv.Itoa(n)
}

// HasComments reports whether a text has comments, which no form shows.
func HasComments(text string) bool {
	rest := quoted.ReplaceAllString(text, "")
	return strings.Contains(rest, "//") || strings.Contains(rest, "/*")
}

var quoted = regexp.MustCompile("\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'")

// Keep returns the text to save for a form: one that means the same as a known text leaves that as somebody has written it.
func Keep(l *lang.Language, f Form, known string, scope lang.Scope) string {
	text := f.Text()
	was, faults := l.Compile(known, scope)
	if len(faults) > 0 {
		return text
	}
	is, faults := l.Compile(text, scope)
	if len(faults) == 0 && Equal(&was.Condition, &is.Condition) {
		return known
	}
	return text
}
