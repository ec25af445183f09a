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

// Run checks the wording of texts. An error tells that some were rejected.
func (l Lint) Run(t Terminal) (err error) {
	out := bufio.NewWriter(t.Out)
	defer func() { err = errors.Join(err, out.Flush()) }()
	run := &linting{
		options: lint.Options{Asker: bank.Asker(l.Asker), Jurisdiction: lint.Jurisdiction(l.Jurisdiction)}, out: out,
		jsonl: l.Format == "jsonl",
	}
	files := l.Files
	if len(files) == 0 {
		files = []string{"-"}
	}
	for _, name := range files {
		if err := run.file(name, t.In); err != nil {
			return err
		}
	}
	return run.end()
}

// linting is one run of the lint, and what came of it so far.
type linting struct {
	options           lint.Options
	out               *bufio.Writer
	jsonl             bool
	checked, rejected int
}

func (r *linting) file(name string, in io.Reader) error {
	if name == "-" {
		return r.lines("stdin", in)
	}
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // it was only read
	return r.lines(name, f)
}

// longestLine is more than any question needs, in bytes.
const longestLine = 1 << 20

// lines checks a text a line. Blank lines are none.
func (r *linting) lines(name string, in io.Reader) error {
	scanner := bufio.NewScanner(in)
	scanner.Buffer(nil, longestLine)
	number := 0
	for scanner.Scan() {
		number++
		line := bytes.TrimPrefix(scanner.Bytes(), []byte("\ufeff"))
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		text, err := textOf(line, number)
		if err != nil {
			return fmt.Errorf("%s:%d: %w", name, number, err)
		}
		if err := r.check(name, number, text); err != nil {
			return err
		}
	}
	if errors.Is(scanner.Err(), bufio.ErrTooLong) {
		return fmt.Errorf("%s:%d: this line is longer than %d bytes", name, number+1, longestLine)
	}
	return scanner.Err()
}

// named is a text to check, under an id.
type named struct {
	ID   string
	Text string
}

// textOf reads a line: an object {"id", "text"}, or a plain text, which has the number of its line for an id.
func textOf(line []byte, number int) (named, error) {
	if !utf8.Valid(line) {
		return named{}, errors.New("this is not valid UTF-8")
	}
	plain := named{ID: strconv.Itoa(number), Text: strings.TrimSpace(string(line))}
	if !strings.HasPrefix(plain.Text, "{") {
		return plain, nil
	}
	var said struct {
		ID   json.RawMessage `json:"id"`
		Text *string         `json:"text"`
	}
	if err := json.Unmarshal(line, &said); err != nil || said.Text == nil {
		return named{}, errors.New(`this is no text, and not an object {"id": …, "text": …} either`)
	}
	return named{ID: idOf(said.ID, plain.ID), Text: *said.Text}, nil
}

// idOf is an id as it was said, a number as its digits; the line's where none was said.
func idOf(said json.RawMessage, line string) string {
	var text string
	switch {
	case len(said) == 0 || string(said) == "null":
		return line
	case json.Unmarshal(said, &text) == nil:
		return text
	}
	return string(said)
}

// checkLine is what --format jsonl writes for each text.
type checkLine struct {
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

func (r *linting) check(file string, number int, text named) error {
	report := lint.Check(text.Text, r.options)
	r.checked++
	if report.Verdict == lint.Reject {
		r.rejected++
	}
	if !r.jsonl {
		return r.tell(fmt.Sprintf("%s:%d", file, number), text.Text, report)
	}
	line := checkLine{
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

// tell writes a report for people, as a compiler would: where, what, and the place marked below the text.
func (r *linting) tell(place, text string, report lint.Report) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s (pointed %d, courteous %d, of 5)\n", place, report.Verdict, report.Pointed.Points, report.Courteous.Points)
	for _, f := range report.Findings {
		fmt.Fprintf(&b, "  %s %s: %s\n%s", f.Severity, f.Rule, f.Message, marked(text, f.Start, f.End))
		for _, more := range []struct{ name, text string }{{"why", f.Why}, {"source", f.Source}, {"better", cmp.Or(f.Rewrite, f.Suggestion)}} {
			if more.text != "" {
				fmt.Fprintf(&b, "    %-7s %s\n", more.name+":", more.text)
			}
		}
	}
	_, err := r.out.WriteString(b.String())
	return err
}

// marked is the part of a text around a range of its runes, with the range underlined.
func marked(text string, start, end int) string {
	const around = 40
	runes := []rune(text)
	for i, r := range runes {
		if !unicode.IsPrint(r) {
			runes[i] = ' '
		}
	}
	from, to := max(0, start-around), min(len(runes), max(end, start)+around)
	lead, tail := "", ""
	if from > 0 {
		lead = "…"
	}
	if to < len(runes) {
		tail = "…"
	}
	indent := strings.Repeat(" ", len([]rune(lead))+start-from)
	return "    " + lead + string(runes[from:to]) + tail + "\n    " + indent + strings.Repeat("^", max(1, end-start)) + "\n"
}

// end tells how many were rejected, as an error if any was.
func (r *linting) end() error {
	switch {
	case r.rejected == 0:
		return nil
	case r.checked == 1:
		return errors.New("the text is rejected")
	}
	return fmt.Errorf("%d of %d texts are rejected", r.rejected, r.checked)
}
