package rules_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"twoway/bank"
	"twoway/rules"
)

// TestInvalidRules checks the position and code of every fault in rules that New refuses.
func TestInvalidRules(t *testing.T) {
	for name, tt := range map[string]struct {
		rule bank.Rule
		want []string
	}{
		"faults in both texts": {
			bank.Rule{ID: "x", Status: bank.Ready, Asker: bank.Candidate, When: "profile.rol == \"nursing\"", Pick: "question.topic = \"safety\""},
			[]string{"/rules/x/when:1:1: unknown_field", "/rules/x/pick:1:16: malformed"},
		},
		"an interviewer's rule that looks at cares": {
			bank.Rule{ID: "x", Status: bank.Ready, Asker: bank.Interviewer, When: `"pay" in profile.cares`},
			[]string{"/rules/x/when:1:10: personalised_kit"},
		},
		"a case that fails": {
			bank.Rule{
				ID: "x", Status: bank.Ready, Asker: bank.Candidate, When: `profile.role == "nursing"`, Effect: bank.Effect{Kind: bank.Boost, Points: 1},
				Cases: []bank.Case{{Applies: true, Profile: bank.Meeting{Role: "nursing"}}, {Applies: true, Profile: bank.Meeting{Role: "kitchen"}}},
			},
			[]string{"/rules/x/cases/1:0:0: case_failed"},
		},
		"cases with unknown IDs": {
			bank.Rule{
				ID: "x", Status: bank.Ready, Asker: bank.Candidate, When: `profile.rol == "nursing"`, Effect: bank.Effect{Kind: bank.Boost, Points: 1},
				Cases: []bank.Case{{Applies: true}, {Applies: true, Profile: bank.Meeting{
					Role: "nurse", Seniority: "snior", Stage: "x", AskedOf: "hr", Cares: []string{"pay", "staffing", ""}, Aspects: []string{"pay"},
				}}},
			},
			[]string{
				"/rules/x/when:1:1: unknown_field", "/rules/x/cases/1/profile/role:0:0: unknown_value", "/rules/x/cases/1/profile/seniority:0:0: unknown_value",
				"/rules/x/cases/1/profile/stage:0:0: unknown_value", "/rules/x/cases/1/profile/asked_of:0:0: unknown_value",
				"/rules/x/cases/1/profile/cares/1:0:0: unknown_value", "/rules/x/cases/1/profile/cares/2:0:0: unknown_value",
				"/rules/x/cases/1/profile/aspects/0:0:0: unknown_value",
			},
		},
		"a case with an unknown ID does not run": {
			bank.Rule{
				ID: "x", Status: bank.Ready, Asker: bank.Candidate, When: `profile.role == "nursing"`, Effect: bank.Effect{Kind: bank.Boost, Points: 1},
				Cases: []bank.Case{{Applies: true, Profile: bank.Meeting{Role: "nurse"}}},
			},
			[]string{"/rules/x/cases/0/profile/role:0:0: unknown_value"},
		},
		"a draft may be invalid": {bank.Rule{ID: "x", Status: bank.Draft, Asker: bank.Candidate, When: "?"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			content := shipped()
			content.Rules = []bank.Rule{tt.rule}
			_, err := rules.New(bank.ReleaseID{}, &content)
			var got []string
			if e, ok := err.(*bank.Error); ok { //nolint:errorlint // rules.New wraps nothing
				for _, f := range e.Faults {
					got = append(got, fmt.Sprintf("%s:%d:%d: %s", f.Pointer, f.Line, f.Column, f.Code))
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s\n%v", diff, err)
			}
		})
	}
}

// TestFailingCases checks that the fault of a failing case says which text is the cause.
func TestFailingCases(t *testing.T) {
	nurse, cook := bank.Meeting{Role: "nursing"}, bank.Meeting{Role: "kitchen"}
	const says, saysNot = "The case says that the rule applies, but ", "The case says that the rule does not apply, but "
	for _, tt := range []struct {
		when, pick string
		bank.Case
		want string
	}{
		{`profile.role == "nursing"`, ``, bank.Case{Applies: true, Profile: cook}, says + `it does not apply to this meeting.`},
		{`profile.role == "nursing"`, ``, bank.Case{Applies: true, Profile: cook, Question: "last-short-shift"}, says + `it does not apply to this meeting.`},
		{`profile.role == "nursing"`, `question.topic == "onboarding"`, bank.Case{Applies: true, Profile: nurse, Question: "last-short-shift"}, says + `it does not pick "last-short-shift".`},
		{`profile.role == "nursing"`, `question.depth == 3`, bank.Case{Profile: nurse}, saysNot + `it applies to this meeting.`},
		{`profile.role == "nursing"`, ``, bank.Case{Profile: nurse, Question: "last-short-shift"}, saysNot + `it applies to this meeting and picks "last-short-shift".`},
		{` `, `question.depth == 3`, bank.Case{Profile: nurse}, saysNot + `a rule without "when" applies to every meeting; name a question that it does not pick.`},
		{``, ``, bank.Case{Applies: true, Profile: nurse, Question: "retired-one"}, says + `the question "retired-one" is not ready, so it is never picked.`},
	} {
		content := shipped()
		content.Rules = []bank.Rule{{ID: "x", Status: bank.Ready, Asker: bank.Candidate, When: tt.when, Pick: tt.pick, Cases: []bank.Case{tt.Case}}}
		_, err := rules.New(bank.ReleaseID{}, &content)
		if want := "/rules/x/cases/0\n    " + tt.want; err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("when %s, pick %s: got %v, want %s", tt.when, tt.pick, err, want)
		}
	}
}
