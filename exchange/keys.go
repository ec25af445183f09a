package exchange

import (
	"reflect"
	"slices"
	"strings"

	"twoway/bank"
	"twoway/resolve"
)

// unknownKey records the fault of a key that parts of a kind do not have, with the nearest that they have. Detail says what it is.
func (l *loader) unknownKey(file string, line int, kind bank.Kind, name, detail string) {
	l.fault(file, line, detail)
	f := &l.faults[len(l.faults)-1]
	f.On = name
	if known := keysOf(kind); len(known) > 0 {
		f.Nearest = slices.DeleteFunc(resolve.Nearest(name, known, 3), func(other string) bool { return !resolve.Close(name, other) })
	}
}

// keysOf returns the names of the members of a part, and of what is in them, in alphabetical order; nil for an unknown kind.
func keysOf(kind bank.Kind) []string {
	if !slices.Contains(bank.Kinds(), kind) {
		return nil
	}
	names := map[string]bool{}
	addKeys(kind.BodyType(), names)
	list := make([]string, 0, len(names))
	for name := range names {
		list = append(list, name)
	}
	slices.Sort(list)
	return list
}

func addKeys(t reflect.Type, names map[string]bool) {
	switch t.Kind() { //nolint:exhaustive // other kinds have no members
	case reflect.Pointer, reflect.Slice:
		addKeys(t.Elem(), names)
	case reflect.Struct:
		for f := range t.Fields() {
			if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" {
				names[name] = true
			}
			addKeys(f.Type, names)
		}
	}
}
