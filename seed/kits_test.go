package seed_test

import (
	"errors"
	"slices"
	"testing"

	"twoway/bank"
	sentences "twoway/internal/people"
	"twoway/internal/testbank"
	"twoway/lint"
	"twoway/release/serve"
)

// compiledShipped returns the shipped bank, ready to answer.
func compiledShipped(t *testing.T) *serve.Compiled {
	t.Helper()
	compiled, err := serve.Compile(testbank.Frozen(t, bank.Release{}, *shipped(t)), nil)
	if err != nil {
		t.Fatal(err)
	}
	return compiled
}

// TestHostileFacts puts what interviewers must not ask about, as people who did not know the lint wrote it, into requirements, into their
// blanks and into competencies: it is refused, or not understood, or no question of the kit is one that the lint rejects.
func TestHostileFacts(t *testing.T) {
	t.Parallel()
	compiled := compiledShipped(t)
	list, err := sentences.Read("../lint/testdata/people", sentences.All)
	if err != nil {
		t.Fatal(err)
	}
	list = slices.DeleteFunc(list, func(s sentences.Sentence) bool { return s.Asker != bank.Interviewer || s.OK })
	kits, refused := 0, 0
	for i, s := range list {
		said := string([]rune(s.Text)[:min(bank.MaxSlot, len([]rune(s.Text)))])
		r := compiled.Content.Vocabulary.Requirements[i%len(compiled.Content.Vocabulary.Requirements)]
		for _, req := range []bank.Request{
			{Requirements: []bank.RequestedRequirement{{Said: said}}, Competencies: []string{said}},
			{Requirements: []bank.RequestedRequirement{{ID: r.ID, Slots: map[string]string{r.Slots[0].Name: said}}}},
		} {
			req.Asker, req.Role, req.Minutes, req.Stage = bank.Interviewer, []string{"nurse", "driver", "accountant"}[i%3], 20, "recruiter_screen"
			kits++
			set, err := compiled.Answer(req)
			if refusal, ok := errors.AsType[*bank.Error](err); ok && refusal.Code == bank.CodeInvalidRequest {
				refused++
				continue
			}
			if err != nil {
				t.Fatalf("%q: %v", said, err)
			}
			for _, it := range set.Items {
				for _, text := range []string{it.Question.Text, it.Question.Softer, it.Question.Firmer} {
					if len(it.Slots) > 0 && lint.Check(text, lint.Options{Asker: bank.Interviewer}).Verdict == lint.Reject {
						t.Errorf("with %q, the kit asks %q", said, text)
					}
				}
			}
		}
	}
	t.Logf("%d of %d refused", refused, kits)
	if kits < 200 || refused == 0 {
		t.Errorf("%d kits, %d refused", kits, refused)
	}
}

// TestFrameOfKits: every kit of at least ten minutes opens with a question that is not rated, each of at least twenty ends with five minutes
// for theirs, none has more minutes or questions than asked for, and all but those at the offer have a rated question or say so.
func TestFrameOfKits(t *testing.T) {
	t.Parallel()
	compiled := compiledShipped(t)
	v := &compiled.Content.Vocabulary
	for i, role := range append(v.Roles, bank.Role{}) {
		for j, stage := range append(v.Stages, bank.Stage{}) {
			minutes := []int{5, 10, 15, 20, 30, 45, 60}[(i+j)%7]
			set, err := compiled.Answer(bank.Request{
				Asker: bank.Interviewer, Role: role.Name, Stage: stage.ID, Minutes: minutes, Seniority: v.Seniorities[(i+2*j)%len(v.Seniorities)].ID,
			})
			if err != nil {
				t.Fatal(err)
			}
			items := set.Items
			rated := slices.ContainsFunc(items, func(it bank.Item) bool { return it.Question.Anchors != nil })
			switch {
			case len(items) == 0 || len(items) > bank.KitCount(minutes) || set.Minutes > minutes:
				t.Errorf("%s at %q: %d questions in %d of %d minutes", role.ID, stage.ID, len(items), set.Minutes, minutes)
			case minutes >= 10 && items[0].Question.Topic != "opening":
				t.Errorf("%s at %q, %d minutes: opens with %s", role.ID, stage.ID, minutes, items[0].Question.ID)
			case minutes >= 20 && (items[len(items)-1].Question.Topic != "closing" || items[len(items)-1].Question.Minutes != 5):
				t.Errorf("%s at %q, %d minutes: ends with %s", role.ID, stage.ID, minutes, items[len(items)-1].Question.ID)
			case !rated && stage.ID != "offer" && len(set.Shortfall) == 0:
				t.Errorf("%s at %q, %d minutes: nothing is rated", role.ID, stage.ID, minutes)
			}
		}
	}
}
