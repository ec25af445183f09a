package drafts_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"twoway/bank"
	"twoway/release/drafts"
)

// TestMeasureVoice measures four questions by hand.
func TestMeasureVoice(t *testing.T) {
	spoken := func(asker bank.Asker, format bank.Format, text, softer, firmer string) bank.Question {
		return bank.Question{Status: bank.Ready, Asker: asker, Format: format, Text: text, Softer: softer, Firmer: firmer}
	}
	c := bank.Content{Questions: []bank.Question{
		spoken(bank.Candidate, "", "What's the pay range?", "I've only seen the advert. What's the range for this one job here?", "What's the top of the range?"),
		spoken(bank.Candidate, "", "When did the rota last change, and who changed it?", "Could you tell me how the rota gets made?", "Who makes the rota these days, in the end, and is it posted?"),
		{Asker: bank.Candidate, Status: bank.Draft, Text: "What, and why, and how?"},
		spoken(bank.Interviewer, bank.Situational, "A customer shouts at you. What do you do?", "Say a customer shouts. What do you do?", "A customer shouts. What now?"),
	}}
	none := drafts.NotMeasured
	want := []drafts.VoiceRow{
		{Measure: "a second question is hung on", Gate: 10, Percent: true, Values: [3]int{50, 0, 50}},
		{Measure: "turns on the last of something", Gate: 15, Percent: true, Values: [3]int{50, 0, 0}},
		{Measure: "words, median", Gate: 13, Values: [3]int{4, 9, 6}},
		{Measure: "words, nine in ten at most", Gate: 18, Values: [3]int{10, 13, 13}},
		{Measure: "has a contraction", Gate: 15, Percent: true, AtLeast: true, Values: [3]int{50, none, none}},
		{Measure: "most common first two words", Gate: 10, Percent: true, Values: [3]int{50, 50, 50}},
		{Measure: "softer opens with a statement", Gate: 40, Percent: true, Values: [3]int{none, 50, none}},
		{Measure: "softer is over six words longer", Gate: 0, Values: [3]int{none, 1, none}},
		{Measure: "firmer is longer, and over ten words", Gate: 0, Values: [3]int{none, none, 1}},
	}
	for i := range want {
		want[i].Asker = bank.Candidate
	}
	got := drafts.MeasureVoice(&c)
	if diff := cmp.Diff(want, got[:len(want)]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	last := got[len(got)-1]
	if last.Asker != bank.Interviewer || last.Measure != "words of a case, at most" || last.Values != [3]int{9, 8, 5} {
		t.Errorf("the last row is %+v", last)
	}
}

// TestVoiceIsNotRoundedToItsGate: a share just below a minimum, or just above a maximum, does not meet the gate.
func TestVoiceIsNotRoundedToItsGate(t *testing.T) {
	var c bank.Content
	for i := range 1000 {
		q := bank.Question{Status: bank.Ready, Asker: bank.Candidate, Text: "Who plans it?", Softer: "Who plans it?", Firmer: "Who plans it?"}
		if i < 149 {
			q.Text = "Who's there?"
		}
		if i < 101 {
			q.Firmer = "Who plans it, and who does it?"
		}
		c.Questions = append(c.Questions, q)
	}
	for _, r := range drafts.MeasureVoice(&c) {
		if (r.Measure == "has a contraction" || r.Measure == "a second question is hung on") && r.Met() {
			t.Errorf("%+v meets its gate", r)
		}
	}
}

func TestVoiceRowMet(t *testing.T) {
	for name, tt := range map[string]struct {
		row  drafts.VoiceRow
		want bool
	}{
		"at most":                {drafts.VoiceRow{Gate: 10, Values: [3]int{10, 3, 0}}, true},
		"one wording over":       {drafts.VoiceRow{Gate: 10, Values: [3]int{10, 11, 0}}, false},
		"at least":               {drafts.VoiceRow{Gate: 15, AtLeast: true, Values: [3]int{15, drafts.NotMeasured, drafts.NotMeasured}}, true},
		"under":                  {drafts.VoiceRow{Gate: 15, AtLeast: true, Values: [3]int{14, drafts.NotMeasured, drafts.NotMeasured}}, false},
		"nothing was measurable": {drafts.VoiceRow{Gate: 0, Values: [3]int{drafts.NotMeasured, drafts.NotMeasured, drafts.NotMeasured}}, true},
	} {
		if got := tt.row.Met(); got != tt.want {
			t.Errorf("%s: met is %t", name, got)
		}
	}
}
