// Package seed embeds the shipped bank, as YAML files. Package exchange documents the format and reads it. The bank is
// licensed under CC BY 4.0; see the file LICENSE in this folder.
package seed

import (
	"embed"
	"io/fs"
)

//go:embed LICENSE origin.yaml weights.yaml near_duplicates.yaml vocabulary questions rules
var files embed.FS

// Shipped returns the folder of the shipped bank.
func Shipped() fs.FS { return files }
