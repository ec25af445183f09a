package exchange

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"twoway/bank"
)

// loader reads files, collects their faults, and records the line of every value.
type loader struct {
	dir       fs.FS
	lines     map[string]string // "file:line" by pointer, in the form of the pointers of bank.Content.Validate
	lists     map[string]list   // by pointer of a part whose own lines are not recorded: where it was read
	commented map[string]bool   // pointers of texts without quotes that are followed by a comment
	faults    []bank.Fault
	versions  readVersions
}

func newLoader(dir fs.FS) *loader {
	return &loader{
		dir: dir, lines: map[string]string{}, lists: map[string]list{}, commented: map[string]bool{},
		versions: readVersions{of: map[bank.PartID]string{}, marks: map[bank.Kind][]string{}},
	}
}

// content decodes all files.
func (l *loader) content() bank.Content {
	var c bank.Content
	for _, kind := range bank.Kinds() {
		switch {
		case kind == bank.KindWeights:
			l.single(yamlName(kind), kind, &c.Weights)
		case kind == bank.KindNearDuplicates:
			if l.exists(yamlName(kind)) {
				l.single(yamlName(kind), kind, &c.NearDuplicates)
			}
		case isFolder(kind):
			for _, file := range l.filesBelow(yamlFolder(kind)) {
				l.list(file, kind, &c)
			}
		default:
			l.list(yamlName(kind), kind, &c)
		}
	}
	slices.SortStableFunc(c.Vocabulary.Roles, func(a, b bank.Role) int { return cmp.Compare(a.ID, b.ID) })
	origin := l.origin()
	for i := range c.Questions {
		c.Questions[i].FillIn()
		origin.fillIn(&c.Questions[i])
	}
	for i := range c.Rules {
		c.Rules[i].FillIn()
	}
	return c
}

func (l *loader) exists(file string) bool {
	_, err := fs.Stat(l.dir, file)
	return err == nil
}

// filesBelow returns the YAML files below a folder, sorted by name.
func (l *loader) filesBelow(folder string) []string {
	var files []string
	err := fs.WalkDir(l.dir, folder, func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && (path.Ext(name) == ".yaml" || path.Ext(name) == ".yml") {
			files = append(files, name)
		}
		return err
	})
	if err != nil {
		l.fault(folder, 0, "The folder cannot be read: "+fileReason(err)+".")
	}
	return files
}

func (l *loader) fault(file string, line int, detail string) {
	place := file
	if line > 0 {
		place = fmt.Sprintf("%s:%d", file, line)
	}
	l.faults = append(l.faults, bank.Fault{Code: bank.FaultMalformed, Pointer: place, Detail: detail})
}

// single decodes a file with one part, and records the lines of everything in it.
func (l *loader) single(file string, kind bank.Kind, into any) {
	part := reflect.ValueOf(into).Elem()
	found := reflect.New(versioned(part.Type()))
	node := l.decode(file, kind, found.Interface())
	if node == nil {
		return
	}
	part.Set(l.unversioned(kind, found.Elem()))
	l.record(file, "/"+string(kind), node)
}

// list decodes a file with a list of parts, adds them to c, and records their lines.
func (l *loader) list(file string, kind bank.Kind, c *bank.Content) {
	parts := reflect.ValueOf(kind.List(c)).Elem()
	found := reflect.New(reflect.SliceOf(versioned(parts.Type().Elem())))
	node := l.decode(file, kind, found.Interface())
	if node == nil {
		return
	}
	for i := range found.Elem().Len() {
		parts.Set(reflect.Append(parts, l.unversioned(kind, found.Elem().Index(i))))
	}
	folder := strings.TrimSuffix(kind.Pointer(""), "/")
	l.recordLine(file, folder, node.Line)
	for _, entry := range node.Content {
		if kind == bank.KindQuestion || kind == bank.KindRole {
			l.recordBrief(list{file, folder}, entry)
		} else {
			l.recordPart(file, folder, entry)
		}
	}
}

// list is a file with a list of parts, and the pointer of what they are in.
type list struct{ file, folder string }

// recordBrief records the line of a part alone. There are hundreds of thousands of lines in questions and roles, and they are only
// needed for faults.
func (l *loader) recordBrief(in list, n *yaml.Node) {
	pointer := in.folder + "/" + bank.PointerStep(idOf(n))
	if _, taken := l.lines[pointer]; taken {
		l.lines[pointer+"/id"] = fmt.Sprintf("%s:%d", in.file, n.Line)
		return
	}
	l.recordLine(in.file, pointer, n.Line)
	l.lists[pointer] = in
}

// recordRest records the lines of everything in the part that a pointer is in, if only that of the part is recorded.
func (l *loader) recordRest(pointer string) {
	at := pointer
	for l.lists[at].file == "" {
		i := strings.LastIndex(at, "/")
		if i < 0 {
			return
		}
		at = at[:i]
	}
	in := l.lists[at]
	delete(l.lists, at)
	text, err := l.read(in.file)
	if err != nil {
		return
	}
	root := l.parse(in.file, text)
	if root == nil {
		return
	}
	for _, entry := range root.Content {
		if in.folder+"/"+bank.PointerStep(idOf(entry)) == at {
			l.record(in.file, at, entry)
			return
		}
	}
}

// versioned returns the type of parts of a type that have a version. A list, which has no members, has none.
func versioned(part reflect.Type) reflect.Type {
	if part.Kind() != reflect.Struct {
		return part
	}
	return reflect.StructOf([]reflect.StructField{
		{Name: "Part", Type: part, Tag: `yaml:",inline"`},
		{Name: "Exported", Type: reflect.TypeFor[string](), Tag: `yaml:"` + exportedName + `"`},
	})
}

// unversioned returns the part in a value of a type that versioned returned, and records its version.
func (l *loader) unversioned(kind bank.Kind, v reflect.Value) reflect.Value {
	if v.Kind() != reflect.Struct {
		return v
	}
	id := string(kind)
	if name := v.Field(0).FieldByName("ID"); name.IsValid() {
		id = name.String()
	}
	l.version(kind, id, v.Field(1).String())
	return v.Field(0)
}

// record records the lines of a node and of everything in it.
func (l *loader) record(file, pointer string, n *yaml.Node) {
	l.recordLine(file, pointer, n.Line)
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			key := pointer + "/" + n.Content[i].Value
			l.recordLine(file, key, n.Content[i].Line)
			l.record(file, key, n.Content[i+1])
		}
	case yaml.SequenceNode:
		for i, entry := range n.Content {
			l.record(file, fmt.Sprintf("%s/%d", pointer, i), entry)
		}
	case yaml.ScalarNode:
		l.commented[pointer] = n.Style == 0 && n.LineComment != ""
	case yaml.DocumentNode, yaml.AliasNode:
	}
}

// recordLine records the line of a pointer, unless it already has one.
func (l *loader) recordLine(file, pointer string, line int) {
	if _, taken := l.lines[pointer]; !taken {
		l.lines[pointer] = fmt.Sprintf("%s:%d", file, line)
	}
}

// recordPart records the lines of a part or term, which has an ID. For a duplicate ID, the line of "id" is that of the
// duplicate, because the mistake is there.
func (l *loader) recordPart(file, folder string, n *yaml.Node) {
	pointer := folder + "/" + bank.PointerStep(idOf(n))
	_, taken := l.lines[pointer]
	l.record(file, pointer, n)
	if taken {
		l.lines[pointer+"/id"] = fmt.Sprintf("%s:%d", file, n.Line)
	}
}

// idOf returns the ID of a part, "" if it has none.
func idOf(n *yaml.Node) string {
	for i := 0; i+1 < len(n.Content) && n.Kind == yaml.MappingNode; i += 2 {
		if n.Content[i].Value == "id" {
			return n.Content[i+1].Value
		}
	}
	return ""
}

// locate returns an error with file and line added to the pointers of its faults: those of the value, or of the nearest value
// around it.
func (l *loader) locate(err error) error {
	e, ok := errors.AsType[*bank.Error](err)
	if !ok {
		return err
	}
	located := &bank.Error{Code: e.Code, Message: e.Message, Faults: slices.Clone(e.Faults)}
	for i, f := range located.Faults {
		l.recordRest(f.Pointer)
		if place := l.place(f.Pointer); place != "" {
			located.Faults[i].Pointer = place + " " + f.Pointer
		}
		if l.commented[f.Pointer] && isUnfinished(f) {
			located.Faults[i].Detail += ` In YAML, " #" starts a comment. Put the text into single quotes.`
		}
	}
	return located
}

// isUnfinished reports whether a fault of the text of a rule is that a bracket is not closed, or that the text ends too early.
func isUnfinished(f bank.Fault) bool {
	return f.Code == bank.FaultMalformed && f.Line > 0 && strings.Contains("([{", f.On)
}

// place returns the file and line of the value at a pointer, or of the nearest value around it; "" if there is none.
func (l *loader) place(pointer string) string {
	for at := pointer; at != ""; at = at[:strings.LastIndex(at, "/")] {
		if place, found := l.lines[at]; found {
			return place
		}
		if !strings.Contains(at, "/") {
			break
		}
	}
	return ""
}

// fileReason returns the reason of a file error without the path, which the caller adds.
func fileReason(err error) string {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err.Error()
	}
	return err.Error()
}
