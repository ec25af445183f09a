package publish

import (
	"cmp"
	"fmt"
	"strings"

	"twoway/bank"
	"twoway/release/serve"
	"twoway/rules"
)

// Codes of the guard's faults.
const faultNoQuestions = "no_questions" // a meeting that had questions has none any more

// checkLosses adds a fault for the meetings that had questions in the release before and have none after: one for each set of rules
// that takes them away. Before is nil if the previous release cannot serve.
func checkLosses(report *bank.Report, before, after *serve.Compiled, progress func(done, total int)) {
	losses := after.Lost(before, progress)
	for i := range losses.Lost {
		report.Faults = append(report.Faults, lossFault(&losses.Lost[i]))
	}
	if losses.Unproven {
		report.Faults = append(report.Faults, bank.Fault{
			Code: bank.FaultTooComplex, Pointer: pointerToMeetings,
			Detail: "The rules that exclude questions depend on each other in so many ways that nobody can say whether each meeting keeps a question. Make some of them simpler.",
		})
	}
}

// pointerToMeetings is the pointer of faults and warnings that are about meetings, and not about one part of the bank.
const pointerToMeetings = "/coverage"

// checkRules adds a warning for each rule that never applies, does nothing beside another, or demands what cannot be had.
func checkRules(report *bank.Report, compiled *serve.Compiled, progress func(done, total int)) {
	for _, remark := range compiled.Remarks(progress) {
		report.Warnings = append(report.Warnings, rules.RemarkFault(remark))
	}
}

func lossFault(l *rules.Lost) bank.Fault {
	f := bank.Fault{Code: faultNoQuestions, Pointer: pointerToMeetings, Rules: l.Rules}
	if len(l.Rules) == 1 {
		f.Pointer = bank.KindRule.Pointer(l.Rules[0])
	}
	var b strings.Builder
	fmt.Fprintf(&b, "No question would be left for the %s", l.Example.Asker)
	if len(l.Where) > 0 {
		fmt.Fprintf(&b, ", with %s", strings.Join(l.Where, ", "))
	} else {
		b.WriteString(", in any meeting")
	}
	switch len(l.Rules) {
	case 0:
		b.WriteString(": none suits any more")
	case 1:
		fmt.Fprintf(&b, ": the rule %s excludes all that suit (%d)", l.Rules[0], l.Suiting)
	default:
		fmt.Fprintf(&b, ": the rules %s together exclude all that suit (%d)", listed(l.Rules), l.Suiting)
	}
	fmt.Fprintf(&b, "; the release in service has %d. For example: %s. Loosen a rule, or add a question.", l.Before, meetingText(&l.Example))
	if l.More > 0 {
		fmt.Fprintf(&b, " There are at least %d more kinds of meetings like this.", l.More)
	}
	f.Detail = b.String()
	return f
}

// listed joins texts: "a, b and c".
func listed(list []string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:len(list)-1], ", ") + " and " + list[len(list)-1]
}

// meetingText says everything about one meeting.
func meetingText(m *rules.GuardedMeeting) string {
	texts := []string{
		cmp.Or(withPrefix("role ", m.Role), "no role"), cmp.Or(withPrefix("seniority ", m.Seniority), "no seniority"), cmp.Or(withPrefix("stage ", m.Stage), "no stage"),
	}
	if m.Occupation != "" {
		texts[0] += " (" + m.Occupation + ")"
	}
	if m.Asker == bank.Candidate {
		texts = append(texts, cmp.Or(withPrefix("asked of ", m.AskedOf), "nobody said whom one asks"))
	}
	texts = append(texts, rules.MinutesText(m.Minutes))
	if m.Asker == bank.Candidate {
		texts = append(texts, cmp.Or(withPrefix("cares: ", strings.Join(append(append(append([]string{}, m.Cares...), m.Aspects...), m.Terms...), ", ")), "no cares"))
	}
	return strings.Join(texts, ", ")
}

func withPrefix(prefix, text string) string {
	if text == "" {
		return ""
	}
	return prefix + text
}
