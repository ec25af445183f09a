package kits

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"twoway/bank"
	"twoway/internal/markdown"
	"twoway/internal/spreadsheet"
)

// CSV returns a kit as a scorecard: one row for each question, with room for a rating and notes, and with which kit it is of, so that the
// rows of several can stand in one table. No cell is a formula.
func (k *Kit) CSV() ([]byte, error) {
	rows := [][]string{{
		"position", "id", "version", "minutes", "competency", "format", "question", "sounds_like_1", "sounds_like_3", "sounds_like_5", "rating", "notes",
		"kit_id", "release",
	}}
	for i := range k.Items {
		q := &k.Items[i].Question
		row := []string{strconv.Itoa(k.Items[i].Position), q.ID, strconv.Itoa(q.Version), strconv.Itoa(q.Minutes), q.competency(), q.Format, q.Text, "", "", "", "", "", k.ID, strconv.Itoa(k.Release.Number)}
		if a := q.Anchors; a != nil {
			copy(row[7:], []string{a.One, a.Three, a.Five})
		}
		rows = append(rows, row)
	}
	return spreadsheet.CSV(rows)
}

// competency returns the names of what a question is about: its skills, its requirement or its topic.
func (q *Question) competency() string {
	switch {
	case len(q.Skills) > 0:
		var names []string
		for _, s := range q.Skills {
			names = append(names, s.Name)
		}
		return strings.Join(names, ", ")
	case q.Requirement != nil:
		return q.Requirement.Name
	}
	return q.Topic.Name
}

// Markdown returns a kit as a scorecard to read and to write on.
func (k *Kit) Markdown() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# %d questions, %d minutes\n\n", len(k.Items), k.Minutes)
	for _, line := range k.Opening.lines() {
		fmt.Fprintf(&b, "- **%s:** %s\n", line[0], markdown.Escape(line[1]))
	}
	for i := range k.Items {
		k.Items[i].Question.writeMarkdown(&b, k.Items[i].Position)
	}
	fmt.Fprintf(&b, "\n---\n\n%s · release %d, %s · engine %d\n", k.ID, k.Release.Number, k.Release.Hash, k.Engine)
	for _, credit := range k.credits() {
		fmt.Fprintf(&b, "\n%s\n", markdown.Escape(credit))
	}
	return b.Bytes()
}

// credits returns a sentence for each source and licence of the questions, in the order of these.
func (k *Kit) credits() []string {
	var list []string
	for i := range k.Items {
		q := &k.Items[i].Question
		licence := q.License
		if url := bank.LicenceURL(licence); url != "" {
			licence += ", " + url
		}
		if credit := fmt.Sprintf("Questions by %s (%s).", q.Source, licence); !slices.Contains(list, credit) {
			list = append(list, credit)
		}
	}
	return list
}

// lines returns what an opening says, each with a label.
func (o *Opening) lines() [][2]string {
	var lines [][2]string
	for _, part := range []struct {
		label string
		named *Named
	}{{"Role", o.Role}, {"Occupation", o.Occupation}, {"Seniority", o.Seniority}, {"Stage", o.Stage}} {
		if part.named != nil {
			lines = append(lines, [2]string{part.label, part.named.Name})
		}
	}
	for _, c := range o.Competencies {
		lines = append(lines, [2]string{"Competency", c.Name})
	}
	for _, r := range o.Requirements {
		parts := []string{r.Name}
		for _, s := range r.Slots {
			parts = append(parts, s.Label+": "+s.Value)
		}
		lines = append(lines, [2]string{"Requirement", strings.Join(parts, "; ")})
	}
	return lines
}

func (q *Question) writeMarkdown(b *bytes.Buffer, position int) {
	fmt.Fprintf(b, "\n## %d. %s\n\n%s · %d min\n\n", position, markdown.Escape(q.Text), markdown.Escape(q.competency()), q.Minutes)
	for _, part := range []struct {
		label string
		lines []string
	}{{"How to ask", []string{q.HowToAsk}}, {"Follow up", q.FollowUps}, {"Listen for", q.ListenFor}, {"Watch for", q.WatchFor}} {
		for _, line := range part.lines {
			if line != "" {
				fmt.Fprintf(b, "- **%s:** %s\n", part.label, markdown.Escape(line))
			}
		}
	}
	if a := q.Anchors; a != nil {
		b.WriteString("\n| Rating | Sounds like |\n| --- | --- |\n")
		for _, row := range [][2]string{{"1", a.One}, {"2", ""}, {"3", a.Three}, {"4", ""}, {"5", a.Five}} {
			fmt.Fprintf(b, "| %s | %s |\n", row[0], markdown.Escape(row[1]))
		}
	}
	b.WriteString("\nNotes:\n")
}
