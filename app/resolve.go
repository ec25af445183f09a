package app

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"twoway/bank"
	"twoway/resolve"
)

// Validate returns an error if there is nothing to resolve.
func (r Resolve) Validate() error {
	if len(r.Said) == 0 && r.Titles == "" && r.Cares == "" {
		return errors.New("name a job title, or a file with --titles or --cares")
	}
	return nil
}

// Run shows how job titles are understood, and measures the files.
func (r Resolve) Run(t Terminal) error {
	content, err := r.load()
	if err != nil {
		return err
	}
	resolver := resolve.NewResolver(&content.Vocabulary)
	resolver = resolver.WithExamples(resolver.NewExamples(content.ReadyQuestions()))
	reader := &measurer{vocabulary: &content.Vocabulary, resolver: resolver}
	var parts []string
	if len(r.Said) > 0 {
		text, err := reader.titlesText(r.Said)
		if err != nil {
			return err
		}
		parts = append(parts, text)
	}
	for _, file := range []struct {
		name    string
		measure func(*labelled) (*score, error)
	}{{r.Titles, reader.measureTitles}, {r.Cares, reader.measureCares}} {
		if file.name == "" {
			continue
		}
		cases, err := readLabelled(file.name, t.In)
		if err != nil {
			return err
		}
		measured, err := file.measure(cases)
		if err != nil {
			return err
		}
		parts = append(parts, measured.text(r.List))
	}
	_, err = io.WriteString(t.Out, strings.Join(parts, "\n"))
	return err
}

// measurer reads texts as the API reads them.
type measurer struct {
	vocabulary *bank.Vocabulary
	resolver   *resolve.Resolver
}

// read returns how a candidate's request is understood.
func (m *measurer) read(role string, cares ...string) (bank.Profile, bank.Reading, error) {
	return m.resolver.Profile(bank.Request{Asker: bank.Candidate, Role: role, Cares: cares, Minutes: 1})
}

// titleReading is how a job title is understood.
type titleReading struct {
	family, level string // "" if unknown
	how           string // how the family was found, or why not
	nearest       []string
}

func (m *measurer) title(said string) (titleReading, error) {
	profile, reading, err := m.read(said)
	if err != nil {
		return titleReading{}, err
	}
	t := titleReading{family: profile.Role, level: profile.Seniority}
	for _, u := range reading.Understood {
		if u.Pointer == "/role" && u.ID == t.family {
			t.how = string(u.Matched)
		}
	}
	for _, u := range reading.Unrecognised {
		t.how, t.nearest = string(u.Reason), u.Nearest
	}
	return t, nil
}

// titlesText returns a table of how titles are understood.
func (m *measurer) titlesText(said []string) (string, error) {
	rows := [][]string{{"title", "family", "level", "matched"}}
	for _, title := range said {
		t, err := m.title(title)
		if err != nil {
			return "", fmt.Errorf("%q: %w", title, err)
		}
		row := []string{title, t.family, t.level, t.how}
		if len(t.nearest) > 0 {
			row = append(row, strings.Join(t.nearest, ", "))
			rows[0] = []string{"title", "family", "level", "matched", "nearest"}
		}
		rows = append(rows, row)
	}
	return columns("", rows), nil
}

// maxCell is the most characters of a cell that columns shows.
const maxCell = 72

// columns returns rows as lines, each cell aligned to the left below the one above.
func columns(indent string, rows [][]string) string {
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(shown(cell)))
		}
	}
	var b strings.Builder
	for _, row := range rows {
		b.WriteString(indent)
		for i, cell := range row {
			if i < len(row)-1 {
				fmt.Fprintf(&b, "%-*s  ", widths[i], shown(cell))
			} else {
				b.WriteString(shown(cell) + "\n")
			}
		}
	}
	return b.String()
}

// shown returns a cell as it is shown: a dash if it is empty, and cut if it is long.
func shown(cell string) string {
	if runes := []rune(cell); len(runes) > maxCell {
		return string(runes[:maxCell-1]) + "…"
	}
	return cmp.Or(cell, "-")
}
