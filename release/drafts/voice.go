package drafts

import (
	"slices"

	"twoway/bank"
	"twoway/lint"
)

// VoiceRow is a measure of how the questions of a side sound, in their text, softer and firmer wordings. A measure of no use for
// a wording is NotMeasured there.
type VoiceRow struct {
	Asker   bank.Asker
	Measure string
	Values  [3]int // in percent of the questions, words or questions
	Percent bool
	Gate    int
	AtLeast bool // the gate is a minimum
}

// NotMeasured is the value of a measure for a wording that it is not for.
const NotMeasured = -1

// Met reports whether all values meet the gate.
func (r VoiceRow) Met() bool {
	return !slices.ContainsFunc(r.Values[:], func(value int) bool {
		return value != NotMeasured && (r.AtLeast && value < r.Gate || !r.AtLeast && value > r.Gate)
	})
}

// voiceGates are the limits of a side. They come from sixteen lists of questions that people wrote and use, 1 264 questions, of
// which at most one in ten hangs a second question on the first, at most one in twenty turns on the last of something, the median
// has ten words and one in ten more than eighteen.
type voiceGates struct{ medianWords, mostWords, opening int }

// mostCaseWords is the limit for a case that is put to somebody: the situation must be told.
const mostCaseWords = 30

// MeasureVoice measures how the ready questions of each side sound. Sides without any are left out.
func MeasureVoice(c *bank.Content) []VoiceRow {
	rows := voiceOf(c, bank.Candidate, voiceGates{medianWords: 13, mostWords: 18, opening: 10})
	return append(rows, voiceOf(c, bank.Interviewer, voiceGates{medianWords: 15, mostWords: 22, opening: 15})...)
}

func voiceOf(c *bank.Content, asker bank.Asker, gates voiceGates) []VoiceRow {
	var all, cases spokenWordings
	for _, q := range c.ReadyQuestions() {
		switch {
		case q.Asker != asker:
		case q.Format.IsCase():
			all.add(q)
			cases.add(q)
		default:
			all.add(q)
			all.addLength(q)
		}
	}
	if all.questions() == 0 {
		return nil
	}
	rows := []VoiceRow{
		{Measure: "a second question is hung on", Gate: 10, Percent: true, Values: all.share(func(v lint.Voice) bool { return v.Second })},
		{Measure: "turns on the last of something", Gate: 15, Percent: true, Values: all.share(func(v lint.Voice) bool { return v.Last })},
		{Measure: "words, median", Gate: gates.medianWords, Values: all.quantile(50)},
		{Measure: "words, nine in ten at most", Gate: gates.mostWords, Values: all.quantile(90)},
		{Measure: "has a contraction", Gate: 15, Percent: true, AtLeast: true, Values: onlyText(all.shareAtLeast(func(v lint.Voice) bool { return v.Contraction }))},
		{Measure: "most common first two words", Gate: gates.opening, Percent: true, Values: all.commonest()},
		{Measure: "softer opens with a statement", Gate: 40, Percent: true, Values: onlySofter(all.share(func(v lint.Voice) bool { return v.Statement }))},
		{Measure: "softer is over six words longer", Gate: 0, Values: [3]int{NotMeasured, all.count(func(text, softer, _ int) bool { return softer > text+6 }), NotMeasured}},
		{Measure: "firmer is longer, and over ten words", Gate: 0, Values: [3]int{NotMeasured, NotMeasured, all.count(func(text, _, firmer int) bool { return firmer > max(text, 10) })}},
	}
	if cases.questions() > 0 {
		cases.lengths = cases.wordCounts()
		rows = append(rows, VoiceRow{Measure: "words of a case, at most", Gate: mostCaseWords, Values: cases.quantile(100)})
	}
	for i := range rows {
		rows[i].Asker = asker
	}
	return rows
}

func onlyText(values [3]int) [3]int   { return [3]int{values[0], NotMeasured, NotMeasured} }
func onlySofter(values [3]int) [3]int { return [3]int{NotMeasured, values[1], NotMeasured} }

// spokenWordings has the voices of texts, softer and firmer wordings, in that order, and the numbers of words of those whose
// length counts.
type spokenWordings struct {
	voices  [3][]lint.Voice
	lengths [3][]int
}

func (s *spokenWordings) questions() int { return len(s.voices[0]) }

func (s *spokenWordings) add(q *bank.Question) {
	for i, wording := range wordingsOf(q) {
		s.voices[i] = append(s.voices[i], lint.VoiceOf(wording))
	}
}

func (s *spokenWordings) addLength(q *bank.Question) {
	for i, wording := range wordingsOf(q) {
		s.lengths[i] = append(s.lengths[i], lint.VoiceOf(wording).Words)
	}
}

func wordingsOf(q *bank.Question) [3]string {
	q = q.Spoken()
	return [3]string{q.Text, q.Softer, q.Firmer}
}

func (s *spokenWordings) wordCounts() (lengths [3][]int) {
	for i, voices := range s.voices {
		for _, v := range voices {
			lengths[i] = append(lengths[i], v.Words)
		}
	}
	return lengths
}

// share returns the percentages of voices of a kind, rounded up: for a gate that is a maximum.
func (s *spokenWordings) share(is func(lint.Voice) bool) (shares [3]int) {
	for i, voices := range s.voices {
		shares[i] = percent(countIf(voices, is), len(voices))
	}
	return shares
}

// shareAtLeast returns the percentages of voices of a kind, rounded down: for a gate that is a minimum.
func (s *spokenWordings) shareAtLeast(is func(lint.Voice) bool) (shares [3]int) {
	for i, voices := range s.voices {
		shares[i] = 100 * countIf(voices, is) / len(voices)
	}
	return shares
}

func countIf(voices []lint.Voice, is func(lint.Voice) bool) int {
	n := 0
	for _, v := range voices {
		if is(v) {
			n++
		}
	}
	return n
}

// quantile returns the numbers of words that the given percentage of wordings do not exceed.
func (s *spokenWordings) quantile(share int) (words [3]int) {
	for i, lengths := range s.lengths {
		if len(lengths) == 0 {
			continue
		}
		sorted := slices.Sorted(slices.Values(lengths))
		words[i] = sorted[max(0, percentOf(share, len(sorted))-1)]
	}
	return words
}

// commonest returns the percentages of wordings that begin with the most common first two words, rounded up.
func (s *spokenWordings) commonest() (shares [3]int) {
	for i, voices := range s.voices {
		times, most := map[string]int{}, 0
		for _, v := range voices {
			times[v.Opening]++
			most = max(most, times[v.Opening])
		}
		shares[i] = percent(most, len(voices))
	}
	return shares
}

// count returns the number of questions whose numbers of words are of a kind.
func (s *spokenWordings) count(is func(text, softer, firmer int) bool) int {
	n := 0
	for i := range s.voices[0] {
		if is(s.voices[0][i].Words, s.voices[1][i].Words, s.voices[2][i].Words) {
			n++
		}
	}
	return n
}

// percent returns n of all in percent, rounded up.
func percent(n, all int) int { return (100*n + all - 1) / all }

// percentOf returns a percentage of n, rounded up.
func percentOf(share, n int) int { return (share*n + 99) / 100 }
