package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"time"
	"unicode/utf8"

	"twoway/api/openapi"
	"twoway/bank"
)

// pagedList names a list that is read in pages, with its filters. A cursor is of one list: it has the key of the entry after
// which a page starts, and a sum over list and key. A page goes on after the key, whether or not that entry still exists.
type pagedList string

// listOf returns the list with a name and the values of its filters, in a fixed order; nil is none.
func listOf(name string, filters ...*string) pagedList {
	texts := []string{name}
	for _, filter := range filters {
		if filter == nil {
			texts = append(texts, "-")
		} else {
			texts = append(texts, "="+*filter)
		}
	}
	return pagedList(strings.Join(texts, "\x00"))
}

func questionList(p openapi.ListQuestionsParams) pagedList {
	filters := []*string{(*string)(p.Asker), p.Topic, p.Care, p.Aspect, p.Role, p.Stage, p.Seniority}
	if p.UpdatedSince != nil {
		text := p.UpdatedSince.UTC().Format(time.RFC3339Nano)
		filters = append(filters, &text)
	}
	if p.CareAny != nil {
		filters = append(filters, p.CareAny)
	}
	if p.Q != nil {
		return listOf("questions/found", append(filters, p.Q)...)
	}
	return listOf("questions", filters...)
}

// sumSize is the size of a cursor's sum in bytes. It tells mistakes, and need not withstand anyone: a cursor opens nothing.
const sumSize = 6

func (l pagedList) sum(key string) []byte {
	sum := sha256.Sum256([]byte(string(l) + "\x00\x00" + key))
	return sum[:sumSize]
}

// encode returns the cursor of the page that starts after a key. It is opaque to clients.
func (l pagedList) encode(key string) string {
	return base64.RawURLEncoding.EncodeToString(append(l.sum(key), key...))
}

// decode returns the key after which the page starts, "" for nil. A cursor that is not of this list is an error with the code
// invalid_request.
func (l pagedList) decode(cursor *string) (string, error) {
	if cursor == nil {
		return "", nil
	}
	text, err := base64.RawURLEncoding.Strict().DecodeString(*cursor)
	if err == nil && len(text) > sumSize {
		key := string(text[sumSize:])
		if utf8.ValidString(key) && bytes.Equal(text[:sumSize], l.sum(key)) {
			return key, nil
		}
	}
	return "", errCursor()
}

// errCursor returns the error for a cursor that is not of a list.
func errCursor() error {
	return invalidRequest(bank.Fault{
		Code: bank.FaultMalformed, Pointer: "/query/cursor",
		Detail: "This is not a cursor of this list with these filters. Use the next_cursor of the previous page, and the same filters.",
	})
}
