package apifuzz

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/go-json-experiment/json/jsontext"
)

// raw is text that encode writes as it is, valid or not.
type raw string

// encode writes a value as JSON, members in alphabetical order. Values are as encoding/json decodes them with UseNumber, ints, and
// raw texts.
func encode(value any) string {
	switch v := value.(type) {
	case raw:
		return string(v)
	case map[string]any:
		var members []string
		for _, name := range slices.Sorted(maps.Keys(v)) {
			members = append(members, encode(name)+":"+encode(v[name]))
		}
		return "{" + strings.Join(members, ",") + "}"
	case []any:
		var items []string
		for _, item := range v {
			items = append(items, encode(item))
		}
		return "[" + strings.Join(items, ",") + "]"
	}
	text, err := json.Marshal(value)
	if err != nil {
		return "null"
	}
	return string(text)
}

// decode returns the value of a JSON text, false if it is not valid, unambiguous JSON in valid UTF-8.
func decode(text []byte) (value any, ok bool) {
	if !jsontext.Value(text).IsValid() { // which refuses duplicate names and invalid UTF-8
		return nil, false
	}
	dec := json.NewDecoder(strings.NewReader(string(text)))
	dec.UseNumber()
	return value, dec.Decode(&value) == nil
}

// clone returns a deep copy of a value.
func clone(value any) any {
	switch v := value.(type) {
	case map[string]any:
		c := make(map[string]any, len(v))
		for name, member := range v {
			c[name] = clone(member)
		}
		return c
	case []any:
		c := make([]any, len(v))
		for i, item := range v {
			c[i] = clone(item)
		}
		return c
	}
	return value
}

// node is a place in a request's body: its JSON pointer, its value and its schema. Set replaces the value; it is nil for the body
// as a whole.
type node struct {
	pointer string
	value   any
	schema  *openapi3.Schema
	set     func(any)
}

// nodes returns the body and everything in it that the schema knows, parents first.
func nodes(s *openapi3.Schema, value any) []node {
	return appendNodes(nil, node{value: value, schema: s})
}

func appendNodes(list []node, n node) []node {
	list = append(list, n)
	switch v := n.value.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if s := n.schema.Properties[name]; s != nil {
				list = appendNodes(list, node{n.pointer + "/" + pointerStep(name), v[name], s.Value, func(to any) { v[name] = to }})
			}
		}
	case []any:
		for i := range v {
			if n.schema.Items != nil {
				list = appendNodes(list, node{n.pointer + "/" + strconv.Itoa(i), v[i], n.schema.Items.Value, func(to any) { v[i] = to }})
			}
		}
	}
	return list
}

func pointerStep(name string) string {
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
}

func pointerSteps(pointer string) []string {
	if pointer == "" {
		return nil
	}
	steps := strings.Split(pointer[1:], "/")
	for i := range steps {
		steps[i] = strings.NewReplacer("~1", "/", "~0", "~").Replace(steps[i])
	}
	return steps
}

// at returns the value at a pointer, and whether the pointer exists or, since a fault may be that something is missing, names a
// member that its object could have.
func at(value any, pointer string) (found any, ok bool) {
	if pointer != "" && pointer[0] != '/' {
		return nil, false
	}
	steps := pointerSteps(pointer)
	for i, step := range steps {
		switch v := value.(type) {
		case map[string]any:
			member, exists := v[step]
			if !exists {
				return nil, i == len(steps)-1
			}
			value = member
		case []any:
			index, err := strconv.Atoi(step)
			if err != nil || index < 0 || index >= len(v) {
				return nil, false
			}
			value = v[index]
		default:
			return nil, false
		}
	}
	return value, true
}
