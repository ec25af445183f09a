package app

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"unicode/utf8"
)

// labelled is a file of texts, each with what it should be understood as: tab-separated values, the first line of which names
// the columns.
type labelled struct {
	name   string
	header []string
	rows   []labelledRow
}

type labelledRow struct {
	line  int
	cells []string
}

// readLabelled reads a file; - is standard input.
func readLabelled(name string, in io.Reader) (*labelled, error) {
	if name == "-" {
		return parseLabelled("stdin", in)
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // it was only read
	return parseLabelled(name, f)
}

// parseLabelled skips empty lines. Its errors name the line.
func parseLabelled(name string, in io.Reader) (*labelled, error) {
	l := &labelled{name: name}
	scanner := bufio.NewScanner(in)
	scanner.Buffer(nil, maxLineLength)
	number := 0
	for scanner.Scan() {
		number++
		if err := l.add(number, scanner.Text()); err != nil {
			return nil, err
		}
	}
	if errors.Is(scanner.Err(), bufio.ErrTooLong) {
		return nil, l.fault(number+1, fmt.Sprintf("this line is longer than %d bytes", maxLineLength))
	}
	if scanner.Err() == nil && l.header == nil {
		return nil, l.fault(1, "the file is empty; its first line must name the columns")
	}
	return l, scanner.Err()
}

// add adds a line: the header, if there is none yet, or a row.
func (l *labelled) add(number int, line string) error {
	if l.header == nil {
		line = strings.TrimPrefix(line, "\ufeff")
	}
	if !utf8.ValidString(line) {
		return l.fault(number, "this is not valid UTF-8")
	}
	if strings.TrimSpace(line) == "" {
		return nil
	}
	cells := strings.Split(line, "\t")
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	if l.header == nil {
		l.header = cells
		return nil
	}
	if len(cells) > len(l.header) {
		return l.fault(number, fmt.Sprintf("this line has %d columns; the header has %d", len(cells), len(l.header)))
	}
	l.rows = append(l.rows, labelledRow{line: number, cells: append(cells, make([]string, len(l.header)-len(cells))...)})
	return nil
}

func (l *labelled) fault(line int, text string) error {
	return fmt.Errorf("%s:%d: %s", l.name, line, text)
}

// column returns the index of the first of these columns that the header has, -1 if it has none.
func (l *labelled) column(names ...string) int {
	for _, name := range names {
		if i := slices.IndexFunc(l.header, func(h string) bool { return strings.EqualFold(h, name) }); i >= 0 {
			return i
		}
	}
	return -1
}

// required returns the index of the first of these columns that the header has.
func (l *labelled) required(names ...string) (int, error) {
	if i := l.column(names...); i >= 0 {
		return i, nil
	}
	return -1, l.fault(1, fmt.Sprintf("the header must name a column %s; it has: %s", strings.Join(names, " or "), strings.Join(l.header, ", ")))
}

// expectation is what a text may rightly be understood as.
type expectation struct {
	label  string   // as the file has it
	ids    []string // that the vocabulary has
	orNone bool     // not understanding it is right too
	others int      // labels that the vocabulary does not have
}

// expect reads a label such as "nursing|care_work|-". The function ids returns what one of its parts stands for.
func expect(label string, ids func(string) []string) expectation {
	e := expectation{label: label}
	for part := range strings.SplitSeq(label, "|") {
		part = strings.TrimSpace(part)
		if part == "-" || strings.EqualFold(part, "none") {
			e.orNone = true
			continue
		}
		found := ids(part)
		if len(found) == 0 {
			e.others++
		}
		e.ids = append(e.ids, found...)
	}
	return e
}

// String returns the label and, if it is a code, what it stands for.
func (e expectation) String() string {
	ids := strings.Join(e.ids, "|")
	if len(e.ids) == 0 || e.others > 0 || strings.Contains(e.label, e.ids[0]) {
		return e.label
	}
	return e.label + " " + ids
}

// scored reports whether an answer can be compared with it.
func (e expectation) scored() bool { return len(e.ids) > 0 || e.orNone && e.others == 0 }
