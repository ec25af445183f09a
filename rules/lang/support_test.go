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

// vocabulary returns a small vocabulary, so that the cases do not depend on the shipped bank.
func vocabulary() *bank.Vocabulary {
	v := &bank.Vocabulary{
		AskedOf: terms("recruiter", "hiring_manager", "peer"), Discloses: []bank.Disclosure{{Term: term("family")}, {Term: term("health")}, {Term: term("finances")}},
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
	v.Roles[0].Lexicon, v.Roles[1].Lexicon = []string{"handover", "drug round"}, []string{"handover", "service"}
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

// encounter is a named meeting and a question asked in it.
type encounter struct {
	Name     string
	Meeting  bank.Meeting
	Question bank.Question
}

func (e *encounter) env() lang.Env {
	v := vocabulary()
	return lang.Env{Profile: lang.ProfileOf(v, e.Meeting), Question: lang.QuestionOf(v, &e.Question)}
}

// environments returns the encounters of testdata/meetings.yaml, and two that no valid request leads to.
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

// read returns the cases in a file of testdata. An unknown field is an error.
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

// scope returns a scope; by default, a candidate's pick.
func scope(asker bank.Asker, part lang.Part) lang.Scope {
	if asker == "" {
		asker = bank.Candidate
	}
	if part == "" {
		part = lang.Pick
	}
	return lang.Scope{Asker: asker, Part: part}
}

// reporter is implemented by testing.T and rapid.T.
type reporter interface {
	Helper()
	Errorf(format string, args ...any)
}

// checkFaults checks the faults of a refused text: there is at least one, they are in the order of the text and inside it,
// line and column agree with the range, and every fix changes the text and leaves valid UTF-8.
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
			t.Errorf("%q: %+v comes after %+v, which is later in the text", source, f, faults[i-1])
		}
		if f.On != string(in[from:to]) {
			t.Errorf("%q: On of %+v is not the text of its range", source, f)
		}
		if f.Code == "" || f.Detail == "" {
			t.Errorf("%q: %+v lacks a code or a detail", source, f)
		}
		if fixed := applyFixes(source, f); f.Fix != "" && (fixed == source || !utf8.ValidString(fixed)) {
			t.Errorf("%q: the fix of %+v leaves %q", source, f, fixed)
		}
	}
}

// position returns the line and column, from 1, just after a text.
func position(before string) (line, column int) {
	return strings.Count(before, "\n") + 1, utf8.RuneCountInString(before[strings.LastIndex(before, "\n")+1:]) + 1
}

// applyFixes applies the fixes of faults, which must be in order and must not overlap.
func applyFixes(source string, faults ...bank.Fault) string {
	in := []rune(source)
	for _, f := range slices.Backward(faults) {
		in = slices.Concat(in[:f.Range[0]], []rune(f.Fix), in[f.Range[1]:])
	}
	return string(in)
}
