package exchange

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"twoway/bank"
)

const tooDeep = "This has lists or objects that are nested too deeply."

// decode decodes one file strictly into out, and returns its YAML tree, or nil if the file has a fault.
func (l *loader) decode(file string, kind bank.Kind, out any) *yaml.Node {
	text, err := l.read(file)
	if err != nil {
		l.fault(file, 0, "The file cannot be read: "+fileReason(err)+".")
		return nil
	}
	l.markIn(kind, text)
	root := l.parse(file, text)
	if root == nil {
		return nil
	}
	dec := yaml.NewDecoder(bytes.NewReader(text))
	dec.KnownFields(true)
	if err := dec.Decode(out); err != nil {
		l.yamlFaults(file, kind, text, err)
		return nil
	}
	return root
}

// parse returns the YAML tree of a file, or nil if the file does not have exactly one document, or uses YAML features that a
// bank does not allow. Aliases are not expanded yet, so the tree is never larger than the file.
func (l *loader) parse(file string, text []byte) *yaml.Node {
	documents, err := documents(text)
	switch {
	case err != nil:
		l.yamlFaults(file, "", text, err)
	case len(documents) == 0 || documents[0].Content[0].Tag == "!!null":
		l.fault(file, 1, "The file is empty.")
	case len(documents) > 1:
		l.fault(file, documents[1].Line, "A second YAML document starts here. Remove the line --- before it.")
	case l.checkFeatures(file, documents[0]):
		return documents[0].Content[0]
	}
	return nil
}

// documents returns the YAML trees of the documents in a file.
func documents(text []byte) ([]*yaml.Node, error) {
	var list []*yaml.Node
	dec := yaml.NewDecoder(bytes.NewReader(text))
	for {
		var document yaml.Node
		err := dec.Decode(&document)
		if errors.Is(err, io.EOF) {
			return list, nil
		}
		if err != nil {
			return nil, err
		}
		list = append(list, &document)
	}
}

// maxKeys is how many keys an object in YAML may have, far more than a part has members.
const maxKeys = 200

// checkFeatures reports YAML features that a bank does not allow: aliases, which can expand a small file to a huge one; tags,
// which change the meaning of text; and values that the library would drop or truncate. It returns false if there are any.
func (l *loader) checkFeatures(file string, n *yaml.Node) bool {
	before := len(l.faults)
	switch {
	case n.Anchor != "" || n.Kind == yaml.AliasNode || n.Tag == "!!merge":
		l.fault(file, n.Line, "This starts with &, * or <<, which have a special meaning in YAML that is not allowed here. If it is text, put it into quotes.")
	case n.Style&yaml.TaggedStyle != 0:
		l.fault(file, n.Line, "This starts with !, which has a special meaning in YAML that is not allowed here. If it is text, put it into quotes.")
	case n.Kind == yaml.MappingNode && len(n.Content) > 2*maxKeys: // the library compares each key with each other
		l.fault(file, n.Line, fmt.Sprintf("This has more than %d keys.", maxKeys))
	case n.Tag == "!!null":
		l.fault(file, n.Line, "A value is missing here.")
	case n.Tag == "!!float":
		l.fault(file, n.Line, fmt.Sprintf("%s is not a whole number, or it is too large. If it is text, put it into quotes.", n.Value))
	}
	for _, child := range n.Content {
		l.checkFeatures(file, child)
	}
	return len(l.faults) == before
}

// yamlFaults adds a fault for each message of the YAML library ("line 3: field x not found in type …").
func (l *loader) yamlFaults(file string, kind bank.Kind, text []byte, err error) {
	withLine := regexp.MustCompile(`(?s)^(?:line (\d+): )?(.*)$`)
	if many, ok := errors.AsType[*yaml.TypeError](err); ok {
		for _, message := range many.Errors {
			parts := withLine.FindStringSubmatch(message)
			line, _ := strconv.Atoi(parts[1])
			if key, _, found := strings.Cut(parts[2], " not found in type "); found {
				l.unknownKey(file, line, kind, strings.TrimPrefix(key, "field "), explain(parts[2]))
				continue
			}
			l.fault(file, line, explain(parts[2]))
		}
		return
	}
	parts := withLine.FindStringSubmatch(strings.TrimPrefix(err.Error(), "yaml: "))
	line, _ := strconv.Atoi(parts[1])
	line = errorLine(text, line, parts[2])
	if strings.Contains(parts[2], "exceeded max depth") {
		l.fault(file, line, tooDeep)
		return
	}
	l.fault(file, line, "This is not valid YAML: "+parts[2]+"."+quotingHint(text, line))
}

// quotingHint returns how to fix a line that is not valid YAML because text in it needs other quotes; "" if that is not the
// reason.
func quotingHint(text []byte, line int) string {
	lines := bytes.Split(text, []byte("\n"))
	value := regexp.MustCompile(`^[\s-]*[\w-]+:\s+(.*)`).FindSubmatch(lines[min(line, len(lines))-1])
	switch {
	case value == nil:
	case regexp.MustCompile(`^"[^"]*"\s*[^\s#]`).Match(value[1]):
		return " Put text that starts with a double quotation mark into single quotes."
	case regexp.MustCompile(`^'[^']*'\s*[^\s#]`).Match(value[1]):
		return " Put text that starts with a single quotation mark into double quotes."
	case regexp.MustCompile(`^[^"'{\[].*:(\s|$)`).Match(value[1]):
		return " Put text that contains a colon and a space into quotes."
	}
	return ""
}

// errorLine returns the line on which a text stops being valid YAML. The library reports only the line where the enclosing
// value starts, or none. So errorLine returns the last line of the shortest prefix of the text with the same error.
func errorLine(text []byte, line int, message string) int {
	line = max(line, 1)
	lines := bytes.SplitAfter(text, []byte("\n"))
	const furthest = 1000 // each line costs a parse of all before it
	for n := line; n <= min(len(lines), line+furthest); n++ {
		if _, err := documents(bytes.Join(lines[:n], nil)); err != nil && strings.HasSuffix(err.Error(), message) {
			return n
		}
	}
	return line
}

// explain returns a message of the YAML library without Go types and YAML tags.
func explain(message string) string {
	if strings.HasSuffix(message, " into bank.Effect") {
		return "Write the effect in the form {kind: boost, points: 30}."
	}
	if field, _, found := strings.Cut(message, " not found in type "); found {
		return fmt.Sprintf("Unknown key %q.", strings.TrimPrefix(field, "field "))
	}
	if key, _, found := strings.Cut(message, " already "); found {
		return fmt.Sprintf("The key %s appears twice.", strings.TrimPrefix(key, "mapping key "))
	}
	value, goType := strings.TrimPrefix(message, "cannot unmarshal "), ""
	if i := strings.LastIndex(value, " into "); i >= 0 {
		value, goType = value[:i], value[i+len(" into "):]
	}
	kinds := strings.NewReplacer("!!seq", "a list", "!!map", "keys and values", "!!str", "the text", "!!int", "the number", "!!bool", "the word")
	return fmt.Sprintf("This must be %s, not %s.", expected(goType), kinds.Replace(value))
}

// expected returns what faults call a Go type of package bank.
func expected(goType string) string {
	switch goType {
	case "int":
		return "a whole number"
	case "bool":
		return "true or false"
	case "string", "bank.Asker", "bank.EffectKind", "bank.Format", "bank.Status":
		return "text"
	}
	if strings.HasPrefix(goType, "[]") {
		return "a list"
	}
	return "keys and values"
}
