package exchange

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"twoway/bank"
	"twoway/internal/strictjson"
)

// jsonLines returns a file with one line per part: its canonical JSON, with a member "kind" added at the front.
func jsonLines(c bank.Content, v *versions) ([]file, error) {
	parts, err := c.Parts()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if v != nil {
		m := v.manifest()
		m.Kind = exportKind
		fmt.Fprintln(&b, asJSON(m))
	}
	for _, p := range parts {
		fmt.Fprintf(&b, `{"kind":%q`, p.Kind)
		if v != nil {
			fmt.Fprintf(&b, `,%q:%q`, exportedName, v.of[bank.PartID{Kind: p.Kind, ID: p.ID}])
		}
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

func (l *loader) importJSONLines(path string) (bank.Content, error) {
	f, err := os.Open(path) //nolint:gosec // the path comes from the command line
	if err != nil {
		return bank.Content{}, fmt.Errorf("cannot read %s: %s", path, fileReason(err))
	}
	defer func() { _ = f.Close() }() // it was only read
	name := filepath.Base(path)
	var parts []bank.Part
	lines := bufio.NewScanner(io.LimitReader(f, maxFile+1))
	lines.Buffer(nil, maxLine)
	number, size := 0, 0
	for lines.Scan() {
		number++
		if size += len(lines.Bytes()) + 1; size > maxFile {
			l.fault(name, number, "The file cannot be read: "+errTooLarge.Error()+".")
			break
		}
		parts = append(parts, l.line(name, number, lines.Bytes())...)
	}
	switch err := lines.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		l.fault(name, number+1, fmt.Sprintf("This line is longer than %d MiB.", maxLine>>20))
	case err != nil:
		return bank.Content{}, fmt.Errorf("cannot read %s: %s", path, fileReason(err))
	}
	return l.join(parts)
}

// line reads a line of JSON Lines. It returns no part if the line is blank, the manifest, or has a fault.
func (l *loader) line(name string, number int, line []byte) []bank.Part {
	if line = bytes.TrimSpace(bytes.TrimPrefix(line, []byte("\ufeff"))); len(line) == 0 {
		return nil
	}
	kind, version, body, err := kindOf(line)
	switch {
	case err != nil:
		l.fault(name, number, err.Error())
		return nil
	case kind == exportKind:
		if err := l.parseManifest(line); err != nil {
			l.fault(name, number, "This is not the line that was exported. Put that one back, or delete this one: then the import cannot notice what has changed since.")
		}
		return nil
	}
	parts := l.part(name, number, kind, body)
	for _, p := range parts {
		l.version(kind, p.ID, version)
	}
	return parts
}

// kindOf splits the JSON object on a line into its kind, its version and the body of the part, or returns exportKind. Errors are sentences, for use
// as faults.
func kindOf(line []byte) (kind bank.Kind, version string, body []byte, err error) {
	value, err := strictjson.Parse(line)
	if refused, ok := errors.AsType[*strictjson.Error](err); ok {
		return "", "", nil, errors.New(refusal(refused))
	}
	object, isObject := value.(map[string]any)
	if !isObject {
		return "", "", nil, errors.New(notObject) //nolint:staticcheck // a sentence
	}
	name, _ := object["kind"].(string)
	kind = bank.Kind(name)
	if !slices.Contains(bank.Kinds(), kind) && kind != exportKind {
		var kinds []string
		for _, k := range bank.Kinds() {
			kinds = append(kinds, string(k))
		}
		return "", "", nil, fmt.Errorf("Unknown kind %q. Use one of: %s.", name, strings.Join(kinds, ", ")) //nolint:revive,staticcheck // a sentence
	}
	delete(object, "kind")
	version, _ = object[exportedName].(string)
	delete(object, exportedName)
	body, err = json.Marshal(object)
	return kind, version, body, err
}

const notObject = "This line must be one JSON object."

// refusal returns why a line is not valid JSON, as a sentence.
func refusal(e *strictjson.Error) string {
	switch e.Reason { //nolint:exhaustive // the other reasons do not help to find the mistake
	case strictjson.InvalidUTF8:
		return "This is not valid UTF-8."
	case strictjson.DuplicateKey:
		return fmt.Sprintf("The key %q appears twice.", e.LastStep())
	case strictjson.TooDeep:
		return tooDeep
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
