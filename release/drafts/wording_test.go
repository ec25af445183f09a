package drafts_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"twoway/bank"
	"twoway/exchange"
	"twoway/release/drafts"
	"twoway/seed"
)

// TestShippedWordings: nothing in the shipped bank is rejected, and there is advice for one wording in fifty at most. An ordinary
// question that is well said stays, although the lint calls it vague.
func TestShippedWordings(t *testing.T) {
	content, err := exchange.Load(seed.Shipped())
	if err != nil {
		t.Fatal(err)
	}
	rejected, advice := drafts.Split(drafts.CheckWording(&content))
	for _, f := range rejected {
		t.Errorf("%s: %s (%q)", f.Pointer, f.Detail, f.On)
	}
	if wordings := 3 * len(content.ReadyQuestions()); 50*len(advice) > wordings {
		t.Errorf("there is advice for %d of %d wordings: %+v", len(advice), wordings, advice)
	}
}

// withText returns a bank of one question with a text; its other wordings have no faults.
func withText(asker bank.Asker, text string, waivers ...bank.Waiver) *bank.Content {
	good := "When did somebody on this team last change a plan, and what did they change?"
	format := map[bank.Asker]bank.Format{bank.Interviewer: bank.Behavioural}[asker]
	return &bank.Content{Questions: []bank.Question{
		{ID: "one", Status: bank.Ready, Asker: asker, Format: format, Locale: "en", Text: text, Softer: good, Firmer: good, Waivers: waivers},
	}}
}

func TestCheckWording(t *testing.T) {
	for name, tt := range map[string]struct {
		content *bank.Content
		want    []string
	}{
		"no remark":          {withText(bank.Candidate, "Which plan did the team drop last year, and what came in its place?"), nil},
		"rejected for tone":  {withText(bank.Candidate, "Why did you let so many people go last year?"), []string{"!tone.accusation /questions/one/text"}},
		"rejected as unfair": {withText(bank.Interviewer, "How old were you when you last changed a plan?"), []string{"!fair.age /questions/one/text"}},
		"too short":          {withText(bank.Candidate, "Which plan?"), []string{"form.words /questions/one/text"}},
		"two questions":      {withText(bank.Candidate, "Which plan did the team drop last year? And what came in its place?"), []string{"form.question_mark /questions/one/text"}},
		"vague":              {withText(bank.Candidate, "Is the work of this team planned by the people who do it?"), []string{"point.vague /questions/one/text"}},
		"ordinary":           {withText(bank.Candidate, "What happens next?"), nil},
		"general":            {withText(bank.Interviewer, "Are you good at this sort of thing?"), []string{"form.anchors /questions/one/text"}},
		"too many waivers":   {withText(bank.Candidate, "Which plan?", bank.Waiver{Rule: "form.words", Because: "Short on purpose."}), []string{"too_many_waivers /questions"}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, r := range drafts.CheckWording(tt.content) {
				mark := map[bool]string{true: "!"}[r.Rejected]
				got = append(got, mark+r.Code+" "+r.Pointer)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("remarks (-want +got):\n%s", diff)
			}
		})
	}
}

func TestCheckWordingFindsNearDuplicates(t *testing.T) {
	c := withText(bank.Candidate, "Which plan did the team drop last year, and what came in its place?")
	other := c.Questions[0]
	other.ID, other.Text = "two", "Which plans did the teams drop last year, and what came in their place?"
	far := c.Questions[0]
	far.ID, far.Text = "three", "When was a shift last short of two nurses, and who came to help?"
	c.Questions = append(c.Questions, other, far)
	remarks := drafts.CheckWording(c)
	if len(remarks) != 1 || remarks[0].Code != "near_duplicate" || remarks[0].Pointer != "/questions/two/text" || remarks[0].Rejected {
		t.Errorf("%+v", remarks)
	}
}

// TestWordingMemory: what is remembered never differs from what a check finds, whatever changes between two releases.
func TestWordingMemory(t *testing.T) {
	rude, good := "Why did you let so many people go last year?", "Which plan did the team drop last year?"
	var memory drafts.WordingMemory
	for n, c := range []*bank.Content{
		withText(bank.Candidate, good), withText(bank.Candidate, rude), withText(bank.Candidate, rude), withText(bank.Interviewer, rude),
		withText(bank.Candidate, rude, bank.Waiver{Rule: "tone.accusation", Because: "A test."}), withText(bank.Candidate, "What is the stack here?"),
		{},
		withText(bank.Candidate, good),
	} {
		if diff := cmp.Diff(drafts.CheckWording(c), memory.CheckFrozen(c, nil), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("content %d: (-checked +remembered):\n%s", n, diff)
		}
	}
}

// TestWordingMemoryOfTrades: a term that joins the lexicon of a trade makes its questions pointed, and one that leaves it makes them general.
func TestWordingMemoryOfTrades(t *testing.T) {
	var memory drafts.WordingMemory
	for n, lexicon := range [][]string{nil, {"frobnication"}, nil} {
		c := withText(bank.Interviewer, "Are you good at frobnication?")
		c.Questions[0].Roles = []string{"nursing"}
		c.Vocabulary.Roles = []bank.Role{{Term: bank.Term{ID: "nursing"}, Lexicon: lexicon}}
		if diff := cmp.Diff(drafts.CheckWording(c), memory.CheckFrozen(c, nil), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("lexicon %d: (-checked +remembered):\n%s", n, diff)
		}
	}
}
