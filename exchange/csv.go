package exchange

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"twoway/bank"
)

// A cell of a text that starts with one of these is a formula to some spreadsheet, or looks as if it were defused; it is
// written with an apostrophe before it (CWE-1236).
const formulas = "=+-@\t\r＝＋－＠'"

// defused is a text that no spreadsheet executes.
func defused(cell string) string {
	if first, _ := utf8.DecodeRuneInString(cell); cell != "" && strings.ContainsRune(formulas, first) {
		return "'" + cell
	}
	return cell
}

// undefused undoes defused. An apostrophe that somebody typed before something harmless stays.
func undefused(cell string) string {
	if rest, found := strings.CutPrefix(cell, "'"); found && defused(rest) != rest {
		return rest
	}
	return cell
}

// column is one of a file: a member of a thing, or of an object in it. Path are the names on the way to it.
type column struct {
	path  []string
	typed reflect.Type
}

func (c column) name() string { return strings.Join(c.path, ".") }

// csvName returns the name of the file that lists the parts of a kind.
func csvName(kind bank.Kind) string { return kind.File() + ".csv" }

// columnsOf are the columns of a type, in the order of its members.
func columnsOf(t reflect.Type, within ...string) []column {
	var columns []column
	for f := range t.Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		path := append(slices.Clone(within), name)
		inner := f.Type
		if inner.Kind() == reflect.Pointer {
			inner = inner.Elem()
		}
		switch {
		case f.Anonymous:
			columns = append(columns, columnsOf(f.Type, within...)...)
		case inner.Kind() == reflect.Struct:
			columns = append(columns, columnsOf(inner, path...)...)
		default:
			columns = append(columns, column{path, f.Type})
		}
	}
	return columns
}

// csvFiles has a file for each kind, with a row for each part. Versions are left to the releases.
func csvFiles(c bank.Content) ([]file, error) {
	parts, err := c.Parts()
	if err != nil {
		return nil, err
	}
	var files []file
	for _, kind := range bank.Kinds() {
		name := csvName(kind)
		columns := slices.DeleteFunc(columnsOf(kind.BodyType()), func(c column) bool { return c.name() == "version" })
		rows := [][]string{nil}
		for _, c := range columns {
			rows[0] = append(rows[0], c.name())
		}
		for _, p := range parts {
			if p.Kind == kind {
				row, err := rowOf(p, columns)
				if err != nil {
					return nil, err
				}
				rows = append(rows, row)
			}
		}
		var b bytes.Buffer
		b.WriteString("\ufeff") // without it Excel takes UTF-8 for something else
		w := csv.NewWriter(&b)
		w.UseCRLF = true
		if err := w.WriteAll(rows); err != nil {
			return nil, fmt.Errorf("exchange: write %s: %w", name, err)
		}
		files = append(files, file{name, b.Bytes()})
	}
	return files, nil
}

func rowOf(p bank.Part, columns []column) ([]string, error) {
	var body map[string]any
	dec := json.NewDecoder(bytes.NewReader(p.Body))
	dec.UseNumber()
	if err := dec.Decode(&body); err != nil {
		return nil, fmt.Errorf("exchange: write %s: %w", p.ID, err)
	}
	var row []string
	for _, c := range columns {
		row = append(row, c.cell(valueAt(body, c.path)))
	}
	return row, nil
}

func valueAt(body map[string]any, path []string) any {
	inner, isObject := body[path[0]].(map[string]any)
	if len(path) > 1 && isObject {
		return valueAt(inner, path[1:])
	}
	if len(path) > 1 {
		return nil
	}
	return body[path[0]]
}

// cell is a value as it stands in a cell; what is empty stands there as nothing.
func (c column) cell(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case string:
		if strings.ContainsRune(v, '\r') || strings.HasPrefix(v, `"`) { // which a reader of CSV would not keep, or takes for JSON
			return asJSON(v)
		}
		return defused(v)
	case bool:
		return strconv.FormatBool(v)
	case json.Number:
		return v.String()
	case []any:
		return c.listCell(v)
	}
	return asJSON(value)
}

// listCell has a line for each text of a list, if it is one of texts that can be told apart so.
func (c column) listCell(list []any) string {
	if len(list) == 0 {
		return ""
	}
	var lines []string
	for i, one := range list {
		text, isText := one.(string)
		if !isText || text == "" || strings.ContainsAny(text, "\r\n") || i == 0 && strings.HasPrefix(text, "[") {
			return asJSON(list)
		}
		lines = append(lines, text)
	}
	return defused(strings.Join(lines, "\n"))
}

func asJSON(value any) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(value) // of texts, numbers and lists
	return strings.TrimSuffix(b.String(), "\n")
}

// parse reads a cell that is not empty, as JSON. The error says what belongs there.
func (c column) parse(cell string) (json.RawMessage, error) {
	switch kind := c.typed.Kind(); {
	case kind == reflect.String:
		var text string
		if strings.HasPrefix(cell, `"`) && json.Unmarshal([]byte(cell), &text) == nil {
			return json.RawMessage(cell), nil
		}
		return json.RawMessage(asJSON(undefused(cell))), nil
	case kind == reflect.Int:
		n, err := strconv.Atoi(strings.TrimSpace(undefused(cell)))
		if err != nil {
			return nil, errors.New("a whole number belongs here")
		}
		return json.RawMessage(strconv.Itoa(n)), nil
	case kind == reflect.Bool:
		switch strings.ToLower(strings.TrimSpace(cell)) {
		case "true", "1", "yes":
			return json.RawMessage("true"), nil
		case "false", "0", "no":
			return json.RawMessage("false"), nil
		}
		return nil, errors.New("true or false belongs here")
	case c.typed == reflect.TypeFor[[]string]() && !strings.HasPrefix(cell, "["):
		return json.RawMessage(asJSON(strings.Split(undefused(cell), "\n"))), nil
	}
	into := reflect.New(c.typed).Interface()
	dec := json.NewDecoder(strings.NewReader(cell))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil || dec.More() {
		return nil, errors.New("a JSON list belongs here, as the program writes it")
	}
	return json.RawMessage(cell), nil
}

func importCSV(dir fs.FS) (bank.Content, error) {
	l := newLoader(dir)
	var parts []bank.Part
	for _, kind := range bank.Kinds() {
		name := csvName(kind)
		if !l.holds(name) {
			if kind != bank.KindNearDuplicates {
				l.fault(name, 0, "The file is missing.")
			}
			continue
		}
		parts = append(parts, l.csvFile(name, kind, columnsOf(kind.BodyType()))...)
	}
	return l.joined(parts)
}

// csvFile reads the parts of a file.
func (l *loader) csvFile(name string, kind bank.Kind, known []column) []bank.Part {
	text, err := fs.ReadFile(l.dir, name)
	if err != nil {
		l.fault(name, 0, "The file cannot be read: "+plain(err)+".")
		return nil
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	if !utf8.Valid(text) {
		l.fault(name, 0, "The file is not valid UTF-8. Save it as CSV UTF-8.")
		return nil
	}
	r := csv.NewReader(bytes.NewReader(text))
	r.FieldsPerRecord = -1
	if header, _, _ := bytes.Cut(text, []byte("\n")); bytes.Count(header, []byte(";")) > bytes.Count(header, []byte(",")) {
		r.Comma = ';'
	}
	var columns []*column
	var parts []bank.Part
	for first := true; ; first = false {
		row, err := r.Read()
		if row == nil && err != nil {
			if wrong, ok := errors.AsType[*csv.ParseError](err); ok {
				l.fault(name, wrong.Line, "This is not CSV: "+wrong.Err.Error()+".")
			}
			return parts
		}
		line, _ := r.FieldPos(0)
		switch {
		case first:
			columns = l.header(name, row, known)
		case strings.Join(row, "") == "": // as spreadsheets leave them at the end
		default:
			if body := l.row(name, line, row, columns); body != nil {
				parts = append(parts, l.part(name, line, kind, body)...)
			}
		}
	}
}

// header are the columns of a file, nil for those without a name.
func (l *loader) header(name string, row []string, known []column) []*column {
	columns := make([]*column, len(row))
	for i, title := range row {
		title = strings.TrimSpace(title)
		at := slices.IndexFunc(known, func(c column) bool { return c.name() == title })
		switch {
		case title == "":
		case at < 0:
			l.fault(name, 1, fmt.Sprintf("There is no column %q.", title))
		case slices.Contains(columns[:i], &known[at]):
			l.fault(name, 1, fmt.Sprintf("The column %q stands twice.", title))
		default:
			columns[i] = &known[at]
		}
	}
	return columns
}

// row is a row as the JSON of a part, nil if it has a fault.
func (l *loader) row(name string, line int, row []string, columns []*column) []byte {
	body := map[string]any{}
	before := len(l.faults)
	for i, cell := range row {
		if cell == "" || i >= len(columns) || columns[i] == nil {
			continue
		}
		value, err := columns[i].parse(cell)
		if err != nil {
			l.fault(name, line, fmt.Sprintf("Column %q: %s.", columns[i].name(), err))
			continue
		}
		put(body, columns[i].path, value)
	}
	text, err := json.Marshal(body)
	if err != nil || len(l.faults) > before {
		return nil
	}
	return text
}

func put(body map[string]any, path []string, value any) {
	if len(path) == 1 {
		body[path[0]] = value
		return
	}
	inner, found := body[path[0]].(map[string]any)
	if !found {
		inner = map[string]any{}
		body[path[0]] = inner
	}
	put(inner, path[1:], value)
}
