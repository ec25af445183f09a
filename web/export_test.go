package web

import (
	"bytes"

	"twoway/bank"
	"twoway/release/serve"
)

// RenderSet is the page of a set, for tests that make a set up.
func RenderSet(from *serve.Compiled, set bank.Set) (string, error) {
	view := newSetView(from, entryOf(&from.Content.Vocabulary, set.Profile), set)
	var b bytes.Buffer
	err := parseTemplates(loadAssets())["set"].ExecuteTemplate(&b, "layout", view)
	return b.String(), err
}

// Title is the title line of a set for a role as it was typed.
func Title(v *bank.Vocabulary, role string, set bank.Set) string {
	return headline(set) + ", " + forWhom(v.Names(), entry{Role: role}, set.Profile)
}
