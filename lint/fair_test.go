package lint_test

import (
	"path/filepath"
	"strings"
	"testing"

	"twoway/bank"
	"twoway/internal/people"
	"twoway/lint"
)

// fairFindings returns the IDs of the fairness findings about an interviewer's text.
func fairFindings(text string) []string {
	var list []string
	for _, id := range rulesOf(lint.Check(text, lint.Options{Asker: bank.Interviewer})) {
		if strings.HasPrefix(id, "fair.") {
			list = append(list, id)
		}
	}
	return list
}

// TestOrdinaryQuestionsAreFair checks questions of everyday English that share words with unlawful ones.
func TestOrdinaryQuestionsAreFair(t *testing.T) {
	for _, text := range []string{
		"The job needs a van licence. Do you hold one?", "Shifts start at 5:30. Can you work that?", "Tell me about a day when you had too much to do.",
		"What made you apply for this one?", "It pays 14 an hour. Does that work for you?", "What have you been doing lately?", "What did you do yourself?",
		"Tell me about a time you had to calm someone down.", "A customer wants a refund you can't give. What do you do?", "What helps you do your best work?",
		"The mornings are hectic. How does that sound?", "Here's the drawing. What would you make first?", "Take me through a fault that was hard to find.",
		"What would make you stop the job?", "What did you choose not to do?", "A child tells you something worrying. What do you do?",
		"When did you help someone choose for themselves?", "The role has sleep-ins. Can you do those?", "When did you stop something people wanted?",
		"How did that team change in your time?", "When did you tell a boss something unwelcome?", "What went wrong, and what did you change?",
		"What do you need to know before you'd say yes?", "What made you keep going with us?", "When could you start?", "We take up references next. Is that all right?",
		"Tell me about a garden you looked after.", "You're alone and a machine sounds wrong. What do you do?", "It's outdoors all year. Can you do that?",
		"Can you work nights?", "When did you learn something hard?", "What did you give up?", "Are you over 18?", "Are you over 21, as our insurer requires?",
		"What hours can you work?", "How long is the orientation period?", "How old is the equipment?", "Do you have the right to work here?",
		"Which job is the crew on right now?", "Where do you see yourself in five years?", "Tell me about a decision you made in your last job.",
		"How has demonstrated leadership helped you?", "How big is the team?", "How do you plan cross-curricular work?", "Have you ever managed people?",
	} {
		if found := fairFindings(text); len(found) > 0 {
			t.Errorf("%q is rejected: %v", text, found)
		}
	}
}

// TestPeoplesQuestions checks questions that people wrote who did not know the rules. Single ones may be misjudged.
func TestPeoplesQuestions(t *testing.T) {
	files, err := filepath.Glob("testdata/people/" + people.Development)
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		var fine, flagged, unlawful, caught int
		for _, q := range readPeople(t, filepath.Base(file)) {
			found := len(fairFindings(q.Text)) > 0
			switch {
			case q.Asker != bank.Interviewer:
			case q.Kind == "unlawful":
				unlawful++
				caught += toInt(found)
			case q.OK:
				fine++
				flagged += toInt(found)
			}
		}
		if unlawful == 0 || fine == 0 || 100*caught < 92*unlawful || 100*flagged > fine {
			t.Errorf("%s: caught %d of %d unlawful questions, and %d of %d lawful ones", file, caught, unlawful, flagged, fine)
		}
	}
}

func toInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// TestExceptionsOfAnotherClause checks that what the statement before a question says does not excuse the question.
func TestExceptionsOfAnotherClause(t *testing.T) {
	for text, rule := range map[string]string{
		"The parents see you first thing; is the beard permanent?":                                        "fair.photo_appearance",
		"As you would be deciding on the loans of customers, do you yourself owe anybody?":                "fair.financial_credit",
		"We see many patients here; are you on any medication yourself?":                                  "fair.disability_health_genetic",
		"The clients will ask this too: have you ever had something to do with the police?":               "fair.criminal_arrest_record",
		"Our members are used to locals on the desk, so what would you say your own heritage is?":         "fair.race_ethnicity_national_origin",
		"A minister visits the ward in June; would you say that you lean left or right come polling day?": "fair.politics",
	} {
		if found := fairFindings(text); len(found) == 0 || found[0] != rule {
			t.Errorf("%q: found %v, want %s", text, found, rule)
		}
	}
}
