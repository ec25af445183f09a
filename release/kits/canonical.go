package kits

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"twoway/internal/strictjson"
)

// canonical returns a value in JSON as RFC 8785 writes it: the members of objects sorted, no blanks, and nothing escaped that need not be.
// Numbers must be integers, and the names of members ASCII.
func canonical(value any) ([]byte, error) {
	text, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	generic, err := strictjson.Parse(text)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = writeCanonical(&b, generic)
	return b.Bytes(), err
}

// writeCanonical writes a value as strictjson.Parse returns it.
func writeCanonical(b *bytes.Buffer, value any) error {
	switch value := value.(type) {
	case map[string]any:
		return writeObject(b, value)
	case []any:
		return writeArray(b, value)
	case string:
		return writeText(b, value)
	case json.Number:
		b.WriteString(value.String())
	case bool, nil:
		text, err := json.Marshal(value)
		b.Write(text)
		return err
	default:
		return fmt.Errorf("no JSON: %T", value)
	}
	return nil
}

func writeObject(b *bytes.Buffer, object map[string]any) error {
	b.WriteByte('{')
	for i, name := range slices.Sorted(maps.Keys(object)) {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := writeText(b, name); err != nil {
			return err
		}
		b.WriteByte(':')
		if err := writeCanonical(b, object[name]); err != nil {
			return err
		}
	}
	b.WriteByte('}')
	return nil
}

func writeArray(b *bytes.Buffer, list []any) error {
	b.WriteByte('[')
	for i, item := range list {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := writeCanonical(b, item); err != nil {
			return err
		}
	}
	b.WriteByte(']')
	return nil
}

// writeText writes a string. Package encoding/json escapes two separators that RFC 8785 does not.
func writeText(b *bytes.Buffer, text string) error {
	var quoted bytes.Buffer
	e := json.NewEncoder(&quoted)
	e.SetEscapeHTML(false)
	if err := e.Encode(text); err != nil {
		return err
	}
	rest := bytes.TrimSuffix(quoted.Bytes(), []byte("\n"))
	for {
		at := bytes.IndexByte(rest, '\\')
		if at < 0 {
			b.Write(rest)
			return nil
		}
		b.Write(rest[:at])
		rest = rest[at:]
		switch {
		case bytes.HasPrefix(rest, []byte(`\u2028`)):
			b.WriteString("\u2028")
			rest = rest[len(`\u2028`):]
		case bytes.HasPrefix(rest, []byte(`\u2029`)):
			b.WriteString("\u2029")
			rest = rest[len(`\u2029`):]
		default:
			b.Write(rest[:2]) // an escaped backslash must not begin another escape
			rest = rest[2:]
		}
	}
}
