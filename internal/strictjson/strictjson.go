// Package strictjson reads JSON that can be understood in one way only: exactly one value, every key once in its object,
// valid UTF-8, and not nested too deeply. Package encoding/json lets the first three pass.
package strictjson

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"twoway/bank"
)

// MaxDepth is how deeply arrays and objects may be nested.
const MaxDepth = 16

// Error says why a text was refused.
type Error struct {
	Reason  Reason
	Pointer string // RFC 6901: where; "" for the text as a whole
}

// Reason names why a text was refused.
type Reason string

// The reasons. Each reads as the end of a sentence that starts with "the JSON".
const (
	Syntax       Reason = "is not valid"
	Incomplete   Reason = "ends too early"
	InvalidUTF8  Reason = "is not valid UTF-8"
	DuplicateKey Reason = "has a key twice in one object"
	TooDeep      Reason = "is nested too deeply"
	Trailing     Reason = "is followed by something else"
)

// Error returns the reason as a sentence.
func (e *Error) Error() string { return "the JSON " + string(e.Reason) }

// Parse returns the one value of a text: nil, bool, string, json.Number, []any or map[string]any, as encoding/json decodes
// it with UseNumber. Any other text is an *Error.
func Parse(text []byte) (any, error) {
	dec := jsontext.NewDecoder(bytes.NewReader(text))
	value, err := parse(dec)
	if err != nil {
		return nil, refused(dec, err)
	}
	if _, err := dec.ReadToken(); !errors.Is(err, io.EOF) {
		return nil, &Error{Reason: Trailing}
	}
	return value, nil
}

var errTooDeep = errors.New("too deep")

func parse(dec *jsontext.Decoder) (any, error) {
	token, err := dec.ReadToken()
	if err != nil {
		return nil, err
	}
	if dec.StackDepth() > MaxDepth {
		return nil, errTooDeep
	}
	switch token.Kind() { //nolint:exhaustive // what is left is a string
	case 'n':
		return nil, nil //nolint:nilnil // the JSON value null
	case 't', 'f':
		return token.Bool(), nil
	case '0':
		return json.Number(token.String()), nil
	case '{':
		return parseObject(dec)
	case '[':
		return parseArray(dec)
	}
	return token.String(), nil
}

func parseObject(dec *jsontext.Decoder) (any, error) {
	members := map[string]any{}
	for dec.PeekKind() != '}' {
		name, err := dec.ReadToken()
		if err != nil {
			return nil, err
		}
		key := name.String() // the token is valid until the next one is read
		if members[key], err = parse(dec); err != nil {
			return nil, err
		}
	}
	_, err := dec.ReadToken()
	return members, err
}

func parseArray(dec *jsontext.Decoder) (any, error) {
	list := []any{}
	for dec.PeekKind() != ']' {
		value, err := parse(dec)
		if err != nil {
			return nil, err
		}
		list = append(list, value)
	}
	_, err := dec.ReadToken()
	return list, err
}

// refused says in plain terms why the decoder stopped.
func refused(dec *jsontext.Decoder, err error) *Error {
	e := &Error{Reason: Syntax, Pointer: string(dec.StackPointer())}
	wrong, isSyntax := errors.AsType[*jsontext.SyntacticError](err)
	switch {
	case errors.Is(err, errTooDeep):
		return &Error{Reason: TooDeep}
	case errors.Is(err, jsontext.ErrDuplicateName):
		e.Reason = DuplicateKey
	case isSyntax && strings.Contains(wrong.Error(), "invalid UTF-8"): // which has no error value of its own
		e.Reason = InvalidUTF8
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		e.Reason = Incomplete
	}
	if isSyntax && wrong.JSONPointer != "" {
		e.Pointer = string(wrong.JSONPointer)
	}
	return e
}

// LastStep returns the name of the member or the index that an error is about, "" for the text as a whole.
func (e *Error) LastStep() string {
	steps := bank.PointerSteps(e.Pointer)
	if len(steps) == 0 {
		return ""
	}
	return steps[len(steps)-1]
}
