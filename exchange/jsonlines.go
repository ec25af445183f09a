package exchange

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"twoway/bank"
	"twoway/internal/strictjson"
)

// jsonLines has a line for each part: its canonical JSON, with its kind before it.
func jsonLines(c bank.Content) ([]file, error) {
	parts, err := c.Parts()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	for _, p := range parts {
		fmt.Fprintf(&b, `{"kind":%q`, p.Kind)
		if members := bytes.TrimPrefix(p.Body, []byte("{")); len(members) > 1 {
			b.WriteByte(',')
			b.Write(members)
		} else {
			b.WriteByte('}')
		}
		b.WriteByte('\n')
	}
	return []file{{"bank.jsonl", b.Bytes()}}, nil
}

func importJSONLines(path string) (bank.Content, error) {
	text, err := os.ReadFile(path) //nolint:gosec // whoever runs the program names it
	if err != nil {
		return bank.Content{}, fmt.Errorf("exchange: %s cannot be read: %s", path, plain(err))
	}
	l, name := newLoader(nil), filepath.Base(path)
	var parts []bank.Part
	for i, line := range bytes.Split(bytes.TrimPrefix(text, []byte("\ufeff")), []byte("\n")) {
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		kind, body, err := kindOf(line)
		if err != nil {
			l.fault(name, i+1, err.Error())
			continue
		}
		parts = append(parts, l.part(name, i+1, kind, body)...)
	}
	return l.joined(parts)
}

// kindOf takes the kind out of a line's object. The errors are sentences for whoever wrote the line.
func kindOf(line []byte) (bank.Kind, []byte, error) {
	value, err := strictjson.Parse(line)
	if refused, ok := errors.AsType[*strictjson.Error](err); ok {
		return "", nil, errors.New(whyRefused(refused))
	}
	object, isObject := value.(map[string]any)
	if !isObject {
		return "", nil, errors.New(notObject) //nolint:staticcheck // a sentence
	}
	name, _ := object["kind"].(string)
	kind := bank.Kind(name)
	if !slices.Contains(bank.Kinds(), kind) {
		return "", nil, fmt.Errorf("The kind %q is unknown; it must be one of %v.", name, bank.Kinds()) //nolint:revive,staticcheck // a sentence
	}
	delete(object, "kind")
	body, err := json.Marshal(object)
	return kind, body, err
}

const notObject = "This is not one JSON object."

func whyRefused(e *strictjson.Error) string {
	switch e.Reason { //nolint:exhaustive // the others are all the same to whoever wrote the line
	case strictjson.InvalidUTF8:
		return "This is not valid UTF-8."
	case strictjson.DuplicateKey:
		return fmt.Sprintf("The key %q is there twice.", e.LastStep())
	}
	return notObject
}

// plainJSON is why something is not of a type, without the names of Go's types.
func plainJSON(err error) string {
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return fmt.Sprintf("a %s does not belong in %q", wrong.Value, wrong.Field)
	}
	text := err.Error()
	if i := bytes.LastIndex([]byte(text), []byte("unknown field ")); i >= 0 {
		return "it has no " + text[i+len("unknown field "):]
	}
	return "it cannot be read"
}
