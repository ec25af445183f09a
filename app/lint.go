package app

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"twoway/bank"
	"twoway/lint"
)

// Run checks the wording of texts. It returns an error if a text is rejected.
func (l Lint) Run(t Terminal) (err error) {
	out := bufio.NewWriter(t.Out)
	defer func() { err = errors.Join(err, out.Flush()) }()
	run := &lintRun{
		options: lint.Options{Asker: bank.Asker(l.Asker), Jurisdiction: lint.Jurisdiction(l.Jurisdiction)}, out: out,
		jsonl: l.Format == "jsonl",
	}
	files := l.Files
	if len(files) == 0 {
		files = []string{"-"}
	}
	for _, name := range files {
		if err := run.checkFile(name, t.In); err != nil {
			return err
		}
	}
	return run.err()
}

// lintRun is one run of the lint command.
type lintRun struct {
	options           lint.Options
	out               *bufio.Writer
	jsonl             bool
	checked, rejected int
}

func (r *lintRun) checkFile(name string, in io.Reader) error {
	if name == "-" {
		return r.checkLines("stdin", in)
	}
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // it was only read
	return r.checkLines(name, f)
}

const maxLineLength = 1 << 20 // in bytes; far more than a question needs

// checkLines checks one text per line. It skips blank lines.
func (r *lintRun) checkLines(name string, in io.Reader) error {
	scanner := bufio.NewScanner(in)
	scanner.Buffer(nil, maxLineLength)
	number := 0
	for scanner.Scan() {
		number++
		line := bytes.TrimPrefix(scanner.Bytes(), []byte("\ufeff"))
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		text, err := parseLine(line, number)
		if err != nil {
			return fmt.Errorf("%s:%d: %w", name, number, err)
		}
		if err := r.check(name, number, text); err != nil {
			return err
		}
	}
	if errors.Is(scanner.Err(), bufio.ErrTooLong) {
		return fmt.Errorf("%s:%d: this line is longer than %d bytes", name, number+1, maxLineLength)
	}
	return scanner.Err()
}

// lintText is a text to check. Its ID is the number of its line unless the line gives another.
type lintText struct {
	ID   string
	Text string
}

// parseLine parses a line, which is an object {"id", "text"} or a plain text.
func parseLine(line []byte, number int) (lintText, error) {
	if !utf8.Valid(line) {
		return lintText{}, errors.New("this is not valid UTF-8")
	}
	plain := lintText{ID: strconv.Itoa(number), Text: strings.TrimSpace(string(line))}
	if !strings.HasPrefix(plain.Text, "{") {
		return plain, nil
	}
	var object struct {
		ID   json.RawMessage `json:"id"`
		Text *string         `json:"text"`
	}
	if err := json.Unmarshal(line, &object); err != nil || object.Text == nil {
		return lintText{}, errors.New(`this begins with "{" but is not a JSON object {"id": …, "text": …}`)
	}
	return lintText{ID: parseID(object.ID, plain.ID), Text: *object.Text}, nil
}

// parseID returns a JSON string as its text, any other value as it is written, and fallback if there is no value.
func parseID(raw json.RawMessage, fallback string) string {
	var text string
	switch {
	case len(raw) == 0 || string(raw) == "null":
		return fallback
	case json.Unmarshal(raw, &text) == nil:
		return text
	}
	return string(raw)
}

// reportLine is the object that --format jsonl writes for each text.
type reportLine struct {
	ID        string        `json:"id"`
	Verdict   string        `json:"verdict"`
	Pointed   int           `json:"pointed"`
	Courteous int           `json:"courteous"`
	Findings  []findingLine `json:"findings"`
}

type findingLine struct {
	Rule       string `json:"rule"`
	Start      int    `json:"start"`
	End        int    `json:"end"`
	Severity   string `json:"severity"`
	Message    string `json:"message"`
	Why        string `json:"why"`
	Suggestion string `json:"suggestion"`
	Source     string `json:"source,omitempty"`
}

func (r *lintRun) check(file string, number int, text lintText) error {
	report := lint.Check(text.Text, r.options)
	r.checked++
	if report.Verdict == lint.Reject {
		r.rejected++
	}
	if !r.jsonl {
		return r.writeReport(fmt.Sprintf("%s:%d", file, number), text.Text, report)
	}
	line := reportLine{
		ID: text.ID, Verdict: string(report.Verdict), Pointed: report.Pointed.Points, Courteous: report.Courteous.Points, Findings: []findingLine{},
	}
	for _, f := range report.Findings {
		line.Findings = append(line.Findings, findingLine{
			Rule: f.Rule, Start: f.Start, End: f.End, Severity: string(f.Severity), Message: f.Message, Why: f.Why,
			Suggestion: cmp.Or(f.Rewrite, f.Suggestion), Source: f.Source,
		})
	}
	enc := json.NewEncoder(r.out)
	enc.SetEscapeHTML(false)
	return enc.Encode(line)
}

// writeReport writes a report for people in the style of a compiler: the position, the verdict, and each finding underlined.
func (r *lintRun) writeReport(place, text string, report lint.Report) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s (pointed %d/5, courteous %d/5)\n", place, report.Verdict, report.Pointed.Points, report.Courteous.Points)
	for _, f := range report.Findings {
		fmt.Fprintf(&b, "  %s %s: %s\n%s", f.Severity, f.Rule, f.Message, underlined(text, f.Start, f.End))
		for _, more := range []struct{ name, text string }{{"why", f.Why}, {"source", f.Source}, {"better", cmp.Or(f.Rewrite, f.Suggestion)}} {
			if more.text != "" {
				fmt.Fprintf(&b, "    %-7s %s\n", more.name+":", more.text)
			}
		}
	}
	_, err := r.out.WriteString(b.String())
	return err
}

// underlined returns the part of text around the runes from start to end, and below it a line that underlines them.
func underlined(text string, start, end int) string {
	const context = 40 // runes shown on each side
	runes := []rune(text)
	for i, r := range runes {
		if !unicode.IsPrint(r) {
			runes[i] = ' '
		}
	}
	from, to := max(0, start-context), min(len(runes), max(end, start)+context)
	before, after := "", ""
	if from > 0 {
		before = "…"
	}
	if to < len(runes) {
		after = "…"
	}
	indent := strings.Repeat(" ", len([]rune(before))+start-from)
	return "    " + before + string(runes[from:to]) + after + "\n    " + indent + strings.Repeat("^", max(1, end-start)) + "\n"
}

// err returns an error if a text was rejected.
func (r *lintRun) err() error {
	switch {
	case r.rejected == 0:
		return nil
	case r.checked == 1:
		return errors.New("the question needs rewording: see above")
	}
	return fmt.Errorf("%d of %d questions need rewording: see above", r.rejected, r.checked)
}
