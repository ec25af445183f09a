package lang_test

import (
	"testing"

	"twoway/bank"
	"twoway/rules/lang"
)

// FuzzCompile looks for admitted texts that fail, take long, have the wrong meaning or an unstable canonical form, and for
// refused texts without a useful fault. Its seeds are the cases in testdata.
//
//	go test ./rules/lang -run '^$' -fuzz FuzzCompile -fuzztime 2m
func FuzzCompile(f *testing.F) {
	for _, c := range read[admitted](f, "admitted.yaml") {
		f.Add(c.Text, c.Asker == bank.Interviewer, c.Part == lang.When)
	}
	for _, c := range read[refused](f, "refused.yaml") {
		f.Add(c.Text, c.Asker == bank.Interviewer, c.Part == lang.When)
	}
	for _, h := range read[hostile](f, "hostile.yaml") {
		if source := h.source(); len(source) <= lang.MaxBytes {
			f.Add(source, false, true)
		}
	}
	l, envs := language(), environments(f)
	f.Fuzz(func(t *testing.T, source string, isInterviewer, isWhen bool) {
		s := scope("", "")
		if isInterviewer {
			s.Asker = bank.Interviewer
		}
		if isWhen {
			s.Part = lang.When
		}
		p, faults := l.Compile(source, s)
		switch {
		case p == nil:
			checkFaults(t, source, faults)
		case len(faults) > 0:
			t.Errorf("%q is admitted with faults: %v", source, faults)
		default:
			checkAdmitted(t, source, s, p, envs)
		}
	})
}
