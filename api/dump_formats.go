package api

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"twoway/api/openapi"
	"twoway/bank"
	"twoway/internal/spreadsheet"
	"twoway/release/serve"
)

// dumpWriter makes the chunks of a dump, each of them alone: the release, the vocabulary and each question; in CSV, the names of the
// columns and each question.
type dumpWriter struct {
	from      *serve.Edition
	questions []*bank.Question
	format    openapi.DumpReleaseParamsFormat
}

func newDumpWriter(from *serve.Edition, format openapi.DumpReleaseParamsFormat) *dumpWriter {
	return &dumpWriter{from, from.Content.ReadyQuestions(), format}
}

// first returns how many chunks come before the questions.
func (w *dumpWriter) first() int {
	if w.format == openapi.DumpReleaseParamsFormatCsv {
		return 1
	}
	return 2
}

func (w *dumpWriter) count() int { return w.first() + len(w.questions) }

// chunk returns the chunk with a number, from 0.
func (w *dumpWriter) chunk(i int) ([]byte, error) {
	if w.format == openapi.DumpReleaseParamsFormatCsv {
		return w.row(i)
	}
	line, err := json.Marshal(w.object(i))
	if err != nil || w.format == openapi.DumpReleaseParamsFormatJsonl {
		return append(line, '\n'), err
	}
	return yamlOf(line)
}

// object returns what a chunk says, as an object with one member.
func (w *dumpWriter) object(i int) map[string]any {
	switch i {
	case 0:
		return map[string]any{"release": publishedRelease(&w.from.Summary)}
	case 1:
		return map[string]any{"vocabulary": bankVocabulary(w.from)}
	}
	return map[string]any{"question": bareQuestion(*w.questions[i-w.first()])}
}

// yamlOf returns JSON as a document of YAML. Members keep their order.
func yamlOf(text []byte) ([]byte, error) {
	var n yaml.Node
	if err := yaml.Unmarshal(text, &n); err != nil {
		return nil, err
	}
	inBlocks(&n)
	b := bytes.NewBufferString("---\n")
	enc := yaml.NewEncoder(b)
	enc.SetIndent(2)
	err := enc.Encode(&n)
	return b.Bytes(), err
}

// inBlocks makes the encoder write a node as people do: with a line for each member, and quotation marks where they are needed.
func inBlocks(n *yaml.Node) {
	if n.Kind != yaml.SequenceNode || len(n.Content) > 0 {
		n.Style = 0
	}
	for _, inner := range n.Content {
		inBlocks(inner)
	}
}

// listBreak stands between the items of a list in a cell.
const listBreak = "\n"

// csvColumns are the columns of a question, in the order of the contract.
var csvColumns = []struct { //nolint:gochecknoglobals // a constant table
	name string
	cell func(q *openapi.Question) string
}{
	{"id", func(q *openapi.Question) string { return q.ID }},
	{"version", func(q *openapi.Question) string { return strconv.Itoa(q.Version) }},
	{"locale", func(q *openapi.Question) string { return q.Locale }},
	{"asker", func(q *openapi.Question) string { return string(q.Asker) }},
	{"text", func(q *openapi.Question) string { return q.Text }},
	{"softer", func(q *openapi.Question) string { return q.Softer }},
	{"firmer", func(q *openapi.Question) string { return q.Firmer }},
	{"how_to_ask", func(q *openapi.Question) string { return q.HowToAsk }},
	{"topic", func(q *openapi.Question) string { return q.Topic }},
	{"cares", func(q *openapi.Question) string { return strings.Join(q.Cares, listBreak) }},
	{"aspects", func(q *openapi.Question) string { return strings.Join(q.Aspects, listBreak) }},
	{"about", func(q *openapi.Question) string { return q.About }},
	{"roles", func(q *openapi.Question) string { return strings.Join(q.Roles, listBreak) }},
	{"seniority.from", func(q *openapi.Question) string { return q.Seniority.From }},
	{"seniority.to", func(q *openapi.Question) string { return q.Seniority.To }},
	{"stages", func(q *openapi.Question) string { return strings.Join(q.Stages, listBreak) }},
	{"asked_of", func(q *openapi.Question) string { return strings.Join(q.AskedOf, listBreak) }},
	{"minutes", func(q *openapi.Question) string { return strconv.Itoa(q.Minutes) }},
	{"depth", func(q *openapi.Question) string { return strconv.Itoa(q.Depth) }},
	{"negative", func(q *openapi.Question) string { return strconv.FormatBool(q.Negative) }},
	{"reveals", func(q *openapi.Question) string { return q.Reveals }},
	{"listen_for", func(q *openapi.Question) string { return strings.Join(q.ListenFor, listBreak) }},
	{"watch_for", func(q *openapi.Question) string { return strings.Join(q.WatchFor, listBreak) }},
	{"follow_ups", func(q *openapi.Question) string { return strings.Join(q.FollowUps, listBreak) }},
	{"check_first", func(q *openapi.Question) string { return strings.Join(q.CheckFirst, listBreak) }},
	{"discloses", func(q *openapi.Question) string { return strings.Join(q.Discloses, listBreak) }},
	{"pairs_with", func(q *openapi.Question) string { return strings.Join(q.PairsWith, listBreak) }},
	{"license", func(q *openapi.Question) string { return q.License }},
	{"source", func(q *openapi.Question) string { return q.Source }},
	{"format", func(q *openapi.Question) string { return string(deref(q.Format)) }},
	{"anchors.1", func(q *openapi.Question) string { return deref(q.Anchors).One }},
	{"anchors.3", func(q *openapi.Question) string { return deref(q.Anchors).Three }},
	{"anchors.5", func(q *openapi.Question) string { return deref(q.Anchors).Five }},
	{"skills", func(q *openapi.Question) string { return strings.Join(deref(q.Skills), listBreak) }},
	{"requirement", func(q *openapi.Question) string { return deref(q.Requirement) }},
	{"slots", func(q *openapi.Question) string {
		return strings.Join(mapSlice(deref(q.Slots), func(s openapi.FilledSlot) string { return s.Name + ": " + s.Label }), listBreak)
	}},
}

// row returns a row of CSV: the names of the columns, then one for each question.
func (w *dumpWriter) row(i int) ([]byte, error) {
	var b bytes.Buffer
	out := csv.NewWriter(&b)
	out.UseCRLF = true
	row := make([]string, 0, len(csvColumns))
	if i == 0 {
		b.WriteString("\ufeff") // without it, Excel does not recognise UTF-8
		for _, c := range csvColumns {
			row = append(row, c.name)
		}
	} else {
		q := bareQuestion(*w.questions[i-1])
		for _, c := range csvColumns {
			row = append(row, spreadsheet.Escape(c.cell(&q)))
		}
	}
	_ = out.Write(row) // Error returns it
	out.Flush()
	return b.Bytes(), out.Error()
}
