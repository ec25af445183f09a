package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"twoway/bank"
	"twoway/lint"
)

// sentence is a sentence by people who did not know the rules, as they judge it.
type sentence struct {
	ID, Text string
	Asker    bank.Asker
	OK       bool   // nobody sensible would object to it
	Kind     string // if it is not OK: "rude" or "unlawful"
	Hard     bool   // good and easily misread, or faulty and subtle
}

// readSentences reads the files of a folder that match a pattern, in the order of their names.
func readSentences(folder, pattern string) ([]sentence, error) {
	files, err := filepath.Glob(filepath.Join(folder, pattern))
	if err != nil {
		return nil, err
	}
	slices.Sort(files)
	var list []sentence
	for _, name := range files {
		part, err := readSentenceFile(name)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		list = append(list, part...)
	}
	return list, nil
}

func readSentenceFile(name string) ([]sentence, error) {
	f, err := os.Open(name) //nolint:gosec // a file of the sources
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // it was only read
	var list []sentence
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		var s sentence
		if err := json.Unmarshal(lines.Bytes(), &s); err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	return list, lines.Err()
}

// is selects sentences.
type is func(sentence) bool

func good(asker bank.Asker) is { return func(s sentence) bool { return s.OK && s.Asker == asker } }

func rude(asker bank.Asker) is {
	return func(s sentence) bool { return s.Kind == "rude" && s.Asker == asker }
}

func unlawful(s sentence) bool { return s.Kind == "unlawful" }

func plainlyUnlawful(s sentence) bool { return unlawful(s) && !s.Hard }

func anyGood(s sentence) bool { return s.OK }

// part is a number of sentences among others.
type part struct{ some, all int }

func (p part) share() float64 { return ratio(p.some, p.all) }

// verdicts counts how many of the selected sentences have one of the verdicts.
func verdicts(list []sentence, which is, wanted ...lint.Verdict) part {
	var p part
	for _, s := range list {
		if which(s) {
			p.all++
			p.some += toInt(slices.Contains(wanted, check(s).Verdict))
		}
	}
	return p
}

func check(s sentence) lint.Report { return lint.Check(s.Text, lint.Options{Asker: s.Asker}) }

// disguised counts how many of the sentences that are rejected as they stand are rejected in each of three disguises too.
func disguised(list []sentence) part {
	rng := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the same disguises at every run
	var p part
	for _, s := range list {
		if check(s).Verdict != lint.Reject {
			continue
		}
		for _, text := range []string{lookalikes(s.Text, rng), marked(s.Text, rng), strings.Join(strings.Split(s.Text, ""), " ")} {
			p.all++
			p.some += toInt(lint.Check(text, lint.Options{Asker: s.Asker}).Verdict == lint.Reject)
		}
	}
	return p
}

// lookalikes replaces half of the letters that have a Cyrillic twin.
func lookalikes(text string, rng *rand.Rand) string {
	twins := map[rune]rune{'a': 'а', 'c': 'с', 'e': 'е', 'i': 'і', 'j': 'ј', 'o': 'о', 'p': 'р', 's': 'ѕ', 'x': 'х', 'y': 'у'}
	return strings.Map(func(r rune) rune {
		if twin, ok := twins[r]; ok && rng.IntN(2) == 0 {
			return twin
		}
		return r
	}, text)
}

// marked puts a mark on a third of the letters.
func marked(text string, rng *rand.Rand) string {
	var b strings.Builder
	for _, r := range text {
		b.WriteRune(r)
		if 'a' <= r && r <= 'z' && rng.IntN(3) == 0 {
			b.WriteRune('\u0301')
		}
	}
	return b.String()
}

// firstSight is a figure that was measured once, before anybody had looked at the sentences.
type firstSight map[string]string

// readFirstSight reads a table of names and figures, divided by a tab.
func readFirstSight(name string) (firstSight, error) {
	text, err := os.ReadFile(name) //nolint:gosec // a file of the sources
	if err != nil {
		return nil, err
	}
	table := firstSight{}
	for line := range strings.Lines(string(text)) {
		if key, figure, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok && !strings.HasPrefix(line, "#") {
			table[key] = figure
		}
	}
	return table, nil
}
