package markdown_test

import (
	"testing"

	"twoway/internal/markdown"
)

func TestEscape(t *testing.T) {
	for text, want := range map[string]string{
		"plain, with é": "plain, with é", "*a* _b_ `c`": "\\*a\\* \\_b\\_ \\`c\\`", "<x>&amp;": `\<x\>\&amp;`, "# [a](b) | ~": `\# \[a\](b) \| \~`, `\`: `\\`,
	} {
		if got := markdown.Escape(text); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}
