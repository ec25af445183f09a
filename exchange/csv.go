package exchange

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"twoway/bank"
	"twoway/internal/spreadsheet"
)

// column is a column of a file: a member of a part, or of an object in a part.
type column struct {
	path   []string // the names of the members that lead to it
	goType reflect.Type
}

func (c column) name() string { return strings.Join(c.path, ".") }

// csvName returns the name of the file with the parts of a kind.
func csvName(kind bank.Kind) string { return kind.File() + ".csv" }

// columnsOf returns the columns of a type, in the order of its members.
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

// csvFiles returns one file per kind, with one row per part. It leaves out versions, which releases count.
func csvFiles(c bank.Content, v *versions) ([]file, error) {
	parts, err := c.Parts()
	if err != nil {
		return nil, err
	}
	var files []file
	for _, kind := range bank.Kinds() {
		name := csvName(kind)
		columns := slices.DeleteFunc(columnsOf(kind.BodyType()), func(c column) bool { return c.name() == "version" })
		rows, err := rowsOf(parts, kind, columns)
		if err != nil {
			return nil, err
		}
		v.addColumn(kind, parts, rows)
		var b bytes.Buffer
		b.WriteString("\ufeff") // without it, Excel does not recognise UTF-8
		w := csv.NewWriter(&b)
		w.UseCRLF = true
		if err := w.WriteAll(rows); err != nil {
			return nil, fmt.Errorf("cannot write %s: %w", name, err)
		}
		files = append(files, file{name, b.Bytes()})
	}
	return v.withManifest(files)
}

// rowsOf returns the rows of the parts of a kind, after one with the names of the columns.
func rowsOf(parts []bank.Part, kind bank.Kind, columns []column) ([][]string, error) {
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
	return rows, nil
}

// addColumn adds the versions of the parts of a kind to their rows, under a title with the mark of the file.
func (v *versions) addColumn(kind bank.Kind, parts []bank.Part, rows [][]string) {
	if v == nil {
		return
	}
	var ids []string
	for _, p := range parts {
		if p.Kind == kind {
			ids = append(ids, p.ID)
			rows[len(ids)] = append(rows[len(ids)], v.of[bank.PartID{Kind: kind, ID: p.ID}])
		}
	}
	rows[0] = append(rows[0], exportedName+" "+v.mark(kind, ids))
}

func rowOf(p bank.Part, columns []column) ([]string, error) {
	var body map[string]any
	dec := json.NewDecoder(bytes.NewReader(p.Body))
	dec.UseNumber()
	if err := dec.Decode(&body); err != nil {
		return nil, fmt.Errorf("cannot write %s: %w", p.ID, err)
	}
	var row []string
	for _, c := range columns {
		row = append(row, c.cell(valueAt(body, c.path)))
	}
	return row, nil
}

// valueAt returns the value at a path in an object, nil if there is none.
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

// cell returns the text of a cell with a value; "" if there is no value.
func (c column) cell(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case string:
		if strings.ContainsRune(v, '\r') || strings.HasPrefix(v, `"`) { // a CSV reader would drop \r; parse takes " for JSON
			return asJSON(v)
		}
		return spreadsheet.Escape(v)
	case bool:
		return strconv.FormatBool(v)
	case json.Number:
		return v.String()
	case []any:
		return c.listCell(v)
	}
	return asJSON(value)
}

// listCell returns one line per text of a list, or the list as JSON if its entries cannot be written as lines.
func (c column) listCell(list []any) string {
	if len(list) == 0 {
		return ""
	}
	var lines []string
	for i, entry := range list {
		text, isText := entry.(string)
		if !isText || text == "" || strings.ContainsAny(text, "\r\n") || i == 0 && strings.HasPrefix(text, "[") {
			return asJSON(list)
		}
		lines = append(lines, text)
	}
	return spreadsheet.Escape(strings.Join(lines, "\n"))
}

func asJSON(value any) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(value) // cannot fail: values come from JSON
	return strings.TrimSuffix(b.String(), "\n")
}

// parse returns the value of a cell that is not empty, as JSON. The error says what is expected.
func (c column) parse(cell string) (json.RawMessage, error) {
	switch kind := c.goType.Kind(); {
	case kind == reflect.String:
		var text string
		if strings.HasPrefix(cell, `"`) && json.Unmarshal([]byte(cell), &text) == nil {
			return json.RawMessage(cell), nil
		}
		return json.RawMessage(asJSON(spreadsheet.Unescape(cell))), nil
	case kind == reflect.Int:
		n, err := strconv.Atoi(strings.TrimSpace(spreadsheet.Unescape(cell)))
		if err != nil {
			return nil, errors.New("this must be a whole number")
		}
		return json.RawMessage(strconv.Itoa(n)), nil
	case kind == reflect.Bool:
		switch strings.ToLower(strings.TrimSpace(cell)) {
		case "true", "1", "yes":
			return json.RawMessage("true"), nil
		case "false", "0", "no":
			return json.RawMessage("false"), nil
		}
		return nil, errors.New("this must be true or false")
	case c.goType == reflect.TypeFor[[]string]() && !strings.HasPrefix(cell, "["):
		return json.RawMessage(asJSON(strings.Split(spreadsheet.Unescape(cell), "\n"))), nil
	}
	into := reflect.New(c.goType).Interface()
	dec := json.NewDecoder(strings.NewReader(cell))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil || dec.More() {
		return nil, errors.New("this must be a list in square brackets, with each item in quotation marks, as in an exported file")
	}
	return json.RawMessage(cell), nil
}

func (l *loader) importCSV() (bank.Content, error) {
	var parts []bank.Part
	for _, kind := range bank.Kinds() {
		name := csvName(kind)
		if !l.exists(name) {
			if kind != bank.KindNearDuplicates {
				l.fault(name, 0, "The file is missing.")
			}
			continue
		}
		parts = append(parts, l.csvFile(name, kind, columnsOf(kind.BodyType()))...)
	}
	return l.join(parts)
}

// csvFile reads the parts of a file.
func (l *loader) csvFile(name string, kind bank.Kind, known []column) []bank.Part {
	text, err := l.read(name)
	if err != nil {
		l.fault(name, 0, "The file cannot be read: "+fileReason(err)+".")
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
				l.fault(name, wrong.Line, "This is not valid CSV: "+wrong.Err.Error()+".")
			}
			return parts
		}
		line, _ := r.FieldPos(0)
		switch {
		case first:
			columns = l.header(name, kind, row, known)
		case strings.Join(row, "") == "": // spreadsheets often add empty rows at the end
		default:
			parts = append(parts, l.rowPart(name, line, kind, row, columns)...)
		}
	}
}

//nolint:gochecknoglobals // stands for the column with the versions
var versionColumn = &column{path: []string{exportedName}}

// cellOf returns the cell of a row in a column, "" if there is none.
func cellOf(row []string, columns []*column, in *column) string {
	if i := slices.Index(columns, in); i >= 0 && i < len(row) {
		return row[i]
	}
	return ""
}

// header returns the columns of a file; nil for those that have no name, or a fault.
func (l *loader) header(name string, kind bank.Kind, row []string, known []column) []*column {
	columns := make([]*column, len(row))
	for i, title := range row {
		title = strings.TrimSpace(title)
		k := slices.IndexFunc(known, func(c column) bool { return c.name() == title })
		switch {
		case title == "":
		case strings.HasPrefix(title, exportedName):
			columns[i] = versionColumn
			if _, mark, found := strings.Cut(title, " "); found {
				l.versions.marks[kind] = append(l.versions.marks[kind], mark)
			}
		case k < 0:
			l.unknownKey(name, 1, kind, title, fmt.Sprintf("Unknown column %q.", title))
		case slices.Contains(columns[:i], &known[k]):
			l.fault(name, 1, fmt.Sprintf("The column %q appears twice.", title))
		default:
			columns[i] = &known[k]
		}
	}
	return columns
}

// rowPart returns the part in a row, none if it has a fault, and records its version.
func (l *loader) rowPart(name string, line int, kind bank.Kind, row []string, columns []*column) []bank.Part {
	body := l.row(name, line, row, columns)
	if body == nil {
		return nil
	}
	parts := l.part(name, line, kind, body)
	for _, p := range parts {
		l.version(kind, p.ID, cellOf(row, columns, versionColumn))
	}
	return parts
}

// row returns a row as the JSON of a part, nil if it has a fault.
func (l *loader) row(name string, line int, row []string, columns []*column) []byte {
	body := map[string]any{}
	before := len(l.faults)
	for i, cell := range row {
		if cell == "" || i >= len(columns) || columns[i] == nil || columns[i] == versionColumn {
			continue
		}
		value, err := columns[i].parse(cell)
		if err != nil {
			l.fault(name, line, fmt.Sprintf("Column %q: %s.", columns[i].name(), err))
			continue
		}
		setValue(body, columns[i].path, value)
	}
	text, err := json.Marshal(body)
	if err != nil || len(l.faults) > before {
		return nil
	}
	return text
}

// setValue sets the value at a path in an object, creating the objects on the way.
func setValue(body map[string]any, path []string, value any) {
	if len(path) == 1 {
		body[path[0]] = value
		return
	}
	inner, found := body[path[0]].(map[string]any)
	if !found {
		inner = map[string]any{}
		body[path[0]] = inner
	}
	setValue(inner, path[1:], value)
}
