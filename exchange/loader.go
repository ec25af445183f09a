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

// loader reads files, gathers what is wrong with them, and remembers on which line each thing stands.
type loader struct {
	dir    fs.FS
	lines  map[string]string // "file:line" by pointer, as bank.Content.Validate writes pointers
	cut    map[string]bool   // pointers of texts without quotes behind which a remark stands
	faults []bank.Fault
}

func newLoader(dir fs.FS) *loader {
	return &loader{dir: dir, lines: map[string]string{}, cut: map[string]bool{}}
}

func (l *loader) content() bank.Content {
	var c bank.Content
	for _, kind := range bank.Kinds() {
		switch {
		case kind == bank.KindWeights:
			l.single(yamlName(kind), kind, &c.Weights)
		case kind == bank.KindNearDuplicates:
			if l.holds(yamlName(kind)) {
				l.single(yamlName(kind), kind, &c.NearDuplicates)
			}
		case isFolder(kind):
			for _, file := range l.below(yamlFolder(kind)) {
				l.list(file, kind, &c)
			}
		default:
			l.list(yamlName(kind), kind, &c)
		}
	}
	slices.SortStableFunc(c.Vocabulary.Roles, func(a, b bank.Role) int { return cmp.Compare(a.ID, b.ID) })
	for i := range c.Questions {
		c.Questions[i].FillIn()
	}
	for i := range c.Rules {
		c.Rules[i].FillIn()
	}
	return c
}

func (l *loader) holds(file string) bool {
	_, err := fs.Stat(l.dir, file)
	return err == nil
}

// below are the YAML files under a folder, in the order of their names.
func (l *loader) below(folder string) []string {
	var files []string
	err := fs.WalkDir(l.dir, folder, func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && (path.Ext(name) == ".yaml" || path.Ext(name) == ".yml") {
			files = append(files, name)
		}
		return err
	})
	if err != nil {
		l.fault(folder, 0, "The folder cannot be read: "+plain(err)+".")
	}
	return files
}

func (l *loader) fault(file string, line int, detail string) {
	where := file
	if line > 0 {
		where = fmt.Sprintf("%s:%d", file, line)
	}
	l.faults = append(l.faults, bank.Fault{Code: bank.FaultMalformed, Pointer: where, Detail: detail})
}

// single decodes a file that holds one part, and remembers where everything in it stands.
func (l *loader) single(file string, kind bank.Kind, into any) {
	if node := l.decode(file, into); node != nil {
		l.remember(file, "/"+string(kind), node)
	}
}

// list decodes a file that holds a list of parts, adds them to c, and remembers where each of them stands.
func (l *loader) list(file string, kind bank.Kind, c *bank.Content) {
	list := reflect.ValueOf(kind.List(c)).Elem()
	found := reflect.New(list.Type())
	node := l.decode(file, found.Interface())
	if node == nil {
		return
	}
	list.Set(reflect.AppendSlice(list, found.Elem()))
	folder := strings.TrimSuffix(kind.Pointer(""), "/")
	l.rememberLine(file, folder, node.Line)
	for _, entry := range node.Content {
		l.rememberThing(file, folder, entry)
	}
}

// remember notes the line of a node and of everything in it.
func (l *loader) remember(file, pointer string, n *yaml.Node) {
	l.rememberLine(file, pointer, n.Line)
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			key := pointer + "/" + n.Content[i].Value
			l.rememberLine(file, key, n.Content[i].Line)
			l.remember(file, key, n.Content[i+1])
		}
	case yaml.SequenceNode:
		for i, entry := range n.Content {
			l.remember(file, fmt.Sprintf("%s/%d", pointer, i), entry)
			if strings.HasSuffix(pointer, "/aspects") && entry.Kind == yaml.MappingNode {
				l.rememberThing(file, "/vocabulary/aspect", entry)
			}
		}
	case yaml.ScalarNode:
		l.cut[pointer] = n.Style == 0 && n.LineComment != ""
	case yaml.DocumentNode, yaml.AliasNode:
	}
}

func (l *loader) rememberLine(file, pointer string, line int) {
	if _, taken := l.lines[pointer]; !taken {
		l.lines[pointer] = fmt.Sprintf("%s:%d", file, line)
	}
}

// rememberThing notes the lines of something that has an id. If the id is taken, the place of "id" is the later one,
// because that is where the mistake is.
func (l *loader) rememberThing(file, kind string, n *yaml.Node) {
	pointer := kind + "/" + bank.PointerStep(valueOf(n, "id"))
	_, taken := l.lines[pointer]
	l.remember(file, pointer, n)
	if taken {
		l.lines[pointer+"/id"] = fmt.Sprintf("%s:%d", file, n.Line)
	}
}

func valueOf(n *yaml.Node, key string) string {
	for i := 0; i+1 < len(n.Content) && n.Kind == yaml.MappingNode; i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1].Value
		}
	}
	return ""
}

// locate puts file and line before each pointer of an error: those of the thing itself, or of what it stands in.
func (l *loader) locate(err error) error {
	e, ok := errors.AsType[*bank.Error](err)
	if !ok {
		return err
	}
	located := &bank.Error{Code: e.Code, Message: e.Message, Faults: slices.Clone(e.Faults)}
	for i, f := range located.Faults {
		if where := l.place(f.Pointer); where != "" {
			located.Faults[i].Pointer = where + " " + f.Pointer
		}
		if l.cut[f.Pointer] && isUnfinished(f) {
			located.Faults[i].Detail += ` In YAML " #" begins a remark: put the text into single quotes.`
		}
	}
	return located
}

// isUnfinished tells whether a fault of a rule's text is that a bracket, or the text itself, has no end.
func isUnfinished(f bank.Fault) bool {
	return f.Code == bank.FaultMalformed && f.Line > 0 && strings.Contains("([{", f.On)
}

// place is the file and line of what a pointer names, or of the nearest thing that it stands in, "" if there is none.
func (l *loader) place(pointer string) string {
	for at := pointer; at != ""; at = at[:strings.LastIndex(at, "/")] {
		if where, found := l.lines[at]; found {
			return where
		}
		if !strings.Contains(at, "/") {
			break
		}
	}
	return ""
}

// plain is the reason of a file error without the path that the caller names anyway.
func plain(err error) string {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err.Error()
	}
	return err.Error()
}
