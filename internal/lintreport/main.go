// Wording measures the lint of wording on the labelled questions of lint/testdata: precision and recall of every rule
// in development and in the test split, then the totals against what they must reach (gate) and should reach (aim), and
// the speed. It ends with status 1 if the test split or the speed misses a gate. With -list it names the questions that
// come out wrong in development; the test split is never looked into.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"twoway/bank"
	"twoway/lint"
)

// labelled is a question with what people say of it.
type labelled struct {
	ID, Pair, Label, Text, Trade, Note string
	Asker                              bank.Asker
	Faults                             []string
	Subtle                             bool
}

// split is a part of the labelled questions, told apart by who wrote them, and what the lint says of each.
type split struct {
	name    string
	files   []string
	list    []labelled
	reports []lint.Report
}

func main() {
	list := flag.Bool("list", false, "name the questions that come out wrong in development")
	flag.Parse()
	development := &split{name: "development", files: []string{"voice-a", "voice-b", "voice-c", "voice-d", "fresh-1", "fresh-2"}}
	test := &split{name: "test", files: []string{"voice-e"}}
	for _, s := range []*split{development, test} {
		if err := s.read("lint/testdata"); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
	}
	if *list {
		development.wrong()
		return
	}
	splits := []*split{development, test}
	rules(splits)
	if !totals(splits) {
		os.Exit(1)
	}
}

func (s *split) read(dir string) error {
	for _, name := range s.files {
		text, err := os.ReadFile(filepath.Join(dir, name+".yaml"))
		if err != nil {
			return err
		}
		var list []labelled
		if err := yaml.Unmarshal(text, &list); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		s.list = append(s.list, list...)
	}
	for _, q := range s.list {
		s.reports = append(s.reports, lint.Check(q.Text, lint.Options{Asker: q.Asker}))
	}
	return nil
}

// names are the rules that a report finds, each once.
func names(r *lint.Report, prefix string, errorsOnly bool) []string {
	var list []string
	for _, f := range r.Findings {
		if strings.HasPrefix(f.Rule, prefix) && (!errorsOnly || f.Severity == lint.Error) && !slices.Contains(list, f.Rule) {
			list = append(list, f.Rule)
		}
	}
	return list
}

func (s *split) wrong() {
	for i, q := range s.list {
		found := names(&s.reports[i], "", true)
		switch {
		case q.Label == "fine" && len(found) > 0:
			fmt.Printf("FALSE  %s %s %v: %s\n", q.ID, q.Asker, found, q.Text)
		case q.Label != "fine" && len(found) == 0:
			fmt.Printf("MISSED %s %s %v: %s\n", q.ID, q.Asker, q.Faults, q.Text)
		case q.Label != "fine" && !meet(found, q.Faults):
			fmt.Printf("OTHER  %s %s %v for %v: %s\n", q.ID, q.Asker, found, q.Faults, q.Text)
		}
	}
}

func meet(a, b []string) bool {
	return slices.ContainsFunc(a, func(rule string) bool { return slices.Contains(b, rule) })
}

// rules prints three shares for every rule on every split: of the questions that it flags, those that have a fault
// (precision) and those that have the very fault that it names; and of those labelled with the fault, the ones that it
// flags (recall).
func rules(splits []*split) {
	fmt.Printf("| %-40s |", "rule: precision, named, recall (labelled)")
	for _, s := range splits {
		fmt.Printf(" %-21s |", s.name)
	}
	fmt.Println("\n| --- |" + strings.Repeat(" --- |", len(splits)))
	for _, rule := range lint.Rules() {
		fmt.Printf("| %-40s |", rule)
		for _, s := range splits {
			right, faulty, found, meant := 0, 0, 0, 0
			for i, q := range s.list {
				isFound, isMeant := slices.Contains(names(&s.reports[i], "", false), rule), slices.Contains(q.Faults, rule)
				found, meant, right = found+count(isFound), meant+count(isMeant), right+count(isFound && isMeant)
				faulty += count(isFound && q.Label != "fine")
			}
			fmt.Printf(" %4s %4s %4s (%3d)  |", share(faulty, found), share(right, found), share(right, meant), meant)
		}
		fmt.Println()
	}
}

func count(b bool) int {
	if b {
		return 1
	}
	return 0
}

func share(n, of int) string {
	if of == 0 {
		return "-"
	}
	return fmt.Sprintf("%.2f", float64(n)/float64(of))
}

// tally counts what a split says about a family of rules. Plain faults are those that are not subtle.
type tally struct{ fine, passed, faulty, flagged, named, plain, plainFlagged int }

// tone counts fine questions and those with a fault of tone or point; fairness those of interviewers.
func (s *split) tally(fair bool) tally {
	var t tally
	for i, q := range s.list {
		if fair && q.Asker != bank.Interviewer {
			continue
		}
		r := &s.reports[i]
		flagged, found := r.Verdict == lint.Reject, names(r, "", true)
		isFair := slices.ContainsFunc(q.Faults, func(f string) bool { return strings.HasPrefix(f, "fair.") })
		if fair {
			found = names(r, "fair.", true)
			flagged = len(found) > 0
		}
		switch {
		case q.Label == "fine":
			t.fine++
			t.passed += count(!flagged)
		case fair == isFair:
			t.faulty++
			t.flagged += count(flagged)
			t.named += count(flagged && meet(found, q.Faults))
			t.plain += count(!q.Subtle)
			t.plainFlagged += count(!q.Subtle && flagged)
		}
	}
	return t
}

func ratio(n, of int) float64 {
	if of == 0 {
		return 1
	}
	return float64(n) / float64(of)
}

// totals prints the figures that have gates, and tells whether the test split meets them.
func totals(splits []*split) bool {
	for _, s := range splits {
		fmt.Printf("\n%s: %d questions by %s", s.name, len(s.list), strings.Join(s.files, ", "))
	}
	fmt.Printf("\n\n| %-44s | gate | aim |", "total")
	for _, s := range splits {
		fmt.Printf(" %-11s |", s.name)
	}
	fmt.Println(" gate |\n| --- | --- | --- | --- | --- | --- |")
	met := true
	for _, row := range []struct {
		what      string
		gate, aim float64
		figure    func(tone, fair tally) float64
	}{
		{"tone: balanced accuracy", 0.80, 0.88, func(t, _ tally) float64 { return balanced(t) }},
		{"tone: good questions passed", 0.94, 0.98, func(t, _ tally) float64 { return ratio(t.passed, t.fine) }},
		{"fairness: balanced accuracy", 0.88, 0.95, func(_, f tally) float64 { return balanced(f) }},
		{"fairness: plainly unlawful ones caught", 0.97, 1.00, func(_, f tally) float64 { return ratio(f.plainFlagged, f.plain) }},
		{"the right fault named", 0.80, 0.90, func(t, f tally) float64 { return ratio(t.named+f.named, t.flagged+f.flagged) }},
	} {
		fmt.Printf("| %-44s | %.2f | %.2f |", row.what, row.gate, row.aim)
		last := 0.0
		for _, s := range splits {
			last = row.figure(s.tally(false), s.tally(true))
			fmt.Printf(" %-11.3f |", last)
		}
		met = verdict(last, row.gate, row.aim) && met
	}
	speed := pace(splits)
	fmt.Printf("| %-44s | %.0f | %.0f | | %-11.0f |", "texts a second on one core", 5_000.0, 20_000.0, speed)
	return verdict(speed, 5_000, 20_000) && met
}

func verdict(figure, gate, aim float64) bool {
	switch {
	case figure < gate:
		fmt.Println(" MISSED |")
		return false
	case figure < aim:
		fmt.Println(" met |")
	default:
		fmt.Println(" met, and the aim |")
	}
	return true
}

func balanced(t tally) float64 { return (ratio(t.passed, t.fine) + ratio(t.flagged, t.faulty)) / 2 }

// pace is how many texts a second are checked, one after the other.
func pace(splits []*split) float64 {
	begun, n := time.Now(), 0
	for time.Since(begun) < time.Second {
		for _, s := range splits {
			for i := range s.list {
				lint.Check(s.list[i].Text, lint.Options{Asker: s.list[i].Asker})
				n++
			}
		}
	}
	return float64(n) / time.Since(begun).Seconds()
}
