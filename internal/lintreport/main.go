// Lintreport evaluates the lint of wording. It prints, for every rule, its precision and recall on the labelled questions in
// lint/testdata and how many good sentences of people it rejects; then the figures that have a gate and an aim, next to those
// of the first sight, before anybody had looked at the sentences. It exits with status 1 if a figure misses its gate. With
// -list it prints the misjudged questions of the development files instead.
package main

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"twoway/bank"
	"twoway/internal/people"
	"twoway/lint"
)

func main() {
	list := flag.Bool("list", false, "print the misjudged questions of the development files")
	flag.Parse()
	if err := run("lint/testdata", *list); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

// data is what the lint is evaluated on.
type data struct {
	development, test   *split            // labelled pairs
	known, unseen, last []people.Sentence // of people: development; locked away until the end; written after the end
	first               firstSight
}

func run(folder string, list bool) error {
	d, err := readData(folder)
	if err != nil {
		return err
	}
	if list {
		fmt.Print(strings.Join(append(d.development.misjudged(), misjudged(d.known)...), ""))
		return nil
	}
	printRules(d)
	if !printFigures(d) {
		return fmt.Errorf("\na figure misses its gate")
	}
	return nil
}

func readData(folder string) (*data, error) {
	d := &data{
		development: &split{name: "development", files: []string{"voice-a", "voice-b", "voice-c", "voice-d", "fresh-1", "fresh-2"}},
		test:        &split{name: "test", files: []string{"voice-e"}},
	}
	var err error
	for _, s := range []*split{d.development, d.test} {
		if err = s.read(folder); err != nil {
			return nil, err
		}
	}
	for _, part := range []struct {
		list    *[]people.Sentence
		pattern string
	}{{&d.known, people.Development}, {&d.unseen, people.Unseen}, {&d.last, people.Last}} {
		if *part.list, err = people.Read(folder+"/people", part.pattern); err != nil {
			return nil, err
		}
	}
	d.first, err = readFirstSight(folder + "/first-sight.tsv")
	return d, err
}

// printRules prints a row per rule: on the labelled pairs its precision (the flagged questions that are faulty) and recall (the
// questions labelled with its fault that are flagged), and how many good sentences of people it finds something in.
func printRules(d *data) {
	fmt.Printf("| %-40s | %-19s | %-19s | %-24s |\n| --- | --- | --- | --- |\n", "rule", "precision of pairs", "recall of pairs", "good sentences it flags")
	all := slices.Concat(d.known, d.unseen, d.last)
	goods := verdicts(all, anyGood).all
	flagged := goodFlagged(all)
	for _, rule := range lint.Rules() {
		a, b := d.development.counts(rule), d.test.counts(rule)
		fmt.Printf("| %-40s | %-19s | %-19s | %3d of %-17d |\n", rule, share(a.faulty+b.faulty, a.flagged+b.flagged),
			share(a.named+b.named, a.labelled+b.labelled), flagged[rule], goods)
	}
}

// goodFlagged returns the number of good sentences in which each rule finds something.
func goodFlagged(list []people.Sentence) map[string]int {
	flagged := map[string]int{}
	for _, s := range list {
		if !s.OK {
			continue
		}
		r := check(s)
		for _, rule := range rulesOf(&r, "", false) {
			flagged[rule]++
		}
	}
	return flagged
}

// misjudged returns a line for each good sentence that is rejected and each faulty one that is not.
func misjudged(list []people.Sentence) []string {
	var lines []string
	for _, s := range list {
		r := check(s)
		switch rejected := r.Verdict == lint.Reject; {
		case s.OK && rejected:
			lines = append(lines, fmt.Sprintf("FALSE  %s %s %v: %s\n", s.ID, s.Asker, rulesOf(&r, "", true), s.Text))
		case !s.OK && !rejected:
			lines = append(lines, fmt.Sprintf("MISSED %s %s %s: %s\n", s.ID, s.Asker, s.Kind, s.Text))
		}
	}
	return lines
}

// share formats n/total, or "-" if total is 0.
func share(n, total int) string {
	if total == 0 {
		return "-"
	}
	return fmt.Sprintf("%.2f", float64(n)/float64(total))
}

// ratio returns n/total, or 1 if total is 0.
func ratio(n, total int) float64 {
	if total == 0 {
		return 1
	}
	return float64(n) / float64(total)
}

// figure is a figure with a gate and an aim. Low figures are better if the gate is above the aim.
type figure struct {
	name      string
	gate, aim float64
	now       float64
}

// printFigures prints the figures, and reports whether all of them meet their gates.
func printFigures(d *data) bool {
	fmt.Printf("\nPairs: %d for development, %d for tests. Sentences of people: %d for development, %d locked away until the end, %d written after it.\n\n",
		len(d.development.questions), len(d.test.questions), len(d.known), len(d.unseen), len(d.last))
	fmt.Printf("| %-58s | gate | aim | first sight | now | |\n| --- | --- | --- | --- | --- | --- |\n", "figure")
	met := true
	for _, f := range d.figures() {
		first := d.first[f.name]
		if first == "" {
			first = "-"
		}
		fmt.Printf("| %-58s | %s | %s | %s | %s | %s |\n", f.name, number(f.gate), number(f.aim), first, number(f.now), f.result())
		met = met && f.result() != "MISSED"
	}
	return met
}

// number formats a figure: shares with three decimals, others without.
func number(x float64) string {
	if x > 1 {
		return fmt.Sprintf("%.0f", x)
	}
	return fmt.Sprintf("%.3f", x)
}

func (f figure) result() string {
	lowIsBetter := f.gate > f.aim
	atLeast := func(limit float64) bool { return lowIsBetter && f.now <= limit || !lowIsBetter && f.now >= limit }
	switch {
	case atLeast(f.aim):
		return "aim met"
	case atLeast(f.gate):
		return "met"
	}
	return "MISSED"
}

// figures returns the figures with gates.
func (d *data) figures() []figure {
	fresh := slices.Concat(d.unseen, d.last)
	var list []figure
	for _, group := range []struct {
		name      string
		sentences []people.Sentence
	}{{"development", d.known}, {"unseen", d.unseen}, {"last", d.last}} {
		for _, asker := range []bank.Asker{bank.Candidate, bank.Interviewer} {
			list = append(list, figure{string(asker) + "s' good sentences rejected, " + group.name, 0.03, 0.01, verdicts(group.sentences, good(asker), lint.Reject).share()})
		}
		list = append(list,
			figure{"rude candidates rejected, " + group.name, 0.75, 0.85, verdicts(group.sentences, rude(bank.Candidate), lint.Reject).share()},
			figure{"rude interviewers rejected, " + group.name, 0.70, 0.85, verdicts(group.sentences, rude(bank.Interviewer), lint.Reject).share()},
			figure{"unlawful rejected, " + group.name, 0.88, 0.95, verdicts(group.sentences, unlawful, lint.Reject).share()},
			figure{"plainly unlawful rejected, " + group.name, 0.98, 1, verdicts(group.sentences, plainlyUnlawful, lint.Reject).share()},
		)
	}
	return append(list,
		figure{"pairs of the test split: tone, balanced", 0.87, 0.92, balanced(d.test.tally(false))},
		figure{"pairs of the test split: fairness, balanced", 0.93, 0.97, balanced(d.test.tally(true))},
		figure{"rejected in disguise, of what is rejected plainly", 0.95, 0.99, disguised(fresh).share()},
		figure{"good sentences to revise", 0.10, 0.05, verdicts(slices.Concat(d.known, fresh), anyGood, lint.Revise).share()},
		figure{"English sentences taken for another language", 0.005, 0, verdicts(slices.Concat(d.known, fresh), func(people.Sentence) bool { return true }, lint.Unsupported).share()},
		figure{"texts a second on one core", 9_000, 30_000, d.textsPerSecond()},
	)
}

// balanced returns the balanced accuracy: the mean of the shares of fine questions passed and of faulty questions flagged.
func balanced(t tally) float64 { return (ratio(t.passed, t.fine) + ratio(t.flagged, t.faulty)) / 2 }

// textsPerSecond checks all sentences of people one after another for a second and returns the rate.
func (d *data) textsPerSecond() float64 {
	start, n := time.Now(), 0
	for time.Since(start) < time.Second {
		for _, s := range d.known {
			check(s)
			n++
		}
	}
	return float64(n) / time.Since(start).Seconds()
}
