// Package handout writes a set of questions, and an agenda, as something to take along: plain text, Markdown, a table, or an event in a
// calendar. The same set always has the same bytes.
package handout

import (
	"fmt"
	"strconv"
	"strings"

	"twoway/bank"
	"twoway/internal/markdown"
	"twoway/internal/spreadsheet"
)

// Sheet is a set of questions to take along.
type Sheet struct {
	Title     string // such as "6 questions, 14 minutes"
	About     string // for which meeting; "" if nothing is known about it
	Questions []Question
	Link      string // to the page of the set; "" for none
}

// Question is a question, and how it is worded.
type Question struct {
	*bank.Question

	Asked string
}

// Labels name the parts of a question.
type Labels struct{ How, FollowUps, Listen, Watch, Check string }

// English returns the labels in English.
func English() Labels {
	return Labels{How: "How to ask", FollowUps: "Follow up", Listen: "Listen for", Watch: "Watch for", Check: "Look up first"}
}

// Text returns the questions as plain text, without the link.
func (s *Sheet) Text() string {
	var b strings.Builder
	b.WriteString(s.Title + "\n")
	if s.About != "" {
		b.WriteString(bank.Capitalised(s.About) + ".\n")
	}
	for i, q := range s.Questions {
		fmt.Fprintf(&b, "\n%d. %s (%d min)\n", i+1, q.Asked, q.Minutes)
		for _, f := range q.FollowUps {
			b.WriteString("   – " + f + "\n")
		}
	}
	return b.String()
}

// Markdown returns the questions as Markdown, with what to listen for.
func (s *Sheet) Markdown(l Labels) []byte {
	var b strings.Builder
	b.WriteString("# " + markdown.Escape(s.Title) + "\n")
	if s.About != "" {
		b.WriteString("\n" + markdown.Escape(bank.Capitalised(s.About)) + ".\n")
	}
	for i, q := range s.Questions {
		fmt.Fprintf(&b, "\n## %d. %s\n\n", i+1, markdown.Escape(q.Asked))
		writeParts(&b, q.Question, l)
	}
	if s.Link != "" {
		b.WriteString("\n<" + s.Link + ">\n")
	}
	return []byte(b.String())
}

// writeParts writes what somebody should know who asks a question, as a list in Markdown.
func writeParts(b *strings.Builder, q *bank.Question, l Labels) {
	for _, part := range []struct {
		label string
		lines []string
	}{{l.How, []string{q.HowToAsk}}, {l.FollowUps, q.FollowUps}, {l.Listen, q.ListenFor}, {l.Watch, q.WatchFor}, {l.Check, q.CheckFirst}} {
		for _, line := range part.lines {
			if line != "" {
				b.WriteString("- **" + part.label + ":** " + markdown.Escape(line) + "\n")
			}
		}
	}
}

// CSV returns the questions as a table: one row for each, with room for notes. No cell is a formula.
func (s *Sheet) CSV() ([]byte, error) {
	rows := [][]string{{"position", "id", "version", "minutes", "topic", "question", "follow_ups", "listen_for", "watch_for", "notes"}}
	for i, q := range s.Questions {
		rows = append(rows, []string{
			strconv.Itoa(i + 1), q.ID, strconv.Itoa(q.Version), strconv.Itoa(q.Minutes), q.Topic, q.Asked, joined(q.FollowUps), joined(q.ListenFor), joined(q.WatchFor), "",
		})
	}
	return spreadsheet.CSV(rows)
}

// joined returns several texts in one cell, a line each.
func joined(texts []string) string { return strings.Join(texts, "\n") }
