package main

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"twoway/bank"
	"twoway/release"
)

// Run prints what a bank holds.
func (b BankStats) Run(t terminal) error {
	content, err := b.load()
	if err != nil {
		return err
	}
	_, err = io.WriteString(t.out, statsText(&content.Vocabulary, release.CountBank(&content)))
	return err
}

func statsText(v *bank.Vocabulary, s release.Stats) string {
	var b strings.Builder
	sides := table{{"side", "questions", "for any trade", "paired", "rules"}}
	for _, c := range s.Sides {
		sides.row(c.Asker, c.Questions, c.AnyTrade, c.Paired, c.Rules)
	}
	sides.print(&b)

	topics := table{{"candidate's topic", "questions"}}
	competencies := table{{"interviewer's topic", "questions", "behavioural", "situational", "knowledge"}}
	for _, c := range s.Topics {
		if c.Asker == bank.Candidate {
			topics.row(c.ID, c.Questions)
		} else {
			competencies.row(c.ID, c.Questions, c.Formats[bank.Behavioural], c.Formats[bank.Situational], c.Formats[bank.Knowledge])
		}
	}
	topics.print(&b)
	competencies.print(&b)

	cares := table{{"care, for any trade"}}
	for _, stage := range v.Stages {
		cares[0] = append(cares[0], stage.ID)
	}
	for _, c := range s.Cares {
		cells := []any{c.Care}
		for _, n := range c.Stages {
			cells = append(cells, n)
		}
		cares.row(cells...)
	}
	cares.print(&b)

	seniority := table{{"seniority", "questions", "that fit no other"}}
	for _, c := range s.Seniority {
		seniority.row(c.Seniority, c.Questions, c.Own)
	}
	seniority.print(&b)

	effects := table{{"rules of", "effect", "rules"}}
	for _, c := range s.Rules {
		effects.row(c.Asker, c.Kind, c.Rules)
	}
	effects.print(&b)
	aspectsText(&b, s.Aspects)
	fmt.Fprintf(&b, "\n%d pairs across the table, %d questions with a waiver.\n", s.Pairs, s.Waivers)
	return b.String()
}

// aspectsText has a line for each care, since there are too many aspects for a table.
func aspectsText(b *strings.Builder, aspects []release.AspectCount) {
	b.WriteString("aspects, for any trade")
	care := ""
	for _, c := range aspects {
		if c.Care != care {
			care = c.Care
			fmt.Fprintf(b, "\n  %s:", care)
		}
		fmt.Fprintf(b, " %s %d", c.Aspect, c.Questions)
	}
	b.WriteString("\n")
}

// table is rows of cells, the first row its header.
type table [][]string

func (t *table) row(cells ...any) {
	row := make([]string, len(cells))
	for i, c := range cells {
		row[i] = fmt.Sprint(c)
	}
	*t = append(*t, row)
}

// print writes the table and an empty line: the first column to the left, numbers to the right.
func (t *table) print(b *strings.Builder) {
	widths := make([]int, len((*t)[0]))
	for _, row := range *t {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	for _, row := range *t {
		fmt.Fprintf(b, "%-*s", widths[0], row[0])
		for i, cell := range row[1:] {
			fmt.Fprintf(b, "  %*s", widths[i+1], cell)
		}
		b.WriteByte('\n')
	}
	b.WriteByte('\n')
}
