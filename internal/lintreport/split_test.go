package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"twoway/bank"
	"twoway/lint"
)

// report returns the report of a lint that found errors of these rules.
func report(rules ...string) lint.Report {
	r := lint.Report{Verdict: lint.Pass}
	for _, rule := range rules {
		r.Verdict = lint.Reject
		r.Findings = append(r.Findings, lint.Finding{Rule: rule, Severity: lint.Error})
	}
	return r
}

// sample returns a split with one question for every way to be judged.
func sample() *split {
	s := &split{}
	add := func(q labelled, r lint.Report) { s.questions, s.reports = append(s.questions, q), append(s.reports, r) }
	add(labelled{ID: "1", Label: "fine", Asker: bank.Candidate}, report())
	add(labelled{ID: "2", Label: "fine", Asker: bank.Interviewer}, report("tone.loaded"))
	add(labelled{ID: "3", Label: "faulty", Asker: bank.Candidate, Faults: []string{"tone.loaded"}}, report("tone.loaded", "tone.loaded"))
	add(labelled{ID: "4", Label: "faulty", Asker: bank.Candidate, Faults: []string{"tone.loaded"}, Subtle: true}, report("tone.threat"))
	add(labelled{ID: "5", Label: "faulty", Asker: bank.Interviewer, Faults: []string{"fair.age"}}, report("fair.age"))
	add(labelled{ID: "6", Label: "faulty", Asker: bank.Interviewer, Faults: []string{"fair.age"}}, report("tone.loaded"))
	add(labelled{ID: "7", Label: "faulty", Asker: bank.Interviewer, Faults: []string{"fair.age"}, Subtle: true}, report())
	return s
}

func TestTally(t *testing.T) {
	for fairness, want := range map[bool]tally{
		false: {fine: 2, passed: 1, faulty: 2, flagged: 2, named: 1, plain: 1, plainFlagged: 1},
		true:  {fine: 1, passed: 1, faulty: 3, flagged: 1, named: 1, plain: 2, plainFlagged: 1},
	} {
		if got := sample().tally(fairness); got != want {
			t.Errorf("fairness %t: got %+v, want %+v", fairness, got, want)
		}
	}
}

func TestCounts(t *testing.T) {
	want := ruleCounts{flagged: 3, faulty: 2, labelled: 2, named: 1}
	if got := sample().counts("tone.loaded"); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestMisjudged(t *testing.T) {
	want := []string{
		"FALSE  2 interviewer [tone.loaded]: \n",
		"OTHER  4 candidate [tone.threat] for [tone.loaded]: \n",
		"OTHER  6 interviewer [tone.loaded] for [fair.age]: \n",
		"MISSED 7 interviewer [fair.age]: \n",
	}
	if diff := cmp.Diff(want, sample().misjudged()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestRatios(t *testing.T) {
	if got := balanced(tally{fine: 4, passed: 3, faulty: 2, flagged: 1}); got != 0.625 {
		t.Errorf("balanced: got %v, want 0.625", got)
	}
	if got := ratio(0, 0); got != 1 {
		t.Errorf("ratio of none: got %v, want 1", got)
	}
	if got := share(1, 3) + " " + share(0, 0); got != "0.33 -" {
		t.Errorf("share: got %q, want %q", got, "0.33 -")
	}
}

func TestRead(t *testing.T) {
	dir := t.TempDir()
	text := "- {id: a, asker: candidate, label: faulty, faults: [tone.loaded], text: 'Why are you all such idiots?'}\n"
	if err := os.WriteFile(filepath.Join(dir, "a.yaml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	s := &split{files: []string{"a"}}
	if err := s.read(dir); err != nil {
		t.Fatal(err)
	}
	if len(s.questions) != 1 || len(s.reports) != 1 || s.questions[0].ID != "a" || s.reports[0].Verdict != lint.Reject {
		t.Errorf("got %+v", s)
	}
	if err := os.WriteFile(filepath.Join(dir, "b.yaml"), []byte("- ["), 0o600); err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]string{"b": "b: yaml", "missing": "no such file"} {
		if err := (&split{files: []string{file}}).read(dir); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", file, err, want)
		}
	}
}
