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

// yamlName returns the name of the file that holds the parts of a kind in a bank's folder.
func yamlName(kind bank.Kind) string { return yamlFolder(kind) + ".yaml" }

// yamlFolder is yamlName without the extension: for a kind that isFolder, the folder below which its files are.
func yamlFolder(kind bank.Kind) string {
	if kind.IsTerm() {
		return "vocabulary/" + kind.File()
	}
	return kind.File()
}

// isFolder reports whether the parts of a kind may be in any number of files.
func isFolder(kind bank.Kind) bool {
	return kind == bank.KindRole || kind == bank.KindQuestion || kind == bank.KindRule
}

// yamlFiles returns the files of a bank in the form that Load reads. Defaults are left out.
func yamlFiles(c bank.Content) ([]file, error) {
	y := &yamlWriter{}
	for _, kind := range bank.Kinds() {
		switch {
		case kind == bank.KindWeights:
			y.file(yamlName(kind), c.Weights)
		case kind == bank.KindNearDuplicates:
			if len(c.NearDuplicates) > 0 {
				y.file(yamlName(kind), c.NearDuplicates)
			}
		case !isFolder(kind):
			y.file(yamlName(kind), reflect.ValueOf(kind.List(&c)).Elem().Interface())
		}
	}
	grouped(y, bank.KindRole, c.Vocabulary.Roles, func(r *bank.Role) string { return nameFor(r.ID) })
	grouped(y, bank.KindQuestion, c.Questions, func(q *bank.Question) string { return nameFor(string(q.Asker)) + "/" + nameFor(q.Topic) })
	grouped(y, bank.KindRule, c.Rules, func(r *bank.Rule) string { return nameFor(string(r.Asker)) })
	slices.SortFunc(y.files, func(a, b file) int { return cmp.Compare(a.name, b.name) })
	return y.files, y.err
}

// grouped writes the parts of a kind to a file for each name that name returns; Load wants one file at least.
func grouped[T any](y *yamlWriter, kind bank.Kind, list []T, name func(*T) string) {
	groups := map[string][]T{}
	for i := range list {
		groups[name(&list[i])] = append(groups[name(&list[i])], list[i])
	}
	if len(groups) == 0 {
		groups["none"] = []T{}
	}
	for name, group := range groups {
		y.file(yamlFolder(kind)+"/"+name+".yaml", group)
	}
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
