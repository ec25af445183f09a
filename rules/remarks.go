package rules

import (
	"fmt"
	"strings"

	"twoway/bank"
	"twoway/rules/guard"
)

// Remark is one odd thing about a rule, such as that it never applies.
type Remark = guard.Remark

// Remarks returns what is odd about the rules of the release, by themselves and beside each other: see guard.Comparer. Progress may be
// nil.
func (e *Engine) Remarks(progress func(done, total int)) []Remark {
	var remarks []Remark
	for n, asker := range askers() {
		side := e.guarded(asker)
		half := halfOf(progress, n)
		remarks = append(remarks, guard.NewComparer(side).All(side.Rules, half)...)
		half(1, 1)
	}
	return remarks
}

// RemarkFault returns a remark as a fault, which names the rules that it is about.
func RemarkFault(r Remark) bank.Fault {
	f := bank.Fault{Code: string(r.Kind), Pointer: bank.KindRule.Pointer(r.Rule) + remarkField(r.Kind), Detail: remarkText(&r)}
	if r.Other != "" {
		f.Rules = []string{r.Other}
	}
	return f
}

// remarkField returns the field of a rule that a remark is about, as the end of a pointer.
func remarkField(kind guard.Kind) string {
	switch kind {
	case guard.NeverApplies, guard.AlwaysApplies:
		return "/when"
	case guard.PicksNothing:
		return "/pick"
	case guard.Unmet:
		return "/effect/count"
	case guard.Doubled, guard.Hidden, guard.Contradicted:
	}
	return ""
}

func remarkText(r *Remark) string {
	switch r.Kind {
	case guard.NeverApplies:
		return "No meeting meets this condition, so the rule never applies."
	case guard.PicksNothing:
		return "Wherever this rule applies, it picks no question that suits the meeting, so it does nothing."
	case guard.AlwaysApplies:
		return "Every meeting meets this condition. If that is what you mean, leave it empty."
	case guard.Doubled:
		return fmt.Sprintf("The rule %s does the same to the same questions in the same meetings. Retire one of the two.", r.Other)
	case guard.Hidden:
		return fmt.Sprintf("This rule changes nothing: wherever it applies, the rule %s already demands the same or more.", r.Other)
	case guard.Contradicted:
		return fmt.Sprintf("The rule %s undoes what this rule does, wherever both apply.", r.Other)
	case guard.Unmet:
		return unmetText(r)
	}
	return ""
}

func unmetText(r *Remark) string {
	how := "In no meeting to which this rule applies are there as many questions as it requires: after what rules exclude, some have %d."
	if !r.Never {
		how = "Some meetings to which this rule applies have only %d of the questions that it requires, after what rules exclude."
	}
	text := fmt.Sprintf(how, r.Least)
	if len(r.Where) > 0 {
		text += " For example, those with " + strings.Join(r.Where, ", ") + "."
	}
	return text
}
