package exchange

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"unicode/utf8"

	"twoway/bank"
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

// kindOf takes the kind out of an object. The errors are sentences for whoever wrote the line.
func kindOf(line []byte) (bank.Kind, []byte, error) {
	if !utf8.Valid(line) {
		return "", nil, errors.New("This is not valid UTF-8.") //nolint:revive,staticcheck // a sentence
	}
	if err := onceEach(json.NewDecoder(bytes.NewReader(line))); err != nil {
		return "", nil, err
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(line, &members); err != nil {
		return "", nil, errNotObject()
	}
	var kind bank.Kind
	_ = json.Unmarshal(members["kind"], &kind) // else it is none
	if !slices.Contains(bank.Kinds(), kind) {
		return "", nil, fmt.Errorf("There is no kind %s; the kinds are %v.", orNothing(members["kind"]), bank.Kinds()) //nolint:revive,staticcheck // a sentence
	}
	delete(members, "kind")
	body, err := json.Marshal(members)
	return kind, body, err
}

func orNothing(raw json.RawMessage) string {
	if raw == nil {
		return `""`
	}
	return string(raw)
}

// errNotObject is for a line that is not one JSON object.
func errNotObject() error {
	return errors.New("This is not one JSON object.") //nolint:revive,staticcheck // a sentence
}

// onceEach checks that no key stands twice in an object; encoding/json takes the last of them.
func onceEach(dec *json.Decoder) error {
	token, err := dec.Token()
	if err != nil {
		return errNotObject()
	}
	open, isDelim := token.(json.Delim)
	if !isDelim {
		return nil
	}
	seen := map[string]bool{}
	for dec.More() {
		if open == '{' {
			if err := newKey(dec, seen); err != nil {
				return err
			}
		}
		if err := onceEach(dec); err != nil {
			return err
		}
	}
	if _, err := dec.Token(); err != nil && !errors.Is(err, io.EOF) {
		return errNotObject()
	}
	return nil
}

// newKey reads a key, which must not be among those seen.
func newKey(dec *json.Decoder, seen map[string]bool) error {
	key, err := dec.Token()
	name, isText := key.(string)
	if err != nil || !isText {
		return errNotObject()
	}
	if seen[name] {
		return fmt.Errorf("The key %q stands twice.", name) //nolint:revive,staticcheck // a sentence
	}
	seen[name] = true
	return nil
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
