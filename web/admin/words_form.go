package admin

import (
	"bytes"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"twoway/bank"
	"twoway/resolve"
)

// maxTerm is the maximum size of a submitted term in bytes: a large trade has thousands of job titles.
const maxTerm = 512 << 10

// wordForm turns the body of a term into a form, and what was sent back into a body.
type wordForm struct {
	v      *visit
	kind   bank.Kind
	offers *offers
	check  string       // the path that checks what is sent
	faults []bank.Fault // of the body
}

// decodeBody returns the members of a body.
func decodeBody(raw []byte) (map[string]any, error) {
	body := map[string]any{}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	err := decoder.Decode(&body)
	return body, err
}

// read returns the body that a form says.
func (f *wordForm) read(fields []wordField, prefix string, sent url.Values) map[string]any {
	body := map[string]any{}
	for _, field := range fields {
		setMember(body, field.name, f.value(field, prefix+field.name, sent))
	}
	return body
}

// value returns the value of a field with a name in a form.
func (f *wordForm) value(field wordField, name string, sent url.Values) any {
	text := strings.TrimSpace(strings.ReplaceAll(sent.Get(name), "\r\n", "\n"))
	switch field.as {
	case asLines:
		return list(lines(text))
	case asNumber:
		if _, err := strconv.Atoi(text); err == nil {
			return json.Number(text)
		}
		return json.Number("0") // no term may have it
	case asFlag:
		return text != ""
	case asPicks:
		return list(slices.DeleteFunc(slices.Clone(sent[name]), func(one string) bool { return one == "" }))
	case asTicks:
		return list(inOrder(sent[name], strings.Split(sent.Get(name+".order"), ",")))
	case asThing:
		return f.offers.thing(text)
	case asRows:
		return f.readRows(field, name, sent)
	case asLine, asText, asChoice:
	}
	return text
}

// inOrder returns values in an order, those that it lacks last: a browser sends what is ticked in the order of the page, and what nobody has
// changed must stay as it was.
func inOrder(values, order []string) []string {
	place := func(value string) int {
		if i := slices.Index(order, value); i >= 0 {
			return i
		}
		return len(order)
	}
	values = slices.Clone(values)
	slices.SortStableFunc(values, func(a, b string) int { return place(a) - place(b) })
	return values
}

// lines returns the lines of a text, without empty ones.
func lines(text string) []string {
	var all []string
	for line := range strings.SplitSeq(text, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			all = append(all, line)
		}
	}
	return all
}

func list(texts []string) []any {
	all := make([]any, len(texts))
	for i, text := range texts {
		all[i] = text
	}
	return all
}

// readRows returns the rows that a form says: without those to remove, in the order of their places, if they have any.
func (f *wordForm) readRows(field wordField, name string, sent url.Values) []any {
	type placed struct {
		place int
		row   any
	}
	var rows []placed
	for i := 0; sent.Has(name + "." + strconv.Itoa(i) + ".row"); i++ {
		prefix := name + "." + strconv.Itoa(i) + "."
		row := f.read(field.rows, prefix, sent)
		id := sent.Get(prefix + "row")
		if sent.Has(prefix+"remove") || id == "" && isBlank(row) {
			continue
		}
		if key := rowID(name); key != "" {
			if id == "" || id == newRow {
				text, _ := row[field.rows[0].name].(string)
				id = resolve.Slug(text, "_")
			}
			setMember(row, key, id)
		}
		place, err := strconv.Atoi(sent.Get(prefix + "place"))
		if err != nil {
			place = i + 1
		}
		rows = append(rows, placed{place, row})
	}
	slices.SortStableFunc(rows, func(a, b placed) int { return a.place - b.place })
	all := make([]any, len(rows))
	for i, r := range rows {
		all[i] = r.row
	}
	return all
}

// newRow stands for the identity of a row that has none yet.
const newRow = "-"

// isBlank reports whether nothing was written in a row.
func isBlank(row map[string]any) bool {
	for _, value := range row {
		if inner, isObject := value.(map[string]any); isObject && isBlank(inner) {
			continue
		}
		return false
	}
	return true
}

// fieldView is a field as it is shown.
type fieldView struct {
	Name, Label, Hint string
	As                shape
	Value             string
	Lines             int
	On                bool
	Options           []option
	Picks             [][]optionGroup
	Rows              []rowView
	Many              int  // how many rows there are, if they are so many that they are folded; 0 if not
	Open              bool // they are not folded, since one has a fault
	Faults            []faultView
}

// optionGroup is options that belong together. Name is "" for those that belong to no others.
type optionGroup struct {
	Name    string
	Options []option
}

// inGroups returns options in their groups.
func inGroups(options []option) []optionGroup {
	var groups []optionGroup
	for _, o := range options {
		i := slices.IndexFunc(groups, func(g optionGroup) bool { return g.Name == o.Group })
		if i < 0 {
			i, groups = len(groups), append(groups, optionGroup{Name: o.Group})
		}
		groups[i].Options = append(groups[i].Options, o)
	}
	return groups
}

// rowView is a row of a field. ID is "" for the one in which a new row can be written.
type rowView struct {
	Name, ID, Title, Add string
	Place                int // 0 if the order of the rows says nothing
	Fields               []fieldView
	Open                 bool
}

// faultView is a fault of a field. Fix is what was meant instead, "" for nothing.
type faultView struct {
	Text, Fix, Pointer string
	Check              string // the path that puts in what was meant
	Where, Field       string // the names of the field: to read, and in the form; "" where the fault is shown beside it
}

// show returns the fields of a body, and which of them are seldom needed.
func (f *wordForm) show(body map[string]any) (usual, more []fieldView) {
	for _, field := range fieldsOf(f.kind) {
		if view := f.field(field, "", body); field.more {
			more = append(more, view)
		} else {
			usual = append(usual, view)
		}
	}
	return usual, more
}

func (f *wordForm) field(field wordField, prefix string, body map[string]any) fieldView {
	name := prefix + field.name
	view := fieldView{Name: name, As: field.as, Label: f.label(field, prefix), Hint: f.hint(field, prefix), Faults: f.faultsAt(field, name)}
	value := member(body, field.name)
	text, _ := value.(string)
	view.Value = text
	switch field.as {
	case asLines:
		texts := textsOf(value)
		view.Value, view.Lines = strings.Join(texts, "\n"), len(texts)
	case asNumber:
		number, _ := value.(json.Number)
		view.Value = number.String()
	case asFlag:
		view.On, _ = value.(bool)
	case asChoice:
		view.Options = f.offers.choose(f.v.words, field.of, text)
	case asTicks:
		view.Value = strings.Join(textsOf(value), ",")
		view.Options = f.offers.choose(f.v.words, field.of, textsOf(value)...)
	case asPicks:
		for _, one := range append(textsOf(value), "", "") {
			view.Picks = append(view.Picks, inGroups(f.offers.choose(f.v.words, field.of, one)))
		}
	case asThing:
		view.Value = f.offers.label(text)
	case asRows:
		if view.Rows = f.rows(field, name, value); len(view.Rows) > mostUnfolded {
			view.Many = len(view.Rows) - 1
			view.Open = slices.ContainsFunc(view.Rows, func(row rowView) bool { return row.Open })
		}
	case asLine, asText:
	}
	return view
}

// mostUnfolded is how many rows are shown without being asked for.
const mostUnfolded = 10

// textsOf returns the texts of a list.
func textsOf(value any) []string {
	all, _ := value.([]any)
	texts := make([]string, 0, len(all))
	for _, one := range all {
		if text, isText := one.(string); isText {
			texts = append(texts, text)
		}
	}
	return texts
}

// rows returns the rows of a field, and an empty one to write a new one in.
func (f *wordForm) rows(field wordField, name string, value any) []rowView {
	all, _ := value.([]any)
	var rows []rowView
	for i, one := range append(slices.Clone(all), map[string]any{}) {
		body, _ := one.(map[string]any)
		row := rowView{Name: name + "." + strconv.Itoa(i)}
		if i == len(all) {
			row.Add = f.v.words.T("admin.words.add." + name)
		} else {
			row.ID = newRow
			if id, _ := body[rowID(name)].(string); id != "" {
				row.ID = id
			}
			row.Title = f.rowTitle(name, body)
			row.Open = len(bank.FaultsWithin(f.faults, "/"+strings.ReplaceAll(row.Name, ".", "/"))) > 0
		}
		if name == "matters" {
			row.Place = i + 1
		}
		for _, inner := range field.rows {
			row.Fields = append(row.Fields, f.field(inner, row.Name+".", body))
		}
		rows = append(rows, row)
	}
	return rows
}

// rowTitle says what a row is.
func (f *wordForm) rowTitle(name string, body map[string]any) string {
	about, _ := body["about"].(string)
	title, _ := body["name"].(string)
	switch name {
	case "matters":
		return joinTexts(" · ", f.offers.label(about), f.inOccupations(body))
	case "skills":
		return joinTexts(" · ", title, f.inOccupations(body), f.atLevels(body))
	case "sayings":
		return f.offers.label(about)
	case "slots":
		label, _ := body["label"].(string)
		return label
	}
	return title
}

// inOccupations says in which occupations a row counts; "" for all.
func (f *wordForm) inOccupations(row map[string]any) string {
	const most = 2 // names in a title
	names := f.offers.names(f.v.words, ofOccupations, textsOf(row["occupations"]))
	if len(names) > most {
		return f.v.words.T("admin.words.occupations", "Count", len(names))
	}
	return strings.Join(names, ", ")
}

// atLevels says at which levels a row counts; "" for all.
func (f *wordForm) atLevels(row map[string]any) string {
	level := func(end string) string {
		id, _ := member(row, "seniority."+end).(string)
		return strings.Join(f.offers.names(f.v.words, ofSeniorities, textsOf([]any{id})), "")
	}
	switch from, to := level("from"), level("to"); {
	case from == to:
		return from
	case from == "":
		return f.v.words.T("admin.words.level.to", "To", to)
	case to == "":
		return f.v.words.T("admin.words.level.from", "From", from)
	default:
		return f.v.words.T("admin.words.level.range", "From", from, "To", to)
	}
}

// text returns a text about a field: one for its kind, or for where it is, or for its name; "" for none.
func (f *wordForm) text(what string, field wordField, prefix string) string {
	outer, _, nested := strings.Cut(prefix, ".")
	name := field.name
	if nested {
		name = outer + "." + name
	}
	for _, key := range []string{what + string(f.kind) + "." + name, what + name, what + field.name} {
		if f.v.words.Has(key) {
			return f.v.words.T(key)
		}
	}
	return ""
}

func (f *wordForm) label(field wordField, prefix string) string {
	return f.text("admin.words.field.", field, prefix)
}

func (f *wordForm) hint(field wordField, prefix string) string {
	return f.text("admin.words.hint.", field, prefix)
}
