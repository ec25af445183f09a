package bank

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
)

// Code says what went wrong in a way that programs can rely on. The JSON API maps it to an HTTP status.
type Code string

// The codes of errors that leave a package. A foreign error has none and is internal.
const (
	CodeInvalidRequest Code = "invalid_request" // the caller can mend it; Faults say how
	CodeInvalidContent Code = "invalid_content" // a bank that does not hold together; Faults say where
	CodeInvalidToken   Code = "invalid_token"
	CodeNotFound       Code = "not_found"
	CodeConflict       Code = "conflict"
	CodeUnavailable    Code = "unavailable" // try again later
	CodeStale          Code = "stale"       // somebody has changed it since it was read
)

// Codes of a single fault.
const (
	FaultUnknownValue    = "unknown_value"    // not in the vocabulary; Nearest proposes
	FaultRequired        = "required"         // missing or empty
	FaultOutOfRange      = "out_of_range"     // a number or length beyond its bounds
	FaultDuplicate       = "duplicate"        // stands twice where once is allowed
	FaultMalformed       = "malformed"        // of the wrong form
	FaultInconsistent    = "inconsistent"     // right alone, wrong beside another value
	FaultUnknownField    = "unknown_field"    // a name that means nothing here
	FaultNotAllowed      = "not_allowed"      // a rule uses what the rule language does not admit
	FaultTypeMismatch    = "type_mismatch"    // the wrong type for where it stands
	FaultTooComplex      = "too_complex"      // beyond a limit of the rule language
	FaultCase            = "case_failed"      // a rule's own case does not hold
	FaultPersonalisedKit = "personalised_kit" // an interviewer's rule looks at the person
)

// Fault is one thing that is wrong, and where. Pointer is a JSON pointer (RFC 6901) into the document at fault. Line
// and Column count from 1 and, like Range (a half-open span of runes), are set for rule text alone; Line and Column
// are 0 otherwise. On is the text that Range covers, or the whole of a value; Fix, if not empty, is what it should be
// replaced by. Nearest is never nil in an answer.
type Fault struct {
	Code    string   `json:"code"`
	Pointer string   `json:"pointer"`
	Detail  string   `json:"detail"`
	Nearest []string `json:"nearest,omitempty"`
	Line    int      `json:"line,omitempty"`
	Column  int      `json:"column,omitempty"`
	Range   [2]int   `json:"range,omitzero"`
	On      string   `json:"on,omitempty"`
	Fix     string   `json:"fix,omitempty"`
}

// Error is a failure with a code, a message that may be shown to anyone, and every fault that led to it.
type Error struct {
	Code    Code
	Message string
	Faults  []Fault
	Current int // with code stale: the version, or revision, that there is now
}

// HasCode tells whether an error is, or wraps, one of a code.
func HasCode(err error, code Code) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Code == code
}

// Error is the message followed by every fault: one line for each, or a block if they are of content, whose faults are
// read by whoever wrote it.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Message)
	for _, f := range e.Faults {
		if e.Code == CodeInvalidContent {
			b.WriteString("\n\n  " + strings.Join(f.lines(), "\n    "))
		} else {
			b.WriteString("\n  " + f.String())
		}
	}
	return b.String()
}

// String is the fault as one line: place, detail, and what is nearest.
func (f Fault) String() string {
	if place := f.place(); place != "" {
		return place + ": " + f.said()
	}
	return f.said()
}

// place is the pointer, and line and column within it if there are any.
func (f Fault) place() string {
	if f.Line > 0 {
		return fmt.Sprintf("%s:%d:%d", f.Pointer, f.Line, f.Column)
	}
	return f.Pointer
}

// said is the detail, and what is nearest unless the fix tells.
func (f Fault) said() string {
	if len(f.Nearest) > 0 && f.Fix == "" {
		return f.Detail + " Nearest: " + strings.Join(f.Nearest, ", ") + "."
	}
	return f.Detail
}

// lines are the place, what is said, the words at fault and the fix, as far as there are such.
func (f Fault) lines() []string {
	var lines []string
	if place := f.place(); place != "" {
		lines = append(lines, place)
	}
	lines = append(lines, f.said())
	if f.On != "" {
		lines = append(lines, "Found: "+shortened(f.On))
	}
	if f.Fix != "" {
		lines = append(lines, "Write: "+f.Fix)
	}
	return lines
}

// printable keeps from a terminal what would steer it.
func printable(r rune) rune {
	if unicode.IsPrint(r) {
		return r
	}
	return unicode.ReplacementChar
}

// shortened is a text on one line, cut off where it is longer than anybody reads.
func shortened(text string) string {
	const longest = 80
	runes := []rune(strings.Map(printable, strings.Join(strings.Fields(text), " ")))
	if len(runes) > longest {
		return string(runes[:longest]) + "…"
	}
	return string(runes)
}
