// Package seed is the bank that comes with the program, as YAML. Package exchange says what the form is, and reads it.
// The bank is under CC BY 4.0; see the file LICENSE beside it.
package seed

import (
	"embed"
	"io/fs"
)

//go:embed LICENSE weights.yaml vocabulary questions rules
var files embed.FS

// Shipped is the folder of the bank that comes with the program.
func Shipped() fs.FS { return files }
