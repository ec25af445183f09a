package bank

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
)

// Code classifies an error for programs. The JSON API maps it to an HTTP status.
type Code string

// The codes of the errors that packages return. An error without a code is an internal error.
const (
	CodeInvalidRequest Code = "invalid_request" // the caller can fix it; Faults say how
	CodeInvalidContent Code = "invalid_content" // the bank is not valid; Faults say where
	CodeInvalidToken   Code = "invalid_token"
	CodeNotFound       Code = "not_found"
	CodeGone           Code = "gone" // it was there once
	CodeConflict       Code = "conflict"
	CodeUnavailable    Code = "unavailable"    // try again later
	CodeStorageFailed  Code = "storage_failed" // somebody must repair the database or its disk; the message says how
	CodeStale          Code = "stale"          // it has changed since it was read
	CodeNotApproved    Code = "not_approved"   // somebody else must approve it first

	CodeUnauthorised    Code = "unauthorised"      // who asks must log in, or send a key or token that is valid
	CodeForbidden       Code = "forbidden"         // who asks may not do this
	CodeTooManyAttempts Code = "too_many_attempts" // to log in, to send phrases or to save kits; try again later
)

// Codes of a single fault.
const (
	FaultUnknownValue    = "unknown_value"    // not in the vocabulary; Nearest has suggestions
	FaultRequired        = "required"         // missing or empty
	FaultOutOfRange      = "out_of_range"     // a number or length beyond its bounds
	FaultDuplicate       = "duplicate"        // appears twice where once is allowed
	FaultMalformed       = "malformed"        // in the wrong form
	FaultInconsistent    = "inconsistent"     // valid alone, but not together with another value
	FaultUnknownField    = "unknown_field"    // an unknown name
	FaultNotAllowed      = "not_allowed"      // a rule uses something that the rule language does not allow
	FaultTypeMismatch    = "type_mismatch"    // the wrong type for its place
	FaultTooComplex      = "too_complex"      // exceeds a limit of the rule language
	FaultCase            = "case_failed"      // a case of a rule fails
	FaultPersonalisedKit = "personalised_kit" // an interviewer's rule depends on the person
	FaultHiddenCharacter = "hidden_character" // a text has a character that nobody sees
	FaultUntidyText      = "untidy_text"      // advice: a text has HTML, odd blanks, or blanks too many
	FaultTakesInUnknown  = "takes_in_unknown" // advice: a rule also applies where a value is unknown, which may not be meant
	FaultStale           = "stale"            // it has changed since it was exported
	FaultUnderstood      = "understood"       // a phrase for the editors that needs none: it is understood
	FaultProtected       = "protected"        // a phrase for the editors that says something private
	FaultContactData     = "contact_data"     // a phrase for the editors that looks like somebody's address or number
	FaultImproper        = "improper"         // a fact of the job with which a question could not be asked
	FaultNotChosen       = "not_chosen"       // Nearest lists what must be published together with what was chosen, as "kind:id"
)

// Fault is one thing that is wrong, and where. Pointer is a JSON pointer (RFC 6901) into the faulty document. Line, Column
// and Range are set only for the text of a rule: Line and Column count from 1, and Range is a half-open span of runes. On
// is the text in Range, or the whole value; Fix, if not empty, is its replacement. Nearest is never nil in a response.
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
	Rules   []string `json:"rules,omitempty"` // the IDs of rules that have to do with it, beside the one that it points to
	Meant   *Meant   `json:"-"`               // what On could have been; nil if nothing can be said about it
}

// MaxFaults is how many faults an answer to a client lists. It counts the others.
const MaxFaults = 50

// Error is an error with a code, a message that may be shown to anyone, and the faults that led to it.
type Error struct {
	Code    Code
	Message string
	Faults  []Fault
	More    int // the number of faults that Faults leaves out
	Current int // with code stale: the current version or revision

	RetiredIn int // with code gone, of a question: the release that retired it
}

// HasCode reports whether err is, or wraps, an Error with a code.
func HasCode(err error, code Code) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Code == code
}

// Error returns the message followed by every fault: each on one line or, for code invalid_content, in a block of lines,
// which is easier to read for the author of the content.
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
	if e.More > 0 {
		fmt.Fprintf(&b, "\n  … and %d more", e.More)
	}
	return b.String()
}

// String returns the fault on one line: its place, the detail and the nearest values.
func (f Fault) String() string {
	if place := f.place(); place != "" {
		return place + ": " + f.message()
	}
	return f.message()
}

// place returns the pointer, followed by line and column if they are set.
func (f Fault) place() string {
	if f.Line > 0 {
		return fmt.Sprintf("%s:%d:%d", f.Pointer, f.Line, f.Column)
	}
	return f.Pointer
}

// message returns the detail, followed by the nearest values unless there is a fix.
func (f Fault) message() string {
	if len(f.Nearest) > 0 && f.Fix == "" {
		return f.Detail + " Nearest: " + strings.Join(f.Nearest, ", ") + "."
	}
	return f.Detail
}

// lines returns the place, the message, the faulty text and the fix, without those that are empty.
func (f Fault) lines() []string {
	var lines []string
	if place := f.place(); place != "" {
		lines = append(lines, place)
	}
	lines = append(lines, f.message())
	if f.On != "" {
		lines = append(lines, "Found: "+shorten(f.On))
	}
	if f.Fix != "" {
		lines = append(lines, "Write: "+f.Fix)
	}
	return lines
}

// printable replaces control characters, which a terminal would execute.
func printable(r rune) rune {
	if unicode.IsPrint(r) {
		return r
	}
	return unicode.ReplacementChar
}

// shorten returns a text on one line, cut off after 80 characters.
func shorten(text string) string {
	const longest = 80
	runes := []rune(strings.Map(printable, strings.Join(strings.Fields(text), " ")))
	if len(runes) > longest {
		return string(runes[:longest]) + "…"
	}
	return string(runes)
}
