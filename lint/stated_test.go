package lint_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"twoway/bank"
	"twoway/lint"
)

// TestStatedFacts checks that what a job may be said to need may be stated in a question, too.
func TestStatedFacts(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/facts.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		fact, isLawful := strings.CutPrefix(strings.TrimSpace(line), "+ ")
		if !isLawful {
			continue
		}
		for _, wording := range []string{
			"This is the rota: %s. Can you work that?",
			"If we offer you the job, there'd be a check: %s. Are you happy with that?",
			"You'd need a licence for this job: %s. Have you got it?",
			"Some of the work is moving things: %s. Can you do that, with any adjustments you need?",
			"Part of the work needs a language: %s. Can you do that part?",
			"Everyone wears this: %s, with adjustments if needed. Is that all right?",
			"One more thing the job needs: %s. Do you meet that too?",
		} {
			if found := fairFindings(fmt.Sprintf(wording, fact)); len(found) > 0 {
				t.Errorf(wording+": found %v", fact, found)
			}
		}
	}
}

// TestStatedFactsCoverNothingElse checks that a fact is no excuse for what else is asked, nor for what is no fact.
func TestStatedFactsCoverNothingElse(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, rule string }{
		{"This is the rota: baby clinic on Wednesdays. Do you have a baby yourself?", "fair.sex_pregnancy_family"},
		{"This is the rota: baby clinic on Wednesdays. No little ones at home yourself, are there?", "fair.sex_pregnancy_family"},
		{"Part of the work needs a language: good spoken German. Are you German?", "fair.race_ethnicity_national_origin"},
		{"If we offer you the job, there'd be a check: an enhanced DBS check. Have you ever been arrested?", "fair.criminal_arrest_record"},
		{"The job needs this: are you married, or have you got children. Can you say?", "fair.marital_status"},
		{"The job needs this: your age and your religion. Is that all right?", "fair.religion"},
		{"Do you have children who need the rota: baby clinic on Wednesdays. Do you?", "fair.sex_pregnancy_family"},
	} {
		if found := fairFindings(c.text); !slices.Contains(found, c.rule) {
			t.Errorf("%q: found %v, want %s", c.text, found, c.rule)
		}
	}
}

// TestStatedFactsMayBeRude checks that the tone of a fact counts, and that a plain one is no further question.
func TestStatedFactsMayBeRude(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]lint.Verdict{
		"I have to ask everyone about the rota: maternity cover, 30 hours until next March. Could you work that?":                   lint.Pass,
		"I have to ask everyone about the rota: forklift certificate, two-shift system. Could you work that?":                       lint.Pass,
		"The rota's this: why did you let so many people go. Can you work it?":                                                      lint.Reject,
		"This is the rota: two nights a week. Why did you let so many people go?":                                                   lint.Reject,
		"The job needs this: somebody who can put up with all the favouritism here and this boring little office. Can you do that?": lint.Reject,
	} {
		if got := lint.Check(text, lint.Options{Asker: bank.Interviewer}).Verdict; got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}
