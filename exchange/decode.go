package exchange

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// decode reads one file strictly into out, and returns its tree, or nil if it has a fault.
func (l *loader) decode(file string, out any) *yaml.Node {
	text, err := fs.ReadFile(l.dir, file)
	if err != nil {
		l.fault(file, 0, "The file cannot be read: "+plain(err)+".")
		return nil
	}
	root := l.parse(file, text)
	if root == nil {
		return nil
	}
	dec := yaml.NewDecoder(bytes.NewReader(text))
	dec.KnownFields(true)
	if err := dec.Decode(out); err != nil {
		l.yamlFaults(file, text, err)
		return nil
	}
	return root
}

// parse is the tree of a file that holds one document and nothing that a bank has no use for. Nothing is expanded yet,
// so no file is larger here than it is on disk.
func (l *loader) parse(file string, text []byte) *yaml.Node {
	documents, err := documents(text)
	switch {
	case err != nil:
		l.yamlFaults(file, text, err)
	case len(documents) == 0 || documents[0].Content[0].Tag == "!!null":
		l.fault(file, 1, "The file is empty.")
	case len(documents) > 1:
		l.fault(file, documents[1].Line, "A second document starts here. A file holds one.")
	case l.simple(file, documents[0]):
		return documents[0].Content[0]
	}
	return nil
}

// documents are the trees of a file.
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

// simple finds what YAML has and a bank has not: references within a file, which can make much out of little; tags,
// which give text another meaning; and values that the library would drop or cut off.
func (l *loader) simple(file string, n *yaml.Node) bool {
	before := len(l.faults)
	switch {
	case n.Anchor != "" || n.Kind == yaml.AliasNode || n.Tag == "!!merge":
		l.fault(file, n.Line, "Anchors, aliases and merged keys (&, *, <<) are not used here. Text that starts with one needs quotes.")
	case n.Style&yaml.TaggedStyle != 0:
		l.fault(file, n.Line, "Tags (!) are not used here. Text that starts with one needs quotes.")
	case n.Tag == "!!null":
		l.fault(file, n.Line, "There is no value here.")
	case n.Tag == "!!float":
		l.fault(file, n.Line, fmt.Sprintf("%s is not a whole number, or too large. If it is text, it needs quotes.", n.Value))
	}
	for _, child := range n.Content {
		l.simple(file, child)
	}
	return len(l.faults) == before
}

// yamlFaults turns the library's lines ("line 3: field x not found in type …") into faults without its type names.
func (l *loader) yamlFaults(file string, text []byte, err error) {
	withLine := regexp.MustCompile(`(?s)^(?:line (\d+): )?(.*)$`)
	if many, ok := errors.AsType[*yaml.TypeError](err); ok {
		for _, message := range many.Errors {
			parts := withLine.FindStringSubmatch(message)
			line, _ := strconv.Atoi(parts[1])
			l.fault(file, line, explained(parts[2]))
		}
		return
	}
	parts := withLine.FindStringSubmatch(strings.TrimPrefix(err.Error(), "yaml: "))
	line, _ := strconv.Atoi(parts[1])
	line = brokenAt(text, line, parts[2])
	l.fault(file, line, "This is not YAML: "+parts[2]+"."+quoting(text, line))
}

// quoting is what to do about a line that stops being YAML because of a text that needs quotes, "" if that is not so.
func quoting(text []byte, line int) string {
	lines := bytes.Split(text, []byte("\n"))
	value := regexp.MustCompile(`^[\s-]*[\w-]+:\s+(.*)`).FindSubmatch(lines[min(line, len(lines))-1])
	switch {
	case value == nil:
	case regexp.MustCompile(`^"[^"]*"\s*[^\s#]`).Match(value[1]):
		return " Put a text that begins with a quotation mark into single quotes."
	case regexp.MustCompile(`^'[^']*'\s*[^\s#]`).Match(value[1]):
		return " Put a text that begins with a single quotation mark into double quotes."
	case regexp.MustCompile(`^[^"'{\[].*:(\s|$)`).Match(value[1]):
		return " A text that holds a colon and a space needs quotes."
	}
	return ""
}

// brokenAt is the line on which a text stops being YAML. The library knows only about where the thing begins that holds
// the line, or nothing. So it is the last line of the shortest beginning that is broken in the same way.
func brokenAt(text []byte, line int, message string) int {
	line = max(line, 1)
	lines := bytes.SplitAfter(text, []byte("\n"))
	for n := line; n <= len(lines); n++ {
		if _, err := documents(bytes.Join(lines[:n], nil)); err != nil && strings.HasSuffix(err.Error(), message) {
			return n
		}
	}
	return line
}

// explained is a message of the library without the names of Go's types and YAML's tags.
func explained(message string) string {
	if strings.HasSuffix(message, " into bank.Effect") {
		return "An effect is written {kind: boost, points: 30}."
	}
	if field, _, found := strings.Cut(message, " not found in type "); found {
		return fmt.Sprintf("The key %q means nothing here.", strings.TrimPrefix(field, "field "))
	}
	if key, _, found := strings.Cut(message, " already "); found {
		return fmt.Sprintf("The key %s stands twice.", strings.TrimPrefix(key, "mapping key "))
	}
	value := strings.TrimPrefix(message, "cannot unmarshal ")
	value = value[:max(strings.LastIndex(value, " into "), 0)]
	kinds := strings.NewReplacer("!!seq", "a list", "!!map", "keys and values", "!!str", "the text", "!!int", "the number", "!!bool", "the word")
	return "Something else belongs here than " + kinds.Replace(value) + "."
}
