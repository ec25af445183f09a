package release

import (
	"fmt"
	"strings"

	"twoway/bank"
	"twoway/wording"
)

// The editorial standard of a bank, beside the lint of wording; docs/bank.md tells it.
const (
	fewestWords          = 6
	mostWords            = 30
	hardestGrade         = 10
	candidateAnchors     = 2 // things to hold on to
	interviewerAnchors   = 1
	mostWaivedPerHundred = 1
)

// Remark is something about the wording of a bank. Rejected tells that the lint rejects it, as against advice.
type Remark struct {
	bank.Fault

	Rejected bool
}

// CheckWording holds the wordings of every ready question against the lint, under the strictest law, and against the
// editorial standard. What a question waives with a reason is left out; more than one question in a hundred that does is a
// remark itself. Remarks are in the order of the questions; a pointer is "/questions/<id>/<field>".
func CheckWording(c *bank.Content) []Remark {
	e := &editor{content: c}
	for i := range c.Questions {
		if q := &c.Questions[i]; q.Status == bank.Ready {
			e.ready++
			e.question(q)
		}
	}
	if e.waived*100 > e.ready*mostWaivedPerHundred {
		e.remark("/questions", "too_many_waivers", fmt.Sprintf("%d of %d questions have waivers; it must not be more than one in a hundred.", e.waived, e.ready))
	}
	e.nearDuplicates()
	return e.remarks
}

// editor gathers remarks.
type editor struct {
	content       *bank.Content
	remarks       []Remark
	ready, waived int
}

func (e *editor) remark(pointer, code, detail string) {
	e.remarks = append(e.remarks, Remark{Fault: bank.Fault{Code: code, Pointer: pointer, Detail: detail}})
}

func (e *editor) question(q *bank.Question) {
	if len(q.Waivers) > 0 {
		e.waived++
	}
	options := wording.Options{Asker: q.Asker, Trade: e.trade(q)}
	for _, one := range []struct{ field, text string }{{"text", q.Text}, {"softer", q.Softer}, {"firmer", q.Firmer}} {
		pointer := "/questions/" + q.ID + "/" + one.field
		report := wording.Check(one.text, options)
		for _, f := range report.Findings {
			if q.Waives(f.Rule) {
				continue
			}
			e.remarks = append(e.remarks, Remark{Rejected: f.Severity == wording.Error, Fault: bank.Fault{
				Code: f.Rule, Pointer: pointer, Detail: f.Rule + ": " + f.Message + " " + f.Suggestion,
				On: string([]rune(one.text)[f.Start:f.End]), Fix: f.Rewrite,
			}})
		}
		e.form(q, pointer, one.text, report)
	}
}

// trade is the words of the trades that a question belongs to.
func (e *editor) trade(q *bank.Question) []string {
	var lexicon []string
	for _, r := range e.content.Vocabulary.Roles {
		for _, id := range q.Roles {
			if r.ID == id {
				lexicon = append(lexicon, r.Lexicon...)
			}
		}
	}
	return lexicon
}

// form checks length, grade, number of questions, and what there is to hold on to.
func (e *editor) form(q *bank.Question, pointer, text string, report wording.Report) {
	least := interviewerAnchors
	if q.Asker == bank.Candidate {
		least = candidateAnchors
	}
	for _, rule := range []struct {
		code   string
		broken bool
		detail string
	}{
		{"form.words", report.Words < fewestWords || report.Words > mostWords, fmt.Sprintf("This has %d words; it must have from %d to %d.", report.Words, fewestWords, mostWords)},
		{"form.grade", report.Grade > hardestGrade, fmt.Sprintf("This reads at grade %d; %d is the most.", report.Grade, hardestGrade)},
		{"form.question_mark", strings.Count(text, "?") != 1, "This must be one question, with one question mark."},
		{"form.anchors", anchorsOf(report) < least, fmt.Sprintf("This gives %d things to hold on to; it must give %d.", anchorsOf(report), least)},
	} {
		if rule.broken && !q.Waives(rule.code) {
			e.remark(pointer, rule.code, rule.detail)
		}
	}
}

// anchorsOf is how many things there are to hold on to.
func anchorsOf(r wording.Report) int {
	n := 0
	for _, p := range r.Pointed.Parts {
		if p.Points > 0 {
			n++
		}
	}
	return n
}

// nearDuplicates remarks on questions that say nearly the same as another one.
func (e *editor) nearDuplicates() {
	for _, pair := range similar(e.content) {
		e.remark("/questions/"+pair[1].ID+"/text", "near_duplicate", fmt.Sprintf("This says nearly the same as %q.", pair[0].ID))
	}
}
