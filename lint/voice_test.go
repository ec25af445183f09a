package lint_test

import (
	"testing"

	"twoway/lint"
)

func TestVoiceSecondQuestion(t *testing.T) {
	for text, want := range map[string]bool{
		"How do tips get split?": false,
		"On the last shift that was a nurse short, how many patients did each nurse take, and who came to help?": true,
		"What happens here when you're a nurse short?":                                                           false,
		"When you're a nurse short, how many patients does each of you have?":                                    false,
		"I know it happens everywhere. What do you do when you're a nurse short?":                                false,
		"What pay range has been set for this role, and what puts a person near the top of it?":                  true,
		"Who trains new starters? Do they get time off for it?":                                                  true,
		"Tell me about a mistake you owned up to before anyone noticed.":                                         false,
		"Tell me about a mistake you owned up to. Who noticed?":                                                  true,
		"If leading doesn't suit me, could I go back to the work?":                                               false,
		"If leading turned out not to be my strength, could I go back, and how did it go for the last lead?":     true,
		"When the boiler fails, is there a spare, or do people go home?":                                         true,
		"How much of the week is meetings and calls?":                                                            false,
		"Is this a new role or a replacement?":                                                                   false,
		"Could you tell me who I'd work with?":                                                                   false,
		"Which alerts woke people last week: have they been fixed?":                                              true,
		"When did the rota last change – and by whom was it decided?":                                            true,
		"After a bad night, how do you make it up to people?":                                                    false,
		"When does the shift end, and when it overruns, who pays?":                                               true,
		"What's the oldest workaround, and what'd break without it?":                                             true,
		"Before I'm on my own, what will I have done?":                                                           false,
	} {
		if got := lint.VoiceOf(text).Second; got != want {
			t.Errorf("%s: second question %t, want %t", text, got, want)
		}
	}
}

func TestVoiceLast(t *testing.T) {
	for text, want := range map[string]bool{
		"When did the rota last change?":                  true,
		"What happened the last time a campaign flopped?": true,
		"What did your most recent starter find hard?":    true,
		"How long did the previous manager stay?":         true,
		"What's the latest thing you changed?":            true,
		"How many people left last year?":                 false,
		"Did you hit last month's target?":                false,
		"How long does a shift last?":                     false,
		"What have you changed these past six months?":    false,
	} {
		if got := lint.VoiceOf(text).Last; got != want {
			t.Errorf("%s: turns on the last %t, want %t", text, got, want)
		}
	}
}

func TestVoiceOf(t *testing.T) {
	for text, want := range map[string]lint.Voice{
		"":                      {},
		"What's the pay range?": {Words: 4, Contraction: true, Opening: "what's the"},
		"People’s names aren’t on it. How come?":      {Words: 7, Contraction: true, Statement: true, Opening: "people's names"},
		"How do people's hours change – say, in May?": {Words: 8, Opening: "how do"},
		"Walk me through a day.":                      {Words: 5, Opening: "walk me"},
		"Thank you. What's the job like?":             {Words: 6, Contraction: true, Statement: true, Opening: "thank you"},
	} {
		if got := lint.VoiceOf(text); got != want {
			t.Errorf("%q: %+v, want %+v", text, got, want)
		}
	}
}

func FuzzVoiceOf(f *testing.F) {
	f.Add("When you're short, how many – and who?")
	f.Add("’s 's \" ? . , : …")
	f.Fuzz(func(t *testing.T, text string) {
		if v := lint.VoiceOf(text); v.Words < 0 || v.Words == 0 && v.Opening != "" {
			t.Errorf("%+v", v)
		}
	})
}
