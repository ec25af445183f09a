package exchange

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
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
	v := &c.Vocabulary
	v.Seniorities = read[bank.Seniority](l, "vocabulary/seniorities.yaml", "/vocabulary/seniority")
	v.Stages = read[bank.Stage](l, "vocabulary/stages.yaml", "/vocabulary/stage")
	v.AskedOf = read[bank.Term](l, "vocabulary/asked_of.yaml", "/vocabulary/asked_of")
	v.Cares = read[bank.Care](l, "vocabulary/cares.yaml", "/vocabulary/care")
	v.Topics = read[bank.Topic](l, "vocabulary/topics.yaml", "/vocabulary/topic")
	v.Discloses = read[bank.Term](l, "vocabulary/discloses.yaml", "/vocabulary/discloses")
	for _, file := range l.below("vocabulary/roles") {
		v.Roles = append(v.Roles, read[bank.Role](l, file, "/vocabulary/role")...)
	}
	slices.SortStableFunc(v.Roles, func(a, b bank.Role) int { return cmp.Compare(a.ID, b.ID) })
	if node := l.decode("weights.yaml", &c.Weights); node != nil {
		l.remember("weights.yaml", "/weights", node)
	}
	for _, file := range l.below("questions") {
		c.Questions = append(c.Questions, read[bank.Question](l, file, "/questions")...)
	}
	for _, file := range l.below("rules") {
		c.Rules = append(c.Rules, read[bank.Rule](l, file, "/rules")...)
	}
	if file := "near_duplicates.yaml"; l.holds(file) {
		if node := l.decode(file, &c.NearDuplicates); node != nil {
			l.remember(file, "/near_duplicates", node)
		}
	}
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

// read decodes a file that holds a list, and remembers where each entry stands.
func read[T any](l *loader, file, pointer string) []T {
	var list []T
	if node := l.decode(file, &list); node != nil {
		l.rememberLine(file, pointer, node.Line)
		for _, entry := range node.Content {
			l.rememberThing(file, pointer, entry)
		}
	}
	return list
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
	pointer := kind + "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(valueOf(n, "id"))
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
