package drafts

import (
	"fmt"
	"strings"

	"twoway/bank"
	"twoway/internal/background"
	"twoway/lint"
)

// The editorial standard of a bank, in addition to the lint; docs/bank.md explains it.
const (
	fewestWords          = 6
	mostWords            = 30
	hardestGrade         = 10
	candidateAnchors     = 2 // marks of pointedness
	interviewerAnchors   = 1
	mostWaivedPerHundred = 1
)

// Remark is a finding about a wording. Rejected reports that the lint rejects the wording; other remarks are advice.
type Remark struct {
	bank.Fault

	Rejected bool
}

// CheckWording checks the wordings of every ready question with the lint, under the strictest law, and against the
// editorial standard. Findings that a question waives, with a reason, are left out; more than one question in a hundred with
// a waiver is a remark itself. Remarks are in the order of the questions; a pointer is "/questions/<id>/<field>".
func CheckWording(c *bank.Content) []Remark {
	e := &editor{vocabulary: &c.Vocabulary, remarks: checkQuestions(c)}
	for _, pair := range similar(c) {
		e.nearDuplicate(pair[1].ID, pair[0].ID)
	}
	return e.remarks
}

// CheckFrozenWording is CheckWording for the content of a release, in which near duplicates are already listed.
func CheckFrozenWording(c *bank.Content) []Remark {
	e := &editor{vocabulary: &c.Vocabulary, remarks: checkQuestions(c)}
	for _, cluster := range c.NearDuplicates {
		for _, id := range cluster[1:] {
			e.nearDuplicate(id, cluster[0])
		}
	}
	return e.remarks
}

// Split separates the faults that the lint rejects from those that are advice. Either is nil if there are none.
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

// checkQuestions checks the wordings of every ready question, each on its own.
func checkQuestions(c *bank.Content) []Remark {
	questions := c.ReadyQuestions()
	found := make([][]Remark, len(questions))
	background.Each(len(questions), func(i int) { found[i] = checkQuestion(&c.Vocabulary, questions[i]) })
	all, waived := &editor{vocabulary: &c.Vocabulary}, 0
	for i, q := range questions {
		all.remarks = append(all.remarks, found[i]...)
		if len(q.Waivers) > 0 {
			waived++
		}
	}
	if waived*100 > len(questions)*mostWaivedPerHundred {
		all.remark("/questions", "too_many_waivers", fmt.Sprintf("%d of %d questions have waivers; at most one in a hundred may.", waived, len(questions)))
	}
	return all.remarks
}

// checkQuestion checks the wordings of one question, if it is ready.
func checkQuestion(v *bank.Vocabulary, q *bank.Question) []Remark {
	e := &editor{vocabulary: v}
	if q.Status == bank.Ready {
		e.question(q)
	}
	return e.remarks
}

// editor collects remarks.
type editor struct {
	vocabulary *bank.Vocabulary
	remarks    []Remark
}

func (e *editor) remark(pointer, code, detail string) {
	e.remarks = append(e.remarks, Remark{Fault: bank.Fault{Code: code, Pointer: pointer, Detail: detail}})
}

func (e *editor) question(q *bank.Question) {
	options := lint.Options{Asker: q.Asker, Trade: e.trade(q)}
	for _, one := range []struct{ field, text string }{{"text", q.Text}, {"softer", q.Softer}, {"firmer", q.Firmer}} {
		pointer := "/questions/" + q.ID + "/" + one.field
		report := lint.Check(one.text, options)
		for _, f := range report.Findings {
			if q.Waives(f.Rule) {
				continue
			}
			e.remarks = append(e.remarks, Remark{Rejected: f.Severity == lint.Error, Fault: bank.Fault{
				Code: f.Rule, Pointer: pointer, Detail: f.Rule + ": " + f.Message + " " + f.Suggestion,
				On: string([]rune(one.text)[f.Start:f.End]), Fix: f.Rewrite,
			}})
		}
		e.form(q, pointer, one.text, report)
	}
}

// trade returns the terms of the trades that a question belongs to.
func (e *editor) trade(q *bank.Question) []string {
	var lexicon []string
	for _, r := range e.vocabulary.Roles {
		for _, id := range q.Roles {
			if r.ID == id {
				lexicon = append(lexicon, r.Lexicon...)
			}
		}
	}
	return lexicon
}

// form checks length, reading grade, the number of questions, and marks of pointedness.
func (e *editor) form(q *bank.Question, pointer, text string, report lint.Report) {
	least := interviewerAnchors
	if q.Asker == bank.Candidate {
		least = candidateAnchors
	}
	for _, rule := range []struct {
		code   string
		broken bool
		detail string
	}{
		{"form.words", report.Words < fewestWords || report.Words > mostWords, fmt.Sprintf("This has %d words; it must have %d to %d.", report.Words, fewestWords, mostWords)},
		{"form.grade", report.Grade > hardestGrade, fmt.Sprintf("This reads at grade %d; the most is %d.", report.Grade, hardestGrade)},
		{"form.question_mark", strings.Count(text, "?") != 1, "This must be one question, with one question mark."},
		{"form.anchors", anchorsOf(report) < least, fmt.Sprintf("This has %d marks of pointedness (a number, a time, a case, a name …); it must have %d.", anchorsOf(report), least)},
	} {
		if rule.broken && !q.Waives(rule.code) {
			e.remark(pointer, rule.code, rule.detail)
		}
	}
}

// anchorsOf returns how many marks of pointedness there are.
func anchorsOf(r lint.Report) int {
	n := 0
	for _, p := range r.Pointed.Parts {
		if p.Points > 0 {
			n++
		}
	}
	return n
}

// nearDuplicate reports a question that says nearly the same as another one.
func (e *editor) nearDuplicate(id, other string) {
	e.remark("/questions/"+id+"/text", "near_duplicate", fmt.Sprintf("This says nearly the same as %q.", other))
}
