package bank

import "strings"

// PointerStep escapes a name for use as one step of a JSON pointer (RFC 6901).
func PointerStep(name string) string {
	if !strings.ContainsAny(name, "~/") {
		return name
	}
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
}

// PointerSteps returns the steps of a JSON pointer, unescaped; none for "".
func PointerSteps(pointer string) []string {
	if pointer == "" {
		return nil
	}
	steps := strings.Split(strings.TrimPrefix(pointer, "/"), "/")
	for i, s := range steps {
		steps[i] = strings.NewReplacer("~1", "/", "~0", "~").Replace(s)
	}
	return steps
}
