package app

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"unicode/utf8"

	"twoway/bank"
	"twoway/lint"
)

// Run checks the wording of texts. It returns an error if a text is rejected.
func (l Lint) Run(t Terminal) (err error) {
	out := bufio.NewWriter(t.Out)
	defer func() { err = errors.Join(err, out.Flush()) }()
	run := &lintRun{
		options: lint.Options{Asker: bank.Asker(l.Asker), Jurisdiction: lint.Jurisdiction(l.Jurisdiction)},
		objects: l.Input == "jsonl", report: newLintReport(l.Format, out),
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
	if err := run.report.end(); err != nil {
		return err
	}
	return run.err()
}

// lintRun is one run of the lint command.
type lintRun struct {
	options                        lint.Options
	objects                        bool // each line is a JSON object
	report                         lintReport
	checked, rejected, unsupported int
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

// checkLines checks one text per line. An empty line is an empty text, and is reported like any other.
func (r *lintRun) checkLines(name string, in io.Reader) error {
	scanner := bufio.NewScanner(in)
	scanner.Buffer(nil, maxLineLength)
	number := 0
	for scanner.Scan() {
		line := scanner.Bytes()
		if number++; number == 1 {
			line = bytes.TrimPrefix(line, []byte("\ufeff"))
		}
		text, err := r.parseLine(line, number)
		if err != nil {
			return fmt.Errorf("%s:%d: %w", name, number, err)
		}
		if err := r.check(lintPlace{name, number}, text); err != nil {
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

// parseLine parses a line, which is a text or, with objects, a JSON object {"id", "text"}. A blank line is an empty text.
func (r *lintRun) parseLine(line []byte, number int) (lintText, error) {
	if !utf8.Valid(line) {
		return lintText{}, errors.New("this is not valid UTF-8")
	}
	plain := lintText{ID: strconv.Itoa(number), Text: string(line)}
	if !r.objects || len(bytes.TrimSpace(line)) == 0 {
		return plain, nil
	}
	var object struct {
		ID   json.RawMessage `json:"id"`
		Text *string         `json:"text"`
	}
	if err := json.Unmarshal(line, &object); err != nil || object.Text == nil {
		return lintText{}, errors.New(`this is not a JSON object {"id": …, "text": …}; for plain text, leave out --input jsonl`)
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

func (r *lintRun) check(place lintPlace, text lintText) error {
	report := lint.Check(text.Text, r.options)
	r.checked++
	switch report.Verdict {
	case lint.Reject:
		r.rejected++
	case lint.Unsupported:
		r.unsupported++
	case lint.Pass, lint.Revise:
	}
	return r.report.add(place, text, report)
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
