package exchange

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"

	"twoway/bank"
)

// yamlName returns the name of the file with the parts of a kind.
func yamlName(kind bank.Kind) string { return yamlFolder(kind) + ".yaml" }

// yamlFolder returns yamlName without the extension. For kinds that may have several files (see isFolder) it is their folder.
func yamlFolder(kind bank.Kind) string {
	if kind.IsTerm() {
		return "vocabulary/" + kind.File()
	}
	return kind.File()
}

// isFolder reports whether the parts of a kind may be in several files.
func isFolder(kind bank.Kind) bool {
	return kind == bank.KindRole || kind == bank.KindQuestion || kind == bank.KindRule
}

// yamlFiles returns the files of a bank in the form that Load reads, without default values.
func yamlFiles(c bank.Content, v *versions) ([]file, error) {
	y := &yamlWriter{versions: v}
	for _, kind := range bank.Kinds() {
		switch {
		case kind == bank.KindWeights:
			y.file(yamlName(kind), kind, c.Weights)
		case kind == bank.KindNearDuplicates:
			if len(c.NearDuplicates) > 0 {
				y.file(yamlName(kind), kind, c.NearDuplicates)
			}
		case !isFolder(kind):
			y.file(yamlName(kind), kind, reflect.ValueOf(kind.List(&c)).Elem().Interface())
		}
	}
	addGroups(y, bank.KindRole, c.Vocabulary.Roles, func(r *bank.Role) string { return fileName(r.ID) })
	addGroups(y, bank.KindQuestion, c.Questions, func(q *bank.Question) string { return fileName(string(q.Asker)) + "/" + fileName(q.Topic) })
	addGroups(y, bank.KindRule, c.Rules, func(r *bank.Rule) string { return fileName(string(r.Asker)) })
	slices.SortFunc(y.files, func(a, b file) int { return cmp.Compare(a.name, b.name) })
	if y.err != nil {
		return nil, y.err
	}
	return v.withManifest(y.files)
}

// addGroups adds the parts of a kind, in one file for each name that the function name returns. It adds at least one file,
// because Load requires one.
func addGroups[T any](y *yamlWriter, kind bank.Kind, list []T, name func(*T) string) {
	groups := map[string][]T{}
	for i := range list {
		groups[name(&list[i])] = append(groups[name(&list[i])], list[i])
	}
	if len(groups) == 0 {
		groups["none"] = []T{}
	}
	for _, name := range slices.Sorted(maps.Keys(groups)) {
		group := groups[name]
		y.file(yamlFolder(kind)+"/"+name+".yaml", kind, group)
	}
}

// yamlWriter collects files. After an error it adds no more.
type yamlWriter struct {
	versions *versions
	files    []file
	err      error
}

// file adds a file with a value.
func (y *yamlWriter) file(name string, kind bank.Kind, value any) {
	if y.err != nil {
		return
	}
	var b bytes.Buffer
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	node := y.node(reflect.ValueOf(value), "")
	if y.versions != nil && kind != bank.KindNearDuplicates {
		fmt.Fprintf(&b, "# %s: %s\n", exportedName, y.addVersions(kind, node))
	}
	if err := enc.Encode(node); err != nil {
		y.err = fmt.Errorf("cannot write %s: %w", name, err)
		return
	}
	text := b.Bytes()
	if node.Kind == yaml.SequenceNode && node.Style == 0 { // put an empty line between the entries of a list
		text = bytes.ReplaceAll(text, []byte("\n- "), []byte("\n\n- "))
	}
	y.files = append(y.files, file{name, text})
}

// addVersions adds its version to each part in the node of a file, and returns the mark of the file.
func (y *yamlWriter) addVersions(kind bank.Kind, n *yaml.Node) string {
	entries := n.Content
	if kind.IsSingle() {
		entries = []*yaml.Node{n}
	}
	var ids []string
	for _, entry := range entries {
		id := cmp.Or(idOf(entry), string(kind))
		ids = append(ids, id)
		entry.Content = append(entry.Content, textNode(exportedName), textNode(y.versions.of[bank.PartID{Kind: kind, ID: id}]))
	}
	return y.versions.mark(kind, ids)
}

// isFlow reports whether a member is written on one line.
func isFlow(name string) bool {
	return slices.Contains([]string{
		"cares", "aspects", "roles", "stages", "asked_of", "discloses", "pairs_with", "seniority", "effect", "profile",
		"isco08", "soc", "onet", "work_needs", "care_order", "repeat",
	}, name)
}

// node returns the YAML node of a value. Name is the name of the member with the value, or "".
func (y *yamlWriter) node(v reflect.Value, name string) *yaml.Node {
	switch v.Kind() { //nolint:exhaustive // a bank has no other kinds
	case reflect.Pointer:
		return y.node(v.Elem(), name)
	case reflect.Struct:
		n := &yaml.Node{Kind: yaml.MappingNode}
		if isFlow(name) {
			n.Style = yaml.FlowStyle
		}
		y.members(n, v)
		return n
	case reflect.Slice:
		n := &yaml.Node{Kind: yaml.SequenceNode}
		if isFlow(name) && v.Type().Elem().Kind() != reflect.Struct || v.Len() == 0 {
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

// textNode returns the YAML node of a text. Text with white space at an end, with # or with unprintable characters is put
// into double quotes; for other text the encoder decides.
func textNode(text string) *yaml.Node {
	n := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: text}
	needsQuotes := func(r rune) bool { return r == '#' || !unicode.IsPrint(r) }
	if strings.TrimSpace(text) != text || strings.ContainsFunc(text, needsQuotes) {
		n.Style = yaml.DoubleQuotedStyle
	}
	return n
}

// members adds the members of a struct to a node, without those that have their default value. An embedded term is inlined.
func (y *yamlWriter) members(n *yaml.Node, v reflect.Value) {
	for i := range v.NumField() {
		name, option, _ := strings.Cut(v.Type().Field(i).Tag.Get("yaml"), ",")
		field := v.Field(i)
		switch {
		case option == "inline":
			y.members(n, field)
		case isDefault(name, field):
		default:
			n.Content = append(n.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: name}, y.node(field, name))
			if name == "1" || name == "3" || name == "5" { // without quotes, YAML reads them as numbers
				n.Content[len(n.Content)-2].Style = yaml.DoubleQuotedStyle
			}
		}
	}
}

// isDefault reports whether a member has the value that it would have if it were left out.
func isDefault(name string, v reflect.Value) bool {
	switch name {
	case "applies", "minutes", "depth", "level", "care_only", "variety":
		return false
	case "version":
		return v.Int() == 1
	case "status":
		return v.String() == string(bank.Ready)
	}
	var defaults bank.Question
	defaults.FillIn()
	switch name {
	case "locale":
		return v.String() == defaults.Locale
	}
	return v.IsZero() || v.Kind() == reflect.Slice && v.Len() == 0
}
