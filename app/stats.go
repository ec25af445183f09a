package app

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"twoway/bank"
	"twoway/release/publish"
)

// coverageText has a row for each trade: the fewest questions of the trade in any of its sets, by stage and by seniority.
func coverageText(v *bank.Vocabulary, c publish.Coverage) string {
	var b strings.Builder
	least := table{{"questions of the trade, at least"}}
	for _, stage := range v.Stages {
		least[0] = append(least[0], stage.ID)
	}
	for _, seniority := range v.Seniorities {
		least[0] = append(least[0], seniority.ID)
	}
	for _, role := range v.Roles {
		cells := []any{role.ID}
		for _, stage := range v.Stages {
			cells = append(cells, leastOfTrade(c.Cells, func(cell publish.CoverageCell) bool { return cell.Role == role.ID && cell.Stage == stage.ID }))
		}
		for _, seniority := range v.Seniorities {
			cells = append(cells, leastOfTrade(c.Cells, func(cell publish.CoverageCell) bool {
				return cell.Role == role.ID && cell.Seniority == seniority.ID
			}))
		}
		least.row(cells...)
	}
	least.print(&b)
	covered, questions := 0, bank.MaxCount
	for _, cell := range c.Cells {
		questions = min(questions, cell.LeastQuestions)
		if cell.IsCovered() {
			covered++
			continue
		}
		fmt.Fprintf(&b, "%s, %s, %s: %d of the trade in a set, %d fit", cell.Role, cell.Seniority, cell.Stage, cell.LeastOfTrade, cell.Fitting)
		switch len(cell.ShortOn) {
		case 0:
		case len(v.Cares):
			b.WriteString("; short for every care")
		default:
			fmt.Fprintf(&b, "; short for %s", strings.Join(cell.ShortOn, ", "))
		}
		b.WriteByte('\n')
	}
	fmt.Fprintf(&b, "%d of %d meetings are covered: %d trades, %d seniorities, %d stages, each with any one of %d cares.\n",
		covered, len(c.Cells), len(v.Roles), len(v.Seniorities), len(v.Stages), len(v.Cares))
	fmt.Fprintf(&b, "%d sets of %d minutes, with %d questions at least.\n", c.Sets, publish.CoverageMinutes, questions)
	return b.String()
}

func leastOfTrade(cells []publish.CoverageCell, belongs func(publish.CoverageCell) bool) int {
	least := bank.MaxCount
	for _, cell := range cells {
		if belongs(cell) {
			least = min(least, cell.LeastOfTrade)
		}
	}
	return least
}

func statsText(v *bank.Vocabulary, s publish.Stats) string {
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
func aspectsText(b *strings.Builder, aspects []publish.AspectCount) {
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
