// Package spreadsheet writes texts into cells so that no spreadsheet takes them for formulas.
package spreadsheet

import (
	"strings"
	"unicode/utf8"
)

// formulaStarts are the characters with which a formula starts in some spreadsheet (CWE-1236), and the apostrophe, which
// escapes them.
const formulaStarts = "=+-@\t\r＝＋－＠'"

// Escape puts an apostrophe before a text that a spreadsheet might execute as a formula.
func Escape(cell string) string {
	if first, _ := utf8.DecodeRuneInString(cell); cell != "" && strings.ContainsRune(formulaStarts, first) {
		return "'" + cell
	}
	return cell
}

// Unescape reverses Escape. It keeps an apostrophe before any other text, which somebody has typed.
func Unescape(cell string) string {
	if rest, found := strings.CutPrefix(cell, "'"); found && Escape(rest) != rest {
		return rest
	}
	return cell
}
