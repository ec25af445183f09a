package bank_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"twoway/bank"
)

func TestMeeting(t *testing.T) {
	profile := bank.Profile{
		Role: "nursing", Seniority: "mid", Level: 2, Stage: "panel", AskedOf: "peer", Minutes: 15, Count: 3, Seed: 9,
		Cares: []bank.Chosen{
			{Care: "pay", Aspect: "equity", Said: "shares"}, {Care: "culture"}, {Care: "pay", Aspect: "bonus"}, {Care: "pay"},
		},
	}
	job := bank.Meeting{Role: "nursing", Seniority: "mid", Stage: "panel", Minutes: 15}
	person := job
	person.AskedOf = "peer"
	person.Cares, person.Aspects = []string{"pay", "culture"}, []string{"equity", "bonus"}
	for asker, want := range map[bank.Asker]bank.Meeting{bank.Candidate: person, bank.Interviewer: job} {
		profile.Asker = asker
		if diff := cmp.Diff(want, profile.Meeting()); diff != "" {
			t.Errorf("meeting of a %s (-want +got):\n%s", asker, diff)
		}
	}
	if diff := cmp.Diff(bank.Meeting{}, bank.Profile{Asker: bank.Candidate}.Meeting()); diff != "" {
		t.Errorf("meeting of nothing (-want +got):\n%s", diff)
	}
}

func TestLevels(t *testing.T) {
	v := vocabulary()
	for _, c := range []struct {
		in       bank.SeniorityRange
		from, to int
	}{
		{bank.SeniorityRange{}, 1, 3},
		{bank.SeniorityRange{From: "mid"}, 2, 3},
		{bank.SeniorityRange{To: "mid"}, 1, 2},
		{bank.SeniorityRange{From: "entry", To: "senior"}, 1, 3},
		{bank.SeniorityRange{From: "mid", To: "mid"}, 2, 2},
		{bank.SeniorityRange{From: "unknown", To: "unknown"}, 0, 0},
	} {
		if from, to := c.in.Levels(&v); from != c.from || to != c.to {
			t.Errorf("levels of %+v are %d to %d, want %d to %d", c.in, from, to, c.from, c.to)
		}
	}
}

func TestVocabularyLookups(t *testing.T) {
	v := vocabulary()
	for id, want := range map[string]string{"bonus": "pay", "equity": "pay", "leadership": "company_health", "pay": "", "": ""} {
		if got := v.CareOf(id); got != want {
			t.Errorf("care of %q is %q, want %q", id, got, want)
		}
	}
	for id, want := range map[string]int{"entry": 1, "senior": 3, "unknown": 0, "": 0} {
		if got := v.Level(id); got != want {
			t.Errorf("level of %q is %d, want %d", id, got, want)
		}
	}
	if got, ok := v.Topic("ownership"); !ok || !cmp.Equal(got, v.Topics[1]) {
		t.Errorf("topic ownership is %+v, %v; want %+v", got, ok, v.Topics[1])
	}
	if got, ok := v.Topic("pay"); ok || !cmp.Equal(got, bank.Topic{}) {
		t.Errorf("topic pay is %+v, %v; want none", got, ok)
	}
	var none bank.Vocabulary
	if v.MaxLevel() != 3 || none.MaxLevel() != 0 {
		t.Errorf("highest levels are %d and %d, want 3 and 0", v.MaxLevel(), none.MaxLevel())
	}
}

func TestTermsAndNames(t *testing.T) {
	v := vocabulary()
	ids := map[string][]string{}
	for kind, terms := range v.Terms() {
		for _, term := range terms {
			ids[kind] = append(ids[kind], term.ID)
		}
	}
	want := map[string][]string{
		"seniority": {"entry", "mid", "senior"}, "stage": {"panel", "leadership"}, "asked_of": {"peer", "recruiter"},
		"care": {"pay", "company_health"}, "aspect": {"bonus", "equity", "leadership"},
		"topic": {"compensation", "ownership", "offering"}, "discloses": {"family", "health"}, "role": {"nursing"},
	}
	if diff := cmp.Diff(want, ids); diff != "" {
		t.Errorf("terms (-want +got):\n%s", diff)
	}
	v.Stages[1].Name = "The meeting"
	names := v.Names()
	if names["stage/leadership"] != "The meeting" || names["aspect/leadership"] != "Name of leadership" || len(names) != 18 {
		t.Errorf("names are %v, want 18, with those of both kinds of leadership", names)
	}
}

func TestErrorText(t *testing.T) {
	for _, c := range []struct {
		fault bank.Fault
		want  string
	}{
		{bank.Fault{Detail: "It is wrong."}, "It is wrong."},
		{bank.Fault{Pointer: "/stage", Detail: "It is wrong."}, "/stage: It is wrong."},
		{bank.Fault{Pointer: "/stage", Detail: "It is wrong.", Nearest: []string{"offer", "panel"}}, "/stage: It is wrong. Nearest: offer, panel."},
		{bank.Fault{Detail: "It is wrong.", Nearest: []string{"offer"}}, "It is wrong. Nearest: offer."},
		{bank.Fault{Pointer: "/rules/r/when", Detail: "It is wrong.", Line: 1, Column: 1}, "/rules/r/when:1:1: It is wrong."},
		{bank.Fault{Pointer: "/rules/r/when", Detail: "It is wrong.", Line: 2, Column: 5}, "/rules/r/when:2:5: It is wrong."},
	} {
		if got := c.fault.String(); got != c.want {
			t.Errorf("%#v reads %q, want %q", c.fault, got, c.want)
		}
	}
	faults := []bank.Fault{
		{Detail: "One."},
		{Pointer: "/b", Detail: "Two.", Nearest: []string{"c"}},
		{Pointer: "a.yaml:3 /r/when", Detail: "Three.", Line: 1, Column: 4, On: "x  =\n\x1b" + strings.Repeat("é", 90)},
		{Pointer: "/d", Detail: "Four.", Nearest: []string{"y"}, Line: 2, Column: 1, On: "=", Fix: "=="},
	}
	for code, want := range map[bank.Code]string{
		bank.CodeInvalidRequest: "No.\n  One.\n  /b: Two. Nearest: c.\n  a.yaml:3 /r/when:1:4: Three.\n  /d:2:1: Four.",
		bank.CodeInvalidContent: "No.\n\n  One.\n\n  /b\n    Two. Nearest: c.\n\n  a.yaml:3 /r/when:1:4\n    Three.\n    Found: x = \ufffd" +
			strings.Repeat("é", 75) + "…\n\n  /d:2:1\n    Four.\n    Found: =\n    Write: ==",
	} {
		err := &bank.Error{Code: code, Message: "No.", Faults: faults}
		if diff := cmp.Diff(want, err.Error()); diff != "" {
			t.Errorf("error of code %s (-want +got):\n%s", code, diff)
		}
	}
}

// TestBounds compares the bounds with those in the published contract.
func TestBounds(t *testing.T) {
	got := []int{bank.MaxMinutes, bank.MaxCount, bank.DefaultCount, bank.MaxCares, bank.MaxSaid, bank.MaxExclude, bank.MaxSeed}
	want := []int{240, 20, 8, 20, 200, 500, 9_007_199_254_740_991}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("bounds (-want +got):\n%s", diff)
	}
}
