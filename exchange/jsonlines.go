package exchange

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"twoway/bank"
	"twoway/internal/strictjson"
)

// jsonLines returns a file with one line per part: its canonical JSON, with a member "kind" added at the front.
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
	text, err := os.ReadFile(path) //nolint:gosec // the path comes from the command line
	if err != nil {
		return bank.Content{}, fmt.Errorf("cannot read %s: %s", path, fileReason(err))
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
	return l.join(parts)
}

// kindOf splits the JSON object on a line into its kind and the body of the part. Errors are sentences, for use as faults.
func kindOf(line []byte) (bank.Kind, []byte, error) {
	value, err := strictjson.Parse(line)
	if refused, ok := errors.AsType[*strictjson.Error](err); ok {
		return "", nil, errors.New(refusal(refused))
	}
	object, isObject := value.(map[string]any)
	if !isObject {
		return "", nil, errors.New(notObject) //nolint:staticcheck // a sentence
	}
	name, _ := object["kind"].(string)
	kind := bank.Kind(name)
	if !slices.Contains(bank.Kinds(), kind) {
		var kinds []string
		for _, k := range bank.Kinds() {
			kinds = append(kinds, string(k))
		}
		return "", nil, fmt.Errorf("Unknown kind %q. Use one of: %s.", name, strings.Join(kinds, ", ")) //nolint:revive,staticcheck // a sentence
	}
	delete(object, "kind")
	body, err := json.Marshal(object)
	return kind, body, err
}

const notObject = "This line must be one JSON object."

// refusal returns why a line is not valid JSON, as a sentence.
func refusal(e *strictjson.Error) string {
	switch e.Reason { //nolint:exhaustive // the other reasons do not help to find the mistake
	case strictjson.InvalidUTF8:
		return "This is not valid UTF-8."
	case strictjson.DuplicateKey:
		return fmt.Sprintf("The key %q appears twice.", e.LastStep())
	}
	return notObject
}

// jsonReason returns why JSON does not fit a type, without Go types.
func jsonReason(err error) string {
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return fmt.Sprintf("%q has a JSON %s instead of %s", wrong.Field, wrong.Value, expected(wrong.Type.String()))
	}
	text := err.Error()
	if i := strings.LastIndex(text, "unknown field "); i >= 0 {
		return "unknown key " + text[i+len("unknown field "):]
	}
	return "it cannot be read"
}
