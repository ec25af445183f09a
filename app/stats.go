package app

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"twoway/bank"
	"twoway/release/drafts"
	"twoway/release/publish"
)

// coverageText returns a table with a row for each trade, the kinds of meetings that are not covered, and totals. The table has
// the fewest questions specific to the trade in any of its sets, by stage and by seniority.
func coverageText(v *bank.Vocabulary, c publish.Coverage) string {
	var b strings.Builder
	fewest := table{{"fewest questions specific to the trade"}}
	for _, stage := range v.Stages {
		fewest[0] = append(fewest[0], stage.ID)
	}
	for _, seniority := range v.Seniorities {
		fewest[0] = append(fewest[0], seniority.ID)
	}
	for _, role := range v.Roles {
		cells := []any{role.ID}
		for _, stage := range v.Stages {
			cells = append(cells, fewestOfTrade(c.Cells, func(cell publish.CoverageCell) bool {
				return cell.Role == role.ID && cell.Stage == stage.ID
			}))
		}
		for _, seniority := range v.Seniorities {
			cells = append(cells, fewestOfTrade(c.Cells, func(cell publish.CoverageCell) bool {
				return cell.Role == role.ID && cell.Seniority == seniority.ID
			}))
		}
		fewest.addRow(cells...)
	}
	fewest.print(&b)
	covered, questions := 0, bank.MaxCount
	for _, cell := range c.Cells {
		questions = min(questions, cell.LeastQuestions)
		if cell.IsCovered() {
			covered++
			continue
		}
		fmt.Fprintf(&b, "%s, %s, %s: %d questions fit, a set has %d specific to the trade",
			cell.Role, cell.Seniority, cell.Stage, cell.Fitting, cell.LeastOfTrade)
		switch len(cell.ShortOn) {
		case 0:
		case len(v.Cares):
			b.WriteString("; too few for every care")
		default:
			fmt.Fprintf(&b, "; too few for %s", strings.Join(cell.ShortOn, ", "))
		}
		b.WriteByte('\n')
	}
	fmt.Fprintf(&b, "%d of %d kinds of meetings are covered: %d trades × %d seniorities × %d stages, each with one of %d cares at a time.\n",
		covered, len(c.Cells), len(v.Roles), len(v.Seniorities), len(v.Stages), len(v.Cares))
	fmt.Fprintf(&b, "%d sets of %d minutes, each with at least %d questions.\n", c.Sets, publish.CoverageMinutes, questions)
	b.WriteString(unaskedText(c))
	return b.String()
}

// unaskedText lists the cares that nothing can be asked about, by stage.
func unaskedText(c publish.Coverage) string {
	unasked := map[string]int{}
	for _, cell := range c.Cells {
		for _, care := range cell.Unasked {
			unasked[care+" at the stage "+cell.Stage]++
		}
	}
	var b strings.Builder
	for _, what := range slices.Sorted(maps.Keys(unasked)) {
		fmt.Fprintf(&b, "%s: nothing to ask in %d kinds of meetings, and the set says so.\n", what, unasked[what])
	}
	return b.String()
}

// fewestOfTrade returns the fewest questions specific to the trade in a set of the matching cells.
func fewestOfTrade(cells []publish.CoverageCell, matches func(publish.CoverageCell) bool) int {
	fewest := bank.MaxCount
	for _, cell := range cells {
		if matches(cell) {
			fewest = min(fewest, cell.LeastOfTrade)
		}
	}
	return fewest
}

// voiceText returns how the questions of each side sound, with gates.
func voiceText(rows []drafts.VoiceRow) string {
	var b strings.Builder
	for _, asker := range []bank.Asker{bank.Candidate, bank.Interviewer} {
		sounds := table{{string(asker) + "'s questions", "text", "softer", "firmer", "gate", ""}}
		for _, r := range rows {
			if r.Asker == asker {
				sounds.addRow(r.Measure, voiceCell(r, 0), voiceCell(r, 1), voiceCell(r, 2), voiceGate(r), verdict(r))
			}
		}
		if len(sounds) > 1 {
			sounds.print(&b)
		}
	}
	return b.String()
}

func voiceCell(r drafts.VoiceRow, wording int) string {
	if r.Values[wording] == drafts.NotMeasured {
		return ""
	}
	return fmt.Sprint(r.Values[wording]) + voiceUnit(r)
}

func voiceGate(r drafts.VoiceRow) string {
	if r.AtLeast {
		return fmt.Sprintf("≥ %d%s", r.Gate, voiceUnit(r))
	}
	return fmt.Sprintf("≤ %d%s", r.Gate, voiceUnit(r))
}

func voiceUnit(r drafts.VoiceRow) string {
	if r.Percent {
		return " %"
	}
	return ""
}

func verdict(r drafts.VoiceRow) string {
	if r.Met() {
		return "met"
	}
	return "MISSED"
}

// statsText returns the counts of a bank as tables.
func statsText(v *bank.Vocabulary, s publish.Stats) string {
	var b strings.Builder
	sides := table{{"side", "questions", "for any trade", "about one thing", "paired", "rules"}}
	for _, c := range s.Sides {
		sides.addRow(c.Asker, c.Questions, c.AnyTrade, c.About, c.Paired, c.Rules)
	}
	sides.print(&b)

	topics := table{{"candidate's topic", "questions"}}
	competencies := table{{"interviewer's topic", "questions"}}
	for _, format := range bank.ScoredFormats() {
		competencies[0] = append(competencies[0], strings.ReplaceAll(string(format), "_", " "))
	}
	for _, c := range s.Topics {
		if c.Asker == bank.Candidate {
			topics.addRow(c.ID, c.Questions)
		} else {
			row := []any{c.ID, c.Questions}
			for _, format := range bank.ScoredFormats() {
				row = append(row, c.Formats[format])
			}
			competencies.addRow(row...)
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
		cares.addRow(cells...)
	}
	cares.print(&b)

	seniority := table{{"seniority", "questions", "only for this"}}
	for _, c := range s.Seniority {
		seniority.addRow(c.Seniority, c.Questions, c.Own)
	}
	seniority.print(&b)

	effects := table{{"rules of", "effect", "rules"}}
	for _, c := range s.Rules {
		effects.addRow(c.Asker, c.Kind, c.Rules)
	}
	effects.print(&b)
	aspectsText(&b, s.Aspects)
	fmt.Fprintf(&b, "\n%d pairs of questions for both sides, %d questions with a waiver.\n", s.Pairs, s.Waivers)
	return b.String()
}

// aspectsText writes the counts of aspects, with a line for each care: a table would have too many columns.
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

// table is a list of rows. The first row is the header.
type table [][]string

// addRow appends a row with the printed values of cells.
func (t *table) addRow(cells ...any) {
	row := make([]string, len(cells))
	for i, c := range cells {
		row[i] = fmt.Sprint(c)
	}
	*t = append(*t, row)
}

// print writes the table and an empty line. The first column is aligned to the left, the others to the right.
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
