package drafts_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"twoway/bank"
	"twoway/exchange"
	"twoway/release/drafts"
	"twoway/seed"
)

// TestShippedWordings: not one remark on the bank that ships, neither rejections nor advice.
func TestShippedWordings(t *testing.T) {
	content, err := exchange.Load(seed.Shipped())
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range drafts.CheckWording(&content) {
		t.Errorf("%s: %s (%q)", r.Pointer, r.Detail, r.On)
	}
}

// worded is a bank of one question with that text, which is well worded otherwise.
func worded(asker bank.Asker, text string, waivers ...bank.Waiver) *bank.Content {
	fine := "When did somebody on this team last change a plan, and what did they change?"
	return &bank.Content{Questions: []bank.Question{
		{ID: "one", Status: bank.Ready, Asker: asker, Locale: "en", Text: text, Softer: fine, Firmer: fine, Waivers: waivers},
	}}
}

func TestCheckWording(t *testing.T) {
	for name, tt := range map[string]struct {
		content *bank.Content
		want    []string
	}{
		"nothing to say":        {worded(bank.Candidate, "Which plan did the team drop last year, and what came in its place?"), nil},
		"a fault of tone":       {worded(bank.Candidate, "Why did you let so many people go last year?"), []string{"!tone.accusation /questions/one/text"}},
		"not for interviewers":  {worded(bank.Interviewer, "How old were you when you last changed a plan?"), []string{"!fair.age /questions/one/text"}},
		"too short":             {worded(bank.Candidate, "Which plan failed last year?"), []string{"form.words /questions/one/text"}},
		"two questions":         {worded(bank.Candidate, "Which plan did the team drop last year? And what came in its place?"), []string{"form.question_mark /questions/one/text"}},
		"little to hold on to":  {worded(bank.Candidate, "Is the work of this team planned by the people who do it?"), []string{"!point.vague /questions/one/text", "form.anchors /questions/one/text"}},
		"waived, but too often": {worded(bank.Candidate, "Which plan failed last year?", bank.Waiver{Rule: "form.words", Because: "Short on purpose."}), []string{"too_many_waivers /questions"}},
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

func TestNearDuplicatesAreRemarked(t *testing.T) {
	c := worded(bank.Candidate, "Which plan did the team drop last year, and what came in its place?")
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
