package handout

import (
	"fmt"
	"strconv"
	"strings"

	"twoway/bank"
	"twoway/internal/markdown"
	"twoway/internal/spreadsheet"
)

// Plan is an agenda to take along: what both sides ask, and when.
type Plan struct {
	Agenda *bank.Agenda
	About  string // for which meeting; "" if nothing is known about it
	Topic  func(id string) string
}

// blockName returns the name of a block of an agenda.
func blockName(kind bank.BlockKind) string {
	switch kind {
	case bank.OpeningBlock:
		return "Opening"
	case bank.ScoredBlock:
		return "The interviewer's questions"
	case bank.CandidateBlock:
		return "The candidate's questions"
	case bank.ClosingBlock:
		return "Closing"
	}
	return string(kind)
}

// Title returns what the plan is: "Interview, 60 minutes".
func (p *Plan) Title() string { return fmt.Sprintf("Interview, %d minutes", p.Agenda.Profile.Minutes) }

// Text returns the plan as plain text: each block with when it begins, and its questions.
func (p *Plan) Text() string {
	var b strings.Builder
	b.WriteString(p.Title() + "\n")
	if p.About != "" {
		b.WriteString(bank.Capitalised(p.About) + ".\n")
	}
	p.eachBlock(func(block *bank.Block) {
		fmt.Fprintf(&b, "\n%s %s (%d min)\n", clock(block.Begins), blockName(block.Kind), block.Minutes)
		for i, it := range block.Items {
			fmt.Fprintf(&b, "%d. %s (%d min)\n", i+1, it.Question.Text, it.Question.Minutes)
		}
	})
	return b.String()
}

// Markdown returns the plan as Markdown, with what to listen for and room for notes.
func (p *Plan) Markdown(l Labels) []byte {
	var b strings.Builder
	b.WriteString("# " + p.Title() + "\n")
	if p.About != "" {
		b.WriteString("\n" + markdown.Escape(bank.Capitalised(p.About)) + ".\n")
	}
	p.eachBlock(func(block *bank.Block) {
		fmt.Fprintf(&b, "\n## %s %s (%d min)\n\n%s\n", clock(block.Begins), blockName(block.Kind), block.Minutes, markdown.Escape(block.Purpose))
		for i, it := range block.Items {
			q := it.Question
			fmt.Fprintf(&b, "\n### %d. %s\n\n%s · %d min · %s\n\n", i+1, markdown.Escape(q.Text), markdown.Escape(p.Topic(q.Topic)), q.Minutes, it.Priority)
			writeParts(&b, q, l)
		}
	})
	return []byte(b.String())
}

// CSV returns the plan as a scorecard: one row for each question of either side, with room for a rating and notes. No cell is a formula.
func (p *Plan) CSV() ([]byte, error) {
	rows := [][]string{{
		"begins", "block", "position", "id", "version", "minutes", "priority", "topic", "question", "sounds_like_1", "sounds_like_3", "sounds_like_5", "rating", "notes",
	}}
	p.eachBlock(func(block *bank.Block) {
		for i, it := range block.Items {
			q := it.Question
			row := []string{
				strconv.Itoa(block.Begins), string(block.Kind), strconv.Itoa(i + 1), q.ID, strconv.Itoa(q.Version), strconv.Itoa(q.Minutes), string(it.Priority),
				p.Topic(q.Topic), q.Text, "", "", "", "", "",
			}
			if a := q.Anchors; a != nil {
				copy(row[9:], []string{a.One, a.Three, a.Five})
			}
			rows = append(rows, row)
		}
	})
	return spreadsheet.CSV(rows)
}

// eachBlock calls f with each block that takes time.
func (p *Plan) eachBlock(f func(*bank.Block)) {
	for i := range p.Agenda.Blocks {
		if b := &p.Agenda.Blocks[i]; b.Minutes > 0 {
			f(b)
		}
	}
}

// clock returns minutes after the start of a meeting as hours and minutes: 1:05.
func clock(minutes int) string { return fmt.Sprintf("%d:%02d", minutes/60, minutes%60) }
