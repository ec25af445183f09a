package drafts

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"

	"twoway/bank"
	"twoway/internal/background"
	"twoway/lint"
)

// The editorial standard of a bank, in addition to the lint; docs/bank.md explains it.
const (
	fewestWords          = 3
	mostWords            = 30
	hardestGrade         = 10
	interviewerMarks     = 1 // of pointedness; an ordinary question of a candidate needs none
	mostWaivedPerHundred = 1
)

// Remark is a finding about a wording. Rejected is true if the lint rejects the wording; other remarks are advice.
type Remark struct {
	bank.Fault

	Rejected bool
}

// CheckWording checks the wordings of every ready question with the lint, under the strictest law, and against the editorial
// standard, and every text for what is pasted rather than written. Findings that a question waives are left out; it is a remark itself if more than one question in a hundred has a
// waiver. Remarks are in the order of the questions; a pointer is "/questions/<id>/<field>", or
// that of another part.
func CheckWording(c *bank.Content) []Remark {
	w := &wordingCheck{append(checkQuestions(c), checkTexts(c)...)}
	for _, pair := range similarPairs(c) {
		w.nearDuplicate(pair[1].ID, pair[0].ID)
	}
	return w.remarks
}

// WordingMemory checks the wordings of releases, and remembers what it found: from one release to the next, few questions change.
// The zero value is ready for use. It is safe for concurrent use.
type WordingMemory struct {
	mu      sync.Mutex
	checked map[string]checkedQuestion // of the last release, by ID
}

// checkedQuestion is a question, the terms of its trades, and the remarks about its wordings.
type checkedQuestion struct {
	question bank.Question
	trade    []string
	remarks  []Remark
}

// CheckFrozen is CheckWording for the content of a release, which already lists near duplicates. Progress, which may be nil, is told how
// many questions are checked, by one goroutine at a time.
func (m *WordingMemory) CheckFrozen(c *bank.Content, progress func(done, total int)) []Remark {
	m.mu.Lock()
	defer m.mu.Unlock()
	questions := c.ReadyQuestions()
	checked := make([]checkedQuestion, len(questions))
	counted, trades := newCounter(len(questions), progress), &trades{vocabulary: &c.Vocabulary}
	background.Each(len(questions), func(i int) {
		q := questions[i]
		known, trade := m.checked[q.ID], trades.of(q.Roles)
		if !slices.Equal(known.trade, trade.lexicon) || !reflect.DeepEqual(&known.question, q) {
			w := &wordingCheck{}
			w.question(q, trade.words())
			known = checkedQuestion{*q, trade.lexicon, w.remarks}
		}
		checked[i] = known
		counted.add()
	})
	m.checked = make(map[string]checkedQuestion, len(questions))
	found := make([][]Remark, len(questions))
	for i, known := range checked {
		m.checked[known.question.ID], found[i] = known, known.remarks
	}
	w := &wordingCheck{append(joinRemarks(questions, found), checkTexts(c)...)}
	for _, cluster := range c.NearDuplicates {
		for _, id := range cluster[1:] {
			w.nearDuplicate(id, cluster[0])
		}
	}
	return w.remarks
}

// Split returns the faults of rejected wordings and those that are advice; nil if there are none.
func Split(remarks []Remark) (rejected, advice []bank.Fault) {
	for _, remark := range remarks {
		if remark.Rejected {
			rejected = append(rejected, remark.Fault)
		} else {
			advice = append(advice, remark.Fault)
		}
	}
	return rejected, advice
}

// checkQuestions returns the remarks about the wordings of every ready question, without comparing questions.
func checkQuestions(c *bank.Content) []Remark {
	questions := c.ReadyQuestions()
	found := make([][]Remark, len(questions))
	trades := &trades{vocabulary: &c.Vocabulary}
	background.Each(len(questions), func(i int) { found[i] = checkQuestion(trades, questions[i]) })
	return joinRemarks(questions, found)
}

// joinRemarks joins the remarks about questions, and adds one if too many of them have a waiver.
func joinRemarks(questions []*bank.Question, found [][]Remark) []Remark {
	all, waived := &wordingCheck{}, 0
	for i, q := range questions {
		all.remarks = append(all.remarks, found[i]...)
		if len(q.Waivers) > 0 {
			waived++
		}
	}
	if waived*100 > len(questions)*mostWaivedPerHundred {
		all.remark("/questions", "too_many_waivers", fmt.Sprintf("%d of %d questions waive a check of their wording. At most one in a hundred may; reword the others.", waived, len(questions)))
	}
	return all.remarks
}

// checkQuestion returns the remarks about the wordings of one question, none if it is not ready.
func checkQuestion(t *trades, q *bank.Question) []Remark {
	w := &wordingCheck{}
	if q.Status == bank.Ready {
		w.question(q, t.of(q.Roles).words())
	}
	return w.remarks
}

// wordingCheck collects remarks.
type wordingCheck struct{ remarks []Remark }

func (w *wordingCheck) remark(pointer, code, detail string) {
	w.remarks = append(w.remarks, Remark{Fault: bank.Fault{Code: code, Pointer: pointer, Detail: detail}})
}

// question checks the wordings of a question about some trades, whose words are given.
func (w *wordingCheck) question(q *bank.Question, words lint.Trade) {
	options := lint.Options{Asker: q.Asker, Trade: words}
	q = q.Spoken()
	for _, wording := range []struct{ field, text string }{{"text", q.Text}, {"softer", q.Softer}, {"firmer", q.Firmer}} {
		pointer := "/questions/" + q.ID + "/" + wording.field
		report := lint.Check(wording.text, options)
		for _, f := range report.Findings {
			if q.Waives(f.Rule) {
				continue
			}
			w.remarks = append(w.remarks, Remark{Rejected: f.Severity == lint.Error, Fault: bank.Fault{
				Code: f.Rule, Pointer: pointer, Detail: f.Rule + ": " + f.Message + " " + f.Suggestion,
				On: string([]rune(wording.text)[f.Start:f.End]), Fix: f.Rewrite,
			}})
		}
		w.form(q, pointer, wording.text, report)
	}
}

// trades knows the words of the trades that questions are about. It is safe for concurrent use.
type trades struct {
	vocabulary *bank.Vocabulary
	known      sync.Map // trade by the IDs of its roles, joined
}

// trade is the terms of a question's trades, and their words, which are made when they are first needed: few questions change.
type trade struct {
	lexicon []string
	words   func() lint.Trade
}

// of returns the words of the trades with these IDs.
func (t *trades) of(roles []string) trade {
	key := strings.Join(roles, " ")
	if known, found := t.known.Load(key); found {
		if known, ok := known.(trade); ok {
			return known
		}
	}
	var lexicon []string
	for i := range t.vocabulary.Roles {
		if r := &t.vocabulary.Roles[i]; slices.Contains(roles, r.ID) {
			lexicon = append(lexicon, r.Lexicon...)
		}
	}
	made := trade{lexicon, sync.OnceValue(func() lint.Trade { return lint.NewTrade(lexicon...) })}
	t.known.Store(key, made)
	return made
}

// form checks length, reading grade, the number of questions, and marks of pointedness.
func (w *wordingCheck) form(q *bank.Question, pointer, text string, report lint.Report) {
	for _, rule := range []struct {
		code   string
		broken bool
		detail string
	}{
		{"form.words", report.Words < fewestWords || report.Words > mostWords, fmt.Sprintf("This must have from %d to %d words; it has %d.", fewestWords, mostWords, report.Words)},
		{"form.grade", report.Grade > hardestGrade, fmt.Sprintf("The reading grade must be at most %d; it is %d. Use shorter words and sentences.", hardestGrade, report.Grade)},
		{"form.question_mark", strings.Count(text, "?") > 1, "This must be one question, with at most one question mark."},
		{"form.anchors", slices.Contains(bank.ScoredFormats(), q.Format) && marksOf(report) < interviewerMarks, "This is too general: it needs a specific detail (a number, a time, a case, a name …)."},
	} {
		if rule.broken && !q.Waives(rule.code) {
			w.remark(pointer, rule.code, rule.detail)
		}
	}
}

// marksOf returns the number of marks of pointedness in a report.
func marksOf(r lint.Report) int {
	n := 0
	for _, p := range r.Pointed.Parts {
		if p.Points > 0 {
			n++
		}
	}
	return n
}

// nearDuplicate adds a remark about a question that says nearly the same as another one.
func (w *wordingCheck) nearDuplicate(id, other string) {
	w.remark("/questions/"+id+"/text", "near_duplicate", fmt.Sprintf("This says nearly the same as %q.", other))
}

// counter counts what several goroutines have done.
type counter struct {
	mu          sync.Mutex
	done, total int
	progress    func(done, total int)
}

func newCounter(total int, progress func(done, total int)) *counter {
	return &counter{total: total, progress: progress}
}

// add counts one more.
func (c *counter) add() {
	if c.progress == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.done++
	c.progress(c.done, c.total)
}
