// Package spreadsheet writes texts into cells so that no spreadsheet takes them for formulas.
package spreadsheet

import (
	"bytes"
	"encoding/csv"
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

// CSV returns rows as a table that spreadsheets open as it is: in UTF-8, which they recognise, and without a formula.
func CSV(rows [][]string) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("\ufeff") // without it, Excel does not recognise UTF-8
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	for _, row := range rows {
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = Escape(cell)
		}
		if err := w.Write(cells); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// Unescape reverses Escape. It keeps an apostrophe before any other text, which somebody has typed.
func Unescape(cell string) string {
	if rest, found := strings.CutPrefix(cell, "'"); found && Escape(rest) != rest {
		return rest
	}
	return cell
}
