package release

import (
	"fmt"
	"runtime"
	"strings"
	"sync"

	"twoway/bank"
	"twoway/lint"
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
	e := &editor{content: c, remarks: checkQuestions(c)}
	for _, pair := range similar(c) {
		e.nearDuplicate(pair[1].ID, pair[0].ID)
	}
	return e.remarks
}

// checkFrozen is CheckWording for the content of a release, in which near duplicates are listed already.
func checkFrozen(c *bank.Content) []Remark {
	e := &editor{content: c, remarks: checkQuestions(c)}
	for _, cluster := range c.NearDuplicates {
		for _, id := range cluster[1:] {
			e.nearDuplicate(id, cluster[0])
		}
	}
	return e.remarks
}

// checkQuestions checks the wordings of every ready question, each for itself.
func checkQuestions(c *bank.Content) []Remark {
	questions := ready(c.Questions, func(q *bank.Question) bank.Status { return q.Status })
	editors := make([]editor, len(questions))
	var group sync.WaitGroup
	workers := spare()
	for worker := range workers {
		group.Go(func() {
			for i := worker; i < len(questions); i += workers {
				editors[i].content = c
				editors[i].question(questions[i])
				runtime.Gosched() // sets that are asked for meanwhile go first
			}
		})
	}
	group.Wait()
	all, waived := &editor{content: c}, 0
	for i, q := range questions {
		all.remarks = append(all.remarks, editors[i].remarks...)
		if len(q.Waivers) > 0 {
			waived++
		}
	}
	if waived*100 > len(questions)*mostWaivedPerHundred {
		all.remark("/questions", "too_many_waivers", fmt.Sprintf("%d of %d questions have waivers; it must not be more than one in a hundred.", waived, len(questions)))
	}
	return all.remarks
}

// spare is how many processors a check may keep busy: all but one, which is for those who ask for sets meanwhile.
func spare() int { return max(1, runtime.GOMAXPROCS(0)-1) }

// editor gathers remarks.
type editor struct {
	content *bank.Content
	remarks []Remark
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
func anchorsOf(r lint.Report) int {
	n := 0
	for _, p := range r.Pointed.Parts {
		if p.Points > 0 {
			n++
		}
	}
	return n
}

// nearDuplicate remarks on a question that says nearly the same as another one.
func (e *editor) nearDuplicate(id, other string) {
	e.remark("/questions/"+id+"/text", "near_duplicate", fmt.Sprintf("This says nearly the same as %q.", other))
}
