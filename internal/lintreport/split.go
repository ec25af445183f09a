package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"twoway/bank"
	"twoway/lint"
)

// labelled is a question and how people judge it.
type labelled struct {
	ID, Pair, Label, Text, Trade, Note string
	Asker                              bank.Asker
	Faults                             []string
	Subtle                             bool
}

// split is a part of the labelled questions, divided by author, and the lint's report on each.
type split struct {
	name      string
	files     []string
	questions []labelled
	reports   []lint.Report // of questions
}

// read loads the split's files from dir and checks every question.
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
		s.questions = append(s.questions, list...)
	}
	for _, q := range s.questions {
		s.reports = append(s.reports, lint.Check(q.Text, lint.Options{Asker: q.Asker}))
	}
	return nil
}

// rulesOf returns the distinct rules in a report that start with prefix; with errorsOnly, only those found as errors.
func rulesOf(r *lint.Report, prefix string, errorsOnly bool) []string {
	var list []string
	for _, f := range r.Findings {
		if strings.HasPrefix(f.Rule, prefix) && (!errorsOnly || f.Severity == lint.Error) && !slices.Contains(list, f.Rule) {
			list = append(list, f.Rule)
		}
	}
	return list
}

// misjudged returns a line for each fine question that is flagged (FALSE), each faulty question that is not (MISSED), and
// each faulty question that is flagged for another fault (OTHER).
func (s *split) misjudged() []string {
	var lines []string
	for i, q := range s.questions {
		found := rulesOf(&s.reports[i], "", true)
		switch {
		case q.Label == "fine" && len(found) > 0:
			lines = append(lines, fmt.Sprintf("FALSE  %s %s %v: %s\n", q.ID, q.Asker, found, q.Text))
		case q.Label != "fine" && len(found) == 0:
			lines = append(lines, fmt.Sprintf("MISSED %s %s %v: %s\n", q.ID, q.Asker, q.Faults, q.Text))
		case q.Label != "fine" && !intersect(found, q.Faults):
			lines = append(lines, fmt.Sprintf("OTHER  %s %s %v for %v: %s\n", q.ID, q.Asker, found, q.Faults, q.Text))
		}
	}
	return lines
}

// intersect reports whether two lists have a common element.
func intersect(a, b []string) bool {
	return slices.ContainsFunc(a, func(rule string) bool { return slices.Contains(b, rule) })
}

// ruleCounts are numbers of questions for one rule.
type ruleCounts struct {
	flagged  int // by the rule
	faulty   int // flagged, and labelled with any fault
	labelled int // labelled with the rule's fault
	named    int // flagged and labelled
}

func (s *split) counts(rule string) ruleCounts {
	var c ruleCounts
	for i, q := range s.questions {
		flagged, isLabelled := slices.Contains(rulesOf(&s.reports[i], "", false), rule), slices.Contains(q.Faults, rule)
		c.flagged += toInt(flagged)
		c.faulty += toInt(flagged && q.Label != "fine")
		c.labelled += toInt(isLabelled)
		c.named += toInt(flagged && isLabelled)
	}
	return c
}

func toInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// tally counts the questions of a split for one family of rules. Plain faults are those that are not subtle.
type tally struct{ fine, passed, faulty, flagged, named, plain, plainFlagged int }

// tally counts fine questions and those with a fault of fairness, for interviewers' questions only; or, if not fairness,
// those with a fault of tone, for all questions.
func (s *split) tally(fairness bool) tally {
	var t tally
	for i, q := range s.questions {
		if fairness && q.Asker != bank.Interviewer {
			continue
		}
		r := &s.reports[i]
		flagged, found := r.Verdict == lint.Reject, rulesOf(r, "", true)
		if fairness {
			found = rulesOf(r, "fair.", true)
			flagged = len(found) > 0
		}
		family := "tone."
		if fairness {
			family = "fair."
		}
		isOfFamily := slices.ContainsFunc(q.Faults, func(f string) bool { return strings.HasPrefix(f, family) })
		switch {
		case q.Label == "fine":
			t.fine++
			t.passed += toInt(!flagged)
		case isOfFamily:
			t.faulty++
			t.flagged += toInt(flagged)
			t.named += toInt(flagged && intersect(found, q.Faults))
			t.plain += toInt(!q.Subtle)
			t.plainFlagged += toInt(!q.Subtle && flagged)
		}
	}
	return t
}
