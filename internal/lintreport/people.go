package main

import (
	"math/rand/v2"
	"os"
	"slices"
	"strings"

	"twoway/bank"
	"twoway/internal/people"
	"twoway/lint"
)

// is selects sentences.
type is func(people.Sentence) bool

func good(asker bank.Asker) is {
	return func(s people.Sentence) bool { return s.OK && s.Asker == asker }
}

func rude(asker bank.Asker) is {
	return func(s people.Sentence) bool { return s.Kind == "rude" && s.Asker == asker }
}

func unlawful(s people.Sentence) bool { return s.Kind == "unlawful" }

func plainlyUnlawful(s people.Sentence) bool { return unlawful(s) && !s.Hard }

func anyGood(s people.Sentence) bool { return s.OK }

// part is a number of sentences among others.
type part struct{ some, all int }

func (p part) share() float64 { return ratio(p.some, p.all) }

// verdicts counts how many of the selected sentences have one of the verdicts.
func verdicts(list []people.Sentence, which is, wanted ...lint.Verdict) part {
	var p part
	for _, s := range list {
		if which(s) {
			p.all++
			p.some += toInt(slices.Contains(wanted, check(s).Verdict))
		}
	}
	return p
}

func check(s people.Sentence) lint.Report { return lint.Check(s.Text, lint.Options{Asker: s.Asker}) }

// disguised counts how many of the sentences that are rejected as they stand are rejected in each disguise too.
func disguised(list []people.Sentence) part {
	var p part
	for _, name := range []string{"Cyrillic letters", "marks", "spaced text"} {
		disguise := people.Disguises()[name]
		rng := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the same disguises at every run
		for _, s := range list {
			if check(s).Verdict == lint.Reject {
				p.all++
				p.some += toInt(lint.Check(disguise(s.Text, rng), lint.Options{Asker: s.Asker}).Verdict == lint.Reject)
			}
		}
	}
	return p
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
