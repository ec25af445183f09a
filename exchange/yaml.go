package exchange

import (
	"bytes"
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"

	"twoway/bank"
)

// yamlFiles are those of a bank in the form that Load reads. What need not be said is left out.
func yamlFiles(c bank.Content) ([]file, error) {
	v := c.Vocabulary
	y := &yamlWriter{}
	y.file("vocabulary/seniorities.yaml", v.Seniorities)
	y.file("vocabulary/stages.yaml", v.Stages)
	y.file("vocabulary/asked_of.yaml", v.AskedOf)
	y.file("vocabulary/cares.yaml", v.Cares)
	y.file("vocabulary/topics.yaml", v.Topics)
	y.file("vocabulary/discloses.yaml", v.Discloses)
	for name, roles := range grouped(v.Roles, func(r *bank.Role) string { return nameFor(r.ID) }) {
		y.file("vocabulary/roles/"+name+".yaml", roles)
	}
	y.file("weights.yaml", c.Weights)
	for name, questions := range grouped(c.Questions, func(q *bank.Question) string { return nameFor(string(q.Asker)) + "/" + nameFor(q.Topic) }) {
		y.file("questions/"+name+".yaml", questions)
	}
	for name, rules := range grouped(c.Rules, func(r *bank.Rule) string { return nameFor(string(r.Asker)) }) {
		y.file("rules/"+name+".yaml", rules)
	}
	for _, folder := range []string{"questions", "rules", "vocabulary/roles"} { // which Load wants to be there
		if !slices.ContainsFunc(y.files, func(f file) bool { return strings.HasPrefix(f.name, folder) }) {
			y.file(folder+"/none.yaml", []bank.Question{})
		}
	}
	if len(c.NearDuplicates) > 0 {
		y.file("near_duplicates.yaml", c.NearDuplicates)
	}
	slices.SortFunc(y.files, func(a, b file) int { return cmp.Compare(a.name, b.name) })
	return y.files, y.err
}

func grouped[T any](list []T, name func(*T) string) map[string][]T {
	groups := map[string][]T{}
	for i := range list {
		groups[name(&list[i])] = append(groups[name(&list[i])], list[i])
	}
	return groups
}

// yamlWriter gathers files. After an error it writes nothing more.
type yamlWriter struct {
	files []file
	err   error
}

func (y *yamlWriter) file(name string, value any) {
	if y.err != nil {
		return
	}
	var b bytes.Buffer
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	node := y.node(reflect.ValueOf(value), "")
	if err := enc.Encode(node); err != nil {
		y.err = fmt.Errorf("exchange: write %s: %w", name, err)
		return
	}
	text := b.Bytes()
	if node.Kind == yaml.SequenceNode && node.Style == 0 { // an empty line between the things of a list
		text = bytes.ReplaceAll(text, []byte("\n- "), []byte("\n\n- "))
	}
	y.files = append(y.files, file{name, text})
}

// inFlow are the members that are written on one line.
func inFlow(name string) bool {
	return slices.Contains([]string{
		"cares", "aspects", "roles", "stages", "asked_of", "discloses", "pairs_with", "seniority", "effect", "profile",
		"isco08", "onet", "work_needs", "care_order", "repeat",
	}, name)
}

// node is a value as it is written. Name is that of the member that holds it.
func (y *yamlWriter) node(v reflect.Value, name string) *yaml.Node {
	switch v.Kind() { //nolint:exhaustive // a bank is made of these
	case reflect.Pointer:
		return y.node(v.Elem(), name)
	case reflect.Struct:
		n := &yaml.Node{Kind: yaml.MappingNode}
		if inFlow(name) {
			n.Style = yaml.FlowStyle
		}
		y.members(n, v)
		return n
	case reflect.Slice:
		n := &yaml.Node{Kind: yaml.SequenceNode}
		if inFlow(name) && v.Type().Elem().Kind() != reflect.Struct || v.Len() == 0 {
			n.Style = yaml.FlowStyle
		}
		for i := range v.Len() {
			n.Content = append(n.Content, y.node(v.Index(i), ""))
		}
		return n
	}
	if v.Kind() == reflect.String {
		return textNode(v.String())
	}
	return &yaml.Node{Kind: yaml.ScalarNode, Value: fmt.Sprint(v.Interface())}
}

// textNode is a text without quotes, where that is the same text. One that is odd is in double quotes, which can hold any.
func textNode(text string) *yaml.Node {
	n := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: text}
	isOdd := func(r rune) bool { return r == '#' || !unicode.IsPrint(r) }
	if strings.TrimSpace(text) != text || strings.ContainsFunc(text, isOdd) {
		n.Style = yaml.DoubleQuotedStyle
	}
	return n
}

// members are those of a struct that say something. A term in a struct is part of it.
func (y *yamlWriter) members(n *yaml.Node, v reflect.Value) {
	for i := range v.NumField() {
		name, option, _ := strings.Cut(v.Type().Field(i).Tag.Get("yaml"), ",")
		field := v.Field(i)
		switch {
		case option == "inline":
			y.members(n, field)
		case saysNothing(name, field):
		default:
			n.Content = append(n.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: name}, y.node(field, name))
			if name == "1" || name == "3" || name == "5" { // texts, not numbers
				n.Content[len(n.Content)-2].Style = yaml.DoubleQuotedStyle
			}
		}
	}
}

// saysNothing tells whether a member is what it would be if it were left out.
func saysNothing(name string, v reflect.Value) bool {
	switch name {
	case "applies", "minutes", "depth", "level", "care_only", "variety":
		return false
	case "version":
		return v.Int() == 1
	case "status":
		return v.String() == string(bank.Ready)
	}
	var usual bank.Question
	usual.FillIn()
	switch name {
	case "locale":
		return v.String() == usual.Locale
	case "source":
		return v.String() == usual.Source
	case "license":
		return v.String() == usual.License
	}
	return v.IsZero() || v.Kind() == reflect.Slice && v.Len() == 0
}
