// Package markdown writes texts into Markdown so that nothing in them is formatting.
package markdown

import "strings"

//nolint:gochecknoglobals // a constant table
var escaper = strings.NewReplacer(
	`\`, `\\`, "*", `\*`, "_", `\_`, "`", "\\`", "[", `\[`, "]", `\]`, "<", `\<`, ">", `\>`, "#", `\#`, "|", `\|`, "~", `\~`, "&", `\&`,
)

// Escape puts a backslash before each character that may be formatting.
func Escape(text string) string { return escaper.Replace(text) }
