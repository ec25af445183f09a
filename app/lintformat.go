package app

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode"

	"twoway/lint"
)

// lintPlace is where a text stands.
type lintPlace struct {
	file string
	line int
}

// lintReport writes reports in one of the formats of the lint command.
type lintReport interface {
	// add writes the report on a text.
	add(place lintPlace, text lintText, report lint.Report) error
	// end completes the output.
	end() error
}

func newLintReport(format string, out io.Writer) lintReport {
	switch format {
	case "jsonl":
		enc := json.NewEncoder(out)
		enc.SetEscapeHTML(false)
		return jsonLines{enc}
	case "sarif":
		return newSARIF(out)
	}
	return plainReport{out}
}

// jsonLines writes an object per text.
type jsonLines struct{ *json.Encoder }

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

func (j jsonLines) add(_ lintPlace, text lintText, report lint.Report) error {
	line := reportLine{
		ID: text.ID, Verdict: string(report.Verdict), Pointed: report.Pointed.Points, Courteous: report.Courteous.Points, Findings: []findingLine{},
	}
	for _, f := range report.Findings {
		line.Findings = append(line.Findings, findingLine{
			Rule: f.Rule, Start: f.Start, End: f.End, Severity: string(f.Severity), Message: f.Message, Why: f.Why,
			Suggestion: cmp.Or(f.Rewrite, f.Suggestion), Source: f.Source,
		})
	}
	return j.Encode(line)
}

func (jsonLines) end() error { return nil }

// plainReport writes for people, in the style of a compiler: the position, the verdict, and each finding underlined.
type plainReport struct{ out io.Writer }

func (p plainReport) add(place lintPlace, text lintText, report lint.Report) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s:%d: %s", place.file, place.line, report.Verdict)
	if report.Verdict != lint.Unsupported {
		fmt.Fprintf(&b, " (pointed %d/5, courteous %d/5)", report.Pointed.Points, report.Courteous.Points)
	}
	b.WriteString("\n")
	for _, f := range report.Findings {
		fmt.Fprintf(&b, "  %s %s: %s\n", f.Severity, f.Rule, f.Message)
		if f.End > f.Start {
			b.WriteString(underlined(text.Text, f.Start, f.End))
		}
		for _, more := range []struct{ name, text string }{{"why", f.Why}, {"source", f.Source}, {"better", cmp.Or(f.Rewrite, f.Suggestion)}} {
			if more.text != "" {
				fmt.Fprintf(&b, "    %-7s %s\n", more.name+":", more.text)
			}
		}
	}
	_, err := io.WriteString(p.out, b.String())
	return err
}

func (plainReport) end() error { return nil }

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
