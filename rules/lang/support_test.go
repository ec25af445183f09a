package lang_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"twoway/bank"
	"twoway/rules/lang"
)

// vocabulary is a small one of its own, so that no case here changes with the bank that is shipped.
func vocabulary() *bank.Vocabulary {
	v := &bank.Vocabulary{
		AskedOf: terms("recruiter", "hiring_manager", "peer"), Discloses: terms("family", "health", "finances"),
		Cares: []bank.Care{
			{Term: term("pay"), Aspects: terms("base_pay", "bonus")},
			{Term: term("safety"), Aspects: terms("staffing")},
			{Term: term("growth"), Aspects: terms("promotion")},
		},
	}
	for i, t := range terms("intern", "entry", "mid", "senior", "lead", "manager", "director", "executive") {
		v.Seniorities = append(v.Seniorities, bank.Seniority{Term: t, Level: i + 1})
	}
	for _, t := range terms("recruiter_screen", "hiring_manager", "skills", "panel", "leadership", "offer") {
		v.Stages = append(v.Stages, bank.Stage{Term: t})
	}
	for _, t := range terms("safety", "compensation", "deciding") {
		v.Topics = append(v.Topics, bank.Topic{Term: t, Asker: bank.Candidate})
	}
	v.Topics = append(v.Topics, bank.Topic{Term: term("leadership"), Asker: bank.Interviewer})
	for _, t := range terms("nursing", "kitchen", "software_engineering", "data_engineering") {
		v.Roles = append(v.Roles, bank.Role{Term: t})
	}
	v.Roles[0].Titles, v.Seniorities[1].Synonyms, v.Stages[0].Synonyms = []string{"Nurse"}, []string{"junior"}, []string{"phone screen"}
	v.AskedOf[0].Name, v.Topics[1].Synonyms, v.Topics[3].Synonyms = "HR", []string{"money", "pay"}, []string{"leading", "money"}
	return v
}

func term(id string) bank.Term { return bank.Term{ID: id} }

func terms(ids ...string) []bank.Term {
	list := make([]bank.Term, len(ids))
	for i, id := range ids {
		list[i] = term(id)
	}
	return list
}

var questionIDs = []string{"who-decides", "last-short-shift", "range-and-its-top", "tell-me-of-a-time"}

func language() *lang.Language { return lang.New(vocabulary(), questionIDs) }

// encounter is a meeting and a question asked in it, under a name.
type encounter struct {
	Name     string
	Meeting  bank.Meeting
	Question bank.Question
}

func (e *encounter) env() lang.Env {
	v := vocabulary()
	return lang.Env{Profile: lang.ProfileOf(v, e.Meeting), Question: lang.QuestionOf(v, &e.Question)}
}

// environments are those of testdata/meetings.yaml, and two that no validated request leads to.
func environments(tb testing.TB) []lang.Env {
	tb.Helper()
	wild := lang.Env{
		Profile: lang.Profile{
			Role: "no such", Seniority: "\x00", Level: -1, Minutes: 1 << 30, Cares: slices.Repeat([]string{"pay", ""}, 100), Aspects: []string{"é"},
		},
		Question: lang.Question{ID: "\xff", Cares: []string{"pay"}, Roles: []string{"no such"}, Minutes: -1 << 30},
	}
	envs := []lang.Env{{}, wild}
	for _, e := range read[encounter](tb, "meetings.yaml") {
		envs = append(envs, e.env())
	}
	return envs
}

// read is a list of cases; an unknown field in it is an error.
func read[T any](tb testing.TB, file string) []T {
	tb.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", file))
	if err != nil {
		tb.Fatal(err)
	}
	var list []T
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	if err := decoder.Decode(&list); err != nil {
		tb.Fatalf("%s: %v", file, err)
	}
	return list
}

// scope is a candidate's pick unless something else is said.
func scope(asker bank.Asker, part lang.Part) lang.Scope {
	if asker == "" {
		asker = bank.Candidate
	}
	if part == "" {
		part = lang.Pick
	}
	return lang.Scope{Asker: asker, Part: part}
}

// reporter is what testing.T and rapid.T have in common.
type reporter interface {
	Helper()
	Errorf(format string, args ...any)
}

// checkFaults holds for the faults of every text that is refused: there is one, they stand in the order of the text and
// within it, line and column agree with the range, and a fix leaves a text.
func checkFaults(t reporter, source string, faults []bank.Fault) {
	t.Helper()
	if len(faults) == 0 {
		t.Errorf("%q is refused without a fault", source)
	}
	in := []rune(source)
	for i, f := range faults {
		from, to := f.Range[0], f.Range[1]
		if from < 0 || to < from || to > len(in) {
			t.Errorf("%q: the range of %+v is outside the text of %d runes", source, f, len(in))
			continue
		}
		if line, column := position(string(in[:from])); f.Line != line || f.Column != column {
			t.Errorf("%q: %+v says line %d, column %d; its range begins at line %d, column %d", source, f, f.Line, f.Column, line, column)
		}
		if i > 0 && from < faults[i-1].Range[0] {
			t.Errorf("%q: %+v comes after %+v, which stands behind it", source, f, faults[i-1])
		}
		if f.On != string(in[from:to]) {
			t.Errorf("%q: %+v is not on the words of its range", source, f)
		}
		if f.Code == "" || f.Detail == "" {
			t.Errorf("%q: %+v does not say what is wrong", source, f)
		}
		if mended := applyFixes(source, f); f.Fix != "" && (mended == source || !utf8.ValidString(mended)) {
			t.Errorf("%q: the fix of %+v leaves %q", source, f, mended)
		}
	}
}

// position is the line and column, from 1, of what comes after a text.
func position(before string) (line, column int) {
	return strings.Count(before, "\n") + 1, utf8.RuneCountInString(before[strings.LastIndex(before, "\n")+1:]) + 1
}

// mend is a text after the fixes of faults that stand in order and do not overlap.
func applyFixes(source string, faults ...bank.Fault) string {
	in := []rune(source)
	for _, f := range slices.Backward(faults) {
		in = slices.Concat(in[:f.Range[0]], []rune(f.Fix), in[f.Range[1]:])
	}
	return string(in)
}
