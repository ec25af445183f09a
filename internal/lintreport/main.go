// Lintreport evaluates the lint of wording on the labelled questions in lint/testdata. It prints the precision and recall of
// every rule on the development and the test split, then the totals and the speed with their gates (minimum) and aims. It
// exits with status 1 if the test split or the speed misses a gate. With -list it prints the misjudged questions of the
// development split instead; it never shows those of the test split, so that nothing is tuned on them.
package main

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"time"

	"twoway/lint"
)

func main() {
	list := flag.Bool("list", false, "print the misjudged questions of the development split")
	flag.Parse()
	development := &split{name: "development", files: []string{"voice-a", "voice-b", "voice-c", "voice-d", "fresh-1", "fresh-2"}}
	test := &split{name: "test", files: []string{"voice-e"}}
	splits := []*split{development, test}
	for _, s := range splits {
		if err := s.read("lint/testdata"); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
	}
	if *list {
		fmt.Print(strings.Join(development.misjudged(), ""))
		return
	}
	printRules(splits)
	if !printTotals(splits) {
		os.Exit(1)
	}
}

// printRules prints a row per rule with three shares for each split: precision (the flagged questions that are faulty),
// named (the flagged questions that are labelled with this fault) and recall (the questions labelled with this fault that
// are flagged).
func printRules(splits []*split) {
	fmt.Printf("| %-40s |", "rule: precision, named, recall (labelled)")
	for _, s := range splits {
		fmt.Printf(" %-21s |", s.name)
	}
	fmt.Println("\n| --- |" + strings.Repeat(" --- |", len(splits)))
	for _, rule := range lint.Rules() {
		fmt.Printf("| %-40s |", rule)
		for _, s := range splits {
			c := s.counts(rule)
			fmt.Printf(" %4s %4s %4s (%3d)  |", share(c.faulty, c.flagged), share(c.named, c.flagged), share(c.named, c.labelled), c.labelled)
		}
		fmt.Println()
	}
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

// balanced returns the balanced accuracy: the mean of the shares of fine questions passed and of faulty questions flagged.
func balanced(t tally) float64 { return (ratio(t.passed, t.fine) + ratio(t.flagged, t.faulty)) / 2 }

// printTotals prints the figures that have gates, and reports whether the last split and the speed meet them.
func printTotals(splits []*split) bool {
	for _, s := range splits {
		fmt.Printf("\n%s: %d questions in %s", s.name, len(s.questions), strings.Join(s.files, ", "))
	}
	fmt.Printf("\n\n| %-44s | gate | aim |", "total")
	for _, s := range splits {
		fmt.Printf(" %-11s |", s.name)
	}
	fmt.Println(" result |\n| --- | --- | --- | --- | --- | --- |")
	met := true
	for _, row := range []struct {
		name      string
		gate, aim float64
		figure    func(tone, fairness tally) float64
	}{
		{"tone: balanced accuracy", 0.80, 0.88, func(t, _ tally) float64 { return balanced(t) }},
		{"tone: fine questions passed", 0.94, 0.98, func(t, _ tally) float64 { return ratio(t.passed, t.fine) }},
		{"fairness: balanced accuracy", 0.88, 0.95, func(_, f tally) float64 { return balanced(f) }},
		{"fairness: plainly unlawful questions flagged", 0.97, 1.00, func(_, f tally) float64 { return ratio(f.plainFlagged, f.plain) }},
		{"correct fault named", 0.80, 0.90, func(t, f tally) float64 { return ratio(t.named+f.named, t.flagged+f.flagged) }},
	} {
		fmt.Printf("| %-44s | %.2f | %.2f |", row.name, row.gate, row.aim)
		last := 0.0
		for _, s := range splits {
			last = row.figure(s.tally(false), s.tally(true))
			fmt.Printf(" %-11.3f |", last)
		}
		met = printResult(last, row.gate, row.aim) && met
	}
	speed := textsPerSecond(splits)
	fmt.Printf("| %-44s | %.0f | %.0f | | %-11.0f |", "texts per second on one core", 5_000.0, 20_000.0, speed)
	return printResult(speed, 5_000, 20_000) && met
}

// printResult ends a row with the result, and reports whether the gate is met.
func printResult(figure, gate, aim float64) bool {
	switch {
	case figure < gate:
		fmt.Println(" MISSED |")
		return false
	case figure < aim:
		fmt.Println(" gate met |")
	default:
		fmt.Println(" aim met |")
	}
	return true
}

// textsPerSecond checks all texts one after another for a second and returns the rate.
func textsPerSecond(splits []*split) float64 {
	start, n := time.Now(), 0
	for time.Since(start) < time.Second {
		for _, s := range splits {
			for _, q := range s.questions {
				lint.Check(q.Text, lint.Options{Asker: q.Asker})
				n++
			}
		}
	}
	return float64(n) / time.Since(start).Seconds()
}
